"""The retrievers: each looks at all candidates in its own way, and scores them or abstains.

A score is absolute: it means the same for every question and every user, so that scores can be added and
a retriever that knows little adds little. A retriever that has nothing to say returns None; it must not
vote. What was measured for each is in docs/recall.md.
"""

from collections.abc import Callable

import numpy as np

from pllm_memory.recall.question import Question
from pllm_memory.stores.columns import Candidates, Floats, Ints
from pllm_memory.text import Flag

Retriever = Callable[[Candidates, Question, Floats | None], Floats | None]
"""From candidates, the question and its vector (None: no model) to a score for each row, or None: abstain."""

_REACH = {1: 0.6, -1: 0.6, 2: 0.4, -2: 0.5, 3: 0.2, -3: 0.3}
"""How much of a word a message has that was said so many messages later (negative: earlier) in the same session."""
_REACH_FROM_QUESTION = 0.9
"""The same for the message right before, where it asks: an answer seldom repeats the words of its question."""
_FULL_SUBSTANCE = 10


def lexical(candidates: Candidates, question: Question, _: Floats | None) -> Floats | None:
    """How much of the question's words a message has, rare words counting more: 0 to 1.

    BM25 without term frequency and length (k1 = 0), which for messages measures better than with them, over
    the sum of all idf, so that it is absolute: a word that this user never said counts against all. Words
    reach to neighbouring messages, by `_REACH`; dates that the question names do not.
    """
    found = np.zeros(len(candidates), np.float32)
    ideal = 0.0
    for terms, reaches in ((question.terms, True), (question.dates, False)):
        for term in terms:
            rows = candidates.rows(term)
            idf = _idf(len(candidates), len(rows))
            ideal += idf
            found += idf * (_reached(candidates, rows) if reaches else _present(candidates, rows))
    return found / ideal if found.any() else None


def semantic(candidates: Candidates, _: Question, vector: Floats | None) -> Floats | None:
    """How near a message is in meaning, with some of its neighbours' nearness: about -1 to 1.5.

    The user's mean vector is taken from both sides first: what all of a user's messages have in common says
    nothing about any of them.
    """
    if vector is None:
        return None
    cosines = candidates.cosines(vector)[candidates.order]
    before, after = candidates.neighbour(cosines, -1), candidates.neighbour(cosines, 1)
    return candidates.in_rows((cosines + 0.3 * before + 0.2 * after).astype(np.float32))


def speaker(candidates: Candidates, question: Question, _: Floats | None) -> Floats | None:
    """1 for what the one person said whom the question is about. About two or none: abstains."""
    if len(question.about) != 1:
        return None
    return (candidates.speaker == question.about[0]).astype(np.float32)


def temporal(candidates: Candidates, question: Question, _: Floats | None) -> Floats | None:
    """1 for messages with an expression of time, where the question asks for a time."""
    return _flagged(candidates, Flag.DATED) if question.when else None


def preference(candidates: Candidates, question: Question, _: Floats | None) -> Floats | None:
    """1 for statements of preference, where the question asks for advice."""
    return _flagged(candidates, Flag.PREFERS) if question.advice else None


def substance(candidates: Candidates, question: Question, _: Floats | None) -> Floats | None:
    """How much a message says at all, 0 to 1: "Thanks!" is no evidence of anything. Not asked for advice."""
    if question.advice:
        return None
    said = np.minimum(candidates.substance, _FULL_SUBSTANCE)
    return (np.log1p(said) / np.log1p(_FULL_SUBSTANCE)).astype(np.float32)


def asking(candidates: Candidates, _: Question, __: Floats | None) -> Floats | None:
    """-1 for questions: they are seldom the evidence for an answer."""
    return -_flagged(candidates, Flag.ASKS)


def _idf(messages: int, having: int) -> float:
    return float(np.log1p((messages - having + 0.5) / (having + 0.5)))


def _flagged(candidates: Candidates, flag: Flag) -> Floats:
    return ((candidates.flags & flag) != 0).astype(np.float32)


def _present(candidates: Candidates, rows: Ints) -> Floats:
    present = np.zeros(len(candidates), np.float32)
    present[rows] = 1
    return present


def _reached(candidates: Candidates, rows: Ints) -> Floats:
    """1 for messages that have a word, less for those near them, in their session."""
    places = candidates.place[rows]
    asking = places[(candidates.flags[rows] & Flag.ASKS) != 0]
    steps = [(strength, places - step) for step, strength in _REACH.items()]
    steps += [(_REACH_FROM_QUESTION, asking + 1), (1.0, places)]
    reached = np.zeros(len(candidates), np.float32)
    for strength, targets in sorted(steps, key=lambda pair: pair[0]):  # the strongest is written last
        reached[candidates.inside(targets, places if len(targets) == len(places) else asking)] = strength
    return candidates.in_rows(reached)
