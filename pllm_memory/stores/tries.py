"""When something that failed is tried again: ever later, and five times at most."""

from datetime import datetime, timedelta

MAX_TRIES = 5
"""After so many it is put aside: it is still counted and shown, and no longer tried by itself."""
FIRST_WAIT = timedelta(minutes=1)
GROWTH = 4
"""The second wait is so many times the first, and so on: after 1, 4, 16 and 64 minutes."""


def due(attempts: int, last_try: datetime | None, now: datetime) -> bool:
    """Whether it is to be tried now.

    Args:
        attempts: How often it was tried, each time without success.
        last_try: When, the last time.
        now: The time it is.
    """
    if attempts >= MAX_TRIES:
        return False
    return attempts <= 0 or last_try is None or now - last_try >= wait(attempts)


def wait(attempts: int) -> timedelta:
    """How long to wait after so many tries."""
    return FIRST_WAIT * GROWTH ** (min(attempts, MAX_TRIES) - 1)
