"""When something that failed is tried again: ever later, and five times at most."""

from datetime import datetime, timedelta

MAX_TRIES = 5
"""After so many it is put aside: its problem stays to be seen, and it is no longer tried by itself."""
FIRST_WAIT = timedelta(minutes=1)
GROWTH = 4
"""Each wait is so many times the one before: 1, 4, 16 and 64 minutes."""


def again_at(attempts: int, last_try: datetime) -> datetime | None:
    """When to try again after so many failures, the last of them then; None: not again."""
    return None if attempts >= MAX_TRIES else last_try + FIRST_WAIT * GROWTH ** (max(attempts, 1) - 1)


def due(attempts: int, last_try: datetime | None, now: datetime) -> bool:
    """Whether to try now what failed so many times, the last time then."""
    if attempts <= 0 or last_try is None:
        return True
    again = again_at(attempts, last_try)
    return again is not None and again <= now
