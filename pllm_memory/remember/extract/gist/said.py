"""A stretch of a message, as the rules that need no grammar take it: its text, its words, and what it answers."""

from dataclasses import dataclass, field
from datetime import datetime

from pllm_memory.remember.extract.gist import kinds


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of a message, and the question that it answers, if it does.

    Attributes:
        text: One sentence, or a few short ones.
        asked: What the other asked last; "" if this answers nothing.
        at: When it was said.
        words: The words of the text, in lower case.
        asked_words: Those of the question.
    """

    text: str
    asked: str
    at: datetime
    words: frozenset[str] = field(init=False)
    asked_words: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", kinds.words(self.text))
        object.__setattr__(self, "asked_words", kinds.words(self.asked))
