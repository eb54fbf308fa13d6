"""The differential suite itself: LangGraph's own stores pass it, but for what is listed here, each with its reason."""

import sqlite3
from contextlib import ExitStack
from typing import ClassVar

import pytest
from hypothesis import given
from langchain_pllm_memory.testing import BATCHES, SETTINGS, StoreDifferentialTests, run_batch
from langgraph.store.base import SearchOp
from langgraph.store.memory import InMemoryStore
from langgraph.store.postgres import PostgresStore
from langgraph.store.sqlite import SqliteStore
from test_store import embed_texts

from tests.stores.conftest import make_database, server

__all__ = ["make_database", "server"]


@pytest.fixture(autouse=True)
def known(request):
    """What is known to differ must differ, so that a store that changes is noticed; random examples may miss it."""
    name = request.node.originalname
    if reason := request.cls.differs.get(name):
        surely = not hasattr(getattr(request.cls, name), "hypothesis")
        request.applymarker(pytest.mark.xfail(reason=reason, strict=surely))


class TestItself(StoreDifferentialTests):
    """The reference against itself."""

    differs: ClassVar = {
        "test_every_answer_is_the_references": "it lists namespaces that hold nothing any more",
        "test_pages_are_the_whole": "it fails where two puts of a batch index the same text",
        "test_what_is_given_is_a_copy": "it gives, and keeps, the object that was put",
        "test_created_at_stays_and_updated_at_moves": "an item that is put again is a new one",
        "test_a_label_that_is_none_is_refused_also_in_a_batch": "it looks at namespaces in put only",
    }

    @pytest.fixture
    def embed(self):
        return embed_texts

    @pytest.fixture
    def make_store(self, make_reference):
        return make_reference


def simple(batches):
    """Without filters that compare a value with a dict, or with None."""

    def asks_more(op):
        return isinstance(op, SearchOp) and any(isinstance(v, dict | None) for v in (op.filter or {}).values())

    return [[op for op in batch if not asks_more(op)] for batch in batches]


class Plain(StoreDifferentialTests):
    """Without an index: what both answer to a search with words is then what they answer to one without."""

    @pytest.fixture
    def embed(self):
        return embed_texts

    @pytest.fixture
    def make_reference(self):
        return InMemoryStore

    @SETTINGS
    @given(batches=BATCHES.map(simple))
    def test_every_answer_to_what_it_supports_is_the_references(self, make_store, make_reference, batches):
        test = StoreDifferentialTests.test_every_answer_is_the_references.hypothesis.inner_test
        test(self, make_store, make_reference, batches, run_batch)


_FILTERS = "it takes a dict in a filter for operators, and refuses names that are none"


class TestSqliteStore(Plain):
    differs: ClassVar = {
        "test_every_answer_is_the_references": _FILTERS + "; async is another class",
        "test_pages_are_the_whole": _FILTERS,
        "test_created_at_stays_and_updated_at_moves": "its times have whole seconds",
    }

    @pytest.fixture
    def make_store(self):
        with ExitStack() as opened:

            def make():
                connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
                opened.callback(connection.close)
                store = SqliteStore(connection)
                store.setup()
                return store

            yield make


class TestPostgresStore(Plain):
    differs: ClassVar = {
        "test_every_answer_is_the_references": _FILTERS + "; what is not there is no None; async is another class",
        "test_pages_are_the_whole": _FILTERS,
    }

    @pytest.fixture
    def make_store(self, make_database):
        with PostgresStore.from_conn_string(make_database()) as store:
            store.setup()

            def make():
                store.conn.execute("TRUNCATE store")
                return store

            yield make
