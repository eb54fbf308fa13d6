"""A chat model with a memory: the user's own weights answer, where they have some."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models.base import LangSmithParams
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, PrivateAttr

from pllm_memory import AgentMemory
from pllm_memory.errors import InvalidInput

_ROLES: Mapping[str, str] = {"human": "user", "ai": "assistant", "system": "system"}


class PersonalChatModel(BaseChatModel):
    """A chat model that remembers its user: it recalls, prompts, routes, generates and remembers by itself.

    What answers is the memory's backend, with the user's adapter where one is live and the question calls for it, or
    its LLM. It calls no tools. Do not put it under `PersonalMemory`, which remembers too: a turn would be there twice.

    Attributes:
        memory: A `Memory` with a `backend` or an `llm`, an `AsyncMemory` where nothing is called without awaiting, or
            where it is kept.
        user_id: Whose memory: an id, or a function without arguments that gives it.
        session_id: The conversation; a new one for each call by default.
        template: What is shown of the memory, as for `AgentMemory`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    memory: Any = None
    user_id: str | Callable[[], str]
    session_id: str | None = None
    template: str = "retrieval"
    _agent: AgentMemory = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        given = self.user_id
        whose = given if isinstance(given, str) else lambda _: given()
        self._agent = AgentMemory(self.memory, user_id=whose, template=self.template)

    @property
    def _llm_type(self) -> str:
        return "pllm-memory"

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        return LangSmithParams(ls_provider="pllm-memory", ls_model_name=self._agent.answerer, ls_model_type="chat")

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return _result("".join(self._agent.answer(_given(messages, stop), **self._whose())))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for piece in self._agent.answer(_given(messages, stop), **self._whose()):
            chunk = _chunk(piece)
            if run_manager:
                run_manager.on_llm_new_token(piece, chunk=chunk)
            yield chunk

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        pieces = self._agent.aanswer(_given(messages, stop), **self._whose())
        return _result("".join([piece async for piece in pieces]))

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        async for piece in self._agent.aanswer(_given(messages, stop), **self._whose()):
            chunk = _chunk(piece)
            if run_manager:
                await run_manager.on_llm_new_token(piece, chunk=chunk)
            yield chunk

    def _whose(self) -> dict[str, Any]:
        return {"user_id": self._agent.whose(), "session_id": self.session_id}


def _given(messages: Sequence[BaseMessage], stop: list[str] | None) -> list[dict[str, str]]:
    if stop:
        raise InvalidInput("this model cannot be told where to stop")
    strange = next((message.type for message in messages if message.type not in _ROLES), None)
    if strange:
        raise InvalidInput(f"this model calls no tools and reads no message of the type {strange!r}")
    return [{"role": _ROLES[message.type], "content": str(message.text)} for message in messages]


def _result(text: str) -> ChatResult:
    return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])


def _chunk(piece: str) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=AIMessageChunk(content=piece))
