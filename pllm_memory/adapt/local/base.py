# pyright: basic
"""The base model: loaded once, and known by what is in its files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from pllm_memory.adapt.weights import digest
from pllm_memory.errors import NotFound


@dataclass(frozen=True, slots=True)
class Base:
    """A base model and its tokenizer.

    Attributes:
        model: As transformers loads it; its types there say too little to be checked, so here it is Any.
        tokenizer: Its tokenizer, likewise.
        path: Its folder.
        digest: SHA-256 of its configuration and its weights.
        tokenizer_digest: SHA-256 of its tokenizer's files.
    """

    model: Any
    tokenizer: Any
    path: Path
    digest: str
    tokenizer_digest: str

    @property
    def pad(self) -> int:
        """The token that fills up what is shorter: it is masked, so any will do."""
        tokenizer = self.tokenizer
        return int(tokenizer.eos_token_id or 0 if tokenizer.pad_token_id is None else tokenizer.pad_token_id)


def load(path: Path, *, device: str | None = None) -> Base:
    """Loads a model from a folder, in the precision that suits the device: bfloat16 on a GPU, float32 on the CPU.

    Raises:
        NotFound: If there is no model in the folder.
    """
    if not (path / "config.json").is_file():
        raise NotFound(f"there is no model in {path}: it has no config.json")
    chosen = device or ("cuda" if torch.cuda.is_available() else "cpu")
    precision = torch.float32 if chosen == "cpu" else torch.bfloat16
    model: Any = AutoModelForCausalLM.from_pretrained(path, dtype=precision, local_files_only=True)
    tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=True)
    model.to(chosen).requires_grad_(requires_grad=False)
    model.eval()
    return Base(model, tokenizer, path, digest(path, "config.json", "*.safetensors"), digest(path, "token*", "chat*"))
