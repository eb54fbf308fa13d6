"""Writes docs/cli.md from the commands themselves; a test compares the two."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from pllm_memory.cli import app

PAGE = Path(__file__).parent / "cli.md"
INTRODUCTION = """# The command line

Every command takes the memory from `--url`, or from [the settings](settings.md). Commands with `--json` print one
JSON value on standard output; progress and errors go to standard error. The exit code is 1 where something was
refused, and the reason is one line.

`pllm-memory --insecure COMMAND` uses a Postgres role that row-level security does not hold for
([why not to](postgres.md)).
"""


def page() -> str:
    """The whole page."""
    commands: dict[str, Any] = get_command(app).commands
    return "\n".join([INTRODUCTION, *("\n".join(section(name, commands[name])) for name in commands)])


def section(name: str, command: Any) -> Iterator[str]:
    """One command: what it does, what it takes."""
    parameters = [p for p in command.params if p.name != "help"]
    arguments = " ".join(label(p) for p in parameters if p.param_type_name == "argument")
    yield f"## {name}\n"
    yield f"{command.help}\n"
    yield f"`pllm-memory {' '.join(filter(None, [name, arguments, '[OPTIONS]']))}`\n"
    yield "| | |\n|---|---|"
    yield from (f"| `{label(p)}` | {' '.join((p.help or '').split())} |" for p in parameters)
    yield ""


def label(parameter: Any) -> str:
    """How a parameter is written."""
    if parameter.param_type_name == "argument":
        name = parameter.metavar or parameter.name.upper()
        return name if parameter.required else f"[{name}]"
    return ", ".join(parameter.opts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
