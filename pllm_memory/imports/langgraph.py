"""LangGraph's stores: the file of its SqliteStore, or items as JSON (`Item.dict()`, or rows of its table).

The table is that of the migrations in `langgraph.store.sqlite.base` and `langgraph.store.postgres.base`.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pllm_memory.imports.files import is_sqlite, rows, whole
from pllm_memory.imports.values import Found, Skipped, listed, mapping, moment, read, written

_TEXTS = ("content", "text", "memory", "data", "value")


def items(path: Path) -> Iterator[Found]:
    """Each item as a note with its date: its text if it is just that, else the whole of it as JSON."""
    if is_sqlite(path):
        for row in rows(path, "store"):
            yield from _item(f"store, {row.get('prefix')}/{row.get('key')}", row)
        return
    found = whole(path)
    several = listed(found) or listed(mapping(found).get("items"))
    if not several:
        yield Skipped(path.name, "neither a list of items nor a store's file")
    for number, item in enumerate(several):
        if isinstance(item, Skipped):
            yield item
        else:
            yield from _item(f"items[{number}]", mapping(item))


def _item(place: str, item: Mapping[str, Any]) -> Iterator[Found]:
    namespace = item.get("prefix") or item.get("namespace")
    name = namespace if isinstance(namespace, str) else ".".join(map(str, listed(namespace)))
    value = item.get("value")
    if isinstance(value, str | bytes):
        with suppress(ValueError, RecursionError):
            value = json.loads(value)
    if value is None or item.get("key") is None:
        yield Skipped(place, "not an item: it has no key or no value")
        return
    at = moment(item.get("created_at"), item.get("updated_at"))
    yield from read(place, _text(value), id_=f"{name}/{item['key']}", session=name or "store", role="document", at=at,
                    fact=True, owner=name)  # fmt: skip


def _text(value: Any) -> str:
    """The text of an item, where it is nothing else."""
    if isinstance(value, str):
        return value
    found = {name: one for name, one in mapping(value).items() if name != "kind"}  # LangMem says "Memory" there
    only = next(iter(found.values())) if len(found) == 1 and next(iter(found)) in _TEXTS else None
    return written(value) if only is None else _text(only)
