"""The facade on Postgres: what an agent sees is what it sees on the default store."""

import asyncio
import json
import os
import subprocess
import sys

import pytest
from conftest import PASSWORD, named

from pllm_memory import AsyncMemory, Memory
from pllm_memory.demo import conversation, questions
from pllm_memory.errors import ConfigError, StoreError
from pllm_memory.stores.statements import migrations
from pllm_memory.testing import HashEmbedder

JAREK = "rhona-and-jarek"


@pytest.fixture(scope="module")
def embedder():
    from pllm_memory.models import open_embedder

    return open_embedder("local")


def what_an_agent_sees(url, embedder):
    """All answers of the demo, its facts and its profile."""
    with Memory(url, embedder=embedder) as memory:
        user = memory.for_user(JAREK)
        user.remember(conversation())
        contexts = [user.recall(one.question) for one in questions()]
        return {
            "hits": [[hit.to_dict() for hit in context.hits] for context in contexts],
            "packed": [str(context) for context in contexts],
            "facts": [fact.to_dict() for fact in user.facts(history=True)],
            "entities": [entity.to_dict() for entity in user.entities()],
            "profile": user.profile(as_of="2026-01-01T00:00:00Z").text,
            "messages": [message.to_dict() for message in user.messages()],
            "export": user.export(),
        }


def test_the_demo_is_the_same_on_both_stores(url, postgres, embedder):
    """The same hits with the same scores, the same packed text, the same facts: to the last bit."""
    default, here = what_an_agent_sees(url, embedder), what_an_agent_sees(postgres, embedder)
    assert default["hits"]
    assert default["facts"]
    for what, seen in default.items():
        assert here[what] == seen, what


def test_from_remembering_to_erasing(postgres):
    """Every verb, in one life; what is forgotten is not found, what is erased leaves nobody."""
    with Memory(postgres, embedder=HashEmbedder()) as memory:
        ada = memory.for_user("ada")
        first = ada.remember([{"content": "I moved to Lyon in May.", "id": "m1"}, {"content": "Café ☕", "id": "m2"}])
        assert first.added == 2
        assert ada.remember([{"content": "I moved to Lyon in May.", "id": "m1"}]).added == 0
        assert ada.recall("Where in Lyon?").hits[0].message_ids == ("m1",)
        assert [fact.object for fact in ada.facts(predicate="lives_in")] == ["Lyon"]
        assert "Lyon" in ada.profile().text
        assert memory.for_user("bob").recall("Lyon").hits == ()
        assert ada.forget("m1").message_ids == ("m1",)
        assert not ada.facts(predicate="lives_in")
        assert all("Lyon" not in hit.text for hit in ada.recall("Where in Lyon?").hits)
        exported = ada.export()
        assert ada.erase().messages == 1
        assert list(memory.users()) == []
        memory.import_(exported)
        assert [message.id for message in ada.messages()] == ["m2"]
        assert memory.consolidate() == 1


def test_another_embedder_by_reembedding(postgres):
    """Refused, until all vectors are made again."""
    with Memory(postgres, embedder=HashEmbedder(dimensions=16)) as memory:
        memory.for_user("ada").remember("I moved to Lyon.")
    with Memory(postgres, embedder=HashEmbedder(dimensions=8)) as memory:
        with pytest.raises(StoreError, match="reembed"):
            memory.for_user("ada").remember("I moved to Nice.")
        assert memory.reembed() == 1
        assert memory.for_user("ada").remember("I moved to Nice.").pending == 0
        assert len(memory.for_user("ada").recall("moved")) == 2


def test_one_memory_in_one_event_loop_after_another(postgres):
    """As in a script that calls `asyncio.run` twice, without closing in between."""
    memory = AsyncMemory(postgres, embedder=HashEmbedder())

    async def again(text):
        await memory.for_user("ada").remember(text)
        found = await memory.for_user("ada").recall("Lyon")
        await memory.close() if text == "Lyon again" else await memory.store._database.close()
        return len(found)

    assert [asyncio.run(again(text)) for text in ("Lyon", "Lyon again")] == [1, 2]


def test_a_script_that_closes_nothing_ends_without_complaints(postgres):
    """As the examples of the README do: what was acknowledged is stored, and nothing is left to say."""
    code = f"""
from pllm_memory import Memory
memory = Memory({postgres!r}, embedder="none")
memory.for_user("ada").remember("I moved to Lyon.")
print(len(memory.for_user("ada").recall("Lyon")))
"""
    done = subprocess.run([sys.executable, "-W", "default", "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("1\n", "")


class TestCommandLine:
    @pytest.fixture
    def run(self, tmp_path):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PLLM_")}
        environment |= {"PLLM_EMBEDDER": "none", "PLLM_CONFIG": str(tmp_path / "none.toml"), "NO_COLOR": "1"}

        def call(*args, code=0, **more):
            command = [sys.executable, "-m", "pllm_memory.cli", *args]
            done = subprocess.run(command, capture_output=True, text=True, env=environment | more, timeout=120)
            assert done.returncode == code, done.stderr + done.stdout
            return done

        return call

    def test_init_then_remember_then_doctor(self, run, make_database):
        """Before init the error says what to run; init can be repeated; an administrator is refused, unless meant."""
        admin = make_database()
        app = named(admin, admin.partition("@/")[2].partition("?")[0], user="pllm_app")
        assert "pllm-memory init" in run("users", "--url", admin, code=1).stderr
        first = json.loads(run("init", admin, "--json", PLLM_APP_PASSWORD=PASSWORD).stdout)
        newest = len(migrations("postgres"))
        assert (first["version"], first["applied"], first["can_log_in"]) == (newest, newest, True)
        assert json.loads(run("init", admin, "--json").stdout) == first | {"applied": 0}
        run("remember", "ada", "I moved to Lyon.", "--url", app)
        assert "Lyon" in run("recall", "ada", "Lyon", "--url", app).stdout
        refused = run("recall", "ada", "Lyon", "--url", admin, code=1).stderr
        assert "superuser" in refused
        assert "PLLM_INSECURE=1" in refused
        assert "Lyon" in run("--insecure", "recall", "ada", "Lyon", "--url", admin).stdout
        assert "Lyon" in run("recall", "ada", "Lyon", "--url", admin, PLLM_INSECURE="1").stdout
        found = run("doctor", "--url", app).stdout
        assert "1 checked" in found
        assert PASSWORD not in found

    def test_init_is_for_postgres(self, run):
        assert "SQLite" in run("init", "sqlite:///x", code=1).stderr


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://a:gehe/im@h/db",
        "postgresql://a:geheim@h/db?nothing=1",
        "postgresql://a:geheim@h/db?pool_size=0",
        "postgresql://a:geheim@[h/db",
    ],
)
def test_a_url_that_means_nothing_is_refused_without_its_password(url):
    with pytest.raises(ConfigError) as caught:
        Memory(url)
    assert "gehe" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_nobody_there_is_said_at_once():
    """Within the connect timeout, not that of the pool, with the server's own reason, without the password."""
    with (
        Memory("postgresql://a:geheim@127.0.0.1:1/db", embedder=HashEmbedder()) as memory,
        pytest.raises(StoreError, match="port 1") as caught,
    ):
        memory.for_user("ada").recall("Lyon")
    assert "geheim" not in str(caught.value)
