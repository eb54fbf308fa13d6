"""Trains the tagger: a LoRA adapter of all-MiniLM-L6-v2, and the layers that turn its states into tags.

    pip install 'pllm-memory[adapters,local]'
    python scripts/tagger/train.py MODEL_FOLDER --out first.npz
    python scripts/tagger/train.py MODEL_FOLDER --onto first.npz --rank 48 --epochs 3 --rate 7e-4 --out second.npz
    python scripts/tagger/train.py MODEL_FOLDER --from second.npz --epochs 4 --rate 7e-4

MODEL_FOLDER is sentence-transformers/all-MiniLM-L6-v2 as transformers loads it. The weights go where the package looks
for them. The first adapter learns fast, the second one, on top of it, holds what was too much for it, and as one they
learn on; together that takes five hours on two cores. What is measured on the way are messages that it was not trained
on (`dev.txt`), half of them by another author, the others of people who are in no other file; those of
`pllm-memory bench facts` are by yet others, and tune nothing.
"""

import argparse
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from peft import LoraConfig, get_peft_model
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel
from varied import FOLDER, joined, messages, pool, varied

from pllm_memory.bench.facts.marked import Mark, Marked
from pllm_memory.models.local import tokenizer_of
from pllm_memory.models.weights import TOKENIZER
from pllm_memory.remember.tagger import labels
from pllm_memory.remember.tagger.network import MAX_TOKENS
from pllm_memory.remember.tagger.words import TRAITS, Pieces, Words, pieces

OUT = Path(labels.__file__).with_name("weights.npz")
BATCH = 32
LAYERS, WIDTH = 6, 384
PARTS = (
    "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
    "intermediate.dense", "output.dense",
)  # fmt: skip
LORA = "model.base_model.model.encoder.layer.{layer}.{part}.lora_"
HEADS = ("mid", "traits", "tag", "sign", "over")
_IGNORED = -100
Weights = Mapping[str, NDArray[Any]]


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

    def __init__(self, folder: Path, rank: int, below: Weights, first: Weights) -> None:
        """With an adapter of a rank, on top of another one, or of that with which another run ended."""
        super().__init__()
        known = first or below
        rank = first["0.0.a"].shape[1] if first else rank
        lora = LoraConfig(
            r=rank, lora_alpha=rank, bias="none",
            target_modules=["query", "key", "value", "dense"], exclude_modules=["pooler.dense"],
        )  # fmt: skip
        model = AutoModel.from_pretrained(folder)
        _merge(model, below)
        self.model: Any = get_peft_model(model, lora)
        if first:
            self._take(first)
        self.dropout = nn.Dropout(0.1)
        self.mid, self.traits = nn.Linear(WIDTH, WIDTH), nn.Linear(TRAITS, WIDTH)
        self.tag, self.sign = nn.Linear(WIDTH, labels.TAGS), nn.Linear(WIDTH, len(labels.SIGNS))
        self.over = nn.Linear(WIDTH, len(labels.PREDICATES))
        self.over.bias.data.fill_(-4.0)  # hardly ever is something over that is not named
        for name in HEADS if known else ():
            layer = getattr(self, name)
            layer.weight.data = torch.from_numpy(known[f"{name}.weight"].T.astype(np.float32))
            layer.bias.data = torch.from_numpy(known[f"{name}.bias"].astype(np.float32))

    def _take(self, known: Weights) -> None:
        """Makes an adapter the one that is trained."""
        for layer, part, (side, letter) in product(range(LAYERS), range(len(PARTS)), (("a", "A"), ("b", "B"))):
            name = f"{LORA.format(layer=layer, part=PARTS[part])}{letter}.default.weight"
            self.get_parameter(name).data = torch.from_numpy(
                known[f"{layer}.{part}.{side}"].T.astype(np.float32).copy()
            )

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """The logits of tags and signs, for each piece, and of what is over, for each message."""
        found = self.model(input_ids=batch.ids, token_type_ids=batch.types, attention_mask=batch.mask)
        mixed = self.mid(found.last_hidden_state) + self.traits(batch.traits)
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


def _merge(model: nn.Module, known: Weights) -> None:
    """Makes an adapter part of the model, so that another may be trained on top."""
    for layer, part in product(range(LAYERS), range(len(PARTS))) if known else ():
        change = known[f"{layer}.{part}.a"].astype(np.float32) @ known[f"{layer}.{part}.b"].astype(np.float32)
        model.get_parameter(f"encoder.layer.{layer}.{PARTS[part]}.weight").data += torch.from_numpy(change.T.copy())


def saved(network: Tagger, known: Weights, out: Path) -> None:
    """Writes the weights, in half precision, as the package reads them; an adapter on top of another as one."""
    state = {name: value.numpy() for name, value in network.state_dict().items()}
    kept: dict[str, NDArray[Any]] = {}
    for layer in range(LAYERS):
        for part, name in enumerate(PARTS):
            lora = LORA.format(layer=layer, part=name)
            for side, axis, letter in (("a", 1, "A"), ("b", 0, "B")):
                key, new = f"{layer}.{part}.{side}", state[f"{lora}{letter}.default.weight"].T
                kept[key] = np.concatenate([known[key], new], axis) if known else new
    for name in HEADS:
        kept[f"{name}.weight"], kept[f"{name}.bias"] = state[f"{name}.weight"].T, state[f"{name}.bias"]
    halved: dict[str, Any] = {name: value.astype(np.float16) for name, value in kept.items()}
    np.savez(out, **halved)


def main() -> None:
    """Trains, measures after each epoch, and writes the weights after each."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("model", type=Path, metavar="MODEL_FOLDER")
    asked.add_argument("--epochs", type=int, default=6)
    asked.add_argument("--rank", type=int, default=16)
    asked.add_argument("--rate", type=float, default=2e-3)
    known = asked.add_mutually_exclusive_group()
    known.add_argument("--onto", type=Path, metavar="WEIGHTS", help="an adapter on top of these weights")
    known.add_argument("--from", type=Path, metavar="WEIGHTS", dest="start", help="go on with these weights")
    asked.add_argument("--out", type=Path, default=OUT)
    given = asked.parse_args()
    torch.manual_seed(0)
    cut: Any = tokenizer_of(TOKENIZER.read_bytes(), TOKENIZER)
    cut.enable_truncation(MAX_TOKENS)
    told = [one for path in sorted(FOLDER.glob("*.txt")) for one in messages(path)]
    unseen, values, rng = messages(FOLDER.with_name("dev.txt")), pool(told), Random(0)  # noqa: S311  no secret
    below, first = (dict(np.load(path)) if path else {} for path in (given.onto, given.start))
    network, start = Tagger(given.model, given.rank, below, first), time.monotonic()
    steps = given.epochs * math.ceil(len(told) / BATCH)
    trained = [one for one in network.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(trained, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, given.rate, total_steps=steps + 1, pct_start=0.08)
    print(f"{len(told):,} messages, {steps:,} steps of {BATCH}", flush=True)
    for epoch in range(1, given.epochs + 1):
        network.train()
        lost = 0.0
        said = [varied(one, values, rng) for one in told]
        said = [joined(one, rng.choice(said), rng) for one in said]
        for _, batch in batches(examples(said, cut.encode), rng):
            loss = network.loss(batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            schedule.step()
            lost += loss.item()
        saved(network, below, given.out)
        passed = time.monotonic() - start
        print(f"epoch {epoch}, {passed:,.0f} s: loss {lost * BATCH / len(told):.3f}; unseen messages: "
              f"{measured(network, unseen, cut.encode)}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
