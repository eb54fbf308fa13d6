"""What it costs that vectors are kept in half precision: the same questions to the same vectors, in both precisions.

    python benchmarks/precision.py DATA/locomo_dev.json

Nearness alone, all vectors compared: no words, no times, no index.
"""

import argparse
import asyncio
from pathlib import Path

import numpy as np

from pllm_memory.bench import locomo
from pllm_memory.bench.metrics import recall_at
from pllm_memory.models import open_embedder

LIMIT = 10


async def compare(path: Path, embedder_name: str) -> None:
    """Prints the share of the nearest ten that are the same, and how often the evidence is among them."""
    embedder = open_embedder(embedder_name)
    assert embedder
    same, recalled, furthest = list[float](), list[tuple[float, float]](), 0.0
    for case in locomo.load(path).cases:
        ids = [message.id for message in case.messages]
        asked = [question for question in case.questions if question.evidence]
        whole = await embedder.embed([message.content for message in case.messages], kind="document")
        questions = await embedder.embed([question.text for question in asked], kind="query")
        cosines = questions @ whole.T
        halved = questions @ whole.astype(np.float16).astype(np.float32).T
        furthest = max(furthest, float(np.abs(cosines - halved).max()))
        for question, one, other in zip(asked, cosines, halved, strict=True):
            found = [[ids[row] for row in np.argsort(-each, kind="stable")[:LIMIT]] for each in (one, other)]
            same.append(len(set(found[0]) & set(found[1])) / LIMIT)
            recalled.append(
                (recall_at(LIMIT, found[0], question.evidence), recall_at(LIMIT, found[1], question.evidence))
            )
    means = np.mean(recalled, axis=0) * 100
    print(f"{len(same)} questions, the same nearest ten: {np.mean(same):.4f}, cosines differ by {furthest:.1e} at most")
    print(f"recall@{LIMIT} of the evidence: {means[0]:.2f} in single precision, {means[1]:.2f} in half")


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare half precision with single precision.")
    parser.add_argument("path", type=Path, help="a file of LoCoMo")
    parser.add_argument("--embedder", default="local")
    given = parser.parse_args()
    asyncio.run(compare(given.path, given.embedder))


if __name__ == "__main__":
    main()
