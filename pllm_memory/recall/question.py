"""Read a question: what it asks with, about whom, about when, and of which kind it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from pllm_memory.recall.dates import Period, period
from pllm_memory.recall.names import in_first_person, named, subject
from pllm_memory.text import folded, terms
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


_OF_THE_ASSISTANT = re.compile(
    r"\b(?:did|have|had|were|would) you\b|\byou (?:\w+ )?(?:sa(?:y|id)|t(?:ell|old)|suggest\w*|recommend\w*|mention\w*"
    r"|g(?:ive|ave)|provid\w*|wr(?:ite|ote)|list\w*|explain\w*|describ\w*)\b|\byour (?:previous |last |earlier )?"
    r"(?:suggest\w*|recommend\w*|answer\w*|advice|list|repl\w*|response\w*)\b|\bassistant\b"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read.

    Attributes:
        text: As it was asked.
        terms: What it asks with, once each, without the names of those who speak in this memory: a name says
            who, not what.
        period: The time that it names, if any.
        subject: The one speaker whom it is about, as an index into the candidates' speakers, if any.
        embeddable: For the embedding model: in the first person where it is about a speaker, because that is
            how the answer was said.
        when: It asks for a time.
        advice: It asks for advice, which calls for what the user prefers rather than for what was said.
        of_the_assistant: It asks for what the assistant said.
    """

    text: str
    terms: tuple[str, ...]
    period: Period | None
    subject: int | None
    embeddable: str
    when: bool
    advice: bool
    of_the_assistant: bool

    @classmethod
    def read(cls, text: str, speakers: Sequence[str], today: datetime, now: datetime | None = None) -> Self:
        """Reads a question.

        Args:
            text: The question.
            speakers: Who speaks in the memory that is asked.
            today: When the last message in it was said.
            now: When it is asked: "last week" is the one before that. None where nobody knows.
        """
        plain = folded(text)
        people = named(text, speakers)
        names = {term for speaker in speakers if speaker not in ROLES for term in terms(speaker)}
        names |= {term for one in people for term in terms(text[one.start : one.end])}
        asked = tuple(dict.fromkeys(terms(text)))
        advice = bool(_ADVICE.search(plain)) and not _PAST.search(plain) and not people
        return cls(
            text=text,
            terms=tuple(term for term in asked if term not in names) or asked,
            period=None if advice else period(text, today, now=now),
            subject=subject(text, people),
            embeddable=in_first_person(text, people),
            when=bool(_WHEN.search(plain)),
            advice=advice,
            of_the_assistant=bool(_OF_THE_ASSISTANT.search(plain)) and not advice,
        )
