"""A page of what is remembered, by time, without reading all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pllm_memory.stores.base import Store
from pllm_memory.types import Message, Scope


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a user's messages.

    Attributes:
        messages: By time; one that is forgotten while they are looked up is missing.
        total: How many the user has.
    """

    messages: Sequence[Message]
    total: int


async def page(store: Store, scope: Scope, which: slice) -> Page:
    """The messages at some places of all by time: the order follows from the columns, and only these are read."""
    columns = await store.candidates(scope)
    by_time = np.lexsort((columns.keys, columns.at))
    keys = [int(key) for key in columns.keys[by_time[which]]]
    found: Mapping[int, Message] = await store.rows(scope, keys) if keys else {}
    return Page([found[key] for key in keys if key in found], len(columns))
