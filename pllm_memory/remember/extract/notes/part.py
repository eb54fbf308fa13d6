"""One part of a sentence, as it is told again: without greetings, times, and the names that are called."""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.cued import saying
from pllm_memory.remember.extract.cuts import PRONOUNS
from pllm_memory.remember.extract.retell import third
from pllm_memory.remember.extract.sentences import Token, tokens
from pllm_memory.remember.extract.times import find, times, without
from pllm_memory.remember.extract.verbs import ADVERBS, forms
from pllm_memory.remember.extract.words import NOT_NAMES


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence or part of one, without its times, and what is needed to tell it again.

    Attributes:
        text: As it was said.
        words: Its words.
        at: When it was.
        ahead: Whether its time is still to come.
        speaker: Who said it.
        hearer: Who is spoken to, where that is one person with a name.
    """

    text: str
    words: tuple[Token, ...]
    at: datetime | None
    ahead: bool
    speaker: str
    hearer: str | None

    def told(self, start: int = 0) -> str:
        """Its words from a place on, told of the speaker."""
        words = self.words[start:]
        return _small(third(words, self.text, self.hearer), words[0].low) if words else ""

    def claim(self, predicate: str, value: str) -> Claim:
        """What it says of the speaker."""
        return Claim(self.speaker, predicate, value, valid_at=self.at)


def _small(told: str, first: str) -> str:
    """Begun in lower case, where it does not begin with what may be a name."""
    if first in ("you", "your"):
        return told
    common = first in NOT_NAMES or first in ADVERBS or first == "ca" or first.endswith("ing") or bool(forms(first))
    return f"{told[:1].lower()}{told[1:]}" if common and told[:2] != "I " else told


_BREAK = re.compile(
    r"\s+[-–—]+\s+|(?<=\w)[-–—]+\s+|\s*[;–—]\s*|:\s+|,? but (?=(?:i|we)\b)|, and (?=(?:i|we)\b)|,? (?:and|but|so) (?=you(?:r|'re|'ve)?\b)",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:(?:yeah|yes|yep|yup|no(?=,)|nope|nah|oh|ah|aw+|wow|hey|hi|hello|ok|oki|okay|well|so(?=,| i\b| we\b| my\b| it| that| the\b)|and|but|also|plus|btw|by the way|fyi"
    r"|lol|haha|hehe|actually|anyways?|honestly|basically|luckily|unfortunately|sadly|fortunately|thankfully|definitely|absolutely"
    r"|totally|exactly|right|true|sure|that's why|that is why|which is why|of course|i mean|you know|you see|you're right|guess what|to be honest|tbh|besides that|still|then|woah|whoa"
    r"|phew|yay|ugh|hmm+|personally|for sure|no worries|agreed|i agree|i totally agree|i totally get it|i know|cool|great|nice|awesome|amazing|congrats|omg|if you ask me|not gonna lie|ngl|my advice|for me(?=,)|to me(?=,))\b[\s,:!.]*)+(?=\w)",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:[\s,]+(?:lol|haha|though|too|tho|you know|for sure|right|<3|xx|:\)|:d)|[^\w\s)\"'])+$", re.IGNORECASE
)


def parts(text: str) -> Sequence[str]:
    """The parts of a sentence that may each say something."""
    return [part for part in _BREAK.split(text) if len(part) >= _SHORTEST]


_SHORTEST = 9
"""Characters of a part."""


_CALLED_FIRST = re.compile(r"^(?P<before>(?:\W*\w+,? ){0,2}?)\W*(?P<name>[^\W\d_]+)\s*[,!]\s*")
_CALLED_LAST = re.compile(r",\s*(?P<name>[^\W\d_]+)(?=\s*[,.!]|\s*$)")


def _uncalled(text: str, hearer: str) -> str:
    """Without the name of who is spoken to where they are only called, in full or for short."""
    short = hearer[:3].lower()
    for pattern in (_CALLED_FIRST, _CALLED_LAST):
        found = pattern.search(text)
        if found and found["name"].lower().startswith(short):
            kept = found["before"] if pattern is _CALLED_FIRST else ""
            text = f"{text[: found.start()]}{kept}{text[found.end() :]}"
    return text


def said_in(part: str, at: datetime, speaker: str, hearer: str | None) -> Said | None:
    """A part without greetings, names that are called, times, and what is only sound."""
    text = part.strip()
    if _UNREAL(text) or (not hearer and YOU.search(text)):
        return None
    text = _uncalled(text, hearer) if hearer else text
    opened = _OPENING.match(text)
    text = text[opened.end() :] if opened else text
    text = _TRAILING.sub("", text).rstrip()
    moments = tuple(one for one in find(text, at) if one.kind != "none")
    when = times(moments)
    text = without(text, moments) if moments else text
    words = tuple(tokens(text))
    if len(words) < _FEWEST:
        return None
    ahead = bool(when.at and when.at > at)
    return Said(text, words, None if ahead else when.at, ahead, speaker, hearer)


YOU = re.compile(r"(?i)\b(?:you|your|yours|yourself|ya|y'all)\b")
_FEWEST = 3
"""Words of a part that says something."""
_UNREAL = saying(
    r"(?i)\b(?:if|unless|would|'d|could(?!n't)|might|should have|almost|nearly|supposedly"
    r"|(?:when|whenever|once|until|as long as|makes?|lets?|helps?|gives?|that) you|you (?:never|can't) (?:know|go wrong))\b"
)
"""What did not happen, or might; and "you" that is anybody, and not who is spoken to."""


def place_of(words: Sequence[Token], at: int) -> int:
    """The place of the word that begins at a character."""
    return next((place for place, token in enumerate(words) if token.start >= at), len(words))


def noun_behind(words: Sequence[Token], place: int) -> bool:
    """Whether "this" or "that" belongs to a noun."""
    if place >= len(words):
        return False
    low = words[place].low
    return words[place - 1].low in ("that", "this", "those", "these") and low[0].isalpha() and low not in _CLOSED


_CLOSED = PRONOUNS | frozenset(
    "to for in on at with by from of as and but or so because when while after before is was were are has have had can will would just really too also every all".split()
)


ONESELF = re.compile(r"(?i)\b(?:me|us|my|our|mine|ours|myself|ourselves|i|we)\b")
