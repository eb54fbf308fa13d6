import itertools
import math
import random
from fractions import Fraction

import pytest

from pllm_memory.bench import metrics

RANKED = ("x", "a", "y", "b", "z")


def test_recall_counts_the_evidence_in_the_first_k():
    assert metrics.recall_at(1, RANKED, ("a", "b")) == 0
    assert metrics.recall_at(2, RANKED, ("a", "b")) == 0.5
    assert metrics.recall_at(4, RANKED, ("a", "b")) == 1
    assert metrics.recall_at(10, RANKED, ("a", "never found")) == 0.5
    assert metrics.recall_at(5, (), ("a",)) == 0


def test_any_and_all_are_what_they_say():
    assert [metrics.any_at(k, RANKED, ("a", "b")) for k in (1, 2, 4)] == [0, 1, 1]
    assert [metrics.all_at(k, RANKED, ("a", "b")) for k in (1, 2, 4)] == [0, 0, 1]


def test_evidence_named_twice_counts_once():
    assert metrics.recall_at(2, RANKED, ("a", "a")) == 1


def test_ndcg_by_hand():
    gain = 1 / math.log2(3) + 1 / math.log2(5)
    assert metrics.ndcg_at(10, RANKED, ("a", "b")) == pytest.approx(gain / (1 + 1 / math.log2(3)))
    assert metrics.ndcg_at(10, ("a", "b"), ("a", "b")) == 1
    assert metrics.ndcg_at(10, RANKED, ("nowhere",)) == 0


def test_ndcg_of_more_evidence_than_fits_can_still_be_one():
    many = [str(n) for n in range(15)]
    assert metrics.ndcg_at(10, many, many) == pytest.approx(1)


def test_reciprocal_rank_is_of_the_first_piece():
    assert metrics.reciprocal_rank(RANKED, ("b", "a")) == 0.5
    assert metrics.reciprocal_rank(RANKED, ("nowhere",)) == 0


def test_scores_have_the_names_that_reports_print():
    expected = "recall@5 recall@10 recall@20 any@10 all@10 ndcg@10 mrr hit@1 hit@5".split()
    assert list(metrics.score(RANKED, ("a",))) == expected


def auc_reference(scores, labels):
    positives = [s for s, label in zip(scores, labels, strict=True) if label]
    negatives = [s for s, label in zip(scores, labels, strict=True) if not label]
    pairs = list(itertools.product(positives, negatives))
    return sum((p > n) + (p == n) / 2 for p, n in pairs) / len(pairs)


def test_auc_by_hand():
    assert metrics.roc_auc([0.9, 0.8, 0.3], [True, True, False]) == 1
    assert metrics.roc_auc([0.1, 0.8], [True, False]) == 0
    assert metrics.roc_auc([0.5, 0.5], [True, False]) == 0.5
    assert metrics.roc_auc([0.5, 0.6], [True, True]) is None


def test_auc_equals_counting_pairs():
    draw = random.Random(1)
    for _ in range(20):
        scores = [draw.randint(0, 6) for _ in range(30)]
        labels = [draw.random() < 0.4 for _ in range(30)]
        assert metrics.roc_auc(scores, labels) == pytest.approx(auc_reference(scores, labels))


def test_mcnemar_by_hand():
    assert metrics.mcnemar([True] * 5, [False] * 5) == 2 / 32
    assert metrics.mcnemar([True, False], [False, True]) == 1
    assert metrics.mcnemar([True], [True]) == 1


def test_mcnemar_equals_the_binomial_tail_and_stands_large_counts():
    ours, theirs = [True] * 9 + [False] * 3, [False] * 9 + [True] * 3
    tail = sum(Fraction(math.comb(12, n), 2**12) for n in range(4))
    assert metrics.mcnemar(ours, theirs) == pytest.approx(float(2 * tail))
    assert 0 < metrics.mcnemar([True] * 1200 + [False] * 1000, [False] * 1200 + [True] * 1000) < 1e-3


def test_bootstrap_holds_the_mean_repeats_itself_and_keeps_clusters_together():
    draw = random.Random(2)
    values = [float(draw.random() < 0.7) for _ in range(200)]
    apart = metrics.bootstrap(values, [str(n) for n in range(200)], seed=3)
    assert apart == metrics.bootstrap(values, [str(n) for n in range(200)], seed=3)
    assert apart[0] < sum(values) / 200 < apart[1]
    assert apart[1] - apart[0] == pytest.approx(2 * 1.96 * math.sqrt(0.7 * 0.3 / 200), rel=0.2)
    # Two clusters that agree within themselves: the interval is as wide as they differ.
    together = metrics.bootstrap([1.0] * 100 + [0.0] * 100, ["a"] * 100 + ["b"] * 100, seed=3)
    assert together == (0.0, 1.0)


def test_percentiles_and_means():
    assert metrics.percentile([1, 2, 3], 0.5) == 2
    assert metrics.percentile([], 0.5) is None
    assert metrics.means([{"a": 1.0}, {"a": 0.0}]) == {"a": 0.5}
    assert metrics.means([]) == {}
