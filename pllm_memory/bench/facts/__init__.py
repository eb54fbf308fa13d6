"""The benchmark of the user graph: is what a memory serves as true, true?

Lives that a seeded generator makes up, and dialogues that somebody wrote, are told to a memory bit by bit, and on the
way it is asked what is true now, what was, what it believed, and what it cannot know. Nothing here knows how facts are
extracted: the phrases and the dialogues were written without a look at the rules.
"""

import math
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, cast

from pllm_memory.bench.facts.gold import Story
from pllm_memory.bench.facts.lives import made
from pllm_memory.bench.facts.observations import Conversation, conversations, covered, stems
from pllm_memory.bench.facts.people import heard, people
from pllm_memory.bench.facts.report import EXAMPLES, Shares, rounded, summed, timing
from pllm_memory.bench.facts.trial import Reader, Trial, lived
from pllm_memory.bench.facts.written import dialogues
from pllm_memory.bench.run import Progress, Step, config
from pllm_memory.bench.workplace import Workplace
from pllm_memory.facts import Fact
from pllm_memory.memory import AsyncMemory
from pllm_memory.remember.extract import extract
from pllm_memory.remember.extract.annotators import Annotators
from pllm_memory.remember.tagger import open_tagger

__all__ = ["EXAMPLES", "LIVES", "Open", "Reader", "Story", "dialogues", "made", "run"]

LIVES = 200
"""How many lives of each half, unless told otherwise."""

Open = Callable[[str], Reader]
"""Opens the empty memory of a user, by id."""

NOTES = (
    "Headline: the held-out half of the lives (other phrases, names and things than the half for tuning).",
    "Another author: held out, too; half as many lives, told as a novelist hears all sorts of people speak.",
    "Precision leaves out predicates that gold facts do not list in full: did, does, visited, feels, finds, wants, …",
    "95 % intervals draw whole stories; where all of a kind are right, or none, they are Wilson's over stories.",
)


async def run(
    *,
    lives: int = LIVES,
    seed: int = 0,
    locomo: Path | None = None,
    tagger: str = "auto",
    parser: Any = None,
    errors: int = EXAMPLES,
    open_reader: Open | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Runs the benchmark.

    Args:
        lives: How many lives of each half.
        seed: Another seed, other lives.
        locomo: LoCoMo's file, to see how many of its observations are covered too.
        tagger: Whether the tagger reads besides the rules (see `AsyncMemory`); "auto": where its model is installed.
        parser: What parses sentences besides them (see `AsyncMemory`); nothing by default.
        errors: How many errors of a kind are reported, of what is not held out.
        open_reader: What is measured; by default `AsyncMemory` without an embedder, in a folder of its own that is
            gone afterwards.
        progress: Told about each step.

    Returns:
        The report as JSON-ready values: "dataset", "n", "overall", "ci95", "by_category", "by_predicate", "timing",
        "config" of the held-out half; the same for "other" (half as many lives, in a third author's words), "dev" and
        "dialogues", the last two with errors to read; "people": what is read of single messages; "locomo" where asked
        for.

    Raises:
        NotFound: If LoCoMo's file is missing.
        InvalidInput: If a record of it is not as it should be.
    """
    read = conversations(locomo) if locomo else ()
    marks = "local" if open_tagger(tagger, embeds=True) else "none"
    with closing(Workplace()) as place:
        async with AsyncMemory(
            f"sqlite:///{place.folder}", embedder="none", tagger=marks, parser=parser or "none"
        ) as memory:
            also = memory.annotators
            others = math.ceil(lives / 2)
            total = 2 * lives + others + len(dialogues()) + len(read)
            running = _Running(open_reader or _of(memory), total, progress)
            test = summed(await running.over(made(lives, seed=seed, split="test")), seed=seed, examples=0)
            other = summed(await running.over(made(others, seed=seed, split="other")), seed=seed, examples=0)
            dev = summed(await running.over(made(lives, seed=seed, split="dev")), seed=seed, examples=errors)
            written = summed(await running.over(dialogues()), seed=seed, examples=errors)
            single = _people(also, seed)
            observed = await running.observed(read, seed) if read else None
    found = {
        "dataset": "facts",
        **test,
        "other": other,
        "config": config([locomo] if locomo else [], lives=lives, seed=seed, annotators=[one.name for one in also]),
        "dev": dev,
        "dialogues": written,
        "people": single,
        "locomo": observed,
        "notes": list(NOTES),
    }
    if open_reader is None:
        told = {"test": [*made(lives, seed=seed, split="test")], "dialogues": dialogues(), "locomo": read}
        alone = {name: round(_reading(stories, also)) for name, stories in told.items() if stories}
        test["timing"]["extract_messages_per_s"] = alone
    return {name: rounded(value) for name, value in found.items() if value is not None}


def _reading(stories: Sequence[Story | Conversation], annotators: Annotators) -> float:
    """How many messages are read in a second of processor time: nothing is stored, nothing resolved.

    All of them were read before, so that the rules are loaded.
    """
    extract(stories[0].messages[:2], frozenset(), annotators)  # what reads is loaded before the clock runs
    for one in annotators:
        one.let_go()
    start = time.process_time()
    for story in stories:
        extract(story.messages, frozenset(message.id for message in story.messages), annotators)
    return sum(len(story.messages) for story in stories) / (time.process_time() - start)


def _people(annotators: Annotators, seed: int) -> dict[str, Any]:
    """How much is read of single messages of many people."""
    shares = heard(annotators)
    return {
        "n": len(people()),
        "overall": shares.means(),
        "ci95": shares.intervals(seed),
        "timing": {"remember_messages_per_s": None},
    }


def _of(memory: AsyncMemory) -> Open:
    """Opens the memory of a user."""
    return lambda name: cast("Reader", memory.for_user(name))


class _Running:
    """One run: opens a memory for each story, and says how far it is."""

    def __init__(self, open_reader: Open, total: int, progress: Progress | None) -> None:
        self._open, self._total, self._progress = open_reader, total, progress
        self._done = 0

    async def over(self, stories: Iterable[Story]) -> list[Trial]:
        """Lives through all of them."""
        trials: list[Trial] = []
        for story in stories:
            trials.append(await lived(story, self._open(story.name)))
            self._step(story.split, story.name)
        return trials

    async def observed(self, read: Sequence[Conversation], seed: int) -> dict[str, Any]:
        """How much of LoCoMo's observations is covered, how many facts a message gives, and how fast."""
        shares, found = Shares(), list[Fact]()
        trials: list[Trial] = []
        for conversation in read:
            told = Story(name=conversation.name, split="locomo", messages=conversation.messages)
            trial = await lived(told, self._open(conversation.name))
            found += trial.found
            for levels in covered(conversation, trial.found):
                for name, yes in levels.items():
                    shares.add(name, conversation.name, yes)
            trials.append(trial)
            self._step("locomo", conversation.name)
        messages = sum(len(conversation.messages) for conversation in read)
        return {
            "n": next(iter(shares.counts().values()), 0),
            "overall": {**shares.means(), "facts_per_message": len(found) / messages, "stems_per_fact": stems(found)},
            "ci95": shares.intervals(seed),
            "timing": timing(trials),
        }

    def _step(self, split: str, name: str) -> None:
        self._done += 1
        if self._progress:
            self._progress(Step(self._done, self._total, split, name))
