"""Tools: what a model may do with the memory by itself, in words and types of no framework.

Whose memory it is, is no argument of any of them: a model cannot ask for another user's.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pllm_memory.agents import pages
from pllm_memory.agents.bridge import Bridge
from pllm_memory.errors import InvalidInput, ModelError, NotFound, StoreError
from pllm_memory.memory import AsyncUserMemory
from pllm_memory.text import fenced, spoken
from pllm_memory.types import Message, Scope

_PAGE = 50
"""How many memories a page of the list has."""
_LINE = 500
"""How many characters of a memory the list shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryTool:
    """A tool for a model.

    Attributes:
        name: What the model calls it.
        description: What it is for, for the model.
        parameters: Its arguments, as JSON schema.
        read_only: Whether it changes nothing.
        run: Calls it with its arguments and waits for its answer, a text for the model.
        arun: The same, to be awaited.
    """

    name: str
    description: str
    parameters: Mapping[str, Any]
    read_only: bool
    run: Callable[..., str]
    arun: Callable[..., Awaitable[str]]


def tools(user: AsyncUserMemory, bridge: Bridge) -> list[MemoryTool]:
    """The four tools, bound to one user."""

    async def search_memory(query: str, limit: int = 10) -> str:
        context = await user.recall(query, limit=max(1, min(limit, 50)))
        return context.text or "Nothing is remembered about that."

    async def add_memory(text: str) -> str:
        # A model's own words: they are found again, but do not count as what the user said.
        receipt = await user.remember({"role": "assistant", "content": text})
        return f"Remembered as {receipt.message_ids[0]}."

    async def list_memories(page: int = 1) -> str:
        end = max(page, 1) * _PAGE
        shown = await pages.page(bridge.memory.store, Scope(user.user_id), slice(end - _PAGE, end))
        last = max(1, -(-shown.total // _PAGE))
        lines = [_line(message) for message in shown.messages]
        return "\n".join([f"{shown.total} memories, page {page} of {last}:", "<memory>", *lines, "</memory>"])

    async def delete_memory(memory_id: str) -> str:
        try:
            await user.forget(memory_id)
        except NotFound:
            return f"There is no memory {memory_id}."
        return f"Deleted {memory_id}, for good."

    return [_tool(bridge, function, **told) for function, told in (
        (search_memory, _SEARCH), (add_memory, _ADD), (list_memories, _LIST), (delete_memory, _DELETE),
    )]  # fmt: skip


def _line(message: Message) -> str:
    """An entry of a list: fenced, with its further lines indented, so that none can pass for an entry of its own."""
    whole = spoken(message)
    said = "\n  ".join((whole if len(whole) <= _LINE else whole[:_LINE] + "…").splitlines())
    return f"- [{fenced(message.id)}] {message.at:%Y-%m-%d} {fenced(message.speaker)}: {fenced(said)}"


def _tool(bridge: Bridge, function: Callable[..., Awaitable[str]], **told: Any) -> MemoryTool:
    async def safe(**given: Any) -> str:
        try:
            return await function(**_read(told["parameters"], given))
        except (StoreError, ModelError) as error:
            return f"The memory cannot be had now ({type(error).__name__}); go on without it."
        except InvalidInput as error:  # what the model gave; whatever else goes wrong is a mistake of ours
            return f"That cannot be done: {error}"

    def run(**given: Any) -> str:
        return bridge.run(lambda: safe(**given))

    async def arun(**given: Any) -> str:
        return await bridge.wait(lambda: safe(**given))

    return MemoryTool(name=function.__name__, run=run, arun=arun, **told)


_TYPES = {"string": str, "integer": int}


def _read(schema: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that a model gave, by the tool's own schema: what is null counts as left out, 3.0 as 3.

    Raises:
        InvalidInput: If they are not as the schema says.
    """
    known: Mapping[str, Mapping[str, Any]] = schema["properties"]
    found = {name: value for name, value in given.items() if value is not None}
    if missing := [name for name in schema["required"] if name not in found]:
        raise InvalidInput(f"it needs {', '.join(missing)}")
    if unknown := [name for name in found if name not in known]:
        raise InvalidInput(f"there is no {', '.join(unknown)}; there are {', '.join(known)}")
    return {name: _value(name, value, known[name]["type"]) for name, value in found.items()}


def _value(name: str, value: Any, kind: str) -> Any:
    whole = int(value) if kind == "integer" and isinstance(value, float) and value.is_integer() else value
    if not isinstance(whole, _TYPES[kind]) or isinstance(whole, bool):
        raise InvalidInput(f"{name} must be of type {kind}, not {value!r:.60}")
    return whole


def _schema(required: str | None, **properties: Mapping[str, Any]) -> dict[str, Any]:
    wanted = [required] if required else []
    return {"type": "object", "properties": properties, "required": wanted, "additionalProperties": False}


_SEARCH: dict[str, Any] = {
    "description": "Searches what this user said and what is known about them, over all earlier conversations. "
    "Use it when an answer depends on the user's past, preferences or plans and the conversation does not have it.",
    "parameters": _schema(
        "query",
        query={"type": "string", "description": "What to look for, as a question or in key words."},
        limit={
            "type": "integer",
            "description": "How many messages at the most.",
            "default": 10,
            "minimum": 1,
            "maximum": 50,
        },
    ),
    "read_only": True,
}
_ADD: dict[str, Any] = {
    "description": "Keeps one thing about this user for later conversations. Use it when the user asks to remember "
    "something; what they say is otherwise remembered by itself.",
    "parameters": _schema("text", text={"type": "string", "description": "What to remember, as one full sentence."}),
    "read_only": False,
}
_LIST: dict[str, Any] = {
    "description": "Lists what is remembered of this user, with ids, by time.",
    "parameters": _schema(
        None, page={"type": "integer", "description": "Which page, from 1.", "default": 1, "minimum": 1}
    ),
    "read_only": True,
}
_DELETE: dict[str, Any] = {
    "description": "Deletes one memory for good. Use it only when the user asks to forget something.",
    "parameters": _schema(
        "memory_id", memory_id={"type": "string", "description": "The id, as search or list show it."}
    ),
    "read_only": False,
}
