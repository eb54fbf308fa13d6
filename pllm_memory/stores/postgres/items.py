"""What programs keep of one user, by namespace and key. It runs inside a transaction that holds the user's lock."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from pllm_memory.items import Address, ItemChanges, Items, Place, StoredItem
from pllm_memory.stores.base import of_main_model
from pllm_memory.stores.postgres.database import Query, Work, query
from pllm_memory.stores.postgres.halfvec import HalfVector
from pllm_memory.stores.postgres.writing import begin, claim
from pllm_memory.stores.rows import Row, items_of, namespace_range, row_of_item, stored_address, to_microseconds

_ITEM = ("namespace", "key", "value", "created_at", "updated_at", "ttl", "expires_at")
_TEXT = ("namespace", "key", "place", "path", "text")


def questions(places: Sequence[Place]) -> list[Query]:
    """What to ask for some places: an item, or items and their texts."""
    return [asked for place in places for asked in _asked(place)]


def _asked(place: Place) -> list[Query]:
    if place.key is not None:
        return [query("item_at", **_columns(("namespace", "key"), stored_address((place.namespace, place.key))))]
    bounds = _columns(("exact", "first", "after"), namespace_range(place.namespace))
    return [query("items_under", **bounds), *([query("item_texts_under", **bounds)] if place.texts else [])]


def answers(asked: Sequence[Query], rows: Sequence[list[Row]]) -> tuple[tuple[StoredItem, ...], ...]:
    """What is at each place, from the answers to its questions."""
    found: list[tuple[StoredItem, ...]] = []
    for number, one in enumerate(asked):
        if one.name != "item_texts_under":
            has_texts = number + 1 < len(asked) and asked[number + 1].name == "item_texts_under"
            found.append(items_of(rows[number], rows[number + 1] if has_texts else ()))
    return tuple(found)


async def exchange(work: Work, places: Sequence[Place], changes: ItemChanges) -> Items:
    """Reads, then writes."""
    state = await begin(work, makes=bool(changes.put))
    asked = questions(places)
    found = answers(asked, await work.ask(*asked))
    if state is None:
        return Items(found)
    fingerprint = await claim(work, state, changes.fingerprint)
    await work.do(*_writes(of_main_model(changes, state.models)))
    return Items(found, fingerprint, state.beside)


def _writes(changes: ItemChanges) -> list[Query]:
    moment = to_microseconds(changes.at)
    swept = [query("sweep_items", at=moment)] if changes.sweep else []
    refreshed = [query("refresh_items", at=moment, **_addresses(changes.refresh))] if changes.refresh else []
    deleted = [query("delete_items", **_addresses(changes.delete))] if changes.delete else []
    return [*_puts(changes.put), *_vectors(changes), *refreshed, *deleted, *swept]


def _puts(items: Sequence[StoredItem]) -> list[Query]:
    if not items:
        return []
    rows = _transposed(_ITEM, [row_of_item(one.item) for one in items])
    texts = [
        (*stored_address(one.item.address), place, text.path, text.text)
        for one in items
        for place, text in enumerate(one.texts)
    ]
    added = [query("add_item_texts", **_transposed(_TEXT, texts))] if texts else []
    cleared = query("clear_item_texts", **_addresses([one.item.address for one in items]))
    return [query("put_items", **rows), cleared, *added]


def _vectors(changes: ItemChanges) -> list[Query]:
    if not changes.embedded:
        return []
    paths = [path for _, path in changes.embedded]
    halves = [HalfVector(row.astype(np.float16)) for row in changes.embedded.values()]
    where = _addresses([address for address, _ in changes.embedded])
    return [query("embed_item_texts", path=paths, vectors=halves, **where)]


def _addresses(addresses: Iterable[Address]) -> dict[str, list[Any]]:
    return _transposed(("namespace", "key"), [stored_address(one) for one in addresses])


def _columns(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(names, values, strict=True))


def _transposed(names: Sequence[str], rows: Sequence[Row]) -> dict[str, list[Any]]:
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}
