"""A model of one user's own: what their memory does with adapters."""

from pathlib import Path
from typing import TYPE_CHECKING

from pllm_memory.adapt.config import TrainConfig
from pllm_memory.adapt.dataset import Dataset
from pllm_memory.adapt.making import Adapted, Told
from pllm_memory.adapt.produce import AdapterProducer
from pllm_memory.adapt.register import Manifest
from pllm_memory.errors import NotFound
from pllm_memory.memory import adapting, learning
from pllm_memory.types import Scope

if TYPE_CHECKING:
    from pllm_memory.memory.app import AsyncMemory


class OwnAdapters:
    """The part of `AsyncUserMemory` that is about adapters."""

    _memory: "AsyncMemory"
    _scope: Scope

    async def adapt(
        self,
        *,
        method: str = "lora",
        speaker: str | None = None,
        base_model: str | Path | None = None,
        config: TrainConfig | None = None,
        over_shared: bool = True,
        producer: AdapterProducer | None = None,
        template: str = "none",
        progress: Told | None = None,
    ) -> Adapted:
        """Makes an adapter that answers like this user, and lets it answer if it is proven to be better.

        It is trained on nothing but what the user said, and measured on what they said later: it must beat the base
        model, and the base model with memory in its prompt, hurt nobody, still admit what was never said, and still
        refuse what the base model refuses. It can be killed, and goes on where it was; again on the same memory, it is
        the same adapter.

        Args:
            method: "lora"; "tiny": fewer numbers to train; or "assembled": put together from the adapters of those who
                let others use them (see `offer_adapter`), for a user who has said little.
            speaker: The user's name, where several people speak in this memory.
            base_model: The folder of the base model, as transformers saves it; by default that of the settings.
            config: How to train; where there is one, its `method` is taken.
            over_shared: Whether to train on top of the shared adapter (see `AsyncMemory.adapt`), where one is live.
            producer: Something else that makes the adapter, such as a `Soup`, or a hypernetwork of yours.
            template: What of the memory is in each prompt that is trained on; see `dataset`.
            progress: Called with what is being done, how much of it is done, and how much there is.

        Returns:
            The adapter, what was proven of it, and whether it answers from now on.

        Raises:
            ConfigError: If nobody says which model is to be adapted.
            InvalidInput: If there is nothing to train on, or it is not clear who of several speakers is the user.
            NotFound: If there is no model in the folder.
            Conflict: If what it was trained on was forgotten meanwhile.
            MissingExtra: If torch or peft is not installed.
        """
        wanted = adapting.Wanted(
            method=method,
            config=config,
            base_model=base_model,
            speakers={self._scope.user_id: speaker} if speaker else {},
            over_shared=over_shared,
            producer=producer,
            template=template,
        )
        return await adapting.adapt(self._memory, (self._scope.user_id,), shared=False, wanted=wanted, told=progress)

    async def dataset(
        self, *, speaker: str | None = None, template: str = "none", held_out: float = learning.HELD_OUT
    ) -> Dataset:
        """What an adapter of this user is trained on and measured with, to read it, or to train elsewhere.

        Each thing that the user said is an example, by time, with the ids of the messages that it was made from.

        Args:
            speaker: The user's name, where several people speak in this memory.
            template: What of the memory is in each prompt, as for `prompt`: "none", "retrieval", "profile", "combined",
                or the text of one of your own. It is what was known before the example, and nothing later.
            held_out: Which share is held out; it is later than all the rest.

        Returns:
            The examples; its `jsonl()` has TRL's columns.

        Raises:
            ConfigError: If there is no such template.
            InvalidInput: If it is not clear who of several speakers is the user.
        """
        return await learning.dataset(self._memory, self._scope, speaker=speaker, template=template, held_out=held_out)

    async def adapters(self) -> list[Manifest]:
        """Every adapter of this user, in the order they were made, each with its state and its history.

        Raises:
            Tampered: If one of them is not what was registered.
        """
        return list(await self._memory.adapters.all(self._scope.user_id))

    async def adapter(self) -> Manifest | None:
        """The adapter that answers this user, or None: then the base model does.

        Raises:
            Tampered: If it is not what was registered.
        """
        return await self._memory.adapters.live(self._scope.user_id)

    async def rollback_adapter(self) -> Manifest:
        """Goes back to the adapter that answered before the one that does.

        Raises:
            NotFound: If there is none to go back to.
        """
        return await self._memory.adapters.rollback(self._scope.user_id)

    async def offer_adapter(self, *, offered: bool = True) -> Manifest:
        """Lets others' adapters be put together from pieces of this user's, or not any more.

        Whoever's adapter was made of them loses it when this user forgets what theirs was trained on.

        Raises:
            NotFound: If no adapter of theirs is live.
        """
        live = await self.adapter()
        if live is None:
            raise NotFound("this user has no live adapter")
        return self._memory.adapters.register.offer(self._scope.user_id, live.name, offered=offered)
