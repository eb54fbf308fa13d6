"""One user's whole memory out of the database, and into it: see `stores.parts`.

Every function here runs inside a transaction of the caller. Row-level security holds, so rows come in by INSERT: the
server refuses COPY to whom policies hold for.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

import numpy as np
from anyio import to_thread

from pllm_memory.stores.base import Models
from pllm_memory.stores.parts import (
    KINDS,
    NOTHING,
    Part,
    Parts,
    Sum,
    Summing,
    at_once,
    gathered,
    refuse_other,
    refuse_unequal,
)
from pllm_memory.stores.postgres.database import Query, Work, query
from pllm_memory.stores.postgres.halfvec import HalfVector
from pllm_memory.stores.postgres.writing import numbered
from pllm_memory.stores.rows import Row, message_of, terms_blob
from pllm_memory.text import ANALYSIS_VERSION, Analysis, analyse
from pllm_memory.types import Message

_FIRST: Mapping[str, Any] = {"after_seq": 0, "after_text": "", "after_key": "", "after_place": -1}
"""Before everything."""
_AFTER: Mapping[str, tuple[str, ...]] = {
    "message": ("after_seq",),
    "vector": ("after_seq",),
    "vector_beside": ("after_seq",),
    "reading": ("after_seq", "after_text"),
    "statement": ("after_seq", "after_text", "after_place"),
    "withdrawn": ("after_text",),
    "recalled": ("after_seq",),
    "item": ("after_text", "after_key"),
    "item_text": ("after_text", "after_key", "after_place"),
}
"""What a page goes on after: the columns of its rows that come before the part's own."""


async def dump(work: Work) -> AsyncGenerator[Part]:
    """All parts, in their order. The first page of each kind is asked for in one trip: few users have a second one."""
    about, *pages = await work.ask(query("dump_memory"), *(_page(kind, _FIRST) for kind in _AFTER))
    if not about:
        return
    yield Part("memory", tuple(about))
    for (kind, names), page in zip(_AFTER.items(), pages, strict=True):
        rows = page
        while rows:
            yield Part(kind, tuple(row[len(names) :] for row in rows))
            after = dict(zip(names, rows[-1], strict=False))
            [rows] = await work.ask(_page(kind, after)) if len(rows) == at_once(kind) else [[]]


def _page(kind: str, after: Mapping[str, Any]) -> Query:
    return query(f"dump_{kind}", limit=at_once(kind), **{name: after[name] for name in _AFTER[kind]})


async def load(work: Work, parts: Parts, over: Sum) -> Sum:
    """Makes the parts the user's whole memory.

    Raises:
        Conflict: If something else is there than may be replaced.
        StoreError: If what is stored is not what was given.
    """
    await work.send(query("be_patient"))
    refuse_other(await _stored(work), over)
    if over != NOTHING:
        await work.do(query("erase"))
    await work.do(query("add_memory", analysis=ANALYSIS_VERSION))
    loading = _Loading(work)
    async with aclosing(gathered(parts())) as stream:
        async for some in stream:
            for part in some:
                await loading.add(part)
            await work.ask(query("state"))  # no more than this is under way
    await loading.finish()
    refuse_unequal(loading.given.sum, await _stored(work))
    return loading.given.sum


async def _stored(work: Work) -> Sum:
    stored = Summing()
    async with aclosing(dump(work)) as parts:
        async for part in parts:
            stored.add(part)
    return stored.sum


class _Loading:
    """A memory that is filled; the numbers of its rows, sessions and terms are given out anew."""

    def __init__(self, work: Work) -> None:
        self.given = Summing()
        self._work = work
        self._models = Models()
        self._last_seq = 0
        self._sessions: dict[str, int] = {}
        self._terms: dict[str, int] = {}

    async def add(self, part: Part) -> None:
        """Writes a part."""
        self.given.add(part)
        if part.kind == "memory":
            [row] = part.rows
            self._models = Models(*row)
        elif part.kind == "message":
            await self._work.do(*await self._messages(part.rows))
        else:
            await self._work.do(*_inserts(part))

    async def finish(self) -> None:
        """Writes what is to be known of all."""
        numbers = {"last_seq": self._last_seq, "last_session": len(self._sessions), "last_term": len(self._terms)}
        about = {"analysis": ANALYSIS_VERSION, "fingerprint": self._models.main, **numbers}
        await self._work.do(query("update_memory", **about, changed=True, gone=True, said=True))
        await self._work.do(query("set_models", main=self._models.main, beside=self._models.beside))
        await self._work.do(query("queue_work"))  # nobody knows what was left over where it comes from

    async def _messages(self, rows: Sequence[Row]) -> list[Query]:
        analyses = await to_thread.run_sync(_analysed, rows)
        known = len(self._terms)
        self._terms = numbered(analyses, self._terms, known)
        new = list(self._terms.items())[known:]
        for _, session_id, *_ in rows:
            self._sessions.setdefault(session_id, len(self._sessions) + 1)
        columns = {
            **_transposed("message", rows),
            "seq": [self._last_seq + place for place in range(1, len(rows) + 1)],
            "session": [self._sessions[row[1]] for row in rows],
            "length": [one.length for one in analyses],
            "substance": [one.substance for one in analyses],
            "flags": [one.flags for one in analyses],
            "terms": [terms_blob(one, self._terms) for one in analyses],
        }
        self._last_seq += len(rows)
        terms = query("add_terms", terms=[term for term, _ in new], numbers=[number for _, number in new])
        return [*([terms] if new else []), query("load_message", **columns)]


def _analysed(rows: Sequence[Row]) -> list[Analysis]:
    return [analyse(message_of(row[:7], Message)) for row in rows]


def _inserts(part: Part) -> list[Query]:
    columns = _transposed(part.kind, part.rows)
    vectors = columns.pop("embedding", [])
    if part.kind in ("vector", "vector_beside"):
        return [query(f"load_{part.kind}", vectors=_halves(vectors), **columns)]
    wanted = [place for place, vector in enumerate(vectors) if vector is not None]
    where = {name: [columns[name][place] for place in wanted] for name in ("namespace", "key", "path") if wanted}
    embedded = [query("embed_item_texts", vectors=_halves(vectors), **where)] if wanted else []
    return [query(f"load_{part.kind}", **columns), *embedded]


def _halves(vectors: Sequence[bytes | None]) -> list[HalfVector]:
    return [HalfVector(np.frombuffer(vector, "<f2")) for vector in vectors if vector is not None]


def _transposed(kind: str, rows: Sequence[Row]) -> dict[str, list[Any]]:
    return {name: [row[place] for row in rows] for place, name in enumerate(KINDS[kind])}
