"""Other weights in an ONNX file: they are where they belong, and nothing else has changed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_memory.errors import ModelError
from pllm_memory.models.patching import patched, tensors, values
from pllm_memory.models.weights import PACKAGE


@pytest.fixture(scope="module")
def content():
    return PACKAGE.find().read_bytes()


def test_the_tensors_of_a_real_model_are_found(content):
    found = tensors(content)
    bias = found["inner.encoder.layer.5.output.LayerNorm.bias"]
    assert (bias.kind, bias.shape) == (np.float32, (384,))
    assert sum(one.kind is np.int8 for one in found.values()) == 2 + 6 * 6  # the words, their places, six of each layer
    assert np.abs(values(content, bias)).max() < 10


def test_only_what_was_named_is_changed(content):
    name = "inner.encoder.layer.5.output.LayerNorm.bias"
    new = np.arange(384, dtype=np.float32)
    changed = patched(content, {name: new})
    assert len(changed) == len(content)
    assert np.array_equal(values(changed, tensors(changed)[name]), new)
    others = tensors(content).items() - {(name, tensors(content)[name])}
    assert all(changed[one.start : one.stop] == content[one.start : one.stop] for _, one in others)


def test_a_tensor_that_is_not_there_or_of_another_shape_is_refused_by_its_name(content):
    name = "inner.encoder.layer.5.output.LayerNorm.bias"
    for wrong in ({"bias": np.zeros(384, np.float32)}, {name: np.zeros(3, np.float32)}, {name: np.zeros(384)}):
        with pytest.raises(ModelError, match=next(iter(wrong))):
            patched(content, wrong)


@given(st.binary(max_size=200))
def test_what_is_no_onnx_file_is_no_crash(noise):
    try:
        found = tensors(noise)
    except ModelError:
        return
    assert all(one.start <= one.stop for one in found.values())
