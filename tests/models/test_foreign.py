"""Embedders that others wrote."""

import functools
import threading

import anyio
import numpy as np
import pytest

from pllm_memory.errors import ConfigError, ModelError, ModelUnavailable
from pllm_memory.models import Embedder, open_embedder
from pllm_memory.testing import HashEmbedder

pytestmark = pytest.mark.anyio


def lengths(texts):
    return [[len(text), 1] for text in texts]


async def embedded(given, *texts, kind="document"):
    return await open_embedder(given).embed(texts, kind=kind)


class TestFunctions:
    async def test_a_plain_function_runs_in_a_thread(self):
        seen = []

        def embed(texts):
            seen.append(threading.current_thread())
            return lengths(texts)

        rows = await embedded(embed, "aaa", "a")
        assert rows.dtype == np.float32
        assert np.allclose(rows[:, 0] / rows[:, 1], [3, 1])
        assert seen[0] is not threading.current_thread()

    async def test_an_async_function_runs_in_the_event_loop(self):
        async def embed(texts):
            await anyio.sleep(0)
            assert threading.current_thread() is threading.main_thread()
            return np.array(lengths(texts))

        assert (await embedded(embed, "a")).shape == (1, 2)

    async def test_an_object_with_an_async_call(self):
        class Model:
            model_name = "acme-7"

            async def __call__(self, texts):
                return lengths(texts)

        assert await open_embedder(Model()).fingerprint() == "Model/acme-7/2"

    async def test_a_function_that_gives_an_awaitable(self):
        async def embed(texts):
            return lengths(texts)

        assert (await embedded(lambda texts: embed(texts), "a")).shape == (1, 2)

    async def test_the_fingerprint_is_the_name_and_the_dimensions(self):
        assert await open_embedder(lengths).fingerprint() == "lengths/2"
        assert await open_embedder(functools.partial(lengths)).fingerprint() == "lengths/2"

    @pytest.mark.parametrize("answer", [None, [[1.0]], [[0, 0]] * 2, [[1, float("nan")]] * 2, "no", [["a"], ["b"]]])
    async def test_a_senseless_answer_is_a_model_error(self, answer):
        with pytest.raises(ModelError):
            await embedded(lambda _texts: answer, "a", "b")

    async def test_its_errors_are_ours_with_the_cause_kept(self):
        def broken(_texts):
            raise RuntimeError("no GPU")

        with pytest.raises(ModelError, match="no GPU") as caught:
            await embedded(broken, "a")
        assert isinstance(caught.value.__cause__, RuntimeError)

    async def test_cancellation_is_no_error(self):
        async def slow(_texts):
            await anyio.sleep(10)

        with anyio.move_on_after(0.01) as scope:
            await embedded(slow, "a")
        assert scope.cancelled_caught


class Ours:
    """The protocol, implemented carelessly."""

    async def fingerprint(self):
        return "ours/1"

    async def embed(self, texts, *, kind):
        if "down" in texts:
            raise ModelUnavailable("as told")
        if "bug" in texts:
            raise KeyError("bug")
        return [[3.0, 4.0] for _ in texts]


class TestProtocol:
    async def test_it_is_trusted_with_its_name_and_checked_in_its_answers(self):
        embedder = open_embedder(Ours())
        assert isinstance(embedder, Embedder)
        assert await embedder.fingerprint() == "ours/1"
        assert np.allclose(await embedder.embed(["a"], kind="query"), [[0.6, 0.8]])

    async def test_its_own_pllm_errors_pass_and_others_are_mapped(self):
        with pytest.raises(ModelUnavailable, match="as told"):
            await embedded(Ours(), "down")
        with pytest.raises(ModelError, match="KeyError"):
            await embedded(Ours(), "bug")

    def test_ours_are_not_wrapped_again(self):
        embedder = HashEmbedder()
        assert open_embedder(embedder) is embedder

    def test_a_class_is_not_an_instance(self):
        with pytest.raises(ConfigError, match="HashEmbedder is a class"):
            open_embedder(HashEmbedder)


class TestLangChain:
    @pytest.fixture
    def embeddings(self):
        core = pytest.importorskip("langchain_core.embeddings")

        class Acme(core.Embeddings):
            model = "acme-embed-1"

            def embed_documents(self, texts):
                assert isinstance(texts, list)
                assert threading.current_thread() is not threading.main_thread()
                return [[float(len(text)), 1.0, 0.0] for text in texts]

            def embed_query(self, text):
                return [float(len(text)), 0.0, 1.0]

        return Acme()

    async def test_documents_and_queries_go_their_own_ways(self, embeddings):
        assert np.allclose(await embedded(embeddings, "", "a"), [[0, 1, 0], [0.5**0.5, 0.5**0.5, 0]])
        assert np.allclose(await embedded(embeddings, "", "a", kind="query"), [[0, 0, 1], [0.5**0.5, 0, 0.5**0.5]])

    async def test_the_fingerprint_names_class_and_model(self, embeddings):
        assert (await open_embedder(embeddings).fingerprint()).endswith("Acme/acme-embed-1/3")

    async def test_langchains_own_fake(self):
        fake = pytest.importorskip("langchain_core.embeddings").DeterministicFakeEmbedding(size=16)
        assert (await embedded(fake, "a", "b")).shape == (2, 16)
        assert await open_embedder(fake).fingerprint() == "DeterministicFakeEmbedding/16"


class TestLlamaIndex:
    @pytest.fixture
    def embedding(self):
        core = pytest.importorskip("llama_index.core.embeddings")

        class Acme(core.BaseEmbedding):
            def _get_text_embedding(self, text):
                assert threading.current_thread() is not threading.main_thread()
                return [float(len(text)), 1.0]

            def _get_query_embedding(self, query):
                assert threading.current_thread() is not threading.main_thread()
                return [1.0, float(len(query))]

            async def _aget_query_embedding(self, query):
                return self._get_query_embedding(query)

        return Acme(model_name="acme-embed-2", embed_batch_size=2)

    async def test_documents_and_queries_go_their_own_ways(self, embedding):
        rows = await embedded(embedding, "a", "bb", "ccc")
        assert np.allclose(rows[:, 0] / rows[:, 1], [1, 2, 3])
        rows = await embedded(embedding, "a", "bb", kind="query")
        assert np.allclose(rows[:, 1] / rows[:, 0], [1, 2])

    async def test_the_fingerprint_names_class_and_model(self, embedding):
        assert (await open_embedder(embedding).fingerprint()).endswith("Acme/acme-embed-2/2")
