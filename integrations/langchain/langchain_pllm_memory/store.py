"""LangGraph's long-term store over the memory: what agents keep by namespace and key, each item of one user."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import quote, unquote

from langgraph.store.base import (
    BaseStore,
    GetOp,
    Item,
    ListNamespacesOp,
    Op,
    PutOp,
    Result,
    SearchItem,
    SearchOp,
    TTLConfig,
    get_text_at_path,
    validate_op_namespace,
)

from pllm_memory import AgentMemory, AsyncMemory, Memory
from pllm_memory.items import FindItems, FoundItem, GetItem, ItemOperation, ListNamespaces, PutItem
from pllm_memory.items import Item as OurItem


def label_of(user_id: str) -> str:
    """A user id as a label of a namespace: LangGraph allows no dots there. `user_of` reads it back."""
    return quote(user_id, safe="@+ ").replace(".", "%2E")


def user_of(label: str) -> str:
    """The user id that `label_of` made a label of."""
    return unquote(label)


class PersonalStore(BaseStore):
    """A `BaseStore` over the memory: in files or in Postgres, without extensions; searched with the memory's embedder.

    Every item is of one user, and is erased and exported with them. An operation that could be about more than one
    user is refused.

    Args:
        memory: As for `PersonalMemory`.
        user_id: Whose items: an id, for all namespaces; or a function from a namespace to an id, e.g.
            `lambda namespace: user_of(namespace[1])`. It is given as much of the namespace as an operation names.
        fields: What is indexed of a value where `put` does not say, as LangGraph writes paths; "$" is all of it.
        ttl: When items end by themselves, as for LangGraph's own stores. What has ended is never given again; the
            memory removes it for good when it is consolidated.
    """

    supports_ttl = True

    def __init__(
        self,
        memory: Memory | AsyncMemory | str | None = None,
        *,
        user_id: str | Callable[[tuple[str, ...]], str | None],
        fields: Sequence[str] = ("$",),
        ttl: TTLConfig | None = None,
    ) -> None:
        self._agent = AgentMemory(memory, user_id=user_id)
        self._fields = list(fields)
        self.ttl_config = ttl

    def batch(self, ops: Iterable[Op]) -> list[Result]:
        """Does operations: those that read see what was there before, and what is written is one transaction a user."""
        done: dict[int, Result] = {}
        for user_id, places, asked in self._by_user(list(ops)):
            found = self._agent.items(*asked, user_id=user_id)
            done.update(zip(places, map(_answer, found), strict=True))
        return [done[place] for place in sorted(done)]

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        """See `batch`."""
        done: dict[int, Result] = {}
        for user_id, places, asked in self._by_user(list(ops)):
            found = await self._agent.aitems(*asked, user_id=user_id)
            done.update(zip(places, map(_answer, found), strict=True))
        return [done[place] for place in sorted(done)]

    def _by_user(self, ops: Sequence[Op]) -> list[tuple[str, list[int], list[ItemOperation]]]:
        """All of them are looked at before any is done."""
        of: dict[str, tuple[list[int], list[ItemOperation]]] = {}
        for place, op in enumerate(ops):
            validate_op_namespace(op)
            places, asked = of.setdefault(self._agent.whose(_about(op)), ([], []))
            places.append(place)
            asked.append(self._operation(op))
        return [(user_id, *found) for user_id, found in of.items()]

    def _operation(self, op: Op) -> ItemOperation:
        if isinstance(op, GetOp):
            return GetItem(tuple(op.namespace), op.key, op.refresh_ttl)
        if isinstance(op, PutOp):
            return self._put(op)
        if isinstance(op, SearchOp):
            return FindItems(
                under=tuple(op.namespace_prefix),
                filter=op.filter,
                query=op.query,
                limit=op.limit,
                offset=op.offset,
                refresh=op.refresh_ttl,
            )
        match = tuple((one.match_type, tuple(one.path)) for one in op.match_conditions or ())
        return ListNamespaces(match=match, max_depth=op.max_depth, limit=op.limit, offset=op.offset)

    def _put(self, op: PutOp) -> PutItem:
        fields = self._fields if op.index is None else op.index
        texts = {} if op.value is None else _texts(op.value, fields)
        ttl = None if op.ttl is None else timedelta(minutes=op.ttl)
        return PutItem(namespace=tuple(op.namespace), key=op.key, value=op.value, texts=texts, ttl=ttl)


def _about(op: Op) -> tuple[str, ...]:
    """As much of a namespace as an operation is sure to be about."""
    if isinstance(op, GetOp | PutOp):
        return tuple(op.namespace)
    if isinstance(op, SearchOp):
        return tuple(op.namespace_prefix)
    if not isinstance(op, ListNamespacesOp):  # pyright: ignore[reportUnnecessaryIsInstance]  as LangGraph's stores do
        raise ValueError(f"Unknown operation type: {type(op)}")  # noqa: TRY004
    named = [tuple(one.path) for one in op.match_conditions or () if one.match_type == "prefix"]
    sure = [path[: path.index("*")] if "*" in path else path for path in named]
    return max(sure, key=len, default=())


def _texts(value: Any, fields: Sequence[str] | Literal[False]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in fields or ():
        found = get_text_at_path(value, path)
        texts |= {path if len(found) == 1 else f"{path}.{number}": text for number, text in enumerate(found)}
    return texts


def _answer(found: Any) -> Result:
    """Our answer to an operation, as LangGraph's."""
    if isinstance(found, OurItem):
        return Item(**_told(found))
    if isinstance(found, list):
        return [SearchItem(**_told(one.item), score=one.score) if isinstance(one, FoundItem) else one for one in found]
    return None


def _told(item: OurItem) -> dict[str, Any]:
    names = ("namespace", "key", "value", "created_at", "updated_at")
    return {name: getattr(item, name) for name in names}
