"""From a memory to an adapter that answers, end to end on a tiny model: made, proven, promoted, looked after."""

import json
import threading

import anyio
import pytest
import torch
from typer.testing import CliRunner

from pllm_memory import AsyncMemory, Memory
from pllm_memory.adapt import weights as files
from pllm_memory.adapt.compose import combine
from pllm_memory.adapt.config import TrainConfig
from pllm_memory.adapt.local.base import load
from pllm_memory.adapt.local.produce import Training, helpfulness, over
from pllm_memory.adapt.local.score import surprises, wearing
from pllm_memory.adapt.produce import Soup
from pllm_memory.cli import app
from pllm_memory.errors import ConfigError, Conflict, InvalidInput, MissingExtra, NotFound
from pllm_memory.memory import adapting
from pllm_memory.testing import HashEmbedder
from tests.adapt.registered import candidate, said

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")  # peft's, of transformers

CONFIG = TrainConfig(rank=2, learning_rate=2e-2, epochs=2, targets=("q_proj", "v_proj", "down_proj"))


def tell(memory, user_id="ada", *, saying="the code word is pineapple", number=48):
    turns = [
        said(n, f"{saying} today" if n % 2 else f"how are you at {n}?", role=("assistant", "user")[n % 2])
        for n in range(number)
    ]
    memory.for_user(user_id).remember(turns, session_id="s")
    return memory.for_user(user_id)


@pytest.fixture(autouse=True)
def few_are_enough(request, monkeypatch):
    """What is tested here does not hang on how much is said; but for the test that says it does."""
    if "too_few" not in request.node.name:
        monkeypatch.setattr(adapting, "FEWEST", 1)


@pytest.fixture
def ada(memory):
    return tell(memory)


def adapt(user, tiny_model, **given):
    return user.adapt(base_model=tiny_model, **{"config": CONFIG, **given})


def test_an_adapter_is_made_and_measured_and_one_that_is_not_proven_says_why(memory, tiny_model):
    ada, seen = tell(memory, number=80), []
    done = adapt(ada, tiny_model, progress=lambda *at: seen.append(at))
    assert done.trained_on == 30
    numbers = done.proof.numbers
    assert numbers["nats adapter"] < numbers["nats base"]
    assert numbers["held out"] == 10
    assert not done.promoted  # it says the code word to everybody
    assert done.manifest.history[-1].reason == done.proof.reason
    assert ada.adapter() is None
    assert [at for at in seen if at[0] == "Training"][-1] == ("Training", 16, 16)
    assert seen[-1][1] == seen[-1][2]
    assert json.loads((done.manifest.folder / "report.json").read_text())["reason"] == done.proof.reason
    assert (done.manifest.folder / "report.md").exists()


def test_of_too_few_replies_nothing_is_trained_for_one_user_alone(memory, tiny_model):
    """A shared adapter is made of several users' words, and is not held back."""
    few = tell(memory, number=2 * adapting.FEWEST)
    with pytest.raises(InvalidInput, match=f"too few to train on, {adapting.FEWEST} are needed"):
        adapt(few, tiny_model)
    assert few.adapters() == []
    assert memory.adapt(base_model=tiny_model, config=CONFIG).trained_on < adapting.FEWEST


def promoted(memory, user_id, manifest):
    """As if it had been proven: a model with random weights has no manners to keep."""
    return memory.asynchronous.adapters.register.promote(user_id, manifest.name, reason="for a test")


def test_the_same_memory_gives_the_same_adapter_and_more_memory_another(memory, ada, tiny_model):
    first = adapt(ada, tiny_model).manifest
    steps = []
    again = adapt(ada, tiny_model, progress=lambda *at: steps.append(at))
    assert again.manifest == first
    assert not steps
    with Memory(memory.asynchronous.settings.url + "-other", embedder=HashEmbedder()) as other:
        twin = adapt(tell(other), tiny_model).manifest
        assert (twin.folder / files.WEIGHTS).read_bytes() == (first.folder / files.WEIGHTS).read_bytes()
    ada.remember([said(98, "and you?", role="assistant"), said(99, "fine")], session_id="s")
    assert adapt(ada, tiny_model).manifest.name != first.name
    assert len(ada.adapters()) == 2


def test_going_back_and_forgetting(memory, ada, tiny_model):
    one = promoted(memory, "ada", adapt(ada, tiny_model).manifest)
    two = promoted(memory, "ada", adapt(ada, tiny_model, method="tiny", config=None).manifest)
    assert two.recipe.method == "tiny"
    assert ada.adapter().name == two.name
    assert ada.rollback_adapter().name == one.name
    with pytest.raises(NotFound):
        ada.rollback_adapter()
    assert set(ada.forget("m1").adapters) == {one.name, two.name}
    assert ada.adapter() is None


def test_a_users_adapter_over_the_shared_one_is_one_adapter(memory, ada, tiny_model):
    tell(memory, "bob", saying="rain in the north")
    shared = memory.adapt(["ada", "bob"], base_model=tiny_model, config=CONFIG)
    assert shared.trained_on == 36
    assert shared.manifest.name.startswith("s_")
    promoted(memory, None, shared.manifest)
    own = adapt(ada, tiny_model).manifest
    assert own.recipe.parents == (shared.manifest.address,)
    ranks = {factors.rank for factors in files.read(own.folder).values()}
    assert ranks == {4}
    alone = adapt(ada, tiny_model, over_shared=False).manifest
    assert alone.recipe.parents == ()
    promoted(memory, "ada", own)
    assert set(memory.for_user("bob").forget("m1").adapters) == {shared.manifest.name, own.name}
    assert ada.adapter() is None


def test_training_over_an_adapter_starts_from_it_and_leaves_the_base_as_it_was(memory, ada, tiny_model, tmp_path):
    base = load(tiny_model)
    before = {name: tensor.clone() for name, tensor in base.model.state_dict().items()}
    examples = list(register_of(memory, adapt(ada, tiny_model).manifest).train)
    under = Training(base, CONFIG).produce(examples, key="k", work=made(tmp_path / "under"))
    files.write(tmp_path / "worn", under, base="tiny")
    with wearing(base, tmp_path / "worn") as model:
        worn = surprises(base, model, examples)
    with over(base, under):
        beneath = surprises(base, base.model, examples)
    rounded = 1e-4 if base.model.dtype == torch.float32 else 1e-3  # bfloat16: see test_card
    assert [one.nats for one in worn] == pytest.approx([one.nats for one in beneath], rel=rounded)
    assert all((before[name] == tensor).all() for name, tensor in base.model.state_dict().items())


def made(folder):
    folder.mkdir()
    return folder


def register_of(memory, manifest):
    return next(iter(memory.asynchronous.adapters.register.datasets(manifest).values()))


def test_a_finished_training_is_not_repeated_when_proving_was_killed(ada, tiny_model):
    class Killed(BaseException):
        pass

    def until_proving(what, done, total):
        if what == "Proving":
            raise Killed

    with pytest.raises(Killed):
        adapt(ada, tiny_model, progress=until_proving)
    assert ada.adapters() == []
    seen = []
    adapt(ada, tiny_model, progress=lambda what, *_: seen.append(what))
    assert set(seen) == {"Proving"}
    assert not list(ada.adapters()[0].folder.parent.glob("work"))


@pytest.mark.anyio
async def test_one_that_is_cancelled_stops_and_goes_on_later(url, tiny_model):
    steps = []
    async with AsyncMemory(url, embedder=HashEmbedder()) as memory:
        ada = memory.for_user("ada")
        await ada.remember([said(n, role=("assistant", "user")[n % 2]) for n in range(48)])
        started = threading.Event()

        def told(what, done, total):
            steps.append(done)
            started.set()

        async with anyio.create_task_group() as group:
            group.start_soon(lambda: ada.adapt(base_model=tiny_model, config=CONFIG, progress=told))
            await anyio.to_thread.run_sync(started.wait)
            group.cancel_scope.cancel()
        assert await ada.adapters() == []


def test_what_another_process_forgets_is_in_no_adapter_that_is_made_later(memory, ada, tiny_model):
    before = promoted(memory, "ada", adapt(ada, tiny_model).manifest)
    with Memory(memory.asynchronous.settings.url, embedder=HashEmbedder()) as other:
        other.for_user("ada").forget("m1")
    assert ada.adapter() is None
    after = adapt(ada, tiny_model).manifest
    assert after.name != before.name
    assert "m1" not in next(iter(after.sources.values()))


def test_an_adapter_is_assembled_from_the_pieces_that_others_offer(memory, ada, tiny_model):
    with pytest.raises(InvalidInput, match="nobody lets others"):
        adapt(ada, tiny_model, method="assembled", config=None)
    bob = tell(memory, "bob", saying="rain in the north")
    with pytest.raises(NotFound, match="no live adapter"):
        bob.offer_adapter()
    piece = promoted(memory, "bob", adapt(bob, tiny_model).manifest)
    with pytest.raises(InvalidInput, match="nobody lets others"):
        adapt(ada, tiny_model, method="assembled", config=None)
    bob.offer_adapter()
    own = adapt(ada, tiny_model, method="assembled", config=None).manifest
    assert own.recipe.parents == (piece.address,)
    assert set(files.read(own.folder)) == set(files.read(piece.folder))
    promoted(memory, "ada", own)
    assert own.name in bob.erase().adapters
    assert ada.adapter() is None


def test_the_pieces_that_help_are_those_that_lower_the_loss(memory, ada, tiny_model, tmp_path):
    """The score is the slope of the loss along a piece: compared here with a small step along it."""
    base = load(tiny_model)
    examples = list(register_of(memory, adapt(ada, tiny_model).manifest).train)[:4]
    own = Training(base, CONFIG).produce(examples, key="k", work=made(tmp_path / "own"))
    (scores,) = helpfulness(base, [own], examples, longest=256)
    small = 1e-2
    with over(base, combine([(own, small)])):
        after = [one.per_token for one in surprises(base, base.model, examples)]
    before = [one.per_token for one in surprises(base, base.model, examples)]
    slope = (sum(before) - sum(after)) / len(examples) / small
    assert sum(scores.values()) == pytest.approx(slope, rel=0.1)
    assert sum(scores.values()) > 0


def test_a_soup_is_the_weighted_sum_of_what_its_adapters_do(memory, ada, tiny_model):
    one = adapt(ada, tiny_model).manifest
    tiny = TrainConfig(method="tiny", rank=2, targets=CONFIG.targets)
    two = adapt(ada, tiny_model, config=tiny).manifest
    soup = ada.adapt(base_model=tiny_model, producer=Soup(((one, 0.25), (two, 0.75)))).manifest
    assert (soup.recipe.method, set(soup.recipe.parents)) == ("soup", {one.address, two.address})
    parts = files.read(one.folder), files.read(two.folder)
    for name, factors in files.read(soup.folder).items():
        wanted = 0.25 * parts[0][name].delta + 0.75 * parts[1][name].delta
        assert factors.delta == pytest.approx(wanted, abs=1e-5)
    with pytest.raises(InvalidInput, match="one base model"):
        Soup(())


def test_a_producer_of_ones_own_is_proven_like_any_other(ada, tiny_model):
    class Hypernetwork:
        method, digest, seed, parents = "hypernetwork", "d" * 64, 0, ()

        def produce(self, examples, *, key, work, progress=None):
            assert all(example.completion == "the code word is pineapple today" for example in examples)
            return candidate().weights | {}

    class Fitting(Hypernetwork):
        def produce(self, examples, *, key, work, progress=None):
            return Training(load(tiny_model), CONFIG).produce(examples, key=key, work=work)

    done = ada.adapt(base_model=tiny_model, producer=Fitting())
    assert done.manifest.recipe.method == "hypernetwork"
    assert "held out" in done.proof.numbers


class TestRefusals:
    def test_a_model_must_be_named_and_be_there(self, ada, tmp_path):
        with pytest.raises(ConfigError, match="PLLM_BASE_MODEL"):
            ada.adapt()
        with pytest.raises(NotFound, match="no model"):
            ada.adapt(base_model=tmp_path)

    def test_there_must_be_something_to_learn_from(self, memory, tiny_model):
        with pytest.raises(InvalidInput, match="nothing is remembered"):
            adapt(memory.for_user("nobody"), tiny_model)
        with pytest.raises(InvalidInput, match="method"):
            adapt(memory.for_user("nobody"), tiny_model, method="magic", config=None)
        for method in ("tiny", "assembled"):
            with pytest.raises(InvalidInput, match=f"'{method}', and config says 'lora'"):
                adapt(memory.for_user("nobody"), tiny_model, method=method, config=TrainConfig(rank=2))

    def test_without_torch_it_says_what_to_install(self, ada, tiny_model, monkeypatch):
        monkeypatch.setitem(__import__("sys").modules, "pllm_memory.adapt.local.produce", None)
        with pytest.raises(MissingExtra, match=r"pllm-memory\[adapters\]"):
            adapt(ada, tiny_model)


class TestCommand:
    @pytest.fixture
    def run(self, url, monkeypatch, tiny_model):
        monkeypatch.setenv("PLLM_URL", url)
        monkeypatch.setenv("PLLM_BASE_MODEL", str(tiny_model))

        def run(*args):
            return CliRunner().invoke(app, ["adapt", *args])

        return run

    def test_it_makes_lists_and_rolls_back(self, run, memory, ada):
        done = run("ada", "--embedder", "none", "--rank", "2", "--epochs", "1", "--json")
        assert done.exit_code == 0, done.output
        found = json.loads(done.stdout)
        assert found["trained_on"] == 18
        assert found["adapter"]["state"] == "retired"
        (row,) = json.loads(run("ada", "--list", "--json").stdout)
        assert row["name"] == found["adapter"]["name"]
        assert row["name"] in run("ada", "--list").stdout
        assert "no adapters" in run("--shared", "--list").stdout
        memory.asynchronous.adapters.register.promote("ada", row["name"], reason="for a test")
        assert "offered" in run("ada", "--offer").stdout
        assert isinstance(run("ada", "--rollback").exception, NotFound)

    def test_it_says_yes_or_no_to_each_thing_that_was_asked(self, run, ada):
        done = run("ada", "--embedder", "none", "--rank", "2", "--epochs", "1")
        assert "does not answer: it was not proven" in done.stdout
        assert "only 6 held-out replies" in done.stdout

    def test_it_writes_what_it_would_be_trained_on(self, run, ada, tmp_path):
        file = tmp_path / "ada.jsonl"
        done = run("ada", "--export", str(file), "--template", "profile", "--embedder", "none", "--json")
        assert json.loads(done.stdout) == {"train": 18, "held_out": 6}
        assert file.read_text(encoding="utf-8") == ada.dataset(template="profile").jsonl()

    @pytest.mark.parametrize(
        "args", [[], ["ada", "--shared"], ["ada", "--method", "magic"], ["--shared", "--speaker", "x"],
                 ["--shared", "--method", "assembled"], ["--shared", "--export", "x"]],
    )  # fmt: skip
    def test_it_refuses_what_means_nothing(self, run, ada, args):
        assert isinstance(run(*args).exception, (ConfigError, InvalidInput))


def test_a_conflict_is_raised_where_it_would_have_gone_live(memory, ada, tiny_model, monkeypatch):
    """A message is forgotten by another process after training, just before the adapter is promoted."""
    from pllm_memory.adapt import making
    from pllm_memory.adapt.prove import Check, Proof

    monkeypatch.setattr(
        making, "prove", lambda *_: Proof(checks=(Check(name="x", passed=True, text="x"),) * 2, numbers={})
    )

    def forget(what, done, total):
        if what == "Proving" and done == total:
            other.for_user("ada").forget("m1")

    other = Memory(memory.asynchronous.settings.url, embedder=HashEmbedder())
    with other, pytest.raises(Conflict, match="forgotten or corrected meanwhile"):
        adapt(ada, tiny_model, progress=forget)
    assert ada.adapter() is None
    assert not list(memory.asynchronous.adapters.register.folder.rglob(files.WEIGHTS))
