"""What every benchmark becomes: cases, each one user's messages and the questions asked about them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pllm_memory.types import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question about one user's messages.

    Attributes:
        id: Unique in its case.
        text: What is asked.
        evidence: The ids of the messages that answer it. Empty: it takes no part in recall, but is counted.
        category: By the id of the benchmark. LoCoMo's are numbers: their names are swapped in half of the papers.
        at: When it is asked; only what had been said by then may be found. None: after everything.
        answer: The gold answer, where there is one.
        options: What to choose from, where it is a multiple-choice question.
        answerable: False where the right answer is that nothing was said about it.
        sessions: The sessions of the evidence, where the benchmark names those too.
    """

    id: str
    text: str
    evidence: tuple[str, ...] = ()
    category: str = "all"
    at: datetime | None = None
    answer: str | None = None
    options: tuple[str, ...] = ()
    answerable: bool = True
    sessions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One user's messages, in the order of time, and what is asked about them."""

    user_id: str
    messages: tuple[Message, ...]
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A benchmark, read.

    Attributes:
        name: As it is registered.
        cases: Read once, from the first to the last; a big file is read case by case.
        size: How many cases there are, where that is known before they are read.
        files: What it was read from.
        groups: Categories that are also reported together, by the name of the group.
        labels: What categories are called, where their id does not say it.
        notes: What a reader of the numbers must know.
    """

    name: str
    cases: Iterable[Case]
    size: int | None
    files: tuple[Path, ...]
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    notes: tuple[str, ...] = ()
