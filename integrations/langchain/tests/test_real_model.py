"""With a real, very small model behind an OpenAI-compatible server: everything goes the way that it goes in earnest."""

from dataclasses import dataclass

import pytest
from langchain.agents import create_agent
from langchain_core.callbacks import AsyncCallbackHandler
from langchain_core.messages import AIMessageChunk
from langchain_openai import ChatOpenAI
from langchain_pllm_memory import PersonalMemory
from langgraph.checkpoint.memory import InMemorySaver

pytestmark = pytest.mark.anyio


@dataclass
class Who:
    user_id: str


class Shown(AsyncCallbackHandler):
    """What the model is sent."""

    async def on_chat_model_start(self, serialized, messages, **_):
        self.text = "\n".join(str(message.text) for message in messages[0])


@pytest.fixture
def model(smollm):
    return ChatOpenAI(base_url=f"{smollm}/v1", api_key="none", model="smollm2", temperature=0, max_completion_tokens=24)


async def test_two_users_over_two_sessions(model, memory):
    """What the small model makes of it is its own affair; that it is shown the right thing is ours."""
    agent = create_agent(model, middleware=[PersonalMemory(memory)], context_schema=Who, checkpointer=InMemorySaver())
    for user, city in (("ada", "Lyon"), ("bob", "Oslo")):
        said = {"messages": [("user", f"I live in {city}. Remember it.")]}
        await agent.ainvoke(said, {"configurable": {"thread_id": f"{user} 1"}}, context=Who(user))
    for user, city, other in (("ada", "Lyon", "Oslo"), ("bob", "Oslo", "Lyon")):
        shown = Shown()
        asked = {"messages": [("user", "In which city do I live? Answer with its name.")]}
        config = {"configurable": {"thread_id": f"{user} 2"}, "callbacks": [shown]}
        pieces = [
            piece async for piece, _ in agent.astream(asked, config, context=Who(user), stream_mode="messages")
            if isinstance(piece, AIMessageChunk)
        ]  # fmt: skip
        assert len(pieces) > 1  # it streams
        assert f"I live in {city}" in shown.text
        assert other not in shown.text
        kept = [one.content for one in memory.for_user(user).messages()]
        assert len(kept) == 4
        assert kept[3].strip() == "".join(piece.text for piece in pieces).strip()
