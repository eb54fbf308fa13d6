"""Fuse what the retrievers say into one ranking, and keep what each of them said."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pllm_memory.recall.confidence import confidence
from pllm_memory.recall.highest import highest
from pllm_memory.recall.question import Question
from pllm_memory.recall.strategy import RETRIEVERS, Strategy
from pllm_memory.stores.columns import Candidates, Floats, Near, Places
from pllm_memory.types import Via

_BY_WORDS = {"lexical", "fact"}
"""The retrievers that find a message by words; others than these and "semantic" only help to order what was found."""

_EXPANSION = 0.5
"""What the best of the rephrasings counts for: less than the question itself, since they are only guesses at it. On
the development conversations (recall@10, 86.4 without) rephrasings that say what the evidence says bring 97.9, and
three that ask for something else altogether cost 2.1; with a weight of 1 that is 98.9, and 10.0."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A row, its score, and what each retriever added to it."""

    row: int
    score: float
    via: Mapping[str, Via]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best rows, the best first, and how sure it is that they answer the question (see `confidence`)."""

    best: tuple[Ranked, ...] = ()
    confidence: float | None = None


def rank(
    candidates: Candidates,
    question: Question,
    vector: Floats | Near | None,
    strategy: Strategy,
    *,
    allowed: NDArray[np.bool_],
    limit: int,
    rephrased: Sequence[tuple[Question, Floats | Near | None]] = (),
    evidence: Mapping[int, float] | None = None,
) -> Ranking:
    """Ranks; equal scores stay in the order of remembering.

    Args:
        candidates: What to choose from.
        question: What is asked.
        vector: Of the question, with those near it where not all are in memory; or None.
        strategy: Who is asked.
        allowed: Which rows may be found.
        limit: How many at the most.
        rephrased: The same question in other words, or a part of it, with vectors. A message has the score that
            the best of them gives it as one more vote. Scores are absolute, so a rephrasing that fits nothing
            adds little.
        evidence: By row number (see `Candidates.keys`), how well a fact bears on the question that a message is
            evidence for, 0 to 1.
    """
    votes = _votes(candidates, question, vector, strategy)
    if evidence and strategy.facts:
        votes["fact"] = np.float32(strategy.facts) * _in_rows(candidates, evidence)
    others = [_votes(candidates, other, its, strategy) for other, its in rephrased]
    eligible = allowed & _found([votes, *others], len(candidates))
    if limit < 1 or not eligible.any():
        return Ranking()
    total = _total(votes, len(candidates))
    sure = confidence(candidates, question, votes, total, allowed)
    if others:
        votes["expansion"] = _EXPANSION * np.max([_total(other, len(candidates)) for other in others], axis=0)
        total = _total(votes, len(candidates))
    rows = _best(total, eligible, limit)
    best = (Ranked(row, float(total[row]), via) for row, via in zip(rows, _via(votes, rows), strict=True))
    return Ranking(tuple(best), sure)


def _in_rows(candidates: Candidates, evidence: Mapping[int, float]) -> Floats:
    """By row; one that was forgotten, or added, meanwhile has none."""
    keys = np.fromiter(evidence, np.int64, len(evidence))
    rows = np.minimum(np.searchsorted(candidates.keys, keys), len(candidates) - 1)
    scores = np.zeros(len(candidates), np.float32)
    known = candidates.keys[rows] == keys
    scores[rows[known]] = np.fromiter(evidence.values(), np.float32, len(evidence))[known]
    return scores


def _found(phrasings: Sequence[Mapping[str, Floats]], rows: int) -> NDArray[np.bool_]:
    """Which rows a finder has found: by meaning all are, more or less; by words those that have some."""
    found = np.zeros(rows, np.bool_)
    for votes in phrasings:
        if "semantic" in votes:
            return np.ones(rows, np.bool_)
        for name in _BY_WORDS & votes.keys():
            found |= votes[name] > 0
    return found


def _total(votes: Mapping[str, Floats], rows: int) -> Floats:
    return sum(votes.values(), np.zeros(rows, np.float32))


def promising(
    candidates: Candidates, question: Question, strategy: Strategy, allowed: NDArray[np.bool_], limit: int
) -> Places:
    """The rows that score best before meaning is looked at, with those right before and after each of them."""
    total = np.where(allowed, _total(_votes(candidates, question, None, strategy), len(candidates)), -np.inf)
    places = candidates.place[highest(total, limit)]
    around = np.clip(np.concatenate([places - 1, places, places + 1]), 0, len(candidates) - 1)
    return np.unique(candidates.order[around])


def _votes(
    candidates: Candidates, question: Question, vector: Floats | Near | None, strategy: Strategy
) -> dict[str, Floats]:
    """Each retriever's weighted scores, of those that do not abstain."""
    weights = {**strategy.weights, **(strategy.advice if question.advice else {})}
    cosines = None if vector is None else candidates.cosines(vector)
    scores = {name: RETRIEVERS[name](candidates, question, cosines) for name in weights}
    return {name: weights[name] * score for name, score in scores.items() if score is not None}


def _best(total: Floats, eligible: NDArray[np.bool_], limit: int) -> list[int]:
    best = highest(total if eligible.all() else np.where(eligible, total, -np.inf), limit)
    return best[eligible[best]].tolist()


def _via(votes: Mapping[str, Floats], rows: list[int]) -> list[dict[str, Via]]:
    """For each row, what each retriever that counted for it added, and the row's rank in its eyes."""
    found: list[dict[str, Via]] = [{} for _ in rows]
    for name, vote in votes.items():
        scores: list[float] = vote[rows].tolist()
        ranks = _ranks(vote, {score for score in scores if score})
        for via, score in zip(found, scores, strict=True):
            if score:
                via[name] = Via(ranks[score], score)
    return found


def _ranks(vote: Floats, scores: Collection[float]) -> dict[float, int]:
    """The rank of each score: 1 + how many are higher.

    Where few are higher than the lowest of them, as with those who agree about the best, these are sorted. Else a
    few scores are counted, one by one: that is faster than any sort of so many.
    """
    if not scores:
        return {}
    asked = np.fromiter(scores, np.float32, len(scores))
    above = vote > asked.min()
    if len(scores) > _TO_COUNT or (len(scores) > 1 and np.count_nonzero(above) <= _TO_SORT):
        higher = np.sort(vote[np.flatnonzero(above)])  # by places: four times as fast as by a mask
        ranks = 1 + len(higher) - np.searchsorted(higher, asked, side="right")
        return dict(zip(scores, ranks.tolist(), strict=True))
    return {score: 1 + int(np.count_nonzero(vote > np.float32(score))) for score in scores}


_TO_COUNT, _TO_SORT = 24, 1000
