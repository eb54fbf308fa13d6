# pyright: basic
"""Answers of several users in one forward pass: each row of a batch has an adapter of its own, or none.

Everything here is called from one thread (see `backends.local`), so no adapter comes or goes during a batch.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from torch import nn
from transformers import DynamicCache

from pllm_memory.adapt import weights
from pllm_memory.adapt.backends.base import Sampling, Served
from pllm_memory.adapt.compose import Weights
from pllm_memory.adapt.local.base import Base
from pllm_memory.errors import AdapterRefused, BackendError, InvalidInput, NotFound

_BASE = "__base__"
"""What peft calls the base model in a batch with adapters."""
_PROBE = "Tell me about your day, and what you would like to do tomorrow."
_CHANGED = 1e-3
"""The least that an adapter changes any logit of the probe; what a batch's order changes is a hundredth of it."""


@dataclass(eq=False)
class Row:
    """A request in a batch.

    Attributes:
        ids: The prompt's tokens.
        adapter: The name of what answers, or None for the base model.
        sampling: How tokens are chosen.
        hear: Called with each piece of the answer; where it says False, nobody listens any more.
    """

    ids: Sequence[int]
    adapter: str | None
    sampling: Sampling
    hear: Callable[[str], bool]
    said: list[int] = field(default_factory=list)
    heard: int = 0


class Engine:
    """A base model and the adapters in it."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._model: PeftModel | None = None
        ends = base.model.generation_config.eos_token_id
        ends = ends if isinstance(ends, list) else [ends]
        self._ends = {*ends, base.tokenizer.eos_token_id} - {None}
        takes = inspect.signature(type(base.model).forward).parameters
        self._cache = "cache" if "cache" in takes else "past_key_values"  # its older name
        self._longest = int(getattr(base.model.config, "max_position_embeddings", 1 << 30))

    def row(
        self,
        messages: Sequence[Mapping[str, str]],
        adapter: str | None,
        sampling: Sampling,
        hear: Callable[[str], bool],
    ) -> Row:
        """A request as a row for a batch.

        Raises:
            BackendError: If the model's template does not take these messages, or they are too long for it.
        """
        try:
            ids = self._base.tokenizer.apply_chat_template(
                [dict(message) for message in messages], add_generation_prompt=True, return_dict=False
            )
        except Exception as error:  # whatever the code of a model's own template raises
            raise BackendError(f"the model's chat template does not take these messages: {error}") from error
        if len(ids) + sampling.max_tokens > self._longest:
            raise BackendError(f"{len(ids)} tokens and an answer are more than the model's {self._longest}")
        return Row(ids, adapter, sampling, hear)

    def put_in(self, adapter: Served) -> None:
        """Loads an adapter, and makes sure that it is the right one and does something.

        Raises:
            AdapterRefused: If it is not, or does not fit the base model.
        """
        found = self._read(adapter)
        try:
            self._insert(adapter.name, found)
            self._probe(adapter.name)
        except BaseException:  # stopped half-way too, it must not stay loaded
            self.take_out(adapter.name)
            raise

    def take_out(self, name: str) -> None:
        """Unloads an adapter."""
        model = self._model
        if model is None or name not in model.peft_config:
            return
        others = [other for other in model.peft_config if other != name]
        if others:
            model.set_adapter(others[0], inference_mode=True)  # peft wants one to be active, and warns otherwise
            model.delete_adapter(name)
        else:
            model.unload()
            self._model = None

    @torch.inference_mode()
    def answer(self, rows: Sequence[Row]) -> None:
        """Answers all rows, token by token, until each has ended."""
        if not rows:
            return
        device = self._base.model.device
        ids, mask = _padded([row.ids for row in rows], pad=self._base.pad, device=device)
        positions = (mask.cumsum(1) - 1).clamp(min=0)
        cache = DynamicCache(config=self._base.model.config)
        drawn = [_generator(row.sampling, device) for row in rows]
        alive = list(rows)
        while alive:
            logits = self._forward(ids, mask, positions, cache, alive)[:, -1].float()
            ids = torch.stack([_choose(one, row, by) for one, row, by in zip(logits, alive, drawn, strict=True)])
            keep = [place for place, row in enumerate(alive) if self._say(row, int(ids[place]))]
            if len(keep) < len(alive):
                kept = torch.tensor(keep, dtype=torch.long, device=device)
                cache.batch_select_indices(kept)
                ids, mask, positions = ids[kept], mask[kept], positions[kept]
                alive, drawn = [alive[place] for place in keep], [drawn[place] for place in keep]
            mask = torch.cat([mask, mask.new_ones(len(alive), 1)], dim=1)
            positions = positions[:, -1:] + 1

    def _read(self, adapter: Served) -> Weights:
        try:
            found = weights.read(adapter.folder)
        except (InvalidInput, NotFound) as error:
            raise AdapterRefused(f"{adapter.name}: {error}") from error
        if weights.digest(adapter.folder) != adapter.digest:
            raise AdapterRefused(f"{adapter.name}: the files in {adapter.folder} are not those it was made of")
        modules = dict(self._base.model.named_modules())
        for module, factors in found.items():
            weight = getattr(_bare(modules.get(module)), "weight", None)
            if weight is None or tuple(weight.shape) != (factors.b.shape[0], factors.a.shape[1]):
                raise AdapterRefused(f"{adapter.name} is for another base model: {module} does not fit this one")
        return found

    def _insert(self, name: str, found: Weights) -> None:
        rank = max(factors.rank for factors in found.values())
        config = LoraConfig(
            task_type="CAUSAL_LM", r=rank, lora_alpha=rank, target_modules=list(found), inference_mode=True
        )
        if self._model is None:
            self._model = get_peft_model(self._base.model, config, adapter_name=name)
        else:
            self._model.add_adapter(name, config)
        modules: dict[str, Any] = dict(self._base.model.named_modules())
        for module, factors in found.items():
            layer = modules[module]
            for part, values in ((layer.lora_A, factors.a), (layer.lora_B, factors.b)):
                part[name].weight = nn.Parameter(torch.from_numpy(values).to(layer.weight.device), requires_grad=False)
            layer.scaling[name] = 1.0  # it is in B
        self._model.eval()

    @torch.inference_mode()
    def _probe(self, name: str) -> None:
        ids = self._base.tokenizer(_PROBE)["input_ids"]
        ids, mask = _padded([ids, ids], pad=self._base.pad, device=self._base.model.device)
        assert self._model is not None
        logits = self._model(input_ids=ids, attention_mask=mask, adapter_names=[name, _BASE]).logits.float()
        if not (logits[0] - logits[1]).abs().max() >= _CHANGED:  # also where it is not a number
            raise AdapterRefused(f"{name} does not change what the base model answers")

    def _forward(self, ids: Any, mask: Any, positions: Any, cache: DynamicCache, rows: Sequence[Row]) -> torch.Tensor:
        given = {"input_ids": ids, "attention_mask": mask, "position_ids": positions, self._cache: cache}
        given |= {"use_cache": True, "logits_to_keep": 1}
        if self._model is None:
            return self._base.model(**given).logits
        # Always named, also where all rows want the base model: else peft would take the adapter that it calls active.
        return self._model(**given, adapter_names=[row.adapter or _BASE for row in rows]).logits

    def _say(self, row: Row, token: int) -> bool:
        """Hands on what can be read so far; returns whether the row goes on."""
        ended = token in self._ends
        if not ended:
            row.said.append(token)
            ended = len(row.said) >= row.sampling.max_tokens
        text = self._base.tokenizer.decode(row.said, skip_special_tokens=True)
        if not ended and text.endswith("�"):  # a character of which not all bytes are there yet
            return row.hear("")
        piece, row.heard = text[row.heard :], len(text)
        return row.hear(piece) and not ended


def _padded(rows: Sequence[Sequence[int]], *, pad: int, device: Any) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of one length, filled up at the left, so that all go on at the right."""
    longest = max(len(row) for row in rows)
    ids = [[pad] * (longest - len(row)) + list(row) for row in rows]
    mask = [[0] * (longest - len(row)) + [1] * len(row) for row in rows]
    return torch.tensor(ids, device=device), torch.tensor(mask, device=device)


def _generator(sampling: Sampling, device: Any) -> torch.Generator | None:
    if not sampling.temperature:
        return None
    generator = torch.Generator(device=device)
    if sampling.seed is None:
        generator.seed()
    else:
        generator.manual_seed(sampling.seed)
    return generator


def _choose(logits: torch.Tensor, row: Row, generator: torch.Generator | None) -> torch.Tensor:
    if generator is None:
        return logits.argmax(dim=-1, keepdim=True)
    shares = torch.softmax(logits / row.sampling.temperature, dim=-1)
    return torch.multinomial(shares, 1, generator=generator)


def _bare(module: Any) -> Any:
    """A layer without the adapters that are around it already."""
    return getattr(module, "base_layer", module)
