"""What the tests of stores share."""

import shutil
import tempfile
from pathlib import Path

import pytest

RAM = Path("/dev/shm")


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def folder(tmp_path):
    """A folder for a memory, in RAM where there is some: what a power cut does is tested with a disk of our own."""
    if not RAM.is_dir():
        yield tmp_path / "memories"
        return
    made = Path(tempfile.mkdtemp(dir=RAM, prefix="pllm-"))
    yield made / "memories"
    shutil.rmtree(made, ignore_errors=True)
