"""One connection, that does not wait for ever."""

from time import monotonic

from psycopg import AsyncConnection, OperationalError
from psycopg.abc import RV, PQGen

from pllm_memory.stores.rows import Row

TRY_AFTER = 30.0
"""Seconds after which a connection that nobody has used is tried first: what stands in between may have dropped it."""
TRY_FOR = 3.0
"""Seconds that it gets for that."""


class Connection(AsyncConnection[Row]):
    """A connection that is closed when no answer comes: libpq alone would wait for ever.

    Attributes:
        patience: Seconds that one answer may take; None: as long as it likes.
        used_at: When it was last used.
    """

    patience: float | None = TRY_FOR
    used_at: float = 0.0

    async def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:  # noqa: ASYNC109  psycopg's
        """See `psycopg.AsyncConnection.wait`.

        Raises:
            OperationalError: If there is no answer in time.
        """
        began = monotonic()
        try:
            return await super().wait(gen, interval, timeout or self.patience)
        except OperationalError:
            if timeout is None and self.patience and monotonic() - began >= self.patience and not self.closed:
                self.pgconn.finish()
            raise
