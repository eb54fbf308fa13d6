"""Names and objects at the door."""

import sys

import pytest

from pllm_memory.errors import ConfigError, MissingExtra
from pllm_memory.models import LLM, Embedder, LocalEmbedder, open_embedder, open_llm
from pllm_memory.models.extras import library
from pllm_memory.testing import HashEmbedder, ScriptedLLM


def test_the_default_is_local():
    assert isinstance(open_embedder(), LocalEmbedder)
    assert isinstance(open_embedder("local"), Embedder)


@pytest.mark.parametrize("nothing", [None, "none"])
def test_none_is_nothing(nothing):
    assert open_embedder(nothing) is None
    assert open_llm(nothing) is None


@pytest.mark.parametrize(
    "name",
    ["", "Local", "locall", "local:", "openai", "openai:", "sentence-transformers", "wordllama:x", "none:x", "x:y"],
)
def test_an_unknown_name_lists_the_known_ones(name):
    with pytest.raises(ConfigError, match="local:FOLDER, wordllama, openai:MODEL, sentence-transformers:"):
        open_embedder(name)


def test_a_folder_that_is_not_there_is_an_error_at_once(tmp_path):
    with pytest.raises(ConfigError, match=r"model\.onnx"):
        open_embedder(f"local:{tmp_path}")


class Torchlike:
    """Callable, as every torch module is, but not with texts."""

    def __call__(self): ...

    def encode(self): ...


@pytest.mark.parametrize("given", [42, object(), [1.0], {"a": 1}, Torchlike(), ScriptedLLM()])
def test_a_wrong_object_is_told_what_is_accepted(given):
    with pytest.raises(ConfigError, match="LangChain Embeddings, a LlamaIndex BaseEmbedding, or a function"):
        open_embedder(given)


def test_an_llm_is_taken_as_it_is():
    llm = ScriptedLLM("hi")
    assert isinstance(llm, LLM)
    assert open_llm(llm) is llm


@pytest.mark.parametrize("name", ["", "openai", "openai:", "gpt-5", "None"])
def test_an_unknown_llm_lists_the_known_ones(name):
    with pytest.raises(ConfigError, match=r"openai:MODEL, none; or give .* a LangChain chat model"):
        open_llm(name)


@pytest.mark.parametrize("given", [42, object(), HashEmbedder(), len])
def test_a_wrong_llm_is_told_what_is_accepted(given):
    with pytest.raises(ConfigError, match=r"`reply` .*, a LangChain chat model or runnable, or a LlamaIndex LLM"):
        open_llm(given)


def test_the_class_of_an_llm_is_no_llm():
    with pytest.raises(ConfigError, match="ScriptedLLM is a class"):
        open_llm(ScriptedLLM)


def blocked(monkeypatch, module):
    monkeypatch.setitem(sys.modules, module, None)  # importing it now raises ImportError


@pytest.mark.parametrize("open_it", [open_embedder, open_llm])
def test_a_missing_library_names_its_extra(monkeypatch, open_it):
    blocked(monkeypatch, "openai")
    with pytest.raises(MissingExtra, match=r"pip install 'pllm-memory\[openai\]'") as caught:
        open_it("openai:some-model")
    assert caught.value.extra == "openai"


@pytest.mark.anyio
async def test_missing_sentence_transformers_names_its_extra(monkeypatch):
    blocked(monkeypatch, "sentence_transformers")
    with pytest.raises(MissingExtra, match=r"pllm-memory\[sentence-transformers\]"):
        await open_embedder("sentence-transformers:some/model").embed(["x"], kind="query")


def test_missing_wordllama_names_its_extra(monkeypatch):
    monkeypatch.setattr("pllm_memory.models.wordllama.find_spec", lambda _name: None)
    with pytest.raises(MissingExtra, match=r"pllm-memory\[wordllama\]"):
        open_embedder("wordllama")


def test_a_library_that_is_there_is_imported():
    assert library("json", what="x", extra="y").dumps([]) == "[]"
