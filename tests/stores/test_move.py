"""Whole memories from one place to another: between the stores, in every direction, and through a backup."""

import gzip
import hashlib
import json
import random
import shutil
from contextlib import aclosing, suppress

import anyio
import pytest
from conftest import emptied
from contract import ADA, BOB, NOON, changes, message, names
from parts_contract import live, sum_of

from pllm_memory import AsyncMemory, Memory
from pllm_memory.config import Settings
from pllm_memory.errors import Conflict, NotFound, StoreCorrupt, StoreError, StoreTooNew
from pllm_memory.memory import move
from pllm_memory.stores import open_store, parts
from pllm_memory.stores.backup import checked
from pllm_memory.stores.parts import NOTHING
from pllm_memory.stores.postgres import parts as parts_of_postgres
from pllm_memory.stores.sqlite.catalog import path_of
from pllm_memory.testing import HashEmbedder
from pllm_memory.types import Scope
from tests import children

pytestmark = pytest.mark.anyio

KINDS = ("sqlite", "postgres")
USERS = ["ada", "bob", "Ada", "ada\u200b", "../eve", "zoë 😀"]


@pytest.fixture
def place(folder, request):
    """The URL of an empty memory of a kind; `which` tells one from the other."""

    def make(kind, which):
        if kind == "sqlite":
            return f"sqlite:///{folder.parent}/{which}"
        return emptied(*request.getfixturevalue({"a": "initialised", "b": "divided"}[which]))

    return make


@pytest.fixture(params=[(one, other) for one in KINDS for other in KINDS], ids=lambda kinds: "-to-".join(kinds))
def ways(request, place):
    """Where from and where to."""
    return place(request.param[0], "a"), place(request.param[1], "b")


@pytest.fixture
def way(place):
    """One of them, for what does not depend on the kind."""
    return place("sqlite", "a"), place("sqlite", "b")


def opened(url):
    return open_store(Settings(url=url))


async def filled(url, users=USERS, many=12):
    store = opened(url)
    for user in users:
        await live(store, Scope(user), f"marker of {user}", many=many)
    await store.close()


async def sums(url):
    store = opened(url)
    found = {user: await sum_of(store, Scope(user)) for user in await names(store)}
    await store.close()
    return found


async def copy(source, destination, **given):
    async with AsyncMemory(source, embedder="none") as memory:
        return await memory.copy_to(destination, **given)


# ── copying ──────────────────────────────────────────────────────────────────────────────────────────


async def test_everybody_is_copied_and_a_second_time_changes_nothing(ways):
    """In every direction; the digests are those of both places, and progress is told."""
    source, destination = ways
    await filled(source)
    told = []
    moved = await copy(source, destination, progress=lambda *done: told.append(done))
    there = await sums(source)
    assert await sums(destination) == there
    assert list(there) == USERS
    assert {user.user_id: user.digest for user in moved.users} == {name: one.digest for name, one in there.items()}
    assert (moved.outcomes, moved.is_well) == ({"copied": len(USERS)}, True)
    assert told == [(n, len(USERS)) for n in range(1, len(USERS) + 1)]
    again = await copy(source, destination)
    assert again.outcomes == {"unchanged": len(USERS)}
    assert await sums(destination) == there
    for user in USERS:
        assert not await opened_check(destination, user)


async def opened_check(url, user):
    store = opened(url)
    found = await store.check(Scope(user))
    await store.close()
    return found


async def test_there_and_back_is_the_same(place):
    """Through another kind of store, nothing is lost or rounded."""
    first, middle, last = place("sqlite", "a"), place("postgres", "a"), place("sqlite", "c")
    await filled(first, ["ada"], many=300)
    await copy(first, middle)
    await copy(middle, last)
    assert await sums(last) == await sums(first) == await sums(middle)


class OfQuestions(HashEmbedder):
    """Whoever asks it for anything else has lost vectors."""

    async def _answer(self, texts, kind):
        assert kind == "query"
        return await super()._answer(texts, kind)


def test_the_agent_notices_nothing(ways):
    """The same hits, facts, profile and packed text in the new place, and vectors need not be made again."""
    source, destination = ways
    with Memory(source, embedder=HashEmbedder()) as memory:
        ada = memory.for_user("ada")
        for n, said in enumerate(["I moved to Lyon in May.", "My sister Ana likes tea.", "I sold the boat."]):
            ada.remember({"id": f"m{n}", "content": said, "at": NOON}, session_id="s1")
        before = [ada.recall("Where do I live?").to_dict(), [f.to_dict() for f in ada.facts()], ada.profile().text]
        memory.copy_to(destination)
    with Memory(destination, embedder=OfQuestions()) as memory:
        ada = memory.for_user("ada")
        after = [ada.recall("Where do I live?").to_dict(), [f.to_dict() for f in ada.facts()], ada.profile().text]
        assert after == before
        assert ada.remember({"id": "m0", "content": "I moved to Lyon in May."}).added == 0


async def test_only_some_users(way):
    """Nobody else comes along; one who is not there is an error before anything is done."""
    source, destination = way
    await filled(source)
    with pytest.raises(NotFound, match="'nobody'"):
        await copy(source, destination, users=["ada", "nobody"])
    assert await sums(destination) == {}
    await copy(source, destination, users=["zoë 😀", "ada"])
    assert list(await sums(destination)) == ["ada", "zoë 😀"]


async def test_another_memory_stays_unless_it_may_be_replaced(ways):
    """It is told; the others are copied all the same."""
    source, destination = ways
    await filled(source, ["ada", "bob"])
    store = opened(destination)
    await store.apply(ADA, changes(message("mine", "of another life")))
    mine = await sum_of(store)
    moved = await copy(source, destination)
    assert [user.outcome for user in moved.users] == ["refused", "copied"]
    assert not moved.is_well
    assert await sum_of(store) == mine
    moved = await copy(source, destination, replace=True)
    assert [user.outcome for user in moved.users] == ["replaced", "unchanged"]
    assert await sums(destination) == await sums(source)
    assert await store.messages(ADA, ids=["mine"]) == []
    await store.close()


class Meanwhile:
    """A source to whose users something happens each time they have been read."""

    def __init__(self, store, happens, times=99):
        self.store, self.happens, self.times = store, happens, times
        self.users = store.users

    async def dump(self, scope):
        async with aclosing(self.store.dump(scope)) as stream:
            async for part in stream:
                yield part
        if self.times:
            self.times -= 1
            await self.happens(scope)


async def test_who_is_written_to_meanwhile_is_copied_again(ways):
    """Until both are the same; whoever is written to all the time is told, and is there as of one moment."""
    source, destination = opened(ways[0]), opened(ways[1])
    number = iter(range(99))

    async def write(scope):
        await source.apply(scope, changes(message(f"new{next(number)}")))

    await live(source, many=12)
    [ada] = (await move.move(Meanwhile(source, write, times=2), destination)).users
    assert ada.outcome == "copied"
    assert await sum_of(destination) == await sum_of(source)
    await destination.erase(ADA)
    [ada] = (await move.move(Meanwhile(source, write), destination)).users
    assert (ada.outcome, ada.is_well) == ("changed", False)
    assert ada.digest == (await sum_of(destination)).digest
    assert ada.digest != (await sum_of(source)).digest
    await source.close()
    await destination.close()


async def test_who_is_erased_meanwhile_is_not_copied(ways):
    """Erased is gone, in the new place too."""
    source, destination = opened(ways[0]), opened(ways[1])
    await live(source, many=12)
    [ada] = (await move.move(Meanwhile(source, source.erase), destination)).users
    assert ada.outcome == "erased"
    assert await names(destination) == []
    await source.close()
    await destination.close()


async def test_nothing_is_replaced_that_was_not_seen(way):
    """Who begins to use the new place while it is filled keeps what is theirs."""
    source, destination = opened(way[0]), opened(way[1])

    async def use(scope):
        await source.apply(scope, changes(message("more")))
        if await source.messages(scope, ids=["again"]):  # it was copied, and is compared
            await destination.apply(scope, changes(message("mine")))
        await source.apply(scope, changes(message("again")))

    await live(source, many=12)
    [ada] = (await move.move(Meanwhile(source, use), destination)).users
    assert ada.outcome == "refused"
    assert await destination.messages(ADA, ids=["mine"])
    await source.close()
    await destination.close()


async def test_one_damaged_memory_does_not_keep_the_others(way):
    """It is told; with all of them broken it ends instead."""
    source, destination = way
    await filled(source)
    folder = Settings(url=source).folder()
    path = path_of(folder, BOB)
    path.write_bytes(b"not a database" * 500)
    moved = await copy(source, destination)
    assert moved.outcomes == {"copied": len(USERS) - 1, "failed": 1}
    assert "bob" not in await sums(destination)
    for user in USERS[2:]:
        path_of(folder, Scope(user)).write_bytes(b"not a database" * 500)
    with pytest.raises(StoreCorrupt):
        await copy(source, destination)


# ── kill -9 ──────────────────────────────────────────────────────────────────────────────────────────


def dying(at):
    """From here on this process is killed when it adds up its n-th part: in reading, in writing, in comparing."""
    real, count = parts.Summing.add, iter(range(1, 10_000))

    def add(self, *given):
        if next(count) == at:
            children.die()
        real(self, *given)

    parts.Summing.add = add


async def copied(at, source, destination):
    dying(at)
    return (await copy(source, destination)).is_well


async def backed_up(at, source, path):
    dying(at)
    async with AsyncMemory(source, embedder="none") as memory:
        return (await memory.backup(path)).is_well


async def test_killed_anywhere_each_is_there_whole_or_not_at_all(ways):
    """And the next one goes on where it was."""
    source, destination = ways
    await filled(source, ["ada", "bob", "eve"])
    wanted = await sums(source)
    for at in random.Random(1).sample(range(1, 120), 8):
        code, answer = await anyio.to_thread.run_sync(children.run, copied, at, source, destination)
        assert code == -9 or answer
        there = await sums(destination)
        assert all(found in (wanted[name], NOTHING) for name, found in there.items())
    await copy(source, destination)
    assert await sums(destination) == wanted


async def test_a_backup_that_was_killed_leaves_the_one_before(way, tmp_path):
    """Whatever is at the path is always whole; the next backup takes the place of what the killed one left."""
    source, path = way[0], tmp_path / "memories.backup"
    await filled(source, ["ada"])
    for at in (1, 5, 9):
        code, _ = await anyio.to_thread.run_sync(children.run, backed_up, at, source, path)
        assert code == -9
        assert not path.exists()
    async with AsyncMemory(source, embedder="none") as memory:
        await memory.backup(path)
    assert [one.name for one in tmp_path.iterdir() if "backup" in one.name] == [path.name]
    assert path.stat().st_mode & 0o77 == 0
    assert checked(path).sections["ada"].sum == (await sums(source))["ada"]


# ── backups ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def backup(way, tmp_path):
    """A backup of three users."""
    path = tmp_path / "memories.backup"
    await filled(way[0], ["ada", "bob", "zoë 😀"])
    async with AsyncMemory(way[0], embedder="none") as memory:
        await memory.backup(path)
    return path


async def restored(path, url, **given):
    async with AsyncMemory(url, embedder="none") as memory:
        return await memory.restore(path, **given)


async def test_a_backup_of_one_store_is_restored_into_the_other(ways, tmp_path):
    """All of it, or one user; a second time changes nothing; another memory there stays unless it may be replaced."""
    source, destination = ways
    await filled(source)
    async with AsyncMemory(source, embedder="none") as memory:
        saved = await memory.backup(tmp_path / "b")
        assert (saved.outcomes, saved.is_well) == ({"copied": len(USERS)}, True)
        with pytest.raises(Conflict, match="already"):
            await memory.backup(tmp_path / "b")
    assert (await restored(tmp_path / "b", destination, users=["Ada"])).outcomes == {"copied": 1}
    assert list(await sums(destination)) == ["Ada"]
    assert (await restored(tmp_path / "b", destination)).outcomes == {"unchanged": 1, "copied": len(USERS) - 1}
    assert await sums(destination) == await sums(source)
    store = opened(destination)
    await store.apply(ADA, changes(message("later")))
    assert (await restored(tmp_path / "b", destination)).outcomes == {"refused": 1, "unchanged": len(USERS) - 1}
    moved = await restored(tmp_path / "b", destination, replace=True)
    assert moved.outcomes == {"replaced": 1, "unchanged": len(USERS) - 1}
    assert await sums(destination) == await sums(source)
    await store.close()


async def test_a_backup_is_what_its_page_says(backup, way):
    """Anybody can read it, and compute the digests: lines of JSON, compressed with gzip."""
    lines = gzip.decompress(backup.read_bytes()).splitlines(keepends=True)
    assert json.loads(lines[0]) | {"made_at": ""} == {"format": "pllm-memory backup", "version": 1, "made_at": ""}
    begins = [n for n, line in enumerate(lines) if line.startswith(b'{"user"')]
    ends = [n for n, line in enumerate(lines) if line.startswith(b'{"end"')]
    users = [json.loads(lines[n])["user"] for n in begins]
    digests = [hashlib.sha256(b"".join(lines[b + 1 : e])).hexdigest() for b, e in zip(begins, ends, strict=True)]
    assert [json.loads(lines[n])["end"]["sha256"] for n in ends] == digests
    assert dict(zip(users, digests, strict=True)) == {name: s.digest for name, s in (await sums(way[0])).items()}
    everybody = "".join(f"{user}\n{digest}\n" for user, digest in zip(users, digests, strict=True))
    complete = {"users": 3, "sha256": hashlib.sha256(everybody.encode()).hexdigest()}
    assert json.loads(lines[-1]) == {"complete": complete}


async def test_a_backup_that_was_cut_off_is_refused_wherever(backup, way):
    """With the place; nothing is restored."""
    whole = backup.read_bytes()
    for size in [*random.Random(1).sample(range(len(whole)), 150), 0, 1, len(whole) - 1]:
        backup.write_bytes(whole[:size])
        with pytest.raises(StoreCorrupt, match="line"):
            checked(backup)
    with pytest.raises(StoreCorrupt, match="nothing was restored"):
        await restored(backup, way[1])
    assert await sums(way[1]) == {}


async def test_a_backup_that_was_changed_is_refused_wherever(backup):
    """One byte anywhere. Those of gzip's header that mean nothing may be another, if all that is said is the same."""
    whole, wanted = backup.read_bytes(), checked(backup)
    refused = 0
    for at in random.Random(2).sample(range(len(whole)), 300):
        backup.write_bytes(whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :])
        try:
            assert checked(backup) == wanted
        except StoreCorrupt:
            refused += 1
    assert refused > 280


def members(path):
    """The parts of a backup that are compressed by themselves."""
    text = gzip.decompress(path.read_bytes()).decode()
    for name in ("user", "complete"):
        text = text.replace(f'{{"{name}"', f'\0{{"{name}"')
    return [part.encode() for part in text.split("\0")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda head, a, b, c, end: [head, a, c, end], "users are missing"),
        (lambda head, a, b, c, end: [head, b, a, c, end], "users are missing"),
        (lambda head, a, b, c, end: [head, a, a, b, c, end], "section of a user was expected"),
        (lambda head, a, b, c, end: [head, a, b, c], "is cut off"),
        (lambda head, a, b, c, end: [head, a, b, c, end, a], "more behind its end"),
        (lambda head, a, b, c, end: [a, b, c, end], "no backup"),
        (lambda head, a, b, c, end: [head, a.replace(b'"ada"', b'"eve"', 1), b, c, end], "users are missing"),
        (lambda head, a, b, c, end: [head, a, b.replace(b" said 3 ", b" said 4 "), c, end], "user 'bob'.*digest"),
        (lambda head, a, b, c, end: [head, a, b.replace(b'"content"', b'"contents"', 1), c, end], "user 'bob'.*no row"),
        (lambda head, a, b, c, end: [head, a, b[: len(b) // 2], c, end], "user 'bob'"),
    ],
)
async def test_a_backup_that_was_put_together_again_is_refused(backup, change, said):
    """Well compressed, but not what was written."""
    backup.write_bytes(b"".join(map(gzip.compress, change(*members(backup)))))
    with pytest.raises(StoreCorrupt, match=said):
        checked(backup)


async def test_a_backup_of_a_newer_version(backup):
    """Says what to do."""
    head, *rest = members(backup)
    newer = head.replace(b'"version":1', b'"version":2')
    backup.write_bytes(b"".join(map(gzip.compress, [newer, *rest])))
    with pytest.raises(StoreTooNew, match="Upgrade"):
        checked(backup)


async def test_a_backup_that_changes_after_it_was_checked_is_noticed(backup, way):
    """What was read by then is taken back."""
    found = checked(backup)
    head, a, b, c, end = members(backup)
    backup.write_bytes(b"".join(map(gzip.compress, [head, a.replace(b" said 3 ", b" said 5 "), b, c, end])))
    store = opened(way[1])
    with suppress(StoreError):
        await move.move(found, store, users=["ada"])
    assert await sum_of(store) == NOTHING
    await store.close()


async def test_two_backups_to_one_place(way, tmp_path):
    """The one that began last is there in the end; the other one says that it is not kept."""
    from pllm_memory.stores.backup import Writing

    first, second = Writing(tmp_path / "b"), Writing(tmp_path / "b")
    with pytest.raises(Conflict, match="another backup"):
        first.finish()
    first.close()
    second.finish()
    second.close()
    assert checked(tmp_path / "b").sections == {}


async def test_a_damaged_memory_leaves_no_trace_in_a_backup(way, tmp_path):
    """The others are in it; who is not is told."""
    await filled(way[0], ["ada", "bob", "eve"])
    path_of(Settings(url=way[0]).folder(), BOB).write_bytes(b"not a database" * 500)
    async with AsyncMemory(way[0], embedder="none") as memory:
        moved = await memory.backup(tmp_path / "b")
    assert moved.outcomes == {"copied": 2, "failed": 1}
    assert list(checked(tmp_path / "b").sections) == ["ada", "eve"]


async def test_a_copied_folder_is_a_backup_too(way):
    """While nothing writes: what docs/moving.md says of copying files."""
    await filled(way[0])
    shutil.copytree(Settings(url=way[0]).folder(), Settings(url=way[1]).folder())
    assert await sums(way[1]) == await sums(way[0])


# ── lost connections ─────────────────────────────────────────────────────────────────────────────────


async def test_a_connection_that_is_lost_while_a_user_comes_in(postgres, place, initialised, monkeypatch):
    """The user is begun anew, and is there once."""
    import psycopg

    source = place("sqlite", "a")
    await filled(source, ["ada"])
    real, cuts = parts_of_postgres.Summing.add, iter([True])

    def add(self, *given):
        if next(cuts, False):
            with psycopg.connect(initialised[0], autocommit=True) as admin:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE usename = 'pllm_app' AND xact_start IS NOT NULL"
                )
        real(self, *given)

    monkeypatch.setattr(parts_of_postgres.Summing, "add", add)
    assert (await copy(source, postgres)).outcomes == {"copied": 1}
    assert next(cuts, "cut") == "cut"
    assert await sums(postgres) == await sums(source)


async def test_a_connection_that_is_lost_while_a_user_is_read(postgres, place, initialised):
    """There is no way back to that moment: it ends with an error, nothing is half there, and it can be repeated."""
    import psycopg

    destination = place("sqlite", "b")
    await filled(postgres, ["ada"], many=300)
    source, there = opened(postgres), opened(destination)

    class Cut(Meanwhile):
        async def dump(self, scope):
            async with aclosing(self.store.dump(scope)) as stream:
                async for part in stream:
                    yield part
                    if part.kind == "message":
                        with psycopg.connect(initialised[0], autocommit=True) as admin:
                            admin.execute(
                                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'pllm_app'"
                            )

    with pytest.raises(StoreError):
        await move.move(Cut(source, None), there)
    assert await sum_of(there) == NOTHING
    assert (await move.move(source, there)).outcomes == {"copied": 1}
    await source.close()
    await there.close()
