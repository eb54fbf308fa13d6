"""The messages that the tagger is trained on, in other words; `python scripts/tagger/varied.py` checks them all.

`pllm_memory.bench.facts.marked` says how they are written.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from pllm_memory.bench.facts.marked import Mark, Marked, read
from pllm_memory.errors import InvalidInput
from pllm_memory.remember.tagger.tagger import WINDOW

FOLDER = Path(__file__).parent / "messages"

Pool = Mapping[tuple[str, bool], Sequence[str]]
"""What may stand in a mark: by predicate, and whether it is capitalised."""
_FITTING = frozenset(("commutes_by", "follows_diet", "species"))
"""Of which other words would not fit the sentence."""
SWAPPED, LOWERED, BARE, JOINED = 0.4, 0.2, 0.1, 0.15
"""How often values are exchanged, capitals and apostrophes left out, two messages said in one."""


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
    changed, how = _swapped(message, values, rng) if rng.random() < SWAPPED else message, rng.random()
    if how < LOWERED and len(changed.text.lower()) == len(changed.text):
        changed = replace(changed, text=changed.text.lower())
    return _without_apostrophes(changed) if how < BARE else changed


def joined(message: Marked, other: Marked, rng: Random) -> Marked:
    """A message with another one behind it, now and then: what they tell has nothing to do with each other."""
    if other.asked or rng.random() >= JOINED or len(message.text) + len(other.text) > WINDOW:
        return message
    end = "." if message.text[-1].isalnum() and rng.random() < 0.7 else ""
    first = f"{message.text}{end} "
    moved = (replace(mark, start=mark.start + len(first), stop=mark.stop + len(first)) for mark in other.marks)
    return replace(message, text=first + other.text, marks=(*message.marks, *moved), over=message.over | other.over)


def _swapped(message: Marked, values: Pool, rng: Random) -> Marked:
    """Of other things; what both the question and the answer name stays as it is."""
    text, marks = _put(message.text, message.marks, message.asked, (values, rng))
    if not message.asked_marks:
        return replace(message, text=text, marks=marks)
    asked, asked_marks = _put(message.asked, message.asked_marks, message.text, (values, rng))
    return replace(message, text=text, marks=marks, asked=asked, asked_marks=asked_marks)


def _put(text: str, marks: Sequence[Mark], beside: str, drawn: tuple[Pool, Random]) -> tuple[str, tuple[Mark, ...]]:
    """A text with other values in its marks, and where they are then."""
    values, rng = drawn
    pieces, moved, place, size = list[str](), list[Mark](), 0, 0
    for mark in sorted(marks, key=lambda one: one.start):
        before, value = text[place : mark.start], text[mark.start : mark.stop]
        if mark.predicate not in _FITTING and value.lower() not in beside.lower():
            value = rng.choice(values.get((mark.predicate, value[0].isupper()), (value,)))
        start = size + len(before)
        moved.append(replace(mark, start=start, stop=start + len(value)))
        pieces += (before, value)
        place, size = mark.stop, start + len(value)
    return "".join([*pieces, text[place:]]), tuple(moved)


def _without_apostrophes(message: Marked) -> Marked:
    def moved(place: int) -> int:
        return place - message.text.count("'", 0, place)

    marks = (replace(mark, start=moved(mark.start), stop=moved(mark.stop)) for mark in message.marks)
    kept = tuple(mark for mark in marks if mark.stop > mark.start)
    return replace(message, text=message.text.replace("'", ""), marks=kept)


def messages(path: Path) -> list[Marked]:
    """The messages of a file.

    Raises:
        InvalidInput: If a line is not as it should be; says which.
    """
    return read(path.read_text(encoding="utf-8"), path.name)


def _problems(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        try:
            messages(path)
        except InvalidInput as error:
            yield str(error)


if __name__ == "__main__":
    wrong = list(_problems(sorted(FOLDER.glob("*.txt"))))
    sys.exit("\n".join(wrong) or 0)
