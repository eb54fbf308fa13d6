"""Another embedding model takes the place of the first while everybody goes on: no wrong answer, and none missing.

Each process has its own model. The answer that it should give is that of a memory that never had another one.
"""

from contextlib import asynccontextmanager
from dataclasses import replace

import anyio
import numpy as np
import pytest

from pllm_memory import AsyncMemory
from pllm_memory.config import Settings
from pllm_memory.errors import EmbedderMismatch, ModelError
from pllm_memory.items import FindItems, PutItem
from pllm_memory.memory import finding
from pllm_memory.stores.base import Models
from pllm_memory.testing import HashEmbedder
from pllm_memory.types import Scope
from tests import children

pytestmark = pytest.mark.anyio

ADA = Scope("ada")
QUESTIONS = ["the boat in Porto", "a violin", "what about Berne?", "trains"]
SAID = [
    {"id": f"m{n}", "content": f"Number {n}: a {what} in {where}", "at": f"2026-05-{n % 28 + 1:02}T12:00:00Z"}
    for n, (what, where) in enumerate(
        (what, where)
        for what in ("boat", "piano", "garden", "train", "violin")
        for where in ("Lyon", "Porto", "Berne", "Gdańsk", "Faro", "Turku", "Graz")
    )
]


class Old(HashEmbedder):
    """The model in use."""


class New(HashEmbedder):
    """Another one of the same size: no mixture of the two is noticed by that."""

    async def fingerprint(self):
        return "other/64"

    async def _answer(self, texts, kind):
        return [row[::-1] for row in await super()._answer(texts, kind)]


class Longer(HashEmbedder):
    """Another one of another size."""

    def __init__(self):
        super().__init__(dimensions=96)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, folder):
    return f"sqlite:///{folder}" if request.param == "sqlite" else request.getfixturevalue("postgres")


@asynccontextmanager
async def opened(url, model, **given):
    settings = Settings(url=url, **given)
    async with AsyncMemory(embedder=model(), settings=settings) as memory:
        yield memory.for_user("ada")


async def answers(ada, questions=QUESTIONS):
    return [[(hit.message_ids, hit.score) for hit in await ada.recall(one, limit=9)] for one in questions]


async def expected(tmp_path, model, said, questions=QUESTIONS):
    """What a memory says that never had another model."""
    async with opened(f"sqlite:///{tmp_path}/{model.__name__}-{len(said)}", model) as ada:
        await ada.remember(said, session_id="s")
        return await answers(ada, questions)


@pytest.mark.parametrize("model", [New, Longer])
async def test_each_process_has_right_answers_all_the_way(url, tmp_path, model):
    """Before, between and after; whoever writes, and whoever reads."""
    async with opened(url, Old) as old, opened(url, model) as new:
        await old.remember(SAID[:20], session_id="s")
        with pytest.raises(EmbedderMismatch):
            await new.recall("boat")
        assert await new._memory.reembed(keep=True) == 1
        assert await answers(old) == await expected(tmp_path, Old, SAID[:20])
        assert await answers(new) == await expected(tmp_path, model, SAID[:20])
        await old.remember(SAID[20:25], session_id="s")
        await new.remember(SAID[25:], session_id="s")
        assert await answers(old) == await expected(tmp_path, Old, SAID)
        assert await answers(new) == await expected(tmp_path, model, SAID)
        assert await new._memory.reembed(keep=True) == 0
        assert await new._memory.reembed() == 1
        assert await answers(new) == await expected(tmp_path, model, SAID)
        assert await new._memory.reembed() == 0
        for call in (old.recall("boat"), old.remember("A boat")):
            with pytest.raises(EmbedderMismatch):
                await call
        assert await new._memory.store.models(ADA) == Models("other/64" if model is New else "hash/96")
        assert await new._memory.store.check(ADA) == []


async def test_back_to_the_old_model(url, tmp_path):
    """While both are there, and after: the old one is only another new one then."""
    async with opened(url, Old) as old, opened(url, New) as new:
        await old.remember(SAID, session_id="s")
        await new._memory.reembed(keep=True)
        assert await old._memory.reembed() == 1
        assert await answers(old) == await expected(tmp_path, Old, SAID)
        with pytest.raises(EmbedderMismatch):
            await new.recall("boat")
        await new._memory.reembed()
        await old._memory.reembed()
        assert await answers(old) == await expected(tmp_path, Old, SAID)


async def test_whoever_rolls_over_refuses_nobody(url, tmp_path):
    """A process of the new model, told so, embeds whom it meets; the old ones go on."""
    async with opened(url, Old) as old, opened(url, New, roll_over=True) as new:
        await old.remember(SAID[:30], session_id="s")
        receipt = await new.remember(SAID[30:], session_id="s")
        assert (receipt.added, receipt.pending) == (len(SAID) - 30, 0)
        assert await answers(new) == await expected(tmp_path, New, SAID)
        assert await answers(old) == await expected(tmp_path, Old, SAID)
        await old._memory.for_user("bob").remember("A boat in Porto")
        assert len(await new._memory.for_user("bob").recall("boats")) == 1
        await old._memory.for_user("eve").remember("A boat in Porto")
        await new._memory.for_user("eve").consolidate()
        assert len(await old._memory.for_user("eve").recall("boats")) == 1


async def test_items_are_found_by_either_model(url):
    """They have vectors of one; for the other their texts are embedded when it asks."""
    tea = PutItem(namespace=("notes",), key="tea", value={"text": "green tea"}, texts={"text": "green tea"})
    boat = PutItem(namespace=("notes",), key="boat", value={"text": "a boat"}, texts={"text": "a boat"})
    find = FindItems(under=("notes",), query="boats and boat")
    async with opened(url, Old) as old, opened(url, New, roll_over=True) as new:
        await old.items(tea)
        await new.items(boat)
        for ada in (old, new, old, new):
            [found] = await ada.items(find)
            assert [one.item.key for one in found] == ["boat", "tea"]
            assert found[0].score > 0.3
        await new._memory.reembed()
        [found] = await new.items(find)
        assert [one.item.key for one in found] == ["boat", "tea"]


class Counting(New):
    """Remembers how many texts it was given at once; and fails when it is told to."""

    def __init__(self):
        super().__init__()
        self.batches, self.fails_at = [], None

    async def _answer(self, texts, kind):
        if kind == "document":
            self.batches.append(len(texts))
            if len(self.batches) == self.fails_at:
                raise ModelError("it is away")
        return await super()._answer(texts, kind)


async def test_it_goes_on_where_it_was_a_batch_at_a_time(url, tmp_path):
    """When the model fails half-way, what was made stays; in no step is more than a little in memory."""
    said = [{"id": f"m{n}", "content": f"Number {n}", "at": "2026-05-08T12:00:00Z"} for n in range(300)]
    async with opened(url, Old) as old, opened(url, Counting) as new:
        await old.remember(said, session_id="s")
        before = await answers(old)
        model = new._memory.embedder
        model.fails_at = 3
        with pytest.raises(ModelError, match="172 messages"):
            await new._memory.reembed()
        assert await answers(old) == before
        model.batches.clear()
        model.fails_at = None
        assert await new._memory.reembed() == 1
        assert max(model.batches) <= 64
        assert sum(model.batches) == 172


async def test_models_that_change_under_a_recall(url, tmp_path):
    """Whichever of its two models becomes the main one meanwhile, the call is made again and nobody notices."""
    meanwhile = []

    class Interrupted(New):
        async def _answer(self, texts, kind):
            while meanwhile:
                await meanwhile.pop()()
            return await super()._answer(texts, kind)

    async with opened(url, Old) as old, opened(url, Interrupted, roll_over=True) as new, opened(url, New) as other:
        await old.remember(SAID, session_id="s")
        wanted = await expected(tmp_path, New, SAID)
        meanwhile.append(other._memory.reembed)  # ours is admitted, filled and made the only one
        assert await answers(new) == wanted
        await other._memory.store.admit(ADA, "hash/64")
        meanwhile.append(old._memory.reembed)  # … and taken away
        assert await answers(new) == wanted


# ── other processes ──────────────────────────────────────────────────────────────────────────────────


async def write_and_read(url, reference):
    """A process of the old model: says something, and must find it, and all else, as if it were alone."""
    async with opened(url, Old) as ada, opened(reference, Old) as alone:
        for n in range(25):
            said = {"id": f"old{n}", "content": f"Marker {n}: a boat", "at": "2026-05-08T12:00:00Z"}
            for one in (ada, alone):
                await one.remember(said, session_id="s")
            question = [f"marker {n}", QUESTIONS[n % 4]]
            assert await answers(ada, question) == await answers(alone, question)
    return "right"


async def read_and_check(url):
    """A process of the new model: every message that was there when it asked has a vector, and it is the right one."""
    async with opened(url, New, roll_over=True) as ada:
        for n in range(15):
            there = {message.id: message for message in await ada.messages()}
            assert len(await ada.recall(QUESTIONS[n % 4])) > 0
            if n % 2:
                candidates = await finding._candidates(ada._memory, ADA, ada._memory.embedder)
            else:
                candidates = await _settled(ada)
            rows = await ada._memory.store.rows(ADA, candidates.keys.tolist())
            has = {rows[key].id: row for row, key in enumerate(candidates.keys.tolist()) if candidates.has_vector[row]}
            assert there.keys() <= has.keys()
            vectors = await ada._memory.embedder.embed([there[id_].content for id_ in there], kind="document")
            found = candidates.vectors[[has[id_] for id_ in there]]
            np.testing.assert_array_equal(found, vectors.astype(np.float16).astype(np.float32))
    return "right"


async def _settled(ada):
    return await ada._memory.store.candidates(ADA, model="other/64")


async def reembedded(url, dies_at=None):
    """A process that makes all vectors, and keeps the old ones."""
    async with opened(url, New) as ada:
        store, count = ada._memory.store, iter(range(1, 1000))
        apply = store.apply

        async def dying(scope, changes):
            if next(count) == dies_at:
                children.die()
            return await apply(scope, changes)

        store.apply = dying
        return await ada._memory.reembed(keep=True)


async def test_processes_of_both_models_while_it_is_embedded_again(url, tmp_path):
    """Writers, readers and who embeds, at once: each answer is right."""
    async with opened(url, Old) as ada, opened(f"sqlite:///{tmp_path}/alone", Old) as alone:
        for one in (ada, alone):
            await one.remember(SAID, session_id="s")
    found = {}

    async def process(name, function, *args):
        found[name] = await anyio.to_thread.run_sync(lambda: children.run(function, *args, within=240))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(process, "old", write_and_read, url, f"sqlite:///{tmp_path}/alone")
        tasks.start_soon(process, "new", read_and_check, url)
        tasks.start_soon(process, "embeds", reembedded, url)
    assert (found["old"], found["new"], found["embeds"][0]) == ((0, "right"), (0, "right"), 0)
    async with opened(url, New) as ada:
        await ada._memory.reembed()
        assert (await ada._memory.store.candidates(ADA)).pending == 0
        assert await ada._memory.store.check(ADA) == []


async def test_killed_while_it_embeds(url, tmp_path):
    """Both models answer right whatever was done by then; the next one goes on."""
    said = [*SAID, *({"id": f"x{n}", "content": f"Marker {n}", "at": "2026-05-08T12:00:00Z"} for n in range(200))]
    wanted = await expected(tmp_path, Old, said)
    async with opened(url, Old) as ada:
        await ada.remember(said, session_id="s")
    for dies_at in (1, 2, 2):
        code, _ = await anyio.to_thread.run_sync(children.run, reembedded, url, dies_at)
        assert code == -9
        async with opened(url, Old) as ada:
            assert await answers(ada) == wanted
    assert (await anyio.to_thread.run_sync(children.run, reembedded, url)) == (0, 1)
    async with opened(url, Old) as old, opened(url, New) as new:
        assert await answers(old) == wanted
        assert await answers(new) == await expected(tmp_path, New, said)


async def test_the_setting_is_read_from_the_environment(monkeypatch):
    """And is off by default: another model by mistake must not make everybody's vectors anew."""
    assert not Settings.load({}).roll_over
    assert Settings.load({"PLLM_ROLL_OVER": "1"}).roll_over
    assert replace(Settings(), roll_over=True).roll_over
