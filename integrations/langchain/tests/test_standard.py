"""LangChain's own standard tests, for the retriever and for each tool; and the prompt templates."""

import asyncio

import pytest
from langchain_core.load import dumpd, load
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import ConfigurableField
from langchain_pllm_memory import PersonalRetriever, memory_tools, personal_prompt
from langchain_tests.integration_tests import RetrieversIntegrationTests, ToolsIntegrationTests
from langchain_tests.unit_tests import ToolsUnitTests

from pllm_memory import Memory
from pllm_memory.errors import ConfigError, InvalidUserId
from pllm_memory.prompts import template_names
from pllm_memory.testing import HashEmbedder

pytestmark = [
    pytest.mark.anyio,  # for the suites' async tests
    pytest.mark.filterwarnings("ignore:The function `load` is in beta"),
]

SAID = ["I moved to Lyon in May.", "My sister Ada plays the piano.", "The boat is red.", "I never eat sesame.",
        "On Tuesdays I run along the harbour."]  # fmt: skip


@pytest.fixture(autouse=True)
def filled(request, tmp_path):
    """A memory for the class under test."""
    with Memory(f"sqlite:///{tmp_path}/memories", embedder=HashEmbedder()) as memory:
        for text in SAID:
            memory.for_user("ada").remember(text)
        if request.cls is not None:
            request.cls.memory = memory
        yield memory


class TestRetriever(RetrieversIntegrationTests):
    @property
    def retriever_constructor(self):
        return PersonalRetriever

    @property
    def retriever_constructor_params(self):
        return {"memory": self.memory, "user_id": "ada"}

    @property
    def retriever_query_example(self):
        return "Where do I live?"


class _Tool:
    number = 0

    @property
    def tool_constructor(self):
        return memory_tools(self.memory, user_id="ada")[self.number]

    @property
    def tool_invoke_params_example(self):
        return ({"query": "Where do I live?"}, {"text": "Ada likes boats."}, {"page": 1}, {"memory_id": "none"})[
            self.number
        ]


class TestSearchUnit(_Tool, ToolsUnitTests): ...


class TestSearch(_Tool, ToolsIntegrationTests): ...


class TestAddUnit(_Tool, ToolsUnitTests):
    number = 1


class TestAdd(_Tool, ToolsIntegrationTests):
    number = 1


class TestListUnit(_Tool, ToolsUnitTests):
    number = 2


class TestList(_Tool, ToolsIntegrationTests):
    number = 2


class TestDeleteUnit(_Tool, ToolsUnitTests):
    number = 3


class TestDelete(_Tool, ToolsIntegrationTests):
    number = 3


# ── the retriever ────────────────────────────────────────────────────────────────────────────────────


def test_the_best_comes_first_with_its_evidence(filled):
    first, *_ = PersonalRetriever(memory=filled, user_id="ada").invoke("Where do I live?", k=2)
    assert first.page_content == SAID[0]
    assert first.id == first.metadata["message_ids"][0]
    assert set(first.metadata) == {"at", "session_id", "speaker", "role", "score", "message_ids"}


def test_the_user_can_be_chosen_at_every_call(filled):
    retriever = PersonalRetriever(memory=filled, user_id="nobody").configurable_fields(
        user_id=ConfigurableField(id="user_id")
    )
    found = [retriever.invoke("Where do I live?", {"configurable": {"user_id": user}}) for user in ("ada", "bob")]
    assert [len(documents) for documents in found] == [4, 0]


def test_nobody_is_an_error(filled):
    with pytest.raises(InvalidUserId):
        PersonalRetriever(memory=filled, user_id="").invoke("Where do I live?")


def test_the_tools_can_be_called_from_a_running_loop(filled):
    search, *_ = memory_tools(filled, user_id="ada")

    async def both():
        return search.invoke({"query": "Lyon"}), await search.ainvoke({"query": "Lyon"})

    assert all("Lyon" in found for found in asyncio.run(both()))


# ── prompts ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", template_names())
def test_each_template_gives_the_messages_that_the_memory_would_give(filled, name):
    """Word for word, whatever braces are in what was said; also after a trip through JSON."""
    ada = filled.for_user("ada")
    ada.remember("I write {braces} and {{more}} in Lyon.")
    context, profile = ada.recall("Where do I live?", budget=534), ada.profile(budget=266)
    prompt = personal_prompt(name, system="Be {brief}.")
    assert isinstance(prompt, ChatPromptTemplate)
    given = {"question": "Where do I live?", "history": [("ai", "Hello!")], "context": context, "profile": profile}
    for template in (prompt, load(dumpd(prompt), allowed_objects="core")):
        wanted = {variable: given[variable] for variable in (*template.input_variables, "history")}
        system, hello, *rest = template.invoke(wanted).to_messages()
        assert (system.text, hello.text) == ("Be {brief}.", "Hello!")
        from pllm_memory.prompts import render

        assert [m.text for m in rest] == [
            m["content"] for m in render(name, context, "Where do I live?", profile=profile)
        ]


def test_a_template_that_is_not_there_is_an_error():
    with pytest.raises(ConfigError):
        personal_prompt("nonesuch")
