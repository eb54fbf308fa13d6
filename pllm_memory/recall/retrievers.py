"""The retrievers: each looks at all candidates in its own way, and scores them or abstains.

A score is absolute: it means the same for every question and every user, so that scores can be added and
a retriever that knows little adds little. A retriever that has nothing to say returns None; it must not
vote. What was measured for each is in docs/recall.md.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pllm_memory.recall.kinds import kinds
from pllm_memory.recall.question import Question
from pllm_memory.stores.columns import Candidates, Floats, Ints
from pllm_memory.text import Flag
from pllm_memory.types import ROLES

Retriever = Callable[[Candidates, Question, Floats | None], Floats | None]
"""From candidates, the question and its cosine with each row (None: no model) to a score for each row, or None:
abstain."""

_REACH = {1: 0.6, -1: 0.6, 2: 0.4, -2: 0.5, 3: 0.2, -3: 0.3}
"""How much of a word a message has that was said so many messages later (negative: earlier) in the same session."""
_REACH_FROM_QUESTION = 0.9
"""The same for the message right before, where it asks: an answer seldom repeats the words of its question."""
_STEPS = np.array(list(_REACH))[:, np.newaxis]
_STRENGTHS = np.array(list(_REACH.values()), np.float32)
_NEAR, _NEAR_QUESTION = 0.2, 0.4
"""How much of a neighbour's nearness in meaning counts; of a question right before, more."""
_FULL_SUBSTANCE = 10
_SUBSTANCE = (np.log1p(np.arange(_FULL_SUBSTANCE + 1)) / np.log1p(_FULL_SUBSTANCE)).astype(np.float32)
_FULL_PREFERENCE = 60
"""Words. A long message that states a preference states many other things."""
_OF_THE_KIND = 0.5
"""How much of a word a message has that names a thing of that kind: of "pet", one that says "dog"."""
_GRAINS = {"day": 1.0, "month": 1.0, "year": 0.25}
_DAY = 86_400.0
_AFTER, _BEFORE = 7 * _DAY, _DAY
"""How fast a message's fit fades with its distance from the time asked about: what happened is told soon after."""


def lexical(candidates: Candidates, question: Question, _: Floats | None) -> Floats | None:
    """How much of the question's words a message has, rare words counting more: 0 to 1.

    BM25 without term frequency and length (k1 = 0), which for messages measures better than with them, over
    the sum of all idf, so that it is absolute: a word that this user never said counts against all. Words
    reach to neighbouring messages, by `_REACH`; half of a word has who names a thing of its kind.
    """
    found = np.zeros(candidates.slots, np.float32)
    ideal = 0.0
    for term in question.terms:
        rows = candidates.rows(term)
        idf = _idf(len(candidates), len(rows))
        ideal += idf
        things = [named for thing in kinds().get(term, ()) if len(named := candidates.rows(thing))]
        if len(rows) or things:
            found += np.float32(idf) * _reached(candidates, rows, things)
    return found[candidates.slot] / np.float32(ideal) if found.any() else None


def semantic(candidates: Candidates, _: Question, cosines: Floats | None) -> Floats | None:
    """How near a message is in meaning, with some of its neighbours' nearness: about -1 to 1.6.

    The user's mean vector is taken from both sides first: what all of a user's messages have in common says
    nothing about any of them.
    """
    if cosines is None:
        return None
    cosines = cosines[candidates.order]
    near = candidates.neighbour(cosines * candidates.once(_nearness), -1)
    near += cosines
    near += np.float32(_NEAR) * candidates.neighbour(cosines, 1)
    return candidates.in_rows(near)


def session(candidates: Candidates, question: Question, cosines: Floats | None) -> Floats | None:
    """How near the nearest message of the same session is in meaning. Not asked for advice."""
    if cosines is None or question.advice:
        return None
    best = np.maximum.reduceat(cosines[candidates.order], candidates.session_starts)
    return best[candidates.session_index]


def speaker(candidates: Candidates, question: Question, _: Floats | None) -> Floats | None:
    """1 for what the one person said whom the question is about. About nobody, or two together: abstains."""
    if question.subject is None:
        return None
    return (candidates.speaker == question.subject).astype(np.float32)


def temporal(candidates: Candidates, question: Question, _: Floats | None) -> Floats | None:
    """Nearness to the time that the question names, 0 to 1; what was said before it counts for less."""
    asked = question.period
    if asked is None:
        return None
    late = np.maximum(candidates.at - asked.end, 0) / _AFTER
    early = np.maximum(asked.start - candidates.at, 0) / _BEFORE
    fit = np.exp(-np.maximum(late, early)) * np.where(early > 0, 0.5, 1.0)
    return (_GRAINS[asked.grain] * fit).astype(np.float32)


def dated(candidates: Candidates, question: Question, _: Floats | None) -> Floats | None:
    """1 for messages with an expression of time, where the question asks for a time."""
    return _flagged(candidates, Flag.DATED).astype(np.float32) if question.when and not question.advice else None


def preference(candidates: Candidates, question: Question, _: Floats | None) -> Floats | None:
    """1 for short statements of preference, less for long ones, where the question asks for advice."""
    if not question.advice:
        return None
    brevity = np.minimum(1, _FULL_PREFERENCE / np.maximum(candidates.length, 1))
    return (_flagged(candidates, Flag.PREFERS) * brevity).astype(np.float32)


def substance(candidates: Candidates, question: Question, _: Floats | None) -> Floats | None:
    """How much a message says at all, 0 to 1: "Thanks!" is no evidence of anything. Not asked for advice."""
    if question.advice:
        return None
    return candidates.once(_substances)


def asking(candidates: Candidates, _: Question, __: Floats | None) -> Floats | None:
    """-1 for questions: they are seldom the evidence for an answer."""
    return candidates.once(_questions)


def assistant(candidates: Candidates, question: Question, _: Floats | None) -> Floats | None:
    """-1 for what the assistant said, unless that is what is asked for. No assistant here: abstains."""
    said = candidates.role == ROLES.index("assistant")
    return None if question.of_the_assistant or not said.any() else -said.astype(np.float32)


def _substances(candidates: Candidates) -> Floats:
    return _SUBSTANCE[np.minimum(candidates.substance, _FULL_SUBSTANCE)]


def asks(candidates: Candidates) -> NDArray[np.bool_]:
    """Which messages are questions; to be asked `once` of a picture."""
    return _flagged(candidates, Flag.ASKS)


def _questions(candidates: Candidates) -> Floats:
    return -candidates.once(asks).astype(np.float32)


def _nearness(candidates: Candidates) -> Floats:
    """By place: how much of a message's nearness counts for the one after it."""
    in_order = candidates.once(asks)[candidates.order]
    return np.where(in_order, _NEAR_QUESTION, _NEAR).astype(np.float32)


def _idf(messages: int, having: int) -> float:
    return float(np.log1p((messages - having + 0.5) / (having + 0.5)))


def _flagged(candidates: Candidates, flag: Flag) -> NDArray[np.bool_]:
    return (candidates.flags & flag) != 0


def _reached(candidates: Candidates, rows: Ints, things: Sequence[Ints]) -> Floats:
    """How much of a word is in each slot: all of it where it is said, less near that in the same session.

    Args:
        candidates: What there is.
        rows: Where the word is said.
        things: For each thing of the kind that the word names, where that is named.
    """
    reached = np.zeros(candidates.slots, np.float32)
    slots = candidates.slot[rows]
    np.maximum.at(reached, (slots - _STEPS).ravel(), np.repeat(_STRENGTHS, len(slots)))
    reached[slots[candidates.once(asks)[rows]] + 1] = _REACH_FROM_QUESTION
    reached[slots] = 1
    for named in things:
        of_the_kind = candidates.slot[named]
        reached[of_the_kind] = np.maximum(reached[of_the_kind], _OF_THE_KIND)
    return reached
