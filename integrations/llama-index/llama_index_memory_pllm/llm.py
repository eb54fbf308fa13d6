"""An LLM with a memory: the user's own weights answer, where they have some."""

from collections.abc import Sequence
from typing import Any

from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    ChatResponseAsyncGen,
    ChatResponseGen,
    CompletionResponse,
    CompletionResponseAsyncGen,
    CompletionResponseGen,
    LLMMetadata,
    MessageRole,
)
from llama_index.core.bridge.pydantic import Field, PrivateAttr
from llama_index.core.llms import LLM
from llama_index.core.llms.callbacks import llm_chat_callback, llm_completion_callback

from pllm_memory import AgentMemory


class PersonalLLM(LLM):
    """An LLM that remembers its user: it recalls, prompts, routes, generates and remembers by itself.

    What answers is the memory's backend, with the user's adapter where one is live and the question calls for it, or
    its LLM. It calls no tools. Do not use it together with `PersonalMemory`: each turn would be remembered twice.
    """

    memory: Any = Field(default=None, description="A `Memory` with a `backend` or an `llm`.", exclude=True)
    user_id: str = Field(description="Whose memory.")
    session_id: str | None = Field(default=None, description="The conversation; a new one for each call by default.")
    template: str = Field(default="retrieval", description="What is shown of the memory, as for `AgentMemory`.")
    _agent: AgentMemory = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        self._agent = AgentMemory(self.memory, user_id=self.user_id, template=self.template)

    @classmethod
    def class_name(cls) -> str:
        return "PersonalLLM"

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="pllm-memory", is_chat_model=True)

    @llm_chat_callback()
    def chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        return _response("".join(self._agent.answer(_given(messages), **self._whose())))

    @llm_chat_callback()
    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponseGen:
        def pieces() -> ChatResponseGen:
            text = ""
            for piece in self._agent.answer(_given(messages), **self._whose()):
                text += piece
                yield _response(text, piece)

        return pieces()

    @llm_chat_callback()
    async def achat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        pieces = self._agent.aanswer(_given(messages), **self._whose())
        return _response("".join([piece async for piece in pieces]))

    @llm_chat_callback()
    async def astream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponseAsyncGen:
        async def pieces() -> ChatResponseAsyncGen:
            text = ""
            async for piece in self._agent.aanswer(_given(messages), **self._whose()):
                text += piece
                yield _response(text, piece)

        return pieces()

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:  # noqa: FBT001, FBT002
        return CompletionResponse(text="".join(self._agent.answer(_said(prompt), **self._whose())))

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:  # noqa: FBT001, FBT002
        def pieces() -> CompletionResponseGen:
            text = ""
            for piece in self._agent.answer(_said(prompt), **self._whose()):
                text += piece
                yield CompletionResponse(text=text, delta=piece)

        return pieces()

    @llm_completion_callback()
    async def acomplete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:  # noqa: FBT001, FBT002
        pieces = self._agent.aanswer(_said(prompt), **self._whose())
        return CompletionResponse(text="".join([piece async for piece in pieces]))

    @llm_completion_callback()
    async def astream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseAsyncGen:  # noqa: FBT001, FBT002
        async def pieces() -> CompletionResponseAsyncGen:
            text = ""
            async for piece in self._agent.aanswer(_said(prompt), **self._whose()):
                text += piece
                yield CompletionResponse(text=text, delta=piece)

        return pieces()

    def _whose(self) -> dict[str, Any]:
        return {"user_id": self._agent.whose(), "session_id": self.session_id}


def _given(messages: Sequence[ChatMessage]) -> list[dict[str, str]]:
    return [{"role": message.role.value, "content": message.content or ""} for message in messages]


def _said(prompt: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": prompt}]


def _response(text: str, delta: str | None = None) -> ChatResponse:
    return ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content=text), delta=delta)
