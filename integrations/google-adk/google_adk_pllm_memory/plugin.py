"""What is remembered of the user goes into each request to a model; each invocation is remembered when it is done."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from google.adk.agents.callback_context import CallbackContext
from google.adk.agents.invocation_context import InvocationContext
from google.adk.models.llm_request import LlmRequest
from google.adk.plugins.base_plugin import BasePlugin
from google.adk.tools import BaseTool, ToolContext
from google.genai import types

from google_adk_pllm_memory.events import said, text_of
from pllm_memory import AgentMemory, AsyncMemory, Memory

_in_tool: ContextVar[bool] = ContextVar("_in_tool", default=False)
"""Whether a tool runs: an agent that is one has a runner of its own, with the same plugins, and a model as its user."""


class PersonalMemoryPlugin(BasePlugin):
    """The long-term memory of the users of an app, for all of its agents.

    What it shows to a model is in the request only, never in the session.

    Args:
        memory: Where all users' memories are.
        user_id: Whose memory, by the name of the app and ADK's user id; that user id by default.
        template: As for `AgentMemory`.
        limit: As for `AgentMemory`.
        budget: As for `AgentMemory`.
        name: The plugin's name.
    """

    def __init__(
        self,
        memory: Memory | AsyncMemory | str | None = None,
        *,
        user_id: Callable[[str, str], str | None] = lambda _app_name, user_id: user_id,
        template: str = "retrieval",
        limit: int | None = None,
        budget: int | None = None,
        name: str = "personal_memory",
    ) -> None:
        super().__init__(name)
        self._agent = AgentMemory(
            memory, user_id=lambda who: user_id(*who), template=template, limit=limit, budget=budget
        )

    async def before_run_callback(self, *, invocation_context: InvocationContext) -> None:
        self._whose(invocation_context)

    async def before_model_callback(self, *, callback_context: CallbackContext, llm_request: LlmRequest) -> None:
        question = text_of(callback_context.user_content)
        whose = self._agent.whose((callback_context.session.app_name, callback_context.session.user_id))
        block = await self._agent.ablock(question, user_id=whose, turn=callback_context.invocation_id)
        if block:
            shown = types.Content(role="user", parts=[types.Part(text=block)])
            llm_request.contents.insert(_place(llm_request.contents, question), shown)

    async def before_tool_callback(
        self, *, tool: BaseTool, tool_args: dict[str, Any], tool_context: ToolContext
    ) -> None:
        _in_tool.set(True)

    async def after_tool_callback(
        self, *, tool: BaseTool, tool_args: dict[str, Any], tool_context: ToolContext, result: dict[str, Any]
    ) -> None:
        _in_tool.set(False)

    async def on_tool_error_callback(
        self, *, tool: BaseTool, tool_args: dict[str, Any], tool_context: ToolContext, error: Exception
    ) -> None:
        _in_tool.set(False)

    async def after_run_callback(self, *, invocation_context: InvocationContext) -> None:
        if _in_tool.get():
            return
        invocation, session = invocation_context.invocation_id, invocation_context.session
        await self._agent.aremember(
            said(event for event in session.events if event.invocation_id == invocation),
            user_id=self._whose(invocation_context),
            session_id=session.id,
            turn=invocation,
        )

    def _whose(self, invocation: InvocationContext) -> str:
        return self._agent.whose((invocation.session.app_name, invocation.session.user_id))


def _place(contents: list[types.Content], question: str) -> int:
    """Where the question is; the end, if the agent was not shown it."""
    places = (place for place in range(len(contents) - 1, -1, -1) if contents[place].role == "user")
    return next((place for place in places if text_of(contents[place]) == question), len(contents))
