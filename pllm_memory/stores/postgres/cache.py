"""What has been read of users' rows, kept as long as it is true and there is room for it."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from pllm_memory.stores.base import Statements
from pllm_memory.stores.columns import Candidates, Growing
from pllm_memory.stores.postgres.writing import State
from pllm_memory.stores.rows import Row, block_of, vectors_of
from pllm_memory.types import Scope

_STATEMENT_BYTES = 1500
"""What a statement takes in memory, about."""


@dataclass(eq=False)
class Known:
    """What is known of one user. Whoever reads more takes the lock first.

    Attributes:
        version: The `State.version` that `candidates` are of.
        place: Of which of the user's two models the vectors are (see `State.place_of`).
        mean: Of vectors that stay in the database: of how many messages, and what it is.
        lock: Held while columns are read: two readers at once would add the same rows twice.
    """

    version: int = -1
    candidates: Candidates | None = None
    statements: Statements | None = None
    growing: Growing = field(default_factory=Growing)
    read_at: tuple[int, int, bool] = (-1, 0, False)
    place: str = ""
    mean: tuple[int, bytes] | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def begin(self, state: State, dimensions: int, place: str = "") -> bool:
        """Starts afresh where rows have gone or vectors are others since; returns whether it did."""
        now = (state.generation, dimensions, state.indexed)
        if (now, place) == (self.read_at, self.place):
            return False
        self.growing, self.read_at, self.place, self.mean = Growing(dimensions), now, place, None
        return True

    def add(
        self,
        state: State,
        terms: list[Row],
        vectors: list[Row],
        rows: list[Row],
        finish: Callable[[Candidates], Candidates] | None = None,
    ) -> None:
        """Adds what is new; `finish` has the last word on the columns before anybody sees them."""
        growing = self.growing
        growing.terms.update(terms)
        if vectors:
            keys = np.array([key for key, _ in vectors], np.int64)
            growing.set_vectors(keys, vectors_of([blob for _, blob in vectors], growing.dimensions))
        if rows:
            growing.pending.update(row[0] for row in rows if row[-1] is None)
            growing.extend(block_of(rows, growing))
        frozen = growing.freeze(state.beside if self.place else state.fingerprint)
        self.candidates = finish(frozen) if finish else frozen
        self.version = state.version

    @property
    def nbytes(self) -> int:
        """Memory held, in bytes (statements estimated)."""
        said = _STATEMENT_BYTES * len(self.statements.items) if self.statements else 0
        return self.growing.nbytes + said


class Cache:
    """What is known of many users, the least recently used first to go.

    Args:
        limit: How much memory it may take, in bytes.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._known: OrderedDict[Scope, Known] = OrderedDict()
        self._weights: dict[Scope, int] = {}
        self._held = 0

    def of(self, scope: Scope) -> Known:
        """What is known of a user; at first nothing."""
        known = self._known.setdefault(scope, Known())
        self._known.move_to_end(scope)
        return known

    def drop(self, scope: Scope) -> None:
        """Forgets a user."""
        self._known.pop(scope, None)
        self._held -= self._weights.pop(scope, 0)

    def weigh(self, scope: Scope) -> None:
        """To be called after something was added: makes room, where it has become too much."""
        known = self._known.get(scope)
        if known is None:
            return
        weight = known.nbytes
        self._held += weight - self._weights.get(scope, 0)
        self._weights[scope] = weight
        while self._held > self._limit and self._known:
            self.drop(next(iter(self._known)))
