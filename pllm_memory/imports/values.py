"""What readers of other systems' files give: messages, and what could not become one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from pllm_memory.errors import InvalidInput
from pllm_memory.facts import digest
from pllm_memory.types import MAX_CONTENT, MAX_ID, Message, Role, now


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that is not imported: where in the file it is, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """A message that was read.

    Attributes:
        message: The message.
        place: Where in the file it is.
        fact: Whether it is what a system noted down, and not what somebody said.
        owner: Whose it is by the file: a user id or a namespace; empty where the file does not say.
    """

    message: Message
    place: str
    fact: bool = False
    owner: str = ""


Found = Read | Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an import did, or would do.

    Attributes:
        system: From which system.
        conversations: How many conversations have messages in it.
        messages: How many things that were said.
        facts: How many things that the system had noted down.
        added: How many of both were new; None for a dry run.
        skipped: What was not imported, where it is, and why.
    """

    system: str
    conversations: int = 0
    messages: int = 0
    facts: int = 0
    added: int | None = None
    skipped: tuple[Skipped, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON-ready values."""
        numbers = {name: getattr(self, name) for name in ("system", "conversations", "messages", "facts", "added")}
        return numbers | {"skipped": [{"place": one.place, "reason": one.reason} for one in self.skipped]}


def read(
    place: str,
    text: object,
    *,
    id_: object,
    session: object,
    role: str,
    at: datetime,
    name: object = None,
    fact: bool = False,
    owner: str = "",
) -> Iterator[Found]:
    """A text as a message, or as several if it is too long for one; what cannot be one is said."""
    if not isinstance(text, str) or not text.strip():
        yield Skipped(place, "it has no text")
        return
    for number, start in enumerate(range(0, len(text), MAX_CONTENT), start=1):
        try:
            message = Message(
                id=usable(f"{id_}#{number}" if number > 1 else str(id_ or digest(place, text))),
                session_id=usable(str(session)),
                role=cast("Role", role),
                content=text[start : start + MAX_CONTENT],
                at=at,
                name=name if isinstance(name, str) and name.strip() else None,
            )
        except InvalidInput as error:
            yield Skipped(place, str(error))
        else:
            yield Read(message, place, fact, owner)


def usable(id_: str) -> str:
    """An id of another system as one of ours: as it is, if it can be one."""
    return id_ if id_.isprintable() and id_ == id_.strip() and 0 < len(id_) <= MAX_ID else digest(id_, length=32)


def moment(*values: object) -> datetime:
    """The first time that can be read: seconds since 1970, or ISO 8601, in UTC if it has no zone; else now."""
    for value in values:
        try:
            if isinstance(value, int | float) and not isinstance(value, bool):
                return datetime.fromtimestamp(value, UTC)
            if isinstance(value, str) and value.strip():
                found = datetime.fromisoformat(value.strip())
                return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, OverflowError, OSError):
            continue
    return now()


def mapping(value: object) -> Mapping[str, Any]:
    """A JSON object; an empty one in place of anything else."""
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def listed(value: object) -> list[Any]:
    """A JSON array; an empty one in place of anything else."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def written(value: object) -> str:
    """A value as one line of JSON."""
    return json.dumps(value, ensure_ascii=False, default=str)
