"""The tagger's network: the local embedder's model with an adapter of its own, and what it says of each word.

The weights that come with the project are small: an adapter of all-MiniLM-L6-v2, for each of its matrices the product
of two thin ones, as in LoRA (arXiv 2106.09685), and the layers that turn its states into tags. The model itself is the
one that embeds, as the extra `local` installs it; the adapter is merged into a copy of it when the first message is
read.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, NamedTuple, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from pllm_memory.errors import MissingExtra
from pllm_memory.models.local import MAX_AREA, MAX_ROWS, session_of, tokenizer_of
from pllm_memory.models.patching import patched, tensors, values
from pllm_memory.models.vectors import batches
from pllm_memory.models.weights import PACKAGE, TOKENIZER, TOKENIZER_SHA256, verified
from pllm_memory.remember.tagger.words import Encoding, Pieces, Words, pieces

MAX_TOKENS = 128
"""What the adapter was trained with."""
PARTS = 6
"""The matrices of each of the model's layers: query, key, value, their output, up, down."""
_BY = ".by"
"""Behind a matrix's name: what its int8 are to be multiplied by."""
Weights = Mapping[str, NDArray[np.float32]]


class Heard(NamedTuple):
    """A text, perhaps with the question that it answers, or ""."""

    asked: str
    text: str


class Said(NamedTuple):
    """What the network says of the words of a text.

    Attributes:
        words: Where they are.
        tags: The logarithm of how likely each tag is, of shape (words, tags).
        signs: How likely each sign is, of shape (words, 3).
    """

    words: list[tuple[int, int]]
    tags: NDArray[np.float32]
    signs: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of a text, and of the question that it answers.

    Attributes:
        text: Of the words of the text.
        asked: Of the words of the question: what the answer makes of them.
        over: How likely it is, for each predicate, that something is over that is not named; of shape (predicates,).
    """

    text: Said
    asked: Said
    over: NDArray[np.float32]


class _Session(Protocol):
    def run(self, outputs: None, feed: dict[str, NDArray[np.int64]], /) -> list[NDArray[np.float32]]: ...


class Network:
    """A loaded network. Safe to use from several threads at once.

    Args:
        encode: Cuts a text, or a question and a text, into pieces.
        model: The model with the adapter in it.
        weights: Those of the layers above it.
    """

    def __init__(self, encode: Callable[..., Encoding], model: _Session, weights: Weights) -> None:
        self._encode, self._model, self._weights = encode, model, weights

    def scores(self, heard: Sequence[Heard]) -> list[Scores]:
        """What it says of each text; several at once are faster than one after another."""
        cut = [self._pieces(one) for one in heard]
        found: dict[int, Scores] = {}
        for batch in batches([len(one.ids) for one in cut], rows=MAX_ROWS, area=MAX_AREA):
            rows = [cut[index] for index in batch]
            found.update(zip(batch, self._scored(rows), strict=True))
        return [found[index] for index in range(len(cut))]

    def _pieces(self, heard: Heard) -> Pieces:
        asked, text = heard
        encoding = self._encode(asked, text) if asked else self._encode(text)
        return pieces(text, encoding, asked=asked)

    def _scored(self, rows: Sequence[Pieces]) -> list[Scores]:
        ids = np.zeros((len(rows), max(len(one.ids) for one in rows)), dtype=np.int64)
        mask, types = np.zeros_like(ids), np.zeros_like(ids)
        for row, one in enumerate(rows):
            size = len(one.ids)
            ids[row, :size], mask[row, :size], types[row, :size] = one.ids, 1, one.types
        (states,) = self._model.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": types})
        return [self._of(one, states[row, : len(one.ids)]) for row, one in enumerate(rows)]

    def _of(self, one: Pieces, states: NDArray[np.float32]) -> Scores:
        hidden = _gelu(self._layer("mid", states) + self._layer("traits", one.traits))
        over = self._layer("over", hidden).max(axis=0)
        return Scores(self._said(one.text, hidden), self._said(one.asked, hidden), 1 / (1 + np.exp(-over)))

    def _said(self, words: Words, hidden: NDArray[np.float32]) -> Said:
        told = hidden[words.first]
        tags = np.log(_softmax(self._layer("tag", told)) + 1e-9)
        return Said(words.places, tags, _softmax(self._layer("sign", told)))

    def _layer(self, name: str, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        return inputs @ self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def _gelu(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """By tanh, as it was trained (arXiv 1606.08415)."""
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def _softmax(x: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(x - x.max(axis=-1, keepdims=True)) if len(x) else x
    return raised / raised.sum(axis=-1, keepdims=True)


# ── loading ──────────────────────────────────────────────────────────────────────────────────────────

_loaded: list[Network] = []
_loading = threading.Lock()


def installed() -> bool:
    """Whether the model that the adapter was trained for is installed."""
    return PACKAGE.find() is not None


def network() -> Network:
    """The network, loaded once in a process: it takes half a second and 100 MB.

    Raises:
        MissingExtra: If the model is not installed.
        ModelUnavailable: If its file is another one.
    """
    with _loading:
        if not _loaded:
            _loaded.append(_load())
        return _loaded[0]


def _load() -> Network:
    path = PACKAGE.find()
    if path is None:
        raise MissingExtra("the tagger", extra="local")
    kept = resources.files("pllm_memory.remember.tagger").joinpath("weights.npz")
    with kept.open("rb") as file, np.load(file, allow_pickle=False) as read:
        weights = unpacked(read)
    cut = cast("Any", tokenizer_of(verified(TOKENIZER, TOKENIZER_SHA256), TOKENIZER))
    cut.enable_truncation(MAX_TOKENS)
    content = adapted(verified(path, PACKAGE.sha256), weights)
    above = {name: value for name, value in weights.items() if not name[0].isdigit()}  # the adapter is merged by now
    return Network(cut.encode, cast("_Session", session_of(content, path, 1)), above)


def packed(name: str, value: NDArray[np.float32], axis: int) -> dict[str, NDArray[Any]]:
    """A matrix in int8, and what each column (axis 0) or row (axis 1) of that is to be multiplied by."""
    each, by = _int8(value, axis)
    return {name: each, f"{name}{_BY}": by}


def unpacked(kept: Mapping[str, Any]) -> Weights:
    """The weights as a file keeps them, as numbers."""
    return {
        name: kept[name].astype(np.float32) * kept.get(f"{name}{_BY}", np.float32(1))
        for name in kept
        if not name.endswith(_BY)
    }


def adapted(content: bytes, weights: Weights) -> bytes:
    """The model's file with the adapter merged into its matrices, which stay int8: W + A·B, scaled by column."""
    found = tensors(content)
    names = [name.removesuffix("_q") for name, one in found.items() if name.startswith("val_") and one.kind is np.int8]
    new: dict[str, NDArray[Any]] = {}
    for place, name in enumerate(names):
        layer, part = divmod(place, PARTS)
        each, by = (values(content, found[f"{name}_{kind}"]).astype(np.float32) for kind in ("q", "scale"))
        whole = each * by + weights[f"{layer}.{part}.a"] @ weights[f"{layer}.{part}.b"]
        new[f"{name}_q"], new[f"{name}_scale"] = _int8(whole, 0)
    return patched(content, new)


def _int8(value: NDArray[np.floating[Any]], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    scale = np.asarray(np.maximum(np.abs(value).max(axis=axis, keepdims=True) / 127, 1e-12), dtype=np.float32)
    return np.round(value / scale).astype(np.int8), scale
