"""`pllm-memory adapt`: a model of a user's own, made, proven and looked after."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pllm_memory.cli import show, streams
from pllm_memory.cli.arguments import EmbedderName, Json, Url
from pllm_memory.cli.opening import run
from pllm_memory.errors import ConfigError


def adapt(
    user: Annotated[
        str | None, typer.Argument(help="Whose; with --shared nobody, and it is made of everybody's words.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="The folder of the base model, as transformers saves it (env: PLLM_BASE_MODEL).")
    ] = None,
    method: Annotated[
        str,
        typer.Option(help="lora; tiny: fewer numbers to train; or assembled: of the pieces that others offer."),
    ] = "lora",
    speaker: Annotated[
        list[str] | None,
        typer.Option(help="The user's name, where several people speak; with --shared, USER=NAME for each."),
    ] = None,
    rank: Annotated[int | None, typer.Option(min=1, help="Of the change of each weight (default: 8).")] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="How often each example is seen (default: 2).")] = None,
    seed: Annotated[int | None, typer.Option(help="Of whatever is drawn (default: 0).")] = None,
    alone: Annotated[bool, typer.Option("--alone", help="Not on top of the shared adapter.")] = False,
    shared: Annotated[bool, typer.Option("--shared", help="The adapter that all share.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="Only list the adapters there are.")] = False,
    rollback: Annotated[bool, typer.Option("--rollback", help="Only go back to the one before.")] = False,
    offer: Annotated[
        bool | None, typer.Option("--offer/--keep", help="Only let others use its pieces, or not any more.")
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(help="Only write what it would be trained on to this file, as JSON lines."),
    ] = None,
    template: Annotated[
        str, typer.Option(help="What of the memory is in their prompts: none, retrieval, profile or combined.")
    ] = "none",
    url: Url = None,
    embedder: EmbedderName = None,
    json: Json = False,
) -> None:
    """Train an adapter on what a user said, prove it, and let it answer if it is better; or list those there are."""
    if (user is None) != shared:
        raise ConfigError("whose adapter? Say USER or --shared, one of them")
    if list_:
        _list(run(url, "none", lambda memory: memory.adapters.all(user)), json)
    elif rollback:
        _one(run(url, "none", lambda memory: memory.adapters.rollback(user)), json)
    elif offer is not None:
        _one(run(url, "none", lambda memory: memory.for_user(user).offer_adapter(offered=offer)), json)
    elif export:
        _export(user, export, {"speaker": _last(speaker or []), "template": template}, url, embedder, json)
    else:
        given = {"rank": rank, "epochs": epochs, "seed": seed}
        wanted = _wanted(method, {name: value for name, value in given.items() if value is not None}, model)
        own = {"over_shared": not alone, "template": template}
        _adapt(user, wanted, speaker or [], own, url, embedder, json)


def _wanted(method: str, given: dict[str, Any], model: str | None) -> dict[str, Any]:
    from pllm_memory.adapt.config import METHODS, TrainConfig

    config = TrainConfig(method=method, **given) if method in METHODS else None  # pyright: ignore[reportArgumentType]
    return {"method": method, "config": config, "base_model": model}


def _adapt(
    user: str | None,
    wanted: dict[str, Any],
    speakers: list[str],
    own: dict[str, Any],
    url: str | None,
    embedder: str | None,
    json: bool,
) -> None:
    async def act(memory: Any) -> Any:
        if user is None:
            return await memory.adapt(speakers=dict(map(_pair, speakers)), progress=told, **wanted)
        return await memory.for_user(user).adapt(speaker=_last(speakers), progress=told, **wanted, **own)

    with _progress() as told:
        done = run(url, embedder, act)
    if json:
        show.dump({"adapter": done.manifest.to_dict(), "trained_on": done.trained_on, "proof": done.proof.to_dict()})
    else:
        _report(done)


def _export(
    user: str | None, file: Path, how: dict[str, Any], url: str | None, embedder: str | None, json: bool
) -> None:
    if user is None:
        raise ConfigError("examples are written of one user at a time: say USER")
    found = run(url, embedder, lambda memory: memory.for_user(user).dataset(**how))
    streams.write(file, found.jsonl())
    counted = {"train": len(found.train), "held_out": len(found.held_out)}
    show.line(f"{file}: {len(found.train)} to train on, {len(found.held_out)} held out", counted, json)


def _last(names: list[str]) -> str | None:
    return names[-1] if names else None


def _pair(text: str) -> tuple[str, str]:
    user, separator, name = text.partition("=")
    if not separator:
        raise ConfigError(f"--speaker {text!r}: with --shared, say whose name it is: USER={text}")
    return user, name


def _report(done: Any) -> None:
    for check in done.proof.checks:
        mark = "[green]yes[/green]" if check.passed else "[red]no[/red] "
        show.out.print(f"{mark}  {escape(check.name)}: {escape(check.text)}")
    became = "answers from now on" if done.promoted else "does not answer: it was not proven"
    show.out.print(f"{done.manifest.name}, of {done.trained_on} replies, {became}")
    show.out.print(escape(str(done.manifest.folder / "report.md")), style="dim")


def _list(found: Any, json: bool) -> None:
    if json:
        show.dump([one.to_dict() for one in found])
        return
    for one in found:
        last = one.history[-1].reason if one.history else ""
        show.out.print(
            f"{one.name}  {one.state}  [dim]{one.recipe.method} on {escape(one.base.name)}, "
            f"{one.created_at:%Y-%m-%d}[/dim]  {escape(last)}"
        )
    if not found:
        show.out.print("no adapters")


def _one(made: Any, json: bool) -> None:
    show.line(f"{made.name} is {made.state}{', its pieces are offered' * made.standing.offered}", made.to_dict(), json)


@contextmanager
def _progress() -> Generator[Callable[[str, int, int], None]]:
    """A bar for each thing that is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=show.err, transient=not show.err.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def told(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield told
