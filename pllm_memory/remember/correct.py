"""Correct: a correction by hand is a message like any other, with a reading that says exactly what was meant. Pure."""

from datetime import datetime

from pllm_memory.errors import InvalidInput
from pllm_memory.facts import CORRECTIONS, Fact, Reading, Statement
from pllm_memory.remember.resolve import sentence
from pllm_memory.types import Message, is_storable, new_id, now

_LONGEST = 1000
SOURCE = "correction"


def correction(wrong: Fact, said: Statement, value: str, valid_at: datetime | None) -> tuple[Message, Reading]:
    """The message and the reading that say that a fact is wrong, and what is right.

    Args:
        wrong: The fact.
        said: A statement that it follows from: it knows how its subject is referred to.
        value: The right object.
        valid_at: Since when it holds; None: since the wrong one did.

    Raises:
        InvalidInput: If the value is empty or too long, or cannot be shown on a line.
    """
    right = " ".join(value.split())
    if not right or len(right) > _LONGEST:
        raise InvalidInput(f"the right value must have 1 to {_LONGEST} characters, not {len(right)}")
    if not is_storable(right):
        raise InvalidInput("the right value holds a control character or a lone surrogate")
    text = f"Correction: {sentence(wrong.subject, wrong.predicate, right)}, not {wrong.object}."
    message = Message(id=new_id(), session_id=CORRECTIONS, content=text, at=now(), name=said.speaker)
    statement = Statement(
        message_id=message.id,
        subject=said.subject,
        predicate=wrong.predicate,
        object=right,
        mode="corrects",
        replaces=wrong.object,
        valid_at=valid_at,
        said_at=message.at,
        speaker=said.speaker,
        strength=wrong.strength,
        text=text,
        source=SOURCE,
    )
    return message, Reading(message.id, SOURCE, (statement,))
