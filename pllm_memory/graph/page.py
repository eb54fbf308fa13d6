"""The picture to look around in: one HTML file with all that it needs, which asks nothing of any network."""

import base64
import hashlib
import html
import json
import re
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pllm_memory.facts import SECTIONS
from pllm_memory.graph.lettering import drawable
from pllm_memory.graph.palette import style

if TYPE_CHECKING:
    from networkx import MultiDiGraph

TITLES = {"who": "Who", "style": "How to answer", "also": "What happened"}
"""Of the sections that are not called as they are named."""


def to_html(graph: "MultiDiGraph[str]", title: str | None = None) -> str:
    """A page with the person in the middle, and all facts with their dates and evidence around; for any browser.

    Texts of users are in it twice over harmless: as JSON in which no character means anything to HTML, which the
    script puts into the page as text only; and the page's own policy allows no script but that one, by its hash,
    and no connection at all.

    Args:
        graph: What `pllm_memory.graph.graph` made.
        title: The heading; by default the person's name.
    """
    given: Any = graph
    shown = drawable(title or given.nodes[given.graph["owner"]]["name"]) or "…"
    styles = _filled(_asset("page.css"), {"LIGHT": style("light"), "DARK": style("dark")})
    script = "".join(('"use strict";\n(() => {\n', *map(_asset, ("layout.js", "draw.js", "page.js")), "})();\n"))
    parts = {
        "TITLE": html.escape(shown),
        "STYLE": styles,
        "STYLE_HASH": _hash(styles),
        "SCRIPT": script,
        "SCRIPT_HASH": _hash(script),
        "DATA": _escaped(_data(given)),
    }
    return _filled(_asset("page.html"), parts)


def _data(graph: Any) -> dict[str, Any]:
    """What the script reads: times in milliseconds since 1970, None where nobody said."""
    sections = [(name, TITLES.get(name, name.capitalize())) for name in SECTIONS]
    return {
        "owner": graph.graph["owner"],
        "sections": [*sections, (None, TITLES["also"])],
        "nodes": [
            {
                "id": node,
                "name": drawable(data["name"]) or "…",
                "kind": data["kind"],
                "aliases": [drawable(alias) for alias in data["aliases"]],
            }
            for node, data in graph.nodes(data=True)
        ],
        "facts": [_fact(start, end, data) for start, end, data in graph.edges(data=True)],
    }


def _fact(start: str, end: str, data: dict[str, Any]) -> dict[str, Any]:
    known = {"from": start, "to": end, "ids": list(data["message_ids"])}
    known |= {name: data[name] for name in ("section", "trust", "certain", "strength", "event")}
    known |= {name: drawable(data[name]) for name in ("label", "object", "text")}
    return known | {
        name: _milliseconds(data[f"{name}_at"]) for name in ("valid", "invalid", "created", "expired", "doubted")
    }


def _milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)


def _escaped(value: Any) -> str:
    """JSON for a script element: whatever HTML could take for markup is written as an escape."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hash(text: str) -> str:
    """As a content security policy names a script or a style."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _filled(template: str, parts: dict[str, str]) -> str:
    """The template with its `%NAMES%`; in one pass, so that nothing that is put in is taken for a name."""
    return re.sub("%([A-Z_]+)%", lambda match: parts[match[1]], template)


@cache
def _asset(name: str) -> str:
    return (files("pllm_memory.graph") / "assets" / name).read_text(encoding="utf-8")
