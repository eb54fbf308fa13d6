"""What makes an adapter for a user: training, putting it together from others', or one pass of a hypernetwork."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from pllm_memory.adapt import weights
from pllm_memory.adapt.compose import Weights, combine
from pllm_memory.adapt.dataset import Example
from pllm_memory.adapt.register import Manifest
from pllm_memory.errors import InvalidInput

Progress = Callable[[int, int], None]


class AdapterProducer(Protocol):
    """Makes an adapter from what a user said. The same examples, digest and seed give the same adapter."""

    @property
    def method(self) -> str:
        """What it is called, e.g. "lora"."""
        ...

    @property
    def digest(self) -> str:
        """What tells how it makes adapters from every other way: SHA-256, in hexadecimal."""
        ...

    @property
    def seed(self) -> int:
        """Of whatever is drawn."""
        ...

    @property
    def parents(self) -> tuple[str, ...]:
        """The addresses of the adapters that it makes this one from, or on top of."""
        ...

    def produce(
        self, examples: Sequence[Example], *, key: str, work: Path, progress: Progress | None = None
    ) -> Weights:
        """Makes it.

        Args:
            examples: What the user said.
            key: What tells these examples from all others.
            work: A folder in which it may keep what it needs to go on after it was killed.
            progress: Called with how much is done, and how much there is.
        """
        ...


@dataclass(frozen=True, slots=True)
class Soup:
    """Adapters added up by weights (Personalized Soups, Jang et al. 2023): each a preference, together a user's.

    Attributes:
        parts: The adapters, and how much of each.
        rank: The largest rank of the result; exact without one.
    """

    parts: tuple[tuple[Manifest, float], ...]
    rank: int | None = None

    def __post_init__(self) -> None:
        if len({(made.base.digest, made.base.tokenizer_digest) for made, _ in self.parts}) != 1:
            raise InvalidInput("a soup needs adapters, all of them for one base model")

    @property
    def method(self) -> str:
        """See `AdapterProducer`."""
        return "soup"

    @property
    def digest(self) -> str:
        """See `AdapterProducer`."""
        parts = sorted((made.address, share) for made, share in self.parts)
        return sha256(repr((parts, self.rank)).encode()).hexdigest()

    @property
    def seed(self) -> int:
        """Nothing is drawn."""
        return 0

    @property
    def parents(self) -> tuple[str, ...]:
        """See `AdapterProducer`."""
        return tuple(sorted(made.address for made, _ in self.parts))

    def produce(
        self, examples: Sequence[Example], *, key: str, work: Path, progress: Progress | None = None
    ) -> Weights:
        """See `AdapterProducer`; the examples are not needed."""
        del examples, key, work, progress
        return combine([(weights.read(made.folder), share) for made, share in self.parts], rank=self.rank)
