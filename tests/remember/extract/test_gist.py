"""What is told in no form that a rule knows: by a topic's words and a thing of the sort, and never by those alone."""

import pytest
from test_extract import WEDNESDAY

from pllm_memory.facts import USER
from pllm_memory.remember.extract import extract
from pllm_memory.types import Message

LOOSE = {"did", "plans", "wants", "feels"}
"""Predicates of what was done or is wished, which say nothing of what holds."""


def read(text, asked=""):
    """The statements of a message, but for what was done and what is wished."""
    question = [Message(id="q", role="assistant", content=asked, session_id="s", at=WEDNESDAY)] if asked else []
    message = Message(id="m", role="user", content=text, session_id="s", at=WEDNESDAY)
    (reading,) = extract([*question, message], {"m"})
    return {
        (one.mode, one.subject, one.predicate, one.object) for one in reading.statements if one.predicate not in LOOSE
    }


def holds(predicate, value, who=USER):
    return ("holds", who, predicate, value)


def over(predicate, value):
    return ("ends", USER, predicate, value)


# ── topics: work, home, school, health, leisure ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Long shift at Brightwater, where I work.", holds("works_at", "Brightwater")),
        ("I write for Brightwater, that's my job.", holds("works_at", "Brightwater")),
        ("The gym? Stonehill now.", holds("gym", "Stonehill")),
        ("I put down roots in Ghent.", holds("lives_in", "Ghent")),
        ("New address: Leuven.", holds("lives_in", "Leuven")),
        ("My postcode changed again, I'm in Ghent now.", holds("lives_in", "Ghent")),
        ("I'm doing a degree at Uppsala.", holds("studies_at", "Uppsala")),
        ("My knees hurt, arthritis again says the doctor.", holds("has_condition", "arthritis")),
        ("Peanuts send me to hospital, I'm allergic.", holds("allergic_to", "Peanuts")),
        ("I take the tram to the office.", holds("commutes_by", "tram")),
        ("My friend's gym is Stonehill.", holds("gym", "Stonehill", "user/friend")),
    ],
)
def test_a_topic_and_a_thing_of_its_sort_say_a_fact(text, fact):
    assert fact in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "I might move to Leuven.", "I wish Brightwater would hire me.", "If I worked at Brightwater I'd be rich.",
        "I have an interview at Brightwater tomorrow.", "Do you like dumplings?", "Is Leuven nice?",
        "Just kidding, I work at Brightwater.", "Say hi to Tomas.", "Brightwater is hiring.",
        "My people are gardeners and so am I.",
        "My boss wants me to move to Leuven.", "People say I live in Leuven.", "My dream is a flat in Leuven.",
        "I'd love to be called a genius.", "Do people really enjoy living in Leuven?…",
    ],
)  # fmt: skip
def test_plans_wishes_questions_jokes_and_hearsay_say_none(text):
    assert not read(text)


@pytest.mark.parametrize(
    "text",
    [
        "In the novel the hero lives in Leuven and works at Brightwater.",
        "I'm reading a thriller. A nurse from Ghent is allergic to nuts.",
        "My paladin lost her horse. The gym? Stonehill now.",
    ],
)
def test_beside_a_story_nothing_is_guessed(text):
    assert not read(text)


# ── people, pets and names ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "asked", "fact"),
    [
        ("My landlady (Petra) fixed the boiler.", "", holds("landlord", "Petra")),
        ("Tomas, my brother, rang.", "", holds("brother", "Tomas")),
        ("My cousin.", "Who's Mirela?", holds("cousin", "Mirela")),
        ("Otto the beagle slept on my bed, my dog is spoiled.", "", holds("pet", "Otto")),
        ("Bea here, by the way.", "", holds("name", "Bea")),
        ("You can call me Bea.", "", holds("wants_to_be_called", "Bea")),
    ],
)
def test_a_name_beside_a_role_is_who_has_it(text, asked, fact):
    assert fact in read(text, asked)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Is Petra your landlady?", ""),
        ("No idea.", "Who's Mirela?"),
        ("Say hello to Otto from me.", ""),
        ("Nobody at the moment.", "Who is your current employer?"),
    ],
)
def test_a_name_alone_is_nobody(text, asked):
    assert not read(text, asked)


# ── moods ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Steamed dumplings? Pure joy.", holds("likes", "Steamed dumplings")),
        ("Can't get enough of ceramics.", holds("likes", "ceramics")),
        ("Rainy mornings make me so happy.", holds("likes", "Rainy mornings")),
        ("Sick of queues.", holds("dislikes", "queues")),
        ("Queues are my nightmare.", holds("dislikes", "Queues")),
    ],
)
def test_a_glad_or_a_weary_word_and_one_thing_are_a_taste(text, fact):
    assert fact in read(text)


@pytest.mark.parametrize(
    "text", ["Would you say dumplings are pure joy?", "If I liked queues, I'd know.", "She is sick of queues."]
)
def test_what_somebody_else_feels_or_nobody_yet_is_no_taste_of_ones_own(text):
    assert not {fact for fact in read(text) if fact[1] == USER}


# ── what is over ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "asked", "fact"),
    [
        ("I quit Brightwater.", "", over("anything", "Brightwater")),
        ("No more pottery for me.", "", over("anything", "pottery")),
        ("Sold it last week.", "How's the kayak?", over("anything", "kayak")),
        ("We broke up.", "", over("partner", "")),
        ("I changed jobs.", "", over("works_at", "")),
        ("I got laid off.", "", over("works_at", "")),
    ],
)
def test_an_end_is_known_by_what_is_over_though_not_what_it_was(text, asked, fact):
    assert fact in read(text, asked)


@pytest.mark.parametrize(
    "text",
    [
        "He quit Brightwater.", "She sold the kayak.", "My brother quit Brightwater.", "I almost quit Brightwater.",
        "I'm thinking of selling the kayak.", "They cancelled the jazz festival.", "Just kidding, I quit Brightwater.",
        "I'd never quit Brightwater.", "Did you quit Brightwater?",
    ],
)  # fmt: skip
def test_what_others_end_and_what_is_not_ended_yet_ends_nothing_of_ones_own(text):
    assert not {fact for fact in read(text) if fact[:2] == ("ends", USER)}
