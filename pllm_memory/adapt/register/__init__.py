"""The register of adapters: immutable names, signed manifests, and a log of what was done with each.

    adapters/
      register.key                        what it signs with; only its owner may read it
      3f2a…/                              a user, by a keyed hash of the id; "shared": what several users' words made
        u_3f2a…_9c41…/                    an adapter; its name is made from its owner and its content
          adapter_model.safetensors       its weights, and no file of another kind that could be loaded
          adapter_config.json             as peft and vLLM read it
          manifest.json                   what it is and how it was made; signed
          sources.json                    the messages that it was trained on, each with what tells whether it changed
          snapshot.jsonl                  the examples, to train it again for another base model
          report.json, .md, .svg          what was proven before it went live
        history/00000000.json …           what was done with the adapters of this user, a signed step each
        children/u_3f2a…_9c41…/…          the addresses of adapters that were made from that one
        work/, work.lock                  a training that is under way
      offered/…                           the addresses of adapters whose pieces others may use

The register knows files. Whether what an adapter was trained on is still in the memory, `adapt.adapters` asks.
"""

import json
import shutil
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from pllm_memory.adapt import weights as weights_
from pllm_memory.adapt.compose import Weights
from pllm_memory.adapt.dataset import Dataset
from pllm_memory.adapt.register import files, log, snapshot
from pllm_memory.adapt.register import key as key_
from pllm_memory.adapt.register import manifest as manifest_
from pllm_memory.adapt.register.key import Key
from pllm_memory.adapt.register.manifest import SHARED, Manifest, Recipe, Sources
from pllm_memory.adapt.register.states import CANDIDATE, Act, Standing, Step, before_it, live, standings
from pllm_memory.errors import Conflict, InvalidInput, NotFound, Tampered
from pllm_memory.types import Message, now

__all__ = ["SHARED", "Candidate", "Manifest", "Recipe", "Register", "Sources", "Standing", "Step"]

MANIFEST, SOURCES = "manifest.json", "sources.json"
WORK, CHILDREN, OFFERED = "work", "children", "offered"
_DELETED = (weights_.WEIGHTS, weights_.CONFIG, SOURCES)
"""What goes when an adapter is withdrawn."""
REPORT = ("report.json", "report.md", "report.svg")
_ALLOWED = {*_DELETED, *REPORT, MANIFEST, snapshot.FILE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An adapter that is to be registered.

    Attributes:
        recipe: How it was made.
        weights: What it does to the base model.
        trained_on: Of each user, the messages that it was trained on.
        datasets: Of each user, the examples, to be kept.
        metrics: What was measured while it was made.
        report: What was proven, by the names of files (see `REPORT`).
    """

    recipe: Recipe
    weights: Weights
    trained_on: Mapping[str, Sequence[Message]]
    datasets: Mapping[str, Dataset] = field(default_factory=dict[str, Dataset])
    metrics: Mapping[str, float] = field(default_factory=dict[str, float])
    report: Mapping[str, bytes] = field(default_factory=dict[str, bytes])


class Register:
    """The adapters in a folder. Nothing is made before something is registered.

    Every adapter that is read is verified: its manifest is signed, its files are those that were registered, and no
    other file lies beside them. In all methods a `user_id` of None means what is shared.

    Args:
        folder: Where; private to whoever runs the memory.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def is_used(self) -> bool:
        """Whether anything was ever registered."""
        return key_.find(self.folder) is not None

    def owner(self, user_id: str | None) -> str:
        """The name of a user's folder: a keyed hash of the id. Makes the key, if there is none."""
        return SHARED if user_id is None else key_.make(self.folder).owner(user_id)

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────

    def all(self, user_id: str | None) -> tuple[Manifest, ...]:
        """Every adapter of a user, in the order they were registered.

        Raises:
            Tampered: If one of them, or the log, is not what was written.
        """
        key = key_.find(self.folder)
        if key is None:
            return ()
        owner = SHARED if user_id is None else key.owner(user_id)
        found = standings(log.read(self.folder / owner, key))
        there = (path.parent for path in (self.folder / owner).glob(f"*/{MANIFEST}"))
        read = (self._read(folder, key, found) for folder in there if not folder.name.startswith("."))
        return tuple(sorted(read, key=lambda one: (one.created_at, one.name)))

    def get(self, user_id: str | None, name: str) -> Manifest:
        """One adapter of a user.

        Raises:
            NotFound: If the user has none of this name.
            Tampered: If it is not what was registered.
        """
        return self.at(f"{self._owner(user_id)}/{name}")

    def at(self, address: str) -> Manifest:
        """The adapter of an owner, by `Manifest.address`.

        Raises:
            NotFound: If there is none.
            Tampered: If it is not what was registered.
        """
        owner, _, name = address.partition("/")
        key, folder = key_.find(self.folder), self.folder / owner / name
        if key is None or not _is_name(owner) or not _is_name(name) or not (folder / MANIFEST).is_file():
            raise NotFound(f"there is no adapter {name!r} here")
        return self._read(folder, key, standings(log.read(self.folder / owner, key)))

    def promoted(self, user_id: str | None) -> Manifest | None:
        """The adapter whose state is live; nobody has asked yet whether what it was trained on is still there."""
        key = key_.find(self.folder)
        if key is None:
            return None
        owner = SHARED if user_id is None else key.owner(user_id)
        found = standings(log.read(self.folder / owner, key))
        name = live(found)
        return None if name is None else self._read(self.folder / owner / name, key, found)

    def datasets(self, manifest: Manifest) -> dict[str, Dataset]:
        """The examples that were kept, by owner.

        Raises:
            NotFound: If none were.
            Tampered: If a line is not what was written.
        """
        path = manifest.folder / snapshot.FILE
        if not path.is_file():
            raise NotFound(f"of {manifest.name} no examples are kept")
        return snapshot.read(path, self._key())

    def kept_ids(self, manifest: Manifest) -> dict[str, set[str]]:
        """Of each owner, the messages that the kept examples were made from."""
        return snapshot.message_ids(manifest.folder / snapshot.FILE, self._key())

    def digests(self, owner: str, messages: Iterable[Message]) -> dict[str, str]:
        """Messages by id, each with what tells whether it is unchanged (see `Sources`)."""
        key = self._key()
        return {message.id: key.message(owner, message) for message in messages}

    def children(self, made: Manifest) -> list[Manifest]:
        """The adapters, of whomever, that were made from this one or on top of it."""
        return self._pointed_to(made.folder.parent / CHILDREN / made.name)

    def offered(self) -> list[Manifest]:
        """The live adapters whose owners let others use their pieces, by name."""
        found = self._pointed_to(self.folder / OFFERED)
        return [one for one in found if one.standing.offered and one.state == "live"]

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────

    def add(self, user_id: str | None, candidate: Candidate) -> Manifest:
        """Registers an adapter, as a whole or not at all; the same one again is the one that is there.

        Raises:
            InvalidInput: If its weights are no finite numbers.
            NotFound: If one of its parents is not there.
            Conflict: If it is there and has been withdrawn.
        """
        _refuse_infinite(candidate.weights)
        key = key_.make(self.folder)
        owner = self.owner(user_id)
        parents = [self.at(address) for address in candidate.recipe.parents]
        draft = files.unfinished(files.private_folder(self.folder / owner))
        made = self._write(files.private_folder(draft), owner, candidate, key)
        for parent in parents:
            self._point(parent.folder.parent / CHILDREN / parent.name, made.address)
        files.publish(draft, made.folder)
        found = self.at(made.address)
        if found.standing.withdrawn:
            raise Conflict(f"{found.name} was withdrawn: what it was trained on is gone")
        return found

    def promote(self, user_id: str | None, name: str, *, reason: str) -> Manifest:
        """Makes an adapter the one that answers, in the place of the one that did.

        Raises:
            Conflict: If it is live already, or withdrawn.
        """
        return self._step(user_id, name, "promoted", reason)

    def retire(self, user_id: str | None, name: str, *, reason: str) -> Manifest:
        """Makes it answer no more; it can be promoted again."""
        return self._step(user_id, name, "retired", reason)

    def offer(self, user_id: str | None, name: str, *, offered: bool = True) -> Manifest:
        """Lets others' adapters be put together from the pieces of this one, or not any more."""
        if offered:
            self._point(self.folder / OFFERED, self.get(user_id, name).address)
        reason = "its owner lets others use its pieces" if offered else "its owner keeps it to themselves"
        return self._step(user_id, name, "offered" if offered else "kept", reason)

    def rollback(self, user_id: str | None, *, reason: str = "rolled back") -> Manifest:
        """Goes back to the adapter that was live before the one that is.

        Raises:
            NotFound: If there is none to go back to.
        """
        key = self._key()

        def decide(found: dict[str, Standing]) -> Step:
            now_live = live(found)
            name = before_it(found, now_live)
            if name is None:
                raise NotFound("there is no earlier adapter to go back to")
            return Step(name=name, act="promoted", at=now(), reason=f"{reason} from {now_live}" if now_live else reason)

        step = log.write(self.folder / self._owner(user_id), key, decide)
        return self.get(user_id, step.name if step else "")

    def withdraw(self, manifest: Manifest, *, reason: str) -> None:
        """Retires an adapter for good, and deletes its weights; doing it again finishes what a crash left undone."""

        def decide(found: dict[str, Standing]) -> Step | None:
            if found.get(manifest.name, CANDIDATE).withdrawn:
                return None
            return Step(name=manifest.name, act="withdrawn", at=now(), reason=reason)

        log.write(manifest.folder.parent, self._key(), decide)
        for name in _DELETED:
            (manifest.folder / name).unlink(missing_ok=True)
        files.sync_folder(manifest.folder)

    def redact(self, manifest: Manifest, owner: str, ids: Iterable[str]) -> int:
        """Removes the kept examples that were made from some messages; returns how many those were."""
        return snapshot.redact(manifest.folder / snapshot.FILE, self._key(), owner, ids)

    def erase(self, user_id: str) -> int:
        """Removes all adapters of a user for good; returns how many files that were."""
        key = key_.find(self.folder)
        if key is None:
            return 0
        owner = key.owner(user_id)
        with suppress(Tampered):  # what cannot be read is erased all the same
            for made in self.all(user_id):
                self._point_no_more(made)
        for pointer in (self.folder / OFFERED).glob(f"{owner}.*"):
            pointer.unlink(missing_ok=True)
        return files.remove_folder(self.folder / owner)

    @contextmanager
    def working(self, user_id: str | None, user_ids: Iterable[str]) -> Generator[Path]:
        """A folder for a training that is under way on the words of these users; kept when it is killed.

        Raises:
            Conflict: If another process trains for the same user.
        """
        home = files.private_folder(self.folder / self.owner(user_id))
        with files.locked(home / f"{WORK}.lock"):
            folder = files.private_folder(home / WORK)
            files.replace(folder / "owners.json", files.as_json(sorted(map(self.owner, user_ids))))
            yield folder

    def finished(self, user_id: str | None) -> None:
        """Removes the folder of a training that is done."""
        files.remove_folder(self.folder / self.owner(user_id) / WORK)

    def tidy(self, user_id: str) -> None:
        """Removes what is left of trainings on a user's words, finished or not."""
        if key_.find(self.folder) is None:
            return
        mine = self.owner(user_id)
        for owner in (mine, SHARED):
            folder = self.folder / owner
            with suppress(OSError, ValueError):
                if mine in json.loads((folder / WORK / "owners.json").read_bytes()):
                    files.remove_folder(folder / WORK)
        for draft in (self.folder / mine).glob(f"{files.UNFINISHED}*"):
            shutil.rmtree(draft, ignore_errors=True)

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────

    def _owner(self, user_id: str | None) -> str:
        return SHARED if user_id is None else self._key().owner(user_id)

    def _pointed_to(self, folder: Path) -> list[Manifest]:
        found: list[Manifest] = []
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            with suppress(NotFound):  # erased since, or never finished
                found.append(self.at(path.name.replace(".", "/")))
        return found

    def _point_no_more(self, made: Manifest) -> None:
        for parent in made.recipe.parents:
            owner, _, name = parent.partition("/")
            pointer = self.folder / owner / CHILDREN / name / made.address.replace("/", ".")
            pointer.unlink(missing_ok=True)

    def _point(self, folder: Path, address: str) -> None:
        files.create(files.private_folder(folder) / address.replace("/", "."), b"")

    def _key(self) -> Key:
        found = key_.find(self.folder)
        if found is None:
            raise NotFound(f"nothing is registered in {self.folder}")
        return found

    def _step(self, user_id: str | None, name: str, act: Act, reason: str) -> Manifest:
        self.get(user_id, name)
        step = Step(name=name, act=act, at=now(), reason=reason)
        log.write(self.folder / self._owner(user_id), self._key(), lambda _: step)
        return self.get(user_id, name)

    def _write(self, draft: Path, owner: str, candidate: Candidate, key: Key) -> Manifest:
        owners = {user_id: key.owner(user_id) for user_id in {*candidate.trained_on, *candidate.datasets}}
        sources = {
            owners[user_id]: self.digests(owners[user_id], messages)
            for user_id, messages in candidate.trained_on.items()
        }
        weights_.write(draft, candidate.weights, base=candidate.recipe.base.name)
        kept = {owners[user_id]: dataset for user_id, dataset in candidate.datasets.items()}
        (draft / SOURCES).write_bytes(files.as_json(sources))
        for name, content in candidate.report.items():
            (draft / name).write_bytes(content)
        hashes = {path.name: files.sha256(path) for path in sorted(draft.iterdir())}
        (draft / snapshot.FILE).write_bytes(snapshot.lines(kept, key))
        name = _name(owner, candidate.recipe, hashes)
        made = Manifest(
            name=name, owner=owner, folder=self.folder / owner / name, recipe=candidate.recipe,
            metrics=candidate.metrics, files=hashes, created_at=now(),
        )  # fmt: skip
        signed = made.signed()
        signature = key.sign("manifest", files.as_json(signed))
        (draft / MANIFEST).write_bytes(files.as_json(signed | {"signature": signature}))
        return made

    def _read(self, folder: Path, key: Key, found: Mapping[str, Standing]) -> Manifest:
        try:
            row = json.loads((folder / MANIFEST).read_bytes())
            signature = row.pop("signature")
        except (OSError, ValueError, KeyError, AttributeError) as error:
            raise Tampered(f"{folder / MANIFEST} cannot be read: {error}") from error
        if not key.verifies("manifest", files.as_json(row), signature):
            raise Tampered(f"{folder / MANIFEST} is not what was registered: its signature is wrong")
        made = manifest_.read(row, folder)
        if (made.owner, made.name) != (folder.parent.name, folder.name):
            raise Tampered(f"{folder} holds the adapter {made.address}")
        made = replace(made, standing=found.get(made.name, CANDIDATE))
        _verify_files(made)
        withdrawn = made.standing.withdrawn
        return made if withdrawn else replace(made, sources=json.loads((folder / SOURCES).read_bytes()))


def _verify_files(made: Manifest) -> None:
    there = {path.name for path in made.folder.iterdir() if not path.name.startswith(files.UNFINISHED)}
    strange = there - _ALLOWED
    if strange:
        raise Tampered(f"{made.folder} holds {', '.join(sorted(strange))}, which was not registered")
    for name, wanted in made.files.items():
        if made.standing.withdrawn and name in _DELETED:
            continue
        if name not in there or files.sha256(made.folder / name) != wanted:
            raise Tampered(f"{made.folder / name} is not what was registered")


def _name(owner: str, recipe: Recipe, hashes: Mapping[str, str]) -> str:
    content = {"recipe": recipe.to_dict(), "files": {name: hashes[name] for name in _DELETED}, "owner": owner}
    digest = sha256(files.as_json(content)).hexdigest()[:12]
    return f"s_{digest}" if owner == SHARED else f"u_{owner}_{digest}"


def _is_name(text: str) -> bool:
    return text.replace("_", "").isalnum() and text.isascii()


def _refuse_infinite(weights: Weights) -> None:
    for module, factors in weights.items():
        if not (np.isfinite(factors.a).all() and np.isfinite(factors.b).all()):
            raise InvalidInput(f"the weights of {module} are no finite numbers: the training went wrong")
