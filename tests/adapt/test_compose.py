"""Adapters are put together by what they do to the weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_memory.adapt.compose import Factors, assemble, combine, truncated
from pllm_memory.errors import InvalidInput


def adapter(seed, *, rank=4, inputs=24, outputs=16, modules=("q", "v")):
    drawn = np.random.default_rng(seed)
    return {
        name: Factors(
            drawn.normal(size=(rank, inputs)).astype(np.float32), drawn.normal(size=(outputs, rank)).astype(np.float32)
        )
        for name in modules
    }


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 6), st.floats(-2, 2, width=32)), min_size=1, max_size=5))
def test_the_sum_is_the_weighted_sum_of_what_each_does(drawn):
    parts = [(adapter(seed, rank=rank), share) for seed, rank, share in drawn]
    for name, factors in combine(parts).items():
        wanted = sum(share * weights[name].delta.astype(np.float64) for weights, share in parts)
        np.testing.assert_allclose(factors.delta, wanted, atol=1e-5 * max(1, np.abs(wanted).max()))


def test_it_is_not_the_product_of_averaged_factors():
    """As Personalized Soups and Per-Pcs compute it in their published code."""
    one, other = adapter(1), adapter(2)
    right = combine([(one, 0.5), (other, 0.5)])["q"].delta
    wrong = ((one["q"].b + other["q"].b) / 2) @ ((one["q"].a + other["q"].a) / 2)
    assert np.abs(right - wrong).max() > 0.1


@given(st.integers(0, 999), st.integers(1, 8))
def test_a_lower_rank_is_the_best_of_that_rank(seed, rank):
    factors = adapter(seed, rank=8)["q"]
    near = truncated(factors, rank)
    values = np.linalg.svd(factors.delta.astype(np.float64), compute_uv=False)
    assert near.rank <= rank
    np.testing.assert_allclose(
        np.linalg.norm(factors.delta - near.delta), np.sqrt((values[rank:] ** 2).sum()), rtol=1e-3, atol=1e-3
    )


def test_a_module_that_only_one_changes_is_changed_by_that_one():
    found = combine([(adapter(1, modules=("q",)), 0.5), (adapter(2, modules=("v",)), 2.0)])
    np.testing.assert_allclose(found["v"].delta, 2 * adapter(2, modules=("v",))["v"].delta, rtol=1e-5)


def test_each_module_can_be_put_together_from_others():
    one, other = adapter(1), adapter(2)
    found = assemble([(one, {"q": 1.0}), (other, {"q": 0.0, "v": 0.5})])
    np.testing.assert_allclose(found["q"].delta, one["q"].delta, rtol=1e-5)
    np.testing.assert_allclose(found["v"].delta, 0.5 * other["v"].delta, rtol=1e-5)


def test_adapters_of_different_models_are_refused():
    with pytest.raises(InvalidInput, match="different base models"):
        combine([(adapter(1), 1.0), (adapter(2, inputs=32), 1.0)])
    with pytest.raises(InvalidInput, match="no adapter"):
        combine([])
