"""From what callers give (text, chat messages, JSON lines) to messages that can be stored."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from difflib import get_close_matches
from functools import partial
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
    items = list(given) if isinstance(given, Iterable) and not isinstance(given, str | Mapping) else [given]
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


def read_text(text: str, *, session_id: str | None = None) -> tuple[dict[int, Message], list[Rejected]]:
    """Reads a JSON array of messages, or JSON lines.

    Returns:
        The messages by their line (in an array: their place), and what could not be read, each with its line
        and the reason.
    """
    session = session_id or new_id()
    found: dict[int, Message] = {}
    rejected: list[Rejected] = []
    for number, item in _items(text):
        try:
            found[number] = _read(item(), session, now(), "")
        except InvalidInput as error:
            rejected.append(Rejected(line=number, reason=str(error)))
    return found, rejected


def conflicts(found: Mapping[int, Message], stored: Iterable[Message]) -> list[Rejected]:
    """The lines whose id is taken by a message with other content, stored or on an earlier line."""
    taken = {message.id: message.said for message in stored}
    return [
        Rejected(line=line, reason=f"id {message.id!r} is taken by a message with other content")
        for line, message in found.items()
        if taken.setdefault(message.id, message.said) != message.said
    ]


def _items(text: str) -> Iterator[tuple[int, Callable[[], Any]]]:
    """The items of a text, to be parsed one by one, so that a broken one does not spoil the others."""
    if text.lstrip().startswith("["):
        yield from ((number, partial(_same, item)) for number, item in enumerate(_parse(text), start=1))
    else:
        lines = enumerate(text.split("\n"), start=1)  # not splitlines: JSON may hold other line ends in its text
        yield from ((number, partial(_parse, line)) for number, line in lines if line.strip())


def _same(item: Any) -> Any:
    return item


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:  # a number too long to read is a plain ValueError
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
        if seen.setdefault(message.id, message).said != message.said:
            raise InvalidMessage(f"id {message.id!r} is given twice in one call, with different content")
