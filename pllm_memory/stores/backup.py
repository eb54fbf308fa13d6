"""A backup: many users' whole memories in one file, each section with its digest.

The file is JSON lines, compressed with gzip, so that `zcat` shows it: a line that says what it is; for each user a line
with the name, the lines of the parts (see `stores.parts`), and a line with their number and digest; at the end a line
that says that it is complete. Each user's lines are a gzip member of their own, so that one user can be read alone.
"""

import hashlib
import json
import os
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from anyio import to_thread

from pllm_memory.errors import Conflict, NotFound, StoreCorrupt, StoreTooNew
from pllm_memory.stores.parts import NOTHING, Part, Sum, Summing, at_once, gathered, read, written
from pllm_memory.stores.sqlite.file import mapped, sync_folder
from pllm_memory.types import Scope, now

_FORMAT = "pllm-memory backup"
_VERSION = 1
_GZIP = 31
"""What zlib calls gzip with the largest window."""
_CHUNK = 64 * 1024


class Writing:
    """A backup in the making: a file beside the place where it will be, which takes that place when it is complete.

    Args:
        path: Where it will be.
        replace: Whether a file that is there may be replaced.

    Raises:
        Conflict: If there is a file already, and it may not.
    """

    def __init__(self, path: Path, *, replace: bool = False) -> None:
        if path.exists() and not replace:
            raise Conflict(f"there is a file {path} already; say that it may be replaced, or name another")
        self._path = path
        self._draft = path.with_name(f"{path.name}.part")
        self._all = hashlib.sha256()
        self._users = 0
        with mapped(self._draft):
            self._draft.unlink(missing_ok=True)
            # What everybody has said is in it: for nobody else's eyes.
            self._file = os.fdopen(os.open(self._draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
            self._file.write(_member(_line(format=_FORMAT, version=_VERSION, made_at=now().isoformat())))

    async def add(self, scope: Scope, parts: AsyncGenerator[Part]) -> Sum:
        """Adds a user, or nothing, where there is nothing, or where it fails; returns what the parts come to."""
        start = self._file.tell()
        member = _Member(self._file, self._draft)
        summing = Summing()
        try:
            await to_thread.run_sync(member.write, _line(user=scope.user_id))
            async for some in gathered(parts):
                await to_thread.run_sync(_add, member, summing, some)
            found = summing.sum
            if found != NOTHING:
                member.write(_line(end={"rows": found.rows, "messages": found.messages, "sha256": found.digest}))
                member.end()
                self._users += 1
                self._all.update(_signature(scope.user_id, found))
        except BaseException:  # whatever went wrong: half a section is none
            self._cut(start)
            raise
        finally:
            await parts.aclose()
        if found == NOTHING:
            self._cut(start)
        return found

    def finish(self) -> None:
        """Makes it the file that was asked for; it survives a power cut from here on."""
        with mapped(self._path):
            self._file.write(_member(_line(complete={"users": self._users, "sha256": self._all.hexdigest()})))
            self._file.flush()
            os.fsync(self._file.fileno())
            if not self._is_ours():
                raise Conflict(f"another backup is being written to {self._path}; this one is not kept")
            self._file.close()
            self._draft.replace(self._path)
            sync_folder(self._path.absolute().parent)

    def close(self) -> None:
        """Lets go of it; what is not finished is removed."""
        if not self._file.closed and self._is_ours():
            self._draft.unlink()
        self._file.close()

    def _is_ours(self) -> bool:
        """Whether nobody else has begun a backup in the same place."""
        return self._draft.exists() and os.path.samestat(self._draft.stat(), os.fstat(self._file.fileno()))

    def _cut(self, at: int) -> None:
        self._file.seek(at)
        self._file.truncate()


class _Member:
    """Lines that are compressed together."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self._path = path
        self._deflate = zlib.compressobj(wbits=_GZIP)

    def write(self, lines: bytes) -> None:
        with mapped(self._path):
            self._file.write(self._deflate.compress(lines))

    def end(self) -> None:
        with mapped(self._path):
            self._file.write(self._deflate.flush())


def _add(member: _Member, summing: Summing, parts: Iterable[Part]) -> None:
    for part in parts:
        lines = written(part)
        summing.add(part, lines)
        member.write(lines)


def _member(lines: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=_GZIP)
    return deflate.compress(lines) + deflate.flush()


def _line(**values: Any) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _signature(user_id: str, found: Sum) -> bytes:
    return f"{user_id}\n{found.digest}\n".encode()


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────


class Section(NamedTuple):
    """Where a user's memory is in the file, and what it comes to."""

    at: int
    sum: Sum


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was read through once and found whole; a source of users' memories."""

    path: Path
    sections: dict[str, Section]

    async def users(self) -> AsyncIterator[str]:
        """The ids of all users in it, in the order in which they came."""
        for user_id in self.sections:
            yield user_id

    async def dump(self, scope: Scope) -> AsyncGenerator[Part]:
        """All parts of one user.

        Raises:
            StoreCorrupt: If the file is no longer what it was.
        """
        section = self.sections.get(scope.user_id)
        if section is None:
            return
        with _opened(self.path) as file:
            parts = _parts(_Reader(self.path, file, section.at), section)
            while part := await to_thread.run_sync(next, parts, None):
                yield part


def checked(path: Path) -> Backup:
    """A backup, after every byte of it was read and every digest compared.

    Raises:
        NotFound: If there is no such file.
        StoreCorrupt: If it is no backup, or was cut off or changed; the error says where.
        StoreTooNew: If a newer version of pllm-memory made it.
    """
    with _opened(path) as file:
        at = _checked_header(_Reader(path, file, 0))
        sections: dict[str, Section] = {}
        seen = hashlib.sha256()
        while True:
            reader = _Reader(path, file, at)
            first = reader.value()
            if "complete" in first:
                reader.end()
                reader.refuse_more()
                if first["complete"] != {"users": len(sections), "sha256": seen.hexdigest()}:
                    raise reader.corrupt("users are missing, or were changed")
                return Backup(path, sections)
            user_id = reader.named(first, sections)
            found = _read_through(reader)
            sections[user_id] = Section(at, found)
            seen.update(_signature(user_id, found))
            at = reader.next_at


def _checked_header(reader: "_Reader") -> int:
    found = reader.value()
    if found.get("format") != _FORMAT:
        raise reader.corrupt("it is no backup of pllm-memory")
    if found.get("version") != _VERSION:
        raise StoreTooNew(
            f"{reader.path} is a backup of format {found.get('version')!r}; this pllm-memory knows {_VERSION}. "
            f"Upgrade it: pip install -U pllm-memory"
        )
    reader.end()
    return reader.next_at


def _read_through(reader: "_Reader") -> Sum:
    summing = Summing()
    for kind, row, line in reader.rows():
        summing.add(Part(kind, (row,)), line + b"\n")
    return reader.agreed(summing.sum)


def _parts(reader: "_Reader", section: Section) -> Generator[Part]:
    """The parts of a section; at its end, what it came to is compared once more."""
    reader.named(reader.value(), ())
    summing = Summing()
    for kind, rows in groupby(reader.rows(), key=lambda row: row[0]):
        for some in _batches((row for _, row, _ in rows), at_once(kind)):
            part = Part(kind, tuple(some))
            summing.add(part)
            yield part
    if reader.agreed(summing.sum) != section.sum:
        raise reader.corrupt("it is another one than before")


def _batches(rows: Iterable[Any], size: int) -> Generator[list[Any]]:
    some: list[Any] = []
    for row in rows:
        some.append(row)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some


@contextmanager
def _opened(path: Path) -> Generator[BinaryIO]:
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {path}") from error
    except OSError as error:
        raise StoreCorrupt(f"{path} cannot be read: {error}") from error
    with file:
        yield file


class _Reader:
    """The lines of one gzip member, with the place where each is, for errors."""

    def __init__(self, path: Path, file: BinaryIO, at: int) -> None:
        self.path = path
        self.next_at = at
        self._at = at
        self._file = file
        self._where = "at its beginning" if not at else "after the section of the last user that is whole"
        self._line = 0
        self._lines = self._inflated()
        self._end: dict[str, Any] = {}

    def value(self) -> dict[str, Any]:
        """The next line, as a value."""
        return self._value(self._next())

    def named(self, first: dict[str, Any], known: Iterable[str]) -> str:
        """The user that a section's first line names."""
        user_id = first.get("user")
        if not isinstance(user_id, str) or user_id in known:
            raise self.corrupt("a section of a user was expected")
        self._where = f"in the section of user {user_id!r}"
        return user_id

    def rows(self) -> Generator[tuple[str, tuple[Any, ...], bytes]]:
        """Every row of a section: its kind, itself, and its line."""
        while not (line := self._next()).startswith(b'{"end"'):
            try:
                kind, row = read(line)
            except ValueError as error:
                raise self.corrupt(str(error)) from error
            yield kind, row, line
        self._end = self._value(line).get("end", {})
        self.end()

    def agreed(self, found: Sum) -> Sum:
        """What was read, if it is what the section says of itself."""
        said = {"rows": found.rows, "messages": found.messages, "sha256": found.digest}
        if self._end != said:
            raise self.corrupt("its digest is another one")
        return found

    def end(self) -> None:
        """Expects that there is no further line in this member."""
        try:
            next(self._lines)
        except StopIteration:
            return
        raise self.corrupt("there is more than was expected")

    def refuse_more(self) -> None:
        """Expects that the file ends here."""
        self._file.seek(self.next_at)
        if self._file.read(1):
            raise self.corrupt("there is more behind its end")

    def corrupt(self, why: str) -> StoreCorrupt:
        """What is wrong, and where."""
        place = f"{self._where}, line {self._line}, behind byte {self._at}"
        return StoreCorrupt(f"{self.path} is damaged {place}: {why}; nothing was restored, take another backup")

    def _next(self) -> bytes:
        try:
            line = next(self._lines)
        except StopIteration:
            raise self.corrupt("a line is missing") from None
        self._line += 1
        return line

    def _value(self, line: bytes) -> dict[str, Any]:
        try:
            return dict(json.loads(line))
        except (ValueError, TypeError) as error:
            raise self.corrupt("its line cannot be read") from error

    def _inflated(self) -> Generator[bytes]:
        inflate, rest = zlib.decompressobj(wbits=_GZIP), b""
        while not inflate.eof:
            self._file.seek(self.next_at)
            chunk = self._file.read(_CHUNK)
            if not chunk:
                raise self.corrupt("it is cut off")
            try:
                *lines, rest = (rest + inflate.decompress(chunk)).split(b"\n")
            except zlib.error as error:
                raise self.corrupt(str(error)) from error
            self.next_at += len(chunk) - len(inflate.unused_data)
            yield from lines
        if rest:
            raise self.corrupt("a line is cut off")
