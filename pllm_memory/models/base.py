"""What the memory asks of a model. Implement one of these to bring your own."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape (texts, dimensions), one row a text, each of Euclidean length 1."""

Floats = NDArray[np.float32]
"""Shape (texts,), one score a text."""

Kind = Literal["query", "document"]
"""Whether a text asks or is to be found: some models embed the two differently."""


Schema = Mapping[str, Any]
"""A JSON schema with a "title": the form that an answer should have."""


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into vectors whose dot product says how alike they are in meaning."""

    async def fingerprint(self) -> str:
        """The model's identity, e.g. "all-MiniLM-L6-v2/384".

        Vectors of equal fingerprints can be compared, others cannot: a store keeps it and refuses another.

        Raises:
            ModelUnavailable: If the model cannot be had.
            MissingExtra: If its library is not installed.
        """
        ...

    async def embed(self, texts: Sequence[str], *, kind: Kind) -> Vectors:
        """Embeds texts, in order.

        Returns:
            float32 of shape (len(texts), dimensions), rows of length 1.

        Raises:
            ModelError: If the model fails.
        """
        ...


@runtime_checkable
class LLM(Protocol):
    """Answers a conversation."""

    def reply(self, messages: Sequence[Mapping[str, str]], *, schema: Schema | None = None) -> AsyncIterator[str]:
        """Streams the answer to chat messages (`{"role": …, "content": …}`) in pieces.

        Args:
            messages: The conversation, the current turn last.
            schema: The form that the answer should have. It is a wish: a model that cannot be held to it answers
                as it can, so who asks says it in the messages too, and checks what comes. A `reply` that does not
                take it at all is asked without (see `chat.reply`).

        Raises:
            ModelError: If the model fails.
        """
        ...


@runtime_checkable
class Reranker(Protocol):
    """Reads a question and a text together, and says how well the one answers the other."""

    async def score(self, question: str, texts: Sequence[str]) -> Floats:
        """Scores texts, in order.

        Returns:
            float32 of shape (len(texts),), higher is better. Only the order counts: on which scale is the model's own.

        Raises:
            ModelError: If the model fails.
            ModelUnavailable: If the model cannot be had.
            MissingExtra: If its library is not installed.
        """
        ...


@runtime_checkable
class Closable(Protocol):
    """A model that holds connections."""

    async def aclose(self) -> None:
        """Lets go of them; the next call opens new ones."""
        ...
