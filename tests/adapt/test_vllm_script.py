"""The script that serves vLLM leaves nothing running, however it ends. A stand-in takes vLLM's place here."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.adapt.served import SCRIPT

STAND_IN = f"""#!{sys.executable}
import subprocess, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Healthy(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(helper.pid, flush=True)
port = int(sys.argv[sys.argv.index("--port") + 1])
HTTPServer(("127.0.0.1", port), Healthy).serve_forever()
"""


@pytest.fixture
def started(tmp_path, monkeypatch):
    """The script with a stand-in for vLLM, and the process ids of the stand-in and of a helper that it has started."""
    monkeypatch.setenv("PLLM_VLLM_HOME", str(tmp_path))
    command = tmp_path / "venv" / "bin" / "vllm"
    command.parent.mkdir(parents=True)
    command.write_text(STAND_IN)
    command.chmod(0o755)
    (tmp_path / "installed").touch()
    log = tmp_path / "log"
    arguments = [sys.executable, str(SCRIPT), "serve", "model", "--until-input-ends", "--log", str(log)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as script:
        assert script.stdout.readline().startswith(b"http://127.0.0.1:")
        helper = int(log.read_text().split()[0])
        yield script, [parent(helper), helper]
        script.kill()


def parent(pid):
    with open(f"/proc/{pid}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[1])


def gone(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def all_gone(pids, *, within=60):
    end = time.monotonic() + within
    while not all(map(gone, pids)) and time.monotonic() < end:
        time.sleep(0.05)
    return all(map(gone, pids))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told_to_end_it_ends_all(started, number):
    script, pids = started
    assert not any(map(gone, pids))
    script.send_signal(number)
    assert script.wait(60) == 0
    assert all_gone(pids)


def test_when_who_started_it_is_killed_it_ends_all(started):
    """Its input ends then: nothing else tells a process that another was killed."""
    script, pids = started
    script.stdin.close()
    script.wait(60)
    assert all_gone(pids)


def test_when_it_is_killed_itself_the_server_ends(started):
    script, (server, helper) = started
    script.kill()
    try:
        assert all_gone([server])
    finally:
        os.kill(helper, signal.SIGKILL)


def test_a_server_that_does_not_start_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PLLM_VLLM_HOME", str(tmp_path))
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    (tmp_path / "venv" / "bin" / "vllm").write_text("#!/bin/sh\necho broken\nexit 3\n")
    (tmp_path / "venv" / "bin" / "vllm").chmod(0o755)
    (tmp_path / "installed").touch()
    done = subprocess.run([sys.executable, str(SCRIPT), "serve", "model"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert "did not start" in done.stderr
    assert (tmp_path / "vllm.log").read_text() == "broken\n"
