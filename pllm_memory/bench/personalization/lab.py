"""The base model and its adapters: trained, put together and scored. Torch is imported here, when it is needed."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pllm_memory.adapt import weights
from pllm_memory.adapt.compose import combine
from pllm_memory.adapt.config import TrainConfig
from pllm_memory.adapt.dataset import Example
from pllm_memory.adapt.identity import BaseModel
from pllm_memory.adapt.prove import Surprise
from pllm_memory.models.extras import library

Told = Callable[[int, int], None]

_LONGEST = 512
"""Tokens of an example that is scored, so that what is remembered fits into its prompt."""


class Lab:
    """A base model.

    Args:
        folder: Its folder.
        config: How adapters are trained.
        device: Where; by default on a GPU, if there is one.

    Raises:
        MissingExtra: If torch, transformers or peft is not installed.
        NotFound: If there is no model in the folder.
    """

    def __init__(self, folder: Path, config: TrainConfig, *, device: str | None = None) -> None:
        self._base: Any = _local("base").load(folder.expanduser(), device=device)
        self._config = config
        self.identity: BaseModel = self._base.identity

    def surprises(self, examples: Sequence[Example], adapter: Path | None) -> list[Surprise]:
        """How surprised the base model is by examples, with an adapter or as it is."""
        score = _local("score")
        with score.wearing(self._base, adapter) as model:
            return score.surprises(self._base, model, examples, longest=_LONGEST)

    def beside(
        self, examples: Sequence[Example], others: Sequence[str], adapter: Path | None
    ) -> list[tuple[Surprise, Surprise]]:
        """How surprised it is by each example's completion, and by what somebody else said in its place."""
        score = _local("score")
        with score.wearing(self._base, adapter) as model:
            both = [
                score.beside(self._base, model, one, [other], longest=_LONGEST)
                for one, other in zip(examples, others, strict=True)
            ]
        return [(own, other) for own, other in both]

    def train(
        self, examples: Sequence[Example], folder: Path, *, key: str, epochs: int, over: Path | None, told: Told
    ) -> dict[str, float]:
        """Trains an adapter, on top of another if there is one, with which it becomes one; says what that cost.

        Returns:
            The steps, processor seconds of each (of all threads), and bytes.
        """
        under = weights.read(over) if over else {}
        made, start = 0, time.process_time()

        def counted(done: int, total: int) -> None:
            nonlocal made
            made += 1
            told(done, total)

        trained = folder.with_name(f"{folder.name}-alone")
        with _local("produce").over(self._base, under):
            config = replace(self._config, epochs=epochs)
            done = _local("train").train(self._base, examples, config, trained, key=key, progress=counted)
        seconds = (time.process_time() - start) / max(1, made)
        own = weights.read(trained)
        weights.write(folder, combine([(under, 1.0), (own, 1.0)]) if under else own, base=self.identity.name)
        return {
            "steps": len(done.losses),
            "seconds_a_step": seconds,
            "bytes": (trained / weights.WEIGHTS).stat().st_size,
        }

    def assemble(self, examples: Sequence[Example], pieces: Sequence[Path], folder: Path, *, told: Told) -> None:
        """Puts an adapter together from the pieces of others that suit the examples."""
        found = _local("produce").assembled(
            self._base, [weights.read(piece) for piece in pieces], examples, progress=told
        )
        weights.write(folder, found, base=self.identity.name)


def _local(name: str) -> Any:
    return library(f"pllm_memory.adapt.local.{name}", what="Measuring personalization", extra="adapters")
