"""An agent of Pydantic AI that remembers its users. Run it: it needs no network; the model is a function.

pip install 'pllm-memory[pydantic-ai]'
"""

import asyncio
import tempfile
from dataclasses import dataclass

from pydantic_ai import Agent
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, UserPromptPart
from pydantic_ai.models.function import AgentInfo, FunctionModel
from pydantic_ai_pllm_memory import PersonalMemory

from pllm_memory import Memory


@dataclass
class Visit:
    """What a run depends on: whose it is."""

    user_id: str


async def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
    """Stands in for a chat model: says whether it was told of Lyon."""
    del info
    *told, _ = [part for message in messages for part in message.parts if isinstance(part, UserPromptPart)]
    return ModelResponse(parts=[TextPart("You live in Lyon." if "Lyon" in str(told) else "I see.")])


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Memory(f"sqlite:///{folder}") as memory:
        agent = Agent(FunctionModel(answer), deps_type=Visit, capabilities=[PersonalMemory(memory)])
        for user, conversation, text in (
            ("ada", "monday", "I moved to Lyon in May."),
            ("ada", "friday", "Where do I live?"),
            ("bob", "friday", "Where do I live?"),
        ):
            result = await agent.run(text, deps=Visit(user), conversation_id=conversation)
            print(f"{user}, {conversation}: {text}\n  {result.output}")


if __name__ == "__main__":
    asyncio.run(main())
