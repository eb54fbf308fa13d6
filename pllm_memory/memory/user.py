"""The memory of one user."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from pllm_memory import remember as remember_
from pllm_memory.adapt.backends.base import GREEDY, Sampling
from pllm_memory.adapt.route import Route
from pllm_memory.errors import InvalidInput, NotFound
from pllm_memory.facts import Entity, Fact, Profile
from pllm_memory.items import ItemOperation
from pllm_memory.memory import items as items_
from pllm_memory.memory.finding import find
from pllm_memory.memory.models import as_models_change
from pllm_memory.memory.own import OwnAdapters
from pllm_memory.memory.speak import Answer, Speech, Turn, choose
from pllm_memory.memory.transfer import written
from pllm_memory.prompts import ChatMessage, needs, render
from pllm_memory.recall import BALANCED, Strategy
from pllm_memory.recall.explain import explain
from pllm_memory.remember import Progress, reads, understand
from pllm_memory.remember.ask.pending import read_pending
from pllm_memory.remember.correct import correction
from pllm_memory.remember.explain import explain_fact
from pllm_memory.remember.read import Given, read_messages
from pllm_memory.stores.base import Changes
from pllm_memory.types import Consolidated, Context, Explanation, Forgotten, Hit, Message, Receipt, Scope, now, utc

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    from pllm_memory.memory.app import AsyncMemory

T = TypeVar("T")


class AsyncUserMemory(OwnAdapters):
    """The memory of one user: every call reads and writes theirs, and nobody else's."""

    def __init__(self, memory: "AsyncMemory", scope: Scope) -> None:
        self._memory = memory
        self._scope = scope

    @property
    def user_id(self) -> str:
        """Whose memory this is."""
        return self._scope.user_id

    async def remember(
        self,
        messages: Given | Sequence[Given],
        *,
        session_id: str | None = None,
        at: datetime | str | None = None,
        progress: Progress | None = None,
    ) -> Receipt:
        """Remembers what was said. When it returns, it survives a power cut and can be recalled.

        Args:
            messages: A text, or messages: dicts or `Message`s with `content` and, as far as known, `role`
                ("user" by default), `name`, `at`, `id`, `session_id`, `caption`.
            session_id: The conversation they belong to, where they do not say; a new one by default.
            at: When they were said, where they do not say; now by default.
            progress: Called with how many messages are embedded, and how many there are.

        Returns:
            A receipt. The same ids again with the same content change nothing and give an equal receipt.

        Raises:
            InvalidMessage: If one of them cannot be stored; then none is.
            InvalidTime: If a time has no zone.
            Conflict: If an id is stored with other content; then nothing is changed.
            EmbedderMismatch: If this memory was embedded by another model.
        """
        found = read_messages(messages, session_id=session_id, at=at)
        memory = self._memory
        receipt = await self._as_models_change(
            lambda: remember_.remember(
                memory.store, memory.embedder, self._scope, found, annotators=memory.annotators, progress=progress
            )
        )
        if memory.settings.extraction == "llm" and receipt.added:
            await self._ask_llm()
        return receipt

    async def recall(
        self,
        question: str,
        *,
        limit: int | None = None,
        budget: int | None = None,
        as_of: datetime | str | None = None,
        strategy: Strategy = BALANCED,
    ) -> Context:
        """Finds what bears on a question.

        Args:
            question: In plain words.
            limit: How many hits at the most (20 by default).
            budget: How many tokens the packed text may take (800 by default).
            as_of: Only what had been said by then.
            strategy: `BALANCED`; `FAST`: words only, no model; or `THOROUGH`: with the reranker and the LLM too.

        Returns:
            The hits, the best first, and their text, packed for a prompt.

        Raises:
            InvalidInput: If `limit` or `budget` is no whole number, or below 0.
            InvalidTime: If `as_of` has no zone.
            EmbedderMismatch: If this memory was embedded by another model.
            ModelError: If a model fails that takes part; the LLM may, and the question stays as it was.
        """
        until = None if as_of is None else utc(as_of, what="as_of")
        context = await self._as_models_change(
            lambda: find(
                self._memory, self._scope, question, limit=limit, budget=budget, until=until, strategy=strategy
            )
        )
        await self._memory.known.recalled(self._scope, context.packed)
        return context

    async def prompt(
        self,
        turn: str | Sequence[Mapping[str, str]],
        *,
        template: str = "retrieval",
        limit: int | None = None,
        budget: int | None = None,
    ) -> list[ChatMessage]:
        """The chat messages to send to a model: the turn, and before it what is remembered about it.

        Args:
            turn: The question, or the conversation so far, the current turn last.
            template: "retrieval", "profile", "combined", "none", or the text of a template of your own.
            limit: See `recall`.
            budget: How many tokens what is remembered may take; in "combined" a third of it is the profile's.

        Raises:
            ConfigError: If there is no such template.
        """
        wanted = needs(template)
        question = turn if isinstance(turn, str) else turn[-1]["content"]
        whole = self._memory.settings.budget if budget is None else budget
        profile = context = None
        if "profile" in wanted:
            profile = await self.profile(budget=whole // 3 if "context" in wanted else whole)
        if "context" in wanted:
            left = whole - (profile.tokens if profile else 0)
            context = await self.recall(question, limit=limit, budget=left)
        return render(template, context, turn, profile=profile)

    # ── answers ──────────────────────────────────────────────────────────────────────────────────────

    async def chat(
        self,
        turn: Turn,
        *,
        session_id: str | None = None,
        template: str = "retrieval",
        sampling: Sampling = GREEDY,
    ) -> Answer:
        """Answers a turn: recalls, prompts, routes, generates, and remembers both sides.

        Args:
            turn: What the user says, or the conversation so far, the current turn last; only that one is remembered.
            session_id: The conversation; a new one by default.
            template: What is shown of the memory, see `prompt`.
            sampling: How the backend chooses tokens.

        Raises:
            ConfigError: If there is neither a backend nor an LLM.
            ModelError: If none of them answers; what the user said is remembered.
        """
        speech = self.stream(turn, session_id=session_id, template=template, sampling=sampling)
        async for _ in speech:
            pass
        return Answer(text=speech.text, route=speech.route or await self.route(""), session_id=speech.session_id)

    def stream(
        self,
        turn: Turn,
        *,
        session_id: str | None = None,
        template: str = "retrieval",
        sampling: Sampling = GREEDY,
    ) -> Speech:
        """The same as `chat`, piece by piece: `async for piece in ada.stream("Hi!")`.

        An answer that is broken off is not remembered; what the user said is.
        """
        return Speech(self._memory, self, turn, session_id=session_id, template=template, sampling=sampling)

    async def route(self, question: str) -> Route:
        """Which weights would answer a question of this user now, and why."""
        return (await choose(self._memory, self.user_id, question)).route

    # ── facts ────────────────────────────────────────────────────────────────────────────────────────

    async def facts(
        self,
        about: str | None = None,
        *,
        predicate: str | None = None,
        as_of: datetime | str | None = None,
        valid_at: datetime | str | None = None,
        history: bool = False,
    ) -> list[Fact]:
        """What is true, by what was said.

        Args:
            about: Only of this entity: a name, "user", "my sister"; all by default.
            predicate: Only of this predicate, e.g. "lives_in".
            as_of: As it was believed then, on the strength of what had been said by then.
            valid_at: What held in the world then; by default what holds now (or at `as_of`).
            history: Also what has ended, what is in doubt, and what was never believed.

        Returns:
            Facts, in the order they were told.

        Raises:
            InvalidTime: If a time has no zone.
        """
        until = None if as_of is None else utc(as_of, what="as_of")
        moment = utc(valid_at, what="valid_at") if valid_at is not None else until or now()
        beliefs = await self._memory.known.beliefs(self._scope, until)
        return reads.select(beliefs, about=about, predicate=predicate, moment=moment, history=history)

    async def entities(self, *, kind: str | None = None, as_of: datetime | str | None = None) -> list[Entity]:
        """Whom and what the facts are about: people, places, organisations, pets, works, things."""
        until = None if as_of is None else utc(as_of, what="as_of")
        return reads.entities(await self._memory.known.beliefs(self._scope, until), kind)

    async def profile(
        self, about: str | None = None, *, budget: int | None = None, as_of: datetime | str | None = None
    ) -> Profile:
        """The short picture of the person, by section, each line dated and with its evidence.

        Args:
            about: Of somebody else whom they speak of; themselves by default.
            budget: How many tokens its text may take (half of that of a recall by default).
            as_of: As it was believed then.
        """
        memory = self._memory
        return await memory.known.profile(
            self._scope,
            about=about,
            budget=memory.settings.budget // 2 if budget is None else budget,
            as_of=None if as_of is None else utc(as_of, what="as_of"),
            count_tokens=memory.count_tokens,
        )

    async def graph(
        self, *, as_of: datetime | str | None = None, valid_at: datetime | str | None = None
    ) -> "MultiDiGraph[str]":
        """The facts as a graph: entities and values are nodes, facts are edges with their id as key.

        Args:
            as_of: As it was believed then.
            valid_at: Only what held in the world then; by default all, also what has ended.
        """
        from pllm_memory.graph import graph  # noqa: PLC0415  only a graph pays for networkx

        facts = await self.facts(as_of=as_of, valid_at=valid_at, history=valid_at is None)
        beliefs = await self._memory.known.beliefs(self._scope, None if as_of is None else utc(as_of, what="as_of"))
        return graph(facts, beliefs.entities, owner=reads.owner(beliefs))

    async def history(self, fact: Fact | str) -> list[Fact]:
        """Every value that the fact's subject had for its predicate, by time.

        Raises:
            NotFound: If there is no such fact.
        """
        beliefs = await self._memory.known.beliefs(self._scope)
        return reads.history_of(beliefs, reads.find(beliefs, _id(fact)))

    async def correct(self, fact: Fact | str, value: str, *, valid_at: datetime | str | None = None) -> Fact:
        """Says that a fact is wrong, and what is right. The wrong value never held; that it was believed, is kept.

        Args:
            fact: The fact, or its id.
            value: The right object.
            valid_at: Since when it holds; since the wrong one did by default.

        Returns:
            The right fact.

        Raises:
            NotFound: If there is no such fact.
            InvalidInput: If the value is empty or too long, or cannot be shown on a line.
        """
        beliefs = await self._memory.known.beliefs(self._scope)
        wrong = reads.find(beliefs, _id(fact))
        since = None if valid_at is None else utc(valid_at, what="valid_at")
        message, reading = correction(wrong, beliefs.support[wrong.id][-1], value, since)
        await self.remember(message)
        await self._memory.store.apply(self._scope, Changes(readings=(reading,), created_at=now()))
        await self._memory.adapters.sweep(self._scope, something_went=True)
        beliefs = await self._memory.known.beliefs(self._scope)
        return next(found for found in reversed(beliefs.facts) if message.id in found.message_ids)

    async def explain(self, what: Hit | Fact) -> Explanation:
        """Why a hit was found, or a fact is believed: its evidence, what ended it, what hangs on it.

        Raises:
            NotFound: If what it is evidence of has been forgotten since.
        """
        evidence = await self._memory.store.messages(self._scope, ids=what.message_ids)
        if not evidence:
            raise NotFound(f"message {', '.join(what.message_ids)} is not remembered any more")
        if isinstance(what, Hit):
            return explain(what, evidence)
        return explain_fact(await self._memory.known.beliefs(self._scope), what, evidence)

    async def consolidate(self) -> Consolidated:
        """Tidies up: reads and embeds what was left over, removes items that ended, refreshes the profile."""
        memory = self._memory
        read = await understand.finish(memory.store, self._scope, memory.annotators)
        if memory.settings.extraction != "rules":
            read += await self._ask_llm()
        embedder, pending = memory.embedder, 0
        if embedder:
            pending = await self._as_models_change(lambda: remember_.finish(memory.store, embedder, self._scope))
        await memory.known.keep_recalls(self._scope)
        await items_.sweep(memory.store, self._scope)
        await memory.adapters.sweep(self._scope)
        profile = await self.profile()
        beliefs = await memory.known.beliefs(self._scope)
        return Consolidated(
            user_id=self.user_id,
            read=read,
            facts=len(beliefs.facts),
            profile_lines=sum(1 for _ in profile),
            pending=pending,
        )

    # ── all of it ────────────────────────────────────────────────────────────────────────────────────

    async def forget(self, *ids: str) -> Forgotten:
        """Removes messages, with all that was derived from them, or facts, for good. It cannot be undone.

        A message takes along what only it supported, and what it had ended holds again. A fact does not take along
        the messages that say it: the receipt names them. Adapters that were trained on either go too.

        Raises:
            InvalidInput: If one of them is no text.
            NotFound: If one of the ids is neither; then nothing is removed.
        """
        if wrong := [id_ for id_ in ids if not isinstance(id_, str)]:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidInput(
                f"an id is text, not {type(wrong[0]).__name__}; nothing was removed. Of a list: forget(*ids)"
            )
        store = self._memory.store
        messages = {message.id for message in await store.messages(self._scope, ids=ids)}
        facts = await self._memory.known.saying(self._scope, [id_ for id_ in ids if id_ not in messages])
        missing = [id_ for id_ in ids if id_ not in messages and id_ not in facts]
        if missing or not ids:
            raise NotFound(
                f"nothing is remembered under {', '.join(map(repr, missing)) or 'no id'}; nothing was removed"
            )
        unwanted = tuple(statement for support in facts.values() for statement in support)
        forget = tuple(id_ for id_ in ids if id_ in messages)
        applied = await store.apply(self._scope, Changes(forget=forget, withdraw=unwanted, created_at=now()))
        self._memory.known.forget(self._scope)
        return Forgotten(
            user_id=self.user_id,
            message_ids=applied.forgotten,
            messages=len(applied.forgotten),
            fact_ids=tuple(facts),
            still_said_in=tuple(dict.fromkeys(s.message_id for s in unwanted if s.message_id not in messages)),
            adapters=await self._memory.adapters.sweep(self._scope, something_went=True),
        )

    async def erase(self) -> Forgotten:
        """Removes this user for good: messages, indexes, vectors, logs, adapters. Erasing nobody is no error."""
        erased = await self._memory.store.erase(self._scope)
        self._memory.known.forget(self._scope)
        adapters, files = await self._memory.adapters.erase(self._scope)
        return replace(erased, files=erased.files + files, adapters=adapters)

    async def export(self) -> str:
        """Everything that is remembered of this user, as JSON lines that `import_` reads."""
        store = self._memory.store
        kept = await items_.everything(store, self._scope)
        return written(self.user_id, await store.messages(self._scope), await store.statements(self._scope), kept)

    async def items(self, *operations: ItemOperation) -> list[Any]:
        """Does operations (see `pllm_memory.items`) on what programs keep of this user by namespace and key, as one.

        Those that read see what was there before; of several that write one key, the last one wins.

        Returns:
            The answer to each operation, in order; None to those that write.

        Raises:
            InvalidInput: If one of them cannot be done; then none is.
            EmbedderMismatch: If this memory was embedded by another model.
            ModelError: If a query cannot be embedded.
        """
        memory = self._memory
        return await self._as_models_change(
            lambda: items_.perform(memory.store, memory.embedder, self._scope, operations)
        )

    async def messages(self) -> list[Message]:
        """Everything that was said, by time."""
        return await self._memory.store.messages(self._scope)

    async def _ask_llm(self) -> int:
        """Lets the LLM read what it has not read yet; whatever it does, the messages are safe. Returns how many."""
        memory = self._memory
        if memory.llm is None:  # it was there when the memory was opened
            return 0
        name, known = memory.llm_name or "llm", memory.known.registry
        return await read_pending(memory.store, memory.llm, self._scope, model=name, known=known)

    async def _as_models_change(self, action: Callable[[], Awaitable[T]]) -> T:
        """Does something with vectors, which may become another model's meanwhile."""
        memory = self._memory
        roll_over = memory.settings.roll_over
        return await as_models_change(memory.store, memory.embedder, self._scope, action, roll_over=roll_over)


def _id(fact: Fact | str) -> str:
    return fact if isinstance(fact, str) else fact.id
