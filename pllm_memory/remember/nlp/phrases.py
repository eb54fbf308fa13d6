"""Noun phrases of a parse, in words: "this terrible weakness for old cars" → "old cars", "Museum of Modern Art"."""

import re
from collections.abc import Iterator
from datetime import datetime

from pllm_memory.remember.extract.places import PLACES
from pllm_memory.remember.extract.times import find
from pllm_memory.remember.extract.words import NOT_NAMES
from pllm_memory.remember.nlp.parse import Parse, Word
from pllm_memory.remember.nlp.vocabulary import INNER, OUTER

BEFORE = ("poss", "det", "amod", "compound", "nmod", "nummod", "case", "flat", "predet", "quantmod")
NOBODY = frozenset(("GPE", "LOC", "FAC", "NORP", "DATE", "TIME", "LANGUAGE", "PRODUCT", "MONEY", "CARDINAL"))
"""What an entity is when it is nobody."""
_BEHIND = ("prep", "acl", "prt", "dobj", "pobj", "pcomp", "nmod", "npadvmod", "oprd", "attr", "advmod", "dative")
_EDGE = re.compile(r"^[\W_]+|[^\w)%+]+$")
_ARTICLE = re.compile(r"^(?:an?|the|some|any|my|our|his|her|their|this|that|these|those|such a|such)\s+", re.IGNORECASE)


def left(parse: Parse, place: int) -> int:
    """The first word of a noun phrase."""
    first = place
    for child in parse.under(place, *BEFORE):
        first = min(first, left(parse, child))
    return first


def phrase(parse: Parse, place: int, at: datetime, behind: tuple[str, ...] = _BEHIND) -> str:
    """The words of a phrase, up to where something else begins."""
    moments = find(parse.text, at)
    kept = {place}
    _spread(parse, place, behind, kept)
    timed = {
        one
        for one in kept
        for moment in moments
        if moment.start <= parse.words[one].start < moment.end and one != place
    }
    places = _run(place, kept - timed)
    while places[-1] != place and parse.words[places[-1]].text.lower() in OUTER | INNER:
        places.pop()
    first = parse.words[places[0]]
    text = parse.text[first.start : parse.words[places[-1]].end]
    if first.start == 0 and first.pos not in ("PROPN", "X") and not first.entity:
        text = text[0].lower() + text[1:]
    return _ARTICLE.sub("", _EDGE.sub("", text))


def _spread(parse: Parse, place: int, behind: tuple[str, ...], kept: set[int]) -> None:
    for child in parse.children[place]:
        word = parse.words[child]
        before = word.dep in BEFORE or (word.dep == "punct" and word.text == "-")
        after = child > place and word.dep in behind and _belongs(word)
        if (before or after) and child not in kept:
            kept.add(child)
            _spread(parse, child, _BEHIND, kept)


def _belongs(word: Word) -> bool:
    return word.lemma in INNER if word.dep == "prep" else word.text.lower() not in OUTER


def _run(place: int, kept: set[int]) -> list[int]:
    """The kept words around a place without a gap."""
    first = last = place
    while first - 1 in kept:
        first -= 1
    while last + 1 in kept:
        last += 1
    return list(range(first, last + 1))


def has_of(parse: Parse, place: int) -> bool:
    """Whether "of" follows a noun."""
    return any(parse.words[child].lemma == "of" for child in parse.under(place, "prep"))


def proper(parse: Parse, place: int, *not_a: str) -> str:
    """A name: what stands with a capital, without what stands before it."""
    word = parse.words[place]
    low = word.text.lower()
    if word.text[0].islower() or word.entity in not_a or (low in NOT_NAMES and low not in PLACES and not word.entity):
        return ""
    places = _run(place, {one for one in range(len(parse.words)) if _of_name(parse, one, place)})
    found = parse.text[parse.words[places[0]].start : parse.words[places[-1]].end]
    return _EDGE.sub("", found)


def _of_name(parse: Parse, one: int, place: int) -> bool:
    word = parse.words[one]
    joined = word.dep in ("compound", "nmod", "amod") and place in (word.head, parse.words[word.head].head)
    return one == place or (joined and word.text[0].isupper())


def name(parse: Parse, place: int) -> str:
    """The name of a person or a pet that stands at a place, or ""."""
    return proper(parse, place, *NOBODY) if parse.words[place].pos == "PROPN" else ""


def names(parse: Parse, place: int) -> Iterator[str]:
    """Names that are set beside a noun, "my boss, Ruben", or that it is said to have, "a dog called Rex"."""
    for child in parse.under(place, "appos"):
        yield from (name(parse, one) for one in (child, *parse.under(child, "conj")) if name(parse, one))
    for child in parse.under(place, "acl"):
        if parse.words[child].lemma in ("name", "call"):
            yield from filter(None, (name(parse, one) for one in parse.under(child, "oprd", "dobj", "attr")))
