"""Files as readers want them: the items of a big JSON array one by one, also out of a zip file; rows of SQLite."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

import apsw

from pllm_memory.errors import InvalidInput, NotFound
from pllm_memory.imports.values import Skipped

_CHUNK = 1 << 20
_LARGEST = 1 << 28
"""Characters of one item of an array: beyond it, a file is not what it says."""
_SQLITE = b"SQLite format 3\x00"


def items(path: Path, inside: str, *beside: str) -> Iterator[tuple[str, Any] | Skipped]:
    """The items of the JSON array in a file, each with its place; of a zip file, of the files named so in it.

    Args:
        path: The file.
        inside: How the names of the files in a zip file begin; there must be one.
        *beside: How those of others begin that may be there.

    Raises:
        NotFound: If there is no such file.
        InvalidInput: If it is no such file.
    """
    try:
        if not zipfile.is_zipfile(path):
            with path.open(encoding="utf-8") as file:
                yield from _array(file, path.name)
            return
        yield from _zipped(path, inside, beside)
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {path}") from error
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile, RuntimeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}") from error


def _zipped(path: Path, inside: str, beside: tuple[str, ...]) -> Iterator[tuple[str, Any] | Skipped]:
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if not name.endswith("/"))
        wanted = [name for name in names if _named(name, inside)]
        if not wanted:
            raise InvalidInput(f"{path} has no {inside}.json in it")
        for name in names:
            if name in wanted or _named(name, *beside):
                with archive.open(name) as file:
                    yield from _array(TextIOWrapper(file, encoding="utf-8"), name)
            else:
                yield Skipped(name, "a file of the archive that holds no conversations")


def _named(name: str, *beginnings: str) -> bool:
    return Path(name).name.startswith(beginnings) and name.endswith(".json")


def _array(file: TextIO, name: str) -> Iterator[tuple[str, Any] | Skipped]:
    """Parses item by item, so that no more than one of them is in memory."""
    text = file.read(_CHUNK).lstrip("\ufeff \t\r\n")
    if not text.startswith("["):
        raise InvalidInput(f"{name} is no JSON array")
    text, number, decoder, more = text[1:], 0, json.JSONDecoder(), True
    while True:
        text = text.lstrip(" \t\r\n,")
        if text.startswith("]"):
            return
        found: Any = None
        with suppress(ValueError, RecursionError):
            found = decoder.raw_decode(text)
        if found is not None and (found[1] < len(text) or not more):
            yield f"{name}[{number}]", found[0]
            text, number = text[found[1] :], number + 1
            continue
        chunk = file.read(max(_CHUNK, len(text))) if more and len(text) < _LARGEST else ""
        more = bool(chunk)
        if not more:
            yield Skipped(f"{name}[{number}]", "not valid JSON from here on: the rest of the file is not read")
            return
        text += chunk


def whole(path: Path) -> Any:
    """A JSON file, or JSON lines as a list: a line that is none is a `Skipped` in it.

    Raises:
        NotFound: If there is no such file.
        InvalidInput: If it is neither.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {path}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}") from error
    with suppress(ValueError, RecursionError):
        return json.loads(text)
    return [_line(line, f"line {number}") for number, line in enumerate(text.split("\n"), start=1) if line.strip()]


def _line(line: str, place: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        return Skipped(place, f"not valid JSON: {error}")


def is_sqlite(path: Path) -> bool:
    """Whether a file is a SQLite database."""
    with suppress(OSError), path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE
    return False


def rows(path: Path, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table, in the order they came; none if there is no such table.

    Raises:
        InvalidInput: If the file is damaged.
    """
    try:
        database: Any = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        if not list(database.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))):
            return
        cursor = database.execute(f"SELECT * FROM {table} ORDER BY rowid")  # noqa: S608  a name of ours
        for row in cursor:
            names = [column[0] for column in cursor.description]
            yield dict(zip(names, row, strict=True))
    except apsw.Error as error:
        raise InvalidInput(f"{path} cannot be read: {error}") from error
