"""From what callers give (text, chat messages, JSON lines) to messages that can be stored."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Any, cast

from pllm_memory.errors import InvalidInput, InvalidMessage
from pllm_memory.types import Message, Rejected, new_id, now, utc

Given = str | Message | Mapping[str, Any]
"""One message, as a caller may give it: text, a `Message`, or a dict with its fields."""

_FIELDS = tuple(field.name for field in fields(Message))


def read_messages(
    given: Given | Sequence[Given], *, session_id: str | None = None, at: datetime | str | None = None
) -> list[Message]:
    """Reads one message or several, in order.

    What is not given is filled in: an id (UUIDv7), the time (now), the session (a new one for the call).

    Raises:
        InvalidMessage: Naming the message and the field that is wrong.
        InvalidTime: If a time has no zone.
    """
    items = [given] if isinstance(given, str | Message | Mapping) else list(given)
    if not items:
        raise InvalidMessage("there are no messages to remember")
    session = session_id or new_id()
    moment = utc(at) if at is not None else now()
    several = len(items) > 1
    messages = [
        _read(item, session, moment, f"message {number}: " if several else "")
        for number, item in enumerate(items, start=1)
    ]
    _check_ids(messages)
    return messages


def read_lines(lines: Iterable[str], *, session_id: str | None = None) -> Iterator[Message | Rejected]:
    """Reads JSON lines, each a message; a broken one becomes a `Rejected` with its number, and the rest is read."""
    session = session_id or new_id()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield from read_messages(_parse(line), session_id=session)
        except InvalidInput as error:
            yield Rejected(line=number, reason=str(error))


def read_json(text: str, *, session_id: str | None = None) -> list[Message | Rejected]:
    """Reads a JSON array of messages, or JSON lines; what cannot be read becomes a `Rejected`."""
    if not text.lstrip().startswith("["):
        return list(read_lines(text.splitlines(), session_id=session_id))
    items = _parse(text)
    session = session_id or new_id()
    return [_read_or_reject(item, number, session) for number, item in enumerate(items, start=1)]


def _read_or_reject(item: Any, number: int, session: str) -> Message | Rejected:
    try:
        return _read(item, session, now(), "")
    except InvalidInput as error:
        return Rejected(line=number, reason=str(error))


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InvalidMessage(f"not valid JSON: {error}") from error


def _read(item: Any, session: str, moment: datetime, prefix: str) -> Message:
    try:
        if isinstance(item, Message):
            return item
        if isinstance(item, str):
            return Message(id=new_id(), session_id=session, content=item, at=moment)
        return _read_fields(item, session, moment)
    except InvalidInput as error:
        raise type(error)(f"{prefix}{error}") from error


def _read_fields(item: Any, session: str, moment: datetime) -> Message:
    if not isinstance(item, Mapping):
        raise InvalidMessage(f"a message is text or a mapping with role and content, not {type(item).__name__}")
    found = cast("Mapping[Any, Any]", item)
    given: dict[str, Any] = {str(key): value for key, value in found.items() if value is not None}
    for unknown in given.keys() - set(_FIELDS):
        raise InvalidMessage(f"unknown field {unknown!r}{_hint(unknown)}; a message has {', '.join(_FIELDS)}")
    if isinstance(given.get("content"), list):
        raise InvalidMessage(
            "content is a list of parts; give its text as content, and what a picture shows as caption"
        )
    if not ("content" in given or "caption" in given):
        raise InvalidMessage("content is missing: there is nothing to remember")
    missing: dict[str, Any] = {"id": new_id(), "session_id": session, "content": "", "at": moment}
    return Message(**missing | given)


def _hint(unknown: str) -> str:
    usual = {"timestamp": "at", "time": "at", "date": "at", "created_at": "at", "text": "content", "speaker": "name"}
    close = usual.get(unknown) or next(iter(get_close_matches(unknown, _FIELDS, 1)), None)
    return f" (did you mean {close!r}?)" if close else ""


def _check_ids(messages: Sequence[Message]) -> None:
    """The same id twice in one call is the same message twice, or a mistake."""
    seen: dict[str, Message] = {}
    for message in messages:
        first = seen.setdefault(message.id, message)
        if replace(message, at=first.at, session_id=first.session_id) != first:
            raise InvalidMessage(f"id {message.id!r} is given twice in one call, with different content")
