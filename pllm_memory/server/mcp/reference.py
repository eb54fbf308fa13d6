"""The tools of the reference memory server (`@modelcontextprotocol/server-memory`) over this memory.

Names, schemas, answers and errors are its own, so that who uses it can switch. What it keeps in a file, is kept here
as messages (see `records`): durable, dated, found by `search_memory` too.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from pllm_memory.errors import Conflict, NotFound
from pllm_memory.knowledge.graph import Change, Graph
from pllm_memory.knowledge.records import KEPT_AS, message, records
from pllm_memory.memory import AsyncMemory
from pllm_memory.server.mcp.offers import Answer, Offer, pretty, search_tool
from pllm_memory.types import Message, Scope, now

__all__ = ["KEPT_AS", "load", "reference_tools"]

Operation = Callable[[Graph, Mapping[str, Any]], Change]
_TRIES = 5
"""How often an operation is tried that another process gets in the way of."""


def reference_tools(memory: AsyncMemory) -> list[Offer]:
    """The nine tools, and the search over all that is remembered."""
    locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def offer(name: str, operation: Operation, told: Mapping[str, Any]) -> Offer:
        async def run(user_id: str, given: Mapping[str, Any]) -> Answer:
            try:
                async with locks[user_id]:
                    answer = await _do(memory, user_id, operation, given)
            except NotFound as error:
                return Answer(str(error), failed=True)
            return _answer(told["key"], answer)

        return Offer(
            name=name,
            title=name.replace("_", " ").title(),
            description=told["description"],
            parameters=_object(**told["parameters"]),
            result=_RESULTS[told["key"]],
            read_only=told.get("read_only", False),
            destructive=name.startswith("delete"),
            idempotent=not name.startswith(("create", "add")),
            run=run,
        )

    return [*(offer(name, operation, told) for name, operation, told in _TOOLS), search_tool(memory)]


async def load(memory: AsyncMemory, user_id: str) -> Graph:
    """The knowledge graph of a user."""
    return Graph(records(await _kept(memory, user_id)))


async def _do(memory: AsyncMemory, user_id: str, operation: Operation, given: Mapping[str, Any]) -> Any:
    """Reads the graph, works out what changes, and writes it; again, if somebody else wrote meanwhile."""
    for tries_left in reversed(range(_TRIES)):
        kept = await _kept(memory, user_id)
        change = operation(Graph(records(kept)), given)
        try:
            await _apply(memory, user_id, change, after=kept[-1].at if kept else now())
        except (Conflict, NotFound):
            if not tries_left:
                raise
        else:
            return change.answer
    raise AssertionError  # the loop returns or raises


async def _kept(memory: AsyncMemory, user_id: str) -> list[Message]:
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    return await memory.store.around(Scope(user_id), KEPT_AS, first=first, last=last, margin=0)


async def _apply(memory: AsyncMemory, user_id: str, change: Change, *, after: datetime) -> None:
    user = memory.for_user(user_id)
    added = [message(record, max(now(), after)) for record in change.add]  # refused before anything is removed
    if change.remove:
        await user.forget(*(record.id for record in change.remove))
    if added:
        await user.remember(added)


def _answer(key: str, answer: Any) -> Answer:
    if key == "done":
        return Answer(answer, {"success": True, "message": answer})
    return Answer(pretty(answer), answer if key == "graph" else {key: answer})


# ── the schemas ──────────────────────────────────────────────────────────────────────────────────────


def _text(description: str = "", **more: Any) -> dict[str, Any]:
    return {"type": "string", **more, **({"description": description} if description else {})}


def _list(items: Mapping[str, Any], description: str = "") -> dict[str, Any]:
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


_ENTITY = _object(
    name=_text("The name of the entity"),
    entityType=_text("The type of the entity"),
    observations=_list(_text(), "An array of observation contents associated with the entity"),
)
_RELATION = _object(
    **{"from": _text("The name of the entity where the relation starts")},
    to=_text("The name of the entity where the relation ends"),
    relationType=_text("The type of the relation"),
)
_RESULTS: dict[str, dict[str, Any]] = {
    "entities": _object(entities=_list(_ENTITY)),
    "relations": _object(relations=_list(_RELATION)),
    "results": _object(results=_list(_object(entityName=_text(), addedObservations=_list(_text())))),
    "done": _object(success={"type": "boolean"}, message=_text()),
    "graph": _object(entities=_list(_ENTITY), relations=_list(_RELATION)),
}
_TOOLS: list[tuple[str, Operation, dict[str, Any]]] = [
    (
        "create_entities",
        lambda graph, given: graph.create_entities(given["entities"]),
        {
            "description": "Create multiple new entities in the knowledge graph",
            "parameters": {"entities": _list(_ENTITY)},
            "key": "entities",
        },
    ),
    (
        "create_relations",
        lambda graph, given: graph.create_relations(given["relations"]),
        {
            "description": "Create multiple new relations between entities in the knowledge graph. Relations should "
            "be in active voice",
            "parameters": {"relations": _list(_RELATION)},
            "key": "relations",
        },
    ),
    (
        "add_observations",
        lambda graph, given: graph.add_observations(given["observations"]),
        {
            "description": "Add new observations to existing entities in the knowledge graph",
            "parameters": {
                "observations": _list(
                    _object(
                        entityName=_text("The name of the entity to add the observations to"),
                        contents=_list(_text(), "An array of observation contents to add"),
                    )
                )
            },
            "key": "results",
        },
    ),
    (
        "delete_entities",
        lambda graph, given: graph.delete_entities(given["entityNames"]),
        {
            "description": "Delete multiple entities and their associated relations from the knowledge graph",
            "parameters": {"entityNames": _list(_text(), "An array of entity names to delete")},
            "key": "done",
        },
    ),
    (
        "delete_observations",
        lambda graph, given: graph.delete_observations(given["deletions"]),
        {
            "description": "Delete specific observations from entities in the knowledge graph",
            "parameters": {
                "deletions": _list(
                    _object(
                        entityName=_text("The name of the entity containing the observations"),
                        observations=_list(_text(), "An array of observations to delete"),
                    )
                )
            },
            "key": "done",
        },
    ),
    (
        "delete_relations",
        lambda graph, given: graph.delete_relations(given["relations"]),
        {
            "description": "Delete multiple relations from the knowledge graph",
            "parameters": {"relations": _list(_RELATION, "An array of relations to delete")},
            "key": "done",
        },
    ),
    (
        "read_graph",
        lambda graph, _: Change(graph.to_dict()),
        {"description": "Read the entire knowledge graph", "parameters": {}, "key": "graph", "read_only": True},
    ),
    (
        "search_nodes",
        lambda graph, given: graph.search_nodes(given["query"]),
        {
            "description": "Search for nodes in the knowledge graph based on a query",
            "parameters": {
                "query": _text(
                    "The search query to match against entity names, types, and observation content", maxLength=2048
                )
            },
            "key": "graph",
            "read_only": True,
        },
    ),
    (
        "open_nodes",
        lambda graph, given: graph.open_nodes(given["names"]),
        {
            "description": "Open specific nodes in the knowledge graph by their names",
            "parameters": {"names": _list(_text(), "An array of entity names to retrieve")},
            "key": "graph",
            "read_only": True,
        },
    ),
]
