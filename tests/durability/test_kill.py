"""What was acknowledged survives kill -9, at whatever moment."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import anyio
import apsw
import pytest

from pllm_memory import AsyncMemory, Memory
from pllm_memory.testing import HashEmbedder
from pllm_memory.text import analyse
from pllm_memory.types import Scope
from tests import children

ROOT = Path(__file__).resolve().parent.parent.parent
KILLS = 120
SIDE_BY_SIDE = 3
"""Writers at a time, each on a memory of its own: while one starts, the others write."""


def writes(said, folder, embedder, first):
    """Remembers without end, and says what it tries and, when `remember` has returned, what was acknowledged."""
    memory = Memory(f"sqlite:///{folder}", embedder=HashEmbedder() if embedder == "hash" else "none")
    ada = memory.for_user("ada")
    chance = random.Random(first)
    said.send(("ready", ""))
    while True:
        batch = [
            {"id": f"m{first + n}", "content": f"the marker is word{first + n}x", "at": "2026-05-08T12:00:00Z"}
            for n in range(chance.choice([1, 1, 1, 5, 80]))
        ]
        for one in batch:
            said.send(("tried", one["id"]))
        ada.remember(batch, session_id=f"s{first % 10}")
        for one in batch:
            said.send(("acknowledged", one["id"]))
        first += len(batch)


class Killed:
    """One memory, and the writers on it that are killed, one after the other."""

    def __init__(self, folder, embedder, chance):
        self.folder, self.embedder, self.chance = folder, embedder, chance
        self.acknowledged: list[str] = []
        self.tried: set[str] = set()

    def once(self, number):
        """Starts a writer, kills it after a while, of words or of time, and notes what it said."""
        writer, said = children.start(writes, self.folder, self.embedder, number * 1_000_000)
        assert said.recv() == ("ready", "")
        for _ in range(self.chance.choice([0, 0, self.chance.randrange(1, 200)])):
            self.hear(*said.recv())
        time.sleep(self.chance.random() * 0.05)
        writer.kill()
        with suppress(EOFError, OSError):  # the last word may be cut off
            while True:
                self.hear(*said.recv())
        writer.join()
        assert writer.exitcode in (-signal.SIGKILL, 255)  # 255: another thread has been told already

    def hear(self, word, id_):
        (self.acknowledged.append if word == "acknowledged" else self.tried.add)(id_)

    def check(self):
        """Everything that was acknowledged is there once, everything else at most once; and all agrees."""
        with Memory(f"sqlite:///{self.folder}", embedder=self.embedder_object()) as memory:
            ada = memory.for_user("ada")
            stored = Counter(one.id for one in ada.messages())
            assert set(stored.values()) <= {1}
            assert not set(self.acknowledged) - set(stored), "acknowledged, and lost"
            assert set(stored) <= self.tried
            if stored:
                last = max(stored, key=lambda id_: int(id_[1:]))
                found = ada.recall(f"What is the marker word{last[1:]}x?")
                assert found.hits[0].message_ids == (last,)
            assert list(memory.users()) == (["ada"] if stored or list(memory.users()) else [])
        anyio.run(agrees, self.folder, self.embedder != "none")

    def embedder_object(self):
        return HashEmbedder() if self.embedder == "hash" else "none"


async def agrees(folder, has_vectors):
    """Text, words and vectors say the same; after a recall no message waits to be embedded."""
    async with AsyncMemory(f"sqlite:///{folder}", embedder="none") as memory:
        store, scope = memory.store, Scope("ada")
        assert await store.check(scope) == []
        messages = {one.id: one for one in await store.messages(scope)}
        candidates = await store.candidates(scope)
        rows = await store.rows(scope, candidates.keys.tolist())
        assert len(rows) == len(messages) == len(candidates)
        assert candidates.pending == (0 if has_vectors else len(messages))
        assert set(candidates.vocabulary) == {term for one in messages.values() for term, _ in analyse(one).terms}
        expected = await HashEmbedder().embed([one.content for one in rows.values()], kind="document")
        if has_vectors and len(rows):
            assert ((candidates.vectors * expected).sum(axis=1) > 0.999).all()
    for path in folder.glob("??/*.db"):
        connection = apsw.Connection(str(path))
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()


def test_a_hundred_kills_lose_nothing(folder):
    """The writer is killed over a hundred times, at random moments, on the same memories; checked now and then."""
    chance = random.Random(os.urandom(8))
    memories = [Killed(folder / str(n), "none" if n == 2 else "hash", chance) for n in range(SIDE_BY_SIDE)]

    def work(one):
        for number in range(1, KILLS // SIDE_BY_SIDE + 1):
            one.once(number)
            if number % 8 == 0:
                one.check()

    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        list(threads.map(work, memories))
    for one in memories:
        one.check()
        assert len(one.acknowledged) > 20, "nothing was tested"
    assert sum(len(one.tried) for one in memories) > sum(len(one.acknowledged) for one in memories)


def test_eight_threads_on_one_memory(folder):
    """They lose nothing, and none of them is told that the database is locked; each sees what it wrote at once."""
    failed = []
    with Memory(f"sqlite:///{folder}", embedder=HashEmbedder()) as memory:

        def work(number):
            try:
                own, shared = memory.for_user(f"user {number}"), memory.for_user("shared")
                for step in range(12):
                    for user in (own, shared):
                        user.remember({"id": f"{number}-{step}", "content": f"marker w{number}q{step}x"})
                        hits = user.recall(f"marker w{number}q{step}x").hits
                        assert hits[0].message_ids == (f"{number}-{step}",)
            except Exception as error:
                failed.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        assert len(memory.for_user("shared").messages()) == 96
        assert all(len(memory.for_user(f"user {number}").messages()) == 12 for number in range(8))
    anyio.run(all_sound, folder)


async def all_sound(folder):
    async with AsyncMemory(f"sqlite:///{folder}", embedder="none") as memory:
        async for user_id in memory.users():
            assert await memory.store.check(Scope(user_id)) == []
            candidates = await memory.store.candidates(Scope(user_id))
            assert candidates.pending == 0


TWO_WRITERS = """
import sys
from pllm_memory import Memory
from pllm_memory.testing import HashEmbedder
folder, name, users, count = sys.argv[1], sys.argv[2], sys.argv[3].split(","), int(sys.argv[4])
with Memory(f"sqlite:///{folder}", embedder=HashEmbedder()) as memory:
    print("ready", flush=True)
    sys.stdin.readline()
    for step in range(count):
        for user_id in users:
            user = memory.for_user(user_id)
            user.remember({"id": f"{name}-{step}", "content": f"marker {name}q{step}x"})
            user.remember({"id": f"same-{step}", "content": f"everybody says {step}", "at": "2026-05-08T12:00:00Z"})
            assert user.recall(f"marker {name}q{step}x").hits[0].message_ids == (f"{name}-{step}",)
"""


def side_by_side(folder, names, users, count):
    """Runs writers that all start at the same moment."""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", TWO_WRITERS, folder, name, ",".join(users), str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for name in names
    ]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n", writer.stderr.read()
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert (writer.returncode, errors) == (0, "")


def test_two_processes_write_to_one_user(folder):
    """At once, from the first message on: nothing is lost, and each sees its own writes right after."""
    side_by_side(folder, ["a", "b"], ["ada"], 40)
    with Memory(f"sqlite:///{folder}", embedder=HashEmbedder()) as memory:
        ids = [one.id for one in memory.for_user("ada").messages()]
        assert sorted(ids) == sorted([f"{n}-{step}" for n in ("a", "b", "same") for step in range(40)])
        assert list(memory.users()) == ["ada"]
        assert len(memory.for_user("ada").recall("everybody", limit=10)) == 10
    anyio.run(all_sound, folder)


def test_several_processes_create_the_same_users(folder):
    """At once: one file each, nothing lost, no draft left."""
    users = [f"user {number}" for number in range(8)]
    side_by_side(folder, ["a", "b", "c", "d"], users, 1)
    with Memory(f"sqlite:///{folder}", embedder=HashEmbedder()) as memory:
        assert sorted(memory.users()) == users
        for user_id in users:
            ids = [one.id for one in memory.for_user(user_id).messages()]
            assert sorted(ids) == ["a-0", "b-0", "c-0", "d-0", "same-0"]
    anyio.run(all_sound, folder)
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1 + len(users)


@pytest.mark.anyio
async def test_a_hundred_concurrent_remembers_of_one_id(folder):
    """One row, equal receipts, one of them says that it added it."""
    async with AsyncMemory(f"sqlite:///{folder}", embedder=HashEmbedder()) as memory:
        ada, receipts = memory.for_user("ada"), []

        async def remember():
            receipts.append(await ada.remember({"id": "m1", "content": "I moved to Lyon."}, session_id="s1"))

        async with anyio.create_task_group() as tasks:
            for _ in range(100):
                tasks.start_soon(remember)
        assert len(set(receipts)) == 1
        assert sum(receipt.added for receipt in receipts) == 1
        assert len(await ada.messages()) == 1
        assert (await memory.store.candidates(Scope("ada"))).pending == 0


def test_a_memory_that_is_never_closed_lets_its_process_end(folder):
    """And what it acknowledged is there."""
    code = (
        "from pllm_memory import Memory; from pllm_memory.testing import HashEmbedder\n"
        f"Memory('sqlite:///{folder}', embedder=HashEmbedder()).for_user('ada').remember('I moved to Lyon.')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    with Memory(f"sqlite:///{folder}", embedder=HashEmbedder()) as memory:
        assert len(memory.for_user("ada").messages()) == 1
