"""Forgetting in both places: in the memory, and in what Agent Framework's sessions have kept of the same words."""

from collections.abc import Iterable
from typing import Any

from agent_framework import AgentSession, Message

from pllm_memory import AgentMemory, AsyncMemory, Forgotten, Memory
from pllm_memory.agents import Gone


async def forget(
    memory: Memory | AsyncMemory | str | None,
    *ids: str,
    user_id: str,
    sessions: Iterable[AgentSession],
    answers: bool = False,
) -> Forgotten:
    """Removes messages for good, also from the state of sessions, where their history is. Keep these again afterwards.

    Args:
        memory: As for `PersonalMemoryProvider`.
        *ids: The messages.
        user_id: Whose memory.
        sessions: This user's sessions in which the words may be; they are changed.
        answers: Also what was answered to them.

    Raises:
        NotFound: If one of the ids is no message of this user; then nothing is removed.
    """
    given = list(sessions)

    async def scrub(gone: Gone) -> None:
        for session in given:
            scrub_session(session, gone)

    return await AgentMemory(memory).aforget(*ids, user_id=user_id, answers=answers, scrub=scrub)


def scrub_session(session: AgentSession, gone: Gone) -> bool:
    """Takes forgotten words out of a session's state; whether there was anything to do."""
    cleaned = _without(session.state, gone)
    if cleaned is session.state:
        return False
    session.state.update(cleaned)
    return True


def _without(value: Any, gone: Gone) -> Any:
    """Messages are objects of a class of their own, which change by way of dicts."""
    if isinstance(value, Message):
        told = value.to_dict()
        cleaned = gone.without(told)
        return value if cleaned is told else Message.from_dict(cleaned)
    if isinstance(value, dict):
        made = {name: _without(one, gone) for name, one in value.items()}
        return value if all(made[name] is one for name, one in value.items()) else made
    if isinstance(value, list):
        found = [_without(one, gone) for one in value]
        return value if all(new is old for new, old in zip(found, value, strict=True)) else found
    return gone.without(value)
