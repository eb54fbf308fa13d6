# pyright: basic
"""What a model makes of examples: how surprised it is by what the user said."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from inspect import signature
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel
from transformers import DynamicCache

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


def beside(base: Base, model: Any, example: Example, others: Sequence[str], *, longest: int = 256) -> list[Surprise]:
    """How surprised the model is by an example's completion, and by each of others in its place.

    The prompt is read once for all of them, which is most of the work where it is long.
    """
    said = [example, *(replace(example, completion=other) for other in others)]
    encoded = [encode(base.tokenizer, one, longest=longest) for one in said]
    start = min(one.start for one in encoded)  # a long completion leaves less of the prompt: so it is for all
    cut = [Encoded(one.ids[one.start - start :], start) for one in encoded]
    losses = _continued(base, model, cut)
    return [Surprise(loss, one.counted) for loss, one in zip(losses, cut, strict=True)]


def _continued(base: Base, model: Any, encoded: Sequence[Encoded]) -> list[float]:
    """The losses of several completions of one prompt, which is in front of all of them."""
    inputs = batch(encoded, pad=base.pad, device=base.model.device)
    known = encoded[0].start - 1  # the last token of the prompt is read again: it predicts what comes first
    ids, labels = inputs["input_ids"], inputs["labels"][:, known + 1 :]
    with torch.inference_mode():
        cache = DynamicCache(config=base.model.config)
        passed = {_cache_argument(base.model): cache}
        model(input_ids=ids[:1, :known], use_cache=True, logits_to_keep=1, **passed)
        cache.batch_repeat_interleave(len(encoded))
        found = model(input_ids=ids[:, known:], attention_mask=inputs["attention_mask"], use_cache=True, **passed)
    return _summed(found.logits[:, :-1].float(), labels)


def _cache_argument(model: Any) -> str:
    """What this version of transformers calls it."""
    return "cache" if "cache" in signature(model.forward).parameters else "past_key_values"


def _losses(base: Base, model: Any, encoded: Sequence[Encoded]) -> list[float]:
    inputs = batch(encoded, pad=base.pad, device=base.model.device)
    keep = kept(encoded)
    labels = inputs.pop("labels")[:, -keep:][:, 1:]
    with torch.inference_mode():
        logits = model(**inputs, logits_to_keep=keep).logits[:, :-1].float()
    return _summed(logits, labels)


def _summed(logits: torch.Tensor, labels: torch.Tensor) -> list[float]:
    """Of each row, the nats of the tokens that count."""
    losses = torch.nn.functional.cross_entropy(logits.transpose(1, 2), labels, ignore_index=IGNORED, reduction="none")
    return losses.sum(dim=1).tolist()
