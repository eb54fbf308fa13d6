"""The backlog: what was not read is read later, ever later, and never lost."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shelf import START, Shelf, conversation

from pllm_memory import AsyncMemory
from pllm_memory.errors import ModelError, ModelUnavailable
from pllm_memory.facts import CORRECTIONS
from pllm_memory.remember.ask.pending import LONGEST_BATCH, MAX_FAILURES, batches, read_pending, with_those_before
from pllm_memory.remember.ask.tries import MAX_TRIES, again_at, due
from pllm_memory.testing import FrozenClock, HashEmbedder, ScriptedLLM
from pllm_memory.types import Message, Scope, now

pytestmark = pytest.mark.anyio

ADA = Scope("ada")


def wait(attempts):
    return again_at(attempts, START) - START


NOTHING = '{"statements": []}'


class Reads:
    """A model that finds the sister, and stumbles over a word."""

    def __init__(self, stumbles=None, how="I'd rather not."):
        self.stumbles, self.how = stumbles, how
        self.asked = []

    async def reply(self, messages, *, schema=None):
        lines = [json.loads(line) for line in messages[-1]["content"].split("\n") if line.startswith("{")]
        wanted = {line["id"]: line["text"] for line in lines if "id" in line}
        self.asked.append(len(wanted))
        if self.stumbles and any(self.stumbles in text for text in wanted.values()):
            if isinstance(self.how, Exception):
                raise self.how
            yield self.how
            return
        found = [
            {"message_id": number, "subject": "user", "predicate": "sister", "object": "Ana"}
            for number, text in wanted.items()
            if "Ana" in text
        ]
        yield json.dumps({"statements": found})


async def run(shelf, llm, **more):
    return await read_pending(shelf, llm, ADA, model="tiny", clock=shelf.clock, **more)


def problems(shelf):
    return {reading.message_id for reading in shelf.readings.values() if reading.problem}


# ── when ─────────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_tried_at_once_then_ever_later_and_five_times():
    assert due(0, None, START)
    waits = [again_at(attempts, START) - START for attempts in range(1, MAX_TRIES)]
    assert waits == [timedelta(minutes=minutes) for minutes in (1, 4, 16, 64)]
    for attempts, pause in enumerate(waits, 1):
        assert not due(attempts, START, START + pause - timedelta(seconds=1))
        assert due(attempts, START, START + pause)
    assert not due(MAX_TRIES, START, START + timedelta(days=9999))


@given(st.integers(-2, 1000), st.none() | st.datetimes(), st.datetimes())
def test_whether_it_is_due_is_always_known_and_stays_so(attempts, last, now):
    later = now + timedelta(days=1) if now.year < 9999 else now
    assert isinstance(due(attempts, last, now), bool)
    assert due(attempts, last, later) or not due(attempts, last, now)


# ── how much at once ─────────────────────────────────────────────────────────────────────────────────


def test_batches_are_of_one_session_each_and_not_too_long():
    messages = [m for pair in zip(conversation("a"), conversation("b"), strict=True) for m in pair]
    found = list(batches(messages, 16))
    assert [len(group) for group in found] == [16, 4, 16, 4]
    assert all(len({message.session_id for message in group}) == 1 for group in found)
    assert sorted(m.id for group in found for m in group) == sorted(m.id for m in messages)
    long = [Message(id=str(n), session_id="s", content="x" * 190_000, at=START) for n in range(7)]
    assert [len(group) for group in batches(long, 16)] == [LONGEST_BATCH // 4_000] * 2 + [1]
    assert list(batches([], 16)) == []


# ── the run ──────────────────────────────────────────────────────────────────────────────────────────


async def test_everything_is_read_once():
    shelf, llm, seen = Shelf(conversation("a") + conversation("b")), Reads(), []
    assert await run(shelf, llm, progress=lambda done, total: seen.append((done, total))) == 40
    assert llm.asked == [16, 4, 16, 4]
    assert seen == [(16, 40), (20, 40), (36, 40), (40, 40)]
    assert [one.object for one in shelf.statements()] == ["Ana", "Ana"]
    assert await run(shelf, llm) == 0
    assert len(llm.asked) == 4


async def test_earlier_messages_are_shown_as_context():
    shelf, llm = Shelf(conversation()), ScriptedLLM(*[NOTHING] * 2)
    await run(shelf, llm)
    assert llm.asked[1][-1]["content"].count('"context": true') == 4


async def test_one_message_that_a_model_refuses_does_not_keep_the_others_from_being_read():
    shelf, llm = Shelf(conversation()), Reads(stumbles="Mars")
    assert await run(shelf, llm) == 19
    assert problems(shelf) == {"s1-14"}
    assert shelf.tries() == {"s1-14": 1}
    assert len(shelf.statements()) == 1


async def test_it_is_tried_again_when_due_and_put_aside_after_five_tries():
    shelf, llm = Shelf(conversation()), Reads(stumbles="Mars", how=ModelError("it broke"))
    await run(shelf, llm)
    asked = len(llm.asked)
    for attempts in range(1, MAX_TRIES):
        assert await run(shelf, llm) == 0  # not yet
        shelf.clock.advance(wait(attempts))
        await run(shelf, llm)
        assert len(llm.asked) == asked + attempts
    shelf.clock.advance(timedelta(days=365))
    assert await run(shelf, llm) == 0
    assert len(llm.asked) == asked + MAX_TRIES - 1
    [reading] = [one for one in shelf.readings.values() if one.problem]
    assert (reading.problem, reading.attempts, reading.again_at) == ("ModelError: it broke", MAX_TRIES, None)


async def test_a_model_that_recovers_reads_the_rest():
    shelf, llm = Shelf(conversation()), Reads(stumbles="Mars")
    await run(shelf, llm)
    shelf.clock.advance(wait(1))
    llm.stumbles = None
    assert await run(shelf, llm) == 1
    assert problems(shelf) == set()


async def test_a_model_that_cannot_be_reached_costs_no_try(caplog):
    shelf = Shelf(conversation())
    assert await run(shelf, ScriptedLLM(NOTHING, ModelUnavailable("no network"))) == 16
    assert "wait to be read: no network" in caplog.text
    assert shelf.tries() == {}
    assert await run(shelf, ScriptedLLM(NOTHING)) == 4


async def test_a_model_that_only_talks_nonsense_is_not_asked_for_ever(caplog):
    shelf, llm = Shelf([m for name in "abcdef" for m in conversation(name)]), ScriptedLLM(*["blah"] * 100)
    assert await run(shelf, llm) == 0
    assert len(llm.asked) == MAX_FAILURES
    assert "6 useless answers in a row" in caplog.text
    assert shelf.statements() == []
    assert set(shelf.tries().values()) == {1}
    untried = await shelf.unread(ADA, "llm:tiny", now=shelf.clock(), limit=1000)
    assert 0 < len(untried) < 120  # the next run goes on with those
    assert await run(shelf, Reads()) == len(untried)


async def test_a_message_that_was_forgotten_meanwhile_is_not_asked_about():
    shelf = Shelf(conversation()[:4])

    async def around(scope, session_id, **span):
        return [message for message in shelf.kept if message.id != "s1-2"]

    shelf.around = around
    llm = Reads()
    assert await run(shelf, llm) == 3
    assert llm.asked == [3]
    assert shelf.statements() == []


async def test_two_models_read_side_by_side():
    shelf = Shelf(conversation())
    await read_pending(shelf, Reads(), ADA, model="one", clock=shelf.clock)
    assert await read_pending(shelf, Reads(), ADA, model="two", clock=shelf.clock) == 20
    assert {one.source for one in shelf.statements()} == {"llm:one", "llm:two"}


async def test_corrections_are_not_read_again():
    shelf, llm = Shelf(conversation(CORRECTIONS)[:3]), Reads()
    assert await run(shelf, llm) == 3
    assert llm.asked == []


def test_those_before_are_shown_and_no_others():
    said = conversation()
    assert [m.id for m in with_those_before(said, {"s1-1", "s1-12"}, 2)] == [
        "s1-0", "s1-1", "s1-10", "s1-11", "s1-12"
    ]  # fmt: skip
    assert with_those_before(said, set()) == []


async def test_with_a_real_store(url):
    async with AsyncMemory(url, embedder=HashEmbedder()) as memory:
        await memory.for_user("ada").remember(conversation())
        clock = FrozenClock(now())
        llm = Reads(stumbles="Mars")
        assert await read_pending(memory.store, llm, ADA, model="tiny", clock=clock) == 19
        assert await read_pending(memory.store, llm, ADA, model="tiny", clock=clock) == 0
        clock.advance(wait(1))
        llm.stumbles = None
        assert await read_pending(memory.store, llm, ADA, model="tiny", clock=clock) == 1
        found = [one for one in (await memory.store.statements(ADA)).items if one.source == "llm:tiny"]
        assert [(one.message_id, one.object) for one in found] == [("s1-2", "Ana")]
        assert len(await memory.store.messages(ADA)) == 20
