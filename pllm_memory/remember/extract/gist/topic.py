"""A topic: the words that it is told by, what its value looks like, and what bars it."""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from pllm_memory.remember.extract.gist import kinds
from pllm_memory.remember.extract.gist.spans import KIN, Finder, Span
from pllm_memory.remember.extract.words import NOT_NAMES

Fits = Callable[[str, Span], bool]


def _anything(_text: str, _span: Span) -> bool:
    return True


def _as_written(span: Span) -> str:
    return span.value


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic.

    Attributes:
        predicate: What it tells.
        cues: The words and phrases that it is told by, separated by "|".
        find: The things that may be its value.
        bar: What makes a sentence with these words one about something else.
        fits: Whether a thing may be the value, where it stands.
        near: What stands before the value that is meant, where there are several.
        single: Whether it has one value at a time.
        sure: Whether a wish or a condition makes it untold.
        others: Whether it may be told of somebody else.
        value: How the thing is put.
        strength: For what somebody likes.
        hint: What tells it as well as its words do.
        may: Whether there can be such a thing, by the words in lower case: a look that costs little.
    """

    predicate: str
    cues: str
    find: Finder
    bar: re.Pattern[str] | None = None
    fits: Fits = _anything
    near: re.Pattern[str] | None = None
    single: bool = True
    sure: bool = True
    others: bool = False
    value: Callable[[Span], str] = _as_written
    strength: float = 0.5
    may: Callable[[frozenset[str]], bool] | None = None
    hint: Callable[[str], bool] | None = None
    words: frozenset[str] = field(init=False)
    heads: frozenset[str] = field(init=False)
    phrases: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        cues = self.cues.split("|")
        phrases = [cue for cue in cues if not kinds.WORD.fullmatch(cue)]
        object.__setattr__(self, "words", frozenset(cues) - frozenset(phrases))
        object.__setattr__(self, "heads", frozenset(max(kinds.WORD.findall(cue), key=len) for cue in phrases))
        object.__setattr__(self, "phrases", re.compile(rf"(?i)(?<![\w-])(?:{kinds.one_of(phrases)})(?![\w-])"))

    def told(self, text: str, words: AbstractSet[str]) -> bool:
        """Whether a text is about the topic.

        Args:
            text: The text.
            words: The words of it in lower case.
        """
        if not self.words.isdisjoint(words):
            return True
        phrase = not self.heads.isdisjoint(words) and self.phrases.search(text)
        return bool(phrase) or bool(self.hint and self.hint(text))

    def best(self, text: str, found: Sequence[Span]) -> tuple[Span, ...]:
        """Of several things that hold, those that the topic means: where it has one value, only one."""
        if self.near is None or len(found) < 2:
            return tuple(found)
        close = tuple(span for span in found if self.near.search(text[: span.start]))
        return close or tuple(found)


_KIN_BEFORE = re.compile(
    rf"(?i)\b(?:{KIN}|named|called|boss|manager|colleague|friend|by|dr\.?|mr\.?|mrs\.?|ms\.?)[,:]? \(?$"
)


AS = re.compile(r"(?i)\b(?:as|being|become|became)(?: an?| the)? $")


def no_person(text: str, span: Span) -> bool:
    """Whether a name is none of somebody who is introduced right there."""
    return not (_KIN_BEFORE.search(text[: span.start]) or AS.search(text[: span.start])) and named(text, span)


_FALSE = re.compile(
    r"(?i)^(?:the )?(?:i|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august"
    r"|september|october|november|december|netflix|youtube|google maps|instagram|facebook|tiktok|whatsapp|excel|zoom|god|mum|mom|dad)\b"
)


def named(_text: str, span: Span) -> bool:
    """Whether it may be a name: no day, no month, no app."""
    return not _FALSE.match(span.value) and span.value.lower() not in NOT_NAMES


BARE_BEHIND = re.compile(r"(?i)\W*$|[,.!]|\s(?:and|but|now|since|for|where|these|at last|again|of course)\b")


PHRASE = r"(?P<what>[^\W_][^,;:.!?()–—…]{1,44}?)"


PHRASE_END = (
    r"(?=\s*(?:[,;:.!?()–—…]|$|[^\w\s'&-]|\s-\s)|\s+(?:and i|and i'm|but|because|since|for years|in my (?:spare|free)|these days|lately|now|on (?:weekends|sundays|saturdays|the weekend)|after work|every|last|this|in (?:january|february|march|april|may|june"
    r"|july|august|september|october|november|december|\d{4})|two|three|four|five|six|a (?:year|month|week|few|couple|while)|yesterday|recently|sometime|too|again|a lot|lol|haha|tbh|xx|ugh|when|with|is how|is what|keeps|relaxes|has|is my|is the|is)\b)"
)


def patterns(*texts: str) -> Finder:
    """Finds what patterns have as "what"."""
    compiled = [re.compile(rf"(?i){text}") for text in texts]

    def find(text: str) -> Iterator[Span]:
        for pattern in compiled:
            found = pattern.search(text)
            if found:
                yield Span(found.start("what"), found.end("what"), found["what"])
                return

    return find
