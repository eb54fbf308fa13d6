"""What the pages show of adapters is run, with a tiny model in place of the reader's."""

import re

import pytest
import yaml

from pllm_memory import Memory
from tests.adapt.registered import said
from tests.conftest import ROOT

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")  # peft's, of transformers


def block(page, containing):
    found = re.findall(r"^```py\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return next(code for code in found if containing in code)


@pytest.fixture
def shown(tiny_model, tmp_path, monkeypatch):
    """Runs a block of a page where the reader would: beside a memory of Ada's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLLM_EMBEDDER", "none")
    monkeypatch.setenv("PLLM_BASE_MODEL", str(tiny_model))
    with Memory("sqlite:///./memories", embedder="none") as memory:
        turns = [said(n, f"this is number {n}", role=("assistant", "user")[n % 2]) for n in range(80)]
        memory.for_user("ada").remember(turns, session_id="s")

    def run(page, containing):
        names = {}
        try:
            exec(block(page, containing), names)
        finally:
            names["memory"].close()

    return run


@pytest.mark.parametrize(("page", "containing"), [("README.md", "ada.chat("), ("docs/adapters.md", "ada.stream(")])
def test_what_a_page_shows_of_answering_runs(page, containing, shown, capsys):
    shown(page, containing)
    printed = capsys.readouterr().out
    assert "a fact is asked for" in printed


def test_what_the_page_shows_of_examples_runs(shown, tmp_path):
    shown("docs/adapters.md", "ada.dataset(")
    assert len((tmp_path / "ada.jsonl").read_text().splitlines()) == 40


def test_the_manifests_say_what_those_who_read_them_look_for():
    """production-stack's chart takes names that it does not know without a word."""
    page = (ROOT / "docs/serving.md").read_text(encoding="utf-8")
    chart, ray = map(yaml.safe_load, re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    for replica in chart["servingEngineSpec"]["modelSpec"]:
        assert {"repository", "tag", "modelURL", "requestCPU", "requestMemory", "requestGPU"} <= replica.keys()
        assert replica["enableLoRA"] is True
        assert replica["replicaCount"] == 1
        assert {"name": "VLLM_ALLOW_RUNTIME_LORA_UPDATING", "value": "True"} in replica["env"]
        assert "pvcStorage" not in replica
    (model,) = ray["applications"][0]["args"]["llm_configs"]
    assert model["lora_config"]["max_num_adapters_per_replica"] == model["engine_kwargs"]["max_loras"]


def test_what_a_page_shows_of_several_servers_runs():
    names = {}
    exec(block("docs/serving.md", "Replicas({"), names)
    assert set(names["backend"].order("ada")) == set(names["servers"])
