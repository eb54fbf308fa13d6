# pyright: basic
"""Adapters made on this machine: by training, or put together from the pieces of others."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pllm_memory.adapt import weights
from pllm_memory.adapt.compose import Factors, Weights, assemble, combine, shares
from pllm_memory.adapt.config import TrainConfig
from pllm_memory.adapt.dataset import Example
from pllm_memory.adapt.local.base import Base
from pllm_memory.adapt.local.tokens import batch, encode
from pllm_memory.adapt.local.train import train
from pllm_memory.adapt.register import Manifest
from pllm_memory.errors import InvalidInput

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Training:
    """Trains an adapter; over a shared one, both become one adapter, whose rank is the sum of theirs.

    Attributes:
        base: The base model.
        config: How.
        over: The shared adapter on top of which it is trained, as OPPU does.
    """

    base: Base
    config: TrainConfig
    over: Manifest | None = None

    @property
    def method(self) -> str:
        """See `AdapterProducer`."""
        return self.config.method

    @property
    def digest(self) -> str:
        """See `AdapterProducer`."""
        return self.config.digest

    @property
    def seed(self) -> int:
        """See `AdapterProducer`."""
        return self.config.seed

    @property
    def parents(self) -> tuple[str, ...]:
        """See `AdapterProducer`."""
        return (self.over.address,) if self.over else ()

    def produce(
        self, examples: Sequence[Example], *, key: str, work: Path, progress: Progress | None = None
    ) -> Weights:
        """See `AdapterProducer`; what was trained before the process was killed is not trained again."""
        done, folder = work / "trained.key", work / "trained"
        under = weights.read(self.over.folder) if self.over else {}
        if not (done.is_file() and done.read_text(encoding="utf-8") == key):
            with over(self.base, under):
                train(self.base, examples, self.config, folder, key=key, progress=progress)
            done.write_text(key, encoding="utf-8")
        own = weights.read(folder)
        return combine([(under, 1.0), (own, 1.0)]) if under else own


@dataclass(frozen=True, slots=True)
class Assembling:
    """Puts an adapter together from pieces of others', for a user who has said little; nothing is trained.

    As Per-Pcs (Tan et al., EMNLP 2024) does: module by module, from the few pieces that suit the user's words best.
    There, a gate that is trained with each piece says how well it suits; here, the gradient does: how much the user's
    words become less of a surprise with a little of the piece, so that others share nothing but their adapters.

    Attributes:
        base: The base model.
        pieces: The adapters of those who let others use them.
        top: How many pieces a module is put together from.
        rank: The largest rank of the result.
        longest: Tokens of an example.
    """

    base: Base
    pieces: tuple[Manifest, ...]
    top: int = 3
    rank: int = 8
    longest: int = 256

    def __post_init__(self) -> None:
        if not self.pieces:
            raise InvalidInput("nobody lets others use the pieces of their adapter: there is nothing to assemble from")

    @property
    def method(self) -> str:
        """See `AdapterProducer`."""
        return "assembled"

    @property
    def digest(self) -> str:
        """See `AdapterProducer`."""
        return sha256(repr((self.parents, self.top, self.rank, self.longest)).encode()).hexdigest()

    @property
    def seed(self) -> int:
        """Nothing is drawn."""
        return 0

    @property
    def parents(self) -> tuple[str, ...]:
        """See `AdapterProducer`."""
        return tuple(sorted(piece.address for piece in self.pieces))

    def produce(
        self, examples: Sequence[Example], *, key: str, work: Path, progress: Progress | None = None
    ) -> Weights:
        """See `AdapterProducer`."""
        del key, work
        others = [weights.read(piece.folder) for piece in self.pieces]
        return assembled(
            self.base, others, examples, top=self.top, rank=self.rank, longest=self.longest, progress=progress
        )


def assembled(
    base: Base,
    others: Sequence[Weights],
    examples: Sequence[Example],
    *,
    top: int = 3,
    rank: int = 8,
    longest: int = 256,
    progress: Progress | None = None,
) -> Weights:
    """An adapter of the pieces of others' that suit the examples; see `Assembling`."""
    scores = helpfulness(base, others, examples, longest=longest, progress=progress)
    found = assemble(list(zip(others, shares(scores, top=top), strict=True)), rank=rank)
    return {name: found.get(name) or _nothing(one[name]) for one in others for name in one}


def _nothing(like: Factors) -> Factors:
    """No change of a weight: engines expect that all layers change the same modules."""
    return Factors(np.zeros((1, like.a.shape[1]), np.float32), np.zeros((like.b.shape[0], 1), np.float32))


def helpfulness(
    base: Base,
    others: Sequence[Weights],
    examples: Sequence[Example],
    *,
    longest: int,
    progress: Progress | None = None,
) -> list[dict[str, float]]:
    """Of each adapter, by module: how many nats a token a little of its piece saves, to the first order.

    That is -⟨∂loss/∂W, ΔW⟩, one pass forward and one back for each example, whatever the number of adapters.
    """
    modules = {name: base.model.get_submodule(name) for name in dict.fromkeys(name for one in others for name in one)}
    with _with_gradients(modules):
        for number, example in enumerate(examples, start=1):
            one = batch([encode(base.tokenizer, example, longest=longest)], pad=base.pad, device=base.model.device)
            (base.model(**one).loss / len(examples)).backward()
            if progress:
                progress(number, len(examples))
        gradients = {name: module.weight.grad.float().cpu().numpy() for name, module in modules.items()}
    return [
        {name: -float(((factors.b.T @ gradients[name]) * factors.a).sum()) for name, factors in one.items()}
        for one in others
    ]


@contextmanager
def over(base: Base, under: Weights) -> Iterator[None]:
    """The base model with an adapter added to what its modules give, on top of which another may be trained.

    It stays beside the weights, which are not touched: merged into them it would be rounded as they are, and in
    bfloat16, as on a GPU, a quarter to three quarters of what it does would be lost.
    """
    device = base.model.device
    added = [
        base.model.get_submodule(name).register_forward_hook(_adding(factors, device))
        for name, factors in under.items()
    ]
    try:
        yield
    finally:
        for hook in added:
            hook.remove()


def _adding(factors: Factors, device: torch.device) -> Callable[[Any, tuple[torch.Tensor], torch.Tensor], torch.Tensor]:
    a, b = (torch.from_numpy(part).to(device) for part in (factors.a, factors.b))

    def add(module: Any, given: tuple[torch.Tensor], found: torch.Tensor) -> torch.Tensor:
        del module
        return found + (given[0].to(a) @ a.T @ b.T).to(found)

    return add


@contextmanager
def _with_gradients(modules: dict[str, Any]) -> Iterator[None]:
    for module in modules.values():
        module.weight.requires_grad_(requires_grad=True)
    try:
        yield
    finally:
        for module in modules.values():
            module.weight.grad = None
            module.weight.requires_grad_(requires_grad=False)
