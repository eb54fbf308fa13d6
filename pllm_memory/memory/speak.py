"""Speak: from a turn to an answer that is remembered: recall, prompt, route, generate, remember."""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from anyio import to_thread

from pllm_memory.adapt import settled, weights
from pllm_memory.adapt.adapters import Adapters
from pllm_memory.adapt.backends.base import Backend, Sampling, Served
from pllm_memory.adapt.dataset import trained_on
from pllm_memory.adapt.identity import BaseModel, identify
from pllm_memory.adapt.register import Manifest
from pllm_memory.adapt.route import NONE, Offer, Route, none_yet, route
from pllm_memory.errors import AdapterRefused, BackendError, ConfigError, InvalidInput, NotFound, Tampered
from pllm_memory.memory.learning import HELD_OUT
from pllm_memory.prompts import ChatMessage
from pllm_memory.types import ROLES, Scope, new_id

if TYPE_CHECKING:
    from pllm_memory.memory.app import AsyncMemory
    from pllm_memory.memory.user import AsyncUserMemory

Turn = str | Sequence[Mapping[str, str]]
"""What the user says, or the whole conversation so far, the current turn last."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered, and by what.

    Attributes:
        text: The answer. `str(answer)` is the same.
        route: Which weights answered, and why.
        session_id: The conversation in which both sides are remembered.
    """

    text: str
    route: Route
    session_id: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Chosen:
    """A decision, with what is needed to act on it."""

    route: Route
    manifest: Manifest | None = None


class Speech:
    """One answer, made while it is iterated over, piece by piece.

    Attributes:
        route: Which weights answer; known with the first piece.
        text: What was said so far.
        session_id: The conversation.
    """

    def __init__(
        self,
        memory: "AsyncMemory",
        user: "AsyncUserMemory",
        turn: Turn,
        *,
        session_id: str | None,
        template: str,
        sampling: Sampling,
    ) -> None:
        self.session_id = session_id or new_id()
        self.text = ""
        self.route: Route | None = None
        self._memory = memory
        self._user = user
        self._conversation = [{"role": "user", "content": turn}] if isinstance(turn, str) else [dict(m) for m in turn]
        self._template = template
        self._sampling = sampling
        if not self._conversation or self._conversation[-1].get("role") != "user":
            raise InvalidInput("the last message must be the user's: it is what is answered")

    async def __aiter__(self) -> AsyncIterator[str]:
        """Answers. What the user said is remembered before anything is generated, the answer when it is whole."""
        user = self._user
        messages = await user.prompt(self._conversation, template=self._template)
        asked = await user.remember([self._conversation[-1]], session_id=self.session_id)
        chosen = await choose(self._memory, user.user_id, self._conversation[-1]["content"])
        self.route = chosen.route
        async for piece in self._pieces(messages, chosen):
            self.text += piece
            yield piece
        # What was asked may have been forgotten meanwhile, or the user erased: then the answer is not kept either.
        if self.text.strip() and await self._memory.store.messages(Scope(user.user_id), ids=asked.message_ids):
            await user.remember([{"role": "assistant", "content": self.text}], session_id=self.session_id)

    async def _pieces(self, messages: Sequence[ChatMessage], chosen: Chosen) -> AsyncIterator[str]:
        """From the first that can: the adapter, the base model without it, the LLM. Nothing is said twice."""
        *others, last = self._attempts(messages, chosen)
        for pieces in others:
            try:
                async for piece in pieces:
                    yield piece
            except BackendError as error:
                if self.text:
                    raise
                _log.warning("an answer falls back: %s: %s", type(error).__name__, error)
                self.route = chosen.route.fallen_back(str(error))
            else:
                return
        async for piece in last:
            yield piece

    def _attempts(self, messages: Sequence[ChatMessage], chosen: Chosen) -> list[AsyncIterator[str]]:
        memory, user_id, sampling = self._memory, self._user.user_id, self._sampling
        found: list[AsyncIterator[str]] = []
        if memory.backend and chosen.manifest:
            found.append(_adapted(memory.backend, messages, user_id, chosen.manifest, sampling))
        if memory.backend:
            found.append(memory.backend.reply(messages, user=user_id, sampling=sampling))
        if memory.llm:
            found.append(memory.llm.reply(messages))
        if not found:
            raise ConfigError("nobody can answer: give the memory a backend=… or an llm=…")
        return found


async def choose(memory: "AsyncMemory", user_id: str, question: str) -> Chosen:
    """Which weights are to answer a question of a user."""
    if memory.backend is None:
        return Chosen(route(question, own=Offer(doubt="no backend is configured")))
    base = await _base(memory.settings.base_model)
    own, mine = await _offer(memory.adapters, user_id, base)
    if own is NONE:
        own = none_yet(await _trainable(memory, Scope(user_id)))
    shared, everybodys = await _offer(memory.adapters, None, base)
    decided = route(question, own=own, shared=shared)
    return Chosen(decided, {"user": mine, "shared": everybodys, "base": None}[decided.level])


async def _trainable(memory: "AsyncMemory", scope: Scope) -> int:
    """How many things a user said that could be trained on."""
    said = int(((await memory.store.candidates(scope)).role == ROLES.index("user")).sum())
    return trained_on(said, HELD_OUT)


async def _base(folder: str | None) -> BaseModel | None:
    return None if folder is None else await to_thread.run_sync(_identified, folder)


def _identified(folder: str) -> BaseModel | None:
    try:
        return identify(Path(folder).expanduser())
    except NotFound:
        return None


async def _offer(adapters: Adapters, user_id: str | None, base: BaseModel | None) -> tuple[Offer, Manifest | None]:
    try:
        found = await adapters.live(user_id)
    except Tampered as error:
        return Offer(doubt=str(error)), None
    if found is None:
        return NONE, None
    if base is None:
        return Offer(found.name, "which base model is served is not known (set base_model)"), None
    if found.needs_rebuild(base):
        return Offer(found.name, f"it was made for another base model, {found.base.name}"), None
    return Offer(found.name), found


async def _adapted(
    backend: Backend, messages: Sequence[ChatMessage], user_id: str, manifest: Manifest, sampling: Sampling
) -> AsyncIterator[str]:
    served = await to_thread.run_sync(_served, manifest)
    async for piece in backend.reply(messages, user=user_id, adapter=served, sampling=sampling):
        yield piece


def _served(manifest: Manifest) -> Served:
    folder = manifest.folder
    paths = [folder / weights.CONFIG, folder / weights.WEIGHTS]
    try:
        digest = settled.digest(paths, lambda: weights.checked(folder, manifest.files))
    except OSError as error:
        raise AdapterRefused(f"{manifest.name}: {error}") from error
    return Served(name=manifest.name, folder=folder, digest=digest)
