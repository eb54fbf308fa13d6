"""`pllm-memory worker` and `pllm-memory aside`: background work, and what was put aside of it."""

import json as json_
import signal
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import anyio
import typer

from pllm_memory.errors import NotFound

Where = Annotated[
    str | None,
    typer.Argument(
        help="Where the memory is, e.g. postgresql://HOST/DATABASE (env: PLLM_URL; default: the user's data folder).",
        metavar="[URL]",
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="Print JSON: the worker a line for each memory, and one at its end.")
]


def worker(
    url: Where = None,
    once: Annotated[bool, typer.Option("--once", help="End when nothing is left to do.")] = False,
    at_once: Annotated[int, typer.Option(min=1, help="Users to work on at a time; more helps with an LLM.")] = 1,
    lease: Annotated[float, typer.Option(help="Seconds after which others take over from a worker that is gone.")] = 60,
    idle: Annotated[float, typer.Option(help="Seconds between two looks for work, where there is none.")] = 5,
    quiet: Annotated[float, typer.Option(help="Seconds that new messages are left to whoever remembers them.")] = 10,
    tries: Annotated[int, typer.Option(min=1, help="Vain attempts after which a memory is put aside.")] = 5,
    grace: Annotated[
        float, typer.Option(help="Seconds that work may take to end after SIGTERM; then it is given back.")
    ] = 20,
    embedder: Annotated[
        str | None, typer.Option(help="The model that the memory is embedded with (env: PLLM_EMBEDDER).")
    ] = None,
    llm: Annotated[
        str | None,
        typer.Option(help="Who reads messages too, e.g. openai:MODEL (env: PLLM_LLM, with PLLM_EXTRACTION=llm-later)."),
    ] = None,
    json: Json = False,
) -> None:
    """Read, embed and tidy up in the background what others remember; any number of workers share the work."""
    from pllm_memory.memory.worker import Patience

    patience = Patience(lease=lease, idle=idle, quiet=quiet, tries=tries)
    models = {"embedder": embedder, "llm": llm, "extraction": "llm-later" if llm else None}
    anyio.run(_work, url, models, patience, once, at_once, grace, json)


def aside(
    url: Where = None,
    put_back: Annotated[
        list[str] | None, typer.Option(help="Let what was put aside of this user be tried again (repeatable).")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List what workers have put aside because it failed too often, or put it back."""
    anyio.run(_aside, url, put_back or [], json)


async def _work(
    url: str | None, models: dict[str, Any], patience: Any, once: bool, at_once: int, grace: float, json: bool
) -> None:
    from pllm_memory.memory import AsyncMemory
    from pllm_memory.memory.worker import Done, Worker

    outcomes: Counter[str] = Counter()
    write = _json_line if json else _line

    def report(done: Done) -> None:
        outcomes[done.outcome] += 1
        write({"at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", **asdict(done), "seconds": round(done.seconds, 3)})

    async with AsyncMemory(url, **models) as memory:
        working = Worker(memory, patience=patience, report=report)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_until_told, working.stop, tasks.cancel_scope, grace)
            await working.run(once=once, at_once=at_once)
            tasks.cancel_scope.cancel()
    _sum(outcomes, json)


async def _until_told(stop: Callable[[], None], whole: anyio.CancelScope, grace: float) -> None:
    """The first signal lets the work at hand be ended, for a while; another one, or the end of that, gives it back."""
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for _ in signals:
            break
        stop()
        with anyio.move_on_after(grace):
            async for _ in signals:
                break
        whole.cancel()


async def _aside(url: str | None, put_back: list[str], json: bool) -> None:
    from pllm_memory.cli import show
    from pllm_memory.memory import AsyncMemory
    from pllm_memory.types import Scope

    async with AsyncMemory(url, embedder="none", llm="none", extraction="rules") as memory:
        for user_id in put_back:
            if not await memory.store.work.put_back(Scope(user_id)):
                raise NotFound(f"nothing was put aside of user {user_id!r}; see: pllm-memory aside")
        found = [] if put_back else await memory.store.work.aside()
    if put_back:
        show.line(f"put back: {', '.join(put_back)}", {"put_back": put_back}, json)
    elif json:
        show.dump([asdict(one) | {"since": one.since and one.since.isoformat()} for one in found])
    else:
        for one in found:
            show.out.print(_described(one), markup=False)
        if not found:
            show.out.print("nothing was put aside")


def _described(one: Any) -> str:
    whole = (
        f"everything, since {one.since:%Y-%m-%d %H:%M} UTC, after {one.attempts} attempts: {one.problem or 'no word'}"
    )
    lines = [f"{one.user_id}: {whole if one.since else f'{len(one.messages)} messages'}"]
    lines += [f"  {each.message_id} ({each.extractor}, {each.attempts} times): {each.problem}" for each in one.messages]
    return "\n".join(lines)


def _json_line(value: dict[str, Any]) -> None:
    print(json_.dumps(value, ensure_ascii=False), flush=True)  # noqa: T201  this is what the command is for


def _line(value: dict[str, Any]) -> None:
    """A line of a log."""
    problem = f": {value['problem']}" if value["problem"] else ""
    text = (
        f"{value['at']} {value['user_id']} {value['outcome']}, {value['read']} read, {value['seconds']:.2f} s{problem}"
    )
    print(text, file=sys.stderr, flush=True)  # noqa: T201  this is what the command is for


def _sum(outcomes: Counter[str], json: bool) -> None:
    if json:
        _json_line({"memories": outcomes.total(), "outcomes": dict(outcomes)})
    else:
        said = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items()))
        print(f"{outcomes.total()} memories: {said or 'nothing was to be done'}", file=sys.stderr)  # noqa: T201
