"""Connections are shared by all users, and none carries anything of one to the next."""

import asyncio
import random
import re
from datetime import timedelta

import psycopg
import pytest
from contract import ADA, BOB, NOON, changes, forget, message
from items_contract import item, put
from parts_contract import parts_of
from psycopg_pool import AsyncConnectionPool
from readings_contract import fill, reading, readings, statement

from pllm_memory.errors import Conflict, StoreError
from pllm_memory.items import Place
from pllm_memory.stores.postgres import PostgresStore
from pllm_memory.stores.postgres.database import SESSION, Query
from pllm_memory.types import Scope

pytestmark = pytest.mark.anyio


async def settings(database):
    """What the connections of a pool have set, outside of any transaction of ours."""
    found = []
    async with database._pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT coalesce(current_setting('pllm.user_id', true), ''), current_setting('statement_timeout'), "
            "(SELECT count(*) FROM pllm.message)"
        )
        found.append(await cursor.fetchone())
        assert connection.pgconn.transaction_status == psycopg.pq.TransactionStatus.IDLE
    return found


class Stop(Exception):
    pass


async def test_a_connection_forgets_whose_it_was(postgres):
    """After success, an exception, an error of the server and a cancelled task, each in the middle of a transaction."""
    store = PostgresStore(f"{postgres}&pool_size=1")
    await fill(store, ADA, "marker")
    database = store._database
    clean = [("", "0", 0)]
    assert await settings(database) == clean

    async def fails(work):
        assert (await work.ask(Query("messages_by_time", {})))[0]
        raise Stop

    async def is_refused(work):
        await work.ask(Query("add_terms", {"terms": ["x"], "numbers": [-(2**40)]}))

    for action, error in ((fails, Stop), (is_refused, StoreError)):
        with pytest.raises(error):
            await database.write(ADA, action)
        assert await settings(database) == clean

    for wait in (0, 0.001, 0.005, 0.05):
        entered = asyncio.Event()

        async def hangs(work, entered=entered):
            await work.ask(Query("messages_by_time", {}))
            entered.set()
            await work._connection.execute("SELECT pg_sleep(5)")
            await work.ask(Query("messages_by_time", {}))

        task = asyncio.create_task(database.write(ADA, hangs))
        await entered.wait()
        await asyncio.sleep(wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await settings(database) == clean
    assert len(await store.messages(ADA)) == 1
    await store.close()


async def test_cancelled_anywhere_nothing_is_half_done(postgres):
    """Many calls of two users over two connections, cancelled after any time: all or nothing, and each their own."""
    chance = random.Random(5)
    store = PostgresStore(f"{postgres}&pool_size=2")
    acknowledged = {ADA: set(), BOB: set()}

    async def remember(scope, number):
        said = [message(f"{number}-{part}", f"{scope.user_id} said {number}") for part in range(3)]
        await store.apply(scope, changes(*said))
        acknowledged[scope].add(number)

    for number in range(120):
        scope = chance.choice([ADA, BOB])
        task = asyncio.create_task(remember(scope, number))
        if chance.random() < 0.7:
            await asyncio.sleep(chance.random() * 0.006)
            task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    for scope, done in acknowledged.items():
        stored = await store.messages(scope)
        numbers = [int(one.id.partition("-")[0]) for one in stored]
        assert all(one.content.startswith(scope.user_id) for one in stored)
        assert all(numbers.count(number) == 3 for number in numbers)
        assert done <= set(numbers)
        assert await store.check(scope) == []
        assert len(await store.candidates(scope)) == len(stored)
    assert await settings(store._database) == [("", "0", 0)]
    await store.close()


async def test_each_transaction_may_run_on_another_connection(postgres, monkeypatch):
    """As behind PgBouncer in transaction mode: sessions are shared, nothing prepared or set outlives a transaction.

    Here all stores take every transaction's connection from one pool, and each connection comes with the worst
    that another client could have left on it: somebody else's id, set for the session.
    """
    shared = AsyncConnectionPool(postgres, min_size=2, max_size=2, kwargs=SESSION, open=False)
    await shared.open()
    stores = [PostgresStore(postgres) for _ in range(4)]
    for store in stores:
        await store.candidates(ADA)
        pool, store._database._pool = store._database._pool, shared
        await pool.close()
        monkeypatch.setattr(shared, "_configure", store._database._configure)
    for _ in range(2):
        async with shared.connection() as one, shared.connection() as other:
            for connection in (one, other):
                await stores[0]._database._configure(connection)
                await connection.execute("SELECT set_config('pllm.user_id', 'bob', false)")
    await asyncio.gather(*(fill(stores[n % 4], Scope(f"user {n}"), f"marker {n}.") for n in range(40)))
    for n in range(40):
        found = await stores[(n + 1) % 4].messages(Scope(f"user {n}"))
        assert [one.content for one in found] == [f"I moved to marker {n}.."]
    assert await stores[0].messages(BOB) == []
    async with shared.connection() as connection:
        cursor = await connection.execute("SELECT count(*) FROM pg_prepared_statements")
        assert await cursor.fetchone() == (0,)
    await shared.close()


async def test_ten_thousand_calls_by_many_users_and_no_marker_goes_astray(postgres):
    """Random calls of all kinds, many at once, over few connections, in two stores; some fail, some are cancelled."""
    chance = random.Random(11)
    stores = [PostgresStore(f"{postgres}&pool_size=3", cache_bytes=size) for size in (0, 2**20)]
    scopes = [Scope(f"user{n}") for n in range(25)]
    seen = 0

    async def call(scope, number):
        nonlocal seen
        store, marker = chance.choice(stores), f"zq{scope.user_id}zq"
        said = message(f"m{number % 7}", f"{marker} moved on", session=marker, name=marker)
        what = chance.randrange(14)
        if what <= 2:
            vectors = [[1.0, len(scope.user_id)]]
            shown = await store.apply(scope, changes(said, vectors=vectors, fingerprint="a"))
        elif what == 3:
            await store.apply(scope, readings(reading(statement(f"m{number % 7}", marker))))
            shown = await store.statements(scope)
        elif what == 4:
            shown = await store.apply(scope, forget(f"m{chance.randrange(7)}"))
        elif what == 5:
            statements = await store.statements(scope)
            await store.keep_profile(scope, marker, version=statements.version)
            shown = await store.profile(scope)
        elif what == 6 and chance.random() < 0.2:
            shown = await store.erase(scope)
        elif what == 7:
            candidates = await store.candidates(scope)
            shown = candidates.vocabulary, candidates.speakers, await store.rows(scope, range(1, 400))
        elif what == 8:
            around = {"first": NOON, "last": NOON + timedelta(1), "margin": 3}
            shown = await store.around(scope, f"zquser{chance.randrange(25)}zq", **around)
        elif what == 9:
            shown = await store.pending(scope, limit=9), await store.unread(scope, "rules/1", now=NOON, limit=9)
        elif what == 10:
            with pytest.raises(Conflict):
                await store.apply(scope, changes(said, message(said.id, "other words")))
            shown = None
        elif what == 11:
            kept = item(f"k{number % 7}", ("notes",), {"marker": marker})
            shown = await store.items(scope, [Place(())], put(kept, texts=[("marker", marker)]))
        elif what == 12:
            shown = await parts_of(store, scope)
        else:
            shown = await store.messages(scope), await store.recalls(scope)
        found = set(re.findall(r"zq(user\d+)zq", repr(shown)))
        assert found <= {scope.user_id}, (scope, shown)
        seen += len(found)

    async def some(number):
        task = asyncio.create_task(call(scopes[number % 25], number))
        if number % 17 == 0:
            await asyncio.sleep(0.002)
            task.cancel()
            await asyncio.wait([task])
            assert task.cancelled() or not task.exception()
        else:
            await task

    for start in range(0, 10_000, 50):
        await asyncio.gather(*(some(start + n) for n in range(50)))
    assert seen > 500
    for scope in scopes:
        assert await stores[0].check(scope) == []
    for store in stores:
        assert await settings(store._database) == [("", "0", 0)]
        await store.close()
