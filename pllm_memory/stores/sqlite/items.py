"""What programs keep in one user's file, by namespace and key.

Every function here runs inside a transaction of the caller.
"""

from collections.abc import Sequence

from pllm_memory.items import ItemChanges, Place, StoredItem
from pllm_memory.stores.rows import items_of, namespace_range, row_of_item, stored_address, to_microseconds
from pllm_memory.stores.sqlite.file import Database
from pllm_memory.stores.statements import statements

SQL = statements("sqlite", "user")


def read(database: Database, places: Sequence[Place]) -> tuple[tuple[StoredItem, ...], ...]:
    """What is at each place."""
    return tuple(_at(database, place) for place in places)


def _at(database: Database, place: Place) -> tuple[StoredItem, ...]:
    if place.key is not None:
        return items_of(database.all(SQL["item_at"], *stored_address((place.namespace, place.key))))
    bounds = namespace_range(place.namespace)
    texts = database.all(SQL["item_texts_under"], *bounds) if place.texts else ()
    return items_of(database.all(SQL["items_under"], *bounds), texts)


def write(database: Database, changes: ItemChanges) -> bool:
    """Does all of it; returns whether anything was removed for good."""
    _put(database, changes.put)
    vectors = changes.embedded.items()
    halves = ((*stored_address(where), path, row.astype("<f2").tobytes()) for (where, path), row in vectors)
    database.many(SQL["embed_item_text"], halves)
    moment = to_microseconds(changes.at)
    database.many(SQL["refresh_item"], ((*stored_address(where), moment) for where in changes.refresh))
    gone = [database.all(SQL["delete_item"], *stored_address(where)) for where in changes.delete]
    swept = database.all(SQL["sweep_items"], moment) if changes.sweep else []
    return bool(swept) or any(gone)


def _put(database: Database, items: Sequence[StoredItem]) -> None:
    for one in items:
        row = row_of_item(one.item)
        database.all(SQL["put_item"], *row)
        database.all(SQL["clear_item_texts"], *row[:2])
        texts = ((*row[:2], place, text.path, text.text) for place, text in enumerate(one.texts))
        database.many(SQL["add_item_text"], texts)
