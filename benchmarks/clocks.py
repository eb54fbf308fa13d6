"""Times taken side by side: what is compared is interleaved, so that a busy moment of the machine hits all of it."""

import os
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np

T = TypeVar("T")
Times = list[list[float]]
"""Seconds, by round."""
Tick = Callable[[], None]
"""Called when a step of the work is done."""


@dataclass(frozen=True, slots=True)
class Action(Generic[T]):
    """What is timed, and what is done before it, off the clock."""

    run: Callable[[T], Awaitable[object]]
    before: Callable[[T], Awaitable[object]] | None = None

    async def seconds(self, item: T) -> float:
        """How long it takes on one item."""
        if self.before:
            await self.before(item)
        start = time.perf_counter()
        await self.run(item)
        return time.perf_counter() - start


async def interleaved(actions: Mapping[str, Action[T]], items: Sequence[T], *, seed: int) -> dict[str, list[float]]:
    """Each action on each item, item after item, the actions in a new order each time."""
    chance = random.Random(seed)  # noqa: S311  an order, not a secret
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for item in items:
        for name in chance.sample(sorted(actions), len(actions)):
            taken[name].append(await actions[name].seconds(item))
    return taken


def quantiles(times: Times) -> dict[str, float]:
    """p50, p95 and p99 over all rounds, in milliseconds."""
    pooled = np.concatenate([np.asarray(part) for part in times]) * 1000
    return {f"p{share}": round(float(np.percentile(pooled, share)), 3) for share in (50, 95, 99)}


def ratio(times: Times, base: Times) -> dict[str, float]:
    """The ratio of the two medians, taken round by round: its median, its lowest and its highest."""
    found = [float(np.median(one) / np.median(other)) for one, other in zip(times, base, strict=True)]
    return {"ratio": round(float(np.median(found)), 3), "low": round(min(found), 3), "high": round(max(found), 3)}


def load() -> float:
    """How many processes want a core, on average of the last minute."""
    return round(os.getloadavg()[0], 1)


def row(times: Times, base: Times, **labels: Any) -> dict[str, Any]:
    """A row of a table: what it is, how long it takes, and that over what it is compared with."""
    return {**labels, **quantiles(times), **ratio(times, base)}
