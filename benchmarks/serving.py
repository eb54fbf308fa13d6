"""How fast adapters are served: tokens a second with 1, 4 and 16 users' adapters in flight, loads, and our own part.

    python benchmarks/serving.py MODEL --out serving.json
    python benchmarks/serving.py MODEL --only overhead --rounds 100     # what routing adds to vLLM, and nothing else

MODEL is a folder with a model. Adapters are made up (rank 8, q and v, random): how long they take does not depend on
what they say. All ratios are of one run; on a busy machine the seconds mean little.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from isolation import serving
from rich.console import Console

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pllm_memory import AsyncMemory
from pllm_memory.adapt import weights
from pllm_memory.adapt.backends.base import Backend, Sampling, Served
from pllm_memory.adapt.backends.local import LocalBackend
from pllm_memory.adapt.backends.vllm import VLLMBackend
from pllm_memory.adapt.identity import identify
from pllm_memory.config import Settings
from tests.adapt.made import make  # the adapters of the tests
from tests.adapt.registered import candidate, said

MESSAGES = 200
"""That the adapter of the one who is routed was trained on."""
QUESTION = "Tell me a long story about a lighthouse."


def main() -> None:
    given = _arguments()
    adapters = [make(given.model, given.work / str(seed), seed=seed, rank=8, strength=0.1) for seed in range(16)]
    report: dict[str, Any] = {"tokens": given.tokens}
    if given.only is None:
        report["local"] = asyncio.run(local(given, adapters))
    with serving(given.model, slots=16, log=given.work / "vllm.log") as url:
        report["vllm"] = asyncio.run(vllm(given, url, adapters))
    Console().print_json(json.dumps(report))
    if given.out:
        given.out.write_text(json.dumps(report, indent=1) + "\n")


async def local(given: argparse.Namespace, adapters: list[Served]) -> dict[str, Any]:
    backend = LocalBackend(given.model, capacity=16, batch=16, window=0.1)
    await one(backend, None, given.tokens)  # the model is loaded
    found = await of(backend, adapters, given.tokens)
    await backend.aclose()
    return found


async def vllm(given: argparse.Namespace, url: str, adapters: list[Served]) -> dict[str, Any]:
    backend = VLLMBackend(url, timeout=900, patience=900)
    await one(backend, None, given.tokens)
    found = await of(backend, adapters, given.tokens) if given.only is None else {}
    found["overhead"] = await overhead(backend, url, adapters[0], given)
    await backend.aclose()
    return found


async def of(backend: Backend, adapters: list[Served], tokens: int) -> dict[str, Any]:
    """Sixteen requests at a time, of the base model and of 1, 4 and 16 users; seconds of loads and switches."""
    loads = [await timed(lambda adapter=adapter: backend.load(adapter)) for adapter in adapters]
    for adapter in adapters[:2]:
        await one(backend, adapter, 1)
    speeds = {}
    for users in (0, 1, 4, 16):
        who = [adapters[place % users] if users else None for place in range(16)]
        began = time.perf_counter()
        said = await together(backend, who, tokens)
        speeds[users] = said / (time.perf_counter() - began)
    switches = [await timed(lambda n=n: one(backend, adapters[n % 2], 1)) for n in range(8)]
    stays = [await timed(lambda: one(backend, adapters[0], 1)) for _ in range(8)]
    return {
        "load_s": median(loads),
        "switch_s": median(switches),
        "same_s": median(stays),
        "tokens_per_s": speeds,
        "relative": {users: speed / speeds[0] for users, speed in speeds.items()},
    }


async def overhead(backend: VLLMBackend, url: str, adapter: Served, given: argparse.Namespace) -> dict[str, float]:
    """The same request through the backend and straight to vLLM, in turn: who is first changes from round to round."""
    ours, theirs = [], []
    await backend.load(adapter)
    async with httpx.AsyncClient(base_url=url, timeout=900) as client:
        both = [
            (ours, lambda: one(backend, adapter, given.tokens)),
            (theirs, lambda: directly(client, adapter.name, given.tokens)),
        ]
        for number in range(given.rounds):
            for times, ask in both[:: 1 if number % 2 else -1]:
                times.append(await timed(ask))
    deciding = await deciding_s(backend, adapter, given.model)
    return {
        "ours_s": median(ours),
        "directly_s": median(theirs),
        "more_s": median([our - their for our, their in zip(ours, theirs, strict=True)]),
        "deciding_s": deciding,
        "share": (median(ours) + deciding) / median(theirs) - 1,
        "load_average": os.getloadavg()[0],
    }


async def deciding_s(backend: VLLMBackend, adapter: Served, model: Path) -> float:
    """How long it takes to decide which weights answer: the register is verified, the memory asked, each time."""
    with TemporaryDirectory() as folder:
        settings = Settings(url=f"sqlite:///{folder}/memories", embedder="none", base_model=str(model))
        async with AsyncMemory(settings=settings, backend=backend) as memory:
            ada = memory.for_user("ada")
            await ada.remember([said(number, f"this is number {number}") for number in range(MESSAGES)])
            found = candidate(messages=await ada.messages(), base=identify(model))
            register = memory.adapters.register
            made = register.add("ada", replace(found, weights=weights.read(adapter.folder)))
            register.promote("ada", made.name, reason="for the benchmark")
            assert (await ada.route(QUESTION)).level == "user"
            return median([await timed(lambda: ada.route(QUESTION)) for _ in range(100)])


async def one(backend: Backend, adapter: Served | None, tokens: int) -> int:
    """Asks, and returns how many pieces came: a token each, nearly always."""
    messages = [{"role": "user", "content": QUESTION}]
    sampling = Sampling(max_tokens=tokens)
    return len([piece async for piece in backend.reply(messages, user="u", adapter=adapter, sampling=sampling)])


async def together(backend: Backend, who: list[Served | None], tokens: int) -> int:
    return sum(await asyncio.gather(*(one(backend, adapter, tokens) for adapter in who)))


async def directly(client: httpx.AsyncClient, name: str, tokens: int) -> None:
    request = {"model": name, "messages": [{"role": "user", "content": QUESTION}], "max_tokens": tokens}
    request |= {"temperature": 0, "stream": True, "cache_salt": "directly"}
    async with client.stream("POST", "/v1/chat/completions", json=request) as response:
        response.raise_for_status()
        async for _ in response.aiter_lines():
            pass


async def timed(call: Callable[[], Awaitable[Any]]) -> float:
    began = time.perf_counter()
    await call()
    return time.perf_counter() - began


def median(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) // 2]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How fast adapters are served.")
    parser.add_argument("model", type=Path)
    parser.add_argument("--only", choices=["overhead"])
    parser.add_argument("--tokens", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache" / "pllm-memory" / "serving")
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
