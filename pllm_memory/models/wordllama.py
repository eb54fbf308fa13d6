"""WordLlama: static token vectors, a hundred times faster than a transformer and far less able.

The library itself is not imported: that would configure the root logger of the whole program, and look for
its own tokenizer in a folder that it does not ship. What it would do is a look-up and a mean.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, Protocol, cast

import numpy as np
from anyio import to_thread
from numpy.typing import NDArray

from pllm_memory.errors import MissingExtra, ModelUnavailable
from pllm_memory.models.base import Kind
from pllm_memory.models.extras import library
from pllm_memory.models.vectors import CheckedEmbedder

WEIGHTS = "weights/l2_supercat_256.safetensors"
TOKENIZERS = ("tokenizers/l2_supercat_tokenizer_config.json", "tokenizer/l2_supercat_tokenizer_config.json")
"""Where releases keep it, and where they look for it."""

BATCH = 256
"""Texts between two chances to cancel: about 20 ms of short ones."""


class WordLlamaEmbedder(CheckedEmbedder):
    """Embeds by looking tokens up: 256 dimensions, 0.1 ms for a question, finds half of what the default finds.

    Raises:
        MissingExtra: If the wordllama package is not installed.
    """

    def __init__(self) -> None:
        super().__init__("wordllama/l2_supercat", dimensions=256)
        self._folder = _package()
        self._model: _Model | None = None

    async def _answer(self, texts: list[str], kind: Kind) -> object:
        del kind  # static vectors know no questions
        self._model = model = self._model or await to_thread.run_sync(_load, self._folder)
        starts = range(0, len(texts), BATCH)
        return np.vstack([await to_thread.run_sync(_means, model, texts[i : i + BATCH]) for i in starts])


class _Encoding(Protocol):
    ids: list[int]


class _Tokenizer(Protocol):
    def encode(self, text: str, /, *, add_special_tokens: bool) -> _Encoding: ...


class _Model(NamedTuple):
    tokenizer: _Tokenizer
    vectors: NDArray[np.float32]


def _means(model: _Model, texts: Sequence[str]) -> NDArray[np.float32]:
    return np.stack([_mean(model, text) for text in texts])


def _mean(model: _Model, text: str) -> NDArray[np.float32]:
    # Without any token there is nothing to average: "\n" stands for it, since a row of zeros is no direction.
    tokens = model.tokenizer.encode(text or "\n", add_special_tokens=False).ids
    return model.vectors[np.minimum(tokens, len(model.vectors) - 1)].mean(axis=0)


def _package() -> Path:
    spec = find_spec("wordllama")
    if spec is None or not spec.submodule_search_locations:
        raise MissingExtra("the embedder 'wordllama'", extra="wordllama")
    return Path(spec.submodule_search_locations[0])


def _load(package: Path) -> _Model:
    tokenizers = library("tokenizers", what="the embedder 'wordllama'", extra="wordllama")
    safetensors = library("safetensors.numpy", what="the embedder 'wordllama'", extra="wordllama")
    try:
        tokenizer = next(package / name for name in TOKENIZERS if (package / name).is_file())
        vectors = safetensors.load_file(package / WEIGHTS)["embedding.weight"].astype(np.float32)
    except (StopIteration, OSError, KeyError) as error:
        raise ModelUnavailable(f"the installed wordllama has no l2_supercat weights in {package}: {error!r}") from error
    model = tokenizers.Tokenizer.from_file(str(tokenizer))
    model.no_padding()
    model.no_truncation()
    return _Model(cast("_Tokenizer", model), vectors)
