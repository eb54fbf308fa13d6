"""Ask: statements, read by a language model, from a batch of messages at once.

What comes back is not believed, it is checked (`answer.read_answer`): it is of the form that was asked for, about
messages that were shown, in words that were said. Who says it, in which role and when, is the message's and never
the model's. Whatever the model does, each message gets a reading: what was found in it, or why it could not be read.
"""

import json
import logging
from collections.abc import Collection, Mapping, Sequence

import anyio

from pllm_memory.facts import Reading
from pllm_memory.models.base import LLM, Schema
from pllm_memory.models.chat import reply, whole
from pllm_memory.predicates import REGISTRY, Predicate
from pllm_memory.prompts import ChatMessage, task
from pllm_memory.remember.ask.answer import MODES, Answer, numbered, read_answer
from pllm_memory.text import spoken
from pllm_memory.types import Message
from pllm_memory.when import annotated

PATIENCE = 120.0
"""Seconds that a model gets for a batch: nobody waits for it."""
LONGEST_SHOWN, LONGEST_CONTEXT = 4_000, 600
"""Characters: what is shown of a message that is to be read, and of one that only helps to understand it."""
LONGEST_ANSWER = 60_000
"""Characters: about a thousand for each message. What is longer is a model that does not stop."""

_log = logging.getLogger(__name__)


async def ask(
    llm: LLM,
    messages: Sequence[Message],
    wanted: Collection[str],
    *,
    model: str,
    known: Mapping[str, Predicate] = REGISTRY,
    patience: float = PATIENCE,
) -> list[Reading]:
    """Reads messages of one session by one question to a model. Nothing that the model does is an error.

    Args:
        llm: The model.
        messages: Those to be read and those before them, in the order they were said.
        wanted: The ids of those to be read; the others are shown as context.
        model: Its name: readings and statements are from "llm:MODEL".
        known: The predicates that the model is told of.
        patience: Seconds that it gets to answer.

    Returns:
        A reading for each wanted message that is among `messages`, in their order. Where the model failed, took
        too long, refused or broke off, it has a problem and is to be tried again; what a broken answer did say
        is kept.
    """
    try:
        return await attempt(llm, messages, wanted, model=model, known=known, patience=patience)
    except Exception as error:  # noqa: BLE001  it is somebody else's model: it may raise anything
        return [failed(message, model, error) for message in messages if message.id in wanted]


async def attempt(
    llm: LLM,
    messages: Sequence[Message],
    wanted: Collection[str],
    *,
    model: str,
    known: Mapping[str, Predicate] = REGISTRY,
    patience: float = PATIENCE,
) -> list[Reading]:
    """As `ask`, but a model that fails is an error.

    Raises:
        TimeoutError: If the model takes longer than `patience`.
        ModelError: If it fails. A model that somebody brought may raise anything.
    """
    numbers = numbered(messages, wanted)
    if not numbers:
        return []
    with anyio.fail_after(patience):
        answer = reply(llm, prompt(messages, wanted, known=known), schema=schema([*numbers]))
        text = await whole(answer, longest=LONGEST_ANSWER)
    found = read_answer(text, messages, wanted, source=source(model), known=known)
    _say_what_was_dropped(found, model)
    return [
        Reading(id_, source(model), found.statements.get(id_, ()), found.problems.get(id_))
        for id_ in (message.id for message in numbers.values())
    ]


def source(model: str) -> str:
    """What readings and statements of a model say they are from."""
    return f"llm:{model}"


def failed(message: Message, model: str, error: Exception) -> Reading:
    """The reading of a message that the model was asked about in vain."""
    reason = "the model took too long" if isinstance(error, TimeoutError) else f"{type(error).__name__}: {error}"
    return Reading(message.id, source(model), problem=reason[:300])


def _say_what_was_dropped(found: Answer, model: str) -> None:
    """How many statements were not believed, and why; not what they said: a log is no place for that."""
    if found.dropped:
        kept = sum(map(len, found.statements.values()))
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(found.dropped.items()))
        _log.info("%s: %d statements were kept; dropped: %s", model, kept, reasons)


# ── the question ─────────────────────────────────────────────────────────────────────────────────────


def prompt(
    messages: Sequence[Message], wanted: Collection[str], *, known: Mapping[str, Predicate] = REGISTRY
) -> list[ChatMessage]:
    """What the model is asked: first what is the same each time, so that servers can keep it, then the messages."""
    numbers = numbered(messages, wanted)
    places = {message.id: number for number, message in numbers.items()}
    lines = [_line(message, places.get(message.id)) for message in messages]
    return [
        {"role": "system", "content": task("statements", predicates=[*known.values()])},
        {"role": "user", "content": task("statements_data", lines=lines, ids=[*numbers])},
    ]


def _line(message: Message, number: int | None) -> str:
    """A message as a line of JSON, with a number for its id, since models garble long ones, and its times dated."""
    text = annotated(spoken(message), message.at)
    longest = LONGEST_CONTEXT if number is None else LONGEST_SHOWN
    shown = {
        **({"context": True} if number is None else {"id": number}),
        "role": message.role,
        **({"speaker": message.name} if message.name else {}),
        "at": f"{message.at:%Y-%m-%d %A}",
        "text": text if len(text) <= longest else f"{text[:longest]}…",
    }
    return json.dumps(shown, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")


def schema(numbers: Sequence[int]) -> Schema:
    """The form of the answer: every field is there, as OpenAI's strict mode wants it; what is not known is null."""
    text, perhaps = {"type": "string"}, {"type": ["string", "null"]}
    fields = {
        "message_id": {"type": "integer", "enum": [*numbers]},
        "subject": text,
        "predicate": text,
        "object": text,
        "mode": {"type": "string", "enum": [*MODES]},
        "replaces": perhaps,
        "valid_at": perhaps,
        "invalid_at": perhaps,
        "certain": {"type": "boolean"},
        "strength": {"type": "number"},
    }
    return {"title": "statements", **_object({"statements": {"type": "array", "items": _object(fields)}})}


def _object(fields: Mapping[str, object]) -> dict[str, object]:
    return {"type": "object", "properties": dict(fields), "required": [*fields], "additionalProperties": False}
