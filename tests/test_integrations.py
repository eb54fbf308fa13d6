"""The integrations are translations: one version, small files, root names only, and READMEs that run."""

import ast
import re
import subprocess
import sys
import tomllib

import pytest

from tests.conftest import ROOT
from tests.test_docs import BLOCK

FOLDERS = sorted(path.parent for path in (ROOT / "integrations").glob("*/pyproject.toml"))
CORE = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PUBLIC = {
    "pllm_memory",
    "pllm_memory.agents",
    "pllm_memory.errors",
    "pllm_memory.items",
    "pllm_memory.prompts",
    "pllm_memory.testing",
}
EACH = pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)


def project(folder):
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def sources(folder):
    (package,) = (path.parent for path in folder.glob("*/__init__.py"))
    return sorted(package.rglob("*.py"))


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@EACH
def test_it_is_released_together_with_the_core_and_reached_by_an_extra(folder):
    found = project(folder)
    assert found["version"] == CORE["version"]
    assert f"pllm-memory=={CORE['version']}" in found["dependencies"]
    assert f"{found['name']}=={CORE['version']}" in CORE["optional-dependencies"][folder.name]
    assert f"-e ./integrations/{folder.name}[test]" in (ROOT / "requirements-test.txt").read_text().splitlines()


@EACH
def test_it_uses_public_names_only_and_stays_a_translation(folder):
    for path in sources(folder):
        ours = {name for name in imported(path) if name.split(".")[0] == "pllm_memory"}
        assert ours <= PUBLIC, path
        assert path.read_text(encoding="utf-8").count("\n") < 260, f"{path} is long for a translation"


@EACH
def test_it_does_not_hide_its_framework(folder):
    """With an `__init__.py` beside its pyproject, pytest would import `integrations/langchain` as `langchain`."""
    assert not (folder / "__init__.py").exists()
    assert not (folder.parent / "__init__.py").exists()


@EACH
def test_its_readme_runs(folder, tmp_path):
    """With the framework's scripted model for the one line that names a model: `model = "…"`."""
    blocks = [
        text for kind, text in BLOCK.findall((folder / "README.md").read_text(encoding="utf-8")) if kind == "python"
    ]
    assert blocks, "a README shows a complete example"
    script = folder / "tests" / "scripted_model.py"
    for block in blocks:
        code, replaced = re.subn(r"^model = .*$", "from scripted_model import model", block, flags=re.MULTILINE)
        assert replaced <= 1
        environment = {
            "PYTHONPATH": str(script.parent),
            "PLLM_URL": f"sqlite:///{tmp_path}/memories",
            "HOME": str(tmp_path),
        }
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
