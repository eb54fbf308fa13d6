"""The command line: every command calls the facade, and prints for people, or with --json for machines."""

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import anyio
import typer

from pllm_memory.cli import streams
from pllm_memory.cli.arguments import (
    EmbedderName,
    Json,
    LlmName,
    RerankerName,
    StrategyName,
    Url,
    User,
    Yes,
    strategy_of,
)
from pllm_memory.cli.opening import run
from pllm_memory.errors import ConfigError, InvalidMessage, NotFound, PllmError

app = typer.Typer(
    name="pllm-memory",
    help="The memory of a personal AI: remember what a user says, and find it again.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def options(
    insecure: Annotated[
        bool,
        typer.Option("--insecure", help="Postgres: use a role that row-level security does not hold for."),
    ] = False,
) -> None:
    """What comes before the command."""
    if insecure:
        os.environ["PLLM_INSECURE"] = "1"  # every command reads the settings for itself


def main() -> None:
    """Runs the command line; an error of ours becomes one line, and exit code 1."""
    streams.prepare()
    try:
        with streams.written():
            app()
    except PllmError as error:
        typer.echo(f"error: {error}", err=True)
        raise SystemExit(1) from error


@app.command()
def demo(
    url: Annotated[str | None, typer.Option(help="Keep the memory there; by default it is thrown away.")] = None,
    embedder: EmbedderName = None,
    json: Json = False,
) -> None:
    """Remember a year of two friends' messages, then ask a dozen questions about them."""
    from pllm_memory.cli import demonstrate

    anyio.run(demonstrate.run, url, embedder, json)


@app.command()
def remember(
    user: User,
    text: Annotated[str | None, typer.Argument(help="What was said; or give --file, or standard input.")] = None,
    file: Annotated[
        Path | None, typer.Option(help="A JSON array or JSON lines of messages, or a plain text; - is standard input.")
    ] = None,
    session: Annotated[str | None, typer.Option(help="The conversation it belongs to.")] = None,
    role: Annotated[str, typer.Option(help="Who said it: user, assistant, system, tool or document.")] = "user",
    name: Annotated[str | None, typer.Option(help="The speaker's name.")] = None,
    at: Annotated[str | None, typer.Option(help="When, e.g. 2026-05-08T13:56:00Z; by default now.")] = None,
    url: Url = None,
    embedder: EmbedderName = None,
    json: Json = False,
) -> None:
    """Remember a text, or the messages in a file."""
    from pllm_memory.cli import show

    if text is not None and file is not None:
        raise InvalidMessage(f"is it {text[:20]!r} that was said, or what is in {file}? give one of the two")
    given = text if text is not None else _read(file)
    with show.progress("Remembering") as progress:
        if text is None and given.lstrip().startswith(("[", "{")):
            outcome = run(
                url,
                embedder,
                lambda memory: memory.import_(given, user_id=user, session_id=session, progress=progress),
            )
        else:
            one = {"role": role, "name": name, "content": given, "at": at}
            outcome = run(url, embedder, lambda memory: memory.for_user(user).remember(one, session_id=session))
    show.remembered(outcome, json)


@app.command()
def recall(
    user: User,
    question: Annotated[str, typer.Argument(help="In plain words.")],
    limit: Annotated[int | None, typer.Option(min=1, help="How many hits at the most (default: 20).")] = None,
    budget: Annotated[int | None, typer.Option(min=1, help="Tokens of the packed text (default: 800).")] = None,
    as_of: Annotated[str | None, typer.Option(help="Only what had been said by then.")] = None,
    strategy: StrategyName = "balanced",
    reranker: RerankerName = None,
    llm: LlmName = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each hit was found.")] = False,
    url: Url = None,
    embedder: EmbedderName = None,
    json: Json = False,
) -> None:
    """Find what bears on a question."""
    from pllm_memory.cli import show
    from pllm_memory.recall.explain import explain_score

    chosen = strategy_of(strategy)
    context = run(
        url,
        embedder,
        lambda memory: memory.for_user(user).recall(question, limit=limit, budget=budget, as_of=as_of, strategy=chosen),
        reranker=reranker,
        llm=llm,
    )
    show.context(context, json, [explain_score(hit) for hit in context.hits] if explain else [])


@app.command()
def facts(
    user: User,
    about: Annotated[str | None, typer.Option(help='Only of this entity: a name, user, or "my sister".')] = None,
    predicate: Annotated[str | None, typer.Option(help="Only of this predicate, e.g. lives_in.")] = None,
    as_of: Annotated[str | None, typer.Option(help="As it was believed then.")] = None,
    valid_at: Annotated[str | None, typer.Option(help="What held in the world then.")] = None,
    history: Annotated[bool, typer.Option("--history", help="Also what has ended or is in doubt.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each is believed.")] = False,
    url: Url = None,
    json: Json = False,
) -> None:
    """Show what is true, by what was said, each with its time and its evidence."""
    from pllm_memory.cli import show

    async def found(memory: Any) -> tuple[Any, list[str]]:
        ada = memory.for_user(user)
        all_ = await ada.facts(about, predicate=predicate, as_of=as_of, valid_at=valid_at, history=history)
        return all_, [str(await ada.explain(fact)) for fact in all_] if explain else []

    show.facts(*run(url, "none", found), json)


@app.command()
def profile(
    user: User,
    about: Annotated[str | None, typer.Option(help="Of somebody else whom they speak of.")] = None,
    budget: Annotated[int | None, typer.Option(min=1, help="Tokens that it may take (default: 400).")] = None,
    as_of: Annotated[str | None, typer.Option(help="As it was believed then.")] = None,
    url: Url = None,
    json: Json = False,
) -> None:
    """Show the short picture of a person."""
    from pllm_memory.cli import show

    found = run(url, "none", lambda memory: memory.for_user(user).profile(about, budget=budget, as_of=as_of))
    show.line(found.text or "nothing is known about this person", found.to_dict(), json)


@app.command()
def correct(
    user: User,
    fact_id: Annotated[str, typer.Argument(help="The id of a fact (see facts --json).")],
    value: Annotated[str, typer.Argument(help="What is right.")],
    valid_at: Annotated[
        str | None, typer.Option(help="Since when it holds; by default since the wrong one did.")
    ] = None,
    url: Url = None,
    embedder: EmbedderName = None,
    json: Json = False,
) -> None:
    """Say that a fact is wrong, and what is right."""
    from pllm_memory.cli import show

    right = run(url, embedder, lambda memory: memory.for_user(user).correct(fact_id, value, valid_at=valid_at))
    show.line(right.text, right.to_dict(), json)


@app.command()
def consolidate(
    user: Annotated[str | None, typer.Argument(help="Whose memory; everybody's by default.", metavar="[USER]")] = None,
    url: Url = None,
    embedder: EmbedderName = None,
    json: Json = False,
) -> None:
    """Tidy up: read and embed what was left over, count what was recalled, refresh the profiles."""
    from pllm_memory.cli import show

    if user is not None:
        done = run(url, embedder, lambda memory: memory.for_user(user).consolidate())
        show.line(
            f"{done.read} messages read, {done.facts} facts, {done.profile_lines} lines in the profile",
            asdict(done),
            json,
        )
        return
    with show.progress("Users") as progress:
        users = run(url, embedder, lambda memory: memory.consolidate(progress=progress))
    show.line(f"{users} users", {"users": users}, json)


@app.command()
def graph(
    user: User,
    out: Annotated[Path | None, typer.Option(help="A file: .html, .svg, .png, .graphml or .json.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Only what had been said by then.")] = None,
    valid_at: Annotated[str | None, typer.Option(help="Only what held in the world at that time.")] = None,
    url: Url = None,
    json: Json = False,
) -> None:
    """Draw what is known of a user, or write it for other programs; without --out, list it."""
    from pllm_memory.cli import picture

    if out:
        picture.check(out)
    drawn = run(url, "none", lambda memory: memory.for_user(user).graph(as_of=as_of, valid_at=valid_at))
    picture.write(drawn, out, json) if out else picture.show(drawn, json)


@app.command()
def chat(
    user: User,
    session: Annotated[str | None, typer.Option(help="The conversation; a new one by default.")] = None,
    llm: Annotated[str | None, typer.Option(help="Who answers, e.g. openai:gpt-5-mini (env: PLLM_LLM).")] = None,
    url: Url = None,
    embedder: EmbedderName = None,
) -> None:
    """Talk: what you say is remembered, what is recalled is shown, and a model answers where one is configured."""
    from pllm_memory.cli import talk

    anyio.run(talk.run, user, session, llm, url, embedder)


@app.command()
def forget(
    user: User,
    ids: Annotated[list[str], typer.Argument(help="The ids of messages or facts.", metavar="ID...")],
    url: Url = None,
    embedder: EmbedderName = None,
    json: Json = False,
) -> None:
    """Remove messages for good, with all that was derived from them, or facts."""
    from pllm_memory.cli import show

    show.forgotten(run(url, embedder, lambda memory: memory.for_user(user).forget(*ids)), json)


@app.command()
def erase(user: User, yes: Yes = False, url: Url = None, embedder: EmbedderName = None, json: Json = False) -> None:
    """Remove a user for good."""
    from pllm_memory.cli import show

    if not yes:
        typer.confirm(f"Remove everything that is remembered of {user!r}? It cannot be undone.", abort=True)
    show.forgotten(run(url, embedder, lambda memory: memory.for_user(user).erase()), json)


@app.command()
def export(
    user: User,
    out: Annotated[Path | None, typer.Option(help="A file; by default standard output.")] = None,
    url: Url = None,
    embedder: EmbedderName = None,
) -> None:
    """Write everything that is remembered of a user, as JSON lines."""
    text = run(url, embedder, lambda memory: memory.for_user(user).export())
    if out is None:
        sys.stdout.write(text)
        return
    streams.write(out, text)


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="What export wrote, - is standard input; or with --from, their file.")],
    user: Annotated[str | None, typer.Option(help="Whose memory it becomes, if not the exported user's.")] = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from", help="Another system: chatgpt, claude, langgraph, mem0, zep, graphiti, letta or mcp-memory."
        ),
    ] = None,
    only: Annotated[str | None, typer.Option(help="With --from: only this user id, or namespace, of the file.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="With --from: only say what is there.")] = False,
    url: Url = None,
    embedder: EmbedderName = None,
    json: Json = False,
) -> None:
    """Read what export wrote, or another system's file; it can be repeated, nothing is doubled."""
    from pllm_memory.cli import show

    if from_:
        if user is None:
            raise ConfigError("whose memory does it become? give --user USER")
        with show.progress("Remembering") as progress:
            options = {"user_id": user, "only": only, "dry_run": dry_run, "progress": progress}
            report = run(url, embedder, lambda memory: memory.import_from(from_, file, **options))
        show.brought(report, json)
        return
    if only or dry_run:
        raise ConfigError("--only and --dry-run are for files of other systems: say which, with --from")
    text = _read(file)
    with show.progress("Remembering") as progress:
        outcome = run(url, embedder, lambda memory: memory.import_(text, user_id=user, progress=progress))
    show.remembered(outcome, json)


@app.command()
def users(url: Url = None, json: Json = False) -> None:
    """List everybody who has a memory."""
    from pllm_memory.cli import show

    async def names(memory: Any) -> list[str]:
        return [name async for name in memory.users()]

    show.users(run(url, "none", names), json)


@app.command()
def reembed(
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the old vectors too, for processes that still use the old model.")
    ] = False,
    url: Url = None,
    embedder: EmbedderName = None,
    json: Json = False,
) -> None:
    """Make all vectors again with another embedding model, while others go on; it can be stopped and repeated."""
    from pllm_memory.cli import show

    with show.progress("Users") as progress:
        done = run(url, embedder, lambda memory: memory.reembed(keep=keep, progress=progress))
    show.line(f"{done} users embedded again", {"users": done}, json)


@app.command()
def init(
    url: Annotated[
        str, typer.Argument(help="The database, as an administrator: postgresql://ADMIN@HOST/DATABASE.", metavar="URL")
    ],
    app_password: Annotated[
        str | None,
        typer.Option(
            help="What the app logs in with, as pllm_app; better in the environment, where no list of processes "
            "shows it.",
            envvar="PLLM_APP_PASSWORD",
            show_envvar=True,
        ),
    ] = None,
    partitions: Annotated[
        int | None,
        typer.Option(min=0, help="Divide each table into so many parts, by user; said once, when it is made."),
    ] = None,
    dimensions: Annotated[
        list[int] | None,
        typer.Option(min=1, max=4000, help="Of vectors to make an index for; 384 by default (repeatable)."),
    ] = None,
    json: Json = False,
) -> None:
    """Make roles, schema and policies in a Postgres database, or bring them up to date; it can be repeated."""
    from pllm_memory.cli import prepare

    anyio.run(prepare.run, url, app_password, partitions, dimensions, json)


@app.command()
def doctor(url: Url = None, embedder: EmbedderName = None, json: Json = False) -> None:
    """Check the installation, the models and the memory."""
    from pllm_memory.cli import diagnose

    anyio.run(diagnose.run, url, embedder, json)


def _read(file: Path | None) -> str:
    """The text of a file, or standard input."""
    if file is None and sys.stdin.isatty():
        raise InvalidMessage("nothing to remember: give a text, --file FILE, or standard input")
    try:
        text = sys.stdin.read() if file is None or str(file) == "-" else file.read_text(encoding="utf-8")
        return text.removeprefix("\ufeff")  # a mark that editors put before UTF-8
    except FileNotFoundError as error:
        raise NotFound(f"there is no file {file}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidMessage(f"{file or 'standard input'} cannot be read as UTF-8 text: {error}") from error


def _register() -> None:
    """The commands that have a module of their own."""
    from pllm_memory.cli import adapt, benchmark, mcp, move, work

    app.command()(adapt.adapt)
    app.command()(benchmark.bench)
    app.command()(mcp.mcp)
    app.command()(mcp.token)
    app.command()(move.copy)
    app.command()(move.backup)
    app.command()(move.restore)
    app.command()(work.worker)
    app.command()(work.aside)


_register()

if __name__ == "__main__":
    main()
