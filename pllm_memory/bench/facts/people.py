"""Single messages of many people, each as they would write it, with what it tells: how much of that is read.

They were written by somebody who knew neither the rules nor what the tagger was trained on. Lives are told in phrases
that are used again and again; here every message is another.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib import resources

from pllm_memory.bench.facts.marked import Marked, read
from pllm_memory.bench.facts.report import Shares
from pllm_memory.facts import USER, Statement
from pllm_memory.predicates import ANYTHING
from pllm_memory.remember.extract import extract
from pllm_memory.remember.extract.annotators import Annotators
from pllm_memory.remember.tagger.labels import PREDICATES
from pllm_memory.remember.tagger.objects import object_of
from pllm_memory.types import Message

_AT = datetime(2026, 5, 4, 12, tzinfo=UTC)
_WORD = re.compile(r"\w+")
_ALIKE = 0.5
"""The share of their words that two objects must have in common to be the same."""
_UNSCORED = frozenset(("species",))
Told = tuple[str, str]
"""A predicate and its object."""


def people() -> list[Marked]:
    """The messages."""
    text = resources.files("pllm_memory.bench.facts").joinpath("people.txt").read_text(encoding="utf-8")
    return read(text, "people.txt")


def heard(annotators: Annotators) -> Shares:
    """How much is read of them: "recall" and "precision" of what holds of the writer, "ended" of what is over.

    "trapped" is the share of the messages that tell nothing of their writer out of which something was read.
    """
    shares = Shares()
    for message in people():
        statements = _statements(message, annotators)
        gold, found = list(_told(message, "holds")), list(_holding(statements))
        for one in gold:
            shares.add("recall", message.writer, any(_same(one, other) for other in found))
        for one in found:
            shares.add("precision", message.writer, any(_same(one, other) for other in gold))
        for one in (*_told(message, "over"), *((name, "") for name in sorted(message.over))):
            shares.add("ended", message.writer, any(_ends(statement, one) for statement in statements))
        if not message.over and not any(mark.sign != "other" for mark in message.marks):
            shares.add("trapped", message.writer, bool(found))
    return shares


def _statements(message: Marked, annotators: Annotators) -> Sequence[Statement]:
    """What is read in a message, of its writer."""
    messages = [Message(id="m", session_id="s", role="user", content=message.text, at=_AT)]
    if message.asked:
        messages = [Message(id="q", session_id="s", role="assistant", content=message.asked, at=_AT), *messages]
    (reading,) = extract(messages, {"m"}, annotators)
    return [one for one in reading.statements if one.subject == USER]


def _told(message: Marked, sign: str) -> Iterator[Told]:
    for mark in message.marks:
        if mark.sign == sign and mark.predicate not in _UNSCORED:
            yield mark.predicate, object_of(mark.predicate, message.text, mark.start, mark.stop)


def _holding(statements: Sequence[Statement]) -> Iterator[Told]:
    """What is said to hold, of the predicates that are marked."""
    known = (one for one in statements if one.mode != "ends" and one.predicate in PREDICATES and one.object)
    yield from dict.fromkeys((one.predicate, one.object) for one in known)


def _same(one: Told, other: Told) -> bool:
    return one[0] == other[0] and _alike(one[1], other[1])


def _alike(one: str, other: str) -> bool:
    words, others = (set(_WORD.findall(each.lower())) for each in (one, other))
    return words == others or len(words & others) >= _ALIKE * len(words | others)


def _ends(statement: Statement, gold: Told) -> bool:
    """Whether a statement says that something is over: by its name, or as the only one of its kind."""
    named, (predicate, value) = statement.replaces or statement.object, gold
    if statement.predicate == ANYTHING and named and value:
        return _alike(named, value)
    over = statement.mode == "ends" or statement.replaces is not None
    return over and statement.predicate == predicate and (not named or not value or _alike(named, value))
