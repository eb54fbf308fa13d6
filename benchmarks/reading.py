"""How many messages are read in a second: by the rules, by rules and tagger, by rules and grammar.

    python benchmarks/reading.py                       # two minutes
    python benchmarks/reading.py --beside ~/older      # the rules of another checkout, too, in the same run

Held-out lives of `pllm-memory bench facts`, life by life, by each reader in turn, so that a busy moment of the machine
hits all of them. A second is one of processor time; nothing is stored, nothing resolved. "quiet" is each life at its
best round: what the machine gives when nobody else wants it.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from pllm_memory.bench.facts import made
from pllm_memory.errors import MissingExtra
from pllm_memory.remember.extract import extract
from pllm_memory.remember.nlp import open_grammar
from pllm_memory.remember.tagger import open_tagger

READERS = {
    "rules": lambda: (),
    "rules and tagger": lambda: (open_tagger("local", embeds=True),),
    "rules and grammar": lambda: (open_grammar("spacy"),),
}


def serve(reader: str, lives: int) -> None:
    """Reads the life whose number comes in, and says in how many seconds; until nothing comes."""
    stories = list(made(lives, seed=0, split="test"))
    try:
        annotators = READERS[reader]()
    except MissingExtra:
        return
    for line in sys.stdin:
        messages = stories[int(line)].messages
        for one in annotators:
            one.let_go()
        start = time.process_time()
        extract(messages, frozenset(message.id for message in messages), annotators)
        print(time.process_time() - start, flush=True)


@contextmanager
def reading(reader: str, lives: int, source: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that reads, with the code of a checkout."""
    here = Path(__file__).resolve()
    command = [sys.executable, "-P", str(here), "--serve", reader, "--lives", str(lives)]
    environment = os.environ | {"PYTHONPATH": str(source)}
    with subprocess.Popen(  # noqa: S603  this file
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        yield process
        with suppress(BrokenPipeError):  # it ended by itself
            process.stdin.close()


def seconds(process: subprocess.Popen[str], life: int) -> float | None:
    """How long it takes to read a life; None where the reader is not installed."""
    try:
        process.stdin.write(f"{life}\n")
        process.stdin.flush()
    except BrokenPipeError:
        return None
    line = process.stdout.readline()
    return float(line) if line else None


def measured(sources: Mapping[str, tuple[str, Path]], lives: int, rounds: int) -> dict[str, list[list[float]]]:
    """The seconds of each reader, by round and life; the first round, in which all is loaded, does not count."""
    with ExitStack() as stack:
        processes = {
            name: stack.enter_context(reading(reader, lives, source)) for name, (reader, source) in sources.items()
        }
        missing = {name for name, process in processes.items() if seconds(process, 0) is None}
        taken: dict[str, list[list[float]]] = {name: [] for name in processes if name not in missing}
        for _ in track(range(rounds + 1), "reading", console=Console(stderr=True)):
            for rows in taken.values():
                rows.append([])
            for life in range(lives):
                for name, rows in taken.items():
                    rows[-1].append(seconds(processes[name], life))
    return {name: rows[1:] for name, rows in taken.items()}


def table(taken: Mapping[str, Sequence[Sequence[float]]], messages: int) -> Table:
    """Messages a second, on average and where the machine was quiet, and the ratio of the averages."""
    shown = Table("", "messages a second", "quiet", "times the rules")
    average = {name: messages * len(rows) / sum(map(sum, rows)) for name, rows in taken.items()}
    for name, rows in taken.items():
        quiet = messages / sum(min(row[life] for row in rows) for life in range(len(rows[0])))
        shown.add_row(name, f"{average[name]:.0f}", f"{quiet:.0f}", f"{average[name] / average['rules']:.2f}")
    return shown


def main() -> None:
    """Measures, and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lives", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--beside", type=Path, help="another checkout, whose rules read too")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.lives)
        return
    here = Path(__file__).resolve().parent.parent
    sources = {reader: (reader, here) for reader in READERS}
    if given.beside:
        sources[f"rules of {given.beside.name}"] = ("rules", given.beside)
    messages = sum(len(story.messages) for story in made(given.lives, seed=0, split="test"))
    Console(width=100).print(table(measured(sources, given.lives, given.rounds), messages))


if __name__ == "__main__":
    main()
