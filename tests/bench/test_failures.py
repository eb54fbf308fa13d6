"""A system that crashes, a run that is stopped, a process that was killed: what is left, and what is said."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from samples import locomo, write

from pllm_memory import bench
from pllm_memory.bench import rivals, workplace
from pllm_memory.bench.answers import Answers
from pllm_memory.bench.run import Run
from pllm_memory.bench.systems import AllMessages, Bm25, CannotRun
from pllm_memory.bench.table import markdown
from pllm_memory.errors import ModelError

pytestmark = pytest.mark.anyio


class Fragile(Bm25):
    """Crashes where it is told to."""

    name = "fragile"

    def __init__(self, where, error=None):
        super().__init__()
        self.where, self.error = where, error or RuntimeError("out of cheese")
        self.closed = False

    def fail(self, where):
        if self.where == where:
            raise self.error

    async def remember(self, case):
        self.fail("remember")
        await super().remember(case)

    async def search(self, user_id, question, *, k, at):
        self.fail("search" if user_id == "tiny" else "search in the second case")
        return await super().search(user_id, question, k=k, at=at)

    async def forget(self, user_id):
        self.fail("forget")
        await super().forget(user_id)

    async def close(self):
        self.closed = True
        self.fail("close")


@pytest.mark.parametrize("where", ["remember", "search", "search in the second case", "forget"])
async def test_a_system_that_crashes_is_out_of_the_run_and_its_row_says_why(dataset, where):
    run = Run(dataset, [AllMessages(), Fragile(where), Bm25()])
    found = json.loads(json.dumps((await run.report(config={}, skipped={})).to_dict()))
    case = "other" if "second" in where else "tiny"
    assert found["failures"] == {"fragile": f"at {case}: RuntimeError: out of cheese"}
    assert found["systems"]["fragile"]["failed"] == f"at {case}: RuntimeError: out of cheese"
    assert found["systems"]["fragile"]["overall"] == {}  # half of a run is no result
    assert found["systems"]["bm25"]["overall"]["recall@10"] == 1
    assert (found["n"], found.get("failed")) == (4, None)
    assert "| fragile | failed |" in markdown(found)
    assert f"- fragile failed at {case}: RuntimeError: out of cheese" in markdown(found)


async def test_where_the_first_system_crashes_the_others_are_still_reported(dataset):
    found = (await Run(dataset, [Fragile("search"), Bm25()]).report(config={}, skipped={})).to_dict()
    assert found["failed"].startswith("at tiny")
    assert (found["n"], found["overall"], found["questions_without_evidence"]) == (4, {}, 1)
    assert found["systems"]["bm25"]["overall"]["recall@10"] == 1
    assert "| 1 | 1 | – | 100.0 |" in markdown(found)


async def test_an_answer_that_is_not_what_was_asked_for_is_a_crash_too(dataset):
    class Liar(Bm25):
        name = "liar"

        async def search(self, user_id, question, *, k, at):
            from pllm_memory.bench.systems import Found

            return Found(("nobody said this",))

    found = (await Run(dataset, [Bm25(), Liar()]).report(config={}, skipped={})).to_dict()
    assert "KeyError" in found["failures"]["liar"]


async def test_a_rival_that_crashes_when_it_is_opened_or_closed_does_not_take_the_others_along(tmp_path, monkeypatch):
    file = write(tmp_path / "l.json", locomo())

    def crash(meter):
        raise ValueError("bad luck")

    monkeypatch.setattr(rivals, "RIVALS", rivals.RIVALS)
    monkeypatch.setitem(bench.RIVALS, "langgraph", crash)
    fragile = Fragile("close")
    report = await bench.run("locomo", file, systems=[fragile, "langgraph", "bm25"], embedder=Numbers())
    found = report.to_dict()
    assert found["failures"] == {"langgraph": "ValueError: bad luck"}
    assert list(found["systems"]) == ["bm25", "langgraph"]
    assert found["systems"]["langgraph"]["failed"] == "ValueError: bad luck"
    assert found["systems"]["bm25"]["overall"]["recall@10"] > 0
    assert fragile.closed


class Numbers:
    """An embedder that means nothing."""

    async def fingerprint(self):
        return "numbers/2"

    async def embed(self, texts, *, kind):
        import numpy as np

        return np.tile(np.float32([0.6, 0.8]), (len(texts), 1))


async def test_a_reader_that_fails_spoils_its_answers_and_not_the_run(dataset):
    class Flaky:
        calls = 0

        async def reply(self, messages):
            Flaky.calls += 1
            if Flaky.calls == 1:
                raise ModelError("429")
            yield "yes"

    found = (
        await Run(dataset, [Bm25(), AllMessages()], grader=Answers(Flaky(), Flaky())).report(config={}, skipped={})
    ).to_dict()
    assert found["answers"] == {"n": 0, "failed": 1, "first_error": "ModelError: 429"}
    assert found["systems"]["all_messages"]["answers"]["correct"] == 1
    assert found["overall"]["recall@10"] == 1
    assert "1 |" in markdown(found | {"config": {}})


# ── real processes ───────────────────────────────────────────────────────────────────────────────────


def long(folder):
    """A LoCoMo whose run takes a while."""
    (sample,) = locomo()
    turns = [{"speaker": "Ada", "dia_id": f"D1:{n}", "text": f"Turn {n} of many."} for n in range(1, 2000)]
    sample["conversation"]["session_1"] = turns
    sample["qa"] = sample["qa"][:1] * 20_000
    return write(folder / "long.json", [sample])


def started(tmp_path, *more):
    """`pllm-memory bench` in a process of its own, once it has a folder."""
    home = tmp_path / "temporary"
    home.mkdir(exist_ok=True)
    before = set(home.glob("pllm-bench-*/**/*.db"))
    command = [sys.executable, "-m", "pllm_memory.cli", "bench", "locomo", str(long(tmp_path))]
    process = subprocess.Popen(
        [*command, "--strategy", "fast", "--embedder", "none", "--system", "ours", "--json", *more],
        env={**os.environ, "TMPDIR": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    end = datetime.now(UTC) + timedelta(minutes=2)
    while not set(home.glob("pllm-bench-*/**/*.db")) - before and process.poll() is None:
        assert datetime.now(UTC) < end
        time.sleep(0.05)
    assert process.poll() is None, process.stderr.read()
    return process, home


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_told_to_stop_leaves_nothing_behind(tmp_path, number):
    process, home = started(tmp_path, "--out", str(tmp_path / "out"))
    process.send_signal(number)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 128 + number
    assert f"stopped by {number.name}".encode() in err
    assert out == b""
    assert list(home.iterdir()) == []
    assert not (tmp_path / "out").exists()


def test_what_a_killed_run_left_is_removed_by_the_next_and_what_a_living_one_has_is_not(tmp_path, monkeypatch):
    killed, home = started(tmp_path)
    killed.kill()
    killed.communicate(timeout=60)
    left = {file.name for file in home.iterdir()}
    assert len(left) == 2  # the folder, and its lock
    living, _ = started(tmp_path)  # which is the next run
    try:
        kept = {file.name for file in home.iterdir()}
        assert len(kept) == 2
        assert not kept & left
        monkeypatch.setattr(workplace.tempfile, "gettempdir", lambda: str(home))
        mine = workplace.Workplace()
        assert kept <= {file.name for file in home.iterdir()}
        mine.close()
        assert {file.name for file in home.iterdir()} == kept
    finally:
        living.terminate()
        living.communicate(timeout=120)
    assert list(home.iterdir()) == []


def test_a_system_that_fails_makes_the_exit_code_1(tmp_path):
    script = (
        "from pllm_memory import bench; from pllm_memory.cli import main\n"
        "def crash(meter): raise ValueError('bad luck')\n"
        "bench.RIVALS['langgraph'] = crash\n"
        "main()"
    )
    file = write(tmp_path / "l.json", locomo())
    command = [sys.executable, "-c", script, "bench", "locomo", str(file), "--system", "bm25", "--system", "langgraph"]
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert "error: langgraph failed ValueError: bad luck" in done.stderr.replace("\n", " ")
    assert json.loads(done.stdout)["failures"] == {"langgraph": "ValueError: bad luck"}


def test_a_folder_that_is_nobody_s_of_ours_is_left_alone(tmp_path):
    (tmp_path / "pllm-bench-of-somebody").mkdir()
    (tmp_path / "pllm-bench-x.lock").mkdir()
    workplace.sweep(tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_rival_that_is_not_installed_leaves_no_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(workplace.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setitem(sys.modules, "mem0", None)
    with pytest.raises(CannotRun):
        rivals.Mem0(None)
    assert list(tmp_path.iterdir()) == []
