"""Adapters served in this process, with transformers and peft: several users in one forward pass.

The model has a thread of its own. What is asked within a short window goes through it as one batch, each row with its
own adapter; loading and unloading happen between batches.
"""

import asyncio
import queue
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import nullcontext, suppress
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from pllm_memory.adapt.backends.base import GREEDY, Sampling, Served
from pllm_memory.adapt.backends.places import Places
from pllm_memory.errors import BackendDown, BackendError, PllmError
from pllm_memory.models.extras import library

if TYPE_CHECKING:
    from pllm_memory.adapt.local.engine import Engine, Row

_WHAT = "Serving adapters on this machine"


class LocalBackend:
    """A base model in this process, and the adapters of its users.

    Args:
        model: A folder with a model, as transformers saves it; loaded when it is first needed.
        capacity: How many adapters are in memory at a time.
        batch: How many requests go through the model together.
        window: Seconds that a request waits for others to go with it.
        patience: Seconds that a request waits for its adapter.
        device: Where it computes; by default a GPU, if there is one.
    """

    def __init__(
        self,
        model: Path | str,
        *,
        capacity: int = 16,
        batch: int = 8,
        window: float = 0.01,
        patience: float = 60.0,
        device: str | None = None,
    ) -> None:
        self.name = f"local/{Path(model).name}"
        self._places = Places(capacity, put_in=self._put_in, take_out=self._take_out, patience=patience)
        self._thread = _Thread(lambda: _engine(Path(model), device), batch=batch, window=window)

    async def reply(
        self,
        messages: Sequence[Mapping[str, str]],
        *,
        user: str,
        adapter: Served | None = None,
        sampling: Sampling = GREEDY,
    ) -> AsyncIterator[str]:
        """See `Backend.reply`. Nothing at all is kept from one request for the next."""
        del user
        async with nullcontext() if adapter is None else self._places.holding(adapter):
            async for piece in self._pieces(_Listener(messages, adapter and adapter.name, sampling)):
                yield piece

    async def load(self, adapter: Served) -> None:
        """See `Backend.load`."""
        async with self._places.holding(adapter):
            pass

    async def unload(self, name: str) -> None:
        """See `Backend.unload`."""
        await self._places.leave(name)

    def loaded(self) -> tuple[str, ...]:
        """See `Backend.loaded`."""
        return self._places.names()

    async def check(self) -> None:
        """Loads the base model, if it is not.

        Raises:
            NotFound: If there is none.
            BackendDown: If it is closed.
        """
        await self._thread.call(lambda _: None)

    async def aclose(self) -> None:
        """Lets go of the model; what is being answered breaks off."""
        self._thread.stop()

    async def _pieces(self, asked: "_Listener") -> AsyncIterator[str]:
        self._thread.ask(asked)
        try:
            async for piece in asked.pieces():
                yield piece
        finally:
            asked.gone = True

    async def _put_in(self, adapter: Served) -> None:
        await self._thread.call(lambda engine: engine.put_in(adapter))

    async def _take_out(self, adapter: Served) -> None:
        await self._thread.call(lambda engine: engine.take_out(adapter.name))


class _Listener:
    """A request, and who waits for its answer in an event loop while the model speaks in its thread."""

    def __init__(self, messages: Sequence[Mapping[str, str]], adapter: str | None, sampling: Sampling) -> None:
        self.messages, self.adapter, self.sampling = messages, adapter, sampling
        self.gone = False
        self._loop = asyncio.get_running_loop()
        self._said: asyncio.Queue[str | BaseException | None] = asyncio.Queue()

    async def pieces(self) -> AsyncIterator[str]:
        while (piece := await self._said.get()) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece

    def hear(self, piece: str) -> bool:
        """Hands a piece on; returns whether anybody listens."""
        if piece:
            self._tell(piece)
        return not self.gone

    def end(self, error: BaseException | None = None) -> None:
        """The answer is over, or there is none."""
        self._tell(error)

    def _tell(self, what: str | BaseException | None) -> None:
        with suppress(RuntimeError):  # the loop of who asked has ended
            self._loop.call_soon_threadsafe(self._said.put_nowait, what)


class _Call:
    """A function to be run with the model, and who waits for what it returns."""

    def __init__(self, function: "Callable[[Engine], None]") -> None:
        self.function = function
        self.done: Future[None] = Future()

    def end(self, error: BaseException | None = None) -> None:
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)


class _Thread:
    """The thread that has the model. It is a daemon, started when it is first needed."""

    def __init__(self, make: "Callable[[], Engine]", *, batch: int, window: float) -> None:
        self._make, self._batch, self._window = make, batch, window
        self._engine: Engine | None = None
        self._asked: queue.SimpleQueue[_Call | _Listener | None] = queue.SimpleQueue()
        self._next: deque[_Call | _Listener | None] = deque()
        self._lock = Lock()
        self._started = self._stopped = False

    async def call(self, function: "Callable[[Engine], None]") -> None:
        """Runs a function with the model, between two batches."""
        call = _Call(function)
        self.ask(call)
        await asyncio.shield(asyncio.wrap_future(call.done))  # what runs there cannot be called off

    def ask(self, what: "_Call | _Listener") -> None:
        with self._lock:
            if self._stopped:
                raise BackendDown("the backend is closed")
            self._asked.put(what)
            if not self._started:
                Thread(target=self._run, name="pllm-memory adapters", daemon=True).start()
                self._started = True

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            self._asked.put(None)

    def _run(self) -> None:
        while (one := self._take(None)) is not None:
            together: Sequence[_Call | _Listener] = self._together(one) if isinstance(one, _Listener) else [one]
            try:
                self._engine = self._engine or self._make()
                self._do(self._engine, together)
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is the answer to those who asked
                for each in together:
                    each.end(error if isinstance(error, PllmError) else BackendError(f"the model failed: {error!r}"))
        self._engine = None
        while not self._asked.empty():
            if (one := self._asked.get()) is not None:
                one.end(BackendDown("the backend is closed"))

    def _do(self, engine: "Engine", together: "Sequence[_Call | _Listener]") -> None:
        for one in together:
            if isinstance(one, _Call):
                one.function(engine)
        rows = [_row(engine, one) for one in together if isinstance(one, _Listener)]
        engine.answer([row for row in rows if row is not None])
        for one in together:
            one.end()

    def _together(self, first: _Listener) -> list[_Listener]:
        """Who asks within the window, up to a batch; what comes that is no request is done after them."""
        found, end = [first], time.monotonic() + self._window
        while len(found) < self._batch:
            try:
                one = self._take(max(0.0, end - time.monotonic()))
            except queue.Empty:
                break
            if not isinstance(one, _Listener):
                self._next.append(one)
                break
            found.append(one)
        return found

    def _take(self, timeout: float | None) -> "_Call | _Listener | None":
        return self._next.popleft() if self._next else self._asked.get(timeout=timeout)


def _row(engine: "Engine", asked: _Listener) -> "Row | None":
    try:
        return engine.row(asked.messages, asked.adapter, asked.sampling, asked.hear)
    except BackendError as error:  # of this request; the others of its batch are answered
        asked.end(error)
        return None


def _engine(model: Path, device: str | None) -> "Engine":
    base = library("pllm_memory.adapt.local.base", what=_WHAT, extra="adapters")
    engine = library("pllm_memory.adapt.local.engine", what=_WHAT, extra="adapters")
    return engine.Engine(base.load(model, device=device))
