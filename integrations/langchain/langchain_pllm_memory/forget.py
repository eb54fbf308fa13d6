"""Forgetting in both places: in the memory, and in what LangGraph's checkpointer has kept of the same words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver, CheckpointTuple

from pllm_memory import AgentMemory, AsyncMemory, Forgotten, Memory
from pllm_memory.agents import Gone


def forget(
    memory: Memory | AsyncMemory | str | None,
    *ids: str,
    user_id: str,
    checkpointer: BaseCheckpointSaver[Any],
    threads: Iterable[str] = (),
    answers: bool = False,
) -> Forgotten:
    """Removes messages for good, also from every checkpoint of the threads they were said in.

    Call it while no run of these threads goes on. If it fails on the way, call it again: the memory forgets last.

    Args:
        memory: As for `PersonalMemory`.
        *ids: The messages.
        user_id: Whose memory.
        checkpointer: Where the threads are kept.
        threads: Further threads, in which the words may have been quoted.
        answers: Also what was answered to them.

    Raises:
        NotFound: If one of the ids is no message of this user; then nothing is removed.
    """
    further = list(threads)

    def scrub(gone: Gone) -> None:
        for thread in dict.fromkeys([*gone.session_ids, *further]):
            scrub_thread(checkpointer, thread, gone)

    return AgentMemory(memory).forget(*ids, user_id=user_id, answers=answers, scrub=scrub)


async def aforget(
    memory: Memory | AsyncMemory | str | None,
    *ids: str,
    user_id: str,
    checkpointer: BaseCheckpointSaver[Any],
    threads: Iterable[str] = (),
    answers: bool = False,
) -> Forgotten:
    """See `forget`."""
    further = list(threads)

    async def scrub(gone: Gone) -> None:
        for thread in dict.fromkeys([*gone.session_ids, *further]):
            await ascrub_thread(checkpointer, thread, gone)

    return await AgentMemory(memory).aforget(*ids, user_id=user_id, answers=answers, scrub=scrub)


def scrub_thread(checkpointer: BaseCheckpointSaver[Any], thread_id: str, gone: Gone) -> bool:
    """Takes forgotten words out of every checkpoint of a thread, and out of the writes beside them.

    The thread is deleted and written anew, the newest checkpoint first. Returns whether there was anything to do.
    """
    found = list(checkpointer.list(_config(thread_id)))
    cleaned = [_cleaned(one, gone) for one in found]
    if all(new is old for new, old in zip(cleaned, found, strict=True)):
        return False
    checkpointer.delete_thread(thread_id)
    for one in cleaned:
        checkpointer.put(_parent(one), one.checkpoint, one.metadata, one.checkpoint["channel_versions"])
        for task_id, writes in _writes(one).items():
            checkpointer.put_writes(one.config, writes, task_id)
    return True


async def ascrub_thread(checkpointer: BaseCheckpointSaver[Any], thread_id: str, gone: Gone) -> bool:
    """See `scrub_thread`."""
    found = [one async for one in checkpointer.alist(_config(thread_id))]
    cleaned = [_cleaned(one, gone) for one in found]
    if all(new is old for new, old in zip(cleaned, found, strict=True)):
        return False
    await checkpointer.adelete_thread(thread_id)
    for one in cleaned:
        await checkpointer.aput(_parent(one), one.checkpoint, one.metadata, one.checkpoint["channel_versions"])
        for task_id, writes in _writes(one).items():
            await checkpointer.aput_writes(one.config, writes, task_id)
    return True


def _config(thread_id: str) -> Any:
    return {"configurable": {"thread_id": thread_id}}


def _cleaned(found: CheckpointTuple, gone: Gone) -> CheckpointTuple:
    """Without the words; the same object where it has none of them."""
    values = gone.without(found.checkpoint["channel_values"])
    metadata, writes = gone.without(found.metadata), gone.without(found.pending_writes)
    same = values is found.checkpoint["channel_values"] and metadata is found.metadata
    if same and writes is found.pending_writes:
        return found
    return found._replace(
        checkpoint={**found.checkpoint, "channel_values": values}, metadata=metadata, pending_writes=writes
    )


def _parent(one: CheckpointTuple) -> Any:
    """Where `put` puts it: after its parent."""
    place = one.config.get("configurable", {})
    parent = (one.parent_config or {}).get("configurable", {}).get("checkpoint_id")
    named = {"thread_id": place["thread_id"], "checkpoint_ns": place.get("checkpoint_ns", "")}
    return {"configurable": named | ({"checkpoint_id": parent} if parent else {})}


def _writes(one: CheckpointTuple) -> dict[str, Sequence[tuple[str, Any]]]:
    found: defaultdict[str, list[tuple[str, Any]]] = defaultdict(list)
    for task_id, channel, value in one.pending_writes or ():
        found[task_id].append((channel, value))
    return dict(found)
