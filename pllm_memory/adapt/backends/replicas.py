"""Several servers of one base model, as one backend: a user is always sent to the same one.

So an adapter is loaded where its user asks, and the places of all servers add up instead of holding the same adapters
again; and the prefixes of prompts, which are kept for each user, are found. docs/serving.md says what that is worth.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from hashlib import sha256

from pllm_memory.adapt.backends.base import GREEDY, Backend, Sampling, Served
from pllm_memory.errors import BackendBusy, BackendDown, ConfigError


class Replicas:
    """Backends that serve the same base model, each with places of its own.

    Whom a replica serves is decided by its name and the user's id (rendezvous hashing, Thaler and Ravishankar 1998):
    who comes or goes moves no user between the others. Where a user's replica is down, or has no place in time, the
    next in the user's own order answers.

    Args:
        replicas: By a name that stays, such as the address.
        rest: Seconds in which one that could not be reached is asked last.

    Raises:
        ConfigError: If there are none.
    """

    def __init__(self, replicas: Mapping[str, Backend], *, rest: float = 10.0) -> None:
        if not replicas:
            raise ConfigError("there is no replica to ask: give one at least")
        self.name = f"replicas/{len(replicas)}"
        self._replicas, self._rest = dict(replicas), rest
        self._down: dict[str, float] = {}

    def order(self, user: str) -> tuple[str, ...]:
        """The replicas in the order in which they are asked for a user, those that were down a moment ago last."""
        now = time.monotonic()

        def rank(name: str) -> tuple[bool, bytes]:
            return now < self._down.get(name, now), sha256(f"{name}\n{user}".encode()).digest()

        return tuple(sorted(self._replicas, key=rank))

    async def reply(
        self,
        messages: Sequence[Mapping[str, str]],
        *,
        user: str,
        adapter: Served | None = None,
        sampling: Sampling = GREEDY,
    ) -> AsyncIterator[str]:
        """See `Backend.reply`. Another replica is asked only where nothing was said yet."""
        order = self.order(user)
        for name in order:
            said = False
            try:
                async for piece in self._replicas[name].reply(messages, user=user, adapter=adapter, sampling=sampling):
                    said = True
                    yield piece
            except (BackendDown, BackendBusy) as error:
                if isinstance(error, BackendDown):
                    self._rests(name)
                if said or name == order[-1]:
                    raise
            else:
                return

    async def load(self, adapter: Served) -> None:
        """See `Backend.load`: on every replica that can be reached, since whose requests come is not known here."""
        await self._all(lambda replica: replica.load(adapter))

    async def unload(self, name: str) -> None:
        """See `Backend.unload`: wherever it is loaded."""
        await self._all(lambda replica: replica.unload(name))

    def loaded(self) -> tuple[str, ...]:
        """See `Backend.loaded`; of what several have, the last place counts."""
        names = [name for replica in self._replicas.values() for name in replica.loaded()]
        return tuple(reversed(dict.fromkeys(reversed(names))))

    async def check(self) -> None:
        """See `Backend.check`: one that can answer is enough."""
        await self._all(lambda replica: replica.check())

    async def aclose(self) -> None:
        """See `Backend.aclose`."""
        for replica in self._replicas.values():
            await replica.aclose()

    async def _all(self, ask: Callable[[Backend], Awaitable[None]]) -> None:
        """Asks all of them; those that are down are passed over, unless all are."""
        failed: list[BackendDown] = []
        for name, replica in self._replicas.items():
            try:
                await ask(replica)
            except BackendDown as error:
                self._rests(name)
                failed.append(error)
        if len(failed) == len(self._replicas):
            raise failed[0]

    def _rests(self, name: str) -> None:
        self._down[name] = time.monotonic() + self._rest
