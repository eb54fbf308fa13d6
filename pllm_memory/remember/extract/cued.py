"""Patterns that are tried only where a text has something that they cannot do without.

Hundreds of patterns look at each sentence, and hardly one of them finds anything. What each needs ("enough of", one
of "left", "quit" and "sold") is read off the pattern itself, and to look for a few words costs a hundredth of trying
a pattern that ignores case at every place of a text.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pllm_memory.text import STOP_WORDS

_ATOM = re.compile(
    r"(?P<digit>\\d)|\\(?P<escaped>\W)|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[a-z]+\)|\(\?P=\w+\)"
    r"|(?P<aside>\(\?(?:<?[=!]|\(\w+\)))|(?P<open>\((?!\?)|\(\?(?:P<\w+>|[a-z]*(?:-[a-z]+)?:))|(?P<strange>\(\?)"
    r"|(?P<close>\))|(?P<bar>\|)|(?P<plain>[^.^$])|.",
    re.DOTALL,
)
"""A part of a pattern: what is looked for as it stands, a group, what only looks around, or whatever else."""
_TIMES = re.compile(r"(?P<none>[?*]|\{0?,\d*\}|\{0\})[?+]?|(?:\+|\{[1-9]\d*(?:,\d*)?\})[?+]?")


@dataclass(frozen=True, slots=True)
class Cued:
    """A pattern, and what a text must have one of, in lower case; nothing where it may do without."""

    pattern: re.Pattern[str]
    needs: tuple[str, ...]

    def may(self, low: str) -> bool:
        """Whether a text in lower case has what the pattern needs."""
        for need in self.needs:  # asked dozens of times a sentence: a loop is twice as fast as `any`
            if need in low:
                return True
        return not self.needs

    def search(self, text: str, low: str = "") -> re.Match[str] | None:
        """As `re.Pattern.search`; who tries many patterns gives the text in lower case, too."""
        return self.pattern.search(text) if self.may(low or text.lower()) else None

    def finditer(self, text: str, low: str = "") -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`; likewise."""
        return self.pattern.finditer(text) if self.may(low or text.lower()) else iter(())

    def sub(self, plain: str | Callable[[re.Match[str]], str], text: str) -> str:
        """As `re.Pattern.sub`."""
        return self.pattern.sub(plain, text) if self.may(text.lower()) else text


def cued(pattern: str, flags: int = 0) -> Cued:
    """A pattern that is tried only where it may be found.

    Args:
        pattern: As `re.compile` takes it, not verbose.
        flags: Likewise.
    """
    return Cued(re.compile(pattern, flags), needs(pattern, ascii_digits=bool(flags & re.ASCII)))


_CAPITALS = re.compile(r"(\\.|\(\?P)|[A-Z]")
"""Capitals of a pattern, and what only looks like one: the name of a class, the mark of a group."""


def small(pattern: str) -> str:
    """A pattern for text in lower case, where it is found two to five times as fast as by ignoring case."""
    return _CAPITALS.sub(lambda part: part[1] or part[0].lower(), pattern.removeprefix("(?i)"))


def saying(pattern: str) -> Callable[[str], bool]:
    """Whether a text has a pattern anywhere, in whatever case.

    Args:
        pattern: Its source.

    Raises:
        ValueError: If a part of it minds the case.
    """
    if "(?-i" in pattern:
        raise ValueError(f"a part of this pattern minds the case: {pattern}")
    one = cued(small(pattern))

    def says(text: str) -> bool:
        low = text.lower()
        return one.search(low, low) is not None

    return says


_LETTERS = re.compile(r"[a-z]+")


@lru_cache(maxsize=512)
def letters(text: str) -> frozenset[str]:
    """The words of a text in lower case, by their plain letters: "don't" is "don" and "t".

    Many rules ask it of the same text, one after the other; so it is remembered for a while.
    """
    return frozenset(_LETTERS.findall(text.lower()))


def needs(pattern: str, *, ascii_digits: bool = False) -> tuple[str, ...]:
    """Texts in lower case of which each match of a pattern has one; none if it may be without any.

    Args:
        pattern: Its source, not verbose.
        ascii_digits: Whether its digits are those from 0 to 9.

    Raises:
        ValueError: If it has a part that is not known here.
    """
    found = _Reader(pattern, _DIGITS if ascii_digits else frozenset()).choice()
    least = tuple(sorted(text for text in found if not any(text != other and other in text for other in found)))
    return least if _often(frozenset(least)) < _ALWAYS else ()


_DIGITS = frozenset("0123456789")


class _Reader:
    """Reads what a pattern needs, from left to right."""

    def __init__(self, source: str, digits: frozenset[str]) -> None:
        self._source, self._at = source, 0
        self._digits = digits

    def choice(self) -> frozenset[str]:
        """What a group needs: of each of its alternatives something, or nothing at all."""
        sides = [self._sequence()]
        while self._next("bar"):
            sides.append(self._sequence())
        self._next("close")
        return frozenset[str]().union(*sides) if all(sides) else frozenset()

    def _sequence(self) -> frozenset[str]:
        """The best of what the parts of an alternative need."""
        best, run = frozenset[str](), ""
        while (atom := _ATOM.match(self._source, self._at)) and not (atom["bar"] or atom["close"]):
            if atom["strange"]:
                raise ValueError(f"what is this part of a pattern? {self._source[self._at :][:20]}")
            self._at = atom.end()
            plain = atom["plain"] or atom["escaped"] or ""
            digits = self._digits if atom["digit"] else frozenset[str]()
            inner = self.choice() if atom["open"] or atom["aside"] else digits
            times = _TIMES.match(self._source, self._at)
            self._at = times.end() if times else self._at
            needed = not atom["aside"] and not (times and times["none"])
            if plain and not times:
                run += plain.lower()
                continue
            best = min(best, frozenset((run + plain.lower() * needed,)), inner if needed else frozenset(), key=_often)
            run = ""
        return min(best, frozenset((run,)), key=_often)

    def _next(self, kind: str) -> bool:
        """Goes on behind an atom of a kind, if there is one."""
        atom = _ATOM.match(self._source, self._at)
        if not (atom and atom[kind]):
            return False
        self._at = atom.end()
        return True


def _often(texts: frozenset[str]) -> float:
    """How many of some texts a sentence has, roughly: more, the more there are and the shorter; of none, more still."""
    return sum(map(_share, texts)) if texts else 2.0


def _share(text: str) -> float:
    bare = text.strip()
    if bare in STOP_WORDS and len(bare) > 1:
        return 0.3
    return 0.01 if bare.isdigit() else _SHARES.get(len(bare), 0.003)


_SHARES = {0: 2.0, 1: 1.0, 2: 0.2, 3: 0.04, 4: 0.01}
_ALWAYS = 1.0
"""From which share on it costs less to try a pattern than to look for what it needs."""
