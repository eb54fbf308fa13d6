"""Turns of a life: what one left, lost, replaced or became does not stand as if it still held."""

import pytest
from test_gist import holds, over, read

from pllm_memory.facts import USER


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("They let me go at Brightwater yesterday.", {over("works_at", "Brightwater")}),
        ("They let me go yesterday.", {over("works_at", "")}),
        ("My company went bust.", {over("works_at", "")}),
        ("Brightwater closed down.", {over("anything", "Brightwater")}),
        ("I'm working for myself now.", {over("works_at", "")}),
        ("I've gone freelance.", {over("works_at", "")}),
        ("I took voluntary redundancy.", {over("works_at", "")}),
        ("I retired last week.", {over("works_at", ""), over("works_as", "")}),
        ("They made me team lead.", {holds("works_as", "team lead")}),
        ("Packed up and headed to Leuven.", {holds("lives_in", "Leuven")}),
        ("Since we moved to Leuven I sleep better.", {holds("lives_in", "Leuven")}),
        ("My sister's in Dublin now.", {holds("lives_in", "Dublin", "user/sister")}),
        ("Alan died in March.", {over("pet", "Alan"), over("partner", "Alan")}),
        ("We had to let Rex go.", {over("pet", "Rex")}),
        ("She dumped me.", {over("partner", "")}),
        ("Single life. I'm back on Tinder.", {over("partner", "")}),
        (
            "I replaced my Fiat with a Vespa.",
            {over("owns", "Fiat"), holds("owns", "Vespa"), holds("anything", "Vespa")},
        ),
        ("I wrote off my car.", {over("owns", "car")}),
        ("I'm off gluten since May.", {holds("avoids", "gluten")}),
        ("I've cut out sugar.", {holds("avoids", "sugar")}),
        ("It's my 31st birthday today.", {holds("age", "31")}),
        ("I work from home now.", {over("commutes_by", "")}),
        ("I can't stand sushi any more.", {holds("dislikes", "sushi")}),
    ],
)
def test_a_turn_says_what_is_over_and_what_came_instead(text, facts):
    assert read(text) == facts


@pytest.mark.parametrize(
    "text",
    [
        "They let me go home early on Fridays.",
        "They let me go early yesterday.",
        "My sister's in Dublin for a holiday now.",
        "They might let me go.",
        "My friend is thinking about working for himself.",
        "She made it through the night.",
        "I turned ten things around.",
        "They made me captain for a day.",
        "Tom closed down his laptop.",
    ],
)
def test_what_sounds_like_a_turn_and_is_none(text):
    assert not {fact for fact in read(text) if fact[1] == USER or fact[2] == "lives_in"}
