"""What reads more out of a sentence than the rules do: `remember.nlp`, where a parser is installed and wanted."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from pllm_memory.facts import Statement
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.people import Around


class Grammar(Protocol):
    """Reads sentences by their grammar."""

    name: str
    """Which it is, with all versions: what another one read is read again."""

    def claims(self, sentence: str, at: datetime, around: Around, *, answers: bool = False) -> Sequence[Claim]:
        """What a sentence claims that is told in earnest, at a time, by somebody, perhaps as an answer."""
        ...

    def added(self, heard: Collection[Statement], more: Iterable[Statement]) -> Iterator[Statement]:
        """What may be added to what the rules have heard in a message."""
        ...

    def prepare(self, sentences: Iterable[str]) -> None:
        """Is told which sentences will be read, since several are parsed faster than one after another."""
        ...
