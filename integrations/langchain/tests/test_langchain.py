"""Agents of LangChain keep the contract; nothing of the block is in their checkpoints."""

from dataclasses import dataclass
from typing import Any
from unittest.mock import Mock

import pytest
from langchain.agents import create_agent
from langchain.agents.middleware import ModelRetryMiddleware
from langchain.tools import ToolRuntime, tool
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tracers import LangChainTracer
from langchain_core.tracers.langchain import wait_for_all_tracers
from langchain_double import Thinking
from langchain_pllm_memory import PersonalMemory, aforget
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Command
from langsmith import Client

from pllm_memory.agents import hidden
from tests.agents.contract import AgentContract, Call

pytestmark = pytest.mark.anyio


@dataclass
class Visit:
    user_id: str | None


class Sent:
    """What LangSmith's client sends: as it is, and with the memory hidden."""

    def __init__(self, *, content):
        own = {} if content else {"hide_inputs": True, "hide_outputs": True}
        self._sessions = [Mock(), Mock()]
        given = {"api_url": "http://localhost:9", "api_key": "none", "auto_batch_tracing": False, "info": {}}
        hiding = own or {"hide_inputs": hidden, "hide_outputs": hidden}
        self.clients = [
            Client(session=session, **given, **hides)
            for session, hides in zip(self._sessions, (own, hiding), strict=True)
        ]

    def raw(self):
        return self._of(0)

    def hidden(self):
        return self._of(1)

    def clear(self):
        for session in self._sessions:
            session.reset_mock()

    def _of(self, number):
        wait_for_all_tracers()
        return [call.kwargs.get("data") for call in self._sessions[number].request.mock_calls if call.kwargs]


class Application:
    def __init__(self, agent, saver, callbacks=()):
        self.agent = agent
        self.saver = saver
        self._callbacks = list(callbacks)

    def thread(self, user_id, session_id):
        return {"configurable": {"thread_id": f"{user_id}/{session_id}"}, "callbacks": self._callbacks}

    async def run(self, user_id, session_id, text, *, stream=False, turn=None):
        given = {"messages": [HumanMessage(text, id=turn)]}, self.thread(user_id, session_id)
        if not stream:
            return (await self.agent.ainvoke(*given, context=Visit(user_id)))["messages"][-1].text
        pieces = [piece async for piece in self.agent.astream(*given, context=Visit(user_id), stream_mode="messages")]
        return "".join(message.text for message, told in pieces if told["langgraph_node"] == "model")

    async def kept(self, user_id, session_id):
        thread, name = self.thread(user_id, session_id), f"{user_id}/{session_id}"
        history = [snapshot async for snapshot in self.agent.aget_state_history(thread)]
        raw = [kept for key, kept in [*self.saver.writes.items(), *self.saver.blobs.items()] if key[0] == name]
        return repr((history, raw, self.saver.storage[name]))

    async def forget(self, memory, *ids, user_id, session_id, **given):
        return await aforget(memory, *ids, user_id=user_id, checkpointer=self.saver, **given)


@tool
def transfer_to_finder(runtime: ToolRuntime[Any, Any]) -> Command[Any]:
    """Hands over to who finds flats, as LangChain shows it."""
    calling = runtime.state["messages"][-1]
    answer = ToolMessage("It is theirs now.", tool_call_id=runtime.tool_call_id)
    return Command(goto="finder", update={"messages": [calling, answer]}, graph=Command.PARENT)


class TestAgent(AgentContract):
    handover = Call("transfer_to_finder")

    def start_retrying(self, memory, mind):
        return self.start(memory, mind, more=[ModelRetryMiddleware(max_retries=1, initial_delay=0, jitter=False)])

    def start(self, memory, mind, *, tools=False, handover=False, more=()):
        saver = InMemorySaver()

        def made(**given):
            middleware = [*more, PersonalMemory(memory, tools=tools)]
            shared = {"system_prompt": "You help.", "middleware": middleware, "context_schema": Visit}
            return create_agent(Thinking(mind=mind), **shared, **given)

        if not handover:
            return Application(made(checkpointer=saver), saver, self._callbacks)
        both = StateGraph(MessagesState, context_schema=Visit)
        both.add_node("host", made(tools=[transfer_to_finder]), destinations=("finder", END))
        both.add_node("finder", made())
        both.add_edge(START, "host")
        return Application(both.compile(checkpointer=saver), saver, self._callbacks)

    _callbacks = ()

    def trace(self, *, content):
        traces = Sent(content=content)
        self._callbacks = [LangChainTracer(client=client) for client in traces.clients]
        return traces
