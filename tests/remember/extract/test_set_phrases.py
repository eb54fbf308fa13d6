"""Set phrases, names without capitals, and answers about what is still so; all is said on 12 June 2024."""

from datetime import UTC, datetime

import pytest

from pllm_memory.remember.extract import extract
from pllm_memory.remember.extract.casing import cased
from pllm_memory.types import Message


def told(*turns: str) -> list[str]:
    """What the last of some turns says, the assistant's and the user's by turns."""
    at, last = datetime(2024, 6, 12, 10, 0, tzinfo=UTC), len(turns) - 1
    messages = [
        Message(id=f"m{place}", session_id="s", role="assistant" if (last - place) % 2 else "user", content=turn, at=at)
        for place, turn in enumerate(turns)
    ]
    (reading,) = extract(messages, {f"m{last}"})
    marks = {"holds": "", "ends": "ends ", "corrects": "corrects "}
    return [f"{marks[one.mode]}{one.subject} {one.predicate} {one.object}" for one in reading.statements]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We call Rotterdam home now", "user lives_in Rotterdam"),
        ("just signed a lease in Chicago", "user lives_in Chicago"),
        ("I packed my bags and moved to Quito", "user lives_in Quito"),
        ("I'm a Lisbon resident these days", "user lives_in Lisbon"),
        ("so long Oslo, hello Madrid", "user lives_in Madrid"),
        ("so long Oslo, hello Madrid", "ends user lives_in Oslo"),
        ("so long Philips, hello Bosch", "ends user works_at Philips"),
        ("I'm the new librarian at Philips", "user works_as librarian"),
        ("Philips made me redundant last week", "ends user works_at Philips"),
        ("my contract at Philips ended in May", "ends user works_at Philips"),
        ("Same firm, new role: head nurse", "user works_as head nurse"),
        ("Olga manages me", "user boss Olga"),
        ("My manager? Olga.", "user boss Olga"),
        ("Agnes next door brought cake", "user neighbour Agnes"),
        ("I'm dating a guy called Piet", "user partner Piet"),
        ("Piet and I are getting divorced", "ends user partner Piet"),
        ("we got a cat and named her Mittens", "user pet Mittens"),
        ("We have a dog. Bello.", "user pet Bello"),
        ("we gave Mittens away", "ends user pet Mittens"),
        ("I'm done with Philips", "ends user works_at Philips"),
        ("I swapped the bus for my bike to get to work", "user commutes_by bike"),
        ("i live in new york and work at bosch", "user lives_in New York"),
        ("i live in new york and work at bosch", "user works_at Bosch"),
        ("my dog mittens is asleep", "user pet Mittens"),
        ("piet is my cousin", "user cousin Piet"),
        ("People call me Nell at home.", "user nickname Nell"),
        ("You're talking to Henrik.", "user name Henrik"),
    ],
)
def test_what_a_set_phrase_says(text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "My husband is called Netflix",
        "She got a job at Bosch",
        "Careful, my father is asleep",
        "I was never with Bosch",
        "no more cello for me",
        "Call me later",
        "my wife is pregnant",
    ],
)
def test_what_only_sounds_like_a_set_phrase(text):
    kept = ("works_at", "partner", "father", "wants_to_be_called", "name")
    assert [one for one in told(text) if one.removeprefix("ends ").split()[1] in kept] == []


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Still in Oslo?", "nope. Bergen.", ["ends user lives_in Oslo", "user lives_in Bergen"]),
        ("Do you still work at Bosch?", "yes", ["user works_at Bosch"]),
        ("So you live in Oslo, right?", "no, Bergen", ["corrects user lives_in Bergen"]),
        ("Is Ana still in Oslo?", "no, Bergen now", ["ends Ana lives_in Oslo", "Ana lives_in Bergen"]),
        ("How's Rex doing?", "he died in May", ["ends user pet Rex", "ends user partner Rex"]),
        ("Who's your doctor?", "Dr. Bakker", ["user doctor Dr. Bakker"]),
        ("And who am I talking to?", "oh sorry! Henrik.", ["user name Henrik"]),
    ],
)
def test_answers_about_what_is_still_so(question, answer, expected):
    assert told(question, answer) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my sister zelda works at lego", "my sister Zelda works at Lego"),
        ("i'm off to bed", "i'm off to bed"),
        ("my dog food is gone", "my dog food is gone"),
        ("zelda moved to oslo", "Zelda moved to Oslo"),
        ("I told my dog Rex about zelda", "I told my dog Rex about zelda"),
    ],
)
def test_names_without_capitals(text, expected):
    assert cased(text) == expected
