"""WordLlama, without its library's side effects."""

import json
import logging
import os
import subprocess
import sys

import numpy as np
import pytest

from pllm_memory.errors import ModelUnavailable
from pllm_memory.models import open_embedder, wordllama

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(wordllama.find_spec("wordllama") is None, reason="the package wordllama is not installed"),
]

TEXTS = ["I moved to Lyon in May.", "für immer 🙂", "ok", "日本語", "a much longer text, " * 40]

REFERENCE = """
import json, shutil, sys, tempfile, pathlib, wordllama
cache = pathlib.Path(tempfile.mkdtemp())
shutil.copytree(pathlib.Path(wordllama.__file__).parent / "tokenizers", cache / "tokenizers")
model = wordllama.WordLlama.load(cache_dir=cache, disable_download=True)
print(json.dumps(model.embed(json.load(sys.stdin), norm=True).tolist()))
shutil.rmtree(cache)
"""


async def test_it_gives_what_the_library_gives():
    run = subprocess.run(
        [sys.executable, "-c", REFERENCE],
        input=json.dumps(TEXTS),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    rows = await open_embedder("wordllama").embed(TEXTS, kind="document")
    assert rows.shape == (5, 256)
    assert np.abs(rows - np.array(json.loads(run.stdout))).max() < 1e-5


async def test_it_does_not_touch_the_programs_logging():
    before = list(logging.getLogger().handlers)
    embedder = open_embedder("wordllama")
    assert await embedder.fingerprint() == "wordllama/l2_supercat/256"
    await embedder.embed(["x"], kind="query")
    assert logging.getLogger().handlers == before
    assert "wordllama" not in sys.modules


@pytest.mark.parametrize("text", ["", " ", "\n", "🙂", "x" * 200_000, "\x00"])
async def test_odd_texts_have_vectors(text):
    assert np.isfinite(await open_embedder("wordllama").embed([text], kind="query")).all()


async def test_a_release_with_other_files_is_unavailable(monkeypatch, tmp_path):
    monkeypatch.setattr(wordllama, "_package", lambda: tmp_path)
    with pytest.raises(ModelUnavailable, match=os.path.basename(tmp_path)):
        await open_embedder("wordllama").embed(["x"], kind="query")
