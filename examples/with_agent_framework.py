"""An agent of Microsoft Agent Framework that remembers its users. Run it: it needs no network; the model is a script.

pip install 'pllm-memory[agent-framework]'
"""

import asyncio
import tempfile
from collections.abc import Sequence
from typing import Any

from agent_framework import Agent, BaseChatClient, ChatMiddlewareLayer, ChatResponse, Message
from agent_framework_pllm_memory import PersonalMemoryProvider

from pllm_memory import Memory


class Scripted(ChatMiddlewareLayer, BaseChatClient):
    """Stands in for a chat model: says whether it was told of Lyon."""

    async def _inner_get_response(self, *, messages: Sequence[Message], **_: Any) -> ChatResponse:
        told = any("Lyon" in message.text for message in messages[:-1])
        return ChatResponse(messages=[Message("assistant", ["You live in Lyon." if told else "I see."])])


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Memory(f"sqlite:///{folder}") as memory:
        agent = Agent(client=Scripted(), context_providers=[PersonalMemoryProvider(memory)])
        for user, conversation, text in (
            ("ada", "monday", "I moved to Lyon in May."),
            ("ada", "friday", "Where do I live?"),
            ("bob", "friday", "Where do I live?"),
        ):
            session = agent.create_session(session_id=conversation)
            session.state["user_id"] = user
            print(f"{user}, {conversation}: {text}\n  {(await agent.run(text, session=session)).text}")


if __name__ == "__main__":
    asyncio.run(main())
