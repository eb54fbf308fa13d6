"""Between rows and values."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from pllm_memory.stores.columns import Block, Growing
from pllm_memory.stores.sqlite.file import Row
from pllm_memory.types import ROLES, Message

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def from_microseconds(microseconds: int) -> datetime:
    """The moment, in UTC."""
    return _EPOCH + microseconds * _MICROSECOND


def message_of(row: Row) -> Message:
    """A message, from the columns that every query for messages has."""
    id_, session_id, role, name, content, caption, at = row
    return Message(
        id=id_,
        session_id=session_id,
        role=role,
        name=name,
        content=content,
        caption=caption,
        at=from_microseconds(at),
    )


def block_of(rows: list[Row], growing: Growing) -> Block:
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
