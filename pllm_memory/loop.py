"""Event loops and threads: how code that does not await uses code that does, and how long work holds up no loop."""

import asyncio
from collections.abc import AsyncIterable, Callable, Coroutine, Iterator
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

from anyio import to_thread

from pllm_memory.forked import Home

T = TypeVar("T")


async def aside(work: Callable[[], T], *, long: bool) -> T:
    """Does work in a thread where it is long, so that everybody else goes on; else here, where it begins sooner."""
    return await to_thread.run_sync(work) if long else work()


class Loop:
    """An event loop in a thread of its own, started when it is first needed.

    The thread is a daemon and nothing waits for it at exit: what was acknowledged is on disk already.
    """

    def __init__(self) -> None:
        self._home = Home()
        self._lock = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None

    def run(self, function: Callable[..., Coroutine[Any, Any, T]], *args: Any) -> T:
        """Calls an async function and waits for what it returns."""
        waiting = self.start(function, *args)
        try:
            return waiting.result()
        except BaseException:  # also Ctrl-C while waiting: then the call must not go on unseen
            waiting.cancel()
            raise

    def start(self, function: Callable[..., Coroutine[Any, Any, T]], *args: Any) -> "Future[T]":
        """Calls an async function; what it returns comes later.

        Raises:
            StoreError: In a process that was forked after the first call: the thread is not there.
        """
        self._home.check()
        return asyncio.run_coroutine_threadsafe(function(*args), self._started())

    def iterate(self, pieces: AsyncIterable[T]) -> Iterator[T]:
        """What an async iterable gives, as it comes. It runs in one task; who stops iterating cancels it."""
        found: SimpleQueue[tuple[T] | None] = SimpleQueue()

        async def follow() -> None:
            try:
                async for piece in pieces:
                    found.put((piece,))
            finally:
                found.put(None)

        following = self.start(follow)
        try:
            while (piece := found.get()) is not None:
                yield piece[0]
            following.result()
        finally:
            following.cancel()

    def stop(self) -> None:
        """Ends the loop; the next call starts a new one."""
        with self._lock:
            if self._loop and self._end:
                self._loop.call_soon_threadsafe(self._end.set)
            self._loop = self._end = None

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                ready: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
                Thread(target=asyncio.run, args=(_live(ready),), name="pllm-memory", daemon=True).start()
                self._loop, self._end = ready.result()
            return self._loop


async def _live(ready: "Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]]") -> None:
    end = asyncio.Event()
    ready.set_result((asyncio.get_running_loop(), end))
    await end.wait()
