"""`pllm-memory chat`: an interactive prompt with a memory."""

import sys
from collections.abc import Sequence

from anyio import to_thread
from rich.markup import escape

from pllm_memory.cli import show
from pllm_memory.memory import AsyncMemory, AsyncUserMemory
from pllm_memory.models.base import LLM
from pllm_memory.types import Context, new_id

_TURNS = 12
"""How many messages of this conversation the model is shown; older ones are recalled if they matter."""


async def run(user: str, session: str | None, llm: str | None, url: str | None, embedder: str | None) -> None:
    """Reads turns until the end of input or "/quit"."""
    async with AsyncMemory(url, embedder=embedder, llm=llm) as memory:
        mine = memory.for_user(user)
        session = session or new_id()
        who = "a model answers" if memory.llm else "no model is configured (--llm), so what is recalled is shown"
        show.out.print(f"[dim]You are {escape(user)}; {who}. /quit ends.[/dim]")
        said: list[dict[str, str]] = []
        while (turn := await to_thread.run_sync(_ask)) is not None:
            if turn.strip():
                await _turn(mine, memory.llm, session, said, turn)


def _ask() -> str | None:
    """The next line, or None at the end."""
    if sys.stdin.isatty():
        show.out.print("[bold]> [/bold]", end="")
    line = sys.stdin.readline()
    return None if not line or line.strip() == "/quit" else line.rstrip("\n")


async def _turn(mine: AsyncUserMemory, llm: LLM | None, session: str, said: list[dict[str, str]], turn: str) -> None:
    context = await mine.recall(turn)
    _show_recalled(context)
    await mine.remember({"role": "user", "content": turn}, session_id=session)
    said.append({"role": "user", "content": turn})
    if llm:
        answer = await _answer(llm, await mine.prompt(said[-_TURNS:]))
        await mine.remember({"role": "assistant", "content": answer}, session_id=session)
        said.append({"role": "assistant", "content": answer})


def _show_recalled(context: Context) -> None:
    for hit in context.hits[:5]:
        show.out.print(f"[dim]  {hit.at:%Y-%m-%d} {escape(hit.speaker)}: {escape(hit.text[:160])}[/dim]")
    if not context.hits:
        show.out.print("[dim]  (nothing is remembered about this)[/dim]")


async def _answer(llm: LLM, messages: Sequence[dict[str, str]]) -> str:
    pieces: list[str] = []
    async for piece in llm.reply(messages):
        pieces.append(piece)
        show.out.print(escape(piece), end="")
    show.out.print()
    return "".join(pieces)
