"""Brings in what another system has remembered: read it once to see what is there, and once more to keep it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pllm_memory import remember as remember_
from pllm_memory.errors import InvalidInput
from pllm_memory.imports import Found, Read, Report, Skipped, reader
from pllm_memory.models.base import Embedder
from pllm_memory.remember import Progress
from pllm_memory.remember.read import conflicts
from pllm_memory.stores.base import Store
from pllm_memory.types import Scope

if TYPE_CHECKING:  # the rules are loaded when the first message is read
    from pllm_memory.remember.extract.annotators import Annotators

_BATCH = 256
"""How many messages are kept in one transaction."""


async def bring(
    store: Store,
    embedder: Embedder | None,
    scope: Scope,
    system: str,
    path: Path,
    *,
    only: str | None = None,
    dry_run: bool = False,
    annotators: "Annotators" = (),
    progress: Progress | None = None,
) -> Report:
    """See `AsyncMemory.import_from`."""
    report = _seen(system, _chosen(reader(system)(path), only), only)
    if dry_run:
        return report
    total, done, added, refused = report.messages + report.facts, 0, 0, list[Skipped]()
    found = (one for one in _chosen(reader(system)(path), only) if isinstance(one, Read))
    while batch := list(islice(found, _BATCH)):
        stored = await store.messages(scope, ids=[one.message.id for one in batch])
        taken = {item.line: item for item in conflicts({n: one.message for n, one in enumerate(batch)}, stored)}
        refused += [Skipped(batch[number].place, item.reason) for number, item in taken.items()]
        # The same twice in a file is one.
        new = {one.message.id: one.message for number, one in enumerate(batch) if number not in taken}
        if new:
            receipt = await remember_.remember(store, embedder, scope, list(new.values()), annotators=annotators)
            added += receipt.added
        done += len(batch)
        if progress:
            progress(done, total)
    return replace(report, added=added, skipped=(*report.skipped, *refused))


def _chosen(found: Iterator[Found], only: str | None) -> Iterator[Found]:
    for one in found:
        if only is not None and isinstance(one, Read) and not _is_of(one.owner, only):
            yield Skipped(one.place, f"it is {one.owner or 'nobody'}'s, not {only}'s")
        else:
            yield one


def _is_of(owner: str, only: str) -> bool:
    """Whether it is theirs: a user id, or a namespace that begins so."""
    return owner == only or owner.startswith(f"{only}.")


def _seen(system: str, found: Iterator[Found], only: str | None) -> Report:
    """What there is. What does not say whose it is, belongs to the one whom all else names, if there is only one."""
    sessions, owners, counts, skipped = set[str](), set[str](), [0, 0], list[Skipped]()
    for one in found:
        if isinstance(one, Skipped):
            skipped.append(one)
            continue
        counts[one.fact] += 1
        owners.add(one.owner)
        if not one.fact:
            sessions.add(one.message.session_id)
    if only is None and len(owners - {""}) > 1:
        names = ", ".join(sorted(map(repr, owners - {""}))[:20])
        raise InvalidInput(f"the file is of several owners: {names}; say whose is meant, with only=… (--only)")
    return Report(
        system=system, conversations=len(sessions), messages=counts[0], facts=counts[1], skipped=tuple(skipped)
    )
