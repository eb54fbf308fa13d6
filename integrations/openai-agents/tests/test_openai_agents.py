"""Runs of the OpenAI Agents SDK keep the contract, in sessions and traces too."""

import json
from dataclasses import dataclass
from typing import ClassVar

import pytest
from agents import Agent, ModelSettings, OpenAIChatCompletionsModel, Runner, SQLiteSession, set_trace_processors
from agents.memory import SessionSettings
from agents.retry import ModelRetrySettings
from agents.tool_context import ToolContext
from agents.tracing import TracingProcessor
from openai import AsyncOpenAI
from openai_agents_double import Thinking
from openai_agents_pllm_memory import PersonalMemory, forget, scrub_session
from pydantic import BaseModel

from pllm_memory.agents import Gone
from pllm_memory.errors import InvalidUserId
from tests.agents.contract import ASIDE, ASKED, TOLD, AgentContract, Call, Mind, said
from tests.agents.spans import Told

pytestmark = pytest.mark.anyio


@dataclass
class Visit:
    user_id: str | None
    session_id: str | None = None
    request: str | None = None


class Spans(Told, TracingProcessor):
    def on_span_end(self, span):
        self.told.append(span.export())

    def on_trace_end(self, trace):
        self.told.append(trace.export())

    def on_trace_start(self, trace): ...
    def on_span_start(self, span): ...
    def shutdown(self): ...
    def force_flush(self): ...


@pytest.fixture(autouse=True)
def spans():
    processor = Spans()
    set_trace_processors([processor])
    yield processor
    set_trace_processors([])


class Runs:
    def __init__(self, personal, agent, **config):
        self.personal = personal
        self._config = config
        self.agent = agent
        self._sessions = {}

    def session(self, user_id, session_id):
        return self._sessions.setdefault((user_id, session_id), SQLiteSession(session_id))

    async def run(self, user_id, session_id, text, *, stream=False, turn=None):
        given = {
            "context": Visit(user_id, session_id, turn),
            "session": self.session(user_id, session_id),
            "hooks": self.personal,
            "run_config": self.personal.run_config(**self._config),
        }
        if not stream:
            return (await Runner.run(self.agent, text, **given)).final_output
        result = Runner.run_streamed(self.agent, text, **given)
        async for _ in result.stream_events():
            pass
        return result.final_output

    async def kept(self, user_id, session_id):
        return json.dumps(await self.session(user_id, session_id).get_items(), ensure_ascii=False)

    async def forget(self, memory, *ids, user_id, session_id, **given):
        return await forget(memory, *ids, user_id=user_id, sessions=[self.session(user_id, session_id)], **given)


class TestRunner(AgentContract):
    handover = Call("transfer_to_finder")

    def start_retrying(self, memory, mind):
        backoff = {"initial_delay": 0, "jitter": False}
        retry = ModelRetrySettings(max_retries=1, backoff=backoff, policy=lambda _: True)
        return self.start(memory, mind, model_settings=ModelSettings(retry=retry))

    def start(self, memory, mind, *, tools=False, handover=False, **options):
        personal = PersonalMemory(memory, turn=lambda visit: getattr(visit, "request", None))
        model = Thinking(mind)
        finder = Agent(name="finder", model=model)
        given = {"tools": personal.tools() if tools else [], "handoffs": [finder] if handover else []}
        return Runs(
            personal, Agent(name="host", instructions="You help.", model=model, **given, **options), **self._config
        )

    _config: ClassVar = {}

    @pytest.fixture(autouse=True)
    def traced(self, spans):
        self._spans = spans

    def trace(self, *, content):
        self._config = {"trace_include_sensitive_data": True} if content else {}  # without is the default
        return self._spans

    async def test_traces_hold_nothing_of_the_block(self, memory, spans):
        mind = Mind()
        agent = self.start(memory, mind)
        await agent.run("ada", "monday", TOLD)
        spans.clear()
        await agent.run("ada", "friday", ASKED)
        assert mind.blocks[-1]
        assert spans.raw()
        assert "Lyon" not in str(spans.raw())

    async def test_a_run_without_a_session_is_a_turn_of_its_own(self, memory):
        agent = self.start(memory, Mind())
        for _ in range(2):
            await Runner.run(agent.agent, ASKED, context=Visit("ada"), hooks=agent.personal,
                             run_config=agent.personal.run_config())  # fmt: skip
            memory.for_user("ada").remember(TOLD)
        assert [text for role, text in said(memory, "ada") if role == "assistant"] == ["I do not know.", "In Lyon."]

    async def test_hooks_alone_also_refuse_nobody(self, memory):
        agent = self.start(memory, Mind())
        with pytest.raises(InvalidUserId):
            await Runner.run(agent.agent, ASKED, context=None, hooks=agent.personal)

    async def test_a_filter_of_the_applications_own_comes_first(self, memory):
        mind = Mind()
        agent = self.start(memory, mind)
        memory.for_user("ada").remember(TOLD)

        def shout(data):
            (item,) = data.model_data.input
            data.model_data.input = [item | {"content": "WHERE do I live?"}]
            return data.model_data

        config = agent.personal.run_config(call_model_input_filter=shout)
        await Runner.run(agent.agent, ASKED, context=Visit("ada"), hooks=agent.personal, run_config=config)
        assert mind.seen[-1][-1] == ("user", "WHERE do I live?")
        assert "Lyon" in mind.blocks[-1]

    async def test_parts_and_structured_answers_are_remembered_as_text(self, memory):
        class City(BaseModel):
            name: str

        personal = PersonalMemory(memory, user_id="ada")
        agent = Agent(name="host", model=Thinking(lambda shown, tools: '{"name": "Lyon"}'), output_type=City)
        parts = [{"role": "user", "content": [{"type": "input_text", "text": ASKED}]}]
        await Runner.run(agent, parts, hooks=personal, run_config=personal.run_config())
        assert said(memory, "ada") == [("user", ASKED), ("assistant", '{"name":"Lyon"}')]

    async def test_arguments_that_cannot_be_read_are_answered(self, memory):
        (search, *_) = PersonalMemory(memory, user_id="ada").tools()
        context = ToolContext(Visit("ada"), tool_name="search_memory", tool_call_id="c1", tool_arguments="{")
        assert "cannot be read" in await search.on_invoke_tool(context, "{")

    async def test_all_of_a_session_is_rid_of_it_also_where_the_sdk_reads_its_end_only(self, memory, tmp_path):
        agent = self.start(memory, Mind(), tools=True)
        settings = SessionSettings(limit=2)
        session = SQLiteSession("monday", tmp_path / "sessions.db", session_settings=settings)
        agent._sessions["ada", "monday"] = session
        for text in (TOLD, f'call add_memory {{"text": "She said: {TOLD}"}}', ASIDE):
            await agent.run("ada", "monday", text)
        before = await session.get_items(100)
        (id_,) = [message.id for message in memory.for_user("ada").messages() if message.content == TOLD]
        await agent.forget(memory, id_, user_id="ada", session_id="monday")
        after = await session.get_items(100)
        assert "moved to Lyon" not in str(after)
        assert [item.get("type") for item in after] == [item.get("type") for item in before]
        (call,) = [item for item in after if item.get("type") == "function_call"]
        assert json.loads(call["arguments"]) == {"text": "She said: [forgotten]"}
        assert not await scrub_session(session, Gone(user_id="ada", words=(TOLD,)))
        session.close()

    async def test_with_the_sdks_own_client_and_a_real_model(self, memory, smollm):
        personal = PersonalMemory(memory)
        async with AsyncOpenAI(base_url=f"{smollm}/v1", api_key="none") as client:
            model = OpenAIChatCompletionsModel("smollm", client)
            agent = Agent(name="host", model=model, model_settings=ModelSettings(max_tokens=24, temperature=0))
            runs = Runs(personal, agent)
            assert await runs.run("ada", "monday", TOLD)
            assert await runs.run("ada", "friday", "In which city do I live?", stream=True)
        assert [role for role, _ in said(memory, "ada")] == ["user", "assistant"] * 2
        assert "<memory>" not in await runs.kept("ada", "friday")
