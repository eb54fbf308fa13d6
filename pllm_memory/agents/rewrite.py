"""Changes the texts in whatever frameworks keep: messages of any class, in lists, in dicts, in JSON. Pure."""

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, TypeVar, cast

T = TypeVar("T")
Change = Callable[[str], str]


def rewritten(value: T, change: Change) -> T:
    """A value with each text in it changed; the same object, where that changes nothing.

    Looks into dicts (not their keys), lists, tuples, sets, dataclasses, models of pydantic, and objects of classes
    that have slots; whatever else there is, stays as it is. What is given is not changed.
    """
    return cast("T", _rewritten(value, change))


def _rewritten(value: Any, change: Change) -> Any:
    kind = cast("Any", type(value))
    if isinstance(value, str):
        return value if isinstance(value, Enum) else change(value)
    if isinstance(value, Mapping):
        return _mapping(cast("Mapping[Any, Any]", value), change)
    if isinstance(value, list | tuple | set | frozenset):
        return _series(cast("Any", value), change)
    if is_dataclass(kind):
        return _parts(value, [one.name for one in fields(kind)], change)
    if hasattr(kind, "model_fields"):
        return _model(value, change)
    return _parts(value, kind.__slots__, change) if isinstance(getattr(kind, "__slots__", None), tuple) else value


def _changed(given: Mapping[Any, Any], change: Change) -> dict[Any, Any]:
    made = {name: _rewritten(one, change) for name, one in given.items()}
    return {name: one for name, one in made.items() if one is not given[name] and one != given[name]}


def _mapping(value: Mapping[Any, Any], change: Change) -> Any:
    new = _changed(value, change)
    if not new:
        return value
    made: Any = copy.copy(value) if hasattr(value, "__setitem__") else dict(value)
    for name, one in new.items():
        made[name] = one
    return made


def _series(value: Any, change: Change) -> Any:
    made = [_rewritten(one, change) for one in value]
    if all(new is old or new == old for new, old in zip(made, value, strict=True)):
        return value
    kind = cast("Any", type(value))
    return kind._make(made) if hasattr(kind, "_make") else kind(made)  # a named tuple is made of values one by one


def _parts(value: Any, names: Iterable[str], change: Change) -> Any:
    new = _changed({name: getattr(value, name) for name in names if hasattr(value, name)}, change)
    if not new:
        return value
    made = copy.copy(value)
    for name, one in new.items():
        object.__setattr__(made, name, one)  # also of a frozen one
    return made


def _model(value: Any, change: Change) -> Any:
    kind = cast("Any", type(value))
    known: dict[str, Any] = {name: getattr(value, name) for name in kind.model_fields} | (value.model_extra or {})
    new = _changed(known, change)
    return value.model_copy(update=new) if new else value
