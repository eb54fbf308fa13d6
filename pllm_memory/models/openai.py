"""OpenAI's API, and every server that speaks it (OPENAI_BASE_URL): embeddings, and streamed chat."""

from collections.abc import AsyncIterator, Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from anyio.lowlevel import RunVar
from numpy.typing import NDArray

from pllm_memory.errors import ModelError, ModelUnavailable, PllmError
from pllm_memory.models.base import Kind, Schema
from pllm_memory.models.extras import library
from pllm_memory.models.vectors import CheckedEmbedder, batches, spread

TIMEOUT = 30.0
"""Seconds without an answer, for each try."""
MAX_RETRIES = 3
"""After the first try, for lost connections, 408, 409, 429 and 5xx; the SDK waits in between."""

MAX_CHARACTERS = 6_000
"""A window of a text: at most about 8,000 tokens in any script, which is what one input may hold."""
MAX_WINDOWS = 8
MAX_ROWS = 128
MAX_AREA = 200_000
"""Characters in one request: the API takes at most 300,000 tokens."""


class OpenAIEmbedder(CheckedEmbedder):
    """Embeds with a model behind OpenAI's API.

    A text of more than 6,000 characters is embedded as windows, at most 8 of them and evenly spread, whose
    vectors are averaged by their length: the API refuses longer inputs.

    Args:
        model: The name that the server knows, e.g. "text-embedding-3-small".
        timeout: Seconds to wait for one answer.
        max_retries: How often a failed request is repeated.

    Raises:
        MissingExtra: If the openai package is not installed.
    """

    def __init__(self, model: str, *, timeout: float = TIMEOUT, max_retries: int = MAX_RETRIES) -> None:
        super().__init__(f"openai/{model}")
        self._model = model
        self._client = _Client(timeout=timeout, max_retries=max_retries)

    async def aclose(self) -> None:
        """Closes the connections of this event loop."""
        await self._client.aclose()

    async def _answer(self, texts: list[str], kind: Kind) -> object:
        del kind  # the API has one way to embed
        windows = [(index, window) for index, text in enumerate(texts) for window in _windows(text)]
        rows: dict[int, list[float]] = {}
        for batch in batches([len(window) for _, window in windows], rows=MAX_ROWS, area=MAX_AREA):
            answer = await self._request([windows[index][1] for index in batch])
            rows.update(zip(batch, answer, strict=True))
        return _averaged(windows, rows, texts=len(texts))

    async def _request(self, texts: list[str]) -> list[list[float]]:
        with _mapped(self.name):
            # Plain floats: not every server that speaks this API knows the SDK's default, base64.
            answer = await self._client.get().embeddings.create(model=self._model, input=texts, encoding_format="float")
            rows = [row.embedding for row in sorted(answer.data, key=lambda row: row.index)]
        if len(rows) != len(texts):
            raise ModelError(f"{self.name} answered {len(texts)} texts with {len(rows)} vectors")
        return rows


class OpenAILLM:
    """Answers with a chat model behind OpenAI's API.

    Args:
        model: The name that the server knows, e.g. "gpt-5-mini".
        timeout: Seconds to wait for the answer to begin, and between two pieces of it.
        max_retries: How often a failed request is repeated; an answer that broke off is not.
        options: Passed on with each request, e.g. `{"temperature": 0}`.

    Raises:
        MissingExtra: If the openai package is not installed.
    """

    def __init__(
        self,
        model: str,
        *,
        timeout: float = TIMEOUT,
        max_retries: int = MAX_RETRIES,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = f"openai/{model}"
        self._request = {**(options or {}), "model": model, "stream": True}
        self._client = _Client(timeout=timeout, max_retries=max_retries)
        self._forms: Sequence[_Form] = (_as_schema, _as_json, _as_text)

    async def reply(self, messages: Sequence[Mapping[str, str]], *, schema: Schema | None = None) -> AsyncIterator[str]:
        """Streams the answer to chat messages (`{"role": …, "content": …}`) in pieces.

        Args:
            messages: The conversation, the current turn last.
            schema: The form of the answer. A server that refuses to enforce it is asked for any JSON, and one that
                refuses that too, for any text; what it accepted is remembered as long as this object lives.

        Raises:
            ModelError: If the model refuses, fails, or breaks off.
            ModelUnavailable: If the service cannot be reached, or does not let us in.
        """
        with _mapped(self.name):
            asked = [dict(message) for message in messages]
            async with await (self._create(asked) if schema is None else self._formed(asked, schema)) as stream:
                async for chunk in stream:
                    for choice in chunk.choices[:1]:  # the last chunk may have none
                        if choice.delta.content:
                            yield choice.delta.content

    async def _formed(self, messages: list[dict[str, str]], schema: Schema) -> Any:
        """The answer in the strictest form that the server takes. If it takes none, the form was not the reason."""
        refusals: list[Exception] = []
        for place, form in enumerate(self._forms):
            try:
                stream = await self._create(messages, **form(schema))
            except _sdk().APIStatusError as error:
                if error.status_code not in _REFUSED:
                    raise
                refusals.append(error)
            else:
                self._forms = self._forms[place:]
                return stream
        raise refusals[0]

    async def _create(self, messages: list[dict[str, str]], **form: Any) -> Any:
        return await self._client.get().chat.completions.create(**{**self._request, **form}, messages=messages)

    async def aclose(self) -> None:
        """Closes the connections of this event loop."""
        await self._client.aclose()


_Form = Callable[[Schema], dict[str, Any]]
"""What a request says about the form of its answer."""
_REFUSED = (400, 422)
"""How servers answer a request with something in it that they do not know."""


def _as_schema(schema: Schema) -> dict[str, Any]:
    named = {"name": str(schema.get("title", "answer")), "schema": dict(schema), "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def _as_json(_schema: Schema) -> dict[str, Any]:
    return {"response_format": {"type": "json_object"}}


def _as_text(_schema: Schema) -> dict[str, Any]:
    return {}


class _Client:
    """An `AsyncOpenAI` for each event loop: its connections belong to the loop that opened them."""

    def __init__(self, *, timeout: float, max_retries: int) -> None:
        self._sdk = _sdk()
        self._settings = {"timeout": timeout, "max_retries": max_retries}
        self._here: RunVar[Any] = RunVar("openai client")

    def get(self) -> Any:
        client = self._here.get(None)
        if client is None:
            client = self._sdk.AsyncOpenAI(**self._settings)
            self._here.set(client)
        return client

    async def aclose(self) -> None:
        client = self._here.get(None)
        if client is not None:
            self._here.set(None)
            await client.close()


def _sdk() -> Any:
    return library("openai", what="a model 'openai:…'", extra="openai")


@contextmanager
def _mapped(model: str) -> Generator[None]:
    """Every error of the SDK, and of the HTTP library beneath it, as one of ours."""
    try:
        yield
    except PllmError:
        raise
    except Exception as error:  # while streaming, the errors of the HTTP library come through as they are
        kind = ModelUnavailable if _unavailable(error) else ModelError
        raise kind(f"{model}: {type(error).__name__}: {str(error)[:300]}") from error


def _unavailable(error: Exception) -> bool:
    """Whether the service could not be had, rather than it having failed at this request."""
    sdk = _sdk()
    status: int | None = getattr(error, "status_code", None)
    if status is not None:
        return status in {401, 403, 404, 408, 429} or status >= 500
    # Bare OpenAIError: the SDK was not given a key. Everything else has an error class of its own.
    return isinstance(error, sdk.APIConnectionError) or type(error) is sdk.OpenAIError


def _windows(text: str) -> Sequence[str]:
    starts = range(0, len(text) or 1, MAX_CHARACTERS)
    return spread([text[start : start + MAX_CHARACTERS] for start in starts], MAX_WINDOWS)


def _averaged(
    windows: Sequence[tuple[int, str]], rows: Mapping[int, list[float]], *, texts: int
) -> NDArray[np.float64]:
    """The vector of each text: the mean of its windows, each counting by its length."""
    dimensions = len(rows[0])
    sums = np.zeros((texts, dimensions))
    for index, (text, window) in enumerate(windows):
        sums[text] += np.asarray(rows[index]) * (len(window) or 1)
    return sums
