"""The surface that users see."""

import inspect
import json
import subprocess
import sys
import threading
from datetime import UTC, datetime

import anyio
import pytest

import pllm_memory.config
from pllm_memory import FAST, AsyncMemory, AsyncUserMemory, Memory, UserMemory
from pllm_memory.errors import (
    ConfigError,
    Conflict,
    EmbedderMismatch,
    InvalidInput,
    InvalidMessage,
    InvalidTime,
    InvalidUserId,
    ModelError,
    NotFound,
)
from pllm_memory.testing import HashEmbedder

MAY = "2026-05-08T13:56:00Z"

FORKED = """
import os, signal, sys
import anyio
from pllm_memory import AsyncMemory, Memory
from pllm_memory.errors import StoreError

signal.alarm(60)  # of a child too: what hangs is killed
url, used, kind = sys.argv[1:]

def ask(memory):
    if kind == "sync":
        return len(memory.for_user("ada").recall("Lyon").hits)
    async def asked():
        return len((await memory.for_user("ada").recall("Lyon")).hits)
    return anyio.run(asked)

memory = {"sync": Memory, "async": AsyncMemory}[kind](url, embedder="none")
if used == "used":
    ask(memory)
if child := os.fork():
    ended = os.waitpid(child, 0)[1]
    print(ended, ask(memory))
    os._exit(0)
signal.alarm(20)
try:
    print(ask(memory), flush=True)
except StoreError as error:
    print(error, flush=True)
os._exit(0)
"""


@pytest.fixture
def ada(memory):
    return memory.for_user("ada")


class TestRemember:
    def test_a_text_is_found_right_after(self, ada):
        ada.remember("I moved to Lyon in May.")
        (hit,) = ada.recall("Where in Lyon?").hits
        assert (hit.text, hit.role, hit.speaker) == ("I moved to Lyon in May.", "user", "user")

    def test_a_message_keeps_all_that_is_given(self, ada):
        given = {
            "role": "assistant",
            "content": "A boat!",
            "name": "Max",
            "at": MAY,
            "id": "m1",
            "caption": "a red boat",
            "session_id": "s9",
        }
        receipt = ada.remember([given])
        assert (receipt.message_ids, receipt.session_ids, receipt.added) == (("m1",), ("s9",), 1)
        (hit,) = ada.recall("boat").hits
        assert hit.text == "A boat! [shares a picture: a red boat]"
        assert (hit.speaker, hit.role, hit.session_id) == ("Max", "assistant", "s9")
        assert hit.at == datetime(2026, 5, 8, 13, 56, tzinfo=UTC)

    def test_the_same_ids_again_give_an_equal_receipt_and_change_nothing(self, ada):
        messages = [{"id": "a", "content": "one", "at": MAY}, {"id": "b", "content": "two", "at": MAY}]
        first = ada.remember(messages, session_id="s")
        again = ada.remember(messages, session_id="s")
        assert again == first
        assert (first.added, again.added) == (2, 0)
        assert len(ada.messages()) == 2

    def test_the_same_id_again_without_its_session_gives_the_receipt_of_the_first_time(self, ada):
        """A retry of a call that named no session: it is in the one that was made for it then."""
        first = ada.remember({"content": "I moved to Lyon.", "id": "m1"})
        assert ada.remember({"content": "I moved to Lyon.", "id": "m1"}) == first
        assert ada.remember({"content": "I moved to Lyon.", "id": "m1"}, session_id="another") == first
        assert first.session_ids == (ada.messages()[0].session_id,)

    def test_the_same_id_with_other_text_is_an_error_and_nothing_is_stored(self, ada):
        ada.remember({"id": "a", "content": "one"})
        with pytest.raises(Conflict, match="'a' is stored already, with another content"):
            ada.remember([{"id": "b", "content": "new"}, {"id": "a", "content": "uno"}])
        assert [m.content for m in ada.messages()] == ["one"]

    def test_the_same_id_twice_in_one_call_with_other_text_is_an_error(self, ada):
        with pytest.raises(InvalidMessage, match="'a' is given twice"):
            ada.remember([{"id": "a", "content": "one"}, {"id": "a", "content": "two"}])

    def test_the_same_text_without_an_id_was_said_twice(self, ada):
        ada.remember("Good morning, Lyon")
        ada.remember("Good morning, Lyon")
        assert len(ada.recall("Lyon morning")) == 2

    @pytest.mark.parametrize(
        ("given", "error", "says"),
        [
            ("", InvalidMessage, "content is empty"),
            ([], InvalidMessage, "no messages"),
            ([{"content": "ok"}, {"content": ""}], InvalidMessage, "message 2: content is empty"),
            (
                [{"content": "ok"}, {"content": "x", "at": "2026-05-08T13:56:00"}],
                InvalidTime,
                "message 2: at: .* no time zone",
            ),
            ({"content": "x", "timestamp": 3}, InvalidMessage, "unknown field 'timestamp' .did you mean 'at'"),
            ({"content": "x", "colour": 3}, InvalidMessage, "unknown field 'colour'; a message has id, session_id"),
            ({"role": "user"}, InvalidMessage, "content is missing"),
            ({"content": [{"type": "text"}]}, InvalidMessage, "list of parts"),
            ({"role": "robot", "content": "x"}, InvalidMessage, "role 'robot' is unknown"),
            ([7], InvalidMessage, "text or a mapping"),
            ("a\x00b", InvalidMessage, "NUL byte"),
            ("\ud800", InvalidMessage, "lone surrogate"),
            ("x" * 200_001, InvalidMessage, "at most 200,000"),
        ],
    )
    def test_bad_input_says_what_is_wrong_and_changes_nothing(self, ada, memory, given, error, says):
        with pytest.raises(error, match=says):
            ada.remember(given)
        assert list(memory.users()) == []

    def test_a_bad_user_id_is_refused_at_the_door(self, memory):
        with pytest.raises(InvalidUserId):
            memory.for_user("")

    def test_progress_counts_up_to_all(self, ada):
        seen = []
        ada.remember([f"message {i}" for i in range(150)], progress=lambda done, total: seen.append((done, total)))
        assert seen == [(64, 150), (128, 150), (150, 150)]


class TestModels:
    def test_a_model_that_fails_loses_nothing_and_is_made_up_for(self, url):
        class Flaky(HashEmbedder):
            down = True

            async def embed(self, texts, *, kind):
                if self.down and kind == "document":
                    raise ModelError("out of order")
                return await super().embed(texts, kind=kind)

        embedder = Flaky()
        with Memory(url, embedder=embedder) as memory:
            ada = memory.for_user("ada")
            receipt = ada.remember("I moved to Lyon.")
            assert (receipt.added, receipt.pending) == (1, 1)
            assert "semantic" not in ada.recall("Lyon").hits[0].via
            embedder.down = False
            assert "semantic" in ada.recall("Lyon").hits[0].via

    def test_who_is_addressed_is_not_embedded_whether_messages_come_together_or_one_by_one(self, url):
        class Noting(HashEmbedder):
            seen = ()

            async def embed(self, texts, *, kind):
                self.seen += tuple(texts)
                return await super().embed(texts, kind=kind)

        talk = [
            {"id": "1", "role": "user", "name": "Rhona", "content": "What did you do?", "at": MAY},
            {"id": "2", "role": "user", "name": "Ada", "content": "I sold the boat, Rhona!", "at": MAY},
        ]
        for calls in ([talk], [talk[:1], talk[1:]]):
            embedder = Noting()
            with Memory(url, embedder=embedder) as memory:
                ada = memory.for_user("ada")
                ada.erase()
                for messages in calls:
                    ada.remember(messages, session_id="boats")
            assert embedder.seen == ("What did you do?", "I sold the boat!")

    def test_another_model_is_refused_before_anything_is_changed(self, url):
        with Memory(url, embedder=HashEmbedder()) as memory:
            memory.for_user("ada").remember("I moved to Lyon.")
        with Memory(url, embedder=HashEmbedder(dimensions=32)) as memory:
            ada = memory.for_user("ada")
            for call in (lambda: ada.remember("x"), lambda: ada.recall("x")):
                with pytest.raises(EmbedderMismatch, match="reembed"):
                    call()
            assert len(ada.messages()) == 1
            assert memory.reembed() == 1
            assert len(ada.recall("Lyon")) == 1
            assert memory.reembed() == 0

    def test_no_model_is_words_only(self, url):
        with Memory(url, embedder="none") as memory:
            ada = memory.for_user("ada")
            ada.remember("I moved to Lyon.")
            assert len(ada.recall("Lyon")) == 1
            assert len(ada.recall("Marseille")) == 0

    def test_a_memory_without_vectors_gets_them_when_a_model_comes(self, url):
        with Memory(url, embedder="none") as memory:
            memory.for_user("ada").remember("I moved to Lyon.")
        with Memory(url, embedder=HashEmbedder()) as memory:
            ada = memory.for_user("ada")
            ada.remember("And then to Nice.")
            assert all("semantic" in hit.via for hit in ada.recall("Lyon").hits)


class TestRecall:
    def test_the_scores_of_the_retrievers_add_up(self, ada):
        ada.remember(["I moved to Lyon.", "The cat sleeps.", "Lyon is grey today?"], session_id="s")
        for hit in ada.recall("When did I move to Lyon?").hits:
            assert sum(via.score for via in hit.via.values()) == pytest.approx(hit.score, abs=1e-4)

    @pytest.mark.parametrize("name", ["limit", "budget"])
    @pytest.mark.parametrize(("given", "says"), [("3", "not '3'"), (1.5, "not 1.5"), (-1, "at least 0, not -1")])
    def test_a_number_that_is_none_is_named(self, ada, name, given, says):
        ada.remember("I moved to Lyon.")
        with pytest.raises(InvalidInput, match=f"{name} must be .*{says}"):
            ada.recall("Lyon", **{name: given})
        assert not ada.recall("Lyon", **{name: 0}).packed

    @pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
    def test_a_message_at_an_end_of_the_calendar_keeps_nobody_from_recalling(self, ada, at):
        ada.remember({"content": "I moved to Lyon yesterday.", "at": at})
        assert ada.recall("Where did I move last week?").hits[0].at == at
        assert ada.recall("Where will I be tomorrow?", as_of=at).hits

    def test_as_of_is_what_had_been_said_by_then(self, ada):
        ada.remember({"content": "I live in Lyon", "at": "2025-01-01T00:00:00Z"})
        ada.remember({"content": "I live in Nice", "at": "2026-01-01T00:00:00Z"})
        (hit,) = ada.recall("where do I live", as_of="2025-06-01T00:00:00Z").hits
        assert hit.text == "I live in Lyon"
        with pytest.raises(InvalidTime, match="as_of"):
            ada.recall("where", as_of="2025-06-01T00:00:00")

    def test_limit_and_budget(self, ada):
        ada.remember([f"Lyon fact number {i}" for i in range(30)])
        context = ada.recall("Lyon", limit=20, budget=100)
        assert len(context) == 20
        assert context.tokens <= 100
        assert 0 < len(context.packed) < 20

    @pytest.mark.parametrize(
        "question",
        ['"', "a AND (", "NEAR(x, 3)", "*", "col:x", "'; DROP TABLE message; --", "", " ", "\x00", "-x"],
    )
    def test_no_character_of_a_question_has_a_special_meaning(self, ada, question):
        ada.remember("I moved to Lyon.")
        assert len(ada.recall(question)) <= 1
        assert len(ada.messages()) == 1

    def test_a_question_that_is_no_text_is_refused(self, ada):
        with pytest.raises(InvalidInput, match="lone surrogate at position 4"):
            ada.recall("what\ud800")

    def test_a_user_unknown_or_empty_has_nothing(self, memory):
        context = memory.for_user("nobody").recall("anything")
        assert (len(context), str(context)) == (0, "")
        assert list(memory.users()) == []

    def test_fast_asks_no_model(self, url):
        class Counting(HashEmbedder):
            asked = 0

            async def embed(self, texts, *, kind):
                self.asked += kind == "query"
                return await super().embed(texts, kind=kind)

        embedder = Counting()
        with Memory(url, embedder=embedder) as memory:
            ada = memory.for_user("ada")
            ada.remember("I moved to Lyon.")
            ada.recall("Lyon", strategy=FAST)
            assert embedder.asked == 0
            ada.recall("Lyon")
            assert embedder.asked == 1

    def test_explain_shows_the_evidence_and_every_vote(self, ada):
        ada.remember({"content": "I moved to Lyon.", "id": "m1"})
        hit = ada.recall("Who moved to Lyon?").hits[0]
        explanation = ada.explain(hit)
        assert explanation.evidence[0].content == "I moved to Lyon."
        assert all(name in str(explanation) for name in hit.via)
        ada.forget("m1")
        with pytest.raises(NotFound, match="m1"):
            ada.explain(hit)


class TestForget:
    def test_forgotten_is_gone_and_the_rest_stays(self, ada):
        ada.remember([{"id": "a", "content": "zanzibar one"}, {"id": "b", "content": "zanzibar two"}])
        assert ada.forget("a").message_ids == ("a",)
        assert [hit.text for hit in ada.recall("zanzibar").hits] == ["zanzibar two"]

    def test_a_list_of_ids_is_told_how_to_be_given(self, ada):
        ada.remember({"id": "a", "content": "one"})
        with pytest.raises(InvalidInput, match=r"not list; nothing was removed.*forget\(\*ids\)"):
            ada.forget(["a"])
        assert len(ada.messages()) == 1

    def test_forgetting_what_is_not_there_removes_nothing(self, ada):
        ada.remember({"id": "a", "content": "one"})
        with pytest.raises(NotFound, match=r"'z'.*nothing was removed"):
            ada.forget("a", "z")
        with pytest.raises(NotFound):
            ada.forget()
        assert len(ada.messages()) == 1

    def test_erased_is_gone_and_may_come_back_new(self, memory, ada):
        ada.remember("one")
        memory.for_user("bob").remember("mine")
        assert ada.erase().messages == 1
        assert list(memory.users()) == ["bob"]
        assert ada.messages() == []
        assert ada.erase().messages == 0
        ada.remember("new")
        assert [m.content for m in ada.messages()] == ["new"]


class TestExport:
    def test_what_is_exported_can_be_imported_as_it_was(self, memory, ada, tmp_path):
        ada.remember([{"id": "a", "content": "line\nbreak ☃", "name": "Ada", "caption": "x", "at": MAY}, "two"])
        text = ada.export()
        copy = memory.import_(text, user_id="copy")
        assert copy.added == 2
        assert memory.for_user("copy").messages() == ada.messages()
        path = tmp_path / "ada.jsonl"
        path.write_text(text, encoding="utf-8")
        assert memory.import_(path).added == 0

    def test_a_broken_line_is_named_and_the_good_ones_are_kept(self, memory):
        lines = [
            json.dumps({"format": "pllm-memory", "version": 1, "user_id": "ada"}),
            json.dumps({"id": "a", "content": "good"}),
            "{broken",
            json.dumps({"id": "b", "content": ""}),
            json.dumps({"id": "c", "content": "good too"}),
        ]
        outcome = memory.import_("\n".join(lines))
        assert [r.line for r in outcome.rejected] == [3, 4]
        assert "not valid JSON" in outcome.rejected[0].reason
        assert [m.id for m in memory.for_user("ada").messages()] == ["a", "c"]

    def test_a_line_whose_id_is_taken_is_named_and_the_others_are_kept(self, memory, ada):
        ada.remember({"id": "a", "content": "mine"})
        lines = [json.dumps({"id": "b", "content": "new"}), json.dumps({"id": "a", "content": "other"})]
        outcome = memory.import_("\n".join(lines), user_id="ada")
        assert [r.line for r in outcome.rejected] == [2]
        assert sorted(m.content for m in ada.messages()) == ["mine", "new"]

    def test_nobody_named_is_an_error(self, memory):
        with pytest.raises(InvalidUserId):
            memory.import_('{"content": "whose?"}')
        with pytest.raises(NotFound, match=r"nowhere\.jsonl"):
            memory.import_(__import__("pathlib").Path("nowhere.jsonl"))


class TestTwoOfAKind:
    """`Memory` is `AsyncMemory`, without the waiting."""

    @pytest.mark.parametrize(("sync", "asynchronous"), [(Memory, AsyncMemory), (UserMemory, AsyncUserMemory)])
    def test_the_same_methods_with_the_same_parameters(self, sync, asynchronous):
        def surface(cls):
            return {
                name: inspect.signature(member) if callable(member) else None
                for name, member in inspect.getmembers_static(cls)  # what it inherits is part of it
                if not name.startswith("_")
            }

        ours, theirs = surface(sync), surface(asynchronous)
        for bridge in ("asynchronous", "loop"):  # how the two meet
            ours.pop(bridge, None)
        assert ours.keys() == theirs.keys()
        for name, signature in ours.items():
            if signature:
                assert signature.parameters == theirs[name].parameters, name

    @pytest.mark.anyio
    async def test_the_sync_one_works_inside_a_running_loop(self, url):
        with Memory(url, embedder=HashEmbedder()) as memory:
            memory.for_user("ada").remember("I moved to Lyon.")
            assert len(memory.for_user("ada").recall("Lyon")) == 1

    @pytest.mark.parametrize("kind", ["sync", "async"])
    @pytest.mark.parametrize(("used", "says"), [("unused", "1"), ("used", "open a new one in each process")])
    def test_a_fork_after_the_first_use_is_told_so_and_does_not_hang(self, tmp_path, used, says, kind):
        """A server that loads before it forks: what was opened is of no use in its workers; its parent goes on."""
        url = f"sqlite:///{tmp_path}"
        with Memory(url, embedder="none") as memory:
            memory.for_user("ada").remember("I moved to Lyon.")
        command = [sys.executable, "-c", FORKED, url, used, kind]
        child, parent = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        assert says in child
        assert parent == "0 1"

    def test_the_async_one_works_in_one_loop_after_another(self, url):
        memory = AsyncMemory(url, embedder=HashEmbedder())

        async def say(text):
            await memory.for_user("ada").remember(text)
            return len(await memory.for_user("ada").messages())

        assert [anyio.run(say, text) for text in ("one", "two")] == [1, 2]
        anyio.run(memory.close)

    @pytest.mark.anyio
    async def test_many_users_at_once_never_mix(self, amemory):
        async def live(number):
            user = amemory.for_user(f"user-{number}")
            for turn in range(5):
                await user.remember(f"marker{number} says {turn}")
                for hit in (await user.recall("what does everybody say")).hits:
                    assert hit.text.startswith(f"marker{number} ")

        async with anyio.create_task_group() as group:
            for number in range(20):
                group.start_soon(live, number)

    def test_a_closed_memory_says_so(self, url):
        memory = Memory(url, embedder=HashEmbedder())
        memory.for_user("ada").remember("x")
        memory.close()
        with pytest.raises(pllm_memory.PllmError, match="closed"):
            memory.for_user("ada").recall("x")

    def test_threads_may_share_one(self, memory):
        def work(number):
            memory.for_user(f"u{number % 2}").remember(f"thread {number}")

        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        [t.start() for t in threads]
        [t.join() for t in threads]
        assert sum(len(memory.for_user(u).messages()) for u in memory.users()) == 8


class TestSettings:
    def test_the_environment_chooses(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PLLM_URL", f"sqlite:///{tmp_path / 'here'}")
        monkeypatch.setenv("PLLM_EMBEDDER", "none")
        monkeypatch.setenv("PLLM_LIMIT", "1")
        with Memory() as memory:
            memory.for_user("ada").remember(["Lyon one", "Lyon two"])
            assert len(memory.for_user("ada").recall("Lyon")) == 1
        assert (tmp_path / "here" / "catalog.db").exists()

    def test_a_file_chooses_and_the_environment_overrides(self, tmp_path, monkeypatch):
        (tmp_path / "c.toml").write_text('embedder = "none"\nlimit = 3\nbudget = 50\n')
        monkeypatch.setenv("PLLM_CONFIG", str(tmp_path / "c.toml"))
        monkeypatch.setenv("PLLM_BUDGET", "70")
        settings = Memory()._memory.settings
        assert (settings.embedder, settings.limit, settings.budget) == ("none", 3, 70)

    @pytest.mark.parametrize(("word", "means"), [("1", True), ("true", True), ("no", False), ("0", False)])
    def test_a_flag_is_read_from_words(self, monkeypatch, word, means):
        monkeypatch.setenv("PLLM_INSECURE", word)
        assert Memory()._memory.settings.insecure is means

    def test_the_place_is_shown_without_a_password(self):
        settings = pllm_memory.config.Settings(url="postgresql://a:b%40c@h:5/db?password=d")
        assert settings.place == "postgresql://h:5/db"

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("limit = 'many'", "limit must be a whole number"),
            ("limit = 0", "at least 1"),
            ("colour = 1", "no setting 'colour'"),
            ("insecure = 'maybe'", "insecure must be true or false"),
            ("=", "cannot be read"),
        ],
    )
    def test_a_wrong_setting_is_named(self, tmp_path, monkeypatch, text, says):
        (tmp_path / "c.toml").write_text(text)
        monkeypatch.setenv("PLLM_CONFIG", str(tmp_path / "c.toml"))
        with pytest.raises(ConfigError, match=says):
            Memory()

    def test_no_password_is_shown(self):
        """Neither where settings are printed, nor where a URL is of another kind."""
        url = "postgresql+psycopg://app:hunter2@db/memory?password=hunter2"
        with pytest.raises(ConfigError, match=r"'postgresql.psycopg://db/memory' is no memory URL") as caught:
            Memory(url)
        assert "hunter2" not in str(caught.value)
        assert "hunter2" not in repr(pllm_memory.config.Settings(url=url))

    def test_there_is_no_memory_that_leaves_no_files(self, tmp_path, monkeypatch):
        """Who asks for one would be surprised to find a folder of that name."""
        monkeypatch.chdir(tmp_path)
        with pytest.raises(ConfigError, match="temporary folder"):
            Memory("sqlite:///:memory:")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("url", ["mysql://x", "sqlite://x", "sqlite:///", "memories"])
    def test_a_url_that_means_nothing_is_refused(self, url):
        with pytest.raises(ConfigError, match="no memory URL"):
            Memory(url)
