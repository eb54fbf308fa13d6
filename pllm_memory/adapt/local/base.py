# pyright: basic
"""The base model: loaded once, and known by what is in its files."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.utils import logging

from pllm_memory.adapt.identity import BaseModel, identify
from pllm_memory.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Base:
    """A base model and its tokenizer.

    Attributes:
        model: As transformers loads it; its types there say too little to be checked, so here it is Any.
        tokenizer: Its tokenizer, likewise.
        path: Its folder.
        identity: What tells it from every other.
    """

    model: Any
    tokenizer: Any
    path: Path
    identity: BaseModel

    @property
    def pad(self) -> int:
        """The token that fills up what is shorter: it is masked, so any will do."""
        tokenizer = self.tokenizer
        return int(tokenizer.eos_token_id or 0 if tokenizer.pad_token_id is None else tokenizer.pad_token_id)


def load(path: Path, *, device: str | None = None) -> Base:
    """Loads a model from a folder, in the precision that suits the device: bfloat16 on a GPU, float32 on the CPU.

    Args:
        path: The folder.
        device: As torch names it: "cpu", "cuda", "cuda:1", …; by default a GPU, if there is one.

    Raises:
        NotFound: If there is no model in the folder.
        ConfigError: If there is no such device.
    """
    identity = identify(path)
    chosen = _there(device or best_device())
    precision = torch.float32 if chosen.type == "cpu" else torch.bfloat16
    with _without_bars():
        model: Any = AutoModelForCausalLM.from_pretrained(
            path, dtype=precision, local_files_only=True, use_safetensors=True
        )
    tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=True)
    model.to(chosen).requires_grad_(requires_grad=False)
    model.eval()
    return Base(model, tokenizer, path, identity)


def best_device() -> str:
    """A GPU, if there is one."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def _there(name: str) -> torch.device:
    try:
        return torch.empty(0, device=name).device
    except (RuntimeError, AssertionError) as error:  # the latter from a torch that was built without it
        reason = str(error).partition("\n")[0].partition(". ")[0]
        raise ConfigError(f"there is no device {name!r} here ({reason}): set PLLM_DEVICE=cpu, or to another") from error


@contextmanager
def _without_bars() -> Iterator[None]:
    """A bar of transformers' own would be drawn over that of the command line."""
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()
