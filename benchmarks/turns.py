"""What memory adds to a turn, per framework: an agent with the framework's own session alone, and with ours beside it.

The models are scripts that answer at once, so what is left of a turn is the framework and the memory. Each turn is a
new session of a user of whom MESSAGES are remembered. Run it: `python benchmarks/turns.py [TURNS] [MESSAGES]`.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from clocks import Action, interleaved

from pllm_memory import Memory
from pllm_memory.recall import estimate_tokens

ROOT = Path(__file__).resolve().parent.parent
for _folder in ("agent-framework", "google-adk", "llama-index", "openai-agents", "pydantic-ai"):
    sys.path.append(str(ROOT / "integrations" / _folder / "tests"))  # the models are the tests' doubles

Turn = Callable[[str], Awaitable[object]]
"""One turn in a new session: what the user says."""


class Seen:
    """Answers every call, and counts the tokens that it was shown."""

    def __init__(self) -> None:
        self.tokens: list[int] = []

    def __call__(self, shown: list[tuple[str, str]], tools: list[str]) -> str:
        """A short answer."""
        del tools
        self.tokens.append(sum(estimate_tokens(text) for _, text in shown))
        return "Noted."


def llama_index(mind: Seen, memory: Memory | None) -> Turn:
    from llama_index.core.agent.workflow import FunctionAgent
    from llama_index.core.memory import Memory as Own
    from llama_index_double import scripted
    from llama_index_memory_pllm import PersonalMemory

    agent = FunctionAgent(llm=scripted(mind))

    async def turn(text: str) -> object:
        session = PersonalMemory.from_defaults(memory=memory, user_id="ada") if memory else Own.from_defaults()
        return await agent.run(text, memory=session)

    return turn


def openai_agents(mind: Seen, memory: Memory | None) -> Turn:
    from agents import Agent, Runner, SQLiteSession, set_tracing_disabled
    from openai_agents_double import Thinking
    from openai_agents_pllm_memory import PersonalMemory

    set_tracing_disabled(disabled=True)
    agent = Agent(name="guide", model=Thinking(mind))
    personal = PersonalMemory(memory, user_id="ada") if memory else None

    async def turn(text: str) -> object:
        given: dict[str, Any] = {"hooks": personal, "run_config": personal.run_config()} if personal else {}
        return await Runner.run(agent, text, session=SQLiteSession("s"), **given)

    return turn


def pydantic_ai(mind: Seen, memory: Memory | None) -> Turn:
    from pydantic_ai import Agent
    from pydantic_ai_double import thinking
    from pydantic_ai_pllm_memory import PersonalMemory

    agent = Agent(thinking(mind), capabilities=[PersonalMemory(memory, user_id="ada")] if memory else [])
    return agent.run


def google_adk(mind: Seen, memory: Memory | None) -> Turn:
    from google.adk.agents import LlmAgent
    from google.adk.apps import App
    from google.adk.runners import Runner
    from google.adk.sessions import InMemorySessionService
    from google.genai import types
    from google_adk_double import Thinking
    from google_adk_pllm_memory import PersonalMemoryPlugin

    plugins = [PersonalMemoryPlugin(memory)] if memory else []
    app = App(name="app", root_agent=LlmAgent(name="guide", model=Thinking(mind)), plugins=plugins)
    sessions = InMemorySessionService()
    runner = Runner(app=app, session_service=sessions)

    async def turn(text: str) -> object:
        session = await sessions.create_session(app_name="app", user_id="ada")
        said = types.Content(role="user", parts=[types.Part(text=text)])
        return [e async for e in runner.run_async(user_id="ada", session_id=session.id, new_message=said)]

    return turn


def agent_framework(mind: Seen, memory: Memory | None) -> Turn:
    from agent_framework import Agent
    from agent_framework_double import Thinking
    from agent_framework_pllm_memory import PersonalMemoryProvider

    providers = [PersonalMemoryProvider(memory, user_id="ada")] if memory else []
    agent = Agent(client=Thinking(mind), context_providers=providers)

    async def turn(text: str) -> object:
        return await agent.run(text, session=agent.create_session())

    return turn


FRAMEWORKS = (llama_index, openai_agents, pydantic_ai, google_adk, agent_framework)


async def main(turns: int = 40, messages: int = 500) -> None:
    questions = [SimpleNamespace(text=f"What did I say about my trip number {n}?") for n in range(turns)]
    with tempfile.TemporaryDirectory() as folder:
        actions, minds = {}, {}
        for framework in FRAMEWORKS:
            memory = Memory(f"sqlite:///{folder}/{framework.__name__}")
            memory.for_user("ada").remember([f"My trip number {n} went to town {n}." for n in range(messages)])
            for kind, given in (("own", None), ("ours", memory)):
                minds[framework.__name__, kind] = mind = Seen()
                turn = framework(mind, given)
                await turn("Hello.")  # the first loads models and opens files
                mind.tokens.clear()
                actions[f"{framework.__name__} {kind}"] = Action(lambda q, turn=turn: turn(q.text))
        taken = await interleaved(actions, questions, seed=1)
    print(f"{turns} turns, {messages} messages remembered; medians\n")
    print("| framework | ms a turn | with memory | added | tokens added |\n|---|---|---|---|---|")
    for framework in FRAMEWORKS:
        name = framework.__name__
        own, ours = (float(np.median(taken[f"{name} {kind}"])) * 1000 for kind in ("own", "ours"))
        added = np.median(minds[name, "ours"].tokens) - np.median(minds[name, "own"].tokens)
        print(f"| {name} | {own:.1f} | {ours:.1f} | {ours - own:.1f} | {added:.0f} |")


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
