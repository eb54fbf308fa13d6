"""Forgetting in both places: in the memory, and in what ADK's sessions have kept of the same words."""

from collections.abc import Iterable
from typing import Any

from google.adk.events import Event
from google.adk.sessions import BaseSessionService, State

from pllm_memory import AgentMemory, AsyncMemory, Forgotten, Memory
from pllm_memory.agents import Gone

_OF_OTHERS = (State.APP_PREFIX, State.USER_PREFIX)
"""State that outlives a session."""


async def forget(
    memory: Memory | AsyncMemory | str | None,
    *ids: str,
    user_id: str,
    app_name: str,
    service: BaseSessionService,
    adk_user_id: str | None = None,
    sessions: Iterable[str] = (),
    answers: bool = False,
) -> Forgotten:
    """Removes messages for good, also from the sessions they were said in: from their events and their state.

    Call it while no run of these sessions goes on. If it fails on the way, call it again: the memory forgets last.

    Args:
        memory: As for `PersonalMemoryPlugin`.
        *ids: The messages.
        user_id: Whose memory.
        app_name: The name of the app.
        service: Where the sessions are kept.
        adk_user_id: ADK's user id, where it is another one.
        sessions: Ids of further sessions, in which the words may have been quoted.
        answers: Also what was answered to them.

    Raises:
        NotFound: If one of the ids is no message of this user; then nothing is removed.
    """
    whose, further = {"app_name": app_name, "user_id": adk_user_id or user_id}, list(sessions)

    async def scrub(gone: Gone) -> None:
        for session_id in dict.fromkeys([*gone.session_ids, *further]):
            await scrub_session(service, gone, session_id=session_id, **whose)

    return await AgentMemory(memory).aforget(*ids, user_id=user_id, answers=answers, scrub=scrub)


async def scrub_session(
    service: BaseSessionService, gone: Gone, *, app_name: str, user_id: str, session_id: str
) -> bool:
    """Takes forgotten words out of a session, which is deleted and made anew; whether there was anything to do."""
    whose: Any = {"app_name": app_name, "user_id": user_id, "session_id": session_id}
    found = await service.get_session(**whose)
    if found is None:
        return False
    kept = found.state, found.events
    state, events = cleaned = gone.without(kept)
    if cleaned is kept:
        return False
    await service.delete_session(**whose)
    changed = {key: value for key, value in state.items() if not key.startswith(_OF_OTHERS)}
    changed |= {key: value for key, value in state.items() if value is not found.state[key]}
    made = await service.create_session(**whose, state=changed)
    for event in events:
        await service.append_event(made, _of_the_session(event))
    return True


def _of_the_session(event: Event) -> Event:
    """Without what it did to the state of the app and of the user: that is done, and others may have gone on."""
    delta = {key: value for key, value in event.actions.state_delta.items() if not key.startswith(_OF_OTHERS)}
    return event.model_copy(update={"actions": event.actions.model_copy(update={"state_delta": delta})})
