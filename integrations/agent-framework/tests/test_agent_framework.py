"""Agents of Microsoft Agent Framework keep the contract; nothing of the block is in their sessions."""

import json
from itertools import chain

import pytest
from agent_framework import (
    Agent,
    AgentMiddleware,
    AgentSession,
    BaseChatClient,
    Content,
    FunctionTool,
    InMemoryHistoryProvider,
    Message,
)
from agent_framework.observability import enable_instrumentation
from agent_framework_double import Thinking
from agent_framework_orchestrations import HandoffAgentUserRequest, HandoffBuilder
from agent_framework_pllm_memory import PersonalMemoryProvider, forget

from pllm_memory.errors import InvalidUserId
from tests.agents.contract import ASIDE, ASKED, TOLD, AgentContract, Call, Mind, ModelDown, said
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


class Workflow:
    """Two agents of which either can hand over to the other, made for one user."""

    def __init__(self, memory, *minds):
        self._memory, self._minds, self._flow, self._waits = memory, minds, None, None

    async def run(self, user_id, session_id, text, *, stream=False, turn=None):
        self._flow = self._flow or self._made(user_id)
        answers = {self._waits: HandoffAgentUserRequest.create_response(text)}
        events = await (self._flow.run(responses=answers) if self._waits else self._flow.run(text))
        [asked] = events.get_request_info_events()
        self._waits = asked.request_id
        return asked.data.agent_response.text

    def _made(self, user_id):
        agents = [
            Agent(
                client=Thinking(mind),
                name=name,
                id=name,
                description=name,
                context_providers=[PersonalMemoryProvider(self._memory, user_id=user_id)],
                require_per_service_call_history_persistence=True,
            )
            for name, mind in zip(("host", "finder"), self._minds, strict=True)
        ]
        return HandoffBuilder(participants=agents).with_start_agent(agents[0]).build()


class TestAgent(AgentContract):
    handover = Call("handoff_to_finder")

    def start_retrying(self, memory, mind):
        return self.start(memory, mind, middleware=[Again()])

    def start(self, memory, mind, *, tools=False, handover=False, **options):
        if handover:
            return Workflow(memory, mind, mind)
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

    async def test_what_is_handed_there_and_back_is_kept_once_by_who_answers(self, memory):
        """Who takes over is given all that was said to the other meanwhile."""

        def host(shown, tools):
            return Call("handoff_to_finder") if "flat" in shown[-1][1] else "The bill is paid."

        def finder(shown, tools):
            return Call("handoff_to_host") if "bill" in shown[-1][1] else "I look for it."

        agent = Workflow(memory, host, finder)
        turns = ["Find me a flat.", "In Lyon.", "And a garden.", "What about the bill?"]
        answers = [await agent.run("ada", "monday", text) for text in turns]
        assert answers == ["I look for it."] * 3 + ["The bill is paid."]
        kept = [(("user", text), ("assistant", answer)) for text, answer in zip(turns, answers, strict=True)]
        assert said(memory, "ada") == list(chain.from_iterable(kept))

    async def test_a_question_is_kept_while_its_answer_waits_for_the_application(self, memory):
        """As for a tool that the application runs itself: a run ends with the call, the next one brings the result."""
        place = FunctionTool(name="place", description="Where the user is.", func=None)
        provider = PersonalMemoryProvider(memory, user_id="ada")
        agent = Agent(client=Thinking(Mind()), tools=[place], context_providers=[provider])
        session = agent.create_session()
        waiting = await agent.run("call place {}", session=session)
        assert said(memory, "ada") == [("user", "call place {}")]
        [call] = waiting.user_input_requests
        result = Content.from_function_result(call.call_id, result="Lyon")
        assert (await agent.run(Message("tool", [result]), session=session)).text == "The tool says: Lyon"
        assert said(memory, "ada") == [("user", "call place {}"), ("assistant", "The tool says: Lyon")]

    async def test_a_run_without_a_session_is_nobodys(self, memory):
        agent = self.start(memory, Mind()).agent
        with pytest.raises(InvalidUserId):
            await agent.run(TOLD)

    async def test_a_user_may_be_fixed_and_several_messages_may_be_one_turn(self, memory):
        agent = Agent(client=Thinking(Mind()), context_providers=[PersonalMemoryProvider(memory, user_id="ada")])
        await agent.run([Message(role="user", contents=[text]) for text in ("Hello.", TOLD)])
        assert said(memory, "ada") == [("user", "Hello."), ("user", TOLD), ("assistant", "Noted.")]
