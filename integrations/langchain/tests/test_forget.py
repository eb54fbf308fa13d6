"""What is forgotten is gone from every checkpoint, whichever saver keeps them, and the thread goes on."""

import sqlite3
from contextlib import contextmanager

import pytest
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.messages import AIMessage
from langchain_core.tools import tool
from langchain_pllm_memory import PersonalMemory, aforget, forget, scrub_thread
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.types import Command
from scripted_model import ScriptedModel

from pllm_memory.agents import Gone
from pllm_memory.errors import NotFound, StoreBusy
from tests.stores.conftest import initialised, make_database, postgres, server

__all__ = ["initialised", "make_database", "postgres", "server"]

pytestmark = pytest.mark.anyio

TOLD = "My secret harbour is Zanzibar-4711."
ASKED = "What is the weather?"


@tool
def weather(city: str) -> str:
    """The weather in a city."""
    return f"It rains in {city}. You told me: {TOLD}"


def call():
    return AIMessage("", tool_calls=[{"name": "weather", "args": {"city": f"as in '{TOLD}'"}, "id": "call-1"}])


def thread(name="monday", **more):
    return {"configurable": {"thread_id": name, **more}}


def build(memory, saver, script=(), **options):
    model = ScriptedModel(script=list(script), seen=[])
    middleware = [PersonalMemory(memory, user_id="ada"), *options.pop("middleware", ())]
    return create_agent(model, tools=[weather], middleware=middleware, checkpointer=saver, **options), model


def ask(agent, text, on="monday"):
    return agent.invoke({"messages": [("user", text)]}, thread(on))["messages"][-1].text


def told(memory):
    return next(message.id for message in memory.for_user("ada").messages() if message.content == TOLD)


@contextmanager
def in_memory(_path, _postgres):
    saver = InMemorySaver()
    yield saver, lambda: repr((dict(saver.storage), dict(saver.writes), dict(saver.blobs)))


@contextmanager
def in_sqlite(path, _postgres):
    with sqlite3.connect(path / "checkpoints.db", check_same_thread=False) as conn:
        conn.execute("PRAGMA secure_delete = ON")  # else what is deleted stays in the file until it is overwritten
        saver = SqliteSaver(conn)

        def kept():
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return repr((path / "checkpoints.db").read_bytes())

        yield saver, kept
    conn.close()


@contextmanager
def in_postgres(_path, postgres):
    with PostgresSaver.from_conn_string(postgres()) as saver:
        saver.setup()

        def kept():
            tables = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")
            return repr([saver.conn.execute(f"SELECT * FROM {table}").fetchall() for table in tables])

        yield saver, kept


@pytest.fixture(params=[in_memory, in_sqlite, in_postgres], ids=lambda kind: kind.__name__)
def kept_in(request, tmp_path):
    found = request.getfixturevalue("make_database") if request.param is in_postgres else None
    with request.param(tmp_path, found) as made:
        yield made


def test_every_checkpoint_and_write_is_rid_of_it_and_the_rest_is_as_it_was(memory, kept_in):
    saver, kept = kept_in
    agent, model = build(memory, saver, [AIMessage("Noted."), call(), AIMessage("Take an umbrella.")])
    for text in (TOLD, ASKED, "And tomorrow?"):
        ask(agent, text)
    ask(agent, "Hello.", on="tuesday")
    before = list(agent.get_state_history(thread()))
    other = list(saver.list(thread("tuesday")))
    assert "Zanzibar" in kept()
    forget(memory, told(memory), user_id="ada", checkpointer=saver)
    assert "Zanzibar" not in kept()
    after = list(agent.get_state_history(thread()))
    assert [(one.config, one.parent_config, one.next, one.created_at) for one in after] == [
        (one.config, one.parent_config, one.next, one.created_at) for one in before
    ]
    texts = [message.text for message in after[0].values["messages"]]
    assert texts[0] == "[forgotten]"
    assert "Take an umbrella." in texts
    assert list(saver.list(thread("tuesday"))) == other
    ask(agent, "And on Friday?")
    assert "Zanzibar" not in repr(model.seen[-1])
    assert [message.id for message in after[0].values["messages"]] == [
        message.id for message in before[0].values["messages"]
    ]


def test_one_can_still_go_back_in_time(memory, kept_in):
    saver, _ = kept_in
    agent, model = build(memory, saver)
    for text in (TOLD, ASKED):
        ask(agent, text)
    forget(memory, told(memory), user_id="ada", checkpointer=saver)
    (past,) = [one for one in agent.get_state_history(thread()) if one.next and len(one.values["messages"]) == 3][:1]
    agent.invoke(None, past.config)
    assert [message.text for message in model.seen[-1]][-1] == ASKED
    assert "Zanzibar" not in repr(model.seen[-1])


def test_a_turn_that_waits_for_a_person_goes_on_afterwards(memory, kept_in):
    saver, kept = kept_in
    review = HumanInTheLoopMiddleware(interrupt_on={"weather": True})
    agent, model = build(memory, saver, [AIMessage("Noted."), call(), AIMessage("Rain.")], middleware=[review])
    ask(agent, TOLD)
    ask(agent, ASKED)
    assert agent.get_state(thread()).interrupts
    forget(memory, told(memory), user_id="ada", checkpointer=saver)
    assert "Zanzibar" not in kept()
    agent.invoke(Command(resume={"decisions": [{"type": "approve"}]}), thread())
    assert agent.get_state(thread()).values["messages"][-1].text == "Rain."
    assert "'[forgotten]'" in model.seen[-1][-2].tool_calls[0]["args"]["city"]


def test_other_threads_can_be_named_and_nothing_to_do_writes_nothing(memory):
    saver = InMemorySaver()
    agent, _ = build(memory, saver, [AIMessage("Noted."), AIMessage(f"You said: {TOLD}")])
    ask(agent, TOLD)
    ask(agent, "What did I say?", on="friday")
    before = saver.storage["friday"]
    assert not scrub_thread(saver, "friday", Gone(user_id="ada", words=("Something else altogether.",)))
    assert saver.storage["friday"] is before
    forget(memory, told(memory), user_id="ada", checkpointer=saver, threads=["friday", "nonesuch"])
    assert agent.get_state(thread("friday")).values["messages"][-1].text == "You said: [forgotten]"


async def test_the_same_for_code_that_awaits(memory, tmp_path):
    async with AsyncSqliteSaver.from_conn_string(str(tmp_path / "checkpoints.db")) as saver:
        agent, model = build(memory, saver)
        for text in (TOLD, ASKED):
            await agent.ainvoke({"messages": [("user", text)]}, thread())
        await aforget(memory, told(memory), user_id="ada", checkpointer=saver)
        assert "Zanzibar" not in repr([one async for one in saver.alist(thread())])
        await agent.ainvoke({"messages": [("user", "And now?")]}, thread())
    assert "Zanzibar" not in repr(model.seen[-1])
    assert len(model.seen[-1]) == 6  # what came before, the block, the question


def test_if_the_checkpointer_fails_the_memory_forgets_nothing_and_it_can_be_done_again(memory, monkeypatch):
    saver = InMemorySaver()
    agent, _ = build(memory, saver)
    ask(agent, TOLD)
    with monkeypatch.context() as now:
        now.setattr(saver, "list", lambda *_, **__: (_ for _ in ()).throw(StoreBusy("down")))
        with pytest.raises(StoreBusy):
            forget(memory, told(memory), user_id="ada", checkpointer=saver)
    forget(memory, told(memory), user_id="ada", checkpointer=saver)
    assert "Zanzibar" not in repr(agent.get_state(thread()))
    with pytest.raises(NotFound):
        forget(memory, "nonesuch", user_id="ada", checkpointer=saver)
