"""Workers as processes: killed at any moment, paused, stopped, several at once. What they do is done, and once."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import anyio
import pytest
from audit import begin, written
from conftest import ready
from contract import changes, message

from pllm_memory import AsyncMemory
from pllm_memory.errors import InvalidInput, ModelError, ModelUnavailable
from pllm_memory.memory import worker as worker_
from pllm_memory.memory.worker import LONGEST_WAIT, Patience, Worker, wait
from pllm_memory.remember.rules import EXTRACTOR
from pllm_memory.testing import HashEmbedder, ScriptedLLM
from pllm_memory.types import Scope
from tests import children

pytestmark = pytest.mark.anyio

KILLS = 26
SIDE_BY_SIDE = 3
QUICK = Patience(lease=0.6, idle=0.05, quiet=0, tries=10**6)
ADA, BOB = Scope("ada"), Scope("bob")
NOTHING = '{"statements": []}'


@dataclass
class Place:
    """A memory: its URL, and where its writes are counted."""

    url: str
    audited: str | Path


@pytest.fixture(params=["files", "postgres"])
def place(request, folder):
    if request.param == "files":
        return Place(f"sqlite:///{folder}", folder)
    admin, app = ready(request.getfixturevalue("make_database")())
    return Place(app, admin)


class Reader:
    """A model that takes its time, finds nothing, and may die of, or stumble over, a word."""

    def __init__(self, seconds=0.0, deadly=None, asked=None):
        self.seconds, self.deadly, self.asked = seconds, deadly, asked

    async def reply(self, messages, *, schema=None):
        if self.asked:
            self.asked()
        if self.deadly and self.deadly in messages[-1]["content"]:
            children.die()
        await anyio.sleep(self.seconds * (0.5 + random.random()))
        yield NOTHING


def opened(url, llm=None, embedder=None):
    return AsyncMemory(url, embedder=embedder or HashEmbedder(), llm=llm, extraction="llm-later" if llm else None)


async def put(url, users, first, count):
    """Messages as a crash right after them would leave them: neither read nor embedded; three to a session."""
    async with AsyncMemory(url, embedder="none") as memory:
        for scope in users:
            said = [
                message(f"m{n}", f"I like tea number {n}.", session=f"s{n // 3}") for n in range(first, first + count)
            ]
            await memory.store.apply(scope, changes(*said))


def works(said, url, patience, llm):
    """A worker that goes on until it is killed; it says what became of each lease."""

    async def go_on():
        llm.asked = lambda: said.send("asked")
        async with opened(url, llm) as memory:
            await Worker(memory, patience=patience, report=lambda done: said.send(done.outcome)).run()

    said.send("ready")
    anyio.run(go_on)


async def finish(url, llm=None, **more):
    """Works in this process until nothing is left, also of those who died with a lease."""
    outcomes = []
    async with opened(url, llm or Reader(), **more) as memory:
        with anyio.fail_after(120):
            while True:
                await Worker(memory, patience=QUICK, report=outcomes.append).run(once=True)
                if not await is_left(memory):
                    return outcomes
                await asyncio.sleep(0.1)


async def is_left(memory):
    store, now = memory.store, worker_.now()
    scopes = [Scope(user_id) async for user_id in memory.users()]
    for scope in scopes:
        waiting = [await store.unread(scope, extractor, now=now, limit=1) for extractor in (EXTRACTOR, "llm:Reader")]
        if any(waiting) or await store.pending(scope, limit=1):
            return True
    return False


def exactly_once(place, messages):
    """Each message was read by the rules and by the model, and embedded: each of them once."""
    counts = written(place.audited)
    assert set(counts.values()) == {1}
    assert len(counts) == 3 * messages


# ── killed, paused ───────────────────────────────────────────────────────────────────────────────────


def until_asked(said, heard):
    """Until a worker asks its model something; or finds nothing to do, the others being faster."""
    while said.poll(3):
        heard.append(said.recv())
        if heard[-1] == "asked":
            return


async def test_workers_killed_at_any_moment_do_everything_once(place):
    """Over twenty kills, three workers at a time, new messages meanwhile; every other while a model is asked."""
    chance = random.Random(os.urandom(8))
    users = [Scope(f"user {n}") for n in range(6)]
    await put(place.url, users, 0, 24)
    begin(place.audited)
    running = [children.start(works, place.url, QUICK, Reader(0.05)) for _ in range(SIDE_BY_SIDE)]
    amid = 0
    try:
        for number in range(KILLS):
            child, said = running[number % SIDE_BY_SIDE]
            assert await asyncio.to_thread(said.recv) == "ready"
            await put(place.url, users, 24 + 3 * number, 3)
            heard = []
            if number % 2:
                await asyncio.to_thread(until_asked, said, heard)
            else:
                await asyncio.sleep(chance.random() * 0.8)
            os.kill(child.pid, signal.SIGKILL)
            await asyncio.to_thread(child.join)
            with suppress(EOFError, OSError):
                while True:
                    heard.append(said.recv())
            amid += bool(heard) and heard[-1] == "asked"
            running[number % SIDE_BY_SIDE] = children.start(works, place.url, QUICK, Reader(0.05))
    finally:
        for child, _ in running:
            child.kill()
            child.join()
    await finish(place.url)
    assert amid > KILLS / 4, "they were killed when they had nothing to do"
    exactly_once(place, len(users) * (24 + 3 * KILLS))


async def test_a_paused_worker_that_wakes_up_late_writes_nothing(place):
    """It was stopped while the model answered, somebody took over; its own answer comes too late and is dropped."""
    await put(place.url, [ADA], 0, 12)
    begin(place.audited)
    child, said = children.start(works, place.url, QUICK, Reader(0.3))
    try:
        while await asyncio.to_thread(said.recv) != "asked":
            pass
        os.kill(child.pid, signal.SIGSTOP)
        await asyncio.sleep(QUICK.lease)
        await finish(place.url)
        exactly_once(place, 12)
        os.kill(child.pid, signal.SIGCONT)
        while (word := await asyncio.to_thread(said.recv)) == "asked":
            pass
        assert word == "lost"
    finally:
        child.kill()
        child.join()
    exactly_once(place, 12)


async def test_a_lease_is_extended_for_as_long_as_the_work_takes(place):
    """The model answers when the lease would long have run out; nobody else gets the work meanwhile."""
    await put(place.url, [ADA], 0, 3)
    begin(place.audited)
    patience, outcomes, extended = Patience(lease=3, tries=1), [], 0

    class Slow(Reader):
        async def reply(self, messages, *, schema=None):
            while extended < 4:  # three times in a lease
                await anyio.sleep(0.02)
            yield NOTHING

    async with opened(place.url, Slow()) as memory, opened(place.url) as other:
        real = memory.store.work.extend

        async def extend(lease, *, seconds):
            nonlocal extended
            await real(lease, seconds=seconds)
            extended += 1
            assert await other.store.work.lease("x", holder="x", seconds=9, quiet=0, tries=9) is None

        memory.store.work.extend = extend
        with anyio.fail_after(120):
            await Worker(memory, patience=patience, report=lambda done: outcomes.append(done.outcome)).run(once=True)
    assert outcomes == ["done"]
    exactly_once(place, 3)


async def test_what_kills_its_worker_is_put_aside_and_the_others_are_done(place):
    """It is seen, put back, and done by a worker that it does not kill."""
    await put(place.url, [ADA, BOB], 0, 3)
    async with AsyncMemory(place.url, embedder="none") as memory:
        await memory.store.apply(ADA, changes(message("bad", "a deadly word", session="x")))
    patience = Patience(lease=0.6, idle=0.05, quiet=0, tries=3)
    deaths = 0
    async with opened(place.url) as memory:
        with anyio.fail_after(120):
            while not (aside := await memory.store.work.aside()):
                child, _ = children.start(works, place.url, patience, Reader(deadly="deadly"))
                while child.is_alive() and not await memory.store.work.aside():
                    await asyncio.sleep(0.05)
                deaths += not child.is_alive()
                child.kill()
                child.join()
        assert [(one.user_id, one.attempts, one.problem) for one in aside] == [("ada", 3, None)]
        assert deaths >= 3
        assert not await memory.store.pending(BOB, limit=1)
        assert await memory.store.pending(ADA, limit=1)
        assert await memory.store.work.put_back(ADA)
        await finish(place.url)
        assert not await memory.store.pending(ADA, limit=1)
        assert await memory.store.work.aside() == []


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────


class Stumbles(HashEmbedder):
    """An embedder that cannot do with one word, or not at all."""

    def __init__(self, word, error=ModelError):
        super().__init__()
        self.word, self.error = word, error

    async def _answer(self, texts, kind):
        if any(self.word in text for text in texts):
            raise self.error(f"no {self.word}")
        return await super()._answer(texts, kind)


async def test_a_text_that_cannot_be_embedded_is_put_aside(place, monkeypatch):
    """After as many tries as there are, ever later; the others are done."""
    monkeypatch.setattr(worker_, "FIRST_WAIT", 0.01)
    await put(place.url, [ADA, BOB], 0, 1)
    async with AsyncMemory(place.url, embedder="none") as memory:
        await memory.store.apply(ADA, changes(message("bad", "xyzzy")))
    outcomes = []
    async with opened(place.url, embedder=Stumbles("xyzzy")) as memory:
        with anyio.fail_after(60):
            while not await memory.store.work.aside():
                await Worker(memory, patience=Patience(lease=9, tries=3), report=outcomes.append).run(once=True)
        # the first time it was read, which is progress
        assert sorted(done.outcome for done in outcomes) == ["aside", "done", *["failed"] * 3]
        assert "cannot be embedded" in next(done.problem for done in outcomes if done.outcome == "aside")


async def test_a_model_that_is_away_is_nobodys_fault(place):
    """Nothing is put aside for it, and a worker that was to work once ends."""
    await put(place.url, [ADA, BOB], 0, 3)
    outcomes = []
    for llm, embedder in ((None, Stumbles("", ModelUnavailable)), (ScriptedLLM(ModelUnavailable("no network")), None)):
        async with opened(place.url, llm, embedder) as memory:
            for _ in range(3):
                await Worker(memory, patience=Patience(tries=1), report=outcomes.append).run(once=True)
            assert await memory.store.work.aside() == []
    assert {done.outcome for done in outcomes} == {"waits"}


async def test_another_embedder_than_the_memorys_is_put_aside_with_the_way_out(place):
    await put(place.url, [ADA], 0, 1)
    await finish(place.url)
    await put(place.url, [ADA], 1, 1)
    async with opened(place.url, embedder=HashEmbedder(dimensions=16)) as memory:
        await Worker(memory, patience=Patience(tries=1)).run(once=True)
        [aside] = await memory.store.work.aside()
        assert "pllm-memory reembed" in aside.problem


async def test_the_store_may_be_away_for_a_while(folder, monkeypatch, caplog):
    """A worker that goes on does; one that was to work once says why it cannot."""
    monkeypatch.setattr(worker_, "FIRST_WAIT", 0.01)
    url = f"sqlite:///{folder}"
    await put(url, [ADA], 0, 1)
    async with opened(url) as memory:
        real, fails, done = memory.store.work.lease, [1, 1, 1], []

        async def lease(*args, **more):
            if fails and fails.pop():
                raise worker_.StoreError("gone")
            return await real(*args, **more)

        monkeypatch.setattr(memory.store.work, "lease", lease)
        working = Worker(memory, patience=QUICK, report=lambda one: (done.append(one.outcome), working.stop()))
        with anyio.fail_after(60):
            await working.run()
        assert done == ["done"]
        assert "gone" in caplog.text
        fails.append(1)
        with pytest.raises(BaseException) as raised:
            await Worker(memory).run(once=True)
        assert "gone" in str(getattr(raised.value, "exceptions", [raised.value])[0])


def test_waits_grow_up_to_an_hour_and_are_not_all_the_same():
    waits = [[wait(attempts) for _ in range(200)] for attempts in (1, 2, 3, 99)]
    for expected, found in zip((5, 20, 80, LONGEST_WAIT), waits, strict=True):
        assert expected * 0.5 <= min(found) < max(found) <= expected * 1.5


@pytest.mark.parametrize("given", [{"lease": 0}, {"idle": -1}, {"quiet": -1}, {"tries": 0}])
def test_patience_that_makes_no_sense_is_refused(given):
    with pytest.raises(InvalidInput):
        Patience(**given)


# ── stopped ──────────────────────────────────────────────────────────────────────────────────────────


async def test_who_is_stopped_ends_what_it_is_at_and_who_is_cancelled_gives_it_back(place):
    await put(place.url, [ADA, BOB], 0, 3)
    outcomes, asked = [], asyncio.Event()
    async with opened(place.url, Reader(0.2, asked=asked.set)) as memory:
        working = Worker(memory, patience=QUICK, report=lambda done: outcomes.append(done.outcome))
        task = asyncio.create_task(working.run())
        await asked.wait()
        working.stop()
        await task
        assert outcomes == ["done"]
        asked.clear()
        task = asyncio.create_task(Worker(memory, report=lambda done: outcomes.append(done.outcome)).run(once=True))
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert outcomes == ["done", "stopped"]
        lease = await memory.store.work.lease("anything", holder="x", seconds=60, quiet=0, tries=1)
        assert lease  # at once, though it was leased for a minute, and it does not count as tried


@pytest.fixture
def run(tmp_path):
    """Runs the command line in a process of its own; or only starts it."""
    environment = {"PLLM_CONFIG": str(tmp_path / "none.toml"), "PLLM_EMBEDDER": "none", "PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "pllm_memory.cli"]

    def call(*args):
        done = subprocess.run([*command, *args], capture_output=True, text=True, env=environment, timeout=300)
        assert done.returncode == 0, done.stderr
        return done.stdout

    call.start = lambda *args: subprocess.Popen([*command, *args], stderr=subprocess.PIPE, text=True, env=environment)
    return call


async def test_the_command_works_once(place, run):
    await put(place.url, [ADA, BOB], 0, 4)
    lines = [json.loads(line) for line in run("worker", place.url, "--once", "--json").splitlines()]
    found = {(line["user_id"], line["outcome"], line["read"]) for line in lines[:-1]}
    assert found == {("ada", "done", 4), ("bob", "done", 4)}
    assert lines[-1] == {"memories": 2, "outcomes": {"done": 2}}


async def test_the_command_works_until_it_is_told_to_stop(folder, run):
    url = f"sqlite:///{folder}"
    await put(url, [ADA], 0, 3)
    process = run.start("worker", url, "--quiet", "0", "--idle", "0.1")
    try:
        assert "ada done" in await asyncio.to_thread(process.stderr.readline)
        process.send_signal(signal.SIGTERM)
        _, rest = process.communicate(timeout=60)
        assert (process.returncode, rest) == (0, "1 memories: 1 done\n")
    finally:
        process.kill()


async def test_what_was_put_aside_is_listed_and_put_back(folder, run):
    url = f"sqlite:///{folder}"
    await put(url, [ADA], 0, 3)
    async with AsyncMemory(url, embedder="none") as memory:
        lease = await memory.store.work.lease("x", holder="x", seconds=60, quiet=0, tries=9)
        await memory.store.work.failed(lease, "Trouble: it broke", again_in=None)
    assert "Trouble: it broke" in run("aside", url)
    assert run("aside", url, "--put-back", "ada") == "put back: ada\n"
    assert json.loads(run("aside", url, "--json")) == []
