"""Which store a URL names."""

import subprocess
import sys

from pllm_memory.config import Settings
from pllm_memory.stores import open_store
from pllm_memory.stores.sqlite import SQLiteStore


def test_a_folder_is_sqlite(tmp_path):
    assert isinstance(open_store(Settings(url=f"sqlite:///{tmp_path}")), SQLiteStore)


def test_without_its_driver_postgres_names_the_extra():
    """And only then is the driver imported: everybody else pays nothing for it."""
    code = """
import sys
from importlib.machinery import PathFinder
class Hide(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.split(".")[0] in ("psycopg", "psycopg_pool") else PathFinder.find_spec(name, path, target)
sys.meta_path[sys.meta_path.index(PathFinder)] = Hide
from pllm_memory import Memory, errors
from pllm_memory.cli import prepare
import asyncio
Memory("sqlite:///./m", embedder="none")
assert "psycopg" not in sys.modules
URL = "postgresql://h/d"
for attempt in (lambda: Memory(URL), lambda: asyncio.run(prepare.run(URL, None, None, None, False))):
    try:
        attempt()
    except errors.MissingExtra as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.count("pllm-memory[postgres]") == 2
