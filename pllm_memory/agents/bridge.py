"""One memory for code that awaits and for code that does not: frameworks call hooks of both kinds."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine, Iterator
from typing import Any, TypeVar

from anyio import to_thread

from pllm_memory.errors import ConfigError
from pllm_memory.loop import Loop
from pllm_memory.memory import AsyncMemory, Memory

T = TypeVar("T")
_END = object()


class Bridge:
    """Calls async functions of a memory, from either kind of code.

    Args:
        memory: A `Memory`, for both kinds; an `AsyncMemory`, for code that awaits in the loop it is used in; or
            where it is kept, as `Memory` takes it.
    """

    def __init__(self, memory: Memory | AsyncMemory | str | None) -> None:
        opened = Memory(memory) if memory is None or isinstance(memory, str) else memory
        self._sync = opened if isinstance(opened, Memory) else None
        self.memory = opened.asynchronous if isinstance(opened, Memory) else opened

    def iterate(self, pieces: AsyncIterable[T]) -> Iterator[T]:
        """What an async iterable of the memory's gives, for code that does not await.

        Raises:
            ConfigError: If the memory is an `AsyncMemory`.
        """
        return self._loop().iterate(pieces)

    async def follow(self, pieces: AsyncIterable[T]) -> AsyncIterator[T]:
        """What an async iterable of the memory's gives, for code that awaits in any loop."""
        if self._sync is None:
            async for piece in pieces:
                yield piece
            return
        found = self._sync.loop.iterate(pieces)
        while (piece := await to_thread.run_sync(lambda: next(found, _END))) is not _END:
            yield piece  # pyright: ignore[reportReturnType]  it is no _END

    def run(self, function: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Calls it and waits.

        Raises:
            ConfigError: If the memory is an `AsyncMemory`.
        """
        return self._loop().run(function)

    def _loop(self) -> Loop:
        if self._sync is None:
            raise ConfigError(
                "this code does not await, and an AsyncMemory can only be awaited: give the integration a Memory, "
                "which serves both kinds of code"
            )
        return self._sync.loop

    async def wait(self, function: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Calls it and awaits it, in the memory's own loop; no other task of the caller's waits meanwhile."""
        return await (function() if self._sync is None else asyncio.wrap_future(self._sync.loop.start(function)))
