"""What was said before, as a retriever."""

from collections.abc import Callable
from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from pllm_memory import AgentMemory, AsyncMemory, Hit, Memory


class PersonalRetriever(BaseRetriever):
    """Retrieves what a user said before, as nodes: for query engines, chat engines, and tools made of them.

    Args:
        memory: Where all users' memories are.
        user_id: Whose memory, or a function of the query that gives it.
        limit: How many nodes at the most, as for `recall`.
        **options: What `BaseRetriever` takes.
    """

    def __init__(
        self,
        memory: Memory | AsyncMemory | str | None = None,
        *,
        user_id: str | Callable[[QueryBundle], str | None],
        limit: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self._agent = AgentMemory(memory, user_id=user_id)
        self._limit = limit

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        whose = self._agent.whose(query_bundle)
        return [_node(hit) for hit in self._agent.recall(query_bundle.query_str, user_id=whose, limit=self._limit)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        whose = self._agent.whose(query_bundle)
        found = await self._agent.arecall(query_bundle.query_str, user_id=whose, limit=self._limit)
        return [_node(hit) for hit in found]


def _node(hit: Hit) -> NodeWithScore:
    told = {
        "said_by": hit.speaker,
        "said_at": f"{hit.at:%Y-%m-%d %H:%M}",
        "role": hit.role,
        "session_id": hit.session_id,
    }
    hidden = ["role", "session_id"]  # of no use to a model
    node = TextNode(
        id_=hit.message_ids[0],
        text=hit.text,
        metadata=told,
        excluded_llm_metadata_keys=hidden,
        excluded_embed_metadata_keys=list(told),
    )
    return NodeWithScore(node=node, score=hit.score)
