"""Chat models: how they are asked, and those that others wrote (LangChain's, LlamaIndex's) behind our protocol."""

import inspect
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, cast

from anyio import to_thread

from pllm_memory.errors import ConfigError
from pllm_memory.models.base import LLM, Schema
from pllm_memory.models.foreign import guarded, name_of

_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)

Messages = Sequence[Mapping[str, str]]
Stream = Callable[[list[dict[str, str]]], AsyncIterator[object]]
"""Answers in pieces, each text or an object that has text in it."""

ACCEPTED = (
    "an object with `reply` (pllm_memory.models.base.LLM), a LangChain chat model or runnable, or a LlamaIndex LLM"
)


def reply(llm: LLM, messages: Messages, *, schema: Schema | None = None) -> AsyncIterator[str]:
    """Asks a model for an answer of a form, or, where its `reply` takes no schema, for any answer."""
    if schema is None or not _takes_schema(llm.reply):
        return llm.reply(messages)
    return llm.reply(messages, schema=schema)


def _takes_schema(function: Callable[..., object]) -> bool:
    """Whether a method has that parameter: models that were written for an earlier version have not."""
    parameters = inspect.signature(function).parameters.values()
    return any(one.name == "schema" or one.kind is one.VAR_KEYWORD for one in parameters)


async def whole(pieces: AsyncIterator[str], *, longest: int) -> str:
    """The whole answer; of one that is too long, just a little more than so many characters."""
    said: list[str] = []
    length = 0
    async for piece in pieces:
        said.append(piece)
        length += len(piece)
        if length > longest:
            await _close(pieces)
            break
    return "".join(said)


async def _close(pieces: AsyncIterator[object]) -> None:
    close = getattr(pieces, "aclose", None)  # generators have it, other iterators need not
    if close is not None:
        await close()


def without_thoughts(answer: str) -> str:
    """An answer without what a reasoning model thought before it."""
    return _THOUGHTS.sub("", answer)


# ── what others bring ────────────────────────────────────────────────────────────────────────────────


_END = object()


class ForeignLLM:
    """Another library's chat model behind ours: its errors are mapped, and of its answers only the text is taken.

    No schema is sent: the libraries have no common way to, and not every model behind them can. Whoever needs an
    answer of a form says so in the prompt as well, and checks what comes.
    """

    def __init__(self, name: str, stream: Stream) -> None:
        self.name = name
        self._stream = stream

    async def reply(self, messages: Messages, *, schema: Schema | None = None) -> AsyncIterator[str]:
        """Streams the answer to chat messages (`{"role": …, "content": …}`) in pieces.

        Raises:
            ModelError: If the model fails.
        """
        del schema
        pieces = self._stream([dict(message) for message in messages])
        try:
            while (piece := await guarded(self.name, anext(pieces, _END))) is not _END:
                if text := text_of(piece):
                    yield text
        finally:
            await _close(pieces)


def recognise_llm(given: object) -> LLM:
    """Makes a chat model of an object, by what it can do.

    Raises:
        ConfigError: If it can do nothing that we know.
    """
    if isinstance(given, type):
        raise ConfigError(f"llm: {given.__name__} is a class; give an instance of it")
    if isinstance(given, LLM):
        return given
    stream = _langchain(given) or _llama_index(given)
    if stream is None:
        raise ConfigError(f"llm: a {type(given).__name__} is none; accepted are {ACCEPTED}")
    return ForeignLLM(name_of(given), stream)


def _langchain(given: Any) -> Stream | None:
    """LangChain's own `astream` gives the whole answer in one piece where a model cannot stream."""
    return given.astream if hasattr(given, "astream") and hasattr(given, "ainvoke") else None


def _llama_index(given: Any) -> Stream | None:
    if not (hasattr(given, "achat") and hasattr(given, "astream_chat")):
        return None

    async def stream(messages: list[dict[str, str]]) -> AsyncIterator[object]:
        llms: Any = import_module("llama_index.core.llms")  # whoever gave the object has it
        asked = [llms.ChatMessage(role=message["role"], content=message["content"]) for message in messages]
        if isinstance(given, llms.CustomLLM):  # its async methods call the sync ones, and would block the event loop
            yield await to_thread.run_sync(given.chat, asked, abandon_on_cancel=True)
            return
        async for piece in await given.astream_chat(asked):
            yield piece.delta or ""

    return stream


def text_of(piece: Any) -> str:
    """The text of what a model answered: of text itself, of a message, of a response with a message in it."""
    if piece is None or isinstance(piece, str):
        return piece or ""
    content = getattr(getattr(piece, "message", piece), "content", "")
    if isinstance(content, list):  # blocks of several kinds: thoughts and tool calls are no answer
        return "".join(_text_of_block(block) for block in cast("list[object]", content))
    return content if isinstance(content, str) else ""


def _text_of_block(block: object) -> str:
    if isinstance(block, Mapping):
        found = cast("Mapping[str, object]", block)
        block = found.get("text", "") if found.get("type", "text") == "text" else ""
    return block if isinstance(block, str) else ""
