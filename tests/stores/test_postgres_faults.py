"""What goes wrong with a server: said clearly, survived where it can be, done once."""

import asyncio
from contextlib import asynccontextmanager
from uuid import UUID

import anyio
import psycopg
import pytest
from conftest import PASSWORD, named
from contract import ADA, NOON, changes, message
from server import running

from pllm_memory import errors
from pllm_memory.stores.base import Changes, Recalls
from pllm_memory.stores.postgres import PostgresStore, database
from pllm_memory.stores.postgres.meanings import Lost, Undone, meaning
from pllm_memory.stores.postgres.outcome import KEPT, Mark, was_committed
from pllm_memory.stores.postgres.setup import init
from pllm_memory.stores.statements import migrations
from pllm_memory.types import Scope

pytestmark = pytest.mark.anyio


@pytest.fixture
def admin(initialised, postgres):
    with psycopg.connect(initialised[0], autocommit=True) as connection:
        yield connection


@pytest.fixture
async def store(postgres):
    opened = PostgresStore(f"{postgres}&pool_size=2&statement_timeout=1&pool_timeout=2")
    await opened.apply(ADA, changes(message("m1")))
    yield opened
    await opened.close()


def end_sessions(admin):
    ended = admin.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE usename = 'pllm_app' AND datname = current_database()"
    ).fetchall()
    assert ended


# ── connections that are lost ────────────────────────────────────────────────────────────────────────


async def test_a_lost_connection_is_replaced_unseen(store, admin):
    """As after a restart of the server: reads and writes go on."""
    for number in range(3):
        end_sessions(admin)
        assert len(await store.messages(ADA)) == number + 1
        end_sessions(admin)
        await store.apply(ADA, changes(message(f"again {number}")))
    assert await store.check(ADA) == []


async def test_a_write_that_is_cut_off_is_done_again_and_once(store, admin, monkeypatch):
    """Cut off before the commit: nothing of it is there; it is done again, though counting twice would count twice."""
    real, cuts = database.Work.do, [1]

    async def do(self, *queries):
        if any(one.name == "count_recalls" for one in queries) and cuts:
            cuts.pop()
            end_sessions(admin)
        return await real(self, *queries)

    monkeypatch.setattr(database.Work, "do", do)
    await store.apply(ADA, Changes(recalled={"m1": Recalls(1, NOON)}, created_at=NOON))
    assert not cuts
    assert (await store.recalls(ADA))["m1"].times == 1


async def test_a_commit_of_unknown_outcome_is_looked_up(store, admin, monkeypatch):
    """The connection goes after the server has committed, before we hear of it: it is not done a second time."""
    real, cuts = database.Database._transaction, [1]

    @asynccontextmanager
    async def transaction(self, connection, scope, **options):
        async with real(self, connection, scope, **options) as work:
            yield work
        if cuts and not options:
            cuts.pop()
            end_sessions(admin)
            raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(database.Database, "_transaction", transaction)
    counted = Changes(messages=changes(message("m2")).messages, recalled={"m1": Recalls(1, NOON)}, created_at=NOON)
    applied = await store.apply(ADA, counted)
    assert not cuts
    assert applied.added == ("m2",)
    assert (await store.recalls(ADA))["m1"].times == 1


A, B, OURS = (UUID(int=number) for number in (1, 2, 3))
MANY = [UUID(int=number) for number in range(100, 100 + KEPT)]


@pytest.mark.parametrize(
    ("before", "now", "committed"),
    [
        ([A], [A, OURS], True),
        ([A], [A, OURS, B], True),
        ([A], [A], False),
        ([A], [A, B], False),
        (None, [OURS], True),
        (None, None, False),
        (None, [A], False),
        ([A], None, False),
        ([A], MANY, None),
        (None, MANY, None),
        ([A], [B], None),
    ],
)
def test_a_write_is_told_by_its_signature(before, now, committed):
    """It is there; or what it would stand behind is; or nobody can tell, and that is said."""
    mark = Mark(OURS, before, erases=False)
    if committed is None:
        with pytest.raises(errors.StoreError, match="repeat it"):
            was_committed(mark, now)
    else:
        assert was_committed(mark, now) is committed


def test_an_erasure_is_told_by_the_row_that_is_gone():
    """Unless there was none before, or the user is back: then it is not known whose erasure that was."""
    assert was_committed(Mark(OURS, [A], erases=True), None)
    assert not was_committed(Mark(OURS, [A], erases=True), [A])
    assert not was_committed(Mark(OURS, None, erases=True), None)
    with pytest.raises(errors.StoreError):
        was_committed(Mark(OURS, [A], erases=True), [B])


async def test_a_row_keeps_the_newest_signatures(store, admin):
    """And a call that changes nothing writes nothing, not even that."""
    for number in range(KEPT + 5):
        await store.apply(ADA, changes(message(f"new {number}")))
    [signed] = admin.execute("SELECT signatures FROM pllm.memory").fetchone()
    assert len(set(signed)) == KEPT
    await store.apply(ADA, changes(message("new 1")))
    await store.apply(ADA, changes(message("new again")))
    [later] = admin.execute("SELECT signatures FROM pllm.memory").fetchone()
    assert later[:-1] == signed[1:]


async def test_two_writers_take_turns_and_a_reader_misses_nothing(postgres):
    """Row numbers become visible in their order: whoever asks for newer ones never misses an older one."""
    stores = [PostgresStore(postgres) for _ in range(3)]
    seen = []

    async def write(store, name):
        for number in range(40):
            await store.apply(ADA, changes(*(message(f"{name} {number} {part}") for part in range(3))))

    async def watch():
        while len(seen) < 240:
            keys = (await stores[2].candidates(ADA)).keys.tolist()
            assert keys[: len(seen)] == seen
            seen[:] = keys

    await asyncio.gather(write(stores[0], "a"), write(stores[1], "b"), watch())
    assert seen == list(range(1, 241))
    for store in stores:
        await store.close()


async def test_a_server_that_crashes_under_load_loses_and_doubles_nothing():
    """What was acknowledged is there, everything is there once, and within 10 s of its return calls succeed again."""
    with running() as server:
        await init(server.url, password=PASSWORD)
        store = PostgresStore(named(server.url, "postgres", user="pllm_app") + "&pool_size=3&pool_timeout=1")
        scopes = [Scope(f"user {n}") for n in range(4)]
        for scope in scopes:
            await store.apply(scope, changes(message("first")))
        acknowledged, ended, failed = {scope: set() for scope in scopes}, asyncio.Event(), []

        async def write(scope):
            number = 0
            while not ended.is_set():
                number += 1
                written = changes(message(f"m{number}"), recalled={"first": Recalls(1, NOON)})
                try:
                    await store.apply(scope, written)
                except errors.StoreError as error:
                    failed.append(error)
                    await asyncio.sleep(0.05)
                else:
                    acknowledged[scope].add(f"m{number}")

        writers = [asyncio.create_task(write(scope)) for scope in scopes]
        for down in (0, 6):  # nobody notices; longer than a call waits in all its tries
            await asyncio.sleep(0.5)
            await asyncio.to_thread(server.stop)
            await asyncio.sleep(down)
            await asyncio.to_thread(server.start)
            before = sum(map(len, acknowledged.values()))
            with anyio.fail_after(10):
                while sum(map(len, acknowledged.values())) < before + 20:
                    await asyncio.sleep(0.05)
        ended.set()
        await asyncio.gather(*writers)
        assert failed
        for scope in scopes:
            stored = [one.id for one in await store.messages(scope)]
            assert len(stored) == len(set(stored))
            assert acknowledged[scope] <= set(stored)
            assert (await store.recalls(scope))["first"].times == len(stored) - 1
            assert await store.check(scope) == []
        await store.close()


# ── what the server refuses ──────────────────────────────────────────────────────────────────────────


async def test_a_user_who_is_locked_for_too_long_is_busy(store, admin):
    """Other users go on meanwhile, and so do readers."""
    with admin.transaction():
        admin.execute("SELECT pg_advisory_xact_lock(hashtextextended('ada', 0))")
        with pytest.raises(errors.StoreBusy, match="repeat"):
            await store.apply(ADA, changes(message("m2")))
        assert len(await store.messages(ADA)) == 1
    await store.apply(ADA, changes(message("m2")))
    assert len(await store.messages(ADA)) == 2


async def test_a_slow_statement_is_ended(store, admin):
    with admin.transaction():
        admin.execute("LOCK TABLE pllm.message IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(errors.StoreBusy, match="repeat"):
            await store.messages(ADA)
    assert len(await store.messages(ADA)) == 1


async def test_no_free_connection_is_busy(store):
    """After `pool_timeout`, with what to do about it."""
    pool = store._database._pool
    async with pool.connection(), pool.connection():
        with pytest.raises(errors.StoreBusy, match="pool_size"):
            await store.messages(ADA)


async def test_a_server_that_takes_no_more_connections_is_busy(postgres, admin):
    admin.execute("ALTER ROLE pllm_app CONNECTION LIMIT 0")
    try:
        with pytest.raises(errors.StoreBusy, match="no connection to spare"):
            await PostgresStore(postgres).messages(ADA)
    finally:
        admin.execute("ALTER ROLE pllm_app CONNECTION LIMIT -1")


async def test_a_read_only_server_says_so(store, postgres, admin):
    """Reading goes on."""
    admin.execute("ALTER ROLE pllm_app SET default_transaction_read_only = on")
    opened = PostgresStore(postgres)
    try:
        with pytest.raises(errors.StoreReadOnly, match="no writes"):
            await opened.apply(ADA, changes(message("m2")))
        assert len(await opened.messages(ADA)) == 1
        assert len(await opened.candidates(ADA)) == 1
    finally:
        admin.execute("ALTER ROLE pllm_app RESET default_transaction_read_only")
        await opened.close()


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (psycopg.errors.DiskFull("could not extend file"), errors.StoreFull, "no space"),
        (psycopg.errors.DataCorrupted("invalid page"), errors.StoreCorrupt, "backup"),
        (psycopg.errors.DeadlockDetected("deadlock detected"), Undone, "repeat"),
        (psycopg.errors.AdminShutdown("terminating connection"), Lost, "repeat"),
        (psycopg.errors.InvalidPassword("no"), errors.StoreError, "password"),
        (psycopg.errors.CheckViolation("x\nDETAIL: Failing row contains (secret)."), errors.StoreError, "failed"),
    ],
)
def test_errors_are_of_our_tree_and_tell_no_secrets(error, kind, words):
    """What the server adds in DETAIL may quote what somebody said."""
    found = meaning(error, "database x")
    assert type(found) is kind
    assert words in str(found)
    assert "secret" not in str(found)


# ── the schema ───────────────────────────────────────────────────────────────────────────────────────


async def test_without_a_schema_the_error_says_what_to_run(make_database):
    with pytest.raises(errors.StoreError, match="pllm-memory init postgresql://"):
        await PostgresStore(make_database(), insecure=True).messages(ADA)


async def test_a_newer_schema_is_refused(make_database):
    """By the store, and by init."""
    admin = make_database()
    done = await init(admin, password=PASSWORD)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("INSERT INTO pllm.migration (version) VALUES (%s)", [len(migrations("postgres")) + 1])
    with pytest.raises(errors.StoreTooNew, match="Upgrade"):
        await PostgresStore(named(admin, done.database, user="pllm_app")).messages(ADA)
    with pytest.raises(errors.StoreTooNew, match="Upgrade"):
        await init(admin)


async def test_several_inits_at_once_are_one(make_database):
    admin = make_database()
    done = await asyncio.gather(*(init(admin, password=PASSWORD) for _ in range(5)))
    assert sum(one.applied for one in done) == len(migrations("postgres"))


async def test_an_init_that_was_cut_off_is_gone_on_with(make_database, monkeypatch):
    """A migration that fails, or whose connection goes, leaves nothing of itself behind."""
    from pllm_memory.stores.postgres import setup

    admin = make_database()
    whole = migrations("postgres")
    for broken in ("SELECT 1/0;", "SELECT pg_terminate_backend(pg_backend_pid());"):
        monkeypatch.setattr(setup, "migrations", lambda _, broken=broken: (whole[0] + broken, *whole[1:]))
        with pytest.raises(errors.StoreError):
            await init(admin, password=PASSWORD)
        with psycopg.connect(admin) as connection:
            assert connection.execute("SELECT to_regclass('pllm.memory')").fetchone() == (None,)
    monkeypatch.undo()
    assert (await init(admin, password=PASSWORD)).applied == len(whole)
    store = PostgresStore(named(admin, admin_database(admin), user="pllm_app"))
    await store.apply(ADA, changes(message("m1")))
    await store.close()


def admin_database(url):
    return url.partition("@/")[2].partition("?")[0]


async def test_an_administrator_need_not_be_superuser(make_database, admin):
    """One who owns the database and may create roles is enough, as on a managed server.

    Where they may not add the extension, the error says who must; and it may be in any schema.
    """
    url = make_database()
    name = admin_database(url)
    role = f"boss_{name}"
    admin.execute(f"CREATE ROLE {role} LOGIN CREATEROLE PASSWORD '{PASSWORD}'")
    admin.execute(f"GRANT pllm_owner, pllm_app TO {role} WITH ADMIN OPTION")  # other databases have made them before
    admin.execute(f"ALTER DATABASE {name} OWNER TO {role}")
    with pytest.raises(errors.StoreError, match="superuser: CREATE EXTENSION vector"):
        await init(named(url, name, user=role), password=PASSWORD)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA elsewhere")
        connection.execute("GRANT USAGE ON SCHEMA elsewhere TO PUBLIC")
        connection.execute("CREATE EXTENSION vector SCHEMA elsewhere")
    assert (await init(named(url, name, user=role), password=PASSWORD)).applied == len(migrations("postgres"))
    store = PostgresStore(named(url, name, user="pllm_app"))
    await store.apply(ADA, changes(message("m1"), vectors=[[1.0, 0.0]]))
    assert (await store.candidates(ADA)).vectors.tolist() == [[1.0, 0.0]]
    assert [user async for user in store.users()] == ["ada"]
    await store.close()
    admin.execute(f"REVOKE pllm_owner, pllm_app FROM {role} CASCADE")
    admin.execute(f"ALTER DATABASE {name} OWNER TO CURRENT_USER")
    admin.execute(f"DROP ROLE {role}")
