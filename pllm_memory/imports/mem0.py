"""mem0: what `get_all` gives, as JSON, or its database of changes, history.db (see its `mem0/memory/storage.py`)."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pllm_memory.errors import InvalidInput
from pllm_memory.imports.files import is_sqlite, rows, whole
from pllm_memory.imports.values import Found, Skipped, listed, mapping, moment, read


def memories(path: Path) -> Iterator[Found]:
    """Each memory as a note with its date; in history.db as it was last, and what was said.

    Raises:
        InvalidInput: If it is the database of Qdrant: it holds Python objects that would run code when they are read.
    """
    if is_sqlite(path):
        if next(rows(path, "points"), None):
            raise InvalidInput(
                f"{path} is Qdrant's own file, of pickles: write get_all()'s answer to a JSON file instead"
            )
        yield from _history(path)
        return
    found = whole(path)
    results = listed(found) or listed(mapping(found).get("results")) or listed(mapping(found).get("memories"))
    for number, item in enumerate(results):
        if isinstance(item, Skipped):
            yield item
        else:
            yield from _memory(f"results[{number}]", mapping(item))
    for number, item in enumerate(map(mapping, listed(mapping(found).get("relations")))):
        text = " – ".join(str(item.get(name) or "") for name in ("source", "relationship", "target"))
        yield from _noted(f"relations[{number}]", text, id_=None, at=item.get("created_at"), owner=item.get("user_id"))


def _memory(place: str, item: Mapping[str, Any]) -> Iterator[Found]:
    times = item.get("created_at") or item.get("updated_at")
    yield from _noted(place, item.get("memory") or item.get("data"), id_=item.get("id"), at=times,
                      owner=item.get("user_id"))  # fmt: skip


def _noted(place: str, text: Any, *, id_: Any, at: Any, owner: Any) -> Iterator[Found]:
    yield from read(
        place, text, id_=id_, session="mem0", role="document", at=moment(at), fact=True, owner=str(owner or "")
    )


def _history(path: Path) -> Iterator[Found]:
    last: dict[Any, dict[str, Any]] = {}
    for row in rows(path, "history"):
        last[row.get("memory_id")] = {"first": row.get("created_at")} | last.get(row.get("memory_id"), {}) | row
    for id_, row in last.items():
        place = f"history, memory {id_}"
        if row.get("is_deleted") or row.get("event") == "DELETE":
            yield Skipped(place, "it was deleted")
        else:
            yield from _noted(place, row.get("new_memory"), id_=id_, at=row["first"], owner=None)
    for row in rows(path, "messages"):
        role = row.get("role") if row.get("role") in ("user", "assistant") else "document"
        place, session = f"messages, {row.get('id')}", str(row.get("session_scope") or "mem0")
        yield from read(place, row.get("content"), id_=row.get("id"), session=session, role=str(role),
                        at=moment(row.get("created_at")), name=row.get("name"), owner=_user_of(session))  # fmt: skip


def _user_of(scope: str) -> str:
    """Whose messages they are: a scope is "agent_id=guide&user_id=ada"; the whole of it, where it names no user."""
    users = [part.removeprefix("user_id=") for part in scope.split("&") if part.startswith("user_id=")]
    return unquote(users[0]) if users else scope
