"""From what a user said to an adapter that answers: produce, prove, register, promote."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from pllm_memory.adapt import report, weights
from pllm_memory.adapt.dataset import Dataset
from pllm_memory.adapt.held import Held
from pllm_memory.adapt.identity import BaseModel
from pllm_memory.adapt.probes import Probes
from pllm_memory.adapt.produce import AdapterProducer, Progress
from pllm_memory.adapt.prove import Criteria, Measured, Proof, prove
from pllm_memory.adapt.register import Candidate, Manifest, Recipe, Register
from pllm_memory.types import Message

Told = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


class Measure(Protocol):
    """Measures an adapter in a folder."""

    def __call__(self, folder: Path, held: Held, probes: Probes, *, progress: Progress | None) -> Measured:
        """Measures it as it would be served."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What some users said.

    Attributes:
        datasets: Of each user, the examples.
        messages: Of each user, the messages that the examples were made from.
        held: What to measure with.
        probes: What else is asked.
    """

    datasets: Mapping[str, Dataset]
    messages: Mapping[str, Sequence[Message]]
    held: Held
    probes: Probes

    @property
    def digest(self) -> str:
        """Of all the examples."""
        if len(self.datasets) == 1:
            return next(iter(self.datasets.values())).digest
        return sha256("".join(sorted(one.digest for one in self.datasets.values())).encode()).hexdigest()

    @property
    def trained_on(self) -> dict[str, list[Message]]:
        """Of each user, the messages that are trained on."""
        ids = {user_id: dataset.message_ids for user_id, dataset in self.datasets.items()}
        return {user_id: [one for one in said if one.id in ids[user_id]] for user_id, said in self.messages.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapted:
    """What came of adapting to a user.

    Attributes:
        manifest: The adapter; its state says whether it answers.
        proof: What was proven of it, or was not.
        trained_on: How many replies it was made from.
    """

    manifest: Manifest
    proof: Proof
    trained_on: int

    @property
    def promoted(self) -> bool:
        """Whether it answers from now on."""
        return self.manifest.state == "live"


def make(
    register: Register,
    user_id: str | None,
    words: Words,
    producer: AdapterProducer,
    measure: Measure,
    *,
    base: BaseModel,
    criteria: Criteria | None = None,
    told: Told | None = None,
) -> Adapted:
    """Makes an adapter, and promotes it if it is proven. It can be killed at any moment, and called again.

    Args:
        register: Where it is kept.
        user_id: Whose it becomes; None: it is shared.
        words: What it is made from and measured with.
        producer: What makes it.
        measure: What measures it.
        base: The model that it is for.
        criteria: What is asked of it.
        told: See `Told`.
    """
    recipe = Recipe(
        method=producer.method, base=base, dataset=words.digest, config=producer.digest, seed=producer.seed,
        parents=producer.parents,
    )  # fmt: skip
    trained_on = sum(len(dataset.train) for dataset in words.datasets.values())
    made = next((one for one in register.all(user_id) if one.recipe == recipe and not one.standing.withdrawn), None)
    if made is None:
        made = _make(register, user_id, words, producer, measure, recipe=recipe, criteria=criteria, told=told)
    proof = proven(made)
    return Adapted(manifest=_decided(register, user_id, made, proof), proof=proof, trained_on=trained_on)


def proven(made: Manifest) -> Proof:
    """What was proven of an adapter before."""
    return Proof.from_dict(json.loads((made.folder / "report.json").read_bytes()))


def _make(
    register: Register,
    user_id: str | None,
    words: Words,
    producer: AdapterProducer,
    measure: Measure,
    *,
    recipe: Recipe,
    criteria: Criteria | None,
    told: Told | None,
) -> Manifest:
    examples = [example for dataset in words.datasets.values() for example in dataset.train]
    key = " ".join((recipe.dataset, recipe.config, recipe.base.digest, *recipe.parents))
    with register.working(user_id, words.datasets) as work:
        produced = producer.produce(examples, key=key, work=work, progress=_telling(told, "Training"))
        weights.write(work / "adapter", produced, base=recipe.base.name)
        measured = measure(work / "adapter", words.held, words.probes, progress=_telling(told, "Proving"))
        proof = prove(measured, criteria)
        candidate = Candidate(
            recipe=recipe,
            weights=produced,
            trained_on=words.trained_on,
            datasets=words.datasets,
            metrics={"examples": float(len(examples)), **proof.numbers},
            report=report.files(proof),
        )
        made = register.add(user_id, candidate)
        register.finished(user_id)
    return made


def _decided(register: Register, user_id: str | None, made: Manifest, proof: Proof) -> Manifest:
    if proof.passed and made.state != "live":
        return register.promote(user_id, made.name, reason=proof.reason)
    if not proof.passed and made.state != "retired":
        return register.retire(user_id, made.name, reason=proof.reason)
    return made


def _telling(told: Told | None, what: str) -> Progress | None:
    return None if told is None else lambda done, total: told(what, done, total)
