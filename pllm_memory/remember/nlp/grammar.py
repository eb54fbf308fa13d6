"""The reader of sentences by their grammar: the parser, the patterns, and what they say of a sentence."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from pllm_memory.facts import Statement
from pllm_memory.remember.extract.adding import added
from pllm_memory.remember.extract.annotators import Turn
from pllm_memory.remember.extract.casing import cased
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.people import Around
from pllm_memory.remember.extract.sentences import Sentence
from pllm_memory.remember.extract.verbs import forms
from pllm_memory.remember.extract.words import PETS, RELATIONS
from pllm_memory.remember.nlp.examples import Patterns, ended, patterns
from pllm_memory.remember.nlp.kin import kin
from pllm_memory.remember.nlp.parse import Parser, SpacyParser
from pllm_memory.remember.nlp.telling import told

VERSION = "nlp/1"
"""It changes with what is read out of a parse, so that what was read before is read again."""


class Grammar:
    """Reads sentences by their grammar. The examples are learned when the first one is read.

    Args:
        parser: What parses them.
    """

    source = "nlp"

    def __init__(self, parser: Parser) -> None:
        self._parser = parser
        self._patterns: Patterns | None = None
        self.name = f"{VERSION}:{parser.name}"

    def claims(self, turn: Turn, told: Sequence[Sentence], around: Around) -> Iterator[tuple[Claim, str]]:
        """What the sentences of a message claim that are told in earnest."""
        for sentence in _plain(told):
            for claim in self.of(sentence.text, turn.message.at, around, answers=bool(turn.asked)):
                yield claim, sentence.text

    def of(self, sentence: str, at: datetime, around: Around, *, answers: bool = False) -> list[Claim]:
        """What a sentence claims, by grammar alone.

        Args:
            sentence: A sentence that is told in earnest.
            at: When it was said.
            around: Who speaks, and whom they mentioned.
            answers: Whether it answers a question.
        """
        if not self._worth(sentence):
            return []
        (parse,) = self._parser.parse([ended(sentence)])
        return [*told(parse, self._known, at, around, answers=answers), *kin(parse, around)]

    def believed(self, turn: Turn, heard: Sequence[Statement], more: Iterable[Statement]) -> tuple[Statement, ...]:
        """What was heard before, and what may be added to it (see `adding`)."""
        del turn  # it doubts nothing
        return (*heard, *added(heard, more))

    def prepare(self, turns: Sequence[Turn]) -> None:
        """Parses the sentences that will be read, all at once, which is faster than one by one."""
        names = {turn.message.name for turn in turns if turn.message.name}
        texts = [cased(one.text, names) for turn in turns if turn.told for one in _plain(turn.written)]
        self._parser.parse([ended(text) for text in texts if self._worth(text)])

    def let_go(self) -> None:
        """Keeps no parse any more; a parser of the user's own has to see to it itself."""
        if isinstance(self._parser, SpacyParser):
            self._parser.let_go()

    @property
    def _known(self) -> Patterns:
        if self._patterns is None:
            self._patterns = patterns(self._parser)
        return self._patterns

    def _worth(self, sentence: str) -> bool:
        """Whether a sentence has a word without which nothing is found."""
        words = _WORD.findall(sentence.lower())
        return any(form in self._known.cues or form in _BESIDE for word in words for form in _stems(word))


def _plain(told: Iterable[Sentence]) -> Iterator[Sentence]:
    return (one for one in told if one.serious and not one.question)


def _stems(word: str) -> Iterator[str]:
    """What may be the dictionary's form of a word, by its ending; some of it is no word at all."""
    yield word
    for ending in ("s", "d", "n", "es", "ed", "ing", "en"):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            yield from (f"{word[: -len(ending)]}{letter}" for letter in ("", "e"))
    yield from (lemma for lemma, _ in forms(word))


_WORD = re.compile(r"[^\W\d_]+(?:'t)?")
_BESIDE = frozenset((*RELATIONS, *PETS))
"""Beside which a name may stand."""
