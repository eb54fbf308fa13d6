"""An agent of Google ADK that remembers its users. Run it: it needs no network; the model is a script.

pip install 'pllm-memory[google-adk]'
"""

import asyncio
import tempfile
from collections.abc import AsyncGenerator

from google.adk.agents import LlmAgent
from google.adk.apps import App
from google.adk.models import BaseLlm, LlmRequest, LlmResponse
from google.adk.runners import Runner
from google.adk.sessions import InMemorySessionService
from google.genai import types
from google_adk_pllm_memory import PersonalMemoryPlugin

from pllm_memory import Memory


class Scripted(BaseLlm):
    """Stands in for a chat model: says whether it was told of Lyon."""

    async def generate_content_async(
        self,
        llm_request: LlmRequest,
        stream: bool = False,  # noqa: FBT001, FBT002  ADK's signature
    ) -> AsyncGenerator[LlmResponse, None]:
        """One answer."""
        del stream
        text = "You live in Lyon." if "Lyon" in str(llm_request.contents[:-1]) else "I see."
        yield LlmResponse(content=types.Content(role="model", parts=[types.Part(text=text)]))


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Memory(f"sqlite:///{folder}") as memory:
        agent = LlmAgent(name="guide", model=Scripted(model="scripted"))
        app = App(name="guide", root_agent=agent, plugins=[PersonalMemoryPlugin(memory)])
        sessions = InMemorySessionService()
        runner = Runner(app=app, session_service=sessions)
        for user, session, text in (
            ("ada", "monday", "I moved to Lyon in May."),
            ("ada", "friday", "Where do I live?"),
            ("bob", "friday", "Where do I live?"),
        ):
            await sessions.create_session(app_name="guide", user_id=user, session_id=session)
            said = types.Content(role="user", parts=[types.Part(text=text)])
            async for event in runner.run_async(user_id=user, session_id=session, new_message=said):
                if event.content and event.content.parts:
                    print(f"{user}, {session}: {text}\n  {event.content.parts[0].text}")


if __name__ == "__main__":
    asyncio.run(main())
