# pyright: basic
"""What a model makes of examples: how surprised it is by what the user said."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel

from pllm_memory.adapt.dataset import Example
from pllm_memory.adapt.local.base import Base
from pllm_memory.adapt.local.tokens import IGNORED, batch, encode

_BATCH = 8


@dataclass(frozen=True, slots=True)
class Surprise:
    """The negative log-likelihood of one completion, in nats, and over how many tokens."""

    nats: float
    tokens: int


@contextmanager
def wearing(base: Base, folder: Path | None) -> Iterator[Any]:
    """The base model with an adapter, or as it is; afterwards it is as it was."""
    if folder is None:
        yield base.model
        return
    model = PeftModel.from_pretrained(base.model, str(folder), use_safetensors=True).eval()
    try:
        yield model
    finally:
        model.unload()


def surprises(base: Base, model: Any, examples: Sequence[Example], *, longest: int = 256) -> list[Surprise]:
    """How surprised the model is by each completion."""
    encoded = [encode(base.tokenizer, example, longest=longest) for example in examples]
    found: list[Surprise] = []
    for start in range(0, len(encoded), _BATCH):
        some = encoded[start : start + _BATCH]
        inputs = batch(some, pad=base.pad, device=base.model.device)
        labels = inputs.pop("labels")[:, 1:]
        with torch.inference_mode():
            logits = model(**inputs).logits[:, :-1].float()
        losses = torch.nn.functional.cross_entropy(
            logits.transpose(1, 2), labels, ignore_index=IGNORED, reduction="none"
        ).sum(dim=1)
        found += [Surprise(float(loss), one.counted) for loss, one in zip(losses, some, strict=True)]
    return found
