"""A retriever over one user's memory."""

from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, PrivateAttr

from pllm_memory import AgentMemory, Context


class PersonalRetriever(BaseRetriever):
    """Finds what a user said. The best first; each document has its message's id, time, speaker and score.

    To choose the user at every call, give it `configurable_fields(user_id=ConfigurableField(id="user_id"))`.

    Attributes:
        memory: As for `PersonalMemory`.
        user_id: Whose memory.
        k: How many documents at the most; a call may say another number: `retriever.invoke(query, k=3)`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    memory: Any = None
    user_id: str
    k: int = 4
    _agent: AgentMemory = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        self._agent = AgentMemory(self.memory, user_id=self.user_id)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        del run_manager
        return _documents(self._agent.recall(query, user_id=self._agent.whose(), limit=k or self.k))

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        del run_manager
        return _documents(await self._agent.arecall(query, user_id=self._agent.whose(), limit=k or self.k))


def _documents(context: Context) -> list[Document]:
    return [_document(hit.text, hit.to_dict()) for hit in context.hits]


def _document(text: str, found: dict[str, Any]) -> Document:
    kept = ("at", "session_id", "speaker", "role", "score", "message_ids")
    return Document(text, id=found["message_ids"][0], metadata={name: found[name] for name in kept})
