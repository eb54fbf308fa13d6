"""An explanation says in words what its numbers say."""

from datetime import UTC, datetime

import pytest

from pllm_memory.recall.explain import explain_score
from pllm_memory.recall.strategy import RETRIEVERS
from pllm_memory.types import Hit, Via


def hit(**votes):
    via = {name: Via(1, score) for name, score in votes.items()}
    return Hit(
        text="x", score=sum(votes.values()), at=datetime(2026, 5, 8, tzinfo=UTC), message_ids=("m",), session_id="s",
        speaker="Ada", role="user", via=via,
    )  # fmt: skip


def test_the_parts_sum_up_to_the_score_and_the_most_important_comes_first():
    lines = explain_score(hit(lexical=0.2, semantic=-0.7, substance=0.1)).splitlines()
    assert lines[0] == "score -0.400, made of"
    assert [line.split()[1] for line in lines[1:]] == ["semantic,", "lexical,", "substance,"]
    assert sum(float(line.split()[0]) for line in lines[1:]) == pytest.approx(-0.4)


def test_what_counts_against_a_message_is_not_said_as_if_it_spoke_for_it():
    assert "it is near the question in meaning" in explain_score(hit(semantic=0.1))
    assert "farther from the question" in explain_score(hit(semantic=-0.1))
    assert "nothing near the question" in explain_score(hit(session=-0.1))
    assert "moved it down" in explain_score(hit(reranker=-0.1))


@pytest.mark.parametrize("name", [*RETRIEVERS, "fact", "expansion", "reranker"])
def test_every_vote_that_there_is_has_words(name):
    for score in (0.5, -0.5):
        assert "was found by this retriever" not in explain_score(hit(**{name: score}))
