"""A memory as the hooks of an agent framework use it."""

import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pllm_memory.agents import gone as gone_
from pllm_memory.agents.bridge import Bridge
from pllm_memory.agents.gone import Gone
from pllm_memory.agents.tools import MemoryTool, tools
from pllm_memory.errors import Conflict, InvalidMessage, InvalidUserId, ModelError, NotFound, PllmError, StoreError
from pllm_memory.items import ItemOperation
from pllm_memory.memory import AsyncMemory, AsyncUserMemory, Memory
from pllm_memory.memory.speak import Speech
from pllm_memory.remember.read import read_messages
from pllm_memory.types import Context, Forgotten, Message, Receipt, Scope, now

_log = logging.getLogger(__name__)
_TURNS = 512
"""How many turns' blocks are kept, for frameworks that ask again at every call of the model."""
_ANSWERS = 8
"""How many messages after a question are looked at, for what was answered to it."""
_DOWN = (StoreError, ModelError)
"""What must not take an agent down: the memory cannot be had now. Everything else is somebody's mistake."""


class AgentMemory:
    """A memory as the hooks of an agent framework use it.

    A store or a model that is down is logged, and the agent goes on without memory; a user id that is missing is an
    error, always. Whatever a turn is tried again for, it is remembered once.

    Args:
        memory: A `Memory` (also from code that awaits), an `AsyncMemory` (only from code that awaits, in its loop),
            or where it is kept, as `Memory` takes it.
        user_id: Whose memory: an id, or a function of what the framework hands to its hooks that gives it.
        template: What is shown before a turn: "retrieval", "profile", "combined", "none", or a template of your own.
        limit: How many hits at the most, as for `recall`.
        budget: How many tokens what is shown may take, as for `recall`.
        on_error: Told what went wrong when the memory cannot be had; by default it is logged as a warning.
    """

    def __init__(
        self,
        memory: Memory | AsyncMemory | str | None = None,
        *,
        user_id: str | Callable[[Any], str | None] | None = None,
        template: str = "retrieval",
        limit: int | None = None,
        budget: int | None = None,
        on_error: Callable[[PllmError], None] | None = None,
    ) -> None:
        self._bridge = Bridge(memory)
        self._user_id = user_id
        self._shown: dict[str, Any] = {"template": template, "limit": limit, "budget": budget}
        self._on_error = on_error or _warn
        self._blocks: OrderedDict[Hashable, tuple[int, str]] = OrderedDict()

    def whose(self, context: object = None) -> str:
        """The user id, from what the framework hands to its hooks.

        Raises:
            InvalidUserId: If there is none. An agent must not answer somebody without knowing whom.
        """
        given = self._user_id
        try:
            found = given(context) if callable(given) else given
        except (AttributeError, LookupError, TypeError) as error:
            raise InvalidUserId(f"no user id: {type(error).__name__} when it was looked up: {error}") from error
        if found is None:
            raise InvalidUserId("no user id: give user_id=…, or put one into the context of the run")
        return Scope(found).user_id

    # ── before a turn ────────────────────────────────────────────────────────────────────────────────

    def block(self, question: str, *, user_id: str, turn: Hashable = None) -> str:
        """See `ablock`."""
        return self._bridge.run(lambda: self._block(question, user_id, turn))

    async def ablock(self, question: str, *, user_id: str, turn: Hashable = None) -> str:
        """What is remembered about a question, as the text of one message to put before it, in the user's role.

        Args:
            question: What the user says in this turn.
            user_id: Whose memory.
            turn: What tells this turn from every other (an id of the run, or of the message): asked again for the
                same turn, the answer is the same, unless something was forgotten meanwhile.

        Returns:
            The text; empty if nothing is remembered, or the memory cannot be had.
        """
        return await self._bridge.wait(lambda: self._block(question, user_id, turn))

    async def _block(self, question: str, user_id: str, turn: Hashable) -> str:
        user = self._user(user_id)
        key = (user_id, turn, question)
        forgotten = self._bridge.memory.known.forgotten
        kept = self._blocks.get(key)
        if turn is not None and kept and kept[0] == forgotten:
            return kept[1]
        if not question.strip():
            return ""
        try:
            messages = await user.prompt(question, **self._shown)
        except _DOWN as error:
            self._on_error(error)
            return ""
        block = messages[0]["content"] if len(messages) > 1 else ""
        if turn is not None:
            self._blocks[key] = forgotten, block
            if len(self._blocks) > _TURNS:
                self._blocks.popitem(last=False)
        return block

    def recall(self, question: str, *, user_id: str, limit: int | None = None, budget: int | None = None) -> Context:
        """See `AsyncUserMemory.recall`; errors are raised."""
        return self._bridge.run(lambda: self._user(user_id).recall(question, limit=limit, budget=budget))

    async def arecall(
        self, question: str, *, user_id: str, limit: int | None = None, budget: int | None = None
    ) -> Context:
        """See `AsyncUserMemory.recall`; errors are raised."""
        return await self._bridge.wait(lambda: self._user(user_id).recall(question, limit=limit, budget=budget))

    # ── instead of a model ───────────────────────────────────────────────────────────────────────────

    @property
    def answerer(self) -> str:
        """The name of what answers: of the backend, or of the LLM."""
        memory = self._bridge.memory
        return str(getattr(memory.backend, "name", None) or memory.llm_name or "pllm-memory")

    def answer(
        self, conversation: Sequence[Mapping[str, str]], *, user_id: str, session_id: str | None = None
    ) -> Iterator[str]:
        """See `aanswer`."""
        return self._bridge.iterate(self._answer(conversation, user_id, session_id))

    def aanswer(
        self, conversation: Sequence[Mapping[str, str]], *, user_id: str, session_id: str | None = None
    ) -> AsyncIterator[str]:
        """Answers the last turn of a conversation, piece by piece, and remembers it (see `AsyncUserMemory.stream`)."""
        return self._bridge.follow(self._answer(conversation, user_id, session_id))

    def _answer(self, conversation: Sequence[Mapping[str, str]], user_id: str, session_id: str | None) -> Speech:
        template = self._shown["template"]
        return self._user(user_id).stream(conversation, session_id=session_id, template=template)

    # ── after a turn ─────────────────────────────────────────────────────────────────────────────────

    def remember(
        self,
        messages: Sequence[Mapping[str, Any]],
        *,
        user_id: str,
        session_id: str | None = None,
        turn: Hashable = None,
    ) -> Receipt | None:
        """See `aremember`."""
        return self._bridge.run(lambda: self._remember(messages, user_id, session_id, turn))

    async def aremember(
        self,
        messages: Sequence[Mapping[str, Any]],
        *,
        user_id: str,
        session_id: str | None = None,
        turn: Hashable = None,
    ) -> Receipt | None:
        """Keeps what was said in a turn: its own messages, without the block and without traffic of tools.

        Args:
            messages: As for `remember`: `role`, `content`, and where known `id`, `name`, `at`. What is empty is left
                out. Without an id, one follows from the session, the turn and the words: so a turn that is tried
                again is kept once.
            user_id: Whose memory.
            session_id: The conversation: the framework's thread or session.
            turn: What tells this turn from every other in the session.

        Returns:
            The receipt; None if there is nothing to keep, or the memory cannot be had.
        """
        return await self._bridge.wait(lambda: self._remember(messages, user_id, session_id, turn))

    async def _remember(
        self, messages: Sequence[Mapping[str, Any]], user_id: str, session_id: str | None, turn: Hashable
    ) -> Receipt | None:
        user = self._user(user_id)
        found = self._readable(messages, session_id, turn)
        if not found:
            return None
        try:
            return await user.remember(found)
        except Conflict:  # an id came again with other words: an answer that was made again, a message that was edited
            return await self._remember_again(user, found, turn)
        except _DOWN as error:
            self._on_error(error)
            return None

    async def _remember_again(self, user: AsyncUserMemory, found: list[Message], turn: Hashable) -> Receipt | None:
        try:
            stored = await self._bridge.memory.store.messages(Scope(user.user_id), ids=[m.id for m in found])
            said = {message.id: message.said for message in stored}
            return await user.remember([m if said.get(m.id, m.said) == m.said else _renamed(m, turn) for m in found])
        except (Conflict, *_DOWN) as error:
            self._on_error(error)
            return None

    def _readable(self, messages: Sequence[Mapping[str, Any]], session_id: str | None, turn: Hashable) -> list[Message]:
        """What can be kept; an agent does not fail because somebody pasted what no memory can hold."""
        found: dict[str, Message] = {}
        for message in messages:
            if not str(message.get("content") or "").strip():
                continue
            try:
                (read,) = read_messages(_named(message, session_id, turn), session_id=session_id, at=now())
            except InvalidMessage as error:
                self._on_error(error)
            else:
                found.setdefault(read.id, read)
        return list(found.values())

    # ── what an application says itself ──────────────────────────────────────────────────────────────

    def forget(
        self, *ids: str, user_id: str, answers: bool = False, scrub: Callable[[Gone], object] | None = None
    ) -> Forgotten:
        """See `aforget`; `scrub` does not await."""
        if scrub is None and not answers:
            return self._bridge.run(lambda: self._user(user_id).forget(*ids))
        gone = self._bridge.run(lambda: self._gone(ids, user_id, answers=answers))
        if scrub:
            scrub(gone)
        return self._bridge.run(lambda: self._user(user_id).forget(*gone.message_ids))

    async def aforget(
        self,
        *ids: str,
        user_id: str,
        answers: bool = False,
        scrub: Callable[[Gone], Awaitable[object]] | None = None,
    ) -> Forgotten:
        """Removes messages for good, also from what a framework has kept. Errors are raised.

        Args:
            *ids: The messages.
            user_id: Whose memory.
            answers: Also what was answered to them: what the assistant said in the same session right after.
            scrub: Takes them out of what a framework has kept. It is called first, and the memory forgets last: if
                something fails on the way, the same call can be made again, because the words are still known.

        Raises:
            NotFound: If one of the ids is not a message; then nothing is removed. (Without `scrub` and `answers`,
                it may be a fact, see `AsyncUserMemory.forget`.)
        """
        if scrub is None and not answers:
            return await self._bridge.wait(lambda: self._user(user_id).forget(*ids))
        gone = await self._bridge.wait(lambda: self._gone(ids, user_id, answers=answers))
        if scrub:
            await scrub(gone)
        return await self._bridge.wait(lambda: self._user(user_id).forget(*gone.message_ids))

    async def _gone(self, ids: Sequence[str], user_id: str, *, answers: bool) -> Gone:
        scope, store = Scope(user_id), self._bridge.memory.store
        found = {message.id: message for message in await store.messages(scope, ids=ids)}
        missing = [id_ for id_ in ids if id_ not in found]
        if missing or not ids:
            raise NotFound(
                f"there is no message {', '.join(map(repr, missing)) or 'without an id'}; nothing was removed"
            )
        for message in list(found.values()) if answers else ():
            near = await store.around(scope, message.session_id, first=message.at, last=message.at, margin=_ANSWERS)
            found |= {one.id: one for one in gone_.answers(message, near)}
        return gone_.gone(user_id, list(found.values()))

    # ── what programs keep ───────────────────────────────────────────────────────────────────────────

    def items(self, *operations: ItemOperation, user_id: str) -> list[Any]:
        """See `AsyncUserMemory.items`; errors are raised."""
        return self._bridge.run(lambda: self._user(user_id).items(*operations))

    async def aitems(self, *operations: ItemOperation, user_id: str) -> list[Any]:
        """See `AsyncUserMemory.items`; errors are raised."""
        return await self._bridge.wait(lambda: self._user(user_id).items(*operations))

    # ── tools ────────────────────────────────────────────────────────────────────────────────────────

    def tools(self, user_id: str) -> list[MemoryTool]:
        """The tools by which a model itself searches, adds, lists and deletes memories of one user."""
        return tools(self._user(user_id), self._bridge)

    def _user(self, user_id: str) -> AsyncUserMemory:
        return self._bridge.memory.for_user(user_id)


def _warn(error: PllmError) -> None:
    _log.warning("the agent goes on without memory: %s: %s", type(error).__name__, error)


def _named(message: Mapping[str, Any], session_id: str | None, turn: Hashable) -> dict[str, Any]:
    if message.get("id") or turn is None:
        return dict(message)
    return {**message, "id": _id(session_id, turn, message.get("role", "user"), message["content"])}


def _renamed(message: Message, turn: Hashable) -> Message:
    return replace(message, id=_id(message.session_id, turn, message.role, message.content))


def _id(*parts: object) -> str:
    return str(uuid5(NAMESPACE_URL, "pllm-memory:" + repr(parts)))
