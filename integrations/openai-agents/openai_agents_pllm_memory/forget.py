"""Forgetting in both places: in the memory, and in what the SDK's sessions have kept of the same words."""

from collections.abc import Iterable
from typing import Any

from agents.memory import Session

from pllm_memory import AgentMemory, AsyncMemory, Forgotten, Memory
from pllm_memory.agents import Gone

_ALL = 1_000_000_000
"""Of a session that gives its newest items only, unless it is asked for more."""


async def forget(
    memory: Memory | AsyncMemory | str | None,
    *ids: str,
    user_id: str,
    sessions: Iterable[Session],
    answers: bool = False,
) -> Forgotten:
    """Removes messages for good, also from the SDK's sessions.

    Call it while no run of these sessions goes on. If it fails on the way, call it again: the memory forgets last.

    Args:
        memory: As for `PersonalMemory`.
        *ids: The messages.
        user_id: Whose memory.
        sessions: This user's sessions in which the words may be.
        answers: Also what was answered to them.

    Raises:
        NotFound: If one of the ids is no message of this user; then nothing is removed.
    """
    given = list(sessions)

    async def scrub(gone: Gone) -> None:
        for session in given:
            await scrub_session(session, gone)

    return await AgentMemory(memory).aforget(*ids, user_id=user_id, answers=answers, scrub=scrub)


async def scrub_session(session: Session, gone: Gone) -> bool:
    """Takes forgotten words out of a session, which is cleared and filled anew; whether there was anything to do."""
    settings: Any = getattr(session, "session_settings", None)
    items = await session.get_items(_ALL if settings and settings.limit else None)
    cleaned = gone.without(items)
    if cleaned is items:
        return False
    await session.clear_session()
    await session.add_items(cleaned)
    return True
