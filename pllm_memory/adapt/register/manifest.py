"""The manifest of an adapter: what it is, what it was made from, and where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from pllm_memory.adapt.identity import BaseModel
from pllm_memory.adapt.register.states import CANDIDATE, Standing, State, Step
from pllm_memory.errors import Tampered
from pllm_memory.types import utc

SHARED = "shared"
"""The owner of what was trained on several users' words."""

Sources = Mapping[str, Mapping[str, str]]
"""Of each owner, by id, the messages that an adapter was trained on, each with what tells whether it is unchanged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How an adapter was made.

    Attributes:
        method: "lora", "tiny", "assembled", "soup", or what another producer calls itself.
        base: The model that it is for.
        dataset: The digest of what it was made from.
        config: The digest of how.
        seed: Of everything that was drawn.
        parents: The adapters that it was made from or on top of, each as OWNER/NAME.
    """

    method: str
    base: BaseModel
    dataset: str
    config: str
    seed: int
    parents: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The recipe as JSON-ready values."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        base = {one.name: getattr(self.base, one.name) for one in fields(self.base)}
        return {**found, "base": base, "parents": list(self.parents)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """An adapter in the register. What was signed never changes; where it stands follows from the log.

    Attributes:
        name: The immutable name, made from its owner's hash and its content: to serve it under.
        owner: The keyed hash of the user, or "shared".
        folder: Its weights and all that belongs to them.
        recipe: How it was made.
        metrics: What was measured while it was made.
        files: The SHA-256 of each of its files that never change.
        created_at: When it was registered.
        sources: The messages that it was trained on; empty once it is withdrawn.
        standing: Where it stands now, and its history.
    """

    name: str
    owner: str
    folder: Path
    recipe: Recipe
    metrics: Mapping[str, float]
    files: Mapping[str, str]
    created_at: datetime
    sources: Sources = field(default_factory=dict[str, Mapping[str, str]])
    standing: Standing = CANDIDATE

    @property
    def base(self) -> BaseModel:
        """The model that it is for."""
        return self.recipe.base

    @property
    def state(self) -> State:
        """Whether it answers: candidate, live or retired."""
        return self.standing.state

    @property
    def history(self) -> Sequence[Step]:
        """What was done with it, and why."""
        return self.standing.history

    @property
    def address(self) -> str:
        """Its name among those of all owners."""
        return f"{self.owner}/{self.name}"

    def needs_rebuild(self, base: BaseModel) -> bool:
        """Whether it was made for another model, or another tokenizer, than this one."""
        mine = (self.base.digest, self.base.tokenizer_digest)
        return mine != (base.digest, base.tokenizer_digest)

    def signed(self) -> dict[str, Any]:
        """What the signature is about: all but the place of the folder and where it stands."""
        return {
            "name": self.name,
            "owner": self.owner,
            "recipe": self.recipe.to_dict(),
            "metrics": dict(self.metrics),
            "files": dict(self.files),
            "created_at": self.created_at.isoformat().replace("+00:00", "Z"),
        }

    def to_dict(self) -> dict[str, Any]:
        """The manifest as JSON-ready values, for people and programs."""
        return self.signed() | {
            "folder": str(self.folder),
            "state": self.state,
            "withdrawn": self.standing.withdrawn,
            "offered": self.standing.offered,
            "history": [step.to_dict() for step in self.history],
        }


def read(row: Mapping[str, Any], folder: Path) -> Manifest:
    """The manifest that `Manifest.signed` wrote.

    Raises:
        Tampered: If a part of it is missing or is something else.
    """
    try:
        recipe = dict(row["recipe"])
        base = BaseModel(**recipe.pop("base"))
        return Manifest(
            name=str(row["name"]),
            owner=str(row["owner"]),
            folder=folder,
            recipe=Recipe(base=base, parents=tuple(recipe.pop("parents")), **recipe),
            metrics=dict(row["metrics"]),
            files=dict(row["files"]),
            created_at=utc(row["created_at"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Tampered(f"{folder}: the manifest cannot be read: {error}") from error
