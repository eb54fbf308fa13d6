"""The OpenAI Agents SDK: without memory, with one session's history, and with ours in a new session each turn."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from agents import Agent, Runner, SQLiteSession, set_tracing_disabled
from mind import Mind, doubles_of
from openai_agents_pllm_memory import PersonalMemory

from pllm_memory import Memory

doubles_of("openai-agents")
from openai_agents_double import Thinking  # noqa: E402  where it is, was just said

NAME = "OpenAI Agents SDK"


def systems(memory: Memory, count: Callable[[str], int]) -> dict[str, Any]:
    """Each a function that takes a turn and gives how many tokens the model was shown; the first is without memory."""
    set_tracing_disabled(disabled=True)
    session = SQLiteSession("one")
    personal = PersonalMemory(memory, user_id="ada")
    return {
        "no memory": _turn(count, _new_session),
        "session": _turn(count, lambda: session),
        "pllm-memory": _turn(count, _new_session, hooks=personal, run_config=personal.run_config()),
    }


def _new_session() -> SQLiteSession:
    return SQLiteSession(str(uuid4()))


def _turn(count: Callable[[str], int], session: Callable[[], SQLiteSession], **given: Any) -> Any:
    mind = Mind(count)
    agent = Agent(name="guide", model=Thinking(mind))

    async def turn(text: str) -> int:
        await Runner.run(agent, text, session=session(), **given)
        return mind.shown

    return turn
