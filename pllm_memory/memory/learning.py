"""Learn: from one user's memory to the examples that a model of theirs is trained on."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from pllm_memory.adapt.dataset import Dataset, Example, Known, examples, split, with_memory
from pllm_memory.memory.finding import find
from pllm_memory.prompts import needs, render
from pllm_memory.recall import BALANCED
from pllm_memory.types import Scope

if TYPE_CHECKING:
    from pllm_memory.memory.app import AsyncMemory

NOTHING = "none"
"""The template that shows nothing of the memory."""
HELD_OUT = 0.25
BUDGET = 250
"""Tokens of what is remembered, in a prompt that is trained on or measured with."""


async def dataset(
    memory: "AsyncMemory", scope: Scope, *, speaker: str | None, template: str, held_out: float
) -> Dataset:
    """What a user said, as examples; see `AsyncUserMemory.dataset`."""
    said = await memory.adapters.learnable(scope)
    found = split(scope.user_id, examples(said, speaker=speaker), held_out=held_out)
    ids = {message.id for message in said}
    train, later = [await informed(memory, scope, one, template, ids=ids) for one in (found.train, found.held_out)]
    return replace(found, train=train, held_out=later)


async def informed(
    memory: "AsyncMemory", scope: Scope, found: tuple[Example, ...], template: str, *, ids: Collection[str]
) -> tuple[Example, ...]:
    """The same examples, each with what a template shows of the memory as it was before it.

    Args:
        memory: The memory.
        scope: Whose.
        found: The examples.
        template: See `AsyncUserMemory.prompt`.
        ids: The messages that may be learnt from: a prompt shows nothing where others are in what it would show.
    """
    return await with_memory(found, _known(memory, scope, template, ids)) if needs(template) else found


def _known(memory: "AsyncMemory", scope: Scope, template: str, ids: Collection[str]) -> Known:
    wanted = needs(template)

    async def known(question: str, before: datetime) -> tuple[str, tuple[str, ...]]:
        profile = context = None
        shown: list[str] = []
        budget = BUDGET
        if "profile" in wanted:
            most = budget // 3 if "context" in wanted else budget
            profile = await memory.known.profile(scope, budget=most, as_of=before, count_tokens=memory.count_tokens)
            budget -= profile.tokens
            shown += [id_ for line in profile for id_ in line.message_ids]
        if "context" in wanted:
            context = await find(memory, scope, question, limit=None, budget=budget, until=before, strategy=BALANCED)
            shown += context.packed
        if not shown or not set(shown) <= set(ids):
            return "", ()
        *block, _ = render(template, context, question, profile=profile)
        return "".join(one["content"] for one in block), tuple(dict.fromkeys(shown))

    return known
