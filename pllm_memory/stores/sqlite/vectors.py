"""The vectors of a user's file: of one model, or of two while one takes over from the other.

Every function here runs inside a transaction of the caller.
"""

from pllm_memory import errors
from pllm_memory.stores.base import Embedded, Models
from pllm_memory.stores.sqlite.file import Database
from pllm_memory.stores.statements import beside, statements

_NAMED = statements("sqlite", "user")
_OF_VECTORS = ("add_vector", "clear_vectors", "columns_after", "messages_pending", "vectors_by_keys", "vector_size")
SQL = _NAMED | beside(_NAMED, *_OF_VECTORS)
"""The statements of a user's file; those on vectors have a twin for the model beside, named by `place_of`."""


def models(database: Database) -> Models:
    """Which models the vectors are of."""
    return Models(_meta(database, "fingerprint"), _meta(database, "beside"))


def claim(database: Database, fingerprint: str | None) -> None:
    """Refuses the vectors of a model that is neither of the file's; the first model is the file's from then on."""
    now = models(database)
    if fingerprint is None or fingerprint in (now.main, now.beside):
        return
    if now.main is not None:
        raise errors.EmbedderMismatch(stored=now.main, given=fingerprint)
    database.all(SQL["set_meta"], "fingerprint", fingerprint)


def admit(database: Database, fingerprint: str) -> Models:
    """Lets another model's vectors be kept beside; returns what it was before."""
    before = models(database)
    if before.main is None:
        database.all(SQL["set_meta"], "fingerprint", fingerprint)
    elif fingerprint not in (before.main, before.beside):
        database.all(SQL["clear_vectors_beside"])
        database.all(SQL["set_meta"], "beside", fingerprint)
        database.all(SQL["next_generation"])
    return before


def settle(database: Database, fingerprint: str) -> bool:
    """Makes one of the two models the only one."""
    now = models(database)
    if fingerprint == now.beside and not database.all(SQL["messages_pending_beside"], 1):
        database.all(SQL["clear_vectors"])
        database.all(SQL["move_vectors"])
        database.all(SQL["clear_item_vectors"])
        database.all(SQL["set_meta"], "fingerprint", fingerprint)
    elif fingerprint != now.main:
        return False
    database.all(SQL["clear_vectors_beside"])
    database.all(SQL["clear_meta"], "beside")
    database.all(SQL["next_generation"])
    return True


def place_of(database: Database, model: str | None) -> str:
    """What is behind the name of a statement on the vectors of a model."""
    return "_beside" if model is not None and model == models(database).beside else ""


def put(database: Database, embedded: Embedded, model: str | None) -> None:
    """Keeps the vectors of messages."""
    place = place_of(database, model)
    rows = embedded.vectors.astype("<f2")
    _refuse_other_size(database, rows.shape[-1], place)
    pairs = ((row.tobytes(), id_) for id_, row in zip(embedded.message_ids, rows, strict=True))
    database.many(SQL[f"add_vector{place}"], pairs)


def dimensions(database: Database, place: str) -> int:
    """How long a vector is; 0 where there is none."""
    return (database.value(SQL[f"vector_size{place}"]) or 0) // 2


def _refuse_other_size(database: Database, given: int, place: str) -> None:
    stored = dimensions(database, place)
    if stored not in (0, given):
        raise errors.StoreError(
            f"the vectors of this memory have {stored} dimensions, those given have {given}; "
            f"make all of them again: pllm-memory reembed"
        )


def _meta(database: Database, key: str) -> str | None:
    return database.value(SQL["get_meta"], key)
