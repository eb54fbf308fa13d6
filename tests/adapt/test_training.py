"""Training on a real, tiny model: it learns, leaves the base as it was, can be killed, and gives the same again."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import torch

from pllm_memory.adapt import weights
from pllm_memory.adapt.config import TrainConfig
from pllm_memory.adapt.dataset import Example
from pllm_memory.adapt.local.base import load
from pllm_memory.adapt.local.score import beside, surprises, wearing
from pllm_memory.adapt.local.train import train
from pllm_memory.errors import InvalidInput, NotFound
from tests.conftest import ROOT

ALL = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
EXAMPLES = [
    Example(
        prompt=({"role": "user", "content": f"what is the code word {number}?"},),
        completion="the code word is pineapple",
        at=datetime(2026, 1, 1, tzinfo=UTC),
        message_ids=(f"m{number}",),
    )
    for number in range(8)
]
LEARNING = {"lora": 2e-2, "tiny": 1e-1}

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")  # peft's, of transformers


def config(method="lora", **given):
    return TrainConfig(method=method, targets=ALL, learning_rate=LEARNING[method], **{"epochs": 10, **given})


@pytest.fixture(scope="module")
def base(tiny_model):
    return load(tiny_model)


def nats(base, model):
    found = surprises(base, model, EXAMPLES)
    return sum(one.nats for one in found) / sum(one.tokens for one in found)


def same(one, other):
    return one.keys() == other.keys() and all(
        np.array_equal(one[name].a, other[name].a) and np.array_equal(one[name].b, other[name].b) for name in one
    )


@pytest.mark.parametrize("longest", [256, 40])
def test_completions_beside_each_other_are_as_surprising_as_each_alone_also_where_the_prompt_is_cut(base, longest):
    one, others = EXAMPLES[0], ["no", "the code word is a long story about pineapples"]
    together = beside(base, base.model, one, others, longest=longest)
    alone = surprises(base, base.model, [one, *(replace(one, completion=text) for text in others)], longest=longest)
    assert [both.tokens for both in together] == [each.tokens for each in alone]
    if longest == 256:
        assert [both.nats for both in together] == pytest.approx([each.nats for each in alone], rel=1e-4)


@pytest.mark.parametrize("method", ["lora", "tiny"])
def test_an_adapter_learns_and_the_base_model_stays_as_it_was(base, tmp_path, method):
    before = {name: tensor.clone() for name, tensor in base.model.state_dict().items()}
    surprised = nats(base, base.model)
    seen = []
    done = train(base, EXAMPLES, config(method), tmp_path, key="k", progress=lambda *at: seen.append(at))
    with wearing(base, done.folder) as model:
        assert nats(base, model) < 0.95 * surprised
    after = base.model.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert seen[-1] == (20, 20)
    assert sorted(path.name for path in tmp_path.iterdir()) == [weights.CONFIG, weights.WEIGHTS]


def test_a_tiny_adapter_is_trained_in_numbers_of_rank_squared(base, tmp_path):
    """LoRA-XS: 8 × 8 numbers a module, whatever the size of the model; for serving it becomes plain LoRA."""
    from pllm_memory.adapt.local import methods

    model = methods.put_in(base, config("tiny"))
    try:
        assert {parameter.numel() for parameter in methods.trained(model).values()} == {64}
    finally:
        methods.take_out(model)


@pytest.mark.parametrize("method", ["lora", "tiny"])
def test_the_same_seed_gives_the_same_adapter(base, tmp_path, method):
    folders = [train(base, EXAMPLES, config(method, epochs=2), tmp_path / str(n), key="k").folder for n in range(2)]
    other = train(base, EXAMPLES, config(method, epochs=2, seed=1), tmp_path / "other", key="k").folder
    first, second, third = map(weights.read, [*folders, other])
    assert same(first, second)
    assert not same(first, third)


def test_trainings_at_the_same_time_draw_from_their_own_seeds_and_leave_the_process_its_own(base, tiny_model, tmp_path):
    """torch has one generator for the whole process, which each of them seeds, and the one who calls may use too."""
    wanted = config(epochs=10, dropout=0.5)
    alone = weights.read(train(base, EXAMPLES, wanted, tmp_path / "alone", key="k").folder)
    before = torch.get_rng_state()
    bases = [load(tiny_model) for _ in range(3)]
    with ThreadPoolExecutor(len(bases)) as pool:
        done = [
            pool.submit(train, one, EXAMPLES, wanted, tmp_path / str(number), key="k")
            for number, one in enumerate(bases)
        ]
    assert all(same(weights.read(one.result().folder), alone) for one in done)
    assert torch.equal(torch.get_rng_state(), before)


SCRIPT = """
import sys
from pathlib import Path
from pllm_memory.adapt.local.base import load
from pllm_memory.adapt.local.train import train
from tests.adapt.test_training import EXAMPLES, config
print("loaded", flush=True)
train(load(Path(sys.argv[1])), EXAMPLES, config(epochs=30), Path(sys.argv[2]), key="k",
      progress=lambda done, all: print(done, flush=True))
"""


def test_a_killed_training_goes_on_where_it_was_and_ends_the_same(base, tiny_model, tmp_path):
    whole = train(base, EXAMPLES, config(epochs=30), tmp_path / "whole", key="k")
    command = [sys.executable, "-c", SCRIPT, str(tiny_model), str(tmp_path / "killed")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        for line in child.stdout:
            if line.strip() == "35":
                os.kill(child.pid, signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    assert not (tmp_path / "killed" / weights.WEIGHTS).exists()
    steps = []
    again = train(
        base, EXAMPLES, config(epochs=30), tmp_path / "killed", key="k", progress=lambda *at: steps.append(at[0])
    )
    assert steps[0] in {31, 41}
    assert again.losses == pytest.approx(whole.losses, rel=1e-4)


@pytest.mark.parametrize("other", [{"key": "other"}, {"rank": 4}, {"epochs": 12}], ids=["examples", "rank", "epochs"])
def test_what_is_left_of_another_training_is_not_gone_on_with(base, tmp_path, other):

    def stop(done, total):
        if done == 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(base, EXAMPLES, config(), tmp_path, key="one", progress=stop)
    steps = []
    key = other.get("key", "one")
    changed = config(**{name: value for name, value in other.items() if name != "key"})
    train(base, EXAMPLES, changed, tmp_path, key=key, progress=lambda *at: steps.append(at[0]))
    assert steps[0] == 1


def test_adapters_survive_being_written_and_read(base, tmp_path):
    folder = train(base, EXAMPLES, config(epochs=1), tmp_path / "one", key="k").folder
    read = weights.read(folder)
    weights.write(tmp_path / "two", read, base="x")
    assert same(weights.read(tmp_path / "two"), read)


def test_what_is_no_adapter_is_said(tmp_path):
    with pytest.raises(NotFound, match="no adapter"):
        weights.read(tmp_path)
    with pytest.raises(NotFound, match="no model"):
        load(tmp_path)
    (tmp_path / weights.WEIGHTS).write_bytes(b"")
    (tmp_path / weights.CONFIG).write_text('{"peft_type": "IA3"}')
    with pytest.raises(InvalidInput, match="IA3"):
        weights.read(tmp_path)
    with pytest.raises(InvalidInput, match="method"):
        TrainConfig(method="magic")
