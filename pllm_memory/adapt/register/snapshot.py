"""What an adapter was trained on and measured with, kept to train it again for another base model.

Each line is signed by itself, so that a line that is forgotten can go, and the others still count.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pllm_memory.adapt.dataset import Dataset, Example
from pllm_memory.adapt.register import files
from pllm_memory.adapt.register.key import Key
from pllm_memory.errors import Tampered
from pllm_memory.types import utc

FILE = "snapshot.jsonl"


def lines(datasets: Mapping[str, Dataset], key: Key) -> bytes:
    """The datasets of some owners, as signed lines."""
    rows = (
        {**example.to_dict(), "split": split, "owner": owner}
        for owner, dataset in datasets.items()
        for split, examples in (("train", dataset.train), ("held_out", dataset.held_out))
        for example in examples
    )
    return b"".join(files.as_json(row | {"signature": key.sign("line", files.as_json(row))}) + b"\n" for row in rows)


def read(path: Path, key: Key) -> dict[str, Dataset]:
    """The dataset of each owner.

    Raises:
        Tampered: If a line is not what was written.
    """
    found: dict[str, dict[str, list[Example]]] = {}
    for row in _rows(path, key):
        found.setdefault(row["owner"], {"train": [], "held_out": []})[row["split"]].append(_example(row))
    return {
        owner: Dataset(user_id="", train=tuple(split["train"]), held_out=tuple(split["held_out"]))
        for owner, split in found.items()
    }


def message_ids(path: Path, key: Key) -> dict[str, set[str]]:
    """Of each owner, the messages that the lines were made from."""
    found: dict[str, set[str]] = {}
    for row in _rows(path, key) if path.exists() else ():
        found.setdefault(row["owner"], set()).update(row["message_ids"])
    return found


def redact(path: Path, key: Key, owner: str, ids: Iterable[str]) -> int:
    """Removes the lines that were made from some messages; returns how many those were."""
    unwanted = set(ids)
    rows = list(_rows(path, key)) if path.exists() else []
    kept = [row for row in rows if row["owner"] != owner or unwanted.isdisjoint(row["message_ids"])]
    if len(kept) < len(rows):
        files.replace(path, b"".join(files.as_json(row) + b"\n" for row in kept))
    return len(rows) - len(kept)


def _rows(path: Path, key: Key) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            row = json.loads(line)
            unsigned = {name: value for name, value in row.items() if name != "signature"}
            genuine = key.verifies("line", files.as_json(unsigned), row.get("signature"))
        except (ValueError, AttributeError) as error:
            raise Tampered(f"{path}, line {number} cannot be read: {error}") from error
        if not genuine:
            raise Tampered(f"{path}, line {number} is not what was written")
        yield row


def _example(row: Mapping[str, Any]) -> Example:
    return Example(
        prompt=tuple(row["prompt"]),
        completion=row["completion"][0]["content"],
        at=utc(row["at"]),
        message_ids=tuple(row["message_ids"]),
    )
