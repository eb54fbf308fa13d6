"""What the words that the tagger has marked claim: whose it is, since when, and as which object."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from pllm_memory.predicates import describe
from pllm_memory.remember.extract.calendar import Time
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.times import Times, find, times
from pllm_memory.remember.extract.words import NOT_NAMES, number
from pllm_memory.remember.tagger.labels import Span
from pllm_memory.text import MONTHS

TASTES = frozenset(("likes", "dislikes"))
_SPECIES = "species"
"""What kind of animal a pet is: marked, so that it is not taken for a name."""
_BIRTHDAY = "birthday"
_STARTS = frozenset(("lives_in", "works_at", "works_as", "studies_at", "gym", "owns", "partner", "pet", "member_of"))
"""What is told with a time in the past, began then: "a flat in Lyon since", "joined FitLab last week"."""


def claims(sentence: str, found: Sequence[Span], over: Sequence[str], at: datetime, speaker: str) -> Iterator[Claim]:
    """What a sentence claims of its speaker.

    Args:
        sentence: The sentence.
        found: What was marked in it.
        over: Predicates of which something is over that is not named.
        at: When it was said.
        speaker: Who said it.
    """
    for span in found:
        if span.sign != "other" and span.predicate != _SPECIES:
            yield from _claimed(sentence, span, at, speaker)
    past = _past(times(find(sentence, at)), at)
    for predicate in (one for one in over if describe(one).cardinality == "one"):  # of several, which one?
        yield Claim(speaker, predicate, "", "ends", invalid_at=past)


def _claimed(sentence: str, span: Span, at: datetime, speaker: str) -> Iterator[Claim]:
    """What one mark claims, at the times that stand nearest to it."""
    event = describe(span.predicate).event
    when = times(sorted(find(sentence, at, coming=event), key=lambda time: _far(span, time)))
    value = object_of(span.predicate, sentence[span.start : span.stop])
    if span.predicate == _BIRTHDAY:
        value = _date(value, at)
    if not value:
        return
    if span.sign == "over":
        if not event:  # else it took place, or will on another day
            yield Claim(speaker, span.predicate, value, "ends", invalid_at=_past(when, at) or when.until)
    elif event:
        yield Claim(speaker, span.predicate, value, valid_at=when.at, invalid_at=when.after)
    else:
        began = when.since or when.lasting or (_past(when, at) if span.predicate in _STARTS else None)
        own = not _DOES.match(sentence, span.stop) or not _living(span.predicate)
        yield Claim(
            speaker, span.predicate, value, valid_at=began if own else None,
            strength=0.8 if span.predicate in TASTES else 0.5,
        )  # fmt: skip


def _past(when: Times, at: datetime) -> datetime | None:
    return when.at if when.at and when.at <= at else None


def _far(span: Span, time: Time) -> int:
    """How many characters lie between a mark and a time."""
    return max(time.start - span.stop, span.start - time.end, 0)


_DOES = re.compile(r"(?:'s|'ve)? (?:has|have|had|is|was|keeps?|kept|been|got|[a-z]{3,}(?:ed|ing))\b")
"""What follows a name of whom something else is told: "Pixel has been sneezing since Monday"."""


def _living(predicate: str) -> bool:
    return describe(predicate).object in ("person", "pet")


def object_of(predicate: str, words: str) -> str:
    """The words as an object: without an article, a name with its capitals; "" where they can be none."""
    bare = _ARTICLE.sub("", words.strip(" .,;:!?\"'()"))
    read = _READ.get(predicate)
    if read:
        return read(bare)
    named = describe(predicate).object in _NAMED
    if named and bare.lower() in _FILLERS:
        return ""
    return _CAPITAL.sub(lambda letter: letter[0].upper(), bare) if named and bare.islower() else bare


_FILLERS = NOT_NAMES | frozenset("oki okie lol haha hehe hmm um uh ugh btw tbh fyi omg yep nope nah oops".split())
_ARTICLE = re.compile(r"\A(?:an?|the|my|our|some) (?=\S)")
_NAMED = frozenset(("place", "person", "pet"))
_CAPITAL = re.compile(r"(?<!\w)[^\W\d_](?=\w{3}|\w*$)")
_RIDES: Mapping[str, str] = {
    "cycl": "bike", "bik": "bike", "bicycl": "bike", "driv": "car", "walk": "foot", "foot": "foot",
    "scoot": "scooter", "tube": "metro", "undergr": "metro", "subway": "metro",
}  # fmt: skip


def _date(words: str, at: datetime) -> str:
    """A day of the year as it was told; of "tomorrow", which it is; "" if it is none."""
    if _DATED.search(words):
        return words
    day = times(find(f"it's on {words}", at, coming=True)).at
    return f"{day.day} {MONTHS[day.month - 1].capitalize()}" if day else ""


_DATED = re.compile(rf"(?i)\b(?:{'|'.join(month[:3] for month in MONTHS)})|\d[./-]\d")


def _ride(words: str) -> str:
    """How one gets to work: "cycling" is by bike."""
    low = words.lower()
    return next((means for stem, means in _RIDES.items() if low.startswith(stem) and " " not in low), low)


def _years(words: str) -> str:
    years = number(words.lower())
    return str(years) if 0 < years < 125 else ""


_READ: Mapping[str, Callable[[str], str]] = {"commutes_by": _ride, "age": _years}
