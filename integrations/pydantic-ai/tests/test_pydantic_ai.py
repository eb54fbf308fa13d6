"""Agents of Pydantic AI keep the contract; nothing of the block is in their message history."""

from dataclasses import dataclass

import pytest
from pydantic import BaseModel
from pydantic_ai import Agent, ModelRetry
from pydantic_ai.capabilities import ModelFallback
from pydantic_ai.messages import ModelMessagesTypeAdapter
from pydantic_ai.models.instrumented import InstrumentationSettings
from pydantic_ai_double import thinking
from pydantic_ai_pllm_memory import PersonalMemory, forget

from tests.agents.contract import ASIDE, ASKED, TOLD, AgentContract, Mind, ModelDown, said
from tests.agents.spans import Spans

pytestmark = pytest.mark.anyio


@dataclass
class Visit:
    user_id: str | None


class Application:
    """Keeps the message history of each conversation, as applications of Pydantic AI do."""

    def __init__(self, agent):
        self.agent = agent
        self._histories = {}

    async def run(self, user_id, session_id, text, *, stream=False, turn=None):
        key = user_id, session_id
        given = {"deps": Visit(user_id), "message_history": self._histories.get(key), "conversation_id": session_id}
        given["run_id"] = turn
        if stream:
            async with self.agent.run_stream(text, **given) as result:
                answer = "".join([piece async for piece in result.stream_text(delta=True)])
        else:
            result = await self.agent.run(text, **given)
            answer = result.output
        self._histories[key] = result.all_messages()
        return answer

    async def kept(self, user_id, session_id):
        return ModelMessagesTypeAdapter.dump_json(self._histories[user_id, session_id]).decode()

    async def forget(self, memory, *ids, user_id, session_id, **given):
        return await forget(memory, *ids, user_id=user_id, histories=[self._histories[user_id, session_id]], **given)


class TestAgent(AgentContract):
    def start_retrying(self, memory, mind):
        return self.start(memory, mind, more=[ModelFallback(thinking(mind), fallback_on=(ModelDown,))])

    def start(self, memory, mind, *, tools=False, handover=False, more=()):
        given = [PersonalMemory(memory, tools=tools), *more]
        return Application(Agent(thinking(mind), deps_type=Visit, system_prompt="You help.", capabilities=given))

    @pytest.fixture(autouse=True)
    def untraced_again(self):
        yield
        Agent.instrument_all(False)

    def trace(self, *, content):
        traces = Spans()
        Agent.instrument_all(InstrumentationSettings(tracer_provider=traces.provider, include_content=content))
        return traces

    async def test_an_answer_that_was_sent_back_is_not_remembered(self, memory):
        """Retries within a run: one question, one answer."""
        agent = self.start(memory, mind := Mind()).agent
        tries = iter([True, False])

        @agent.output_validator
        def check(output: str) -> str:
            if next(tries):
                raise ModelRetry("Once more.")
            return output

        await agent.run(TOLD, deps=Visit("ada"))
        assert len(mind.seen) == 2
        assert said(memory, "ada") == [("user", TOLD), ("assistant", "Noted.")]

    async def test_parts_and_structured_answers_are_remembered_as_text(self, memory):
        class City(BaseModel):
            name: str

        agent = Agent("test", output_type=City, capabilities=[PersonalMemory(memory, user_id="ada")])
        await agent.run(["Hello.", ASKED])
        assert said(memory, "ada") == [("user", f"Hello.\n{ASKED}"), ("assistant", '{"name":"a"}')]

    async def test_calls_of_tools_in_a_history_lose_the_words_too_and_it_goes_on(self, memory):
        mind = Mind()
        application = self.start(memory, mind, tools=True)
        for text in (TOLD, f'call add_memory {{"text": "She said: {TOLD}"}}'):
            await application.run("ada", "monday", text)
        (id_,) = [message.id for message in memory.for_user("ada").messages() if message.content == TOLD]
        await application.forget(memory, id_, user_id="ada", session_id="monday")
        assert "moved to Lyon" not in await application.kept("ada", "monday")
        memory.for_user("ada").erase()
        assert await application.run("ada", "monday", ASIDE) == "Noted."
        assert "moved to Lyon" not in str(mind.seen[-1])

    async def test_the_steps_of_a_run_can_be_watched(self, memory):
        agent = self.start(memory, Mind(), tools=True).agent
        async with agent.iter('call list_memories {"page": 1}', deps=Visit("ada")) as run:
            async for _ in run:
                pass
        assert [role for role, _ in said(memory, "ada")] == ["user", "assistant"]

    def test_code_that_does_not_await(self, memory):
        agent = self.start(memory, Mind()).agent
        agent.run_sync(TOLD, deps=Visit("ada"))
        assert agent.run_sync(ASKED, deps=Visit("ada")).output == "In Lyon."
