"""The reference MCP memory server's file: entities and relations, a line each."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pllm_memory.errors import InvalidInput
from pllm_memory.imports.files import whole
from pllm_memory.imports.values import Found, Read, Skipped, listed, mapping
from pllm_memory.knowledge.graph import Record, entity_records, relation_record
from pllm_memory.knowledge.records import message
from pllm_memory.types import now


def graph(path: Path) -> Iterator[Found]:
    """Each record as `pllm-memory mcp --compat reference` keeps it, so that this server has the same graph."""
    found, at = whole(path), now()
    for number, item in enumerate(listed(found) or [found], start=1):
        place = f"record {number}"
        if isinstance(item, Skipped):
            yield item
            continue
        records = _records(mapping(item))
        if not records:
            yield Skipped(place, "neither an entity nor a relation")
        for record in records:
            try:
                yield Read(message(record, at), place, fact=True)
            except InvalidInput as error:
                yield Skipped(place, str(error))


def _records(item: Mapping[str, Any]) -> list[Record]:
    kind, observations = item.get("type"), item.get("observations")
    if (
        kind == "entity"
        and _texts(item, "name", "entityType")
        and all(isinstance(o, str) for o in listed(observations))
    ):
        return entity_records({**item, "observations": listed(observations)})
    if kind == "relation" and _texts(item, "from", "to", "relationType"):
        return [relation_record(item)]
    return []


def _texts(item: Mapping[str, Any], *names: str) -> bool:
    return all(isinstance(item.get(name), str) for name in names)
