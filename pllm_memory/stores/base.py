"""What the memory asks of a database: keep and find, never judge.

A store is handed one value, `Changes`, for one user, and applies it in one transaction. It answers with
rows, and with `Candidates`: columns, postings and vectors of one user's messages. All scoring is shared
code above it, so that every store ranks alike.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import zip_longest
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from pllm_memory.facts import Reading, Statement, Unread
from pllm_memory.items import ItemChanges, Items, Place
from pllm_memory.stores.columns import Candidates
from pllm_memory.stores.parts import Part, Parts, Sum
from pllm_memory.stores.rows import Row, statement_of
from pllm_memory.stores.work import Work
from pllm_memory.text import Analysis
from pllm_memory.types import Forgotten, Message, Scope


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors of messages, and the fingerprint of the model that made them.

    `vectors` has shape (len(message_ids), dimensions); float16 is enough (it changes no cosine by more
    than 0.001) and is what stores keep.
    """

    message_ids: tuple[str, ...]
    vectors: NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Recalls:
    """How often a message was recalled, and when last."""

    times: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that one transaction does to one user's memory.

    Attributes:
        messages: Messages to keep, each with its analysis. One whose id is stored already, with the
            same content, is skipped; with other content the whole transaction is refused.
        embedded: Vectors for messages that are stored (or are among `messages`).
        forget: Ids of messages to remove for good, with all that was derived from them.
        fingerprint: The embedder in use, which `embedded` is of. The first one is kept; another one later is refused,
            unless it was admitted.
        readings: What extractors found in stored messages (or in some among `messages`); each takes the place of
            what the same extractor found in the same message before. One of an unknown message is dropped.
        withdraw: Statements to remove for good; reading their message again does not bring them back.
        recalled: How often, and when last, messages were recalled, by id.
        created_at: The system's time of the change.
    """

    messages: tuple[tuple[Message, Analysis], ...] = ()
    embedded: Embedded | None = None
    forget: tuple[str, ...] = ()
    fingerprint: str | None = None
    readings: tuple[Reading, ...] = ()
    withdraw: tuple[Statement, ...] = ()
    recalled: Mapping[str, Recalls] = field(default_factory=dict[str, Recalls])
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Applied:
    """What a transaction did.

    Attributes:
        added: The ids of the messages that were new.
        created_at: When each message of `Changes.messages` was first stored, by id.
        forgotten: The ids that were removed.
    """

    added: tuple[str, ...]
    created_at: Mapping[str, datetime]
    forgotten: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Models:
    """Which embedding models a user's vectors are of, by fingerprint.

    Attributes:
        main: The model; None where there are no vectors yet.
        beside: A second one, while processes roll over from one to the other; each finds all vectors of its own.
    """

    main: str | None = None
    beside: str | None = None


@dataclass(frozen=True, slots=True)
class Statements:
    """Everything that was read in a user's messages.

    Attributes:
        version: Goes up with every change of them; what follows from them can be kept as long as it is the same. 0
            where nothing was ever read. Who is erased and comes back has other versions than before.
        items: In the order they were said.
        keys: The row numbers of their messages, by id (see `Candidates.keys`).
        withdrawn: The ids of statements that were taken back.
        withdrawn_in: The messages that still say what they said.
        rows: What the items were made of, so that the same rows need not be made statements again.
    """

    version: int = 0
    items: tuple[Statement, ...] = ()
    keys: Mapping[str, int] = field(default_factory=dict[str, int])
    withdrawn: frozenset[str] = frozenset()
    withdrawn_in: frozenset[str] = frozenset()
    rows: Sequence[Row] = field(default=(), repr=False, compare=False)

    def again(self, version: int, rows: Sequence[Row], withdrawn: Sequence[Row]) -> Self:
        """The same user's, of all rows of `all_statements` and `all_withdrawn`, read again.

        Most rows are as they were and where they were. What was made of them is taken again, and whoever goes on from
        there sees at once that it is the same.
        """
        known = zip_longest(rows, self.rows[: len(rows)], self.items[: len(rows)])
        return replace(
            self,
            version=version,
            items=tuple(item if row == old else statement_of(row[1:]) for row, old, item in known),
            keys={row[1]: row[0] for row in rows},
            withdrawn=frozenset(row[0] for row in withdrawn),
            withdrawn_in=frozenset(row[1] for row in withdrawn),
            rows=rows,
        )


def of_main_model(changes: ItemChanges, models: Models) -> ItemChanges:
    """Without the vectors of a second model: an item has those of the main one only, or waits."""
    beside = changes.fingerprint is not None and changes.fingerprint == models.beside
    return replace(changes, embedded={}) if beside else changes


class Store(Protocol):
    """A database of memories. Every call is about one user, given first."""

    @property
    def work(self) -> Work:
        """What is to be done in the background."""
        ...

    async def apply(self, scope: Scope, changes: Changes) -> Applied:
        """Does all of `changes` in one transaction; when it returns, they survive a power cut.

        Raises:
            Conflict: If a message id is stored with other content.
            EmbedderMismatch: If the memory was embedded by another model.
            StoreError: If the database refuses. Nothing is changed then.
        """
        ...

    async def candidates(self, scope: Scope, *, model: str | None = None) -> Candidates:
        """The columns of a user's messages (none for an unknown user).

        The vectors are those of the model that is named, where they are kept beside, else those of the main one.
        """
        ...

    async def messages(self, scope: Scope, *, ids: Sequence[str] | None = None) -> list[Message]:
        """The messages with these ids, in that order (unknown ones are left out), or all by time."""
        ...

    async def rows(self, scope: Scope, keys: Sequence[int]) -> Mapping[int, Message]:
        """The messages behind the row numbers of candidates; one that has been forgotten meanwhile is missing."""
        ...

    async def pending(self, scope: Scope, *, limit: int, model: str | None = None) -> list[Message]:
        """Messages that have no vector yet, oldest first; of which model, is said as for `candidates`."""
        ...

    async def models(self, scope: Scope) -> Models:
        """Which models a user's vectors are of."""
        ...

    async def admit(self, scope: Scope, fingerprint: str) -> Models:
        """Lets a model's vectors be kept beside those that there are; those of a third one go.

        Where there are none of any model, it becomes the main one. Returns what it was before.
        """
        ...

    async def settle(self, scope: Scope, fingerprint: str) -> bool:
        """Makes the vectors of one of the two models the only ones, in one transaction; those of items are to be made.

        Returns:
            Whether it did: not where the model was never admitted, or where a message has no vector of it yet, unless
            it is the main one.
        """
        ...

    async def statements(self, scope: Scope) -> Statements:
        """Everything that was read in a user's messages, in the order it was said."""
        ...

    async def unread(self, scope: Scope, extractor: str, *, now: datetime, limit: int) -> list[Unread]:
        """Messages that an extractor has not read, or failed to and is to try again by now; oldest first.

        What was read by "rules/1+nlp/1", was read by "rules/1".
        """
        ...

    async def around(
        self, scope: Scope, session_id: str, *, first: datetime, last: datetime, margin: int
    ) -> list[Message]:
        """The messages of a session between two times, and so many before and after, by time."""
        ...

    async def recalls(self, scope: Scope) -> Mapping[str, Recalls]:
        """How often messages were recalled, by id; those that never were are missing."""
        ...

    async def profile(self, scope: Scope) -> str | None:
        """The snapshot that was kept last, if no statement has changed since."""
        ...

    async def keep_profile(self, scope: Scope, snapshot: str, *, version: int) -> None:
        """Keeps a snapshot of the profile that follows from this version of the statements, if it is the newest."""
        ...

    async def items(self, scope: Scope, places: Sequence[Place], changes: ItemChanges | None = None) -> Items:
        """The items at some places, those that changed last first; then, in the same transaction, changes.

        Items that have ended are given until they are swept.

        Raises:
            EmbedderMismatch: If the memory was embedded by another model.
            StoreError: If the database refuses. Nothing is changed then.
        """
        ...

    async def erase(self, scope: Scope) -> Forgotten:
        """Removes a user for good: rows, indexes, vectors, logs. Erasing nobody is no error."""
        ...

    def dump(self, scope: Scope) -> AsyncGenerator[Part]:
        """Everything that is kept of a user, all of one moment, a part at a time (see `stores.parts`).

        Raises:
            StoreError: If the database cannot be read to the end.
        """
        ...

    async def load(self, scope: Scope, parts: Parts, *, over: Sum) -> Sum:
        """Makes a stream of parts a user's whole memory, in one transaction: all of it, or nothing is changed.

        What is stored is read again, and compared with what was given, before anybody sees it.

        Args:
            scope: Whose.
            parts: Begins to read them; more than once, if the connection is lost.
            over: What they may take the place of.

        Returns:
            What is stored now.

        Raises:
            Conflict: If something else is there than `over` says.
            InvalidInput: If something that is given cannot be stored.
            StoreError: If the database refuses, or gives back something else than was given.
        """
        ...

    def users(self) -> AsyncIterator[str]:
        """The ids of all users with a memory, in the order of their first message."""
        ...

    async def check(self, scope: Scope) -> Sequence[str]:
        """What is wrong with a user's memory: empty where text, terms and vectors agree and the file is sound."""
        ...

    async def close(self) -> None:
        """Lets go of every file and connection. Calls after it fail."""
        ...
