"""The pieces that times in a sentence are made of: what a time is, months and seasons, and whether it lies ahead."""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pllm_memory.text import MONTHS

Kind = Literal["at", "since", "until", "span", "for", "none"]
Ahead = Callable[[int], bool]
"""Whether a date without a year that begins at a place of the sentence is the next one."""


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


FUTURE = re.compile(
    r"\b(?:will|won't|shall|gonna|going to|planning|plan to|plans?|can't wait|looking forward|upcoming|coming up"
    r"|hope to"
    r"|hoping to|let's|(?:am|is|are) (?!\w+ed)\w+ing|next|coming|have an?|has an?|due|by(?! the way)|it's|is on|is in|are on"
    r"|should)\b"
    r"|'(?:ll|(?:m|re) \w+ing)\b"
)
_AHEAD = re.compile(
    r"\b(?:will|gonna|going to|can't wait|looking forward|(?:booked|reserved|tickets) (?!last|yesterday))\b|(?:\b(?:am|are|is)|'m|'re"
    r"|'s) (?!been)(?:\w+ )?\w+ing\b|'ll\b"
)


def lies_ahead(small: str, start: int) -> bool:
    """Whether a date without a year is the next one, by the clause that it stands in, or else by the sentence."""
    begin = max((found.end() for found in _BETWEEN.finditer(small, 0, start)), default=0)
    clause = small[begin:start]
    if PAST.search(clause) and not _AHEAD.search(clause):
        return False
    return bool(_AHEAD.search(small) or (FUTURE.search(small) and not PAST.search(small)))


_BETWEEN = re.compile(r"[,;:.!?–—]|\b(?:and|but|so|because|though)\b")
PAST = re.compile(
    r"\b(?:was|were|went|had|did|got|moved|started|back|been|left|quit|sold|bought|met|became|began|gave|took|broke|lost"
    r"|found|came|made|\w{3,}ed)\b"
)
_SHORT = {name[:3]: index for index, name in enumerate(MONTHS, 1)} | {"sept": 9}
MONTH_NUMBER = {name: index for index, name in enumerate(MONTHS, 1)} | _SHORT
MONTH = rf"(?:{'|'.join(MONTHS)}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
YEAR = r"(?:19[3-9]\d|20\d\d)"
DAY = r"(?:[12]?\d|3[01])(?:st|nd|rd|th)?"
SEASON = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}
SEASONS = "|".join(SEASON)


def near(month: int, today: date, step: int) -> int:
    """The year of the last such month, or of the next one."""
    if step > 0:
        return today.year + (month < today.month)
    return today.year - (month > today.month)


def of_month(year: int, month: int) -> tuple[date, date]:
    """Its first day and its last."""
    first = date(year, month, 1)
    return first, date(year + month // 12, month % 12 + 1, 1) - timedelta(1)


def of_season(season: str, year: int) -> tuple[date, date]:
    """The first day and the last of one that begins in a year."""
    month = SEASON[season]
    first = date(year, month, 1)
    return first, of_month(year + (month + 2 > 12), (month + 1) % 12 + 1)[1]
