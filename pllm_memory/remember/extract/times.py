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
from functools import lru_cache
from typing import Literal

from pllm_memory.remember.extract.holidays import feasts
from pllm_memory.text import MONTHS, WEEKDAYS
from pllm_memory.when import part, resolved

Kind = Literal["at", "since", "until", "span", "for", "none"]


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression: where it is, and what it means.

    Attributes:
        start: Where it begins, in characters, with its preposition.
        end: Where it ends.
        kind: "at" a time; "since" or "until" one; a "span" from one to another; "for" so long; "none": it says
            nothing that can be kept ("at 5 pm", "lately").
        first: The first day that is meant; with "for": the day so long ago.
        last: The last one.
    """

    start: int
    end: int
    kind: Kind
    first: date
    last: date


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
    return Times(at, after, since, until, lasting)


def _moment(day: date, *, days: int = 0) -> datetime:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return moment if not days or day >= date(9999, 12, 30) else moment + timedelta(days)


LAST_YEAR = 9990
"""After it no day may lie ahead: there is hardly a date left."""


@lru_cache(maxsize=512)
def find(text: str, at: datetime) -> tuple[Time, ...]:
    """The times that a sentence names, in its order, none within another.

    Several rules ask it of the same sentence, one after the other; so it is remembered for a while.

    Args:
        text: A sentence.
        at: When it was said, in UTC.
    """
    small = text.lower()
    if len(small) != len(text) or not _HINT.search(small) or not 10 <= at.year <= LAST_YEAR:
        return ()
    taken: list[Time] = []
    for time in (*_absolute(small, text, at.date()), *_relative(text, small, at), *_vague(small, at.date())):
        if all(time.end <= other.start or time.start >= other.end for other in taken):
            taken.append(time)
    return tuple(sorted(taken, key=lambda time: time.start))


_FUTURE = re.compile(
    r"\b(?:will|won't|shall|gonna|going to|planning|plan to|plans?|can't wait|looking forward|upcoming|coming up"
    r"|hope to"
    r"|hoping to|let's|(?:am|is|are) (?!\w+ed)\w+ing|next|coming|have an?|has an?|due|by(?! the way)|it's|is on|is in|are on"
    r"|should)\b"
    r"|'(?:ll|(?:m|re) \w+ing)\b"
)
_AHEAD = re.compile(
    r"\b(?:will|gonna|going to|can't wait|looking forward)\b|(?:\b(?:am|are|is)|'m|'re"
    r"|'s) (?!been)(?:\w+ )?\w+ing\b|'ll\b"
)


def _ahead(small: str, start: int) -> bool:
    """Whether a date without a year is the next one, by the clause that it stands in, or else by the sentence."""
    begin = max((found.end() for found in _BETWEEN.finditer(small, 0, start)), default=0)
    clause = small[begin:start]
    if _PAST.search(clause) and not _AHEAD.search(clause):
        return False
    return bool(_AHEAD.search(small) or (_FUTURE.search(small) and not _PAST.search(small)))


_BETWEEN = re.compile(r"[,;:.!?–—]|\b(?:and|but|so|because|though)\b")
_PAST = re.compile(
    r"\b(?:was|were|went|had|did|got|moved|started|back|been|left|quit|sold|bought|met|became|began|gave|took|broke|lost"
    r"|found|came|made|\w{3,}ed)\b"
)
_SHORT = {name[:3]: index for index, name in enumerate(MONTHS, 1)} | {"sept": 9}
_MONTH_NUMBER = {name: index for index, name in enumerate(MONTHS, 1)} | _SHORT
_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
_YEAR = r"(?:19[3-9]\d|20\d\d)"
_DAY = r"(?:[12]?\d|3[01])(?:st|nd|rd|th)?"
_SEASON = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}
_SEASONS = "|".join(_SEASON)
_DATE = (
    rf"(?P<iso>{_YEAR}-\d\d-\d\d)|(?P<md>{_MONTH} (?:the )?(?P<d1>{_DAY})(?!\d)(?:,? (?P<y1>{_YEAR}))?)"
    rf"|(?P<dm>(?:the )?(?P<d2>{_DAY}) (?:of )?(?P<m2>{_MONTH})(?:,? (?P<y2>{_YEAR}))?)"
    rf"|(?P<my>(?P<edge>early |late |mid-?|the (?:very )?(?:beginning|start|middle"
    rf"|end) of )?(?P<m3>{_MONTH})(?:,? (?:of )?(?P<y3>{_YEAR}))?)"
    rf"|(?:the )?(?P<season>{_SEASONS}) (?:of )?(?P<y4>{_YEAR})|(?:early |late |mid-?)?(?P<year>{_YEAR})\b(?!-)"
)
_SIMPLE = re.sub(r"\?P<\w+>", "?:", _DATE)
_PREPOSITION = (
    r"(?:(?:back )?(?:in|on|at|by|around|during|of|for)|since|until|till|from|starting|as of|this coming|this past|last"
    r"|next|before|after)"
)
_ABSOLUTE = re.compile(rf"\b(?:(?P<prep>{_PREPOSITION}) )?(?:(?P<which>last|next|this) )?(?:{_DATE})\b", re.ASCII)
_RANGE = re.compile(
    rf"\b(?:from|between) (?P<one>{_SIMPLE}) (?:to|until|till|and|through) (?P<two>{_SIMPLE})\b", re.ASCII
)
_ALONE = re.compile(rf"(?:{_DATE})\b", re.ASCII)
_HINT = re.compile(
    rf"\d|\b(?:{_MONTH}|{_SEASONS}|{'|'.join(WEEKDAYS)}|ago|yesterday|today|tonight|tomorrow|last|next|this"
    rf"|weekend|week"
    r"|fortnight|month|year|years|months|weeks|days|hours|decade|now|lately|recently|nowadays|moment|morning|evening|afternoon"
    r"|night|other day|soon|since|lunch|christmas|xmas|easter|halloween|thanksgiving|valentine|day|someday|later|earlier|again|already|ages|long|ever|back then"
    r"|at)\b"
)


def _absolute(small: str, text: str, today: date) -> Iterator[Time]:
    """Of "since 2019", "in May 2021", "on March 3rd", "from 2015 to 2019"."""
    for match in _RANGE.finditer(small):
        one, two = _ALONE.match(match["one"]), _ALONE.match(match["two"])
        ends = one and two and (_days(one, today, -1), _days(two, today, -1))
        if ends and ends[0] and ends[1] and ends[0][0] <= ends[1][0]:
            yield Time(*match.span(), "span", ends[0][0], ends[1][0])
    for match in _ABSOLUTE.finditer(small):
        bare_month = bool(match["my"]) and not match["y3"]
        preposition = match["prep"] or match["which"]
        if (bare_month or match["year"]) and not preposition:
            continue  # "May I", "2019 model"
        if match["year"] and preposition in ("of", "for", "last", "next"):
            continue
        if bare_month and match["m3"] in ("may", "march") and text[match.start("m3")].islower():
            continue
        step = {"last": -1, "next": 1, "since": -1}.get(match["which"] or match["prep"] or "", 0)
        step = step or (1 if _ahead(small, match.start()) else -1)
        days = _days(match, today, step)
        if days:
            kind: Kind = "since" if preposition in ("since", "from", "starting", "as of") else "at"
            kind = "until" if preposition in ("until", "till") else kind
            kind = "none" if preposition in ("before", "after") else kind
            yield Time(match.start(), match.end(), kind, *days)


def _days(match: re.Match[str], today: date, step: int) -> tuple[date, date] | None:
    """The first and last day of an absolute date; without a year, the nearest in the direction of `step`."""
    try:
        if match["iso"]:
            day = date.fromisoformat(match["iso"])
            return day, day
        if match["md"] or match["dm"]:
            month = match["md"].split()[0] if match["md"] else match["m2"]
            number, year = (match["d1"], match["y1"]) if match["md"] else (match["d2"], match["y2"])
            return _of_day(_MONTH_NUMBER[month.rstrip(".")], int(re.sub(r"\D", "", number)), year, today, step)
        if match["my"]:
            month = _MONTH_NUMBER[match["m3"].rstrip(".")]
            whole = _of_month(int(match["y3"]) if match["y3"] else _near(month, today, step), month)
            return part(whole, "month", (match["edge"] or "").rstrip(" -"))
        if match["season"]:
            return _of_season(match["season"], int(match["y4"]))
        return date(int(match["year"]), 1, 1), date(int(match["year"]), 12, 31)
    except (ValueError, OverflowError, KeyError):
        return None


def _near(month: int, today: date, step: int) -> int:
    """The year of the last such month, or of the next one."""
    if step > 0:
        return today.year + (month < today.month)
    return today.year - (month > today.month)


def _of_day(month: int, number: int, year: str | None, today: date, step: int) -> tuple[date, date]:
    if year:
        day = date(int(year), month, number)
        return day, day
    day = date(today.year, month, number)
    if step > 0 and day < today:
        day = date(today.year + 1, month, number)
    if step < 0 and day > today:
        day = date(today.year - 1, month, number)
    return day, day


def _of_month(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, date(year + month // 12, month % 12 + 1, 1) - timedelta(1)


def _of_season(season: str, year: int) -> tuple[date, date]:
    month = _SEASON[season]
    first = date(year, month, 1)
    return first, _of_month(year + (month + 2 > 12), (month + 1) % 12 + 1)[1]


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


# ── relative ─────────────────────────────────────────────────────────────────────────────────────────

_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()
_NUMBER: dict[str, float] = {word: number for number, word in enumerate(_WORDS, 1)} | {
    "a": 1, "an": 1, "a couple of": 2, "a couple": 2, "couple of": 2, "a few": 3, "few": 3, "several": 4, "some": 3,
    "a good": 1, "another": 1, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "twenty-five": 25, "thirty": 30, "forty": 40, "fifty": 50, "half a": 0.5,
}  # fmt: skip
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(_NUMBER, key=len, reverse=True))})"
_UNIT = r"(?P<unit>day|weekend|week|wk|fortnight|month|year|yr|decade)s?"
_LONG = {
    "day": 1, "week": 7, "wk": 7, "weekend": 7, "fortnight": 14, "month": 30.44, "year": 365.25, "yr": 365.25,
    "decade": 3652.5,
}  # fmt: skip
_ABOUT = r"(?:about|around|over|almost|nearly|like|just|more than|well over|roughly|some|a good|at least|only)"
_AGO = re.compile(
    rf"\b(?:{_ABOUT} )?{_COUNT} {_UNIT}(?P<half> and a half)?"
    r" (?P<way>ago|back\b(?! (?:to|at|in|home|with))|from now)"
)
_SINCE_LONG = re.compile(
    rf"\b(?:since|going on|coming up on|pushing) (?:{_ABOUT} )?{_COUNT} {_UNIT}(?P<half> and a half)?(?: now| already)?"
    r"\b(?!-| old| ago| back)"
)
"""So long until now: "going on eleven years", and "since two weeks", as many say whose English is their second."""
_LONG_NOW = re.compile(
    rf"(?<!for )(?<!in )(?<!of )\b(?:{_ABOUT} )?{_COUNT} {_UNIT}(?P<half> and a half)? (?:now|already|and counting|running)\b"
)
_SEASONS_AGO = re.compile(
    rf"\b(?:(?:{_COUNT} (?P<season>{_SEASONS})s? ago)|the (?P<unit>{_SEASONS}|week|month|year) before last)\b"
)
_ON_THE = re.compile(r"\b(?P<prep>on|since|until|till|by) the (?P<number>\d{1,2})(?:st|nd|rd|th)\b(?! (?:floor|of)\b)")
_EDGE_OF_YEAR = re.compile(
    r"\b(?:(?P<prep>since|until|in|at|from) )?the (?:very )?(?P<edge>start|beginning|end|middle) of (?P<which>the|this|last|next) year\b"
)
_FOR = re.compile(
    rf"\b(?P<prep>for|in|within|over)(?: the)?(?: (?:past|last|next))?(?: {_ABOUT})* {_COUNT} {_UNIT}(?P<half> and a half)?(?: now)?(?:' time)?\b(?!-| old| ago)"
)
_SINCE_AGO = re.compile(
    r"\b(?:since |from |until |till |starting |by |on |for |in |of |as of |at )?(?:about |around |almost |nearly |like |just |over )?$"
)
_SEASON_REL = re.compile(
    rf"\b(?:(?:in|during|over|since|for|by|until) )?(?P<which>last|this past|this coming|this|next|the"
    rf"|in) (?P<season>{_SEASONS})\b(?! (?:of|\d|break|camp))"
)
_DAY_REL = re.compile(
    rf"\b(?P<prep>on|since|as of|until|till|by|for|this|next|last|this coming|from) (?P<day>{'|'.join(WEEKDAYS)})"
    r"(?: (?:morning|afternoon|evening|night))?\b(?!s|-)"
)
_LAST_UNIT = re.compile(
    r"\b(?:earlier |later )?(?P<which>last|this|next|the other|this past) (?P<unit>weekend|week|month|year|night"
    r"|day|morning)\b"
)


def _relative(text: str, small: str, at: datetime) -> Iterator[Time]:
    """In this order: where two overlap, the first counts."""
    today = at.date()
    yield from _ago(small, today)
    yield from _feasts(small, today)
    yield from _edges(small, today)
    yield from _lasting(small, today)
    yield from _seasons(small, today)
    for when in resolved(text, at):
        start, kind = _introduced(small, when.start)
        yield Time(start, when.end, kind, when.first, when.last)
    yield from _weekdays(small, today)
    yield from _units(small, today)


def _ago(small: str, today: date) -> Iterator[Time]:
    """Of "three years ago", "since about a month ago", "two weeks from now"."""
    for match in _AGO.finditer(small):
        ago = _back(match, today, 1 if match["way"] == "from now" else -1)
        start, kind = _introduced(small, match.start())
        if ago:
            yield Time(start, match.end(), kind, *_rounded(ago, match["unit"]))


def _lasting(small: str, today: date) -> Iterator[Time]:
    """Of "for three years", and of "in three weeks" where that lies ahead."""
    for match in (*_SINCE_LONG.finditer(small), *_LONG_NOW.finditer(small)):
        then = _back(match, today, -1)
        if then:
            yield Time(*match.span(), "for", then, then)
    for match in _FOR.finditer(small):
        ahead = match["prep"] in ("in", "within")
        then = _back(match, today, 1 if ahead else -1)
        if then and not ahead:
            yield Time(*match.span(), "for", then, then)
        elif then and _FUTURE.search(small):
            yield Time(*match.span(), "at", *_rounded(then, match["unit"]))


def _feasts(small: str, today: date) -> Iterator[Time]:
    """Of "at Easter", "since Halloween"."""
    for match, (past, coming) in feasts(small, today):
        ahead = match["which"] == "next" or (not match["which"] and _ahead(small, match.start()))
        day = coming if ahead and match["prep"] != "since" else past
        yield Time(*match.span(), _EDGES.get(match["prep"], "at"), day, day)


def _edges(small: str, today: date) -> Iterator[Time]:
    """Of "at the end of last year", and of "on the 3rd"."""
    for match in _EDGE_OF_YEAR.finditer(small):
        year = today.year + {"last": -1, "next": 1}.get(match["which"], 0)
        months = {"start": 1, "beginning": 1, "middle": 6, "end": 12}
        kind = _EDGES.get(match["prep"] or "", "at")
        yield Time(*match.span(), kind, *_of_month(year, months[match["edge"]]))
    for match in _ON_THE.finditer(small):
        day = _day_of_month(int(match["number"]), today, 1 if _ahead(small, match.start()) else -1)
        if day:
            yield Time(*match.span(), _EDGES.get(match["prep"], "at"), day, day)


def _day_of_month(number: int, today: date, step: int) -> date | None:
    """The nearest such day, looking back or ahead."""
    for months in range(3):
        year, month = divmod(today.year * 12 + today.month - 1 + step * months, 12)
        try:
            day = date(year, month + 1, number)
        except ValueError:
            continue
        if (day - today).days * step >= 0:
            return day
    return None


def _seasons(small: str, today: date) -> Iterator[Time]:
    """Of "last spring", "two winters ago", "the year before last"."""
    for match in _SEASONS_AGO.finditer(small):
        unit = match["season"] or match["unit"]
        if unit in _SEASON:
            year = _last_season(unit, today) + 1 - (round(_counted(match)) if match["count"] else 2)
            if year > 0:
                yield Time(*match.span(), "at", *_of_season(unit, year))
        else:
            yield Time(*match.span(), "at", *_rounded(today - timedelta(2 * _LONG[unit]), unit))
    for match in _SEASON_REL.finditer(small):
        days = _season_near(match, small, today)
        yield Time(*match.span(), "since" if match[0].startswith("since") else "at", *days)


_COMING = ("next", "by", "until", "till", "for", "this", "this coming")
_EDGES: dict[str, Kind] = {
    "since": "since", "as of": "since", "from": "since", "until": "until", "till": "until", "before": "none",
}  # fmt: skip


def _weekdays(small: str, today: date) -> Iterator[Time]:
    """Of "on Friday": the last, or the next where nothing is past. Said on a Friday: a week away."""
    for match in _DAY_REL.finditer(small):
        ahead = (WEEKDAYS.index(match["day"]) - today.weekday()) % 7
        told = match["prep"] == "on" and (_ahead(small, match.start()) or not _PAST.search(small))
        day = today + timedelta((ahead or 7) if told or match["prep"] in _COMING else ahead - 7)
        yield Time(*match.span(), _EDGES.get(match["prep"], "at"), day, day)


_OFTEN = re.compile(
    r"\b(?:once|twice|thrice|(?:two|three|four|five|six|[2-7]|a few|several|a couple of|many)(?: or \w+)? times)"
    r" (?:an?|per|each|every) (?:day|week|month|year|fortnight)\b"
)


def _units(small: str, today: date) -> Iterator[Time]:
    """Of "next weekend", and of "the other day" and "twice a week", which are none."""
    yield from (Time(*match.span(), "none", today, today) for match in _OFTEN.finditer(small))
    for match in _LAST_UNIT.finditer(small):
        which, unit = match["which"], match["unit"]
        if which == "this past" and unit in ("month", "year", "week"):
            yield Time(*match.span(), "at", today - timedelta(_LONG[unit]), today)
        elif unit == "weekend" and which in ("next", "this"):
            saturday = today + timedelta(5 - today.weekday() + 7 * (which == "next"))
            yield Time(*match.span(), "at", saturday, saturday + timedelta(1))
        else:
            yield Time(*match.span(), "none", today, today)


def _introduced(small: str, start: int) -> tuple[int, Kind]:
    """Where an expression begins with its preposition, and which kind that makes it."""
    before = _SINCE_AGO.search(small[max(0, start - 20) : start])
    if not before or not before[0]:
        return start, "at"
    word = before[0].split()[0]
    kind: Kind = (
        "since" if word in ("since", "from", "starting", "as") else "until" if word in ("until", "till") else "at"
    )
    return start - len(before[0]), kind


def _counted(match: re.Match[str]) -> float:
    """The number that an expression names, in words or digits."""
    return _NUMBER.get(match["count"]) or int(match["count"])


def _back(match: re.Match[str], today: date, way: int) -> date | None:
    try:
        return today + timedelta(round(way * (_counted(match) + (0.5 if match["half"] else 0)) * _LONG[match["unit"]]))
    except OverflowError:
        return None


def _rounded(day: date, unit: str) -> tuple[date, date]:
    """A time so many years ago is known to a year, so many months ago to a month."""
    if unit in ("year", "yr", "decade", "month"):
        return _of_month(day.year, day.month)
    return day, day


def _last_season(season: str, today: date) -> int:
    """The year in which the last one began that was not now."""
    return today.year if today.month > _SEASON[season] else today.year - 1


def _season_near(match: re.Match[str], small: str, today: date) -> tuple[date, date]:
    season, which = match["season"], match["which"]
    month = _SEASON[season]
    if which in ("last", "this past"):
        year = _last_season(season, today)
    elif which in ("next", "this coming"):
        year = today.year if today.month < month else today.year + 1
    elif which == "this":
        year = today.year
    else:
        year = _near(month, today, 1 if _ahead(small, match.start()) else -1)
    return _of_season(season, year)


# ── without a date ───────────────────────────────────────────────────────────────────────────────────

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
