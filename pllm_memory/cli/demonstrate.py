"""`pllm-memory demo`."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.markup import escape
from rich.panel import Panel

from pllm_memory.cli import show
from pllm_memory.demo import USER_ID, DemoAnswer, ask, conversation
from pllm_memory.memory import AsyncMemory


async def run(url: str | None, embedder: str | None, json: bool) -> None:
    """Remembers, asks, and prints for each question what came back, from where, and how fast."""
    async with _memory(url, embedder) as memory:
        friends = memory.for_user(USER_ID)
        messages = conversation()
        start = perf_counter()
        with show.progress(f"Remembering {len(messages)} messages") as progress:
            await friends.remember(messages, progress=progress)
        seconds = perf_counter() - start
        if not json:
            _introduce(len(messages), len({m.session_id for m in messages}), seconds)
        answers: list[DemoAnswer] = []
        async for answer in ask(friends):
            answers.append(answer)
            if not json:
                _print(len(answers), answer)
    _sum_up(answers, seconds, json)


@asynccontextmanager
async def _memory(url: str | None, embedder: str | None) -> AsyncGenerator[AsyncMemory]:
    if url:
        async with AsyncMemory(url, embedder=embedder) as memory:
            yield memory
        return
    with TemporaryDirectory(prefix="pllm-memory-demo-") as folder:
        async with AsyncMemory(f"sqlite:///{folder}", embedder=embedder) as memory:
            yield memory


def _introduce(messages: int, sessions: int, seconds: float) -> None:
    show.out.print(
        f"\nRemembered {messages} messages between two friends, Rhona and Jarek, in {sessions} sessions over a year, "
        f"in {seconds:.1f} s. No LLM, no server, no network. Now ask:\n"
    )


def _print(number: int, answer: DemoAnswer) -> None:
    asked = answer.asked
    show.out.print(f"[bold]{number}. {escape(asked.question)}[/bold]  [dim]({escape(asked.shows)})[/dim]")
    show.out.print(
        Panel(_marked(answer), subtitle=f"{answer.milliseconds:.1f} ms, {answer.context.tokens} tokens"),
        soft_wrap=False,
    )
    show.out.print(f"   [green]{escape(asked.answer)}[/green]  [dim]{_sources(answer)}[/dim]\n")


def _marked(answer: DemoAnswer) -> str:
    """The packed text, the evidence in colour."""
    lines = escape(answer.context.text).splitlines()
    return "\n".join(f"[green]{one}[/green]" if _is_evidence(one, answer) else one for one in lines)


def _is_evidence(line: str, answer: DemoAnswer) -> bool:
    return any(f"[{id_}]" in line for id_ in answer.asked.evidence)


def _sources(answer: DemoAnswer) -> str:
    evidence = answer.asked.evidence
    if not evidence:
        return "never said: what is shown is near it, and answers nothing"
    return f"sources: {', '.join(answer.found) or 'not found'} ({len(answer.found)} of {len(evidence)})"


def _sum_up(answers: list[DemoAnswer], seconds: float, json: bool) -> None:
    answerable = [answer for answer in answers if answer.asked.evidence]
    whole = sum(len(answer.found) == len(answer.asked.evidence) for answer in answerable)
    median = sorted(answer.milliseconds for answer in answers)[len(answers) // 2]
    if json:
        summary = {"remember_s": round(seconds, 3), "recall_ms_p50": round(median, 2), "answerable": len(answerable)}
        show.dump(summary | {"with_all_evidence": whole, "questions": [answer.to_dict() for answer in answers]})
        return
    show.out.print(
        f"{whole} of {len(answerable)} answerable questions have all their evidence in the packed context; "
        f"median {median:.1f} ms a recall.\n"
        f'Next: pllm-memory remember me "I moved to Lyon in May." && pllm-memory recall me "Where do I live?"'
    )
