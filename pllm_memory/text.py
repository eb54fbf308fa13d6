"""Text, analysed once, in Python: what is indexed is the same in every store, so every store ranks alike.

A message becomes terms (case and accents folded, stop words dropped, English words stemmed by Snowball,
scripts without spaces cut into pairs of characters), with what a picture shows among them; how long it is and
how much it says; and a few flags that retrievers read. A question is analysed by the same rules.
"""

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import IntFlag
from typing import Any

import Stemmer  # pyright: ignore[reportMissingTypeStubs]

from pllm_memory.types import Message

ANALYSIS_VERSION = 1
"""Goes up when the rules below change; a store then analyses its messages again."""


class Flag(IntFlag):
    """What a retriever may want to know of a message without reading it."""

    ASKS = 1
    """It ends in a question mark."""
    PREFERS = 2
    """It may state what the speaker likes, avoids, needs or can't have."""
    DATED = 4
    """It has an expression of time in it: "yesterday", "last week", "in June"."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """A message as the index sees it.

    Attributes:
        terms: Each distinct term and how often it occurs.
        length: How many words it has.
        substance: How many words its statements have that mean something: "Thanks! How are you?" has none.
        flags: See `Flag`.
    """

    terms: tuple[tuple[str, int], ...]
    length: int
    substance: int
    flags: int


def analyse(message: Message) -> Analysis:
    """What is indexed of a message: its words and those of its picture's caption.

    Its speaker and its time are columns of their own, which retrievers read; as words they measure worse.
    """
    said = list(words(message.content))
    counts = Counter(terms(" ".join(filter(None, (message.content, message.caption)))))
    return Analysis(tuple(counts.items()), len(said), _substance(message), _flags(message.content))


def embeddable(message: Message, people: Collection[str] = ()) -> str:
    """The text that stands for a message in the embedding model: what was said, without greetings and addresses.

    The speaker's name stays out: it would make everything that one person says alike, and a question about
    that person is put in the first person instead (see `recall.question`). So does a name by which somebody is
    addressed, "Guess what, Caroline!": it says to whom, not what.

    Args:
        message: What was said.
        people: The names of those who speak in its session.
    """
    content = _without_addresses(message.content, {part for name in people for part in name.split()})
    return " ".join(filter(None, (_without_greetings(content), message.caption and f"[{message.caption}]")))


def spoken(message: Message) -> str:
    """What was said, with the caption of a shared picture, as a person would read it."""
    if message.caption is None:
        return message.content
    return " ".join(filter(None, (message.content, f"[shares a picture: {message.caption}]")))


def fenced(text: str) -> str:
    """Text that goes into a prompt between `<memory>` and `</memory>`: it cannot end the fence, nor begin one."""
    return _FENCE.sub("&lt;", text) if "<" in text else text


_FENCE = re.compile(r"<(?=\s*(?:/\s*)?memory\b)", re.IGNORECASE)

# ── words and terms ──────────────────────────────────────────────────────────────────────────────────

_WORD = re.compile(r"[^\W_]+")
_CLITIC = re.compile(r"['’`](?:s|t|d|m|ll|re|ve)\b")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
_LONGEST_WORD = 64

STOP_WORDS = frozenset(
    """a about above after again against ain all also am an and any are aren as at be because been before being
    below between both but by can cannot could couldn did didn do does doesn doing don done down during each
    either else ever few for from further had hadn has hasn have haven having he hello her here hers herself hey
    hi him himself his how i if im in into is isn it its itself ive just let lets many may me might mine more
    most much must mustn my myself neither no nor not of off oh ok okay on once only or other ought our ours
    ourselves out over own same shall she should shouldn so some such than that thats the their theirs them
    themselves then there these they this those through to too under until up us very was wasn we were weren
    what whats when where which while who whom whose why will with won would wouldn wow yeah yes yet you your
    youre yours yourself yourselves""".split()
)

GREETINGS = frozenset(
    """absolutely amazing aww awesome bye care congrats congratulations cool definitely excited exciting fantastic
    glad good great haha happy hope lol love lovely nah nice proud really see sorry sounds sure thank thanks
    totally wonderful yep""".split()
)


def terms(text: str) -> list[str]:
    """The terms of a text, in order, repeated as often as they occur."""
    return _stemmed(word for word in words(text) if word not in STOP_WORDS)


def words(text: str) -> Iterator[str]:
    """Words in lower case without accents; runs of unspaced script as overlapping pairs of characters."""
    for match in _WORD.finditer(_CLITIC.sub(" ", folded(text))):
        word = match.group()[:_LONGEST_WORD]
        yield from (word,) if word.isascii() else _pieces(word)


def folded(text: str) -> str:
    """Case and accents removed: "Café" and "cafe" are the same word."""
    if text.isascii():
        return text.lower()
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
    return [stem(word) for word in found]


_local = threading.local()


def _stem() -> Callable[[str], str]:
    """One stemmer a thread: it keeps a cache that is not safe to share."""
    if not hasattr(_local, "stem"):
        make: Any = Stemmer  # it ships no types
        _local.stem = make.Stemmer("english").stemWord
    return _local.stem


MONTHS = tuple("january february march april may june july august september october november december".split())
WEEKDAYS = tuple("monday tuesday wednesday thursday friday saturday sunday".split())

# ── what kind of message it is ───────────────────────────────────────────────────────────────────────

_SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]+|[^.!?\n]+$")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_GREETING = re.compile(
    r"^(?:hey|hi|hello|thanks|thank you|thx|wow|cool|awesome|great|good|nice|yeah|yep|yes|sure|ok|okay|oh|aww?"
    r"|sounds (?:good|great|fun|awesome)|that(?:'?s| is) (?:so |really |very )?(?:great|awesome|cool|amazing|nice|good)"
    r"|congrats|congratulations|bye|take care|see (?:you|ya)|no (?:problem|worries)|you'?re welcome|of course"
    r"|definitely|absolutely|exactly|totally|long time no (?:see|talk|chat)|what'?s up|how'?s it going|how are you"
    r"|good to (?:see|hear)|glad)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|last|next|this|ago|since|recently|morning|evening|night"
    rf"|{'|'.join(WEEKDAYS)}|weekend|week|month|year|{'|'.join(MONTHS)}|19\d\d|20\d\d)\b"
)
_PREFERENCE = re.compile(
    r"\b(?:i|i'm|i've|i'd|i'll|me|my|we|our)\b[^.?!\n]{0,80}?\b(?:(?:dis)?lik(?:e|es|ed|ing)|love[sd]?|loving|enjoy\w*"
    r"|hate[sd]?|loathe\w*|despise\w*|detest\w*|adore\w*|prefer\w*|preference\w*|favou?rite\w*|fond|fan|avoid\w*"
    r"|refuse\w*|(?:can't|cannot|can not|couldn't) (?:stand|bear|tolerate|handle|eat|drink|have|use)|never|always"
    r"|usually|rather|only|exclusively|strict\w*|allerg\w*|intoleran\w*|sensitiv\w*|celiac|coeliac|diabet\w*|vegan\w*"
    r"|vegetarian\w*|halal|kosher|diet\w*|phobia\w*|fear\w*|afraid|scared|uncomfortable|not|n't|don't|dont"
    r"|no interest|(?:un)?interest(?:ed)? in|aversion|averse|oppos\w*|object\w*|believe\w*|prioriti[sz]e\w*|value[sd]?"
    r"|advocate\w*|passion\w*|committed|difficult|hard|struggle\w*|best|boring|tedious|overwhelm\w*|annoy\w*"
    r"|important to me)\b"
)
_LONGEST_SCAN = 2000
"""Characters of a message that patterns look at: what a person says of themselves is short."""


def _substance(message: Message) -> int:
    statements = (s for s in _SENTENCE.findall(message.content[:_LONGEST_SCAN]) if not s.rstrip().endswith("?"))
    said = (word for s in statements for word in words(s) if word not in STOP_WORDS and word not in GREETINGS)
    return sum(1 for _ in said) + len(terms(message.caption or ""))


def _flags(content: str) -> int:
    text = folded(content[:_LONGEST_SCAN])
    flags = Flag(0)
    if content.rstrip().endswith(("?", "？")):
        flags |= Flag.ASKS
    if _PREFERENCE.search(text):
        flags |= Flag.PREFERS
    if _TIME.search(text):
        flags |= Flag.DATED
    return int(flags)


_ADDRESS = re.compile(
    r"(?:,\s*|(?P<call>\b(?:hey|hi|hello|thanks|oh|wow|yeah|yes|no|well|ok|okay|sure|great|congrats|congratulations|bye"
    r"|goodbye|luck|morning|night|you))\s+)(?P<after>[^\W\d_]+)(?=\s*(?:[.!?,…]|$))"
    r"|(?:^|(?<=[.!?…]\s))(?P<before>[^\W\d_]+)\s*[,!]\s*",
    re.IGNORECASE,
)
"""A word where a name would be an address: "…, Caroline!", "thank you Caroline.", "Caroline, …"."""


def _without_addresses(content: str, names: Collection[str]) -> str:
    """Without the names of those who are spoken to, unless nothing else is said."""
    if not any(name in content for name in names):
        return content
    kept = _ADDRESS.sub(lambda it: it["call"] or "" if (it["after"] or it["before"]) in names else it[0], content)
    return kept if kept.strip() else content


def _without_greetings(content: str) -> str:
    """The sentences that say something, or all where none does."""
    kept = [s for s in _SENTENCE_END.split(content.strip()) if not _is_greeting(s)]
    return " ".join(kept) or content


def _is_greeting(sentence: str) -> bool:
    if not _GREETING.match(sentence):
        return False
    return sum(word not in STOP_WORDS for word in words(sentence[:200])) <= 2
