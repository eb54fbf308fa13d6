"""ChatGPT's export: conversations as trees of messages, of which one branch is the current one.

OpenAI describes the form nowhere; this is what exports hold (`mapping`, `current_node`, `author`, `content`,
`recipient`), also those that are split over several files, `conversations-000.json` and so on.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pllm_memory.imports.files import items
from pllm_memory.imports.values import Found, Skipped, listed, mapping, moment, read

_SPOKEN = ("text", "multimodal_text")


def conversations(path: Path) -> Iterator[Found]:
    """What was said in the current branch of each conversation; what is in others is counted."""
    for item in items(path, "conversations"):
        if isinstance(item, Skipped):
            yield item
        else:
            yield from _conversation(*item)


def _conversation(place: str, found: Any) -> Iterator[Found]:
    nodes = mapping(mapping(found).get("mapping"))
    if not nodes:
        yield Skipped(place, "not a conversation: it has no mapping")
        return
    session = found.get("conversation_id") or found.get("id") or place
    branch = _branch(nodes, found.get("current_node"))
    last = found.get("create_time")
    for id_ in branch:
        message = mapping(mapping(nodes[id_]).get("message"))
        if message:
            last = message.get("create_time") or last
            yield from _message(f"{place}.mapping.{id_}", message, session=session, at=moment(last), id_=id_)
    others = sum(1 for id_ in nodes.keys() - set(branch) if _text(mapping(mapping(nodes[id_]).get("message"))).strip())
    if others:
        yield Skipped(place, f"{others} messages in branches that are not the current one")


def _branch(nodes: Mapping[str, Any], leaf: Any) -> list[str]:
    """The nodes from the root to the current one; to the newest, where none is current."""
    if leaf not in nodes:
        times = {id_: mapping(mapping(node).get("message")).get("create_time") or 0 for id_, node in nodes.items()}
        leaf = max(times, key=lambda id_: times[id_])
    found: list[str] = []
    while leaf in nodes and leaf not in found:
        found.append(leaf)
        leaf = mapping(nodes[leaf]).get("parent")
    return found[::-1]


def _message(place: str, message: Mapping[str, Any], *, session: Any, at: Any, id_: str) -> Iterator[Found]:
    role = mapping(message.get("author")).get("role")
    kind = mapping(message.get("content")).get("content_type")
    if role in ("system", "tool") or mapping(message.get("metadata")).get("is_visually_hidden_from_conversation"):
        if _text(message).strip() or kind not in _SPOKEN:
            yield Skipped(place, f"not said by anybody: role {role}, {kind}")
        return
    if kind not in _SPOKEN or message.get("recipient", "all") != "all":
        yield Skipped(place, f"not said to anybody: {kind}, to {message.get('recipient', 'all')}")
        return
    for what, count in Counter(_pictures(message)).items():
        yield Skipped(place, f"{count} {what}, which is not in words")
    if _text(message).strip() or not any(_pictures(message)):
        yield from read(place, _text(message), id_=message.get("id") or id_, session=session, role=str(role), at=at)


def _text(message: Mapping[str, Any]) -> str:
    parts = listed(mapping(message.get("content")).get("parts"))
    words = (part if isinstance(part, str) else mapping(part).get("text") for part in parts)
    return "\n".join(text for text in words if isinstance(text, str) and text)


def _pictures(message: Mapping[str, Any]) -> Iterator[str]:
    for part in listed(mapping(message.get("content")).get("parts")):
        if not isinstance(part, str) and not isinstance(mapping(part).get("text"), str):
            yield str(mapping(part).get("content_type") or "part")
