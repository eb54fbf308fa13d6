# pyright: basic
"""Examples as tokens: only what the user said counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from pllm_memory.adapt.dataset import Example

IGNORED = -100
"""The label of a token that does not count, as torch's cross entropy has it."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """An example as tokens: `ids`, of which those from `start` on are the completion's."""

    ids: tuple[int, ...]
    start: int

    @property
    def counted(self) -> int:
        """How many tokens count."""
        return len(self.ids) - self.start


def encode(tokenizer: Any, example: Example, *, longest: int) -> Encoded:
    """The tokens of an example. Of one that is too long, the beginning of the prompt goes, then the end of the rest.

    At least half of `longest` is the completion's, if it needs that.
    """
    asked = tokenizer.apply_chat_template(list(example.prompt), add_generation_prompt=True, return_dict=False)
    said = tokenizer(example.completion, add_special_tokens=False)["input_ids"]
    end = [] if tokenizer.eos_token_id is None else [tokenizer.eos_token_id]
    said = said[: max(longest - len(asked), longest // 2) - len(end)] + end
    asked = asked[-(longest - len(said)) :]
    return Encoded((*asked, *said), len(asked))


def batch(encoded: Sequence[Encoded], *, pad: int, device: torch.device) -> dict[str, torch.Tensor]:
    """Several examples as one input of a causal model, padded at the right."""
    longest = max(len(one.ids) for one in encoded)
    ids = [[*one.ids, *[pad] * (longest - len(one.ids))] for one in encoded]
    mask = [[1] * len(one.ids) + [0] * (longest - len(one.ids)) for one in encoded]
    labels = [
        [IGNORED] * one.start + list(one.ids[one.start :]) + [IGNORED] * (longest - len(one.ids)) for one in encoded
    ]
    return {
        "input_ids": torch.tensor(ids, device=device),
        "attention_mask": torch.tensor(mask, device=device),
        "labels": torch.tensor(labels, device=device),
    }


def kept(encoded: Sequence[Encoded]) -> int:
    """At how many positions, from the end of the batch, logits are needed: those of prompts are not, and are many."""
    return max(len(one.ids) for one in encoded) - min(one.start for one in encoded) + 1
