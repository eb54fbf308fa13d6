"""The benchmark of adapters on a tiny model and made-up conversations: who is compared with whom, on what."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from pllm_memory.bench import locomo
from pllm_memory.bench.personalization import Wanted, run
from pllm_memory.bench.personalization.numbers import LESS, LIFTS, PAIRS, summed
from pllm_memory.bench.personalization.people import Person, parted, people
from pllm_memory.bench.personalization.table import markdown, trained_on
from pllm_memory.bench.personalization.trial import CONDITIONS, STRANGER, Level, beside, of
from pllm_memory.cli import app
from pllm_memory.errors import InvalidInput
from tests.adapt.tiny import save_tiny_model
from tests.conftest import ROOT

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning"),  # peft's, of transformers
]

SESSIONS = 8
SMALL = {"replies": 3, "shared": 8, "speakers": 4, "amounts": (2, 6), "longest": 64, "embedder": "none"}


def conversation(name, speakers):
    """Eight sessions of six turns: each speaker says a word of their own, and which session it is."""
    talk = {}
    for session in range(1, SESSIONS + 1):
        talk[f"session_{session}_date_time"] = f"1:00 pm on {session} May, 2023"
        talk[f"session_{session}"] = [
            {
                "dia_id": f"D{session}:{turn}",
                "speaker": speakers[turn % 2],
                "text": f"{speakers[turn % 2]} says {turn} in session {session}{'?' * (turn % 3 == 0)}",
            }
            for turn in range(6)
        ]
    return {"sample_id": name, "conversation": talk, "qa": []}


@pytest.fixture(scope="session")
def talks(tmp_path_factory):
    pairs = {"one": ("Ada", "Ben"), "two": ("Cyd", "Dan"), "three": ("Eve", "Fay")}
    file = tmp_path_factory.mktemp("locomo") / "talks.json"
    file.write_text(json.dumps([conversation(name, pair) for name, pair in pairs.items()]))
    return file


@pytest.fixture(scope="session")
def base_model(tmp_path_factory):
    return save_tiny_model(tmp_path_factory.mktemp("tiny-model"))


@pytest.fixture
def wanted(base_model, talks):
    return Wanted(base_model=base_model, data=talks, **SMALL)


def cases(talks):
    return list(locomo.load(talks).cases)


def test_what_is_measured_is_later_than_all_that_is_trained_on_and_nothing_of_it_is_shown(talks):
    for person in people(cases(talks), replies=100, pairs=100):
        trained = {id_ for example in person.train for id_ in example.message_ids}
        assert max(example.at for example in person.train) < min(example.at for example in person.late)
        assert not trained & {id_ for example in person.late for id_ in example.message_ids}
        assert all(example.completion.startswith(person.name.split()[0]) for example in (*person.train, *person.late))


def test_the_rival_reply_is_the_partners_late_one_to_a_turn_of_the_same_kind(talks):
    late = {f"session {number}" for number in (7, 8)}
    for person in people(cases(talks), replies=100, pairs=100):
        for example, other in zip(person.paired, person.others, strict=True):
            assert not other.startswith(person.name.split()[0])
            assert any(session in other for session in late)
            assert other not in [turn["content"] for turn in example.prompt]


def test_nobody_who_is_measured_is_in_the_shared_adapter_nor_anybody_they_talk_to(talks):
    measured, rest = parted(people(cases(talks), replies=3, pairs=3), 3)
    assert [person.name for person in measured] == ["Ada (one)", "Ben (one)", "Cyd (two)"]
    assert {person.conversation for person in rest} == {"three"}
    with pytest.raises(InvalidInput, match="no conversation for the shared adapter"):
        parted(people(cases(talks), replies=3, pairs=3), 5)
    with pytest.raises(InvalidInput, match="strangers are the control"):
        parted(people(cases(talks), replies=3, pairs=3), 2)


async def test_every_condition_is_measured_of_everybody_and_a_second_run_measures_nothing(wanted, tmp_path):
    steps = []
    found = await run(wanted, work=tmp_path, progress=steps.append)
    assert list(found["overall"]) == list(CONDITIONS)
    assert {name for name, row in found["overall"].items() if "preference" in row} == set(CONDITIONS)
    assert [(lift["of"], lift["over"]) for lift in found["lifts"]] == list(LIFTS)
    assert [(gain["of"], gain["over"]) for gain in found["gains"]] == list(PAIRS)
    assert [(row["examples"], row["epochs"]) for row in found["by_amount"]] == [(2, 1), (6, 1), (6, 2)]
    assert list(found["by_speaker"]) == ["Ada (one)", "Ben (one)", "Cyd (two)", "Dan (two)"]
    assert [found["cost"][f"own of 6{often}"]["steps"] for often in ("", ", 2 times")] == [2, 4]
    assert found["missing"] == []
    assert steps[-1].done == steps[-1].total
    files = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.json")}
    assert await run(wanted, work=tmp_path) == found
    assert all(file.stat().st_mtime_ns == at for file, at in files.items() if file.name != "settings.json")


async def test_a_run_out_of_time_reports_what_was_measured_of_everybody_and_goes_on_later(base_model, talks, tmp_path):
    none = await run(Wanted(base_model=base_model, data=talks, minutes=0, **SMALL), work=tmp_path)
    assert none["overall"] == {}
    assert set(none["missing"]) >= set(CONDITIONS)
    assert "Not measured of everybody" in markdown(none)
    whole = await run(Wanted(base_model=base_model, data=talks, **SMALL), work=tmp_path)
    assert whole["missing"] == []


async def test_the_same_seed_gives_the_same_numbers_and_another_measures_anew(wanted, base_model, talks, tmp_path):
    one, other = [await run(wanted, work=tmp_path / name) for name in ("one", "other")]
    assert one["by_speaker"] == other["by_speaker"]
    seeded = Wanted(base_model=base_model, data=talks, seed=1, **SMALL)
    assert (await run(seeded, work=tmp_path / "one"))["by_speaker"] != one["by_speaker"]


def planned(talks, **given):
    return replace(Wanted(base_model=ROOT, data=talks, amounts=(2, 6), epochs=1).plan, **given)


def scored(nats, *, tokens=10, replies=40):
    """As many replies, whose nats a token are about as many."""
    spread = np.linspace(-0.1, 0.1, replies)
    return [[(nats + one) * tokens, tokens] for one in spread]


def test_gains_are_of_the_same_draws_and_a_difference_that_all_replies_have_has_a_narrow_interval(talks):
    measured = people(cases(talks), replies=3, pairs=3)[:4]
    plan = planned(talks, pairs=3)
    trained = ("own", STRANGER)
    levels = {"base": 3.0, "shared": 2.8, "own": 2.6, STRANGER: 2.8}
    found = {
        f"{of(name, Level(6)) if name in trained else name}: {person.name}": scored(level + 0.3 * place, replies=3)
        for name, level in levels.items()
        for place, person in enumerate(measured)
    }
    report = summed(found, measured, plan, seed=0)
    gain = next(one for one in report["gains"] if (one["of"], one["over"]) == ("own", "shared"))
    assert gain["nats"] == pytest.approx(0.2)
    assert gain["ci95"] == pytest.approx([0.2, 0.2])
    assert gain["speakers"] == 4
    low, high = report["ci95"]["own"]["nats"]
    assert low < report["overall"]["own"]["nats"] - 0.1 < report["overall"]["own"]["nats"] + 0.1 < high
    assert "base + memory" in report["missing"]


def test_what_makes_all_replies_likelier_knows_nobody_and_the_users_own_gain_is_told_from_it(talks):
    """Shared helps both sides alike; own helps the user's side alone; the base model likes the partner's better."""
    measured = people(cases(talks), replies=3, pairs=4)[:4]
    plan, six = planned(talks, pairs=4), Level(6)
    sides = {"base": (3.0, 2.9), "shared": (2.8, 2.7), of("own", six): (2.5, 2.7), of(STRANGER, six): (2.8, 2.71)}
    found = {
        f"{beside(name, 4)}: {person.name}": [
            [*mine, *others] for mine, others in zip(*(scored(side, replies=4) for side in both), strict=True)
        ]
        for name, both in sides.items()
        for person in measured
    } | {
        f"{name}: {person.name}": scored(both[0], replies=3) for name, both in sides.items() for person in measured
    }  # fmt: skip
    report = summed(found, measured, plan, seed=0)
    lifts = {(one["of"], one["over"]): one for one in report["lifts"]}
    assert report["overall"]["base"]["preference"] == 0
    assert report["overall"]["own"]["preference"] == 1
    assert lifts["shared", "base"]["nats"] == pytest.approx(0)
    assert lifts["own", "shared"]["nats"] == pytest.approx(0.3)
    assert lifts["own", "shared"]["share"] == 1
    assert lifts["own", "shared"]["speakers"] == 4
    assert lifts[STRANGER, "shared"]["nats"] == pytest.approx(0.01)
    assert report["size"]["pairs"] == sum(len(person.paired) for person in measured)
    assert beside("assembled", 4) in report["missing"]


def said(*numbers):
    """People who have said so many things early."""
    return [
        Person(name=f"{number} {place}", conversation="", train=(None,) * number, late=(), paired=(), others=())
        for place, number in enumerate(numbers)
    ]


def test_an_amount_that_somebody_has_not_said_takes_all_they_have_and_more_than_all_is_measured_once(talks):
    few, many = said(3, 9)
    assert [len(Level(amount).train(few)) for amount in (2, 5, 100)] == [2, 3, 3]
    plan = planned(talks, amounts=(100, 2, 5, 1000), epochs=3)
    assert plan.levels([few, many]) == (Level(2), Level(5), Level(100), Level(100, 3))
    assert plan.levels([few]) == (Level(2), Level(5), Level(5, 3))
    assert planned(talks, amounts=(2,), epochs=1).levels([few, many]) == (Level(2),)


def test_of_each_amount_the_table_says_the_least_and_the_most_that_anybody_was_trained_on():
    sizes = {"amount": 25, "fewest": 25, "most": 25, "epochs": 1}
    assert trained_on(sizes) == "25 replies"
    assert trained_on(sizes | {"fewest": 20}) == "at most 25 replies (20–25)"
    assert trained_on(sizes | {"amount": 400, "epochs": 2}) == "all replies there are (25), each seen 2 times"
    assert trained_on(sizes | {"amount": 400, "fewest": 20}) == "all replies there are (20–25)"


def test_each_amount_is_compared_with_the_one_before_on_the_same_draws(talks):
    measured = people(cases(talks), replies=3, pairs=3)[:4]
    plan = planned(talks, epochs=2)
    nats = {Level(2): 2.9, Level(6): 2.7, Level(6, 2): 2.6}
    found = {
        f"{of('own', level)}: {person.name}": scored(mean + 0.3 * place, replies=3)
        for level, mean in nats.items()
        for place, person in enumerate(measured)
    }
    first, *more = summed(found, measured, plan, seed=0)["by_amount"]
    assert LESS not in first["gains"]
    assert [row["gains"][LESS]["nats"] for row in more] == pytest.approx([0.2, 0.1])
    assert more[1]["gains"][LESS]["ci95"] == pytest.approx([0.1, 0.1])


async def test_another_amount_or_more_epochs_measure_no_more_of_anything_else(base_model, talks, tmp_path):
    once = SMALL | {"amounts": (6,), "epochs": 1}
    few = await run(Wanted(base_model=base_model, data=talks, **once), work=tmp_path)
    files = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.safetensors")}
    more = await run(Wanted(base_model=base_model, data=talks, **SMALL), work=tmp_path)
    assert all(file.stat().st_mtime_ns == at for file, at in files.items())
    assert more["by_amount"][1]["nats"] == few["by_amount"][0]["nats"]
    assert more["overall"]["own"]["nats"] == more["by_amount"][2]["nats"]


async def test_more_pairs_measure_no_more_of_anything_else(base_model, talks, tmp_path):
    few = await run(Wanted(base_model=base_model, data=talks, pairs=1, **SMALL), work=tmp_path)
    steps = []
    more = await run(Wanted(base_model=base_model, data=talks, pairs=2, **SMALL), work=tmp_path, progress=steps.append)
    assert more["by_speaker"] == few["by_speaker"]
    assert (few["size"]["pairs"], more["size"]["pairs"]) == (4, 8)
    assert len(list(tmp_path.iterdir())) == 1  # of the same folder, with the same adapters


def test_the_command_writes_the_report_its_tables_and_its_plots(base_model, talks, tmp_path):
    small = (
        "--replies 2 --shared 4 --epochs 2 --speakers 4 --amount 2 --amount 100 --longest 48 --embedder none".split()
    )
    command = ["bench", "personalization", str(talks), "--base-model", str(base_model), "--out", str(tmp_path), *small]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    names = [f"personalization-{name}.{kind}" for name in ("amounts", "knows", "models") for kind in ("png", "svg")]
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        ["parts", "personalization.json", "personalization.md", *names]
    )
    report = json.loads((tmp_path / "personalization.json").read_text())
    text = (tmp_path / "personalization.md").read_text()
    assert text == markdown(report)
    assert "\n| 2 replies |" in text
    assert "\n| all replies there are (15) |" in text
    assert "\n| all replies there are (15), each seen 2 times |" in text


def test_a_run_that_is_told_to_stop_ends_and_says_where_its_parts_are(base_model, talks, tmp_path):
    command = [
        sys.executable, "-m", "pllm_memory.cli", "bench", "personalization", str(talks), "--base-model",
        str(base_model), "--out", str(tmp_path), "--speakers", "4", "--epochs", "100000", "--replies", "2",
        "--embedder", "none",
    ]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as child:
        while not list(tmp_path.glob("parts/*/adapters")):
            assert child.poll() is None
            time.sleep(0.2)
        child.terminate()
        said = child.communicate(timeout=300)[1]
    assert child.returncode == 128 + signal.SIGTERM
    assert "kept in" in said


def test_without_a_base_model_the_command_says_what_is_missing(talks):
    done = CliRunner().invoke(app, ["bench", "personalization", "--data", str(talks)])
    assert "--base-model" in str(done.exception)


def test_without_the_extra_it_is_named(base_model, talks):
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "from pllm_memory.cli import main\n"
        f"sys.argv = ['x', 'bench', 'personalization', {str(talks)!r}, '--base-model', {str(base_model)!r}]\n"
        "sys.argv += ['--speakers', '4']\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, env=os.environ)
    assert done.returncode == 1
    assert "pllm-memory[adapters]" in done.stderr
