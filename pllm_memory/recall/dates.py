"""Read the dates that a question names: "on 8 May", "in June 2024", "in 2023"."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal

from pllm_memory.text import MONTHS, folded

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


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that a question names.

    Attributes:
        start: Its first moment, in seconds since 1970.
        end: Its last.
        grain: How exactly it was named.
    """

    start: float
    end: float
    grain: Literal["day", "month", "year"]


def period(text: str, today: datetime) -> Period | None:
    """The first period that a text names, or None.

    Args:
        text: The question.
        today: A date without a year means the last such date up to then.
    """
    plain = folded(text)
    return _day(plain, today.date()) or _month(plain, today.date()) or _year(plain)


def _day(text: str, today: date) -> Period | None:
    for pattern in _PATTERNS:
        match = pattern.search(text)
        if match and 1 <= int(match["day"]) <= 31:
            month, day = _NUMBERS[match["month"]], int(match["day"])
            year = int(match["year"] or _past_year(month, day, today))
            found = date(year, month, min(day, calendar.monthrange(year, month)[1]))
            return _span(found, found, "day")
    return None


def _month(text: str, today: date) -> Period | None:
    for match in _MONTH.finditer(text):
        said_as_month = match["year"] or (match["lead"] or "").strip() in _LEADS
        if match["month"] in _ALSO_VERBS and not said_as_month:
            continue
        month = _NUMBERS[match["month"]]
        year = int(match["year"] or _past_year(month, 1, today))
        return _span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")
    return None


def _year(text: str) -> Period | None:
    match = re.search(rf"\b{_YEAR}\b", text)
    return _span(date(int(match["year"]), 1, 1), date(int(match["year"]), 12, 31), "year") if match else None


def _past_year(month: int, day: int, today: date) -> int:
    return today.year if (month, day) <= (today.month, today.day) else today.year - 1


def _span(first: date, last: date, grain: Literal["day", "month", "year"]) -> Period:
    start, end = (datetime.combine(day, at, UTC).timestamp() for day, at in ((first, time.min), (last, time.max)))
    return Period(start, end, grain)
