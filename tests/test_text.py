"""Text is analysed by rules that can be said in a sentence each."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_memory import Message
from pllm_memory.text import Flag, analyse, dates_in, embeddable, terms, words


def message(content, **more):
    return Message(id="m", session_id="s", content=content, at=datetime(2023, 5, 8, 12, tzinfo=UTC), **more)


def test_case_accents_and_endings_do_not_matter():
    assert terms("Café MOVING") == terms("cafe moved")


def test_stop_words_and_clitics_are_dropped():
    assert terms("I'm at the café, don't you see what's Ada's?") == ["cafe", "see", "ada"]


def test_scripts_without_spaces_become_pairs_of_characters():
    assert list(words("我喜欢猫 ok")) == ["我喜", "喜欢", "欢猫", "ok"]
    assert list(words("猫")) == ["猫"]
    assert list(words("cat猫犬3")) == ["cat", "猫犬", "3"]


def test_a_message_is_found_by_speaker_date_and_caption_too():
    found = dict(analyse(message("Look!", name="Rhona", caption="a lighthouse at dusk")).terms)
    assert {"rhona", "lighthous", "@y2023", "@m5", "@d5-8", "@w0"} <= found.keys()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 8 May 2023", {"@y2023", "@m5", "@d5-8"}),
        ("on the 14th of June", {"@m6", "@d6-14"}),
        ("October 31st", {"@m10", "@d10-31"}),
        ("in Sept. 2024", {"@y2024", "@m9"}),
        ("may I march on?", set()),
        ("in May", {"@m5"}),
        ("on Tuesdays", {"@w1"}),
        ("June 99", {"@m6"}),
        ("1000 things", set()),
    ],
)
def test_dates_in_a_question_are_read(text, expected):
    assert set(dates_in(text)) == expected


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("How are you?", Flag.ASKS),
        ("I can't stand olives", Flag.PREFERS),
        ("I'm allergic to sesame", Flag.PREFERS),
        ("We went last week", Flag.DATED),
        ("Ada lives in Lyon", Flag(0)),
    ],
)
def test_flags_say_what_kind_of_message_it_is(text, flags):
    assert analyse(message(text)).flags == flags


def test_substance_counts_what_statements_say():
    assert analyse(message("Thanks! How was the regatta?")).substance == 0
    assert analyse(message("We bought a narrowboat in Leeds.")).substance == 3


def test_greetings_and_the_name_stay_out_of_what_is_embedded():
    assert (
        embeddable(message("Hey there! I sold the boat.", name="Ada", caption="a boat")) == "I sold the boat. [a boat]"
    )
    assert embeddable(message("Hey!")) == "Hey!"


@given(st.text(max_size=200))
def test_any_text_can_be_analysed_and_the_same_text_is_analysed_alike(text):
    assert terms(text) == terms(text)
    assert all(term and " " not in term for term in terms(text))
    dates_in(text)
