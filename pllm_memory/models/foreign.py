"""Embedders that others wrote: LangChain's, LlamaIndex's, plain functions, and our own protocol's."""

import inspect
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from anyio import to_thread

from pllm_memory.errors import ConfigError, ModelError, PllmError
from pllm_memory.models.base import Embedder, Kind
from pllm_memory.models.vectors import CheckedEmbedder

Answer = Callable[[list[str], Kind], Awaitable[object]]

ACCEPTED = (
    "an object with `fingerprint` and `embed` (pllm_memory.models.base.Embedder), a LangChain Embeddings, "
    "a LlamaIndex BaseEmbedding, or a function from list[str] to vectors"
)
MODEL_NAMES = ("model_name", "model", "model_id", "deployment", "repo_id")
"""Where LangChain's and LlamaIndex's classes keep the name of their model."""


class ForeignEmbedder(CheckedEmbedder):
    """Another library's embedder behind ours: its errors are mapped, its answers checked and normalised.

    Its fingerprint is its class, the name of its model where it has one, and its dimensions, found by embedding
    a probe. An object whose meaning changes without its name changing must implement `Embedder` itself.
    """

    def __init__(self, name: str, answer: Answer) -> None:
        super().__init__(name)
        self._ask = answer

    async def _answer(self, texts: list[str], kind: Kind) -> object:
        return await guarded(self.name, self._ask(texts, kind))


class GivenEmbedder(CheckedEmbedder):
    """An implementation of our protocol that somebody brought: trusted with its fingerprint, not with its answers."""

    def __init__(self, given: Embedder) -> None:
        super().__init__(type(given).__name__)
        self._given = given

    async def fingerprint(self) -> str:
        """What the given embedder calls itself."""
        return str(await guarded(self.name, self._given.fingerprint()))

    async def _answer(self, texts: list[str], kind: Kind) -> object:
        return await guarded(self.name, self._given.embed(texts, kind=kind))


def recognise(given: object) -> Embedder:
    """Makes an embedder of an object, by what it can do.

    Raises:
        ConfigError: If it can do nothing that we know.
    """
    if isinstance(given, type):
        raise ConfigError(f"embedder: {given.__name__} is a class; give an instance of it")
    if isinstance(given, CheckedEmbedder):
        return given
    if isinstance(given, Embedder):
        return GivenEmbedder(given)
    answer = _langchain(given) or _llama_index(given) or _function(given)
    if answer is None:
        raise ConfigError(f"embedder: a {type(given).__name__} is none; accepted are {ACCEPTED}")
    return ForeignEmbedder(name_of(given), answer)


def _langchain(given: Any) -> Answer | None:
    if not (hasattr(given, "embed_documents") and hasattr(given, "embed_query")):
        return None
    # LangChain's own async methods hop to a thread where a class has none of its own.
    documents = getattr(given, "aembed_documents", None) or partial(to_thread.run_sync, given.embed_documents)
    query = getattr(given, "aembed_query", None) or partial(to_thread.run_sync, given.embed_query)
    return partial(_by_kind, documents, query)


def _llama_index(given: Any) -> Answer | None:
    if not (hasattr(given, "get_text_embedding_batch") and hasattr(given, "get_query_embedding")):
        return None
    # Not its async methods: where a class has none of its own they call the sync ones, and block the event loop.
    documents = partial(to_thread.run_sync, given.get_text_embedding_batch)
    query = partial(to_thread.run_sync, given.get_query_embedding)
    return partial(_by_kind, documents, query)


def _function(given: object) -> Answer | None:
    if not callable(given) or hasattr(given, "encode"):  # a torch module is callable, but not with texts
        return None
    return partial(_embedded, given)


async def _by_kind(
    documents: Callable[[list[str]], Awaitable[object]],
    query: Callable[[str], Awaitable[object]],
    texts: list[str],
    kind: Kind,
) -> object:
    return await documents(texts) if kind == "document" else [await query(text) for text in texts]


async def _embedded(function: Callable[..., object], texts: list[str], _kind: Kind) -> object:
    return await called(function, texts)


async def called(function: Callable[..., object], *given: object) -> object:
    """Calls a function: an async one here, any other in a thread, since it may compute for long."""
    answer = function(*given) if _is_async(function) else await to_thread.run_sync(function, *given)
    return await answer if inspect.isawaitable(answer) else answer


def _is_async(function: object) -> bool:
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(getattr(function, "__call__", None))  # noqa: B004  an object with an async __call__


async def guarded(name: str, answer: Awaitable[object]) -> object:
    """Waits for the answer of somebody else's code.

    Raises:
        ModelError: If that code fails, with whatever.
    """
    try:
        return await answer
    except PllmError:
        raise
    except Exception as error:  # it is somebody else's code: it may raise anything
        raise ModelError(f"{name} failed: {type(error).__name__}: {error}") from error


def name_of(given: Any) -> str:
    """Its class, or the name of the function, and the name of its model where it has one."""
    named: Any = getattr(given, "func", given)  # of a partial
    what = getattr(named, "__qualname__", None) or type(named).__name__
    found = (getattr(given, attribute, None) for attribute in MODEL_NAMES)
    model = next((value for value in found if isinstance(value, str) and value), None)
    return f"{what}/{model}" if model else str(what)
