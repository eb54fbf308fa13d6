"""What all tests share. Real models and real files; nothing reaches out to the network."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from pllm_memory import AsyncMemory, Memory
from pllm_memory.testing import HashEmbedder
from tests.smollm import smollm

__all__ = ["DATA", "ROOT", "smollm"]

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("PLLM_DATA", ROOT.parent / "shared" / "data"))


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch, tmp_path):
    """A test must not read, or write to, the memory of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("PLLM_") and name != "PLLM_DATA"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PLLM_CONFIG", str(tmp_path / "no-config.toml"))
    monkeypatch.setenv("PLLM_URL", f"sqlite:///{tmp_path / 'default-memories'}")


@pytest.fixture
def folder(tmp_path):
    """A folder for a memory, in RAM where there is some: killing a process does not empty its system's caches.

    What a power cut does is tested with a disk of our own (tests/stores/disk.py).
    """
    ram = Path("/dev/shm")
    if not ram.is_dir():
        yield tmp_path / "memories"
        return
    made = Path(tempfile.mkdtemp(dir=ram, prefix="pllm-"))
    yield made / "memories"
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'memories'}"


@pytest.fixture
def memory(url):
    with Memory(url, embedder=HashEmbedder()) as opened:
        yield opened


@pytest.fixture
async def amemory(url):
    async with AsyncMemory(url, embedder=HashEmbedder()) as opened:
        yield opened


@pytest.fixture(scope="session")
def data():
    if not DATA.exists():
        pytest.skip(f"the benchmark data is not here: {DATA} (set PLLM_DATA)")
    return DATA
