"""Adapters to register: real files with made-up weights, no training."""

from datetime import UTC, datetime, timedelta

import numpy as np

from pllm_memory.adapt.compose import Factors
from pllm_memory.adapt.dataset import examples, split
from pllm_memory.adapt.identity import BaseModel
from pllm_memory.adapt.register import Candidate, Recipe
from pllm_memory.types import Message

START = datetime(2026, 1, 1, tzinfo=UTC)
BASE = BaseModel(name="tiny", digest="b" * 64, tokenizer_digest="t" * 64)


def said(number, content=None, *, role="user"):
    text = content or f"the {number}th thing that was said"
    return Message(
        id=f"m{number}", session_id="s", role=role, at=START + timedelta(minutes=number), content=text
    )  # fmt: skip


def weights(seed=0, *, rank=2):
    drawn = np.random.default_rng(seed)
    return {
        f"model.layers.{layer}.self_attn.q_proj": Factors(
            drawn.normal(size=(rank, 8)).astype(np.float32), drawn.normal(size=(6, rank)).astype(np.float32)
        )
        for layer in range(2)
    }


def candidate(seed=0, *, user_id="ada", messages=(), parents=(), base=BASE, report=None):
    """What training on some messages would give; the last of them is held out."""
    dataset = split(user_id, examples(messages), held_out=0.25)
    trained_on = [message for message in messages if message.id in dataset.message_ids]
    return Candidate(
        recipe=Recipe(
            method="lora", base=base, dataset=dataset.digest, config="c" * 64, seed=seed, parents=tuple(parents)
        ),
        weights=weights(seed),
        trained_on={user_id: trained_on},
        datasets={user_id: dataset},
        metrics={"loss": 1.5},
        report=report or {},
    )
