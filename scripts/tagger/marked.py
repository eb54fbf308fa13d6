"""The messages that the tagger is trained on, each with what it tells marked in it; `python marked.py` checks them.

A line is a message, perhaps behind the question that it answers: `Where's home? || {lives_in:Porto}, since march`.
`{works_at:Bosch}` is told and holds; `{-works_at:Bosch}` is over, or never was; `{~works_at:Bosch}` is told of somebody
else; `{-works_at}` at the end: it is over, and not named. What is not told in earnest is not marked. CONTRIBUTING.md
says how such lines are written.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from pllm_memory.remember.tagger.labels import PREDICATES, SIGNS, Sign

FOLDER = Path(__file__).parent
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
    """A message, the question that it answers or "", its marks, and what is over without being named."""

    asked: str
    text: str
    marks: tuple[Mark, ...]
    over: frozenset[str]


def read(path: Path) -> list[Marked]:
    """The messages of a file.

    Raises:
        ValueError: If a line is not as it should be; says which.
    """
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    return [_parsed(line, f"{path.name}:{place}") for place, line in lines if line.strip() and line[0] != "#"]


def _parsed(line: str, where: str) -> Marked:
    asked, _, told = line.rpartition(" || ")
    text, marks, over, place = "", list[Mark](), set[str](), 0
    for found in _MARK.finditer(told):
        sign, predicate, value = found.groups()
        if predicate not in PREDICATES or (not value and sign != "-"):
            raise ValueError(f"{where}: {found[0]} is no mark")
        text += told[place : found.start()]
        place = found.end()
        if value:
            marks.append(_tidy(Mark(len(text), len(text) + len(value), predicate, _SIGN[sign]), value))
            text += value
        else:
            over.add(predicate)
    text = (text + told[place:]).rstrip()
    if re.search(r"[{}]", asked + text):
        raise ValueError(f"{where}: a brace that is no mark")
    return Marked(asked.strip(), text, tuple(marks), frozenset(over))


def _tidy(mark: Mark, value: str) -> Mark:
    """Without an article before it, and a comma behind: not all who write examples leave them out."""
    article, bare = _ARTICLE.match(value), value.rstrip(" .,!?")
    return replace(mark, start=mark.start + (article.end() if article else 0), stop=mark.start + len(bare))


# ── the same in other words ──────────────────────────────────────────────────────────────────────────

Pool = Mapping[tuple[str, bool], Sequence[str]]
"""What may stand in a mark: by predicate, and whether it is capitalised."""
_FITTING = frozenset(("commutes_by", "follows_diet", "species"))
"""Of which other words would not fit the sentence."""
SWAPPED, LOWERED, BARE = 0.4, 0.2, 0.1
"""How often values are exchanged, capitals and apostrophes left out."""


def pool(messages: Iterable[Marked]) -> Pool:
    """All values that are told."""
    found: defaultdict[tuple[str, bool], set[str]] = defaultdict(set)
    for message in messages:
        for mark in message.marks:
            value = message.text[mark.start : mark.stop]
            found[mark.predicate, value[0].isupper()].add(value)
    return {kind: sorted(values) for kind, values in found.items()}


def varied(message: Marked, values: Pool, rng: Random) -> Marked:
    """A message as another might have said it: of other things, without capitals, without apostrophes."""
    swaps = rng.random() < SWAPPED
    pieces, marks, place, size = list[str](), list[Mark](), 0, 0
    for mark in sorted(message.marks, key=lambda one: one.start):
        before, value = message.text[place : mark.start], message.text[mark.start : mark.stop]
        if swaps and mark.predicate not in _FITTING and value.lower() not in message.asked.lower():
            value = rng.choice(values[mark.predicate, value[0].isupper()])
        start = size + len(before)
        marks.append(replace(mark, start=start, stop=start + len(value)))
        pieces += (before, value)
        place, size = mark.stop, start + len(value)
    text, how = "".join([*pieces, message.text[place:]]), rng.random()
    if how < LOWERED:
        text = text.lower() if len(text.lower()) == len(text) else text
    changed = replace(message, text=text, marks=tuple(marks))
    return _without_apostrophes(changed) if how < BARE else changed


def _without_apostrophes(message: Marked) -> Marked:
    def moved(place: int) -> int:
        return place - message.text.count("'", 0, place)

    marks = (replace(mark, start=moved(mark.start), stop=moved(mark.stop)) for mark in message.marks)
    kept = tuple(mark for mark in marks if mark.stop > mark.start)
    return replace(message, text=message.text.replace("'", ""), marks=kept)


def _problems(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        try:
            read(path)
        except ValueError as error:
            yield str(error)


if __name__ == "__main__":
    wrong = list(_problems(sorted(FOLDER.glob("messages/*.txt"))))
    sys.exit("\n".join(wrong) or 0)
