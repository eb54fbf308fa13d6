"""What is read and written: UTF-8 wherever it comes from or goes to, and files as a whole."""

import io
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import typer

from pllm_memory.errors import ConfigError


def prepare() -> None:
    """Reads and writes UTF-8, whatever the locale says.

    What is piped is read by `import`, here or on another machine. A terminal keeps what it understands, and is shown
    the rest as escapes, rather than nothing at all.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):  # there may be none
            continue
        if not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="strict" if stream is not sys.stderr else "backslashreplace")
        elif stream is not sys.stdin:
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def written() -> Generator[None]:
    """Inside: what prints. A full disk is one line, and exit code 1."""
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        typer.echo(f"error: {error}", err=True)
        sys.stdout = None  # what is left in it cannot be written either
        raise SystemExit(1) from error


def write(path: Path, text: str) -> None:
    """Writes a file as a whole: what it held before stays until all of the new is there.

    Raises:
        ConfigError: If it cannot be written.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe, a terminal
            path.write_text(text, encoding="utf-8")
        else:
            _replace(path, text)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror or error}") from error


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
