"""What is remembered of the user goes into each request to the model; each run's question and answer are remembered."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from pydantic_ai import AgentRunResult, DeferredToolRequests, RunContext, Tool
from pydantic_ai.capabilities import AbstractCapability
from pydantic_ai.messages import ModelMessage, ModelRequest, UserContent, UserPromptPart
from pydantic_ai.models import ModelRequestContext
from pydantic_ai.toolsets import FunctionToolset
from pydantic_core import to_json

from pllm_memory import AgentMemory, AsyncMemory, Memory, MemoryTool

_ANYBODY = "anybody"
"""What tools look like, is the same for all; whom a call is for, is known when it comes."""


class PersonalMemory(AbstractCapability[Any]):
    """The long-term memory of the users of an agent, as one of its capabilities.

    What it shows to the model is in the request only, never in the message history.

    Args:
        memory: Where all users' memories are.
        user_id: Whose memory, or a function of the run's context that gives it; `ctx.deps.user_id` by default.
        session_id: A function of the run's context that gives the conversation; its `conversation_id` by default.
        tools: Whether the model also gets tools to search, add, list and delete memories by itself.
        template: As for `AgentMemory`.
        limit: As for `AgentMemory`.
        budget: As for `AgentMemory`.
    """

    def __init__(
        self,
        memory: Memory | AsyncMemory | str | None = None,
        *,
        user_id: str | Callable[[RunContext[Any]], str | None] = lambda ctx: ctx.deps.user_id,
        session_id: Callable[[RunContext[Any]], str | None] = lambda ctx: ctx.conversation_id,
        tools: bool = False,
        template: str = "retrieval",
        limit: int | None = None,
        budget: int | None = None,
    ) -> None:
        self._agent = AgentMemory(memory, user_id=user_id, template=template, limit=limit, budget=budget)
        self._session_id = session_id
        self._tools = tools

    @classmethod
    def get_serialization_name(cls) -> str | None:
        return None  # a memory cannot be written into a specification

    async def before_run(self, ctx: RunContext[Any]) -> None:
        self._agent.whose(ctx)

    async def before_model_request(
        self, ctx: RunContext[Any], request_context: ModelRequestContext
    ) -> ModelRequestContext:
        found = _question(request_context.messages)
        if found is None:
            return request_context
        place, request, part, text = found
        block = await self._agent.ablock(text, user_id=self._agent.whose(ctx), turn=ctx.run_id)
        if not block:
            return request_context
        shown = replace(request, parts=[*request.parts[:part], UserPromptPart(block), *request.parts[part:]])
        messages = request_context.messages
        return replace(request_context, messages=[*messages[:place], shown, *messages[place + 1 :]])

    async def after_run(self, ctx: RunContext[Any], *, result: AgentRunResult[Any]) -> AgentRunResult[Any]:
        said = [{"role": "user", "content": text} for text in _prompts(result.new_messages())]
        if not isinstance(result.output, DeferredToolRequests):  # that is no answer: the run waits for somebody
            said.append({"role": "assistant", "content": _answer(result.output)})
        session_id = self._session_id(ctx)
        await self._agent.aremember(said, user_id=self._agent.whose(ctx), session_id=session_id, turn=ctx.run_id)
        return result

    def get_toolset(self) -> FunctionToolset[Any] | None:
        if not self._tools:
            return None
        return FunctionToolset([self._tool(tool) for tool in self._agent.tools(_ANYBODY)])

    def _tool(self, tool: MemoryTool) -> Tool[Any]:
        async def call(ctx: RunContext[Any], **given: Any) -> str:
            whose = self._agent.whose(ctx)
            (mine,) = (own for own in self._agent.tools(whose) if own.name == tool.name)
            return await mine.arun(**given)

        return Tool[Any].from_schema(call, tool.name, tool.description, dict(tool.parameters), takes_ctx=True)


def _question(messages: Sequence[ModelMessage]) -> tuple[int, ModelRequest, int, str] | None:
    """The user's last words: in which message, in which part of it."""
    for place in range(len(messages) - 1, -1, -1):
        request = messages[place]
        if isinstance(request, ModelRequest):
            for part in range(len(request.parts) - 1, -1, -1):
                prompt = request.parts[part]
                if isinstance(prompt, UserPromptPart):
                    return place, request, part, _text(prompt.content)
    return None


def _prompts(messages: Sequence[ModelMessage]) -> list[str]:
    requests = [message for message in messages if isinstance(message, ModelRequest)]
    return [_text(part.content) for request in requests for part in request.parts if isinstance(part, UserPromptPart)]


def _text(content: str | Sequence[UserContent]) -> str:
    if isinstance(content, str):
        return content
    texts = [part if isinstance(part, str) else getattr(part, "content", None) for part in content]
    return "\n".join(text for text in texts if isinstance(text, str))


def _answer(output: Any) -> str:
    return output if isinstance(output, str) else to_json(output, fallback=str).decode()
