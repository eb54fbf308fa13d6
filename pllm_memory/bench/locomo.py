"""LoCoMo (snap-research/locomo, ACL 2024): long conversations of two people, questions with evidence turns.

The format is that of the repository's README; what is not in it, such as `adversarial_answer`, is in the file.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from pllm_memory.bench.cases import Asked, Case, Dataset
from pllm_memory.bench.reading import Node, distinct, message, read_json
from pllm_memory.errors import InvalidInput
from pllm_memory.types import Message

ADVERSARIAL = "5"
LABELS = {"1": "multi-hop", "2": "temporal", "3": "open-domain", "4": "single-hop", ADVERSARIAL: "adversarial"}
"""By the ids of the data's authors (task_eval in their repository): other papers swap the names."""
_SESSION = re.compile(r"session_(\d+)")
_EVIDENCE = re.compile(r"D:?(\d+):(\d+)")


def load(path: Path, *, seed: int = 0) -> Dataset:
    """Reads the repository's `data/locomo10.json`, or a file with some of its conversations.

    Categories stay what the file says, by number: 1 multi-hop, 2 temporal, 3 open-domain, 4 single-hop,
    5 adversarial (asked of the wrong person: evidence exists, but the question has no answer).
    """
    del seed  # nothing here is drawn
    cases = tuple(_case(sample) for sample in read_json(path).items())
    groups = {"cat1-4": frozenset({"1", "2", "3", "4"})}
    return Dataset(name="locomo", cases=cases, size=len(cases), files=(path,), groups=groups, labels=LABELS)


def _case(sample: Node) -> Case:
    name = sample["sample_id"].text()
    sample = Node(sample.value, f"{sample.where} ({name})")
    messages = distinct(_messages(sample["conversation"]), sample.where)
    known = {message.id for message in messages}
    questions = tuple(_asked(str(index), node, known) for index, node in enumerate(sample["qa"].items()))
    return Case(user_id=name, messages=messages, questions=questions)


def _messages(conversation: Node) -> Iterator[Message]:
    sessions = [match for key in conversation.fields() if (match := _SESSION.fullmatch(key))]
    for match in sorted(sessions, key=lambda match: int(match[1])):
        start = conversation[f"{match[0]}_date_time"].time("%I:%M %p on %d %B, %Y")
        for index, turn in enumerate(conversation[match[0]].items()):
            yield _message(turn, match[0], start + timedelta(seconds=index))


def _message(turn: Node, session_id: str, at: datetime) -> Message:
    caption = turn.get("blip_caption")
    return message(
        turn,
        id=turn["dia_id"].text(),
        session_id=session_id,
        content=turn["text"].text(),
        at=at,
        name=turn["speaker"].text().strip(),
        caption=caption.text() if caption else None,
    )


def _asked(id_: str, node: Node, known: set[str]) -> Asked:
    category = node["category"].scalar()
    if category not in {"1", "2", "3", "4", "5"}:
        raise InvalidInput(f"{node.where}, category: {category!r} is none of LoCoMo's 1 to 5")
    answer = node.get("answer")
    return Asked(
        id=id_,
        text=node["question"].text(),
        evidence=_evidence(node["evidence"], known),
        category=category,
        answer=answer.scalar() if answer and category != ADVERSARIAL else None,
        answerable=category != ADVERSARIAL,
    )


def _evidence(node: Node, known: set[str]) -> tuple[str, ...]:
    """The turns that exist, of ids as they are written: 'D8:6; D9:17', 'D:11:26', 'D30:05', 'D'."""
    written = " ".join(item.scalar() for item in node.items())
    ids = (f"D{int(session)}:{int(turn)}" for session, turn in _EVIDENCE.findall(written))
    return tuple(id_ for id_ in dict.fromkeys(ids) if id_ in known)
