import json
import sys
from itertools import count

import numpy as np
import pytest

from pllm_memory import bench
from pllm_memory.bench.cases import Asked, Case
from pllm_memory.bench.metered import Metered
from pllm_memory.bench.rivals import RIVALS
from pllm_memory.bench.run import Run
from pllm_memory.bench.systems import AllMessages, Bm25, CannotRun, Embeddings, Found, Ours, Packs, fill
from pllm_memory.errors import ConfigError
from pllm_memory.recall import BALANCED, FAST
from pllm_memory.text import terms

pytestmark = pytest.mark.anyio


class HashEmbedder:
    """Counts words in 64 buckets: enough to find shared words, and the same on every machine."""

    def __init__(self):
        self.texts = []

    async def fingerprint(self):
        return "hash/64"

    async def embed(self, texts, *, kind):
        self.texts += [(kind, text) for text in texts]
        vectors = np.zeros((len(texts), 64), np.float32)
        for row, text in enumerate(texts):
            for term in terms(text):
                vectors[row, sum(map(ord, term)) % 64] += 1
            vectors[row, 0] += 0.01
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True) if len(texts) else vectors


def systems(meter):
    return [Ours(meter, BALANCED), Ours(None, FAST, name="fast"), Bm25(), Embeddings(meter), AllMessages()]


@pytest.mark.parametrize("index", range(4))
async def test_every_real_system_finds_what_the_question_names(case, index):
    system = systems(Metered(HashEmbedder()))[index]
    await system.remember(case)
    found = await system.search("tiny", "Which beagle did Ada adopt?", k=2, at=None)
    assert found.ranked[0] == "a"
    assert len(found.ranked) <= 2
    assert found.confidence > 0
    await system.forget("tiny")
    await system.close()


async def test_all_messages_is_the_newest_first(case):
    system = AllMessages()
    await system.remember(case)
    assert (await system.search("tiny", "?", k=3, at=None)).ranked == ("d", "c", "b")


@pytest.mark.parametrize("index", range(5))
async def test_no_system_finds_what_had_not_been_said_yet(case, index):
    system = systems(Metered(HashEmbedder()))[index]
    await system.remember(case)
    found = await system.search("tiny", "Who moved to Lyon?", k=10, at=case.messages[1].at)
    assert set(found.ranked) <= {"a", "b"}
    await system.close()


async def test_bm25_is_the_textbook_formula(case):
    system = Bm25()
    await system.remember(case)
    lengths = [len(terms(text)) for text in _documents(case)]
    length, mean = lengths[2], sum(lengths) / len(lengths)
    expected = np.log(1 + (4 - 1 + 0.5) / 1.5) * 2.2 / (1 + 1.2 * (0.25 + 0.75 * length / mean))
    assert (await system.search("tiny", "Lyon", k=1, at=None)).confidence == pytest.approx(expected, rel=1e-5)


def _documents(case):
    return [
        f"{m.name}: {m.content}" + (f" [{m.caption}]" if m.caption else "") + f" {m.at.day} {m.at:%B %Y}"
        for m in case.messages
    ]


async def test_each_text_is_embedded_once_and_its_cost_is_charged_to_all():
    inner = HashEmbedder()
    meter = Metered(inner)
    first = await meter.embed(["a", "b", "a"], kind="document")
    saved = meter.usage.saved
    again = await meter.embed(["b"], kind="document")
    await meter.embed(["b"], kind="query")
    assert inner.texts == [("document", "a"), ("document", "b"), ("query", "b")]
    assert (again == first[1:2]).all()
    assert meter.usage.saved > saved
    assert await meter.fingerprint() == "hash/64"


async def test_packing_never_exceeds_the_budget_and_takes_shorter_ones_after_a_long_one(case):
    messages = {m.id: m for m in case.messages}
    packed = fill(messages, ("a", "b", "c", "d"), 25)
    assert packed.tokens <= 25
    assert packed.message_ids[0] == "a"
    assert len(packed.text.splitlines()) == len(packed.message_ids)
    assert fill(messages, ("a",), 3).message_ids == ()


async def test_a_run_reports_every_system_in_the_shape_that_is_promised(dataset):
    meter = Metered(HashEmbedder())
    chosen = systems(meter)
    steps = []
    run = Run(dataset, chosen, meters=[meter], seed=1, progress=steps.append)
    found = (await run.report(config={"seed": 1}, skipped={"mem0": "why"})).to_dict()
    assert found["dataset"] == "tiny"
    assert (found["n"], found["questions"], found["questions_without_evidence"]) == (4, 5, 1)
    for row in (found, *found["systems"].values()):
        assert set(row) >= {"overall", "ci95", "by_category", "timing", "packed"}
        assert set(row["overall"]) >= {"recall@5", "recall@10", "any@10_cat1-4", "all@10_cat1-4", "hit@1", "mrr"}
        assert set(row["timing"]) >= {"ingest_messages_per_s", "recall_ms_p50", "recall_ms_p95", "embed_query_ms_p50"}
        assert set(row["packed"]) >= {"500", "1000", "2000"}
        assert all(row["packed"][budget]["tokens"] <= int(budget) for budget in ("500", "1000", "2000"))
        assert all(0 <= value <= 1 for value in row["overall"].values())
    assert found["by_category"]["1"]["n"] == 1
    assert found["overall"]["recall@10"] == 1
    assert found["ci95"]["recall@10"] == [1, 1]
    assert list(found["systems"]) == ["fast", "bm25", "embeddings", "all_messages"]
    assert found["systems"]["all_messages"]["packed"]["everything"]["evidence"] == 1
    assert found["systems"]["bm25"]["mcnemar"]["any@10"]["p"] == 1
    assert found["timing"]["embed_query_ms_p50"] is not None
    assert found["systems"]["bm25"]["timing"]["embed_query_ms_p50"] is None
    assert set(found["abstention"]) == {"auc_unanswerable", "auc_other_users", "auc"}
    assert found["skipped"] == {"mem0": "why"}
    assert steps[-1].done == steps[-1].total == 5 * 2
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert json.loads(json.dumps(found)) == found


async def test_strangers_questions_are_asked_but_not_scored(dataset):
    asked = []

    class Spy(AllMessages):
        async def search(self, user_id, question, *, k, at):
            asked.append((user_id, question))
            return await super().search(user_id, question, k=k, at=at)

    report = await Run(dataset, [Spy()]).report(config={}, skipped={})
    assert ("other", "Who moved to Lyon?") in asked
    assert ("other", "What does Ben play, the cello?") not in asked  # it has no answer anywhere
    assert report.to_dict()["n"] == 4


async def test_a_run_without_any_evidence_reports_costs_alone(case, dataset):
    plain = Case(user_id="u", messages=case.messages, questions=(Asked(id="0", text="Why?"),))
    report = await Run(_with(dataset, plain), [Bm25()]).report(config={}, skipped={})
    found = report.to_dict()
    assert (found["n"], found["questions_without_evidence"], found["overall"], found["by_category"]) == (0, 1, {}, {})
    assert found["timing"]["recall_ms_p50"] is not None
    assert set(found["packed"]["500"]) == {"tokens"}


async def test_sessions_alone_can_be_the_evidence(case, dataset):
    asked = Asked(id="0", text="Who moved to Lyon?", sessions=("s2",))
    plain = Case(user_id="u", messages=case.messages, questions=(asked,))
    found = (await Run(_with(dataset, plain), [Bm25()]).report(config={}, skipped={})).to_dict()
    assert found["n"] == 0
    assert found["by_session"]["hit@1"] == 1


def _with(dataset, *cases):
    from dataclasses import replace

    return replace(dataset, cases=cases, size=len(cases))


async def test_a_system_may_be_any_object_with_the_methods(dataset):
    class Lucky:
        name = "lucky"
        numbers = count()

        async def remember(self, case):
            self.messages = case.messages

        async def search(self, user_id, question, *, k, at):
            return Found(tuple(m.id for m in self.messages)[:k])

        async def forget(self, user_id):
            pass

        async def close(self):
            pass

    found = (await Run(dataset, [Lucky()]).report(config={}, skipped={})).to_dict()
    assert found["overall"]["recall@10"] == 1
    assert "abstention" not in found  # it says nothing of how sure it is
    assert not isinstance(Lucky(), Packs)


async def test_run_by_name(data):
    report = await bench.run(
        "locomo",
        data / "locomo_dev.json",
        systems=("ours", "bm25", "embeddings"),
        strategy=FAST,
        embedder="none",
        limit_cases=1,
    )
    found = report.to_dict()
    assert found["config"]["strategy"] == "fast"
    assert len(found["config"]["files"]["locomo_dev.json"]) == 64
    assert "embedding model" in found["skipped"]["embeddings"]
    assert list(found["systems"]) == ["bm25"]


@pytest.mark.parametrize(
    ("name", "package"), [("langgraph", "langgraph"), ("llamaindex", "llama-index-core"), ("mem0", "mem0ai")]
)
async def test_rivals_that_are_installed_find_it_and_others_say_what_to_install(case, name, package):
    meter = Metered(HashEmbedder())
    try:
        system = RIVALS[name](meter)
    except CannotRun as error:
        pytest.skip(str(error))
    await system.remember(case)
    found = await system.search("tiny", " Which beagle did Ada adopt? ", k=2, at=None)
    assert found.ranked[0] == "a"
    assert len(found.ranked) == 2
    early = await system.search("tiny", "Who moved to Lyon?", k=10, at=case.messages[1].at)
    assert set(early.ranked) == {"a", "b"}
    await system.forget("tiny")
    await system.close()


async def test_a_rival_that_is_not_installed_is_skipped_visibly(data, monkeypatch):
    monkeypatch.setitem(sys.modules, "langgraph.store.memory", None)
    report = await bench.run(
        "locomo", data / "locomo_dev.json", systems=("bm25", "langgraph"), embedder=HashEmbedder(), limit_cases=1
    )
    assert "pip install langgraph" in report.to_dict()["skipped"]["langgraph"]


@pytest.mark.parametrize(("name", "system"), [("nothing", "ours"), ("locomo", "nothing"), ("locomo", "embeddings")])
async def test_names_that_mean_nothing_and_runs_without_a_system(tmp_path, name, system):
    (tmp_path / "file.json").write_text("[]")
    with pytest.raises(ConfigError):
        await bench.run(name, tmp_path / "file.json", systems=[system], embedder="none")


async def test_words_alone_reach_the_foundation_s_aim_on_locomo(data):
    report = await bench.run(
        "locomo", data / "locomo_dev.json", systems=["ours"], strategy=FAST, embedder="none", budgets=()
    )
    found = report.to_dict()
    assert found["n"] == 1003
    assert found["overall"]["recall@10"] >= 0.75
