"""What became of a transaction whose connection was lost while it was being committed.

Every write signs the user's row, which keeps the newest signatures. The server's own answer, `pg_xact_status`, will not
do: a server that crashes may give the number of a transaction that it has lost to another one, and says that it was
committed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pllm_memory.errors import StoreError

KEPT = 16
"""How many signatures a row keeps."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What there is to tell a transaction by.

    Attributes:
        signature: What it added to the row.
        before: The signatures that were there before; None where there was no row.
        erases: Whether it deleted the row.
    """

    signature: UUID
    before: Sequence[UUID] | None
    erases: bool


def was_committed(mark: Mark, now: Sequence[UUID] | None) -> bool:
    """Whether it was, by the signatures that are there now, read as the user's only writer.

    Raises:
        StoreError: If others have written so much meanwhile that it cannot be told any more.
    """
    if now is None:  # who did not delete the row itself comes after whoever did
        return mark.erases and mark.before is not None
    if mark.signature in now:
        return True
    if mark.before and mark.before[-1] in now:  # ours would stand right behind it
        return False
    if not mark.before and len(now) < KEPT:
        return False
    raise StoreError("the connection was lost, and it cannot be told whether the call was carried out; repeat it")
