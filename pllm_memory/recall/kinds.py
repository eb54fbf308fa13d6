"""Kinds of things: a question names the kind ("what pets?"), its answers name the things ("our dog", "two cats")."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from pllm_memory.text import terms


@cache
def kinds() -> Mapping[str, frozenset[str]]:
    """The terms that name a thing of a kind, by each term that names the kind."""
    found: dict[str, set[str]] = {}
    for line in (files("pllm_memory.recall") / "kinds.txt").read_text(encoding="utf-8").splitlines():
        names, colon, things = line.partition(":")
        if line.startswith("#") or not colon:
            continue
        for name in terms(names):
            found.setdefault(name, set()).update(terms(things))
    return {name: frozenset(things - {name}) for name, things in found.items()}
