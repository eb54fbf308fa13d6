"""Text in pictures: what may be drawn, how wide it is, and dates as people write them.

A picture is laid out where no font is at hand. The widths are those of DejaVu Sans, which is the widest of the
fonts that a browser takes for `system-ui` or `sans-serif`: text is never wider than the room it was given.
"""

import unicodedata
from datetime import datetime

# fmt: off
_REGULAR = (
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84,
    84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99, 69, 61,
    69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59,
    82, 59, 59, 52, 64, 34, 64, 84,
)
"""Hundredths of the size, from the space to the tilde."""
# fmt: on
_OTHER, _WIDE = 72, 110
_BOLD = 1.14
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
"""They change the direction of what follows, and would disorder the picture around them."""


def drawable(text: str) -> str:
    """The text on one line, without control characters, lone surrogates, or anything that turns its direction."""
    kept = (c for c in text if c.isspace() or (unicodedata.category(c) not in ("Cc", "Cs", "Cn") and c not in _TURNS))
    return " ".join("".join(kept).split())


def width(text: str, size: float, *, bold: bool = False) -> float:
    """At most how wide a text is, in the unit of its size."""
    return sum(map(_advance, text)) * size / 100 * (_BOLD if bold else 1)


def shortened(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as has room, with an ellipsis."""
    if width(text, size, bold=bold) <= room:
        return text
    left = room - width("…", size, bold=bold)
    end = 0
    while end < len(text) and (left := left - width(text[end], size, bold=bold)) >= 0:
        end += 1
    return text[:end].rstrip() + "…"


def when(start: datetime | None, end: datetime | None, *, event: bool = False) -> str:
    """From when to when: "since May 2019", "2015 – 2019", "until 2019"; of an event, the month; or nothing."""
    if start and (event or (end and start.year == end.year)):
        return _month(start)
    if start and end:
        return f"{start.year} – {end.year}"
    if start:
        return f"since {_month(start)}"
    return f"until {_month(end)}" if end else ""


def _month(moment: datetime) -> str:
    """The first moment of a year is how a year is kept that nobody said the month of."""
    return str(moment.year) if (moment.month, moment.day) == (1, 1) else f"{_MONTHS[moment.month - 1]} {moment.year}"


def _advance(character: str) -> int:
    code = ord(character)
    if 32 <= code < 127:
        return _REGULAR[code - 32]
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return _WIDE if unicodedata.east_asian_width(character) in "WF" or code > 0x1F000 else _OTHER
