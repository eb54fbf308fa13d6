"""What is said, in words: what stands in the slot of a shape, if it is of the kind that the predicate takes."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from pllm_memory.predicates import describe
from pllm_memory.remember.extract.places import PLACES
from pllm_memory.remember.extract.times import find
from pllm_memory.remember.extract.words import (
    CONDITIONS,
    DIETS,
    LANGUAGES,
    PETS,
    PROFESSIONS,
    RELATIONS,
    SPORTS,
    THINGS,
)
from pllm_memory.remember.nlp.parse import Parse
from pllm_memory.remember.nlp.phrases import NOBODY, has_of, names, phrase, proper
from pllm_memory.remember.nlp.vocabulary import (
    AILING,
    CONSUMED,
    GROUPS_JOINED,
    NO_TRADE,
    SAYS_NOTHING,
    SPANS,
    THIS,
    TONGUES,
    TRADE,
    VEHICLES,
)

TASTES = frozenset(("likes", "dislikes", "hobby", "prefers"))
_OWN = re.compile(r"\b(?:my|our|me|us|i|i'm|we|your|you|myself)\b", re.IGNORECASE)


def values(parse: Parse, place: int, predicate: str, at: datetime) -> Iterator[str]:
    """What a word and those joined to it say, as objects of a predicate; nothing where they are none for it.

    Args:
        parse: The sentence.
        place: The word in the slot.
        predicate: What it becomes the object of.
        at: When it was said.
    """
    read = _READERS.get(predicate) or _BY_KIND[describe(predicate).object]
    if predicate in TASTES and _of_somebody(parse, place):
        return
    moments = find(parse.text, at)
    for part in _joined(parse, place):
        word = parse.words[part]
        timed = word.lemma in SPANS or any(one.start <= word.start < one.end for one in moments)
        found = "" if timed else read(parse, part, at)
        if found and not _OWN.search(found):
            yield found


def _of_somebody(parse: Parse, place: int) -> bool:
    """Whether it is this one thing, or somebody's: "I love this song", "my wife makes me happy"."""
    own = parse.under(place, "poss", "det")
    return any(parse.words[one].lemma in THIS or parse.words[one].tag == "PRP$" for one in own)


def _joined(parse: Parse, place: int) -> Iterator[int]:
    yield place
    for child in parse.under(place, "conj"):
        same = parse.words[child].pos == parse.words[place].pos
        nominal = {parse.words[child].pos, parse.words[place].pos} <= {"NOUN", "PROPN", "ADJ"}
        if (same or nominal) and not parse.under(child, "nsubj", "nsubjpass", "aux"):
            yield from _joined(parse, child)


_NOUNS = ("dobj", "pobj", "nsubj", "conj", "attr")
"""How what is a noun by its place hangs on others, whatever the parser takes it for."""


def _text(parse: Parse, place: int, at: datetime) -> str:
    word = parse.words[place]
    if word.pos not in ("NOUN", "PROPN", "VERB", "ADJ", "X", "NUM") or word.lemma in SAYS_NOTHING or len(word.text) < 2:
        return ""
    if word.pos == "VERB" and word.tag != "VBG" and (word.dep not in _NOUNS or parse.under(place, "nsubj", "aux")):
        return ""
    if word.pos in ("ADJ", "NUM") and word.dep not in _NOUNS:
        return ""
    found = phrase(parse, place, at)
    return found if len(found.split()) <= 7 else ""


def _plain(parse: Parse, place: int, at: datetime) -> str:
    """A noun with what stands before it, and no more."""
    word = parse.words[place]
    if word.pos not in ("NOUN", "PROPN", "ADJ", "X") or word.lemma in SAYS_NOTHING:
        return ""
    found = phrase(parse, place, at, ())
    return found if len(found.split()) <= 5 else ""


def _place(parse: Parse, place: int, _at: datetime) -> str:
    found = proper(parse, place, "DATE", "TIME")
    if found.lower() in PLACES:
        return found
    word = parse.words[place]
    named = word.pos == "PROPN" and word.entity not in ("PERSON", "ORG") and found.replace(" ", "").isalpha()
    return found if named else ""


def _known_place(parse: Parse, place: int, at: datetime) -> str:
    found = _place(parse, place, at)
    return found if found.lower() in PLACES or parse.words[place].entity in ("GPE", "LOC") else ""


def _organisation(parse: Parse, place: int, at: datetime) -> str:
    word = parse.words[place]
    if word.text[0].isupper():
        found = proper(parse, place, "DATE", "TIME", "GPE", "PERSON" if word.dep == "nsubj" else "")
        return "" if found.lower() in PLACES else found and _with_tail(parse, place, at)
    behind = parse.words[word.head].lemma in ("at", "for", "from", "by", "to")
    return _plain(parse, place, at) if word.pos == "NOUN" and behind and parse.under(place, "det") else ""


def _employer(parse: Parse, place: int, at: datetime) -> str:
    found = _organisation(parse, place, at)
    return "" if found and found.split()[-1].lower() in GROUPS_JOINED else found


def _group(parse: Parse, place: int, at: datetime) -> str:
    """What one is a member of: a group by its noun."""
    word = parse.words[place]
    if word.lemma not in GROUPS_JOINED or word.text.endswith("s") != word.lemma.endswith("s"):
        return ""
    return _with_tail(parse, place, at)


def _with_tail(parse: Parse, place: int, at: datetime) -> str:
    """Of "Museum of Modern Art": with what follows "of"."""
    found = phrase(parse, place, at, ("prep",)) if has_of(parse, place) else phrase(parse, place, at, ())
    return found if len(found.split()) <= 7 else ""


def _named_organisation(parse: Parse, place: int, at: datetime) -> str:
    article = any(parse.words[child].lemma == "the" for child in parse.under(place, "det"))
    return _organisation(parse, place, at) if parse.words[place].text[0].isupper() or article else ""


def trade(parse: Parse, place: int) -> str:
    """The profession that stands at a place, or ""."""
    return _job(parse, place, _NO_TIME)


_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def _person(parse: Parse, place: int, _at: datetime) -> str:
    found = next(names(parse, place), "") or proper(parse, place, *NOBODY)
    return found if found and len(found.split()) <= 3 and found.lower() not in PLACES else ""


def _listed(table: Mapping[str, str]) -> Callable[[Parse, int, datetime], str]:
    def read(parse: Parse, place: int, at: datetime) -> str:
        word = parse.words[place].text.lower()
        whole = phrase(parse, place, at, ()).lower()
        return table.get(whole) or table.get(word) or table.get(word.removesuffix("ism"), "")

    return read


def _diet(parse: Parse, place: int, at: datetime) -> str:
    return _listed({**DIETS, "vegetarian": "vegetarian"})(parse, place, at)


def _condition(parse: Parse, place: int, at: datetime) -> str:
    found = _listed(CONDITIONS)(parse, place, at)
    medical = parse.words[parse.words[place].head].lemma in ("with", "from")
    text = _plain(parse, place, at)
    return text if found and len(text.split()) > 1 and text.lower() not in CONDITIONS else found or (
        text if medical and AILING.search(text.lower()) else ""
    )  # fmt: skip


def _language(parse: Parse, place: int, _at: datetime) -> str:
    low = parse.words[place].text.lower()
    return low.capitalize() if low in LANGUAGES or low in TONGUES else ""


def _job(parse: Parse, place: int, at: datetime) -> str:
    """A profession: one that is listed, or a noun that ends as those do."""
    text = phrase(parse, place, at, ("prep",)) if has_of(parse, place) else _plain(parse, place, at)
    head = parse.words[place].lemma
    if parse.words[place].pos not in ("NOUN", "PROPN"):
        return ""
    known = head in PROFESSIONS or TRADE.search(head) or (text.split()[:1] in (["head"], ["chief"]))
    return text if known and head not in NO_TRADE and 0 < len(text.split()) <= 5 else ""


def _pet(parse: Parse, place: int, _at: datetime) -> str:
    word = parse.words[place]
    if word.lemma not in PETS and word.text.lower() not in PETS:
        return ""
    return next(names(parse, place), "")


def _thing(parse: Parse, place: int, at: datetime) -> str:
    word = parse.words[place]
    if word.pos not in ("NOUN", "PROPN") or word.lemma in RELATIONS or word.lemma in PETS:
        return ""
    counted = word.lemma in THINGS or parse.under(place, "det", "poss", "nummod", "compound")
    return _plain(parse, place, at) if counted else ""


def _plays(parse: Parse, place: int, at: datetime) -> str:
    found = _plain(parse, place, at)
    if parse.words[place].lemma not in SPORTS:
        return ""
    article = any(parse.words[child].lemma == "the" for child in parse.under(place, "det"))
    return f"the {found}" if found and article else found


def _hobby(parse: Parse, place: int, at: datetime) -> str:
    found = _text(parse, place, at)
    return found if found and found[0].islower() and found not in THINGS else ""


def _consumed(parse: Parse, place: int, at: datetime) -> str:
    return _plain(parse, place, at) if parse.words[place].lemma in CONSUMED else ""


def _vehicle(parse: Parse, place: int, at: datetime) -> str:
    return _plain(parse, place, at) if parse.words[place].lemma in VEHICLES else ""


SAID_AS: Mapping[str, str] = {"abstains_from": "avoids", "in_known_place": "lives_in"}
"""Predicates that some examples have with stricter values, and what they are told as."""
_READERS: Mapping[str, Callable[[Parse, int, datetime], str]] = {
    "follows_diet": _diet, "has_condition": _condition, "speaks": _language, "works_as": _job, "pet": _pet,
    "owns": _thing, "plays": _plays, "works_at": _employer, "volunteers_at": _organisation,
    "member_of": _group, "hobby": _hobby, "abstains_from": _consumed, "commutes_by": _vehicle,
    "in_known_place": _known_place, "studies_at": _named_organisation, "graduated_from": _named_organisation,
    "gym": _named_organisation, "studies": _plain, "nickname": _person, "wants_to_be_called": _person,
}  # fmt: skip
_BY_KIND: Mapping[str, Callable[[Parse, int, datetime], str]] = {
    "text": _text, "thing": _thing, "place": _place, "organisation": _organisation, "person": _person, "pet": _pet,
    "work": _text,
}  # fmt: skip
