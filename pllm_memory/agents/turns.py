"""What a call of an OpenAI-like client is about: the user's turn in what it is given, and the answer in what it gives.

Two forms: chat completions (`messages`) and responses (`input`). Pure functions; nothing of what is given is changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from pllm_memory.facts import digest


@dataclass(frozen=True, slots=True)
class Turn:
    """The user's turn in a call.

    Attributes:
        question: What the user said; empty if the call has no message of theirs.
        digest: The same for calls with the same conversation up to and with that message.
        goes_on: Whether the model has answered in this turn already, and is asked again after tools were called.
    """

    question: str = ""
    digest: str = ""
    goes_on: bool = False


def read(given: Mapping[str, Any]) -> Turn:
    """Finds the user's turn in the arguments of a call."""
    items = _items(given)
    at = _last_said(items)
    if at is None:
        return Turn()
    said = [f"{_get(item, 'role')}:{_get(item, 'type')}:{text_of(item)}" for item in items[: at + 1]]
    return Turn(text_of(items[at]), digest(*said, length=32), goes_on=at + 1 < len(items))


def shown(given: Mapping[str, Any], block: str) -> dict[str, Any]:
    """The arguments with the block as a message of its own, right before the user's turn."""
    items = _items(given)
    at = _last_said(items)
    if not block or at is None:
        return dict(given)
    name = "messages" if "messages" in given else "input"
    return {**given, name: [*items[:at], {"role": "user", "content": block}, *items[at:]]}


def answer(result: Any) -> str:
    """What the model answered in words: of a chat completion (its first choice) or a response."""
    choices = _get(result, "choices")
    if choices is None:
        return _get(result, "output_text") or ""
    return text_of(_get(choices[0], "message")) if choices else ""


def piece(event: Any) -> str:
    """What an event of a stream adds to the answer."""
    choices = _get(event, "choices")
    if choices is None:
        return (_get(event, "delta") or "") if _get(event, "type") == "response.output_text.delta" else ""
    return "".join(_get(_get(choice, "delta"), "content") or "" for choice in choices if not _get(choice, "index"))


def text_of(item: Any) -> str:
    """The words of a message: its text, or those of its parts."""
    content = _get(item, "content")
    if isinstance(content, str):
        return content
    parts = cast("Iterable[Any]", content) if isinstance(content, list | tuple) else ()
    words = (_get(part, "text") for part in parts)
    return "\n".join(text for text in words if isinstance(text, str) and text)


def _items(given: Mapping[str, Any]) -> list[Any]:
    found = given["messages"] if "messages" in given else given.get("input")
    if isinstance(found, str):
        return [{"role": "user", "content": found}]
    return list(cast("Iterable[Any]", found)) if isinstance(found, Iterable) else []


def _last_said(items: list[Any]) -> int | None:
    return next((number for number in reversed(range(len(items))) if _get(items[number], "role") == "user"), None)


def _get(item: Any, name: str) -> Any:
    """A field of what may be a dict or an object of the client's package."""
    return cast("Mapping[str, Any]", item).get(name) if isinstance(item, Mapping) else getattr(item, name, None)
