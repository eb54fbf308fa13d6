"""From each released schema to the newest, with data inside: killed anywhere, gone on with, by several at once."""

import asyncio
import hashlib
import re
import shutil

import apsw
import psycopg
import pytest
from conftest import PASSWORD, named
from contract import ADA, BOB, NOON, changes, message
from readings_contract import fill

from pllm_memory import errors
from pllm_memory.stores.postgres import PostgresStore, setup
from pllm_memory.stores.postgres.connection import Connection
from pllm_memory.stores.postgres.setup import init
from pllm_memory.stores.sqlite import SQLiteStore, file
from pllm_memory.stores.sqlite.catalog import path_of
from pllm_memory.stores.sqlite.file import Database
from pllm_memory.stores.statements import migrations
from tests import children

pytestmark = pytest.mark.anyio

SQLITE, POSTGRES = len(migrations("sqlite")), len(migrations("postgres"))


async def filled(store):
    for scope in (ADA, BOB):
        await fill(store, scope, f"marker of {scope.user_id}")
        await store.apply(scope, changes(*(message(f"more {n}", f"Tea number {n}.", at=NOON) for n in range(20))))


# ── files ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def old(folder, tmp_path, version):
    """A folder whose files are of an earlier version, with all that there was to keep then."""
    store = SQLiteStore(folder)
    await filled(store)
    await store.close()
    for scope in (ADA, BOB):
        path = path_of(folder, scope)
        new = path.rename(path.with_suffix(".new"))
        path.touch()
        database = Database(path)
        database.script("PRAGMA journal_mode = WAL")
        database.migrate(migrations("sqlite")[:version])
        names = tables(path)
        database.script(f"PRAGMA foreign_keys = OFF; ATTACH '{new}' AS new")  # in whatever order: it is all there
        with database.writing():
            for name in names:
                database.script(f"DELETE FROM {name}; INSERT INTO {name} SELECT * FROM new.{name}")
        database.script("DETACH new")
        database.close()
        new.unlink()
    return folder


def tables(path):
    connection = apsw.Connection(str(path))
    rows = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    connection.close()
    return sorted(name for (name,) in rows)


def digest(path, names):
    """Of every row of some tables."""
    connection = apsw.Connection(str(path))
    found = hashlib.sha256()
    for name in names:
        rows = sorted(map(repr, connection.execute(f"SELECT * FROM {name}").fetchall()))
        found.update(repr((name, rows)).encode())
    connection.close()
    return found.hexdigest()


def version_of(path):
    connection = apsw.Connection(str(path))
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return found


async def opens(folder, number):
    """Opens a user's file, and dies before the statement of this number."""
    left, real = [number], file._connect

    def connect(path):
        connection = real(path)

        def trace(cursor, sql, bindings):
            if path.name != "catalog.db":
                left[0] -= 1
                if not left[0]:
                    children.die()
            return True

        connection.exec_trace = trace
        return connection

    file._connect = connect
    store = SQLiteStore(folder)
    found = len(await store.messages(ADA))
    await store.close()
    return found


@pytest.mark.parametrize("version", range(1, SQLITE))
async def test_a_file_whose_migration_is_killed_at_any_statement(old, tmp_path, version):
    """What was there is there, to the last row, and the next one to open it goes on."""
    names = tables(path_of(old, ADA))
    before = {scope: digest(path_of(old, scope), names) for scope in (ADA, BOB)}
    versions = set()
    for number in range(1, 200):
        copy = tmp_path / f"killed {number}"
        shutil.copytree(old, copy)
        exit_code, found = await asyncio.to_thread(children.run, opens, copy, number)
        path = path_of(copy, ADA)
        versions.add(version_of(path))
        assert digest(path, names) == before[ADA]
        store = SQLiteStore(copy)
        assert len(await store.messages(ADA)) == 21
        assert await store.check(ADA) == []
        await store.close()
        assert version_of(path) == SQLITE
        assert digest(path, names) == before[ADA]
        shutil.rmtree(copy)
        if exit_code == 0:
            assert found == 21
            break
    assert number > 5 * (SQLITE - version)
    assert versions == set(range(version, SQLITE + 1))
    assert version_of(path_of(old, BOB)) == version


@pytest.mark.parametrize("version", range(1, SQLITE))
async def test_a_file_that_several_processes_migrate_at_once(old, tmp_path, version):
    names = tables(path_of(old, ADA))
    before = digest(path_of(old, ADA), names)
    for number in range(3):
        copy = tmp_path / f"several {number}"
        shutil.copytree(old, copy)
        runs = [asyncio.to_thread(children.run, opens, copy, 10**6) for _ in range(3)]
        assert await asyncio.gather(*runs) == [(0, 21)] * 3
        assert (version_of(path_of(copy, ADA)), digest(path_of(copy, ADA), names)) == (SQLITE, before)


@pytest.mark.parametrize("version", range(1, 4))  # the fourth keeps what is left over
async def test_an_old_file_is_worked_on_in_the_background_once(old, version):
    """Nobody knows what was left over in it."""
    store = SQLiteStore(old)
    for _ in (ADA, BOB):
        lease = await store.work.lease("x", holder="x", seconds=60, quiet=10, tries=5)
        await store.work.done(lease, "x")
    assert await store.work.lease("x", holder="x", seconds=60, quiet=0, tries=5) is None
    await store.close()


# ── Postgres ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def newest(initialised):
    """Everything that two users can have, and of which tables."""
    admin, app = initialised

    async def begin():
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute("TRUNCATE pllm.memory CASCADE")
        store = PostgresStore(app)
        await filled(store)
        await store.close()

    asyncio.run(begin())
    return admin


@pytest.fixture(scope="module", params=range(1, POSTGRES))
def template(request, newest, make_database):
    """The URL of a database of an earlier version, with all that there was to keep then; and which version that is."""
    admin, patched = make_database(), pytest.MonkeyPatch()
    whole = migrations("postgres")
    patched.setattr(setup, "migrations", lambda _: whole[: request.param])
    asyncio.run(init(admin, password=PASSWORD))
    patched.undo()
    with psycopg.connect(newest) as source, psycopg.connect(admin) as target:
        target.execute("SET session_replication_role = replica")  # in whatever order: it is all there
        for name, columns in kept(target):
            with (
                source.cursor().copy(f"COPY (SELECT {columns} FROM pllm.{name}) TO STDOUT") as out,
                target.cursor().copy(f"COPY pllm.{name} ({columns}) FROM STDIN") as into,
            ):
                for data in out:
                    into.write(data)
        target.execute("SELECT setval('pllm.change', 100000)")
    return admin, request.param


def kept(connection):
    """The tables of what users have, and the columns of each."""
    return connection.execute(
        "SELECT c.relname, string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_class AS c "
        "JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped "
        "WHERE c.relnamespace = 'pllm'::regnamespace AND c.relkind = 'r' "
        "GROUP BY c.relname HAVING bool_or(attname = 'user_id') ORDER BY 1"
    ).fetchall()


def rows_of(admin, kept):
    """Every row of some columns of some tables."""
    with psycopg.connect(admin) as connection:
        return {
            (name, columns): sorted(connection.execute(f"SELECT ROW({columns})::text FROM pllm.{name}").fetchall())
            for name, columns in kept
        }


def version_in(admin):
    with psycopg.connect(admin) as connection:
        return connection.execute("SELECT max(version) FROM pllm.migration").fetchone()[0]


@pytest.fixture
def copies(template, server):
    """Copies of the earlier database, made in a moment."""
    admin, _ = template
    name = psycopg.conninfo.conninfo_to_dict(admin)["dbname"]
    made = []

    def copy():
        made.append(f"{name}_{len(made)}")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {made[-1]} TEMPLATE {name}")
        return named(server, made[-1])

    yield copy
    with psycopg.connect(server, autocommit=True) as connection:
        for one in made:
            connection.execute(f"DROP DATABASE {one} WITH (FORCE)")


async def initialises(url, number):
    """What `pllm-memory init` does, and dies before the statement of this number."""
    left, real = [number], Connection.execute

    async def execute(self, *args, **more):
        left[0] -= 1
        if not left[0]:
            children.die()
        return await real(self, *args, **more)

    Connection.execute = execute
    return (await init(url, password=PASSWORD)).applied


def split(script):
    """A migration's statements; a function's body is no end of one."""
    parts = re.split(r"(\$\$.*?\$\$)", script, flags=re.DOTALL)
    marked = "".join(part if part.startswith("$$") else part.replace(";\n", ";\0") for part in parts)
    return [one + "\n" for one in marked.split("\0") if one.strip()]


async def is_whole(admin, before):
    """The database is of the newest version, sealed, with every row that it had, and can be used."""
    assert version_in(admin) == POSTGRES
    assert rows_of(admin, before) == before
    store = PostgresStore(named(admin, psycopg.conninfo.conninfo_to_dict(admin)["dbname"], user="pllm_app"))
    for scope in (ADA, BOB):
        assert len(await store.messages(scope)) == 21
        assert await store.check(scope) == []
        assert [one.object for one in (await store.statements(scope)).items] == [f"marker of {scope.user_id}"]
    await store.apply(ADA, changes(message("new")))
    assert len(await store.messages(ADA)) == 22
    leases = [await store.work.lease("x", holder="x", seconds=60, quiet=10, tries=5) for _ in range(3)]
    assert {lease.scope for lease in leases if lease} == {ADA, BOB}
    await store.close()


async def test_a_database_whose_init_is_killed_at_any_statement(template, copies):
    """The process is killed between two statements: all is there, and the next init goes on."""
    admin, version = template
    with psycopg.connect(admin) as connection:
        before = rows_of(admin, kept(connection))
    for number in range(1, 200):
        url = copies()
        exit_code, applied = await asyncio.to_thread(children.run, initialises, url, number)
        now = version_in(url)
        assert version <= now <= POSTGRES
        assert rows_of(url, before) == before
        assert (await init(url, password=PASSWORD)).applied == POSTGRES - now
        await is_whole(url, before)
        if exit_code == 0:
            break
    assert applied == POSTGRES - version
    assert number > 15


async def test_a_migration_that_is_cut_off_between_any_two_of_its_statements(template, copies, monkeypatch):
    """The connection goes, with part of a migration done: nothing of it is there, and the next init does all of it."""
    admin, version = template
    with psycopg.connect(admin) as connection:
        before = rows_of(admin, kept(connection))
    whole = migrations("postgres")
    for later in range(version, POSTGRES):
        parts = split(whole[later])
        assert "".join(parts).split() == whole[later].split()
        for cut in range(1, len(parts) + 1):
            broken = [*parts[:cut], "SELECT pg_terminate_backend(pg_backend_pid());", *parts[cut:]]
            cut_off = (*whole[:later], "".join(broken), *whole[later + 1 :])
            monkeypatch.setattr(setup, "migrations", lambda _, cut_off=cut_off: cut_off)
            url = copies()
            with pytest.raises(errors.StoreError):
                await init(url, password=PASSWORD)
            monkeypatch.undo()
            assert version_in(url) == later
            assert rows_of(url, before) == before
            assert (await init(url, password=PASSWORD)).applied == POSTGRES - later
            await is_whole(url, before)


async def test_several_processes_that_initialise_an_old_database_at_once(template, copies):
    """Each migration is applied by one of them."""
    admin, version = template
    with psycopg.connect(admin) as connection:
        before = rows_of(admin, kept(connection))
    url = copies()
    runs = [asyncio.to_thread(children.run, initialises, url, 10**6) for _ in range(4)]
    done = await asyncio.gather(*runs)
    assert [exit_code for exit_code, _ in done] == [0] * 4
    assert sum(applied for _, applied in done) == POSTGRES - version
    await is_whole(url, before)
