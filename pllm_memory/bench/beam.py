"""BEAM (mohammadtavakoli78/BEAM): very long chats of a user with an assistant, ten abilities probed.

The folders are those of the repository's `chats/`, or of `test_chats/`, which its `download_dataset.py` makes. A chat
is written in one of three ways: as batches of turns of messages; as batches of messages (on the Hugging Face hub); and
those of ten million tokens as plans, each with batches of its own. As in the official code, a truncated chat goes
before the whole one.

The metric is a judge over rubrics. What needs no judge is the recall of `source_chat_ids`, the messages that a question
was made from; questions of the ability `abstention` have none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pllm_memory.bench.cases import Asked, Case, Dataset
from pllm_memory.bench.reading import Node, distinct, existing, message, natural, read_json
from pllm_memory.errors import InvalidInput, NotFound
from pllm_memory.types import Message

_START = datetime(2024, 1, 1, tzinfo=UTC)
_PROBES = "probing_questions/probing_questions.json"
_CHATS = ("chat_trunecated.json", "chat_truncated.json", "chat.json")  # the official misspelling first
_MARK = re.compile(r"\s*->->\s*[\d,.\s]+$")
"""The generator's own bookkeeping, left at the end of user turns."""
_ANSWERS = ("answer", "ideal_answer", "ideal_response", "ideal_summary", "expected_compliance")


def load(path: Path, *, seed: int = 0) -> Dataset:
    """Reads one chat's folder, or a folder of them such as `chats/100K`."""
    del seed  # nothing here is drawn
    folders = sorted((file.parent.parent for file in existing(path).glob(f"**/{_PROBES}")), key=natural)
    if not folders:
        raise NotFound(f"there is no file {_PROBES} in {path} or below it")
    files = tuple(file for folder in folders for file in (_chat(folder), folder / _PROBES))
    cases = (_case(folder) for folder in folders)
    return Dataset(name="beam", cases=cases, size=len(folders), files=files)


def _chat(folder: Path) -> Path:
    found = next((folder / name for name in _CHATS if (folder / name).exists()), None)
    if found is None:
        raise NotFound(f"there is no file {' or '.join(_CHATS)} in {folder}")
    return found


def _case(folder: Path) -> Case:
    chat = read_json(_chat(folder))
    messages = distinct(_messages(Node(chat.value, f"{folder.name}/{chat.where}")), f"{folder.name}/{chat.where}")
    known: dict[str, list[str]] = {}
    for said in messages:
        known.setdefault(said.id.rpartition("/")[2], []).append(said.id)
    probes = read_json(folder / _PROBES)
    questions = (
        _asked(f"{ability}/{index}", ability, Node(node.value, f"{folder.name}/{node.where}"), known)
        for ability, nodes in probes.entries()
        for index, node in enumerate(nodes.items())
    )
    return Case(user_id=f"{folder.parent.name}/{folder.name}", messages=messages, questions=tuple(questions))


def _messages(chat: Node) -> Iterator[Message]:
    """A batch is a session; its day is the last that was named, as the chat goes on."""
    at = _START
    used: set[str] = set()
    for session, batch in _batches(chat):
        for turn in _turns(batch):
            at = max(at, _named(turn.get("time_anchor")) or at) + timedelta(seconds=1)
            number = turn["id"].scalar()
            # Should plans count from the beginning, a number means the message of each.
            id_ = number if number not in used or "/" not in session else f"{session.partition('/')[0]}/{number}"
            used.add(id_)
            if turn["content"].string().strip():
                yield _message(turn, id_, session, at)


def _named(anchor: Node | None) -> datetime | None:
    """The day that a turn names; most name none."""
    return anchor.time("%B-%d-%Y") if anchor and anchor.value else None


def _batches(chat: Node) -> Iterator[tuple[str, Node]]:
    """The batches of a chat, of all its plans, each with the name of its session."""
    for number, part in enumerate(chat.items(), start=1):
        if isinstance(part.value, list):
            yield str(number), part
        elif "turns" in part.fields():
            yield part["batch_number"].scalar(), part["turns"]
        else:
            for plan, batches in part.entries():
                yield from ((f"{plan}/{name}", batch) for name, batch in _batches(batches))


def _turns(batch: Node) -> Iterator[Node]:
    """The messages of a batch, in groups or not."""
    for part in batch.items():
        if isinstance(part.value, list):
            yield from part.items()
        else:
            yield part


def _message(turn: Node, id_: str, session: str, at: datetime) -> Message:
    return message(
        turn,
        id=id_,
        session_id=session,
        role=turn["role"].text(),
        content=_MARK.sub("", turn["content"].string()),
        at=at,
    )


def _asked(id_: str, ability: str, node: Node, known: Mapping[str, Sequence[str]]) -> Asked:
    sources = node.get("source_chat_ids")
    evidence = dict.fromkeys(_ids(sources.value, sources)) if sources else {}
    answer = next((found for name in _ANSWERS if (found := node.get(name)) is not None), None)
    return Asked(
        id=id_,
        text=node["question"].text(),
        evidence=tuple(id_ for number in evidence for id_ in known.get(number, ())),
        category=ability,
        answer=answer.scalar() if answer else None,
        answerable=ability != "abstention",
    )


def _ids(value: Any, where: Node) -> Iterator[str]:
    """The numbers, however deep: a list, or lists by what they are for."""
    if isinstance(value, dict):
        value = list(value.values())  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    if isinstance(value, list):
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _ids(item, where)
    elif isinstance(value, int):
        yield str(value)
    else:
        raise InvalidInput(f"{where.where}: {value!r} is not the number of a message")
