"""What is planned for a day, and which day it is moved to: "haircut on Friday", "not Monday, the scan is on Friday"."""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.gist import kinds
from pllm_memory.remember.extract.gist.said import Said
from pllm_memory.remember.extract.gist.spans import Span, events
from pllm_memory.remember.extract.gist.standing import standing
from pllm_memory.remember.extract.people import Around
from pllm_memory.remember.extract.times import LAST_YEAR, find
from pllm_memory.text import WEEKDAYS

_DAY = re.compile(
    rf"(?i)\b(?:next |this |coming )?(?P<day>{'|'.join(WEEKDAYS)}|tomorrow)\b(?!s)(?! (?:night|morning|evening|afternoon)s\b)"
)
MOVED = re.compile(
    r"(?i)\b(?:moved|move (?=it|the|my|our)|re-?schedul\w*|postpone[ds]?|(?:brought|bring) forward|pushed (?:back)?|bumped|shifted|changed|works better|instead|not|isn't|actually|correct(?:ion| (?:day|date))|sorry|my bad|wrong|mistake|meant|misread|misspoke|mixed|lied|typo|slip of the|told you|i (?:said|wrote|typed)|did i (?:say|write|type)|always for|wait|no|turns out|(?<!n't )(?<!not )(?<!never )forget|after all|new (?:date|day)|(?<!i )(?<!we )(?:does|do|did|wo)n't work|can't (?:do|make)|now (?:on |it's )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|now(?=\W*$))\b"
)
"""What says that an event will take place on another day than was said before."""
_PAST = re.compile(
    r"(?i)\b(?:was|were|had|went|last|ago|yesterday|missed|every|each|usually|always|used to|did|attended|hosted|held|threw|organi[sz]ed|celebrated)\b"
)
_LEAD = re.compile(
    r"(?i)^(?:(?:my|our|the|an?|have|got|for|have got|i've got|booked|with|is|on|of|to|upcoming|big|next|so|and|but|about|oh|that|this|have an?|got an?|i|we|they|had|re-?scheduled?:?|moved?|postponed?|shift(?:ed)?|pushed|bumped|changed?|put)\s+)+"
)
_NOT_MINE = re.compile(
    r"(?i)\b(?:his|her|their|your)\s*$|\b(?:my|our) (?:[\w-]+ )?(?:sister|brother|mother|father|mum|mom|dad|son|daughter|friend|wife|husband|cousin)(?: \w+)?(?:'s| has| had) "
)


def dated(said: Said, around: Around) -> Iterator[Claim]:
    """What the speaker plans for a day to come, as far as a sentence names it.

    Args:
        said: A sentence that is told in earnest.
        around: Who speaks.
    """
    text, asked, at = said.text, said.asked, said.at
    if not kinds.has_event(said.words | said.asked_words) or at.year > LAST_YEAR:
        return
    days = [
        (Span(one.start(), one.end(), one[0]), moment)
        for one in _DAY.finditer(text)
        if (moment := _moment(one["day"], at))
    ]
    dates = (
        []
        if days
        else [
            (Span(one.start, one.end, ""), datetime.combine(one.first, at.time(), at.tzinfo))
            for one in find(text, at)
            if one.kind == "at" and one.first == one.last and one.first > at.date()
        ]
    )
    days = days or dates
    if not days or _NOT_MINE.search(text):
        return
    new = standing(text, [span for span, _ in days])
    coming = [moment for span, moment in days if span in new]
    plan = _plan(text) or (_plan(_YOURS.sub("", asked)) if asked and len(text) < _SHORT else "")
    moved = bool(MOVED.search(text))
    if not plan or not coming or (_PAST.search(text) and not moved):
        return
    claim = Claim(around.speaker, "plans", plan, valid_at=coming[-1])
    yield replace(claim, mode="corrects") if moved else claim


_SHORT = 60
_YOURS = re.compile(r"(?i)\byour ")


_NO_PLAN = re.compile(r"(?i)birthday|\byou\b")


def _plan(text: str) -> str:
    found = [span.value.strip() for span in events(text)]
    found = [value for value in (_LEAD.sub("", one) for one in found) if value and not _NO_PLAN.search(value)]
    return _TAIL.sub("", max(found, key=len)) if found else ""


_TAIL = re.compile(r"(?i)(?: (?:on|at|for|in|to|from|is|was|got|has|been|being|moved|pushed|bumped|shifted|back))+$")
"""What follows the name of a plan: "dinner with Ana moved to"."""


def _moment(word: str, at: datetime) -> datetime | None:
    """The next such day, at its beginning."""
    low = word.lower()
    ahead = 1 if low == "tomorrow" else (WEEKDAYS.index(low) - at.weekday()) % 7 or 7
    return (at + timedelta(ahead)).replace(hour=0, minute=0, second=0, microsecond=0)
