"""Understand: stored messages are read by rules, and what was found is stored.

A message is read together with those around it in its session: an answer is nothing without its question. So when
messages arrive late, those right after them are read again.
"""

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from anyio import to_thread

from pllm_memory.facts import CORRECTIONS, Reading
from pllm_memory.remember import rules
from pllm_memory.stores.base import Changes, Store
from pllm_memory.types import Message, Scope, now

if TYPE_CHECKING:  # the rules are loaded when the first message is read
    from pllm_memory.remember.extract.annotators import Annotators

_MARGIN = 4
"""Messages before that help to read one; so many after a late one are read again."""
_BATCH = 256
_log = logging.getLogger(__name__)


async def read(store: Store, scope: Scope, messages: Sequence[Message], annotators: "Annotators" = ()) -> list[Reading]:
    """Reads stored messages, and keeps what was found; also in those that follow them."""
    readings: list[Reading] = []
    for session_id, group in groupby(sorted(messages, key=_session), key=_session):
        new = list(group)
        first, last = min(message.at for message in new), max(message.at for message in new)
        nearby = await store.around(scope, session_id, first=first, last=last, margin=_MARGIN)
        readings += await to_thread.run_sync(_read, nearby, _wanted(nearby, new, first), session_id, annotators)
    if readings:
        await store.apply(scope, Changes(readings=tuple(readings), created_at=now()))
    return readings


async def finish(store: Store, scope: Scope, annotators: "Annotators" = ()) -> int:
    """Reads what was left unread, by a crash or by an earlier version of the rules; returns how many that were."""
    done = 0
    while unread := await store.unread(scope, rules.extractor(annotators), now=now(), limit=_BATCH):
        await read(store, scope, [waiting.message for waiting in unread], annotators)
        done += len(unread)
    return done


def _wanted(nearby: Iterable[Message], new: Sequence[Message], first: datetime) -> set[str]:
    """The new ones, and what comes after the first of them."""
    return {message.id for message in new} | {message.id for message in nearby if message.at > first}


def _read(nearby: Sequence[Message], wanted: set[str], session_id: str, annotators: "Annotators") -> list[Reading]:
    name = rules.extractor(annotators)
    if session_id == CORRECTIONS:  # what they say is kept as it was meant
        return [Reading(id_, name) for id_ in sorted(wanted)]
    try:
        return rules.read(nearby, wanted, annotators)
    except Exception as error:  # noqa: BLE001  a defect of the rules must not cost the memory, nor come back each call
        _log.exception("messages of a user could not be read")
        again = now() + timedelta(days=1)
        failed = [Reading(id_, name, problem=type(error).__name__, again_at=again) for id_ in sorted(wanted)]
        return [*(_alone(nearby, wanted) if annotators else ()), *failed]


def _alone(nearby: Sequence[Message], wanted: set[str]) -> list[Reading]:
    """What the rules read without the annotators, which may be what failed; none if they fail too."""
    with suppress(Exception):
        return rules.read(nearby, wanted)
    return []


def _session(message: Message) -> str:
    return message.session_id
