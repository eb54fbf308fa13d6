# pyright: basic
"""Training of one adapter: a small loop that can be killed at any moment and goes on where it was.

What is drawn (the order of the examples, dropout) is drawn anew for each epoch and each step from the seed, so that a
run that was interrupted ends with the same weights as one that was not.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import get_linear_schedule_with_warmup

from pllm_memory.adapt import weights
from pllm_memory.adapt.config import TrainConfig
from pllm_memory.adapt.dataset import Example
from pllm_memory.adapt.local import methods
from pllm_memory.adapt.local.base import Base
from pllm_memory.adapt.local.seeds import seeded
from pllm_memory.adapt.local.tokens import Encoded, batch, encode, kept

_STATE = "training.pt"
_EVERY = 10
"""After how many steps the state is kept: what a crash costs at the most."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """What training gave: the folder of the adapter, and the loss of each step, in nats a token."""

    folder: Path
    losses: tuple[float, ...]


def train(
    base: Base,
    examples: Sequence[Example],
    config: TrainConfig,
    folder: Path,
    *,
    key: str,
    progress: Progress | None = None,
) -> Trained:
    """Trains an adapter on examples.

    Args:
        base: The base model; it is as before when this returns.
        examples: In any order; what is drawn depends on the seed alone.
        config: How.
        folder: Where the adapter is written, and meanwhile the state of the training.
        key: What tells these examples from all others, as `Dataset.digest` does: a state of a training on others, with
            another configuration or of another base model is not gone on with.
        progress: Called with the steps that are done, and how many there are.
    """
    encoded = [encode(base.tokenizer, example, longest=config.max_tokens) for example in examples]
    steps = [one for epoch in range(config.epochs) for one in _batches(encoded, config, epoch)]
    folder.mkdir(parents=True, exist_ok=True)
    model = methods.put_in(base, config)
    try:
        whole_key = f"{key} {config.digest} {base.identity.digest}"
        losses = _Run(model, config, len(steps), folder / _STATE, whole_key).through(steps, base.pad, progress)
        weights.write(folder, methods.factors(model), base=str(base.path))
    finally:
        methods.take_out(model)
    (folder / _STATE).unlink(missing_ok=True)
    return Trained(folder, tuple(losses))


class _Run:
    """The state of a training: what is trained, the optimizer's memory, and which steps are done."""

    def __init__(self, model: Any, config: TrainConfig, steps: int, state: Path, key: str) -> None:
        self._model, self._config, self._state, self._key = model, config, state, key
        self._trained = methods.trained(model)
        self._optimizer = torch.optim.AdamW(
            self._trained.values(), lr=config.learning_rate, weight_decay=config.weight_decay
        )
        warmup = round(steps * config.warmup)
        self._schedule = get_linear_schedule_with_warmup(self._optimizer, warmup, steps)
        self._losses: list[float] = []
        self._load()

    def through(self, steps: Sequence[list[Encoded]], pad: int, progress: Progress | None) -> list[float]:
        """Makes all steps that are not done yet."""
        self._model.train()
        while (done := len(self._losses)) < len(steps):
            self._losses.append(self._step(steps[done], pad, seed=self._config.seed + 1_000_003 * (done + 1)))
            if (done + 1) % _EVERY == 0 and done + 1 < len(steps):
                self._save()
            if progress:
                progress(done + 1, len(steps))
        self._model.eval()
        return self._losses

    def _step(self, encoded: list[Encoded], pad: int, *, seed: int) -> float:
        inputs, keep = batch(encoded, pad=pad, device=next(iter(self._trained.values())).device), kept(encoded)
        labels = inputs.pop("labels")[:, -keep:]
        with seeded(seed):
            loss = self._model(**inputs, labels=labels, logits_to_keep=keep).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._trained.values(), self._config.clip)
        self._optimizer.step()
        self._schedule.step()
        self._optimizer.zero_grad()
        return float(loss.detach())

    def _save(self) -> None:
        found = {
            "key": self._key,
            "losses": json.dumps(self._losses),
            "trained": {name: parameter.detach() for name, parameter in self._trained.items()},
            "optimizer": self._optimizer.state_dict(),
            "schedule": self._schedule.state_dict(),
        }
        unfinished = self._state.with_suffix(".part")
        with unfinished.open("wb") as file:
            torch.save(found, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self._state)

    def _load(self) -> None:
        if not self._state.is_file():
            return
        found = torch.load(self._state, weights_only=True, map_location="cpu")
        if found["key"] != self._key:
            return
        with torch.no_grad():
            for name, parameter in self._trained.items():
                parameter.copy_(found["trained"][name])
        self._optimizer.load_state_dict(found["optimizer"])
        self._schedule.load_state_dict(found["schedule"])
        self._losses = json.loads(found["losses"])


def _batches(encoded: Sequence[Encoded], config: TrainConfig, epoch: int) -> Iterator[list[Encoded]]:
    drawn = torch.Generator().manual_seed(config.seed + epoch)
    order = torch.randperm(len(encoded), generator=drawn).tolist()
    for start in range(0, len(order), config.batch):
        yield [encoded[place] for place in order[start : start + config.batch]]
