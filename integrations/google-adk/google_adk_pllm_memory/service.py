"""The memory as ADK's `MemoryService`: for its tools, its servers and its command line."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from google.adk.cli.service_registry import get_service_registry
from google.adk.events import Event
from google.adk.memory.base_memory_service import BaseMemoryService, SearchMemoryResponse
from google.adk.memory.memory_entry import MemoryEntry
from google.adk.sessions import Session
from google.genai import types

from google_adk_pllm_memory.events import said, text_of
from pllm_memory import AgentMemory, AsyncMemory, Hit, Memory
from pllm_memory.errors import InvalidInput, ModelError, StoreError

_log = logging.getLogger(__name__)


class PersonalMemoryService(BaseMemoryService):
    """The long-term memory of the users of ADK's apps.

    Args:
        memory: Where all users' memories are.
        user_id: Whose memory, by the name of the app and ADK's user id; that user id by default.
        limit: How many memories a search finds at the most.
        uri: Instead of `memory`, for ADK's registry of services: "pllm://", or "pllm://" and where the memory is.
        **_: What the registry adds.
    """

    def __init__(
        self,
        memory: Memory | AsyncMemory | str | None = None,
        *,
        user_id: Callable[[str, str], str | None] = lambda _app_name, user_id: user_id,
        limit: int | None = None,
        uri: str | None = None,
        **_: Any,
    ) -> None:
        url = uri.partition("://")[2] if uri else None
        self._agent = AgentMemory(memory if memory is not None else url or None, user_id=lambda who: user_id(*who))
        self._limit = limit

    async def add_session_to_memory(self, session: Session) -> None:
        await self.add_events_to_memory(
            app_name=session.app_name, user_id=session.user_id, events=session.events, session_id=session.id
        )

    async def add_events_to_memory(
        self,
        *,
        app_name: str,
        user_id: str,
        events: Sequence[Event],
        session_id: str | None = None,
        custom_metadata: Mapping[str, object] | None = None,
    ) -> None:
        whose = self._agent.whose((app_name, user_id))
        await self._agent.aremember(said(events), user_id=whose, session_id=session_id)

    async def add_memory(
        self,
        *,
        app_name: str,
        user_id: str,
        memories: Sequence[MemoryEntry],
        custom_metadata: Mapping[str, object] | None = None,
    ) -> None:
        whose = self._agent.whose((app_name, user_id))
        await self._agent.aremember([_message(memory) for memory in memories], user_id=whose)

    async def search_memory(self, *, app_name: str, user_id: str, query: str) -> SearchMemoryResponse:
        whose = self._agent.whose((app_name, user_id))
        try:
            found = await self._agent.arecall(query, user_id=whose, limit=self._limit)
        except (StoreError, ModelError) as error:
            _log.warning("the agent goes on without memory: %s: %s", type(error).__name__, error)
            return SearchMemoryResponse()
        return SearchMemoryResponse(memories=[_entry(hit) for hit in found])

    async def delete_memory(self, *, app_name: str, user_id: str, memory_id: str | None = None) -> None:
        if memory_id is None:
            raise InvalidInput("which memory? give its memory_id; erase() of the core removes a user's whole memory")
        await self._agent.aforget(memory_id, user_id=self._agent.whose((app_name, user_id)))


def register(scheme: str = "pllm") -> None:
    """Tells ADK's command line of the service: `adk web --memory_service_uri pllm://…`; call it in `services.py`."""
    get_service_registry().register_memory_service(
        scheme, lambda uri, **options: PersonalMemoryService(uri=uri, **options)
    )


def _entry(hit: Hit) -> MemoryEntry:
    role = "user" if hit.role == "user" else "model"
    return MemoryEntry(
        id=hit.message_ids[0],
        content=types.Content(role=role, parts=[types.Part(text=hit.text)]),
        author=hit.speaker,
        timestamp=hit.at.isoformat(),
        custom_metadata={"session_id": hit.session_id, "score": hit.score},
    )


def _message(memory: MemoryEntry) -> dict[str, Any]:
    role = "user" if memory.author in (None, "user") and memory.content.role in (None, "user") else "assistant"
    given = {"id": memory.id, "at": memory.timestamp, "role": role, "content": text_of(memory.content)}
    return {key: value for key, value in given.items() if value is not None}
