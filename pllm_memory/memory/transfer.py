"""What `export` writes and `import_` reads: JSON lines.

A header that says whose memory it is; a line for each message; a line for each reading that rules would not make
again (an LLM's, a correction by hand); the digests of the statements that were taken back; and a line for each item.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import groupby
from pathlib import Path
from typing import Any, cast, get_args

from pllm_memory.errors import InvalidInput, NotFound
from pllm_memory.facts import Mode, Reading, Statement
from pllm_memory.items import StoredItem
from pllm_memory.stores.base import Statements
from pllm_memory.types import ROLES, Message, Rejected, is_storable, utc

_AGAIN = ("rules", "nlp")
"""What reads the messages again where they are brought in."""
_MARKS = ('{"reading"', '{"item"')
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Export:
    """An export, taken apart.

    Attributes:
        user_id: Whose memory it was, where it says.
        text: The messages, on the lines that they had.
        readings: What was read in them.
        withdrawn: The ids of statements that were taken back.
        rejected: Lines that hold a reading or an item, but not one that can be used.
        items: What programs kept.
    """

    user_id: str | None
    text: str
    readings: tuple[Reading, ...]
    withdrawn: frozenset[str]
    rejected: tuple[Rejected, ...]
    items: tuple[StoredItem, ...]


def written(user_id: str, messages: Iterable[Message], statements: Statements, items: Iterable[StoredItem]) -> str:
    """Everything that is remembered of a user, as JSON lines."""
    rows: list[dict[str, Any]] = [{"format": "pllm-memory", "version": _VERSION, "user_id": user_id}]
    rows += [message.to_dict() for message in messages]
    kept = (statement for statement in statements.items if statement.source not in _AGAIN)
    for (message_id, source), group in groupby(kept, key=lambda one: (one.message_id, one.source)):
        found = [statement.to_dict() for statement in group]
        rows.append({"reading": {"message_id": message_id, "extractor": source, "statements": found}})
    if statements.withdrawn:
        rows.append({"reading": {"withdrawn": sorted(statements.withdrawn)}})
    rows += [{"item": item.to_dict()} for item in items]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def read(source: str | Path) -> Export:
    """Takes an export apart; any other JSON lines or JSON array has just messages.

    Raises:
        NotFound: If there is no such file.
        InvalidInput: If it cannot be read as text, or a newer version of pllm-memory wrote it.
    """
    user_id, text = _header(_text(source).removeprefix("\ufeff"))  # a mark that editors put before UTF-8
    lines = text.split("\n")
    readings: list[Reading] = []
    withdrawn: set[str] = set()
    rejected: list[Rejected] = []
    items: list[StoredItem] = []
    for number, line in enumerate(lines, start=1):
        if not line.startswith(_MARKS):
            continue
        lines[number - 1] = ""
        try:
            whole = json.loads(line)
            if "item" in whole:
                items.append(StoredItem.from_dict(whole["item"]))
                continue
            found = whole["reading"]
            withdrawn.update(map(str, found.get("withdrawn", ())))
            readings.extend(_readings(found))
        except (InvalidInput, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
            rejected.append(Rejected(line=number, reason=f"neither a reading nor an item: {error}"))
    return Export(user_id, "\n".join(lines), tuple(readings), frozenset(withdrawn), tuple(rejected), tuple(items))


def _readings(found: dict[str, Any]) -> Iterator[Reading]:
    if "message_id" in found:
        statements = tuple(_statement(item, found["message_id"]) for item in found["statements"])
        yield Reading(str(found["message_id"]), str(found["extractor"]), statements)


_KINDS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("subject", "predicate", "object", "text", "source"), (str,)),
    **dict.fromkeys(("replaces", "speaker"), (str, type(None))),
    "certain": (bool,),
    "strength": (float, int),
}
_NEEDED = ("subject", "predicate", "object")
_ON_ONE_LINE = (*_NEEDED, "replaces", "speaker", "source")
"""What is shown as a part of a line, in a profile, say: it may not be a line of its own."""


def _statement(item: dict[str, Any], message_id: str) -> Statement:
    known = {field.name for field in fields(Statement)}
    given: dict[str, Any] = {name: value for name, value in item.items() if name in known}
    for name, kinds in _KINDS.items():
        if not isinstance(given[name] if name in _NEEDED else given.get(name, kinds[0]()), kinds):
            raise InvalidInput(f"{name} must be {kinds[0].__name__}, not {type(given[name]).__name__}")
    for name in _ON_ONE_LINE:
        if not is_storable(given.get(name) or ""):
            raise InvalidInput(f"{name} holds a control character, a line end or a lone surrogate")
    if given.get("mode", "holds") not in get_args(Mode) or given.get("role", "user") not in ROLES:
        raise InvalidInput(f"mode {given.get('mode')!r} or role {given.get('role')!r} is unknown")
    for name in ("valid_at", "invalid_at", "said_at"):
        if name in given:
            given[name] = utc(given[name], what=name)
    given["message_id"] = message_id
    return Statement(**given)


def _text(source: str | Path) -> str:
    if isinstance(source, str):
        return source
    try:
        return source.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {source}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{source} cannot be read as UTF-8 text: {error}") from error


def _header(text: str) -> tuple[str | None, str]:
    """The user that an export names in its first line, and the text with that line blank, so that numbers stay."""
    first, _, rest = text.partition("\n")
    try:
        header: Any = json.loads(first)
    except (ValueError, RecursionError):
        return None, text
    if isinstance(header, dict) and "format" in header:
        named = cast("dict[str, Any]", header)
        if named.get("version", _VERSION) != _VERSION:
            raise InvalidInput(
                f"this export has version {str(named['version'])[:20]!r}; this pllm-memory reads {_VERSION}. "
                f"Upgrade it: pip install -U pllm-memory"
            )
        return str(named.get("user_id", "")), "\n" + rest
    return None, text
