"""Between rows of any database and values."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pllm_memory.facts import Statement
from pllm_memory.items import Address, Item, ItemText, Namespace, StoredItem, to_json
from pllm_memory.stores.columns import Block, Growing, pack_terms
from pllm_memory.text import Analysis, analyse
from pllm_memory.types import ROLES, Message

Row = tuple[Any, ...]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def from_microseconds(microseconds: int) -> datetime:
    """The moment, in UTC."""
    return _EPOCH + microseconds * _MICROSECOND


def message_of(row: Row, make: Callable[..., Message] = Message.stored) -> Message:
    """A message, from the columns that every query for messages has.

    Args:
        row: The columns.
        make: What makes it of them; `Message`, where they were not stored here: it is checked as any that comes in.
    """
    id_, session_id, role, name, content, caption, at = row
    return make(
        id=id_,
        session_id=session_id,
        role=role,
        name=name,
        content=content,
        caption=caption,
        at=from_microseconds(at),
    )


def row_of(statement: Statement) -> Row:
    """What is kept of a statement, beside its message and its reading."""
    return (
        statement.subject,
        statement.predicate,
        statement.object,
        statement.mode,
        statement.replaces,
        optional_microseconds(statement.valid_at),
        optional_microseconds(statement.invalid_at),
        statement.certain,
        statement.strength,
        statement.text,
        statement.source,
    )


def statement_of(row: Row) -> Statement:
    """A statement, from the columns of `all_statements` without the row number."""
    (message_id, said_at, speaker, role, subject, predicate, object_, mode, replaces, valid_at, invalid_at, certain,
     strength, text, source) = row  # fmt: skip
    return Statement(
        message_id=message_id,
        subject=subject,
        predicate=predicate,
        object=object_,
        mode=mode,
        replaces=replaces,
        valid_at=None if valid_at is None else from_microseconds(valid_at),
        invalid_at=None if invalid_at is None else from_microseconds(invalid_at),
        said_at=from_microseconds(said_at),
        speaker=speaker,
        role=role,
        certain=bool(certain),
        strength=strength,
        text=text,
        source=source,
    )


def namespace_text(namespace: Namespace) -> str:
    """A namespace as it is stored: its labels cannot run into each other, and what is below it begins alike."""
    return json.dumps(namespace, ensure_ascii=False, separators=(",", ":"))


def namespace_range(namespace: Namespace) -> tuple[str, str, str]:
    """The namespace as it is stored; and between which texts, the second left out, all below it are."""
    text = namespace_text(namespace)
    if not namespace:
        return text, "[", "\\"  # the character after "["
    return text, f"{text[:-1]},", f"{text[:-1]}-"  # the character after ","


def row_of_item(item: Item) -> Row:
    """What is kept of an item, beside its texts."""
    return (
        namespace_text(item.namespace),
        item.key,
        to_json(item.value),
        to_microseconds(item.created_at),
        to_microseconds(item.updated_at),
        None if item.ttl is None else item.ttl // _MICROSECOND,
        optional_microseconds(item.expires_at),
    )


def items_of(rows: Iterable[Row], text_rows: Iterable[Row] = ()) -> tuple[StoredItem, ...]:
    """Items, from the columns that every query for items has, and from those of their texts."""
    texts: dict[tuple[str, str], list[ItemText]] = {}
    for namespace, key, path, text, blob in text_rows:
        vector = None if blob is None else np.frombuffer(blob, "<f2").astype(np.float32)
        texts.setdefault((namespace, key), []).append(ItemText(path, text, vector))
    return tuple(StoredItem(_item_of(row), tuple(texts.get(row[:2], ()))) for row in map(tuple, rows))


def _item_of(row: Row) -> Item:
    namespace, key, value, created_at, updated_at, ttl, expires_at = row
    return Item(
        namespace=tuple(json.loads(namespace)),
        key=key,
        value=json.loads(value),
        created_at=from_microseconds(created_at),
        updated_at=from_microseconds(updated_at),
        ttl=None if ttl is None else ttl * _MICROSECOND,
        expires_at=None if expires_at is None else from_microseconds(expires_at),
    )


def stored_address(address: Address) -> tuple[str, str]:
    """Where an item is, as it is stored."""
    return namespace_text(address[0]), address[1]


def optional_microseconds(moment: datetime | None) -> int | None:
    """Microseconds since 1970, where there is a moment."""
    return None if moment is None else to_microseconds(moment)


def family_of(extractor: str) -> str:
    """Without the version of the rules; the names of models have slashes too, and are others with every letter."""
    name, _, _ = extractor.partition("/")
    return name if name == "rules" else extractor


def block_of(rows: Sequence[Row], growing: Growing) -> Block:
    """Rows of `columns_after` as columns."""
    seqs, sessions, roles, names, ats, lengths, substances, flags, terms, embeddings = zip(*rows, strict=True)
    speakers = [growing.speaker_number(name or role) for name, role in zip(names, roles, strict=True)]
    return Block(
        columns={
            "keys": np.array(seqs, np.int64),
            "session": np.array(sessions, np.int32),
            "at": np.array(ats, np.float64) / 1e6,
            "speaker": np.array(speakers, np.int32),
            "role": np.array([ROLES.index(role) for role in roles], np.int32),
            "length": np.array(lengths, np.int32),
            "substance": np.array(substances, np.int32),
            "flags": np.array(flags, np.int32),
            "has_vector": np.array([blob is not None for blob in embeddings]),
        },
        terms=np.frombuffer(b"".join(terms), "<u4"),
        term_counts=np.array([len(blob) // 4 for blob in terms], np.int64),
        vectors=vectors_of(embeddings, growing.dimensions),
    )


def vectors_of(blobs: Sequence[bytes | None], dimensions: int) -> NDArray[np.float32]:
    """Embeddings as rows of a matrix; a missing one is all zeros."""
    missing = bytes(2 * dimensions)
    joined = b"".join(blob or missing for blob in blobs) if dimensions else b""
    return np.frombuffer(joined, "<f2").astype(np.float32).reshape(len(blobs), dimensions)


def terms_blob(analysis: Analysis, numbers: Mapping[str, int]) -> bytes:
    """The terms of a message as stores keep them: see `columns.pack_terms`, little-endian."""
    terms, counts = [numbers[term] for term, _ in analysis.terms], [count for _, count in analysis.terms]
    return pack_terms(terms, counts).astype("<u4").tobytes()


def term_numbers(blobs: Iterable[bytes]) -> set[int]:
    """The numbers of all terms in some of these."""
    return set((np.frombuffer(b"".join(blobs), "<u4") >> 8).tolist())


def index_problems(known: Mapping[int, str], rows: Iterable[Row]) -> list[str]:
    """Whether what is indexed is what the messages say, no more and no less.

    Args:
        known: The terms by number.
        rows: Each message, then length, substance, flags and terms as they are stored.
    """
    wrong, used = 0, set[int]()
    for *row, length, substance, flags, blob in rows:
        packed = np.frombuffer(blob, "<u4")
        used.update((packed >> 8).tolist())
        stored = {known.get(number >> 8): number & 255 for number in packed.tolist()}
        analysis = analyse(message_of(tuple(row)))
        expected = {term: min(count, 255) for term, count in analysis.terms}
        indexed = Analysis(tuple(expected.items()), length, substance, flags)
        wrong += stored != expected or replace(analysis, terms=indexed.terms) != indexed
    unused = len(known.keys() - used)
    found = {"messages that are indexed wrongly": wrong, "terms that no message has": unused}
    return [f"{what}: {count}" for what, count in found.items() if count]
