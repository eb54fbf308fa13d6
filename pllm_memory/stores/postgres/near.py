"""The vectors of users who have so many that they stay in the database, where an index finds those near a question.

A user's vectors join the index (HNSW) when the user has grown large, and only then: of whoever has few, all are
compared, exactly, and nothing is paid for an index. The index proposes, and whatever it or the words propose is
compared exactly; where it proposes too few, the database compares all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pllm_memory.errors import EmbedderMismatch
from pllm_memory.stores.columns import Candidates, Floats, Near, Places
from pllm_memory.stores.postgres.database import SQL, Database, Query, Work, query
from pllm_memory.stores.postgres.halfvec import HalfVector
from pllm_memory.stores.postgres.writing import State, state_of
from pllm_memory.stores.rows import Row, vectors_of
from pllm_memory.types import Scope

PROPOSED = 256
"""How many vectors the index is asked for."""
_BATCH = 200
"""Vectors that join the index in one transaction: about a third of a second, in which the user cannot be written."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """Finds the vectors near a question among those of one user; `stores.columns.Far`."""

    database: Database
    scope: Scope

    async def near(self, candidates: Candidates, asked: Floats, rows: Places, *, only: bool) -> Near:
        """The vectors that the index proposes, and those of some rows.

        Args:
            candidates: What the rows are rows of.
            asked: The question's vector.
            rows: What else to compare.
            only: Whether nothing else may be found: then the index is not asked.

        Raises:
            EmbedderMismatch: If the vectors have been made again by another model since the candidates were read.
        """
        keys = candidates.keys[rows].tolist()
        centred = candidates.centred(asked)
        found = await self._ask(candidates, _proposed(centred, by_index=True), keys, of_the_index=not only)
        if not only and sum(row[2] for row in found) < min(PROPOSED, candidates.embedded):
            found = await self._ask(candidates, _proposed(centred, by_index=False), keys, of_the_index=True)
        return _near(candidates, asked, found)

    async def _ask(
        self, candidates: Candidates, proposed: Query, keys: Sequence[int], *, of_the_index: bool
    ) -> list[Row]:
        settings = query("near_settings", path=self.database.vectors_in)
        asked = [settings, *([proposed] if of_the_index else []), query("vectors_by_keys", keys=list(keys))]
        # What is read is all of one moment: the vectors are of the model that the state names.
        _, *answers, state_rows = await self.database.read(self.scope, *asked, query("state"))
        _refuse_another_model(candidates, state_of(state_rows))
        return [(row[0], row[1], len(row) > 2 and row[2]) for rows in answers for row in rows]


def _refuse_another_model(candidates: Candidates, now: State | None) -> None:
    given = candidates.fingerprint
    if now and now.fingerprint and given and now.fingerprint != given:
        raise EmbedderMismatch(stored=now.fingerprint, given=given)


def _proposed(asked: Floats, *, by_index: bool) -> Query:
    """The dimensions are written into the statement: an index of this size is found by them."""
    name = "nearest" if by_index else "nearest_of_all"
    sql = SQL[name].replace(b"384", str(len(asked)).encode())
    return Query(name, {"asked": HalfVector(asked.astype(np.float16)), "limit": PROPOSED}, sql)


def _near(candidates: Candidates, asked: Floats, found: Sequence[Row]) -> Near:
    """What was found, by row; what is newer than the candidates is left out."""
    blobs = {seq: blob for seq, blob, _ in found}
    keys = np.array(sorted(blobs), np.int64)
    rows = np.minimum(np.searchsorted(candidates.keys, keys), len(candidates) - 1)
    known = candidates.keys[rows] == keys
    vectors = vectors_of([blobs[key] for key in keys[known].tolist()], len(asked))
    return Near(asked, rows[known], vectors)


def without_vectors(candidates: Candidates, mean: Floats, nearby: Nearby) -> Candidates:
    """Columns whose vectors stay in the database; of those, the mean is known."""
    return replace(candidates, vector_sum=mean.astype(np.float64) * candidates.embedded, far=nearby)


async def join_index(database: Database, scope: Scope) -> None:
    """Lets all vectors of a user join the index, a few in each transaction; stopped anywhere, it can go on."""
    last = 0

    async def some(work: Work) -> int | None:
        work.writes = True
        [[(newest,)]] = await work.ask(query("index_vectors", last=last, limit=_BATCH))
        if newest is None:
            await work.do(query("all_indexed"))
        return newest

    while newest := await database.write(scope, some):
        last = newest


def is_due(state: State, threshold: int) -> bool:
    """Whether a user's vectors should join the index."""
    return not state.indexed and state.last_seq >= threshold
