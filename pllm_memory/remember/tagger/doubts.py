"""What of the rules' reading the tagger takes to be a mistake: they go by phrases, and people mean others by them.

"Got the job, goodbye Abernathy Cole" ends no course of study, and "I ordered the bean bag" is no taste.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pllm_memory.facts import USER, Statement
from pllm_memory.predicates import ANYTHING, describe
from pllm_memory.remember.extract.annotators import Turn
from pllm_memory.remember.extract.sentences import Sentence
from pllm_memory.remember.tagger.labels import NAMES, OUTSIDE, PREDICATES, SIGNS, begins
from pllm_memory.remember.tagger.network import Heard, Scores

DOUBTED = 0.15
"""How likely the words of an object must be to tell it of the speaker, at least at one place, not to be doubted."""
HOLDS = 0.95
"""How likely a word must tell something that holds, for it not to be over."""
_NEAR = (
    frozenset(("likes", "hobby", "plays")),
    frozenset(("pet", "species")),
    NAMES,
)
"""Predicates between which even people do not agree."""
_WORD = re.compile(r"\w+")
Chances = NDArray[np.float32]


def doubted(one: Statement, turn: Turn, texts: Sequence[Heard], scores: Sequence[Scores]) -> bool:
    """Whether the tagger takes what the rules have read of the speaker to be a mistake.

    What is said to hold, or to be so instead, if its words tell it nowhere; what is said to be over, whatever it was,
    if they tell that something holds.

    Args:
        one: What the rules have read.
        turn: The message.
        texts: Its parts.
        scores: What the network says of each.
    """
    if not one.object or one.subject != (turn.message.name or USER):
        return False
    said = list(_words(one.object, texts, scores))
    if one.predicate == ANYTHING and one.mode == "ends":
        holding = [(1 - tags[OUTSIDE]) * signs[SIGNS.index("holds")] for tags, signs in said]
        return bool(holding) and max(holding) > HOLDS
    if one.mode == "ends" or one.predicate not in PREDICATES:
        return False
    near = next((some for some in _NEAR if one.predicate in some), (one.predicate,))
    likely = [_likely(tags, near) * signs[SIGNS.index("holds")] for tags, signs in said]
    if (opposite := describe(one.predicate).opposite) in PREDICATES:  # "I don't love Bach anymore"
        likely += [_likely(tags, (opposite,)) * signs[SIGNS.index("over")] for tags, signs in said]
    return bool(likely) and max(likely) < DOUBTED


def _likely(tags: Chances, names: Iterable[str]) -> np.float32:
    """How likely a word is to tell something under some predicates."""
    return tags[[tag for name in names for tag in (begins(name), begins(name) + 1)]].sum()


_ONESELF = re.compile(r"(?i)(?<![\w'])(?:i|im|ive|i'\w+|me|my|mine|myself|we|we'\w+|us|our|ours)(?![\w'])")
_HEARER = re.compile(r"(?i)^\W*(?:you|your|you're|youre)\b")
_ASKED_OF_ANOTHER = re.compile(
    r"(?:(?i:\b(?:is|does|did|has|was|will|can|do|are|where's|how's|what's))\s+(?:[A-Z]\w+|(?i:he|she|they))\b|\b(?i:he|she|they)\b)"
)
_ASKED_OF_YOU = re.compile(r"(?i)(?<!\w)(?:you|u|ur|your|you're)(?!\w)")


def of_another(sentence: Sentence, asked: str) -> bool:
    """Whether a sentence without "I" is about somebody else: "you", or a third who was asked about.

    Args:
        sentence: What is told.
        asked: The question that its message answers, or "".
    """
    if _ONESELF.search(sentence.text):
        return False
    third = bool(asked) and not _ASKED_OF_YOU.search(asked) and bool(_ASKED_OF_ANOTHER.search(asked))
    return third or bool(_HEARER.search(sentence.text))


_EVADES = re.compile(
    r"(?i)^\W*(?:(?:ok(?:ay)?|mm+|hm+|uh+|right|well|yeah|sure|please|sorry|look|hey)\W+)*"
    r"(?:let's|let us|lets|(?:can|could) (?:we|you|i)|just (?:answer|do|tell|give|help)|anyways?|what(?:'s|s)?|how|why"
    r"|where|who|tell me|show me|give me|never ?mind|forget (?:it|that|about)|drop (?:it|that)"
    r"|change (?:of |the )?(?:topic|subject)|whatever|not now|none of your|moving on|skip (?:it|that)"
    r"|stop (?:it|that|asking)|back to|i (?:don't|do not|dont) want to talk|i'?d rather not (?:talk|say|discuss)"
    r"|no comment)(?![\w'])"
)
"""How one goes on to something else instead of answering."""


def answers(sentence: Sentence) -> bool:
    """Whether a sentence answers what was asked, and does not only ask back or go on to something else."""
    asks_back = sentence.question and not _ONESELF.search(sentence.text)
    return not asks_back and not _HEARER.search(sentence.text) and not _EVADES.match(sentence.text)


def _words(told: str, texts: Sequence[Heard], scores: Sequence[Scores]) -> Iterator[tuple[Chances, Chances]]:
    """How likely each tag and each sign is of the words of an object; of words that stand nowhere, nothing is known."""
    words = set(_WORD.findall(told.lower()))
    for text, said in zip(texts, scores, strict=True):
        for (start, stop), tags, signs in zip(*said.text, strict=True):
            if text.text[start:stop].lower() in words:
                yield np.exp(tags), signs
