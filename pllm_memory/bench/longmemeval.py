"""LongMemEval (xiaowu0162/LongMemEval, ICLR 2025): each question has a haystack of chat sessions of its own.

The format is that of "Dataset Format" in the repository's README: S, M and oracle files have one. Evidence is given
twice: the turns marked `has_answer`, and the sessions in `answer_session_ids`. Questions with `_abs` in their id have
no answer: as in the official evaluation (src/retrieval/run_retrieval.py) they take no part in recall. The official
turn level knows the user's turns alone, and counts only those as evidence; here the assistant's can be found too, and
count where they are marked.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from pllm_memory.bench.cases import Asked, Case, Dataset
from pllm_memory.bench.reading import Node, existing, message, read_array
from pllm_memory.errors import InvalidInput
from pllm_memory.types import Message

_DATES = ("%Y/%m/%d (%a) %H:%M", "%Y/%m/%d %H:%M", "%Y/%m/%d (%a)")


def load(path: Path, *, seed: int = 0) -> Dataset:
    """Reads `longmemeval_s_cleaned.json`, `longmemeval_m_cleaned.json` or `longmemeval_oracle.json`.

    They are on the Hugging Face hub, xiaowu0162/longmemeval-cleaned; the first release, without `_cleaned`, can be
    read as well.
    """
    del seed  # nothing here is drawn
    cases = (_case(record) for record in read_array(existing(path)))
    return Dataset(name="longmemeval", cases=cases, size=None, files=(path,))


def _case(record: Node) -> Case:
    id_ = record["question_id"].text()
    record = Node(record.value, f"{record.where} ({id_})")
    # The oracle file is not in the order of time. No two sessions share a time and a place in the file.
    turns = sorted(_turns(record), key=lambda turn: turn[0].at)
    messages = tuple(said for said, _ in turns)
    asked = _asked(record, id_, tuple(said.id for said, evidence in turns if evidence), messages)
    return Case(user_id=id_, messages=messages, questions=(asked,))


def _turns(record: Node) -> Iterator[tuple[Message, bool]]:
    sessions, dates = record["haystack_sessions"].items(), record["haystack_dates"].items()
    ids = record["haystack_session_ids"].texts()
    if not len(sessions) == len(dates) == len(ids):
        raise InvalidInput(f"{record.where}: {len(sessions)} sessions, {len(dates)} dates, {len(ids)} session ids")
    for number, (session, date, session_id) in enumerate(zip(sessions, dates, ids, strict=True)):
        # Some haystacks hold one session twice; its second copy is a session of its own.
        unique = session_id if session_id not in ids[:number] else f"{session_id}#{number}"
        yield from _session(session, unique, date.time(*_DATES))


def _session(session: Node, session_id: str, start: datetime) -> Iterator[tuple[Message, bool]]:
    for index, turn in enumerate(session.items()):
        content = turn["content"].string()
        if not content.strip():  # a few turns of the official files are empty
            continue
        said = message(
            turn,
            id=f"{session_id}/{index}",
            session_id=session_id,
            role=turn["role"].text(),
            content=content,
            at=start + timedelta(seconds=index),
        )
        yield said, turn.fields().get("has_answer") is True


def _asked(record: Node, id_: str, evidence: tuple[str, ...], messages: tuple[Message, ...]) -> Asked:
    answerable = "_abs" not in id_
    date = record["question_date"].time(*_DATES)
    return Asked(
        id=id_,
        text=record["question"].text(),
        evidence=evidence if answerable else (),
        sessions=record["answer_session_ids"].texts() if answerable else (),
        category=record["question_type"].text(),
        # Only where the file keeps to it: the official evaluation does not look at dates.
        at=date if all(said.at <= date for said in messages) else None,
        answer=record["answer"].scalar(),
        answerable=answerable,
    )
