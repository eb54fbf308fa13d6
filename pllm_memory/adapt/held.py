"""What was kept from training, to measure with. Pure."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from pllm_memory.adapt.dataset import Example, is_own
from pllm_memory.types import Message

MOST = 64
"""Held-out examples that are measured; of more, every so manieth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What was kept from training, to measure with.

    Attributes:
        own: What the user said later than all that was trained on.
        informed: The same, each with what was remembered at the time in its prompt.
        others: For each, what somebody else said elsewhere.
    """

    own: tuple[Example, ...] = ()
    informed: tuple[Example, ...] = ()
    others: tuple[str, ...] = ()

    def __add__(self, more: "Held") -> "Held":
        return Held(own=self.own + more.own, informed=self.informed + more.informed, others=self.others + more.others)


def thinned(examples: Sequence[Example], most: int = MOST) -> tuple[Example, ...]:
    """So many examples at the most, evenly over time."""
    if len(examples) <= most:
        return tuple(examples)
    return tuple(examples[place * len(examples) // most] for place in range(most))


def said_elsewhere(
    own: Sequence[Example], messages: Sequence[Message], *, speaker: str | None, otherwise: Sequence[str], seed: int = 0
) -> tuple[str, ...]:
    """For each example something that somebody else said: not the user, and not in the example's own prompt.

    Args:
        own: What the user said.
        messages: All that was said, by whomever.
        speaker: The user's name, where there are several.
        otherwise: What to draw from where nobody else said anything.
        seed: Of what is drawn.
    """
    drawn = random.Random(seed)  # noqa: S311  no secret depends on it
    others = [one for one in messages if not is_own(one, speaker) and one.content.strip()]
    return tuple(
        drawn.choice([one.content for one in others if one.id not in example.message_ids] or list(otherwise))
        for example in own
    )
