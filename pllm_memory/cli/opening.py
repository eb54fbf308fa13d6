"""What nearly every command does: opens the memory, does one thing, and closes it."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import anyio

T = TypeVar("T")


def run(url: str | None, embedder: str | None, action: Callable[[Any], Coroutine[Any, Any, T]], **models: Any) -> T:
    """Does something with the memory at a URL, and the models that are given, and returns what it returns."""
    from pllm_memory.memory import AsyncMemory

    async def act() -> T:
        async with AsyncMemory(url, embedder=embedder, **models) as memory:
            return await action(memory)

    return anyio.run(act)
