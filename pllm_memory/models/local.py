"""The default embedder: all-MiniLM-L6-v2 on onnxruntime, on this machine, without torch."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol, cast
from weakref import WeakValueDictionary

import numpy as np
from anyio import to_thread
from numpy.typing import NDArray

from pllm_memory.errors import ModelError, ModelUnavailable
from pllm_memory.models.base import Kind
from pllm_memory.models.extras import library
from pllm_memory.models.vectors import CheckedEmbedder, batches, spread
from pllm_memory.models.weights import (
    HUB,
    PACKAGE,
    SOURCES,
    TOKENIZER,
    TOKENIZER_SHA256,
    Choice,
    Folder,
    Source,
    describe,
    digest,
    locate,
    verified,
)

# Two machines that share a memory must not be locked out of it because one installed the package and the other
# downloaded; so both weights share a fingerprint, and both must deserve it. The package stores int8 weights and
# computes in fp32: cosine to fp32 0.9966 at worst, 0.9993 on average, over 50 sentences. What the hub has in int8
# quantises activations too, which is another matter (stand-ins made by that recipe: 0.87 at worst, and for a fifth
# of the sentences another one was nearest); so from the hub comes the fp32 original: 90 MB, as fast.
NAME = "all-MiniLM-L6-v2"
DIMENSIONS = 384

MAX_TOKENS = 256
"""What the model was made for, with its two special tokens."""
MAX_WINDOWS = 8
MAX_ROWS = 32
MAX_AREA = 1024
"""Padded tokens in one run: long texts are no faster in larger batches, and 4 × 256 take 0.1 GB for a moment."""


class LocalEmbedder(CheckedEmbedder):
    """Embeds on this machine's processor: 384 dimensions, about 7 ms for a question.

    A text of more than 256 tokens is embedded as windows of 256, at most 8 of them and evenly spread, whose
    vectors are averaged by their number of tokens: so the end of a long message can be found too. The weights
    are loaded at the first use, once in a process for all embedders with the same settings.

    Args:
        sources: Where to look for the weights.
        threads: How many threads one run uses. More than 1 is slower on a machine with other work: they spin.
    """

    def __init__(self, *, sources: Sequence[Source] = SOURCES, threads: int = 1) -> None:
        super().__init__(NAME, dimensions=DIMENSIONS)
        self._sources = tuple(sources)
        self._threads = threads
        self._model: OnnxModel | None = None

    @classmethod
    def from_folder(cls, path: Path, *, threads: int = 1) -> "LocalEmbedder":
        """An embedder for another ONNX model: a folder with model.onnx and tokenizer.json, pooled by the mean.

        Raises:
            ConfigError: If one of the two files is not there.
        """
        return _FolderEmbedder(Folder(path), threads=threads)

    def weights(self) -> Choice:
        """Which file would be used, and whether it is the one we mean; nothing is loaded or downloaded."""
        return describe(self._sources)

    async def fingerprint(self) -> str:
        """The model's identity. It loads the weights, so that a machine without them says so before it stores.

        Raises:
            ModelUnavailable: If the weights cannot be had.
        """
        await self._loaded()
        return await super().fingerprint()

    async def _loaded(self) -> "OnnxModel":
        return self._model or await to_thread.run_sync(self._load)

    async def _answer(self, texts: list[str], kind: Kind) -> NDArray[np.float32]:
        del kind  # the model embeds questions and answers alike
        model = await self._loaded()
        few = sum(map(len, texts)) <= _FEW_CHARACTERS
        windows = model.windows(texts) if few else await to_thread.run_sync(model.windows, texts)
        vectors: dict[int, NDArray[np.float32]] = {}
        for batch in batches([len(window.tokens) for window in windows], rows=model.rows, area=MAX_AREA):
            # One hop to a thread for each batch: between two of them the caller may cancel.
            rows = await to_thread.run_sync(model.vectors, [windows[index].tokens for index in batch])
            vectors.update(zip(batch, rows, strict=True))
        return _averaged(windows, np.stack([vectors[index] for index in range(len(windows))]), texts=len(texts))

    def _load(self) -> "OnnxModel":
        source, path = locate(self._sources)
        self._model = _shared(path, source.sha256, TOKENIZER, TOKENIZER_SHA256, self._threads)
        return self._model


_FEW_CHARACTERS = 1000
"""A question: it is in tokens before a thread has begun with it."""


class _FolderEmbedder(LocalEmbedder):
    """The user's own model, named by the hash of its files: another model gets another fingerprint."""

    def __init__(self, folder: Folder, *, threads: int) -> None:
        super().__init__(sources=(folder,), threads=threads)
        self.name = "onnx"
        self._dimensions = None
        self._folder = folder.path

    async def fingerprint(self) -> str:
        """The model's identity; for a folder, by the hash of its files."""
        self.name = await to_thread.run_sync(_folder_name, self._folder)
        return await super().fingerprint()

    def _load(self) -> "OnnxModel":
        self._model = _shared(self._folder / "model.onnx", None, self._folder / "tokenizer.json", None, self._threads)
        return self._model


def _folder_name(folder: Path) -> str:
    model, tokenizer = digest(folder / "model.onnx"), digest(folder / "tokenizer.json")
    if model in (PACKAGE.sha256, HUB.sha256) and tokenizer == TOKENIZER_SHA256:
        return NAME
    return f"onnx-{model[:12]}-{tokenizer[:12]}"


class Window(NamedTuple):
    """A part of a text that fits the model: which text it is from, and its tokens."""

    text: int
    tokens: list[int]


class _Node(Protocol):
    name: str


class _Session(Protocol):
    """The little of onnxruntime's session that is used; it ships no types."""

    def get_inputs(self) -> list[_Node]: ...

    def run(self, outputs: None, feed: dict[str, NDArray[np.int64]], /) -> list[NDArray[np.float32]]: ...


class _Encoding(Protocol):
    ids: list[int]
    overflowing: "list[_Encoding]"


class _Tokenizer(Protocol):
    def encode(self, text: str, /) -> _Encoding: ...


class OnnxModel:
    """A loaded model: text to tokens to vectors. Safe to use from several threads at once."""

    def __init__(self, tokenizer: _Tokenizer, session: _Session, *, rows: int) -> None:
        self.rows = rows
        self._tokenizer = tokenizer
        self._session = session
        self._inputs = {node.name for node in session.get_inputs()}

    def windows(self, texts: Sequence[str]) -> list[Window]:
        """The windows of all texts, in order."""
        return [Window(index, tokens) for index, text in enumerate(texts) for tokens in self._tokens(text)]

    def _tokens(self, text: str) -> Sequence[list[int]]:
        try:
            # One by one: the tokenizer's own batches start threads, and complain when the process forks later.
            encoding = self._tokenizer.encode(text)
        except (TypeError, UnicodeError) as error:
            raise ModelError(f"this text is not valid Unicode and cannot be embedded: {text[:60]!a}") from error
        return spread([part.ids for part in (encoding, *encoding.overflowing)], MAX_WINDOWS)

    def vectors(self, batch: Sequence[list[int]]) -> NDArray[np.float32]:
        """One vector of length 1 for each window, of shape (windows, dimensions)."""
        tokens = np.zeros((len(batch), max(map(len, batch))), dtype=np.int64)
        mask = np.zeros_like(tokens)
        for row, window in enumerate(batch):
            tokens[row, : len(window)] = window
            mask[row, : len(window)] = 1
        return _pooled(self._run(tokens, mask), mask)

    def _run(self, tokens: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        feed = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        try:
            return self._session.run(None, {name: feed[name] for name in self._inputs})[0]
        except Exception as error:  # onnxruntime's errors have no common base but this
            raise ModelError(f"onnxruntime could not run the model: {error}") from error


def _pooled(states: NDArray[np.float32], mask: NDArray[np.int64]) -> NDArray[np.float32]:
    """The mean over the real tokens, of length 1; a model that pools itself has nothing left to average."""
    if states.ndim == 3:
        states = np.einsum("btd,bt->bd", states, mask.astype(np.float32))
    return states / np.linalg.norm(states, axis=1, keepdims=True)


def _averaged(windows: Sequence[Window], vectors: NDArray[np.float32], *, texts: int) -> NDArray[np.float32]:
    """The vector of each text: the mean of its windows, each counting by its number of tokens."""
    lengths = np.array([len(window.tokens) for window in windows], dtype=np.float32)
    sums = np.zeros((texts, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, [window.text for window in windows], vectors * lengths[:, None])
    return sums


# ── loading ──────────────────────────────────────────────────────────────────────────────────────────

_loaded: WeakValueDictionary[tuple[object, ...], OnnxModel] = WeakValueDictionary()
_loading = threading.Lock()


def _shared(model: Path, sha256: str | None, tokenizer: Path, tokenizer_sha256: str | None, threads: int) -> OnnxModel:
    """One model for all embedders in this process: it takes 0.3 s to load and 150 MB to keep."""
    status = model.stat()
    key = (model, sha256, status.st_size, status.st_mtime_ns, tokenizer, threads)
    with _loading:
        found = _loaded.get(key)
        if found is None:
            content = verified(model, sha256)
            vocabulary = verified(tokenizer, tokenizer_sha256)
            found = _loaded[key] = OnnxModel(
                tokenizer_of(vocabulary, tokenizer), session_of(content, model, threads), rows=_rows(content)
            )
        return found


def _rows(model: bytes) -> int:
    """How many texts may share a run.

    Where activations are quantised too, their scale is taken from the whole batch, so that a vector would depend
    on its neighbours (cosine 0.96 between alone and in a batch): such a model runs text by text, which costs
    nothing, for it is no faster in batches.
    """
    return 1 if b"DynamicQuantize" in model else MAX_ROWS


def tokenizer_of(content: bytes, path: Path) -> _Tokenizer:
    """A tokenizer that cuts texts off at `MAX_TOKENS`.

    Raises:
        ModelUnavailable: If the file is none.
    """
    tokenizers = library("tokenizers", what="the local embedder", extra="local")
    try:
        tokenizer = tokenizers.Tokenizer.from_buffer(content)
    except Exception as error:  # the tokenizers library raises bare Exception
        raise ModelUnavailable(f"{path} is no tokenizer: {error}") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return cast("_Tokenizer", tokenizer)


def session_of(content: bytes, path: Path, threads: int) -> _Session:
    """A model, ready to run on so many threads of the processor.

    Raises:
        ModelUnavailable: If onnxruntime cannot load it.
    """
    onnx = library("onnxruntime", what="the local embedder", extra="local")
    if hasattr(onnx, "disable_telemetry_events"):  # on Windows it reports to the operating system
        onnx.disable_telemetry_events()
    try:
        return cast(
            "_Session", onnx.InferenceSession(content, _options(onnx, threads), providers=["CPUExecutionProvider"])
        )
    except Exception as error:  # onnxruntime's errors have no common base but this
        raise ModelUnavailable(f"{path} is no model that onnxruntime can load: {error}") from error


def _options(onnx: Any, threads: int) -> object:
    options = onnx.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnx.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 3  # errors only; they are raised as well
    # Without the arena the memory of a large batch is given back (0.25 instead of 1 GB kept), at the same speed.
    options.enable_cpu_mem_arena = False
    return options
