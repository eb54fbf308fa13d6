"""Recall holds what the first release promised, on real data, with the real model, in one default."""

from pathlib import Path

import pytest

from pllm_memory import bench

pytestmark = pytest.mark.anyio


async def test_the_evidence_is_found_in_long_conversations(data: Path):
    report = await bench.run("locomo", data / "locomo_dev.json", systems=("ours",), limit_cases=2, budgets=())
    overall = report.to_dict()["overall"]
    assert overall["recall@10"] >= 0.80
    assert overall["mrr"] >= 0.60


async def test_a_preference_is_found_by_a_question_that_shares_no_word_with_it(data: Path):
    report = await bench.run("prefeval", data / "prefeval", systems=("ours",), limit_cases=40, budgets=())
    assert report.to_dict()["overall"]["hit@5"] >= 0.85
