"""The core's prompt templates as LlamaIndex's."""

from typing import Any

from llama_index.core.base.llms.types import ChatMessage
from llama_index.core.prompts import ChatPromptTemplate

from pllm_memory import AgentMemory, AsyncMemory, Memory


def personal_prompt(
    memory: Memory | AsyncMemory | str | None = None,
    *,
    user_id: str | None = None,
    template: str = "retrieval",
    limit: int | None = None,
    budget: int | None = None,
) -> ChatPromptTemplate:
    """A question with what is remembered about it before it, in the words of one of the core's templates.

    Args:
        memory: Where all users' memories are.
        user_id: Whose memory; where it is left out, the variable `user_id` of the prompt says it.
        template: "retrieval", "profile", "combined", "none", or a template of your own.
        limit: As for `AgentMemory`.
        budget: As for `AgentMemory`.

    Returns:
        A template with the variable `query_str`, of two messages; the first is empty where nothing is remembered.
    """
    agent = AgentMemory(
        memory, user_id=lambda given: user_id or given["user_id"], template=template, limit=limit, budget=budget
    )

    def remembered(**given: Any) -> str:
        return agent.block(given["query_str"], user_id=agent.whose(given))

    messages = [ChatMessage(role="user", content="{memory}"), ChatMessage(role="user", content="{query_str}")]
    return ChatPromptTemplate(messages, function_mappings={"memory": remembered})
