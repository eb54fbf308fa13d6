"""What the words that the tagger has marked claim: whose it is, since when, and as which object."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from pllm_memory.predicates import describe
from pllm_memory.remember.extract.annotators import Turn
from pllm_memory.remember.extract.calendar import Time
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.gist.dated import MOVED
from pllm_memory.remember.extract.gist.standing import standing
from pllm_memory.remember.extract.times import Times, find, times
from pllm_memory.remember.tagger.labels import NAMES, Span
from pllm_memory.remember.tagger.objects import object_of
from pllm_memory.text import MONTHS

TASTES = frozenset(("likes", "dislikes"))
_SPECIES = "species"
"""What kind of animal a pet is: marked, so that it is not taken for a name."""
_BIRTHDAY = "birthday"
_STARTS = frozenset(("lives_in", "works_at", "works_as", "studies_at", "gym", "owns", "partner", "pet", "member_of"))
"""What is told with a time in the past, began then: "a flat in Lyon since", "joined FitLab last week"."""


_NAMING = re.compile(
    r"(?i)\b(?:name\w*|nick\w*|call\w*|i'?m|i am|this is|it'?s|me|here|speaking|go(?:es)? by|known|sign\w*|intro\w*|who"
    r"|you(?:'re| are)|nice to meet|spell\w*|christened|baptis\w*|every(?:one|body)|answer|address|hi|hiya|hey|hello"
    r"|hola|yo|salaam|greetings|g'?day|(?:good )?(?:morning|evening|afternoon))\b"
)
"""Who takes a new name for the user's gives them somebody else's life: it must be said that it is one."""


def claims(sentence: str, found: Sequence[Span], over: Sequence[str], turn: Turn, speaker: str) -> Iterator[Claim]:
    """What a sentence claims of its speaker.

    Args:
        sentence: The sentence.
        found: What was marked in it.
        over: Predicates of which something is over that is not named.
        turn: The message that it is of.
        speaker: Who said it.
    """
    at = turn.message.at
    for span in found:
        if _of_oneself(span, f"{turn.asked} {sentence}"):
            yield from _claimed(sentence, span, at, speaker)
    for predicate in (one for one in over if describe(one).cardinality == "one"):  # of several, which one?
        yield Claim(speaker, predicate, "", "ends", invalid_at=_past(times(find(sentence, at)), at))


def answered(asked: str, found: Sequence[Span], answer: str, turn: Turn, speaker: str) -> Iterator[Claim]:
    """What an answer claims of what its question named: "Do you like olives?" – "can't stand them".

    Args:
        asked: The question.
        found: What was marked in it.
        answer: The first sentence of the answer, which says since when, or until when, if the question does not.
        turn: The message.
        speaker: Who said it.
    """
    at = turn.message.at
    for span in found:
        if _of_oneself(span, asked):
            event = describe(span.predicate).event
            told = find(answer, at, coming=event)
            when = times(standing(answer, told) or told or find(asked, at, coming=event))
            yield from _claim(span, asked, when, at, speaker)


def _of_oneself(span: Span, text: str) -> bool:
    """Whether a mark tells a fact of the speaker: a name, only where it is said to be one."""
    unnamed = span.predicate in NAMES and not _NAMING.search(text)
    return span.sign != "other" and span.predicate != _SPECIES and not unnamed


def _claimed(sentence: str, span: Span, at: datetime, speaker: str) -> Iterator[Claim]:
    """What one mark claims, at the times that stand nearest to it."""
    predicate = describe(span.predicate)
    found = find(sentence, at, coming=predicate.event)
    told = (predicate.event and standing(sentence, found)) or found  # "not on Thursday, on Friday"
    when = times(sorted(told, key=lambda time: _far(span, time)))
    other = predicate.personal and _DOES.match(sentence, span.stop)
    moved = predicate.event and when.at and MOVED.search(sentence)
    for claim in _claim(span, sentence, when, at, speaker):
        if moved:
            yield replace(claim, mode="corrects")
        else:
            yield replace(claim, valid_at=None) if other else claim


def _claim(span: Span, text: str, when: Times, at: datetime, speaker: str) -> Iterator[Claim]:
    """What marked words of a text claim at a time."""
    predicate = describe(span.predicate)
    value = object_of(span.predicate, text, span.start, span.stop)
    if span.predicate == _BIRTHDAY:
        value = _date(value, at)
    if not value:
        return
    if span.sign == "over":
        if not predicate.event:  # else it took place, or will on another day
            yield Claim(speaker, span.predicate, value, "ends", invalid_at=_past(when, at) or when.until)
    elif predicate.event:
        yield Claim(speaker, span.predicate, value, valid_at=when.at or when.since, invalid_at=when.after)
    else:
        strength = 0.8 if span.predicate in TASTES else 0.5
        yield Claim(speaker, span.predicate, value, valid_at=began(span.predicate, when, at), strength=strength)


def began(predicate: str, when: Times, at: datetime) -> datetime | None:
    """Since when something holds that was told with a time."""
    return when.since or when.lasting or (_past(when, at) if predicate in _STARTS else None)


def _past(when: Times, at: datetime) -> datetime | None:
    return when.at if when.at and when.at <= at else None


def _far(span: Span, time: Time) -> int:
    """How many characters lie between a mark and a time."""
    return max(time.start - span.stop, span.start - time.end, 0)


_DOES = re.compile(r"(?:'s|'ve)? (?:has|have|had|is|was|keeps?|kept|been|got|[a-z]{3,}(?:ed|ing))\b")
"""What follows a name of whom something else is told: "Pixel has been sneezing since Monday"."""


def _date(words: str, at: datetime) -> str:
    """A day of the year as it was told; of "tomorrow", which it is; "" if it is none."""
    if _DATED.search(words):
        return words
    day = times(find(f"it's on {words}", at, coming=True)).at
    return f"{day.day} {MONTHS[day.month - 1].capitalize()}" if day else ""


_DATED = re.compile(rf"(?i)\b(?:{'|'.join(month[:3] for month in MONTHS)})|\d[./-]\d")
