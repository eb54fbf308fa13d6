"""Columns grow by bits, and are what they would be if all had come at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_memory.stores.columns import Block, Growing

DIMENSIONS = 4


def block(first, vectors, *, embedded=True):
    rows = len(vectors)
    columns = {name: np.zeros(rows, np.int32) for name in ("speaker", "role", "length", "substance", "flags")}
    columns |= {"keys": np.arange(first, first + rows), "at": np.arange(first, first + rows) * 60.0}
    columns |= {"session": columns["keys"] // 3, "has_vector": np.full(rows, embedded)}
    return Block(
        columns=columns,
        terms=np.zeros(0, np.uint32),
        term_counts=np.zeros(rows, np.int64),
        vectors=vectors.astype(np.float32),
    )


def vectors(seed, rows):
    """As stores keep them: unit rows of float16."""
    drawn = np.random.default_rng(seed).standard_normal((rows, DIMENSIONS))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float16)


@given(st.lists(st.tuples(st.integers(1, 40), st.booleans()), max_size=12), st.integers(0, 2**32))
def test_the_sum_of_vectors_kept_by_the_way_is_exactly_the_sum_of_all(parts, seed):
    """In whichever order vectors come, with their messages or late: so a memory that is opened again ranks alike."""
    growing, late = Growing(DIMENSIONS), []
    for number, (rows, embedded) in enumerate(parts):
        first, own = growing.rows, vectors(seed + number, rows)
        growing.extend(block(first, own if embedded else np.zeros_like(own), embedded=embedded))
        if not embedded:
            late.append((np.arange(first, first + rows), own.astype(np.float32)))
    for keys, own in reversed(late):
        growing.set_vectors(keys, own)
    candidates = growing.freeze(None)
    assert candidates.vector_sum.tolist() == candidates.vectors.sum(axis=0, dtype=np.float64).tolist()

    at_once = Growing(DIMENSIONS)
    at_once.extend(block(0, candidates.vectors))
    again = at_once.freeze(None)
    asked = np.eye(DIMENSIONS, dtype=np.float32)[0]
    assert candidates.cosines(asked).tolist() == again.cosines(asked).tolist()


def test_a_vector_that_comes_again_is_counted_once():
    growing = Growing(DIMENSIONS)
    growing.extend(block(0, vectors(1, 3)))
    growing.set_vectors(np.array([1]), vectors(2, 1).astype(np.float32))
    candidates = growing.freeze(None)
    assert candidates.vector_sum.tolist() == candidates.vectors.sum(axis=0, dtype=np.float64).tolist()


def test_a_picture_stays_as_it_was_when_rows_are_added():
    growing = Growing(DIMENSIONS)
    growing.extend(block(0, vectors(1, 3)))
    before = growing.freeze(None)
    held = before.vector_sum.tolist()
    growing.extend(block(3, vectors(2, 5)))
    assert before.vector_sum.tolist() == held
    assert before.once(len) == 3
    assert growing.freeze(None).once(len) == 8


def test_what_is_derived_from_a_picture_is_derived_once():
    calls = []
    picture = Growing(DIMENSIONS).freeze(None)
    for _ in range(3):
        picture.once(calls.append)
    assert calls == [picture]


@pytest.mark.parametrize("rows", [0, 1, 7])
def test_each_row_has_the_session_that_its_place_is_in(rows):
    growing = Growing(DIMENSIONS)
    if rows:
        growing.extend(block(0, vectors(1, rows)))
    picture = growing.freeze(None)
    starts = picture.session[picture.order][picture.session_starts]
    assert starts[picture.session_index].tolist() == picture.session.tolist()
