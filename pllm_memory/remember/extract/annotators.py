"""What reads more out of a message than the rules do, where it is installed and wanted: an annotator.

There are two: `remember.tagger`, a small model that marks what is told, and `remember.nlp`, which knows examples by
their grammar.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pllm_memory.facts import Statement
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.people import Around
from pllm_memory.remember.extract.sentences import Sentence
from pllm_memory.types import Message


@dataclass(frozen=True, slots=True)
class Turn:
    """A message as it is read.

    Attributes:
        message: Who said what, and when.
        written: Its sentences, as they were written.
        asked: The question that it answers, or "".
    """

    message: Message
    written: tuple[Sentence, ...]
    asked: str

    @property
    def told(self) -> bool:
        """Whether a person speaks: an assistant that has no name tells nothing."""
        return self.message.role == "user" or (self.message.role == "assistant" and bool(self.message.name))


class Annotator(Protocol):
    """Reads messages besides the rules."""

    source: str
    """What its statements say they are from."""

    @property
    def name(self) -> str:
        """Which it is, with all versions: what another one read is read again."""
        ...

    def claims(self, turn: Turn, told: Sequence[Sentence], around: Around) -> Iterator[tuple[Claim, str]]:
        """What a message claims, each with the sentence that does.

        Args:
            turn: The message.
            told: Its sentences, with the names of people capitalised; as many as were written.
            around: Who speaks, and whom they mentioned.
        """
        ...

    def believed(self, turn: Turn, heard: Sequence[Statement], more: Iterable[Statement]) -> tuple[Statement, ...]:
        """What is to be believed of a message.

        Args:
            turn: The message.
            heard: What was read in it before.
            more: What this one reads in it.
        """
        ...

    def prepare(self, turns: Sequence[Turn]) -> None:
        """Is told which messages will be read, since several are read faster than one after another."""
        ...

    def let_go(self) -> None:
        """Keeps no text any more: somebody was forgotten."""
        ...


Annotators = Sequence[Annotator]
"""All that read besides the rules, in order: a later one judges what the earlier ones have read."""
