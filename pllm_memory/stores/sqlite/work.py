"""Background work on files: each file says itself what is to be done in it, and who is at it.

Nobody keeps a list of what is due: a worker looks at each file, and then again only when the file has changed since.
"""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from pllm_memory import errors
from pllm_memory.stores.base import Changes
from pllm_memory.stores.rows import from_microseconds
from pllm_memory.stores.sqlite.file import Database
from pllm_memory.stores.statements import statements
from pllm_memory.stores.work import REMEMBERED, Aside, AsideMessage, Lease, held, lost, microseconds
from pllm_memory.types import Scope

T = TypeVar("T")
SQL = statements("sqlite", "user")
_LOOK_AGAIN = 600.0
"""Seconds after which a file is looked at in any case: what the file system says of a change is no promise."""
_log = logging.getLogger(__name__)


# ── in a transaction of the file ─────────────────────────────────────────────────────────────────────


def refuse_if_lost(database: Database) -> None:
    """Refuses the write of a worker whose lease was taken over.

    Raises:
        LeaseLost: If it was.
    """
    lease = held()
    if lease and database.value(SQL["held_token"]) != lease.token:
        raise lost()


def note(database: Database, changes: Changes, *, any_new: bool) -> None:
    """New messages are work for the background; what a worker has read or embedded is progress."""
    if any_new:
        database.all(SQL["queue_work"], _now())
    if held() and (changes.readings or changes.embedded):
        database.all(SQL["work_progressed"])


def due_at(database: Database, doing: str, quiet: float) -> int | None:
    """When the work may be leased, in microseconds; None: there is nothing to do."""
    return database.value(SQL["work_due_at"], doing, microseconds(quiet))


@dataclass(frozen=True, slots=True)
class _Wish:
    """Who wants a lease, and on what terms; see `Work.lease`."""

    doing: str
    holder: str
    seconds: float
    quiet: float
    tries: int

    def take(self, database: Database, scope: Scope) -> Lease | None:
        """Takes the lease, if it is still due and nobody was faster."""
        due, now = due_at(database, self.doing, self.quiet), _now()
        if due is None or due > now:
            return None
        until = now + microseconds(self.seconds)
        row = database.one(SQL["lease_work"], self.holder, now, until, self.tries)
        if row is None:
            return None
        token, up_to, attempts, is_aside = row
        if is_aside:
            _log.warning("the work of a user was put aside: %d leases came to nothing", attempts)
            return None
        return Lease(scope, token, up_to, attempts)


# ── the folder ───────────────────────────────────────────────────────────────────────────────────────


class Files(Protocol):
    """What is needed of the store."""

    async def everybody(self) -> list[tuple[Scope, Path]]:
        """All users, and where their files are."""
        ...

    async def ask(self, scope: Scope, action: Callable[[Database], T], otherwise: T) -> T:
        """Reads a user's file."""
        ...

    async def change(self, scope: Scope, action: Callable[[Database], T], otherwise: T) -> T:
        """Writes to a user's file, if there is one."""
        ...


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a file looked like, and when something in it was to be due."""

    marks: tuple[int, ...]
    due_at: float
    looked_at: float


class SQLiteWork:
    """See `stores.work.Work`.

    Args:
        files: The users' files.
    """

    def __init__(self, files: Files) -> None:
        self._files = files
        self._seen: dict[tuple[Scope, str, float], _Seen] = {}
        self._round: list[tuple[Scope, Path]] = []

    async def lease(self, doing: str, *, holder: str, seconds: float, quiet: float, tries: int) -> Lease | None:
        """See `Work.lease`."""
        wish = _Wish(doing, holder, seconds, quiet, tries)
        is_new = False
        while self._round or not is_new:
            if not self._round:
                self._round, is_new = await self._files.everybody(), True
                random.shuffle(self._round)  # so that several workers do not all want the same one
                continue
            lease = await self._try_to(wish, *self._round.pop())
            if lease:
                return lease
        return None

    async def _try_to(self, wish: _Wish, scope: Scope, path: Path) -> Lease | None:
        try:
            return await self._try(wish, scope, path)
        except errors.StoreError as error:
            _log.warning("no work is done on a memory that cannot be used: %s", error)
            return None

    async def _try(self, wish: _Wish, scope: Scope, path: Path) -> Lease | None:
        marks, key = _marks(path), (scope, wish.doing, wish.quiet)
        seen = self._seen.get(key)
        if seen and seen.marks == marks and time.time() < min(seen.due_at, seen.looked_at + _LOOK_AGAIN):
            return None
        due = await self._files.ask(scope, lambda database: due_at(database, wish.doing, wish.quiet), None)
        if due is None or due > _now():
            when = float("inf") if due is None else due / 1_000_000
            self._seen[key] = _Seen(marks, when, time.time())
            return None
        return await self._files.change(scope, lambda database: wish.take(database, scope), None)

    async def extend(self, lease: Lease, *, seconds: float) -> None:
        """See `Work.extend`."""
        await self._settle(lease, "work_extended", _now() + microseconds(seconds))

    async def done(self, lease: Lease, doing: str) -> None:
        """See `Work.done`."""
        await self._settle(lease, "work_done", doing, lease.up_to, _now(), REMEMBERED - 1)

    async def failed(self, lease: Lease, problem: str, *, again_in: float | None) -> None:
        """See `Work.failed`."""
        now = _now()
        when = (None, now) if again_in is None else (now + microseconds(again_in), None)
        await self._settle(lease, "work_failed", problem, *when)

    async def give_back(self, lease: Lease, *, again_in: float = 0) -> None:
        """See `Work.give_back`."""
        await self._settle(lease, "work_given_back", _now() + microseconds(again_in))

    async def aside(self) -> list[Aside]:
        """See `Work.aside`."""
        found = [await self._files.ask(scope, _aside(scope), None) for scope, _ in await self._files.everybody()]
        return sorted((one for one in found if one), key=lambda one: one.user_id)

    async def put_back(self, scope: Scope) -> bool:
        """See `Work.put_back`."""

        def action(database: Database) -> bool:
            since = database.value(SQL["work_aside"])
            messages = database.all(SQL["readings_put_back"])
            if since is None and not messages:
                return False
            database.all(SQL["work_put_back"], _now())
            return True

        return await self._files.change(scope, action, otherwise=False)

    async def _settle(self, lease: Lease, change: str, *values: str | float | None) -> None:
        def action(database: Database) -> bool:
            if database.value(SQL["held_token"]) != lease.token:
                return False
            database.all(SQL[change], *values)
            return True

        if not await self._files.change(lease.scope, action, otherwise=False):
            raise lost()


def _aside(scope: Scope) -> Callable[[Database], Aside | None]:
    def action(database: Database) -> Aside | None:
        since, attempts, problem = database.one(SQL["work_aside"]) or (None, 0, None)
        messages = tuple(AsideMessage(*row) for row in database.all(SQL["readings_aside"]))
        if since is None and not messages:
            return None
        moment = None if since is None else from_microseconds(since)
        return Aside(scope.user_id, moment, attempts, problem, messages)

    return action


def _marks(path: Path) -> tuple[int, ...]:
    """What changes of a file when something is written to it. An empty log is as good as none."""
    found: list[int] = []
    for one in (path, path.with_name(f"{path.name}-wal")):
        try:
            seen = one.stat()
        except OSError:
            continue
        if seen.st_size:
            found += [seen.st_mtime_ns, seen.st_size]
    return tuple(found)


def _now() -> int:
    """Microseconds since 1970."""
    return time.time_ns() // 1000
