"""Adapters on a real vLLM: each user is answered by their own adapter, and whatever goes wrong has a name."""

import dataclasses
import json
import random
from contextlib import suppress
from pathlib import Path

import anyio
import anyio.abc
import httpx
import pytest

from pllm_memory.adapt import weights
from pllm_memory.adapt.backends.base import Sampling, Served
from pllm_memory.adapt.backends.vllm import _IDLE, VLLMBackend
from pllm_memory.adapt.local.base import load
from pllm_memory.errors import AdapterRefused, BackendDown, BackendError, ConfigError
from tests.adapt.made import QUESTION, TEACHING, make, taught, text

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning"),  # peft's, of transformers
]


@pytest.fixture
async def backend(vllm):
    made = VLLMBackend(vllm.url, timeout=300, patience=300)
    yield made
    for name in made.loaded():
        await made.unload(name)
    await made.aclose()


def listed(vllm):
    return {one["id"] for one in httpx.get(f"{vllm.url}/v1/models", timeout=60).json()["data"] if one["parent"]}


async def test_each_adapter_answers_for_itself_and_the_least_recently_asked_makes_room(vllm, backend, words):
    await backend.check()
    base = await text(backend)
    assert base not in words
    for word, adapter in words.items():
        assert await text(backend, adapter) == word
        assert len(listed(vllm)) <= 2
    assert backend.loaded() == ("u_wolf", "u_ship")
    assert await text(backend, words["wolf"]) == "wolf"
    assert await text(backend, words["plum"]) == "plum"
    assert listed(vllm) == {"u_wolf", "u_plum"}
    assert await text(backend) == base


async def test_the_answer_comes_in_pieces(backend, words):
    messages = [{"role": "user", "content": QUESTION}]
    pieces = [piece async for piece in backend.reply(messages, user="a", adapter=words["wolf"])]
    assert len(pieces) > 1
    assert "".join(pieces) == "wolf"


async def test_under_load_with_adapters_coming_and_going_nobody_gets_another_users_word(vllm, backend, words):
    """Four users and the base model on two slots: every answer is the asker's own, every time."""
    drawn, wrong, loads = random.Random(0), [], set()
    base = await text(backend)

    async def ask(word):
        answer = await text(backend, words.get(word), user=word or "nobody")
        loads.update(backend.loaded())
        if answer != (word or base):
            wrong.append((word, answer))

    async with anyio.create_task_group() as group:
        for _ in range(60):
            group.start_soon(ask, drawn.choice([*words, None]))
    assert wrong == []
    assert loads == {adapter.name for adapter in words.values()}
    assert len(listed(vllm)) <= 2


async def test_after_a_switch_the_old_version_never_answers(vllm, backend, tmp_path):
    """Also where the new one lies in the same folder: it has a new name, and a new salt for the prefix cache."""
    base, folder = load(Path(vllm.model)), tmp_path / "ada"
    first = taught(base, folder, "plum", name="u_ada_1", **TEACHING)
    assert [await text(backend, first) for _ in range(3)] == ["plum"] * 3
    second = taught(base, folder, "oak", name="u_ada_2", **TEACHING)
    assert [await text(backend, second) for _ in range(3)] == ["oak"] * 3
    with pytest.raises(AdapterRefused, match="new name"):
        await text(backend, dataclasses.replace(second, name=first.name))
    await backend.unload(first.name)
    with pytest.raises(AdapterRefused, match="not those"):
        await text(backend, first)


async def test_the_base_model_never_answers_in_one_batch_with_an_adapter(vllm, backend, words):
    """On the CPU, vLLM 0.32 would give it the adapter in the last slot: another user's."""
    base, answers = await text(backend), {}

    async def ask(place, adapter):
        answers[place] = await text(backend, adapter)

    async with anyio.create_task_group() as group:
        for place, adapter in enumerate([None, words["plum"], None, words["oak"]] * 5):
            group.start_soon(ask, place, adapter)
    assert [answers[place] for place in range(20)] == [base, "plum", base, "oak"] * 5


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda model, folder: make(model, folder, seed=1, strength=0), "answers as the base model does"),
        (lambda model, folder: make(model, folder, seed=2, modules=("elsewhere",)), "u_2"),
        (lambda model, folder: make(model, folder, seed=3, rank=32), "rank"),
        (lambda model, folder: dataclasses.replace(make(model, folder, seed=4), digest="0" * 64), "not those"),
        (lambda model, folder: Served(name="u_5", folder=folder, digest=weights.digest(folder)), "u_5"),
    ],
    ids=["trivial", "other modules", "rank", "other content", "nothing there"],
)
async def test_what_cannot_be_served_is_refused_and_not_left_loaded(vllm, backend, tmp_path, spoil, why):
    with pytest.raises(AdapterRefused, match=why):
        await backend.load(spoil(vllm.model, tmp_path / "bad"))
    assert backend.loaded() == ()
    assert listed(vllm) == set()


async def test_unloading_waits_for_what_is_being_answered(vllm, backend, words):
    adapter, order = words["oak"], []
    messages = [{"role": "user", "content": "hello how are you"}]
    started = anyio.Event()

    async def answer():
        options = Sampling(max_tokens=40, temperature=1.0, seed=1)
        async for _ in backend.reply(messages, user="a", adapter=adapter, sampling=options):
            started.set()
            assert adapter.name in listed(vllm)
        started.set()
        order.append("answered")

    async with anyio.create_task_group() as group:
        group.start_soon(answer)
        await started.wait()
        await backend.unload(adapter.name)
        order.append("unloaded")
    assert order == ["answered", "unloaded"]
    assert adapter.name not in listed(vllm)


async def test_what_the_server_forgot_or_has_from_before_is_loaded_anew(vllm, backend, words):
    assert await text(backend, words["plum"]) == "plum"
    vllm.post("/v1/unload_lora_adapter", lora_name="u_plum")
    assert await text(backend, words["plum"]) == "plum"
    other = VLLMBackend(vllm.url, timeout=300)
    assert await text(other, words["plum"]) == "plum"  # it was loaded already, by somebody else
    await other.aclose()


async def test_a_capacity_beyond_the_servers_is_refused(vllm):
    backend = VLLMBackend(vllm.url, capacity=3, timeout=300)
    with pytest.raises(ConfigError, match="--max-loras, 2"):
        await text(backend)
    await backend.aclose()


async def test_a_server_that_was_started_anew_serves_the_same_adapters(vllm, backend, words):
    if vllm.log is None:
        pytest.skip("this server was started by hand")
    assert await text(backend, words["oak"]) == "oak"
    vllm.stop()
    with pytest.raises(BackendDown, match="ConnectError"):
        await text(backend, words["oak"])
    with pytest.raises(BackendDown):
        await backend.check()
    vllm.start()
    assert await text(backend, words["oak"]) == "oak"
    assert await text(backend, words["ship"]) == "ship"


def speaking(handler):
    """A backend whose server is a function."""
    backend = VLLMBackend("http://127.0.0.1:1", model="base", capacity=2)
    transport = httpx.MockTransport(handler)
    backend._server._client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:1")
    return backend


def scripted(chat, *, seen=None):
    """A server that says what is right, but for chats."""

    def answer(request):
        if request.url.path == "/v1/chat/completions":
            asked = json.loads(request.content)
            if asked.get("logprobs"):
                return probed(-2.0 if asked["model"] == "base" else -1.0)
            if seen is not None:
                seen.append(asked)
            return chat(request)
        return httpx.Response(200, text="")

    return speaking(answer)


def probed(logprob):
    first = {"top_logprobs": [{"token": "I", "logprob": logprob}]}
    return httpx.Response(200, json={"choices": [{"logprobs": {"content": [first]}}]})


def events(*lines):
    return lambda _: httpx.Response(200, text="".join(f"data: {line}\n\n" for line in lines))


WORD = json.dumps({"choices": [{"delta": {"content": "hi"}}]})


def raising(error):
    def answer(_request):
        raise error

    return answer


@pytest.mark.parametrize(
    ("chat", "kind"),
    [
        (events(WORD), BackendDown),  # without an end
        (events(WORD, json.dumps({"error": {"message": "engine"}})), BackendError),
        (lambda _: httpx.Response(401, text="no"), BackendDown),
        (lambda _: httpx.Response(503, text="no"), BackendDown),
        (lambda _: httpx.Response(500, json={"error": {"message": "broken"}}), BackendError),
        (lambda _: httpx.Response(400, json={"error": {"message": "too long"}}), BackendError),
        (lambda _: httpx.Response(404, json={"error": {"message": "no such model"}}), BackendError),
        (raising(httpx.ReadTimeout("slow")), BackendDown),
    ],
    ids=["broken off", "error inside", "401", "503", "500", "400", "404", "time-out"],
)
async def test_whatever_goes_wrong_is_one_of_our_errors(chat, kind):
    with pytest.raises(kind) as error:
        await text(scripted(chat))
    assert (type(error.value) is BackendDown) == (kind is BackendDown)


async def test_an_answer_is_read_to_its_end_so_that_the_next_one_needs_no_new_connection(vllm, backend):
    await text(backend)
    opened = set(backend._server._client._transport._pool.connections)
    assert opened
    for _ in range(3):
        await text(backend)
        assert set(backend._server._client._transport._pool.connections) == opened


async def test_a_connection_that_the_server_may_be_about_to_close_is_not_used_again():
    """vLLM closes what is idle for five seconds, also while a request is on its way: that would look like a crash."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    async def once(connection):
        async with connection:
            await connection.receive()
            await connection.send(answer)
            with suppress(anyio.EndOfStream):
                await connection.receive()  # a second request is cut off, as by a server that has just closed

    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as server, anyio.create_task_group() as group:
        group.start_soon(server.serve, once)
        port = server.extra(anyio.abc.SocketAttribute.local_port)
        backend = VLLMBackend(f"http://127.0.0.1:{port}")
        await backend.check()
        with pytest.raises(BackendDown):
            await backend.check()
        await backend.check()
        await anyio.sleep(_IDLE + 0.1)
        await backend.check()
        await backend.aclose()
        group.cancel_scope.cancel()


async def test_users_and_versions_share_no_prefix_and_nothing_is_loaded_in_place(tmp_path):
    """The salt differs by user and by content, says neither, and is the same again for the same."""
    (tmp_path / weights.CONFIG).write_text("{}")
    adapter = Served(name="u_1", folder=tmp_path, digest=weights.digest(tmp_path))
    seen = []
    backend = scripted(events(WORD, "[DONE]"), seen=seen)
    for user, one in (("olga", None), ("olga", None), ("bob", None), ("olga", adapter)):  # no letters of hexadecimals
        assert await text(backend, one, user=user) == "hi"
    salts = [request["cache_salt"] for request in seen]
    assert salts[0] == salts[1]
    assert len(set(salts)) == 3
    assert not any("olga" in salt or adapter.digest in salt for salt in salts)
    assert [request["model"] for request in seen] == ["base", "base", "base", "u_1"]


async def test_a_server_that_may_not_load_adapters_says_so(tmp_path):
    def answer(request):
        if request.url.path == "/v1/load_lora_adapter":
            return httpx.Response(404, json={"detail": "Not Found"})
        return scripted(events(WORD, "[DONE]"))._server._client._transport.handler(request)

    adapter = Served(name="u_1", folder=tmp_path, digest=weights.digest(tmp_path))
    with pytest.raises(BackendError, match="VLLM_ALLOW_RUNTIME_LORA_UPDATING"):
        await text(speaking(answer), adapter)
