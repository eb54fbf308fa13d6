"""OpenAI's API, spoken with a real server on this machine."""

import contextlib

import numpy as np
import pytest

from pllm_memory.errors import ModelError, ModelUnavailable
from pllm_memory.models import OpenAIEmbedder, OpenAILLM, open_embedder, open_llm
from pllm_memory.remember.ask import ask
from pllm_memory.types import Message, utc

pytest.importorskip("openai")
pytestmark = pytest.mark.anyio

HELLO = [{"role": "user", "content": "hello"}]


@pytest.fixture
async def embedder(openai_server):
    embedder = OpenAIEmbedder("tiny-embed", timeout=0.5, max_retries=1)
    yield embedder
    await embedder.aclose()


@pytest.fixture
async def llm(openai_server):
    llm = OpenAILLM("tiny-chat", timeout=0.5, max_retries=1, options={"temperature": 0})
    yield llm
    await llm.aclose()


def failing(status, headers=()):
    return lambda handler: handler.json(status, {"error": {"message": "sorry", "type": "x"}}, headers)


def hanging(handler):
    handler.server.release.wait(10)
    handler.close_connection = True


async def pieces(llm):
    return [piece async for piece in llm.reply(HELLO)]


SCHEMA = {"title": "greeting", "type": "object"}
AS_SCHEMA = {"type": "json_schema", "json_schema": {"name": "greeting", "schema": SCHEMA, "strict": True}}
AS_JSON = {"type": "json_object"}


async def formed(llm):
    return "".join([piece async for piece in llm.reply(HELLO, schema=SCHEMA)])


def forms(server):
    return [body.get("response_format") for _, body, _ in server.requests]


class TestEmbedder:
    async def test_vectors_come_in_order_normalised_with_the_dimensions_of_the_answer(self, embedder, openai_server):
        rows = await embedder.embed(["aaa", "a"], kind="document")
        assert rows.dtype == np.float32
        assert np.allclose(rows, [[3 / 10**0.5, 1 / 10**0.5, 0], [0.5**0.5, 0.5**0.5, 0]])
        assert await embedder.fingerprint() == "openai/tiny-embed/3"
        [(path, body, headers)] = openai_server.requests  # the fingerprint needed no request of its own
        assert path == "/v1/embeddings"
        assert body == {"model": "tiny-embed", "input": ["a", "aaa"], "encoding_format": "float"}
        assert {name.lower(): value for name, value in headers.items()}["authorization"] == "Bearer sk-test"

    async def test_the_fingerprint_probes_when_nothing_was_embedded_yet(self, embedder, openai_server):
        assert await embedder.fingerprint() == "openai/tiny-embed/3"
        assert len(openai_server.requests) == 1

    async def test_many_texts_go_in_batches(self, embedder, openai_server):
        texts = ["x" * (1 + index % 50) for index in range(300)]
        rows = await embedder.embed(texts, kind="document")
        assert [len(body["input"]) for _, body, _ in openai_server.requests] == [128, 128, 44]
        assert np.allclose(rows[:, 0] / rows[:, 1], [len(text) for text in texts])

    async def test_a_long_text_goes_in_windows_that_the_server_takes(self, embedder, openai_server):
        row = (await embedder.embed(["x" * 200_000], kind="document"))[0]
        [(_, body, _)] = openai_server.requests
        assert len(body["input"]) == 8
        assert max(map(len, body["input"])) == 6000
        assert np.isfinite(row).all()

    async def test_429_is_tried_again(self, embedder, openai_server):
        openai_server.script = [failing(429, {"retry-after-ms": "1"})]
        assert (await embedder.embed(["a"], kind="query")).shape == (1, 3)
        assert len(openai_server.requests) == 2

    async def test_429_again_and_again_is_unavailable(self, embedder, openai_server):
        openai_server.script = [failing(429, {"retry-after-ms": "1"})] * 2
        with pytest.raises(ModelUnavailable, match="RateLimitError"):
            await embedder.embed(["a"], kind="query")

    @pytest.mark.parametrize("status", [401, 403, 404])
    async def test_a_closed_door_is_unavailable_at_once(self, embedder, openai_server, status):
        openai_server.script = [failing(status)]
        with pytest.raises(ModelUnavailable, match="sorry"):
            await embedder.embed(["a"], kind="query")
        assert len(openai_server.requests) == 1

    async def test_a_broken_server_is_unavailable(self, embedder, openai_server):
        openai_server.script = [failing(500, {"retry-after-ms": "1"})] * 2
        with pytest.raises(ModelUnavailable):
            await embedder.embed(["a"], kind="query")

    @pytest.mark.parametrize("status", [400, 422])
    async def test_a_refused_request_is_a_model_error(self, embedder, openai_server, status):
        openai_server.script = [failing(status)]
        with pytest.raises(ModelError) as caught:
            await embedder.embed(["a"], kind="query")
        assert not isinstance(caught.value, ModelUnavailable)
        assert caught.value.__cause__ is not None

    async def test_a_server_that_hangs_times_out(self, openai_server):
        embedder = OpenAIEmbedder("tiny-embed", timeout=0.2, max_retries=0)
        openai_server.script = [hanging]
        async with contextlib.aclosing(embedder):
            with pytest.raises(ModelUnavailable, match="Timeout"):
                await embedder.embed(["a"], kind="query")

    async def test_no_server_is_unavailable(self, openai_server, monkeypatch):
        monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
        async with contextlib.aclosing(OpenAIEmbedder("tiny-embed", max_retries=0)) as embedder:
            with pytest.raises(ModelUnavailable, match="Connection"):
                await embedder.embed(["a"], kind="query")

    async def test_an_answer_of_a_form_is_enforced_by_the_server(self, llm, openai_server):
        assert await formed(llm) == "Hello"
        [(_, body, _)] = openai_server.requests
        assert body["response_format"] == AS_SCHEMA

    @pytest.mark.parametrize("status", [400, 422])
    async def test_a_server_that_knows_no_schema_is_asked_for_json_from_then_on(self, llm, openai_server, status):
        openai_server.script = [failing(status)]
        assert await formed(llm) == await formed(llm) == "Hello"
        assert forms(openai_server) == [AS_SCHEMA, AS_JSON, AS_JSON]

    async def test_one_that_knows_no_json_either_is_asked_for_text(self, llm, openai_server):
        openai_server.script = [failing(400), failing(400)]
        assert await formed(llm) == await formed(llm) == "Hello"
        assert forms(openai_server) == [AS_SCHEMA, AS_JSON, None, None]

    async def test_a_request_that_is_refused_in_every_form_is_an_error_and_proves_nothing(self, llm, openai_server):
        openai_server.script = [failing(400)] * 3
        with pytest.raises(ModelError, match="sorry"):
            await formed(llm)
        assert await formed(llm) == "Hello"
        assert forms(openai_server) == [AS_SCHEMA, AS_JSON, None, AS_SCHEMA]

    async def test_another_refusal_is_no_matter_of_form(self, llm, openai_server):
        openai_server.script = [failing(401)]
        with pytest.raises(ModelUnavailable):
            await formed(llm)
        assert forms(openai_server) == [AS_SCHEMA]

    async def test_statements_are_read_over_a_server_that_knows_no_schema(self, llm, openai_server):
        said = Message(id="m", session_id="s", content="I live in Lyon.", at=utc("2026-03-02T09:00:00Z"))
        answer = '{"statements": [{"message_id": 1, "subject": "user", "predicate": "lives_in", "object": "Lyon"}]}'
        openai_server.script = [failing(400)]
        openai_server.pieces = [answer[:30], answer[30:]]
        [reading] = await ask(llm, [said], ["m"], model="tiny-chat")
        assert (reading.extractor, reading.problem) == ("llm:tiny-chat", None)
        assert [statement.object for statement in reading.statements] == ["Lyon"]
        asked, accepted = forms(openai_server)
        assert asked["json_schema"]["strict"]
        assert accepted == AS_JSON

    async def test_no_key_is_unavailable_and_names_it(self, monkeypatch):
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        with pytest.raises(ModelUnavailable, match="OPENAI_API_KEY"):
            await open_embedder("openai:tiny-embed").embed(["a"], kind="query")

    @pytest.mark.parametrize(
        "body", [{"data": []}, {"data": [{"index": 0, "embedding": [1.0]}] * 2}, {"error": "?"}, []]
    )
    async def test_a_senseless_answer_is_a_model_error(self, embedder, openai_server, body):
        openai_server.script = [lambda handler: handler.json(200, body)]
        with pytest.raises(ModelError):
            await embedder.embed(["a"], kind="query")

    @pytest.mark.parametrize("bad", [[0.0, 0.0], [float("nan"), 1.0], []])
    async def test_senseless_numbers_are_a_model_error(self, embedder, openai_server, bad):
        openai_server.embed = lambda _text: bad
        with pytest.raises(ModelError):
            await embedder.embed(["a"], kind="query")

    def test_each_event_loop_has_its_own_connections(self, openai_server):
        import anyio

        embedder = OpenAIEmbedder("tiny-embed")

        async def use():
            async with contextlib.aclosing(embedder):
                return await embedder.embed(["a"], kind="query")

        assert anyio.run(use).shape == anyio.run(use).shape == (1, 3)


class TestLLM:
    async def test_the_answer_comes_in_pieces(self, llm, openai_server):
        assert await pieces(llm) == ["Hel", "lo"]
        [(path, body, _)] = openai_server.requests
        assert path == "/v1/chat/completions"
        assert body == {"model": "tiny-chat", "messages": HELLO, "stream": True, "temperature": 0}

    async def test_a_listener_may_stop_early(self, llm):
        async with contextlib.aclosing(llm.reply(HELLO)) as reply:
            assert await anext(reply) == "Hel"

    async def test_429_is_tried_again(self, llm, openai_server):
        openai_server.script = [failing(429, {"retry-after-ms": "1"})]
        assert await pieces(llm) == ["Hel", "lo"]

    async def test_an_error_inside_the_stream_is_a_model_error(self, llm, openai_server):
        end = 'data: {"error": {"message": "overloaded", "type": "x"}}\n\n'
        openai_server.script = [lambda handler: handler.chat(["Hel"], end=end)]
        reply = llm.reply(HELLO)
        assert await anext(reply) == "Hel"
        with pytest.raises(ModelError, match="overloaded"):
            await anext(reply)

    async def test_a_stream_that_breaks_off_is_a_model_error(self, llm, openai_server):
        def cut(handler):
            handler.send_response(200)
            handler.send_header("Content-Type", "text/event-stream")
            handler.send_header("Content-Length", "100000")
            handler.end_headers()
            handler.close_connection = True

        openai_server.script = [cut]
        with pytest.raises(ModelError):
            await pieces(llm)

    async def test_a_stream_that_stalls_times_out(self, openai_server):
        def stall(handler):
            handler.chat(["Hel"], end="")
            handler.wfile.flush()
            handler.server.release.wait(10)

        openai_server.script = [stall]
        async with contextlib.aclosing(OpenAILLM("tiny-chat", timeout=0.2, max_retries=0)) as llm:
            with pytest.raises(ModelError, match="Timeout"):
                await pieces(llm)

    async def test_an_answer_of_a_form_is_enforced_by_the_server(self, llm, openai_server):
        assert await formed(llm) == "Hello"
        [(_, body, _)] = openai_server.requests
        assert body["response_format"] == AS_SCHEMA

    @pytest.mark.parametrize("status", [400, 422])
    async def test_a_server_that_knows_no_schema_is_asked_for_json_from_then_on(self, llm, openai_server, status):
        openai_server.script = [failing(status)]
        assert await formed(llm) == await formed(llm) == "Hello"
        assert forms(openai_server) == [AS_SCHEMA, AS_JSON, AS_JSON]

    async def test_one_that_knows_no_json_either_is_asked_for_text(self, llm, openai_server):
        openai_server.script = [failing(400), failing(400)]
        assert await formed(llm) == await formed(llm) == "Hello"
        assert forms(openai_server) == [AS_SCHEMA, AS_JSON, None, None]

    async def test_a_request_that_is_refused_in_every_form_is_an_error_and_proves_nothing(self, llm, openai_server):
        openai_server.script = [failing(400)] * 3
        with pytest.raises(ModelError, match="sorry"):
            await formed(llm)
        assert await formed(llm) == "Hello"
        assert forms(openai_server) == [AS_SCHEMA, AS_JSON, None, AS_SCHEMA]

    async def test_another_refusal_is_no_matter_of_form(self, llm, openai_server):
        openai_server.script = [failing(401)]
        with pytest.raises(ModelUnavailable):
            await formed(llm)
        assert forms(openai_server) == [AS_SCHEMA]

    async def test_statements_are_read_over_a_server_that_knows_no_schema(self, llm, openai_server):
        said = Message(id="m", session_id="s", content="I live in Lyon.", at=utc("2026-03-02T09:00:00Z"))
        answer = '{"statements": [{"message_id": 1, "subject": "user", "predicate": "lives_in", "object": "Lyon"}]}'
        openai_server.script = [failing(400)]
        openai_server.pieces = [answer[:30], answer[30:]]
        [reading] = await ask(llm, [said], ["m"], model="tiny-chat")
        assert (reading.extractor, reading.problem) == ("llm:tiny-chat", None)
        assert [statement.object for statement in reading.statements] == ["Lyon"]
        asked, accepted = forms(openai_server)
        assert asked["json_schema"]["strict"]
        assert accepted == AS_JSON

    async def test_no_key_is_unavailable_and_names_it(self, monkeypatch):
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        with pytest.raises(ModelUnavailable, match="OPENAI_API_KEY"):
            await pieces(open_llm("openai:tiny-chat"))
