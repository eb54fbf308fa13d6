"""What is known of each user, kept as long as nothing changes: beliefs are made again only when statements changed."""

import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from pllm_memory.errors import StoreError, StoreFull, StoreReadOnly
from pllm_memory.facts import USER, Profile, Statement
from pllm_memory.loop import aside
from pllm_memory.predicates import Predicate
from pllm_memory.recall.known import Knowledge
from pllm_memory.recall.known import let_go as let_go_of_facts
from pllm_memory.recall.pack import let_go as let_go_of_lines
from pllm_memory.remember import understand
from pllm_memory.remember.profile import TokenCounter, profile
from pllm_memory.remember.resolve import Beliefs, Resolution, resolve
from pllm_memory.remember.rules import let_go as let_go_of_sentences
from pllm_memory.remember.takeback import statements_of
from pllm_memory.remember.timeline import let_go as let_go_of_values
from pllm_memory.stores.base import Changes, Recalls, Statements, Store
from pllm_memory.types import Scope, now

if TYPE_CHECKING:  # the rules are loaded when the first message is read
    from pllm_memory.remember.extract.annotators import Annotators

_log = logging.getLogger(__name__)
_USERS = 256
"""How many users' beliefs are kept."""
_MANY_RECALLS = 500
"""Messages whose recalls are counted before they are written down."""
_MANY = 500
"""Statements, or facts, that take 20 ms or more to work through: too long for an event loop that has other users."""

_LET_GO = (let_go_of_values, let_go_of_facts, let_go_of_lines, let_go_of_sentences)
"""What is kept to be quick, of whomever."""


class Known:
    """The beliefs of users, and how often their messages are recalled.

    Args:
        store: Where the statements are.
        registry: The predicates.
        annotators: What reads messages besides the rules.
    """

    def __init__(self, store: Store, registry: Mapping[str, Predicate], annotators: "Annotators" = ()) -> None:
        self._store, self._annotators = store, annotators
        self.registry = registry
        self._resolved: OrderedDict[Scope, tuple[int, Resolution]] = OrderedDict()
        self._knowledge: dict[Scope, tuple[int, Knowledge]] = {}
        self._recalled: dict[Scope, dict[str, Recalls]] = {}
        self._read: set[Scope] = set()
        self.forgotten = 0  # how often something was forgotten, of whomever: what was made before shows it still

    async def beliefs(self, scope: Scope, as_of: datetime | None = None) -> Beliefs:
        """What follows from all that was said, or from what had been said by then."""
        _, beliefs = await self._current(scope) if as_of is None else await self._as_of(scope, as_of)
        return beliefs

    async def mistaken(self, scope: Scope) -> frozenset[str]:
        """The messages that say what was corrected or taken back later: no model should learn from them."""
        statements, beliefs = await self._current(scope)
        wrong = (fact for fact in beliefs.facts if fact.ended_by and fact.valid_at == fact.invalid_at)
        return statements.withdrawn_in.union(id_ for fact in wrong for id_ in fact.message_ids)

    async def saying(self, scope: Scope, facts: Sequence[str]) -> dict[str, tuple[Statement, ...]]:
        """The statements that say each of some facts; what is no fact is left out."""
        statements, beliefs = await self._current(scope)
        wanted = [id_ for id_ in facts if id_ in beliefs.support]
        if not wanted:
            return {}

        def work() -> dict[str, tuple[Statement, ...]]:
            return statements_of(statements.items, wanted, beliefs, user_id=scope.user_id, known=self.registry)

        return await aside(work, long=len(statements.items) > _MANY)

    async def _as_of(self, scope: Scope, moment: datetime) -> tuple[Statements, Beliefs]:
        await self._finish_reading(scope)
        statements = await self._store.statements(scope)

        def work() -> Beliefs:
            return resolve(statements.items, user_id=scope.user_id, known=self.registry, as_of=moment)

        return statements, await aside(work, long=len(statements.items) > _MANY)

    async def _current(self, scope: Scope) -> tuple[Statements, Beliefs]:
        await self._finish_reading(scope)
        statements = await self._store.statements(scope)
        version, resolution = self._resolved.get(scope, (-1, None))
        if resolution is None or version != statements.version:
            forgotten = self.forgotten
            resolution = await self._after(self._resolved.pop(scope, None), scope, statements)
            if forgotten != self.forgotten:  # meanwhile: what follows from it is not kept
                return statements, resolution.beliefs
            self._resolved[scope] = statements.version, resolution
        self._resolved.move_to_end(scope)
        if len(self._resolved) > _USERS:
            gone, _ = self._resolved.popitem(last=False)
            self._knowledge.pop(gone, None)
        return statements, resolution.beliefs

    async def _after(self, kept: tuple[int, Resolution] | None, scope: Scope, statements: Statements) -> Resolution:
        """What follows from all statements; what followed from those of before need not be worked out again."""

        def work() -> Resolution:
            if kept:
                return kept[1].after(statements.items)
            return Resolution.of(statements.items, user_id=scope.user_id, known=self.registry)

        return await aside(work, long=len(statements.items) > _MANY)

    async def knowledge(self, scope: Scope, as_of: datetime | None = None) -> Knowledge:
        """The facts, ready to be searched."""
        forgotten = self.forgotten
        statements, beliefs = await self._current(scope) if as_of is None else await self._as_of(scope, as_of)
        kept = self._knowledge.get(scope)
        if as_of is None and kept and kept[0] == statements.version:
            return kept[1]

        def work() -> Knowledge:
            return Knowledge(beliefs.facts, beliefs.names.shown(USER), statements.keys, self.registry)

        found = await aside(work, long=len(beliefs.facts) > _MANY)
        if as_of is None and forgotten == self.forgotten:
            self._knowledge[scope] = statements.version, found
        return found

    async def profile(
        self,
        scope: Scope,
        *,
        about: str | None = None,
        budget: int,
        as_of: datetime | None = None,
        count_tokens: TokenCounter,
    ) -> Profile:
        """The profile; of the person themselves, one made earlier today is as good as a new one."""
        moment = as_of or now()
        usual = f"{moment:%Y-%m-%d} {budget}" if about is None and as_of is None else None
        kept = await self._store.profile(scope) if usual and scope in self._read else None
        if kept and kept.partition("\n")[0] == usual:
            return Profile.from_json(kept.partition("\n")[2])
        statements, beliefs = await self._current(scope) if as_of is None else await self._as_of(scope, as_of)
        found = profile(
            beliefs,
            about=about,
            moment=moment,
            budget=budget,
            count_tokens=count_tokens,
            recalled=await self._store.recalls(scope),
            known=self.registry,
        )
        if usual:
            with suppress(StoreReadOnly, StoreFull):  # it is made again next time
                await self._store.keep_profile(scope, f"{usual}\n{found.to_json()}", version=statements.version)
        return found

    def forget(self, scope: Scope) -> None:
        """Lets go of all that is kept of a user, of whom something was forgotten, or all."""
        self.forgotten += 1
        self._resolved.pop(scope, None)
        self._knowledge.pop(scope, None)
        self._recalled.pop(scope, None)
        self._read.discard(scope)
        for let_go in (
            let_go_of_values,
            let_go_of_facts,
            let_go_of_lines,
            let_go_of_sentences,
        ):  # kept to be quick, of whomever
            let_go()
        for annotator in self._annotators:
            annotator.let_go()

    async def recalled(self, scope: Scope, message_ids: Sequence[str]) -> None:
        """Counts a recall; it is written down with many others, not to make each recall a write."""
        counted = self._recalled.setdefault(scope, {})
        moment = now()
        for id_ in message_ids:
            before = counted.get(id_)
            counted[id_] = Recalls((before.times if before else 0) + 1, moment)
        if len(counted) > _MANY_RECALLS:
            await self.keep_recalls(scope)

    async def keep_recalls(self, scope: Scope | None = None) -> None:
        """Writes down what was recalled, of one user or of all.

        That it cannot is no reason to fail: a memory that may only be read is read, and is closed.
        """
        for one in [scope] if scope else list(self._recalled):
            counted = self._recalled.pop(one, None)
            if counted:
                try:
                    await self._store.apply(one, Changes(recalled=counted, created_at=now()))
                except StoreError as error:
                    _log.info("recalls of a user were not counted: %s", error)

    async def _finish_reading(self, scope: Scope) -> None:
        """What a crash, or an earlier version of the rules, left unread is read once."""
        if scope not in self._read:
            with suppress(StoreReadOnly, StoreFull):  # what cannot be kept stays unread
                await understand.finish(self._store, scope, self._annotators)
            self._read.add(scope)
