"""Background work on users' memories: who may do it, and how it is known that it was done.

A worker leases one user's memory, for a while, and extends the lease as long as it lives. Each lease has a token that
no other one has. Whatever is written inside `holding(lease)` checks it in the same transaction: where the lease was
taken over meanwhile, because its holder was paused or cut off for too long, nothing is written. So what is done is
done by one of them, and once.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pllm_memory.errors import LeaseLost
from pllm_memory.types import Scope

REMEMBERED = 8
"""By how many sets of rules and models it is known that a memory was gone through."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one user's memory.

    Attributes:
        scope: Whose.
        token: What tells it from every other lease.
        up_to: The row number of the newest message when it was taken.
        attempts: How many leases there were, with this one, since anything came of one.
    """

    scope: Scope
    token: int
    up_to: int
    attempts: int


@dataclass(frozen=True, slots=True)
class AsideMessage:
    """A message that an extractor does not try to read any more.

    Attributes:
        message_id: Which.
        extractor: Who could not read it.
        attempts: How often it was tried.
        problem: Why it could not be read.
    """

    message_id: str
    extractor: str
    attempts: int
    problem: str


@dataclass(frozen=True, slots=True)
class Aside:
    """What is left alone until somebody puts it back.

    Attributes:
        user_id: Whose memory.
        since: When all of it was put aside; None where that is only some messages.
        attempts: How many leases had come to nothing.
        problem: What the last one failed of; None where its worker just ended.
        messages: The messages that are not read any more.
    """

    user_id: str
    since: datetime | None
    attempts: int
    problem: str | None
    messages: tuple[AsideMessage, ...]


class Work(Protocol):
    """The background work of a store; `Store.work`."""

    async def lease(self, doing: str, *, holder: str, seconds: float, quiet: float, tries: int) -> Lease | None:
        """Takes the work of one user that is due and that nobody else has; None where there is none.

        A memory is due when messages have come, when something that failed is to be tried again, and when it was never
        gone through by these rules and models.

        Args:
            doing: The rules and models of the worker.
            holder: Who takes it, for people.
            seconds: How long it holds, unless it is extended.
            quiet: How many seconds ago messages must have come: who remembers them is at them first.
            tries: After how many leases of which nothing came the memory is put aside.
        """
        ...

    async def extend(self, lease: Lease, *, seconds: float) -> None:
        """Makes it hold so many seconds from now.

        Raises:
            LeaseLost: If it was taken over.
        """
        ...

    async def done(self, lease: Lease, doing: str) -> None:
        """Ends it: all was done that was due when it was taken.

        Raises:
            LeaseLost: If it was taken over.
        """
        ...

    async def failed(self, lease: Lease, problem: str, *, again_in: float | None) -> None:
        """Ends it: the work failed, and is due again in so many seconds; None: it is put aside.

        Raises:
            LeaseLost: If it was taken over.
        """
        ...

    async def give_back(self, lease: Lease, *, again_in: float = 0) -> None:
        """Ends it: the work was not done, by no fault of this memory; it does not count as tried.

        Raises:
            LeaseLost: If it was taken over.
        """
        ...

    async def aside(self) -> list[Aside]:
        """Everything that was put aside, of all users."""
        ...

    async def put_back(self, scope: Scope) -> bool:
        """Lets what was put aside of a user be tried again, as if it never had been; whether there was anything."""
        ...


def microseconds(seconds: float) -> int:
    """Seconds as the databases count them."""
    return round(seconds * 1_000_000)


_held: ContextVar[Lease | None] = ContextVar("held", default=None)


@contextmanager
def holding(lease: Lease) -> Generator[None]:
    """Inside: whatever this task, and those that it starts, write to a store is refused once the lease is lost."""
    before = _held.set(lease)
    try:
        yield
    finally:
        _held.reset(before)


def held() -> Lease | None:
    """The lease that this task holds; None where it is no worker's."""
    return _held.get()


def lost() -> LeaseLost:
    """The error, for a lease that was taken over."""
    return LeaseLost("another worker has taken over this user's work, or the user was erased; nothing was written")
