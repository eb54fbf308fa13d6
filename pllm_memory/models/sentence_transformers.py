"""Any model that sentence-transformers can load, on torch."""

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from anyio import to_thread
from numpy.typing import NDArray

from pllm_memory.errors import ModelError, ModelUnavailable
from pllm_memory.models.base import Kind
from pllm_memory.models.extras import library
from pllm_memory.models.vectors import CheckedEmbedder
from pllm_memory.models.weights import digest

BATCH = 32
WEIGHTS = (".safetensors", ".bin", ".onnx")


class SentenceTransformersEmbedder(CheckedEmbedder):
    """Embeds with a sentence-transformers model, loaded at the first use; prompts for queries are the model's own.

    Args:
        model: A name on the Hugging Face hub, or a folder. A folder is fingerprinted by its weights, so that
            it may move, and two folders of the same name stay two models.

    Raises:
        MissingExtra: At the first use, if sentence-transformers is not installed.
    """

    def __init__(self, model: str) -> None:
        folder = Path(model).expanduser()
        self._folder = folder if folder.is_dir() else None
        self._model_name = str(folder) if self._folder else model
        super().__init__(f"sentence-transformers/{model if self._folder is None else folder.name}")
        self._model: Any = None
        self._turn = threading.Lock()

    async def fingerprint(self) -> str:
        """The model's identity; for a folder, by the hash of its files."""
        if self._folder is not None:
            self.name = await to_thread.run_sync(_folder_name, self._folder)
        return await super().fingerprint()

    async def _answer(self, texts: list[str], kind: Kind) -> object:
        batches = [texts[i : i + BATCH] for i in range(0, len(texts), BATCH)]
        return np.vstack([await to_thread.run_sync(self._encode, batch, kind) for batch in batches])

    def _encode(self, texts: list[str], kind: Kind) -> NDArray[np.float32]:
        with self._turn:  # its tokenizer cannot be used by two threads at once
            self._model = self._model or _load(self._model_name)
            try:
                return _encoder(self._model, kind)(texts, batch_size=BATCH, show_progress_bar=False)
            except Exception as error:  # torch, tokenizers and the model's own code raise whatever they like
                raise ModelError(f"{self.name} failed: {error}") from error


def _encoder(model: Any, kind: Kind) -> Callable[..., NDArray[np.float32]]:
    """The method for this kind of text; before version 5 there is one for both."""
    return getattr(model, f"encode_{kind}", model.encode)


def _folder_name(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.suffix in WEIGHTS)
    together = hashlib.sha256("".join(map(digest, files)).encode()).hexdigest()
    return f"sentence-transformers/{folder.name}-{together[:12]}"


def _load(model: str) -> object:
    module = library(
        "sentence_transformers", what=f"the embedder 'sentence-transformers:{model}'", extra="sentence-transformers"
    )
    try:
        return module.SentenceTransformer(model)
    except Exception as error:  # the hub's client, torch and the model's own code raise whatever they like
        raise ModelUnavailable(f"sentence-transformers cannot load {model!r}: {error}") from error
