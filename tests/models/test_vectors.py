"""The one place where answers are checked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_memory.errors import ModelError
from pllm_memory.models.vectors import CheckedEmbedder, batches, spread, unit_rows

pytestmark = pytest.mark.anyio


class Answers(CheckedEmbedder):
    def __init__(self, *answers):
        super().__init__("fake")
        self.answers = list(answers)

    async def _answer(self, texts, kind):
        return self.answers.pop(0)


def test_rows_become_float32_of_length_1():
    rows = unit_rows([[3, 4], [0, -2]], texts=2, model="m")
    assert rows.dtype == np.float32
    assert np.allclose(rows, [[0.6, 0.8], [0, -1]])


@pytest.mark.parametrize("scale", [1e-30, 1e30, 1e-150, 1e150])
def test_tiny_and_huge_rows_keep_their_direction(scale):
    assert np.allclose(unit_rows([[3 * scale, 4 * scale]], texts=1, model="m"), [[0.6, 0.8]])


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ([1.0, 2.0], r"shape \(2,\)"),
        ([[1.0]], r"shape \(1, 1\)"),
        ([[], []], r"shape \(2, 0\)"),
        ([[[1.0]], [[1.0]]], "shape"),
        (None, "shape|no table"),
        ("text", "no table of numbers"),
        ([["a"], ["b"]], "no table of numbers"),
        ([[1.0], [1.0, 2.0]], "no table of numbers"),
        ([[1.0, 1.0], [np.nan, 0.0]], "NaN or infinity for text 1"),
        ([[np.inf, 0.0], [1.0, 1.0]], "NaN or infinity for text 0"),
        ([[1.0, 0.0], [0.0, 0.0]], "nothing but zeros for text 1"),
    ],
)
def test_a_wrong_answer_is_named(answer, says):
    with pytest.raises(ModelError, match=says) as caught:
        unit_rows(answer, texts=2, model="acme")
    assert "acme" in str(caught.value)


async def test_the_dimensions_come_from_the_first_answer_and_stay():
    embedder = Answers([[1, 0, 0]], [[1, 0]])
    assert await embedder.fingerprint() == "fake/3"
    with pytest.raises(ModelError, match="2 dimensions, not in 3"):
        await embedder.embed(["x"], kind="query")


async def test_no_texts_give_no_rows_of_the_right_width():
    assert (await Answers([[1, 0, 0]]).embed([], kind="query")).shape == (0, 3)


@given(st.lists(st.integers(1, 300)), st.integers(1, 40), st.integers(1, 3000))
def test_batches_hold_every_index_once_and_keep_the_bounds(lengths, rows, area):
    found = list(batches(lengths, rows=rows, area=area))
    assert sorted(index for batch in found for index in batch) == list(range(len(lengths)))
    for batch in found:
        assert len(batch) <= rows
        assert len(batch) == 1 or len(batch) * max(lengths[index] for index in batch) <= area


@given(st.integers(1, 500))
def test_spread_keeps_the_first_and_the_last(count):
    found = list(spread(range(count), 8))
    assert found == sorted(set(found))
    assert len(found) == min(count, 8)
    assert found[0] == 0
    assert found[-1] == count - 1
