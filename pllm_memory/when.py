"""Relative times: what "yesterday", "last week" or "two years ago" mean, by the time of the message they are in.

Only what is certain is resolved: "the last week" may be the past or the final one, "on Fridays" is a habit, and
"next Friday", said on a Monday, is this one to some people and the one after to others. A wrong date in a prompt
is worse than none, since a model believes it.

Weeks start on Monday. Days are UTC's, as the message's time is.
"""

import calendar
import re
import string
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pllm_memory.text import MONTHS, WEEKDAYS

Span = tuple[date, date]
"""The first and the last day of an interval."""


@dataclass(frozen=True, slots=True)
class When:
    """A relative time in a text, resolved.

    Attributes:
        start: Where the expression begins, in characters.
        end: Where it ends.
        first: The first day that is meant.
        last: The last one.
    """

    start: int
    end: int
    first: date
    last: date

    def __str__(self) -> str:
        """As short as it can be: 2023-05-07, 2023-05-01 to 05-07, 2023-06, 2018 to 2021."""
        first, last = self._written()
        if first == last:
            return first
        short = last[5:] if last[:4] == first[:4] and "-" in first else last
        return f"{first} to {short}"

    def apart(self, taken: Collection[int]) -> bool:
        """Whether none of its characters is among these."""
        return not any(place in taken for place in range(self.start, self.end))

    def _written(self) -> tuple[str, str]:
        """Both ends, as exactly as they are known: whole years, whole months, or days."""
        after = self.last + timedelta(1) if self.last < date.max else self.last
        precise = 10
        if self.first.day == after.day == 1:
            precise = 4 if self.first.month == after.month == 1 else 7
        return self.first.isoformat()[:precise], self.last.isoformat()[:precise]


def resolved(text: str, at: datetime) -> tuple[When, ...]:
    """The relative times that a text names, in its order, of those that are certain.

    Args:
        text: What was said.
        at: When, in UTC.
    """
    text = text[:_LONGEST]
    small, today = _lower(text), at.date()
    has = small.__contains__  # for so many hints, `map` is twice as fast as a generator
    if not any(map(has, _HINTS)):
        return ()
    found: list[When] = []
    taken: set[int] = set()  # characters that an earlier rule has read
    for hints, pattern, resolve in _RULES:
        if any(map(has, hints)):
            found += (new := [when for when in _matched(pattern, resolve, text, small, today) if when.apart(taken)])
            taken.update(place for when in new for place in range(when.start, when.end))
    return tuple(sorted(found, key=lambda when: when.start))


def annotated(text: str, at: datetime) -> str:
    """The text, with its date in brackets behind each relative time: "yesterday [2023-05-07]".

    Nothing else is changed. A text that is annotated already stays as it is: dates in brackets are not read, so
    they neither hide an expression nor make one, whoever wrote them.
    """
    inserted = annotations(text, at)
    if not inserted:
        return text
    pieces: list[str] = []
    done = 0
    for place, addition in inserted:
        pieces += (text[done:place], addition)
        done = place
    return "".join([*pieces, text[done:]])


def annotations(text: str, at: datetime) -> list[tuple[int, str]]:
    """What `annotated` inserts: after how many characters of the text, and what."""
    spans = [match.span() for match in _BRACKETS.finditer(text)] if " [" in text else []
    plain = _BRACKETS.sub("", text) if spans else text
    inserted = ((_place(when.end, spans), f" [{when}]") for when in resolved(plain, at))
    return [(place, addition) for place, addition in inserted if not text.startswith(addition, place)]


def _place(end: int, removed: list[tuple[int, int]]) -> int:
    """Where something that ends there in a text without its brackets ends in the text with them."""
    for start, stop in removed:
        if start >= end:
            break
        end += stop - start
    return end


def _lower(text: str) -> str:
    """In lower case, every character at its place (of a few, the small form is longer)."""
    small = text.lower()
    return small if len(small) == len(text) else text.translate(_SMALL)


_SMALL = dict(zip(map(ord, string.ascii_uppercase), string.ascii_lowercase, strict=True))
_LONGEST = 20_000
"""Characters of a text that are read."""
_DATE = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_BRACKETS = re.compile(rf" \[{_DATE}(?: to (?:{_DATE}|\d\d(?:-\d\d)?))?\]", re.ASCII)
"""What annotations look like."""


# ── whether it is meant so ───────────────────────────────────────────────────────────────────────────

_LOOK = 80
"""Characters around an expression that decide what it means."""
_NOT_AFTER = re.compile(
    r"(?:\w[-.,/'’–]|[\"“‘«*_#@]|\blike(?: it (?:was|were)| it['’]s)?(?: just| only)?[ ]"
    r"|\b(?:feels|seems) (?:just|only)[ ]"
    r"|\b(?:days?|weeks?|weekends?|months?|years?)[ ](?:before|after|from|since)[ ]"
    r"|\b(?:ago|every|each|even)[ ](?:on[ ])?)$",
)
"""What an expression is not resolved behind."""
_NOT_AFTER_LAST = re.compile(
    r"(?:\b(?:the|my|our|your|his|her|its|their|a|one|very|will|can|could|would|might|must|should|not|to)"
    r"|\w['’](?:s|ll))[ ](?:very[ ])?$",
)
"""Where "last" or "next" is not the one before or after now: "the last week", "my last year", "it can last"."""
_COMPARED = re.compile(r"\b(?:compared|similar|back|up|down|prior|due|thanks|forward)[ ]to[ ]$")
_NOT_BEFORE = re.compile(
    r"-\w|['’](?!s\b)\w|['’]s?[- ]?(?:old|self)\b|[ ](?:of|before|today|yesterday|tomorrow)\b|[\"”»*_]"
)
_ROUND = re.compile(
    r"(?:\b(?:over|than|least|most|under|within|up to|each|every|past|last|next|first|and|or|to|half"
    r"|twenty|thirty|forty|fifty|hundred|\d+)[ ]|[\d½¼¾][-–/.,:]?|-)(?:an?[ ])?$",
)
"""Where a number is part of another, or only a bound: "2 or 3 years ago", "over ten years ago"."""
_FIGURATIVE = ("today", "tomorrow")
_FIGURE = re.compile(
    r"(?:\b(?:who|what|where|still)\b[^.!?]{0,25}[ ](?:am|are|is|was|were)\b[^.!?]{0,15}|\bof[ ]|['’](?:m|re)[ ])"
    r"\|today$"
    r"|\bstill\b[^.!?]{0,40}\|today|\|today['’]s"
    r"|\b(?:no|an?|our|better|brighter|new|whole)[ ]\|tomorrow"
)
"""Where a word is no day: "who I am today", "today's world", "a better tomorrow". The bar is where it begins."""
_HABIT = re.compile(
    r"\b(?:every|each|always|usually|often|typically|sometimes|whenever|weekly|used to|normally|generally|if)\b"
)
_PAST = re.compile(
    r"\b(?:was|were|went|had|did|didn['’]t|got|saw|came|made|took|met|gave|told|said|found|left|spent|won|lost|bought"
    r"|ran|ate|felt|began|held|threw|drove|flew|tried|(?!excited|interested|tired|supposed|scheduled|planned|need"
    r"|indeed|speed|feed|bored|worried|married|wed)[a-z]{2,}ed)\b",
)
_FUTURE = re.compile(
    r"\b(?:will|won['’]t|shall|gonna|going to|planning|plan to|plans? for|can['’]t wait|looking forward|upcoming"
    r"|coming up|let['’]s|hope to|hoping to|(?:am|are)[ ]\w+ing)\b|['’](?:ll|(?:m|re)[ ]\w+ing)\b",
)


def _matched(pattern: re.Pattern[str], resolve: "Resolver", text: str, small: str, today: date) -> Iterator[When]:
    """What one rule finds."""
    for match in pattern.finditer(small):
        if _literal(text, match):
            try:
                span = resolve(match, today)
            except (OverflowError, ValueError):  # before the year 1, or after 9999
                continue
            if span:
                yield When(*match.span(), *span)


def _literal(text: str, match: re.Match[str]) -> bool:
    """Whether the words around an expression let it mean what it says."""
    small, (start, end) = match.string, match.span()
    before, after, found = small[max(0, start - _LOOK) : start], small[end : end + 20], match.group()
    if before and (before[-1].isalnum() or before[-1] == "_"):
        return False
    if _NOT_AFTER.search(before[-40:]) or _NOT_BEFORE.match(after) or _is_title(text[start:end], before):
        return False
    if found.startswith(("last", "next")) and _NOT_AFTER_LAST.search(before[-20:]):
        return bool(_COMPARED.search(before[-20:]))
    return not (found.startswith(_FIGURATIVE) and _FIGURE.search(f"{before[-50:]}|{found}"))


def _is_title(found: str, before: str) -> bool:
    """A capital within a sentence: the song "Yesterday", not the day. All in capitals is shouting."""
    begun = before.rstrip(" \n")
    inside = bool(begun) and (begun[-1].isalnum() or begun[-1] in ",&")
    return inside and found[0].isupper() and not found[:4].isupper()


def _tense(match: re.Match[str]) -> int:
    """-1 where the sentence tells of the past, 1 of the future, 0 where that is not certain."""
    text, (start, end) = match.string, match.span()
    before = re.split(r"[.!?\n]", text[max(0, start - _LOOK) : start])[-1]
    sentence = before + re.split(r"[.!?\n]", text[start : end + _LOOK])[0]
    if _HABIT.search(sentence):
        return 0
    return bool(_FUTURE.search(sentence)) - bool(_PAST.search(sentence))


# ── what it means ────────────────────────────────────────────────────────────────────────────────────

Resolver = Callable[[re.Match[str], date], Span | None]

_DAYS = {"yesterday": -1, "tomorrow": 1, "today": 0, "tonight": 0, "this": 0, "last": -1, "before": -2, "after": 2}
_STEPS = {"last": -1, "this": 0, "this past": -1, "this coming": 1, "next": 1}
_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()
_COUNTS = {word: (number, number) for number, word in enumerate(_WORDS, 1)} | {
    "a": (1, 1),
    "an": (1, 1),
    "a couple": (2, 3),
    "a couple of": (2, 3),
    "a few": (2, 5),
}
_SEASONS = {"summer": (8, 6), "spring": (2, 3), "fall": (8, 9), "autumn": (8, 9)}
"""Up to which month "last" means the year before for certain, and from which on "next" means the year after."""


def _day(match: re.Match[str], today: date) -> Span:
    return _one(today + timedelta(_DAYS[match["day"]]))


def _unit(match: re.Match[str], today: date) -> Span | None:
    """Of "last week", "this past weekend", "early next month"."""
    which, unit, edge = match["which"], match["unit"], match.groupdict().get("edge", "")
    if unit == "weekend":
        return None if edge else _weekend(which, _tense(match), today)
    if which == "this past":
        return (today - timedelta(7), today) if unit == "week" and not edge else None
    if which == "this coming":
        return None
    span = first, last = _UNITS[unit](today, _STEPS[which])
    if which == "this" and edge in ("earlier", "later"):
        return (first, today) if edge == "earlier" else (today, last)
    return part(span, unit, edge)


def part(span: Span, unit: str, edge: str | None) -> Span:
    """Of "early", "the end of" and the like, a third or so of a week, month or year; without such a word, all of it."""
    first, last = span
    kind = next((kind for kind, words in _EDGES.items() if edge.endswith(words)), None) if edge else None
    if kind is None:
        return span
    if unit == "year":
        month = {"early": 1, "mid": 5, "late": 9}[kind]
        return date(first.year, month, 1), _month(date(first.year, month + 3, 1), 0)[1]
    begin, end = {"week": {"early": (0, 2), "mid": (1, 3), "late": (3, 6)}}.get(unit, _THIRDS)[kind]
    return first + timedelta(begin), min(last, first + timedelta(end))


_THIRDS = {"early": (0, 9), "mid": (10, 19), "late": (20, 30)}
_EDGES = {
    "early": ("early", "earlier", "beginning of", "start of"),
    "mid": ("mid", "middle of"),
    "late": ("late", "later", "end of"),
}


def _weekend(which: str, tense: int, today: date) -> Span | None:
    """The weekend after a week's work belongs to that week. Early in the week, "this weekend" may be the last one."""
    day = today.weekday()
    coming = today + timedelta(5 - day)
    if which == "this":
        step = 0 if day >= 5 else tense if day < 3 else max(tense, 0) or (None if tense else 0)
        if step is None or (day < 3 and not tense):
            return None
        return _saturday(coming, min(step, 0))
    if which == "next":
        return _saturday(coming, 1) if day >= 3 else None
    if which == "this coming":
        return _saturday(coming, 0 if day < 5 else 1)
    return _saturday(coming, -1)


def _that_weekend(match: re.Match[str], today: date) -> Span | None:
    """Of "at the weekend": which one, the tense tells. On one, it may be this."""
    tense = _tense(match)
    return _saturday(today + timedelta(5 - today.weekday()), min(tense, 0)) if tense and today.weekday() < 5 else None


def _before_last(match: re.Match[str], today: date) -> Span:
    if match["unit"] == "weekend":
        return _saturday(today + timedelta(5 - today.weekday()), -2)
    return _UNITS[match["unit"]](today, -2)


def _weekday(match: re.Match[str], today: date) -> Span | None:
    """Of "last Friday", "this Friday", "on Friday": where two could be meant, none is."""
    which = match["which"]
    ahead = WEEKDAYS.index(match["name"]) - today.weekday()  # in this week
    if which == "on":
        tense = _tense(match)
        return _one(today + timedelta(ahead % 7 if tense > 0 else ahead % 7 - 7)) if tense and ahead else None
    if which == "this":
        return _one(today + timedelta(ahead)) if ahead >= 0 else None
    if which == "next":
        return _one(today + timedelta(ahead + 7)) if ahead <= 0 else None
    if which == "this coming":
        return _one(today + timedelta(ahead % 7)) if ahead else None
    return _one(today + timedelta(ahead % 7 - 7)) if ahead >= 0 or which == "this past" else None


def _ago(match: re.Match[str], today: date) -> Span | None:
    """Of "two weeks ago", "a few days from now": as exactly as people count."""
    if _ROUND.search(match.string[max(0, match.start() - 20) : match.start()]):
        return None
    fewest, most = _count(match["count"])
    if match["way"] == "ago":
        fewest, most = -most, -fewest
    unit = match["unit"]
    return _shifted(unit, today, fewest)[0], _shifted(unit, today, most)[1]


def _in(match: re.Match[str], today: date) -> Span | None:
    """Of "in two weeks", where that lies ahead: "I read it in two days" is how long it took."""
    if _tense(match) < 1:
        return None
    fewest, most = _count(match["count"])
    unit = match["unit"]
    return _shifted(unit, today, fewest)[0], _shifted(unit, today, most)[1]


def _season(match: re.Match[str], today: date) -> Span | None:
    """The year that a season is of: its months depend on the hemisphere."""
    which, (past, ahead) = match["which"], _SEASONS[match["name"]]
    sure = which == "this" or (today.month <= past if which == "last" else today.month >= ahead)
    return _year(today, _STEPS[which]) if sure else None


def _named_month(match: re.Match[str], today: date) -> Span | None:
    """Of "last June" is sure if June has not been yet this year, "next June" if it has."""
    which, month = match["which"], MONTHS.index(match["name"]) + 1
    sure = which == "this" or (month >= today.month if which == "last" else month <= today.month)
    return _month(date(today.year + _STEPS[which], month, 1), 0) if sure else None


def _count(text: str) -> tuple[int, int]:
    words = " ".join(text.split())
    return _COUNTS.get(words) or (int(words), int(words))


def _one(day: date) -> Span:
    return day, day


def _week(today: date, by: int) -> Span:
    monday = today + timedelta(7 * by - today.weekday())
    return monday, monday + timedelta(6)


def _saturday(first: date, by: int) -> Span:
    return first + timedelta(7 * by), first + timedelta(7 * by + 1)


def _month(today: date, by: int) -> Span:
    years, month = divmod(today.month - 1 + by, 12)
    first = date(today.year + years, month + 1, 1)
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _year(today: date, by: int) -> Span:
    return date(today.year + by, 1, 1), date(today.year + by, 12, 31)


_UNITS: dict[str, Callable[[date, int], Span]] = {"week": _week, "month": _month, "year": _year}


def _shifted(unit: str, today: date, by: int) -> Span:
    """So many days, weeks, weekends, months or years from today. A weekend that is not over is not one ago."""
    if unit == "day":
        return _one(today + timedelta(by))
    if unit == "weekend":
        return _saturday(today + timedelta(5 - today.weekday()), by)
    return _UNITS[unit](today, by)


# ── how it is said ───────────────────────────────────────────────────────────────────────────────────

_S = r"[ \n]{1,2}"
_OWN = r"(?:['’]s)?\b"
_PART = rf"(?:{_S}(?:morning|afternoon|evening|night))?"
_COUNT = rf"(?P<count>\d{{1,2}}|an?|a{_S}couple(?:{_S}of)?|a{_S}few|{'|'.join(_WORDS)})"
_EDGE = rf"(?P<edge>early|earlier|mid|late|later|(?:beginning|start|middle|end){_S}of)(?:{_S}|-)"
_PLAIN_MONTHS = tuple(month for month in MONTHS if month not in ("march", "may"))  # "this may be", "this march"


def _rule(hints: str, pattern: str, resolve: Resolver) -> tuple[tuple[str, ...], re.Pattern[str], Resolver]:
    """One kind of expression, looked for where a text has one of the hints.

    That it is not a part of a longer word, `_literal` checks: a pattern that begins with a letter, and not with
    a condition, is found several times faster.
    """
    return tuple(hints.split("|")), re.compile(rf"(?:{pattern}){_OWN}"), resolve


_WHICH = r"(?P<which>last|next|this(?: past| coming)?)"
_LONG = "(?P<unit>week|weekend|month|year)"
_ANY = "(?P<unit>day|week|weekend|month|year)s?"
_RULES = (
    _rule("before yesterday", rf"day{_S}(?P<day>before){_S}yesterday", _day),
    _rule("after tomorrow", rf"day{_S}(?P<day>after){_S}tomorrow", _day),
    _rule("before last", rf"{_LONG}{_S}before{_S}last", _before_last),
    _rule("yesterday|today|tomorrow", rf"(?P<day>yesterday|today|tomorrow){_PART}", _day),
    _rule("tonight", "(?P<day>tonight)", _day),
    _rule("this morning|this afternoon|this evening", rf"(?P<day>this){_S}(?:morning|afternoon|evening)", _day),
    _rule("last night|last evening", rf"(?P<day>last){_S}(?:night|evening)", _day),
    _rule("earl|mid|late|beginning|start|end of", rf"{_EDGE}{_WHICH}{_S}{_LONG}", _unit),
    _rule("week|month|year", rf"{_WHICH}{_S}{_LONG}", _unit),
    _rule(
        "|".join(WEEKDAYS),
        rf"(?P<which>last|next|on|this(?: past| coming)?){_S}(?P<name>{'|'.join(WEEKDAYS)}){_PART}"
        rf"(?!,? ?(?:\d|the{_S}\d|(?:last|next|this){_S}(?:week|month|year)|of|{'|'.join(MONTHS)}))",
        _weekday,
    ),
    _rule(" ago", rf"{_COUNT}{_S}{_ANY}{_S}(?P<way>ago)", _ago),
    _rule("from now|from today", rf"{_COUNT}{_S}{_ANY}{_S}(?P<way>from{_S}(?:now|today))", _ago),
    _rule(" day| week| month| year", rf"in{_S}{_COUNT}{_S}{_ANY}(?:['’]?{_S}time)?", _in),
    _rule("the weekend", rf"(?:at|over|on|for|during){_S}the{_S}weekend", _that_weekend),
    _rule("|".join(_SEASONS), rf"(?P<which>last|this|next){_S}(?P<name>{'|'.join(_SEASONS)})", _season),
    _rule("|".join(MONTHS), rf"(?P<which>last|next){_S}(?P<name>{'|'.join(MONTHS)})", _named_month),
    _rule("|".join(_PLAIN_MONTHS), rf"(?P<which>this){_S}(?P<name>{'|'.join(_PLAIN_MONTHS)})", _named_month),
)
_HINTS = ("day", "night", "tomorrow", "week", "month", "year", " ago", "this ", "last ", "next ", "weekend")
"""Each expression has one of these: most messages have none, and cost nothing more."""
