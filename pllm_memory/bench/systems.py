"""The systems that are compared, behind one narrow protocol: ours, and the baselines that anyone can build."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

import numpy as np

from pllm_memory.bench.cases import Case
from pllm_memory.bench.workplace import Workplace
from pllm_memory.config import Settings
from pllm_memory.memory import AsyncMemory
from pllm_memory.models.base import LLM, Embedder, Reranker, Vectors
from pllm_memory.recall import Strategy, estimate_tokens
from pllm_memory.stores.columns import Floats
from pllm_memory.text import terms
from pllm_memory.types import Context, Message

TOKENS_A_HIT = 20
"""A budget of so many times that many tokens is never filled by fewer hits: dated lines are longer."""


class CannotRun(Exception):
    """A system cannot take part in a run; the report says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """A ranking of message ids, and, where the system has one, how sure it is that the answer is there."""

    ranked: tuple[str, ...]
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Packed:
    """What a model gets to read: the messages in it, its text and its length in tokens."""

    message_ids: tuple[str, ...]
    text: str
    tokens: int


class System(Protocol):
    """Something that remembers messages and finds them again."""

    @property
    def name(self) -> str:
        """What reports call it."""
        ...

    async def remember(self, case: Case) -> None:
        """Stores the messages of a case under its user id."""
        ...

    async def search(self, user_id: str, question: str, *, k: int, at: datetime | None) -> Found:
        """The first k messages for a question, of those that had been said by `at`."""
        ...

    async def forget(self, user_id: str) -> None:
        """The case is over; its room is needed."""
        ...

    async def close(self) -> None:
        """The run is over."""
        ...


@runtime_checkable
class Packs(Protocol):
    """A system that packs a context itself. For all others the ranking is packed line by line."""

    async def pack(self, user_id: str, question: str, *, budget: int, at: datetime | None) -> Packed:
        """The context for a question, of at most `budget` tokens."""
        ...


@runtime_checkable
class Weighs(Protocol):
    """A system that keeps its memory on disk."""

    async def bytes_on_disk(self, user_id: str) -> int:
        """How much room the memory of a user takes."""
        ...


def line(message: Message) -> str:
    """A message as every rival is given it: "Speaker: text [caption]"."""
    return f"{message.speaker}: {message.content}" + (f" [{message.caption}]" if message.caption else "")


def dated_line(message: Message) -> str:
    """The same, with the day: as a model gets to read it."""
    return f"{message.at:%Y-%m-%d} {line(message)}"


def fill(messages: Mapping[str, Message], ranked: Sequence[str], budget: int) -> Packed:
    """The best messages that fit; one that is too long leaves its place to the next."""
    chosen: list[str] = []
    left = budget
    for id_ in ranked:
        cost = estimate_tokens(dated_line(messages[id_])) + 1  # the line break
        if cost <= left:
            chosen.append(id_)
            left -= cost
    text = "\n".join(dated_line(messages[id_]) for id_ in chosen)
    return Packed(tuple(chosen), text, budget - left)


# ── ours ─────────────────────────────────────────────────────────────────────────────────────────────


class Ours:
    """This library, by its public API, on a folder of its own, or on the database that the URL names."""

    def __init__(
        self,
        embedder: Embedder | None,
        strategy: Strategy,
        *,
        reranker: Reranker | None = None,
        llm: LLM | None = None,
        name: str = "ours",
        url: str | None = None,
        tagger: str = "none",
    ) -> None:
        self.name = name
        self._strategy = strategy
        self._place = Workplace()
        given: Any = embedder if embedder is not None and strategy.semantic else "none"
        where = url or f"sqlite:///{self._place.folder}"
        self._memory = AsyncMemory(
            where, embedder=given, reranker=reranker, llm=llm, tagger=tagger, settings=Settings()
        )

    async def remember(self, case: Case) -> None:
        """Remembers all messages in one call."""
        await self._memory.for_user(case.user_id).remember(case.messages)

    async def search(self, user_id: str, question: str, *, k: int, at: datetime | None) -> Found:
        """Recalls with the default budget."""
        context = await self._recall(user_id, question, limit=k, budget=None, at=at)
        ids = dict.fromkeys(id_ for hit in context.hits for id_ in hit.message_ids)
        return Found(tuple(ids), _confidence(context))

    async def pack(self, user_id: str, question: str, *, budget: int, at: datetime | None) -> Packed:
        """Recalls with as many hits as the budget can hold."""
        context = await self._recall(user_id, question, limit=budget // TOKENS_A_HIT, budget=budget, at=at)
        return Packed(context.packed, str(context), context.tokens)

    async def bytes_on_disk(self, user_id: str) -> int:
        """The size of the folder: it holds this user alone, and the catalog."""
        del user_id
        return self._place.size()

    async def forget(self, user_id: str) -> None:
        """Erases the user."""
        await self._memory.for_user(user_id).erase()

    async def close(self) -> None:
        """Removes the folder."""
        try:
            await self._memory.close()
        finally:
            self._place.close()

    async def _recall(
        self, user_id: str, question: str, *, limit: int, budget: int | None, at: datetime | None
    ) -> Context:
        memory = self._memory.for_user(user_id)
        return await memory.recall(question, limit=limit, budget=budget, as_of=at, strategy=self._strategy)


def _confidence(context: Context) -> float | None:
    """What the context says of itself; until it says something, the score of its best hit, which is absolute."""
    said: float | None = getattr(context, "confidence", None)
    best = context.hits[0].score if context.hits else 0.0
    return best if said is None else said


# ── baselines ────────────────────────────────────────────────────────────────────────────────────────


class _Kept:
    """What every baseline does: keep the messages of a user in memory, and forget them."""

    def __init__(self) -> None:
        self._messages: dict[str, tuple[Message, ...]] = {}

    async def forget(self, user_id: str) -> None:
        self._messages.pop(user_id, None)

    async def close(self) -> None:
        self._messages.clear()

    def _said(self, user_id: str, at: datetime | None) -> list[bool]:
        return [at is None or message.at <= at for message in self._messages[user_id]]

    def _best(self, user_id: str, scores: Floats, k: int, at: datetime | None) -> tuple[str, ...]:
        allowed = np.where(np.asarray(self._said(user_id, at), np.bool_), scores, -np.inf)
        rows: list[int] = np.argsort(-allowed, kind="stable")[:k].tolist()
        messages = self._messages[user_id]
        return tuple(messages[row].id for row in rows if allowed[row] > -np.inf)


class AllMessages(_Kept):
    """Everything, the newest first: what an agent without a memory puts into its context, until it is full."""

    name = "all_messages"

    async def remember(self, case: Case) -> None:
        """Keeps them."""
        self._messages[case.user_id] = case.messages

    async def search(self, user_id: str, question: str, *, k: int, at: datetime | None) -> Found:
        """The newest k, whatever is asked."""
        del question
        newest = np.arange(len(self._messages[user_id]), dtype=np.float32)
        return Found(self._best(user_id, newest, k, at))


class Bm25(_Kept):
    """Classic BM25 (k1 = 1.2, b = 0.75) over stemmed words of speaker, date, text and caption."""

    name = "bm25"
    k1 = 1.2
    b = 0.75

    def __init__(self) -> None:
        super().__init__()
        self._postings: dict[str, dict[str, list[tuple[int, int]]]] = {}
        self._lengths: dict[str, Floats] = {}

    async def remember(self, case: Case) -> None:
        """Counts the words."""
        self._messages[case.user_id] = case.messages
        documents = [terms(f"{line(m)} {m.at.day} {m.at:%B %Y}") for m in case.messages]
        postings: dict[str, list[tuple[int, int]]] = {}
        for row, document in enumerate(documents):
            for term, count in Counter(document).items():
                postings.setdefault(term, []).append((row, count))
        self._postings[case.user_id] = postings
        self._lengths[case.user_id] = np.asarray([len(document) for document in documents], np.float32)

    async def search(self, user_id: str, question: str, *, k: int, at: datetime | None) -> Found:
        """Ranks by BM25; the confidence is the best score."""
        scores = self._scores(user_id, question)
        found = self._best(user_id, np.where(scores > 0, scores, -np.inf), k, at)
        return Found(found, float(scores.max(initial=0)))

    async def forget(self, user_id: str) -> None:
        """Drops the index."""
        await super().forget(user_id)
        self._postings.pop(user_id, None)
        self._lengths.pop(user_id, None)

    def _scores(self, user_id: str, question: str) -> Floats:
        lengths = self._lengths[user_id]
        norms = self.k1 * (1 - self.b + self.b * lengths / max(float(lengths.mean()), 1.0))
        scores = np.zeros(len(lengths), np.float32)
        for term in set(terms(question)):
            posting = self._postings[user_id].get(term)
            if posting:
                rows, counts = np.asarray(posting).T
                idf = np.log1p((len(lengths) - len(rows) + 0.5) / (len(rows) + 0.5))
                scores[rows] += idf * counts * (self.k1 + 1) / (counts + norms[rows])
        return scores


class Embeddings(_Kept):
    """The cosine of the same embedding model, over "Speaker: text [caption]": the usual vector store."""

    name = "embeddings"

    def __init__(self, embedder: Embedder) -> None:
        super().__init__()
        self._embedder = embedder
        self._vectors: dict[str, Vectors] = {}

    async def remember(self, case: Case) -> None:
        """Embeds them."""
        self._messages[case.user_id] = case.messages
        self._vectors[case.user_id] = await self._embedder.embed([line(m) for m in case.messages], kind="document")

    async def search(self, user_id: str, question: str, *, k: int, at: datetime | None) -> Found:
        """Ranks by cosine; the confidence is the best one."""
        scores = self._vectors[user_id] @ (await self._embedder.embed([question], kind="query"))[0]
        return Found(self._best(user_id, scores, k, at), float(scores.max(initial=0)))

    async def forget(self, user_id: str) -> None:
        """Drops the vectors."""
        await super().forget(user_id)
        self._vectors.pop(user_id, None)
