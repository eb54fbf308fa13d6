"""Killed, out of space, out of power: at any step of every kind of write."""

import errno
import random
import shutil
import subprocess
from dataclasses import replace

import apsw
import numpy as np
import pytest
from contract import ADA, BOB, agree, changes, everything, forget, message, names, unit, vectors_of_model
from disk import FailAt, own_disk, power

from pllm_memory.errors import StoreError, StoreFull
from pllm_memory.stores.sqlite import SQLiteStore
from pllm_memory.types import Scope
from tests import children

pytestmark = pytest.mark.anyio

SECRET = "zanzibarquokka"
CAROL = Scope(f"carol of {SECRET}")
OLD = message("m1", f"The word is {SECRET}", session=f"session {SECRET}", name="Eve")
KEPT = message("m2", "I moved to Lyon.")
NEW = message("m3", "A boat in the harbour")
VECTORS = unit(np.random.default_rng(0), 3)


async def begin(store):
    """What is there before each of the writes below."""
    await store.apply(BOB, changes(message("b1", "Bob's own words")))
    await store.apply(CAROL, changes(OLD, KEPT, vectors=VECTORS[:2], fingerprint="one"))
    await store.admit(CAROL, "two")
    await store.apply(CAROL, vectors_of_model(["m1", "m2"], np.eye(3)[:2], "two"))


WRITES = {
    "add": lambda store: store.apply(CAROL, changes(NEW, vectors=VECTORS[2:], fingerprint="one")),
    "create": lambda store: store.apply(ADA, changes(NEW, vectors=VECTORS[2:], fingerprint="one")),
    "forget": lambda store: store.apply(CAROL, forget("m1")),
    "both": lambda store: store.apply(CAROL, replace(changes(NEW), forget=("m1",))),
    "admit": lambda store: store.admit(CAROL, "three"),
    "settle": lambda store: store.settle(CAROL, "two"),
    "erase": lambda store: store.erase(CAROL),
}


@pytest.fixture
def copies(folder, tmp_path):
    """Fresh copies of one and the same memory."""
    numbers = iter(range(10_000))

    def copy(source=folder):
        target = folder.parent / f"copy-{next(numbers)}"
        shutil.copytree(source, target)
        return target

    return copy


@pytest.fixture
async def begun(folder):
    store = SQLiteStore(folder)
    await begin(store)
    await store.close()
    return folder


async def states(begun, copies, write):
    """What the users look like before and after a write."""
    found = []
    for does in (False, True):
        store = SQLiteStore(copies(begun))
        if does:
            await write(store)
        found.append(await state(store))
        await store.close()
    return found


async def state(store):
    seen = [(await everything(store, scope), await store.models(scope)) for scope in (ADA, BOB, CAROL)]
    listed = await names(store)
    for scope in (ADA, BOB, CAROL):
        assert await store.check(scope) == []
        assert not await store.messages(scope) or scope.user_id in listed, "a memory that no list names"
    return seen


def bytes_of(folder):
    """Every byte under a folder, names included. Only where nobody has a file open: closing ours drops locks."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(str(path).encode() + path.read_bytes() for path in found)


def no_drafts(folder):
    return not [path for path in folder.rglob("*") if path.name.startswith(".new-")]


# ── killed ───────────────────────────────────────────────────────────────────────────────────────────


async def killed_at(number, folder, name):
    with own_disk() as disk:
        store = SQLiteStore(folder)
        await store.messages(CAROL)
        count = 0

        def before(operation, path):
            nonlocal count
            count += 1
            if count == number:
                children.die()

        disk.before = before
        await WRITES[name](store)
        return "done"


ACCESSES = {
    "users": names,
    "messages": lambda store: store.messages(CAROL),
    "other": lambda store: store.apply(Scope("somebody new"), changes(message("x"))),
}


@pytest.mark.parametrize("name", WRITES)
async def test_killed_at_any_step(begun, copies, name):
    """SIGKILL right before a change to the disk: afterwards it is as before the write, or as after it, never between.

    What was forgotten or erased then is nowhere in the bytes after the next call of whatever kind by a new process.
    Done once more, the write is done.
    """
    before, after = await states(begun, copies, WRITES[name])
    stride = {"create": 5, "forget": 4, "both": 7}.get(name, 1)  # the others have fewer steps, or promise more
    number, answer = 1 - stride, None
    while answer is None:
        number += stride
        folder = copies(begun)
        code, answer = children.run(killed_at, number, folder, name)
        assert (code, answer) in ((-9, None), (0, "done"))
        store = SQLiteStore(folder)
        await list(ACCESSES.values())[number % 3](store)
        found = await state(store)
        assert found in (before, after), number
        await store.close()
        if found == after and name in ("forget", "both", "erase"):
            assert SECRET.encode() not in remains(folder, erased=name == "erase"), number
        store = SQLiteStore(folder)
        await WRITES[name](store)
        assert await state(store) == after
        await store.close()
        if name == "erase":
            assert SECRET.encode() not in bytes_of(folder)
            assert not user_files(folder, CAROL)
    assert number > 5, "nothing was tested"


def remains(folder, *, erased):
    """The bytes in which the secret must not be: the id of a user who is still there has it too."""
    return bytes_of(folder) if erased else bytes_of(folder).replace(CAROL.user_id.encode(), b"")


def user_files(folder, scope):
    from pllm_memory.stores.sqlite.catalog import path_of

    return list(path_of(folder, scope).parent.glob("*"))


# ── no space, broken disk ────────────────────────────────────────────────────────────────────────────

ERRORS = {
    "full": (apsw.FullError("no space"), OSError(errno.ENOSPC, "no space"), StoreFull),
    "io": (apsw.IOError("broken"), OSError(errno.EIO, "broken"), StoreError),
}


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for-good"])
@pytest.mark.parametrize("kind", ERRORS)
@pytest.mark.parametrize("name", WRITES)
async def test_the_disk_fails_at_any_step(begun, copies, name, kind, for_good):
    """The n-th change to the disk fails: a clear error, nothing half-written, and the next call works."""
    before, after = await states(begun, copies, WRITES[name])
    inside, outside, expected = ERRORS[kind]
    stride = 4 if for_good or name == "both" else {"full": 1, "io": 3}[kind]
    number, failures = 1 - stride, 0
    while True:
        number += stride
        folder = copies(begun)
        with own_disk() as disk:
            store = SQLiteStore(folder)
            await store.messages(CAROL)
            fails = FailAt(number, None, for_good=for_good)

            def fail(operation, path, fails=fails):
                fails.error = outside if operation in ("link", "unlink", "fsync") else inside
                fails(operation, path)

            disk.before = fail
            try:
                await WRITES[name](store)
                refused = None
            except StoreError as error:
                refused = error
                failures += 1
            assert refused is None or isinstance(refused, expected) or hides_its_cause(refused), refused
            disk.before = lambda operation, path: None
            seen = await state(store)
            if refused is None:
                assert seen == after, number
            elif name == "erase":
                assert seen in (before, after)  # from the mark on the user is gone, whatever happens next
            else:
                assert seen == before, number
            await WRITES[name](store)
            assert await state(store) == after
            await store.close()
        store = SQLiteStore(folder)
        assert await state(store) == after
        await store.close()
        if not fails.has_failed:
            break
    assert failures > 1, "nothing was tested"


def hides_its_cause(error):
    """SQLite calls a log that it cannot make or a failed sync by another name than "full"."""
    return isinstance(error.__cause__, apsw.IOError | apsw.CantOpenError)


async def test_a_full_disk(tmp_path):
    """A real one of a megabyte: a clear error, what was acknowledged is there, and with space it goes on."""
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small], capture_output=True).returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        store = SQLiteStore(small / "memories")
        stored = []

        async def fill():
            for number in range(10_000):
                one = message(f"m{number}", f"number {number} " * 50)
                await store.apply(ADA, changes(one))
                stored.append(one)

        with pytest.raises(StoreFull, match="no space"):
            await fill()
        assert len(stored) > 20
        assert await store.messages(ADA) == stored
        agree(await store.candidates(ADA), [(one, None) for one in stored])
        with pytest.raises(StoreFull):
            await store.apply(BOB, changes(message("m1", "x" * 200_000)))
        assert await store.messages(ADA) == stored
        subprocess.run(["mount", "-o", "remount,size=8m", small], check=True)
        await store.apply(ADA, changes(message("last")))
        assert await store.check(ADA) == []
        await store.close()
        store = SQLiteStore(small / "memories")
        assert await store.messages(ADA) == [*stored, message("last")]
        await store.close()
    finally:
        subprocess.run(["umount", "-l", small], check=False)


# ── power ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(3))
async def test_a_power_cut_loses_nothing_acknowledged(folder, seed):
    """Cut at any sync or acknowledgement; of what was not synced, chance decides what reached the disk."""
    chance = random.Random(seed)
    acknowledged: dict[str, set[str]] = {}
    maybe: dict[str, set[str]] = {}
    images = []

    with power(folder, chance) as (disk, lost):

        def cut(operation, path):
            if operation == "sync" and chance.random() < 0.15:
                image = folder.parent / f"image-{len(images)}"
                image.mkdir()
                lost.cut(image, keep=chance.choice([0, 0, 0.5, 1]))
                images.append((image, {u: set(ids) for u, ids in acknowledged.items()}, dict(maybe)))

        disk.before = cut
        store = SQLiteStore(folder, open_files=2)
        for step in range(40):
            user_id = chance.choice(["ada", "bob", "carol"])
            have = acknowledged.setdefault(user_id, set())
            await _one_write(chance, store, user_id, have, maybe, step)
            cut("sync", "acknowledged")
        await store.close()

    assert len(images) > 20
    for image, there, unsure in images:
        await _check_image(image, there, unsure)


async def _one_write(chance, store, user_id, have, maybe, step):
    """`maybe`: what a cut during the write may have left either way."""
    kind = chance.choices(["add", "forget", "erase"], [8, 2, 1])[0]
    scope = Scope(user_id)
    if kind == "add":
        ids = {f"m{step}-{n}" for n in range(chance.choice([1, 1, 3, 30]))}
        maybe[user_id] = ids
        await store.apply(scope, changes(*(message(id_, f"the words of {id_} " * 20) for id_ in sorted(ids))))
        have |= ids
    elif kind == "forget" and have:
        ids = set(chance.sample(sorted(have), 1))
        maybe[user_id] = ids
        await store.apply(scope, forget(*ids))
        have -= ids
    elif kind == "erase":
        maybe[user_id] = set(have)
        await store.erase(scope)
        have.clear()
    maybe.pop(user_id, None)


async def _check_image(image, there, unsure):
    store = SQLiteStore(image)
    for user_id in ("ada", "bob", "carol"):
        scope = Scope(user_id)
        found = [one.id for one in await store.messages(scope)]
        sure = there.get(user_id, set()) - unsure.get(user_id, set())
        assert len(found) == len(set(found))
        assert sure <= set(found), "an acknowledged message is lost"
        assert set(found) <= there.get(user_id, set()) | unsure.get(user_id, set()), "a forgotten message is back"
        assert await store.check(scope) == []
        assert not found or user_id in await names(store)
        await store.apply(scope, changes(message("after", "life goes on")))
        assert await store.messages(scope, ids=["after"])
    await store.close()
