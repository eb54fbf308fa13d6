"""Read the files of others: whatever is not as it should be is refused with the file and the record."""

import csv
import json
import re
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

from pllm_memory.errors import InvalidInput, NotFound
from pllm_memory.types import Message

_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Node:
    """A value in a file, and where it is, for the error."""

    value: Any
    where: str

    def __getitem__(self, key: str) -> "Node":
        """The field of an object; it must be there."""
        found = self.get(key)
        if found is None:
            raise InvalidInput(f"{self.where}: the field {key!r} is missing")
        return found

    def get(self, key: str) -> "Node | None":
        """The field of an object, or None."""
        value = self.fields().get(key)
        return None if value is None else Node(value, f"{self.where}, {key}")

    def first(self, *keys: str) -> "Node":
        """The first of these fields that is there: releases of one benchmark differ in names."""
        found = next((node for key in keys if (node := self.get(key)) is not None), None)
        if found is None:
            raise InvalidInput(f"{self.where}: none of the fields {', '.join(map(repr, keys))} is there")
        return found

    def fields(self) -> dict[str, Any]:
        """The value as an object."""
        return cast("dict[str, Any]", self._is(dict, "an object"))

    def items(self) -> list["Node"]:
        """The value as a list."""
        found = cast("list[Any]", self._is(list, "a list"))
        return [Node(value, f"{self.where}[{index}]") for index, value in enumerate(found)]

    def entries(self) -> list[tuple[str, "Node"]]:
        """The value as an object's keys and values."""
        return [(key, Node(value, f"{self.where}, {key}")) for key, value in self.fields().items()]

    def string(self) -> str:
        """The value as text, which may be empty, without what no memory stores."""
        return clean(cast("str", self._is(str, "text")))

    def text(self) -> str:
        """The value as text that is not empty."""
        found = cast("str", self._is(str, "text"))
        if not found.strip():
            raise InvalidInput(f"{self.where}: the text is empty")
        return found

    def texts(self) -> tuple[str, ...]:
        """The value as a list of texts."""
        return tuple(node.text() for node in self.items())

    def scalar(self) -> str:
        """The value as text, where numbers are as good."""
        return str(self._is((str, int, float), "text or a number"))

    def number(self) -> int:
        """The value as a whole number."""
        try:
            return int(self.scalar())
        except ValueError as error:
            raise InvalidInput(f"{self.where}: expected a whole number, got {self.value!r}") from error

    def time(self, *formats: str) -> datetime:
        """The value as a time in UTC, written in one of these formats."""
        text = self.text()
        for form in formats:
            try:
                return datetime.strptime(text.strip(), form).replace(tzinfo=UTC)
            except ValueError:
                continue
        raise InvalidInput(f"{self.where}: {text[:60]!r} is not a time such as {formats[0]!r}")

    def _is(self, kind: type | tuple[type, ...], name: str) -> Any:
        if isinstance(self.value, bool) or not isinstance(self.value, kind):
            raise InvalidInput(f"{self.where}: expected {name}, got {type(self.value).__name__}")
        return self.value


def message(where: Node, **fields: Any) -> Message:
    """A message of the benchmark; one that cannot be stored is refused with its record."""
    try:
        return Message(**fields)
    except InvalidInput as error:
        raise InvalidInput(f"{where.where}: {error}") from error


def distinct(messages: Iterable[Message], where: str) -> tuple[Message, ...]:
    """The messages; two that have one id are refused with their record."""
    kept: dict[str, Message] = {}
    for said in messages:
        if said.id in kept:
            raise InvalidInput(f"{where}: two messages have the id {said.id!r}")
        kept[said.id] = said
    return tuple(kept.values())


def clean(text: str) -> str:
    """Without what no memory stores, and real chat logs hold: NUL bytes and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def natural(path: Path) -> list[int | str]:
    """A key that sorts "9" before "10"."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", str(path))]


def existing(path: Path) -> Path:
    """The path, if there is something."""
    if not path.exists():
        raise NotFound(f"there is no file {path}")
    return path


def beside(folder: Path, *patterns: str) -> Path:
    """The first file in a folder that one of the patterns fits."""
    found = next((file for pattern in patterns for file in sorted(existing(folder).glob(pattern))), None)
    if found is None:
        raise NotFound(f"there is no file {' or '.join(patterns)} in {folder}")
    return found


def read_json(path: Path) -> Node:
    """A whole JSON file."""
    with _opened(path) as file:
        try:
            return Node(json.load(file), path.name)
        except (ValueError, RecursionError) as error:
            raise InvalidInput(f"{path}: not JSON: {error}") from error


def read_lines(path: Path) -> Iterator[Node]:
    """A JSON Lines file, line by line."""
    with _opened(path) as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield _line(line, f"{path.name}, line {number}")


def read_csv(path: Path) -> Iterator[Node]:
    """A CSV file with a header, row by row."""
    with _opened(path) as file:
        for number, row in enumerate(csv.DictReader(file), start=1):
            yield Node({key: value for key, value in row.items() if key and value}, f"{path.name}, row {number}")


def read_array(path: Path) -> Iterator[Node]:
    """The records of a JSON array, one at a time: LongMemEval's M file has gigabytes."""
    with _opened(path) as file:
        for index, value in enumerate(_values(file, path)):
            yield Node(value, f"{path.name}[{index}]")


@contextmanager
def _opened(path: Path) -> Generator[IO[str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield file
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {path}") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput(f"{path} cannot be read: {error}") from error


def _line(line: str, where: str) -> Node:
    try:
        return Node(json.loads(line), where)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{where}: not JSON: {error}") from error


def _values(file: IO[str], path: Path) -> Iterator[Any]:
    decoder, number = json.JSONDecoder(), 0
    text = file.read(_CHUNK).lstrip()
    if text[:1] != "[":
        raise InvalidInput(f"{path}: expected a JSON array")
    text = text[1:].lstrip()
    while text[:1] != "]":
        value, text = _next(decoder, text, file, f"{path.name}[{number}]")
        yield value
        number += 1


def _next(decoder: json.JSONDecoder, text: str, file: IO[str], where: str) -> tuple[Any, str]:
    """The next value and the text after it. What does not end in the text yet is tried again with twice as much."""
    size = _CHUNK
    while True:
        try:
            value, end = decoder.raw_decode(text)
            rest = text[end:].lstrip() or file.read(_CHUNK).lstrip()
            return value, _separated(rest, where)
        except RecursionError as error:
            raise InvalidInput(f"{where}: not JSON: {error}") from error
        except json.JSONDecodeError as error:
            more = file.read(size)
            if not more:
                raise InvalidInput(f"{where}: not JSON: {error}") from error
            text, size = (text + more).lstrip(), size * 2


def _separated(rest: str, where: str) -> str:
    if rest[:1] == ",":
        return rest[1:].lstrip()
    if rest[:1] != "]":
        raise InvalidInput(f"{where}: not JSON: expected ',' or ']' after it")
    return rest
