"""One call from a turn to an answer: recalled, routed, answered by the right weights, remembered."""

import pytest

from pllm_memory import AsyncMemory, Memory
from pllm_memory.adapt.backends.local import LocalBackend
from pllm_memory.adapt.identity import identify
from pllm_memory.adapt.local.base import load
from pllm_memory.adapt.weights import read
from pllm_memory.config import Settings
from pllm_memory.errors import AdapterRefused, BackendDown, ConfigError, InvalidInput
from pllm_memory.memory import speak
from tests.adapt.made import QUESTION, taught, text
from tests.adapt.registered import candidate, said

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")  # peft's, of transformers


class Parrot:
    """A backend that says by whom it was asked, and with what."""

    def __init__(self, *, broken=()):
        self.asked = []
        self.broken = broken

    async def reply(self, messages, *, user, adapter=None, sampling=None):
        name = adapter.name if adapter else "base"
        self.asked.append((user, name, list(messages)))
        if name in self.broken or ("adapter" in self.broken and adapter):
            raise AdapterRefused(f"{name} is broken")
        yield f"{name} "
        yield "answers"


class Echo:
    async def reply(self, messages, *, schema=None):
        yield "the LLM answers"


@pytest.fixture
def make(tmp_path, tiny_model):
    opened = []

    def make(**given):
        settings = Settings(url=f"sqlite:///{tmp_path}/memories", embedder="none", base_model=str(tiny_model))
        opened.append(Memory(settings=settings, **given))
        return opened[-1]

    yield make
    for memory in opened:
        memory.close()


def live(memory, tiny_model, user_id="ada", seed=1):
    memory.for_user(user_id).remember([said(n, f"{user_id} said {n}") for n in range(8)], session_id="s")
    found = candidate(seed, user_id=user_id, messages=memory.for_user(user_id).messages(), base=identify(tiny_model))
    register = memory.asynchronous.adapters.register
    return register.promote(user_id, register.add(user_id, found).name, reason="proven")


def test_both_sides_are_remembered_and_what_was_said_before_is_in_the_prompt(make):
    backend = Parrot()
    ada = make(backend=backend).for_user("ada")
    ada.remember("I keep two narrowboats in Leeds.")
    answer = ada.chat("Where are my narrowboats?", session_id="talk")
    assert str(answer) == "base answers"
    said_ = [(m.role, m.content) for m in ada.messages() if m.session_id == "talk"]
    assert said_ == [("user", "Where are my narrowboats?"), ("assistant", "base answers")]
    ((user, _, messages),) = backend.asked
    assert user == "ada"
    assert "two narrowboats in Leeds" in messages[-2]["content"]
    assert messages[-1]["content"] == "Where are my narrowboats?"


def test_the_users_own_adapter_answers_nobody_else(make, tiny_model):
    backend = Parrot()
    memory = make(backend=backend)
    made = live(memory, tiny_model)
    assert memory.for_user("ada").chat("Hi!").route.adapter == made.name
    assert memory.for_user("bob").chat("Hi!").route.level == "base"
    assert memory.for_user("ada").chat("Where do I live?").route.level == "base"
    assert [(user, name) for user, name, _ in backend.asked] == [("ada", made.name), ("bob", "base"), ("ada", "base")]
    assert memory.for_user("ada").route("Hi!").adapter == made.name


def test_what_was_forgotten_does_not_answer_any_more(make, tiny_model):
    memory = make(backend=Parrot())
    live(memory, tiny_model)
    ada = memory.for_user("ada")
    ada.forget("m2")
    assert ada.route("Hi!").level == "base"
    assert ada.chat("Hi!").route.level == "base"


def test_whoever_has_said_too_little_for_an_own_adapter_is_told_so(make):
    memory = make(backend=Parrot())
    memory.for_user("ada").remember([said(n) for n in range(8)], session_id="s")
    assert "6 replies are too few to train on" in str(memory.for_user("ada").route("Hi!"))
    memory.for_user("bob").remember([said(n) for n in range(40)], session_id="s")
    assert "there is none that is live" in str(memory.for_user("bob").route("Hi!"))


def test_an_adapter_for_another_base_model_does_not_answer(make, tiny_model, tmp_path):
    memory = make(backend=Parrot())
    made = live(memory, tiny_model)
    (tmp_path / "other").mkdir()
    for name in ("config.json", "model.safetensors"):
        (tmp_path / "other" / name).write_text("{}")
    other = Settings(url=memory.asynchronous.settings.url, embedder="none", base_model=str(tmp_path / "other"))
    with Memory(settings=other, backend=Parrot()) as changed:
        assert "another base model" in str(changed.for_user("ada").route("Hi!"))
    unknown = Settings(url=memory.asynchronous.settings.url, embedder="none")
    with Memory(settings=unknown, backend=Parrot()) as blind:
        assert "not known" in str(blind.for_user("ada").route("Hi!"))
    assert memory.for_user("ada").route("Hi!").adapter == made.name


def test_a_damaged_adapter_does_not_answer_and_the_route_says_so(make, tiny_model):
    memory = make(backend=Parrot())
    made = live(memory, tiny_model)
    weights = made.folder / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    assert memory.for_user("ada").chat("Hi!").route.level == "base"


def test_weights_that_are_exchanged_after_the_choice_are_not_answered_with(make, tiny_model, monkeypatch):
    """They are no more the ones that were verified when it was chosen who answers."""
    memory = make(backend=Parrot())
    made = live(memory, tiny_model)

    async def choose_then_exchange(*given, before=speak.choose):
        chosen = await before(*given)
        weights = made.folder / "adapter_model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-1] + b"x")
        return chosen

    monkeypatch.setattr(speak, "choose", choose_then_exchange)
    answer = memory.for_user("ada").chat("Hi!")
    assert (str(answer), answer.route.level) == ("base answers", "base")
    assert "not what was registered" in str(answer.route)


@pytest.mark.anyio
@pytest.mark.parametrize("how", ["erase", "forget"])
async def test_an_answer_to_what_is_erased_while_it_comes_is_not_remembered(tmp_path, how):
    async with AsyncMemory(f"sqlite:///{tmp_path}/memories", embedder="none", backend=Parrot()) as memory:
        ada = memory.for_user("ada")
        pieces = aiter(ada.stream("Hi!", session_id="talk"))
        assert await anext(pieces) == "base "
        if how == "erase":
            await ada.erase()
        else:
            await ada.forget(*[message.id for message in await ada.messages()])
        assert [piece async for piece in pieces] == ["answers"]
        assert await ada.messages() == []


def test_whatever_fails_is_answered_by_the_next_best_and_said_once(make, tiny_model):
    refusing = make(backend=Parrot(broken=("adapter",)))
    live(refusing, tiny_model)
    answer = refusing.for_user("ada").chat("Hi!")
    assert (str(answer), answer.route.level) == ("base answers", "base")
    assert "is broken" in str(answer.route)
    down = make(backend=Parrot(broken=("adapter", "base")), llm=Echo())
    answer = down.for_user("ada").chat("Hi!", session_id="talk")
    assert str(answer) == "the LLM answers"
    assert [m.content for m in down.for_user("ada").messages() if m.session_id == "talk"] == ["Hi!", "the LLM answers"]


def test_where_nobody_can_answer_what_was_said_is_kept(make):
    ada = make(backend=Parrot(broken=("base",))).for_user("ada")
    with pytest.raises(AdapterRefused):
        ada.chat("Hi!", session_id="talk")
    assert [m.content for m in ada.messages()] == ["Hi!"]
    with pytest.raises(ConfigError, match="nobody can answer"):
        make().for_user("bob").chat("Hi!")
    with pytest.raises(InvalidInput, match="user's"):
        ada.chat([{"role": "assistant", "content": "Hello."}])


def test_an_answer_is_streamed_and_remembered_when_it_is_whole(make):
    ada = make(backend=Parrot()).for_user("ada")
    assert list(ada.stream("Hi!", session_id="whole")) == ["base ", "answers"]
    assert [m.content for m in ada.messages() if m.session_id == "whole"] == ["Hi!", "base answers"]


def test_an_error_on_the_way_reaches_who_listens(make):
    ada = make(backend=Parrot(broken=("base",))).for_user("ada")
    with pytest.raises(AdapterRefused):
        list(ada.stream("Hi!"))


@pytest.mark.anyio
async def test_a_real_model_answers_with_the_real_adapter_of_the_one_who_asks(tmp_path, tiny_model):
    settings = Settings(url=f"sqlite:///{tmp_path}/memories", embedder="none", base_model=str(tiny_model))
    async with AsyncMemory(settings=settings, backend="local") as memory:
        assert isinstance(memory.backend, LocalBackend)
        base, register = load(tiny_model), memory.adapters.register
        taught_to_say = {}
        for number, (user_id, word) in enumerate([("ada", "plum"), ("bob", "brick")]):
            ours = memory.for_user(user_id)
            await ours.remember([said(n, f"{user_id} said {n}") for n in range(8)], session_id="s")
            served = taught(base, tmp_path / word, word, learning_rate=3e-2, epochs=80)
            plain = candidate(number, user_id=user_id, messages=await ours.messages(), base=identify(tiny_model))
            found = register.add(user_id, plain.__class__(**{**_fields(plain), "weights": read(served.folder)}))
            register.promote(user_id, found.name, reason="proven")
            taught_to_say[user_id] = await text(memory.backend, served, max_tokens=256)
        answers = {user: await memory.for_user(user).chat(QUESTION, template="none") for user in ("ada", "bob", "eve")}
    assert {user: str(answers[user]) for user in ("ada", "bob")} == taught_to_say
    assert taught_to_say["ada"] == "plum" != taught_to_say["bob"]
    assert answers["eve"].route.level == "base"
    assert str(answers["eve"]) not in taught_to_say.values()


def _fields(found):
    return {name: getattr(found, name) for name in found.__dataclass_fields__}


def test_backends_are_opened_by_name(make, tiny_model):
    with pytest.raises(ConfigError, match="no backend"):
        make(backend="tgi:http://x")
    assert make(backend="vllm:http://127.0.0.1:1").asynchronous.backend is not None
    with pytest.raises(BackendDown):
        make(backend="vllm:http://127.0.0.1:1").for_user("ada").chat("Hi!")
