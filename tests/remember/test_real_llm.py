"""A real, very small model reads a conversation. Most of what it says is nonsense, and none of that does harm."""

import contextlib

import pytest
from shelf import Shelf, conversation

from pllm_memory.models import OpenAILLM
from pllm_memory.predicates import REGISTRY
from pllm_memory.remember.ask import ask
from pllm_memory.remember.ask.answer import items_in
from pllm_memory.remember.ask.grounds import grounds
from pllm_memory.remember.ask.pending import read_pending
from pllm_memory.remember.ask.tries import again_at
from pllm_memory.types import Scope

pytestmark = pytest.mark.anyio

FEW = {name: REGISTRY[name] for name in "lives_in works_at sister partner pet likes dislikes follows_diet".split()}
"""A shorter prompt: this model needs its time for each token, and understands none of it."""


@pytest.fixture
async def llm(smollm, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", f"{smollm}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    async with contextlib.aclosing(
        OpenAILLM("smollm2", timeout=120, max_retries=0, options={"temperature": 0, "max_tokens": 100, "seed": 7})
    ) as llm:
        yield llm


class Overheard:
    """The model, and what it answered."""

    def __init__(self, llm):
        self.llm, self.answers = llm, []

    async def reply(self, messages, *, schema=None):
        self.answers.append("")
        async for piece in self.llm.reply(messages, schema=schema):
            self.answers[-1] += piece
            yield piece


def assert_said(statements, messages):
    said = grounds(messages)
    by_id = {message.id: message for message in messages}
    for one in statements:
        assert said[one.message_id].names(one.subject)
        assert said[one.message_id].holds(one.object or one.predicate)
        assert (one.role, one.source) == (by_id[one.message_id].role, "llm:smollm2")


async def test_a_conversation_survives_it(llm):
    messages = conversation()
    shelf, overheard = Shelf(messages), Overheard(llm)
    read = await read_pending(shelf, overheard, Scope("ada"), model="smollm2", batch=10, known=FEW, clock=shelf.clock)
    assert all(answer.lstrip().startswith("{") for answer in overheard.answers)  # the server kept it to the schema
    assert any(items_in(answer)[0] for answer in overheard.answers)
    assert shelf.kept == messages
    tried = {reading.message_id: reading for reading in shelf.readings.values()}
    assert tried
    assert read == sum(reading.problem is None for reading in tried.values())
    failed = {id_ for id_, reading in tried.items() if reading.problem}
    assert shelf.tries() == dict.fromkeys(failed, 1)
    assert_said(shelf.statements(), messages)
    # Nothing is lost: what was not read is due again, at once or after a while.
    later = again_at(1, shelf.clock())
    due = {waits.message.id for waits in await shelf.unread(Scope("ada"), "llm:smollm2", now=later, limit=100)}
    assert due == {message.id for message in messages} - (set(tried) - failed)


async def test_without_a_schema_it_talks_and_talk_is_no_statement(llm):
    class Free:
        async def reply(self, messages):
            async for piece in llm.reply(messages):
                yield piece

    messages = conversation()[:6]
    readings = await ask(Free(), messages, ["s1-2", "s1-4"], model="smollm2", known=FEW)
    assert [reading.message_id for reading in readings] == ["s1-2", "s1-4"]
    assert_said([one for reading in readings for one in reading.statements], messages)
