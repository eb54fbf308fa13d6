"""Rerankers: models that read a question and a text together. Never required; slow, and good where they are good.

What they answer is checked in one place, `scores`. Only the order of the scores is used (see `recall.thorough`),
so it does not matter whether a model gives logits, probabilities or percent.
"""

import inspect
import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from anyio import to_thread
from platformdirs import user_cache_path

from pllm_memory.errors import ConfigError, ModelError, ModelUnavailable
from pllm_memory.models.base import Floats, Reranker
from pllm_memory.models.extras import library
from pllm_memory.models.foreign import called, guarded

BATCH = 16
"""Pairs in one run: between two of them the caller may cancel, and 16 × 512 tokens fit any memory."""
MAX_TOKENS = 512
"""Of the question and the text together; what nearly all cross-encoders were made for."""
MAX_CHARACTERS = 4_000
"""What no tokenizer cuts into fewer than about `MAX_TOKENS`: the rest would be tokenized to be thrown away."""
FLASHRANK_REPO = "prithivida/flashrank"

ACCEPTED = (
    "an object with `score(question, texts)` (pllm_memory.models.base.Reranker), a LangChain BaseCrossEncoder, "
    "a sentence-transformers CrossEncoder, or a function from (question, texts) to scores"
)

Answer = Callable[[str, list[str]], Awaitable[object]]


class CheckedReranker(ABC):
    """What all rerankers share: their answers are checked. A subclass only answers.

    Args:
        name: Who answers, for the errors.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    async def score(self, question: str, texts: Sequence[str]) -> Floats:
        """Scores texts, in order; higher is better.

        Raises:
            ModelError: If the model fails, or answers with something else than a number for each text.
            ModelUnavailable: If the model cannot be had.
            MissingExtra: If its library is not installed.
        """
        if not texts:
            return np.empty(0, np.float32)
        return scores(await self._answer(question, list(texts)), texts=len(texts), model=self.name)

    @abstractmethod
    async def _answer(self, question: str, texts: list[str]) -> object:
        """The model's raw answer to at least one text: anything that numpy reads as (texts,) or (texts, 1)."""


def scores(answer: object, *, texts: int, model: str) -> Floats:
    """Checks a reranker's answer.

    Args:
        answer: Anything that numpy can read as an array.
        texts: How many texts were asked about.
        model: Who answered, for the errors.

    Raises:
        ModelError: If it is no array of numbers, has another shape, or holds NaN or infinity.
    """
    try:
        with np.errstate(over="ignore"):  # what overflows becomes infinity, and is refused as that
            found = np.asarray(answer, dtype=np.float64).astype(np.float32)
    except (TypeError, ValueError, RuntimeError) as error:  # RuntimeError: a torch tensor that has a gradient
        what = type(answer).__name__
        raise ModelError(f"{model} answered with a {what} that is no list of numbers: {error}") from error
    if found.shape not in {(texts,), (texts, 1)}:
        raise ModelError(f"{model} answered {texts} texts with shape {found.shape}, not ({texts},)")
    if not np.isfinite(found).all():
        at = int(np.isfinite(found).argmin())
        raise ModelError(f"{model} answered with NaN or infinity for text {at} of {texts}")
    return found.reshape(texts)


# ── sentence-transformers, FlashRank ─────────────────────────────────────────────────────────────────


class _InBatches(CheckedReranker):
    """A model on this machine: loaded at the first use, then asked batch by batch in a worker thread."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._model: Any = None
        self._turn = threading.Lock()

    async def _answer(self, question: str, texts: list[str]) -> object:
        batches = [texts[i : i + BATCH] for i in range(0, len(texts), BATCH)]
        return np.concatenate([await to_thread.run_sync(self._batch, question, batch) for batch in batches])

    def _batch(self, question: str, texts: list[str]) -> Floats:
        with self._turn:  # a tokenizer cannot be used by two threads at once
            self._model = self._model or self._load()
            try:
                raw = self._ask(question[:MAX_CHARACTERS], [text[:MAX_CHARACTERS] for text in texts])
            except Exception as error:  # torch, onnxruntime and the tokenizers raise whatever they like
                raise ModelError(f"{self.name} failed: {type(error).__name__}: {error}") from error
        return scores(raw, texts=len(texts), model=self.name)

    @abstractmethod
    def _load(self) -> object: ...

    @abstractmethod
    def _ask(self, question: str, texts: list[str]) -> object: ...


class CrossEncoderReranker(_InBatches):
    """A cross-encoder of sentence-transformers: a name on the Hugging Face hub, or a folder.

    Raises:
        MissingExtra: At the first use, if sentence-transformers is not installed.
    """

    def __init__(self, model: str) -> None:
        super().__init__(f"cross-encoder/{model}")
        folder = Path(model).expanduser()
        self._source = str(folder) if folder.is_dir() else model

    def _load(self) -> object:
        what = f"the reranker 'cross-encoder:{self._source}'"
        module = library("sentence_transformers", what=what, extra="sentence-transformers")
        try:
            return _capped(module.CrossEncoder(self._source))
        except Exception as error:  # the hub's client, torch and the model's own code raise whatever they like
            raise ModelUnavailable(f"sentence-transformers cannot load {self._source!r}: {error}") from error

    def _ask(self, question: str, texts: list[str]) -> object:
        pairs = [(question, text) for text in texts]
        return self._model.predict(pairs, batch_size=BATCH, show_progress_bar=False)


def _capped(model: Any) -> object:
    """The model, reading `MAX_TOKENS` at the most; one that was made for fewer keeps to its own limit."""
    limit = "max_seq_length" if hasattr(model, "max_seq_length") else "max_length"  # the name before version 6
    setattr(model, limit, min(getattr(model, limit) or MAX_TOKENS, MAX_TOKENS))
    return model


class FlashRankReranker(_InBatches):
    """A cross-encoder of FlashRank: quantised, on onnxruntime, without torch.

    FlashRank downloads `MODEL.zip` from the Hugging Face repository prithivida/flashrank once, and unpacks it.
    It goes into this user's own cache folder, not into FlashRank's default, /tmp, where anyone on the machine
    could leave a model of their making.

    Args:
        model: E.g. "ms-marco-MiniLM-L-12-v2".
        folder: Where models are kept; by default the platform's cache folder.

    Raises:
        MissingExtra: At the first use, if flashrank is not installed.
    """

    def __init__(self, model: str, *, folder: Path | None = None) -> None:
        super().__init__(f"flashrank/{model}")
        self._model_name = model
        self._folder = folder or user_cache_path("pllm-memory") / "flashrank"
        self._library: Any = None

    def _load(self) -> object:
        self._library = library(
            "flashrank.Ranker", what=f"the reranker 'flashrank:{self._model_name}'", extra="flashrank"
        )
        known = sorted(set(self._library.model_file_map) - set(self._library.listwise_rankers))
        if self._model_name not in known:  # the listwise one is an LLM, and gives an order without scores
            raise ModelUnavailable(
                f"flashrank has no model {self._model_name!r} that scores; it has {', '.join(known)}"
            )
        try:
            return self._ranker()
        except Exception as error:  # the hub's client, requests, zipfile and onnxruntime raise whatever they like
            raise ModelUnavailable(self._advice(f"{type(error).__name__}: {str(error)[:300]}")) from error

    def _ranker(self) -> object:
        if not (self._folder / self._model_name).exists():
            _reach(f"{self._model_name}.zip")
        with _root_logger_kept():
            return self._library.Ranker(self._model_name, cache_dir=str(self._folder), max_length=MAX_TOKENS)

    def _ask(self, question: str, texts: list[str]) -> object:
        passages = [{"id": index, "text": text} for index, text in enumerate(texts)]
        ranked: list[Mapping[str, Any]] = self._model.rerank(self._library.RerankRequest(question, passages))
        return [row["score"] for row in sorted(ranked, key=lambda row: row["id"])]  # it answers the best first

    def _advice(self, reason: str) -> str:
        place = self._folder / self._model_name
        return (
            f"the reranker 'flashrank:{self._model_name}' cannot be loaded from {place}: {reason}. It is downloaded "
            f"once from https://huggingface.co/{FLASHRANK_REPO}; without a network, unpack {self._model_name}.zip "
            f"there. If the folder is damaged, delete it"
        )


def _reach(file: str) -> None:
    """Asks the hub for a file, and fails soon where it cannot be had: FlashRank's own request never times out."""
    hub = library("huggingface_hub", what="downloading a reranker", extra="flashrank")
    hub.get_hf_file_metadata(hub.hf_hub_url(FLASHRANK_REPO, file), token=False)


@contextmanager
def _root_logger_kept() -> Generator[None]:
    """FlashRank configures the root logger of the whole program; that is not its business, nor ours."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    try:
        yield
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers


# ── what others bring ────────────────────────────────────────────────────────────────────────────────


class ForeignReranker(CheckedReranker):
    """Somebody else's reranker behind ours: its errors are mapped, its answers checked."""

    def __init__(self, name: str, answer: Answer) -> None:
        super().__init__(name)
        self._ask = answer

    async def _answer(self, question: str, texts: list[str]) -> object:
        return await guarded(self.name, self._ask(question, texts))


def recognise_reranker(given: object) -> Reranker:
    """Makes a reranker of an object, by what it can do.

    Raises:
        ConfigError: If it can do nothing that we know.
    """
    if isinstance(given, type):
        raise ConfigError(f"reranker: {given.__name__} is a class; give an instance of it")
    if isinstance(given, CheckedReranker):
        return given
    answer = _object(given) or _function(given)
    if answer is None:
        raise ConfigError(f"reranker: a {type(given).__name__} is none; accepted are {ACCEPTED}")
    return ForeignReranker(getattr(given, "__qualname__", type(given).__name__), answer)


def _object(given: Any) -> Answer | None:
    """Ours, or LangChain's, whose `score` takes pairs; or sentence-transformers', whose `predict` does."""
    score = getattr(given, "score", None)
    if callable(score):
        return partial(_of_pairs, score) if _takes_one(score) else partial(called, score)
    predict = getattr(given, "predict", None)
    return partial(_of_pairs, predict) if callable(predict) and hasattr(given, "rank") else None


def _function(given: object) -> Answer | None:
    if not callable(given) or hasattr(given, "forward"):  # a torch module is callable, but not with texts
        return None
    return partial(called, given)


async def _of_pairs(function: Callable[..., object], question: str, texts: list[str]) -> object:
    return await called(function, [(question, text) for text in texts])


def _takes_one(function: Callable[..., object]) -> bool:
    """Whether a method takes one argument, the pairs; one that hides what it takes is taken for ours."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    return sum(one.kind in {one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD} for one in parameters) == 1
