"""One owner's log: a file for each step, numbered, signed together with the one before it, never changed.

A step is made by creating its file, which one process alone can: who comes second reads what the other one did, and
decides again.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pllm_memory.adapt.register import files
from pllm_memory.adapt.register.key import Key
from pllm_memory.adapt.register.states import Standing, Step, after, standings
from pllm_memory.errors import Tampered
from pllm_memory.types import utc

FOLDER = "history"
_TRIES = 1000

Decide = Callable[[dict[str, Standing]], Step | None]
"""What is to be done, where things stand as they do; None: nothing."""


def read(folder: Path, key: Key) -> list[Step]:
    """The steps, in order.

    Raises:
        Tampered: If one is missing in the midst, or is not what was written.
    """
    return [step for step, _ in _read(folder, key)]


def write(folder: Path, key: Key, decide: Decide) -> Step | None:
    """Makes one more step, on the strength of all that are there when it is made.

    Raises:
        Conflict: If the step is not allowed.
        Tampered: See `read`.
    """
    for _ in range(_TRIES):
        found = _read(folder, key)
        now_ = standings(step for step, _ in found)
        step = decide(now_)
        if step is None:
            return None
        after(now_, step)
        row = step.to_dict() | {"after": found[-1][1] if found else ""}
        signed = row | {"signature": key.sign("step", files.as_json(row))}
        files.private_folder(folder / FOLDER)
        if files.create(_path(folder, len(found)), files.as_json(signed)):
            return step
    raise Tampered(f"{folder / FOLDER} cannot be added to: others add to it all the time")


def _path(folder: Path, number: int) -> Path:
    return folder / FOLDER / f"{number:08d}.json"


def _read(folder: Path, key: Key) -> list[tuple[Step, str]]:
    found: list[tuple[Step, str]] = []
    there = sorted(path for path in (folder / FOLDER).glob("*.json") if not path.name.startswith("."))
    for number, path in enumerate(there):
        if path != _path(folder, number):
            raise Tampered(f"{folder / FOLDER}: step {number} is missing")
        found.append(_step(path, key, found[-1][1] if found else ""))
    return found


def _step(path: Path, key: Key, before: str) -> tuple[Step, str]:
    try:
        row: dict[str, Any] = json.loads(path.read_bytes())
        signature = row.pop("signature")
        if row.pop("after") != before or not key.verifies("step", files.as_json(row | {"after": before}), signature):
            raise Tampered(f"{path} is not what was written")
        return Step(name=row["name"], act=row["act"], at=utc(row["at"]), reason=row["reason"]), signature
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Tampered(f"{path} cannot be read: {error}") from error
