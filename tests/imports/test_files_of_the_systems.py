"""Files that the systems' own code has written, where it is installed: none of them is made up here."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from pllm_memory.errors import InvalidInput
from tests.stores.conftest import make_database, server

__all__ = ["make_database", "server"]

LYON, TEA, HAT = {"text": "Ada lives in Lyon."}, {"drink": "tea", "cups": 3}, {"text": "Ada has a red hat."}
NOTES = [
    ("memories.ada/hat", "Ada has a red hat."),
    ("memories.ada/home", "Ada lives in Lyon."),
    ("memories.ada/tea", '{"drink": "tea", "cups": 3}'),
]


def keep(store):
    """Keeps three things with a store of LangGraph: one was something else before, one will end, one is gone again."""
    ada = ("memories", "ada")
    store.put(ada, "home", {"text": "Ada lives in Porto."})
    store.put(ada, "home", LYON)
    store.put(ada, "tea", TEA)
    store.put(ada, "hat", HAT, **({"ttl": 60} if store.supports_ttl else {}))
    store.put(ada, "gone", {"text": "Ada has a car."})
    store.delete(ada, "gone")
    return store.search(("memories",))


def arrive(memory, items):
    """The notes of a user are the items of the store, with their times."""
    found = memory.for_user("ada").messages()
    kept = {one.id: (json.loads(one.content) if one.content.startswith("{") else one.content) for one in found}
    assert kept == {id_: (TEA if text.startswith("{") else text) for id_, text in NOTES}
    times = {f"{'.'.join(item.namespace)}/{item.key}": item.created_at for item in items}
    created = {id_: at if at.tzinfo else at.replace(tzinfo=UTC) for id_, at in times.items()}
    assert all(abs(one.at - created[one.id]) < timedelta(seconds=1) for one in found)
    assert {one.role for one in found} == {"document"}


def test_the_file_of_langgraphs_sqlite_store(memory, tmp_path):
    sqlite = pytest.importorskip("langgraph.store.sqlite")
    path = tmp_path / "store.db"
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    store = sqlite.SqliteStore(connection)
    store.setup()
    items = keep(store)
    connection.close()
    report = memory.import_from("langgraph", path, user_id="ada")
    assert (report.facts, report.skipped) == (3, ())
    arrive(memory, items)


def test_the_rows_of_langgraphs_postgres_store(memory, tmp_path, make_database):
    postgres = pytest.importorskip("langgraph.store.postgres")
    path = tmp_path / "store.jsonl"
    with postgres.PostgresStore.from_conn_string(make_database()) as store:
        store.setup()
        items = keep(store)
        rows = store.conn.execute("SELECT row_to_json(store)::text AS line FROM store").fetchall()
    path.write_text("".join(f"{row['line']}\n" for row in rows), encoding="utf-8")
    report = memory.import_from("langgraph", path, user_id="ada")
    assert (report.facts, report.skipped) == (3, ())
    arrive(memory, items)


def test_items_as_any_store_of_langgraph_gives_them(memory, tmp_path):
    store = pytest.importorskip("langgraph.store.memory").InMemoryStore()
    items, path = keep(store), tmp_path / "items.json"
    path.write_text(json.dumps([item.dict() for item in items], default=str), encoding="utf-8")
    report = memory.import_from("langgraph", path, user_id="ada")
    assert (report.facts, report.skipped) == (3, ())
    arrive(memory, items)


def test_the_history_of_mem0(memory, tmp_path):
    """Only its storage is loaded: all of mem0 would want to talk to its makers."""
    found = find_spec("mem0")
    if found is None:
        pytest.skip("mem0ai is not installed: pip install 'pllm-memory[rivals]'")
    source = Path(found.submodule_search_locations[0]) / "memory" / "storage.py"
    spec = spec_from_file_location("storage_of_mem0", source)
    storage = module_from_spec(spec)
    spec.loader.exec_module(storage)
    manager = storage.SQLiteManager(str(tmp_path / "history.db"))
    for row in (
        ("m1", None, "Lives in Porto", "ADD", "2024-05-01T12:00:00+00:00", None),
        ("m1", "Lives in Porto", "Lives in Lyon", "UPDATE", "2024-05-01T12:00:00+00:00", "2024-05-02T12:00:00+00:00"),
        ("m2", None, "Likes tea", "ADD", "2024-05-03T12:00:00+00:00", None),
        ("m2", "Likes tea", None, "DELETE", None, "2024-05-04T12:00:00+00:00"),
    ):
        *what, created_at, updated_at = row
        manager.add_history(*what, created_at=created_at, updated_at=updated_at, is_deleted=int("DELETE" in what))
    manager.save_messages([{"role": "user", "content": "I moved."}], "agent_id=guide&user_id=a%26b")
    manager.save_messages([{"role": "assistant", "content": "How is it?"}], "run_id=7&user_id=a%26b")
    manager.close()
    report = memory.import_from("mem0", tmp_path / "history.db", user_id="a&b")
    assert [(one.place, one.reason) for one in report.skipped] == [("history, memory m2", "it was deleted")]
    found = [(one.role, one.content) for one in memory.for_user("a&b").messages()]
    assert found == [("document", "Lives in Lyon"), ("user", "I moved."), ("assistant", "How is it?")]
    assert memory.for_user("a&b").messages()[0].at == datetime(2024, 5, 1, 12, tzinfo=UTC)
    with closing(storage.SQLiteManager(str(tmp_path / "history.db"))) as manager:
        manager.save_messages([{"role": "user", "content": "I am Bob."}], "user_id=bob")
    with pytest.raises(InvalidInput, match="several owners: 'a&b', 'bob'"):
        memory.import_from("mem0", tmp_path / "history.db", user_id="bob")
    assert memory.import_from("mem0", tmp_path / "history.db", user_id="bob", only="bob").added == 1
