"""The options that several commands have."""

from typing import Annotated, Any

import typer

from pllm_memory.errors import ConfigError

User = Annotated[str, typer.Argument(help="Whose memory.", metavar="USER")]
Url = Annotated[
    str | None,
    typer.Option(
        help="Where the memory is, e.g. sqlite:///./memories or postgresql://HOST/DATABASE "
        "(env: PLLM_URL; default: the user's data folder)."
    ),
]
EmbedderName = Annotated[
    str | None,
    typer.Option(
        "--embedder", help="local, wordllama, openai:MODEL, sentence-transformers:MODEL or none (env: PLLM_EMBEDDER)."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
StrategyName = Annotated[
    str,
    typer.Option(
        "--strategy",
        help="balanced (words and meaning), fast (words only) or thorough (with --reranker and --llm, where given).",
    ),
]
RerankerName = Annotated[
    str | None,
    typer.Option(
        "--reranker",
        help="With --strategy thorough: cross-encoder:MODEL_OR_FOLDER, flashrank:MODEL or none (env: PLLM_RERANKER).",
    ),
]
LlmName = Annotated[
    str | None,
    typer.Option("--llm", help="With --strategy thorough: who rephrases the question, e.g. openai:MODEL or none."),
]


def strategy_of(name: str) -> Any:
    """The strategy that an option names."""
    from pllm_memory.recall.strategy import STRATEGIES

    if name not in STRATEGIES:
        raise ConfigError(f"there is no strategy {name!r}; there are {', '.join(STRATEGIES)}")
    return STRATEGIES[name]
