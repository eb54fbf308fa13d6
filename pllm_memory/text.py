"""Text, analysed once, in Python: what is indexed is the same in every store, so every store ranks alike.

A message becomes terms (case and accents folded, stop words dropped, English words stemmed by Snowball,
scripts without spaces cut into pairs of characters), with who spoke, when, and what a picture shows among
them; and a few flags that retrievers read. The question is analysed by the same rules.
"""

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntFlag
from typing import Any

import Stemmer  # pyright: ignore[reportMissingTypeStubs]

from pllm_memory.types import Message

ANALYSIS_VERSION = 1
"""Goes up when the rules below change; a store then analyses its messages again."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
_LONGEST_TERM = 64

STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are aren't as at be because been before being
    below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down
    during each few for from further had hadn't has hasn't have haven't having he her here hers herself him
    himself his how i i'd i'll i'm i've if in into is isn't it it's its itself just let's me more most my
    myself no nor not of off on once only or other our ours ourselves out over own same she should shouldn't
    so some such than that that's the their theirs them themselves then there these they they're this those
    through to too under until up us very was wasn't we we're were weren't what what's when where which while
    who whom why will with won't would wouldn't you you're your yours yourself yourselves""".split()
)


class Flag(IntFlag):
    """What a retriever may want to know of a message without reading it."""

    ASKS = 1
    """It ends in a question mark."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """A message as the index sees it.

    Attributes:
        terms: Each distinct term and how often it occurs.
        length: How many terms it has in all, as BM25 counts.
        flags: See `Flag`.
    """

    terms: tuple[tuple[str, int], ...]
    length: int
    flags: int


def analyse(message: Message) -> Analysis:
    """What is indexed of a message: its words, its speaker, its date and its picture's caption."""
    counts = Counter(terms(" ".join(filter(None, (message.name, message.content, message.caption)))))
    counts.update(terms(f"{message.at:%A} {message.at.day} {message.at:%B} {message.at.year}"))
    return Analysis(tuple(counts.items()), counts.total(), _flags(message.content))


def embeddable(message: Message) -> str:
    """The text that stands for a message in the embedding model: "Speaker: words [caption]"."""
    said = f"{message.name}: {message.content}" if message.name else message.content
    return f"{said} [{message.caption}]" if message.caption else said


def spoken(message: Message) -> str:
    """What was said, with the caption of a shared picture, as a person would read it."""
    return " ".join(filter(None, (message.content, message.caption and f"[shares a picture: {message.caption}]")))


def terms(text: str) -> list[str]:
    """The terms of a text, in order, repeated as often as they occur."""
    return list(_stemmed(word for word in words(text) if word not in STOP_WORDS))


def words(text: str) -> Iterator[str]:
    """Words in lower case without accents; runs of unspaced script as overlapping pairs of characters."""
    for match in _WORD.finditer(folded(text)):
        word = match.group()[:_LONGEST_TERM]
        yield from _pieces(word) if _UNSPACED.search(word) else (word,)


def folded(text: str) -> str:
    """Case and accents removed: "Café" and "cafe" are the same word."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("’", "'")


def _pieces(word: str) -> Iterator[str]:
    end = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > end:
            yield word[end : run.start()]
        text = run.group()
        yield from (text[i : i + 2] for i in range(max(len(text) - 1, 1)))
        end = run.end()
    if end < len(word):
        yield word[end:]


def _stemmed(found: Iterable[str]) -> list[str]:
    stem = _stem()
    return [stem(word.removesuffix("'s")) for word in found]


_local = threading.local()


def _stem() -> Callable[[str], str]:
    """One stemmer a thread: it keeps a cache that is not safe to share."""
    if not hasattr(_local, "stem"):
        make: Any = Stemmer  # it ships no types
        _local.stem = make.Stemmer("english").stemWord
    return _local.stem


def _flags(content: str) -> int:
    return int(Flag.ASKS) if content.rstrip().endswith(("?", "？")) else 0
