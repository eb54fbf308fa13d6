"""Many users in one Postgres database, from as many machines as there are.

    pllm.memory, pllm.message, …    every table's key begins with user_id
    pllm_app                        the role that we are: it owns nothing, and sees only the rows of the one user
                                    that its transaction has named (row-level security, enabled and forced)

Each process keeps the columns of the users that it has met, and asks the server with every call, in one trip,
whether they are still true; what is new is added. So rankings are those of the default store, to the last bit.
"""

import asyncio
import atexit
import logging
import weakref
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from datetime import datetime
from functools import partial
from typing import TypeVar

from anyio import to_thread

from pllm_memory import errors
from pllm_memory.facts import Unread
from pllm_memory.forked import Home
from pllm_memory.items import ItemChanges, Items, Place
from pllm_memory.stores.base import Applied, Changes, Models, Recalls, Statements
from pllm_memory.stores.columns import Candidates, Floats, Growing
from pllm_memory.stores.parts import Part, Parts, Sum
from pllm_memory.stores.postgres import items, near, writing
from pllm_memory.stores.postgres import parts as parts_
from pllm_memory.stores.postgres.address import Address
from pllm_memory.stores.postgres.cache import Cache, Known
from pllm_memory.stores.postgres.database import Database, Query, Work, query
from pllm_memory.stores.postgres.work import PostgresWork
from pllm_memory.stores.postgres.writing import State, state_of, storable
from pllm_memory.stores.rows import Row, from_microseconds, index_problems, message_of, to_microseconds, vectors_of
from pllm_memory.text import ANALYSIS_VERSION
from pllm_memory.types import Forgotten, Message, Scope

T = TypeVar("T")
_log = logging.getLogger(__name__)


class PostgresStore:
    """The schema `pllm` of a database, as `pllm-memory init` made it; implements `stores.base.Store`.

    Args:
        url: "postgresql://pllm_app:PASSWORD@HOST/DATABASE", with libpq's parameters, and `pool_size`, `pool_timeout`
            and `statement_timeout` (seconds).
        insecure: Whether a role may be used that row-level security does not hold for.
        cache_bytes: How much memory the columns of all users may take together.

    Raises:
        ConfigError: If the URL cannot be read.
    """

    def __init__(self, url: str, *, insecure: bool = False, cache_bytes: int = 512 * 2**20) -> None:
        self._address = Address.parse(url)
        self._insecure = insecure
        self._cache_bytes = cache_bytes
        self._cache = Cache(cache_bytes)
        self._database: Database | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        self._home = Home()
        self._indexing: dict[Scope, asyncio.Task[None]] = {}
        self.work = PostgresWork(self._open)

    async def apply(self, scope: Scope, changes: Changes) -> Applied:
        """See `Store.apply`."""
        return await self._write(scope, lambda work: writing.apply(work, changes))

    async def models(self, scope: Scope) -> Models:
        """See `Store.models`."""
        state = await self._state(scope)
        return state.models if state else Models()

    async def admit(self, scope: Scope, fingerprint: str) -> Models:
        """See `Store.admit`."""
        return await self._write(scope, lambda work: writing.admit(work, fingerprint))

    async def settle(self, scope: Scope, fingerprint: str) -> bool:
        """See `Store.settle`."""
        return await self._write(scope, lambda work: writing.settle(work, fingerprint))

    async def candidates(self, scope: Scope, *, model: str | None = None) -> Candidates:
        """See `Store.candidates`."""
        state = await self._state(scope)
        if state is None:
            self._cache.drop(scope)
            return Growing().freeze(None)
        known = self._cache.of(scope)
        place = state.place_of(model)
        if known.candidates is not None and (known.version, known.place) == (state.version, place):
            return known.candidates
        if state.analysis != ANALYSIS_VERSION:
            await self._write(scope, writing.analyse_again_if_rules_changed)
        async with known.lock:
            found = await self._refresh(scope, known, state, model)
        self._cache.weigh(scope)
        if not place and near.is_due(state, self._address.index_from):
            self._index_later(scope, found.vectors.shape[1])
        return found

    async def messages(self, scope: Scope, *, ids: Sequence[str] | None = None) -> list[Message]:
        """See `Store.messages`."""
        asked = query("messages_by_time") if ids is None else query("messages_by_ids", ids=storable(ids))
        return [message_of(row) for row in await self._read(scope, asked)]

    async def rows(self, scope: Scope, keys: Sequence[int]) -> Mapping[int, Message]:
        """See `Store.rows`."""
        rows = await self._read(scope, query("messages_by_keys", keys=list(keys)))
        return {row[0]: message_of(row[1:]) for row in rows}

    async def pending(self, scope: Scope, *, limit: int, model: str | None = None) -> list[Message]:
        """See `Store.pending`."""
        asked = [query(f"messages_pending{place}", limit=limit) for place in ("", "_beside")]
        state_rows, of_main, of_beside = await self._open().read(scope, query("state"), *asked)
        state = state_of(state_rows)
        return [message_of(row) for row in (of_beside if state and state.place_of(model) else of_main)]

    async def statements(self, scope: Scope) -> Statements:
        """See `Store.statements`."""
        state = await self._state(scope)
        if state is None:
            self._cache.drop(scope)
            return Statements()
        known = self._cache.of(scope)
        if known.statements is None or known.statements.version != state.statements:
            asked = query("state"), query("all_statements"), query("all_withdrawn")
            state_rows, rows, withdrawn = await self._open().read(scope, *asked)
            now = state_of(state_rows)
            if now is None:
                return Statements()
            known.statements = (known.statements or Statements()).again(now.statements, rows, withdrawn)
            self._cache.weigh(scope)
        return known.statements

    async def unread(self, scope: Scope, extractor: str, *, now: datetime, limit: int) -> list[Unread]:
        """See `Store.unread`."""
        asked = query("unread", extractor=extractor, now=to_microseconds(now), limit=limit)
        return [Unread(message_of(tuple(row)), attempts) for *row, attempts in await self._read(scope, asked)]

    async def around(
        self, scope: Scope, session_id: str, *, first: datetime, last: datetime, margin: int
    ) -> list[Message]:
        """See `Store.around`."""
        times = {"first": to_microseconds(first), "last": to_microseconds(last)}
        asked = query("around", session_id=session_id, margin=margin, **times)
        return [message_of(row) for row in await self._read(scope, asked)]

    async def recalls(self, scope: Scope) -> Mapping[str, Recalls]:
        """See `Store.recalls`."""
        rows = await self._read(scope, query("recalls"))
        return {id_: Recalls(times, from_microseconds(at)) for id_, times, at in rows}

    async def profile(self, scope: Scope) -> str | None:
        """See `Store.profile`."""
        rows = await self._read(scope, query("profile"))
        return rows[0][0] if rows else None

    async def keep_profile(self, scope: Scope, snapshot: str, *, version: int) -> None:
        """See `Store.keep_profile`."""
        await self._write(scope, lambda work: writing.keep_profile(work, snapshot, version))

    async def items(self, scope: Scope, places: Sequence[Place], changes: ItemChanges | None = None) -> Items:
        """See `Store.items`."""
        if changes is not None:
            return await self._write(scope, lambda work: items.exchange(work, places, changes))
        asked = items.questions(places)
        state_rows, *rows = await self._open().read(scope, query("state"), *asked)
        state = state_of(state_rows)
        found = items.answers(asked, rows)
        return Items(found, state.fingerprint, state.beside) if state else Items(found)

    async def check(self, scope: Scope) -> Sequence[str]:
        """See `Store.check`."""
        counts = ("sessions_with_several_numbers", "wrong_vector_sizes", "wrong_vector_sizes_beside",
                  "rows_beyond_the_counters", "items_without_json")  # fmt: skip
        asked = [query("terms_after", last=0), query("messages_with_terms"), *map(query, counts)]
        terms, rows, *counted = await self._open().read(scope, *asked)
        found = [(name, answer[0][0]) for name, answer in zip(counts, counted, strict=True) if answer]
        problems = [f"{name.replace('_', ' ')}: {count}" for name, count in found if count]
        known = {number: term for term, number in terms}
        return problems + await to_thread.run_sync(index_problems, known, rows)

    async def dump(self, scope: Scope) -> AsyncGenerator[Part]:
        """See `Store.dump`."""
        async with self._open().moment(scope) as work, aclosing(parts_.dump(work)) as parts:
            async for part in parts:
                yield part

    async def load(self, scope: Scope, parts: Parts, *, over: Sum) -> Sum:
        """See `Store.load`."""
        return await self._write(scope, lambda work: parts_.load(work, parts, over))

    async def erase(self, scope: Scope) -> Forgotten:
        """See `Store.erase`. Pages that the rows were on are the database's to clean: VACUUM, and its backups."""
        self._cache.drop(scope)
        return await self._write(scope, writing.erase)

    async def users(self) -> AsyncIterator[str]:
        """See `Store.users`."""
        for (user_id,) in await self._open().door("users"):
            yield user_id

    async def close(self) -> None:
        """See `Store.close`."""
        self._closed = True
        for task in self._indexing.values():
            task.cancel()
        database, self._database = self._database, None
        if database and self._loop is asyncio.get_running_loop():
            await database.close()

    # ── the server ───────────────────────────────────────────────────────────────────────────────────

    def _open(self) -> Database:
        """The connections of this event loop. Those of one that has ended are of no use any more."""
        self._home.check()
        if self._closed:
            raise errors.StoreError("this memory is closed; open a new one")
        loop = asyncio.get_running_loop()
        if self._database is None or self._loop is not loop:
            self._database, self._loop = Database(self._address, insecure=self._insecure), loop
            atexit.register(_close_at_exit, weakref.ref(self._database), loop)
            self._cache = Cache(self._cache_bytes)
            self._indexing = {}
        return self._database

    async def _read(self, scope: Scope, asked: Query) -> list[Row]:
        [rows] = await self._open().read(scope, asked)
        return rows

    async def _write(self, scope: Scope, action: Callable[[Work], Awaitable[T]]) -> T:
        return await self._open().write(scope, action)

    async def _state(self, scope: Scope) -> State | None:
        return state_of(await self._read(scope, query("state")))

    def _index_later(self, scope: Scope, dimensions: int) -> None:
        """Lets a large user's vectors join the index while others work. Whoever else does it too does no harm."""
        database = self._open()
        running = self._indexing.get(scope)
        if dimensions in database.index_sizes and (running is None or running.done()):
            self._indexing[scope] = asyncio.create_task(self._index(database, scope))

    async def _index(self, database: Database, scope: Scope) -> None:
        try:
            await near.join_index(database, scope)
        except errors.StoreError as error:
            _log.warning("the vectors of a large user are not all in the index yet: %s", error)

    async def _refresh(self, scope: Scope, known: Known, seen: State, model: str | None) -> Candidates:
        """Reads what is new; everything, where rows have gone. What is read is all of one moment."""
        place = seen.place_of(model)
        if seen.indexed and not place:
            return await self._refresh_without_vectors(scope, known)
        while True:
            growing = known.growing
            state_rows, vector, terms, vectors, rows = await self._open().read(
                scope,
                query("state"),
                query(f"one_vector{place}"),
                query("terms_after", last=growing.newest_term),
                query(f"vectors_by_keys{place}", keys=sorted(growing.pending)),
                query(f"columns_after{place}", last=growing.last_key),
            )
            state = state_of(state_rows)
            if state is None:
                return Growing().freeze(None)
            began = known.begin(state, len(vector[0][0]) // 2 if vector else 0, place)
            if (began and growing.rows) or state.place_of(model) != place:
                # What was read is what is new to rows that are no longer there, or vectors of the other model.
                place = state.place_of(model)
                continue
            await to_thread.run_sync(known.add, state, terms, vectors, rows)
            assert known.candidates is not None
            return known.candidates

    async def _refresh_without_vectors(self, scope: Scope, known: Known) -> Candidates:
        """The same of a large user, whose vectors stay where they are."""
        database = self._open()
        while True:
            growing = known.growing
            state_rows, terms, vectors, rows = await database.read(
                scope,
                query("state"),
                query("terms_after", last=growing.newest_term),
                query("embedded_of", keys=sorted(growing.pending)),
                query("rows_after", last=growing.last_key),
            )
            state = state_of(state_rows)
            if state is None:
                return Growing().freeze(None)
            if known.begin(state, 0) and growing.rows:
                continue
            mean = await self._mean(database, scope, known, known.growing.rows + len(rows))
            finish = partial(near.without_vectors, mean=mean, nearby=near.Nearby(database, scope))
            await to_thread.run_sync(known.add, state, terms, vectors, rows, finish)
            assert known.candidates is not None
            return known.candidates

    async def _mean(self, database: Database, scope: Scope, known: Known, messages: int) -> Floats:
        """Of all vectors; made again when there are a tenth more messages."""
        if known.mean is None or messages > known.mean[0] * 1.1:
            settings = query("near_settings", path=database.vectors_in)
            *_, [(mean,)] = await database.read(scope, query("take_time"), settings, query("mean_vector"))
            known.mean = messages, mean or b""
        return vectors_of([known.mean[1]], len(known.mean[1]) // 2)[0]


def _close_at_exit(reference: "weakref.ref[Database]", loop: asyncio.AbstractEventLoop) -> None:
    """A script that ends without closing its memory, whose loop is in a thread of its own, ends without complaints."""
    database = reference()
    if database and loop.is_running():
        with suppress(Exception):  # the process ends anyway
            asyncio.run_coroutine_threadsafe(database.close(), loop).result(timeout=2)
