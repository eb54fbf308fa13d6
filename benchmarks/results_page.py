"""The measured parts as tables in Markdown, each between two marks of docs/results.md."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pllm_memory.bench.facts.table import headline, markdown
from pllm_memory.bench.locomo import LABELS
from pllm_memory.bench.table import systems

Values = Mapping[str, Any]

LOCOMO = ("recall@5", "recall@10", "recall@20", "any@10_cat1-4", "all@10_cat1-4", "ndcg@10", "mrr")
PREFEVAL = ("hit@1", "hit@5", "recall@10", "mrr")
NAMES = {
    "ours": "**pllm-memory, `BALANCED`**",
    "bm25": "BM25",
    "embeddings": "the same embeddings alone",
    "all_messages": "all messages, the newest first",
    "langgraph": "LangGraph `InMemoryStore`",
    "llamaindex": "LlamaIndex `VectorStoreIndex`",
    "mem0": "mem0, `infer=False`",
}
ABSTENTION = {
    "auc_unanswerable": "what was never said (LoCoMo category 5)",
    "auc_other_users": "about another user's life",
    "auc": "both",
}
FORMS = {
    "prefeval": "said outright (explicit)",
    "prefeval-choice": "shown by a choice (implicit)",
    "prefeval-persona": "let fall in passing (implicit)",
    "prefeval-mcq": "said outright, with answers to choose from (MCQ)",
}


def parts_of(found: Mapping[str, Values]) -> dict[str, str]:
    """Each table by its mark, of what has been measured."""
    return {
        mark: text(*(found[name] for name in needed))
        for mark, (text, *needed) in TABLES.items()
        if found.keys() >= set(needed)
    }


def write(page: Path, parts: Mapping[str, str]) -> None:
    """Puts each part between its marks.

    Raises:
        ValueError: If the page has no such marks.
    """
    text = page.read_text(encoding="utf-8")
    for name, part in parts.items():
        start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        if start not in text or end not in text:
            raise ValueError(f"{page} has no {start} … {end}")
        before, _, rest = text.partition(start)
        text = before + start + "\n" + part + "\n" + end + rest.partition(end)[2]
    page.write_text(text, encoding="utf-8")


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────


def run(report: Values) -> str:
    """What the numbers were measured with."""
    given = report["config"]
    versions = ", ".join(f"{name} {version}" for name, version in given["versions"].items())
    files = ", ".join(f"{name} (SHA-256 {digest[:12]}…)" for name, digest in given["files"].items())
    return (
        f"`benchmarks/results.py` measured and wrote every table of this page; those up to the facts, on "
        f"{report['measured']}: {given['platform']}, {given['cpu_count']} processors; embedder {given['embedder']}; "
        f"seed {given['seed']}; {versions}; {files}."
    )


def locomo(report: Values, strategies: Values) -> str:
    """A row for each system; FAST beside BALANCED, asked the same questions."""
    return quality(report, LOCOMO, [["pllm-memory, `FAST`", *measures(strategies["systems"]["fast"], LOCOMO)]])


def prefeval(report: Values) -> str:
    """A row for each system."""
    return quality(report, PREFEVAL)


def quality(report: Values, columns: Sequence[str], more: Sequence[list[str]] = ()) -> str:
    """A row for each system, with its 95 % interval."""
    first, *others = [[NAMES.get(name, name), *measures(row, columns)] for name, row in systems(report).items()]
    rows = [first, *more, *others]
    return f"n = {report['n']:,} questions.\n\n" + table(["system", *map(label, columns)], rows)


def label(column: str) -> str:
    return column.replace("_cat1-4", ", categories 1–4")


def measures(row: Values, columns: Sequence[str]) -> list[str]:
    """Each value with its interval; why there is none, where the system failed."""
    if row.get("failed"):
        return [f"failed {row['failed']}", *("" for _ in columns[1:])]
    return [with_interval(row, column) for column in columns]


def with_interval(row: Values, column: str) -> str:
    low, high = row["ci95"][column]
    return f"{percent(row['overall'][column])} [{percent(low)}–{percent(high)}]"


def categories(report: Values) -> str:
    """A row for each category of question: multi-hop first."""
    rows = []
    for one, row in sorted(report["by_category"].items()):
        others = [report["systems"][name]["by_category"].get(one, {}) for name in ("bm25", "embeddings")]
        shares = [percent(row[key]) for key in ("recall@5", "recall@10", "any@10", "all@10", "ndcg@10", "mrr")]
        beside = [percent(other.get("recall@10")) for other in others]
        rows.append([f"{LABELS[one]} ({one})", str(row["n"]), *shares, *beside])
    header = ["category", "n", "recall@5", "recall@10", "any@10", "all@10", "ndcg@10", "mrr"]
    return table([*header, "BM25 recall@10", "embeddings recall@10"], rows)


def thorough(late: Values, llm: Values) -> str:
    """THOROUGH beside BALANCED, on the same questions; and in how many conversations it was better."""
    rows: list[list[str]] = []
    rows += pair(late, "late interaction over the default embedder's token vectors")
    if llm:
        rows += pair(llm, f"an LLM that rephrases: {llm['model']}; {llm['drawn']} questions drawn of each conversation")
    header = ["strategy", "n", "recall@10", "any@10", "all@10", "multi-hop recall@10", "mrr", "conversations better"]
    return table(header, rows)


def pair(report: Values, what: str) -> list[list[str]]:
    first, second = report, report["systems"]["thorough"]
    better = [case["recall@10"] > 0 for case in report["by_case"].values()]
    p = second["mcnemar"]["any@10"]["p"]
    return [
        ["`BALANCED`", *_compared(first, report["n"]), ""],
        [f"`THOROUGH` with {what}", *_compared(second, report["n"]), f"{sum(better)} of {len(better)}; p = {p:.2g}"],
    ]


def _compared(row: Values, n: int) -> list[str]:
    shares = [with_interval(row, key) for key in ("recall@10", "any@10", "all@10")]
    return [f"{n:,}", *shares, percent(row["by_category"].get("1", {}).get("recall@10")), with_interval(row, "mrr")]


def packed(report: Values) -> str:
    """How much of the evidence is in a context, at each budget."""
    header = ["budget, tokens", "evidence inside", "all evidence inside", "tokens used", "BM25: all", "embeddings: all"]
    rows = []
    for budget, row in report["packed"].items():
        others = [report["systems"][name]["packed"][budget]["all_evidence"] for name in ("bm25", "embeddings")]
        shares = [percent(row["evidence"]), percent(row["all_evidence"])]
        rows.append([budget, *shares, f"{row['tokens']:.0f}", *map(percent, others)])
    whole = report["systems"]["all_messages"]["packed"]["everything"]
    full = [percent(whole["evidence"]), percent(whole["all_evidence"]), f"{whole['tokens']:.0f}", "", ""]
    return table(header, [*rows, ["none: the full conversation", *full]])


def forms(explicit: Values, implicit: Values) -> str:
    """A row for each form in which preferences are said."""
    rows = []
    for name, text in FORMS.items():
        report = explicit if name == "prefeval" else implicit[name]
        others = [percent(report["systems"][one]["overall"]["hit@5"]) for one in ("bm25", "embeddings")]
        rows.append([text, str(report["n"]), *measures(report, PREFEVAL), *others])
    return table(["form", "n", *PREFEVAL, "BM25 hit@5", "embeddings hit@5"], rows)


def abstention(report: Values) -> str:
    """A row for each kind of question that has no answer; another user's questions need another user."""
    rows = [
        [text, *(_area(row.get("abstention", {}).get(key)) for row in systems(report).values() if "abstention" in row)]
        for key, text in ABSTENTION.items()
        if key in report["abstention"]
    ]
    return table(["asked of this memory", *(n for n, row in systems(report).items() if "abstention" in row)], rows)


def _area(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def ablation(locomo: Values, prefeval: Values) -> str:
    """What is lost without each part: the value, and the change."""
    header = ["left out", "LoCoMo recall@10", "multi-hop", "MRR", "PrefEval hit@1", "hit@5"]
    first = [*_row(locomo, None), *_row(prefeval, None)]
    rows = [["(nothing)", *map(percent, first)]]
    for name in locomo["systems"]:
        values = [*_row(locomo, name), *_row(prefeval, name)]
        changes = [f"{percent(value)} ({100 * (value - all_):+.1f})" for value, all_ in zip(values, first, strict=True)]
        rows.append(["semantic, session (`FAST`)" if name == "fast" else name, *changes])
    return f"n = {locomo['n']:,} and {prefeval['n']:,} questions.\n\n" + table(header, rows)


def _row(report: Values, name: str | None) -> list[float]:
    row = report if name is None else report["systems"][name]
    if report["dataset"] == "prefeval":
        return [row["overall"]["hit@1"], row["overall"]["hit@5"]]
    multi_hop = row["by_category"].get("1", {}).get("recall@10", 0.0)
    return [row["overall"]["recall@10"], multi_hop, row["overall"]["mrr"]]


def cost(report: Values, llm: Values) -> str:
    """What a message and a question cost, in processor time, bytes, calls and tokens."""
    rows = [[NAMES.get(name, name), *_cost(row)] for name, row in systems(report).items() if not row.get("failed")]
    if llm:
        name = f"pllm-memory, `THOROUGH` with {llm['model']}"
        rows.append([name, *_cost(llm["systems"]["thorough"], seconds=llm["llm_seconds"])])
    header = ["system", "a message: processor ms", "bytes", "texts embedded", "LLM calls"]
    header += ["a question: processor ms", "texts embedded", "LLM calls", "LLM tokens"]
    return table([*header, "seconds waiting for an LLM"], rows)


def _cost(row: Values, *, seconds: float = 0.0) -> list[str]:
    found, messages = row["cost"], row["cost"]["messages"]
    kept = "in memory" if found["bytes"] is None else f"{found['bytes'] / messages:,.0f}"
    return [
        f"{1000 * found['remember_cpu_seconds'] / messages:.1f}",
        kept,
        *(f"{found[key] / messages:.1f}" for key in ("remember_embedded_texts", "remember_llm_calls")),
        f"{1000 * found['recall_cpu_seconds']:.1f}",
        *(f"{found[key]:.1f}" for key in ("recall_embedded_texts", "recall_llm_calls")),
        f"{found['recall_llm_tokens']:.0f}",
        f"{seconds:.1f}",
    ]


def dated(text: Callable[[Values], str]) -> Callable[[Values], str]:
    """What makes the same text, and says when it was measured."""
    return lambda report: f"{text(report).rstrip()}\n\nMeasured on {report['measured']}."


def percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in (header, *rows)]
    width = lines[0].count("|") - 1
    return "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])


TABLES: Mapping[str, tuple[Any, ...]] = {
    "run": (run, "locomo"),
    "locomo": (locomo, "locomo", "locomo-ablation"),
    "locomo-categories": (categories, "locomo"),
    "thorough": (thorough, "thorough-late", "thorough-llm"),
    "locomo-packed": (packed, "locomo"),
    "prefeval": (prefeval, "prefeval"),
    "prefeval-forms": (forms, "prefeval", "prefeval-forms"),
    "abstention": (abstention, "locomo"),
    "ablation": (ablation, "locomo-ablation", "prefeval-ablation"),
    "cost": (cost, "locomo", "thorough-llm"),
    "facts": (dated(markdown), "facts"),
    "facts-rules": (dated(headline), "facts-rules"),
}
"""By its mark: what makes it, and of which parts."""
