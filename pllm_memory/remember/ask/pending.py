"""The backlog: messages that a model has not read yet, read batch by batch, in the foreground or in the background.

What was read and what failed is in the store, so the work survives the process that does it. Two that work on one
user do some of it twice, and no harm.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from pllm_memory.errors import ModelUnavailable
from pllm_memory.facts import Reading
from pllm_memory.models.base import LLM
from pllm_memory.predicates import REGISTRY, Predicate
from pllm_memory.remember.ask import LONGEST_SHOWN, PATIENCE, attempt, failed, source
from pllm_memory.stores.base import Applied, Changes
from pllm_memory.types import Message, Scope, now

BEFORE = 4
"""How many earlier messages are shown with each, to understand it."""
LONGEST_BATCH = 12_000
"""Characters: about 3,000 tokens, beside about 2,500 that say what to do; small models hold 8,000."""
MAX_FAILURES = 6
"""After so many answers in a row that were of no use, it is the model and not the messages, and the run ends.
One more than it takes to halve a batch of 16 down to one message."""
_AT_ONCE = 256

_log = logging.getLogger(__name__)


class Backlog(Protocol):
    """What is asked of a store: `stores.base.Store` has it."""

    async def unread(self, scope: Scope, extractor: str, *, limit: int) -> list[Message]:
        """Messages that an extractor has not read, and that are due (see `stores.tries`), oldest first."""
        ...

    async def around(
        self, scope: Scope, session_id: str, message_ids: Sequence[str], *, before: int = BEFORE
    ) -> list[Message]:
        """Those messages of a session and so many before each, in time order; forgotten ones are missing."""
        ...

    async def apply(self, scope: Scope, changes: Changes) -> Applied:
        """Keeps readings. Those of messages that were forgotten meanwhile are not kept."""
        ...


async def read_pending(
    store: Backlog,
    llm: LLM,
    scope: Scope,
    *,
    model: str,
    batch: int = 16,
    progress: Callable[[int, int], None] | None = None,
    known: Mapping[str, Predicate] = REGISTRY,
    patience: float = PATIENCE,
) -> int:
    """Reads what a model has not read yet, and is due.

    A batch of which nothing could be read is halved: one message that a model refuses, or that makes it run on,
    does not keep the others from being read. If the model cannot be reached, the run ends and nothing counts as
    tried: that is not the messages' fault. If it only answers nonsense, the run ends too.

    Args:
        store: Where the messages are, and where the readings go; each batch at once.
        llm: The model.
        scope: Whose messages.
        model: Its name (see `ask`).
        batch: How many messages of one session it is asked about at once.
        progress: Called after each batch with how many messages were tried, and how many are known of.
        known: The predicates that it is told of.
        patience: Seconds that it gets for each answer.

    Returns:
        How many messages were read. The others have a problem in the store, and are tried again when due.

    Raises:
        StoreError: If the store fails. What was applied stays.
    """
    read = 0
    failures = 0
    tried: set[str] = set()
    while waiting := [one for one in await store.unread(scope, source(model), limit=_AT_ONCE) if one.id not in tried]:
        total = len(tried) + len(waiting)
        groups = deque(batches(waiting, batch))
        while groups:
            group = groups.popleft()
            try:
                readings = await _read(store, llm, scope, group, model=model, known=known, patience=patience)
            except ModelUnavailable as error:
                _log.warning("messages of a user wait to be read: %s", error)
                return read
            useless = bool(readings) and all(reading.problem for reading in readings)
            failures = failures + 1 if useless else 0
            if useless and len(group) > 1 and failures < MAX_FAILURES:
                middle = len(group) // 2
                groups.extendleft((group[middle:], group[:middle]))
                continue
            if readings:
                await store.apply(scope, Changes(readings=tuple(readings), created_at=now()))
            tried.update(message.id for message in group)
            read += sum(reading.problem is None for reading in readings)
            if progress:
                progress(len(tried), total)
            if failures >= MAX_FAILURES:
                _log.warning("messages of a user wait to be read: %s gave %d useless answers in a row", model, failures)
                return read
    return read


async def _read(
    store: Backlog,
    llm: LLM,
    scope: Scope,
    group: Sequence[Message],
    *,
    model: str,
    known: Mapping[str, Predicate],
    patience: float,
) -> list[Reading]:
    """What the model finds in messages of one session, or why it does not.

    Raises:
        ModelUnavailable: If it cannot be reached.
    """
    wanted = [message.id for message in group]
    shown = await store.around(scope, group[0].session_id, wanted, before=BEFORE)
    try:
        return await attempt(llm, shown, wanted, model=model, known=known, patience=patience)
    except ModelUnavailable:
        raise
    except Exception as error:  # noqa: BLE001  it is somebody else's model: it may raise anything
        return [failed(message, model, error) for message in shown if message.id in wanted]


def batches(messages: Sequence[Message], most: int) -> Iterator[list[Message]]:
    """Messages of one session each, in their order, at most so many, and not too long for one prompt."""
    sessions: dict[str, list[Message]] = {}
    for message in messages:
        sessions.setdefault(message.session_id, []).append(message)
    for session in sessions.values():
        group: list[Message] = []
        length = 0
        for message in session:
            size = min(len(message.content) + len(message.caption or ""), LONGEST_SHOWN)
            if group and (len(group) >= most or length + size > LONGEST_BATCH):
                yield group
                group, length = [], 0
            group.append(message)
            length += size
        yield group
