"""From one store into another, user by user: each comes over whole or not at all, and is compared when it is there.

It can be stopped anywhere and started again: whoever is there already, with the same memory, is left alone.
"""

from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from anyio import to_thread

from pllm_memory.errors import Conflict, InvalidInput, NotFound, StoreError
from pllm_memory.remember import Progress
from pllm_memory.stores.backup import Writing, checked
from pllm_memory.stores.base import Store
from pllm_memory.stores.parts import NOTHING, Part, Sum, Summing, summed
from pllm_memory.types import Scope

Outcome = Literal["copied", "replaced", "unchanged", "empty", "erased", "refused", "changed", "failed"]
_TRIES = 3
"""How often a user is copied who is written to at the same time; how many may fail in a row."""


class Source(Protocol):
    """Whatever gives users' whole memories: a store, or a backup."""

    def users(self) -> AsyncIterator[str]:
        """The ids of all users in it."""
        ...

    def dump(self, scope: Scope) -> AsyncGenerator[Part]:
        """All parts of one user, of one moment."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedUser:
    """What became of one user.

    Attributes:
        user_id: Who.
        outcome: "copied"; "replaced": another memory was there; "unchanged": the same was there already; "empty": there
            is nothing to copy; "erased": the user was erased while being copied, so the copy was too; "refused":
            another memory is there, and stays; "changed": it was copied as it was at one moment, but was written to
            all the time, so something newer is missing; "failed": it could not be read or written.
        digest: What is there now comes to, by `stores.parts`.
        messages: How many messages are there now.
        reason: Why, where something is wrong.
    """

    user_id: str
    outcome: Outcome
    digest: str = ""
    messages: int = 0
    reason: str | None = None

    @property
    def is_well(self) -> bool:
        """Whether the destination now has what the source has."""
        return self.outcome not in ("refused", "changed", "failed")


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of all users."""

    users: tuple[MovedUser, ...] = ()

    @property
    def outcomes(self) -> dict[str, int]:
        """How many users had each outcome."""
        return dict(Counter(user.outcome for user in self.users))

    @property
    def is_well(self) -> bool:
        """Whether the destination now has what the source has, for all of them."""
        return all(user.is_well for user in self.users)

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON-ready values."""
        return {"ok": self.is_well, "outcomes": self.outcomes, "users": [asdict(user) for user in self.users]}


async def move(
    source: Source,
    destination: Store,
    *,
    users: Iterable[str] | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> Moved:
    """Makes users' memories in one place what they are in another.

    Args:
        source: Where they are.
        destination: Where they come.
        users: Whose; everybody's by default.
        replace: Whether another memory that is there may be replaced; otherwise it stays, and is reported.
        progress: Called with how many users are done, and how many there are.

    Raises:
        NotFound: If the source has no such user; then nothing is done.
        StoreError: If a database fails; users that are done stay done, so it can be repeated.
    """
    return await each(
        await chosen_users(source, users),
        lambda scope: _moved(source, destination, scope, replace=replace),
        progress,
    )


async def back_up(
    source: Source,
    path: Path,
    *,
    users: Iterable[str] | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> Moved:
    """Writes users' memories to a file, which is there when all are in it.

    Raises:
        NotFound: If the source has no such user.
        Conflict: If there is a file already, and it may not be replaced.
        StoreError: If the database, or the disk, fails; then there is no file.
    """
    chosen = await chosen_users(source, users)
    writing = Writing(path, replace=replace)

    async def added(scope: Scope) -> MovedUser:
        found = await writing.add(scope, source.dump(scope))
        return said(scope, "empty" if found == NOTHING else "copied", found)

    try:
        done = await each(chosen, added, progress)
        await to_thread.run_sync(writing.finish)
    finally:
        writing.close()
    return done


async def restore(
    path: Path,
    destination: Store,
    *,
    users: Iterable[str] | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> Moved:
    """Makes users' memories what they are in a backup, which is read through first.

    Raises:
        NotFound: If there is no such file, or no such user in it.
        StoreCorrupt: If it was cut off or changed; then nothing is restored.
        StoreTooNew: If a newer version of pllm-memory made it.
    """
    backup = await to_thread.run_sync(checked, path)
    return await move(backup, destination, users=users, replace=replace, progress=progress)


async def each(
    users: Sequence[str], action: Callable[[Scope], Awaitable[MovedUser]], progress: Progress | None
) -> Moved:
    """Does something for one user after the other. What is wrong with one does not keep the others from theirs."""
    moved: list[MovedUser] = []
    failed = 0
    for user_id in users:
        scope = Scope(user_id)
        try:
            moved.append(await action(scope))
            failed = 0
        except (StoreError, InvalidInput) as error:
            failed += 1
            if failed == _TRIES or len(users) == 1:  # then it is not the user
                raise
            moved.append(said(scope, "failed", NOTHING, str(error)))
        if progress:
            progress(len(moved), len(users))
    return Moved(tuple(moved))


async def chosen_users(source: Source, users: Iterable[str] | None) -> list[str]:
    """The users that are meant, in the order in which they came.

    Raises:
        NotFound: If there is no such user.
    """
    everybody = [user_id async for user_id in source.users()]
    if users is None:
        return everybody
    wanted = dict.fromkeys(users)
    missing = wanted.keys() - set(everybody)
    if missing:
        raise NotFound(f"there is no user {', '.join(map(repr, sorted(missing)))} to copy; nothing was done")
    return [user_id for user_id in everybody if user_id in wanted]


async def _moved(source: Source, destination: Store, scope: Scope, *, replace: bool) -> MovedUser:
    there = await summed(destination.dump(scope))
    if not await _is_anything(source.dump(scope)):
        return said(scope, "empty", there)
    if there != NOTHING:
        if await summed(source.dump(scope)) == there:
            return said(scope, "unchanged", there)
        if not replace:
            return said(scope, "refused", there, "another memory is there; say that it may be replaced")
    try:
        return await _copied(source, destination, scope, there)
    except Conflict as error:
        return said(scope, "refused", there, str(error))


async def _is_anything(parts: AsyncGenerator[Part]) -> bool:
    summing = Summing()
    async with aclosing(parts):
        async for part in parts:
            summing.add(part)
            if summing.sum != NOTHING:
                return True
    return False


async def _copied(source: Source, destination: Store, scope: Scope, there: Sum) -> MovedUser:
    """Copies until nobody has written meanwhile. Nothing is replaced but what was seen, and what was just copied."""
    outcome: Outcome = "copied" if there == NOTHING else "replaced"
    for _ in range(_TRIES):
        there = await destination.load(scope, lambda: source.dump(scope), over=there)
        given = await summed(source.dump(scope))
        if given == there:
            return said(scope, outcome, given)
        if given == NOTHING:
            await destination.erase(scope)
            return said(scope, "erased", NOTHING)
    return said(scope, "changed", there, "it was written to all the time; copy it again when nobody writes")


def said(scope: Scope, outcome: Outcome, found: Sum, reason: str | None = None) -> MovedUser:
    """What became of a user, whose memory now comes to this."""
    return MovedUser(
        user_id=scope.user_id, outcome=outcome, digest=found.digest, messages=found.messages, reason=reason
    )
