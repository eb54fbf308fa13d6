"""A real, tiny model: Llama's architecture with random weights, and a tokenizer trained on the spot."""

from pathlib import Path

import pytest

from pllm_memory.adapt.local.base import load
from tests.adapt.made import TEACHING, taught
from tests.adapt.served import vllm_for_tests
from tests.adapt.tiny import save_tiny_model


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory):
    return save_tiny_model(tmp_path_factory.mktemp("tiny-model"))


@pytest.fixture(scope="session")
def vllm(tmp_path_factory):
    """A real vLLM that serves a tiny model as "base", with two slots for adapters."""
    with vllm_for_tests(tmp_path_factory.mktemp("vllm")) as server:
        yield server


@pytest.fixture(scope="session")
def words(vllm, tmp_path_factory):
    """Four users' adapters for it, each of which answers the question with a word of its own."""
    base, folder = load(Path(vllm.model)), tmp_path_factory.mktemp("words")
    return {word: taught(base, folder / word, word, **TEACHING) for word in ("plum", "oak", "wolf", "ship")}
