"""What only the SQLite store has: files, and what can be wrong with them."""

import os
import resource
import sqlite3
import stat
import threading
from pathlib import Path

import anyio
import apsw
import numpy as np
import pytest
from contract import ADA, BOB, LOOK_ALIKES, agree, changes, forget, message, names, unit

from pllm_memory.errors import StoreBusy, StoreCorrupt, StoreError, StoreTooNew
from pllm_memory.stores.sqlite import SQLiteStore, file, user
from pllm_memory.stores.sqlite.catalog import path_of
from pllm_memory.stores.sqlite.file import Database, Gone
from pllm_memory.stores.statements import migrations, script
from pllm_memory.types import Scope
from tests import children

pytestmark = pytest.mark.anyio


@pytest.fixture
async def store(folder):
    opened = SQLiteStore(folder)
    yield opened
    await opened.close()


def files_of(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


# ── the schema ───────────────────────────────────────────────────────────────────────────────────────


def shape(path):
    """Everything that SQLite knows of a schema, without comments and white space."""
    with sqlite3.connect(path) as db:
        listed = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
        tables = [name for kind, name, *_ in listed if kind == "table"]
        pragmas = ("table_xinfo", "foreign_key_list", "index_list")
        details = {
            (name, pragma): db.execute(f"PRAGMA {pragma}('{name}')").fetchall() for name in tables for pragma in pragmas
        }
        strict = db.execute("SELECT name, type, ncol, wr, strict FROM pragma_table_list ORDER BY name").fetchall()
    db.close()
    return [(kind, name, table, _bare(sql)) for kind, name, table, sql in listed], details, strict


def _bare(sql):
    lines = [line.split("--")[0] for line in (sql or "").splitlines()]
    return " ".join(" ".join(lines).replace("(", " ( ").replace(")", " ) ").split())


def test_the_migrations_lead_to_the_schema(tmp_path):
    """Run one after the other from nothing, they give exactly what a new file has."""
    migrated, new = tmp_path / "migrated.db", tmp_path / "new.db"
    for path in (migrated, new):
        path.touch()
    database = Database(migrated)
    database.migrate(migrations("sqlite"))
    assert database.version == len(migrations("sqlite"))
    database.close()
    database = Database(new)
    database.script(script("sqlite", "schema.sql"))
    database.close()
    assert shape(migrated) == shape(new)
    assert len(shape(new)[0]) > 5


def test_migrations_are_numbered_without_gaps():
    """Their numbers are the versions they lead to."""
    folder = Path(user.__file__).parent / "sql" / "migrations"
    numbers = [int(path.name.split("_")[0]) for path in sorted(folder.glob("*.sql"))]
    assert numbers == list(range(1, len(migrations("sqlite")) + 1))


def test_a_migration_that_fails_changes_nothing(tmp_path):
    """Each is a transaction of its own; statements that return rows do not end it early."""
    path = tmp_path / "x.db"
    path.touch()
    database = Database(path)
    with pytest.raises(StoreError):
        database.migrate(["CREATE TABLE a (x); SELECT 1; CREATE TABLE b (x)", "CREATE TABLE c (x); CREATE TABLE a (x)"])
    tables = [row[0] for row in database.all("SELECT name FROM sqlite_schema")]
    assert (tables, database.version) == (["a", "b"], 1)
    database.close()


def test_the_settings_that_promises_rest_on(tmp_path):
    """Every pragma is really set: a script of them is run to its end."""
    path = tmp_path / "x.db"
    user.create(path, ADA)
    database = Database(path)
    found = {name: database.value(f"PRAGMA {name}") for name in
             ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store")}  # fmt: skip
    database.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "temp_store": 2}


def test_sqlite_is_newer_than_the_bug_that_corrupts_logs():
    """Versions before 3.51.3 can corrupt a WAL database with two writers."""
    assert tuple(map(int, apsw.sqlite_lib_version().split("."))) >= (3, 51, 3)


# ── damaged files ────────────────────────────────────────────────────────────────────────────────────


async def spoiled(folder, spoil):
    """A memory with one user's file spoiled, and another one's sound."""
    store = SQLiteStore(folder)
    await store.apply(ADA, changes(*(message(f"m{n}", "words " * 300) for n in range(40))))
    await store.apply(BOB, changes(message("b1")))
    await store.close()
    spoil(path_of(folder, ADA))


def garbage(path):
    path.write_bytes(b"this is no database, but a letter to a friend. " * 200)


def nothing(path):
    path.write_bytes(b"")


def half(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def a_page(path):
    path.write_bytes(path.read_bytes()[:4096])


def odd(path):
    path.write_bytes(path.read_bytes()[:5000])


def header(path):
    path.write_bytes(b"\0" * 100 + path.read_bytes()[100:])


def middle(path):
    content = path.read_bytes()
    path.write_bytes(content[:8192] + os.urandom(len(content) - 12288) + content[-4096:])


def foreign(path):
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE cookies (x)")
    db.close()


def a_folder(path):
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("spoil", [garbage, nothing, half, a_page, odd, header, middle, foreign])
async def test_a_damaged_file(folder, spoil):
    """It is an error that names the file, never an empty memory; nothing is changed, and other users go on."""
    await spoiled(folder, spoil)
    path = path_of(folder, ADA)
    before = path.read_bytes()
    store = SQLiteStore(folder)
    for call in (
        lambda: store.candidates(ADA),
        lambda: store.messages(ADA),
        lambda: store.apply(ADA, changes(message("new"))),
    ):
        with pytest.raises(StoreCorrupt, match=path.name):
            await call()
    await store.apply(BOB, changes(message("b2")))
    assert len(await store.messages(BOB)) == 2
    assert await names(store) == ["ada", "bob"]
    await store.close()
    assert len(path.read_bytes()) == len(before)
    if spoil is not middle:  # there SQLite may have moved its log into it
        assert path.read_bytes() == before


async def test_a_text_that_is_damaged(folder, store):
    """SQLite does not look at what is in a text: it is found when it is read. What it says is in no error."""
    await store.apply(ADA, changes(message("m1", "a secret")))
    damage = apsw.Connection(str(path_of(folder, ADA)))
    damage.execute("UPDATE message SET content = CAST(x'73656372657420ff' AS TEXT)")
    damage.close()
    with pytest.raises(StoreCorrupt, match="damaged") as caught:
        await store.messages(ADA)
    assert "secret" not in str(caught.value)


async def test_a_folder_in_the_place_of_a_file(folder):
    """It is an error like any other."""
    await spoiled(folder, a_folder)
    store = SQLiteStore(folder)
    with pytest.raises(StoreError, match=path_of(folder, ADA).name):
        await store.messages(ADA)
    await store.close()


async def test_a_newer_file_is_refused_and_left_alone(folder, store):
    """With the way out; nothing in it is changed."""
    await store.apply(ADA, changes(message("m1")))
    await store.close()
    path = path_of(folder, ADA)
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {len(migrations('sqlite')) + 1}")
    db.close()
    before = path.read_bytes()
    store = SQLiteStore(folder)
    for call in (lambda: store.messages(ADA), lambda: store.apply(ADA, changes(message("m2")))):
        with pytest.raises(StoreTooNew, match="Upgrade it"):
            await call()
    assert await names(store) == ["ada"]
    await store.close()
    assert path.read_bytes() == before


async def test_the_file_of_another_user_is_refused(folder, store):
    """A backup restored under the wrong name must not show one user the other's words."""
    await store.apply(ADA, changes(message("m1")))
    await store.apply(BOB, changes(message("b1")))
    await store.close()
    path_of(folder, BOB).write_bytes(path_of(folder, ADA).read_bytes())
    store = SQLiteStore(folder)
    with pytest.raises(StoreCorrupt, match="another user"):
        await store.messages(BOB)
    assert len(await store.messages(ADA)) == 1
    await store.close()


async def test_check_finds_what_does_not_agree(folder, store):
    """`check` compares rows, words and vectors, and says what is wrong."""
    said = [message("m1", "violin"), message("m2", "boat")]
    await store.apply(ADA, changes(*said, vectors=unit(np.random.default_rng(0), 2)))
    assert await store.check(ADA) == []
    await store.close()
    for sql, expected in {
        "DELETE FROM analysis WHERE seq = 1": "messages without analysis: 1",
        "UPDATE analysis SET terms = (SELECT terms FROM analysis WHERE seq = 2)": "messages that are indexed wrongly: 1",  # noqa: E501
        "UPDATE analysis SET substance = 99": "messages that are indexed wrongly: 2",
        "INSERT INTO term (term) VALUES ('stray')": "terms that no message has: 1",
        "UPDATE vector SET embedding = x'0000' WHERE seq = 1": "wrong vector sizes: 1",
        "INSERT INTO vector VALUES (77, zeroblob(16))": "rows without message: 1",
        "INSERT INTO session (session_id) VALUES ('stray')": "unused sessions: 1",
    }.items():
        path = path_of(folder, ADA)
        sound = path.read_bytes()
        db = sqlite3.connect(path)
        db.execute(sql)
        db.commit()
        db.close()
        store = SQLiteStore(folder)
        assert expected in await store.check(ADA), sql
        await store.close()
        path.write_bytes(sound)


# ── the catalog ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("spoil", [Path.unlink, garbage, nothing, a_page, foreign, header])
async def test_a_lost_or_damaged_catalog_is_made_again(folder, spoil):
    """From the files, in the order of the first messages; a damaged file and a draft do not keep it from that."""
    store = SQLiteStore(folder)
    users = [f"user {number}" for number in range(20)]
    for user_id in users:
        await store.apply(Scope(user_id), changes(message("m1")))
    await store.close()
    broken = path_of(folder, Scope(users[5]))
    garbage(broken)
    (broken.parent / ".new-killed.db").write_bytes(b"")
    spoil(folder / "catalog.db")
    store = SQLiteStore(folder)
    listed = await names(store)
    assert sorted(listed) == sorted(users[:5] + users[6:])
    await store.apply(ADA, changes(message("m1")))
    assert await names(store) == [*listed, "ada"]
    await store.close()


async def test_a_catalog_deleted_while_it_is_open(folder, store):
    """The next call makes it again; users that come later are on the new list."""
    await store.apply(ADA, changes(message("m1")))
    other = SQLiteStore(folder)
    assert await names(other) == ["ada"]
    for path in folder.glob("catalog.db*"):
        path.unlink()
    await store.apply(BOB, changes(message("b1")))
    assert await names(other) == ["ada", "bob"]
    assert (await other.erase(BOB)).messages == 1
    assert await names(store) == ["ada"]
    await other.close()


# ── open files ───────────────────────────────────────────────────────────────────────────────────────


def open_databases(folder):
    """Which files under a folder this process has open."""
    found = []
    for handle in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{handle}")
        except FileNotFoundError:
            continue
        if target.startswith(str(folder)):
            found.append(target)
    return found


linux_only = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are counted in /proc")


def users_open(folder):
    return {name for name in open_databases(folder) if name.endswith(".db") and "catalog" not in name}


@linux_only
async def test_few_files_stay_open(folder):
    """However many users there are; and none after `close`."""
    store = SQLiteStore(folder, open_files=4)
    for number in range(30):
        await store.apply(Scope(f"user {number}"), changes(message("m1")))
        assert len(users_open(folder)) <= 4
    for number in range(30):
        assert len(await store.candidates(Scope(f"user {number}"))) == 1
        assert len(users_open(folder)) <= 4
    await store.erase(Scope("user 29"))
    assert not [name for name in open_databases(folder) if "deleted" in name]
    await store.close()
    assert open_databases(folder) == []
    assert not [path for path in files_of(folder) if path.name.endswith(("-wal", "-shm"))]


@linux_only
async def test_few_files_stay_open_under_concurrent_use(folder):
    """Files in use stay open, at most one for each call under way; when all is quiet the bound holds again."""
    store = SQLiteStore(folder, open_files=3)
    most = 0

    async def use(number):
        nonlocal most
        scope = Scope(f"user {number % 25}")
        await store.apply(scope, changes(message(f"m{number}")))
        await store.candidates(scope)
        most = max(most, len(users_open(folder)))

    async with anyio.create_task_group() as tasks:
        for number in range(150):
            tasks.start_soon(use, number)
    assert most <= 3 + 40  # anyio runs at most 40 calls at once
    assert len(users_open(folder)) <= 3
    for number in range(25):
        assert len(await store.messages(Scope(f"user {number}"))) == 6
    await store.close()
    assert open_databases(folder) == []


async def test_columns_are_let_go_when_they_take_too_much_memory(folder):
    """The least recently used first; they are read again when they are needed."""
    store = SQLiteStore(folder, cache_bytes=40_000)
    said = [message(f"m{n}", f"words of number {n}") for n in range(50)]
    for number in range(6):
        await store.apply(Scope(f"user {number}"), changes(*said))
    for _ in range(2):
        for number in range(6):
            agree(await store.candidates(Scope(f"user {number}")), [(one, None) for one in said])
            held = [opened.held_bytes for opened in store._files._open.values()]
            assert sum(held) <= 40_000 + max(held)
    assert sum(opened.held_bytes > 0 for opened in store._files._open.values()) in range(1, 6)
    assert store._files._held_by_all == sum(opened.held_bytes for opened in store._files._open.values())
    await store.close()


async def test_of_what_was_forgotten_no_column_is_kept(store):
    """Its words were read for a recall; who forgets it may never ask again."""
    await store.apply(ADA, changes(message("m1", "zanzibar"), message("m2", "Lyon")))
    assert "zanzibar" in (await store.candidates(ADA)).vocabulary
    await store.apply(ADA, forget("m1"))
    assert [opened.held_bytes for opened in store._files._open.values()] == [0]
    assert list((await store.candidates(ADA)).vocabulary) == ["lyon"]


async def test_closing_while_calls_are_under_way(folder):
    """They end well or say that the memory is closed; no file stays open."""
    store = SQLiteStore(folder, open_files=2)
    refused = []

    async def use(number):
        try:
            await store.apply(Scope(f"user {number % 7}"), changes(message(f"m{number}")))
        except StoreError as error:
            refused.append(str(error))

    async with anyio.create_task_group() as tasks:
        for number in range(60):
            tasks.start_soon(use, number)
        await anyio.sleep(0.02)
        tasks.start_soon(store.close)
    assert len(refused) < 60
    assert all("closed" in text for text in refused)
    if Path("/proc/self/fd").exists():
        assert users_open(folder) == set()


async def test_reading_makes_no_file(folder, store):
    """Neither a folder nor a list, and no file for a user who is not there."""
    await store.candidates(ADA)
    await store.messages(ADA)
    await names(store)
    await store.erase(ADA)
    assert not folder.exists()
    await store.apply(BOB, changes(message("b1")))
    before = files_of(folder)
    for user_id in LOOK_ALIKES:
        await store.messages(Scope(user_id))
    assert files_of(folder) == before


async def test_no_id_leaves_the_folder(folder, store):
    """Whatever an id looks like, its file is inside, under a name of hexadecimal digits, readable by its owner only."""
    for user_id in LOOK_ALIKES:
        await store.apply(Scope(user_id), changes(message("m1")))
    await store.close()
    paths = [path for path in files_of(folder) if path.name != "catalog.db"]
    assert len(paths) == len(LOOK_ALIKES)
    assert all(set((path.parent.name + path.stem).lower()) <= set("0123456789abcdef") for path in paths)
    assert [path for path in files_of(folder.parent) if folder not in path.parents] == []
    assert {stat.S_IMODE(path.stat().st_mode) for path in files_of(folder)} == {0o600}


# ── what was forgotten is gone ───────────────────────────────────────────────────────────────────────


async def test_forgotten_text_is_nowhere_in_the_bytes(folder, store):
    """Neither in a file nor in a log, nor in what a split page leaves behind; while the memory is open, too."""
    chance = np.random.default_rng(5)
    word = lambda: "".join(chance.choice(list("abcdefghijklmnopqrstuvwxyz"), 12))  # noqa: E731
    said = [
        message(f"id{word()}", " ".join(word() for _ in range(chance.integers(3, 40))), session=f"in{word()}",
                name=f"by{word()}", caption=f"of{word()}")
        for _ in range(900)
    ]  # fmt: skip
    for at in range(0, len(said), 50):
        await store.apply(ADA, changes(*said[at : at + 50]))
    gone = [said[index] for index in chance.choice(len(said), 60, replace=False)]
    await store.apply(ADA, forget(*(one.id for one in gone)))
    code, left = children.run(search, folder, [w.encode() for one in gone for w in _words(one)])
    assert (code, left) == (0, [])
    kept = next(one for one in said if one not in gone)
    assert children.run(search, folder, [kept.id.encode(), b"nowhere"]) == (0, [kept.id.encode()])


def _words(one):
    return [one.id, one.session_id, one.name, one.caption, *one.content.split()]


async def search(folder, needles):
    """In another process: a file that is closed here would lose the locks that SQLite has on it."""
    blob = b"".join(str(path).encode() + path.read_bytes() for path in files_of(folder))
    return [needle for needle in needles if needle in blob]


async def test_an_erased_user_is_nowhere_in_the_bytes(folder, store):
    """No file is left of them, and their id is in none; not even among many users, while the memory is open."""
    users = [f"user-{number * 7919 % 1000:03}-{'x' * (number % 50)}" for number in range(120)]
    for user_id in users:
        await store.apply(Scope(user_id), changes(message("m1", "text")))
    gone = users[::7]
    for user_id in gone:
        path = path_of(folder, Scope(user_id))
        (path.parent / ".new-killed.db").write_bytes(user_id.encode())
        assert (await store.erase(Scope(user_id))).files >= 1
        assert not list(path.parent.glob(f"{path.name}*"))
    code, left = children.run(search, folder, [f"{user_id[:8]}".encode() for user_id in gone])
    assert (code, left) == (0, [])
    assert await names(store) == [user_id for user_id in users if user_id not in gone]


async def test_traces_that_could_not_be_removed_are_removed_later(folder, store, monkeypatch, caplog):
    """If the disk is full after the forgetting, it counts, and the next one to open the file cleans up."""
    await store.apply(ADA, changes(message("m1", "zanzibar"), message("m2")))

    def fails(self):
        raise StoreError("no space")

    with monkeypatch.context() as patched:
        patched.setattr(Database, "scrub", fails)
        assert (await store.apply(ADA, forget("m1"))).forgotten == ("m1",)
    assert "traces" in caplog.text
    assert children.run(search, folder, [b"zanzibar"]) == (0, [b"zanzibar"])
    other = SQLiteStore(folder)
    assert len(await other.messages(ADA)) == 1
    assert children.run(search, folder, [b"zanzibar"]) == (0, [])
    await other.close()


# ── other processes ──────────────────────────────────────────────────────────────────────────────────


async def keeps_open(pipe_path, folder):
    """Reads a user, waits for a sign, then says what it sees, and writes."""
    store = SQLiteStore(folder)
    first = [one.id for one in await store.messages(ADA)]
    await store.candidates(ADA)
    Path(pipe_path, "ready").touch()
    while not Path(pipe_path, "go").exists():
        await anyio.sleep(0.005)
    seen = [one.id for one in await store.messages(ADA)], len(await store.candidates(ADA)), await names(store)
    await store.apply(ADA, changes(message("from the child", "new words")))
    await store.candidates(ADA)
    return first, seen  # without closing: what was acknowledged is there nevertheless


@pytest.mark.parametrize("comes_back", [False, True])
async def test_erased_while_another_process_has_the_user_open(folder, tmp_path, store, comes_back):
    """It sees an empty memory (or the new one), and what it writes then is not lost."""
    await store.apply(ADA, changes(message("old", "zanzibar"), vectors=unit(np.random.default_rng(0)), fingerprint="a"))
    child, pipe = children.start(keeps_open, str(tmp_path), folder)
    with anyio.fail_after(30):
        while not (tmp_path / "ready").exists():
            await anyio.sleep(0.005)
    assert (await store.erase(ADA)).messages == 1
    new = [message("new")] if comes_back else []
    for one in new:
        await store.apply(ADA, changes(one))
    (tmp_path / "go").touch()
    assert await anyio.to_thread.run_sync(pipe.poll, 30)
    first, seen = pipe.recv()
    ids = [one.id for one in new]
    assert (first, seen) == (["old"], (ids, len(ids), ["ada"] * len(ids)))
    child.join(30)
    assert [one.id for one in await store.messages(ADA)] == [*ids, "from the child"]
    await store.apply(ADA, changes(message("last")))
    await store.close()
    store = SQLiteStore(folder)
    assert [one.id for one in await store.messages(ADA)] == [*ids, "from the child", "last"]
    assert await store.check(ADA) == []
    assert children.run(search, folder, [b"zanzibar"]) == (0, [])
    await store.close()


async def erases(folder, number):
    store = SQLiteStore(folder)
    for step in range(6):
        await store.apply(ADA, changes(message(f"{number}-{step}"), vectors=None, fingerprint="a"))
        await store.candidates(ADA)
        await store.erase(ADA)
    await store.apply(ADA, changes(message(f"last of {number}")))
    await store.close()


async def test_erasing_and_writing_in_many_processes(folder):
    """Whatever the order, no call fails, and there is one sound memory in the end."""
    started = [children.start(erases, folder, number) for number in range(4)]
    for child, _ in started:
        child.join(120)
    failed = [pipe.recv() for _, pipe in started]
    assert [one.text for one in failed if one] == []
    store = SQLiteStore(folder)
    assert len(await store.messages(ADA)) >= 1
    assert await store.check(ADA) == []
    assert await names(store) == ["ada"]
    await store.close()


def test_a_file_replaced_while_it_is_opened(folder, monkeypatch):
    """SQLite opens the log by name: beside another file than it belongs to, it would mix the two."""
    path = folder / "x.db"
    user.create(path, ADA)
    real = apsw.Connection

    def replaced(*args, **kwargs):
        connection = real(*args, **kwargs)
        file.remove(path)
        user.create(path, ADA)
        return connection

    monkeypatch.setattr(apsw, "Connection", lambda *a, **k: (monkeypatch.undo(), replaced(*a, **k))[1])
    with pytest.raises(Gone):
        Database(path)


# ── what may not be written ──────────────────────────────────────────────────────────────────────────


async def as_nobody(folder):
    """Tries everything without any rights, and says how it went."""
    store = SQLiteStore(folder.parent / "warm-up")  # what is imported late may not be readable later
    await store.apply(ADA, changes(message("m1"), vectors=unit(np.random.default_rng(0))))
    await store.erase(ADA)
    await store.close()
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    store = SQLiteStore(folder)
    calls = {
        "write": lambda: store.apply(ADA, changes(message("m2"))),
        "new user": lambda: store.apply(BOB, changes(message("m2"))),
        "forget": lambda: store.apply(ADA, forget("m1")),
        "admit": lambda: store.admit(ADA, "x"),
        "erase": lambda: store.erase(ADA),
        "read": lambda: store.messages(ADA),
        "candidates": lambda: store.candidates(ADA),
        "users": lambda: names(store),
    }
    found = {}
    for name, call in calls.items():
        try:
            found[name] = len(await call())
        except Exception as error:
            found[name] = type(error).__name__
    await store.close()
    return found


@pytest.mark.skipif(os.name == "nt", reason="permissions are POSIX")
@pytest.mark.parametrize("mode", ["read-only", "closed"])
async def test_a_folder_that_may_not_be_written(folder, store, mode):
    """Every write says so, reading works or says so; a folder that may not be read is no empty memory."""
    await store.apply(ADA, changes(message("m1")))
    await store.close()
    folder.parent.chmod(0o777)
    for path in [folder, *folder.rglob("*")]:
        path.chmod((0o555 if path.is_dir() else 0o444) if mode == "read-only" else 0o000)
    folder.chmod(0o555 if mode == "read-only" else 0o000)
    code, found = children.run(as_nobody, folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o700)
    assert code == 0
    writes = {name: found[name] for name in ("write", "new user", "forget", "admit", "erase")}
    assert set(writes.values()) == {"StoreReadOnly"}, found
    reads = {name: found[name] for name in ("read", "candidates", "users")}
    assert set(reads.values()) <= ({1, "StoreReadOnly"} if mode == "read-only" else {"StoreReadOnly"}), found
    store = SQLiteStore(folder)
    assert [one.id for one in await store.messages(ADA)] == ["m1"]
    assert await names(store) == ["ada"]
    await store.close()


async def fill(folder):
    """Writes until the system allows no more; returns what was acknowledged, and the error."""
    store = SQLiteStore(folder)
    await store.apply(ADA, changes(message("m0", "the first")))
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
    done = ["m0"]
    try:
        for number in range(1, 100):
            await store.apply(ADA, changes(message(f"m{number}", "words " * 2000)))
            done.append(f"m{number}")
    except StoreError as error:
        return done, type(error).__name__, [one.id for one in await store.messages(ADA)]
    return done, None, []


async def test_more_than_the_system_allows_is_as_a_full_disk(folder):
    """A quota, or a limit on the size of files: SQLite calls it a failure of the disk. Nothing is lost."""
    code, (done, error, seen) = children.run(fill, folder)
    assert (code, error) == (0, "StoreFull")
    assert done == seen
    store = SQLiteStore(folder)
    assert [one.id for one in await store.messages(ADA)] == done
    await store.close()


async def test_a_file_in_the_place_of_the_folder(folder):
    """An error that names it."""
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("not a folder")
    store = SQLiteStore(folder)
    calls = [
        lambda: store.apply(ADA, changes(message("m1"))),
        lambda: store.candidates(ADA),
        lambda: store.messages(ADA),
        lambda: store.erase(ADA),
        lambda: names(store),
    ]
    for call in calls:
        with pytest.raises(StoreError, match=r"memories.*a part of that path is a file; give a folder"):
            await call()
    await store.close()
    assert folder.read_text() == "not a folder"


async def test_a_lock_that_is_held_too_long(folder, store, monkeypatch):
    """A writer elsewhere that does not end: an error of its own, and the next call works."""
    monkeypatch.setattr(file, "BUSY_SECONDS", 0.2)
    await store.apply(ADA, changes(message("m1")))
    holder = apsw.Connection(str(path_of(folder, ADA)))
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy):
        await store.apply(ADA, changes(message("m2")))
    assert len(await store.candidates(ADA)) == 1
    holder.execute("ROLLBACK")
    holder.close()
    await store.apply(ADA, changes(message("m2")))
    assert len(await store.messages(ADA)) == 2


def test_threads_of_many_loops(folder):
    """One store may be used from several threads, each with its own event loop."""
    store = SQLiteStore(folder, open_files=2)
    failed = []

    def work(number):
        async def steps():
            for step in range(10):
                await store.apply(Scope(f"user {step % 3}"), changes(message(f"{number}-{step}")))
                await store.candidates(Scope(f"user {step % 3}"))

        try:
            anyio.run(steps)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []

    async def count():
        total = sum([len(await store.messages(Scope(f"user {n}"))) for n in range(3)])
        await store.close()
        return total

    assert anyio.run(count) == 60


async def test_whether_anything_has_changed_is_seen_without_waiting_for_another_thread(store):
    await store.apply(ADA, changes(message("m1")))
    picture = await store.candidates(ADA)
    assert store._unchanged(ADA)[0] is await store.candidates(ADA) is picture
    (opened,) = store._files._open.values()
    held, done = threading.Event(), threading.Event()

    def hold():
        with opened._lock:
            held.set()
            done.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    assert store._unchanged(ADA)[0] is None
    done.set()
    thread.join()
    assert store._unchanged(ADA)[0] is picture


async def test_what_another_store_changed_is_not_taken_for_unchanged(store, folder):
    await store.apply(ADA, changes(message("m1")))
    picture = await store.candidates(ADA)
    other = SQLiteStore(folder)
    await other.apply(ADA, changes(message("m2")))
    assert store._unchanged(ADA)[0] is None
    assert len(await store.candidates(ADA)) == len(picture) + 1
    await other.apply(ADA, forget("m1", "m2"))
    assert store._unchanged(ADA)[0] is None
    await other.erase(ADA)
    assert store._unchanged(ADA)[0] is None
    assert len(await store.candidates(ADA)) == 0
    await other.close()
