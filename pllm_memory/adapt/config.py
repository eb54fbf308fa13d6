"""How an adapter is trained."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from pllm_memory.errors import InvalidInput

Method = Literal["lora", "tiny"]
METHODS: tuple[str, ...] = get_args(Method)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """How an adapter is trained. The defaults are OPPU's for one user (Tan et al. 2024), but for the learning rate.

    Attributes:
        method: "lora" (Hu et al. 2021), or "tiny": LoRA-XS (Bałazy et al. 2024), where the factors are the base
            model's own singular vectors and only a matrix of rank × rank a module is trained.
        rank: Of ΔW. One rank for all users lets a serving engine allot its memory once.
        targets: The modules that are changed.
        learning_rate: Its highest; it rises over `warmup` of the steps and falls to 0, linearly.
        epochs: How often each example is seen.
        batch: Examples a step.
        max_tokens: The longest example; of a longer one the beginning of the prompt is cut.
        dropout: Of what goes into the adapter; it also makes it harder to tell what was trained on.
        clip: The longest gradient.
        seed: Of everything that is drawn: the same seed, data and machine give the same adapter.
    """

    method: Method = "lora"
    rank: int = 8
    targets: tuple[str, ...] = ("q_proj", "v_proj")
    learning_rate: float = 1e-3
    epochs: int = 2
    batch: int = 4
    max_tokens: int = 256
    dropout: float = 0.05
    warmup: float = 0.1
    weight_decay: float = 0.01
    clip: float = 0.3
    seed: int = 0

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise InvalidInput(f"there is no method {self.method!r}; there are {', '.join(METHODS)}")
        for name in ("rank", "epochs", "batch", "max_tokens"):
            if getattr(self, name) < 1:
                raise InvalidInput(f"{name} must be at least 1, not {getattr(self, name)}")

    @property
    def digest(self) -> str:
        """SHA-256 of all of it."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()
