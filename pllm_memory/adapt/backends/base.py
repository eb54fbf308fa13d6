"""What is asked of a backend, as one narrow protocol and the values that go through it."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pllm_memory.errors import InvalidInput

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """An adapter as a backend is given it.

    Attributes:
        name: Its name for good: what has another content must have another name. Letters, digits, "_" and "-".
        folder: Where its files are, seen from the backend as from here.
        digest: SHA-256 of its files, as `weights.digest` gives it; a folder with another content is refused.
    """

    name: str
    folder: Path
    digest: str

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise InvalidInput(f"{self.name!r} is no name for an adapter: letters, digits, _ and -, at most 128")
        if not _DIGEST.fullmatch(self.digest):
            raise InvalidInput(f"{self.name}: a digest is 64 hexadecimal digits, not {self.digest!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How the tokens of an answer are chosen.

    Attributes:
        max_tokens: How many, at the most.
        temperature: 0 takes the likeliest each time.
        seed: Of what is drawn, where the temperature is not 0; without it every answer is another.
    """

    max_tokens: int = 256
    temperature: float = 0.0
    seed: int | None = None

    def __post_init__(self) -> None:
        if self.max_tokens < 1 or self.temperature < 0:
            raise InvalidInput(f"no answer can be chosen with {self}")


GREEDY = Sampling()


class Backend(Protocol):
    """Answers chat messages with the base model, or with an adapter on it. It belongs to one event loop."""

    def reply(
        self,
        messages: Sequence[Mapping[str, str]],
        *,
        user: str,
        adapter: Served | None = None,
        sampling: Sampling = GREEDY,
    ) -> AsyncIterator[str]:
        """Streams an answer in pieces.

        Args:
            messages: The conversation, the current turn last.
            user: Whose request it is; nothing that is kept from one request for the next is shared between users.
            adapter: What answers; loaded if it is not, and not unloaded while it answers. None: the base model.
            sampling: How its tokens are chosen.

        Raises:
            AdapterRefused: If this adapter cannot be served.
            BackendBusy: If there was no place for it in time.
            BackendDown: If the backend cannot be reached.
            BackendError: If it failed otherwise.
        """
        ...

    async def load(self, adapter: Served) -> None:
        """Loads an adapter now, so that its first request need not wait. One that is loaded stays so.

        Raises:
            BackendError: As `reply`.
        """
        ...

    async def unload(self, name: str) -> None:
        """Unloads an adapter, after the requests that it is answering; one that is not loaded is no error.

        Raises:
            BackendError: If it cannot be unloaded.
        """
        ...

    def loaded(self) -> tuple[str, ...]:
        """The names of the adapters that are loaded, the one that was not asked for longest first."""
        ...

    async def check(self) -> None:
        """Returns if the backend can answer.

        Raises:
            BackendDown: If it cannot be reached.
        """
        ...

    async def aclose(self) -> None:
        """Lets go of connections and memory."""
        ...
