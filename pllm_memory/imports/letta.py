"""Letta's agent files (.af): messages, memory blocks, archival passages.

The form is that of `AgentFileSchema` in Letta's own `letta/schemas/agent_file.py` (and, without "agents", of the
first files in the repository letta-ai/agent-file). Ids there are counted anew in each file ("message-0"), so the time
of a message, or the text of a note, is a part of ours: files of several agents do not take each other's ids.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pllm_memory.facts import digest
from pllm_memory.imports.files import whole
from pllm_memory.imports.values import Found, Skipped, listed, mapping, moment, read

_PASSAGES = ("archival_memory", "passages", "archival_passages")
_SPEAKS = "letta_v1_agent"
"""Agents of this kind say what they write; older ones think in it, and speak by a tool."""


def agent(path: Path) -> Iterator[Found]:
    """What was said to and by each agent; blocks and passages as notes."""
    found = mapping(whole(path))
    agents = [mapping(one) for one in listed(found.get("agents"))]
    if not agents and "messages" not in found:
        yield Skipped(path.name, "neither agents nor messages are in it")
    for number, one in enumerate(agents or [found]):
        yield from _agent(f"agents[{number}]" if agents else "agent", one)
    yield from _notes("blocks", found.get("blocks"), agents)
    yield from _notes("core_memory", found.get("core_memory"), agents)
    for group in _PASSAGES:
        yield from _notes(group, found.get(group), agents)


def _agent(place: str, one: Mapping[str, Any]) -> Iterator[Found]:
    session = one.get("name") or one.get("id") or "letta"
    speaks = one.get("agent_type") == _SPEAKS
    for number, message in enumerate(map(mapping, listed(one.get("messages")))):
        yield from _message(f"{place}.messages[{number}]", message, session, speaks=speaks)


def _message(place: str, message: Mapping[str, Any], session: Any, *, speaks: bool) -> Iterator[Found]:
    role, text = message.get("role"), _text(message.get("content") or message.get("text"))
    told: dict[str, Any] = {"session": session, "at": moment(message.get("created_at")), "name": message.get("name")}
    id_ = f"{session}/{message['id']}@{message.get('created_at')}" if message.get("id") else None
    spoken = [words for call in listed(message.get("tool_calls")) if (words := _sent(mapping(call)))]
    if role == "user":
        packed = _packed(text)
        if packed is not None and packed.get("type") != "user_message":
            yield Skipped(place, f"an event of the agent's: {packed.get('type')}")
            return
        yield from read(place, text if packed is None else packed.get("message"), id_=id_, role="user", **told)
    elif role == "assistant" and spoken:
        yield from read(place, "\n".join(spoken), id_=id_, role="assistant", **told)
    elif role == "assistant" and text and (speaks or not listed(message.get("tool_calls"))):
        yield from read(place, text, id_=id_, role="assistant", **told)
    else:
        yield Skipped(place, f"not said to anybody: role {role}")


def _packed(text: str) -> Mapping[str, Any] | None:
    """What Letta wraps a user's message or an event in."""
    with suppress(ValueError, RecursionError):
        found = mapping(json.loads(text))
        return found if "type" in found else None
    return None


def _sent(call: Mapping[str, Any]) -> str:
    """What an agent says by its tool `send_message`."""
    function = mapping(call.get("function"))
    if function.get("name") != "send_message":
        return ""
    with suppress(ValueError, TypeError, RecursionError):
        return str(mapping(json.loads(function["arguments"])).get("message") or "")
    return ""


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(str(mapping(part).get("text") or "") for part in listed(content)).strip()


def _notes(group: str, found: Any, agents: list[Mapping[str, Any]]) -> Iterator[Found]:
    name = str(agents[0].get("name") or agents[0].get("id")) if len(agents) == 1 else "letta"
    for number, item in enumerate(map(mapping, listed(found))):
        text, label = item.get("value") or item.get("text"), item.get("label")
        id_ = f"{name}/{item['id']}@{digest(str(text))}" if item.get("id") else None
        yield from read(f"{group}[{number}]", f"{label}: {text}" if label and text else text, id_=id_,
                        session=name, role="document", at=moment(item.get("created_at")), fact=True)  # fmt: skip
