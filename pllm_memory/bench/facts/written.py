"""Dialogues that somebody wrote, with what is true in them: `dialogues/*.json`, and how to read them.

A file is an object:

```json
{"name": "…", "owner": ["Margaret"], "people": {"Ana": ["my sister"]},
 "sessions": [{"id": "s1", "at": "2021-03-01T10:00:00Z", "messages": [["m1", "user", "…"], ["m2", "Ben", "…"]]}],
 "facts": [{"predicate": "lives_in", "object": "Leeds", "messages": ["m1"], "valid_at": "2019-06", "days": 190}],
 "questions": [{"kind": "current", "predicate": "lives_in", "expected": ["York"], "stale": ["Leeds"], "after": "m9"}],
 "traps": {"m5": "joke"}}
```

A message is its id, who says it, and the text: "user", "assistant", or a name, as in a group chat. Facts and questions
are about "user" unless `subject` or `about` says otherwise. Times may be a day, a month ("2019-06": its middle) or a
year.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, cast

from pllm_memory.bench.facts.gold import GoldFact, Kind, Question, Story, check
from pllm_memory.bench.reading import Node, message
from pllm_memory.errors import InvalidInput
from pllm_memory.facts import USER
from pllm_memory.types import Message

_FORMS = ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d", "%Y-%m", "%Y")
_HALF: dict[int, timedelta] = {4: timedelta(182), 7: timedelta(14)}
"""How far the middle of what is written lies behind its beginning, by how long it is: a year, a month."""


def dialogues() -> tuple[Story, ...]:
    """All of them, by the name of their file.

    Raises:
        InvalidInput: If a record is not as it should be; the error names it.
    """
    folder = resources.files("pllm_memory.bench.facts").joinpath("dialogues")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".json")), key=lambda file: file.name)
    return tuple(_read(file) for file in files)


def _read(file: Traversable) -> Story:
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidInput(f"{file.name}: not JSON: {error}") from error
    return story(Node(value, file.name))


def story(node: Node) -> Story:
    """Reads one dialogue, and checks it."""
    facts, traps, people, owner = (node.get(name) for name in ("facts", "traps", "people", "owner"))
    asked = node["questions"].items()
    return check(
        Story(
            name=node["name"].text(),
            split="dialogues",
            messages=tuple(_messages(node["sessions"])),
            people={name: also.texts() for name, also in people.entries()} if people else {},
            owner=owner.texts() if owner else (),
            facts=tuple(_fact(fact) for fact in facts.items()) if facts else (),
            questions=tuple(_question(question, f"q{number}") for number, question in enumerate(asked, start=1)),
            traps={id_: kind.text() for id_, kind in traps.entries()} if traps else {},
        )
    )


def _messages(sessions: Node) -> Iterator[Message]:
    for session in sessions.items():
        start = _time(session["at"])[0]
        for index, turn in enumerate(session["messages"].items()):
            parts = turn.items()
            if len(parts) != 3:
                raise InvalidInput(f"{turn.where}: a message is an id, a speaker and a text")
            id_, speaker, content = (part.text() for part in parts)
            role = speaker if speaker in ("user", "assistant") else "user"
            yield message(
                turn,
                id=id_,
                session_id=session["id"].text(),
                role=role,
                name=None if speaker == role else speaker,
                content=content,
                at=start + timedelta(minutes=index),
            )


def _fact(node: Node) -> GoldFact:
    begun, ended, days, also = (node.get(name) for name in ("valid_at", "invalid_at", "days", "also"))
    start, width = _time(begun) if begun else (None, timedelta(2))
    return GoldFact(
        subject=_text(node, "subject", USER),
        predicate=node["predicate"].text(),
        object=node["object"].text(),
        also=also.texts() if also else (),
        message_ids=node["messages"].texts(),
        valid_at=start,
        tolerance=timedelta(days.number()) if days else width,
        invalid_at=_time(ended)[0] if ended else None,
        ended_by=_text(node, "ended_by", "") or None,
        doubted_by=_text(node, "doubted_by", "") or None,
        retracted=_flag(node, "retracted"),
        optional=_flag(node, "optional"),
    )


def _question(node: Node, id_: str) -> Question:
    expected, stale, changes = (node.get(name) for name in ("expected", "stale", "changes"))
    times: dict[str, Any] = {
        name: _time(given)[0] for name in ("as_of", "valid_at", "on", "stale_on") if (given := node.get(name))
    }
    return Question(
        id=id_,
        kind=cast("Kind", node["kind"].text()),
        about=_text(node, "about", USER),
        predicate=node["predicate"].text(),
        expected=expected.texts() if expected else (),
        stale=stale.texts() if stale else (),
        after=node["after"].text(),
        before=_text(node, "before", "") or None,
        changes=changes.number() if changes else 1,
        **times,
    )


def _time(node: Node) -> tuple[datetime, timedelta]:
    """A time, and how far off it may be: the middle of a year or a month is half of it away from both its ends."""
    text = node.text()
    half = _HALF.get(len(text), timedelta(0))
    return node.time(*_FORMS).replace(tzinfo=UTC) + half, half + timedelta(2)


def _text(node: Node, key: str, otherwise: str) -> str:
    found = node.get(key)
    return found.text() if found else otherwise


def _flag(node: Node, key: str) -> bool:
    return node.fields().get(key) is True
