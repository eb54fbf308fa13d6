"""What is measured, and how sure it is: pure functions over rankings, scores and labels.

A ranking is a sequence of ids, the best first; evidence is a set of ids that is not empty.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence

import numpy as np

DEPTHS = (5, 10, 20)
RESAMPLES = 2000


def recall_at(k: int, ranked: Sequence[str], evidence: Collection[str]) -> float:
    """The share of the evidence that is among the first k."""
    return len(set(ranked[:k]) & set(evidence)) / len(set(evidence))


def any_at(k: int, ranked: Sequence[str], evidence: Collection[str]) -> float:
    """1 if at least one piece of evidence is among the first k. Also called hit@k."""
    return float(not set(evidence).isdisjoint(ranked[:k]))


def all_at(k: int, ranked: Sequence[str], evidence: Collection[str]) -> float:
    """1 if every piece of evidence is among the first k."""
    return float(set(evidence) <= set(ranked[:k]))


def ndcg_at(k: int, ranked: Sequence[str], evidence: Collection[str]) -> float:
    """Normalised discounted cumulative gain, each piece of evidence being worth the same."""
    wanted = set(evidence)
    gain = sum(1 / math.log2(rank + 1) for rank, id_ in enumerate(ranked[:k], start=1) if id_ in wanted)
    return gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(k, len(wanted)) + 1))


def reciprocal_rank(ranked: Sequence[str], evidence: Collection[str]) -> float:
    """One over the rank of the first piece of evidence; 0 if none was found."""
    wanted = set(evidence)
    return next((1 / rank for rank, id_ in enumerate(ranked, start=1) if id_ in wanted), 0.0)


def score(ranked: Sequence[str], evidence: Collection[str]) -> dict[str, float]:
    """All of the above, by the names that reports print."""
    return {
        **{f"recall@{k}": recall_at(k, ranked, evidence) for k in DEPTHS},
        "any@10": any_at(10, ranked, evidence),
        "all@10": all_at(10, ranked, evidence),
        "ndcg@10": ndcg_at(10, ranked, evidence),
        "mrr": reciprocal_rank(ranked, evidence),
        "hit@1": any_at(1, ranked, evidence),
        "hit@5": any_at(5, ranked, evidence),
    }


def means(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each value over rows that all have the same keys."""
    return {key: sum(row[key] for row in rows) / len(rows) for key in rows[0]} if rows else {}


def roc_auc(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """How likely a labelled one scores higher than an unlabelled one, ties counting half; None without both."""
    positives = [score for score, label in zip(scores, labels, strict=True) if label]
    negatives = sorted(score for score, label in zip(scores, labels, strict=True) if not label)
    if not positives or not negatives:
        return None
    below = sum(bisect_left(negatives, score) + bisect_right(negatives, score) for score in positives)
    return below / (2 * len(positives) * len(negatives))


def bootstrap(values: Sequence[float], clusters: Sequence[str], *, seed: int) -> tuple[float, float]:
    """The 95 % confidence interval of the mean, by drawing whole clusters with replacement.

    Questions to one conversation are not independent of each other; conversations are. With few clusters
    the interval is rough, and rather too narrow.
    """
    names, which = np.unique(np.asarray(clusters), return_inverse=True)
    sums = np.bincount(which, weights=np.asarray(values, np.float64))
    counts = np.bincount(which)
    drawn = np.random.default_rng(seed).integers(0, len(names), (RESAMPLES, len(names)))
    low, high = np.quantile(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), (0.025, 0.975))
    return float(low), float(high)


def mcnemar(ours: Sequence[bool], theirs: Sequence[bool]) -> float:
    """The exact two-sided probability that two systems which are equally good differ on as many questions."""
    only_ours = sum(a and not b for a, b in zip(ours, theirs, strict=True))
    only_theirs = sum(b and not a for a, b in zip(ours, theirs, strict=True))
    differ = only_ours + only_theirs
    tail = sum(math.comb(differ, n) for n in range(min(only_ours, only_theirs) + 1))
    return min(1.0, 2 * tail / 2**differ)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which that share of the values lies; None of none."""
    return float(np.quantile(values, share)) if values else None
