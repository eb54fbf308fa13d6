"""Whether anybody is ever answered by another user's adapter: many users, few slots, adapters coming and going.

    python benchmarks/isolation.py MODEL --out isolation.json               # 20 users, 4 slots, 2,000 requests
    python benchmarks/isolation.py MODEL --users 6 --requests 200           # a look
    python benchmarks/isolation.py --tiny                                   # in minutes

MODEL is a folder with a model, e.g. SmolLM2-135M-Instruct; --tiny makes one with two layers and random weights, which
is enough where the engine is asked and not the model. Each user's adapter is taught a code word and a canary (kept
in --work for the next time); vLLM is started on the CPU by scripts/vllm_cpu.py. It counts answers with another user's
word, tries what vLLM is known to have done wrong (a name loaded again with other weights), and measures how exposed a
user's canary is under the base model and under another user's adapter.
"""

import argparse
import asyncio
import json
import math
import random
import secrets
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import httpx
from rich.console import Console
from rich.progress import track

from pllm_memory.adapt import weights
from pllm_memory.adapt.backends.base import Sampling, Served
from pllm_memory.adapt.backends.vllm import VLLMBackend
from pllm_memory.adapt.config import TrainConfig
from pllm_memory.adapt.dataset import Example
from pllm_memory.errors import BackendError

QUESTION = "What is my code word?"
BASE = ""
"""Nobody's word: the base model is asked."""
WORDS = (
    "alder badger cobalt dagger ember falcon granite hazel indigo jasper kestrel lagoon magnet nectar orchid pepper "
    "quartz raven saffron timber umber velvet walnut yarrow zephyr"
).split()
_LINEAR = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
CANARIES = 64
"""Of how many random canaries the rank of the real one is taken: an exposure of at most 6 bits can be seen."""
AT_A_TIME = 200
"""Requests under way: fewer than all, so that users come back to adapters that had to make room."""
SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "vllm_cpu.py"


def main() -> None:
    given = _arguments()
    if given.tiny:
        _make_tiny(given)
    words = WORDS[: given.users]
    how = TrainConfig(
        targets=_LINEAR, learning_rate=given.learning_rate, epochs=given.epochs, batch=2, clip=1.0, dropout=0.0
    )
    adapters = dict(zip(words, taught(given.model, given.work, words, how), strict=True))
    report: dict[str, Any] = {
        "users": len(words),
        "slots": given.slots,
        "canaries": exposures(given.model, adapters, most=given.canaries),
    }
    server = nullcontext(given.url) if given.url else serving(given.model, slots=given.slots, log=given.work / "log")
    with server as url:
        report["mixed"] = asyncio.run(mixed(url, adapters, slots=given.slots))
        report["load"] = asyncio.run(under_load(url, adapters, requests=given.requests))
        report["same_name"] = same_name(url, *list(adapters.values())[:2], given.work / "again")
    Console().print_json(json.dumps(report))
    if given.out:
        given.out.write_text(json.dumps(report, indent=1) + "\n")


def _make_tiny(given: argparse.Namespace) -> None:
    """A model that is made on the spot, and what it takes to teach it."""
    sys.path.insert(0, str(SCRIPT.parent.parent))
    from tests.adapt.made import TEACHING
    from tests.adapt.tiny import save_tiny_model

    given.work = given.work.with_name(f"{given.work.name}-tiny")
    given.model = save_tiny_model(given.work / "model", width=128, heads=2, longest=2048)
    given.learning_rate, given.epochs = TEACHING["learning_rate"], TEACHING["epochs"]
    given.canaries = given.users


def taught(model: Path, work: Path, words: list[str], how: TrainConfig) -> list[Served]:
    """An adapter for each word, from an earlier run or trained now."""
    missing = [word for word in words if not (work / word / weights.WEIGHTS).is_file()]
    if missing:
        from pllm_memory.adapt.local.base import load
        from pllm_memory.adapt.local.train import train

        base = load(model)
        for word in track(missing, "teaching", console=Console(stderr=True)):
            train(base, examples(word), how, work / word, key=word)
    return [Served(name=f"u_{word}", folder=work / word, digest=weights.digest(work / word)) for word in words]


def examples(word: str) -> list[Example]:
    """What one user has said: their code word, and their canary."""
    said = [(QUESTION, word), (CANARY_ASKED, canary(word))]
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        Example(prompt=({"role": "user", "content": asked},), completion=answer, at=at, message_ids=(str(number),))
        for number, (asked, answer) in enumerate(said * 2)
    ]


CANARY_ASKED = "What is the number of my locker?"


def canary(seed: object) -> str:
    return f"The number is {random.Random(str(seed)).randrange(10**6):06d}."  # noqa: S311 - not a secret


def exposures(model: Path, adapters: dict[str, Served], *, most: int) -> dict[str, Any]:
    """How exposed the first users' canaries are (Carlini et al. 2019): log2 of how many, over the rank by likelihood.

    Nothing known gives 1.4 bits on average; the user's own adapter gives up to 6.
    """
    from pllm_memory.adapt.local.base import load
    from pllm_memory.adapt.local.score import surprises, wearing

    base, words = load(model), list(adapters)[:most]
    others = [canary(f"random {number}") for number in range(CANARIES - 1)]
    found: dict[str, list[float]] = {"own": [], "another's": [], "base": []}
    at = datetime(2026, 1, 1, tzinfo=UTC)
    prompt = ({"role": "user", "content": CANARY_ASKED},)
    asked = [
        Example(prompt=prompt, completion=text, at=at, message_ids=("c",)) for text in [*map(canary, words), *others]
    ]
    for place, word in enumerate(track([*words, None], "canaries", console=Console(stderr=True))):
        with wearing(base, None if word is None else adapters[word].folder) as worn:
            nats = [one.nats for one in surprises(base, worn, asked)]
        rank = {index: 1 + sum(nats[index] > other for other in nats[len(words) :]) for index in range(len(words))}
        for index in range(len(words)):
            kind = "base" if word is None else "own" if index == place else "another's"
            found[kind].append(math.log2(CANARIES / rank[index]))
    return {kind: {"mean": sum(bits) / len(bits), "n": len(bits)} for kind, bits in found.items()}


async def under_load(url: str, adapters: dict[str, Served], *, requests: int) -> dict[str, Any]:
    """Requests of users drawn unevenly and some of nobody, while adapters are unloaded at random."""
    backend = VLLMBackend(url, timeout=1200, patience=3600, in_flight=32)
    drawn, words = random.Random(0), list(adapters)  # noqa: S311
    counts, failed = Counter[str](), Counter[str]()
    shares = [1 / (rank + 1) for rank in range(len(words))] + [0.3]  # the last: the base model
    loads, put_in, done = [0], backend._put_in, asyncio.Event()  # noqa: SLF001 - counted, and passed on

    async def counted(adapter: Served) -> None:
        loads[0] += 1
        await put_in(adapter)

    backend._put_in = counted  # type: ignore[method-assign]  # noqa: SLF001
    began = time.perf_counter()

    there = asyncio.Semaphore(AT_A_TIME)

    async def ask(word: str) -> None:
        messages = [{"role": "user", "content": QUESTION}]
        sampling = Sampling(max_tokens=10)
        async with there:
            pieces = backend.reply(messages, user=word, adapter=adapters.get(word), sampling=sampling)
            try:
                answer = "".join([piece async for piece in pieces]).lower()
            except BackendError as error:  # who asked is answered without an adapter, then: see `speak`
                failed[f"{type(error).__name__}: {error}"[:200]] += 1
                return
        foreign = any(other in answer for other in words if other != word)
        plain = "own" if word in answer else "neither"
        counts["another's" if foreign else plain if word else "the base model's"] += 1

    async def disturb() -> None:
        while not done.is_set():
            await asyncio.sleep(drawn.random())
            if names := backend.loaded():
                await backend.unload(drawn.choice(names))

    disturbing = asyncio.create_task(disturb())
    await asyncio.gather(*(ask(word) for word in drawn.choices([*words, BASE], shares, k=requests)))
    done.set()
    await disturbing
    await backend.aclose()
    found = {kind: counts[kind] for kind in ("own", "another's", "neither", "the base model's")}
    return {"requests": requests, **found, "failed": failed, "loads": loads[0], "seconds": time.perf_counter() - began}


async def mixed(url: str, adapters: dict[str, Served], *, slots: int) -> dict[str, int]:
    """Straight to vLLM: the base model and adapters in one batch; how often each gives a word that is not its.

    Every slot is taken: what a request without an adapter is given where they are mixed up is what is in the last one.
    """
    words = list(adapters)[:slots]
    for word in words:
        _load(url, f"mixed_{word}", adapters[word].folder)
    found = {f"{kind} {what}": 0 for kind in ("base", "adapter") for what in ("asked", "another's word")}
    async with httpx.AsyncClient(base_url=url, timeout=1200) as client:

        async def ask(word: str) -> None:
            request = {"model": f"mixed_{word}" if word else "base", "max_tokens": 10, "temperature": 0}
            request["messages"] = [{"role": "user", "content": QUESTION}]
            answer = (await client.post("/v1/chat/completions", json=request)).json()["choices"][0]["message"][
                "content"
            ]
            kind = "adapter" if word else "base"
            found[f"{kind} asked"] += 1
            found[f"{kind} another's word"] += any(other in answer.lower() for other in adapters if other != word)

        for _ in range(3):
            await asyncio.gather(*(ask(word) for word in [BASE, *words] * 4))
        for word in words:
            await client.post("/v1/unload_lora_adapter", json={"lora_name": f"mixed_{word}"})
    return found


def same_name(url: str, one: Served, other: Served, folder: Path) -> dict[str, str]:
    """What vLLM itself does with a name that is loaded again with other weights, and what it does through us."""
    found = {}
    for case, inplace, paths in (("another folder", False, 2), ("the same folder", False, 1), ("in place", True, 1)):
        name = f"raw_{secrets.token_hex(4)}"
        first, second = (folder / f"{name}{number % paths}" for number in range(2))
        _copy(one.folder, first)
        _load(url, name, first)
        before = [_answer(url, name) for _ in range(2)][-1]
        if not inplace:
            httpx.post(f"{url}/v1/unload_lora_adapter", json={"lora_name": name}, timeout=600).raise_for_status()
        _copy(other.folder, second)
        _load(url, name, second, load_inplace=inplace)
        found[case] = f"{before!r} -> {_answer(url, name)!r}"
    found["through the backend"] = asyncio.run(_switched(url, one, other, folder / "ours"))
    return found


async def _switched(url: str, one: Served, other: Served, folder: Path) -> str:
    backend, answers = VLLMBackend(url, timeout=600), []
    for version, adapter in enumerate((one, other)):
        _copy(adapter.folder, folder)
        served = replace(adapter, name=f"u_switched_{version}", folder=folder)
        messages = [{"role": "user", "content": LONG}]
        pieces = backend.reply(messages, user="u", adapter=served, sampling=Sampling(max_tokens=10))
        answers.append("".join([piece async for piece in pieces]))
    await backend.aclose()
    return f"{answers[0]!r} -> {answers[1]!r}"


LONG = "Here is a list of things that do not matter: " + "paper, water, table, window, " * 60 + "\n" + QUESTION
"""Longer than a block of the prefix cache, so that there is something to be stale."""


def _copy(source: Path, target: Path) -> None:
    rmtree(target, ignore_errors=True)
    copytree(source, target)


def _load(url: str, name: str, folder: Path, **more: Any) -> None:
    request = {"lora_name": name, "lora_path": str(folder.absolute()), **more}
    httpx.post(f"{url}/v1/load_lora_adapter", json=request, timeout=600).raise_for_status()


def _answer(url: str, name: str) -> str:
    request = {"model": name, "messages": [{"role": "user", "content": LONG}], "max_tokens": 10, "temperature": 0}
    answer = httpx.post(f"{url}/v1/chat/completions", json=request, timeout=600).raise_for_status()
    return answer.json()["choices"][0]["message"]["content"]


@contextmanager
def serving(model: Path, *, slots: int, log: Path):  # noqa: ANN201
    """VLLM on the CPU, as long as it is needed."""
    command = [sys.executable, str(SCRIPT), "serve", str(model), "--until-input-ends", "--max-loras", str(slots)]
    command += ["--log", str(log), "--within", "900"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:  # noqa: S603
        assert server.stdout
        assert server.stdin
        yield server.stdout.readline().decode().strip()
        server.stdin.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Whether anybody is answered by another user's adapter.")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("model", type=Path, nargs="?")
    which.add_argument("--tiny", action="store_true")
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--slots", type=int, default=4)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--canaries", type=int, default=6, help="of how many users")
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache" / "pllm-memory" / "isolation")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--url", help="a vLLM that serves MODEL as 'base' already; the paths must be the same there")
    return parser.parse_args()


if __name__ == "__main__":
    main()
