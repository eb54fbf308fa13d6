"""LlamaIndex's `Memory`, with what is remembered of the user from all other sessions."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from llama_index.core.base.llms.types import ChatMessage, MessageRole, TextBlock, ToolCallBlock
from llama_index.core.bridge.pydantic import Field, PrivateAttr
from llama_index.core.memory import Memory as SessionMemory

from pllm_memory import AgentMemory, AsyncMemory, Memory
from pllm_memory.errors import ConfigError


class PersonalMemory(SessionMemory):
    """The history of one session, as `Memory` keeps it, and the long-term memory of its user.

    Whoever gets the messages for a model gets what is remembered too, right before the question. It is not put into
    the history. A turn is remembered when it is answered; turns that are left unanswered, with the next answer.

    Make it by `from_defaults`.
    """

    user_id: str = Field(description="Whose memory.")
    _agent: AgentMemory | None = PrivateAttr(default=None)
    _opened: str = PrivateAttr(
        default_factory=lambda: str(uuid4())
    )  # turns are counted anew where a history begins anew

    @classmethod
    def class_name(cls) -> str:
        return "PersonalMemory"

    @classmethod
    def from_defaults(  # pyright: ignore[reportIncompatibleMethodOverride]  # nobody's memory is no default
        cls,
        session_id: str | None = None,
        *,
        memory: Memory | AsyncMemory | str | None = None,
        user_id: str,
        template: str = "retrieval",
        limit: int | None = None,
        budget: int | None = None,
        **options: Any,
    ) -> "PersonalMemory":
        """The memory of a user in a session.

        Args:
            session_id: The conversation; a new one by default.
            memory: Where all users' memories are: best one `Memory` for the whole application.
            user_id: Whose memory.
            template: As for `AgentMemory`.
            limit: As for `AgentMemory`.
            budget: As for `AgentMemory`.
            **options: What `llama_index.core.memory.Memory.from_defaults` takes.

        Raises:
            InvalidUserId: If there is no user.
        """
        agent = AgentMemory(memory, user_id=user_id, template=template, limit=limit, budget=budget)
        whose = agent.whose()
        session = SessionMemory.from_defaults(session_id, **options)
        fields = {name: getattr(session, name) for name in SessionMemory.model_fields}
        made = cls(user_id=whose, **fields)
        made._agent = agent
        return made

    @property
    def agent_memory(self) -> AgentMemory:
        """What this translates.

        Raises:
            ConfigError: If this object was restored from a dump, which does not hold the memory itself.
        """
        if self._agent is None:
            raise ConfigError("a PersonalMemory that was restored has no memory: make it by from_defaults again")
        return self._agent

    async def aget(self, input: str | ChatMessage | None = None, **block_kwargs: Any) -> list[ChatMessage]:  # noqa: A002  LlamaIndex's name
        history = await super().aget(input=input, **block_kwargs)
        place = _open_question(history)
        if place is None and input is None:
            return history
        question = _text(history[place] if place is not None else input)
        turn = self.session_id, sum(map(_is_answer, await self.aget_all()))
        block = await self.agent_memory.ablock(question, user_id=self.user_id, turn=turn)
        if block:
            history.insert(len(history) if place is None else place, ChatMessage(role="user", content=block))
        return history

    async def aput(self, message: ChatMessage) -> None:
        await super().aput(message)
        await self._remember([message])

    async def aput_messages(self, messages: list[ChatMessage]) -> None:
        await super().aput_messages(messages)
        await self._remember(messages)

    async def _remember(self, new: Sequence[ChatMessage]) -> None:
        fresh = sum(map(_is_answer, new))
        if not fresh:
            return
        history = await self.aget_all()
        answers = [place for place, message in enumerate(history) if _is_answer(message)]
        for turn in range(len(answers) - fresh, len(answers)):
            start = answers[turn - 1] + 1 if turn else 0
            said = [message for message in history[start : answers[turn] + 1] if _is_said(message)]
            await self.agent_memory.aremember(
                [{"role": message.role.value, "content": _text(message)} for message in said],
                user_id=self.user_id,
                session_id=self.session_id,
                turn=f"{self._opened}/{turn}",
            )


def _open_question(history: Sequence[ChatMessage]) -> int | None:
    """Where the user's last message is, unless it is answered."""
    for place in range(len(history) - 1, -1, -1):
        if history[place].role == MessageRole.USER:
            return place
        if _is_answer(history[place]):
            return None
    return None


def _is_said(message: ChatMessage) -> bool:
    return message.role == MessageRole.USER or _is_answer(message)


def _is_answer(message: ChatMessage) -> bool:
    """Whether it ends a turn: it says something, and asks for no tool."""
    calls = message.additional_kwargs.get("tool_calls") or any(isinstance(b, ToolCallBlock) for b in message.blocks)
    return message.role == MessageRole.ASSISTANT and not calls and bool(_text(message).strip())


def _text(message: ChatMessage | str | None) -> str:
    if not isinstance(message, ChatMessage):
        return message or ""
    text = "\n".join(block.text for block in message.blocks if isinstance(block, TextBlock))
    if message.role == MessageRole.ASSISTANT and text.startswith("Thought:"):  # a ReActAgent puts all it thought
        return text.rpartition("Answer:")[2].strip()
    return text
