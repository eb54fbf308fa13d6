"""Messages with what they tell marked in them: what the tagger is trained on, and what reading is measured on.

A line is a message, perhaps behind the question that it answers: `Where's home? || {lives_in:Porto}, since march`.
`{works_at:Bosch}` is told and holds; `{-works_at:Bosch}` is over, or never was; `{~works_at:Bosch}` is told of somebody
else; `{-works_at}` at the end: it is over, and not named. What is not told in earnest is unmarked. With `>>` instead of
`||`, the question is marked, too, with what the answer makes of it: `Do you like {likes:snow}? >> omg yes`. A line that
begins with # says who writes the following ones.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pllm_memory.errors import InvalidInput
from pllm_memory.remember.tagger.labels import PREDICATES, SIGNS, Sign

_MARK = re.compile(r"\{([-~]?)(\w+)(?::([^{}]+))?\}")
_ARTICLE = re.compile(r"(?:the|an?|my|our) (?=\S)")
_SIGN: Mapping[str, Sign] = dict(zip(("", "-", "~"), SIGNS, strict=True))


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that tell something: where they are in the text, what, and whether it holds."""

    start: int
    stop: int
    predicate: str
    sign: Sign


@dataclass(frozen=True, slots=True)
class Marked:
    """A message with what it tells.

    Attributes:
        asked: The question that it answers, or "".
        text: What was written.
        marks: Where it tells what.
        over: What is over without being named.
        writer: Who wrote it.
        asked_marks: Where the question names what the answer tells; None where nobody has marked it.
    """

    asked: str
    text: str
    marks: tuple[Mark, ...]
    over: frozenset[str]
    writer: str
    asked_marks: tuple[Mark, ...] | None = None


def read(text: str, name: str) -> list[Marked]:
    """The messages of a file.

    Args:
        text: What is in it.
        name: What it is called, for errors.

    Raises:
        InvalidInput: If a line is not as it should be; says which.
    """
    found, writer = list[Marked](), name
    for place, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            writer = line.strip("# ")
        elif line.strip():
            found.append(_parsed(line, f"{name}:{place}", writer))
    return found


def _parsed(line: str, where: str, writer: str) -> Marked:
    question, marked, answer = line.rpartition(" >> ")
    if not marked:
        question, _, answer = line.rpartition(" || ")
    asked, asked_marks, never = _read(question.strip(), where)
    text, marks, over = _read(answer, where)
    if never or (asked_marks and not marked):
        raise InvalidInput(f"{where}: a question is marked before >>, with what it names")
    return Marked(asked, text, marks, over, writer, asked_marks if marked else None)


def _read(told: str, where: str) -> tuple[str, tuple[Mark, ...], frozenset[str]]:
    """A text without its marks, these, and what is over without being named."""
    text, marks, over, place = "", list[Mark](), set[str](), 0
    for found in _MARK.finditer(told):
        sign, predicate, value = found.groups()
        if predicate not in PREDICATES or (not value and sign != "-"):
            raise InvalidInput(f"{where}: {found[0]} is no mark")
        text += told[place : found.start()]
        place = found.end()
        if value:
            marks.append(_tidy(Mark(len(text), len(text) + len(value), predicate, _SIGN[sign]), value))
            text += value
        else:
            over.add(predicate)
    text = (text + told[place:]).rstrip()
    if re.search(r"[{}]", text):
        raise InvalidInput(f"{where}: a brace that is no mark")
    return text, tuple(marks), frozenset(over)


def _tidy(mark: Mark, value: str) -> Mark:
    """Without an article before it, and a comma behind: not all who write examples leave them out."""
    article, bare = _ARTICLE.match(value), value.rstrip(" .,!?")
    return replace(mark, start=mark.start + (article.end() if article else 0), stop=mark.start + len(bare))
