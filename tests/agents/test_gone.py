"""What is forgotten is taken out of values of any kind, and nothing else of them changes."""

import json
from collections import OrderedDict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from pllm_memory import AgentMemory, Message
from pllm_memory.agents import Gone
from pllm_memory.agents.gone import answers, gone
from pllm_memory.errors import NotFound
from pllm_memory.types import now

pytestmark = pytest.mark.anyio

SECRET = 'My "secret" harbour\nis Zanzibar – 4711.'
GONE = Gone(user_id="ada", words=(SECRET, "Yes."))


class Kind(StrEnum):
    same = SECRET


class Model(BaseModel):
    model_config = ConfigDict(extra="allow")
    text: str
    inner: "Model | None" = None


@dataclass(frozen=True)
class Frozen:
    text: str
    made: str = field(init=False, default=SECRET)


class Slotted:
    __slots__ = ("missing", "text")

    def __init__(self, text):
        self.text = text


class Pair(NamedTuple):
    name: str
    text: str


class TestTexts:
    @pytest.mark.parametrize(
        ("text", "left"),
        [
            (SECRET, "[forgotten]"),
            (f"  {SECRET}\n", "[forgotten]"),
            ("Yes.", "[forgotten]"),
            ("Yes. Indeed.", "Yes. Indeed."),
            (f"You said: {SECRET} Right?", "You said: [forgotten] Right?"),
            ("is Zanzibar – 4711.", "[forgotten]"),
            ("harbour", "harbour"),
            ("", ""),
            (f"Look: {SECRET!r}", "Look: '[forgotten]'"),
        ],
    )
    def test_a_text_is_one_of_them_or_holds_one_or_is_a_part_of_one(self, text, left):
        assert GONE.without(text) == left

    @pytest.mark.parametrize("ascii", [True, False])
    def test_also_in_json_that_stays_json(self, ascii):
        told = GONE.without(json.dumps({"city": f"as in {SECRET}"}, ensure_ascii=ascii))
        assert json.loads(told) == {"city": "as in [forgotten]"}

    def test_words_without_spaces_between_them_are_found_in_others(self):
        assert (
            Gone(user_id="ada", words=("我五月搬到了里昂。",)).without("你说:我五月搬到了里昂。对吗?")
            == "你说:[forgotten]对吗?"
        )

    def test_no_log_keeps_them(self):
        assert "Zanzibar" not in repr(GONE)


class TestValues:
    @pytest.mark.parametrize(
        "make",
        [
            lambda text: {"a": [text, 1, None], "b": {"c": (text,)}},
            lambda text: OrderedDict(a=text),
            lambda text: {"set": {text}, "frozen": frozenset([text])},
            lambda text: Model(text="kept", inner=Model(text=text), further={"more": text}),
            lambda text: Pair("kept", text),
        ],
    )
    def test_they_are_found_however_deep_and_what_was_given_is_not_changed(self, make):
        value = make(SECRET)
        assert GONE.without(value) == make("[forgotten]")
        assert type(GONE.without(value)) is type(value)
        assert value == make(SECRET)
        same = make("Something else.")
        assert GONE.without(same) is same

    def test_classes_of_dataclasses_and_slots(self):
        frozen, slotted = GONE.without([Frozen("kept"), Slotted(SECRET)])
        assert (frozen.text, frozen.made, slotted.text) == ("kept", "[forgotten]", "[forgotten]")
        assert not hasattr(slotted, "missing")

    def test_what_is_no_text_stays(self):
        for value in (Kind.same, {SECRET: 1}, SECRET.encode(), 4711, object(), Frozen, [Model]):
            assert GONE.without(value) is value

    @given(st.recursive(st.none() | st.integers() | st.text(max_size=12), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))  # fmt: skip # noqa: E501
    def test_a_value_without_them_is_the_same_object(self, value):
        assert GONE.without(value) is value or "Yes." in repr(value)


def message(number, role, session="s"):
    return Message(id=f"m{number}", role=role, content=f"text {number}", at=now(), session_id=session)


class TestWhatIsGone:
    def test_it_has_the_words_and_the_sessions_once(self):
        found = gone("ada", [message(1, "user"), message(2, "assistant"), message(3, "user")])
        assert (found.message_ids, found.session_ids) == (("m1", "m2", "m3"), ("s",))
        assert found.words == ("text 1", "text 2", "text 3")

    def test_answers_are_all_until_the_user_speaks_again(self):
        said = [message(number, role) for number, role in enumerate(["user", "assistant", "assistant", "user", "assistant"])]  # fmt: skip # noqa: E501
        assert answers(said[0], said) == said[1:3]
        assert answers(said[3], said) == said[4:]
        assert answers(said[1], said) == []
        assert answers(message(9, "user"), said) == []


class TestForget:
    async def test_the_framework_is_first_and_if_it_fails_the_memory_forgets_nothing(self, memory):
        agent, ada = AgentMemory(memory), memory.for_user("ada")
        ada.remember([{"id": "m1", "content": SECRET}], session_id="monday")
        seen = []

        async def scrub(found):
            seen.append(found)
            if len(seen) == 1:
                raise OSError("the framework's database is down")

        with pytest.raises(OSError):
            await agent.aforget("m1", user_id="ada", scrub=scrub)
        assert ada.messages()
        assert (await agent.aforget("m1", user_id="ada", scrub=scrub)).message_ids == ("m1",)
        assert not ada.messages()
        assert [(one.words, one.session_ids) for one in seen] == [((SECRET,), ("monday",))] * 2

    @pytest.mark.parametrize("ids", [[], ["nonesuch"], ["m1", "nonesuch"]])
    def test_nothing_is_scrubbed_if_one_is_not_there(self, memory, ids):
        memory.for_user("ada").remember([{"id": "m1", "content": SECRET}])
        memory.for_user("bob").remember([{"id": "nonesuch", "content": "of bob"}])
        seen = []
        with pytest.raises(NotFound):
            AgentMemory(memory).forget(*ids, user_id="ada", scrub=seen.append)
        assert not seen
        assert len(memory.for_user("ada").messages()) == 1

    def test_without_scrub_it_is_the_memorys_own(self, memory):
        memory.for_user("ada").remember("I live in Lyon.")
        (fact,) = memory.for_user("ada").facts()
        assert AgentMemory(memory).forget(fact.id, user_id="ada").fact_ids == (fact.id,)
