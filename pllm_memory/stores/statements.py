"""SQL lives in .sql files, as named statements, in the folder `sql` of each store: this reads them."""

import re
from functools import cache
from importlib.resources import files

_NAMED = re.compile(r"^-- name: (\w+)\n(.*?)(?=^-- name: |\Z)", re.MULTILINE | re.DOTALL)


@cache
def statements(store: str, file: str) -> dict[str, str]:
    """The statements of a store's `sql/<file>.sql`, by name."""
    return {name: sql.strip() for name, sql in _NAMED.findall(script(store, f"{file}.sql"))}


def beside(found: dict[str, str], *names: str) -> dict[str, str]:
    """Statements on the table `vector` as such on the table `vector_beside`, which is named in their names too."""
    return {f"{name}_beside": re.sub(r"\bvector\b", "vector_beside", found[name]) for name in names}


@cache
def migrations(store: str) -> tuple[str, ...]:
    """A store's migration scripts, in order: migration i leads from schema version i to i + 1."""
    folder = files("pllm_memory.stores") / store / "sql" / "migrations"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple(script(store, f"migrations/{name}") for name in names)


def script(store: str, path: str) -> str:
    """The text of a file under a store's `sql/`."""
    return (files("pllm_memory.stores") / store / "sql" / path).read_text(encoding="utf-8")
