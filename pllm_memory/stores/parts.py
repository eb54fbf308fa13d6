"""Everything that a store keeps of one user, as a stream of parts that is the same from every store.

Copying, backing up and restoring are made of it, and so is the digest that says whether two stores keep the same. What
follows from the rest (terms, row numbers, profiles) is no part of it: whoever takes it in makes that again.
"""

import base64
import hashlib
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from pllm_memory import errors
from pllm_memory.stores.rows import Row

KINDS: Mapping[str, tuple[str, ...]] = {
    "memory": ("fingerprint", "beside"),
    "message": ("message_id", "session_id", "role", "name", "content", "caption", "at", "created_at"),
    "vector": ("message_id", "embedding"),
    "vector_beside": ("message_id", "embedding"),
    "reading": ("message_id", "extractor", "attempts", "problem", "again_at"),
    "statement": (
        "message_id", "extractor", "place", "subject", "predicate", "object", "mode", "replaces", "valid_at",
        "invalid_at", "certain", "strength", "text", "source",
    ),
    "withdrawn": ("statement_id", "message_id"),
    "recalled": ("message_id", "times", "at"),
    "item": ("namespace", "key", "value", "created_at", "updated_at", "ttl", "expires_at"),
    "item_text": ("namespace", "key", "place", "path", "text", "embedding"),
}  # fmt: skip
"""What there is, in the order in which it comes, and the columns of each. The first is one row, about all.

Messages come in the order in which they were remembered, what belongs to a message in that order too, the rest in that
of its key, byte by byte. Times are microseconds since 1970, embeddings little-endian float16.
"""

_BYTES = "embedding"


def at_once(kind: str) -> int:
    """How many rows a part has at the most: memory must do for those that are as long as they may be."""
    return 16 if kind.startswith("item") else 256


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of one kind."""

    kind: str
    rows: tuple[Row, ...]


_TOGETHER = 256

Parts = Callable[[], AsyncGenerator[Part]]
"""Begins to read a user's parts; whoever is interrupted begins anew."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What a user's parts come to.

    Attributes:
        digest: SHA-256 of them all, as the lines of a backup; empty where nothing is kept.
        messages: How many messages are among them.
        rows: How many rows they are.
    """

    digest: str = ""
    messages: int = 0
    rows: int = 0


NOTHING = Sum()


class Summing:
    """Adds parts up, one after the other."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._messages = self._rows = 0
        self._is_anything = False

    def add(self, part: Part, lines: bytes | None = None) -> None:
        """Adds a part; `lines` are those of it, where they are known already."""
        self._hash.update(written(part) if lines is None else lines)
        self._rows += len(part.rows)
        self._messages += len(part.rows) if part.kind == "message" else 0
        self._is_anything |= part.kind != "memory" or any(value is not None for value in part.rows[0])

    @property
    def sum(self) -> Sum:
        """What they come to so far."""
        return Sum(self._hash.hexdigest(), self._messages, self._rows) if self._is_anything else NOTHING


async def gathered(parts: AsyncGenerator[Part]) -> AsyncGenerator[list[Part]]:
    """Parts that are small, several together: whoever waits for each step waits less often."""
    some: list[Part] = []
    async with aclosing(parts):
        async for part in parts:
            some.append(part)
            if sum(len(one.rows) for one in some) >= _TOGETHER:
                yield some
                some = []
    if some:
        yield some


async def summed(parts: AsyncGenerator[Part]) -> Sum:
    """What a stream comes to."""
    summing = Summing()
    async with aclosing(parts):
        async for part in parts:
            summing.add(part)
    return summing.sum


def refuse_other(there: Sum, over: Sum) -> None:
    """Refuses to replace what nobody has said may be replaced."""
    if there != over:
        raise errors.Conflict("this user has another memory there meanwhile; nothing was changed")


def refuse_unequal(given: Sum, stored: Sum) -> None:
    """Refuses to keep what cannot be read again as it was given."""
    if given != stored:
        raise errors.StoreError(
            f"what is stored is not what was given: {stored.rows} of {given.rows} rows, digest {stored.digest[:12]} "
            f"instead of {given.digest[:12]}; nothing was changed"
        )


def written(part: Part) -> bytes:
    """A line of JSON for each row; bytes as base64."""
    names = KINDS[part.kind]
    rows = ({part.kind: dict(zip(names, row, strict=True))} for row in part.rows)
    return b"".join(_ENCODE(row).encode() + b"\n" for row in rows)


def read(line: bytes) -> tuple[str, Row]:
    """The kind and the row that a line was written of.

    Raises:
        ValueError: If it is no such line.
    """
    try:
        [(kind, given)] = json.loads(line).items()
        row = tuple(given[name] for name in KINDS[kind])
        if _BYTES in given and given[_BYTES] is not None:
            row = (*row[:-1], base64.b64decode(given[_BYTES], validate=True))
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"no row of any kind that is known ({error})") from error
    return kind, row


def _base64(value: Any) -> str:
    return base64.b64encode(value).decode("ascii")


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_base64).encode
