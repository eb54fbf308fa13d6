"""What is measured already: each part is a file, so that a run that was stopped goes on where it was."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any


class Parts:
    """The parts of one run, by name.

    Args:
        folder: Where they are kept.
        settings: What all of them depend on: with other settings, there are others.
    """

    def __init__(self, folder: Path, settings: dict[str, Any]) -> None:
        key = sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()
        self.folder = folder / key[:16]
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "settings.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")

    def part(self, name: str, make: Callable[[], Any]) -> Any:
        """What was measured, as JSON gives it back; it is measured if it was not."""
        file = self._file(name)
        if not file.is_file():
            unfinished = file.with_suffix(".part")
            unfinished.write_text(json.dumps({"name": name, "found": make()}), encoding="utf-8")
            unfinished.replace(file)
        return json.loads(file.read_text(encoding="utf-8"))["found"]

    def __contains__(self, name: str) -> bool:
        return self._file(name).is_file()

    def _file(self, name: str) -> Path:
        return self.folder / f"{sha256(name.encode()).hexdigest()[:16]}.json"
