"""Agents of Microsoft Agent Framework keep the contract; nothing of the block is in their sessions."""

import json

import pytest
from agent_framework import Agent, AgentMiddleware, AgentSession, BaseChatClient, InMemoryHistoryProvider, Message
from agent_framework.observability import enable_instrumentation
from agent_framework_double import Thinking
from agent_framework_pllm_memory import PersonalMemoryProvider, forget

from pllm_memory.errors import InvalidUserId
from tests.agents.contract import ASIDE, ASKED, TOLD, AgentContract, Mind, ModelDown, said
from tests.agents.spans import spans

pytestmark = pytest.mark.anyio


class Again(AgentMiddleware):
    """Runs an agent again that failed, as Agent Framework shows it."""

    async def process(self, context, call_next):
        try:
            await call_next()
        except ModelDown:
            await call_next()


class Application:
    def __init__(self, agent):
        self.agent = agent
        self._sessions = {}

    def session(self, user_id, session_id):
        if (user_id, session_id) not in self._sessions:
            made = self.agent.create_session(session_id=session_id)
            made.state["user_id"] = user_id
            self._sessions[user_id, session_id] = made
        return self._sessions[user_id, session_id]

    async def run(self, user_id, session_id, text, *, stream=False, turn=None):
        session = self.session(user_id, session_id)
        session.state["request"] = turn
        if not stream:
            return (await self.agent.run(text, session=session)).text
        answer = self.agent.run(text, session=session, stream=True)
        pieces = [update.text async for update in answer]
        assert "".join(pieces) == (await answer.get_final_response()).text
        return "".join(pieces)

    async def kept(self, user_id, session_id):
        return json.dumps(self.session(user_id, session_id).to_dict(), ensure_ascii=False, default=str)

    async def forget(self, memory, *ids, user_id, session_id, **given):
        return await forget(memory, *ids, user_id=user_id, sessions=[self.session(user_id, session_id)], **given)


class TestAgent(AgentContract):
    def start_retrying(self, memory, mind):
        return self.start(memory, mind, middleware=[Again()])

    def start(self, memory, mind, *, tools=False, handover=False, **options):
        provider = PersonalMemoryProvider(memory, tools=tools, turn=lambda session: session.state.get("request"))
        given = {"instructions": "You help.", "context_providers": [provider], **options}
        return Application(Agent(client=Thinking(mind), **given))

    @pytest.fixture(autouse=True)
    def untraced_again(self):
        yield
        enable_instrumentation(enable_sensitive_data=False)  # as it is by default

    def trace(self, *, content):
        enable_instrumentation(enable_sensitive_data=content)
        spans().clear()
        return spans()

    @pytest.mark.parametrize("first", ["history", "memory"])
    async def test_the_order_of_providers_does_not_matter(self, memory, first):
        mind = Mind()
        providers = [InMemoryHistoryProvider(), PersonalMemoryProvider(memory)]
        providers = providers if first == "history" else providers[::-1]
        agent = Application(Agent(client=Thinking(mind), context_providers=providers))
        await agent.run("ada", "monday", TOLD)
        for text in (ASIDE, ASKED):
            await agent.run("ada", "friday", text)
        assert [role for role, _ in mind.seen[-1]] == ["user", "assistant", "user", "user"]
        assert "<memory>" in mind.seen[-1][-2][1]
        assert "<memory>" not in await agent.kept("ada", "friday")

    async def test_a_client_that_runs_no_middleware_is_shown_it_too(self, memory):
        mind = Mind()

        class Plain(BaseChatClient):
            _inner_get_response = Thinking._inner_get_response
            _mind = staticmethod(mind)

        memory.for_user("ada").remember(TOLD)
        agent = Application(Agent(client=Plain(), context_providers=[PersonalMemoryProvider(memory)]))
        assert await agent.run("ada", "friday", ASKED) == "In Lyon."
        assert mind.blocks[-1]
        assert "Lyon" not in (await agent.kept("ada", "friday")).replace("In Lyon.", "")

    async def test_a_session_that_is_rid_of_it_can_be_kept_and_goes_on(self, memory):
        mind = Mind()
        agent = self.start(memory, mind, tools=True)
        for text in (TOLD, f'call add_memory {{"text": "She said: {TOLD}"}}'):
            await agent.run("ada", "monday", text)
        (id_,) = [message.id for message in memory.for_user("ada").messages() if message.content == TOLD]
        await agent.forget(memory, id_, user_id="ada", session_id="monday")
        kept = json.loads(json.dumps(agent.session("ada", "monday").to_dict()))
        assert "moved to Lyon" not in str(kept)
        agent._sessions["ada", "monday"] = AgentSession.from_dict(kept)
        memory.for_user("ada").erase()
        assert await agent.run("ada", "monday", ASIDE) == "Noted."
        assert "moved to Lyon" not in str(mind.seen[-1])
        assert ("user", "[forgotten]") in mind.seen[-1]

    async def test_a_run_without_a_session_is_nobodys(self, memory):
        agent = self.start(memory, Mind()).agent
        with pytest.raises(InvalidUserId):
            await agent.run(TOLD)

    async def test_a_user_may_be_fixed_and_several_messages_may_be_one_turn(self, memory):
        agent = Agent(client=Thinking(Mind()), context_providers=[PersonalMemoryProvider(memory, user_id="ada")])
        await agent.run([Message(role="user", contents=[text]) for text in ("Hello.", TOLD)])
        assert said(memory, "ada") == [("user", "Hello."), ("user", TOLD), ("assistant", "Noted.")]
