"""Google ADK: without memory, with one session, with its own memory service, and with ours."""

from collections.abc import Callable
from typing import Any

from google.adk.agents import LlmAgent
from google.adk.apps import App
from google.adk.memory import InMemoryMemoryService
from google.adk.runners import Runner
from google.adk.sessions import InMemorySessionService
from google.adk.tools import preload_memory_tool
from google.genai import types
from google_adk_pllm_memory import PersonalMemoryPlugin
from mind import Mind, doubles_of

from pllm_memory import Memory

doubles_of("google-adk")
from google_adk_double import Thinking  # noqa: E402  where it is, was just said

NAME = "Google ADK"
APP, USER = "app", "ada"


def systems(memory: Memory, count: Callable[[str], int]) -> dict[str, Any]:
    """Each a function that takes a turn and gives how many tokens the model was shown; the first is without memory."""
    service = InMemoryMemoryService()
    return {
        "no memory": _turn(count),
        "session": _turn(count, session="one"),
        "InMemoryMemoryService": _turn(count, service=service),
        "pllm-memory": _turn(count, plugins=[PersonalMemoryPlugin(memory)]),
    }


def _turn(
    count: Callable[[str], int],
    *,
    session: str | None = None,
    service: InMemoryMemoryService | None = None,
    plugins: list[Any] | None = None,
) -> Any:
    mind = Mind(count)
    tools = [preload_memory_tool.PreloadMemoryTool()] if service else []
    agent = LlmAgent(name="guide", model=Thinking(mind), tools=tools)
    sessions = InMemorySessionService()
    app = App(name=APP, root_agent=agent, plugins=plugins or [])
    runner = Runner(app=app, session_service=sessions, memory_service=service)

    async def turn(text: str) -> int:
        known = session and await sessions.get_session(app_name=APP, user_id=USER, session_id=session)
        now = known or await sessions.create_session(app_name=APP, user_id=USER, session_id=session)
        said = types.Content(role="user", parts=[types.Part(text=text)])
        async for _ in runner.run_async(user_id=USER, session_id=now.id, new_message=said):
            pass
        if service:  # ADK's runner leaves this to the application
            done = await sessions.get_session(app_name=APP, user_id=USER, session_id=now.id)
            await service.add_session_to_memory(done)
        return mind.shown

    return turn
