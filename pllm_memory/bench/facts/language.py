"""How people say things, as data: `dev.toml`, `test.toml` and others, and how a phrase becomes what is said."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from random import Random
from typing import Literal

Split = Literal["dev", "fresh", "test", "other"]

_SLOT = re.compile(r"\{(a_|the_)?(\w+)\}")
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Turns that belong together: assistant and user alternate, and the user has the last word."""

    turns: tuple[str, ...]

    @property
    def slots(self) -> frozenset[str]:
        """What it needs in order to be said."""
        return frozenset(name for turn in self.turns for _, name in _SLOT.findall(turn))

    def said(self, values: Mapping[str, str]) -> list[str]:
        """The turns with values in the slots."""
        return [_SLOT.sub(lambda slot: _filled(slot[1], values[slot[2]]), turn) for turn in self.turns]


def _filled(article: str | None, value: str) -> str:
    if article == "the_":
        return re.sub("^an? ", "the ", value)
    return f"{_article(value)} {value}" if article else value


def _article(word: str) -> str:
    return "an" if word[0].lower() in "aeio" or word.startswith("union") else "a"


@dataclass(frozen=True, slots=True)
class Phrases:
    """One half of the language: names of things, and phrases by topic and act."""

    values: Mapping[str, Sequence[str]]
    style: Mapping[str, Sequence[str]]
    topics: Mapping[str, Mapping[str, tuple[Phrase, ...]]]


@cache
def load(split: Split) -> Phrases:
    """Reads one half."""
    text = resources.files("pllm_memory.bench.facts").joinpath("phrases", f"{split}.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    topics = {
        topic: {act: tuple(_phrase(item) for item in items) for act, items in acts.items()}
        for topic, acts in read.items()
        if topic not in ("values", "style")
    }
    return Phrases(read["values"], read["style"], topics)


def _phrase(item: str | list[str]) -> Phrase:
    return Phrase((item,) if isinstance(item, str) else tuple(item))


# ── times ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Time:
    """A time as it is said, what it means, and how far off a reading may be."""

    words: str
    at: datetime
    tolerance: timedelta


def past(rng: Random, now: datetime, longest: timedelta, ways: Sequence[str]) -> Time:
    """When something happened, not longer ago than `longest`: "last week", "in March"."""
    choices = [
        Time(words, now - timedelta(days), timedelta(tolerance))
        for words, days, tolerance in (
            ("yesterday", 1, 1),
            ("last week", 7, 7),
            ("two weeks ago", 14, 5),
            ("last month", 30, 31),
            ("three months ago", 91, 20),
        )
        if days < 2 or timedelta(days + tolerance / 2) < longest
    ]
    months = [month for days in (70, 120, 160) if timedelta(days + 31) < longest for month in (_month(now, days),)]
    choices += [
        Time(rng.choice(ways).format(month=_MONTHS[middle.month - 1]), middle, timedelta(31)) for middle in months
    ]
    return rng.choice(choices)


def since(rng: Random, now: datetime) -> Time:
    """Since when something holds: "since 2016", "for three years"."""
    years = rng.randint(2, 9)
    year = now.year - years
    return rng.choice(
        (
            Time(f"since {year}", datetime(year, 7, 1, tzinfo=UTC), timedelta(190)),
            Time(f"for {_NUMBERS[years - 2]} years", now - timedelta(365 * years), timedelta(366)),
        )
    )


_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine")


def _month(now: datetime, days: int) -> datetime:
    """The middle of the month that was so many days ago."""
    return (now - timedelta(days)).replace(day=15)


def weekday(now: datetime, days: int) -> tuple[str, datetime]:
    """A day of the coming week by name, and when it is."""
    day = now + timedelta(days)
    return _WEEKDAYS[day.weekday()], day


# ── style ────────────────────────────────────────────────────────────────────────────────────────────

Manner = Literal["proper", "casual", "lazy"]


def styled(text: str, manner: Manner, style: Mapping[str, Sequence[str]], rng: Random) -> str:
    """A user's turn the way this person writes."""
    if rng.random() < 0.15 and (text[0].islower() or text.startswith(("I ", "I'"))):
        text = rng.choice(style["fillers"]) + text
    if rng.random() < (0.03 if manner == "proper" else 0.2):
        text = text.rstrip(".") + rng.choice(style["tails"])
    if manner == "proper":
        text = text[0].upper() + text[1:]
        return text if text[-1] in ".!?…)" or not text[-1].isalnum() else text + "."
    if manner == "lazy":
        return _typed(text.lower().replace("'", ""), rng)
    return text


def _typed(text: str, rng: Random) -> str:
    """Now and then a small word is typed wrong."""
    if rng.random() > 0.08:
        return text
    wrong, right = rng.choice((("teh", "the"), ("taht", "that"), ("adn", "and"), ("jsut", "just"), ("wiht", "with")))
    return re.sub(rf"\b{right}\b", wrong, text, count=1)
