"""MemoryBank (zhongwanjun/MemoryBank-SiliconFriend): 15 users' chats by date, and probing questions.

The files are in the repository's `eval_data/en` and `eval_data/cn`. The questions have no gold answers and no evidence,
so nothing here says how good a memory is: packed tokens, latency and cost are all that can be reported.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from pllm_memory.bench.cases import Asked, Case, Dataset
from pllm_memory.bench.reading import Node, beside, distinct, existing, message, read_json, read_lines
from pllm_memory.errors import InvalidInput
from pllm_memory.types import Message

_NOTE = "The probing questions have no gold answers and no evidence: only cost and latency are measured."


def load(path: Path, *, seed: int = 0) -> Dataset:
    """Reads `memory_bank_en.json` (or `_cn`) and `probing_questions_en.jsonl` beside it, or a folder with both."""
    del seed  # nothing here is drawn
    memories = beside(path, "memory_bank_en.json", "memory_bank*.json") if existing(path).is_dir() else path
    language = memories.stem.rpartition("_")[2]
    probing = beside(memories.parent, f"*probing*{language}.jsonl")
    questions = {user.strip(): asked for record in read_lines(probing) for user, asked in record.entries()}
    cases = tuple(_case(user.strip(), node, questions) for user, node in read_json(memories).entries())
    for user in questions.keys() - {case.user_id for case in cases}:
        raise InvalidInput(f"{questions[user].where}: {memories.name} has no such user")
    return Dataset(name="memorybank", cases=cases, size=len(cases), files=(memories, probing), notes=(_NOTE,))


def _case(user: str, node: Node, questions: Mapping[str, Node]) -> Case:
    asked = questions[user].texts() if user in questions else ()
    return Case(
        user_id=user,
        messages=distinct(_messages(node["history"]), node.where),
        questions=tuple(Asked(id=str(index), text=text) for index, text in enumerate(asked)),
    )


def _messages(history: Node) -> Iterator[Message]:
    for date, exchanges in history.entries():
        start = Node(date, exchanges.where).time("%Y-%m-%d")
        for index, exchange in enumerate(exchanges.items()):
            for role, field, second in (("user", "query", 0), ("assistant", "response", 1)):
                yield _message(exchange, date, role, field, start + timedelta(minutes=index, seconds=second))


def _message(exchange: Node, date: str, role: str, field: str, at: datetime) -> Message:
    return message(
        exchange,
        id=f"{date}/{at:%H%M%S}",
        session_id=date,
        role=role,
        content=exchange[field].text(),
        at=at,
    )
