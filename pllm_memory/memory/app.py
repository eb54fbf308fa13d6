"""The memory of all users of an application."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pllm_memory import remember as remember_
from pllm_memory.adapt.adapters import Adapters
from pllm_memory.adapt.backends import Backend, open_backend
from pllm_memory.adapt.config import TrainConfig
from pllm_memory.adapt.making import Adapted, Told
from pllm_memory.config import Settings
from pllm_memory.errors import ConfigError, InvalidInput, PllmError
from pllm_memory.imports import Report
from pllm_memory.memory import adapting, models, move, transfer
from pllm_memory.memory import items as items_
from pllm_memory.memory.bring import bring
from pllm_memory.memory.known import Known
from pllm_memory.memory.move import Moved
from pllm_memory.memory.user import AsyncUserMemory
from pllm_memory.models import open_embedder, open_llm, open_reranker
from pllm_memory.models.base import LLM, Closable, Embedder, Reranker
from pllm_memory.models.local import LocalEmbedder
from pllm_memory.predicates import Predicate, registry
from pllm_memory.recall import TokenCounter, estimate_tokens
from pllm_memory.remember import Progress
from pllm_memory.remember.nlp import open_grammar
from pllm_memory.remember.read import conflicts, read_text
from pllm_memory.remember.tagger import open_tagger
from pllm_memory.stores import open_store
from pllm_memory.stores.base import Changes, Store
from pllm_memory.types import Imported, Scope, now

if TYPE_CHECKING:  # the rules are loaded when the first message is read
    from pllm_memory.remember.extract.annotators import Annotators

_log = logging.getLogger(__name__)


class AsyncMemory:
    """The memory of all users of an application.

    Args:
        url: Where it is kept: "sqlite:///./memories", "postgresql://pllm_app:PASSWORD@HOST/DATABASE", or nothing for a
            folder in the platform's data folder.
        embedder: "local", "wordllama", "openai:MODEL", "sentence-transformers:MODEL", "none", or an object:
            our `Embedder`, a LangChain `Embeddings`, a LlamaIndex embedding, or a function from texts to vectors.
        llm: "openai:MODEL", or an object: our `LLM`, a LangChain chat model, or a LlamaIndex LLM; asked by
            `chat` where no backend answers, and to rephrase the question by the strategy `THOROUGH`, nowhere else.
        backend: "local", "vllm:URL" or an object (see `adapt.backends`): what answers in `chat`, with the user's
            adapter where there is one.
        reranker: "cross-encoder:MODEL_OR_FOLDER", "flashrank:MODEL", or an object or function that scores texts
            for a question; asked by the strategy `THOROUGH`, nowhere else.
        count_tokens: How many tokens a text takes in the model that will read it.
        extraction: What reads messages: "rules" (default); "llm": the LLM too, before `remember` returns; or
            "llm-later": the LLM too, when the memory is consolidated.
        tagger: Whether a small model marks what messages tell, besides the rules: "auto" (default): where the local
            embedder embeds, whose model it is; "local"; or "none".
        parser: What parses sentences, so that more is read out of them than by rules alone: "none" (default);
            "spacy": the pipeline of the extra `nlp`; "spacy:PACKAGE": another English one; "auto": that of the extra
            where it is installed; or an object: a spaCy pipeline, or our `Parser`.
        predicates: Predicates of your own, or other values for ours (see `predicates.Predicate`).
        settings: Defaults for all of this, from the environment and a TOML file (see `config.Settings`).

    Raises:
        ConfigError: If the URL or a name means nothing.
        MissingExtra: If what it names needs a package that is not installed.
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
        settings = settings or Settings.load()
        given = {name: value for name, value in (("url", url), ("extraction", extraction)) if value}
        self.settings = settings.replaced(**given)
        self.store: Store = open_store(self.settings)
        self.embedder: Embedder | None = open_embedder(settings.embedder if embedder is None else embedder)
        self.model: str | None = None  # the embedder's fingerprint, once it was asked for
        self.llm: LLM | None = open_llm(settings.llm if llm is None else llm)
        if self.settings.extraction != "rules" and self.llm is None:
            raise ConfigError(f"extraction is {self.settings.extraction!r}, but there is no LLM: give llm=…")
        self.reranker: Reranker | None = open_reranker(settings.reranker if reranker is None else reranker)
        self.backend: Backend | None = open_backend(
            settings.backend if backend is None else backend, base_model=settings.base_model, device=settings.device
        )
        self.count_tokens = count_tokens
        self.llm_name = settings.llm if llm is None else llm if isinstance(llm, str) else type(llm).__name__
        self._background: asyncio.Task[None] | None = None
        self.annotators = _annotators(
            settings.tagger if tagger is None else tagger,
            settings.parser if parser is None else parser,
            embeds=isinstance(self.embedder, LocalEmbedder),
        )
        self.known = Known(self.store, registry(predicates), self.annotators)
        self.adapters = Adapters(self.settings.adapters_folder(), self.store, self.known.mistaken)

    def for_user(self, user_id: str) -> "AsyncUserMemory":
        """The memory of one user. Nothing is read or written yet.

        Raises:
            InvalidUserId: If the id cannot be one.
        """
        return AsyncUserMemory(self, Scope(user_id))

    def users(self) -> AsyncIterator[str]:
        """The ids of all users that have a memory, in the order they came."""
        return self.store.users()

    async def import_(
        self,
        source: str | Path,
        *,
        user_id: str | None = None,
        session_id: str | None = None,
        progress: Progress | None = None,
    ) -> Imported:
        """Reads what `export` wrote, or any JSON lines or JSON array of messages.

        What cannot be read, or has the id of another message, is refused with its line; all else is remembered.

        Args:
            source: The text, or a path to it.
            user_id: Whose memory it becomes; by default that of the user it was exported from.
            session_id: The conversation of messages that do not say; a new one by default.
            progress: Called with how many messages are embedded, and how many there are.

        Raises:
            NotFound: If there is no such file.
            InvalidUserId: If neither the source nor the caller says whose memory it is.
        """
        found = transfer.read(source)
        scope = Scope(user_id if user_id is not None else found.user_id or "")
        messages, rejected = read_text(found.text, session_id=session_id)
        stored = await self.store.messages(scope, ids=[message.id for message in messages.values()])
        taken = conflicts(messages, stored)
        refused = tuple(sorted([*rejected, *found.rejected, *taken], key=lambda item: item.line))
        new = [messages[line] for line in sorted(messages.keys() - {item.line for item in taken})]
        receipts = ()
        if new:
            receipts = (
                await remember_.remember(
                    self.store, self.embedder, scope, new, annotators=self.annotators, progress=progress
                ),
            )
        await self._import_readings(scope, found)
        await items_.import_(self.store, scope, found.items)
        return Imported(receipts=receipts, rejected=refused)

    async def import_from(
        self,
        system: str,
        path: str | Path,
        *,
        user_id: str,
        only: str | None = None,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Report:
        """Reads what another system has remembered; it can be repeated, nothing is doubled.

        Args:
            system: "chatgpt", "claude", "langgraph", "mem0", "zep", "graphiti", "letta" or "mcp-memory".
            path: Its file, as it comes; of ChatGPT and Claude also the zip file.
            user_id: Whose memory it becomes.
            only: Only what is of this user id, or namespace, in the file.
            dry_run: Only say what is there.
            progress: Called with how many messages are kept, and how many there are.

        Returns:
            What was found, what is new, and what was skipped, where and why.

        Raises:
            ConfigError: If there is no reader for such a system.
            NotFound: If there is no such file.
            InvalidInput: If it is no such file, or is of several users and `only` does not say whose is meant.
        """
        scope = Scope(user_id)
        return await bring(
            self.store, self.embedder, scope, system, Path(path), only=only, dry_run=dry_run,
            annotators=self.annotators, progress=progress,
        )  # fmt: skip

    async def copy_to(
        self,
        url: str,
        *,
        users: Iterable[str] | None = None,
        replace: bool = False,
        progress: Progress | None = None,
    ) -> Moved:
        """Copies users' whole memories to another place, of the same kind or another; both are compared afterwards.

        Each user comes over whole or not at all, so it can be stopped anywhere and repeated: who is there already with
        the same memory is left alone. No model is asked: vectors are copied.

        Args:
            url: Where to: "sqlite:///…" or "postgresql://…".
            users: Whose; everybody's by default.
            replace: Whether another memory that is there may be replaced; otherwise it stays, and is reported.
            progress: Called with how many users are done, and how many there are.

        Returns:
            What became of each user.

        Raises:
            NotFound: If there is no such user.
            StoreError: If a database fails; users that are done stay done.
        """
        await self.known.keep_recalls()
        destination = open_store(self.settings.replaced(url=url))
        try:
            return await move.move(self.store, destination, users=users, replace=replace, progress=progress)
        finally:
            await destination.close()

    async def backup(
        self,
        path: str | Path,
        *,
        users: Iterable[str] | None = None,
        replace: bool = False,
        progress: Progress | None = None,
    ) -> Moved:
        """Writes users' whole memories to a file (docs/moving.md says what is in it); each is of one moment.

        Args:
            path: The file, which is there when all are in it.
            users: Whose; everybody's by default.
            replace: Whether a file that is there already may be replaced.
            progress: Called with how many users are done, and how many there are.

        Raises:
            NotFound: If there is no such user.
            Conflict: If there is a file already.
        """
        await self.known.keep_recalls()
        return await move.back_up(self.store, Path(path), users=users, replace=replace, progress=progress)

    async def restore(
        self,
        path: str | Path,
        *,
        users: Iterable[str] | None = None,
        replace: bool = False,
        progress: Progress | None = None,
    ) -> Moved:
        """Makes users' memories what they are in a backup; it can be stopped anywhere and repeated.

        The file is read through first: one that was cut off or changed restores nothing.

        Args:
            path: What `backup` wrote.
            users: Whose; everybody's by default.
            replace: Whether another memory that is there may be replaced; otherwise it stays, and is reported.
            progress: Called with how many users are done, and how many there are.

        Raises:
            NotFound: If there is no such file, or no such user in it.
            StoreCorrupt: If it is damaged, with the place.
        """
        return await move.restore(Path(path), self.store, users=users, replace=replace, progress=progress)

    async def _import_readings(self, scope: Scope, found: transfer.Export) -> None:
        if found.readings:
            await self.store.apply(scope, Changes(readings=found.readings, created_at=now()))
        if found.withdrawn:
            statements = (await self.store.statements(scope)).items
            again = tuple(statement for statement in statements if statement.id in found.withdrawn)
            await self.store.apply(scope, Changes(withdraw=again, created_at=now()))

    async def consolidate(self, *, progress: Progress | None = None) -> int:
        """Tidies up the memory of every user (see `AsyncUserMemory.consolidate`); returns how many users that were."""
        everybody = [user_id async for user_id in self.users()]
        for number, user_id in enumerate(everybody, start=1):
            await self.for_user(user_id).consolidate()
            if progress:
                progress(number, len(everybody))
        return len(everybody)

    async def reembed(self, *, keep: bool = False, progress: Progress | None = None) -> int:
        """Makes the vectors of every user again with the embedder in use; returns how many users that were.

        They are made a batch at a time, beside the old ones. When a user has all of them, the old ones go, in one
        transaction. It can be stopped and started again, and goes on where it was.

        Args:
            keep: Whether the old ones stay, so that processes with the old model find all that is theirs: until none
                is left, and `reembed` is called once more without it (docs/moving.md says how to roll over).
            progress: Called with how many users are done, and how many there are.

        Raises:
            ModelError: If the model fails.
        """
        done = 0
        everybody = [user_id async for user_id in self.users()] if self.embedder else []
        for number, user_id in enumerate(everybody, start=1):
            assert self.embedder is not None
            done += await models.reembed(self.store, self.embedder, Scope(user_id), keep=keep)
            if progress:
                progress(number, len(everybody))
        return done

    async def adapt(
        self,
        user_ids: Sequence[str] | None = None,
        *,
        method: str = "lora",
        speakers: Mapping[str, str] | None = None,
        base_model: str | Path | None = None,
        config: TrainConfig | None = None,
        progress: Told | None = None,
    ) -> Adapted:
        """Makes the shared adapter, of the words of many users, and lets it answer if it is proven.

        It answers those who have none of their own, and theirs are trained on top of it. When one of its users forgets
        what it was trained on, it goes, and what was trained on top of it.

        Args:
            user_ids: Of whose words; those of all by default.
            method: "lora" or "tiny".
            speakers: Of each user, the name, where several people speak in their memory.
            base_model: See `AsyncUserMemory.adapt`.
            config: How to train; where there is one, its `method` is taken.
            progress: See `AsyncUserMemory.adapt`.

        Raises:
            InvalidInput: If there is nothing to train on.
        """
        everybody = tuple(user_ids) if user_ids is not None else tuple([user_id async for user_id in self.users()])
        wanted = adapting.Wanted(method=method, config=config, base_model=base_model, speakers=speakers or {})
        return await adapting.adapt(self, everybody, shared=True, wanted=wanted, told=progress)

    def consolidate_every(self, seconds: float) -> None:
        """Consolidates in the background, until the memory is closed. A failure is logged, and tried again.

        Raises:
            InvalidInput: If the time is not above 0.
            RuntimeError: If no event loop runs.
        """
        if not seconds > 0:
            raise InvalidInput(f"the time between two consolidations must be above 0, not {seconds}")
        if self._background:
            self._background.cancel()
        self._background = asyncio.get_running_loop().create_task(self._consolidate_forever(seconds))

    async def _consolidate_forever(self, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await self.consolidate()
            except PllmError as error:
                _log.warning("consolidating in the background failed, and is tried again: %s", error)

    async def close(self) -> None:
        """Lets go of files and connections."""
        if self._background:
            self._background.cancel()
        await self.known.keep_recalls()
        await self.store.close()
        for model in (self.embedder, self.llm, self.reranker, self.backend):
            if isinstance(model, Closable):
                await model.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _annotators(tagger: str, parser: Any, *, embeds: bool) -> "Annotators":
    """What reads besides the rules: what is surer first, for a later one only adds to what was read."""
    return tuple(one for one in (open_tagger(tagger, embeds=embeds), open_grammar(parser)) if one)
