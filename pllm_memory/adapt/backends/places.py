"""Which adapters are loaded: as many as there are places, each as long as it answers.

An adapter comes in when it is first asked for. Where there is no free place, the one that was not asked for longest
goes: it takes no new request, answers those that it has, and is unloaded; only then the other is loaded. So a server
is never asked to hold more than it has places for, and nothing that answers is ever pushed out by what comes in.
"""

from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import anyio

from pllm_memory.adapt.backends.base import Served
from pllm_memory.errors import AdapterRefused, BackendBusy, BackendError

_REMEMBERED = 100_000
"""Of how many names it is remembered what they stand for."""

Action = Callable[[Served], Awaitable[None]]


@dataclass(eq=False)
class _Place:
    adapter: Served
    users: int = 0
    loads: int = 0
    has_room: bool = False
    ready: bool = False
    leaving: bool = False
    failure: BackendError | None = None
    lock: anyio.Lock = field(default_factory=anyio.Lock)


class Places:
    """The adapters that are loaded, and who uses them.

    Args:
        capacity: How many at a time.
        put_in: Loads one, and makes sure that it is what it should be.
        take_out: Unloads one.
        patience: Seconds that a request waits for its adapter.
    """

    def __init__(self, capacity: int, *, put_in: Action, take_out: Action, patience: float) -> None:
        self.capacity = capacity
        self._put_in, self._take_out, self._patience = put_in, take_out, patience
        self._places: OrderedDict[str, _Place] = OrderedDict()
        self._digests: OrderedDict[str, str] = OrderedDict()
        self._rooms = 0
        self._changed = anyio.Event()

    def names(self) -> tuple[str, ...]:
        """What is loaded, the one that was not asked for longest first."""
        return tuple(name for name, place in self._places.items() if place.ready)

    @asynccontextmanager
    async def holding(self, adapter: Served) -> AsyncGenerator[int]:
        """Loads an adapter if need be, and keeps it loaded inside.

        Yields:
            How many times it was loaded, for `again`.

        Raises:
            AdapterRefused: If its name stood for another content before, or the backend does not take it.
            BackendBusy: If there was no place in time.
            BackendError: If it could not be loaded otherwise.
        """
        self._check_name(adapter)
        place = await self._enter(adapter)
        try:
            await self._ready(place)
            yield place.loads
        finally:
            place.users -= 1
            self._tell()

    async def again(self, adapter: Served, loads: int) -> None:
        """Loads once more what the backend turned out to have lost. To be called while holding it.

        Args:
            adapter: Which.
            loads: What `holding` said; if it was loaded again since, that was seen by another request before.
        """
        place = self._places[adapter.name]
        place.ready = place.ready and place.loads != loads
        await self._ready(place)

    async def leave(self, name: str) -> None:
        """Unloads an adapter, after the requests that it is answering."""
        place = self._places.get(name)
        if place is None or place.leaving:
            return
        place.leaving = True
        with self._in_time(name):
            await self._empty(place)

    async def _enter(self, adapter: Served) -> _Place:
        with self._in_time(adapter.name):
            while (place := self._places.get(adapter.name)) is not None and place.leaving:
                await self._change()
        if place is None:
            place = self._places[adapter.name] = _Place(adapter)
        place.users += 1
        self._places.move_to_end(adapter.name)
        return place

    async def _ready(self, place: _Place) -> None:
        """One of those who wait for a place brings the adapter in, for all of them."""
        async with place.lock:
            if place.failure:
                raise type(place.failure)(str(place.failure)) from place.failure
            if not place.ready:
                # Others may wait for it too: who brings it in finishes, also when nobody waits for *their* answer.
                with anyio.CancelScope(shield=True):
                    await self._bring_in(place)

    async def _bring_in(self, place: _Place) -> None:
        try:
            if not place.has_room:
                await self._room(place.adapter.name)
                place.has_room = True
            await self._put_in(place.adapter)
            place.loads += 1
            place.ready = True
        except BackendError as error:
            place.failure = error
            self._gone(place)
            raise
        finally:
            self._tell()

    async def _room(self, name: str) -> None:
        with self._in_time(name):
            while self._rooms >= self.capacity:
                victim = self._victim()
                if victim is None:
                    await self._change()
                else:
                    await self._empty(victim)
        self._rooms += 1

    def _victim(self) -> _Place | None:
        """Of those that are loaded, an unused one if there is one, and of these the one not asked for longest."""
        found = [place for place in self._places.values() if place.ready and not place.leaving]
        victim = min(found, key=lambda place: place.users > 0, default=None)
        if victim is not None:
            victim.leaving = True
        return victim

    async def _empty(self, place: _Place) -> None:
        try:
            while place.users:
                await self._change()
            with anyio.CancelScope(shield=True):
                await self._take_out(place.adapter)
            self._gone(place)
        finally:
            place.leaving = False
            self._tell()

    def _gone(self, place: _Place) -> None:
        self._rooms -= place.has_room
        place.has_room = place.ready = False
        if self._places.get(place.adapter.name) is place:
            del self._places[place.adapter.name]
        self._tell()

    def _check_name(self, adapter: Served) -> None:
        known = self._digests.setdefault(adapter.name, adapter.digest)
        self._digests.move_to_end(adapter.name)
        if len(self._digests) > _REMEMBERED:
            self._digests.popitem(last=False)
        if known != adapter.digest:
            raise AdapterRefused(f"{adapter.name} is the name of another adapter: what is new needs a new name")

    @contextmanager
    def _in_time(self, name: str) -> Generator[None]:
        with anyio.move_on_after(self._patience) as scope:
            yield
        if scope.cancelled_caught:
            raise BackendBusy(f"{name}: every place for an adapter was in use for {self._patience:g} seconds")

    async def _change(self) -> None:
        await self._changed.wait()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = anyio.Event()
