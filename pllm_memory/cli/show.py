"""How the commands print: for people with rich, for machines as JSON, progress and errors on standard error."""

import json as json_
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text
from typer import Exit

from pllm_memory.facts import Fact
from pllm_memory.imports import Report
from pllm_memory.recall.pack import known_line
from pllm_memory.remember import Progress as Shown
from pllm_memory.types import Context, Forgotten, Imported, Receipt

_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}
"""What terminals obey: colours, titles, what is on the clipboard. Remembered text has no say in that."""
_JSON_CONTROLS = {code: f"\\u{code:04x}" for code in range(127, 160)}
"""Those that JSON leaves as they are."""


class _Plain(Console):
    """A console that shows text as it is: no control character in it is obeyed, and no `:name:` becomes a picture."""

    def render_str(self, text: str, **options: Any) -> Text:
        """See `Console.render_str`; whatever is printed comes through here."""
        return super().render_str(text.translate(_CONTROLS), **options)


out = _Plain(highlight=False, soft_wrap=True, emoji=False)
err = _Plain(stderr=True, highlight=False, emoji=False)


def dump(value: Any) -> None:
    """Prints a value as JSON."""
    text = json_.dumps(value, ensure_ascii=False, indent=2)
    print(text.translate(_JSON_CONTROLS))  # noqa: T201  this is what the command is for


def line(text: str, value: Any, json: bool) -> None:
    """Prints a line for people, or a value for machines."""
    dump(value) if json else out.print(escape(text))


@contextmanager
def progress(what: str) -> Generator[Shown]:
    """A progress bar on standard error, for as long as there is something to wait for."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=not err.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def remembered(outcome: Imported | Receipt, json: bool) -> None:
    """What was remembered and what was refused; refused lines make the exit code 1."""
    receipts = (outcome,) if isinstance(outcome, Receipt) else outcome.receipts
    refused = () if isinstance(outcome, Receipt) else outcome.rejected
    ids = [id_ for receipt in receipts for id_ in receipt.message_ids]
    added, pending = sum(receipt.added for receipt in receipts), sum(receipt.pending for receipt in receipts)
    if json:
        rejected = [{"line": item.line, "reason": item.reason} for item in refused]
        understood = [sentence for receipt in receipts for sentence in receipt.understood]
        dump({"message_ids": ids, "added": added, "pending": pending, "understood": understood, "rejected": rejected})
    else:
        out.print(
            f"remembered {added} new of {len(ids)} messages" + (f", {pending} wait to be embedded" if pending else "")
        )
        for sentence in (sentence for receipt in receipts[:1] for sentence in receipt.understood[:_FEW]):
            out.print(f"[dim]understood:[/dim] {escape(sentence)}")
    for item in refused:
        err.print(escape(f"line {item.line}: {item.reason}"))
    if refused:
        raise Exit(1)


def brought(report: Report, json: bool) -> None:
    """What an import from another system did, or would do, and what it skipped, with the places in the file."""
    if json:
        dump(report.to_dict())
        return
    did = "would remember" if report.added is None else f"remembered {report.added} new of"
    out.print(f"{did} {report.messages} messages in {report.conversations} conversations, and {report.facts} notes")
    places: dict[str, list[str]] = {}
    for one in report.skipped:
        places.setdefault(one.reason, []).append(one.place)
    for reason, where in places.items():
        more = f" and {len(where) - _FEW} more" if len(where) > _FEW else ""
        err.print(escape(f"skipped: {reason}: {', '.join(where[:_FEW])}{more}"))


def context(found: Context, json: bool, explanations: Sequence[str]) -> None:
    """The packed text, or all of it as JSON."""
    if json:
        explained = zip(found.hits, explanations, strict=False)  # none where none was asked for
        hits = [hit.to_dict() | {"explanation": text} for hit, text in explained]
        dump(found.to_dict() | ({"hits": hits} if explanations else {}))
        return
    out.print(escape(found.text) if found.hits else "nothing is remembered about this")
    for hit, text in zip(found.hits, explanations, strict=False):
        out.print(f"\n[bold]{escape(','.join(hit.message_ids))}[/bold] {escape(text)}")


_FEW = 10


def facts(found: Sequence[Fact], explanations: Sequence[str], json: bool) -> None:
    """A line for each fact, with its time and evidence; or all of it as JSON."""
    if json:
        explained = zip(found, explanations, strict=False)
        dump(
            [fact.to_dict() | {"explanation": text} for fact, text in explained]
            if explanations
            else [fact.to_dict() for fact in found]
        )
        return
    if not found:
        out.print("nothing is known")
    for number, fact in enumerate(found):
        out.print(f"[dim]{fact.id}[/dim] {escape(known_line(fact).removeprefix('- '))}")
        if explanations:
            out.print(escape("\n".join(f"    {line}" for line in explanations[number].splitlines()[1:])))


def forgotten(receipt: Forgotten, json: bool) -> None:
    """What was removed."""
    value = {
        "user_id": receipt.user_id,
        "messages": receipt.messages,
        "message_ids": list(receipt.message_ids),
        "fact_ids": list(receipt.fact_ids),
        "still_said_in": list(receipt.still_said_in),
        "adapters": list(receipt.adapters),
    }
    text = f"removed {receipt.messages} messages of {receipt.user_id}"
    if receipt.fact_ids:
        text = f"removed {receipt.messages} messages and {len(receipt.fact_ids)} facts of {receipt.user_id}"
    if receipt.still_said_in:
        text += f"; messages that still say it: {' '.join(receipt.still_said_in)}"
    if receipt.adapters:
        text += f"; adapters that were trained on it, deleted: {' '.join(receipt.adapters)}"
    line(text, value, json)


def users(names: Sequence[str], json: bool) -> None:
    """One name a line."""
    dump(list(names)) if json else [out.print(escape(name)) for name in names]
