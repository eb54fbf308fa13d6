"""SQL lives in .sql files, as named statements: this reads them."""

import re
from functools import cache
from importlib.resources import files

_NAMED = re.compile(r"^-- name: (\w+)\n(.*?)(?=^-- name: |\Z)", re.MULTILINE | re.DOTALL)


@cache
def statements(file: str) -> dict[str, str]:
    """The statements of `sql/<file>.sql`, by name."""
    return {name: sql.strip() for name, sql in _NAMED.findall(script(f"{file}.sql"))}


@cache
def migrations() -> tuple[str, ...]:
    """The migration scripts, in order: migration i leads from schema version i to i + 1."""
    folder = files("pllm_memory.stores.sqlite") / "sql" / "migrations"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple(script(f"migrations/{name}") for name in names)


def script(path: str) -> str:
    """The text of a file under `sql/`."""
    return (files("pllm_memory.stores.sqlite") / "sql" / path).read_text(encoding="utf-8")
