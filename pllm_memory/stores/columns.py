"""One user's messages in memory, as columns: what a store finds, and all scoring reads.

A store keeps one `Growing` per open user, adds the rows that are new, and hands out `Candidates`: frozen
pictures that share its arrays. Adding never touches what a picture can see, so pictures stay true
without copies and without locks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Places = NDArray[np.int64]

S = TypeVar("S", bound=np.generic)
T = TypeVar("T")

MAX_STEP = 3
"""How far apart two messages can be and still be compared as neighbours (see `Candidates.slot`)."""

_COLUMNS: dict[str, type[Any]] = {
    "keys": np.int64,
    "session": np.int32,
    "at": np.float64,
    "speaker": np.int32,
    "role": np.int32,
    "length": np.int32,
    "substance": np.int32,
    "flags": np.int32,
    "has_vector": np.bool_,
}


@dataclass(frozen=True, slots=True)
class Block:
    """Rows to add, as aligned arrays.

    `terms` holds each message's distinct terms one after the other, packed by `pack_terms`; message i has
    `term_counts[i]` of them. `vectors` has a row for each message, zeros where there is none yet.
    """

    columns: dict[str, NDArray[Any]]
    terms: NDArray[np.uint32]
    term_counts: NDArray[np.int64]
    vectors: NDArray[np.float32]


def pack_terms(ids: Sequence[int], counts: Sequence[int]) -> NDArray[np.uint32]:
    """Term numbers (24 bits) with how often they occur (8 bits, at most 255), as stores keep them."""
    packed = (np.asarray(ids, np.uint32) << 8) | np.minimum(np.asarray(counts, np.uint32), 255)
    return packed.astype(np.uint32)


class Array(Generic[S]):
    """An array that grows at the end in amortised constant time."""

    def __init__(self, dtype: type[S], *shape: int) -> None:
        self._data = np.empty((16, *shape), dtype)
        self.size = 0

    def extend(self, values: NDArray[S]) -> None:
        """Adds rows. Views taken before stay valid: a full buffer is replaced, never moved."""
        needed = self.size + len(values)
        if needed > len(self._data):
            grown = np.empty((max(needed, len(self._data) * 3 // 2), *self._data.shape[1:]), self._data.dtype)
            grown[: self.size] = self._data[: self.size]
            self._data = grown
        self._data[self.size : needed] = values
        self.size = needed

    def view(self) -> NDArray[S]:
        """What is there now."""
        return self._data[: self.size]

    @property
    def nbytes(self) -> int:
        """Memory held, in bytes."""
        return self._data.nbytes


@dataclass(frozen=True, slots=True)
class Inverted:
    """Postings of the first `rows` rows, sorted by term; newer rows are in `tail`, until it is merged."""

    rows: int
    starts: NDArray[np.int64]
    posting_rows: Ints
    posting_counts: Ints
    tail: dict[int, list[tuple[int, int]]] = field(default_factory=dict[int, list[tuple[int, int]]])

    def postings(self, term: int, below: int) -> tuple[Ints, Ints]:
        """Rows under `below` that have the term, and how often."""
        start, end = self.starts[term : term + 2] if term + 1 < len(self.starts) else (0, 0)
        rows, counts = self.posting_rows[start:end], self.posting_counts[start:end]
        newer = self.tail.get(term)
        if newer:
            added = np.array(newer, np.int32)
            rows, counts = np.concatenate([rows, added[:, 0]]), np.concatenate([counts, added[:, 1]])
        end = int(rows.searchsorted(below))
        return rows[:end], counts[:end]


class Growing:
    """Everything that is known of one user's messages, to be added to."""

    def __init__(self, dimensions: int = 0) -> None:
        self._columns = {name: Array(dtype) for name, dtype in _COLUMNS.items()}
        self._packed = Array(np.uint32)
        self._offsets = Array(np.int64)
        self._offsets.extend(np.zeros(1, np.int64))
        self._vectors = Array(np.float32, dimensions)
        self._vector_sum = np.zeros(dimensions)
        self._inverted = _invert(self._packed.view(), self._offsets.view())
        self.dimensions = dimensions
        self.terms: dict[str, int] = {}
        self.speakers: list[str] = []
        self._speaker_numbers: dict[str, int] = {}
        self.pending: set[int] = set()

    @property
    def rows(self) -> int:
        """How many messages."""
        return self._columns["keys"].size

    @property
    def last_key(self) -> int:
        """The newest row number, or 0."""
        keys = self._columns["keys"].view()
        return int(keys[-1]) if len(keys) else 0

    @property
    def newest_term(self) -> int:
        """The highest term number, or 0 (numbers are given out upwards, and the dictionary keeps their order)."""
        return next(reversed(self.terms.values()), 0)

    @property
    def nbytes(self) -> int:
        """Memory held, in bytes (the dictionary of terms estimated)."""
        arrays = [*self._columns.values(), self._packed, self._offsets, self._vectors]
        return sum(a.nbytes for a in arrays) + 2 * self._packed.nbytes + 100 * len(self.terms)

    def speaker_number(self, name: str) -> int:
        """The number of a speaker, a new one where the name is new."""
        if name not in self._speaker_numbers:
            self._speaker_numbers[name] = len(self.speakers)
            self.speakers.append(name)
        return self._speaker_numbers[name]

    def extend(self, block: Block) -> None:
        """Adds rows at the end."""
        first = self.rows
        self._vectors.extend(block.vectors)
        self._vector_sum = self._vector_sum + _sum(block.vectors)
        self._packed.extend(block.terms)
        self._offsets.extend(self._offsets.view()[-1] + np.cumsum(block.term_counts))
        for name, column in self._columns.items():
            column.extend(block.columns[name])
        self._extend_postings(first, block)

    def _extend_postings(self, first: int, block: Block) -> None:
        """Few new rows join the tail; many, or a tail grown long, are worth a new sort."""
        newest = self.rows - self._inverted.rows
        if newest > max(256, self._inverted.rows // 8):
            self._inverted = _invert(self._packed.view(), self._offsets.view())
            return
        rows = np.repeat(np.arange(first, self.rows), block.term_counts)
        for row, packed in zip(rows.tolist(), block.terms.tolist(), strict=True):
            self._inverted.tail.setdefault(packed >> 8, []).append((row, packed & 255))

    def set_vectors(self, keys: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Fills in vectors that came later than their messages.

        The one change that pictures handed out before can see: a zero row becomes the right one.
        """
        rows = np.searchsorted(self._columns["keys"].view(), keys)
        self._vector_sum = self._vector_sum + (_sum(vectors) - _sum(self._vectors.view()[rows]))
        self._vectors.view()[rows] = vectors
        self._columns["has_vector"].view()[rows] = True
        self.pending.difference_update(keys.tolist())

    def freeze(self, fingerprint: str | None) -> "Candidates":
        """A picture of this moment."""
        return Candidates(
            fingerprint=fingerprint,
            speakers=tuple(self.speakers),
            vectors=self._vectors.view(),
            vector_sum=self._vector_sum,
            vocabulary=self.terms,
            inverted=self._inverted,
            far=None,
            **{name: column.view() for name, column in self._columns.items()},
        )


def _sum(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """The sum of rows.

    Stores keep float16: of up to 2**28 such numbers below 1 a float64 holds the sum exactly, so that it is the same
    whether the rows came one by one or all at once.
    """
    return vectors.sum(axis=0, dtype=np.float64)


def _invert(packed: NDArray[np.uint32], offsets: NDArray[np.int64]) -> Inverted:
    ids = (packed >> 8).astype(np.int32)
    order = np.argsort(ids, kind="stable")
    rows = np.repeat(np.arange(len(offsets) - 1, dtype=np.int32), np.diff(offsets))
    starts = np.searchsorted(ids[order], np.arange(int(ids.max(initial=-1)) + 2))
    return Inverted(len(offsets) - 1, starts, rows[order], (packed & 255).astype(np.int32)[order])


def _products(rows: Floats, vector: Floats) -> Floats:
    """The product of each row with a vector, in this thread.

    `rows @ vector` takes all cores, and where another one is busy it waits for it: with both cores of a machine
    taken, 10,000 rows took 7 ms instead of 0.8. Row by row the same library takes one, and is a third faster than
    `einsum` (1.1 ms, where they are read from memory; that is what `vecdot` does, which older versions have not).
    """
    return np.matmul(rows[:, np.newaxis], vector)[:, 0]


@dataclass(frozen=True, eq=False, slots=True)
class Near:
    """A question's vector, and the vectors of the rows that are to be compared with it: others count as average."""

    asked: Floats
    rows: Places
    vectors: Floats


class Far(Protocol):
    """Where a user's vectors are too many for memory, and stay in the database."""

    async def near(self, candidates: "Candidates", asked: Floats, rows: Places, *, only: bool) -> Near:
        """The vectors nearest to a question (unless `only` the rows may be found), and those of some rows."""
        ...


@dataclass(frozen=True, eq=False, kw_only=True)
class Candidates:
    """One user's messages as aligned columns: row i of each is the same message. A frozen picture.

    Attributes:
        fingerprint: Of the model that made the vectors; None before the first.
        speakers: The names that `speaker` counts.
        keys: The store's own row numbers, in the order of remembering.
        session: A number for each session.
        at: Seconds since 1970.
        speaker: Indexes into `speakers`.
        role: Indexes into `types.ROLES`.
        length: How many words the message has.
        substance: How many meaning words its statements have.
        flags: What the analysis says of it, see `text.Flag`.
        has_vector: Which rows are embedded.
        vectors: Shape (rows, dimensions), unit rows; zeros where a message waits to be embedded.
        vector_sum: Of all vectors.
        vocabulary: The number of each term.
        far: Where vectors are that are not in `vectors`, which has no dimensions then.
    """

    fingerprint: str | None
    speakers: tuple[str, ...]
    keys: NDArray[np.int64]
    session: Ints
    at: NDArray[np.float64]
    speaker: Ints
    role: Ints
    length: Ints
    substance: Ints
    flags: Ints
    has_vector: NDArray[np.bool_]
    vectors: Floats
    vector_sum: NDArray[np.float64]
    vocabulary: dict[str, int]
    inverted: Inverted
    far: Far | None = None

    _derived: dict[Callable[..., Any], Any] = field(init=False, default_factory=dict[Callable[..., Any], Any])

    def __len__(self) -> int:
        return len(self.keys)

    def once(self, derive: Callable[["Candidates"], T]) -> T:
        """What a function makes of this picture, made when it is first asked for: many questions are asked of one."""
        if derive not in self._derived:
            self._derived[derive] = derive(self)
        return self._derived[derive]

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """The rows in the order in which they were said, session by session."""
        return np.lexsort((self.keys, self.at, self.session))

    @cached_property
    def place(self) -> NDArray[np.int64]:
        """Where each row is in `order`."""
        place = np.empty(len(self), np.int64)
        place[self.order] = np.arange(len(self))
        return place

    @cached_property
    def _session_in_order(self) -> Ints:
        return self.session[self.order]

    @cached_property
    def session_starts(self) -> Places:
        """The place of the first message of each session."""
        return np.flatnonzero(np.diff(self._session_in_order, prepend=-1))

    @cached_property
    def session_index(self) -> Places:
        """Which of `session_starts` each row's session has."""
        return self.in_rows(np.searchsorted(self.session_starts, np.arange(len(self)), side="right") - 1)

    @cached_property
    def slot(self) -> Places:
        """Where each row is in the order in which they were said, with `MAX_STEP` free slots around each session.

        So a step of that size from a message never leads into another session, and nobody has to look whether it does.
        """
        return self.place + MAX_STEP * (self.session_index + 1)

    @cached_property
    def slots(self) -> int:
        """How many slots there are."""
        return len(self) + MAX_STEP * (len(self.session_starts) + 1)

    def neighbour(self, values: Floats, by: int) -> Floats:
        """For each place, the value of the message so many later (negative: earlier) in its session, or 0."""
        moved = np.zeros_like(values)
        here, there = (slice(None, -by), slice(by, None)) if by > 0 else (slice(-by, None), slice(None, by))
        same = self._session_in_order[here] == self._session_in_order[there]
        np.multiply(values[there], same, out=moved[here])
        return moved

    def in_rows(self, values: NDArray[S]) -> NDArray[S]:
        """Values given by place, as values by row."""
        return values[self.place]

    def cosines(self, vector: Floats | Near) -> Floats:
        """The cosine of each row with a unit vector, both less the user's mean; 0 where a row has no vector yet.

        The mean counts in full for a user with many messages, and little for one with a few, of which it
        would be a part too large.
        """
        if not self.embedded:
            return np.zeros(len(self), np.float32)
        if isinstance(vector, Near):
            return self._cosines_near(vector)
        asked = self.centred(vector)
        cosines = _products(self.vectors, asked)
        cosines -= self._mean @ asked
        cosines *= self._scale
        return cosines

    def centred(self, vector: Floats) -> Floats:
        """A unit vector less the user's mean, made one long again."""
        asked = vector - self._mean
        asked /= max(float(np.linalg.norm(asked)), 1e-6)
        return asked

    def _cosines_near(self, near: Near) -> Floats:
        """The same where few vectors are at hand: whoever is not near counts as average, which is 0."""
        asked = self.centred(near.asked)
        cosines = np.zeros(len(self), np.float32)
        cosines[near.rows] = (_products(near.vectors, asked) - self._mean @ asked) * self._scale_of(near.vectors)
        return cosines

    @cached_property
    def _mean(self) -> Floats:
        return (self.vector_sum / (self.embedded + 20)).astype(np.float32)

    @cached_property
    def _scale(self) -> Floats:
        """One over the length of each row less the mean; 0 for rows without a vector."""
        return np.where(self.has_vector, self._scale_of(self.vectors), 0).astype(np.float32)

    def _scale_of(self, vectors: Floats) -> Floats:
        mean = self._mean
        squared = 1 - 2 * _products(vectors, mean) + mean @ mean
        return (1 / np.sqrt(np.maximum(squared, 1e-6))).astype(np.float32)

    @cached_property
    def embedded(self) -> int:
        """How many rows are embedded."""
        return int(np.count_nonzero(self.has_vector))

    @property
    def pending(self) -> int:
        """How many rows wait to be embedded."""
        return len(self) - self.embedded

    def rows(self, term: str) -> Ints:
        """The rows that have a term, ascending."""
        return self.postings(term)[0]

    def postings(self, term: str) -> tuple[Ints, Ints]:
        """The rows that have a term, ascending, and how often each has it."""
        number = self.vocabulary.get(term)
        if number is None:
            return np.empty(0, np.int32), np.empty(0, np.int32)
        return self.inverted.postings(number, len(self))
