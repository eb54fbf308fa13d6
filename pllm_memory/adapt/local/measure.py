# pyright: basic
"""What an adapter does, measured: on the user's later words, on others', and on the probes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from pllm_memory.adapt.dataset import Example
from pllm_memory.adapt.held import Held
from pllm_memory.adapt.local.base import Base
from pllm_memory.adapt.local.score import surprises, wearing
from pllm_memory.adapt.local.tokens import encode
from pllm_memory.adapt.probes import Pair, Probes
from pllm_memory.adapt.prove import Compared, Measured, Surprise

LONGEST = 512
"""Tokens of an example, so that what is remembered fits into its prompt."""

Progress = Callable[[int, int], None]


def measure(base: Base, folder: Path, held: Held, probes: Probes, *, progress: Progress | None = None) -> Measured:
    """Measures the adapter in a folder as it would be served.

    Args:
        base: The base model; it is as before when this returns.
        folder: The adapter.
        held: What the user said.
        probes: What every adapter is asked.
        progress: Called with how many completions are scored, and how many there are.
    """
    sets = _sets(held, probes)
    counted = _Counted(sum(map(len, sets.values())) * 2 - len(held.informed) * 2, progress)
    before = {name: _scored(base, base.model, examples, counted) for name, examples in sets.items()}
    first = _logits(base, base.model, probes.general[0])
    with wearing(base, folder) as model:
        change = float((_logits(base, model, probes.general[0]) - first).abs().max())
        after = {
            name: _scored(base, model, examples, counted) for name, examples in sets.items() if "memory" not in name
        }

    def compared(name: str) -> Compared:
        return Compared(base=before[name], adapter=after[name], memory=before.get(f"{name} memory", ()))

    names = ("own", "others", "strangers", "general", "admits", "invents", "refuses", "complies")
    return Measured(logit_change=change, **{name: compared(name) for name in names})


class _Counted:
    """Tells how far it is."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._done, self._total, self._progress = 0, total, progress

    def add(self, number: int) -> None:
        self._done += number
        if self._progress:
            self._progress(self._done, self._total)


def _sets(held: Held, probes: Probes) -> dict[str, Sequence[Example]]:
    return {
        "own": held.own,
        "own memory": held.informed,
        "others": _instead(held.own, held.others),
        "others memory": _instead(held.informed, held.others),
        "strangers": probes.strangers,
        "general": probes.general,
        "admits": _good(probes.absence),
        "invents": _bad(probes.absence),
        "refuses": _good(probes.refusals),
        "complies": _bad(probes.refusals),
    }


def _instead(examples: Sequence[Example], others: Sequence[str]) -> list[Example]:
    return [replace(example, completion=other) for example, other in zip(examples, others, strict=True)]


def _good(pairs: Sequence[Pair]) -> list[Example]:
    return [pair.good for pair in pairs]


def _bad(pairs: Sequence[Pair]) -> list[Example]:
    return [pair.bad for pair in pairs]


def _scored(base: Base, model: Any, examples: Sequence[Example], counted: _Counted) -> list[Surprise]:
    return surprises(base, model, examples, longest=LONGEST, progress=counted.add)


def _logits(base: Base, model: Any, example: Example) -> torch.Tensor:
    ids = encode(base.tokenizer, example, longest=LONGEST).ids
    with torch.inference_mode():
        return model(input_ids=torch.tensor([ids], device=base.model.device)).logits.float()
