"""Operations on one user's items: what is read is of the moment before, what is written is one transaction."""

import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pllm_memory.errors import EmbedderMismatch, ModelError
from pllm_memory.items import (
    Address,
    FindItems,
    GetItem,
    Item,
    ItemChanges,
    ItemOperation,
    Items,
    ItemText,
    ListNamespaces,
    Place,
    PutItem,
    StoredItem,
    living,
    namespaces,
    select,
    to_json,
)
from pllm_memory.models.base import Embedder, Vectors
from pllm_memory.stores.base import Store
from pllm_memory.types import Scope, now

_log = logging.getLogger(__name__)
_EVERYTHING = Place((), texts=True)


async def perform(
    store: Store, embedder: Embedder | None, scope: Scope, operations: Sequence[ItemOperation]
) -> list[Any]:
    """Does operations as one: all that read see what was there before; of several that write one key, the last wins.

    Raises:
        InvalidInput: If one of them cannot be done; then none is.
        EmbedderMismatch: If this memory was embedded by another model.
        ModelError: If a query cannot be embedded.
    """
    moment = now()
    asked = [one for one in operations if not isinstance(one, PutItem)]
    changes = await _changes(embedder, [one for one in operations if isinstance(one, PutItem)], moment)
    queries = await _queries(embedder, asked)
    items = await store.items(scope, [_place(one, queries) for one in asked], changes)
    if queries and embedder:
        items = await _embedded(store, embedder, scope, items)
    answers = iter(
        [_answer(one, living(found, moment), queries) for one, found in zip(asked, items.found, strict=True)]
    )
    done = [None if isinstance(one, PutItem) else next(answers) for one in operations]
    await _refresh(store, scope, zip(operations, done, strict=True), moment)
    return done


async def sweep(store: Store, scope: Scope) -> int:
    """Removes what has ended for good; returns how many items that were."""
    moment = now()
    (everything,) = (await store.items(scope, [Place(())])).found
    ended = len(everything) - len(living(everything, moment))
    if ended:
        await store.items(scope, (), ItemChanges(sweep=True, at=moment))
    return ended


async def everything(store: Store, scope: Scope) -> list[StoredItem]:
    """All items that have not ended, with their texts."""
    (found,) = (await store.items(scope, [_EVERYTHING])).found
    return living(found, now())


async def import_(store: Store, scope: Scope, given: Sequence[StoredItem]) -> None:
    """Keeps items as they are, also their times; what is there already and is not older stays."""
    there = {one.item.address: one.item.updated_at for one in await everything(store, scope)} if given else {}
    new = tuple(one for one in given if one.item.address not in there or there[one.item.address] < one.item.updated_at)
    if new:
        await store.items(scope, (), ItemChanges(put=new, at=now()))


async def _changes(embedder: Embedder | None, puts: Sequence[PutItem], moment: datetime) -> ItemChanges | None:
    if not puts:
        return None
    last = {(one.namespace, one.key): one for one in puts}
    kept = [_stored(one, moment) for one in last.values() if one.value is not None]
    gone = tuple(address for address, one in last.items() if one.value is None)
    vectors = await _vectors(embedder, [text.text for one in kept for text in one.texts])
    texts = [(one.item.address, text.path) for one in kept for text in one.texts]
    return ItemChanges(
        put=tuple(kept),
        delete=gone,
        embedded={} if vectors is None else dict(zip(texts, vectors, strict=True)),
        fingerprint=await embedder.fingerprint() if embedder and vectors is not None else None,
        at=moment,
    )


def _stored(put: PutItem, moment: datetime) -> StoredItem:
    item = Item(
        namespace=put.namespace,
        key=put.key,
        value=json.loads(to_json(put.value or {})),
        created_at=moment,
        updated_at=moment,
        ttl=put.ttl,
        expires_at=moment + put.ttl if put.ttl else None,
    )
    # What is embedded is stored too, for another model later; a NUL or half a character is nothing to embed.
    texts = {path: text.replace("\0", " ").encode(errors="replace").decode() for path, text in put.texts.items()}
    return StoredItem(item, tuple(ItemText(path, text) for path, text in texts.items() if text.strip()))


async def _vectors(embedder: Embedder | None, texts: list[str]) -> Vectors | None:
    """None where there is nothing to do, or the model fails: then the texts wait until they are searched."""
    if embedder is None or not texts:
        return None
    try:
        return await embedder.embed(texts, kind="document")
    except ModelError as error:
        _log.warning("items are kept, and wait to be embedded: %s", error)
        return None


async def _queries(embedder: Embedder | None, asked: Sequence[ItemOperation]) -> Mapping[str, Any]:
    texts = list({one.query: None for one in asked if isinstance(one, FindItems) and one.query})
    if embedder is None or not texts:
        return {}
    return dict(zip(texts, await embedder.embed([str(text) for text in texts], kind="query"), strict=True))


def _place(one: ItemOperation, queries: Mapping[str, Any]) -> Place:
    if isinstance(one, GetItem):
        return Place(one.namespace, one.key)
    return Place(one.under, texts=one.query in queries) if isinstance(one, FindItems) else Place(())


def _answer(one: ItemOperation, found: Sequence[StoredItem], queries: Mapping[str, Any]) -> Any:
    if isinstance(one, FindItems):
        return select(found, one, queries.get(one.query or ""))
    if isinstance(one, ListNamespaces):
        return namespaces(found, one)
    return found[0].item if found else None


async def _embedded(store: Store, embedder: Embedder, scope: Scope, items: Items) -> Items:
    """Before vectors are compared, they must be of one model, and none may be missing."""
    fingerprint = await embedder.fingerprint()
    if items.fingerprint is not None and fingerprint == items.beside:
        items = Items(tuple(tuple(_without_vectors(one) for one in found) for found in items.found), fingerprint)
    if items.fingerprint not in (None, fingerprint):
        raise EmbedderMismatch(stored=str(items.fingerprint), given=fingerprint)
    waiting = {
        (one.item.address, text.path): text.text
        for found in items.found for one in found for text in one.texts if text.vector is None
    }  # fmt: skip
    if not waiting:
        return items
    vectors = dict(zip(waiting, await embedder.embed(list(waiting.values()), kind="document"), strict=True))
    await store.items(scope, (), ItemChanges(embedded=vectors, fingerprint=fingerprint, at=now()))
    return Items(tuple(tuple(_with(one, vectors) for one in found) for found in items.found), fingerprint)


def _without_vectors(one: StoredItem) -> StoredItem:
    """For the questions of a second model: an item has vectors of the main one only."""
    return StoredItem(one.item, tuple(ItemText(text.path, text.text) for text in one.texts))


def _with(one: StoredItem, vectors: Mapping[tuple[Address, str], Any]) -> StoredItem:
    address = one.item.address
    texts = (ItemText(t.path, t.text, vectors.get((address, t.path), t.vector)) for t in one.texts)
    return StoredItem(one.item, tuple(texts))


async def _refresh(store: Store, scope: Scope, done: Any, moment: datetime) -> None:
    """Whoever is read lives on."""
    read: dict[Address, None] = {}
    for one, answer in done:
        if isinstance(one, GetItem | FindItems) and one.refresh and answer:
            found = [answer] if isinstance(answer, Item) else [each.item for each in answer]
            read.update((item.address, None) for item in found if item.ttl)
    if read:
        await store.items(scope, (), ItemChanges(refresh=tuple(read), at=moment))
