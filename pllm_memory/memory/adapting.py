"""A model of each user's own: from the memory to an adapter that answers, or to the reason why it does not."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anyio import get_cancelled_exc_class, to_thread

from pllm_memory.adapt.config import METHODS, TrainConfig
from pllm_memory.adapt.dataset import Dataset, examples, split, with_memory
from pllm_memory.adapt.held import MOST, Held, said_elsewhere, thinned
from pllm_memory.adapt.identity import BaseModel
from pllm_memory.adapt.making import Adapted, Told, Words, make
from pllm_memory.adapt.probes import probes
from pllm_memory.adapt.produce import AdapterProducer
from pllm_memory.adapt.register import Manifest, Register
from pllm_memory.adapt.route import FEWEST
from pllm_memory.errors import ConfigError, Conflict, InvalidInput
from pllm_memory.memory.finding import find
from pllm_memory.memory.learning import BUDGET, HELD_OUT, NOTHING, informed
from pllm_memory.models.extras import library
from pllm_memory.recall import BALANCED
from pllm_memory.types import Message, Scope

if TYPE_CHECKING:
    from pllm_memory.memory.app import AsyncMemory

ASSEMBLED = "assembled"
_DEFAULT = "lora"
_FORGOTTEN = "what the adapter was trained on was forgotten or corrected meanwhile: it is gone too; adapt again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How to adapt.

    Attributes:
        method: "lora", "tiny" or "assembled"; see `TrainConfig` and `produce.AdapterProducer`.
        config: How to train, by its method; the defaults, with `method`, where there is none.
        base_model: The folder of the base model; by default that of the settings.
        speakers: Of each user, the name, where several people speak in their memory.
        over_shared: Whether to train on top of the shared adapter, where one is live.
        producer: Something else that makes the adapter.
        template: What of the memory is in each prompt that is trained on.
    """

    method: str = _DEFAULT
    config: TrainConfig | None = None
    base_model: str | Path | None = None
    speakers: Mapping[str, str] = field(default_factory=dict[str, str])
    over_shared: bool = True
    producer: AdapterProducer | None = None
    template: str = NOTHING

    def __post_init__(self) -> None:
        if self.method not in {*METHODS, ASSEMBLED}:
            raise InvalidInput(f"there is no method {self.method!r}; there are {', '.join((*METHODS, ASSEMBLED))}")
        if self.config and self.method not in {_DEFAULT, self.config.method}:
            raise InvalidInput(f"the method is {self.method!r}, and config says {self.config.method!r}: which of them?")

    @property
    def training(self) -> TrainConfig:
        """How to train."""
        return self.config or TrainConfig(method=self.method)  # pyright: ignore[reportArgumentType]  checked there


async def adapt(
    memory: "AsyncMemory", user_ids: tuple[str, ...], *, shared: bool, wanted: Wanted, told: Told | None
) -> Adapted:
    """Makes an adapter of what some users said, proves it, and lets it answer if it is proven.

    Args:
        memory: The memory.
        user_ids: Of whose words.
        shared: Whether it becomes the shared one; else it is the one user's.
        wanted: How.
        told: Called with what is being done, how much of it is done, and how much there is.
    """
    folder = base_folder(memory, wanted.base_model)
    if shared and wanted.method == ASSEMBLED:
        raise InvalidInput("a shared adapter is trained; only a user's own is assembled")
    words = await _words(memory, user_ids, wanted)
    if not shared and wanted.producer is None and wanted.method != ASSEMBLED:
        _enough(words)
    user_id = None if shared else user_ids[0]
    made_from = () if shared else await _made_from(memory, user_ids[0], wanted)
    stop = threading.Event()

    def work() -> Adapted:
        register, stopping = memory.adapters.register, _stopping(told, stop)
        base = _local("base").load(folder, device=memory.settings.device)
        return _make(register, user_id, words, wanted, base, made_from=made_from, told=stopping)

    try:
        adapted = await to_thread.run_sync(work, abandon_on_cancel=True)
    except get_cancelled_exc_class():
        stop.set()
        raise
    if not await memory.adapters.may_answer(adapted.manifest):
        for one in user_ids:
            await memory.adapters.sweep(Scope(one))
        raise Conflict(_FORGOTTEN)
    return adapted


def base_folder(memory: "AsyncMemory", given: str | Path | None) -> Path:
    """The folder of the base model.

    Raises:
        ConfigError: If nobody says where it is.
    """
    found = given or memory.settings.base_model
    if not found:
        raise ConfigError("which model is to be adapted? Give base_model=FOLDER, or set PLLM_BASE_MODEL")
    return Path(found).expanduser()


# ── what is said ─────────────────────────────────────────────────────────────────────────────────────


async def _words(memory: "AsyncMemory", user_ids: tuple[str, ...], wanted: Wanted) -> Words:
    datasets: dict[str, Dataset] = {}
    messages: dict[str, list[Message]] = {}
    held = Held()
    for user_id in user_ids:
        scope, speaker = Scope(user_id), wanted.speakers.get(user_id)
        said = await memory.adapters.learnable(scope)
        found = split(user_id, examples(said, speaker=speaker), held_out=HELD_OUT)
        if found.train:
            ids = {message.id for message in said}
            train = await informed(memory, scope, found.train, wanted.template, ids=ids)
            datasets[user_id], messages[user_id] = replace(found, train=train), said
            held += await _held(memory, scope, found, said, speaker=speaker, most=max(8, MOST // len(user_ids)))
    if not datasets:
        raise InvalidInput("nothing is remembered that the user said: there is nothing to adapt to")
    texts = [message.content for said in messages.values() for message in said]
    return Words(datasets=datasets, messages=messages, held=held, probes=probes(texts))


def _enough(words: Words) -> None:
    replies = sum(len(dataset.train) for dataset in words.datasets.values())
    if replies < FEWEST:
        raise InvalidInput(
            f"{replies} replies are too few to train on, {FEWEST} are needed; until then the shared adapter answers, "
            f"or one of others' pieces: method={ASSEMBLED!r}"
        )


async def _held(
    memory: "AsyncMemory", scope: Scope, dataset: Dataset, said: list[Message], *, speaker: str | None, most: int
) -> Held:
    own = thinned(dataset.held_out, most)

    async def known(question: str, before: datetime) -> tuple[str, tuple[str, ...]]:
        context = await find(memory, scope, question, limit=None, budget=BUDGET, until=before, strategy=BALANCED)
        return (context.text, context.packed) if context.packed else ("", ())

    strangers = [example.completion for example in probes().strangers]
    others = said_elsewhere(own, said, speaker=speaker, otherwise=strangers)
    return Held(own=own, informed=await with_memory(own, known), others=others)


async def _made_from(memory: "AsyncMemory", user_id: str, wanted: Wanted) -> tuple[Manifest, ...]:
    """The adapters of others that this one is made from: the pieces that are offered, or what is shared."""
    adapters = memory.adapters
    if wanted.method == ASSEMBLED:
        own = adapters.register.owner(user_id)
        found = await to_thread.run_sync(adapters.register.offered)
        return tuple([one for one in found if one.owner != own and await adapters.may_answer(one)])
    over = await adapters.live(None) if wanted.over_shared else None
    return (over,) if over else ()


# ── in a thread of its own ───────────────────────────────────────────────────────────────────────────


def _make(
    register: Register,
    user_id: str | None,
    words: Words,
    wanted: Wanted,
    base: Any,
    *,
    made_from: tuple[Manifest, ...],
    told: Told | None,
) -> Adapted:
    local, measure = _local("produce"), _local("measure").measure
    identity: BaseModel = base.identity
    usable = tuple(one for one in made_from if not one.needs_rebuild(identity))
    if wanted.producer:
        producer = wanted.producer
    elif wanted.method == ASSEMBLED:
        producer = local.Assembling(base, usable)
    else:
        producer = local.Training(base, wanted.training, next(iter(usable), None))

    try:
        return make(register, user_id, words, producer, partial(measure, base), base=identity, told=told)
    except FileNotFoundError as error:  # who forgets removes the folder that it works in
        raise Conflict(_FORGOTTEN) from error
    except _Stopped as error:
        raise Conflict("adapting was stopped; the next call goes on where it was") from error


def _local(name: str) -> Any:
    return library(f"pllm_memory.adapt.local.{name}", what="Adapting a model", extra="adapters")


class _Stopped(Exception):
    """Nobody waits any more."""


def _stopping(told: Told | None, stop: threading.Event) -> Told:
    def call(what: str, done: int, total: int) -> None:
        if stop.is_set():
            raise _Stopped
        if told:
            told(what, done, total)

    return call
