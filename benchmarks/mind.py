"""The model of the frameworks' benchmarks: answers at once, and counts what it is shown.

Each framework's shape of it is the double that its integration's tests use.
"""

import sys
from collections.abc import Callable
from pathlib import Path

INTEGRATIONS = Path(__file__).resolve().parent.parent / "integrations"


class Mind:
    """What the doubles think with."""

    def __init__(self, count: Callable[[str], int]) -> None:
        self._count = count
        self.shown = 0

    def __call__(self, shown: list[tuple[str, str]], tools: list[str]) -> str:
        """A short answer, whatever was said."""
        del tools
        self.shown = sum(self._count(text) for _, text in shown)
        return "Noted."


def doubles_of(integration: str) -> None:
    """Lets the doubles of an integration's tests be imported."""
    sys.path.append(str(INTEGRATIONS / integration / "tests"))
