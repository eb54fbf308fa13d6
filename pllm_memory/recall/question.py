"""Read a question: what it asks with, about whom, about when, and of which kind it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from pllm_memory.text import STOP_WORDS, dates_in, folded, terms, words
from pllm_memory.types import ROLES

_ADVICE = re.compile(
    r"\b(?:recommend\w*|suggest\w*|advi[cs]e|advising|tips?|ideas?|guidance"
    r"|(?:best|good) (?:ways?|places?|options?|approach)"
    r"|(?:should|could|can|might|would) (?:i|we)|(?:what|which|where|how) should|how to|(?:can|could|would|will) you"
    r"|help me|what (?:are|is|would be) (?:some|the best|a good)|any (?:good|great|tips|upcoming)"
    r"|(?:i'm|i am|we're|we are) (?:\w+ )?(?:looking|planning|thinking|trying|interested|considering|visiting|going"
    r"|hoping|headed|searching|wanting|shopping|travell?ing|about to|in need|need|curious)"
    r"|i(?:'d| would) (?:like|love)|i (?:need|want)|i'll be|i will be|let's|plan an?|must-\w+|for me)\b"
)
_PAST = re.compile(
    r"^when\b|\b(?:did|was|were|had|(?:has|have|had) (?:i|you|we|my|he|she|they)|do i|does|am i|is my|are my|remind"
    r"|remember|recall|mention(?:ed)?|told|said|say|talked|discussed|last (?:time|week|month|year|night)|yesterday|ago"
    r"|how many times|who)\b"
)
_WHEN = re.compile(
    r"^(?:when|what (?:year|month|day|date|time)|which (?:year|month|day)|how long ago|since when"
    r"|(?:on|in|by) (?:what|which) (?:date|day|month|year))\b"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read.

    Attributes:
        text: As it was asked.
        terms: What it asks with, once each, without the names of those who speak in this memory: a name says
            who, not what.
        dates: The date terms that it names.
        about: The speakers that it names, as indexes into the candidates' speakers.
        embeddable: For the embedding model: in the first person where it is about a speaker, because that is
            how the answer was said.
        when: It asks for a time.
        advice: It asks for advice, which calls for what the user prefers rather than for what was said.
    """

    text: str
    terms: tuple[str, ...]
    dates: tuple[str, ...]
    about: tuple[int, ...]
    embeddable: str
    when: bool
    advice: bool

    @classmethod
    def read(cls, text: str, speakers: Sequence[str]) -> Self:
        """Reads a question to a memory in which these speak."""
        plain = folded(text)
        about = _about(text, speakers)
        names = {term for speaker in speakers if speaker not in ROLES for term in terms(speaker)}
        asked = tuple(dict.fromkeys(terms(text)))
        return cls(
            text=text,
            terms=tuple(term for term in asked if term not in names) or asked,
            dates=dates_in(text),
            about=about,
            embeddable=_in_first_person(text, [speakers[index] for index in about]),
            when=bool(_WHEN.match(plain)),
            advice=bool(_ADVICE.search(plain)) and not _PAST.search(plain) and not about,
        )


def _about(text: str, speakers: Sequence[str]) -> tuple[int, ...]:
    asked = set(words(text))
    return tuple(
        index
        for index, speaker in enumerate(speakers)
        if speaker not in ROLES and asked & (set(words(speaker)) - STOP_WORDS)
    )


def _in_first_person(text: str, names: Sequence[str]) -> str:
    for name in sorted({part for full in names for part in (full, *full.split())}, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(name)}(?:'s|’s)", "my", text, flags=re.IGNORECASE)
        text = re.sub(rf"\b{re.escape(name)}\b", "I", text, flags=re.IGNORECASE)
    return text
