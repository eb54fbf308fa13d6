"""What tells a model from every other: the digests of its files."""

from dataclasses import dataclass
from pathlib import Path

from pllm_memory.adapt import weights
from pllm_memory.errors import NotFound

_WEIGHTS = "*.safetensors"
_TOKENIZER = ("token*", "chat*", "vocab*", "merges*", "special_tokens*", "added_tokens*", "*.model")
"""Of whatever kind: a file that is not there counts for nothing."""
_seen: dict[tuple[Path, tuple[str, ...]], tuple[tuple[tuple[str, int, int], ...], str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseModel:
    """The model that an adapter was made for; on another one it would do something else, or nothing.

    Attributes:
        name: The name of its folder, for people.
        digest: SHA-256 of its configuration and its weights: another revision has another one.
        tokenizer_digest: SHA-256 of its tokenizer's files.
    """

    name: str
    digest: str
    tokenizer_digest: str


def identify(folder: Path) -> BaseModel:
    """Reads a model's files, once for as long as they do not change.

    Raises:
        NotFound: If there is no model in the folder, or its weights are not in safetensors.
    """
    for pattern in ("config.json", _WEIGHTS):
        if not any(folder.glob(pattern)):
            raise NotFound(f"there is no model in {folder}: it has no {pattern}")
    return BaseModel(
        name=folder.resolve().name,
        digest=digest(folder, "config.json", _WEIGHTS),
        tokenizer_digest=digest(folder, *_TOKENIZER),
    )


def digest(folder: Path, *patterns: str) -> str:
    """SHA-256 of the files of a folder that fit, with their names."""
    paths = sorted({path for pattern in patterns for path in folder.glob(pattern)})
    stamp = tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in paths)
    before, known = _seen.get((folder, patterns), ((), ""))
    if known and before == stamp:
        return known
    found = weights.digest(folder, *patterns)
    _seen[folder, patterns] = stamp, found
    return found
