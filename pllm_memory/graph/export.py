"""The graph for other programs: GraphML for Gephi, yEd and Cytoscape; node-link JSON for d3 and the rest."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from pllm_memory.errors import InvalidInput
from pllm_memory.types import utc

if TYPE_CHECKING:
    from networkx import MultiDiGraph

TIMES = ("valid_at", "invalid_at", "created_at", "expired_at", "last_said_at", "doubted_at")
_LISTS = ("message_ids", "aliases")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


def iso(moment: datetime) -> str:
    """A time as text: "2026-05-08T13:56:00Z"."""
    return moment.isoformat().replace("+00:00", "Z")


def to_graphml(graph: "MultiDiGraph[str]") -> str:
    """The graph as GraphML 1.0, one file with all attributes.

    What is None is left out, times are ISO 8601, lists are joined by "; ", characters that XML cannot hold are
    dropped. Nodes have a `label`, which Gephi shows; the id of an edge is the key of its fact.
    """
    networkx: Any = import_module("networkx")
    plain = networkx.MultiDiGraph(name=_xml(str(graph.graph["name"])), owner=_xml(str(graph.graph["owner"])))
    for node, data in _nodes(graph):
        plain.add_node(_xml(node), **_plain(data, _flat), label=_xml(data["name"]))
    for start, end, key, data in _edges(graph):
        attributes = _plain(data, _flat)
        attributes.pop("id", None)  # the edge has one of its own
        plain.add_edge(_xml(start), _xml(end), key=_xml(key), **attributes)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(networkx.generate_graphml(plain)) + "\n"


def to_json(graph: "MultiDiGraph[str]") -> str:
    """The graph as node-link JSON, as `networkx.node_link_graph(…, edges="links")` and d3 read it.

    `from_json` gives back an equal graph.
    """
    value = {
        "directed": True,
        "multigraph": True,
        "graph": dict(graph.graph),
        "nodes": [_plain(data, _jsonable) | {"id": node} for node, data in _nodes(graph)],
        "links": [
            {"source": start, "target": end, "key": key} | _plain(data, _jsonable)
            for start, end, key, data in _edges(graph)
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=1)


def from_json(text: str) -> "MultiDiGraph[str]":
    """Reads what `to_json` wrote.

    Raises:
        InvalidInput: If it is something else.
    """
    try:
        value: Any = json.loads(text)
        made: Any = import_module("networkx").MultiDiGraph(**value["graph"])
        for data in value["nodes"]:
            made.add_node(data["id"], **_whole(data))
        for link in value["links"]:
            ends = link.pop("source"), link.pop("target"), link.pop("key")
            made.add_edge(*ends, **dict.fromkeys((*TIMES, "section", "ended_by")) | _whole(link))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidInput(f"this is no graph that to_json wrote: {error}") from error
    return made


def _nodes(graph: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    return iter(graph.nodes(data=True))


def _edges(graph: Any) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    return iter(graph.edges(keys=True, data=True))


def _plain(data: dict[str, Any], convert: Callable[[Any], Any]) -> dict[str, Any]:
    return {name: convert(value) for name, value in data.items() if value is not None}


def _jsonable(value: Any) -> Any:
    return iso(value) if isinstance(value, datetime) else value


def _flat(value: Any) -> Any:
    """As one of GraphML's types."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, tuple):
        return _xml("; ".join(map(str, cast("tuple[str, ...]", value))))
    return _xml(value) if isinstance(value, str) else value


def _whole(data: dict[str, Any]) -> dict[str, Any]:
    """The attributes as they were before they became JSON."""
    times = {name: utc(data[name], what=name) for name in TIMES if name in data}
    return data | times | {name: tuple(data[name]) for name in _LISTS if name in data}


def _xml(text: str) -> str:
    return _NO_XML.sub("", text)
