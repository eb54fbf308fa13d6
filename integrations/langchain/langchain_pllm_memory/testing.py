"""A differential test of any LangGraph `BaseStore` against LangGraph's own `InMemoryStore`. It needs hypothesis.

LangGraph has a conformance suite for checkpointers, and none for stores. This one does the same random operations on
both and compares every answer:

    class TestMine(StoreDifferentialTests):
        @pytest.fixture
        def make_store(self, tmp_path):
            return lambda: MyStore(tmp_path / uuid4().hex, embed=embed)  # an empty one at every call

        @pytest.fixture
        def embed(self):
            return embed  # the function from texts to vectors that the store uses; all of a value ("$") is indexed

Where `InMemoryStore` is only one way to do it, both ways pass: without a query, items may come in any order, as long
as pages are stable; the keys of a value may come in any order; a namespace that holds nothing any more may be listed
or not; scores may differ by rounding. Where it is wrong, it is not asked: paths that an earlier value had stay indexed
there; with a query, its pages repeat items that are not indexed; the same text twice in a batch is an error.
"""

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langgraph.store.base import (
    BaseStore,
    GetOp,
    InvalidNamespaceError,
    Item,
    ListNamespacesOp,
    MatchCondition,
    Op,
    PutOp,
    SearchOp,
)
from langgraph.store.memory import InMemoryStore

Make = Callable[[], BaseStore]
Embed = Callable[[Sequence[str]], list[list[float]]]
ALL = 1_000

# ── what is done ─────────────────────────────────────────────────────────────────────────────────────

LABELS = st.sampled_from(["u", "1", "10", "u-", 'q"', "a,b", "%", "_", "東", "*"])
NAMESPACES = st.lists(LABELS, min_size=1, max_size=3).map(tuple)
KEYS: dict[str, Any] = {"a": None, "b": None, "not indexed": False, "by text": ["text"], "é%_": None}
"""Each with what is indexed of its values."""
TEXTS = st.sampled_from(["red boat", "blue boat", "piano", "Tuesday in Lyon", "espresso", "sesame", "日本"])
VALUES = st.fixed_dictionaries(
    {"text": TEXTS, "n": st.integers(-3, 3), "by": st.fixed_dictionaries({"name": st.sampled_from("xyz")})},
    optional={"tags": st.lists(st.sampled_from("pqr"), max_size=2), "empty": st.none()},
)
NUMBERS = st.integers(-3, 3)
OPERATORS = st.sampled_from(["$eq", "$ne", "$gt", "$gte", "$lt", "$lte"])
FILTERS = st.one_of(
    st.none(),
    st.fixed_dictionaries({"n": st.one_of(NUMBERS, st.dictionaries(OPERATORS, NUMBERS, min_size=1, max_size=2))}),
    st.fixed_dictionaries({"by": st.fixed_dictionaries({"name": st.sampled_from("xyz")})}),
    st.fixed_dictionaries({"tags": st.lists(st.sampled_from("pqr"), max_size=2)}),
    st.fixed_dictionaries({"text": TEXTS, "empty": st.none()}),
)
PATHS = st.lists(LABELS, max_size=2).map(tuple)
MATCHES = st.lists(st.builds(MatchCondition, st.sampled_from(["prefix", "suffix"]), PATHS), max_size=2).map(tuple)


@st.composite
def puts(draw: st.DrawFn) -> PutOp:
    """Keeps or deletes something."""
    key = draw(st.sampled_from(list(KEYS)))
    return PutOp(draw(NAMESPACES), key, draw(st.one_of(st.none(), VALUES, VALUES, VALUES)), KEYS[key])


OPERATIONS = st.one_of(
    puts(),
    puts(),
    st.builds(GetOp, NAMESPACES, st.sampled_from(list(KEYS))),
    st.builds(SearchOp, PATHS, FILTERS, st.just(ALL), st.just(0), st.one_of(st.none(), TEXTS)),
    st.builds(ListNamespacesOp, MATCHES, st.one_of(st.none(), st.integers(1, 3)), st.just(ALL), st.just(0)),
)


def without_twins(batch: list[Op]) -> list[Op]:
    """`InMemoryStore` fails where two puts of a batch index the same text."""
    kept: dict[str, Op] = {}
    for number, op in enumerate(batch):
        value = op.value if isinstance(op, PutOp) and op.index is not False else None
        kept.setdefault(value["text"] if value else str(number), op)
    return list(kept.values())


BATCHES = st.lists(st.lists(OPERATIONS, max_size=6).map(without_twins), max_size=12)
UNCHECKED = (
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.function_scoped_fixture,  # each example makes its own stores
    HealthCheck.differing_executors,  # the suite is inherited, by as many classes as there are stores
)
SETTINGS = settings(max_examples=20, deadline=None, suppress_health_check=UNCHECKED)


# ── what is compared ─────────────────────────────────────────────────────────────────────────────────


def shown(result: Any) -> Any:
    """An answer without times, as it can be compared; namespaces and items that come in any order are sorted."""
    if isinstance(result, list):
        return sorted(map(repr, map(shown, result)))
    if isinstance(result, tuple) or result is None:
        return result
    score = getattr(result, "score", None)
    value = json.dumps(result.value, sort_keys=True)
    return (result.namespace, result.key, value, None if score is None else round(score, 2) + 0.0)


def holding(result: Any, store: BaseStore, op: ListNamespacesOp) -> list[tuple[str, ...]]:
    """Namespaces without those that hold nothing any more."""
    full = {item.namespace for item in store.search((), limit=ALL)}
    if op.max_depth is not None:
        whole: Any = store.batch([op._replace(max_depth=None)])[0]
        full = {name[: op.max_depth] for name in full if name in whole}
    return [name for name in result if name in full]


def kept(store: BaseStore, label: str) -> Item:
    """The item under the key "k"."""
    found = store.get((label,), "k")
    assert found is not None
    return found


def run_batch(store: BaseStore, batch: list[Op]) -> list[Any]:
    """As code does that does not await."""
    return store.batch(batch)


def await_batch(store: BaseStore, batch: list[Op]) -> list[Any]:
    """As code does that awaits."""
    return asyncio.run(store.abatch(batch))


class StoreDifferentialTests:
    """Inherit it, and give `make_store` and `embed`."""

    @pytest.fixture
    def make_store(self) -> Make:
        """A function that makes an empty store, which indexes "$"."""
        raise NotImplementedError

    @pytest.fixture
    def embed(self) -> Embed:
        """The store's embedding function."""
        raise NotImplementedError

    @pytest.fixture
    def make_reference(self, embed: Embed) -> Make:
        """A function that makes what it is compared with."""
        dimensions = len(embed(["one"])[0])
        return lambda: InMemoryStore(index={"dims": dimensions, "embed": embed, "fields": ["$"]})

    @SETTINGS
    @given(batches=BATCHES, run=st.sampled_from([run_batch, await_batch]))
    def test_every_answer_is_the_references(
        self, make_store: Make, make_reference: Make, batches: list[list[Op]], run: Callable[..., list[Any]]
    ) -> None:
        """Batch for batch, whatever is in it: reads see what was there before, of several puts the last wins."""
        store, reference = make_store(), make_reference()
        for batch in batches:
            expected = [shown(answer) for answer in self.answers(reference, batch)]
            found = run(store, batch)
            assert len(found) == len(batch)
            for op, one, other in zip(batch, found, expected, strict=True):
                assert shown(one) == other, op
        self.agree(store, reference)

    @SETTINGS
    @given(values=st.lists(VALUES, max_size=12), limit=st.integers(1, 5), filter_=FILTERS)
    def test_pages_are_the_whole(self, make_store: Make, values: list[Any], limit: int, filter_: Any) -> None:
        """Nothing twice, nothing left out, with a filter too; namespaces likewise."""
        store = make_store()
        store.batch([PutOp(("pages", str(n % 5)), str(n), value) for n, value in enumerate(values)])
        whole = store.search(("pages",), filter=filter_, limit=ALL)
        pages = [store.search(("pages",), filter=filter_, limit=limit, offset=n) for n in range(0, 15, limit)]
        assert [item for page in pages for item in page] == whole
        names = store.list_namespaces(limit=ALL)
        parts = [store.list_namespaces(limit=limit, offset=n) for n in range(0, 15, limit)]
        assert [name for part in parts for name in part] == names
        assert names == sorted({("pages", str(number % 5)) for number in range(len(values))})

    @SETTINGS
    @given(values=st.lists(VALUES, max_size=12), query=TEXTS, limit=st.integers(1, 5))
    def test_the_best_come_first(
        self, make_store: Make, make_reference: Make, values: list[Any], query: str, limit: int
    ) -> None:
        """The scores of a page are the reference's; which of two equal ones comes first is nobody's business."""
        scores: list[list[float]] = []
        for store in (make_store(), make_reference()):
            for number, value in enumerate(values):
                store.put(("best",), str(number), value)
            scores.append([item.score or 0 for item in store.search(("best",), query=query, limit=limit)])
        assert scores[0] == pytest.approx(scores[1], abs=5e-3)

    def test_what_is_given_is_a_copy(self, make_store: Make) -> None:
        """Changing an answer, or what was put, changes nothing in the store."""
        store, value = make_store(), {"list": [1]}
        store.put(("copy",), "k", value)
        value["list"].append(2)
        kept(store, "copy").value["list"].append(3)
        assert kept(store, "copy").value == {"list": [1]}

    def test_created_at_stays_and_updated_at_moves(self, make_store: Make) -> None:
        """An item that is put again is the same item."""
        store = make_store()
        store.put(("times",), "k", {"n": 1})
        first = kept(store, "times")
        store.put(("times",), "k", {"n": 2})
        second = kept(store, "times")
        assert (second.created_at, second.updated_at > first.updated_at) == (first.created_at, True)

    @pytest.mark.parametrize("namespace", [("a.b",), ("",), ("a\x00",), (1,)])
    def test_a_label_that_is_none_is_refused_also_in_a_batch(self, make_store: Make, namespace: Any) -> None:
        """As `put` refuses it."""
        for op in (PutOp(namespace, "k", {}), GetOp(namespace, "k"), SearchOp(namespace)):
            with pytest.raises(InvalidNamespaceError):
                make_store().batch([op])

    def test_an_operator_that_is_none_is_refused_and_nothing_is_done(self, make_store: Make) -> None:
        """The batch is all or nothing."""
        store = make_store()
        store.put(("x",), "k", {"n": 1})
        with pytest.raises(ValueError, match="in"):
            store.batch([PutOp(("x",), "k", {"n": 2}), SearchOp(("x",), {"n": {"$in": [1]}})])
        assert kept(store, "x").value == {"n": 1}

    def answers(self, store: BaseStore, batch: Iterable[Op]) -> list[Any]:
        """The reference's answers; what it lists and holds nothing is left out."""
        batch = list(batch)
        lists = ((number, op) for number, op in enumerate(batch) if isinstance(op, ListNamespacesOp))
        listed = {number: holding(store.batch([op])[0], store, op) for number, op in lists}
        return [listed.get(number, answer) for number, answer in enumerate(store.batch(batch))]

    def agree(self, store: BaseStore, reference: BaseStore) -> None:
        """Everything that there is in the end."""
        assert shown(store.search((), limit=ALL)) == shown(reference.search((), limit=ALL))
