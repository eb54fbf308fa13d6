"""The highest values are found as a stable sort of all would find them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pllm_memory.recall.highest import highest
from pllm_memory.recall.rank import _ranks

VALUES = st.one_of(
    st.sampled_from([0.0, 0.5, 1.0, -1.0, -np.inf]),  # many are equal, as scores by words are
    st.floats(-2, 2, width=32),
)


@given(st.lists(VALUES, min_size=1, max_size=400), st.integers(1, 30))
def test_the_highest_come_first_and_equal_ones_in_their_order(values, limit):
    values = np.array(values, np.float32)
    assert highest(values, limit).tolist() == np.argsort(-values, kind="stable")[:limit].tolist()


def test_a_few_high_values_among_many_that_are_equal():
    values = np.zeros(10_000, np.float32)
    values[[17, 9_000, 4_321]] = 1, 3, 2
    assert highest(values, 5).tolist() == [9_000, 4_321, 17, 0, 1]


@given(st.lists(VALUES, min_size=1, max_size=100), st.data())
def test_a_rank_is_one_more_than_how_many_are_higher(values, data):
    vote = np.array(values, np.float32)
    asked = set(data.draw(st.lists(st.sampled_from(vote.tolist()), max_size=5)))
    assert _ranks(vote, asked) == {score: 1 + sum(other > score for other in vote.tolist()) for score in asked}
