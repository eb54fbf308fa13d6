"""An OpenAI client that remembers: recall before it asks the model, remember after the model has answered.

Everything else of the client passes through untouched. Nothing of OpenAI's package is imported: any client of that
form will do.
"""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Any, Self

from pllm_memory.agents import turns
from pllm_memory.agents.memory import AgentMemory
from pllm_memory.agents.turns import Turn
from pllm_memory.errors import InvalidUserId
from pllm_memory.memory import AsyncMemory, Memory
from pllm_memory.types import Scope, new_id

_TURNS = 512
"""How many turns are known that may still go on: a model that calls tools is asked several times in one."""


def personal(
    client: Any,
    memory: Memory | AsyncMemory | str | None = None,
    *,
    user_id: str | None = None,
    session_id: str | None = None,
    template: str = "retrieval",
    limit: int | None = None,
    budget: int | None = None,
) -> "PersonalClient":
    """An OpenAI client that remembers: the same client, with a memory around `create` and `parse`.

    What is remembered about a turn goes into a message of its own, in the user's role, right before it; the list of
    messages that is given is not changed. After the answer, or at the end of a stream, the turn is kept; a call that
    fails keeps nothing. If the memory cannot be had, the model is asked without it, and that is logged.

    Args:
        client: An `OpenAI` or `AsyncOpenAI` client, or one of the same form.
        memory: A `Memory`, an `AsyncMemory` (for an async client), or where it is kept, as `Memory` takes it.
        user_id: Whose memory; or say it by `for_user`, or to each call: `create(user_id=…)`.
        session_id: The conversation; by default a new one for each `personal` and each `for_user`.
        template: What is shown, see `AgentMemory`.
        limit: As for `recall`.
        budget: As for `recall`.
    """
    agent = AgentMemory(memory, template=template, limit=limit, budget=budget)
    return PersonalClient(client, _Personal(agent, user_id, session_id or new_id()))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A call of the model, for a user."""

    user_id: str
    session_id: str
    turn_id: str
    turn: Turn

    def said(self, answer: str) -> list[dict[str, str]]:
        """What to keep of it."""
        if not self.turn.question.strip():
            return []
        return [{"role": "user", "content": self.turn.question}, {"role": "assistant", "content": answer}]


@dataclass(frozen=True, slots=True)
class _Personal:
    """Whose memory is used, and which turns may still go on."""

    agent: AgentMemory
    user_id: str | None
    session_id: str
    turns: OrderedDict[tuple[str, ...], str] = field(default_factory=OrderedDict[tuple[str, ...], str])

    def asked(self, given: dict[str, Any]) -> _Asked:
        """What a call is about; our own arguments are taken out of it.

        Raises:
            InvalidUserId: If nobody says whose memory it is.
        """
        user_id, session_id = given.pop("user_id", None), given.pop("session_id", None) or self.session_id
        whose = self.user_id if user_id is None else user_id
        if whose is None:
            raise InvalidUserId("no user id: give personal(…, user_id=…), client.for_user(…), or create(user_id=…)")
        turn = turns.read(given)
        key = (Scope(whose).user_id, session_id, turn.digest)
        if not turn.goes_on or key not in self.turns:
            self.turns[key] = new_id()
            if len(self.turns) > _TURNS:
                self.turns.popitem(last=False)
        return _Asked(whose, session_id, self.turns[key], turn)

    def block(self, asked: _Asked) -> str:
        return self.agent.block(asked.turn.question, user_id=asked.user_id, turn=asked.turn_id)

    async def ablock(self, asked: _Asked) -> str:
        return await self.agent.ablock(asked.turn.question, user_id=asked.user_id, turn=asked.turn_id)

    def keep(self, asked: _Asked, answer: str) -> None:
        self.agent.remember(asked.said(answer), user_id=asked.user_id, session_id=asked.session_id, turn=asked.turn_id)

    async def akeep(self, asked: _Asked, answer: str) -> None:
        await self.agent.aremember(
            asked.said(answer), user_id=asked.user_id, session_id=asked.session_id, turn=asked.turn_id
        )


class _Through:
    """Something of the client's, whose every attribute is its own, but for those that take part."""

    def __init__(self, inner: Any, personal: _Personal) -> None:
        self._inner = inner
        self._personal = personal

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class PersonalClient(_Through):
    """What `personal` gives: the client, with a memory."""

    def for_user(self, user_id: str, *, session_id: str | None = None) -> "PersonalClient":
        """The same client for one user, in a conversation of its own.

        Raises:
            InvalidUserId: If the id cannot be one.
        """
        whose = replace(self._personal, user_id=Scope(user_id).user_id, session_id=session_id or new_id())
        return PersonalClient(self._inner, whose)

    @property
    def chat(self) -> Any:
        """The client's, with a memory around `chat.completions`."""
        return _Chat(self._inner.chat, self._personal)

    @property
    def responses(self) -> Any:
        """The client's, with a memory around `create` and `parse`."""
        return _resource(self._inner.responses, self._personal)

    def with_options(self, **options: Any) -> "PersonalClient":
        """The client's `with_options`, with the same memory."""
        return PersonalClient(self._inner.with_options(**options), self._personal)

    copy = with_options

    def __enter__(self) -> Self:
        self._inner.__enter__()
        return self

    def __exit__(self, *reason: object) -> Any:
        return self._inner.__exit__(*reason)

    async def __aenter__(self) -> Self:
        await self._inner.__aenter__()
        return self

    async def __aexit__(self, *reason: object) -> Any:
        return await self._inner.__aexit__(*reason)


class _Chat(_Through):
    @property
    def completions(self) -> Any:
        return _resource(self._inner.completions, self._personal)


def _resource(resource: Any, personal: _Personal) -> Any:
    """A resource with a memory around what asks the model; async, if the client's is."""
    return (_AsyncResource if type(resource).__name__.startswith("Async") else _Resource)(resource, personal)


class _Resource(_Through):
    def create(self, **given: Any) -> Any:
        return self._ask("create", given)

    def parse(self, **given: Any) -> Any:
        return self._ask("parse", given)

    def _ask(self, name: str, given: dict[str, Any]) -> Any:
        asked = self._personal.asked(given)
        result = getattr(self._inner, name)(**turns.shown(given, self._personal.block(asked)))
        if given.get("stream"):
            return _Heard(result, self._personal, asked)
        self._personal.keep(asked, turns.answer(result))
        return result


class _AsyncResource(_Through):
    async def create(self, **given: Any) -> Any:
        return await self._ask("create", given)

    async def parse(self, **given: Any) -> Any:
        return await self._ask("parse", given)

    async def _ask(self, name: str, given: dict[str, Any]) -> Any:
        asked = self._personal.asked(given)
        result = await getattr(self._inner, name)(**turns.shown(given, await self._personal.ablock(asked)))
        if given.get("stream"):
            return _AsyncHeard(result, self._personal, asked)
        await self._personal.akeep(asked, turns.answer(result))
        return result


class _Listening(_Through):
    """A stream whose words are listened to; what was said is kept when it has ended, or is closed before."""

    def __init__(self, inner: Any, personal: _Personal, asked: _Asked) -> None:
        super().__init__(inner, personal)
        self._asked = asked
        self._said: list[str] = []
        self._over = False

    def _hear(self, event: Any) -> Any:
        self._said.append(turns.piece(event))
        return event

    def _end(self) -> str | None:
        """The answer, the first time."""
        if self._over:
            return None
        self._over = True
        return "".join(self._said)


class _Heard(_Listening):
    def __iter__(self) -> "_Heard":
        return self

    def __next__(self) -> Any:
        try:
            return self._hear(next(self._inner))
        except StopIteration:
            self._keep()
            raise
        except Exception:  # whatever broke the answer off, it is not kept: it will be asked for again
            self._over = True
            raise

    def __enter__(self) -> Self:
        self._inner.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, *reason: object) -> Any:
        if kind is None:
            self._keep()
        return self._inner.__exit__(kind, *reason)

    def close(self) -> None:
        self._keep()
        self._inner.close()

    def _keep(self) -> None:
        answer = self._end()
        if answer is not None:
            self._personal.keep(self._asked, answer)


class _AsyncHeard(_Listening):
    def __aiter__(self) -> "_AsyncHeard":
        return self

    async def __anext__(self) -> Any:
        try:
            return self._hear(await anext(self._inner))
        except StopAsyncIteration:
            await self._keep()
            raise
        except Exception:  # as above
            self._over = True
            raise

    async def __aenter__(self) -> Self:
        await self._inner.__aenter__()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *reason: object) -> Any:
        if kind is None:
            await self._keep()
        return await self._inner.__aexit__(kind, *reason)

    async def close(self) -> None:
        await self._keep()
        await self._inner.close()

    async def _keep(self) -> None:
        answer = self._end()
        if answer is not None:
            await self._personal.akeep(self._asked, answer)
