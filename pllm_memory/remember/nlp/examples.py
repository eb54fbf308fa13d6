"""The examples of `examples.txt`, as patterns: a shape, and what is known where it is found."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from itertools import product
from typing import Any, Literal, cast

from pllm_memory.facts import digest
from pllm_memory.remember.nlp.meant import Tense, manner
from pllm_memory.remember.nlp.parse import Parse, Parser
from pllm_memory.remember.nlp.shapes import SUBJECT, Shape, elliptic, learned

Begins = Literal["holds", "begins", "ends"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A way to say something.

    Attributes:
        shape: How its words hang together.
        value: What is said, where it is no word of the example: "I cycle to work" is by bike; else "".
        does: Whether something then holds, began then, or ended then.
        tense: Of what time the example tells.
        negative: Whether the example denies something.
        modal: The example's modal verb, or "".
        unsaid: Whether it is the short form without "I am".
        example: The example, for those who read errors.
        predicate: Under what its value is known.
    """

    shape: Shape
    predicate: str
    value: str
    does: Begins
    tense: Tense
    negative: bool
    modal: str
    unsaid: bool
    example: str

    @property
    def ordering(self) -> bool:
        """Whether it has no subject, as an order has none."""
        return not self.unsaid and not any(child.group in ("subject", "passive") for child in self.shape.children)


@dataclass(frozen=True, slots=True)
class Patterns:
    """All patterns, by the word that their root is, and the words without which none is there."""

    by_root: Mapping[str, Sequence[Pattern]]
    cues: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Example:
    text: str
    slots: Mapping[int, str]
    """By where they begin in the text."""
    predicate: str
    value: str
    does: Begins


_FOLDER = resources.files("pllm_memory.remember.nlp")
_SLOT = re.compile(r"\{([^}:]+)(?::(\w+))?\}")
_CHOICE = re.compile(r"\(([^)]+)\)")
_PERSON = frozenset(("I", "my", "My", "me", "mine"))
_COMMON = frozenset("be have do get make go take come give keep for to in at with of on from by as not can".split())
"""Words that are in every second sentence."""


def patterns(parser: Parser) -> Patterns:
    """The patterns as one parser sees them, so that what it takes for something else, it does in both.

    Those of the pipeline of the extra `nlp` come learned already: to parse a thousand examples takes seconds.
    """
    ready = known(parser.name)
    return _indexed(learned_by(parser) if ready is None else ready)


def learned_by(parser: Parser) -> list[Pattern]:
    """The patterns of all examples that a parser can read."""
    found = list(_examples())
    parses = parser.parse([ended(one.text) for one in found])
    return [pattern for one, parse in zip(found, parses, strict=True) for pattern in _patterns(one, parse)]


def _indexed(found: Iterable[Pattern]) -> Patterns:
    by_root: dict[str, list[Pattern]] = defaultdict(list)
    cues: set[str] = set()
    for pattern in found:
        by_root[pattern.shape.lemma].append(pattern)
        lemmas = {*pattern.shape.lemmas}
        cues |= lemmas - _COMMON or lemmas
    return Patterns({root: tuple(some) for root, some in by_root.items()}, frozenset(cues))


def ended(sentence: str) -> str:
    """A sentence as people write who care: with a capital, and a full stop. Nothing in it moves."""
    whole = sentence[:1].upper() + _I.sub("I", sentence[1:])
    return whole if whole[-1:] in ".!?" else f"{whole}."


_I = re.compile(r"\bi\b(?!\.)")


def _patterns(example: _Example, parse: Parse) -> Iterator[Pattern]:
    slots = {place: example.slots[word.start] for place, word in enumerate(parse.words) if word.start in example.slots}
    root, shape = learned(parse, slots)
    how = manner(parse, root)
    if how is None or len(slots) != len(example.slots) or not shape.lemma:
        return  # this parser takes it for something else
    tense: Tense = "past" if "past" in how.tense and "present" not in how.tense else "present"
    whole = Pattern(
        shape, example.predicate, example.value, example.does, tense, how.negative, how.modal, unsaid=False,
        example=example.text,
    )  # fmt: skip
    yield whole
    short = elliptic(shape)
    if short and tense == "present":
        yield replace(whole, shape=short, unsaid=True)


def source() -> str:
    """The examples, as they are written."""
    return _FOLDER.joinpath("examples.txt").read_text(encoding="utf-8")


def known(parser: str) -> list[Pattern] | None:
    """The patterns that a parser of this name has learned from these examples, if they come with the library."""
    read = json.loads(_FOLDER.joinpath("learned.json").read_text(encoding="utf-8"))
    if read["parser"] != parser or read["examples"] != digest(source()):
        return None
    return [Pattern(_shaped(shape), *rest) for shape, *rest in read["patterns"]]


def written(parser: str, found: Iterable[Pattern]) -> str:
    """Patterns as `known` reads them; `tests/remember/nlp` says how the file is made again."""
    rows = [json.dumps([getattr(one, name) for name in Pattern.__slots__], default=_plain) for one in found]
    head = f'{{"parser": {json.dumps(parser)}, "examples": {json.dumps(digest(source()))}, "patterns": [\n'
    return head + ",\n".join(rows) + "\n]}\n"


def _plain(shape: Shape) -> list[Any]:
    return [shape.lemma, shape.slot, shape.group, list(shape.children)]


def _shaped(row: list[Any]) -> Shape:
    lemma, slot, group, children = row
    return Shape(lemma, slot, group, tuple(map(_shaped, children)))


def _examples() -> Iterator[_Example]:
    predicate, value, does = "", "", cast("Begins", "holds")
    for line in filter(None, map(str.strip, source().splitlines())):
        if line.startswith("["):
            *word, known = line.strip("[]").split()
            predicate, _, value = known.partition("=")
            does = cast("Begins", word[0] if word else "holds")
        elif not line.startswith("#"):
            yield from (_example(sentence, predicate, value, does) for sentence in _chosen(line))


def _chosen(line: str) -> Iterator[str]:
    """A line with each of its choices: "{I} (adore|love) {music}" is two examples."""
    parts = _CHOICE.split(line)
    choices = [part.split("|") if number % 2 else [part] for number, part in enumerate(parts)]
    yield from ("".join(one) for one in product(*choices))


def _example(line: str, predicate: str, value: str, does: Begins) -> _Example:
    text, slots, end = "", dict[int, str](), 0
    for slot in _SLOT.finditer(line):
        text += line[end : slot.start()]
        slots[len(text)] = SUBJECT if slot[1] in _PERSON else slot[2] or predicate
        text += slot[1]
        end = slot.end()
    return _Example(text + line[end:], slots, predicate, value, does)
