"""The rules that read messages, loaded when the first message is read: their tables take a tenth of a second."""

from collections.abc import Collection, Sequence

from pllm_memory.facts import Reading
from pllm_memory.types import Message

EXTRACTOR = "rules/1"
"""What their readings say they are from. The number goes up when the rules change: then messages are read again."""


def read(messages: Sequence[Message], wanted: Collection[str]) -> list[Reading]:
    """What the wanted ones of some messages of a session say (see `extract.extract`)."""
    from pllm_memory.remember.extract import extract  # noqa: PLC0415

    return extract(messages, wanted)
