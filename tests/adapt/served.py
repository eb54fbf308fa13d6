"""A real vLLM for the tests, on the CPU, started by the project's own script; started once."""

import os
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest

from tests.adapt.tiny import save_tiny_model
from tests.conftest import ROOT

SCRIPT = ROOT / "scripts" / "vllm_cpu.py"
SLOTS = 2


class Server:
    """A server that can be killed and started again at the same address."""

    def __init__(self, model, log):
        self.model, self.log, self.url, self._process = model, log, "", None

    def start(self):
        port = self.url.rpartition(":")[2] or "0"
        command = [sys.executable, str(SCRIPT), "serve", str(self.model), "--until-input-ends", "--port", port]
        command += ["--max-loras", str(SLOTS), "--max-model-len", "512", "--log", str(self.log)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.url = self._process.stdout.readline().decode().strip()
        assert self.url.startswith("http://127.0.0.1:"), self.log.read_text()[-3000:]

    def stop(self):
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()

    def post(self, path, **request):
        return httpx.post(f"{self.url}{path}", json=request, timeout=300)


def _install():
    """Installs it, or says why it cannot be had."""
    done = subprocess.run([sys.executable, str(SCRIPT), "install"], stderr=subprocess.PIPE, text=True)
    if done.returncode:
        pytest.skip(f"vLLM cannot be installed here: {done.stderr.strip().splitlines()[-1]}")


@contextmanager
def serving(folder):
    _install()
    server = Server(save_tiny_model(folder / "model", width=128, heads=2), folder / "vllm.log")
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def given(url, model):
    """One that was started by hand, to write tests with: `PLLM_TEST_VLLM=http://… PLLM_TEST_VLLM_MODEL=folder`."""
    server = Server(model, None)
    server.url = url
    yield server


def vllm_for_tests(folder):
    url = os.environ.get("PLLM_TEST_VLLM")
    return given(url, os.environ["PLLM_TEST_VLLM_MODEL"]) if url else serving(folder)
