"""The rules that read messages, loaded when the first message is read: to compile their tables takes about a second."""

import sys
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from pllm_memory.facts import Reading
from pllm_memory.types import Message

if TYPE_CHECKING:
    from pllm_memory.remember.extract.annotators import Annotators

EXTRACTOR = "rules/3"
"""What their readings say they are from. The number goes up when the rules change: then messages are read again."""


def extractor(annotators: "Annotators" = ()) -> str:
    """What the readings of the rules say they are from, with what reads besides them."""
    return "+".join([EXTRACTOR, *(one.name for one in annotators)])


def read(messages: Sequence[Message], wanted: Collection[str], annotators: "Annotators" = ()) -> list[Reading]:
    """What the wanted ones of some messages of a session say (see `extract.extract`)."""
    from pllm_memory.remember.extract import extract  # noqa: PLC0415

    return extract(messages, wanted, annotators)


def let_go() -> None:
    """Keeps no text any more: somebody was forgotten. Rules that were never loaded have none."""
    loaded = sys.modules.get("pllm_memory.remember.extract")
    if loaded:
        loaded.let_go()
