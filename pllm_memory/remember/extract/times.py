"""Times in a sentence, by the time it was said: points, beginnings, ends, durations.

`when.resolved` gives what is certain enough to be shown in a prompt. A fact needs a date more than it needs that
certainty: "last spring" is March of the last spring there was, "in May" the last May, or the next one if the
sentence is about the future, "five years ago" the same month five years before.
"""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial

from pllm_memory.remember.extract.calendar import MONTH_NUMBER, SEASON, Ahead, Time, lies_ahead
from pllm_memory.remember.extract.cued import letters
from pllm_memory.remember.extract.dates import absolute
from pllm_memory.remember.extract.relative import relative
from pllm_memory.text import WEEKDAYS


@dataclass(frozen=True, slots=True)
class Times:
    """The times of one clause, as moments in UTC. Each is None where it is not said.

    Attributes:
        at: When it happens or happened.
        after: The end of that time: of "in 2019", the beginning of 2020.
        since: Since when it holds.
        until: Until when it held.
        lasting: The beginning, if it has lasted so long until now: of "for three years".
    """

    at: datetime | None = None
    after: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None
    lasting: datetime | None = None


_NONE = Times()


def times(found: Iterable[Time]) -> Times:
    """What the expressions of one clause say together; of two of a kind, the first counts."""
    at = after = since = until = lasting = None
    for time in found:
        if time.kind == "at" and at is None:
            at, after = _moment(time.first), _moment(time.last, days=1)
        elif time.kind == "since":
            since = since or _moment(time.first)
        elif time.kind == "until":
            until = until or _moment(time.first)
        elif time.kind == "span":
            since, until = _moment(time.first), _moment(time.last)
        elif time.kind == "for":
            lasting = lasting or _moment(time.first)
    return Times(at, after, since, until, lasting) if at or since or until or lasting else _NONE


def _moment(day: date, *, days: int = 0) -> datetime:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return moment if not days or day >= date(9999, 12, 30) else moment + timedelta(days)


LAST_YEAR = 9990
"""After it no day may lie ahead: there is hardly a date left."""


@lru_cache(maxsize=512)
def find(text: str, at: datetime, *, coming: bool = False) -> tuple[Time, ...]:
    """The times that a sentence names, in its order, none within another.

    Several rules ask it of the same sentence, one after the other; so it is remembered for a while.

    Args:
        text: A sentence.
        at: When it was said, in UTC.
        coming: Whether it tells of what is to come, so that "in May" is the next one.
    """
    small = text.lower()
    if len(small) != len(text) or not _hinted(text) or not 10 <= at.year <= LAST_YEAR:
        return ()
    taken: list[Time] = []
    ahead: Ahead = _always if coming else partial(lies_ahead, small)
    today = at.date()
    for time in (*absolute(small, text, today, ahead), *relative(text, small, at, ahead), *_vague(small, today)):
        if all(time.end <= other.start or time.start >= other.end for other in taken):
            taken.append(time)
    return tuple(sorted(taken, key=lambda time: time.start))


def _always(_start: int) -> bool:
    return True


_DIGIT = re.compile(r"\d")
_HINTS = frozenset((*MONTH_NUMBER, *SEASON, *WEEKDAYS)) | frozenset(
    "ago yesterday today tonight tomorrow last next this weekend week fortnight month year years months weeks days hours"
    " decade now lately recently nowadays moment morning evening afternoon night soon since lunch christmas xmas easter"
    " halloween thanksgiving valentine day someday later earlier again already ages long ever at".split()
)
"""Words of which each expression without a digit has one; but "back then"."""


def _hinted(text: str) -> bool:
    """Whether there may be a time, as most sentences have none: a look that costs little."""
    return not _HINTS.isdisjoint(letters(text)) or bool(_DIGIT.search(text)) or "back then" in text.lower()


_PRESENT = re.compile(
    r"(?i)^\W*(?:right |just )?(?:now|these days|nowadays|currently|at last|at the moment|lately|again|already|later"
    r"|earlier|soon)\W*$"
)


def without(text: str, moments: Sequence[Time]) -> str:
    """A sentence without its times, for they may stand anywhere; "now" stays."""
    for moment in sorted(moments, key=lambda one: -one.start):
        if not _PRESENT.match(text[moment.start : moment.end]):
            text = f"{text[: moment.start].rstrip()} {text[moment.end :].lstrip()}"
    return re.sub(r"\s+(?=[,.!?;])|^[\s,]+", "", text).strip()


_VAGUE = re.compile(
    r"\b(?:at|around|by|from|until) \d{1,2}(?::\d\d)?(?: ?(?:am|pm|a\.m\.|p\.m\.|o'clock)\b)?(?! \w+s\b)"
    r"|\b(?:right )?now\b|\b(?:lately|recently|nowadays|currently|these days|at the moment|at present|for now"
    r"|the other day"
    r"|some time ago|a while (?:ago|back)|a long time ago|long ago|in the (?:morning|evening|afternoon)|at night"
    r"|not (?:so )?long ago|for (?:a while|ages|a long time|(?:so many|many) years|years|hours|months|weeks|now)|soon"
    r"|in a while|one day|someday|this time|at (?:first|last)|for the first time|all day|the (?:whole|entire) day"
    r"|over the years|so far|earlier|later on|later|again|already|over the (?:weekend|holidays|summer)|in the meantime"
    r"|anytime soon|back then|back in the day|in those days|at that time|at the time|at some point|ever since(?! i\b)"
    r"|since then|in recent (?:years|months|weeks)|as of late|by the way)\b"
)


def _vague(small: str, today: date) -> Iterator[Time]:
    for match in _VAGUE.finditer(small):
        if not match[0].startswith("at ") or not match[0][-1].isdigit() or int(match[0].split()[-1].split(":")[0]) < 25:
            yield Time(*match.span(), "none", today, today)
