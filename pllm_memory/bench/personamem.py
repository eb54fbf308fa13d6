"""PersonaMem v1 (bowen-upenn/PersonaMem): multiple choice about a user whose preferences change.

The format is what the repository's `inference_standalone_openai.py` reads: a question sees the first
`end_index_in_shared_context` turns of its context. The files name no evidence, so there is no recall to report: only
the cost and, with a reader model, accuracy.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pllm_memory.bench.cases import Asked, Case, Dataset
from pllm_memory.bench.reading import Node, beside, existing, message, read_csv, read_lines
from pllm_memory.errors import ConfigError, InvalidInput
from pllm_memory.types import Message

_START = datetime(2024, 1, 1, tzinfo=UTC)
_LETTER = re.compile(r"\(?([a-z])\)?")
_OPTION = re.compile(r"^\s*\([a-z]\)\s*")
_NOTE = "The files name no evidence: without a reader model only cost and latency are measured."


def load(path: Path, *, seed: int = 0) -> Dataset:
    """Reads `questions_32k.csv` (128k, 1M) and the `shared_contexts_….jsonl` beside it, or a folder with one pair.

    They are on the Hugging Face hub, bowen-upenn/PersonaMem.
    """
    del seed  # nothing here is drawn
    questions = _questions(path) if existing(path).is_dir() else path
    contexts = beside(questions.parent, questions.stem.replace("questions", "shared_contexts") + ".jsonl", "*.jsonl")
    rows = list(read_csv(questions))
    cases = tuple(_cases(rows, _contexts(contexts), contexts.name))
    files = (questions, contexts)
    return Dataset(name="personamem", cases=cases, size=len(cases), files=files, notes=(_NOTE,))


def _questions(folder: Path) -> Path:
    several = sorted(folder.glob("questions*.csv"))
    if len(several) > 1:
        raise ConfigError(f"{folder} holds {', '.join(file.name for file in several)}: give the path of one")
    return beside(folder, "questions*.csv")


def _contexts(path: Path) -> dict[str, Node]:
    return {key: turns for record in read_lines(path) for key, turns in record.entries()}


def _cases(rows: list[Node], contexts: Mapping[str, Node], file: str) -> Iterator[Case]:
    by_context: dict[str, list[Node]] = {}
    for row in rows:
        by_context.setdefault(_context_of(row, contexts, file), []).append(row)
    for key, asked in by_context.items():
        messages = tuple(_messages(contexts[key]))
        yield Case(
            user_id=key,
            messages=tuple(said for said in messages if said is not None),
            questions=tuple(_asked(row, contexts[key], len(messages)) for row in asked),
        )


def _context_of(row: Node, contexts: Mapping[str, Node], file: str) -> str:
    key = row.get("shared_context_id")
    if key is None and len(contexts) == 1:
        return next(iter(contexts))
    found = row["shared_context_id"].text()
    if found not in contexts:
        raise InvalidInput(f"{row.where}, shared_context_id: there is no context {found[:60]!r} in {file}")
    return found


def _messages(context: Node) -> Iterator[Message | None]:
    """One a turn, None for an empty one; a system message begins a session, as in the files."""
    session = 0
    for index, turn in enumerate(context.items()):
        role, content = turn["role"].text(), turn["content"].string()
        session += role == "system"
        fields = {"id": str(index), "session_id": f"s{session}", "role": role, "content": content, "at": _at(index)}
        yield message(turn, **fields) if content.strip() else None


def _at(index: int) -> datetime:
    return _START + timedelta(minutes=index)


def _asked(row: Node, context: Node, turns: int) -> Asked:
    end = row.get("end_index_in_shared_context")
    seen = end.number() if end else turns
    if not 0 < seen <= turns:
        raise InvalidInput(f"{row.where}: the context has {turns} turns, and not {seen} ({context.where})")
    options = _options(row["all_options"])
    return Asked(
        id=row["question_id"].text(),
        text=row.first("user_question_or_message", "question").text(),
        category=row["question_type"].text(),
        at=_at(seen - 1),
        answer=_answer(row["correct_answer"], options),
        options=options,
    )


def _options(node: Node) -> tuple[str, ...]:
    """The options, written as a Python list of "(a) …"."""
    try:
        found = Node(ast.literal_eval(node.text()), node.where)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError) as error:
        raise InvalidInput(f"{node.where}: not a list of options") from error
    return tuple(_OPTION.sub("", text) for text in found.texts())


def _answer(node: Node, options: tuple[str, ...]) -> str:
    match = _LETTER.fullmatch(node.text().strip().lower())
    index = ord(match[1]) - ord("a") if match else len(options)
    if index >= len(options):
        raise InvalidInput(f"{node.where}: {node.text()[:60]!r} is the letter of no option")
    return options[index]
