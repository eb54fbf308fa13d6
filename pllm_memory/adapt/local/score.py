# pyright: basic
"""What a model makes of examples: how surprised it is by what the user said."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel

from pllm_memory.adapt.dataset import Example
from pllm_memory.adapt.local.base import Base
from pllm_memory.adapt.local.tokens import IGNORED, Encoded, batch, encode, kept
from pllm_memory.adapt.prove import Surprise

_BATCH = 4


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


def surprises(
    base: Base,
    model: Any,
    examples: Sequence[Example],
    *,
    longest: int = 256,
    progress: Callable[[int], None] | None = None,
) -> list[Surprise]:
    """How surprised the model is by each completion; `progress` is called with how many more are scored."""
    encoded = [encode(base.tokenizer, example, longest=longest) for example in examples]
    by_length = sorted(range(len(encoded)), key=lambda place: len(encoded[place].ids))  # so that little is padding
    found: dict[int, Surprise] = {}
    for start in range(0, len(encoded), _BATCH):
        places = by_length[start : start + _BATCH]
        losses = _losses(base, model, [encoded[place] for place in places])
        found |= {place: Surprise(loss, encoded[place].counted) for place, loss in zip(places, losses, strict=True)}
        if progress:
            progress(len(places))
    return [found[place] for place in range(len(encoded))]


def _losses(base: Base, model: Any, encoded: Sequence[Encoded]) -> list[float]:
    inputs = batch(encoded, pad=base.pad, device=base.model.device)
    keep = kept(encoded)
    labels = inputs.pop("labels")[:, -keep:][:, 1:]
    with torch.inference_mode():
        logits = model(**inputs, logits_to_keep=keep).logits[:, :-1].float()
    losses = torch.nn.functional.cross_entropy(logits.transpose(1, 2), labels, ignore_index=IGNORED, reduction="none")
    return losses.sum(dim=1).tolist()
