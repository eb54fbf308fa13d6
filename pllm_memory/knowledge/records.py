"""A record of a knowledge graph as a message, and back: in words that a recall finds, and without any loss.

    Ada Lovelace (person)               an entity
    Ada Lovelace: speaks French         an observation
    Ada Lovelace – works_at – Acme      a relation

A name that could be misread is written as JSON writes a text. They are a model's words, so their role is "assistant":
they do not count as what the user said.
"""

import json
import re
from collections.abc import Iterable
from datetime import datetime

from pllm_memory.knowledge.graph import Record, numbered
from pllm_memory.types import Message

KEPT_AS = "knowledge-graph"
"""The session that the records belong to."""

_NAME = r'("(?:[^"\\]|\\.)*"|[^\n"():–]+)'
_PLAIN = re.compile(r"(?!\s)[^\n\"():–]+(?<!\s)")
_ENTITY = re.compile(rf"{_NAME} \({_NAME}\)")
_OBSERVATION = re.compile(rf"{_NAME}: (.*)", re.DOTALL)
_RELATION = re.compile(rf"{_NAME} – {_NAME} – {_NAME}")


def message(record: Record, at: datetime) -> Message:
    """The message that keeps a record.

    Raises:
        InvalidMessage: If it is too long, or holds what cannot be stored.
    """
    return Message(id=record.id, session_id=KEPT_AS, role="assistant", content=_said(record), at=at)


def records(messages: Iterable[Message]) -> list[Record]:
    """The records that messages keep, in order; a message that keeps none is left out."""
    found = list(messages)
    read = numbered(record for message in found if (record := _read(message.content)))
    ids = {message.id for message in found}
    return [record for record in read if record.id in ids]


def _said(record: Record) -> str:
    if record.kind == "entity":
        return f"{_quoted(record.parts[0])} ({_quoted(record.parts[1])})"
    if record.kind == "observation":
        return f"{_quoted(record.parts[0])}: {record.parts[1]}"
    return " – ".join(map(_quoted, record.parts))


def _read(content: str) -> Record | None:
    if found := _OBSERVATION.fullmatch(content):
        return Record("observation", (_unquoted(found[1]), found[2]))
    if found := _ENTITY.fullmatch(content):
        return Record("entity", (_unquoted(found[1]), _unquoted(found[2])))
    if found := _RELATION.fullmatch(content):
        return Record("relation", (_unquoted(found[1]), _unquoted(found[2]), _unquoted(found[3])))
    return None


def _quoted(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _unquoted(name: str) -> str:
    return json.loads(name, strict=False) if name.startswith('"') else name
