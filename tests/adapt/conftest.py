"""A real, tiny model: Llama's architecture with random weights, and a tokenizer trained on the spot."""

import pytest

from tests.adapt.tiny import save_tiny_model


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory):
    return save_tiny_model(tmp_path_factory.mktemp("tiny-model"))
