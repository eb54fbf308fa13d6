"""Feasts that people date by: "at Christmas", "since Halloween", "the day after Easter"."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from pllm_memory.remember.extract.cued import cued

_FIXED = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "boxing day": (12, 26), "christmas": (12, 25),
    "xmas": (12, 25), "new year's eve": (12, 31), "new years eve": (12, 31), "new year's day": (1, 1),
    "new year's": (1, 1), "new years": (1, 1), "new year": (1, 1), "halloween": (10, 31),
    "valentine's day": (2, 14), "valentines day": (2, 14), "valentine's": (2, 14), "st patrick's day": (3, 17),
    "the fourth of july": (7, 4), "bonfire night": (11, 5),
}  # fmt: skip
_MOVING = ("easter", "thanksgiving")
_NAMES = "|".join(sorted((*_FIXED, *_MOVING), key=len, reverse=True))
FEAST = cued(
    rf"\b(?P<prep>at|on|since|until|till|by|around|over|for|before|after|from)"
    rf" (?:(?P<which>last|next|this) )?(?P<feast>{_NAMES})(?: (?P<year>(?:19|20)\d\d))?\b"
    r"(?! (?:tree|dinner|party|cookies?|card|cards|market|present|presents|shopping|movie|movies|song|songs|carols?))"
)


def feasts(small: str, today: date) -> Iterator[tuple[re.Match[str], tuple[date, date]]]:
    """The feasts that a sentence in small letters dates something by, each with its last and its next day."""
    for match in FEAST.finditer(small):
        if match["year"]:
            day = _day(match["feast"], int(match["year"]))
            yield match, (day, day)
            continue
        days = [_day(match["feast"], year) for year in (today.year - 1, today.year, today.year + 1)]
        yield match, (max(day for day in days if day <= today), min(day for day in days if day >= today))


def _day(feast: str, year: int) -> date:
    if feast == "easter":
        return _easter(year)
    if feast == "thanksgiving":
        first = date(year, 11, 1)
        return first + timedelta((3 - first.weekday()) % 7 + 21)
    return date(year, *_FIXED[feast])


def _easter(year: int) -> date:
    """Sunday of Easter in the West, by the method of Meeus, Jones and Butcher."""
    century, place = divmod(year, 100)
    leap, rest = divmod(century, 4)
    moon = (19 * (year % 19) + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * rest + 2 * (place // 4) - moon - place % 4) % 7
    late = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)
