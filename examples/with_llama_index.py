"""An agent of LlamaIndex that remembers its users. Run it: it needs no network; the model is LlamaIndex's own double.

pip install 'pllm-memory[llama-index]'
"""

import asyncio
import tempfile
from collections.abc import Sequence

from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.base.llms.types import ChatMessage
from llama_index.core.llms.mock import MockFunctionCallingLLM
from llama_index_memory_pllm import PersonalMemory

from pllm_memory import Memory


def answer(messages: Sequence[ChatMessage], **_: object) -> ChatMessage:
    """Stands in for a chat model: says whether it was told of Lyon."""
    told = any("Lyon" in (message.content or "") for message in messages[:-1])
    return ChatMessage(role="assistant", content="You live in Lyon." if told else "I see.")


async def main() -> None:
    agent = FunctionAgent(llm=MockFunctionCallingLLM(response_generator=answer, is_chat_model=True))
    with tempfile.TemporaryDirectory() as folder, Memory(f"sqlite:///{folder}") as memory:
        for user, session, text in (
            ("ada", "monday", "I moved to Lyon in May."),
            ("ada", "friday", "Where do I live?"),
            ("bob", "friday", "Where do I live?"),
        ):
            kept = PersonalMemory.from_defaults(session, memory=memory, user_id=user)
            print(f"{user}, {session}: {text}\n  {await agent.run(text, memory=kept)}")


if __name__ == "__main__":
    asyncio.run(main())
