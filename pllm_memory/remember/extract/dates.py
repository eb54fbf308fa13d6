"""Dates that a sentence names: "since 2019", "in May 2021", "on March 3rd", "12-19 July"."""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Iterator
from datetime import date

from pllm_memory.remember.extract.calendar import (
    DAY,
    MONTH,
    MONTH_NUMBER,
    SEASONS,
    YEAR,
    Ahead,
    Kind,
    Time,
    near,
    of_month,
    of_season,
)
from pllm_memory.remember.extract.cued import cued
from pllm_memory.when import part

_DATE = (
    rf"(?P<iso>{YEAR}-\d\d-\d\d)|(?P<md>{MONTH} (?:the )?(?P<d1>{DAY})(?!\d)(?:,? (?P<y1>{YEAR}))?)"
    rf"|(?P<dm>(?:the )?(?P<d2>{DAY}) (?:of )?(?P<m2>{MONTH})(?:,? (?P<y2>{YEAR}))?)"
    rf"|(?P<my>(?P<edge>early |late |mid-?|the (?:very )?(?:beginning|start|middle"
    rf"|end) of )?(?P<m3>{MONTH})(?:,? (?:of )?(?P<y3>{YEAR}))?)"
    rf"|(?:the )?(?P<season>{SEASONS}) (?:of )?(?P<y4>{YEAR})|(?:early |late |mid-?)?(?P<year>{YEAR})\b(?!-)"
)
_SIMPLE = re.sub(r"\?P<\w+>", "?:", _DATE)
_STARTING = "(?:starting|beginning|commencing|effective)(?: in| on| from)?"
_PREPOSITION = (
    rf"(?:(?:back )?(?:in|on|at|by|around|during|of|for)|since|until|till|from|{_STARTING}|as of|this coming|this past|last"
    r"|next|before|after)"
)
_ABSOLUTE = cued(rf"\b(?:(?P<prep>{_PREPOSITION}) )?(?:(?P<which>last|next|this) )?(?:{_DATE})\b", re.ASCII)
_BEGINS = re.compile(_STARTING)
_RANGE = cued(rf"\b(?:from|between) (?P<one>{_SIMPLE}) (?:to|until|till|and|through) (?P<two>{_SIMPLE})\b", re.ASCII)
_TO = r"(?: ?[-–—] ?| (?:to|until|till|and|through) )(?:the )?"
_DAYS_ON_END = cued(
    rf"\b(?P<from>(?:from|between) )?(?:(?P<m1>{MONTH}) (?:the )?(?P<d1>{DAY}){_TO}(?P<d2>{DAY})(?!\d)"
    rf"|(?:the )?(?P<d3>{DAY}){_TO}(?P<d4>{DAY}) (?:of )?(?P<m2>{MONTH}))(?:,? (?P<year>{YEAR}))?(?!\w)",
    re.ASCII,
)
_ALONE = re.compile(rf"(?:{_DATE})\b", re.ASCII)


def absolute(small: str, text: str, today: date, ahead: Ahead) -> Iterator[Time]:
    """Of "since 2019", "in May 2021", "on March 3rd", "from 2015 to 2019", "12-19 July".

    Args:
        small: The sentence in small letters.
        text: As it was written.
        today: When it was said.
        ahead: Whether a date without a year is the next one.
    """
    yield from _days_on_end(small, today, ahead)
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
        begins = bool(preposition) and bool(_BEGINS.match(preposition))
        step = {"last": -1, "next": 1, "since": -1}.get(match["which"] or match["prep"] or "", 0)
        step = step or (1 if ahead(match.start()) or (begins and "been" not in small) else -1)
        days = _days(match, today, step)
        if days:
            kind: Kind = "since" if begins or preposition in ("since", "from", "as of") else "at"
            kind = "until" if preposition in ("until", "till") else kind
            kind = "none" if preposition in ("before", "after") else kind
            yield Time(match.start(), match.end(), kind, *days)


def _days_on_end(small: str, today: date, ahead: Ahead) -> Iterator[Time]:
    """Of "12-19 July", "July 4 to 6", "from the 3rd to the 9th of June"."""
    for match in _DAYS_ON_END.finditer(small):
        month = MONTH_NUMBER[(match["m1"] or match["m2"]).rstrip(".")]
        one, two = (int(re.sub(r"\D", "", match[a] or match[b])) for a, b in (("d1", "d3"), ("d2", "d4")))
        try:
            last, _ = _of_day(month, two, match["year"], today, 1 if ahead(match.start()) else -1)
            first = last.replace(day=one)
        except ValueError:
            continue
        if first < last:
            yield Time(*match.span(), "span" if match["from"] and last < today else "at", first, last)


def _days(match: re.Match[str], today: date, step: int) -> tuple[date, date] | None:
    """The first and last day of an absolute date; without a year, the nearest in the direction of `step`."""
    try:
        if match["iso"]:
            day = date.fromisoformat(match["iso"])
            return day, day
        if match["md"] or match["dm"]:
            month = match["md"].split()[0] if match["md"] else match["m2"]
            number, year = (match["d1"], match["y1"]) if match["md"] else (match["d2"], match["y2"])
            return _of_day(MONTH_NUMBER[month.rstrip(".")], int(re.sub(r"\D", "", number)), year, today, step)
        if match["my"]:
            month = MONTH_NUMBER[match["m3"].rstrip(".")]
            whole = of_month(int(match["y3"]) if match["y3"] else near(month, today, step), month)
            return part(whole, "month", (match["edge"] or "").rstrip(" -"))
        if match["season"]:
            return of_season(match["season"], int(match["y4"]))
        return date(int(match["year"]), 1, 1), date(int(match["year"]), 12, 31)
    except (ValueError, OverflowError, KeyError):
        return None


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
