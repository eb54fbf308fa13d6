"""Text is analysed by rules that can be said in a sentence each."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_memory import Message
from pllm_memory.text import Flag, analyse, embeddable, terms, words


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


def test_what_a_picture_shows_is_indexed_and_who_said_it_is_not():
    found = dict(analyse(message("Look!", name="Rhona", caption="a lighthouse at dusk")).terms)
    assert found == {"look": 1, "lighthous": 1, "dusk": 1}


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


@pytest.mark.parametrize(
    ("said", "embedded"),
    [
        ("I sold the boat, Rhona!", "I sold the boat!"),
        ("Rhona, I sold the boat.", "I sold the boat."),
        ("I sold it. Rhona, it was time", "I sold it. it was time"),
        ("I thank you Rhona. I sold the boat.", "I thank you. I sold the boat."),
        ("I met Rhona. We sold Rhona's boat.", "I met Rhona. We sold Rhona's boat."),
        ("I met Jarek, Rhona's brother", "I met Jarek, Rhona's brother"),
        ("I sold the boat, Jarek!", "I sold the boat, Jarek!"),
        ("Rhona!", "Rhona!"),
    ],
)
def test_a_name_by_which_somebody_is_addressed_stays_out_of_what_is_embedded(said, embedded):
    assert embeddable(message(said, name="Ada"), {"Rhona Smith", "Ada"}) == embedded


@given(st.text(max_size=200))
def test_any_text_can_be_analysed_and_the_same_text_is_analysed_alike(text):
    assert terms(text) == terms(text)
    assert all(term and " " not in term for term in terms(text))
