import os
from pathlib import Path

import pytest

from pllm_memory.bench.cases import Asked, Case, Dataset
from pllm_memory.types import Message, utc

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def data():
    """The folder of the real benchmarks; tests that need it say so when it is not there."""
    folder = Path(os.environ.get("PLLM_DATA") or REPOSITORY / "../shared/data").resolve()
    if not (folder / "locomo_dev.json").exists():
        pytest.skip(f"no benchmark data in {folder}; set PLLM_DATA")
    return folder


def said(id_, content, *, at, name=None, session_id="s1", role="user", caption=None):
    return Message(id=id_, session_id=session_id, role=role, content=content, at=utc(at), name=name, caption=caption)


@pytest.fixture
def case():
    """Two sessions of two people, small enough to check every number by hand."""
    messages = (
        said("a", "I adopted a beagle called Biscuit.", at="2024-01-01T10:00:00Z", name="Ada"),
        said("b", "Lovely! I am learning the cello.", at="2024-01-01T10:00:01Z", name="Ben"),
        said("c", "We moved to Lyon.", at="2024-02-01T10:00:00Z", name="Ada", session_id="s2", caption="a river"),
        said("d", "The weather was dull.", at="2024-02-01T10:00:01Z", name="Ben", session_id="s2"),
    )
    questions = (
        Asked(id="0", text="Which beagle did Ada adopt?", evidence=("a",), category="1"),
        Asked(id="1", text="Who moved to Lyon?", evidence=("c",), category="4"),
        Asked(id="2", text="What is the meaning of it all?", category="3"),
        Asked(id="3", text="What does Ben play, the cello?", evidence=("b",), category="5", answerable=False),
    )
    return Case(user_id="tiny", messages=messages, questions=questions)


@pytest.fixture
def other_case():
    messages = (said("z", "Our yacht is called Aurora.", at="2024-03-01T10:00:00Z", name="Zoe"),)
    return Case(
        user_id="other",
        messages=messages,
        questions=(Asked(id="0", text="What is the yacht called?", evidence=("z",), category="4"),),
    )


@pytest.fixture
def dataset(case, other_case):
    groups = {"cat1-4": frozenset({"1", "2", "3", "4"})}
    return Dataset(name="tiny", cases=(case, other_case), size=2, files=(), groups=groups)
