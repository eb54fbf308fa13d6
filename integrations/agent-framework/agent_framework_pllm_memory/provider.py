"""What is remembered of the user goes into each request to the model; each run's question and answer are remembered."""

from collections.abc import Awaitable, Callable, Sequence
from itertools import dropwhile, takewhile
from typing import Any

from agent_framework import (
    AgentSession,
    ChatContext,
    ChatMiddleware,
    ChatMiddlewareLayer,
    ContextProvider,
    FunctionTool,
    Message,
    SessionContext,
    SupportsAgentRun,
)

from pllm_memory import AgentMemory, AsyncMemory, Memory


class PersonalMemoryProvider(ContextProvider):
    """The long-term memory of the users of an agent, as one of its context providers.

    What it shows to the model is in the requests only, never in the session.

    Args:
        memory: Where all users' memories are.
        user_id: Whose memory, or a function of the session that gives it; `session.state["user_id"]` by default.
        turn: A function of the session that gives what tells the turn at hand from every other of it, so that a run
            that is made again is remembered once; by default, each run is a turn of its own.
        tools: Whether the model also gets tools to search, add, list and delete memories by itself.
        template: As for `AgentMemory`.
        limit: As for `AgentMemory`.
        budget: As for `AgentMemory`.
        source_id: The provider's name.
    """

    def __init__(
        self,
        memory: Memory | AsyncMemory | str | None = None,
        *,
        user_id: str | Callable[[AgentSession], str | None] = lambda session: session.state["user_id"],
        turn: Callable[[AgentSession], str | None] = lambda _: None,
        tools: bool = False,
        template: str = "retrieval",
        limit: int | None = None,
        budget: int | None = None,
        source_id: str = "personal_memory",
    ) -> None:
        super().__init__(source_id)
        self._agent = AgentMemory(memory, user_id=user_id, template=template, limit=limit, budget=budget)
        self._turn = turn
        self._tools = tools

    async def before_run(
        self, *, agent: SupportsAgentRun, session: AgentSession, context: SessionContext, state: dict[str, Any]
    ) -> None:
        whose = self._agent.whose(session)
        if self._tools:
            context.extend_tools(self.source_id, self._tools_of(whose))
        questions = _said(context.input_messages, "user")
        block = await self._agent.ablock(questions[-1], user_id=whose) if questions else ""
        if block and isinstance(getattr(agent, "client", None), ChatMiddlewareLayer):
            context.extend_middleware(self.source_id, _Shown(block, questions[-1]))
        elif block:  # a client that runs no middleware: among the context, in the place that this provider has
            context.extend_messages(self, [Message(role="user", contents=[block])])

    async def after_run(
        self, *, agent: SupportsAgentRun, session: AgentSession, context: SessionContext, state: dict[str, Any]
    ) -> None:
        answers = _said(context.response.messages if context.response else [], "assistant")
        if not answers and not (context.response and context.response.user_input_requests):
            return  # handed over: who takes over is told what was asked, and answers it
        said = [{"role": "user", "content": text} for text in _asked(context.input_messages)]
        said += [{"role": "assistant", "content": text} for text in answers[-1:]]
        whose, turn = self._agent.whose(session), self._turn(session)
        await self._agent.aremember(said, user_id=whose, session_id=session.session_id, turn=turn)

    def _tools_of(self, whose: str) -> list[FunctionTool]:
        return [
            FunctionTool(name=tool.name, description=tool.description, func=tool.arun, input_model=tool.parameters)
            for tool in self._agent.tools(whose)
        ]


class _Shown(ChatMiddleware):
    """Puts the block right before the question, in each request of a run."""

    def __init__(self, block: str, question: str) -> None:
        self._block = Message(role="user", contents=[block])
        self._question = question

    async def process(self, context: ChatContext, call_next: Callable[[], Awaitable[None]]) -> None:
        messages = list(context.messages)
        places = [place for place, message in enumerate(messages) if _said([message], "user") == [self._question]]
        messages.insert(places[-1] if places else len(messages), self._block)
        context.messages = messages
        await call_next()


def _asked(messages: Sequence[Message]) -> list[str]:
    """What the user said last. Who takes over is given all that was said to others before, who have remembered it."""
    others = dropwhile(lambda message: not _said([message], "user"), reversed(messages))
    turn = takewhile(lambda message: not _said([message], "assistant"), others)
    return _said(list(turn)[::-1], "user")


def _said(messages: Sequence[Message], role: str) -> list[str]:
    """Their texts; a message that calls a tool is no answer."""
    return [
        message.text
        for message in messages
        if message.role == role
        and message.text.strip()
        and not any(content.type == "function_call" for content in message.contents)
    ]
