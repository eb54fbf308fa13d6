"""Runners of Google ADK keep the contract; the memory service, its registration, its tools."""

import pytest
from google.adk.agents import LlmAgent, RunConfig
from google.adk.agents.run_config import StreamingMode
from google.adk.apps import App
from google.adk.cli.service_registry import get_service_registry
from google.adk.events import Event
from google.adk.memory.memory_entry import MemoryEntry
from google.adk.runners import Runner
from google.adk.sessions import DatabaseSessionService, InMemorySessionService
from google.adk.sessions.sqlite_session_service import SqliteSessionService
from google.adk.tools import ToolContext, load_memory
from google.adk.tools.agent_tool import AgentTool
from google.genai import types
from google_adk_double import Thinking
from google_adk_pllm_memory import (
    PersonalMemoryPlugin,
    PersonalMemoryService,
    forget,
    memory_tools,
    register,
    scrub_session,
)
from pydantic import ValidationError

from pllm_memory.agents import Gone
from pllm_memory.errors import InvalidInput, InvalidUserId, NotFound
from tests.agents.contract import ASIDE, ASKED, TOLD, AgentContract, Call, Mind, down, said
from tests.agents.spans import spans

pytestmark = pytest.mark.anyio


def words(text, role="user"):
    return types.Content(role=role, parts=[types.Part(text=text)])


class Application:
    def __init__(self, agent, *plugins, service=None, sessions=None):
        self.sessions = sessions or InMemorySessionService()
        app = App(name="app", root_agent=agent, plugins=list(plugins))
        self.runner = Runner(app=app, session_service=self.sessions, memory_service=service)

    async def session(self, user_id, session_id):
        given = {"app_name": "app", "user_id": user_id, "session_id": session_id}
        return await self.sessions.get_session(**given) or await self.sessions.create_session(**given)

    async def run(self, user_id, session_id, text, *, stream=False, turn=None):
        await self.session(user_id, session_id)
        config = RunConfig(streaming_mode=StreamingMode.SSE if stream else StreamingMode.NONE)
        pieces, answers = [], []
        async for event in self.runner.run_async(
            user_id=user_id, session_id=session_id, new_message=words(text), run_config=config
        ):
            found = "".join(part.text or "" for part in (event.content.parts if event.content else None) or [])
            if event.partial:
                pieces.append(found)
            elif event.is_final_response():
                answers.append(found)
        assert not stream or "".join(pieces) == answers[-1]
        return answers[-1]

    async def kept(self, user_id, session_id):
        return (await self.session(user_id, session_id)).model_dump_json()

    async def forget(self, memory, *ids, user_id, session_id, **given):
        return await forget(memory, *ids, user_id=user_id, app_name="app", service=self.sessions, **given)


class TestRunner(AgentContract):
    handover = Call("transfer_to_agent", {"agent_name": "finder"})
    refusals = (ValidationError,)  # ADK's own sessions refuse some

    turns_have_ids = False

    def start_retrying(self, memory, mind):
        async def again(callback_context, llm_request, error):
            return await anext(Thinking(mind).generate_content_async(llm_request))

        return self.start(memory, mind, on_model_error_callback=again)

    def start(self, memory, mind, *, tools=False, handover=False, **options):
        model = Thinking(mind)
        given = {"tools": memory_tools(memory) if tools else [], **options}
        if handover:
            given["sub_agents"] = [LlmAgent(name="finder", description="Finds flats.", model=model)]
        agent = LlmAgent(name="host", model=model, instruction="You help.", **given)
        return Application(agent, PersonalMemoryPlugin(memory))

    @pytest.fixture(autouse=True)
    def environment(self, monkeypatch):
        self._set = monkeypatch.setenv

    def trace(self, *, content):
        self._set("OTEL_SEMCONV_STABILITY_OPT_IN", "gen_ai_latest_experimental")
        self._set("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "SPAN_ONLY" if content else "NO_CONTENT")
        self._set("ADK_CAPTURE_MESSAGE_CONTENT_IN_SPANS", str(content).lower())
        spans().clear()
        return spans()

    async def test_the_plugin_itself_refuses_nobody(self, memory):
        plugin = PersonalMemoryPlugin(memory, user_id=lambda app, user: None)
        mind = Mind()
        with pytest.raises(Exception) as raised:
            await Application(LlmAgent(name="host", model=Thinking(mind)), plugin).run("ada", "monday", TOLD)
        assert "no user id" in str(raised.value)
        assert not mind.seen

    # ADK's own AgentTool gives plugins to a runner in the way that ADK deprecates.
    @pytest.mark.filterwarnings("ignore:The `plugins` argument is deprecated:DeprecationWarning")
    async def test_what_a_model_asks_an_agent_that_is_a_tool_is_not_what_the_user_said(self, memory):
        finder = LlmAgent(name="finder", description="Finds flats.", model=Thinking(Mind()))
        host = LlmAgent(name="host", model=Thinking(Mind()), tools=[AgentTool(finder)])
        application = Application(host, PersonalMemoryPlugin(memory))
        asked = 'call finder {"request": "I moved to Oslo."}'
        await application.run("ada", "monday", asked)
        await application.run("ada", "monday", TOLD)
        assert [text for role, text in said(memory, "ada") if role == "user"] == [asked, TOLD]
        assert len(said(memory, "ada")) == 4

    async def test_users_of_two_apps_can_be_kept_apart(self, memory):
        plugin = PersonalMemoryPlugin(memory, user_id=lambda app, user: f"{app}/{user}")
        await Application(LlmAgent(name="host", model=Thinking(Mind())), plugin).run("ada", "monday", TOLD)
        assert list(memory.users()) == ["app/ada"]


class TestForget:
    @pytest.mark.parametrize("kind", [InMemorySessionService, DatabaseSessionService, SqliteSessionService])
    async def test_events_and_state_of_a_session_lose_the_words_and_all_else_stays(self, memory, tmp_path, kind):
        path = tmp_path / "sessions.db"
        given = {DatabaseSessionService: [f"sqlite+aiosqlite:///{path}"], SqliteSessionService: [str(path)]}
        model = Thinking(Mind())
        agent = LlmAgent(name="host", model=model, tools=[*memory_tools(memory), note], output_key="answer")
        application = Application(agent, PersonalMemoryPlugin(memory), sessions=kind(*given.get(kind, [])))
        await application.run("ada", "monday", TOLD)
        await application.run("ada", "monday", f'call note {{"text": "She said: {TOLD}"}}')
        await application.run("ada", "friday", 'call note {"text": "something new"}')
        before = await application.session("ada", "monday")
        assert "Lyon" in str(before.state["answer"]) + str(before.state["own"])
        (id_,) = [message.id for message in memory.for_user("ada").messages() if message.content == TOLD]
        await application.forget(memory, id_, user_id="ada", session_id="monday")
        after = await application.session("ada", "monday")
        assert "moved to Lyon" not in after.model_dump_json()
        assert [(one.id, one.author, one.timestamp, one.invocation_id) for one in after.events] == [
            (one.id, one.author, one.timestamp, one.invocation_id) for one in before.events
        ]
        assert after.state["own"] == "She said: [forgotten]"
        assert after.state["user:last"] == "something new", "what another session did since, is not undone"
        assert await application.run("ada", "monday", ASIDE) == "Noted."
        if isinstance(application.sessions, DatabaseSessionService):
            await application.sessions.close()

    async def test_a_session_that_is_not_there_is_none_to_scrub(self, memory):
        gone = Gone(user_id="ada", words=(TOLD,))
        assert not await scrub_session(InMemorySessionService(), gone, app_name="app", user_id="ada", session_id="x")


def note(text: str, tool_context: ToolContext) -> str:
    """Keeps a note in the state."""
    tool_context.state["own"] = text
    tool_context.state["user:last"] = text
    return text


ADA = {"app_name": "app", "user_id": "ada"}


class TestService:
    @pytest.fixture
    def service(self, memory):
        return PersonalMemoryService(memory)

    async def test_a_session_that_is_added_again_is_kept_once(self, service, memory):
        """Beside the plugin too: an event has one id."""
        application = Application(LlmAgent(name="host", model=Thinking(Mind())), PersonalMemoryPlugin(memory))
        for text in (TOLD, "I like it."):
            await application.run("ada", "monday", text)
            await service.add_session_to_memory(await application.session("ada", "monday"))
        assert [text for _, text in said(memory, "ada")] == [TOLD, "Noted.", "I like it.", "Noted."]

    async def test_what_is_found_has_its_author_time_and_id_and_can_be_deleted(self, service, memory):
        event = Event(author="user", content=words(TOLD), timestamp=1_767_225_600.0)
        await service.add_events_to_memory(**ADA, events=[event], session_id="monday")
        (found,) = (await service.search_memory(**ADA, query=ASKED)).memories
        assert (found.id, found.author, found.timestamp) == (event.id, "user", "2026-01-01T00:00:00+00:00")
        assert found.content == words(TOLD)
        assert not (await service.search_memory(app_name="app", user_id="bob", query=ASKED)).memories
        await service.delete_memory(**ADA, memory_id=found.id)
        assert not (await service.search_memory(**ADA, query=ASKED)).memories
        with pytest.raises(NotFound):
            await service.delete_memory(**ADA, memory_id=found.id)
        with pytest.raises(InvalidInput):
            await service.delete_memory(**ADA)

    async def test_memories_can_be_given(self, service, memory):
        given = [MemoryEntry(content=words(TOLD), id="m1"), MemoryEntry(content=words("Noted.", "model"))]
        await service.add_memory(**ADA, memories=given)
        assert said(memory, "ada") == [("user", TOLD), ("assistant", "Noted.")]

    async def test_the_tool_of_adk_finds_it_and_a_store_that_is_down_is_no_end(
        self, service, memory, monkeypatch, caplog
    ):
        memory.for_user("ada").remember(TOLD)
        agent = LlmAgent(name="host", model=Thinking(Mind()), tools=[load_memory])
        application = Application(agent, service=service)
        assert "Lyon" in await application.run("ada", "friday", 'call load_memory {"query": "Where does she live?"}')
        down(monkeypatch, memory)
        assert "Lyon" not in await application.run("ada", "friday", 'call load_memory {"query": "Where?"}')
        assert "goes on without memory" in caplog.text

    @pytest.mark.parametrize("nobody", [None, ""])
    async def test_it_refuses_nobody(self, service, nobody):
        with pytest.raises(InvalidUserId):
            await service.search_memory(app_name="app", user_id=nobody, query=ASKED)

    async def test_the_command_line_finds_it_by_its_scheme(self, tmp_path):
        register()
        uri = f"pllm://sqlite:///{tmp_path}/memories"
        made = get_service_registry().create_memory_service(uri, agents_dir=str(tmp_path))
        await made.add_memory(**ADA, memories=[MemoryEntry(content=words(TOLD))])
        assert (tmp_path / "memories").is_dir()
