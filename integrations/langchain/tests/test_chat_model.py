"""The chat model that recalls, routes and remembers by itself."""

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_pllm_memory import PersonalChatModel
from langchain_tests.unit_tests import ChatModelUnitTests

from pllm_memory import AsyncMemory, Memory
from pllm_memory.errors import ConfigError, InvalidInput, InvalidUserId
from tests.agents.answering import Repeats


class TestStandard(ChatModelUnitTests):
    @property
    def chat_model_class(self):
        return PersonalChatModel

    @property
    def chat_model_params(self):
        return {"memory": Memory(embedder="none", backend=Repeats()), "user_id": "ada"}

    @property
    def has_tool_calling(self):
        return False

    @pytest.mark.xfail(reason="which weights answer is decided by the route, not by the call")
    def test_standard_params_model_override(self, model):
        super().test_standard_params_model_override(model)


@pytest.fixture
def memory(tmp_path):
    with Memory(f"sqlite:///{tmp_path}", embedder="none", backend=Repeats()) as opened:
        yield opened


def test_the_second_conversation_knows_what_the_first_was_told_and_nobody_else_does(memory):
    def ask(user_id, question):
        return PersonalChatModel(memory=memory, user_id=user_id).invoke(question).text

    assert "boats" not in ask("ada", "Which boats do I own?").replace("Which boats", "")
    ask("ada", "I own two narrowboats in Leeds.")
    assert "narrowboats in Leeds" in ask("ada", "Where are my narrowboats?")
    assert "Leeds" not in ask("bob", "Where are my narrowboats?")


@pytest.mark.anyio
async def test_it_answers_in_every_way_and_remembers_each_turn_once(memory):
    model = PersonalChatModel(memory=memory, user_id=lambda: "ada", session_id="talk")
    first = model.invoke([SystemMessage("Be brief."), HumanMessage("One."), AIMessage("Yes?"), HumanMessage("Two.")])
    second = "".join(chunk.text for chunk in model.stream("Three."))
    third = await model.ainvoke("Four.")
    fourth = "".join([chunk.text async for chunk in model.astream("Five.")])
    said = [m.content for m in memory.for_user("ada").messages()]
    assert said == ["Two.", first.text, "Three.", second, "Four.", third.text, "Five.", fourth]


@pytest.mark.anyio
async def test_with_an_async_memory_it_is_awaited(tmp_path):
    async with AsyncMemory(f"sqlite:///{tmp_path}", embedder="none", backend=Repeats()) as memory:
        model = PersonalChatModel(memory=memory, user_id="ada")
        assert "Hi!" in (await model.ainvoke("Hi!")).text
        with pytest.raises(ConfigError, match="does not await"):
            model.invoke("Hi!")


def test_what_it_cannot_do_it_refuses(memory):
    model = PersonalChatModel(memory=memory, user_id="ada")
    with pytest.raises(InvalidInput, match="stop"):
        model.invoke("Hi!", stop=["."])
    with pytest.raises(InvalidInput, match="tool"):
        model.invoke([HumanMessage("Hi!"), ToolMessage("4", tool_call_id="1")])
    with pytest.raises(InvalidUserId):
        PersonalChatModel(memory=memory, user_id=lambda: None).invoke("Hi!")
