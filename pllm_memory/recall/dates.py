"""Read the dates that a question names: "on 8 May", "in the last week of June 2024", "in 2023", "last week"."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from pllm_memory.text import MONTHS, folded
from pllm_memory.when import part, resolved

Grain = Literal["day", "month", "year"]

_NUMBERS = {name[:length]: number for number, name in enumerate(MONTHS, 1) for length in (3, len(name))} | {"sept": 9}
_NAMES = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_PATTERNS = (
    re.compile(rf"\b{_DAY}(?: of)? (?P<month>{_NAMES})\b\.?(?:,? ?{_YEAR})?"),
    re.compile(rf"\b(?P<month>{_NAMES})\.? {_DAY}\b(?:,? {_YEAR})?"),
)
_MONTH = re.compile(rf"(?P<lead>\b\w+ )?\b(?P<month>{_NAMES})\b\.?,?(?: of)?(?: {_YEAR})?")
_LEADS = frozenset("in of during since until by this last next early late mid".split())
_ALSO_VERBS = frozenset(("may", "march", "mar"))

_COUNTS = {"": 1, "two": 2, "couple of": 2, "three": 3, "few": 3, "2": 2, "3": 3}
_PLACES = {
    name: place
    for place, names in ((0, "first 1st"), (1, "second 2nd"), (2, "third 3rd"), (3, "fourth 4th"), (-1, "last final"))
    for name in names.split()
}
_EDGE = r"(?P<edge>early|mid|late|(?:beginning|start|middle|end) of)"
_PART = re.compile(
    r"\b(?:(?P<place>first|second|third|fourth|last|final|1st|2nd|3rd|4th) (?:(?P<count>two|three|2|3|couple of|few) )?"
    rf"(?P<unit>weekend|week|days?|half)s?(?: of| in)?|{_EDGE})"
    rf"[ -](?:in )?(?:the month of )?(?P<month>{_NAMES})\b\.?,?(?: of)?(?: {_YEAR})?"
)
"""Of "the last two weeks of August 2023", "early in May"."""
_OF_A_YEAR = re.compile(rf"\b(?:(?P<place>first|second|last) half of|{_EDGE})[ -](?:in )?{_YEAR}\b")
_BESIDE = re.compile(r"\b(?P<unit>day|week|weekend) (?P<side>before|after|of) (?:the )?$")
"""What stands before a day, and means another: "the week before 3 July"."""
_BOTH = re.compile(r"\b(?:between|from) (?P<one>[^,;?]{3,30}?) (?:and|to|until|till|through) (?P<two>[^,;?]{3,30})")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that a question names.

    Attributes:
        start: Its first moment, in seconds since 1970.
        end: Its last.
        grain: How exactly it was named: to a few days, to a month or a part of one, or less.
    """

    start: float
    end: float
    grain: Grain


def period(text: str, today: datetime, *, now: datetime | None = None) -> Period | None:
    """The first period that a text names, or None.

    Args:
        text: The question.
        today: A date without a year means the last such date up to then.
        now: When it is asked, which is what "last week" goes by; None where nobody knows.
    """
    plain, day = folded(text), today.date()
    return _between(plain, day) or _named(plain, day) or (_relative(text, now) if now else None) or _year(plain)


def _named(text: str, today: date) -> Period | None:
    return _day(text, today) or _part(text, today) or _month(text, today) or _half(text)


def _between(text: str, today: date) -> Period | None:
    """Of "between May and July 2023": one that has no year has the other's."""
    match = _BOTH.search(text)
    two = _named(f"in {match['two']}", today) if match else None
    if not match or not two:
        return None
    until = datetime.fromtimestamp(two.end, UTC).date()
    one = _named(f"in {match['one']}", until)
    if not one or one.start > two.end or one.grain == "year":
        return None
    return Period(one.start, two.end, "day" if two.end - one.start < _FEW_DAYS else "month")


_FEW_DAYS = 4 * 86_400.0


def _day(text: str, today: date) -> Period | None:
    for pattern in _PATTERNS:
        match = pattern.search(text)
        if match and 1 <= int(match["day"]) <= 31:
            month, day = _NUMBERS[match["month"]], int(match["day"])
            year = int(match["year"] or _past_year(month, day, today))
            found = date(year, month, min(day, calendar.monthrange(year, month)[1]))
            return _beside(text[: match.start()], found)
    return None


def _beside(before: str, day: date) -> Period:
    """The day itself, or what is said to be next to it."""
    match = _BESIDE.search(before)
    if not match:
        return _span(day, day, "day")
    monday, unit, side = day - timedelta(day.weekday()), match["unit"], match["side"]
    if unit == "day":
        other = day + timedelta({"before": -1, "after": 1}.get(side, 0))
        return _span(other, other, "day")
    if unit == "weekend":
        saturday = monday + timedelta({"before": 5 if day.weekday() > 5 else -2, "after": 5, "of": 5}[side])
        return _span(saturday, saturday + timedelta(1), "day")
    if side == "of":
        return _span(monday, monday + timedelta(6), "month")
    first = day + timedelta(-7 if side == "before" else 1)
    return _span(first, first + timedelta(6), "month")


def _part(text: str, today: date) -> Period | None:
    match = _PART.search(text)
    if not match:
        return None
    month = _NUMBERS[match["month"]]
    year = int(match["year"] or _past_year(month, 1, today))
    length = calendar.monthrange(year, month)[1]
    if match["edge"]:
        return _span(*part((date(year, month, 1), date(year, month, length)), "month", match["edge"]), "month")
    first, last = _stretch(match["unit"], _PLACES[match["place"]], _COUNTS[match["count"] or ""], year, month)
    return _span(date(year, month, first), date(year, month, last), "day" if last - first < 2 else "month")


def _stretch(unit: str, place: int, count: int, year: int, month: int) -> tuple[int, int]:
    """The days of the last two weeks, the first weekend, the second half of a month."""
    length = calendar.monthrange(year, month)[1]
    if unit == "half":
        return (1, 15) if place == 0 else (16, length)
    if unit == "weekend":
        saturdays = [day for day in range(1, length + 1) if date(year, month, day).weekday() == 5]
        return saturdays[place], min(saturdays[place] + 1, length)
    days = count * {"week": 7, "day": 1}.get(unit, _DAYS if count == 1 else 1)
    first = length - days + 1 if place < 0 else 1 + place * days
    return first, min(first + days - 1, length)


_DAYS = 5
"""How many "the last days of May" are."""


def _month(text: str, today: date) -> Period | None:
    for match in _MONTH.finditer(text):
        said_as_month = match["year"] or (match["lead"] or "").strip() in _LEADS
        if match["month"] in _ALSO_VERBS and not said_as_month:
            continue
        month = _NUMBERS[match["month"]]
        year = int(match["year"] or _past_year(month, 1, today))
        return _span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")
    return None


def _half(text: str) -> Period | None:
    """Of "the first half of 2023", "late 2023"."""
    match = _OF_A_YEAR.search(text)
    if not match:
        return None
    year = int(match["year"])
    whole = date(year, 1, 1), date(year, 12, 31)
    if match["edge"]:
        return _span(*part(whole, "year", match["edge"]), "year")
    halves = (whole[0], date(year, 6, 30)), (date(year, 7, 1), whole[1])
    return _span(*halves[match["place"] != "first"], "year")


def _relative(text: str, now: datetime) -> Period | None:
    """Of "yesterday", "last week", "two months ago". What is said of today asks for nothing that was said before."""
    for one in resolved(text, now):
        if one.first < now.date():
            days = (one.last - one.first).days
            return _span(one.first, one.last, "day" if days < 4 else "month" if days < 62 else "year")
    return None


def _year(text: str) -> Period | None:
    match = re.search(rf"\b{_YEAR}\b", text)
    return _span(date(int(match["year"]), 1, 1), date(int(match["year"]), 12, 31), "year") if match else None


def _past_year(month: int, day: int, today: date) -> int:
    return today.year if (month, day) <= (today.month, today.day) else today.year - 1


def _span(first: date, last: date, grain: Grain) -> Period:
    start, end = (datetime.combine(day, at, UTC).timestamp() for day, at in ((first, time.min), (last, time.max)))
    return Period(start, end, grain)
