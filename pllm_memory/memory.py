"""The facade: wiring only. `AsyncMemory` is the memory; `Memory` is the same for code that does not await.

memory = Memory()
ada = memory.for_user("ada")
ada.remember("I moved to Lyon in May.")
print(ada.recall("Where do I live?"))
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from pllm_memory import recall as recall_
from pllm_memory import remember as remember_
from pllm_memory.config import Settings
from pllm_memory.errors import EmbedderMismatch, InvalidInput, NotFound
from pllm_memory.loop import Loop
from pllm_memory.models import open_embedder, open_llm, open_reranker
from pllm_memory.models.base import LLM, Closable, Embedder, Reranker
from pllm_memory.prompts import ChatMessage, render
from pllm_memory.recall import BALANCED, Strategy, TokenCounter, estimate_tokens
from pllm_memory.recall.explain import explain
from pllm_memory.remember import Progress
from pllm_memory.remember.read import Given, conflicts, read_messages, read_text
from pllm_memory.stores import open_store
from pllm_memory.stores.base import Changes, Embedded, Store
from pllm_memory.stores.columns import Candidates
from pllm_memory.text import embeddable
from pllm_memory.types import (
    Context,
    Explanation,
    Forgotten,
    Hit,
    Imported,
    Message,
    Receipt,
    Scope,
    now,
    utc,
)


class AsyncMemory:
    """The memory of all users of an application.

    Args:
        url: Where it is kept: "sqlite:///./memories", or nothing for a folder in the platform's data folder.
        embedder: "local", "wordllama", "openai:MODEL", "sentence-transformers:MODEL", "none", or an object:
            our `Embedder`, a LangChain `Embeddings`, a LlamaIndex embedding, or a function from texts to vectors.
        llm: "openai:MODEL", or an object: our `LLM`, a LangChain chat model, or a LlamaIndex LLM; asked by the
            command `chat`, and to rephrase the question by the strategy `THOROUGH`, nowhere else.
        reranker: "cross-encoder:MODEL_OR_FOLDER", "flashrank:MODEL", or an object or function that scores texts
            for a question; asked by the strategy `THOROUGH`, nowhere else.
        count_tokens: How many tokens a text takes in the model that will read it.
        settings: Defaults for all of this, from the environment and a TOML file (see `config.Settings`).

    Raises:
        ConfigError: If the URL or a name means nothing.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        embedder: Any = None,
        llm: Any = None,
        reranker: Any = None,
        count_tokens: TokenCounter = estimate_tokens,
        settings: Settings | None = None,
    ) -> None:
        settings = settings or Settings.load()
        self.settings = replace(settings, url=url) if url else settings
        self.store: Store = open_store(self.settings)
        self.embedder: Embedder | None = open_embedder(settings.embedder if embedder is None else embedder)
        self.llm: LLM | None = open_llm(settings.llm if llm is None else llm)
        self.reranker: Reranker | None = open_reranker(settings.reranker if reranker is None else reranker)
        self.count_tokens = count_tokens

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
        exported_from, text = _header(_text(source))
        scope = Scope(user_id if user_id is not None else exported_from or "")
        found, rejected = read_text(text, session_id=session_id)
        stored = await self.store.messages(scope, ids=[message.id for message in found.values()])
        taken = conflicts(found, stored)
        refused = tuple(sorted([*rejected, *taken], key=lambda item: item.line))
        messages = [found[line] for line in sorted(found.keys() - {item.line for item in taken})]
        if not messages:
            return Imported(rejected=refused)
        receipt = await remember_.remember(self.store, self.embedder, scope, messages, progress=progress)
        return Imported(receipts=(receipt,), rejected=refused)

    async def reembed(self, *, progress: Progress | None = None) -> int:
        """Makes the vectors of every user again with the embedder in use; returns how many users that were.

        Each user's vectors change in one transaction, so a recall meanwhile uses the old ones or the new ones,
        never a mixture. It can be stopped and started again.
        """
        done = 0
        everybody = [user_id async for user_id in self.users()]
        for number, user_id in enumerate(everybody, start=1):
            done += await self._reembed(Scope(user_id))
            if progress:
                progress(number, len(everybody))
        return done

    async def close(self) -> None:
        """Lets go of files and connections."""
        await self.store.close()
        for model in (self.embedder, self.llm, self.reranker):
            if isinstance(model, Closable):
                await model.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _reembed(self, scope: Scope) -> bool:
        if self.embedder is None:
            return False
        fingerprint = await self.embedder.fingerprint()
        if (await self.store.candidates(scope)).fingerprint == fingerprint:
            return False
        messages = await self.store.messages(scope)
        vectors = await self.embedder.embed([embeddable(message) for message in messages], kind="document")
        embedded = Embedded(tuple(message.id for message in messages), vectors)
        await self.store.reembed(scope, embedded, fingerprint=fingerprint)
        return True


class AsyncUserMemory:
    """The memory of one user: every call reads and writes theirs, and nobody else's."""

    def __init__(self, memory: AsyncMemory, scope: Scope) -> None:
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
        return await remember_.remember(memory.store, memory.embedder, self._scope, found, progress=progress)

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
            InvalidTime: If `as_of` has no zone.
            EmbedderMismatch: If this memory was embedded by another model.
            ModelError: If a model fails that takes part; the LLM may, and the question stays as it was.
        """
        memory = self._memory
        return await recall_.recall(
            memory.store,
            memory.embedder,
            self._scope,
            await self._candidates(memory.embedder if strategy.semantic else None),
            question,
            limit=memory.settings.limit if limit is None else limit,
            budget=memory.settings.budget if budget is None else budget,
            as_of=None if as_of is None else utc(as_of, what="as_of"),
            strategy=strategy,
            reranker=memory.reranker,
            llm=memory.llm,
            count_tokens=memory.count_tokens,
        )

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
            template: "retrieval", "none", or the text of a template of your own.
            limit: See `recall`.
            budget: See `recall`.

        Raises:
            ConfigError: If there is no such template.
        """
        if template == "none":
            return render(template, None, turn)
        question = turn if isinstance(turn, str) else turn[-1]["content"]
        return render(template, await self.recall(question, limit=limit, budget=budget), turn)

    async def explain(self, hit: Hit) -> Explanation:
        """Why a hit was found: its evidence, and what each retriever said of it.

        Raises:
            NotFound: If what it is evidence of has been forgotten since.
        """
        evidence = await self._memory.store.messages(self._scope, ids=hit.message_ids)
        if not evidence:
            raise NotFound(f"message {', '.join(hit.message_ids)} is not remembered any more")
        return explain(hit, evidence)

    async def forget(self, *message_ids: str) -> Forgotten:
        """Removes messages for good, with all that was derived from them. It cannot be undone.

        Raises:
            NotFound: If one of them is not remembered; then nothing is removed.
        """
        known = {message.id for message in await self._memory.store.messages(self._scope, ids=message_ids)}
        missing = [id_ for id_ in message_ids if id_ not in known]
        if missing or not message_ids:
            raise NotFound(
                f"nothing is remembered under {', '.join(map(repr, missing)) or 'no id'}; nothing was removed"
            )
        applied = await self._memory.store.apply(self._scope, Changes(forget=message_ids, created_at=now()))
        return Forgotten(user_id=self.user_id, message_ids=applied.forgotten, messages=len(applied.forgotten))

    async def erase(self) -> Forgotten:
        """Removes this user for good: messages, indexes, vectors, logs. Erasing nobody is no error."""
        return await self._memory.store.erase(self._scope)

    async def export(self) -> str:
        """Everything that is remembered of this user, as JSON lines that `import_` reads."""
        messages = await self._memory.store.messages(self._scope)
        header = {"format": "pllm-memory", "version": 1, "user_id": self.user_id}
        rows = [header, *(message.to_dict() for message in messages)]
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)

    async def messages(self) -> list[Message]:
        """Everything that was said, by time."""
        return await self._memory.store.messages(self._scope)

    async def _candidates(self, embedder: Embedder | None) -> Candidates:
        """What there is; before vectors are compared, they must be of one model, and none may be missing."""
        store = self._memory.store
        candidates = await store.candidates(self._scope)
        if embedder is None or candidates.fingerprint is None:
            return candidates
        fingerprint = await embedder.fingerprint()
        if candidates.fingerprint != fingerprint:
            raise EmbedderMismatch(stored=candidates.fingerprint, given=fingerprint)
        if not candidates.pending:
            return candidates
        await remember_.finish(store, embedder, self._scope)
        return await store.candidates(self._scope)


def _text(source: str | Path) -> str:
    if isinstance(source, str):
        return source
    try:
        return source.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {source}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{source} cannot be read as UTF-8 text: {error}") from error


def _header(text: str) -> tuple[str | None, str]:
    """The user that an export names in its first line, and the text with that line blank, so that numbers stay."""
    first, _, rest = text.partition("\n")
    try:
        header: Any = json.loads(first)
    except ValueError:
        return None, text
    if isinstance(header, dict) and "format" in header:
        return str(cast("dict[str, Any]", header).get("user_id", "")), "\n" + rest
    return None, text


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
        count_tokens: TokenCounter = estimate_tokens,
        settings: Settings | None = None,
    ) -> None:
        self._loop = Loop()
        self._memory = AsyncMemory(
            url, embedder=embedder, llm=llm, reranker=reranker, count_tokens=count_tokens, settings=settings
        )

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

    def reembed(self, *, progress: Progress | None = None) -> int:
        """See `AsyncMemory.reembed`."""
        return self._loop.run(lambda: self._memory.reembed(progress=progress))

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

    def explain(self, hit: Hit) -> Explanation:
        """See `AsyncUserMemory.explain`."""
        return self._loop.run(self._memory.explain, hit)

    def forget(self, *message_ids: str) -> Forgotten:
        """See `AsyncUserMemory.forget`."""
        return self._loop.run(self._memory.forget, *message_ids)

    def erase(self) -> Forgotten:
        """See `AsyncUserMemory.erase`."""
        return self._loop.run(self._memory.erase)

    def export(self) -> str:
        """See `AsyncUserMemory.export`."""
        return self._loop.run(self._memory.export)

    def messages(self) -> list[Message]:
        """See `AsyncUserMemory.messages`."""
        return self._loop.run(self._memory.messages)
