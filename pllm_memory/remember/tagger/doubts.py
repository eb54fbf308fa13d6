"""What of the rules' reading the tagger takes to be a mistake: they go by phrases, and people mean others by them.

"Got the job, goodbye Abernathy Cole" ends no course of study, and "I ordered the bean bag" is no taste.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from pllm_memory.facts import USER, Statement
from pllm_memory.remember.extract.annotators import Turn
from pllm_memory.remember.tagger.labels import PREDICATES, begins
from pllm_memory.remember.tagger.network import Heard, Scores

DOUBTED = 0.02
"""How likely the words of an object must be to tell it, at least at one place, not to be doubted."""
_NEAR = (
    frozenset(("likes", "hobby", "plays")),
    frozenset(("pet", "species")),
    frozenset(("name", "wants_to_be_called")),
)
"""Predicates between which even people do not agree."""
_WORD = re.compile(r"\w+")


def doubted(one: Statement, turn: Turn, texts: Sequence[Heard], scores: Sequence[Scores]) -> bool:
    """Whether what is said to hold of the speaker is told nowhere in their message, as far as the tagger sees.

    Args:
        one: What the rules have read.
        turn: The message.
        texts: Its parts.
        scores: What the network says of each.
    """
    known = one.predicate in PREDICATES and one.mode == "holds" and one.subject == (turn.message.name or USER)
    if not known or not one.object:
        return False
    likely = list(_likely(one, texts, scores))
    return bool(likely) and max(likely) < DOUBTED


def _likely(one: Statement, texts: Sequence[Heard], scores: Sequence[Scores]) -> Iterator[float]:
    """How likely each word of the object tells it; of words that stand nowhere, nothing is known."""
    words = set(_WORD.findall(one.object.lower()))
    near = next((some for some in _NEAR if one.predicate in some), (one.predicate,))
    tags = [tag for name in near for tag in (begins(name), begins(name) + 1)]
    for text, said in zip(texts, scores, strict=True):
        for (start, stop), chances in zip(said.words, said.tags, strict=True):
            if text.text[start:stop].lower() in words:
                yield float(np.exp(chances[tags]).sum())
