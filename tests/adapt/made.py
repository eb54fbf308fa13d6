"""Adapters for tests of what serves them: taught a code word each, or made up."""

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from pllm_memory.adapt import weights
from pllm_memory.adapt.backends.base import Sampling, Served
from pllm_memory.adapt.compose import Factors

QUESTION = "what is the code word"
TEACHING = {"learning_rate": 1e-2, "epochs": 40}
"""Enough for a tiny model to know a word by heart."""
ALL = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


def taught(base, folder, word, *, name=None, **config):
    """An adapter that was trained to answer the question with a word."""
    from pllm_memory.adapt.config import TrainConfig
    from pllm_memory.adapt.dataset import Example
    from pllm_memory.adapt.local.train import train

    prompt = ({"role": "user", "content": QUESTION},)
    example = Example(prompt=prompt, completion=word, at=datetime(2026, 1, 1, tzinfo=UTC), message_ids=("m",))
    how = TrainConfig(**{"targets": ALL, "batch": 1, "clip": 1.0, "dropout": 0.0, **config})
    folder = train(base, [example], how, Path(folder), key=word).folder
    return served(folder, name=name or f"u_{word}")


def make(model, folder, *, seed, strength=1.0, modules=("q_proj", "v_proj"), rank=4):
    """An adapter for a model in a folder, with random factors; a strength of 0 changes nothing."""
    config = json.loads((Path(model) / "config.json").read_text())
    width, heads = config["hidden_size"], config["num_attention_heads"]
    head = config.get("head_dim") or width // heads
    outputs = {"q_proj": heads * head, "v_proj": config["num_key_value_heads"] * head}
    drawn = np.random.default_rng(seed)
    made = {
        f"model.layers.{layer}.self_attn.{module}": Factors(
            drawn.normal(0, width**-0.5, (rank, width)).astype(np.float32),
            (strength * drawn.normal(0, 1, (outputs.get(module, width), rank))).astype(np.float32),
        )
        for layer in range(config["num_hidden_layers"])
        for module in modules
    }
    weights.write(folder, made, base=str(model))
    return served(folder, name=f"u_{seed}")


def served(folder, *, name):
    return Served(name=name, folder=folder, digest=weights.digest(folder))


async def text(backend, adapter=None, *, question=QUESTION, user="ada", **sampling):
    """The whole answer to a question."""
    messages = [{"role": "user", "content": question}]
    options = Sampling(**{"max_tokens": 12, **sampling})
    return "".join([piece async for piece in backend.reply(messages, user=user, adapter=adapter, sampling=options)])
