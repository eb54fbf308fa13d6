"""The likeliest tags of a message, and what they tell."""

from itertools import pairwise, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pllm_memory.remember.tagger.labels import OUTSIDE, PREDICATES, TAGS, begins, likeliest, spans

LIVES, LIKES = begins("lives_in"), begins("likes")
SOME = (OUTSIDE, LIVES, LIVES + 1, LIKES, LIKES + 1)
"""Few enough tags to try all paths."""


def allowed(path):
    before = OUTSIDE
    for tag in path:
        if tag and tag % 2 == 0 and before not in (tag, tag - 1):
            return False
        before = tag
    return True


def scored(few):
    scores = np.full((len(few), TAGS), -50, np.float32)
    scores[:, SOME] = few
    return scores


@given(st.integers(1, 4).flatmap(lambda n: arrays(np.float32, (n, len(SOME)), elements=st.floats(-9, 0, width=32))))
@settings(max_examples=150)
def test_no_other_way_to_read_the_words_is_likelier(few):
    scores = scored(few)
    paths = (path for path in product(SOME, repeat=len(few)) if allowed(path))

    def total(path):
        return sum(scores[place, tag] for place, tag in enumerate(path))

    found = likeliest(scores)
    assert allowed(found)
    assert np.isclose(total(found), max(map(total, paths)), atol=1e-4)


@given(st.integers(0, 6).flatmap(lambda n: arrays(np.float32, (n, len(SOME)), elements=st.floats(-9, 0, width=32))))
def test_what_is_told_lies_in_order_and_does_not_overlap(few):
    words = [(5 * place, 5 * place + 4) for place in range(len(few))]
    found = list(spans(words, scored(few), np.full((len(few), 3), 1 / 3, np.float32)))
    assert all(one.predicate in ("lives_in", "likes") and 0 <= one.sure <= 1 for one in found)
    assert all(one.start < one.stop for one in found)
    assert all(one.stop <= other.start for one, other in pairwise(found))


def test_two_words_of_one_and_a_new_one_after_them():
    tags = np.full((4, TAGS), -50, np.float32)
    for place, tag in enumerate((LIKES, LIKES + 1, LIKES, OUTSIDE)):
        tags[place, tag] = 0
    signs = np.array([[0.2, 0.8, 0], [0.6, 0.4, 0], [1, 0, 0], [1, 0, 0]], np.float32)
    first, second = spans([(0, 4), (5, 8), (9, 12), (13, 15)], tags, signs)
    assert (first.start, first.stop, first.predicate, first.sign) == (0, 8, "likes", "over")
    assert (second.start, second.stop, second.sign) == (9, 12, "holds")
    assert len(set(PREDICATES)) == len(PREDICATES)
