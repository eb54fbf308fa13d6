"""Two kinds of requests that take turns: many of one kind at a time, and none of the other."""

from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import anyio


class Turns:
    """Who may go now. A kind that waits is let in as soon as those of the other kind that are under way have ended."""

    def __init__(self) -> None:
        self._under_way: Counter[bool] = Counter()
        self._waiting: Counter[bool] = Counter()
        self._let_in: Counter[bool] = Counter()
        self._changed = anyio.Event()

    @asynccontextmanager
    async def turn(self, kind: bool) -> AsyncGenerator[None]:  # noqa: FBT001 - it is one of two
        """Waits until none of the other kind is under way; inside, none of it begins."""
        await self._wait(kind)
        self._under_way[kind] += 1
        try:
            yield
        finally:
            self._under_way[kind] -= 1
            if not self._under_way[kind]:
                self._let_in[not kind] = self._waiting[not kind]  # those who wait now, before new ones of this kind
            self._tell()

    async def _wait(self, kind: bool) -> None:  # noqa: FBT001
        self._waiting[kind] += 1
        try:
            while not self._free(kind):
                await self._changed.wait()
        finally:
            self._waiting[kind] -= 1
            self._tell()
        self._let_in[kind] = max(0, self._let_in[kind] - 1)

    def _free(self, kind: bool) -> bool:  # noqa: FBT001
        if self._under_way[not kind]:
            return False
        return self._let_in[kind] > 0 or not (self._waiting[not kind])

    def _tell(self) -> None:
        self._changed.set()
        self._changed = anyio.Event()
