"""The report as tables: for the terminal, and as Markdown for the docs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table

from pllm_memory.adapt.route import FEWEST
from pllm_memory.bench.personalization.numbers import LESS, RIVALS
from pllm_memory.bench.personalization.trial import Level, of
from pllm_memory.bench.table import markdown_table

NOTES = (
    "Memory is what is recalled from before each reply, in 250 tokens of the prompt; nothing later is seen.",
    "own: trained on the speaker's words over the shared adapter; KB without the shared one's.",
    "a stranger's: the own adapter of somebody in another conversation, drawn by the seed.",
    f"assembled: of strangers' pieces, by {FEWEST} of the speaker's replies.",
    "Of an amount that somebody has not said early, all that they have said is taken.",
    "knows its user: late replies more likely, by token, than one of the other speaker's, the nearest in length.",
    "Both answer a turn of the same kind: a question, or none. Another's reply may stand beside several.",
    "helps the user more: late replies that gain more, by token, than the other speaker's beside them; chance is 50 %.",
    "Means over speakers; 95 % intervals draw speakers, and of each the replies; gains are of the same draws.",
)


def rich_table(report: Mapping[str, Any]) -> Table:
    """A row a condition."""
    table = Table(title=_title(report), caption=_cost_line(report))
    for number, name in enumerate(_HEADER):
        table.add_column(name, justify="right" if number else "left", no_wrap=not number)
    for cells in _rows(report):
        table.add_row(*cells)
    return table


def markdown(report: Mapping[str, Any]) -> str:
    """All tables, and what a reader of them must know."""
    parts = [
        f"**{_title(report)}**",
        markdown_table(_HEADER, list(_rows(report))),
        markdown_table(("gain, nats a token", "over", "mean", "95 %", "speakers"), list(_gains(report))),
        markdown_table(
            ("does it help", "over", "the user more", "95 %", "by nats a token", "95 %", "speakers"),
            list(_lifts(report)),
        ),
        markdown_table(
            ("own, trained on", "nats a token", *(f"gain over {rival}" for rival in (LESS, *RIVALS))), _amounts(report)
        ),
        _by_speaker(report),
        markdown_table(("training", "replies", "steps", "processor seconds", "KB"), _costs(report)),
        *(f"- {note}" for note in notes(report)),
    ]
    return "\n\n".join(parts).replace("\n\n- ", "\n- ").replace("\n- ", "\n\n- ", 1) + "\n"


def notes(report: Mapping[str, Any]) -> list[str]:
    """What a reader of the numbers must know."""
    missing = report["missing"]
    unmeasured = [f"Not measured of everybody, and therefore not reported: {'; '.join(missing)}."] if missing else []
    return [*NOTES, *unmeasured]


def trained_on(sizes: Mapping[str, Any]) -> str:
    """How many replies, and how often each; where some have said fewer, the least and the most of anybody."""
    amount, fewest, most = sizes["amount"], sizes["fewest"], sizes["most"]
    there = f"{most}" if fewest == most else f"{fewest}–{most}"
    if most < amount:
        replies = f"all replies there are ({there})"
    else:
        replies = f"{amount} replies" if fewest == amount else f"at most {amount} replies ({there})"
    return replies if sizes["epochs"] == 1 else f"{replies}, each seen {sizes['epochs']} times"


_HEADER = ("", "nats a token", "95 %", "perplexity", "knows its user", "95 %")


def _rows(report: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, row in report["overall"].items():
        around = report["ci95"][name]
        liked = ("–", "")
        if "preference" in row:
            liked = (f"{100 * row['preference']:.0f} %", _ends(around["preference"], share=True))
        yield name, f"{row['nats']:.3f}", _ends(around["nats"]), f"{row['perplexity']:.1f}", *liked


def _gains(report: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for one in report["gains"]:
        of = f"{one['speakers']} of {report['size']['speakers']}"
        yield one["of"], one["over"], f"{one['nats']:+.3f}", _ends(one["ci95"], signed=True), of


def _lifts(report: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for one in report["lifts"]:
        share, of = f"{100 * one['share']:.0f} %", f"{one['speakers']} of {report['size']['speakers']}"
        yield (
            one["of"],
            one["over"],
            share,
            _ends(one["share_ci95"], share=True),
            f"{one['nats']:+.3f}",
            _ends(one["ci95"], signed=True),
            of,
        )


def _amounts(report: Mapping[str, Any]) -> list[tuple[str, ...]]:
    return [
        (
            trained_on(row),
            f"{row['nats']:.3f} ({_ends(row['ci95'])})",
            *(_gained(row["gains"].get(rival)) for rival in (LESS, *RIVALS)),
        )
        for row in report["by_amount"]
    ]


def _gained(gain: Mapping[str, Any] | None) -> str:
    return "–" if gain is None else f"{gain['nats']:+.3f} ({_ends(gain['ci95'], signed=True)})"


def _by_speaker(report: Mapping[str, Any]) -> str:
    conditions = list(report["overall"])
    rows = [
        (name, *(f"{row[condition]:.3f}" for condition in conditions)) for name, row in report["by_speaker"].items()
    ]
    return markdown_table(("nats a token", *conditions), rows)


def _costs(report: Mapping[str, Any]) -> list[tuple[str, ...]]:
    columns = ("examples", "steps", "processor_seconds", "kilobytes")
    return [(kind, *(f"{cost[name]:.0f}" for name in columns)) for kind, cost in report["cost"].items()]


def _title(report: Mapping[str, Any]) -> str:
    config, size = report["config"], report["size"]
    return (
        f"personalization: {size['speakers']} speakers of LoCoMo, {report['n']} late replies, "
        f"{size['tokens']:,} tokens, {size['pairs']} replies beside another's, {config['base']}, "
        f"own adapters of {trained_on(report['trained_on'])}, seed {config['seed']}"
    )


def _cost_line(report: Mapping[str, Any]) -> str:
    level = Level(report["trained_on"]["amount"], report["trained_on"]["epochs"])
    own = report["cost"].get(of("own", level))
    return f"own: {own['processor_seconds']:.0f} processor seconds, {own['kilobytes']:.0f} KB" if own else ""


def _ends(ends: Sequence[float], *, signed: bool = False, share: bool = False) -> str:
    if share:
        return "–".join(f"{100 * end:.0f}" for end in ends)
    return " to ".join(f"{end:+.3f}" for end in ends) if signed else "–".join(f"{end:.3f}" for end in ends)
