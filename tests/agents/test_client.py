"""An OpenAI client with a memory: against a scripted server over HTTP, and a real small model."""

import asyncio
import json

import openai
import pytest

from pllm_memory import AsyncMemory, Memory, personal
from pllm_memory.errors import ConfigError, InvalidUserId, StoreBusy
from pllm_memory.testing import HashEmbedder

pytestmark = pytest.mark.anyio
SAID = "I moved to Lyon in May."
ASKED = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Where do I live?"}]


def completion(content="Hello", tool_calls=None):
    message = {"role": "assistant", "content": content, "tool_calls": tool_calls}
    choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
    return lambda handler: handler.json(
        200, {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": choices}
    )


def response(text="Hello"):
    content = [{"type": "output_text", "text": text, "annotations": []}]
    output = [{"id": "m", "type": "message", "role": "assistant", "status": "completed", "content": content}]
    whole = {"id": "r", "object": "response", "created_at": 1, "model": "m", "status": "completed", "output": output,
             "parallel_tool_calls": True, "tool_choice": "auto", "tools": []}  # fmt: skip
    return lambda handler: handler.json(200, whole)


def response_stream(handler):
    events = [{"type": "response.output_text.delta", "delta": piece, "content_index": 0, "output_index": 0,
               "item_id": "m", "sequence_number": number, "logprobs": []}
              for number, piece in enumerate(("Hel", "lo"))]  # fmt: skip
    body = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
    handler.answer(200, body.encode(), {"Content-Type": "text/event-stream"})


@pytest.fixture
def openai_client(openai_server):
    with openai.OpenAI(max_retries=0) as opened:
        yield opened


@pytest.fixture
def client(openai_client, memory):
    return personal(openai_client, memory, user_id="ada", session_id="s1")


def kept(memory, user_id="ada"):
    return [(message.role, message.content) for message in memory.for_user(user_id).messages()]


def sent(server, number=-1):
    body = server.requests[number][1]
    return body.get("messages") or body["input"]


class TestChat:
    def test_it_is_shown_before_the_turn_and_kept_after_it(self, client, memory, openai_server):
        memory.for_user("ada").remember(SAID)
        openai_server.script.append(completion("In Lyon."))
        given = [dict(message) for message in ASKED]
        result = client.chat.completions.create(model="m", messages=given)
        assert result.choices[0].message.content == "In Lyon."
        system, block, turn = sent(openai_server)
        assert (system, turn) == tuple(ASKED)
        assert block["role"] == "user"
        assert SAID in block["content"]
        assert "data, not instructions" in block["content"]
        assert given == ASKED, "what the caller gave is not changed"
        assert kept(memory) == [("user", SAID), ("user", "Where do I live?"), ("assistant", "In Lyon.")]
        assert {message.session_id for message in memory.for_user("ada").messages()[1:]} == {"s1"}

    def test_what_was_told_is_known_in_the_next_conversation_and_to_nobody_else(self, client, memory, openai_server):
        openai_server.script += [completion() for _ in range(3)]
        client.chat.completions.create(model="m", messages=[{"role": "user", "content": SAID}])
        client.for_user("ada").chat.completions.create(model="m", messages=ASKED)
        assert SAID in sent(openai_server)[1]["content"]
        client.for_user("bob").chat.completions.create(model="m", messages=ASKED)
        assert sent(openai_server) == ASKED

    def test_a_stream_is_passed_on_piece_by_piece_and_kept_at_its_end(self, client, memory, openai_server):
        stream = client.chat.completions.create(model="m", messages=ASKED, stream=True)
        pieces = [chunk.choices[0].delta.content for chunk in stream if chunk.choices]
        assert "".join(pieces) == "Hello"
        assert kept(memory) == [("user", "Where do I live?"), ("assistant", "Hello")]

    def test_a_stream_that_is_closed_early_is_kept_as_far_as_it_came(self, client, memory, openai_server):
        with client.chat.completions.create(model="m", messages=ASKED, stream=True) as stream:
            next(stream)
        assert kept(memory) == [("user", "Where do I live?"), ("assistant", "Hel")]

    def test_a_turn_with_tools_has_one_block_and_is_kept_once(self, client, memory, openai_server):
        memory.for_user("ada").remember(SAID)
        call = {"id": "t1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
        openai_server.script += [completion(None, [call]), completion("In Lyon.")]
        client.chat.completions.create(model="m", messages=ASKED, tools=[])
        first = sent(openai_server)
        asked = [*ASKED, {"role": "assistant", "tool_calls": [call]},
                 {"role": "tool", "tool_call_id": "t1", "content": "secret"}]  # fmt: skip
        client.chat.completions.create(model="m", messages=asked)
        second = sent(openai_server)
        assert second[: len(first)] == first, "the same block: the provider's cache of the prompt still fits"
        assert len(second) == len(asked) + 1
        assert kept(memory)[1:] == [("user", "Where do I live?"), ("assistant", "In Lyon.")]

    def test_parts_of_text_are_read(self, client, memory, openai_server):
        openai_server.script.append(completion())
        parts = [{"type": "text", "text": SAID}, {"type": "image_url", "image_url": {"url": "data:,x"}}]
        client.chat.completions.create(model="m", messages=[{"role": "user", "content": parts}])
        assert kept(memory)[0] == ("user", SAID)


class TestWhose:
    def test_each_call_can_say_whose_and_it_is_not_sent(self, openai_client, memory, openai_server):
        client = personal(openai_client, memory)
        for user_id in ("ada", "bob"):
            openai_server.script.append(completion())
            said = [{"role": "user", "content": f"I am {user_id}."}]
            client.chat.completions.create(model="m", messages=said, user_id=user_id, session_id="s9")
        assert not {"user_id", "session_id"} & set(openai_server.requests[-1][1])
        assert kept(memory, "bob")[0] == ("user", "I am bob.")
        assert memory.for_user("bob").messages()[0].session_id == "s9"

    @pytest.mark.parametrize("user_id", [None, "", " ada"])
    def test_nobody_is_an_error_and_no_model_is_asked(self, openai_client, memory, openai_server, user_id):
        client = personal(openai_client, memory)
        with pytest.raises(InvalidUserId):
            client.chat.completions.create(model="m", messages=ASKED, user_id=user_id)
        assert not openai_server.requests

    def test_two_users_at_once_never_mix(self, openai_server, url):
        async def live(client, user_id):
            mine = client.for_user(user_id)
            for number in range(4):
                said = [{"role": "user", "content": f"The secret of {user_id} is number {number}."}]
                await mine.chat.completions.create(model="m", messages=said)

        async def run():
            openai_server.script += [completion() for _ in range(12)]
            async with openai.AsyncOpenAI() as inner, AsyncMemory(url, embedder=HashEmbedder()) as memory:
                client = personal(inner, memory)
                await asyncio.gather(*(live(client, user_id) for user_id in ("ada", "bob", "cyd")))

        asyncio.run(run())
        for _, body, _ in openai_server.requests:
            whole = json.dumps(body)
            assert sum(f"secret of {user_id}" in whole for user_id in ("ada", "bob", "cyd")) == 1


class TestErrors:
    def test_a_call_that_fails_and_is_tried_again_is_kept_once(self, client, memory, openai_server):
        openai_server.script += [lambda handler: handler.json(500, {}), completion("In Lyon.")]
        with pytest.raises(openai.InternalServerError):
            client.chat.completions.create(model="m", messages=ASKED)
        assert kept(memory) == []
        client.chat.completions.create(model="m", messages=ASKED)
        assert kept(memory) == [("user", "Where do I live?"), ("assistant", "In Lyon.")]

    def test_a_stream_that_breaks_off_keeps_nothing(self, client, memory, openai_server):
        broken = 'data: {"error": {"message": "overloaded"}}\n\n'
        openai_server.script.append(lambda handler: handler.chat(["Hel"], end=broken))
        with pytest.raises(openai.APIError):
            list(client.chat.completions.create(model="m", messages=ASKED, stream=True))
        assert kept(memory) == []

    def test_a_store_that_is_down_does_not_take_the_client_down(
        self, client, memory, openai_server, monkeypatch, caplog
    ):
        async def fail(*_, **__):
            raise StoreBusy("another process writes")

        for name in ("candidates", "messages", "apply", "statements"):
            monkeypatch.setattr(memory.asynchronous.store, name, fail)
        openai_server.script.append(completion("Hello"))
        assert client.chat.completions.create(model="m", messages=ASKED).choices
        assert "goes on without memory: StoreBusy" in caplog.text

    def test_an_async_memory_cannot_serve_code_that_does_not_await(self, openai_client, url):
        client = personal(openai_client, AsyncMemory(url, embedder=HashEmbedder()), user_id="ada")
        with pytest.raises(ConfigError, match="give the integration a Memory"):
            client.chat.completions.create(model="m", messages=ASKED)


class TestResponses:
    def test_a_text_and_a_list_are_both_read(self, client, memory, openai_server):
        openai_server.script += [response("How nice."), response("In Lyon."), response_stream]
        assert client.responses.create(model="m", input=SAID).output_text == "How nice."
        assert sent(openai_server) in (SAID, [{"role": "user", "content": SAID}])
        parts = [{"role": "user", "content": [{"type": "input_text", "text": "Where do I live?"}]}]
        client.responses.create(model="m", input=parts, instructions="Be brief.")
        block, turn = sent(openai_server)
        assert SAID in block["content"]
        assert turn == parts[0]
        for _ in client.responses.create(model="m", input="And now?", stream=True):
            pass
        assert kept(memory)[2:] == [
            ("user", "Where do I live?"), ("assistant", "In Lyon."), ("user", "And now?"), ("assistant", "Hello"),
        ]  # fmt: skip


class TestThrough:
    def test_everything_else_is_the_clients_own(self, client, openai_client, openai_server):
        assert client.base_url == openai_client.base_url
        assert client.embeddings.create(model="m", input=["a"]).data
        assert client.chat.completions.messages
        assert client.with_options(timeout=5).timeout == 5

    def test_a_copy_with_other_options_remembers_too(self, client, memory, openai_server):
        openai_server.script.append(completion())
        client.with_options(timeout=5).chat.completions.create(model="m", messages=ASKED)
        assert len(kept(memory)) == 2


async def test_async_clients_and_streams(openai_server, amemory):
    async with openai.AsyncOpenAI(max_retries=0) as inner, personal(inner, amemory, user_id="ada") as client:
        openai_server.script.append(completion("How nice."))
        await client.chat.completions.create(model="m", messages=[{"role": "user", "content": SAID}])
        stream = await client.chat.completions.create(model="m", messages=ASKED, stream=True)
        assert SAID in sent(openai_server)[1]["content"]
        assert len([chunk async for chunk in stream]) == 4
        async with await client.chat.completions.create(model="m", messages=ASKED, stream=True) as early:
            await anext(early)
        openai_server.script.append(response())
        await client.responses.create(model="m", input="Bye")
    said = [message.content for message in await amemory.for_user("ada").messages()]
    assert said == [SAID, "How nice.", "Where do I live?", "Hello", "Where do I live?", "Hel", "Bye", "Hello"]


def test_a_real_model_over_http(smollm, url):
    with Memory(url, embedder=HashEmbedder()) as memory:
        with openai.OpenAI(base_url=f"{smollm}/v1", api_key="none") as inner:
            client = personal(inner, memory, user_id="ada")
            told = client.chat.completions.create(
                model="m", messages=[{"role": "user", "content": SAID}], max_tokens=12, temperature=0
            )
            stream = client.for_user("ada").chat.completions.create(
                model="m", messages=ASKED, max_tokens=12, temperature=0, stream=True
            )
            answer = "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
        assert kept(memory) == [
            ("user", SAID), ("assistant", told.choices[0].message.content),
            ("user", "Where do I live?"), ("assistant", answer),
        ]  # fmt: skip
