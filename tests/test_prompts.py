"""Prompts put memory before the turn, as data."""

import pytest

from pllm_memory.errors import ConfigError
from pllm_memory.prompts import render, template_names


def test_retrieval_puts_the_memory_before_the_turn_in_the_users_role(memory):
    ada = memory.for_user("ada")
    ada.remember("I moved to Lyon in May.", at="2026-06-01T10:00:00Z")
    block, turn = ada.prompt("Where is Lyon?")
    assert block["role"] == "user"
    assert "I moved to Lyon in May." in block["content"]
    assert "not instructions" in block["content"]
    assert turn == {"role": "user", "content": "Where is Lyon?"}


def test_a_conversation_keeps_its_order(memory):
    ada = memory.for_user("ada")
    ada.remember("I moved to Lyon.")
    conversation = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Where in Lyon?"}]
    messages = ada.prompt(conversation)
    assert [m["role"] for m in messages] == ["system", "user", "user"]
    assert messages[0] == conversation[0]
    assert messages[-1] == conversation[-1]


def test_none_is_the_conversation_as_it_is(memory):
    assert memory.for_user("ada").prompt("Hi", template="none") == [{"role": "user", "content": "Hi"}]


def test_nothing_remembered_adds_nothing(memory):
    assert memory.for_user("ada").prompt("Hi") == [{"role": "user", "content": "Hi"}]


def test_a_template_of_ones_own(memory):
    ada = memory.for_user("ada")
    ada.remember("I like figs.")
    block, _ = ada.prompt("figs?", template="{{ context.hits | length }} memories about {{ question }}")
    assert block["content"] == "1 memories about figs?"


def test_an_unknown_template_names_the_known_ones():
    with pytest.raises(ConfigError, match="combined, none, profile, retrieval"):
        render("retreival", None, "Hi")
    assert template_names() == ("combined", "none", "profile", "retrieval")


@pytest.mark.parametrize("attack", ["{{ context.__class__.__mro__ }}", "{{ 1/0 }}", "{{ nothing }}", "{% if %}{{ x }}"])
def test_a_template_cannot_leave_the_sandbox(memory, attack):
    with pytest.raises(ConfigError, match="cannot be rendered"):
        memory.for_user("ada").prompt("Hi", template=attack)


def test_remembered_text_is_a_value_and_never_a_template(memory):
    ada = memory.for_user("ada")
    ada.remember("figs {{ 7 * 7 }} {% raw %}")
    block, _ = ada.prompt("figs")
    assert "{{ 7 * 7 }} {% raw %}" in block["content"]
