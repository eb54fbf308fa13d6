"""Sum up trials: shares with their 95 % confidence intervals, over whole stories."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pllm_memory.bench import metrics
from pllm_memory.bench.facts import score
from pllm_memory.bench.facts.gold import KINDS, Story
from pllm_memory.bench.facts.trial import Trial

EXAMPLES = 25
"""How many errors of a kind are shown."""

LATER = 3
"""Changes from this one on are one row: "current_k3" is the third and any later one."""


@dataclass(slots=True)
class Shares:
    """Yes and no, by name, and of which story each is."""

    rows: dict[str, list[tuple[str, bool]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, story: str, yes: bool) -> None:  # noqa: FBT001  a yes or no is what it counts
        """One more."""
        self.rows[name].append((story, yes))

    def means(self) -> dict[str, float]:
        """The share of yes, by name."""
        return {name: sum(yes for _, yes in rows) / len(rows) for name, rows in self.rows.items()}

    def counts(self) -> dict[str, int]:
        """How many there are, by name."""
        return {name: len(rows) for name, rows in self.rows.items()}

    def intervals(self, seed: int) -> dict[str, list[float]]:
        """95 % confidence intervals, by name."""
        return {name: list(interval(rows, seed)) for name, rows in self.rows.items()}


def interval(rows: Sequence[tuple[str, bool]], seed: int) -> tuple[float, float]:
    """Of a share: by drawing stories with replacement, since what is asked of one story hangs together.

    Where all say the same, drawing shows nothing; then it is Wilson's, as if a story were one question.
    """
    stories = [story for story, _ in rows]
    yes = sum(good for _, good in rows)
    if 0 < yes < len(rows):
        return metrics.bootstrap([float(good) for _, good in rows], stories, seed=seed)
    return wilson(len(set(stories)) if yes else 0, len(set(stories)))


def wilson(yes: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if n == 0:
        return 0.0, 1.0
    z = 1.959964
    share, scale = yes / n, 1 + z * z / n
    middle = (share + z * z / (2 * n)) / scale
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / scale
    return max(0.0, middle - half), min(1.0, middle + half)


def summed(trials: Sequence[Trial], *, seed: int = 0, examples: int = EXAMPLES) -> dict[str, Any]:
    """Everything about some trials.

    The names: "precision" and "recall" of facts; "dates": of gold facts that have a time and were found, those with
    the right one; "current" (by how often the value has changed: "current_k1" …); "stale_served": of the questions
    about what changed or ended, those with an old value among the answers; "as_of", "valid_at"; "cascade", "absence"
    (known before, and not served after), and "cascade_unserved", "absence_unserved", which forgive not having known;
    "never": nothing is served that nobody said; "kept": what still holds is served at the end;
    "wrongly_invalidated": of what still holds and was found, what is not served; "trapped": of the messages that
    only sound like facts, those that a fact was made of.

    Args:
        trials: Of one split.
        seed: For the intervals.
        examples: How many errors of a kind to show; of the held-out half none, for nobody should read them.
    """
    shares, by_predicate, errors = Shares(), _ByPredicate(), _Errors(examples)
    for trial in trials:
        _facts(trial, shares, by_predicate, errors)
        _questions(trial, shares, errors)
    means = shares.means()
    if means.get("precision") and means.get("recall"):
        means["f1"] = 2 * means["precision"] * means["recall"] / (means["precision"] + means["recall"])
    counts = shares.counts()
    found = {
        "n": sum(counts.get(kind, 0) for kind in KINDS),
        "overall": {name: means[name] for name in sorted(means)},
        "ci95": shares.intervals(seed),
        "counts": counts,
        "by_category": {kind: {"n": counts[kind], "right": means[kind]} for kind in KINDS if kind in counts},
        "by_predicate": by_predicate.summed(),
        "size": size([trial.story for trial in trials]),
        "timing": timing(trials),
    }
    return found | ({"errors": errors.shown} if examples else {})


def size(stories: Sequence[Story]) -> dict[str, int]:
    """How much was told and asked."""
    return {
        "stories": len(stories),
        "messages": sum(len(story.messages) for story in stories),
        "facts": sum(len(story.facts) for story in stories),
        "questions": sum(len(story.questions) for story in stories),
        "traps": sum(len(story.traps) for story in stories),
    }


def timing(trials: Sequence[Trial]) -> dict[str, float | None]:
    """How fast it remembered, and how fast it answered."""
    seconds = sum(trial.remembering for trial in trials)
    reads = [1000 * second for trial in trials for second in trial.reading]
    messages = sum(len(trial.story.messages) for trial in trials)
    return {
        "remember_messages_per_s": messages / seconds if seconds else None,
        "facts_ms_p50": metrics.percentile(reads, 0.5),
        "facts_ms_p95": metrics.percentile(reads, 0.95),
    }


class _ByPredicate:
    """Precision and recall, and how many there are of each, by predicate."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, list[bool]]] = defaultdict(lambda: {"recall": [], "precision": []})

    def add(self, predicate: str, side: str, right: bool) -> None:  # noqa: FBT001  likewise
        self._rows[predicate][side].append(right)

    def summed(self) -> dict[str, dict[str, float | int | None]]:
        """The shares; None where there is nothing to share."""
        return {
            predicate: {
                "gold": len(sides["recall"]),
                "recall": _mean(sides["recall"]),
                "found": len(sides["precision"]),
                "precision": _mean(sides["precision"]),
            }
            for predicate, sides in sorted(self._rows.items())
        }


def _mean(rights: Sequence[bool]) -> float | None:
    return sum(rights) / len(rights) if rights else None


class _Errors:
    """The first errors of each kind, in words."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.shown: dict[str, list[str]] = defaultdict(list)

    def add(self, kind: str, story: str, what: str) -> None:
        if len(self.shown[kind]) < self._most:
            self.shown[kind].append(f"{story}: {what}")


def _facts(trial: Trial, shares: Shares, by_predicate: _ByPredicate, errors: _Errors) -> None:
    story, name = trial.story, trial.story.name
    for side, rows in (
        ("recall", score.recalled(story, trial.found)),
        ("precision", score.precise(story, trial.found)),
    ):
        for row in rows:
            shares.add(side, name, row.right)
            by_predicate.add(row.predicate, side, row.right)
            if row.dated is not None:
                shares.add("dates", name, row.dated)
            if not row.right:
                errors.add("missed" if side == "recall" else "invented", name, row.what)
    for kind, taken in score.trapped(story, trial.found):
        shares.add("trapped", name, taken)
        shares.add(f"trapped_{kind}", name, taken)


def _questions(trial: Trial, shares: Shares, errors: _Errors) -> None:
    story, name = trial.story, trial.story.name
    for answer in trial.answers:
        verdict, question = score.judged(story, answer), answer.question
        for row, yes in _rows(story, trial, verdict):
            shares.add(row, name, yes)
        if not verdict.right:
            served = ", ".join(f"{fact.predicate} {fact.object}" for fact in answer.served) or "nothing"
            wanted = ", ".join(question.expected) or f"not {', '.join(question.stale)}"
            where = f"{question.id} after {question.after}"
            asked = f"{where}: {question.about} – {question.predicate}: {wanted}; was: {served}"
            errors.add(question.kind, name, f"{asked} ← {score.quoted(story, (question.after,))}")


def _rows(story: Story, trial: Trial, verdict: score.Verdict) -> Iterable[tuple[str, bool]]:
    """What one verdict counts for."""
    question = verdict.question
    yield question.kind, verdict.right
    if question.kind == "current":
        yield f"current_k{min(question.changes, LATER)}", verdict.right
    if question.kind in ("current", "absence"):
        yield "stale_served", verdict.stale
    if verdict.known is not None:
        yield f"{question.kind}_unserved", not verdict.stale
    if question.kind == "kept" and score.known(story, question, trial.found):
        yield "wrongly_invalidated", not verdict.there


def rounded(value: Any) -> Any:
    """Five digits."""
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, Mapping):
        return {key: rounded(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    return value
