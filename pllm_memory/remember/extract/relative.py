"""Times that a sentence tells from the day it was said: "last spring", "three years ago", "on Friday"."""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from pllm_memory.remember.extract.calendar import (
    FUTURE,
    PAST,
    SEASON,
    SEASONS,
    Ahead,
    Kind,
    Time,
    near,
    of_month,
    of_season,
)
from pllm_memory.remember.extract.cued import cued
from pllm_memory.remember.extract.holidays import feasts
from pllm_memory.text import WEEKDAYS
from pllm_memory.when import resolved

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
_AGO = cued(
    rf"\b(?:{_ABOUT} )?{_COUNT} {_UNIT}(?P<half> and a half)?"
    r" (?P<way>ago|back\b(?! (?:to|at|in|home|with))|from now)"
)
_SINCE_LONG = cued(
    rf"\b(?:since|going on|coming up on|pushing) (?:{_ABOUT} )?{_COUNT} {_UNIT}(?P<half> and a half)?(?: now| already)?"
    r"\b(?!-| old| ago| back)"
)
"""So long until now: "going on eleven years", and "since two weeks", as many say whose English is their second."""
_LONG_NOW = cued(
    rf"(?<!for )(?<!in )(?<!of )\b(?:{_ABOUT} )?{_COUNT} {_UNIT}(?P<half> and a half)? (?:now|already|and counting|running)\b"
)
_SEASONS_AGO = cued(
    rf"\b(?:(?:{_COUNT} (?P<season>{SEASONS})s? ago)|the (?P<unit>{SEASONS}|week|month|year) before last)\b"
)
_ON_THE = cued(r"\b(?P<prep>on|since|until|till|by) the (?P<number>\d{1,2})(?:st|nd|rd|th)\b(?! (?:floor|of)\b)")
_EDGE_OF_YEAR = cued(
    r"\b(?:(?P<prep>since|until|in|at|from) )?the (?:very )?(?P<edge>start|beginning|end|middle) of (?P<which>the|this|last|next) year\b"
)
_FOR = cued(
    rf"\b(?P<prep>for|in|within|over)(?: the)?(?: (?:past|last|next))?(?: {_ABOUT})* {_COUNT} {_UNIT}(?P<half> and a half)?(?: now)?(?:' time)?\b(?!-| old| ago)"
)
_SINCE_AGO = re.compile(
    r"\b(?:since |from |until |till |starting |by |on |for |in |of |as of |at )?(?:about |around |almost |nearly |like |just |over )?$"
)
_SEASON_REL = cued(
    rf"\b(?:(?:in|during|over|since|for|by|until) )?(?P<which>last|this past|this coming|this|next|the"
    rf"|in) (?P<season>{SEASONS})\b(?! (?:of|\d|break|camp))"
)
_DAY_REL = cued(
    rf"\b(?P<prep>on|since|as of|until|till|by|for|this|next|last|this coming|from) (?P<day>{'|'.join(WEEKDAYS)})"
    r"(?: (?:morning|afternoon|evening|night))?\b(?!s|-)"
)
_LAST_UNIT = cued(
    r"\b(?:earlier |later )?(?P<which>last|this|next|the other|this past) (?P<unit>weekend|week|month|year|night"
    r"|day|morning)\b"
)


def relative(text: str, small: str, at: datetime, ahead: Ahead) -> Iterator[Time]:
    """In this order: where two overlap, the first counts.

    Args:
        text: The sentence.
        small: In small letters.
        at: When it was said.
        ahead: Whether a day that may be past or to come is to come.
    """
    today = at.date()
    yield from _ago(small, today)
    yield from _feasts(small, today, ahead)
    yield from _edges(small, today, ahead)
    yield from _lasting(small, today)
    yield from _seasons(small, today, ahead)
    for when in resolved(text, at):
        start, kind = _introduced(small, when.start)
        yield Time(start, when.end, kind, when.first, when.last)
    yield from _weekdays(small, today, ahead)
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
        elif then and FUTURE.search(small):
            yield Time(*match.span(), "at", *_rounded(then, match["unit"]))


def _feasts(small: str, today: date, ahead: Ahead) -> Iterator[Time]:
    """Of "at Easter", "since Halloween"."""
    for match, (past, coming) in feasts(small, today):
        next_one = match["which"] == "next" or (not match["which"] and ahead(match.start()))
        day = coming if next_one and match["prep"] != "since" else past
        yield Time(*match.span(), _EDGES.get(match["prep"], "at"), day, day)


def _edges(small: str, today: date, ahead: Ahead) -> Iterator[Time]:
    """Of "at the end of last year", and of "on the 3rd"."""
    for match in _EDGE_OF_YEAR.finditer(small):
        year = today.year + {"last": -1, "next": 1}.get(match["which"], 0)
        months = {"start": 1, "beginning": 1, "middle": 6, "end": 12}
        kind = _EDGES.get(match["prep"] or "", "at")
        yield Time(*match.span(), kind, *of_month(year, months[match["edge"]]))
    for match in _ON_THE.finditer(small):
        day = _day_of_month(int(match["number"]), today, 1 if ahead(match.start()) else -1)
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


def _seasons(small: str, today: date, ahead: Ahead) -> Iterator[Time]:
    """Of "last spring", "two winters ago", "the year before last"."""
    for match in _SEASONS_AGO.finditer(small):
        unit = match["season"] or match["unit"]
        if unit in SEASON:
            year = _last_season(unit, today) + 1 - (round(_counted(match)) if match["count"] else 2)
            if year > 0:
                yield Time(*match.span(), "at", *of_season(unit, year))
        else:
            yield Time(*match.span(), "at", *_rounded(today - timedelta(2 * _LONG[unit]), unit))
    for match in _SEASON_REL.finditer(small):
        days = _season_near(match, today, ahead)
        yield Time(*match.span(), "since" if match[0].startswith("since") else "at", *days)


_COMING = ("next", "by", "until", "till", "for", "this", "this coming")
_EDGES: dict[str, Kind] = {
    "since": "since", "as of": "since", "from": "since", "until": "until", "till": "until", "before": "none",
}  # fmt: skip


def _weekdays(small: str, today: date, ahead: Ahead) -> Iterator[Time]:
    """Of "on Friday": the last, or the next where nothing is past. Said on a Friday: a week away."""
    for match in _DAY_REL.finditer(small):
        days = (WEEKDAYS.index(match["day"]) - today.weekday()) % 7
        told = match["prep"] == "on" and (ahead(match.start()) or not PAST.search(small))
        day = today + timedelta((days or 7) if told or match["prep"] in _COMING else days - 7)
        yield Time(*match.span(), _EDGES.get(match["prep"], "at"), day, day)


_OFTEN = cued(
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
        return of_month(day.year, day.month)
    return day, day


def _last_season(season: str, today: date) -> int:
    """The year in which the last one began that was not now."""
    return today.year if today.month > SEASON[season] else today.year - 1


def _season_near(match: re.Match[str], today: date, ahead: Ahead) -> tuple[date, date]:
    season, which = match["season"], match["which"]
    month = SEASON[season]
    if which in ("last", "this past"):
        year = _last_season(season, today)
    elif which in ("next", "this coming"):
        year = today.year if today.month < month else today.year + 1
    elif which == "this":
        year = today.year
    else:
        for_it = match[0].startswith("for ")  # "an internship for the summer"
        year = near(month, today, 1 if for_it or ahead(match.start()) else -1)
    return of_season(season, year)
