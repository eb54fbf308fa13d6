"""`pllm-memory bench`: what can be said of it; `measure` does it."""

from pathlib import Path
from typing import Annotated

import anyio
import typer

from pllm_memory.cli.arguments import EmbedderName, Json, LlmName, RerankerName, StrategyName, strategy_of
from pllm_memory.errors import ConfigError


def bench(
    name: Annotated[
        str,
        typer.Argument(
            help="facts, locomo, prefeval (and prefeval-choice, -persona, -mcq; -forms is all four), longmemeval, "
            "personamem, memorybank, beam or personalization."
        ),
    ],
    path: Annotated[Path | None, typer.Argument(help="The official file or folder; facts makes its own data.")] = None,
    strategy: StrategyName = "balanced",
    system: Annotated[list[str] | None, typer.Option(help="Systems to run; by default ours and the baselines.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many conversations.")] = None,
    embedder: EmbedderName = None,
    reranker: RerankerName = None,
    llm: LlmName = None,
    reader: Annotated[str | None, typer.Option(help="Who answers from what was recalled, e.g. openai:MODEL.")] = None,
    judge: Annotated[str | None, typer.Option(help="Who judges the answers; by default the reader.")] = None,
    runs: Annotated[int, typer.Option(min=1, help="How often each question is answered: runs differ.")] = 1,
    lives: Annotated[int, typer.Option(min=1, help="facts: how many lives of each half.")] = 200,
    seed: Annotated[int, typer.Option(help="For whatever is drawn: another seed, other lives.")] = 0,
    locomo: Annotated[Path | None, typer.Option(help="facts: LoCoMo's file, whose observations to cover.")] = None,
    tagger: Annotated[
        str, typer.Option(help="Whether the tagger reads besides the rules: local, none; auto: only for facts.")
    ] = "auto",
    parser: Annotated[
        str | None, typer.Option(help="facts: what parses sentences besides the rules: none, auto, spacy.")
    ] = None,
    show_errors: Annotated[
        int | None, typer.Option(min=1, help="facts: print so many errors of a kind, each with its message.")
    ] = None,
    errors_of: Annotated[str, typer.Option(help="facts: errors of dev or dialogues; never of held-out lives.")] = "dev",
    base_model: Annotated[
        Path | None, typer.Option(help="personalization: the folder of the base model (env: PLLM_BASE_MODEL).")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="personalization: LoCoMo's file, as PATH.")] = None,
    speakers: Annotated[
        int, typer.Option(min=2, help="personalization: how many are measured; the others share an adapter.")
    ] = 6,
    replies: Annotated[int, typer.Option(min=1, help="personalization: late replies of each, at most.")] = 32,
    pairs: Annotated[
        int | None,
        typer.Option(
            min=1, help="personalization: late replies beside the partner's, at most (default: as --replies)."
        ),
    ] = None,
    shared: Annotated[
        int, typer.Option(min=1, help="personalization: replies of others to train the shared adapter on.")
    ] = 200,
    amount: Annotated[
        list[int] | None,
        typer.Option(
            min=1, help="personalization: replies to train on, or all of who has said less (default: 25, 100, 400)."
        ),
    ] = None,
    epochs: Annotated[
        int, typer.Option(min=1, help="personalization: how often each of the largest amount is seen, besides once.")
    ] = 2,
    longest: Annotated[int, typer.Option(min=16, help="personalization: tokens of an example to train on.")] = 256,
    minutes: Annotated[
        float | None, typer.Option(min=0, help="personalization: begin no more after so many; again, it goes on.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="Where our own row remembers, e.g. in Postgres; by default a folder of its own.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="A folder for results.json, results.md and plots.")] = None,
    json: Json = False,
) -> None:
    """Measure recall on a benchmark, beside the baselines; or, with facts, what the memory knows to be true."""
    from pllm_memory.cli import measure

    if name == "facts":
        anyio.run(measure.facts, lives, seed, locomo, out, json, tagger, parser, show_errors, errors_of)
        return
    path = path or data
    if name == "personalization" and path:
        given = {"speakers": speakers, "replies": replies, "pairs": pairs, "shared": shared}
        given |= {
            "epochs": epochs,
            "longest": longest,
            "seed": seed,
            "minutes": minutes,
            "embedder": embedder or "local",
            **({"amounts": tuple(amount)} if amount else {}),
        }
        anyio.run(measure.personalization, path, base_model, given, out, json)
        return
    if path is None:
        raise ConfigError(f"bench {name} needs the path of its official file or folder")
    models = (embedder, reranker, llm, reader, judge)
    reads = "none" if tagger == "auto" else tagger
    anyio.run(measure.run, name, path, strategy_of(strategy), system, limit, *models, runs, seed, out, json, url, reads)
