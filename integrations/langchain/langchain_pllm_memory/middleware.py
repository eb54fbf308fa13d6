"""The agent middleware: recall before the model, remember after the agent."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal

from langchain.agents.middleware.types import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AnyMessage, HumanMessage, SystemMessage
from langgraph.runtime import Runtime
from langgraph.types import TracePolicy, omit_payload

from langchain_pllm_memory.messages import said_in, thread_of, turn_of, user_in_context
from langchain_pllm_memory.tools import tools_of_the_run
from pllm_memory import AgentMemory, AsyncMemory, Memory, PllmError

Inject = Literal["user", "system", "none"]


class PersonalMemory(AgentMiddleware[AgentState[Any], Any, Any]):
    """Gives an agent a memory of each of its users.

    What is remembered about a turn is put before the model in every call of that turn, and is no part of the agent's
    state: neither checkpoints nor histories ever hold it, and what is forgotten is gone. What was said is remembered
    when the agent has answered. A memory that is down does not take the agent down; a run without a user id does not
    reach the model.

    Args:
        memory: A `Memory`, which serves `invoke` and `ainvoke`; an `AsyncMemory`, for `ainvoke` alone; or where it is
            kept, as `Memory` takes it.
        user_id: Whose memory: an id, or a function of the run (`Runtime`) that gives it. By default `user_id` in the
            context of the run, or who is logged in to the LangGraph server.
        inject: Where what is remembered goes: "user": a message in the user's role right before the current turn;
            "system": the end of the system message; "none": nowhere, for agents that only use the tools.
        tools: Whether the agent gets the tools to search, add, list and delete memories by itself.
        save: Whether what is said is remembered.
        template: What is shown: "retrieval", "profile", "combined", or a template of your own.
        limit: How many hits at the most.
        budget: How many tokens what is shown may take.
        on_error: Told what went wrong when the memory cannot be had; by default it is logged as a warning.
        name: What tells this middleware from another one of the same agent.

    Raises:
        InvalidUserId: From the agent, where a run has no user id.
    """

    trace_policy = TracePolicy(process_inputs=omit_payload, process_outputs=omit_payload)

    def __init__(
        self,
        memory: Memory | AsyncMemory | str | None = None,
        *,
        user_id: str | Callable[[Any], str | None] = user_in_context,
        inject: Inject = "user",
        tools: bool = False,
        save: bool = True,
        template: str = "retrieval",
        limit: int | None = None,
        budget: int | None = None,
        on_error: Callable[[PllmError], None] | None = None,
        name: str = "PersonalMemory",
    ) -> None:
        super().__init__()
        shown: dict[str, Any] = {"template": template, "limit": limit, "budget": budget}
        self._agent = AgentMemory(memory, user_id=user_id, on_error=on_error, **shown)
        self._inject = inject
        self._save = save
        self._name = name
        self.tools = tools_of_the_run(self._agent) if tools else []

    @property
    def name(self) -> str:
        """What tells this middleware from others of the same agent."""
        return self._name

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Shows the model what is remembered about the current turn. The memory is asked once a turn."""
        asked = self._asked(request)
        return handler(self._shown(request, self._agent.block(**asked) if asked else ""))

    async def awrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]]
    ) -> ModelResponse[Any]:
        """See `wrap_model_call`."""
        asked = self._asked(request)
        return await handler(self._shown(request, await self._agent.ablock(**asked) if asked else ""))

    def after_agent(self, state: AgentState[Any], runtime: Runtime[Any]) -> None:
        """Remembers what was said in this turn."""
        kept = self._kept(state, runtime)
        if kept:
            self._agent.remember(**kept)

    async def aafter_agent(self, state: AgentState[Any], runtime: Runtime[Any]) -> None:
        """See `after_agent`."""
        kept = self._kept(state, runtime)
        if kept:
            await self._agent.aremember(**kept)

    def _asked(self, request: ModelRequest[Any]) -> dict[str, Any] | None:
        user_id = self._agent.whose(request.runtime)  # first: without a user, no model is asked
        start = turn_of(request.messages)
        if start is None or self._inject == "none":
            return None
        message = request.messages[start]
        return {"question": str(message.text), "user_id": user_id, "turn": message.id}

    def _shown(self, request: ModelRequest[Any], block: str) -> ModelRequest[Any]:
        if not block:
            return request
        if self._inject == "system":
            return request.override(system_message=_with(request.system_message, block))
        messages: list[AnyMessage] = list(request.messages)
        messages.insert(turn_of(messages) or 0, HumanMessage(block, name="memory"))
        return request.override(messages=messages)

    def _kept(self, state: AgentState[Any], runtime: Runtime[Any]) -> dict[str, Any] | None:
        user_id = self._agent.whose(runtime)
        said = said_in(state["messages"])
        if not said or not self._save:
            return None
        return {"messages": said, "user_id": user_id, "session_id": thread_of(runtime), "turn": said[0]["id"]}


def _with(system: SystemMessage | None, block: str) -> SystemMessage:
    content: list[Any] = [*(system.content_blocks if system else ()), {"type": "text", "text": block}]
    return SystemMessage(content=content)
