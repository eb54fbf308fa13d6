"""Which weights answer, and why: a pure decision."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_memory.adapt.route import FEWEST, NONE, Offer, asks, none_yet, route

FACTS = [
    "Where do I live?", "What's my sister called?", "When did I move to Lyon?", "How old is my dog?",
    "Do I like olives?", "Did I tell you about the boat?",
    "Who is my dentist?", "Which school did we visit?", "Am I allergic to anything?",
    "Remind me what I said about Jarek.", "Do you remember my birthday?", "And where did we meet?",
    "How many children do I have?", "What do you know about me?",
]  # fmt: skip
OTHERS = [
    "Hi!", "Write a note to my landlord.", "What should I cook tonight?", "Could you recommend me a book?",
    "I had a terrible day.", "Help me answer this e-mail from my boss.", "What is the capital of France?",
    "How do I ask for a raise?", "Tell me a joke.", "Where would be the best place for my holiday?", "Thanks!", "",
]  # fmt: skip
OWN, SHARED = Offer("u_1"), Offer("s_1")


@pytest.mark.parametrize("question", FACTS)
def test_a_question_for_a_fact_goes_to_the_base_model_whatever_there_is(question):
    assert asks(question) == "fact"
    assert route(question, own=OWN, shared=SHARED).level == "base"


@pytest.mark.parametrize("question", OTHERS)
def test_all_else_goes_to_the_users_own_adapter(question):
    assert asks(question) == "other"
    found = route(question, own=OWN, shared=SHARED)
    assert (found.level, found.adapter) == ("user", "u_1")


def test_without_an_own_one_the_shared_adapter_answers_and_without_that_the_base_model():
    assert route("Hi!", shared=SHARED).adapter == "s_1"
    assert route("Hi!").level == "base"


def test_what_is_in_doubt_does_not_answer_and_the_reason_is_told():
    doubted = Offer("u_1", "it was made for another base model")
    found = route("Hi!", own=doubted, shared=SHARED)
    assert found.level == "shared"
    assert "another base model" in str(found)
    assert "there is none that is live" in str(route("Hi!"))


def test_how_much_was_said_decides_whether_there_can_be_an_own_one_and_is_told():
    few = route("Hi!", own=none_yet(FEWEST - 1), shared=SHARED)
    assert few.level == "shared"
    assert f"{FEWEST - 1} replies are too few" in str(few)
    assert none_yet(FEWEST) is NONE


offers = st.builds(Offer, st.none() | st.sampled_from(["a", "b"]), st.sampled_from(["", "doubt"]))


@given(st.text(max_size=80), offers, offers)
def test_nothing_answers_that_was_not_offered_or_is_in_doubt(question, own, shared):
    found = route(question, own=own, shared=shared)
    chosen = {"user": own, "shared": shared, "base": NONE}[found.level]
    assert found.adapter == chosen.name
    assert not chosen.doubt
    assert found.reasons
