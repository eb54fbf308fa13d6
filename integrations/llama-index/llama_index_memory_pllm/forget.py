"""Forgetting in both places: in the memory, and in what LlamaIndex's sessions have kept of the same words."""

from collections.abc import Iterable

from llama_index.core.memory import Memory as SessionMemory
from llama_index.core.storage.chat_store.base_db import MessageStatus

from pllm_memory import AgentMemory, AsyncMemory, Forgotten, Memory
from pllm_memory.agents import Gone


async def forget(
    memory: Memory | AsyncMemory | str | None,
    *ids: str,
    user_id: str,
    sessions: Iterable[SessionMemory],
    answers: bool = False,
) -> Forgotten:
    """Removes messages for good, also from sessions: what is in use, what is archived, and their memory blocks.

    Call it while no agent runs with these sessions. If it fails on the way, call it again: the memory forgets last.

    Args:
        memory: As for `PersonalMemory`.
        *ids: The messages.
        user_id: Whose memory.
        sessions: This user's sessions (`Memory` of LlamaIndex, `PersonalMemory`) in which the words may be.
        answers: Also what was answered to them.

    Raises:
        NotFound: If one of the ids is no message of this user; then nothing is removed.
    """
    given = list(sessions)

    async def scrub(gone: Gone) -> None:
        for session in given:
            await scrub_session(session, gone)

    return await AgentMemory(memory).aforget(*ids, user_id=user_id, answers=answers, scrub=scrub)


async def scrub_session(session: SessionMemory, gone: Gone) -> bool:
    """Takes forgotten words out of a session, whose history is written anew; whether there was anything to do."""
    store, key = session.sql_store, session.session_id
    session.memory_blocks[:] = gone.without(session.memory_blocks)
    kinds = (MessageStatus.ARCHIVED, MessageStatus.ACTIVE)
    kept = {status: await store.get_messages(key, status=status) for status in kinds}
    cleaned = gone.without(kept)
    if cleaned is kept:
        return False
    await store.delete_messages(key)
    for status, messages in cleaned.items():  # what is archived first: it is older
        if messages:
            await store.add_messages(key, messages, status=status)
    return True
