"""Claude's export: conversations as lists of messages, with the text of what was attached, and what it remembers.

Anthropic describes the form nowhere; this is what exports hold: `conversations.json` (`chat_messages` of `content`
blocks) and, since Claude has a memory, `memories.json` (`conversations_memory`, `project_memories`).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pllm_memory.imports.files import items
from pllm_memory.imports.values import Found, Skipped, listed, mapping, moment, read

_ROLES = {"human": "user", "user": "user", "assistant": "assistant"}


def conversations(path: Path) -> Iterator[Found]:
    """What was said, and, as notes, the text of what was attached and what Claude remembers."""
    for item in items(path, "conversations", "memories"):
        if isinstance(item, Skipped):
            yield item
            continue
        place, found = item
        if "conversations_memory" in mapping(found):
            yield from _memories(place, found)
            continue
        if not isinstance(mapping(found).get("chat_messages"), list):
            yield Skipped(place, "not a conversation: it has no chat_messages")
            continue
        for number, message in enumerate(listed(found["chat_messages"])):
            yield from _message(f"{place}.chat_messages[{number}]", mapping(message), found)


def _memories(place: str, found: Mapping[str, Any]) -> Iterator[Found]:
    """One of the account and one of each project; they have no date, so they are as old as their import."""
    told = {"memory": found["conversations_memory"], **mapping(found.get("project_memories"))}
    for name, text in told.items():
        if text:
            yield from read(
                f"{place}.{name}", text, id_=None, session="claude-memory", role="document", at=moment(), fact=True
            )


def _message(place: str, message: Mapping[str, Any], conversation: Mapping[str, Any]) -> Iterator[Found]:
    role = _ROLES.get(str(message.get("sender")))
    if role is None:
        yield Skipped(place, f"sender {message.get('sender')!r} is unknown")
        return
    at = moment(message.get("created_at"), conversation.get("created_at"))
    told: dict[str, Any] = {"session": conversation.get("uuid") or place, "at": at}
    blocks = [mapping(block) for block in listed(message.get("content"))]
    words = "\n".join(str(block["text"]) for block in blocks if block.get("type") == "text" and block.get("text"))
    attached = listed(message.get("attachments"))
    others = [block for block in blocks if block.get("type") != "text"]
    if words or message.get("text") or not (attached or others or message.get("files")):
        yield from read(place, words or message.get("text"), id_=message.get("uuid"), role=role, **told)
    for block in others:
        yield Skipped(place, f"a block of type {block.get('type')}")
    for number, attachment in enumerate(map(mapping, attached)):
        where, text = f"{place}.attachments[{number}]", attachment.get("extracted_content")
        id_ = f"{message.get('uuid') or place}:attachment:{number}"
        yield from read(where, text, id_=id_, role="document", name=attachment.get("file_name"), **told)
    for file in map(mapping, listed(message.get("files"))):
        yield Skipped(place, f"the file {file.get('file_name')}: the export does not hold its content")
