"""Other memories, each by its own public API, on the same messages with the same embedding model.

None of them is a dependency: one that is not installed is left out, and the report says so. They are as any
user would set them up without an LLM; what each is given is the line "Speaker: text [caption]".
"""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import Any

from anyio import to_thread

from pllm_memory.bench.cases import Case
from pllm_memory.bench.metered import Metered
from pllm_memory.bench.systems import CannotRun, Found, System, line
from pllm_memory.bench.workplace import Workplace
from pllm_memory.models.base import Kind


def _imported(module: str, *, package: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise CannotRun(f"{error}: pip install {package}") from error


class _Bridge:
    """The shared embedder in the shapes that the rivals want: lists of numbers, sync or async.

    What a sync library will ask for is embedded before it is called.
    """

    def __init__(self, meter: Metered) -> None:
        self._meter = meter
        self._ready: dict[str, list[float]] = {}
        self.kind: Kind = "document"

    async def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        return (await self._meter.embed(texts, kind=self.kind)).tolist()

    async def prepare(self, texts: Sequence[str], kind: Kind) -> list[list[float]]:
        self.kind = kind
        vectors = await self.vectors(texts)
        self._ready = {text.strip(): vector for text, vector in zip(texts, vectors, strict=True)}  # as mem0 asks
        return vectors

    def embed(self, text: str, *_: Any, **__: Any) -> list[float]:
        """As mem0 calls its embedding models."""
        return self._ready[text.strip()]

    def embed_batch(self, texts: Sequence[str], *_: Any, **__: Any) -> list[list[float]]:
        """As mem0 calls its embedding models."""
        return [self.embed(text) for text in texts]


class LangGraph:
    """LangGraph's InMemoryStore with a vector index."""

    name = "langgraph"

    def __init__(self, meter: Metered) -> None:
        self._store: Any = _imported("langgraph.store.memory", package="langgraph").InMemoryStore
        self._bridge = _Bridge(meter)
        self._stores: dict[str, Any] = {}

    async def remember(self, case: Case) -> None:
        """One put a message: a batch fails where two messages are equal (1.2.22)."""
        self._bridge.kind = "document"
        dimensions = len((await self._bridge.vectors([line(case.messages[0])]))[0])
        store = self._store(index={"dims": dimensions, "embed": self._bridge.vectors, "fields": ["text"]})
        self._stores[case.user_id] = store
        for message in case.messages:
            value = {"text": line(message), "at": message.at.timestamp()}
            await store.aput(_namespace(case.user_id), message.id, value)

    async def search(self, user_id: str, question: str, *, k: int, at: datetime | None) -> Found:
        """A search of the user's namespace."""
        self._bridge.kind = "query"
        said = {"at": {"$lte": at.timestamp()}} if at else None
        items = await self._stores[user_id].asearch(_namespace(user_id), query=question, limit=k, filter=said)
        return Found(tuple(item.key for item in items), items[0].score if items else 0.0)

    async def forget(self, user_id: str) -> None:
        """Drops the store."""
        self._stores.pop(user_id, None)

    async def close(self) -> None:
        """Nothing is open."""


def _namespace(user_id: str) -> tuple[str]:
    """LangGraph allows no dot in a namespace."""
    return (user_id.replace(".", "_"),)


class LlamaIndex:
    """LlamaIndex's VectorStoreIndex."""

    name = "llamaindex"

    def __init__(self, meter: Metered) -> None:
        self._core = _imported("llama_index.core", package="llama-index-core")
        self._schema = _imported("llama_index.core.schema", package="llama-index-core")
        self._filters = _imported("llama_index.core.vector_stores", package="llama-index-core")
        self._bridge = _Bridge(meter)
        self._indexes: dict[str, Any] = {}

    async def remember(self, case: Case) -> None:
        """One index of nodes that bring their vectors."""
        texts = [line(message) for message in case.messages]
        vectors = await self._bridge.prepare(texts, "document")
        nodes = [
            self._schema.TextNode(text=text, id_=message.id, embedding=vector, metadata={"at": message.at.timestamp()})
            for text, message, vector in zip(texts, case.messages, vectors, strict=True)
        ]
        silent = self._core.MockEmbedding(embed_dim=len(vectors[0]))  # never asked: every node has its vector
        index = partial(self._core.VectorStoreIndex, nodes, embed_model=silent)
        self._indexes[case.user_id] = await to_thread.run_sync(index)

    async def search(self, user_id: str, question: str, *, k: int, at: datetime | None) -> Found:
        """A retriever of the index, with the question's vector."""
        (vector,) = await self._bridge.prepare([question], "query")
        retriever = self._indexes[user_id].as_retriever(similarity_top_k=k, filters=self._said(at))
        nodes = await retriever.aretrieve(self._schema.QueryBundle(question, embedding=vector))
        return Found(tuple(node.node_id for node in nodes), nodes[0].score if nodes else 0.0)

    async def forget(self, user_id: str) -> None:
        """Drops the index."""
        self._indexes.pop(user_id, None)

    async def close(self) -> None:
        """Nothing is open."""

    def _said(self, at: datetime | None) -> Any:
        if at is None:
            return None
        return self._filters.MetadataFilters(
            filters=[self._filters.MetadataFilter(key="at", value=at.timestamp(), operator="<=")]
        )


class Mem0:
    """mem0 with `infer=False` (no LLM) and its default vector store, Qdrant on disk."""

    name = "mem0"

    def __init__(self, meter: Metered) -> None:
        self._place = Workplace()
        # Read when mem0 is imported: without them it calls home, and writes to the home folder.
        os.environ["MEM0_TELEMETRY"] = "False"
        os.environ.setdefault("MEM0_DIR", str(self._place.folder))
        try:
            self._mem0 = _imported("mem0", package="mem0ai")
            _imported("qdrant_client", package="qdrant-client")
        except BaseException:  # whatever went wrong: no folder is left behind
            self._place.close()
            raise
        self._bridge = _Bridge(meter)
        self._memory: Any = None
        self._before = 0

    async def remember(self, case: Case) -> None:
        """One add a message: that is how an agent calls it."""
        self._before = self._place.size()
        vectors = await self._bridge.prepare([line(message) for message in case.messages], "document")
        await to_thread.run_sync(self._add, case, len(vectors[0]))

    async def search(self, user_id: str, question: str, *, k: int, at: datetime | None) -> Found:
        """A search without mem0's threshold, which would cut rankings short."""
        await self._bridge.prepare([question], "query")
        said = {"at": {"lte": at.timestamp()}} if at else {}
        search = partial(self._memory.search, question, top_k=k, threshold=0.0, filters={"user_id": user_id, **said})
        found: list[dict[str, Any]] = (await to_thread.run_sync(search))["results"]
        ids = tuple(item["metadata"]["message_id"] for item in found)
        return Found(ids, float(found[0]["score"]) if found else 0.0)

    async def forget(self, user_id: str) -> None:
        """Deletes all of the user."""
        await to_thread.run_sync(partial(self._memory.delete_all, user_id=user_id))

    async def bytes_on_disk(self, user_id: str) -> int:
        """How much its folder has grown with this user: deleting does not shrink it."""
        del user_id
        return self._place.size() - self._before

    async def close(self) -> None:
        """Closes Qdrant, and removes the folder."""
        try:
            if self._memory is not None:
                self._memory.vector_store.client.close()
        finally:
            self._place.close()

    def _add(self, case: Case, dimensions: int) -> None:
        self._memory = self._memory or self._opened(dimensions)
        for message in case.messages:
            metadata = {"message_id": message.id, "at": message.at.timestamp()}
            self._memory.add(line(message), user_id=case.user_id, metadata=metadata, infer=False)

    def _opened(self, dimensions: int) -> Any:
        # It insists on a client for an LLM and an embedder. Neither is ever called: the one by infer=False, the
        # other because ours takes its place.
        unused = {"provider": "openai", "config": {"api_key": "unused"}}
        store = {"path": str(self._place.folder / "qdrant"), "embedding_model_dims": dimensions, "on_disk": True}
        memory = self._mem0.Memory.from_config(
            {
                "llm": unused,
                "embedder": unused,
                "vector_store": {"provider": "qdrant", "config": store},
                "history_db_path": str(self._place.folder / "history.db"),
            }
        )
        memory.embedding_model = self._bridge
        return memory


RIVALS: Mapping[str, Callable[[Metered], System]] = {"langgraph": LangGraph, "llamaindex": LlamaIndex, "mem0": Mem0}
"""The systems by name. One that is not installed raises `CannotRun`."""
