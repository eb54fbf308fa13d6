"""Reads messages with a small model that was trained to mark what people tell of themselves.

The rules know phrases; people find others every day. The tagger has seen 55,000 messages that were written for
it, and goes by what a sentence means. What it marks is added to what the rules have read, where it does not contradict
that; what they have read and it finds told nowhere is dropped. It costs as much as embedding the message does.
"""

from typing import TYPE_CHECKING

from pllm_memory.errors import ConfigError, MissingExtra

if TYPE_CHECKING:
    from pllm_memory.remember.tagger.tagger import Tagger

__all__ = ["open_tagger"]


def open_tagger(given: str, *, embeds: bool) -> "Tagger | None":
    """The tagger, if a setting asks for it.

    Args:
        given: "local": it reads; "none": it does not; "auto": it reads where the memory embeds by the local model, so
            that nothing else need be installed.
        embeds: Whether it does.

    Raises:
        ConfigError: If it is none of these.
        MissingExtra: If it is asked for, and the model that it needs is not installed.
    """
    if given not in ("auto", "local", "none"):
        raise ConfigError(f"tagger must be auto, local or none, not {given!r}")
    if given == "none" or (given == "auto" and not embeds):
        return None
    from pllm_memory.remember.tagger.network import installed  # noqa: PLC0415  it loads numpy

    if not installed():
        if given == "auto":
            return None
        raise MissingExtra("the tagger", extra="local")
    from pllm_memory.remember.tagger.tagger import Tagger  # noqa: PLC0415  with it comes the network's module

    return Tagger()
