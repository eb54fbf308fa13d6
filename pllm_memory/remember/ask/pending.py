"""The backlog: messages that a model has not read yet, read batch by batch, in the foreground or in the background.

What was read and what failed is in the store, so the work survives the process that does it. Two that work on one
user do some of it twice, and no harm.
"""

import logging
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pllm_memory.errors import ModelUnavailable
from pllm_memory.facts import CORRECTIONS, Reading
from pllm_memory.models.base import LLM
from pllm_memory.predicates import REGISTRY, Predicate
from pllm_memory.remember.ask import LONGEST_SHOWN, PATIENCE, attempt, failed, source
from pllm_memory.remember.ask.tries import again_at
from pllm_memory.stores.base import Changes, Store
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


async def read_pending(
    store: Store,
    llm: LLM,
    scope: Scope,
    *,
    model: str,
    batch: int = 16,
    progress: Callable[[int, int], None] | None = None,
    known: Mapping[str, Predicate] = REGISTRY,
    patience: float = PATIENCE,
    clock: Callable[[], datetime] = now,
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
        progress: Called after each answer with how many messages were tried, and how many are known of.
        known: The predicates that it is told of.
        patience: Seconds that it gets for each answer.
        clock: What time it is.

    Returns:
        How many messages were read. The others have a problem in the store, and are tried again when due.

    Raises:
        StoreError: If the store fails. What was applied stays.
    """
    run = _Run(store, llm, scope, model, known, patience, clock)
    while not run.hopeless and (waiting := await run.waiting()):
        total = len(run.tried) + len(waiting)
        groups: deque[Sequence[Message]] = deque(batches(waiting, batch))
        while groups and not run.hopeless:
            try:
                groups.extendleft(reversed(await run.read(groups.popleft())))
            except ModelUnavailable as error:
                _log.warning("messages of a user wait to be read: %s", error)
                return run.done
            if progress:
                progress(len(run.tried), total)
    if run.hopeless:
        _log.warning("messages of a user wait to be read: %s gave %d useless answers in a row", model, run.failures)
    return run.done


@dataclass(slots=True)
class _Run:
    """What a run works with, and how far it has come."""

    store: Store
    llm: LLM
    scope: Scope
    model: str
    known: Mapping[str, Predicate]
    patience: float
    clock: Callable[[], datetime]
    attempts: dict[str, int] = field(default_factory=dict[str, int])
    tried: set[str] = field(default_factory=set[str])
    done: int = 0
    failures: int = 0

    @property
    def hopeless(self) -> bool:
        """Whether it is the model, and not the messages."""
        return self.failures >= MAX_FAILURES

    async def waiting(self) -> list[Message]:
        """What is due, and was not tried in this run."""
        found = await self.store.unread(self.scope, source(self.model), now=self.clock(), limit=_AT_ONCE)
        self.attempts.update({unread.message.id: unread.attempts for unread in found})
        return [unread.message for unread in found if unread.message.id not in self.tried]

    async def read(self, group: Sequence[Message]) -> list[Sequence[Message]]:
        """Reads a batch and keeps what it found, or says in which parts it should be read instead.

        Raises:
            ModelUnavailable: If the model cannot be reached.
            StoreError: If the store fails.
        """
        readings = await self._readings(group)
        useless = bool(readings) and all(reading.problem for reading in readings)
        self.failures = self.failures + 1 if useless else 0
        if useless and len(group) > 1 and not self.hopeless:
            middle = len(group) // 2
            return [group[:middle], group[middle:]]
        if readings:
            counted = tuple(map(self._counted, readings))
            await self.store.apply(self.scope, Changes(readings=counted, created_at=self.clock()))
        self.tried.update(message.id for message in group)
        self.done += sum(reading.problem is None for reading in readings)
        return []

    async def _readings(self, group: Sequence[Message]) -> list[Reading]:
        """What the model finds in messages of one session, or why it does not."""
        extractor, session_id = source(self.model), group[0].session_id
        if session_id == CORRECTIONS:  # what they say is kept as it was meant
            return [Reading(message.id, extractor) for message in group]
        shown = await self._shown(group, session_id)
        wanted = {message.id for message in group}
        try:
            return await attempt(self.llm, shown, wanted, model=self.model, known=self.known, patience=self.patience)
        except ModelUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  it is somebody else's model: it may raise anything
            return [failed(message, self.model, error) for message in shown if message.id in wanted]

    async def _shown(self, group: Sequence[Message], session_id: str) -> list[Message]:
        """The messages and those before them; what was forgotten meanwhile is not among them."""
        first, last = min(message.at for message in group), max(message.at for message in group)
        session = await self.store.around(self.scope, session_id, first=first, last=last, margin=BEFORE)
        return with_those_before(session, {message.id for message in group})

    def _counted(self, reading: Reading) -> Reading:
        """A reading with how often it was tried, and, if in vain, when to try again."""
        attempts = self.attempts.get(reading.message_id, 0) + 1
        again = again_at(attempts, self.clock()) if reading.problem else None
        return replace(reading, attempts=attempts, again_at=again)


def with_those_before(messages: Sequence[Message], wanted: Collection[str], before: int = BEFORE) -> list[Message]:
    """Of the messages of a session, the wanted ones and so many before each."""
    places = [place for place, message in enumerate(messages) if message.id in wanted]
    shown = {near for place in places for near in range(max(0, place - before), place + 1)}
    return [messages[place] for place in sorted(shown)]


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
