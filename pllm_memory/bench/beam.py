"""BEAM (mohammadtavakoli78/BEAM): very long chats of a user with an assistant, ten abilities probed.

Its metric is a judge over rubrics. What needs no judge is the recall of `source_chat_ids`, the messages that
a question was made from; questions of the ability `abstention` have none.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pllm_memory.bench.cases import Asked, Case, Dataset
from pllm_memory.bench.reading import Node, clean, existing, message, natural, read_json
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
    messages = tuple(_messages(read_json(_chat(folder)), folder.name))
    known = {said.id for said in messages}
    probes = read_json(folder / _PROBES)
    questions = (
        _asked(f"{ability}/{index}", ability, Node(node.value, f"{folder.name}/{node.where}"), known)
        for ability, nodes in probes.entries()
        for index, node in enumerate(nodes.items())
    )
    return Case(user_id=f"{folder.parent.name}/{folder.name}", messages=messages, questions=tuple(questions))


def _messages(chat: Node, folder: str) -> Iterator[Message]:
    """A batch is a session; its day is the last that was named, as the chat goes on."""
    at = _START
    for batch in Node(chat.value, f"{folder}/{chat.where}").items():
        turns = [turn for group in batch["turns"].items() for turn in group.items()]
        session = batch["batch_number"].scalar()
        for turn in turns:
            anchor = turn.get("time_anchor")
            at = max(at, anchor.time("%B-%d-%Y")) + timedelta(seconds=1) if anchor else at + timedelta(seconds=1)
            yield _message(turn, session, at)


def _message(turn: Node, session: str, at: datetime) -> Message:
    return message(
        turn,
        id=turn["id"].scalar(),
        session_id=session,
        role=turn["role"].text(),
        content=_MARK.sub("", clean(turn["content"].text())),
        at=at,
    )


def _asked(id_: str, ability: str, node: Node, known: set[str]) -> Asked:
    sources = node.get("source_chat_ids")
    evidence = dict.fromkeys(_ids(sources.value, sources)) if sources else {}
    answer = next((found for name in _ANSWERS if (found := node.get(name)) is not None), None)
    return Asked(
        id=id_,
        text=node["question"].text(),
        evidence=tuple(one for one in evidence if one in known),
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
