"""Agents of LangChain keep the contract; nothing of the block is in their checkpoints."""

from dataclasses import dataclass

import pytest
from langchain.agents import create_agent
from langchain_double import Thinking
from langchain_pllm_memory import PersonalMemory, aforget
from langgraph.checkpoint.memory import InMemorySaver

from tests.agents.contract import AgentContract

pytestmark = pytest.mark.anyio


@dataclass
class Visit:
    user_id: str | None


class Application:
    def __init__(self, agent, saver):
        self.agent = agent
        self.saver = saver

    def thread(self, user_id, session_id):
        return {"configurable": {"thread_id": f"{user_id}/{session_id}"}}

    async def run(self, user_id, session_id, text, *, stream=False):
        given = {"messages": [("user", text)]}, self.thread(user_id, session_id)
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


class TestAgent(AgentContract):
    def start(self, memory, mind, *, tools=False, handover=False):
        saver = InMemorySaver()
        middleware = [PersonalMemory(memory, tools=tools)]
        agent = create_agent(
            Thinking(mind=mind),
            system_prompt="You help.",
            middleware=middleware,
            context_schema=Visit,
            checkpointer=saver,
        )
        return Application(agent, saver)
