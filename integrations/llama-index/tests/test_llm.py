"""The LLM that recalls, routes and remembers by itself."""

import pytest
from llama_index.core.chat_engine import SimpleChatEngine
from llama_index.core.llms import ChatMessage
from llama_index.core.memory import ChatMemoryBuffer
from llama_index_memory_pllm import PersonalLLM

from pllm_memory import Memory
from tests.agents.answering import Repeats


@pytest.fixture
def memory(tmp_path):
    with Memory(f"sqlite:///{tmp_path}", embedder="none", backend=Repeats()) as opened:
        yield opened


def test_the_second_conversation_knows_what_the_first_was_told_and_nobody_else_does(memory):
    def ask(user_id, question):
        engine = SimpleChatEngine.from_defaults(
            llm=PersonalLLM(memory=memory, user_id=user_id), memory=ChatMemoryBuffer.from_defaults()
        )
        return str(engine.chat(question))

    ask("ada", "I own two narrowboats in Leeds.")
    assert "narrowboats in Leeds" in ask("ada", "Where are my narrowboats?")
    assert "Leeds" not in ask("bob", "Where are my narrowboats?")


@pytest.mark.anyio
async def test_it_answers_in_every_way_and_remembers_each_turn_once(memory):
    llm = PersonalLLM(memory=memory, user_id="ada", session_id="talk")
    turn = [ChatMessage(role="user", content="One.")]
    answers = [llm.chat(turn).message.content, (await llm.achat(turn)).message.content]
    answers += [list(llm.stream_chat(turn))[-1].message.content]
    answers += [[piece async for piece in await llm.astream_chat(turn)][-1].message.content]
    answers += [llm.complete("One.").text, (await llm.acomplete("One.")).text]
    answers += [list(llm.stream_complete("One."))[-1].text]
    answers += [[piece async for piece in await llm.astream_complete("One.")][-1].text]
    said = [m.content for m in memory.for_user("ada").messages()]
    assert said[::2] == ["One."] * 8
    assert said[1::2] == answers
