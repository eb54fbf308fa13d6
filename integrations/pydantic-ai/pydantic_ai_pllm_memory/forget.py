"""Forgetting in both places: in the memory, and in the message histories that an application has kept."""

from collections.abc import Iterable

from pydantic_ai.messages import ModelMessage

from pllm_memory import AgentMemory, AsyncMemory, Forgotten, Memory
from pllm_memory.agents import Gone


async def forget(
    memory: Memory | AsyncMemory | str | None,
    *ids: str,
    user_id: str,
    histories: Iterable[list[ModelMessage]],
    answers: bool = False,
) -> Forgotten:
    """Removes messages for good, also from message histories. Keep these again afterwards.

    Args:
        memory: As for `PersonalMemory`.
        *ids: The messages.
        user_id: Whose memory.
        histories: This user's message histories in which the words may be; they are changed.
        answers: Also what was answered to them.

    Raises:
        NotFound: If one of the ids is no message of this user; then nothing is removed.
    """
    given = list(histories)

    async def scrub(gone: Gone) -> None:
        for history in given:
            history[:] = gone.without(history)

    return await AgentMemory(memory).aforget(*ids, user_id=user_id, answers=answers, scrub=scrub)
