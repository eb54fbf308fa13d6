"""Adapters as files: a folder as peft writes it, read and written without torch. Safetensors only, never a pickle."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from pllm_memory.adapt.compose import Factors, Weights
from pllm_memory.errors import AdapterRefused, InvalidInput, NotFound
from pllm_memory.models.extras import library

WEIGHTS = "adapter_model.safetensors"
CONFIG = "adapter_config.json"
_BLOCK = 1 << 22
_FACTOR = re.compile(r"base_model\.model\.(?P<module>.+)\.lora_(?P<factor>[AB])\.weight")


def read(folder: Path) -> dict[str, Factors]:
    """What an adapter does to each module; alpha / r is in `b`.

    Raises:
        NotFound: If the folder has no adapter.
        InvalidInput: If it is no plain LoRA adapter.
        MissingExtra: If safetensors is not installed.
    """
    config = read_config(folder)
    if config.get("peft_type") != "LORA" or config.get("use_dora"):
        raise InvalidInput(f"{folder} holds no plain LoRA adapter, but {config.get('peft_type')}")
    tensors = _safetensors().load_file(str(folder / WEIGHTS))
    found: dict[str, dict[str, Any]] = {}
    for name, tensor in tensors.items():
        match = _FACTOR.fullmatch(name)
        if match is None:
            raise InvalidInput(f"{folder}: {name} is no factor of a LoRA adapter")
        found.setdefault(match["module"], {})[match["factor"]] = tensor.astype(np.float32)
    return {module: _factors(folder, config, module, pair) for module, pair in sorted(found.items())}


def read_config(folder: Path) -> dict[str, Any]:
    """The adapter's configuration, as peft wrote it.

    Raises:
        NotFound: If the folder has no adapter.
        InvalidInput: If the configuration cannot be read.
    """
    if not (folder / WEIGHTS).is_file():
        raise NotFound(f"there is no adapter in {folder}: {WEIGHTS} is missing")
    try:
        return json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{folder / CONFIG} cannot be read: {error}") from error


def digest(folder: Path, *patterns: str) -> str:
    """SHA-256 of the files of a folder that fit, with their names; without patterns, of those of an adapter."""
    found = hashlib.sha256()
    for path in sorted({path for pattern in patterns or (CONFIG, WEIGHTS) for path in folder.glob(pattern)}):
        found.update(path.name.encode())
        for block in _blocks(path):
            found.update(block)
    return found.hexdigest()


def _blocks(path: Path) -> Iterator[bytes]:
    """A file, read once, and never as a whole."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def checked(folder: Path, wanted: Mapping[str, str]) -> str:
    """`digest` of an adapter, whose files are those that were registered; all is of one reading.

    Whoever read them twice, once to compare and once for the digest, could be shown two different files.

    Args:
        folder: The adapter's.
        wanted: The SHA-256 of each of its files.

    Raises:
        AdapterRefused: If a file is another one, or not there.
    """
    found = hashlib.sha256()
    for name in (CONFIG, WEIGHTS):
        alone = hashlib.sha256()
        found.update(name.encode())
        try:
            for block in _blocks(folder / name):
                found.update(block)
                alone.update(block)
        except OSError as error:
            raise AdapterRefused(f"{folder / name} cannot be read: {error}") from error
        if alone.hexdigest() != wanted.get(name):
            raise AdapterRefused(f"{folder / name} is not what was registered")
    return found.hexdigest()


def write(folder: Path, weights: Weights, *, base: str) -> None:
    """Writes an adapter that peft, vLLM and others load.

    All modules get one rank, the highest there is, padded with zeros: serving engines allot memory by the highest.

    Args:
        folder: Made if it is not there.
        weights: What it does to each module.
        base: The name or path of the base model.
    """
    rank = max(factors.rank for factors in weights.values())
    tensors: dict[str, Any] = {}
    for module, factors in weights.items():
        padding = rank - factors.rank
        tensors[f"base_model.model.{module}.lora_A.weight"] = np.pad(factors.a, ((0, padding), (0, 0)))
        tensors[f"base_model.model.{module}.lora_B.weight"] = np.pad(factors.b, ((0, 0), (0, padding)))
    folder.mkdir(parents=True, exist_ok=True)
    _safetensors().save_file(tensors, str(folder / WEIGHTS), metadata={"format": "pt"})
    (folder / CONFIG).write_text(json.dumps(_config(weights, rank, base), indent=2), encoding="utf-8")


def _factors(folder: Path, config: dict[str, Any], module: str, pair: dict[str, Any]) -> Factors:
    if pair.keys() != {"A", "B"}:
        raise InvalidInput(f"{folder}: {module} has only the factor {', '.join(pair)}")
    rank = pair["A"].shape[0]
    alpha = config.get("alpha_pattern", {}).get(module, config["lora_alpha"])
    scale = alpha / np.sqrt(rank) if config.get("use_rslora") else alpha / rank
    return Factors(pair["A"], (pair["B"] * np.float32(scale)).astype(np.float32))


def _config(weights: Weights, rank: int, base: str) -> dict[str, Any]:
    return {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": base,
        "r": rank,
        "lora_alpha": rank,
        "lora_dropout": 0.0,
        "bias": "none",
        "inference_mode": True,
        "target_modules": sorted({module.rsplit(".", 1)[-1] for module in weights}),
    }


def _safetensors() -> Any:
    return library("safetensors.numpy", what="Reading and writing adapters", extra="adapters")
