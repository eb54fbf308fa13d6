"""What is trained on: this user's own words, in time, and nobody else's."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_memory.adapt.dataset import NOTHING_BEFORE, examples, split, with_memory
from pllm_memory.errors import InvalidInput
from pllm_memory.types import Message

START = datetime(2026, 1, 1, tzinfo=UTC)


def said(number, role="user", *, session="s", name=None, content=None):
    return Message(
        id=f"m{number}", session_id=session, role=role, name=name, at=START + timedelta(minutes=number),
        content=content or f"{role} says {number}",
    )  # fmt: skip


def test_an_own_message_is_the_answer_to_what_was_said_before_it():
    found = examples([said(1), said(2, "assistant"), said(3)])
    assert [example.completion for example in found] == ["user says 1", "user says 3"]
    assert found[0].prompt == ({"role": "user", "content": NOTHING_BEFORE},)
    assert found[1].prompt == ({"role": "user", "content": "assistant says 2"},)
    assert found[1].message_ids == ("m3", "m2")


@pytest.mark.parametrize("role", ["assistant", "tool", "document", "system"])
def test_only_the_users_own_words_are_trained_on(role):
    assert not examples([said(1, role), said(2, role)])


def test_turns_alternate_and_end_with_anothers_as_chat_templates_want():
    messages = [said(1), said(2, "assistant"), said(3), said(4), said(5, "assistant"), said(6, "tool"), said(7)]
    *_, last = examples(messages, turns=6)
    assert [turn["role"] for turn in last.prompt] == ["user", "assistant", "user"]
    assert last.prompt[1]["content"] == "user says 3\nuser says 4"


def test_nothing_comes_from_another_session():
    found = examples([said(1, "assistant", session="a"), said(2, session="b")])
    assert found[0].message_ids == ("m2",)


def test_of_several_speakers_it_must_be_said_who_is_the_user():
    messages = [said(1, name="Ada"), said(2, name="Bob"), said(3, name="Ada")]
    with pytest.raises(InvalidInput, match="Ada, Bob"):
        examples(messages)
    with pytest.raises(InvalidInput, match="nobody is called 'Eve'"):
        examples(messages, speaker="Eve")
    assert [example.message_ids[0] for example in examples(messages, speaker="Ada")] == ["m1", "m3"]


def test_what_is_held_out_is_later_than_all_that_is_trained_on():
    found = examples([said(number, ("assistant", "user")[number % 2]) for number in range(40)])
    dataset = split("ada", found, held_out=0.25)
    assert len(dataset.held_out) == 5
    assert max(example.at for example in dataset.train) < min(example.at for example in dataset.held_out)
    assert dataset.message_ids.isdisjoint(example.message_ids[0] for example in dataset.held_out)


def test_a_share_that_leaves_nothing_is_refused():
    with pytest.raises(InvalidInput, match="held_out"):
        split("ada", (), held_out=1)


@pytest.mark.anyio
async def test_what_was_known_is_asked_for_the_time_before_and_its_messages_are_named():
    asked = []

    async def known(question, before):
        asked.append((question, before))
        return "<memory>…</memory>", ("m0",)

    (_, example) = await with_memory(examples([said(1), said(2, "assistant"), said(3)]), known)
    assert asked == [("assistant says 2", said(3).at - timedelta(microseconds=1))]
    assert [turn["content"] for turn in example.prompt] == ["<memory>…</memory>", "assistant says 2"]
    assert example.message_ids == ("m3", "m2", "m0")


def test_the_lines_have_trls_columns_and_say_where_they_come_from():
    dataset = split("ada", examples([said(1, "assistant"), said(2), said(3)]), held_out=0.5)
    first, second = map(json.loads, dataset.jsonl().splitlines())
    assert first["completion"] == [{"role": "assistant", "content": "user says 2"}]
    assert first["prompt"] == [{"role": "user", "content": "assistant says 1"}]
    assert (first["split"], second["split"]) == ("train", "held_out")
    assert first["message_ids"] == ["m2", "m1"]


def test_the_examples_of_one_user_never_reach_anothers():
    """OPPU's published code makes one list for all users: user i was trained on what users 1 to i had said."""
    datasets = [split(f"user-{number}", examples([said(1, content=f"secret of {number}")])) for number in range(5)]
    for number, dataset in enumerate(datasets):
        assert [example.completion for example in dataset.train] == [f"secret of {number}"]


@given(st.lists(st.tuples(st.sampled_from(["user", "assistant", "tool"]), st.integers(0, 50), st.sampled_from("ab"))))
def test_every_example_is_made_from_what_was_said_before_it(turns):
    messages = [
        Message(
            id=f"m{place}", session_id=session, role=role, at=START + timedelta(minutes=minute), content=f"x{place}"
        )
        for place, (role, minute, session) in enumerate(turns)
    ]
    known = {message.id: message for message in messages}
    found = examples(messages)
    assert len(found) == sum(message.role == "user" for message in messages)
    assert examples(list(reversed(messages))) == found or len({m.at for m in messages}) < len(messages)
    for example in found:
        own, *before = (known[id_] for id_ in example.message_ids)
        assert all(one.session_id == own.session_id and one.at <= own.at for one in before)
        roles = [turn["role"] for turn in example.prompt]
        assert roles[0] == roles[-1] == "user"
        assert all(one != next_ for one, next_ in pairwise(roles))
