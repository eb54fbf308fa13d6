"""What is known of a person as a graph: entities and values are nodes, each fact is an edge.

`graph` builds it; the rest takes such a graph and nothing else: `to_graphml` and `to_json` for other programs,
`to_svg` and `to_png` for a page, `to_html` to look around in. The same facts give the same text, byte for byte
(a PNG, with the same matplotlib).

networkx is imported when a graph is built, not before: a memory that is never drawn does not pay for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pllm_memory.facts import Entity, Fact, digest
from pllm_memory.graph.export import from_json, to_graphml, to_json
from pllm_memory.graph.page import to_html
from pllm_memory.graph.png import to_png
from pllm_memory.graph.svg import to_svg
from pllm_memory.predicates import REGISTRY, Predicate, describe

if TYPE_CHECKING:
    from networkx import MultiDiGraph

__all__ = ["from_json", "graph", "to_graphml", "to_html", "to_json", "to_png", "to_svg"]


def graph(
    facts: Sequence[Fact],
    entities: Iterable[Entity] = (),
    *,
    owner: str,
    predicates: Mapping[str, Predicate] = REGISTRY,
) -> "MultiDiGraph[str]":
    """The facts as a directed graph with parallel edges, in an order that depends on nothing but them.

    Args:
        facts: The facts; one may be there twice, with different times.
        entities: What their subjects and objects are, where those are names.
        owner: The name of the person whose memory it is; the node is there even if nothing is known.
        predicates: The registry, for the section that a fact belongs to.

    Returns:
        The nodes have `id`, `name`, `kind`, `aliases` and `message_ids`; an object that is no entity is a node of
        the kind "value", the same for all who have it. An edge has its fact's id as key, and all fields of the
        fact; but `source` is called `extractor`, because every format of graphs says "source" for where an edge
        begins. It also has `label` ("lives in"), `section`, `event` and `current`. `graph.graph` has `owner` (the
        node) and `name`.
    """
    made: Any = import_module("networkx").MultiDiGraph(name=owner)
    named = _add_names(made, facts, entities, owner)
    made.graph["owner"] = named[owner]
    for value in sorted({fact.object for fact in facts} - named.keys()):
        named[value] = f"value:{digest(value)}"
        made.add_node(named[value], id=named[value], name=value, kind="value", aliases=(), message_ids=())
    for fact in sorted(facts, key=_order):
        start, end = named[fact.subject], named[fact.object]
        made.add_edge(start, end, key=_key(made, start, end, fact.id), **_attributes(fact, predicates))
    return made


def _add_names(made: Any, facts: Sequence[Fact], entities: Iterable[Entity], owner: str) -> dict[str, str]:
    """Adds everything that has a name, the owner first; returns the node of each name."""
    known = {entity.name: entity for entity in sorted(entities, key=lambda entity: (entity.name, entity.id))}
    own = known.get(owner) or next((entity for entity in known.values() if owner in entity.aliases), None)
    names = [own.name if own else owner, *known, *sorted({fact.subject for fact in facts} - {owner})]
    named: dict[str, str] = {}
    for name in dict.fromkeys(names):
        known.setdefault(
            name, Entity(id=f"name:{digest(name)}", name=name, kind="person" if name == owner else "thing")
        )
        entity = known[name]
        fields = {field: getattr(entity, field) for field in Entity.__slots__}
        made.add_node(entity.id, **fields)
        named[name] = entity.id
    named.setdefault(owner, named[names[0]])
    return named


def _order(fact: Fact) -> tuple[Any, ...]:
    begun = fact.valid_at or fact.created_at
    return (begun, fact.created_at, fact.id, fact.invalid_at or begun, fact.message_ids)


def _key(made: Any, start: str, end: str, fact_id: str) -> str:
    """The fact's id; who came back to where they had lived has the same fact twice, and no time may be lost."""
    between: dict[str, dict[str, Any]] = made.get_edge_data(start, end) or {}
    before = sum(data["id"] == fact_id for data in between.values())
    return f"{fact_id}#{before + 1}" if before else fact_id


def _attributes(fact: Fact, predicates: Mapping[str, Predicate]) -> dict[str, Any]:
    kind = describe(fact.predicate, predicates)
    fields = {("extractor" if name == "source" else name): getattr(fact, name) for name in Fact.__slots__}
    more = {"label": fact.predicate.replace("_", " "), "section": kind.section, "event": kind.event}
    return fields | more | {"current": fact.current}
