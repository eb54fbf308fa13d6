"""Sum up what was measured: from one value a question to a report that prints as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, stdev
from typing import Any

from pllm_memory.bench import metrics
from pllm_memory.bench.metered import Usage

COMPARED = "any@10"
"""What McNemar's test compares systems by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """How much of the evidence is inside a packed context (None: the question has none), and what that costs."""

    share: float | None
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """How a reader model did on one question.

    Attributes:
        verdicts: One a run: whether the answer was right. Empty: it was not graded.
        calls: How many calls of a model that took.
        tokens: How many tokens the prompts had, by estimate.
        error: Why it was not graded, where a model failed.
    """

    verdicts: tuple[bool, ...] = ()
    calls: int = 0
    tokens: int = 0
    error: str | None = None

    def __add__(self, other: "Graded") -> "Graded":
        return Graded(
            verdicts=self.verdicts + other.verdicts,
            calls=self.calls + other.calls,
            tokens=self.tokens + other.tokens,
            error=self.error or other.error,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One question, answered by one system.

    Attributes:
        case: The user.
        question: The id of the question.
        category: Its category.
        scores: By the name of the metric; None without evidence.
        session_scores: The same over sessions; None without evidence.
        inside: By the budget in tokens; None where nothing was packed.
        seconds: How long the search took, embedding included.
        cpu: Of that, the seconds of this process's processors: what it costs on a machine that does other things too.
        usage: What models were asked for it.
        confidence: How sure the system is that it knows.
        answerable: Whether there is an answer.
        stranger: Whether it is a question about another user, asked to see whether the system notices.
        graded: How a reader model answered it, where one is configured.
    """

    case: str
    question: str
    category: str
    scores: Mapping[str, float] | None = None
    session_scores: Mapping[str, float] | None = None
    inside: Mapping[str, Inside] | None = None
    seconds: float
    cpu: float = 0.0
    usage: Usage = field(default_factory=Usage)
    confidence: float | None = None
    answerable: bool = True
    stranger: bool = False
    graded: Graded = field(default_factory=Graded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a system took to remember, and what it weighs.

    Attributes:
        messages: How many it remembered.
        seconds: How long that took, embedding included.
        cpu: Of that, the seconds of this process's processors.
        bytes: Their room on disk; None for a system that keeps them in memory.
        usage: What models were asked for it.
    """

    messages: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    bytes: int | None = None
    usage: Usage = field(default_factory=Usage)

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            messages=self.messages + other.messages,
            seconds=self.seconds + other.seconds,
            cpu=self.cpu + other.cpu,
            bytes=None if other.bytes is None else (self.bytes or 0) + other.bytes,
            usage=self.usage + other.usage,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Everything about one system. `to_dict` is what the JSON shows of it.

    Attributes:
        system: Its name.
        outcomes: One a question; none where it failed: half of a run is no result.
        cost: What remembering took.
        groups: Categories that are also reported together, by the name of the group.
        seed: Of the intervals.
        failed: Where and why it failed, if it did.
    """

    system: str
    outcomes: tuple[Outcome, ...]
    cost: Cost
    groups: Mapping[str, frozenset[str]]
    seed: int
    failed: str | None = None

    @property
    def scored(self) -> list[Outcome]:
        """The questions with evidence, of this user's own."""
        return [one for one in self.outcomes if one.scores is not None and not one.stranger]

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON-ready values; shares are from 0 to 1."""
        found = {
            "failed": self.failed,
            "overall": _overall(self),
            "ci95": _intervals(self),
            "by_category": _by_category(self.scored),
            "by_session": _by_session(self.outcomes),
            "timing": _timing(self),
            "cost": _cost(self),
            "packed": _packed(self.outcomes),
            "abstention": _abstention(self),
            "answers": _answers(self),
        }
        return {name: _rounded(value) for name, value in found.items() if value or name in _ALWAYS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A benchmark's result: the first row is ours, the others stand beside it.

    Attributes:
        dataset: The benchmark.
        rows: One a system.
        questions: How many were asked.
        config: Versions, models, seed, machine, and the files' SHA-256.
        labels: What categories are called, where their id does not say it.
        skipped: Systems that could not run, and why.
        notes: What a reader of the numbers must know.
    """

    dataset: str
    rows: tuple[Row, ...]
    questions: int
    config: Mapping[str, Any]
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    skipped: Mapping[str, str] = field(default_factory=dict[str, str])
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON-ready values, in the shape that every benchmark prints."""
        first, *others = self.rows
        n = max(len(row.scored) for row in self.rows)  # a row that failed has none
        return {
            "dataset": self.dataset,
            "n": n,
            "questions": self.questions,
            "questions_without_evidence": self.questions - n,
            "system": first.system,
            **first.to_dict(),
            "config": dict(self.config),
            "systems": {row.system: {**row.to_dict(), "mcnemar": _mcnemar(first, row)} for row in others},
            "labels": dict(self.labels),
            "skipped": dict(self.skipped),
            "failures": {row.system: row.failed for row in self.rows if row.failed},
            "notes": list(self.notes),
        }


_ALWAYS = frozenset({"overall", "by_category", "timing"})


def _overall(row: Row) -> dict[str, float]:
    return metrics.means([one.scores or {} for one in row.scored]) | {
        f"{key}_{name}": value
        for name, categories in row.groups.items()
        for key, value in metrics.means(_of(row.scored, categories)).items()
        if key in ("recall@10", "any@10", "all@10")
    }


def _of(outcomes: Sequence[Outcome], categories: frozenset[str]) -> list[Mapping[str, float]]:
    return [one.scores or {} for one in outcomes if one.category in categories]


def _intervals(row: Row) -> dict[str, list[float]]:
    scored = row.scored
    whole = {key: (scored, key) for key in (scored[0].scores or {})} if scored else {}
    grouped = {
        f"{key}_{name}": ([one for one in scored if one.category in categories], key)
        for name, categories in row.groups.items()
        for key in ("recall@10", "any@10", "all@10")
    }
    return {name: _interval(chosen, key, row.seed) for name, (chosen, key) in (whole | grouped).items() if chosen}


def _interval(outcomes: Sequence[Outcome], key: str, seed: int) -> list[float]:
    values = [(one.scores or {})[key] for one in outcomes]
    return list(metrics.bootstrap(values, [one.case for one in outcomes], seed=seed))


def _by_category(scored: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    categories = sorted({one.category for one in scored})
    chosen = {category: _of(scored, frozenset({category})) for category in categories}
    return {category: {"n": len(rows), **metrics.means(rows)} for category, rows in chosen.items()}


def _by_session(outcomes: Sequence[Outcome]) -> dict[str, float]:
    rows = [one.session_scores for one in outcomes if one.session_scores is not None]
    return {"n": len(rows), **metrics.means(rows)} if rows else {}


def _timing(row: Row) -> dict[str, float | None]:
    asked = [one for one in row.outcomes if not one.stranger]
    seconds = [one.seconds * 1000 for one in asked]
    embedding = [1000 * (one.usage.saved + one.usage.spent) for one in asked if one.usage.texts]
    return {
        "ingest_messages_per_s": row.cost.messages / row.cost.seconds if row.cost.seconds else None,
        "recall_ms_p50": metrics.percentile(seconds, 0.5),
        "recall_ms_p95": metrics.percentile(seconds, 0.95),
        "recall_ms_p99": metrics.percentile(seconds, 0.99),
        "embed_query_ms_p50": metrics.percentile(embedding, 0.5),
        "bytes_per_message": row.cost.bytes / row.cost.messages if row.cost.bytes and row.cost.messages else None,
    }


def _cost(row: Row) -> dict[str, float | None]:
    """What remembering all of it took, and one question: calls and tokens of models, seconds, bytes."""
    asked = [one for one in row.outcomes if not one.stranger]
    if not asked:
        return {}
    kept = row.cost
    return {
        "messages": kept.messages,
        "remember_seconds": kept.seconds,
        "remember_cpu_seconds": kept.cpu,
        "remember_embedded_texts": kept.usage.texts,
        "remember_llm_calls": kept.usage.calls,
        "remember_llm_tokens": kept.usage.tokens,
        "bytes": kept.bytes,
        "recall_seconds": fmean(one.seconds for one in asked),
        "recall_cpu_seconds": fmean(one.cpu for one in asked),
        "recall_embedded_texts": fmean(one.usage.texts for one in asked),
        "recall_llm_calls": fmean(one.usage.calls for one in asked),
        "recall_llm_tokens": fmean(one.usage.tokens for one in asked),
    }


def _packed(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    packed = [one.inside for one in outcomes if one.inside]
    budgets = tuple(packed[0]) if packed else ()
    return {budget: _at_budget([inside[budget] for inside in packed]) for budget in budgets}


def _at_budget(inside: Sequence[Inside]) -> dict[str, float]:
    shares = [one.share for one in inside if one.share is not None]
    found = {"evidence": fmean(shares), "all_evidence": fmean(share >= 1 for share in shares)} if shares else {}
    return {**found, "tokens": fmean(one.tokens for one in inside)}


def _abstention(row: Row) -> dict[str, float]:
    """How well the confidence tells what can be answered from what was never said, as areas under ROC curves."""
    sure = [one for one in row.outcomes if one.confidence is not None]
    own = [one for one in sure if not one.stranger]
    strangers = [one for one in sure if one.stranger]
    compared = {"auc_unanswerable": own, "auc_other_users": [*(o for o in own if o.answerable), *strangers]}
    found = {name: _auc(outcomes) for name, outcomes in (compared | {"auc": sure}).items()}
    return {name: auc for name, auc in found.items() if auc is not None}


def _auc(outcomes: Sequence[Outcome]) -> float | None:
    labels = [one.answerable and not one.stranger for one in outcomes]
    return metrics.roc_auc([one.confidence or 0.0 for one in outcomes], labels)


def _answers(row: Row) -> dict[str, Any]:
    """The share of right answers, over all runs, and how much it differs from run to run."""
    graded = [one for one in row.outcomes if one.graded.verdicts]
    errors = [one.graded.error for one in row.outcomes if one.graded.error]
    if not graded:
        return {"n": 0, "failed": len(errors), "first_error": errors[0]} if errors else {}
    rights = [fmean(one.graded.verdicts) for one in graded]
    runs = [fmean(run) for run in zip(*(one.graded.verdicts for one in graded), strict=True)]
    of_category: dict[str, list[float]] = {}
    for one, right in zip(graded, rights, strict=True):
        of_category.setdefault(one.category, []).append(right)
    return {
        "n": len(graded),
        "failed": len(errors),
        "first_error": errors[0] if errors else None,
        "correct": fmean(rights),
        "ci95": list(metrics.bootstrap(rights, [one.case for one in graded], seed=row.seed)),
        "runs": runs,
        "sd_of_runs": stdev(runs) if len(runs) > 1 else None,
        "by_category": {category: fmean(of_category[category]) for category in sorted(of_category)},
        "calls_per_question": fmean(one.graded.calls for one in graded),
        "prompt_tokens_per_question": fmean(one.graded.tokens for one in graded),
    }


def _mcnemar(first: Row, other: Row) -> dict[str, Any]:
    """Whether the other is better or worse than the first by more than chance: in finding, and in answering."""
    return {
        COMPARED: _differ(_hits(first), _hits(other)),
        "answers": _differ(_rights(first), _rights(other)),
    }


def _hits(row: Row) -> dict[tuple[str, str], bool]:
    return {(one.case, one.question): (one.scores or {})[COMPARED] > 0 for one in row.scored}


def _rights(row: Row) -> dict[tuple[str, str], bool]:
    """By the first run: McNemar's test is for one pair of answers a question."""
    return {(one.case, one.question): one.graded.verdicts[0] for one in row.outcomes if one.graded.verdicts}


def _differ(first: Mapping[tuple[str, str], bool], other: Mapping[tuple[str, str], bool]) -> dict[str, Any] | None:
    pairs = [(first[key], other[key]) for key in first if key in other]
    if not pairs:
        return None
    return {
        "only_first": sum(a and not b for a, b in pairs),
        "only_this": sum(b and not a for a, b in pairs),
        "p": metrics.mcnemar([a for a, _ in pairs], [b for _, b in pairs]),
    }


def _rounded(value: Any) -> Any:
    """Five digits: no benchmark has more questions than that tells apart."""
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    return [_rounded(item) for item in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType]
