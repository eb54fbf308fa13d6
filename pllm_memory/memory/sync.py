"""The same memory for code that does not await: one line a method."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pllm_memory.adapt.backends.base import GREEDY, Sampling
from pllm_memory.adapt.config import TrainConfig
from pllm_memory.adapt.dataset import Dataset
from pllm_memory.adapt.making import Adapted, Told
from pllm_memory.adapt.produce import AdapterProducer
from pllm_memory.adapt.register import Manifest
from pllm_memory.adapt.route import Route
from pllm_memory.config import Settings
from pllm_memory.facts import Entity, Fact, Profile
from pllm_memory.imports import Report
from pllm_memory.items import ItemOperation
from pllm_memory.loop import Loop
from pllm_memory.memory.app import AsyncMemory
from pllm_memory.memory.learning import HELD_OUT
from pllm_memory.memory.move import Moved
from pllm_memory.memory.speak import Answer, Turn
from pllm_memory.memory.user import AsyncUserMemory
from pllm_memory.predicates import Predicate
from pllm_memory.prompts import ChatMessage
from pllm_memory.recall import BALANCED, Strategy, TokenCounter, estimate_tokens
from pllm_memory.remember import Progress
from pllm_memory.remember.read import Given
from pllm_memory.types import Consolidated, Context, Explanation, Forgotten, Hit, Imported, Message, Receipt

if TYPE_CHECKING:
    from networkx import MultiDiGraph


class Memory:
    """`AsyncMemory` for code that does not await; it also works inside a running event loop, and in threads.

    See `AsyncMemory` for the arguments.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        embedder: Any = None,
        llm: Any = None,
        reranker: Any = None,
        backend: Any = None,
        count_tokens: TokenCounter = estimate_tokens,
        predicates: Iterable[Predicate] = (),
        extraction: str | None = None,
        tagger: str | None = None,
        parser: Any = None,
        settings: Settings | None = None,
    ) -> None:
        self._loop = Loop()
        self._memory = AsyncMemory(
            url,
            embedder=embedder,
            llm=llm,
            reranker=reranker,
            backend=backend,
            count_tokens=count_tokens,
            predicates=predicates,
            extraction=extraction,
            tagger=tagger,
            parser=parser,
            settings=settings,
        )

    @property
    def asynchronous(self) -> AsyncMemory:
        """The memory that this one asks; to be awaited in this one's loop only (see `loop`)."""
        return self._memory

    @property
    def loop(self) -> Loop:
        """The event loop in which it is asked."""
        return self._loop

    def for_user(self, user_id: str) -> "UserMemory":
        """See `AsyncMemory.for_user`."""
        return UserMemory(self._memory.for_user(user_id), self._loop)

    def users(self) -> Iterator[str]:
        """See `AsyncMemory.users`."""
        return iter(self._loop.run(self._users))

    async def _users(self) -> list[str]:
        return [user_id async for user_id in self._memory.users()]

    def import_(
        self,
        source: str | Path,
        *,
        user_id: str | None = None,
        session_id: str | None = None,
        progress: Progress | None = None,
    ) -> Imported:
        """See `AsyncMemory.import_`."""
        return self._loop.run(
            lambda: self._memory.import_(source, user_id=user_id, session_id=session_id, progress=progress)
        )

    def import_from(
        self,
        system: str,
        path: str | Path,
        *,
        user_id: str,
        only: str | None = None,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Report:
        """See `AsyncMemory.import_from`."""
        return self._loop.run(
            lambda: self._memory.import_from(
                system, path, user_id=user_id, only=only, dry_run=dry_run, progress=progress
            )
        )

    def copy_to(
        self,
        url: str,
        *,
        users: Iterable[str] | None = None,
        replace: bool = False,
        progress: Progress | None = None,
    ) -> Moved:
        """See `AsyncMemory.copy_to`."""
        return self._loop.run(lambda: self._memory.copy_to(url, users=users, replace=replace, progress=progress))

    def backup(
        self,
        path: str | Path,
        *,
        users: Iterable[str] | None = None,
        replace: bool = False,
        progress: Progress | None = None,
    ) -> Moved:
        """See `AsyncMemory.backup`."""
        return self._loop.run(lambda: self._memory.backup(path, users=users, replace=replace, progress=progress))

    def restore(
        self,
        path: str | Path,
        *,
        users: Iterable[str] | None = None,
        replace: bool = False,
        progress: Progress | None = None,
    ) -> Moved:
        """See `AsyncMemory.restore`."""
        return self._loop.run(lambda: self._memory.restore(path, users=users, replace=replace, progress=progress))

    def reembed(self, *, keep: bool = False, progress: Progress | None = None) -> int:
        """See `AsyncMemory.reembed`."""
        return self._loop.run(lambda: self._memory.reembed(keep=keep, progress=progress))

    def consolidate(self, *, progress: Progress | None = None) -> int:
        """See `AsyncMemory.consolidate`."""
        return self._loop.run(lambda: self._memory.consolidate(progress=progress))

    def adapt(
        self,
        user_ids: Sequence[str] | None = None,
        *,
        method: str = "lora",
        speakers: Mapping[str, str] | None = None,
        base_model: str | Path | None = None,
        config: TrainConfig | None = None,
        progress: Told | None = None,
    ) -> Adapted:
        """See `AsyncMemory.adapt`."""
        return self._loop.run(
            lambda: self._memory.adapt(
                user_ids, method=method, speakers=speakers, base_model=base_model, config=config, progress=progress
            )
        )

    def consolidate_every(self, seconds: float) -> None:
        """See `AsyncMemory.consolidate_every`."""
        self._loop.run(self._consolidate_every, seconds)

    async def _consolidate_every(self, seconds: float) -> None:
        self._memory.consolidate_every(seconds)

    def close(self) -> None:
        """See `AsyncMemory.close`."""
        self._loop.run(self._memory.close)
        self._loop.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class UserMemory:
    """`AsyncUserMemory` for code that does not await."""

    def __init__(self, memory: AsyncUserMemory, loop: Loop) -> None:
        self._memory = memory
        self._loop = loop

    @property
    def user_id(self) -> str:
        """Whose memory this is."""
        return self._memory.user_id

    def remember(
        self,
        messages: Given | Sequence[Given],
        *,
        session_id: str | None = None,
        at: datetime | str | None = None,
        progress: Progress | None = None,
    ) -> Receipt:
        """See `AsyncUserMemory.remember`."""
        return self._loop.run(lambda: self._memory.remember(messages, session_id=session_id, at=at, progress=progress))

    def recall(
        self,
        question: str,
        *,
        limit: int | None = None,
        budget: int | None = None,
        as_of: datetime | str | None = None,
        strategy: Strategy = BALANCED,
    ) -> Context:
        """See `AsyncUserMemory.recall`."""
        return self._loop.run(
            lambda: self._memory.recall(question, limit=limit, budget=budget, as_of=as_of, strategy=strategy)
        )

    def prompt(
        self,
        turn: str | Sequence[Mapping[str, str]],
        *,
        template: str = "retrieval",
        limit: int | None = None,
        budget: int | None = None,
    ) -> list[ChatMessage]:
        """See `AsyncUserMemory.prompt`."""
        return self._loop.run(lambda: self._memory.prompt(turn, template=template, limit=limit, budget=budget))

    def chat(
        self,
        turn: Turn,
        *,
        session_id: str | None = None,
        template: str = "retrieval",
        sampling: Sampling = GREEDY,
    ) -> Answer:
        """See `AsyncUserMemory.chat`."""
        return self._loop.run(
            lambda: self._memory.chat(turn, session_id=session_id, template=template, sampling=sampling)
        )

    def stream(
        self,
        turn: Turn,
        *,
        session_id: str | None = None,
        template: str = "retrieval",
        sampling: Sampling = GREEDY,
    ) -> Iterator[str]:
        """See `AsyncUserMemory.stream`."""
        speech = self._memory.stream(turn, session_id=session_id, template=template, sampling=sampling)
        return self._loop.iterate(speech)

    def route(self, question: str) -> Route:
        """See `AsyncUserMemory.route`."""
        return self._loop.run(self._memory.route, question)

    def facts(
        self,
        about: str | None = None,
        *,
        predicate: str | None = None,
        as_of: datetime | str | None = None,
        valid_at: datetime | str | None = None,
        history: bool = False,
    ) -> list[Fact]:
        """See `AsyncUserMemory.facts`."""
        return self._loop.run(
            lambda: self._memory.facts(about, predicate=predicate, as_of=as_of, valid_at=valid_at, history=history)
        )

    def entities(self, *, kind: str | None = None, as_of: datetime | str | None = None) -> list[Entity]:
        """See `AsyncUserMemory.entities`."""
        return self._loop.run(lambda: self._memory.entities(kind=kind, as_of=as_of))

    def profile(
        self, about: str | None = None, *, budget: int | None = None, as_of: datetime | str | None = None
    ) -> Profile:
        """See `AsyncUserMemory.profile`."""
        return self._loop.run(lambda: self._memory.profile(about, budget=budget, as_of=as_of))

    def graph(
        self, *, as_of: datetime | str | None = None, valid_at: datetime | str | None = None
    ) -> "MultiDiGraph[str]":
        """See `AsyncUserMemory.graph`."""
        return self._loop.run(lambda: self._memory.graph(as_of=as_of, valid_at=valid_at))

    def history(self, fact: Fact | str) -> list[Fact]:
        """See `AsyncUserMemory.history`."""
        return self._loop.run(self._memory.history, fact)

    def correct(self, fact: Fact | str, value: str, *, valid_at: datetime | str | None = None) -> Fact:
        """See `AsyncUserMemory.correct`."""
        return self._loop.run(lambda: self._memory.correct(fact, value, valid_at=valid_at))

    def explain(self, what: Hit | Fact) -> Explanation:
        """See `AsyncUserMemory.explain`."""
        return self._loop.run(self._memory.explain, what)

    def consolidate(self) -> Consolidated:
        """See `AsyncUserMemory.consolidate`."""
        return self._loop.run(self._memory.consolidate)

    def adapt(
        self,
        *,
        method: str = "lora",
        speaker: str | None = None,
        base_model: str | Path | None = None,
        config: TrainConfig | None = None,
        over_shared: bool = True,
        producer: AdapterProducer | None = None,
        template: str = "none",
        progress: Told | None = None,
    ) -> Adapted:
        """See `AsyncUserMemory.adapt`."""
        return self._loop.run(
            lambda: self._memory.adapt(
                method=method,
                speaker=speaker,
                base_model=base_model,
                config=config,
                over_shared=over_shared,
                producer=producer,
                template=template,
                progress=progress,
            )
        )

    def dataset(self, *, speaker: str | None = None, template: str = "none", held_out: float = HELD_OUT) -> Dataset:
        """See `AsyncUserMemory.dataset`."""
        return self._loop.run(lambda: self._memory.dataset(speaker=speaker, template=template, held_out=held_out))

    def adapters(self) -> list[Manifest]:
        """See `AsyncUserMemory.adapters`."""
        return self._loop.run(self._memory.adapters)

    def adapter(self) -> Manifest | None:
        """See `AsyncUserMemory.adapter`."""
        return self._loop.run(self._memory.adapter)

    def rollback_adapter(self) -> Manifest:
        """See `AsyncUserMemory.rollback_adapter`."""
        return self._loop.run(self._memory.rollback_adapter)

    def offer_adapter(self, *, offered: bool = True) -> Manifest:
        """See `AsyncUserMemory.offer_adapter`."""
        return self._loop.run(lambda: self._memory.offer_adapter(offered=offered))

    def forget(self, *ids: str) -> Forgotten:
        """See `AsyncUserMemory.forget`."""
        return self._loop.run(self._memory.forget, *ids)

    def erase(self) -> Forgotten:
        """See `AsyncUserMemory.erase`."""
        return self._loop.run(self._memory.erase)

    def export(self) -> str:
        """See `AsyncUserMemory.export`."""
        return self._loop.run(self._memory.export)

    def items(self, *operations: ItemOperation) -> list[Any]:
        """See `AsyncUserMemory.items`."""
        return self._loop.run(self._memory.items, *operations)

    def messages(self) -> list[Message]:
        """See `AsyncUserMemory.messages`."""
        return self._loop.run(self._memory.messages)
