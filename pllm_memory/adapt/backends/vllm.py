"""Adapters served by vLLM, on a GPU or a CPU, over HTTP.

The server is started with adapters enabled and may load them at run time (docs/serving.md). This is the only client
that may: a server that others can ask for `model=<any name>` keeps no users apart.

What vLLM has done wrong in some version is made impossible here rather than relied on to be repaired:

- A name stands for one content for good, is never loaded in place, and the salt of the prefix cache has the content's
  digest in it: what was computed with one version is never found by another (vLLM issues 42125, 30931, 36373).
- No adapter is loaded while as many others are answering as the server has slots, so loading never has to take a slot
  from a request that is being answered (issue 47724).
- Requests for the base model and for adapters are never under way together, unless `apart=False` says so: on the CPU,
  vLLM 0.32 gives a request without an adapter, in a batch with others, the adapter in the last slot. We have seen the
  base model answer with a user's code word.
- After each load a probe compares the adapter with the base model: one that was loaded and is not applied, because its
  modules are called differently, is found out (issue 34186).
"""

import asyncio
import hmac
import json
import re
import secrets
from collections.abc import AsyncIterator, Generator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext, suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import anyio

from pllm_memory.adapt import weights
from pllm_memory.adapt.backends.base import GREEDY, Sampling, Served
from pllm_memory.adapt.backends.places import Places
from pllm_memory.adapt.backends.turns import Turns
from pllm_memory.errors import AdapterRefused, BackendDown, BackendError, ConfigError
from pllm_memory.models.extras import library

if TYPE_CHECKING:
    import httpx

_PROBE = "Tell me about your day, and what you would like to do tomorrow."
_CHANGED = 0.02
"""The least, in nats, that an adapter changes the probability of a first token of an answer."""
_NOISE = 3.0
"""How many times more than the base model differs from itself, alone and in a batch."""
_BASE, _ADAPTER = False, True
_MAX_LORAS = re.compile(r'^vllm:lora_requests_info\{.*max_lora="(\d+)"', re.MULTILINE)
_IDLE = 2.0
"""Seconds after which a connection is not used again: vLLM closes it after 5, and one that it closes in the moment in
which a request is sent looks like a server that is down."""
_NOT_LET_IN = (401, 403)
_AWAY = (429, 502, 503, 504)


class VLLMBackend:
    """A vLLM server that serves a base model, and the adapters of many users.

    Args:
        url: Its address, e.g. "http://127.0.0.1:8000".
        model: What the server calls the base model; by default the first that it has.
        capacity: How many adapters are used at a time: at most the server's `--max-loras`, which is the default.
            Where several processes share a server, each has a part of it.
        api_key: As the server was given by `--api-key`.
        secret: What the salts of the prefix cache are made with; processes with the same one find each other's
            prefixes, of the same user and adapter. By default drawn anew.
        timeout: Seconds without any sign of the server.
        patience: Seconds that a request waits for its adapter.
        in_flight: Requests that are sent at a time; more wait here.
        apart: Whether requests for the base model and for adapters take turns. Without it both are answered faster
            where both come at a time; it is safe where `benchmarks/isolation.py` sees no mixing (docs/serving.md).

    Raises:
        MissingExtra: If httpx is not installed.
    """

    def __init__(
        self,
        url: str,
        *,
        model: str | None = None,
        capacity: int | None = None,
        api_key: str | None = None,
        secret: bytes | None = None,
        timeout: float = 120.0,
        patience: float = 60.0,
        in_flight: int = 64,
        apart: bool = True,
    ) -> None:
        self.name = f"vllm/{model or url}"
        self._server = _Server(url, api_key=api_key, timeout=timeout)
        self._model, self._capacity, self._patience = model, capacity, patience
        self._secret = secret or secrets.token_bytes(32)
        self._limit = anyio.Semaphore(in_flight)
        self._turns = Turns() if apart else None
        self._connecting = anyio.Lock()
        self._plain: dict[str, float] = {}
        self._noise = 0.0
        self._places: Places | None = None

    async def reply(
        self,
        messages: Sequence[Mapping[str, str]],
        *,
        user: str,
        adapter: Served | None = None,
        sampling: Sampling = GREEDY,
    ) -> AsyncIterator[str]:
        """See `Backend.reply`. The server keeps prefixes of prompts for later ones of the same user and adapter."""
        places = await self._connected()
        request = self._request(messages, user, adapter, sampling)
        if adapter is None:
            async with self._turn(_BASE), self._limit:
                async for piece in self._server.chat(request):
                    yield piece
            return
        async with places.holding(adapter) as loads:
            try:
                async with self._turn(_ADAPTER), self._limit:
                    async for piece in self._server.chat(request):
                        yield piece
            except _Unknown:  # said before the first piece: the server has been started anew
                await places.again(adapter, loads)
                async with self._turn(_ADAPTER), self._limit:
                    async for piece in self._server.chat(request):
                        yield piece

    async def load(self, adapter: Served) -> None:
        """See `Backend.load`."""
        places = await self._connected()
        async with places.holding(adapter):
            pass

    async def unload(self, name: str) -> None:
        """See `Backend.unload`."""
        if self._places is not None:
            await self._places.leave(name)

    def loaded(self) -> tuple[str, ...]:
        """See `Backend.loaded`. A server that was started anew since is noticed at the next request."""
        return () if self._places is None else self._places.names()

    async def check(self) -> None:
        """See `Backend.check`."""
        await self._server.get("/health")

    async def aclose(self) -> None:
        """Closes the connections; adapters stay on the server until others take their slots."""
        await self._server.aclose()

    async def _connected(self) -> Places:
        async with self._connecting:
            if self._places is None:
                self._model = self._model or await self._base_model()
                capacity = await self._slots()
                self._places = Places(capacity, put_in=self._put_in, take_out=self._take_out, patience=self._patience)
            return self._places

    async def _base_model(self) -> str:
        models = (await self._server.get("/v1/models")).json()["data"]
        found = [str(model["id"]) for model in models if not model.get("parent")]
        if not found:
            raise BackendError(f"{self.name} serves no base model")
        return found[0]

    async def _slots(self) -> int:
        """How many adapters are used at a time. The server says how many it can after its first request only."""
        await self._learn_base()
        found = _MAX_LORAS.search((await self._server.get("/metrics")).text)
        if found is None:
            if self._capacity is None:
                raise ConfigError("the server does not say how many adapters it takes: is --enable-lora on? capacity=…")
            return self._capacity
        slots = int(found[1])
        if self._capacity is not None and self._capacity > slots:
            raise ConfigError(f"a capacity of {self._capacity} is more than the server's --max-loras, {slots}")
        return self._capacity or slots

    def _request(
        self, messages: Sequence[Mapping[str, str]], user: str, adapter: Served | None, sampling: Sampling
    ) -> dict[str, Any]:
        request: dict[str, Any] = {
            "model": adapter.name if adapter else self._model,
            "messages": [dict(message) for message in messages],
            "max_tokens": sampling.max_tokens,
            "temperature": sampling.temperature,
            "cache_salt": self._salt(user, adapter.digest if adapter else ""),
            "stream": True,
        }
        return request if sampling.seed is None else {**request, "seed": sampling.seed}

    def _salt(self, user: str, digest: str) -> str:
        return hmac.new(self._secret, f"{digest}\n{user}".encode(), sha256).hexdigest()

    async def _put_in(self, adapter: Served) -> None:
        found = await anyio.to_thread.run_sync(weights.digest, adapter.folder)
        if found != adapter.digest:
            raise AdapterRefused(f"{adapter.name}: the files in {adapter.folder} are not those it was made of")
        await self._server.load(adapter)
        try:
            await self._probe(adapter)
        except BackendError:
            with anyio.CancelScope(shield=True):
                await self._server.unload(adapter.name)
            raise

    async def _take_out(self, adapter: Served) -> None:
        await self._server.unload(adapter.name)

    def _turn(self, kind: bool) -> AbstractAsyncContextManager[None]:  # noqa: FBT001 - one of the two above
        return self._turns.turn(kind) if self._turns else nullcontext()

    async def _learn_base(self) -> None:
        """What the base model says, alone; and how far from it the same is in a batch."""
        async with self._turn(_BASE):
            self._plain = await self._probed(None)
            again = await asyncio.gather(*(self._probed(None) for _ in range(4)))
        self._noise = max(_apart(self._plain, one) for one in again)

    async def _probe(self, adapter: Served) -> None:
        async with self._turn(_ADAPTER):
            change = _apart(self._plain, await self._probed(adapter.name))
        if not change > max(_CHANGED, _NOISE * self._noise):  # also where it is not a number
            raise AdapterRefused(
                f"{adapter.name} is loaded, but answers as the base model does "
                f"(they are {change:.3g} nats apart, the base model is {self._noise:.3g} from itself)"
            )

    async def _probed(self, name: str | None) -> dict[str, float]:
        """How probable the likeliest first tokens of an answer are.

        Not those of a prompt: asked for them with an adapter, vLLM 0.32 on the CPU ends with all that it is answering.
        """
        request = {
            "model": name or self._model,
            "messages": [{"role": "user", "content": _PROBE}],
            "max_tokens": 1,
            "temperature": 0.0,
            "logprobs": True,
            "top_logprobs": 20,
            "cache_salt": secrets.token_hex(16),
        }
        answer = (await self._server.post("/v1/chat/completions", request)).json()
        try:
            found = answer["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
            return {str(one["token"]): float(one["logprob"]) for one in found}
        except (KeyError, TypeError, IndexError) as error:
            raise BackendError(f"{self.name} does not say how probable a token is: is it vLLM?") from error


class _Unknown(BackendError):
    """The server does not know a model's name."""


class _Server:
    """What of vLLM's API is used, with its errors as ours."""

    def __init__(self, url: str, *, api_key: str | None, timeout: float) -> None:
        self._httpx = library("httpx", what="A vLLM server", extra="vllm")
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._timeout = timeout
        self._client: httpx.AsyncClient | None = None

    async def get(self, path: str) -> "httpx.Response":
        with self._mapped():
            return await _checked(await self._http().get(path))

    async def post(self, path: str, request: Mapping[str, Any]) -> "httpx.Response":
        with self._mapped():
            return await _checked(await self._http().post(path, json=request))

    async def chat(self, request: Mapping[str, Any]) -> AsyncIterator[str]:
        whole = False
        with self._mapped():
            async with self._http().stream("POST", "/v1/chat/completions", json=request) as response:
                await _checked(response)
                async for line in response.aiter_lines():
                    if line == "data: [DONE]":
                        whole = True  # what follows is the end alone, and who does not read it loses the connection
                    elif line.startswith("data: ") and (piece := _piece(json.loads(line.removeprefix("data: ")))):
                        yield piece
        if not whole:
            raise BackendDown(f"{self._url}: the answer broke off")

    async def load(self, adapter: Served) -> None:
        """Loads an adapter; one of this name that is there from before goes, its files may have been others."""
        request = {"lora_name": adapter.name, "lora_path": str(adapter.folder.absolute())}
        with self._mapped():
            response = await self._http().post("/v1/load_lora_adapter", json=request)
            if response.status_code == 400 and "already" in response.text:
                await self.unload(adapter.name)
                response = await self._http().post("/v1/load_lora_adapter", json=request)
        if response.status_code == 404 and '"detail"' in response.text:
            raise BackendError(f"{self._url} loads no adapters: start it with VLLM_ALLOW_RUNTIME_LORA_UPDATING=True")
        if response.is_error and response.status_code not in (*_NOT_LET_IN, *_AWAY):
            raise AdapterRefused(f"{adapter.name}: {_message(response)}")
        await _checked(response)

    async def unload(self, name: str) -> None:
        with suppress(_Unknown):  # it is not there
            await self.post("/v1/unload_lora_adapter", {"lora_name": name})

    async def aclose(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def _http(self) -> "httpx.AsyncClient":
        if self._client is None:
            httpx = self._httpx
            self._client = httpx.AsyncClient(
                base_url=self._url,
                headers=self._headers,
                timeout=httpx.Timeout(self._timeout, connect=min(10.0, self._timeout), pool=None),
                limits=httpx.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=_IDLE),
                trust_env=False,  # prompts go to this address, and through no proxy that the environment names
            )
        assert self._client is not None
        return self._client

    @contextmanager
    def _mapped(self) -> Generator[None]:
        try:
            yield
        except (self._httpx.HTTPError, self._httpx.InvalidURL) as error:
            raise BackendDown(f"{self._url}: {type(error).__name__}: {error}") from error


async def _checked(response: "httpx.Response") -> "httpx.Response":
    if response.is_error:
        await response.aread()
        status, text = response.status_code, _message(response)
        if status == 404:
            raise _Unknown(text)
        kind = BackendDown if status in (*_NOT_LET_IN, *_AWAY) else BackendError
        raise kind(f"{response.url.host} answered {status}: {text}")
    return response


def _message(response: "httpx.Response") -> str:
    try:
        return str(response.json()["error"]["message"])[:500]
    except (ValueError, KeyError, TypeError):
        return response.text[:500]


def _piece(event: Mapping[str, Any]) -> str:
    if "error" in event:
        raise BackendError(str(event["error"])[:500])
    return "".join(choice["delta"].get("content") or "" for choice in event["choices"][:1])


def _apart(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The largest difference; a token that is not among the likeliest of one counts as its least likely."""
    least, others = min(one.values()), min(other.values())
    return max(abs(one.get(token, least) - other.get(token, others)) for token in {*one, *other})
