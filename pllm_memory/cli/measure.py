"""`pllm-memory bench`."""

from pathlib import Path

from pllm_memory import bench
from pllm_memory.cli import show
from pllm_memory.recall.strategy import Strategy


async def run(
    name: str,
    path: Path,
    strategy: Strategy,
    systems: list[str] | None,
    limit: int | None,
    embedder: str | None,
    out: Path | None,
    json: bool,
) -> None:
    """Runs a benchmark with a progress bar and prints its table, or its JSON."""
    raise NotImplementedError(bench, show, name, path, strategy, systems, limit, embedder, out, json)
