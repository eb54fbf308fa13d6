"""Remember: what was said becomes durable first, then findable, then understood.

1. The messages are stored. 2. They are read by rules, which gives statements. 3. They are embedded. If 2 or 3
fails, the messages stay, and are read and embedded later.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby, islice
from typing import TYPE_CHECKING, TypeVar

from pllm_memory.errors import ModelError
from pllm_memory.facts import Reading
from pllm_memory.models.base import Embedder
from pllm_memory.remember import understand
from pllm_memory.remember.resolve import said
from pllm_memory.stores.base import Applied, Changes, Embedded, Store
from pllm_memory.text import analyse, embeddable
from pllm_memory.types import Message, Receipt, Scope, now

if TYPE_CHECKING:
    from pllm_memory.remember.extract.annotators import Annotators

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Called with how many messages are done, and how many there are."""

_BATCH = 64
_MARGIN = 4
"""Messages before and after that show who takes part in a conversation."""
_WAITING = 1024
"""How many messages that wait are in memory at once."""

_log = logging.getLogger(__name__)


async def remember(
    store: Store,
    embedder: Embedder | None,
    scope: Scope,
    messages: Sequence[Message],
    *,
    annotators: "Annotators" = (),
    progress: Progress | None = None,
) -> Receipt:
    """Stores messages, then embeds those that are new.

    The messages are on disk before any model runs. If the model fails, they stay, marked pending: the
    receipt says how many, and the next call for this user embeds them.

    Raises:
        Conflict: If an id is stored with other content; nothing is changed.
        EmbedderMismatch: If the memory was embedded by another model; nothing is changed.
    """
    fingerprint = await embedder.fingerprint() if embedder else None
    applied = await store.apply(
        scope,
        Changes(
            messages=tuple((message, analyse(message)) for message in messages),
            fingerprint=fingerprint,
            created_at=now(),
        ),
    )
    added = set(applied.added)
    new = [message for message in messages if message.id in added]
    readings = await understand.read(store, scope, new, annotators)
    pending = await embed(store, embedder, scope, new, progress=progress) if embedder else 0
    kept = await _as_kept(store, scope, messages, added)
    return _receipt(scope, kept, applied, pending, [found for found in readings if found.message_id in added])


async def finish(store: Store, embedder: Embedder, scope: Scope) -> int:
    """Embeds what an earlier call, or a process with another model, left pending; returns how many still are."""
    if not await store.pending(scope, limit=1) and (await store.models(scope)).beside is None:
        return 0  # then the model need not even be there
    model = await embedder.fingerprint()
    while waiting := await store.pending(scope, limit=_WAITING, model=model):
        still = await embed(store, embedder, scope, waiting)
        if still:
            return still
    return 0


async def embed(
    store: Store,
    embedder: Embedder,
    scope: Scope,
    messages: Sequence[Message],
    *,
    progress: Progress | None = None,
) -> int:
    """Embeds stored messages, a batch at a time; returns how many it could not.

    Raises:
        EmbedderMismatch: If the memory was embedded again by another model meanwhile.
    """
    fingerprint = await embedder.fingerprint()
    done = 0
    for batch in _batches(messages):
        try:
            vectors = await embedder.embed(await texts(store, scope, batch), kind="document")
        except ModelError as error:
            _log.warning("%d messages of a user wait to be embedded: %s", len(messages) - done, error)
            break
        embedded = Embedded(tuple(message.id for message in batch), vectors)
        await store.apply(scope, Changes(embedded=embedded, fingerprint=fingerprint, created_at=now()))
        done += len(batch)
        if progress:
            progress(done, len(messages))
    return len(messages) - done


async def texts(store: Store, scope: Scope, messages: Sequence[Message]) -> list[str]:
    """What is embedded of stored messages, one text for each."""
    said: dict[str, str] = {}
    for session_id, group in groupby(sorted(messages, key=_session), key=_session):
        own = list(group)
        people: set[str] = set()
        if any(message.name for message in own):
            first, last = min(message.at for message in own), max(message.at for message in own)
            nearby = await store.around(scope, session_id, first=first, last=last, margin=_MARGIN)
            people = {message.name for message in nearby if message.name}
        said.update((message.id, embeddable(message, people)) for message in own)
    return [said[message.id] for message in messages]


def _session(message: Message) -> str:
    return message.session_id


async def _as_kept(
    store: Store, scope: Scope, messages: Sequence[Message], added: Collection[str]
) -> Sequence[Message]:
    """The messages as they are stored: one that came before is in the session that it came in first."""
    repeated = [message.id for message in messages if message.id not in added]
    if not repeated:
        return messages
    stored = {message.id: message for message in await store.messages(scope, ids=repeated)}
    return [stored.get(message.id, message) for message in messages]


def _receipt(
    scope: Scope, messages: Sequence[Message], applied: Applied, pending: int, readings: Sequence[Reading]
) -> Receipt:
    told = {reading.message_id for reading in readings if reading.statements}
    return Receipt(
        user_id=scope.user_id,
        message_ids=tuple(message.id for message in messages),
        session_ids=tuple(dict.fromkeys(message.session_id for message in messages)),
        created_at=max(applied.created_at.values(), default=None),
        added=len(applied.added),
        pending=pending,
        understood=tuple(said(statement) for reading in readings for statement in reading.statements),
        not_understood=tuple(dict.fromkeys(one.message_id for one in readings if one.message_id not in told)),
    )


def _batches(items: Sequence[T], size: int = _BATCH) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
