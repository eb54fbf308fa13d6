"""What other systems have remembered comes in whole: roles, times, ids; what does not is said, with its place."""

import json
import subprocess
import sys
import tracemalloc
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from pllm_memory import AsyncMemory, Memory
from pllm_memory.errors import ConfigError, InvalidInput, NotFound
from pllm_memory.imports import SYSTEMS, Read, files
from tests.imports import samples

MAY_8 = datetime(2024, 5, 8, 13, 56, tzinfo=UTC)


def sample(system, folder):
    """A file of a system, and what must come of it: conversations, messages, notes."""
    made = {
        "chatgpt": (lambda path: samples.write(path, samples.chatgpt()), (2, 5, 0)),
        "claude": (lambda path: samples.write(path, samples.claude()), (1, 3, 0)),
        "mem0": (lambda path: samples.write(path, samples.MEM0), (0, 0, 2)),
        "zep": (lambda path: samples.write(path, samples.ZEP), (1, 2, 2)),
        "graphiti": (lambda path: samples.write(path, samples.GRAPHITI), (0, 0, 3)),
        "letta": (lambda path: samples.write(path, samples.LETTA), (1, 2, 2)),
        "langgraph": (lambda path: samples.write(path, samples.STORE), (0, 0, 2)),
        "mcp-memory": (lambda path: path.write_text(samples.GRAPH) and path, (0, 0, 5)),
    }
    write, expected = made[system]
    return write(folder / f"{system}.json"), expected


def said(memory, user_id="ada"):
    return {message.id: message for message in memory.for_user(user_id).messages()}


@pytest.mark.parametrize("system", SYSTEMS)
class TestEverySystem:
    def test_all_of_it_comes_in_once_and_a_dry_run_changes_nothing(self, memory, tmp_path, system):
        path, expected = sample(system, tmp_path)
        dry = memory.import_from(system, path, user_id="ada", dry_run=True)
        assert (dry.conversations, dry.messages, dry.facts) == expected
        assert dry.added is None
        assert not list(memory.users())
        first = memory.import_from(system, path, user_id="ada")
        assert first.added == first.messages + first.facts == len(said(memory))
        assert first.skipped == dry.skipped
        assert all(one.place and one.reason for one in first.skipped)
        before = memory.for_user("ada").export()
        assert memory.import_from(system, path, user_id="ada").added == 0
        assert memory.for_user("ada").export() == before

    def test_it_is_found_with_its_date_and_by_nobody_else(self, memory, tmp_path, system):
        path, _ = sample(system, tmp_path)
        memory.import_from(system, path, user_id="ada")
        found = memory.for_user("ada").recall("Lyon")
        assert "Lyon" in found.text
        assert system == "mcp-memory" or any(hit.at.year == 2024 for hit in found.hits)
        assert not memory.for_user("bob").recall("Lyon").hits

    def test_what_a_system_noted_down_is_not_what_the_user_said(self, memory, tmp_path, system):
        path, _ = sample(system, tmp_path)
        notes = {one.message.id for one in SYSTEMS[system](path) if isinstance(one, Read) and one.fact}
        memory.import_from(system, path, user_id="ada")
        assert {said(memory)[id_].role for id_ in notes} <= {"document", "assistant"}

    @pytest.mark.parametrize(
        "text", ["", "{", "[", "[1, null, {}, []]", "{}", "null", '"x"', "[{", "\ufeff[]", "7", "[[]"]
    )
    def test_nonsense_is_told_and_changes_nothing(self, memory, tmp_path, system, text):
        path = tmp_path / "file"
        path.write_text(text, encoding="utf-8")
        added = 0
        with suppress(InvalidInput):
            added = memory.import_from(system, path, user_id="ada").added
        assert added == 0
        assert not list(memory.users())

    def test_a_file_that_is_not_there_is_an_error(self, memory, tmp_path, system):
        with pytest.raises(NotFound):
            memory.import_from(system, tmp_path / "nonesuch", user_id="ada")


class TestChatGpt:
    def test_the_current_branch_with_roles_times_and_ids(self, memory, tmp_path):
        report = memory.import_from("chatgpt", samples.write(tmp_path / "c.json", samples.chatgpt()), user_id="ada")
        found = said(memory)
        assert {id_: (one.role, one.content) for id_, one in found.items()} == {
            "u1": ("user", "I moved to Lyon in May."), "a1": ("assistant", "How is Lyon?"),
            "u2": ("user", "This is my cat Milo."), "a2": ("assistant", "A fine cat."),
            "u9": ("user", "I can't eat sesame."),
        }  # fmt: skip
        assert found["u1"].at == datetime.fromtimestamp(1715163360.5, UTC)
        assert found["a2"].at == found["u2"].at, "a message without a time is as old as the one before it"
        assert {one.session_id for one in found.values()} == {"conv-1", "conv-2"}
        reasons = {one.place: one.reason for one in report.skipped}
        assert reasons["c.json[0]"] == "1 messages in branches that are not the current one"
        assert reasons["c.json[1]"] == "not a conversation: it has no mapping"
        assert "tool" in reasons["c.json[0].mapping.t1"]
        assert "to web" in reasons["c.json[0].mapping.c1"]
        assert "image_asset_pointer" in reasons["c.json[0].mapping.u2"]
        assert len(report.skipped) == 5

    def test_the_zip_file_as_it_comes(self, memory, tmp_path):
        report = memory.import_from("chatgpt", samples.zipped(tmp_path / "e.zip", samples.chatgpt()), user_id="ada")
        assert report.added == 5
        assert "export/user.json" in {one.place for one in report.skipped}

    def test_a_big_file_is_read_piece_by_piece(self, tmp_path):
        one = samples.chatgpt()[0]
        one["mapping"]["u1"]["message"]["content"]["parts"] = ["x" * 50_000]
        path = tmp_path / "big.json"
        path.write_text("[" + ",\n".join([json.dumps(one)] * 1_000) + "]")
        tracemalloc.start()
        assert sum(1 for _ in files.items(path, "conversations")) == 1_000
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < path.stat().st_size / 4

    def test_a_file_that_was_cut_off_gives_what_is_whole(self, memory, tmp_path):
        path = tmp_path / "c.json"
        path.write_text(json.dumps(samples.chatgpt())[:-40])
        report = memory.import_from("chatgpt", path, user_id="ada")
        assert report.added == 4
        assert "the rest of the file is not read" in report.skipped[-1].reason


class TestClaude:
    def test_messages_and_the_text_of_attachments(self, memory, tmp_path):
        report = memory.import_from("claude", samples.zipped(tmp_path / "e.zip", samples.claude()), user_id="ada")
        found = said(memory)
        assert [(one.role, one.content) for one in found.values()] == [
            ("user", "I moved to Lyon in May."), ("document", "The flat costs 900."), ("assistant", "How is Lyon?"),
        ]  # fmt: skip
        assert found["m1"].at == datetime(2024, 5, 8, 13, 56, 0, 123456, tzinfo=UTC)
        assert found["m1:attachment:0"].name == "notes.txt"
        reasons = " ".join(one.reason for one in report.skipped)
        for reason in ("cat.png", "thinking", "tool_use", "'robot'", "no text", "NUL", "no chat_messages"):
            assert reason in reasons

    def test_what_claude_itself_remembers_comes_as_notes(self, memory, tmp_path):
        path = samples.zipped(tmp_path / "e.zip", samples.claude(), memories=samples.MEMORIES, projects=[{"uuid": "p"}])
        report = memory.import_from("claude", path, user_id="ada")
        notes = [one.content for one in said(memory).values() if one.session_id == "claude-memory"]
        assert sorted(notes) == ["Ada sails on Sundays.", "The boat needs a new mast."]
        assert (report.facts, report.messages) == (2, 3)
        assert "export/projects.json" in {one.place for one in report.skipped}
        alone = samples.write(tmp_path / "memories.json", samples.MEMORIES)
        assert memory.import_from("claude", alone, user_id="bob").facts == 2


class TestMem0:
    def test_times_keep_their_zone_and_ids_stay(self, memory, tmp_path):
        samples.write(tmp_path / "m.json", samples.MEM0 | {"relations": []})
        memory.import_from("mem0", tmp_path / "m.json", user_id="ada")
        (one,) = said(memory).values()
        assert (one.id, one.at, one.role, one.content) == ("mem-1", MAY_8, "document", "Lives in Lyon")

    def test_relations_are_notes_too(self, memory, tmp_path):
        """They do not say whose they are: where only one user is named, theirs."""
        samples.write(tmp_path / "m.json", samples.MEM0)
        assert memory.import_from("mem0", tmp_path / "m.json", user_id="ada").facts == 2
        assert "ada – lives_in – lyon" in {one.content for one in said(memory).values()}
        bob = samples.MEM0["results"][0] | {"id": "mem-3", "user_id": "bob"}
        samples.write(tmp_path / "two.json", samples.MEM0 | {"results": [*samples.MEM0["results"], bob]})
        with pytest.raises(InvalidInput, match="several owners: 'ada', 'bob'"):
            memory.import_from("mem0", tmp_path / "two.json", user_id="bob")
        report = memory.import_from("mem0", tmp_path / "two.json", user_id="bob", only="bob")
        assert report.added == 1
        assert ("relations[0]", "it is nobody's, not bob's") in {(one.place, one.reason) for one in report.skipped}

    def test_its_history_gives_each_memory_as_it_was_last(self, memory, tmp_path):
        report = memory.import_from("mem0", samples.mem0_history(tmp_path / "history.db"), user_id="ada")
        assert [(one.id, one.content, one.at.year) for one in said(memory).values()] == [
            ("mem-1", "Lives in Lyon", 2023)
        ]
        assert [(one.place, one.reason) for one in report.skipped] == [("history, memory mem-2", "it was deleted")]


class TestOthers:
    def test_zep_and_graphiti_keep_speakers_and_the_times_of_facts(self, memory, tmp_path):
        report = memory.import_from("zep", samples.write(tmp_path / "z.json", samples.ZEP), user_id="ada")
        found = said(memory)
        assert (found["z1"].role, found["z1"].name, found["z1"].at) == ("user", "Ada", MAY_8)
        assert found["f1"].content == "Ada lived in Porto. (until 2024-05-01)"
        assert found["f1"].at.year == 2020
        assert {"sessions[0].messages[2]", "communities"} <= {one.place for one in report.skipped}
        memory.import_from("graphiti", samples.write(tmp_path / "g.json", samples.GRAPHITI), user_id="bob")
        assert said(memory, "bob")["e1"].role == "document", "who spoke in an episode is not known for sure"

    def test_letta_unpacks_what_was_said(self, memory, tmp_path):
        report = memory.import_from("letta", samples.write(tmp_path / "a.af", samples.LETTA), user_id="ada")
        assert sorted((one.role, one.content) for one in said(memory).values()) == [
            ("assistant", "How is Lyon?"), ("document", "Ada sails on Sundays."),
            ("document", "human: Name: Ada. Has a cat."), ("user", "I moved to Lyon."),
        ]  # fmt: skip
        assert len(report.skipped) == 3

    def test_newer_agents_of_letta_say_what_they_write_also_beside_a_call_of_a_tool(self, memory, tmp_path):
        call = {"id": "t", "type": "function", "function": {"name": "web_search", "arguments": "{}"}}
        parts = [{"type": "reasoning", "reasoning": "hm"}, {"type": "text", "text": "Let me look that up."}]
        message = {"id": "message-1", "role": "assistant", "created_at": "2024-05-08T13:56:05Z", "content": parts}
        for kind, expected in (("letta_v1_agent", ["Let me look that up."]), ("memgpt_agent", [])):
            one = {"id": "agent-0", "name": kind, "agent_type": kind, "messages": [message | {"tool_calls": [call]}]}
            memory.import_from("letta", samples.write(tmp_path / "a.af", {"agents": [one]}), user_id=kind)
            assert [one.content for one in said(memory, kind).values()] == expected

    def test_files_of_several_agents_do_not_take_each_others_ids(self, memory, tmp_path):
        for day, city in enumerate(("Lyon", "Oslo"), start=1):
            message = {"id": "message-0", "role": "user", "created_at": f"2024-05-0{day}T00:00:00Z", "content": city}
            blocks = [{"id": "block-0", "label": "human", "value": f"Lives in {city}."}]
            file = {"agents": [{"id": "agent-0", "name": "helper", "messages": [message]}], "blocks": blocks}
            report = memory.import_from("letta", samples.write(tmp_path / "a.af", file), user_id="ada")
            assert (report.added, report.skipped) == (2, ())

    def test_facts_that_are_withdrawn_say_so_and_zeps_newer_messages_have_their_roles(self, memory, tmp_path):
        edge = samples.GRAPHITI["edges"][0] | {"expired_at": "2024-06-01T00:00:00Z"}
        memory.import_from("graphiti", samples.write(tmp_path / "g.json", {"edges": [edge]}), user_id="ada")
        assert said(memory)["r1"].content == "Ada lives in Lyon (until 2024-06-01)"
        messages = [
            {
                "uuid": f"z{role}",
                "role": role,
                "name": "Ada",
                "content": "I moved.",
                "created_at": "2024-05-08T13:56:00Z",
            }
            for role in ("user", "assistant", "tool", "norole")
        ]
        thread = {"threads": [{"thread_id": "t-1", "user_id": "bob", "messages": messages}]}
        memory.import_from("zep", samples.write(tmp_path / "z.json", thread), user_id="bob")
        assert {id_: one.role for id_, one in said(memory, "bob").items()} == {
            "zuser": "user", "zassistant": "assistant", "ztool": "tool", "znorole": "document",
        }  # fmt: skip
        assert said(memory, "bob")["zuser"].name == "Ada"

    def test_a_langgraph_store_of_several_users_must_be_told_apart(self, memory, tmp_path):
        path = samples.langgraph_store(tmp_path / "store.db")
        with pytest.raises(InvalidInput, match=r"several owners: 'memories\.ada', 'memories\.bob'"):
            memory.import_from("langgraph", path, user_id="ada")
        assert not list(memory.users())
        report = memory.import_from("langgraph", path, user_id="ada", only="memories.ada")
        assert [one.reason for one in report.skipped] == ["it is memories.bob's, not memories.ada's"]
        (one,) = said(memory).values()
        assert (one.id, one.content, one.at) == ("memories.ada/k1", "ada lives in Lyon.", MAY_8)

    def test_the_reference_servers_file_becomes_the_same_graph(self, memory, tmp_path):
        pytest.importorskip("mcp")
        from pllm_memory.server.mcp.reference import load

        path = tmp_path / "memory.jsonl"
        path.write_text(samples.GRAPH)
        report = memory.import_from("mcp-memory", path, user_id="ada")
        assert [one.place for one in report.skipped] == ["record 4", "line 5"]
        graph = memory.loop.run(lambda: load(memory.asynchronous, "ada")).to_dict()
        lines = [json.loads(line) for line in samples.GRAPH.splitlines()[:3]]
        bare = [{name: value for name, value in line.items() if name != "type"} for line in lines]
        assert graph == {"entities": bare[:2], "relations": bare[2:]}

    def test_a_text_that_is_too_long_for_one_message_becomes_several(self, memory, tmp_path):
        long = "y" * 450_000
        samples.write(tmp_path / "s.json", [samples.STORE[0] | {"value": {"text": long}}])
        assert memory.import_from("langgraph", tmp_path / "s.json", user_id="ada").added == 3
        assert "".join(one.content for one in said(memory).values()) == long

    def test_an_id_that_is_taken_by_other_words_is_told(self, memory, tmp_path):
        memory.for_user("ada").remember({"id": "mem-1", "content": "other words"})
        samples.write(tmp_path / "m.json", samples.MEM0 | {"relations": []})
        report = memory.import_from("mem0", tmp_path / "m.json", user_id="ada")
        assert report.added == 0
        assert (report.skipped[-1].place, "taken" in report.skipped[-1].reason) == ("results[0]", True)

    def test_an_unknown_system_is_told_with_those_that_are_known(self, memory, tmp_path):
        with pytest.raises(ConfigError, match="chatgpt, claude"):
            memory.import_from("friendster", tmp_path, user_id="ada")


def test_on_the_command_line(url, tmp_path):
    path = samples.write(tmp_path / "c.json", samples.chatgpt())

    def run(*options):
        command = [sys.executable, "-m", "pllm_memory.cli", "import", str(path), "--url", url, "--embedder", "none"]
        return subprocess.run([*command, *options], capture_output=True, text=True, timeout=60)

    dry = run("--from", "chatgpt", "--user", "ada", "--dry-run")
    assert "would remember 5 messages in 2 conversations" in dry.stdout
    assert "skipped: not a conversation: it has no mapping: c.json[1]" in dry.stderr
    done = json.loads(run("--from", "chatgpt", "--user", "ada", "--json").stdout)
    assert (done["added"], done["conversations"], len(done["skipped"])) == (5, 2, 5)
    assert "--user" in run("--from", "chatgpt").stderr
    assert "--from" in run("--dry-run").stderr
    with Memory(url, embedder="none") as memory:
        assert len(said(memory)) == 5
    assert AsyncMemory.import_from.__doc__
