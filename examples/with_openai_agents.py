"""An agent of the OpenAI Agents SDK that remembers its users. Run it: it needs no network; the model is a script.

pip install 'pllm-memory[openai-agents]'
"""

import asyncio
import tempfile
from dataclasses import dataclass

from agents import Agent, Runner, SQLiteSession, set_tracing_disabled
from agents.testing import ModelCall, ModelStep, ScriptedModel, assistant_message
from openai_agents_pllm_memory import PersonalMemory

from pllm_memory import Memory


@dataclass
class Visit:
    """The context of a run: whose it is, and of which conversation."""

    user_id: str
    session_id: str


def answer(call: ModelCall) -> list[object]:
    """Stands in for a chat model: says whether it was told of Lyon."""
    return [assistant_message("You live in Lyon." if "Lyon" in str(call.input[:-1]) else "I see.")]


async def main() -> None:
    set_tracing_disabled(disabled=True)
    agent = Agent(name="guide", model=ScriptedModel([ModelStep.respond(answer)] * 3))
    with tempfile.TemporaryDirectory() as folder, Memory(f"sqlite:///{folder}") as memory:
        personal = PersonalMemory(memory)
        for user, session, text in (
            ("ada", "monday", "I moved to Lyon in May."),
            ("ada", "friday", "Where do I live?"),
            ("bob", "friday", "Where do I live?"),
        ):
            result = await Runner.run(
                agent,
                text,
                context=Visit(user, session),
                session=SQLiteSession(f"{user}/{session}"),
                hooks=personal,
                run_config=personal.run_config(),
            )
            print(f"{user}, {session}: {text}\n  {result.final_output}")


if __name__ == "__main__":
    asyncio.run(main())
