"""The profile: what is always worth knowing, in few words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statements import day, said

from pllm_memory.facts import Profile
from pllm_memory.recall import estimate_tokens
from pllm_memory.remember.profile import profile
from pllm_memory.remember.resolve import resolve
from pllm_memory.remember.retention import FADED, retention
from pllm_memory.stores.base import Recalls

ME = "user"


def made(*told, budget=1000, moment=None, recalled=None, about=None):
    beliefs = resolve(told, user_id="ada")
    return profile(
        beliefs, about=about, moment=moment or day(1), budget=budget, count_tokens=estimate_tokens, recalled=recalled
    )


TOLD = [
    said(0, ME, "name", "Ada"), said(0, ME, "lives_in", "Lyon"), said(0, ME, "likes", "ramen", strength=0.9),
    said(0, ME, "allergic_to", "peanuts"), said(0, ME, "sister", "Ana"), said(0, "Ana", "lives_in", "Porto"),
    said(0, ME, "wants_answers", "short"), said(0, ME, "works_at", "Bosch"),
    said(0, ME, "plans", "a trip", valid_at=day(9)),
    said(0, "Bob", "lives_in", "Oslo"), said(0, ME, "did", "ran a race"),
]  # fmt: skip
TOLD = [replace(statement, message_id=f"m{number}") for number, statement in enumerate(TOLD)]


def test_sections_come_in_their_order_and_hold_what_is_about_the_person():
    found = made(*TOLD)
    assert list(found.sections) == ["who", "preferences", "constraints", "relationships", "work", "plans", "style"]
    text = str(found)
    assert "profile of Ada" in text
    assert "Ana lives in Porto" in text
    assert "Oslo" not in text
    assert "race" not in text


def test_each_line_is_dated_and_has_its_evidence():
    (line,) = made(said(0, ME, "lives_in", "Lyon", message_id="m1", valid_at=day(-30))).sections["who"]
    assert (line.since, line.message_ids) == (day(-30), ("m1",))
    assert "(since 2023-12-02) [m1]" in str(made(said(0, ME, "lives_in", "Lyon", message_id="m1", valid_at=day(-30))))


def test_of_two_that_say_the_same_the_longer_is_shown():
    found = made(said(0, ME, "likes", "sushi"), said(1, ME, "likes", "spicy tuna sushi"))
    assert [line.text for line in found] == ["The user likes spicy tuna sushi"]


def test_what_has_ended_is_not_shown():
    text = str(made(said(0, ME, "lives_in", "Paris"), said(0.5, ME, "lives_in", "Lyon"), moment=day(2)))
    assert "Lyon" in text
    assert "Paris" not in text


def test_somebody_elses_profile():
    assert "Bob lives in Oslo" in str(made(*TOLD, about="bob"))
    assert str(made(*TOLD, about="nobody")) == ""


@given(st.integers(0, 400))
def test_never_over_budget_and_a_larger_one_shows_no_less(budget):
    small, large = made(*TOLD, budget=budget), made(*TOLD, budget=budget + 60)
    assert small.tokens == estimate_tokens(str(small)) <= max(budget, 0)
    assert sum(1 for _ in small) <= sum(1 for _ in large)


def test_how_to_answer_and_what_harms_come_first_where_room_is_short():
    text = str(made(*TOLD, budget=70))
    assert "short" in text
    assert "peanuts" in text
    assert "ramen" not in text


def test_a_profile_survives_json():
    found = made(*TOLD)
    assert Profile.from_json(found.to_json()) == found


# ── fading ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_never_said_again_fades_and_what_is_recalled_stays():
    told = said(0, ME, "plans", "a garden", message_id="m1")
    assert "garden" in str(made(told, moment=day(30)))
    assert "garden" not in str(made(told, moment=day(400)))
    assert "garden" in str(made(told, moment=day(400), recalled={"m1": Recalls(9, day(350))}))


@given(
    days=st.floats(0, 1e5),
    more=st.floats(0, 1e4),
    tau=st.floats(0.1, 1e4),
    strength=st.floats(0.1, 1e3),
    up=st.floats(0, 100),
)
def test_retention_falls_with_time_and_rises_with_strength(days, more, tau, strength, up):
    """The published code has the precedence wrong: there, what is stronger fades faster."""
    kept = retention(days=days, tau=tau, strength=strength)
    assert 0 <= kept <= 1
    assert retention(days=days + more, tau=tau, strength=strength) <= kept
    assert retention(days=days, tau=tau, strength=strength + up) >= kept


def test_retention_is_the_published_curve():
    assert retention(days=10, tau=5, strength=2) == pytest.approx(0.36788, abs=1e-5)
    assert retention(days=-3, tau=5, strength=1) == 1
    assert retention(days=1e9, tau=1, strength=1) < FADED
