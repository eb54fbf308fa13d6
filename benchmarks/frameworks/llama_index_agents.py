"""LlamaIndex agents: without memory, with the session's own history, and with ours in a new session each turn."""

from collections.abc import Callable
from typing import Any

from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.memory import Memory as Session
from llama_index_memory_pllm import PersonalMemory
from mind import Mind, doubles_of

from pllm_memory import Memory

doubles_of("llama-index")
from llama_index_double import scripted  # noqa: E402  where it is, was just said

NAME = "LlamaIndex"


def systems(memory: Memory, count: Callable[[str], int]) -> dict[str, Any]:
    """Each a function that takes a turn and gives how many tokens the model was shown; the first is without memory."""
    session = Session.from_defaults()
    return {
        "no memory": _turn(count, Session.from_defaults),
        "session": _turn(count, lambda: session),
        "pllm-memory": _turn(count, lambda: PersonalMemory.from_defaults(memory=memory, user_id="ada")),
    }


def _turn(count: Callable[[str], int], session: Callable[[], Session]) -> Any:
    mind = Mind(count)
    agent = FunctionAgent(llm=scripted(mind))

    async def turn(text: str) -> int:
        await agent.run(text, memory=session())
        return mind.shown

    return turn
