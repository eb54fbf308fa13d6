"""A network that resets, swallows, forgets and delays: nothing acknowledged is lost, nothing is doubled, it goes on."""

import asyncio
from urllib.parse import quote

import psycopg
import pytest
from conftest import PASSWORD, named
from contract import ADA, NOON, changes, message
from load import Load
from proxy import proxied
from psycopg.conninfo import conninfo_to_dict

from pllm_memory import errors
from pllm_memory.stores.base import Recalls
from pllm_memory.stores.postgres import PostgresStore, database
from pllm_memory.stores.postgres.address import Address
from pllm_memory.stores.postgres.setup import init

pytestmark = pytest.mark.anyio

QUICK = "statement_timeout=2&answer_timeout=2&pool_timeout=2&connect_timeout=2&pool_size=3"


@pytest.fixture
async def proxy(postgres):
    folder = conninfo_to_dict(postgres).get("host", "")
    if not folder.startswith("/"):
        pytest.skip("the server that PLLM_TEST_POSTGRES names is not on a unix socket")
    async with proxied(folder) as started:
        yield started


@pytest.fixture
async def opens(postgres, proxy):
    """Opens a store whose every byte goes through the proxy."""
    name, opened = conninfo_to_dict(postgres)["dbname"], []

    def open_(options=QUICK):
        where = f"postgresql://pllm_app:{quote(PASSWORD)}@127.0.0.1:{proxy.port}/{name}?sslmode=disable&{options}"
        opened.append(PostgresStore(where))
        return opened[-1]

    yield open_
    proxy.heal()
    for store in opened:
        await store.close()


async def test_connections_that_are_reset_again_and_again(opens, proxy):
    load = Load(opens())
    async with load.going_on():
        for _ in range(20):
            await asyncio.sleep(0.1)
            proxy.reset()
        await load.recovers()
    await load.check()
    assert proxy.accepted > 20


@pytest.mark.parametrize("seconds", [0.5, 5])
async def test_a_black_hole_that_heals(opens, proxy, seconds):
    """For a while nothing comes through, and nobody is told; then everything does, also what was sent meanwhile."""
    load = Load(opens())
    async with load.going_on():
        await asyncio.sleep(0.3)
        proxy.hold()
        await asyncio.sleep(seconds)
        proxy.heal()
        await load.recovers()
    await load.check()


async def test_a_black_hole_fails_in_the_end(opens, proxy):
    """Not at once, but not never: a call ends with an error that says what to look at."""
    store = opens()
    await store.apply(ADA, changes(message("m1")))
    proxy.hold()
    async with asyncio.timeout(60):
        for call in (store.messages(ADA), store.apply(ADA, changes(message("m2")))):
            with pytest.raises(errors.StoreError, match=r"cannot be reached|in time|within"):
                await call
    proxy.heal()
    await store.apply(ADA, changes(message("m2")))
    assert len(await store.messages(ADA)) == 2


async def test_connections_that_are_forgotten(opens, proxy):
    """As by a firewall: what was connected never hears anything again, whoever connects anew does."""
    load = Load(opens())
    async with load.going_on():
        for _ in range(3):
            await asyncio.sleep(0.3)
            proxy.lose()
            await load.recovers()
    await load.check()


async def test_a_connection_that_was_forgotten_while_nobody_used_it(opens, proxy, monkeypatch):
    """It is tried before it is used, so nobody waits as long for it as a long statement may take."""
    monkeypatch.setattr(database, "TRY_AFTER", 0.0)
    store = opens("pool_size=2")
    await asyncio.gather(*(store.apply(ADA, changes(message(f"m{n}"))) for n in range(6)))
    proxy.lose()
    async with asyncio.timeout(Address.parse("postgresql://x").answer_timeout - 5):
        assert len(await store.messages(ADA)) == 6


async def test_a_slow_network_is_only_slow(opens, proxy):
    """Every piece of data takes its time, in each direction."""
    load = Load(opens("pool_size=3"), users=2)
    proxy.delay = 0.03
    async with load.going_on():
        await asyncio.sleep(2)
    proxy.delay = 0.0
    assert load.failed == []
    assert load.done
    await load.check()


async def test_a_cancelled_call_does_not_hang_in_a_black_hole(opens, proxy):
    store = opens()
    await store.apply(ADA, changes(message("m1")))
    proxy.hold()
    task = asyncio.create_task(store.messages(ADA))
    await asyncio.sleep(0.2)
    task.cancel()
    async with asyncio.timeout(30):
        with pytest.raises(asyncio.CancelledError):
            await task
    proxy.heal()
    assert len(await store.messages(ADA)) == 1


# ── what became of a commit ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_connection_that_ends_around_the_commit(opens, proxy, when):
    """Before the server hears of it, or after it has answered: either way the caller is told once, of one write."""
    store = opens()
    await store.apply(ADA, changes(message("m1")))
    for number in range(5):
        proxy.cut_at = when, b"COMMIT"
        written = changes(message(f"new {number}"), recalled={"m1": Recalls(1, NOON)})
        assert (await store.apply(ADA, written)).added == (f"new {number}",)
        assert proxy.cuts == number + 1
    assert len(await store.messages(ADA)) == 6
    assert (await store.recalls(ADA))["m1"].times == 5


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_commit_that_nobody_can_ask_about_is_an_error_and_may_be_repeated(opens, proxy, when):
    """The server cannot be reached any more, so the caller is told that; the same ids again store nothing twice."""
    store = opens()
    await store.apply(ADA, changes(message("m1")))
    proxy.cut_at, proxy.holds_after_cut = (when, b"COMMIT"), True
    with pytest.raises(errors.StoreError, match=r"cannot be reached|in time|within"):
        await store.apply(ADA, changes(message("m2"), message("m3")))
    proxy.heal()
    applied = await store.apply(ADA, changes(message("m2"), message("m3")))
    assert applied.added == (() if when == "after" else ("m2", "m3"))
    assert [one.id for one in await store.messages(ADA)] == ["m1", "m2", "m3"]
    assert await store.check(ADA) == []


# ── deadlocks ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_deadlock_is_resolved_and_the_write_is_done_once(postgres, initialised):
    """A real one: somebody holds the user's row and wants the user's lock, we hold the lock and want the row."""
    store = PostgresStore(postgres)
    await store.apply(ADA, changes(message("m1")))
    admin = await psycopg.AsyncConnection.connect(initialised[0])
    watch = await psycopg.AsyncConnection.connect(initialised[0], autocommit=True)
    await watch.execute("ALTER ROLE pllm_app SET deadlock_timeout = '2s'")
    await store.close()
    store = PostgresStore(postgres)
    try:
        await admin.execute("SET deadlock_timeout = '60s'")  # so it is the store that is undone
        await admin.commit()
        await admin.execute("SELECT FROM pllm.memory WHERE user_id = 'ada' FOR UPDATE")
        written = changes(message("m2"), recalled={"m1": Recalls(1, NOON)})
        task = asyncio.create_task(store.apply(ADA, written))
        waits = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'pllm_app' AND wait_event_type = 'Lock'"
        async with asyncio.timeout(60):
            while not (await (await watch.execute(waits)).fetchone())[0]:
                await asyncio.sleep(0.02)
            await admin.execute("SELECT pg_advisory_xact_lock(hashtextextended('ada', 0))")
            await admin.commit()
            assert (await task).added == ("m2",)
        assert (await store.recalls(ADA))["m1"].times == 1
        await watch.execute("SELECT pg_stat_clear_snapshot()")
        counted = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        assert (await (await watch.execute(counted)).fetchone())[0] >= 1
    finally:
        await watch.execute("ALTER ROLE pllm_app RESET deadlock_timeout")
        await admin.close()
        await watch.close()
        await store.close()


# ── how long things may take ─────────────────────────────────────────────────────────────────────────


async def test_every_time_out_is_set_and_can_be_set(postgres):
    """On the server, for each transaction; and on the way to it."""
    store = PostgresStore(f"{postgres}&statement_timeout=7&lock_timeout=3&idle_timeout=9&tcp_user_timeout=4000")
    await store.apply(ADA, changes(message("m1")))
    found = {}

    async def action(work):
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            cursor = await work._connection.execute(f"SHOW {name}")
            found[name] = (await cursor.fetchone())[0]
        found["patience"] = work._connection.patience

    await store._database.write(ADA, action)
    assert found == {
        "statement_timeout": "7s", "lock_timeout": "3s", "idle_in_transaction_session_timeout": "9s", "patience": 12,
    }  # fmt: skip
    await store.close()


async def test_what_is_about_everybody_has_the_same_time_outs(postgres, initialised, monkeypatch):
    """Listing users and leasing work: they may wait for as long as anything, and not for longer."""
    monkeypatch.setattr(database, "TRY_FOR", 0.2)  # what a connection gets that is tried only
    store, hasty = PostgresStore(postgres), PostgresStore(f"{postgres}&lock_timeout=1")
    await store.apply(ADA, changes(message("m1")))
    assert [user_id async for user_id in hasty.users()] == ["ada"]
    async with await psycopg.AsyncConnection.connect(initialised[0]) as admin:
        await admin.execute("LOCK TABLE pllm.memory, pllm.work")
        listing = asyncio.create_task(anext(store.users()))
        with pytest.raises(errors.StoreBusy, match="lock_timeout"):
            await anext(hasty.users())
        with pytest.raises(errors.StoreBusy, match="lock_timeout"):
            await hasty.work.lease("rules/1", holder="a test", seconds=9, quiet=0, tries=5)
        assert not listing.done()
    assert await listing == "ada"
    await store.close()
    await hasty.close()


def test_what_time_outs_are_where_the_url_says_nothing():
    address = Address.parse("postgresql://pllm_app@db/memory")
    assert (address.statement_timeout, address.lock_timeout, address.answer_timeout) == (30, 30, 35)
    assert (address.pool_timeout, address.idle_timeout) == (10, 60)
    given = conninfo_to_dict(address.conninfo)
    assert {name: int(value) for name, value in given.items() if "time" in name or "keep" in name} == {
        "connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
    }  # fmt: skip
    given = conninfo_to_dict(Address.parse("postgresql://pllm_app@db/memory?connect_timeout=1&keepalives=0").conninfo)
    assert (given["connect_timeout"], given["keepalives"]) == ("1", "0")


# ── the extension ────────────────────────────────────────────────────────────────────────────────────


async def test_an_extension_without_iterative_scans_is_refused(make_database):
    """By the store and by init, with what to do."""
    admin = make_database()
    app = named(admin, (await init(admin, password=PASSWORD)).database, user="pllm_app")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("UPDATE pg_extension SET extversion = '0.7.4' WHERE extname = 'vector'")
    with pytest.raises(errors.StoreError, match=r"0\.7\.4.*0\.8.*ALTER EXTENSION vector UPDATE"):
        await PostgresStore(app).messages(ADA)
    with pytest.raises(errors.StoreError, match=r"0\.7\.4.*0\.8.*ALTER EXTENSION vector UPDATE"):
        await init(admin)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("UPDATE pg_extension SET extversion = '0.10.0' WHERE extname = 'vector'")
    assert await PostgresStore(app).messages(ADA) == []
