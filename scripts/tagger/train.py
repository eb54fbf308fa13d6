"""Trains the tagger: what all-MiniLM-L6-v2 must differ in, and the layers that turn its states into tags.

    pip install 'pllm-memory[adapters,local]'
    python scripts/tagger/train.py MODEL_FOLDER
    python scripts/tagger/train.py MODEL_FOLDER --from WEIGHTS --epochs 4
    python scripts/tagger/train.py MODEL_FOLDER --from WEIGHTS OTHERS --epochs 0

MODEL_FOLDER is sentence-transformers/all-MiniLM-L6-v2 as transformers loads it. The weights go where the package looks
for them. All matrices of the model's layers learn; what they have learned is kept as the product of two thin matrices
each. An epoch takes twelve minutes on two cores with AMX, which multiply four times as fast in bfloat16; it is float32,
and takes some three times as long, on others. Of several weights it begins with the mean, which is better than each
if one was trained from the other ("model soups", arXiv 2203.05482): the last line only writes and measures it.
What is measured on the way are messages that it was not trained on (`dev.txt`), half of them by another author, the
others of people who are in no other file; those of `pllm-memory bench facts` are by yet others, and tune nothing.
"""

import argparse
import math
import time
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel
from varied import FOLDER, joined, messages, pool, varied

from pllm_memory.bench.facts.marked import Mark, Marked
from pllm_memory.models.local import tokenizer_of
from pllm_memory.models.weights import TOKENIZER
from pllm_memory.remember.tagger import labels
from pllm_memory.remember.tagger.network import MAX_TOKENS, Weights, packed, unpacked
from pllm_memory.remember.tagger.words import TRAITS, Pieces, Words, pieces

OUT = Path(labels.__file__).with_name("weights.npz")
BATCH = 48
RANK = 128
"""Of what is kept of each matrix: it is as good as the whole on `dev.txt`, and with 64 two points of F are lost."""
LAYERS, WIDTH = 6, 384
PARTS = (
    "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
    "intermediate.dense", "output.dense",
)  # fmt: skip
MATRIX = "encoder.layer.{layer}.{part}.weight"
SHORT = bool(torch.cpu.get_capabilities().get("amx_bf16"))
"""Whether it is trained in bfloat16: without AMX that is slower than float32, on many processors by far."""
HEADS = ("mid", "traits", "tag", "sign", "over")
_IGNORED = -100


class Example(NamedTuple):
    """A message in pieces, and what each should be told to be."""

    cut: Pieces
    tags: NDArray[np.int64]
    signs: NDArray[np.int64]
    over: NDArray[np.float32]


class Batch(NamedTuple):
    """Examples of about the same length."""

    ids: Tensor
    types: Tensor
    mask: Tensor
    traits: Tensor
    tags: Tensor
    signs: Tensor
    over: Tensor


class Tagger(nn.Module):
    """What `remember.tagger.network` runs, as it is trained."""

    def __init__(self, folder: Path, known: Sequence[Weights]) -> None:
        """The mean of what other runs left, if there are any."""
        super().__init__()
        # The fused attention is slow in bfloat16. Nothing is dropped within: it learns too little.
        attention = "eager" if SHORT else "sdpa"
        self.model: Any = AutoModel.from_pretrained(
            folder, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, attn_implementation=attention
        ).requires_grad_(requires_grad=False)
        self.dropout = nn.Dropout(0.1)
        self.mid, self.traits = nn.Linear(WIDTH, WIDTH), nn.Linear(TRAITS, WIDTH)
        self.tag, self.sign = nn.Linear(WIDTH, labels.TAGS), nn.Linear(WIDTH, len(labels.SIGNS))
        self.over = nn.Linear(WIDTH, len(labels.PREDICATES))
        self.over.bias.data.fill_(-4.0)  # hardly ever is something over that is not named
        self.bare: Weights = {key: matrix.numpy().T.copy() for key, matrix in self.matrices()}
        for key, matrix in self.matrices():
            matrix.requires_grad = True
            for one in known:
                matrix.data += torch.from_numpy((one[f"{key}.a"] @ one[f"{key}.b"]).T.copy()) / len(known)
        for name in HEADS if known else ():
            layer = getattr(self, name)
            layer.weight.data = torch.from_numpy(_mean(known, f"{name}.weight").T.copy())
            layer.bias.data = torch.from_numpy(_mean(known, f"{name}.bias"))

    def matrices(self) -> Iterator[tuple[str, Tensor]]:
        """The matrices of the model's layers, by what their changes are called in the file."""
        for layer, (part, name) in product(range(LAYERS), enumerate(PARTS)):
            yield f"{layer}.{part}", self.model.get_parameter(MATRIX.format(layer=layer, part=name))

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """The logits of tags and signs, for each piece, and of what is over, for each message."""
        with torch.autocast("cpu", torch.bfloat16, enabled=SHORT and self.training):
            found = self.model(input_ids=batch.ids, token_type_ids=batch.types, attention_mask=batch.mask)
        mixed = self.mid(found.last_hidden_state.float()) + self.traits(batch.traits)
        hidden = self.dropout(functional.gelu(mixed, approximate="tanh"))
        over = self.over(hidden).masked_fill(batch.mask[..., None] == 0, -1e4)
        return self.tag(hidden), self.sign(hidden), over.max(1).values

    def loss(self, batch: Batch) -> Tensor:
        """Of the tags, most; of the signs of marked words; of what is over."""
        tags, signs, over = self(batch)
        told = functional.cross_entropy(tags.flatten(0, 1), batch.tags.flatten(), label_smoothing=0.01)
        ended = functional.binary_cross_entropy_with_logits(over, batch.over, reduction="sum") / len(over)
        marked = batch.signs.flatten() != _IGNORED
        if not marked.any():
            return told + 0.3 * ended
        sign = functional.cross_entropy(signs.flatten(0, 1)[marked], batch.signs.flatten()[marked])
        return told + 0.3 * ended + 0.3 * sign


def _mean(known: Sequence[Weights], name: str) -> NDArray[np.float32]:
    return np.mean([one[name] for one in known], axis=0)


def examples(messages: Sequence[Marked], encode: Any) -> list[Example]:
    """The messages as the network takes them."""
    return [_example(one, encode(one.asked, one.text) if one.asked else encode(one.text)) for one in messages]


def _example(message: Marked, encoding: Any) -> Example:
    cut = pieces(message.text, encoding, asked=message.asked)
    tags, signs = (np.full(len(cut.ids), _IGNORED, np.int64) for _ in range(2))
    for words, marks in _marked(cut, message):
        tags[words.first] = labels.OUTSIDE
        for mark in marks:
            places = zip(words.first, words.places, strict=True)
            within = [at for at, (start, stop) in places if start < mark.stop and stop > mark.start]
            for place, at in enumerate(within):
                tags[at] = labels.begins(mark.predicate) + (place > 0)
                signs[at] = labels.SIGNS.index(mark.sign)
    over = np.array([name in message.over for name in labels.PREDICATES], np.float32)
    return Example(cut, tags, signs, over)


def _marked(cut: Pieces, message: Marked) -> Iterator[tuple[Words, Sequence[Mark]]]:
    """The words of which it is known what they tell."""
    yield cut.text, message.marks
    if message.asked_marks is not None:
        yield cut.asked, message.asked_marks


def batches(found: Sequence[Example], rng: Random | None = None) -> Iterator[tuple[list[int], Batch]]:
    """The examples by length, nearly; the batches in any order."""
    order = sorted(range(len(found)), key=lambda one: len(found[one].cut.ids) + (rng.random() * 6 if rng else 0))
    parts = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    if rng:
        rng.shuffle(parts)
    for part in parts:
        yield part, _batch([found[one] for one in part])


def _batch(rows: Sequence[Example]) -> Batch:
    size = max(len(row.cut.ids) for row in rows)

    def filled(values: Sequence[Any], empty: float) -> Tensor:
        return torch.stack([functional.pad(torch.as_tensor(one), (0, size - len(one)), value=empty) for one in values])

    traits = [functional.pad(torch.from_numpy(one.cut.traits), (0, 0, 0, size - len(one.cut.ids))) for one in rows]
    return Batch(
        filled([one.cut.ids for one in rows], 0),
        filled([one.cut.types for one in rows], 0),
        filled([[1] * len(one.cut.ids) for one in rows], 0),
        torch.stack(traits),
        filled([one.tags for one in rows], _IGNORED),
        filled([one.signs for one in rows], _IGNORED),
        torch.stack([torch.from_numpy(one.over) for one in rows]),
    )


def measured(network: Tagger, messages: Sequence[Marked], encode: Any) -> str:
    """How many marks are found as they are, and how many of those found are right."""
    network.eval()
    right = found = wanted = 0
    ready = examples(messages, encode)
    with torch.no_grad():
        for part, batch in batches(ready):
            tags, signs, _ = network(batch)
            for row, one in enumerate(part):
                for words, marks in _marked(ready[one].cut, messages[one]):
                    likely = torch.log_softmax(tags[row][words.first], -1).numpy()
                    sure = torch.softmax(signs[row][words.first], -1).numpy()
                    told = {(s.start, s.stop, s.predicate, s.sign) for s in labels.spans(words.places, likely, sure)}
                    gold = {(m.start, m.stop, m.predicate, m.sign) for m in marks}
                    right, found, wanted = right + len(told & gold), found + len(told), wanted + len(gold)
    return f"precision {right / max(1, found):.3f}, recall {right / wanted:.3f} of {wanted} marks"


def saved(network: Tagger, out: Path) -> None:
    """Writes the weights as the package reads them: of each matrix how it changed, by its greatest singular values."""
    kept: dict[str, Any] = {}
    for key, matrix in network.matrices():
        left, by, right = np.linalg.svd(matrix.detach().numpy().T - network.bare[key], full_matrices=False)
        root = np.sqrt(by[:RANK])
        kept |= packed(f"{key}.a", left[:, :RANK] * root, 0) | packed(f"{key}.b", root[:, None] * right[:RANK], 1)
    for name in HEADS:
        layer = getattr(network, name)
        kept[f"{name}.weight"] = layer.weight.detach().numpy().T.astype(np.float16)
        kept[f"{name}.bias"] = layer.bias.detach().numpy().astype(np.float16)
    np.savez(out, **kept)


def main() -> None:
    """Trains, measures after each epoch, and writes the weights after each."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("model", type=Path, metavar="MODEL_FOLDER")
    asked.add_argument("--epochs", type=int, default=6)
    asked.add_argument("--rate", type=float, default=3e-4)
    asked.add_argument(
        "--from", type=Path, nargs="+", default=[], metavar="WEIGHTS", dest="start", help="go on with their mean"
    )
    asked.add_argument("--out", type=Path, default=OUT)
    given = asked.parse_args()
    torch.manual_seed(0)
    cut: Any = tokenizer_of(TOKENIZER.read_bytes(), TOKENIZER)
    cut.enable_truncation(MAX_TOKENS)
    unseen = messages(FOLDER.with_name("dev.txt"))
    network = Tagger(given.model, [unpacked(np.load(one)) for one in given.start])
    if not given.epochs:
        saved(network, given.out)
        print(f"unseen messages: {measured(network, unseen, cut.encode)}")
        return
    start = time.monotonic()
    told = [one for path in sorted(FOLDER.glob("*.txt")) for one in messages(path)]
    values, rng = pool(told), Random(0)  # noqa: S311  no secret
    each = math.ceil(len(told) / BATCH)
    steps = given.epochs * each
    matrices = [matrix for _, matrix in network.matrices()]
    above = [one for name in HEADS for one in getattr(network, name).parameters()]
    trained, rates = [*matrices, *above], [given.rate, 2 * given.rate]
    optimizer = torch.optim.AdamW([{"params": matrices}, {"params": above}], weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rates, total_steps=steps + 1, pct_start=0.08)
    print(f"{len(told):,} messages, {steps:,} steps of {BATCH}", flush=True)
    for epoch in range(1, given.epochs + 1):
        network.train()
        lost = 0.0
        said = [varied(one, values, rng) for one in told]
        said = [joined(one, rng.choice(said), rng) for one in said]
        for _, batch in track(batches(examples(said, cut.encode), rng), f"epoch {epoch}", each):
            loss = network.loss(batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            schedule.step()
            lost += loss.item()
        saved(network, given.out)
        passed = time.monotonic() - start
        print(f"epoch {epoch}, {passed:,.0f} s: loss {lost * BATCH / len(told):.3f}; unseen messages: "
              f"{measured(network, unseen, cut.encode)}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
