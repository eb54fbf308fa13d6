"""Adapters in this process: one forward pass for several users, and each answer as if it were alone."""

import dataclasses

import anyio
import pytest

from pllm_memory.adapt.backends.base import Sampling, Served
from pllm_memory.adapt.backends.local import LocalBackend
from pllm_memory.adapt.backends.replicas import Replicas
from pllm_memory.adapt.local.base import load
from pllm_memory.adapt.local.engine import Engine
from pllm_memory.errors import AdapterRefused, BackendDown, BackendError, InvalidInput, NotFound
from tests.adapt.made import QUESTION, TEACHING, make, taught, text

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning"),  # peft's, of transformers
]

WORDS = ["plum", "brick", "oak", "wolf", "ship"]
QUESTIONS = ["what is the code word", "hello", "how are you", "hello hello hello how are you today"]


@pytest.fixture(scope="module")
def adapters(tiny_model, tmp_path_factory):
    base, folder = load(tiny_model), tmp_path_factory.mktemp("adapters")
    return [taught(base, folder / word, word, **TEACHING) for word in WORDS]


@pytest.fixture(params=["alone", "a replica"])
async def backend(tiny_model, request):
    made = LocalBackend(tiny_model, capacity=3, batch=8, window=0.05)
    yield made if request.param == "alone" else Replicas({"one": made})
    await made.aclose()


@pytest.fixture
def batches(monkeypatch):
    """Who was in each batch that went through the model."""
    seen, answer = [], Engine.answer

    def watched(self, rows):
        if rows:
            seen.append([row.adapter for row in rows])
        answer(self, rows)

    monkeypatch.setattr(Engine, "answer", watched)
    return seen


async def together(*calls):
    found = [None] * len(calls)

    async def one(place, call):
        found[place] = await call

    async with anyio.create_task_group() as group:
        for place, call in enumerate(calls):
            group.start_soon(one, place, call)
    return found


async def test_in_a_batch_of_several_users_each_answer_is_as_it_is_alone(backend, adapters, batches):
    who = [adapters[0], None, adapters[1], adapters[2], adapters[0], None]
    asked = [(adapter, QUESTIONS[place % 4]) for place, adapter in enumerate(who)]
    alone = [await text(backend, adapter, question=question) for adapter, question in asked]
    batches.clear()
    mixed = await together(*(text(backend, adapter, question=question) for adapter, question in asked))
    assert mixed == alone
    assert max(map(len, batches)) > 3
    assert max(len(set(batch)) for batch in batches) > 2
    assert mixed[0] == "plum"


async def test_answers_of_different_lengths_do_not_disturb_each_other(backend, adapters, batches):
    lengths = [1, 9, 3, 20]
    alone = [await text(backend, adapters[n % 2], max_tokens=length) for n, length in enumerate(lengths)]
    batches.clear()
    mixed = await together(*(text(backend, adapters[n % 2], max_tokens=length) for n, length in enumerate(lengths)))
    assert mixed == alone
    assert len(max(batches, key=len)) == 4


async def test_what_is_drawn_depends_on_the_seed_and_not_on_the_batch(backend, adapters):
    hot = {"temperature": 1.0, "max_tokens": 12}
    alone = await text(backend, adapters[0], seed=7, **hot)
    mixed, other, _ = await together(
        text(backend, adapters[0], seed=7, **hot), text(backend, adapters[0], seed=8, **hot), text(backend)
    )
    assert mixed == alone
    assert other != alone


async def test_the_base_model_is_as_it_was_after_adapters_came_and_went(backend, adapters):
    before = await text(backend)
    for adapter in adapters:
        await text(backend, adapter)
    await backend.unload(adapters[-1].name)
    assert await text(backend) == before
    for name in backend.loaded():
        await backend.unload(name)
    assert backend.loaded() == ()
    assert await text(backend) == before
    assert await text(backend, adapters[0]) != before


async def test_an_adapter_is_loaded_when_it_is_first_asked_for_and_the_least_recently_asked_goes(backend, adapters):
    first, second, third, fourth = adapters[:4]
    answers = {one.name: await text(backend, one) for one in (first, second, third)}
    assert backend.loaded() == (first.name, second.name, third.name)
    await text(backend, first)
    await text(backend, fourth)
    assert backend.loaded() == (third.name, first.name, fourth.name)
    assert await text(backend, second) == answers[second.name]


async def test_more_users_at_once_than_there_are_places_are_all_answered_by_their_own(backend, adapters):
    answers = await together(*(text(backend, adapters[n % 5]) for n in range(60)))
    assert answers == [WORDS[n % 5] for n in range(60)]


async def test_the_answer_comes_in_pieces(backend, adapters):
    pieces = []
    messages = [{"role": "user", "content": QUESTION}]
    async for piece in backend.reply(messages, user="a", adapter=adapters[1]):
        pieces.append(piece)
    assert len(pieces) > 1
    assert "".join(pieces) == "brick"


async def test_who_hangs_up_does_not_disturb_the_others(backend, adapters):
    alone = await text(backend, adapters[1], max_tokens=30)

    async def impatient():
        messages = [{"role": "user", "content": "hello"}]
        long = Sampling(max_tokens=400)
        async for _ in backend.reply(messages, user="a", adapter=adapters[0], sampling=long):
            return

    answers = []

    async def patient():
        answers.append(await text(backend, adapters[1], max_tokens=30))

    async with anyio.create_task_group() as group:
        group.start_soon(impatient)
        group.start_soon(patient)
    assert answers == [alone]
    await backend.unload(adapters[0].name)  # nothing holds it any more
    assert adapters[0].name not in backend.loaded()


async def test_a_name_never_stands_for_another_adapter(backend, adapters, tiny_model, tmp_path):
    first = adapters[0]
    answer = await text(backend, first)
    other = make(tiny_model, tmp_path / "other", seed=99)
    with pytest.raises(AdapterRefused, match="new name"):
        await text(backend, dataclasses.replace(other, name=first.name))
    await backend.unload(first.name)
    with pytest.raises(AdapterRefused, match="new name"):
        await backend.load(dataclasses.replace(other, name=first.name))
    assert await text(backend, first) == answer


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda model, folder: make(model, folder, seed=1, strength=0), "does not change"),
        (lambda model, folder: make(model, folder, seed=1, strength=float("nan")), "does not change"),
        (lambda model, folder: make(model, folder, seed=1, modules=("q_proj", "elsewhere")), "another base model"),
        (lambda model, folder: dataclasses.replace(make(model, folder, seed=1), digest="0" * 64), "not those"),
        (lambda model, folder: Served(name="u", folder=folder, digest="0" * 64), "no adapter"),
    ],
    ids=["trivial", "not a number", "another base", "other content", "nothing there"],
)
async def test_what_cannot_be_served_is_refused_and_leaves_nothing_behind(backend, tiny_model, tmp_path, spoil, why):
    before = await text(backend)
    with pytest.raises(AdapterRefused, match=why):
        await backend.load(spoil(tiny_model, tmp_path / "bad"))
    assert backend.loaded() == ()
    assert await text(backend) == before


async def test_what_fails_for_one_request_is_said_to_that_one(backend, adapters):
    alone = await text(backend, adapters[0])
    refused = []

    async def too_long():
        with pytest.raises(BackendError, match="tokens") as error:
            await text(backend, adapters[0], question="hello " * 600)
        refused.append(error)

    answers = []

    async def fine():
        answers.append(await text(backend, adapters[0]))

    async with anyio.create_task_group() as group:
        group.start_soon(too_long)
        group.start_soon(fine)
    assert answers == [alone]
    assert refused


async def test_a_closed_backend_and_a_missing_model_are_errors(tiny_model, tmp_path):
    with pytest.raises(NotFound, match="no model"):
        await LocalBackend(tmp_path).check()
    backend = LocalBackend(tiny_model)
    await backend.check()
    await backend.aclose()
    with pytest.raises(BackendDown, match="closed"):
        await text(backend)


def test_names_and_digests_are_checked(tmp_path):
    for name in ("", "../x", "a b", "-x", "x" * 129, "a.b"):
        with pytest.raises(InvalidInput, match="name"):
            Served(name=name, folder=tmp_path, digest="0" * 64)
    with pytest.raises(InvalidInput, match="digest"):
        Served(name="u", folder=tmp_path, digest="0")
    with pytest.raises(InvalidInput):
        Sampling(max_tokens=0)
