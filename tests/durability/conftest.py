"""What the tests of durability share."""

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
    """A folder for a memory, in RAM where there is some: killing a process does not empty the caches of its system."""
    if not RAM.is_dir():
        yield tmp_path / "memories"
        return
    made = Path(tempfile.mkdtemp(dir=RAM, prefix="pllm-"))
    yield made / "memories"
    shutil.rmtree(made, ignore_errors=True)
