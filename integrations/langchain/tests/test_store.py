"""PersonalStore is a LangGraph store: like InMemoryStore, over both of our stores, and each item is of one user."""

import asyncio
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain.tools import ToolRuntime
from langchain_core.messages import AIMessage
from langchain_core.tools import tool
from langchain_pllm_memory import PersonalStore, label_of, user_of
from langchain_pllm_memory.testing import StoreDifferentialTests
from langgraph.store.base import ListNamespacesOp, MatchCondition, PutOp, SearchOp
from scripted_model import ScriptedModel

from pllm_memory import Memory
from pllm_memory.errors import EmbedderMismatch, InvalidInput, InvalidUserId
from pllm_memory.items import FindItems, PutItem
from pllm_memory.testing import HashEmbedder
from tests.stores.conftest import initialised, make_database, postgres, server

__all__ = ["initialised", "make_database", "postgres", "server"]


def embed_texts(texts):
    return asyncio.run(HashEmbedder().embed(list(texts), kind="document")).tolist()


class TestLikeInMemoryStore(StoreDifferentialTests):
    """In files; a user for each example, so that it begins with nothing."""

    @pytest.fixture
    def make_store(self, memory):
        numbers = count()
        return lambda: PersonalStore(memory, user_id=f"user-{next(numbers)}")

    @pytest.fixture
    def embed(self):
        return embed_texts


class TestLikeInMemoryStoreInPostgres(TestLikeInMemoryStore):
    @pytest.fixture
    def memory(self, postgres):
        with Memory(postgres, embedder=HashEmbedder()) as opened:
            yield opened


@pytest.fixture
def store(memory):
    return PersonalStore(memory, user_id="ada")


@pytest.fixture
def shared(memory):
    return PersonalStore(memory, user_id=lambda namespace: user_of(namespace[1]))


# ── whose ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("user_id", ["jane.doe@x.com", "a/b", "%2E", "..", "*", "é 東", "a+b", "langgraph"])
def test_any_user_id_can_be_a_label(shared, memory, user_id):
    notes = ("notes", label_of(user_id))
    assert user_of(label_of(user_id)) == user_id
    shared.put(notes, "k", {"text": "tea"})
    assert shared.get(notes, "k").value == {"text": "tea"}
    assert list(memory.users()) == [user_id]


def test_each_user_has_their_own_and_an_operation_on_more_than_one_is_refused(shared, memory):
    for user_id in ("ada", "bob"):
        shared.put(("notes", user_id), "k", {"text": f"of {user_id}"})
    assert [item.value for item in shared.search(("notes", "ada"))] == [{"text": "of ada"}]
    assert shared.list_namespaces(prefix=("notes", "bob")) == [("notes", "bob")]
    every = [
        SearchOp(("notes",)),
        SearchOp(()),
        ListNamespacesOp(),
        ListNamespacesOp((MatchCondition("prefix", ("notes", "*")),)),
        ListNamespacesOp((MatchCondition("suffix", ("notes", "ada")),)),
    ]
    for op in every:
        with pytest.raises(InvalidUserId):
            shared.batch([PutOp(("notes", "ada"), "new", {"n": 1}), op])
    assert shared.get(("notes", "ada"), "new") is None
    memory.for_user("ada").erase()
    assert shared.search(("notes", "ada")) == []
    assert shared.get(("notes", "bob"), "k").value == {"text": "of bob"}


def test_a_batch_may_be_about_several_users(shared):
    ops = [PutOp(("notes", user), "k", {"of": user}) for user in ("ada", "bob", "ada")]
    assert shared.batch([*ops, SearchOp(("notes", "bob"))]) == [None, None, None, []]
    found = shared.batch([SearchOp(("notes", "bob")), SearchOp(("notes", "ada"))])
    assert [[item.value["of"] for item in one] for one in found] == [["bob"], ["ada"]]


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────────


def test_by_meaning_by_path_and_not_at_all(store):
    store.put(("n",), "all", {"text": "a red boat", "other": "piano"})
    store.put(("n",), "path", {"text": "a red boat", "tags": ["piano", "espresso"]}, index=["tags[*]"])
    store.put(("n",), "none", {"text": "a red boat"}, index=False)
    found = {item.key: item.score for item in store.search(("n",), query="espresso")}
    assert next(iter(found)) == "path"
    assert found["path"] == pytest.approx(1, abs=1e-2)
    assert found["none"] is None


def test_it_is_there_after_the_process_in_export_and_for_the_next_embedder(url, store, memory):
    store.put(("n",), "k", {"text": "espresso {}"}, ttl=60)
    exported = memory.for_user("ada").export()
    memory.for_user("ada").erase()
    assert store.get(("n",), "k") is None
    assert memory.import_(exported).rejected == ()
    memory.close()
    with Memory(url, embedder=HashEmbedder()) as again:
        (found,) = PersonalStore(again, user_id="ada").search(("n",), query="espresso {}")
        assert found.value == {"text": "espresso {}"}
        assert found.score > 0.5
        assert again.for_user("ada").export() == exported or "expires_at" in exported
    with Memory(url, embedder=HashEmbedder(32)) as other:
        another = PersonalStore(other, user_id="ada")
        with pytest.raises(EmbedderMismatch):
            another.search(("n",), query="espresso")
        other.reembed()
        assert another.search(("n",), query="espresso")[0].score > 0


def test_without_an_embedder_a_query_ranks_nothing(url):
    with Memory(url, embedder="none") as memory:
        store = PersonalStore(memory, user_id="ada")
        store.put(("n",), "k", {"text": "espresso"})
        assert [item.score for item in store.search(("n",), query="tea")] == [None]


@pytest.mark.parametrize("value", [{"x": object()}, {"x": float("nan")}, {"x": "\ud800"}, {"x": "y" * 1_000_001}])
def test_what_is_no_json_is_refused(store, value):
    with pytest.raises(InvalidInput):
        store.batch([PutOp(("n",), "good", {}), PutOp(("n",), "k", value, index=False)])
    assert store.search(()) == []


# ── what ends ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def later(monkeypatch):
    """Moves the clock that items are read by."""
    from pllm_memory.memory import items
    from pllm_memory.types import now

    def move(minutes):
        monkeypatch.setattr(items, "now", lambda: now() + timedelta(minutes=minutes))

    return move


def test_what_has_ended_is_not_given_and_goes_when_the_memory_is_tidied(store, memory, later):
    store.put(("n",), "k", {"text": "tea"}, ttl=10)
    store.put(("n",), "for good", {"text": "tea"})
    later(11)
    assert store.get(("n",), "k") is None
    assert [item.key for item in store.search((), query="tea")] == ["for good"]
    store.put(("m",), "k", {"text": "tea"}, ttl=10)
    later(22)
    assert store.list_namespaces() == [("n",)]
    memory.consolidate()
    assert '"key": "k"' not in memory.for_user("ada").export()


@pytest.mark.parametrize("refresh", [True, False])
def test_what_is_read_lives_on_if_it_is_to(store, later, refresh):
    store.put(("n",), "got", {}, ttl=10)
    store.put(("m",), "found", {}, ttl=10)
    later(6)
    assert store.get(("n",), "got", refresh_ttl=refresh)
    assert store.search(("m",), refresh_ttl=refresh)
    later(12)
    assert bool(store.get(("n",), "got")) == refresh
    assert bool(store.search(("m",))) == refresh


def test_the_settings_of_ttl_are_langgraphs(memory, later):
    store = PersonalStore(memory, user_id="ada", ttl={"default_ttl": 10, "refresh_on_read": False})
    store.put(("n",), "k", {})
    store.put(("n",), "for good", {}, ttl=None)
    later(6)
    assert store.get(("n",), "k")
    later(12)
    assert [item.key for item in store.search(())] == ["for good"]


# ── in an agent ──────────────────────────────────────────────────────────────────────────────────────


@tool
def save(text: str, runtime: ToolRuntime[Any, Any]) -> str:
    """Saves a note."""
    runtime.store.put(("notes", label_of(runtime.context["user_id"])), "note", {"text": text})
    return "saved"


@tool
async def find(query: str, runtime: ToolRuntime[Any, Any]) -> str:
    """Finds notes."""
    found = await runtime.store.asearch(("notes", label_of(runtime.context["user_id"])), query=query)
    return repr([item.value for item in found])


def test_an_agents_tools_keep_notes_in_it(shared):
    def call(name, **args):
        return AIMessage("", tool_calls=[{"name": name, "args": args, "id": "1"}])

    model = ScriptedModel(script=[call("save", text="Buy tea."), AIMessage("Done."), call("find", query="tea"),
                                  AIMessage("Done."), call("find", query="tea"), AIMessage("Done.")])  # fmt: skip
    agent = create_agent(model, tools=[save, find], store=shared, context_schema=dict)
    ask = {"messages": [("user", "Go on.")]}
    agent.invoke(ask, context={"user_id": "jane.doe@x.com"})
    results = [
        asyncio.run(agent.ainvoke(ask, context={"user_id": user}))["messages"][-2].text
        for user in ("jane.doe@x.com", "bob")
    ]
    assert results == ["[{'text': 'Buy tea.'}]", "[]"]


def test_the_same_items_without_a_framework(store, memory):
    ada = memory.for_user("ada")
    ada.items(PutItem(namespace=("n",), key="k", value={"text": "tea"}, texts={"text": "tea"}))
    assert store.get(("n",), "k").value == {"text": "tea"}
    ((found,),) = ada.items(FindItems(under=("n",), query="tea"))
    assert found.score == pytest.approx(1, abs=1e-2)
