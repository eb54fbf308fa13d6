"""LangChain's messages, as the memory takes them, and whose they are."""

from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage


def user_in_context(runtime: Any) -> str | None:
    """The user id in a run's context; or who logged in to the LangGraph server, where it runs there."""
    context = getattr(runtime, "context", None)
    found = context.get("user_id") if isinstance(context, Mapping) else getattr(context, "user_id", None)
    server = getattr(runtime, "server_info", None)
    return server.user.identity if found is None and server and server.user else found


def thread_of(runtime: Any) -> str | None:
    """The thread of a run; None without a checkpointer."""
    info = getattr(runtime, "execution_info", None)
    return info.thread_id if info else None


def turn_of(messages: Sequence[AnyMessage]) -> int | None:
    """Where the current turn begins: at the last message that a person wrote; None if nobody wrote any."""
    places = (place for place in reversed(range(len(messages))) if _is_said(messages[place]))
    return next(places, None)


def said_in(messages: Sequence[AnyMessage]) -> list[dict[str, Any]]:
    """What was said in the current turn: the person's message and the answer, without the traffic of tools."""
    start = turn_of(messages)
    if start is None:
        return []
    return [_given(message) for message in messages[start:] if _is_said(message) or _is_answer(message)]


def _is_said(message: AnyMessage) -> bool:
    return isinstance(message, HumanMessage) and "lc_source" not in message.additional_kwargs  # that: a summary


def _is_answer(message: AnyMessage) -> bool:
    return isinstance(message, AIMessage) and not message.tool_calls


def _given(message: AnyMessage) -> dict[str, Any]:
    """A person's message keeps its id; that of an answer is new each time it is made, so its turn names it."""
    if not isinstance(message, HumanMessage):
        return {"role": "assistant", "content": str(message.text)}
    return {"id": message.id, "role": "user", "content": str(message.text)} | (
        {"name": message.name} if message.name else {}
    )
