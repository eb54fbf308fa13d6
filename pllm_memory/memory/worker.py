"""The worker: tidies up, user by user, whatever `remember` left over, a crash, an upgrade, or an LLM that was away.

It does what `consolidate` does, for whoever it is due, under a lease (see `stores.work`): any number of workers share
the work, on any number of machines, and one that is killed is followed by another.
"""

import logging
import os
import random
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from time import perf_counter

import anyio

from pllm_memory.errors import (
    EmbedderMismatch,
    InvalidInput,
    LeaseLost,
    ModelError,
    PllmError,
    StoreCorrupt,
    StoreError,
)
from pllm_memory.memory.app import AsyncMemory
from pllm_memory.remember.ask import source
from pllm_memory.remember.rules import EXTRACTOR
from pllm_memory.stores.work import Lease, holding
from pllm_memory.types import now

_log = logging.getLogger(__name__)
FIRST_WAIT, GROWTH, LONGEST_WAIT = 5.0, 4.0, 3600.0
"""Seconds: each wait is so many times the one before, up to the longest."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a lease.

    Attributes:
        user_id: Whose memory.
        outcome: "done"; "failed": it is tried again later; "aside": it failed too often; "waits": a model or the
            database cannot be had, which is not this memory's fault; "stopped": given back; "lost": taken over.
        read: How many messages were read.
        seconds: How long it took.
        problem: What went wrong, if anything did.
    """

    user_id: str
    outcome: str
    read: int = 0
    seconds: float = 0.0
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a worker waits for what.

    Attributes:
        lease: Seconds that a lease holds; it is extended three times in that time.
        idle: Seconds between two looks for work, where there is none.
        quiet: Seconds that must have passed since messages came: whoever remembers them is at them first.
        tries: Leases of which nothing came, after which a memory is put aside.

    Raises:
        InvalidInput: If one of them is not above 0 (`quiet` may be 0).
    """

    lease: float = 60.0
    idle: float = 5.0
    quiet: float = 10.0
    tries: int = 5

    def __post_init__(self) -> None:
        if not (self.lease > 0 and self.idle > 0 and self.quiet >= 0 and self.tries > 0):
            raise InvalidInput(f"a worker's times and tries must be above 0, not {self}")


class Worker:
    """Works until it is told to stop, or until nothing is left to do.

    Args:
        memory: What to work on, and with which models.
        patience: How long it waits for what.
        report: Called with what became of each lease.
    """

    def __init__(
        self, memory: AsyncMemory, *, patience: Patience | None = None, report: Callable[[Done], None] | None = None
    ) -> None:
        self._memory = memory
        self._work = memory.store.work
        self._patience = patience or Patience()
        self._report = report
        self._holder = f"{socket.gethostname()} {os.getpid()}"
        self._stopping = anyio.Event()
        self._troubles = 0
        self._once = False

    async def run(self, *, once: bool = False, at_once: int = 1) -> None:
        """Works.

        Args:
            once: Whether to end when nothing is due, or when a model cannot be had.
            at_once: On how many users at a time; more helps where an LLM is waited for.

        Raises:
            ModelError: If the embedder cannot be had at all.
            StoreError: With `once`, if the store fails.
        """
        self._once = once
        doing = await self._doing()
        async with anyio.create_task_group() as tasks:
            for _ in range(at_once):
                tasks.start_soon(self._go_on, doing)

    def stop(self) -> None:
        """Lets it end what it is at, and then no more. To be at nothing at once, cancel `run`: all is given back."""
        self._stopping.set()

    async def _doing(self) -> str:
        """What tells this worker's rules and models from others': a memory is gone through once by each."""
        memory = self._memory
        embedder = await memory.embedder.fingerprint() if memory.embedder else "none"
        return f"{EXTRACTOR} {self._extractor or 'no llm'} {embedder}"

    @property
    def _extractor(self) -> str | None:
        memory = self._memory
        asks = memory.llm is not None and memory.settings.extraction != "rules"
        return source(memory.llm_name or "llm") if asks else None

    async def _go_on(self, doing: str) -> None:
        while not self._stopping.is_set():
            try:
                lease = await self._lease(doing)
            except StoreError as error:
                if self._once:
                    raise
                _log.warning("no work can be had, and it is tried again: %s", error)
                await self._pause(self._after_trouble())
                continue
            if lease:
                await self._do(lease, doing)
            elif self._once:
                return
            else:
                await self._pause(self._patience.idle * _jitter())

    async def _lease(self, doing: str) -> Lease | None:
        patience = self._patience
        quiet = 0.0 if self._once else patience.quiet
        return await self._work.lease(
            doing, holder=self._holder, seconds=patience.lease, quiet=quiet, tries=patience.tries
        )

    async def _pause(self, seconds: float) -> None:
        with anyio.move_on_after(seconds):
            await self._stopping.wait()

    def _after_trouble(self) -> float:
        """How long to wait when a model or the store cannot be had: for this worker, whoever's work it is."""
        self._troubles += 1
        return min(wait(self._troubles), 60.0)

    async def _do(self, lease: Lease, doing: str) -> None:
        """Works on one memory, and ends the lease in any case, also when this task is cancelled."""
        began = perf_counter()
        done = Done(lease.scope.user_id, "lost")
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._keep, lease, tasks.cancel_scope)
                done = await self._attempt(lease)
                tasks.cancel_scope.cancel()
        except anyio.get_cancelled_exc_class():
            with anyio.CancelScope(shield=True), anyio.move_on_after(5), suppress(PllmError):
                await self._work.give_back(lease)
            self._say(Done(lease.scope.user_id, "stopped", seconds=perf_counter() - began))
            raise
        await self._end(lease, doing, replace(done, seconds=perf_counter() - began))

    async def _keep(self, lease: Lease, whole: anyio.CancelScope) -> None:
        """Extends the lease as long as the work takes; ends the work when the lease is lost."""
        while True:
            await anyio.sleep(self._patience.lease / 3)
            try:
                await self._work.extend(lease, seconds=self._patience.lease)
            except LeaseLost:
                whole.cancel()
            except StoreError as error:  # the next time may be in time; if not, somebody takes over
                _log.warning("a lease could not be extended: %s", error)

    async def _attempt(self, lease: Lease) -> Done:
        user_id = lease.scope.user_id
        try:
            with holding(lease):
                done = await self._memory.for_user(user_id).consolidate()
            if done.pending and await self._embeds():
                return Done(user_id, "failed", done.read, problem=f"{done.pending} messages cannot be embedded")
            waits = done.pending or await self._is_unread(lease)
        except LeaseLost:
            return Done(user_id, "lost")
        except (EmbedderMismatch, StoreCorrupt) as error:
            return Done(user_id, "failed", problem=_named(error))
        except (ModelError, StoreError) as error:
            return Done(user_id, "waits", problem=_named(error))
        except Exception as error:  # noqa: BLE001  whatever one memory makes go wrong must not keep the others waiting
            _log.warning("the work of a user failed", exc_info=True)
            return Done(user_id, "failed", problem=_named(error))
        return Done(
            user_id, "waits" if waits else "done", done.read, problem="a model gave no answers" if waits else None
        )

    async def _embeds(self) -> bool:
        """Whether the embedder is well, so that it must be the texts that it stumbled over."""
        try:
            if self._memory.embedder:
                await self._memory.embedder.embed(["well?"], kind="document")
        except ModelError:
            return False
        return True

    async def _is_unread(self, lease: Lease) -> bool:
        """Whether the LLM has left something that is due: then it could not be had, or was of no use at all."""
        extractor = self._extractor
        return bool(extractor and await self._memory.store.unread(lease.scope, extractor, now=now(), limit=1))

    async def _end(self, lease: Lease, doing: str, done: Done) -> None:
        pause = 0.0
        try:
            if done.outcome == "done":
                self._troubles = 0
                await self._work.done(lease, doing)
            elif done.outcome == "failed":
                again_in = wait(lease.attempts) if lease.attempts < self._patience.tries else None
                await self._work.failed(lease, done.problem or "", again_in=again_in)
                done = replace(done, outcome="failed" if again_in else "aside")
            elif done.outcome == "waits":
                pause = self._after_trouble()
                await self._work.give_back(lease, again_in=pause)
        except LeaseLost:
            done = replace(done, outcome="lost", problem=None)
        except StoreError as error:  # the lease runs out by itself
            done = replace(done, outcome="waits", problem=_named(error))
            pause = pause or self._after_trouble()
        self._say(done)
        if pause and self._once:
            self.stop()
        await self._pause(pause)

    def _say(self, done: Done) -> None:
        if self._report:
            self._report(done)


def wait(attempts: int) -> float:
    """Seconds until what failed so many times is tried again: ever longer, and not all at the same moment."""
    return min(FIRST_WAIT * GROWTH ** (min(attempts, 30) - 1), LONGEST_WAIT) * _jitter()


def _jitter() -> float:
    return random.uniform(0.5, 1.5)  # noqa: S311  nothing is secret about it


def _named(error: Exception) -> str:
    """What went wrong. Only our own errors are quoted: others may tell what somebody said."""
    return f"{type(error).__name__}: {error}"[:300] if isinstance(error, PllmError) else type(error).__name__
