"""Whose adapter may answer: what it was trained on must still be in the memory, unchanged and uncorrected.

That is asked of the memory whenever an adapter is about to be used, so it holds even if a process was killed between
forgetting a message and deleting what was trained on it; `sweep` then deletes it.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

from anyio import to_thread

from pllm_memory.adapt.identity import BaseModel
from pllm_memory.adapt.register import Manifest, Register
from pllm_memory.errors import NotFound, Tampered
from pllm_memory.stores.base import Store
from pllm_memory.types import Message, Scope

Mistaken = Callable[[Scope], Awaitable[frozenset[str]]]
"""The messages of a user that say what was corrected or taken back since."""

_GONE = "what it was trained on was forgotten or corrected"


class Adapters:
    """The adapters of all users, as far as they may answer.

    Args:
        folder: The register's.
        store: The memory.
        mistaken: See `Mistaken`.
    """

    def __init__(self, folder: Path, store: Store, mistaken: Mistaken) -> None:
        self.register = Register(folder)
        self._store = store
        self._mistaken = mistaken
        self._users: dict[str, str] = {}

    async def live(self, user_id: str | None, *, base: BaseModel | None = None) -> Manifest | None:
        """The adapter that answers a user, or None: then the base model does.

        Args:
            user_id: Whose; None: the one that is shared.
            base: The model that is served: an adapter for another one needs to be rebuilt, and does not answer.

        Raises:
            Tampered: If it is not what was registered.
        """
        found = await to_thread.run_sync(self.register.promoted, user_id)
        if found is None or (base and found.needs_rebuild(base)):
            return None
        if user_id is not None:
            self._owner(user_id)
        return found if await self.may_answer(found) else None

    async def all(self, user_id: str | None) -> tuple[Manifest, ...]:
        """Every adapter of a user, in the order they were registered.

        Raises:
            Tampered: If one of them is not what was registered.
        """
        return await to_thread.run_sync(self.register.all, user_id)

    async def rollback(self, user_id: str | None) -> Manifest:
        """Goes back to the adapter that was live before the one that is.

        Raises:
            NotFound: If there is none to go back to.
        """
        return await to_thread.run_sync(self.register.rollback, user_id)

    async def may_answer(self, made: Manifest) -> bool:
        """Whether all that it was trained on is still there, and all that it was made from too."""
        if made.standing.withdrawn:
            return False
        for owner in made.sources:
            if await self._lost(made, owner):
                return False
        return await self._has_parents(made)

    async def learnable(self, scope: Scope) -> list[Message]:
        """The messages that a model may learn from, by time: all but those that turned out to be wrong."""
        mistaken = await self._mistaken(scope)
        return [message for message in await self._store.messages(scope) if message.id not in mistaken]

    async def sweep(self, scope: Scope, *, something_went: bool = False) -> tuple[str, ...]:
        """Withdraws every adapter that may not answer any more because of a user, and deletes its weights.

        Args:
            scope: The user.
            something_went: Whether it was just forgotten or corrected: then trainings on the user's words stop too.

        Returns:
            The names of those that were withdrawn.
        """
        owner = self._owner(scope.user_id)
        if owner is None:
            return ()
        owned = await self.all(scope.user_id)
        withdrawn: list[str] = []
        for made in owned:
            if not await self.may_answer(made):
                withdrawn += await self._withdraw(made)
        shared = await self.all(None)
        for made in shared:
            if owner in made.sources and await self._lost(made, owner):
                withdrawn += await self._withdraw(made)
        for made in (*owned, *shared):
            await self._redact(made, scope, owner)
        if something_went:
            self.register.tidy(scope.user_id)
        return tuple(dict.fromkeys(withdrawn))

    async def erase(self, scope: Scope) -> tuple[tuple[str, ...], int]:
        """Removes the adapters of a user, and withdraws those of others that were trained on the user's words.

        Returns:
            The names of all of them, and how many files are gone.
        """
        owner = self._owner(scope.user_id)
        if owner is None:
            return (), 0
        owned: Sequence[Manifest] = ()
        with suppress(Tampered):  # what cannot be read is erased all the same
            owned = await self.all(scope.user_id)
        names = [made.name for made in owned]
        for made in owned:
            names += await self._withdraw_children(made)
        for made in await self.all(None):
            if owner in made.sources:
                names += await self._withdraw(made)
            await self._redact(made, scope, owner)
        self.register.tidy(scope.user_id)
        return tuple(dict.fromkeys(names)), await to_thread.run_sync(self.register.erase, scope.user_id)

    async def _lost(self, made: Manifest, owner: str) -> set[str]:
        """Those messages of an owner that it was trained on and that are gone, changed or found to be wrong."""
        wanted = made.sources[owner]
        user_id = await self._user(owner)
        if user_id is None:
            return set(wanted)
        scope = Scope(user_id)
        there = self.register.digests(owner, await self._store.messages(scope, ids=list(wanted)))
        changed = {id_ for id_, digest in wanted.items() if there.get(id_) != digest}
        return changed | (await self._mistaken(scope)).intersection(wanted)

    async def _has_parents(self, made: Manifest) -> bool:
        for address in made.recipe.parents:
            try:
                parent = self.register.at(address)
            except NotFound:
                return False
            if not await self.may_answer(parent):
                return False
        return True

    async def _withdraw(self, made: Manifest) -> list[str]:
        await to_thread.run_sync(lambda: self.register.withdraw(made, reason=_GONE))
        if made.standing.withdrawn:  # a process was killed before all was deleted; now it is
            return []
        return [made.name, *await self._withdraw_children(made)]

    async def _withdraw_children(self, made: Manifest) -> list[str]:
        return [name for child in self.register.children(made) for name in await self._withdraw(child)]

    async def _redact(self, made: Manifest, scope: Scope, owner: str) -> None:
        """Of the examples that are kept, those go that were made from a message that is gone or wrong."""
        kept = self.register.kept_ids(made).get(owner, set())
        there = {message.id for message in await self._store.messages(scope, ids=sorted(kept))} if kept else set[str]()
        gone = kept - there | (await self._mistaken(scope)).intersection(kept) if kept else kept
        if gone:
            self.register.redact(made, owner, gone)

    # ── who is who ───────────────────────────────────────────────────────────────────────────────────

    def _owner(self, user_id: str) -> str | None:
        """The user's name in the register; None where nothing was ever registered."""
        if not self.register.is_used:
            return None
        owner = self.register.owner(user_id)
        self._users[owner] = user_id
        return owner

    async def _user(self, owner: str) -> str | None:
        """Who an owner is: only the memory knows its users."""
        if owner not in self._users:
            self._users.update({self.register.owner(user_id): user_id async for user_id in self._store.users()})
        return self._users.get(owner)
