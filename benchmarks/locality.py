"""How often a user's adapter is loaded already, by simulation: many users, few places, replicas.

    python benchmarks/locality.py

Requests come from users whose activity follows Zipf's law. Each replica keeps the adapters that were asked for last.
"by user" sends a user always to the same replica (rendezvous hashing, which for a fixed set of replicas is a random
but fixed choice); "anywhere" sends each request to any.
"""

import argparse
from collections import OrderedDict

import numpy as np
from rich.console import Console
from rich.table import Table


def main() -> None:
    given = _arguments()
    table = Table("exponent", "replicas", "places each", "by user", "anywhere", "loads/s by user", "loads/s anywhere")
    for exponent in (0.8, 1.0, 1.2):
        users = drawn(given.users, exponent, given.requests, seed=given.seed)
        for replicas, places in ((4, 16), (16, 16), (16, 64), (16, 1024)):
            shares = [hits(users, replicas, places, sticky=sticky, seed=given.seed) for sticky in (True, False)]
            loads = [f"{given.rate * (1 - share):.1f}" for share in shares]
            percent = [f"{share:.1%}" for share in shares]
            table.add_row(str(exponent), str(replicas), str(places), *percent, *loads)
    Console(width=110).print(table)


def drawn(users: int, exponent: float, requests: int, *, seed: int) -> np.ndarray:
    """Who asks, request by request."""
    shares = np.arange(1, users + 1, dtype=np.float64) ** -exponent
    steps = np.cumsum(shares) / shares.sum()
    return np.searchsorted(steps, np.random.default_rng(seed).random(requests))


def hits(users: np.ndarray, replicas: int, places: int, *, sticky: bool, seed: int) -> float:
    """Which share of the second half of the requests finds its adapter loaded: the first half fills the places."""
    random = np.random.default_rng(seed)
    home = random.integers(replicas, size=int(users.max()) + 1)
    to = home[users] if sticky else random.integers(replicas, size=len(users))
    loaded: list[OrderedDict[int, None]] = [OrderedDict() for _ in range(replicas)]
    found = 0
    for number, (user, replica) in enumerate(zip(users.tolist(), to.tolist(), strict=True)):
        here = loaded[replica]
        if user in here:
            here.move_to_end(user)
            found += 2 * number >= len(users)
            continue
        here[user] = None
        if len(here) > places:
            here.popitem(last=False)
    return found / (len(users) - len(users) // 2)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How often a user's adapter is loaded already.")
    parser.add_argument("--users", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=400_000)
    parser.add_argument("--rate", type=float, default=70.0, help="requests a second, to say loads a second")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
