"""The checks of the code itself are tests too: what CI does not run does not hold."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import ROOT

BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        ["pyright", "--pythonpath", sys.executable],
        ["lint-imports"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_the_linters_have_nothing_to_say(command):
    program = shutil.which(command[0], path=f"{BIN}:/usr/bin")
    assert program, f"{command[0]} is not installed: pip install -e '.[test]'"
    done = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_is_long_and_every_broad_except_has_its_reason():
    for path in (ROOT / "pllm_memory").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") < 520, f"{path} is too long"
        for line in text.splitlines():
            if re.search(r"except (Base)?Exception\b|except:", line):
                assert "#" in line, f"{path}: {line.strip()}"


def test_no_two_files_of_tests_share_a_name():
    """Pytest imports them by name: of two it would find one, and only in a run of the whole suite."""
    names = Counter(path.name for folder in ("tests", "integrations") for path in (ROOT / folder).rglob("test_*.py"))
    assert [name for name, times in names.items() if times > 1] == []


def test_nothing_of_the_evaluation_data_is_in_the_project(data):
    """Long lines of the benchmark conversations would show a copy."""
    import json

    said = {
        turn["text"]
        for conversation in json.loads((data / "locomo_dev.json").read_text())
        for session in conversation["conversation"].values()
        if isinstance(session, list)
        for turn in session
        if len(turn["text"]) > 60
    }
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    texts = [(ROOT / name).read_text(encoding="utf-8", errors="ignore") for name in tracked if (ROOT / name).is_file()]
    assert not [text for text in said if any(text in content for content in texts)]
