"""`pllm-memory copy`, `backup` and `restore`: whole memories from one place to another."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import anyio
import typer
from rich.markup import escape

from pllm_memory.cli.arguments import Json

Users = Annotated[list[str] | None, typer.Option("--user", help="Only this user (repeatable).")]
Replace = Annotated[bool, typer.Option("--replace", help="Replace another memory of the same user that is there.")]
_SHOWN = 20


def copy(
    source: Annotated[str, typer.Argument(help="Where the memory is: sqlite:///… or postgresql://….", metavar="FROM")],
    destination: Annotated[str, typer.Argument(help="Where it is to be too.", metavar="TO")],
    user: Users = None,
    replace: Replace = False,
    json: Json = False,
) -> None:
    """Copy whole memories, e.g. from files to Postgres; compared afterwards, and it can be stopped and repeated."""

    async def act(memory: Any, progress: Any) -> Any:
        return await memory.copy_to(destination, users=user, replace=replace, progress=progress)

    _run("Copying", source, act, json, "is in both places")


def backup(
    source: Annotated[str, typer.Argument(help="Where the memory is: sqlite:///… or postgresql://….", metavar="FROM")],
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    user: Users = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace a file that is there.")] = False,
    json: Json = False,
) -> None:
    """Write whole memories to one file, each of one moment, with digests."""

    async def act(memory: Any, progress: Any) -> Any:
        return await memory.backup(file, users=user, replace=replace, progress=progress)

    _run("Backing up", source, act, json, f"is in {file}")


def restore(
    file: Annotated[Path, typer.Argument(help="What backup wrote.")],
    destination: Annotated[str, typer.Argument(help="Where the memory is to be.", metavar="TO")],
    user: Users = None,
    replace: Replace = False,
    json: Json = False,
) -> None:
    """Make memories what they are in a backup, which is checked first; it can be stopped and repeated."""

    async def act(memory: Any, progress: Any) -> Any:
        return await memory.restore(file, users=user, replace=replace, progress=progress)

    _run("Restoring", destination, act, json, "is as in the file")


def _run(what: str, url: str, act: Callable[[Any, Any], Awaitable[Any]], json: bool, done: str) -> None:
    """Does it with a progress bar, and says what became of whom; exit code 1 where something is not as it should be."""
    from pllm_memory.cli import show
    from pllm_memory.memory import AsyncMemory

    async def run(progress: Any) -> Any:
        async with AsyncMemory(url, embedder="none") as memory:
            return await act(memory, progress)

    with show.progress(what) as progress:
        moved = anyio.run(run, progress)
    if json:
        show.dump(moved.to_dict())
    else:
        counts = ", ".join(f"{count} {outcome}" for outcome, count in moved.outcomes.items()) or "there is nobody"
        well = [user for user in moved.users if user.is_well]
        messages = sum(user.messages for user in well)
        show.out.print(f"{counts}; what {len(well)} users have, {messages} messages, {escape(done)}")
    wrong = [user for user in moved.users if not user.is_well]
    for user in wrong[:_SHOWN]:
        show.err.print(escape(f"{user.user_id}: {user.outcome}: {user.reason}"))
    if len(wrong) > _SHOWN:
        show.err.print(f"… and {len(wrong) - _SHOWN} more: --json shows all")
    if wrong:
        raise typer.Exit(1)
