"""How sure it is that a question is answered by what was found: the signal to abstain on."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pllm_memory.recall.highest import highest
from pllm_memory.recall.question import Question
from pllm_memory.recall.retrievers import asks
from pllm_memory.stores.columns import Candidates, Floats

_BEST = 10
UNSURE = 1.8
"""Below this, say so. On the development conversations (docs/results.md) nine in ten answerable questions are
above it, and nearly all questions about somebody else's life below."""


def confidence(
    candidates: Candidates,
    question: Question,
    votes: Mapping[str, Floats],
    total: Floats,
    allowed: NDArray[np.bool_],
) -> float | None:
    """Higher where the memory answers the question; about 0.5 to 4. None where advice is asked: any preference may do.

    Two things tell: how good the best score is (scores are absolute), and, where the question is about one of
    several speakers, whether what fits best was said by that one: "What did Rhona bake?" is not answered by
    what Jarek baked.

    Args:
        candidates: What there is.
        question: What is asked.
        votes: What each retriever says of each row.
        total: The sum of that.
        allowed: Which rows may be found; at least one.
    """
    if question.advice:
        return None
    everything = bool(allowed.all())
    best = float((total if everything else total + _only(allowed)).max())
    statements = candidates.once(_statements)
    statements = statements if everything else statements & allowed
    theirs, others = _sides(candidates, question, statements)
    if question.subject is None or not others.any():
        return best + 0.5
    if not theirs.any():
        return best - 1
    nothing = np.zeros_like(total)
    words = votes.get("lexical", nothing)
    fit = words + votes.get("semantic", nothing)
    fit += candidates.once(_only_statements) if everything else _only(statements)
    return best + _share(fit, theirs) + _best(words, theirs) - _best(words, others)


def _best(words: Floats, among: NDArray[np.bool_]) -> float:
    """The best of some, of scores of which none is below 0."""
    return float((words * among).max())


def _only(among: NDArray[np.bool_]) -> Floats:
    """To be added: leaves values that count as they are, and takes all from the others. Faster than to choose."""
    return (among.astype(np.float32) - 1) * _ALL


_ALL = np.float32(1e9)


def _statements(candidates: Candidates) -> NDArray[np.bool_]:
    return ~candidates.once(asks)


def _only_statements(candidates: Candidates) -> Floats:
    return _only(candidates.once(_statements))


def _sides(
    candidates: Candidates, question: Question, statements: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The statements of the one whom the question is about, and those of everybody else."""
    theirs = candidates.speaker == (-1 if question.subject is None else question.subject)
    return statements & theirs, statements & ~theirs


def _share(fits: Floats, theirs: NDArray[np.bool_]) -> float:
    """How much of the ten best statements is theirs, the better ones counting more."""
    best = highest(fits, _BEST)
    weights = np.exp(10 * (fits[best] - fits[best[0]]))
    return float((weights * theirs[best]).sum() / weights.sum())
