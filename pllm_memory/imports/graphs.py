"""Zep and Graphiti: sessions with messages, episodes, and facts with the time in which they held.

Neither has an export of its own: read is what their APIs give, written as JSON. Messages are Zep's (`role_type` with
the name in `role`, or, since its third version, `role` with the name in `name`); edges, nodes and episodes are
`EntityEdge`, `EntityNode` and `EpisodicNode` of `graphiti_core`, under the names that its search results give them.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pllm_memory.imports.files import whole
from pllm_memory.imports.values import Found, Skipped, listed, mapping, moment, read

_ROLES = {"user": "user", "human": "user", "assistant": "assistant", "ai": "assistant", "system": "system"}
_KNOWN = ("sessions", "threads", "messages", "episodes", "facts", "edges", "entity_edges", "nodes", "entities")


def memories(path: Path) -> Iterator[Found]:
    """What was said in sessions; episodes, facts and summaries as notes with their times."""
    found = mapping(whole(path))
    if not found.keys() & set(_KNOWN):
        yield Skipped(path.name, f"none of {', '.join(_KNOWN)} is in it")
    for group in ("sessions", "threads"):
        for number, session in enumerate(map(mapping, listed(found.get(group)))):
            yield from _session(f"{group}[{number}]", session)
    yield from _session("", found)
    for group in ("episodes", "facts", "edges", "entity_edges", "nodes", "entities"):
        for number, item in enumerate(listed(found.get(group))):
            yield from _note(f"{group}[{number}]", mapping(item))
    for name in found.keys() - set(_KNOWN):
        if listed(found[name]):
            yield Skipped(name, f"{len(found[name])} items of a kind that is not known")


def _session(place: str, session: Mapping[str, Any]) -> Iterator[Found]:
    id_ = session.get("session_id") or session.get("thread_id") or session.get("uuid") or "zep"
    owner = str(session.get("user_id") or "")
    for number, message in enumerate(map(mapping, listed(session.get("messages")))):
        where = f"{place}.messages[{number}]".lstrip(".")
        kind = str(message.get("role_type") or message.get("role")).lower()
        role = _ROLES.get(kind)
        if role is None:  # a tool's, or nobody's: it is text, but not what somebody said
            role = "tool" if kind in ("tool", "function") else "document"
        name = message.get("name") or (message.get("role") if message.get("role_type") else None)
        at = moment(message.get("created_at"), session.get("created_at"))
        yield from read(where, message.get("content"), id_=message.get("uuid"), session=id_, role=role, at=at,
                        name=name, owner=owner)  # fmt: skip
    if place:
        for number, fact in enumerate(listed(session.get("facts"))):
            item = {"fact": fact} if isinstance(fact, str) else mapping(fact)
            yield from _note(f"{place}.facts[{number}]", item, owner=owner)


def _note(place: str, item: Mapping[str, Any], *, owner: str = "") -> Iterator[Found]:
    text = item.get("fact") or item.get("content")
    if not text and item.get("summary"):
        text = f"{item.get('name')}: {item['summary']}"
    if not text:
        yield Skipped(place, "it has no text of its own: its name is in what says something of it")
        return
    ended = item.get("invalid_at") or item.get("expired_at")
    if ended:
        text = f"{text} (until {str(ended)[:10]})"
    at = moment(item.get("valid_at"), item.get("created_at"))
    whose = str(item.get("user_id") or item.get("group_id") or owner)
    yield from read(place, text, id_=item.get("uuid"), session="graph", role="document", at=at, fact=True, owner=whose)
