"""The same in plainer words: "can't get enough of jazz" is "I love jazz", and the rules need only know the latter.

Each row of a table is an idiom and how it is put plainly; what stands around it, times above all, stays as it was.
A row is tried only where its word occurs, so a sentence without idioms costs a look-up per word.
"""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pllm_memory.remember.extract.cued import Cued, cued, small
from pllm_memory.remember.extract.fondness import FONDNESS
from pllm_memory.remember.extract.given import GIVEN
from pllm_memory.remember.extract.manners import MANNERS
from pllm_memory.remember.extract.turns import TURNS
from pllm_memory.remember.extract.wordings import WORDINGS
from pllm_memory.remember.extract.words import CONDITIONS, DIETS, DRUGS, EVENTS, LANGUAGES

_FILLER = (
    r"(?:(?:well|so|ok|okay|oki|oh|ah|um|uh|hmm|haha|hehe|lol|tbh|fyi|btw|honestly|actually|anyway|right|also|yeah|yes"
    r"|and|but|plus|turns out|guess what|you know(?: what)?|to be honest|by the way|lately|these days|funny(?: enough)?"
    r"|nowadays|apparently|sadly|finally|recently|ngl|and yes|i think|i guess|look|fun fact|full disclosure"
    r"|no surprise|as always|as ever|personally|for me|confession)\b[,:…. ]*)*"
)
_DAYS = (
    r"(?:next )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|tonight|(?:january|february|march|april|may|june"
    r"|july|august|september|october|november|december) \d{1,2}(?:st|nd|rd|th)?|the \d{1,2}(?:st|nd|rd|th))"
)
_SLOTS = {
    "s": rf"(?P<s>(?:^\W*|[,;:.!–—(]\s*|\s-\s*|\b(?:and|but|so|because|cause|cos|since|that|as|now|though)\s+){_FILLER})",
    "x": r"(?P<x>[^\W_][^,;:.!?()–—]{1,44}?)",
    "y": r"(?P<y>[^\W_][^,;:.!?()–—]{1,44}?)",
    "n": r"(?P<n>[1-9]\d?)",
    "diet": rf"(?P<diet>{'|'.join(sorted(map(re.escape, DIETS), key=len, reverse=True))})",
    "old": rf"(?:{'|'.join(sorted(map(re.escape, DIETS), key=len, reverse=True))})",
    "ill": rf"(?P<ill>(?:type [12] )?(?:{'|'.join(sorted(map(re.escape, CONDITIONS), key=len, reverse=True))}))",
    "given": rf"(?P<given>(?:{'|'.join(sorted(GIVEN))}))",
    "tongue": rf"(?P<tongue>(?:{'|'.join(LANGUAGES)}))",
    "date": (
        r"(?P<date>(?:the )?(?:\d{1,2}(?:st|nd|rd|th)?(?: of)? )?(?:jan|febr)uary|(?:the )?(?:\d{1,2}(?:st|nd|rd|th)?"
        r"(?: of)? )?(?:march|april|may|june|july|august|(?:septem|octo|novem|decem)ber)(?: the)?(?: \d{1,2}"
        r"(?:st|nd|rd|th)?)?)"
    ),
    "day": rf"(?:on |this |coming )*(?P<day>{_DAYS})",
    "that": rf"(?:on |this |coming )*(?:{_DAYS})",
    "event": (
        rf"(?P<event>(?!favou?rite|birthday)(?:[\w'-]+ ){{0,4}}?(?:{'|'.join(sorted(EVENTS - {'birthday'}))})"
        r"(?: (?:with|at|to|for|about) [^,;:.!?()–—]{2,30}?)?)"
    ),
    "drug": rf"(?:{'|'.join(sorted(DRUGS))})\b",
    "instrument": "banjo|guitar|piano|violin|drums|bass|cello|flute|saxophone|trumpet|ukulele|harp|clarinet|accordion|tabla|sitar|mandolin|harmonica|recorder|oboe|trombone",
    "food": "gluten|dairy|meat|red meat|sugar|carbs|alcohol|booze|caffeine|coffee|bread|wheat|lactose|fish|pork|beef|cheese|milk|eggs|seafood|shellfish|chocolate|junk food|fast food|fizzy drinks|soda",
    "end": (
        r"(?=\s*(?:[,;:.!?()–—]|$|[^\w\s'\"-]|-(?!\w))"
        r"|\s+(?:and|but|so|because|lol|haha|hehe|tbh|ngl|imo|xx|now|again|when|since|for|these days|nowadays|lately|atm|rn"
        r"|though|tho|at the (?:moment|minute))\b)"
    ),
}  # fmt: skip
"""What may stand in a row: a clause's start, a value, an age, a diet, a condition, a given name, a language, a day, a
drug, an instrument, a food to do without, its end."""


_SLOT, _GROUP = re.compile(r"\{([a-z]+)\}"), r"\\g<\1>"


@dataclass(frozen=True)
class _Row:
    """An idiom, and what it says plainly. There are hundreds: each is compiled when its word is first met."""

    idiom: str
    plain: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.idiom, re.IGNORECASE)

    @cached_property
    def small(self) -> Cued:
        """The same for text in lower case, which is found faster."""
        return cued(small(self.idiom))


def _row(idiom: str, plain: str) -> _Row:
    pattern = _SLOT.sub(lambda slot: _SLOTS[slot[1]], idiom.replace("'", "'?"))
    start = r"\g<s>" if "{s}" in idiom else ""
    return _Row(pattern, f"{start}{_SLOT.sub(_GROUP, plain.strip())} ")


def _rows() -> Mapping[str, tuple[_Row, ...]]:
    """Each word with the rows that need it: lines of "words | idiom | plainly"."""
    found: dict[str, list[_Row]] = {}
    for line in f"{FONDNESS}{TURNS}{MANNERS}{WORDINGS}".strip().splitlines():
        if not line or line.startswith("#"):
            continue
        keys, _, rest = line.partition(" | ")
        idiom, _, plain = rest.rpartition(" | ")
        row = _row(idiom, plain)
        for key in keys.split():
            found.setdefault(key, []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}


_ROWS = _rows()
_AN = re.compile(r"\ba (?=[aeiou])()")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def _words(low: str) -> Iterable[str]:
    """The words of a text in lower case, each once; of "co-worker", "co" too."""
    found = _WORD.findall(low)
    return dict.fromkeys([part for one in found for part in (one, one.partition("-")[0])] if "-" in low else found)


@lru_cache(maxsize=512)
def plainly(sentence: str) -> str:
    """A sentence without its idioms, as far as they are known; the same text where it has none.

    Several rules ask it of the same sentence, one after the other; so it is remembered for a while.
    """
    plain, low = sentence, sentence.lower()
    for word in _words(low):
        for row in _ROWS.get(word, ()):
            if row.small.search(low, low):
                plain = row.pattern.sub(row.plain, plain, count=1)
                low = plain.lower()
    return sentence if plain == sentence else _AN.sub(r"an \1", plain)
