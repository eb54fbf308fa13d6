"""Standard input and output: UTF-8 wherever they come from or go to, as files are."""

import io
import sys
from collections.abc import Generator
from contextlib import contextmanager

import typer


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
