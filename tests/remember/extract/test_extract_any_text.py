"""Extraction survives whatever text it gets: no error, the same result each time, and no blow-up."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pllm_memory.remember.extract import extract
from pllm_memory.types import Message

AT = datetime(2024, 6, 12, 10, 0, tzinfo=UTC)
WORDS = st.sampled_from(
    "I my sister Ana Bruno she he it we our 's 'm not n't never no , . ? ! - – \" ' ( ) and but because who that"
    " if when"
    " moved live lives work love like likes hate have had has was is are been to in at from until since May 2019"
    " Friday"
    " last next year week ago 3 dog Porto Bosch vegan actually sorry meant favourite colour green named called a the"
    " \n … ’ don't can't used going will would years old birthday".split(" ")
)
TALK = st.lists(WORDS, max_size=40).map(" ".join)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=300)


def messages(*texts):
    return [
        Message(id=f"m{n}", session_id="s", role=("assistant", "user")[n % 2], content=text, at=AT)
        for n, text in enumerate(texts)
        if text.strip()
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(ANYTHING, TALK), max_size=4))
def test_no_text_is_an_error_and_the_same_text_reads_the_same(texts):
    said = messages(*texts)
    wanted = {message.id for message in said}
    first = extract(said, wanted)
    assert first == extract(said, wanted)
    assert [reading.message_id for reading in first] == [message.id for message in said]
    for reading in first:
        assert all(one.message_id == reading.message_id and one.subject and one.predicate for one in reading.statements)
        assert all(one.object or one.mode == "ends" for one in reading.statements)
        assert len({one.id for one in reading.statements}) == len(reading.statements)


@settings(max_examples=50, deadline=None)
@given(TALK, st.sampled_from([datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)]))
def test_no_time_is_an_error(text, at):
    if text.strip():
        extract([Message(id="m", session_id="s", content=text, at=at)], {"m"})


@pytest.mark.parametrize(
    "unit",
    ["a", " ", "I was ", "my sister, ", '"', "[", "(", ".", "I love a and ", "1 ", "the ", "in May ", "May 3 ", "no, ",
     "it's not a not b ", "I'm'm'm", "Ana ", "please ", "every day ",
     "I live in Rome. ", "A. ", "next week ", "- ", "```"],
)  # fmt: skip
def test_long_texts_take_no_longer_than_their_beginning(unit):
    """Only the first few thousand characters are read, and no pattern goes back and forth over them."""
    for text in (f"x{unit * 190_000}"[:190_000], "\n".join([f"x{unit * 590}"[:590]] * 6)):
        start = time.process_time()
        extract(messages("Where do you live?", text), {"m1"})
        assert time.process_time() - start < 1.0


def test_what_is_far_behind_in_a_long_text_is_not_read():
    text = "I live in Lyon. " + "Hm. " * 5_000 + "I love tea."
    ((statement,),) = [reading.statements for reading in extract(messages("Hi", text), {"m1"})]
    assert statement.object == "Lyon"
