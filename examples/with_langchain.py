"""A LangChain agent that remembers each of its users. Run it: it needs no key and no network.

    pip install 'pllm-memory[langchain,local]'

Replace `Parrot()` by the name of your model, such as "openai:gpt-5-mini".
"""

import tempfile
from dataclasses import dataclass
from typing import Any

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_pllm_memory import PersonalMemory

from pllm_memory import Memory


class Parrot(BaseChatModel):
    """Stands in for a chat model: says what it was shown before the question."""

    @property
    def _llm_type(self) -> str:
        return "parrot"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        shown = [line for message in messages[:-1] for line in str(message.text).splitlines() if "user" in line]
        said = "\n    ".join(shown) or "nothing"
        return ChatResult(generations=[ChatGeneration(message=AIMessage(f"I was shown:\n    {said}"))])


@dataclass
class User:
    """What a run of the agent is told: for whom it is."""

    user_id: str


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Memory(f"sqlite:///{folder}") as memory:
        agent = create_agent(Parrot(), middleware=[PersonalMemory(memory)], context_schema=User)
        for user_id, turn in (
            ("ada", "I moved to Lyon in May, to the fourth floor."),
            ("ada", "Which city do I live in?"),
            ("bob", "Which city do I live in?"),
        ):
            found = agent.invoke({"messages": [("user", turn)]}, context=User(user_id))
            print(f"{user_id}> {turn}\n  {found['messages'][-1].text}")


if __name__ == "__main__":
    main()
