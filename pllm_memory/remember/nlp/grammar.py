"""The reader of sentences by their grammar: the parser, the patterns, and what they say of a sentence."""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from pllm_memory.facts import Statement
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.people import Around
from pllm_memory.remember.extract.verbs import forms
from pllm_memory.remember.extract.words import PETS, RELATIONS
from pllm_memory.remember.nlp.adding import added
from pllm_memory.remember.nlp.examples import Patterns, ended, patterns
from pllm_memory.remember.nlp.kin import kin
from pllm_memory.remember.nlp.parse import Parser
from pllm_memory.remember.nlp.telling import told

VERSION = "nlp/1"
"""It changes with what is read out of a parse, so that what was read before is read again."""


class Grammar:
    """Reads sentences by their grammar. The examples are learned when the first one is read.

    Args:
        parser: What parses them.
    """

    def __init__(self, parser: Parser) -> None:
        self._parser = parser
        self._patterns: Patterns | None = None
        self.name = f"{VERSION}:{parser.name}"

    def claims(self, sentence: str, at: datetime, around: Around, *, answers: bool = False) -> list[Claim]:
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

    def added(self, heard: Collection[Statement], more: Iterable[Statement]) -> Iterator[Statement]:
        """What may be added to what the rules have heard in a message (see `adding`)."""
        return added(heard, more)

    def prepare(self, sentences: Iterable[str]) -> None:
        """Parses the sentences that will be read, all at once, which is faster than one by one."""
        self._parser.parse([ended(sentence) for sentence in sentences if self._worth(sentence)])

    @property
    def _known(self) -> Patterns:
        if self._patterns is None:
            self._patterns = patterns(self._parser)
        return self._patterns

    def _worth(self, sentence: str) -> bool:
        """Whether a sentence has a word without which nothing is found."""
        words = _WORD.findall(sentence.lower())
        return any(form in self._known.cues or form in _BESIDE for word in words for form in _stems(word))


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
