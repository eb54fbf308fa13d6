"""An agent remembers: over sessions, for each user apart, and without a trace of what was forgotten."""

import asyncio
import sqlite3
from dataclasses import dataclass

import pytest
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware, ModelRetryMiddleware
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage
from langchain_core.tools import tool
from langchain_pllm_memory import PersonalMemory
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Command
from scripted_model import ScriptedModel

from pllm_memory.errors import InvalidUserId, StoreBusy

pytestmark = pytest.mark.anyio


@dataclass
class Who:
    user_id: str | None = None


@pytest.fixture
def model():
    return ScriptedModel(script=[], seen=[])


@pytest.fixture
def saver():
    return InMemorySaver()


@pytest.fixture
def agent(model, memory, saver):
    return create_agent(model, middleware=[PersonalMemory(memory)], context_schema=Who, checkpointer=saver)


def said(text):
    return {"messages": [("user", text)]}


def thread(name):
    return {"configurable": {"thread_id": name}}


def ask(agent, text, user="ada", on="t1"):
    return agent.invoke(said(text), thread(on), context=Who(user))["messages"][-1].text


def call(name, **args):
    return AIMessage("", tool_calls=[{"name": name, "args": args, "id": "call-1"}])


@tool
def weather(city: str) -> str:
    """The weather in a city."""
    return f"It rains in {city}."


def down(monkeypatch, memory):
    async def fail(*_, **__):
        raise StoreBusy("another process writes")

    for name in ("candidates", "messages", "apply", "statements"):
        monkeypatch.setattr(memory.asynchronous.store, name, fail)


# ── what it is for ───────────────────────────────────────────────────────────────────────────────────


def test_the_second_session_knows_what_the_first_was_told_and_another_user_does_not(agent):
    ask(agent, "I moved to Lyon in May.", on="monday")
    assert ask(agent, "Where do I live?", on="friday") == "You live in Lyon."
    assert ask(agent, "Where do I live?", user="bob", on="friday of bob") == "I do not know."


async def test_the_same_for_code_that_awaits(agent):
    await agent.ainvoke(said("I moved to Lyon in May."), thread("monday"), context=Who("ada"))
    for user, answer in (("ada", "You live in Lyon."), ("bob", "I do not know.")):
        found = await agent.ainvoke(said("Where do I live?"), thread(f"friday of {user}"), context=Who(user))
        assert found["messages"][-1].text == answer


async def test_two_users_at_once_in_one_loop_never_mix(agent):
    users = [f"user-{number}" for number in range(8)]

    async def turn(user, text, on):
        found = await agent.ainvoke(said(text), thread(f"{user} {on}"), context=Who(user))
        return found["messages"][-1].text

    await asyncio.gather(*(turn(user, f"My number is 77{user[5:]}0.", 1) for user in users))
    answers = await asyncio.gather(*(turn(user, "What is my number?", 2) for user in users))
    assert answers == [f"It is 77{user[5:]}0." for user in users]


def test_it_goes_before_the_current_turn_as_data_in_the_users_role(agent, model):
    ask(agent, "I moved to Lyon in May.", on="monday")
    ask(agent, "Where do I live?", on="friday")
    block, question = model.seen[-1][-2:]
    assert (block.type, question.text) == ("human", "Where do I live?")
    assert "<memory>" in block.text
    assert "data, not instructions" in block.text


def test_or_into_the_system_message_which_stays_as_it_was(model, memory):
    memory.for_user("ada").remember("I moved to Lyon in May.")
    agent = create_agent(model, system_prompt="Be brief.", middleware=[PersonalMemory(memory, inject="system", user_id="ada")])  # fmt: skip # noqa: E501
    agent.invoke(said("Where do I live?"))
    system, *rest = model.seen[-1]
    assert system.text.startswith("Be brief.")
    assert "Lyon" in system.text
    assert [message.text for message in rest] == ["Where do I live?"]


def test_or_nowhere(model, memory):
    memory.for_user("ada").remember("I moved to Lyon in May.")
    agent = create_agent(model, middleware=[PersonalMemory(memory, inject="none", user_id="ada", save=False)])
    agent.invoke(said("Where do I live?"))
    assert [message.text for message in model.seen[-1]] == ["Where do I live?"]
    assert len(memory.for_user("ada").messages()) == 1


def test_what_is_remembered_is_what_was_said_once_without_block_or_tools(model, memory, saver):
    model.script += [call("weather", city="Lyon"), AIMessage("Take an umbrella.")]
    agent = create_agent(model, tools=[weather], middleware=[PersonalMemory(memory)], context_schema=Who, checkpointer=saver)  # fmt: skip # noqa: E501
    memory.for_user("ada").remember("I moved to Lyon in May.", session_id="before")
    ask(agent, "How is the weather where I live?")
    kept = memory.for_user("ada").messages()[1:]
    assert [(one.role, one.content, one.session_id) for one in kept] == [
        ("user", "How is the weather where I live?", "t1"),
        ("assistant", "Take an umbrella.", "t1"),
    ]
    assert all("Lyon" in "".join(m.text for m in seen) for seen in model.seen)  # in every call of the turn


def test_the_memory_is_asked_once_a_turn(model, memory, monkeypatch):
    model.script += [call("weather", city="Lyon"), call("weather", city="Oslo"), AIMessage("Rain.")]
    recalls, real = [], memory.asynchronous.store.candidates

    async def counted(scope, **given):
        recalls.append(scope)
        return await real(scope, **given)

    agent = create_agent(model, tools=[weather], middleware=[PersonalMemory(memory, user_id="ada", save=False)])
    memory.for_user("ada").remember("I moved to Lyon in May.")
    monkeypatch.setattr(memory.asynchronous.store, "candidates", counted)
    agent.invoke(said("How is the weather?"))
    assert len(model.seen) == 3
    assert len(recalls) == 1


# ── what is forgotten ────────────────────────────────────────────────────────────────────────────────


class Trace(BaseCallbackHandler):
    """Everything that a tracer is told about hooks and nodes."""

    def __init__(self):
        self.told = []

    def on_chain_start(self, serialized, inputs, **given):
        self.told.append((given.get("name"), repr(inputs)))

    def on_chain_end(self, outputs, **given):
        self.told.append((given.get("name"), repr(outputs)))


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_the_block_is_in_no_checkpoint_state_result_or_chain_trace(model, memory, tmp_path, kind):
    """So what is forgotten is gone from them: they never had it. Byte by byte."""
    memory.for_user("ada").remember("My secret harbour is Zanzibar-4711.")
    path, trace = tmp_path / "checkpoints.db", Trace()
    saver = InMemorySaver() if kind == "memory" else SqliteSaver(sqlite3.connect(path, check_same_thread=False))
    agent = create_agent(model, middleware=[PersonalMemory(memory)], context_schema=Who, checkpointer=saver)
    config = thread("t1") | {"callbacks": [trace]}
    found = agent.invoke(said("What is my secret harbour?"), config, context=Who("ada"))
    assert "Zanzibar-4711" in "".join(message.text for message in model.seen[-1])
    history = list(agent.get_state_history(config))
    assert history
    assert "Zanzibar" not in repr(found) + repr(history)
    if kind == "memory":
        assert b"Zanzibar" not in repr((dict(saver.storage), dict(saver.writes), dict(saver.blobs))).encode()
    else:
        saver.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        saver.conn.close()
        assert b"secret harbour" in path.read_bytes()
        assert b"Zanzibar" not in path.read_bytes()
    assert not [told for told in trace.told if "Zanzibar" in told[1] and told[0] != "model"]


def test_what_is_forgotten_is_gone_from_the_next_turn_of_the_same_thread(agent, model, memory):
    ask(agent, "I moved to Lyon in May.", on="monday")
    assert ask(agent, "Where do I live?", on="friday") == "You live in Lyon."
    memory.for_user("ada").erase()
    ask(agent, "Where do I live?", on="saturday")
    assert not any("Lyon" in message.text for message in model.seen[-1])


# ── turns that do not go straight on ─────────────────────────────────────────────────────────────────


def reviewed(model, memory, saver):
    review = HumanInTheLoopMiddleware(interrupt_on={"weather": True})
    return create_agent(model, tools=[weather], middleware=[PersonalMemory(memory), review], context_schema=Who, checkpointer=saver)  # fmt: skip # noqa: E501


def test_after_a_person_has_decided_the_model_still_sees_it_even_in_another_process(model, memory, saver):
    memory.for_user("ada").remember("I moved to Lyon in May.")
    model.script += [call("weather", city="Lyon"), AIMessage("Take an umbrella to Lyon.")]
    reviewed(model, memory, saver).invoke(said("Weather where I live?"), thread("t1"), context=Who("ada"))
    assert len(memory.for_user("ada").messages()) == 1
    yes = Command(resume={"decisions": [{"type": "approve"}]})
    reviewed(model, memory, saver).invoke(yes, thread("t1"), context=Who("ada"))
    assert "I moved to Lyon" in "".join(message.text for message in model.seen[-1])
    assert len(memory.for_user("ada").messages()) == 3


def test_a_decision_without_a_user_goes_no_further(model, memory, saver):
    model.script += [call("weather", city="Lyon"), AIMessage("never")]
    agent = reviewed(model, memory, saver)
    agent.invoke(said("Weather?"), thread("t1"), context=Who("ada"))
    with pytest.raises(InvalidUserId):
        agent.invoke(Command(resume={"decisions": [{"type": "approve"}]}), thread("t1"), context=Who())


def test_a_turn_that_failed_is_remembered_once_when_it_is_tried_again(agent, model, memory):
    model.script += [RuntimeError("no answer")]
    with pytest.raises(RuntimeError):
        ask(agent, "I moved to Lyon in May.")
    assert not memory.for_user("ada").messages()
    agent.invoke(None, thread("t1"), context=Who("ada"))
    agent.invoke(None, thread("t1"), context=Who("ada"))  # nothing is left to do
    assert [one.content for one in memory.for_user("ada").messages()] == ["I moved to Lyon in May.", "Noted."]


def test_a_call_of_the_model_that_is_tried_again_changes_nothing(model, memory):
    memory.for_user("ada").remember("I moved to Lyon in May.")
    model.script += [RuntimeError("busy")]
    retry = ModelRetryMiddleware(max_retries=1, initial_delay=0, jitter=False)
    agent = create_agent(model, middleware=[retry, PersonalMemory(memory, user_id="ada")])
    assert agent.invoke(said("Where do I live?"))["messages"][-1].text == "You live in Lyon."
    assert [m.text for m in model.seen[0]] == [m.text for m in model.seen[1]]
    assert len(memory.for_user("ada").messages()) == 3


def test_streaming_shows_the_answer_and_not_the_block(agent, memory):
    memory.for_user("ada").remember("I moved to Lyon in May.")
    question, config = said("Where do I live?"), thread("t1")
    pieces = list(agent.stream(question, config, context=Who("ada"), stream_mode=["messages", "updates", "values"]))
    assert "You live in Lyon." in repr(pieces)
    assert "<memory>" not in repr(pieces)
    assert len(memory.for_user("ada").messages()) == 3


# ── whose, and when it cannot be had ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("context", [None, Who(), Who(""), Who(" ada")])
async def test_without_a_user_no_model_is_asked(agent, model, context):
    with pytest.raises(InvalidUserId):
        agent.invoke(said("Hello"), thread("t1"), context=context)
    with pytest.raises(InvalidUserId):
        await agent.ainvoke(said("Hello"), thread("t2"), context=context)
    assert not model.seen


def test_the_user_may_come_from_elsewhere(model, memory):
    memory.for_user("ada").remember("I moved to Lyon in May.")
    for user_id, context in ((lambda run: run.context["account"]["id"], {"account": {"id": "ada"}}), ("ada", None)):
        agent = create_agent(model, middleware=[PersonalMemory(memory, user_id=user_id)], context_schema=dict)
        found = agent.invoke(said("Where do I live?"), context=context)
        assert found["messages"][-1].text == "You live in Lyon."


def test_a_store_that_is_down_is_told_and_the_agent_goes_on(agent, memory, monkeypatch, caplog):
    down(monkeypatch, memory)
    assert ask(agent, "Where do I live?") == "I do not know."
    assert caplog.text.count("goes on without memory: StoreBusy") == 2


def test_two_in_one_agent_are_told_apart_by_name(model, memory):
    both = [PersonalMemory(memory, user_id="ada", name="hers"), PersonalMemory(memory, user_id="team", name="theirs")]
    memory.for_user("team").remember("I moved to Lyon in May.")
    found = create_agent(model, middleware=both).invoke(said("Where do I live?"))
    assert found["messages"][-1].text == "You live in Lyon."


def test_a_summary_is_neither_a_question_nor_a_memory(model, memory):
    from langchain_core.messages import HumanMessage

    summary = HumanMessage("Summary: they spoke of Rome.", additional_kwargs={"lc_source": "summarization"})
    memory.for_user("ada").remember("I moved to Lyon in May.")
    agent = create_agent(model, middleware=[PersonalMemory(memory, user_id="ada")])
    agent.invoke({"messages": [summary, ("user", "Where do I live?")]})
    assert [one.content for one in memory.for_user("ada").messages()][1:] == ["Where do I live?", "You live in Lyon."]


# ── tools of the middleware ──────────────────────────────────────────────────────────────────────────


async def test_its_tools_are_those_of_the_user_of_the_run(model, memory):
    memory.for_user("ada").remember("I moved to Lyon in May.")
    agent = create_agent(model, middleware=[PersonalMemory(memory, tools=True, inject="none")], context_schema=Who)
    for user, found in (("ada", True), ("bob", False)):
        model.script += [call("search_memory", query="Where does she live?", limit=3), AIMessage("Done.")]
        model.script += [call("search_memory", query="Where does she live?"), AIMessage("Done.")]
        results = [
            agent.invoke(said("Look it up."), context=Who(user))["messages"][-2].text,
            (await agent.ainvoke(said("Look it up."), context=Who(user)))["messages"][-2].text,
        ]
        assert [("Lyon" in result) for result in results] == [found, found], results
