"""Background work in Postgres: who is due is asked about everybody, all else is done as that user."""

import logging
from collections.abc import Callable
from time import monotonic

from pllm_memory.stores.postgres.database import Database, Query, Work, query
from pllm_memory.stores.rows import from_microseconds
from pllm_memory.stores.work import REMEMBERED, Aside, AsideMessage, Lease, holding, microseconds
from pllm_memory.types import Scope

_QUEUED_AT_ONCE = 5_000
_QUEUE_AGAIN = 600.0
"""Seconds until a worker looks again for memories that its rules and models have not gone through."""
_log = logging.getLogger(__name__)


class PostgresWork:
    """See `stores.work.Work`. Times are the server's: workers' clocks may differ.

    Args:
        open_: Gives the connections.
    """

    def __init__(self, open_: Callable[[], Database]) -> None:
        self._open = open_
        self._queued: dict[str, float] = {}

    async def lease(self, doing: str, *, holder: str, seconds: float, quiet: float, tries: int) -> Lease | None:
        """See `Work.lease`."""
        await self._queue(doing)
        given = {"worker": holder, "lasting": microseconds(seconds), "quiet": microseconds(quiet), "tries": tries}
        while rows := await self._open().door("lease", **given):
            [(user_id, token, up_to, attempts, is_aside)] = rows
            if not is_aside:
                return Lease(Scope(user_id), token, up_to, attempts)
            _log.warning("the work of a user was put aside: %d leases came to nothing", attempts)
        return None

    async def extend(self, lease: Lease, *, seconds: float) -> None:
        """See `Work.extend`."""
        await self._settle(lease, query("work_extended", lasting=microseconds(seconds)))

    async def done(self, lease: Lease, doing: str) -> None:
        """See `Work.done`."""
        await self._settle(lease, query("work_done", doing=doing, up_to=lease.up_to, kept=REMEMBERED))

    async def failed(self, lease: Lease, problem: str, *, again_in: float | None) -> None:
        """See `Work.failed`."""
        wait = None if again_in is None else microseconds(again_in)
        await self._settle(lease, query("work_failed", problem=problem, again_in=wait))

    async def give_back(self, lease: Lease, *, again_in: float = 0) -> None:
        """See `Work.give_back`."""
        await self._settle(lease, query("work_given_back", again_in=microseconds(again_in)))

    async def aside(self) -> list[Aside]:
        """See `Work.aside`."""
        return [await self._aside(Scope(user_id)) for (user_id,) in await self._open().door("aside")]

    async def put_back(self, scope: Scope) -> bool:
        """See `Work.put_back`."""

        async def action(work: Work) -> bool:
            work.writes = True
            found = await work.ask(query("work_put_back"), query("readings_put_back"))
            return any(found)

        return await self._open().write(scope, action)

    async def _queue(self, doing: str) -> None:
        """Makes due what was never done by these rules and models; all of it when they are new, so a few at a time."""
        if monotonic() - self._queued.get(doing, -_QUEUE_AGAIN) < _QUEUE_AGAIN:
            return
        after: str | None = ""
        while after is not None:
            [(after,)] = await self._open().door("queue", doing=doing, after=after, most=_QUEUED_AT_ONCE)
        self._queued[doing] = monotonic()

    async def _settle(self, lease: Lease, change: Query) -> None:
        async def action(work: Work) -> None:
            await work.do(change)

        with holding(lease):
            await self._open().write(lease.scope, action)

    async def _aside(self, scope: Scope) -> Aside:
        work, readings = await self._open().read(scope, query("work_aside"), query("readings_aside"))
        since, attempts, problem = work[0] if work else (None, 0, None)
        moment = None if since is None else from_microseconds(since)
        return Aside(scope.user_id, moment, attempts, problem, tuple(AsideMessage(*row) for row in readings))
