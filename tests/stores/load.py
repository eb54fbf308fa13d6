"""Writers that go on whatever happens, and what must be true of what they wrote afterwards."""

import asyncio
from contextlib import asynccontextmanager
from time import monotonic

from contract import NOON, changes, message

from pllm_memory import errors
from pllm_memory.stores.base import Changes, Recalls
from pllm_memory.text import analyse
from pllm_memory.types import Scope


class Load:
    """Some users, each written to without end; a write counts a recall too, which twice would count twice.

    Attributes:
        acknowledged: The ids of the messages that are stored, by user, as far as we were told.
        failed: What we were told otherwise.
    """

    def __init__(self, store, users=4, content="I moved to Lyon."):
        self.store, self.content = store, content
        self._analysis = analyse(message("m1", content))  # once, so that it is the database that has to do
        self.acknowledged = {Scope(f"user {number}"): [] for number in range(users)}
        self.failed = []

    @property
    def done(self):
        return sum(map(len, self.acknowledged.values()))

    @asynccontextmanager
    async def going_on(self):
        for scope in self.acknowledged:
            await self.store.apply(scope, changes(message("first")))
        ended = asyncio.Event()
        writers = [asyncio.create_task(self._write(scope, ended)) for scope in self.acknowledged]
        try:
            yield
        finally:
            ended.set()
            await asyncio.gather(*writers)

    async def _write(self, scope, ended):
        number = 0
        while not ended.is_set():
            number += 1
            said = message(f"m{number}", self.content)
            written = Changes(messages=((said, self._analysis),), recalled={"first": Recalls(1, NOON)}, created_at=NOON)
            try:
                await self.store.apply(scope, written)
            except errors.StoreError as error:
                self.failed.append(error)
                await asyncio.sleep(0.05)
            else:
                self.acknowledged[scope].append(said.id)

    async def recovers(self, seconds=10):
        """Within so many seconds somebody is told again that a write was done, and soon everybody is."""
        before = {scope: len(ids) for scope, ids in self.acknowledged.items()}
        done = self.done
        await within(seconds, lambda: self.done > done)
        await within(60, lambda: all(len(ids) > before[scope] for scope, ids in self.acknowledged.items()))

    async def check(self):
        """Nothing that was acknowledged is lost, nothing is doubled, everything agrees."""
        for scope, ids in self.acknowledged.items():
            stored = [one.id for one in await self.store.messages(scope)]
            assert len(stored) == len(set(stored))
            assert set(ids) <= set(stored)
            recalled = (await self.store.recalls(scope)).get("first")
            assert (recalled.times if recalled else 0) == len(stored) - 1
            assert await self.store.check(scope) == []


async def within(seconds, condition):
    """Waits until it holds. Moments in which this process was not run do not count: others may need the machine."""
    spent = 0.0
    while not condition():
        before = monotonic()
        await asyncio.sleep(0.05)
        spent += min(monotonic() - before, 0.25)
        assert spent < seconds, f"not within {seconds} s"
