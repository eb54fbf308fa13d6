"""Microsoft Agent Framework: without memory, with one session's history, and with ours in a new session each turn."""

from collections.abc import Callable
from typing import Any

from agent_framework import Agent
from agent_framework_pllm_memory import PersonalMemoryProvider
from mind import Mind, doubles_of

from pllm_memory import Memory

doubles_of("agent-framework")
from agent_framework_double import Thinking  # noqa: E402  where it is, was just said

NAME = "Microsoft Agent Framework"


def systems(memory: Memory, count: Callable[[str], int]) -> dict[str, Any]:
    """Each a function that takes a turn and gives how many tokens the model was shown; the first is without memory."""
    return {
        "no memory": _turn(count),
        "session": _turn(count, keeps=True),
        "pllm-memory": _turn(count, context_providers=[PersonalMemoryProvider(memory, user_id="ada")]),
    }


def _turn(count: Callable[[str], int], *, keeps: bool = False, **given: Any) -> Any:
    mind = Mind(count)
    agent = Agent(client=Thinking(mind), **given)
    session = agent.create_session()

    async def turn(text: str) -> int:
        await agent.run(text, session=session if keeps else agent.create_session())
        return mind.shown

    return turn
