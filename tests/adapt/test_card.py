"""What computes with torch, on a device that is not the CPU: as on a GPU, in bfloat16, and with memory of its own."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pllm_memory import Memory
from pllm_memory.adapt.local.base import load
from pllm_memory.adapt.local.train import train
from pllm_memory.errors import ConfigError
from tests.adapt import card
from tests.adapt.registered import said
from tests.adapt.test_training import EXAMPLES, config
from tests.conftest import ROOT

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")  # peft's, of transformers

HERE = Path(__file__).parent.relative_to(ROOT)
THERE_TOO = [
    f"{HERE}/test_training.py",
    f"{HERE}/test_local_backend.py",
    f"{HERE}/test_adapting.py::test_a_users_adapter_over_the_shared_one_is_one_adapter",
    f"{HERE}/test_adapting.py::test_training_over_an_adapter_starts_from_it_and_leaves_the_base_as_it_was",
    f"{HERE}/test_adapting.py::test_an_adapter_is_assembled_from_the_pieces_that_others_offer",
    f"{HERE}/test_speak.py::test_a_real_model_answers_with_the_real_adapter_of_the_one_who_asks",
]
CPU_ALONE = f"{HERE}/test_training.py::test_a_killed_training_goes_on_where_it_was_and_ends_the_same"
"""The process that is killed there does not know of the card."""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    if shutil.which("g++") is None:
        pytest.skip("there is no C++ compiler (g++) to make a device that is not the CPU")
    return card.build(tmp_path_factory.mktemp("card"))


def run(library, *arguments):
    environment = {**os.environ, card.LIBRARY: str(library)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_is_trained_measured_and_answered_on_the_cpu_is_on_a_card_too(library):
    left_out = ("--deselect", CPU_ALONE, "-k", "not replica")  # the latter are the same tests once more
    told = run(library, "-m", "pytest", "-q", "-p", "tests.adapt.card", *THERE_TOO, *left_out)
    passed = re.search(r"(\d+) passed", told)
    assert passed, told
    assert int(passed[1]) > 30


MIXED = """
import torch
from tests.adapt import card
card.plug_in()
there, here = torch.ones(2, 2, device="card"), torch.ones(2, 2)
assert torch.equal((there @ there).cpu(), here @ here)
for mix in (lambda: there + here, lambda: there @ here, lambda: torch.cat([there, here]), lambda: there[here.long()]):
    try:
        mix()
    except RuntimeError as error:
        assert "same device" in str(error), error
    else:
        raise AssertionError("it took a tensor of the CPU for one of its own")
"""


def test_the_card_takes_no_tensor_of_the_cpu(library):
    run(library, "-c", MIXED)


STOPPED = """
import sys
from pathlib import Path
from pllm_memory.adapt.local.base import load
from pllm_memory.adapt.local.train import train
from tests.adapt import card
from tests.adapt.test_training import EXAMPLES, config
card.plug_in()
def stop(done, total):
    if done == 12:
        sys.exit(0)
train(load(Path(sys.argv[1]), device="card"), EXAMPLES, config(), Path(sys.argv[2]), key="k", progress=stop)
"""


def test_what_was_begun_on_a_card_goes_on_where_there_is_none(library, tiny_model, tmp_path):
    run(library, "-c", STOPPED, tiny_model, tmp_path)
    steps = []
    train(load(tiny_model), EXAMPLES, config(), tmp_path, key="k", progress=lambda *at: steps.append(at))
    assert (steps[0], steps[-1]) == ((11, 20), (20, 20))


def test_the_setting_says_where_adapters_are_made_and_where_they_answer(tiny_model, tmp_path, monkeypatch):
    monkeypatch.setenv("PLLM_DEVICE", "cuda:99")
    monkeypatch.setenv("PLLM_BASE_MODEL", str(tiny_model))
    url = f"sqlite:///{tmp_path}/memories"
    with Memory(url, embedder="none", backend="local") as memory:
        ada = memory.for_user("ada")
        ada.remember([said(number, role=("assistant", "user")[number % 2]) for number in range(80)])
        with pytest.raises(ConfigError, match="cuda:99"):
            ada.chat("hello")
        with pytest.raises(ConfigError, match="cuda:99"):
            ada.adapt()


@pytest.mark.parametrize("device", ["cuda:99", "card", "a toaster"])
def test_a_device_that_is_not_there_is_named(tiny_model, device):
    with pytest.raises(ConfigError, match=f"no device '{device}'.*PLLM_DEVICE"):
        load(tiny_model, device=device)
