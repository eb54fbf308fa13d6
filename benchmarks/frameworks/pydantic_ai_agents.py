"""Pydantic AI: without memory, with the history passed on, and with ours."""

from collections.abc import Callable
from typing import Any

from mind import Mind, doubles_of
from pydantic_ai import Agent
from pydantic_ai_pllm_memory import PersonalMemory

from pllm_memory import Memory

doubles_of("pydantic-ai")
from pydantic_ai_double import thinking  # noqa: E402  where it is, was just said

NAME = "Pydantic AI"


def systems(memory: Memory, count: Callable[[str], int]) -> dict[str, Any]:
    """Each a function that takes a turn and gives how many tokens the model was shown; the first is without memory."""
    return {
        "no memory": _turn(count),
        "history": _turn(count, keeps=True),
        "pllm-memory": _turn(count, capabilities=[PersonalMemory(memory, user_id="ada")]),
    }


def _turn(count: Callable[[str], int], *, keeps: bool = False, **given: Any) -> Any:
    mind = Mind(count)
    agent = Agent(thinking(mind), **given)
    history: list[Any] = []

    async def turn(text: str) -> int:
        done = await agent.run(text, message_history=history)
        if keeps:
            history[:] = done.all_messages()
        return mind.shown

    return turn
