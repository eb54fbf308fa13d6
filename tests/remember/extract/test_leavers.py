"""Tests of who has a role no more by what they did, and of what only looks like an end."""

from datetime import UTC, datetime

import pytest

from pllm_memory.facts import USER
from pllm_memory.remember.extract.leavers import leavers
from pllm_memory.remember.extract.people import Around

AT = datetime(2024, 6, 12, 12, tzinfo=UTC)


def left(text):
    return {(one.predicate, one.object) for one in leavers(text, AT, Around(USER, frozenset(), ()))}


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("My boss retired last week.", {("boss", "")}),
        ("our manager Ines has left the company", {("boss", "Ines")}),
        ("My GP moved to another practice.", {("doctor", "")}),
        ("the landlord sold the building", {("landlord", "")}),
        ("our landlord died", {("landlord", "")}),
        ("my flatmate moved out on Friday", {("roommate", "")}),
        ("So my therapist stopped practising, great.", {("therapist", "")}),
        ("My neighbour moved away.", {("neighbour", "")}),
    ],
)
def test_a_role_ends_by_what_its_holder_did(text, over):
    assert left(text) == over


def test_of_a_name_every_role_is_meant_that_may_end_so():
    assert {role for role, name in left("Dr. Adeyemi retired in May.") if name == "Dr. Adeyemi"} >= {"doctor", "boss"}


@pytest.mark.parametrize(
    "text",
    [
        "My boss nearly quit.",
        "If my boss quit I'd celebrate.",
        "My boss left early.",
        "My friend's boss retired.",
        "My GP might retire.",
        "my flatmate is moving out in May",
        "Jo left.",
        "He retired.",
        "my sister moved out",
        "My boss was away but is back.",
    ],
)
def test_nothing_is_over_by(text):
    assert left(text) == set()
