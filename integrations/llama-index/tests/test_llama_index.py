"""Agents and chat engines of LlamaIndex keep the contract; the retriever, the prompts and the tools."""

import gc
import json
from typing import Any

import pytest
from llama_index.core.agent.workflow import AgentWorkflow, FunctionAgent, ReActAgent
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.llms.types import ChatMessage
from llama_index.core.chat_engine import ContextChatEngine, SimpleChatEngine
from llama_index.core.instrumentation import get_dispatcher
from llama_index.core.instrumentation.event_handlers import BaseEventHandler
from llama_index.core.memory import Memory as SessionMemory
from llama_index.core.memory import StaticMemoryBlock
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import NodeWithScore, TextNode
from llama_index.core.storage.chat_store.base_db import MessageStatus
from llama_index_double import scripted
from llama_index_memory_pllm import (
    PersonalMemory,
    PersonalRetriever,
    forget,
    memory_tools,
    personal_prompt,
    scrub_session,
)

from pllm_memory import AgentMemory
from pllm_memory.agents import Gone
from pllm_memory.errors import ConfigError, InvalidUserId, StoreError
from tests.agents.contract import ASKED, TOLD, AgentContract, Call, Mind, ModelDown, down, said
from tests.agents.spans import Told

pytestmark = [
    pytest.mark.anyio,
    # llama-index-workflows looks at every attribute of an agent, the deprecated ones of pydantic too.
    pytest.mark.filterwarnings(
        "ignore:The `__fields.*` attribute is deprecated:pydantic.warnings.PydanticDeprecatedSince20"
    ),
    pytest.mark.filterwarnings(
        "ignore:Accessing the 'model_.*' attribute:pydantic.warnings.PydanticDeprecatedSince211"
    ),
    # llama-index-core's ReActAgent asks llama-index-workflows what the latter deprecates.
    pytest.mark.filterwarnings("ignore:is_running called from within a step:DeprecationWarning"),
    # llama-index-core's chat store, a database in memory, is never closed.
    pytest.mark.filterwarnings("ignore:.*aiosqlite.*was deleted before being closed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:.*aiosqlite.*:pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def collected():
    """What was left open is noticed in the test that left it."""
    yield
    gc.collect()


class Sessions:
    """The sessions of one application: a history each."""

    def __init__(self, memory, **options):
        self.memory = memory
        self._options = options
        self._opened = {}

    def of(self, user_id, session_id):
        if (user_id, session_id) not in self._opened:
            self._opened[user_id, session_id] = PersonalMemory.from_defaults(
                f"{user_id}/{session_id}", memory=self.memory, user_id=user_id, **self._options
            )
        return self._opened[user_id, session_id]

    async def kept(self, user_id, session_id):
        messages = await self.of(user_id, session_id).aget_all()
        return json.dumps([message.model_dump(mode="json") for message in messages], ensure_ascii=False)

    async def forget(self, memory, *ids, user_id, session_id, **given):
        return await forget(memory, *ids, user_id=user_id, sessions=[self.of(user_id, session_id)], **given)


class Listener(BaseEventHandler):
    """Notes what LlamaIndex tells whoever observes it."""

    notes: Any

    def handle(self, event, **_):
        self.notes.told.append(event)


class Observed:
    """LlamaIndex itself traces nothing until somebody listens; who does, is told all."""

    always_traces_content = True
    turns_have_ids = False

    def start_retrying(self, memory, mind):
        """LlamaIndex leaves it to the class of the model."""

        def again(shown, tools):
            try:
                return mind(shown, tools)
            except ModelDown:
                return mind(shown, tools)

        return self.start(memory, again)

    @pytest.fixture(autouse=True)
    def untraced_again(self):
        yield
        get_dispatcher().event_handlers.clear()

    def trace(self, *, content):
        notes = Told()
        get_dispatcher().add_event_handler(Listener(notes=notes))
        return notes


class WorkflowAgent(Sessions):
    def __init__(self, memory, build):
        super().__init__(memory)
        self._build = build

    async def run(self, user_id, session_id, text, *, stream=False, turn=None):
        session = self.of(user_id, session_id)
        handler = self._build(user_id).run(user_msg=text, memory=session)
        if stream:
            async for _ in handler.stream_events():
                pass
        return str(await handler)


class TestFunctionAgent(Observed, AgentContract):
    handover = Call("handoff", {"to_agent": "finder", "reason": "flats"})

    def start(self, memory, mind, *, tools=False, handover=False):
        model = scripted(mind)

        def build(user_id):
            given = memory_tools(memory, user_id=user_id) if tools else []
            agent = FunctionAgent(name="host", description="Talks.", llm=model, tools=given, system_prompt="You help.")
            if not handover:
                return agent
            finder = FunctionAgent(name="finder", description="Finds flats.", llm=model, tools=[])
            return AgentWorkflow(agents=[agent, finder], root_agent="host")

        return WorkflowAgent(memory, build)


class ChatEngine(Sessions):
    def __init__(self, memory, model):
        super().__init__(memory)
        self._model = model

    async def run(self, user_id, session_id, text, *, stream=False, turn=None):
        engine = self.engine(self.of(user_id, session_id))
        if not stream:
            return (await engine.achat(text)).response
        answer = await engine.astream_chat(text)
        return "".join([piece async for piece in answer.async_response_gen()])

    def engine(self, session):
        return SimpleChatEngine.from_defaults(llm=self._model, memory=session, system_prompt="You help.")


class WithoutTools(Observed):
    """Chat engines call no tools."""

    def start(self, memory, mind, *, tools=False, handover=False):
        if tools:
            pytest.skip("chat engines call no tools")
        return self.engines(memory, scripted(mind))


class TestSimpleChatEngine(WithoutTools, AgentContract):
    engines = ChatEngine

    def test_code_that_does_not_await(self, memory):
        engine = ChatEngine(memory, scripted(Mind()))
        for session in ("monday", "friday"):
            opened = engine.engine(engine.of("ada", session))
            answer = opened.chat(TOLD if session == "monday" else ASKED).response
        assert answer == "In Lyon."
        assert len(said(memory, "ada")) == 4


class Shelf(BaseRetriever):
    def _retrieve(self, query_bundle):
        return [NodeWithScore(node=TextNode(text="The library is closed on Sundays."))]


class Documents(ChatEngine):
    """An engine over documents, which asks the memory before it puts the question into it."""

    def engine(self, session):
        return ContextChatEngine.from_defaults(Shelf(), llm=self._model, memory=session)


class TestContextChatEngine(WithoutTools, AgentContract):
    engines = Documents


class TestPersonalMemory:
    def test_there_is_no_default_user(self, memory):
        with pytest.raises(TypeError, match="user_id"):
            PersonalMemory.from_defaults("monday", memory=memory)
        with pytest.raises(InvalidUserId):
            PersonalMemory.from_defaults("monday", memory=memory, user_id=None)

    async def test_it_is_a_memory_of_llama_index_with_its_blocks_and_limits(self, memory):
        made = PersonalMemory.from_defaults("monday", memory=memory, user_id="ada", token_limit=100)
        assert isinstance(made, SessionMemory)
        for number in range(20):
            await made.aput(ChatMessage(role="user", content=f"{TOLD} {number}"))
            await made.aput(ChatMessage(role="assistant", content="Noted."))
        assert len(await made.aget()) < 20
        assert len(said(memory, "ada")) == 40  # also what left the history

    async def test_one_that_was_restored_says_what_it_lacks(self, memory):
        made = PersonalMemory.from_defaults("monday", memory=memory, user_id="ada")
        restored = PersonalMemory.model_validate(made.model_dump(exclude={"memory_blocks_template"}))
        assert restored.user_id == "ada"
        await restored.aput(ChatMessage(role="user", content=ASKED))
        with pytest.raises(ConfigError, match="from_defaults"):
            await restored.aget()

    async def test_of_what_a_react_agent_thought_only_the_answer_is_remembered(self, memory):
        agent = ReActAgent(llm=scripted(lambda shown, tools: "Thought: I know it.\nAnswer: In Lyon."), tools=[])
        session = PersonalMemory.from_defaults("monday", memory=memory, user_id="ada")
        await agent.run(user_msg=ASKED, memory=session)
        assert said(memory, "ada") == [("user", ASKED), ("assistant", "In Lyon.")]

    async def test_what_is_said_again_when_the_session_is_opened_again_is_remembered_again(self, memory):
        agent = FunctionAgent(llm=scripted(Mind()), tools=[])
        for text in (TOLD, "I moved to Oslo.", TOLD):  # an object for each request, with a history of its own
            session = PersonalMemory.from_defaults("monday", memory=memory, user_id="ada")
            await agent.run(user_msg=text, memory=session)
        assert [text for role, text in said(memory, "ada") if role == "user"] == [TOLD, "I moved to Oslo.", TOLD]

    async def test_a_history_that_is_handed_in_is_not_remembered(self, memory):
        agent = FunctionAgent(llm=scripted(Mind()), tools=[])
        session = PersonalMemory.from_defaults("monday", memory=memory, user_id="ada")
        history = [ChatMessage(role="user", content="Hello."), ChatMessage(role="assistant", content="Hello, Ada.")]
        for _ in range(2):  # an application that keeps the history itself, and sends a turn again
            await agent.run(user_msg=TOLD, chat_history=history, memory=session)
        assert said(memory, "ada") == [("user", TOLD), ("assistant", "Noted.")]


class TestForget:
    async def test_a_session_in_a_database_loses_the_words_also_from_what_is_archived(self, memory, tmp_path):
        database = f"sqlite+aiosqlite:///{tmp_path / 'sessions.db'}"
        blocks = [StaticMemoryBlock(static_content=f"She said: {TOLD}")]

        def opened():
            return PersonalMemory.from_defaults(
                "monday",
                memory=memory,
                user_id="ada",
                async_database_uri=database,
                token_limit=60,
                memory_blocks=blocks,
            )

        session = opened()
        for text in (TOLD, *(f"More of it, number {number}." for number in range(20))):
            await session.aput(ChatMessage(role="user", content=text))
            await session.aput(ChatMessage(role="assistant", content="Noted."))
        statuses = (MessageStatus.ARCHIVED, MessageStatus.ACTIVE)
        before = [await session.sql_store.get_messages("monday", status=status) for status in statuses]
        assert TOLD in str(before[0])
        (id_,) = [message.id for message in memory.for_user("ada").messages() if message.content == TOLD]
        await forget(memory, id_, user_id="ada", sessions=[session])
        assert "Lyon" not in str(session.memory_blocks)
        await session.sql_store._async_engine.dispose()
        again = opened()
        after = [await again.sql_store.get_messages("monday", status=status) for status in statuses]
        assert "Lyon" not in str(after)
        assert [len(messages) for messages in after] == [len(messages) for messages in before]
        assert after[1] == before[1]
        assert after[0][1:] == before[0][1:]
        assert not await scrub_session(again, Gone(user_id="ada", words=(TOLD,)))
        await again.sql_store._async_engine.dispose()


class TestRetriever:
    @pytest.fixture
    def told(self, memory):
        memory.for_user("ada").remember([{"role": "user", "name": "Ada", "content": TOLD, "id": "m1"}], session_id="s")
        return memory

    async def test_nodes_are_messages_dated_and_with_their_ids(self, told):
        retriever = PersonalRetriever(told, user_id="ada", limit=3)
        (found,) = await retriever.aretrieve(ASKED)
        assert found.node.node_id == "m1"
        assert found.text == TOLD
        assert found.metadata["said_by"] == "Ada"
        assert found.score > 0
        assert [node.node for node in retriever.retrieve(ASKED)] == [found.node]

    def test_whose_may_follow_from_the_query(self, told):
        users = iter(["ada", "bob", None])
        retriever = PersonalRetriever(told, user_id=lambda query: next(users))
        assert retriever.retrieve(ASKED)
        assert not retriever.retrieve(ASKED)
        with pytest.raises(InvalidUserId):
            retriever.retrieve(ASKED)

    async def test_a_query_engine_of_it_answers(self, told):
        engine = RetrieverQueryEngine.from_args(
            PersonalRetriever(told, user_id="ada"), llm=scripted(lambda shown, tools: shown[-1][1])
        )
        assert TOLD in str(await engine.aquery(ASKED))

    def test_it_says_so_when_the_store_is_down(self, told, monkeypatch):
        down(monkeypatch, told)
        with pytest.raises(StoreError):
            PersonalRetriever(told, user_id="ada").retrieve(ASKED)


class TestPrompts:
    def test_a_prompt_has_the_words_of_the_core(self, memory):
        memory.for_user("ada").remember(f"{TOLD} {{query_str}}")
        prompt = personal_prompt(memory, template="retrieval")
        block, question = prompt.format_messages(user_id="ada", query_str=ASKED)
        assert block.content == AgentMemory(memory).block(ASKED, user_id="ada")
        assert question.content == ASKED
        assert "Lyon" not in prompt.partial_format(user_id="bob").format(query_str=ASKED)
        with pytest.raises(InvalidUserId):
            prompt.format_messages(query_str=ASKED)


class TestTools:
    def test_their_arguments_are_those_of_the_core(self, memory):
        for mine, core in zip(memory_tools(memory, user_id="ada"), AgentMemory(memory).tools("ada"), strict=True):
            told = mine.metadata.get_parameters_dict()
            assert told.get("required", []) == core.parameters["required"]
            for name, given in core.parameters["properties"].items():
                assert told["properties"][name]["type"] == given["type"]
                assert told["properties"][name]["description"] == given["description"]
            assert not any("user" in name for name in told["properties"])

    def test_they_belong_to_somebody(self, memory):
        with pytest.raises(InvalidUserId):
            memory_tools(memory, user_id=None)
