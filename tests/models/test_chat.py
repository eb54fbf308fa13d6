"""Chat models that others wrote, and how models are asked."""

import threading
from types import SimpleNamespace

import anyio
import pytest

from pllm_memory import Memory
from pllm_memory.errors import ModelError, ModelUnavailable
from pllm_memory.models import LLM, open_llm
from pllm_memory.models.chat import reply, text_of, whole
from pllm_memory.testing import HashEmbedder, ScriptedLLM

pytestmark = pytest.mark.anyio

HELLO = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hello"}]
SCHEMA = {"title": "greeting", "type": "object"}


async def pieces(llm, **more):
    return [piece async for piece in llm.reply(HELLO, **more)]


class TestAsking:
    async def test_a_schema_is_passed_on(self):
        llm = ScriptedLLM("a", "b")
        assert [piece async for piece in reply(llm, HELLO, schema=SCHEMA)] == ["a"]
        assert [piece async for piece in reply(llm, HELLO)] == ["b"]
        assert llm.schemas == [SCHEMA, None]

    async def test_a_model_that_was_written_without_schemas_is_asked_without(self):
        class Old:
            async def reply(self, messages):
                yield messages[-1]["content"]

        assert isinstance(Old(), LLM)
        assert [piece async for piece in reply(Old(), HELLO, schema=SCHEMA)] == ["hello"]

    async def test_an_answer_that_never_ends_is_stopped(self):
        closed = []

        async def endless():
            try:
                while True:
                    yield "x" * 10
            finally:
                closed.append(True)

        assert len(await whole(endless(), longest=25)) == 30
        assert closed


class TestLangChain:
    @pytest.fixture
    def models(self):
        return pytest.importorskip("langchain_core.language_models")

    async def test_it_streams_and_sees_every_role(self, models):
        seen = []

        class Acme(models.SimpleChatModel):
            model_name: str = "acme-7"

            @property
            def _llm_type(self):
                return "acme"

            def _call(self, messages, stop=None, run_manager=None, **kwargs):
                seen.extend((message.type, message.content) for message in messages)
                assert threading.current_thread() is not threading.main_thread()
                return "Hello."

        llm = open_llm(Acme())
        assert isinstance(llm, LLM)
        assert llm.name.endswith("Acme/acme-7")
        assert await pieces(llm, schema=SCHEMA) == ["Hello."]
        assert seen == [("system", "Be brief."), ("human", "hello")]

    async def test_its_own_fake_comes_in_pieces(self, models):
        assert "".join(await pieces(open_llm(models.FakeListChatModel(responses=["Hi you"])))) == "Hi you"
        assert len(await pieces(open_llm(models.FakeListChatModel(responses=["Hi you"])))) > 1

    async def test_a_chain_will_do(self, models):
        runnables = pytest.importorskip("langchain_core.runnables")
        chain = models.FakeListChatModel(responses=["hi"]) | runnables.RunnableLambda(lambda said: said.content.upper())
        assert "".join(await pieces(open_llm(chain))) == "HI"

    async def test_its_errors_are_ours(self, models):
        class Broken(models.SimpleChatModel):
            @property
            def _llm_type(self):
                return "broken"

            def _call(self, *args, **kwargs):
                raise RuntimeError("no GPU")

        with pytest.raises(ModelError, match="Broken failed: RuntimeError: no GPU"):
            await pieces(open_llm(Broken()))

    def test_a_memory_takes_it(self, models, url):
        with Memory(url, embedder=HashEmbedder(), llm=models.FakeListChatModel(responses=["x"])) as memory:
            memory.for_user("ada").remember("I moved to Lyon.")


class TestLlamaIndex:
    @pytest.fixture
    def llms(self):
        return pytest.importorskip("llama_index.core.llms")

    async def test_one_that_only_computes_does_so_in_a_thread(self, llms):
        class Acme(llms.MockLLM):
            def complete(self, prompt, formatted=False, **kwargs):
                assert threading.current_thread() is not threading.main_thread()
                return llms.CompletionResponse(text=prompt.upper())

        llm = open_llm(Acme())
        assert isinstance(llm, LLM)
        (said,) = await pieces(llm, schema=SCHEMA)
        assert "SYSTEM: BE BRIEF.\nUSER: HELLO" in said

    async def test_one_that_streams_streams(self, llms):
        class Acme:
            async def achat(self, messages): ...

            async def astream_chat(self, messages):
                async def answer():
                    for message in messages:
                        assert isinstance(message, llms.ChatMessage)
                        yield SimpleNamespace(delta=None)
                        yield SimpleNamespace(delta=f"{message.role.value}: {message.content}\n")

                return answer()

        assert await pieces(open_llm(Acme())) == ["system: Be brief.\n", "user: hello\n"]

    async def test_its_errors_are_ours(self, llms):
        class Broken(llms.MockLLM):
            def complete(self, *args, **kwargs):
                raise RuntimeError("no GPU")

        with pytest.raises(ModelError, match="Broken failed: RuntimeError: no GPU"):
            await pieces(open_llm(Broken()))


class TestForeign:
    async def test_our_own_errors_pass(self):
        class Down:
            async def ainvoke(self, messages): ...

            async def astream(self, messages):
                yield "a"
                raise ModelUnavailable("as told")

        with pytest.raises(ModelUnavailable, match="as told"):
            await pieces(open_llm(Down()))

    async def test_a_listener_may_stop_early_and_a_caller_may_give_up(self):
        closed = []

        class Slow:
            async def ainvoke(self, messages): ...

            async def astream(self, messages):
                try:
                    yield "a"
                    await anyio.sleep(60)
                finally:
                    closed.append(True)

        answer = open_llm(Slow()).reply(HELLO)
        assert await anext(answer) == "a"
        await answer.aclose()
        assert closed == [True]
        with anyio.move_on_after(0.01) as scope:
            await pieces(open_llm(Slow()))
        assert scope.cancelled_caught
        assert closed == [True, True]


@pytest.mark.parametrize(
    ("piece", "text"),
    [
        ("a", "a"),
        (None, ""),
        (42, ""),
        (SimpleNamespace(content="a"), "a"),
        (SimpleNamespace(content=["a", {"type": "text", "text": "b"}, {"type": "thinking", "text": "hm"}, 3]), "ab"),
        (SimpleNamespace(message=SimpleNamespace(content="a")), "a"),
        (SimpleNamespace(content=None), ""),
        (SimpleNamespace(content=[{"type": "text", "text": None}]), ""),
    ],
)
def test_the_text_of_an_answer(piece, text):
    assert text_of(piece) == text
