"""From ADK's events to what was said."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from google.adk.events import Event
from google.genai import types


def said(events: Iterable[Event]) -> list[dict[str, Any]]:
    """What the user said and what they were answered, as messages to remember, under the ids of their events."""
    return [
        {
            "id": event.id,
            "role": "user" if event.author == "user" else "assistant",
            "content": text_of(event.content),
            "at": datetime.fromtimestamp(event.timestamp, UTC),
        }
        for event in events
        if event.author == "user" or event.is_final_response()
    ]


def text_of(content: types.Content | None) -> str:
    """Its text: without thoughts, calls of tools, and what is no text."""
    parts = (content.parts if content else None) or []
    return "\n".join(part.text for part in parts if part.text and not part.thought)
