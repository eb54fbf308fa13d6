"""LangChain agents: without memory, with LangGraph's own two, and with ours."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from langchain.agents import create_agent
from langchain.agents.middleware.types import AgentMiddleware
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_pllm_memory import PersonalMemory
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.store.memory import InMemoryStore

from pllm_memory import Memory

NAME = "LangChain"
SPACE = ("ada",)


class Silent(BaseChatModel):
    """Answers at once, and counts what it was shown."""

    shown: int = 0
    count: Any = None

    @property
    def _llm_type(self) -> str:
        return "silent"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        self.shown = sum(self.count(str(message.text)) for message in messages)
        return ChatResult(generations=[ChatGeneration(message=AIMessage("Noted."))])


class StoreMemory(AgentMiddleware):
    """What LangGraph's documentation says to do with a store, as a middleware: search before, put after."""

    async def awrap_model_call(self, request: Any, handler: Callable[..., Any]) -> Any:
        """Shows the model what is found."""
        found = await request.runtime.store.asearch(SPACE, query=request.messages[-1].text, limit=20)
        block = HumanMessage("\n".join(item.value["text"] for item in found))
        return await handler(request.override(messages=[block, *request.messages]) if found else request)

    async def aafter_agent(self, state: Any, runtime: Any) -> None:
        """Keeps what was said."""
        for message in state["messages"][-2:]:
            await runtime.store.aput(SPACE, str(uuid4()), {"text": message.text})


def systems(memory: Memory, count: Callable[[str], int]) -> dict[str, Any]:
    """Each a function that takes a turn and gives how many tokens the model was shown; the first is without memory."""
    dimensions = 384
    store = InMemoryStore(index={"dims": dimensions, "embed": _embed(memory), "fields": ["text"]})
    ours = PersonalMemory(memory, user_id="ada")
    thread = {"configurable": {"thread_id": "one"}}
    return {
        "no memory": _turn(count),
        "checkpointer": _turn(count, thread, checkpointer=InMemorySaver()),
        "InMemoryStore": _turn(count, store=store, middleware=[StoreMemory()]),
        "pllm-memory": _turn(count, middleware=[ours]),
    }


def _turn(count: Callable[[str], int], config: Any = None, **given: Any) -> Any:
    model = Silent(count=count)
    agent = create_agent(model, **given)

    async def turn(text: str) -> int:
        await agent.ainvoke({"messages": [("user", text)]}, config)
        return model.shown

    return turn


def _embed(memory: Memory) -> Any:
    embedder = memory.asynchronous.embedder

    async def embed(texts: list[str]) -> list[list[float]]:
        return (await embedder.embed(texts, kind="document")).tolist() if embedder else []

    return embed
