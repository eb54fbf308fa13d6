# pyright: basic
"""The methods of training: what is put into the model, and what of it is trained.

Every method ends as plain LoRA factors, so that any serving engine takes what it makes.
"""

from typing import Any

import numpy as np
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from torch import nn
from torch.nn.utils import parametrize

from pllm_memory.adapt.compose import Factors
from pllm_memory.adapt.config import TrainConfig
from pllm_memory.adapt.local.base import Base
from pllm_memory.adapt.local.seeds import seeded

NAME = "trained"
"""The adapter's name inside the model, while it is trained."""


def put_in(base: Base, config: TrainConfig) -> PeftModel:
    """The base model with a new adapter in it that changes nothing yet."""
    lora = LoraConfig(
        task_type="CAUSAL_LM",
        r=config.rank,
        lora_alpha=config.rank,
        lora_dropout=config.dropout,
        target_modules=list(config.targets),
    )
    with seeded(config.seed):
        model = get_peft_model(base.model, lora, adapter_name=NAME)
    if config.method == "tiny":
        for layer in _layers(model).values():
            _shrink(layer, config.rank)
    return model


def take_out(model: PeftModel) -> None:
    """Leaves the base model as it was before `put_in`."""
    for layer in _layers(model).values():
        if parametrize.is_parametrized(layer.lora_B[NAME]):
            parametrize.remove_parametrizations(layer.lora_B[NAME], "weight")
    model.unload()


def factors(model: PeftModel) -> dict[str, Factors]:
    """What the adapter in the model does to each module now."""
    return {
        name.removeprefix("base_model.model."): Factors(
            _array(layer.lora_A[NAME].weight), _array(layer.lora_B[NAME].weight)
        )
        for name, layer in _layers(model).items()
    }


def trained(model: PeftModel) -> dict[str, nn.Parameter]:
    """What is trained, by name: all that has to be kept to go on training."""
    return {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}


class _Core(nn.Module):
    """LoRA-XS: B is U·S of the base weight's best approximation, times a trained matrix of rank × rank."""

    def __init__(self, frozen: torch.Tensor) -> None:
        super().__init__()
        self.frozen = frozen

    def forward(self, core: torch.Tensor) -> torch.Tensor:
        return self.frozen @ core


def _shrink(layer: Any, rank: int) -> None:
    weight = layer.base_layer.weight.detach().to(torch.float32)
    u, values, v = torch.linalg.svd(weight, full_matrices=False)
    layer.lora_A[NAME].weight = nn.Parameter(v[:rank].contiguous(), requires_grad=False)
    b = layer.lora_B[NAME]
    b.weight = nn.Parameter(torch.zeros(rank, rank, device=weight.device))
    parametrize.register_parametrization(b, "weight", _Core(u[:, :rank] * values[:rank]), unsafe=True)


def _layers(model: PeftModel) -> dict[str, Any]:
    return {name: module for name, module in model.named_modules() if NAME in getattr(module, "lora_A", {})}


def _array(tensor: torch.Tensor) -> np.ndarray:
    return tensor.detach().to("cpu", torch.float32).numpy().copy()
