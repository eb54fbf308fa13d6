"""Items: what programs keep of a user, by namespace and key, beside what was said. Values and pure functions.

An item is a JSON object, as LangGraph's stores keep them. It can be found by its key, by what its value holds, and by
what some texts in it mean. It may end by itself.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from pllm_memory.errors import InvalidInput
from pllm_memory.types import utc

Namespace = tuple[str, ...]
Address = tuple[Namespace, str]
"""Where an item is: its namespace and its key."""

MAX_ADDRESS = 1_500
"""Bytes that a namespace and a key may take together: a database must be able to index them."""
MAX_VALUE = 1_000_000
"""Characters that a value may take as JSON."""


# ── values ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that a program keeps of a user.

    Attributes:
        namespace: A path of labels: ("notes", "work").
        key: Unique in its namespace.
        value: A JSON object.
        created_at: When it was first kept.
        updated_at: When it was last kept.
        ttl: How long it lives after it was last kept, or read; None: for good.
        expires_at: When it ends.

    Raises:
        InvalidInput: If a label, the key or the value cannot be stored.
    """

    namespace: Namespace
    key: str
    value: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime
    ttl: timedelta | None = None
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        _check_address(self.namespace, self.key)
        if self.ttl is not None and self.ttl <= timedelta(0):
            raise InvalidInput(f"ttl must be above 0, not {self.ttl}")

    @property
    def address(self) -> Address:
        """Its namespace and its key."""
        return self.namespace, self.key

    def to_dict(self) -> dict[str, Any]:
        """The item as JSON-ready values."""
        ends = self.expires_at and self.expires_at.isoformat()
        return {
            "namespace": list(self.namespace),
            "key": self.key,
            "value": dict(self.value),
            "created_at": self.created_at.isoformat(),
            "updated_at": self.updated_at.isoformat(),
            **({"ttl": self.ttl.total_seconds(), "expires_at": ends} if self.ttl else {}),
        }


@dataclass(frozen=True, slots=True)
class ItemText:
    """A text in an item by whose meaning it is found: where in the value it stands, and its vector, once it has one."""

    path: str
    text: str
    vector: NDArray[np.floating] | None = None


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item with the texts by whose meaning it is found."""

    item: Item
    texts: tuple[ItemText, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """All but the vectors, JSON-ready."""
        return {**self.item.to_dict(), "texts": {text.path: text.text for text in self.texts}}

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> "StoredItem":
        """What `to_dict` made.

        Raises:
            InvalidInput: If it cannot be stored.
            LookupError: If something is missing.
        """
        ends = found.get("expires_at")
        item = Item(
            namespace=tuple(found["namespace"]),
            key=found["key"],
            value=json.loads(to_json(found["value"])),
            created_at=utc(found["created_at"], what="created_at"),
            updated_at=utc(found["updated_at"], what="updated_at"),
            ttl=timedelta(seconds=found["ttl"]) if "ttl" in found else None,
            expires_at=utc(ends, what="expires_at") if ends else None,
        )
        return cls(item, tuple(ItemText(str(path), str(text)) for path, text in found.get("texts", {}).items()))


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item that was searched for, and how well it fits the query: -1 to 1, or None where nothing was compared."""

    item: Item
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look: at one key, or everything in a namespace and in those below it; with texts and vectors, or not."""

    namespace: Namespace
    key: str | None = None
    texts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChanges:
    """Everything that one transaction does to one user's items.

    Attributes:
        put: Items to keep, in the place of what was there; when that was created, is kept.
        delete: Where to remove what is there.
        refresh: Whose time begins anew.
        embedded: Vectors for texts that are stored without one, by address and path.
        sweep: Whether to remove what has ended.
        fingerprint: The model that the vectors were made by.
        at: The system's time of the change.
    """

    put: tuple[StoredItem, ...] = ()
    delete: tuple[Address, ...] = ()
    refresh: tuple[Address, ...] = ()
    embedded: Mapping[tuple[Address, str], NDArray[np.floating]] = field(
        default_factory=dict[tuple[Address, str], NDArray[np.floating]]
    )
    sweep: bool = False
    fingerprint: str | None = None
    at: datetime


@dataclass(frozen=True, slots=True)
class Items:
    """What was found at some places, in their order, of one moment; and the models of the user's vectors.

    Attributes:
        fingerprint: The model that the vectors of the texts are of.
        beside: A second one that is admitted; for its questions the texts are to be embedded anew.
    """

    found: tuple[tuple[StoredItem, ...], ...]
    fingerprint: str | None = None
    beside: str | None = None


# ── operations ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class GetItem:
    """Gives the `Item` at an address, or None. Its time begins anew with `refresh`."""

    namespace: Namespace
    key: str
    refresh: bool = True

    def __post_init__(self) -> None:
        _check_labels(*self.namespace, self.key or "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class PutItem:
    """Keeps a value, or removes what is there, where the value is None.

    Attributes:
        texts: The texts by whose meaning it is found, by where in the value they stand.
        ttl: How long it lives after it was last kept or read.
    """

    namespace: Namespace
    key: str
    value: Mapping[str, Any] | None
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    ttl: timedelta | None = None

    def __post_init__(self) -> None:
        _check_labels(*self.namespace, self.key or "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class FindItems:
    """Gives `FoundItem`s in a namespace and below it: the best first, or without a query those that changed last.

    Attributes:
        filter: What their values hold: {"colour": "red", "size": {"$gt": 3}, "by": {"name": "Ada"}}.
        query: What they are about; what has no text to compare comes last.

    Raises:
        InvalidInput: If the filter has an operator that is not known.
    """

    under: Namespace = ()
    filter: Mapping[str, Any] | None = None
    query: str | None = None
    limit: int = 10
    offset: int = 0
    refresh: bool = True

    def __post_init__(self) -> None:
        _check_labels(*self.under)
        _check_operators(self.filter)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNamespaces:
    """Gives the namespaces that hold something, in order.

    Attributes:
        match: What they begin ("prefix") or end ("suffix") with; "*" is any label.
        max_depth: How many labels of each to give.

    Raises:
        InvalidInput: If they are to be matched in another way.
    """

    match: tuple[tuple[str, Namespace], ...] = ()
    max_depth: int | None = None
    limit: int = 100
    offset: int = 0

    def __post_init__(self) -> None:
        if unknown := [kind for kind, _ in self.match if kind not in ("prefix", "suffix")]:
            raise InvalidInput(f"namespaces are matched by 'prefix' or 'suffix', not by {unknown[0]!r}")


ItemOperation = GetItem | PutItem | FindItems | ListNamespaces


# ── what is decided ──────────────────────────────────────────────────────────────────────────────────


def to_json(value: Mapping[str, Any]) -> str:
    """A value as it is stored.

    Raises:
        InvalidInput: If it is no JSON object, or too long.
    """
    if not isinstance(value, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  callers pass JSON
        raise InvalidInput(f"the value of an item must be a JSON object, not {type(value).__name__}")
    try:
        text = json.dumps(dict(value), ensure_ascii=False, allow_nan=False)
        text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidInput(f"the value of an item must be a JSON object: {error}") from error
    if len(text) > MAX_VALUE:
        raise InvalidInput(f"the value has {len(text):,} characters as JSON; at most {MAX_VALUE:,} are allowed")
    return text


def living(found: Iterable[StoredItem], moment: datetime) -> list[StoredItem]:
    """Those that have not ended."""
    return [one for one in found if one.item.expires_at is None or one.item.expires_at > moment]


def select(found: Sequence[StoredItem], wanted: FindItems, query: NDArray[np.floating] | None) -> list[FoundItem]:
    """Filters, ranks and cuts out a page."""
    fitting = [one for one in found if _fits(one.item.value, wanted.filter or {})]
    ranked = [FoundItem(one.item) for one in fitting] if query is None else _ranked(fitting, query)
    start = max(wanted.offset, 0)
    return ranked[start : start + max(wanted.limit, 0)]


def namespaces(found: Iterable[StoredItem], wanted: ListNamespaces) -> list[Namespace]:
    """The namespaces of items, as asked."""
    names = {one.item.namespace for one in found}
    matching = {name for name in names if all(_matches(name, kind, path) for kind, path in wanted.match)}
    cut = sorted({name[: wanted.max_depth] for name in matching})
    start = max(wanted.offset, 0)
    return cut[start : start + max(wanted.limit, 0)]


def _ranked(items: Sequence[StoredItem], query: NDArray[np.floating]) -> list[FoundItem]:
    """By the best of its texts; equal ones stay in their order, and those without vectors come last."""
    scored, others = list[FoundItem](), list[FoundItem]()
    for one in items:
        vectors = [text.vector for text in one.texts if text.vector is not None]
        if vectors:
            best = float(np.max(np.asarray(vectors, np.float32) @ query))
            scored.append(FoundItem(one.item, best))
        else:
            others.append(FoundItem(one.item))
    return sorted(scored, key=lambda one: -cast("float", one.score)) + others


def _matches(name: Namespace, kind: str, path: Namespace) -> bool:
    part = name[: len(path)] if kind == "prefix" else name[len(name) - len(path) :]
    return len(name) >= len(path) and all(want in ("*", label) for want, label in zip(path, part, strict=True))


def _fits(value: object, wanted: object) -> bool:
    """Whether a value is what is wanted; an object fits if it has what the wanted one has."""
    if isinstance(wanted, Mapping):
        asked = cast("Mapping[str, object]", wanted)
        if any(name.startswith("$") for name in asked):
            return all(_compares(value, operator, operand) for operator, operand in asked.items())
        held = cast("Mapping[str, object]", value) if isinstance(value, Mapping) else None
        return held is not None and all(_fits(held.get(name), want) for name, want in asked.items())
    if isinstance(wanted, list | tuple):
        asked_list = list(cast("Iterable[object]", wanted))
        held_list = list(cast("Iterable[object]", value)) if isinstance(value, list | tuple) else None
        return held_list is not None and len(held_list) == len(asked_list) and all(map(_fits, held_list, asked_list))
    return value == wanted


def _compares(value: object, operator: str, operand: object) -> bool:
    if operator in ("$eq", "$ne"):
        return (value == operand) is (operator == "$eq")
    pair = _numbers(value, operand) or ((value, operand) if isinstance(value, str) and isinstance(operand, str) else ())
    if not pair:
        return False
    left, right = cast("tuple[float, float]", pair)
    return {"$gt": left > right, "$gte": left >= right, "$lt": left < right, "$lte": left <= right}[operator]


def _check_operators(wanted: object) -> None:
    """At once: what is asked later, beside what is written, must not fail."""
    if isinstance(wanted, Mapping):
        asked = cast("Mapping[str, object]", wanted)
        if unknown := [name for name in asked if name.startswith("$") and name not in _OPERATORS]:
            raise InvalidInput(f"operator {unknown[0]!r} is unknown; there are {', '.join(_OPERATORS)}")
        for one in asked.values():
            _check_operators(one)


_OPERATORS = ("$eq", "$ne", "$gt", "$gte", "$lt", "$lte")


def _numbers(*values: object) -> tuple[float, ...] | None:
    """As numbers, as far as all of them are, or read as, some."""
    try:
        return tuple(float(cast("float", value)) for value in values)
    except (TypeError, ValueError):
        return None


def _check_address(namespace: Namespace, key: str) -> None:
    if not namespace:
        raise InvalidInput("an item needs a namespace of at least one label")
    _check_labels(*namespace, key or "-")
    size = len("".join((*namespace, key)).encode()) + 4 * len(namespace)
    if size > MAX_ADDRESS:
        raise InvalidInput(f"namespace and key take {size:,} bytes; at most {MAX_ADDRESS:,} are allowed")


def _check_labels(*labels: str) -> None:
    for label in labels:
        if not isinstance(label, str) or not label or "\0" in label:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidInput(f"namespaces and keys are text without NUL, and labels are not empty: {label!r}")
        if any("\ud800" <= character <= "\udfff" for character in label):
            raise InvalidInput(f"a namespace or key holds a lone surrogate: {label!r}")
