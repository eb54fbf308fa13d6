"""From a memory to examples: what was remembered before each, if it is asked for, and where all of it comes from."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from pllm_memory.errors import ConfigError
from pllm_memory.types import Message

START = datetime(2026, 1, 1, tzinfo=UTC)
TALK = (
    ("s1", "assistant", "Where do you live?"),
    ("s1", "user", "I live in Lyon, near the river."),
    ("s2", "assistant", "Shall we meet in Lyon?"),
    ("s2", "user", "Gladly, at the river in Lyon."),
    ("s3", "assistant", "Do you still live in Lyon?"),
    ("s3", "user", "I moved to Oslo. I live in Oslo now."),
    ("s4", "assistant", "How is the river in Lyon?"),
    ("s4", "user", "Far away from me."),
)


@pytest.fixture
def ada(memory):
    user = memory.for_user("ada")
    user.remember(
        [
            Message(id=f"m{number}", session_id=session, role=role, at=START + timedelta(days=number), content=text)
            for number, (session, role, text) in enumerate(TALK)
        ]
    )
    memory.for_user("bob").remember("I live in Lyon too, at the river; the code word is pineapple.")
    return user


def shown(example):
    return "\n".join(turn["content"] for turn in example.prompt)


def test_without_a_template_nothing_is_shown_but_the_conversation(ada):
    found = ada.dataset()
    assert [shown(example) for example in found.train] == [TALK[0][2], TALK[2][2], TALK[4][2]]
    assert [example.completion for example in found.held_out] == [TALK[7][2]]


@pytest.mark.parametrize("template", ["retrieval", "profile", "combined"])
def test_what_is_shown_was_said_before_by_nobody_else_and_its_messages_are_named(ada, template):
    """OPPU with retrieval, whose histories end where the example begins."""
    found = ada.dataset(template=template)
    texts = [shown(example) for example in (*found.train, *found.held_out)]
    assert "Oslo" not in "".join(texts[:3])
    assert "Oslo" in texts[3]
    assert "Lyon, near the river" in texts[1] or "Lyon (since" in texts[1]
    assert "pineapple" not in "".join(texts)
    assert {"m1", "m2", "m3"} <= set(found.train[1].message_ids)
    for example in (*found.train, *found.held_out):
        at = {f"m{number}": START + timedelta(days=number) for number in range(len(TALK))}
        assert all(at[id_] <= example.at for id_ in example.message_ids)


def test_what_was_forgotten_is_in_no_prompt(ada):
    ada.forget("m1")
    found = ada.dataset(template="combined")
    assert "near the river" not in found.jsonl()
    assert "m1" not in found.jsonl()


def test_the_lines_are_those_that_trl_takes(ada):
    lines = [json.loads(line) for line in ada.dataset(template="retrieval", held_out=0.5).jsonl().splitlines()]
    assert [line["split"] for line in lines] == ["train", "train", "held_out", "held_out"]
    for line in lines:
        assert [turn["role"] for turn in line["completion"]] == ["assistant"]
        assert {turn["role"] for turn in line["prompt"]} == {"user"}


def test_a_template_that_does_not_exist_is_refused(ada):
    with pytest.raises(ConfigError, match="no template"):
        ada.dataset(template="everything")
