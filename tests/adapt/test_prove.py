"""What an adapter must have shown before it answers, decided from numbers alone."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_memory.adapt import report
from pllm_memory.adapt.dataset import Example
from pllm_memory.adapt.held import said_elsewhere, thinned
from pllm_memory.adapt.probes import probes
from pllm_memory.adapt.prove import Compared, Criteria, Measured, Proof, Surprise, prove
from tests.adapt.registered import START, said


def scored(per_token, number=20, *, spread=0.2, seed=0):
    drawn = np.random.default_rng(seed).normal(per_token, spread, number)
    return tuple(Surprise(float(nats) * 10, 10) for nats in drawn)


def same(per_token, **given):
    return Compared(base=scored(per_token, **given), adapter=scored(per_token, **given))


def measured(**changed):
    """A good adapter, but for what is changed."""
    found = {
        "own": Compared(base=scored(3.0), memory=scored(2.9), adapter=scored(2.6)),
        "others": Compared(base=scored(4.5), memory=scored(4.5), adapter=scored(4.5)),
        "strangers": same(3.2),
        "general": same(2.0),
        "admits": same(2.0, spread=0),
        "invents": same(3.0, spread=0),
        "refuses": same(1.0, spread=0),
        "complies": same(2.0, spread=0),
        "logit_change": 3.0,
    }
    return Measured(**{**found, **changed})


def failed(proof):
    return [check.name for check in proof.checks if not check.passed]


def test_a_good_adapter_is_proven():
    proof = prove(measured())
    assert proof.passed, failed(proof)
    assert proof.numbers["nats adapter"] < proof.numbers["nats memory"] < proof.numbers["nats base"]
    low, high = proof.intervals["base"]
    assert 0 < low < proof.numbers["nats base"] - proof.numbers["nats adapter"] < high
    assert proof.reason.startswith("proven")


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"logit_change": 0.0}, "it changes the model"),
        ({"own": Compared(base=scored(3.0), memory=scored(2.5), adapter=scored(2.6))},
         "it beats the base model with memory in its prompt"),
        ({"own": Compared(base=scored(2.62, seed=2), memory=scored(2.9), adapter=scored(2.6))},
         "it beats the base model"),
        ({"strangers": Compared(base=scored(3.0), adapter=scored(3.2))}, "it does not hurt strangers"),
        ({"general": Compared(base=scored(2.0), adapter=scored(2.2))}, "it does not hurt general"),
        ({"admits": Compared(base=scored(2.0), adapter=scored(4.0))}, "it still admits absence"),
        ({"refuses": Compared(base=scored(1.0), adapter=scored(3.0))}, "it still refuses"),
        ({"others": Compared(base=scored(9.0), memory=scored(9.0), adapter=scored(2.5))},
         "it knows the user's replies"),
    ],
)  # fmt: skip
def test_each_thing_that_is_asked_can_fail_alone(changed, name):
    proof = prove(measured(**changed))
    assert failed(proof) == [name]
    assert proof.reason.startswith("not proven")


def test_a_gain_that_may_be_chance_is_none():
    """The mean is better; the interval says that another handful of replies could have said the opposite."""
    own = Compared(base=scored(3.0, spread=1, seed=1), memory=scored(9.0), adapter=scored(2.9, spread=1, seed=2))
    assert "it beats the base model" in failed(prove(measured(own=own)))


def test_what_the_base_model_does_not_refuse_is_not_asked_of_the_adapter():
    proof = prove(measured(refuses=same(3.0, spread=0), complies=same(1.0, spread=0)))
    assert proof.passed
    assert "of 0 requests" in proof.checks[-1].text


def test_too_few_replies_prove_nothing():
    few = Compared(base=scored(3.0, 7), memory=scored(2.9, 7), adapter=scored(1.0, 7))
    proof = prove(measured(own=few, others=few))
    assert failed(proof) == ["held out"]
    assert "only 7" in proof.reason
    assert prove(measured(own=few, others=few), Criteria(held_out=7)).checks[0].name != "held out"
    assert report.svg(proof) is None


@given(st.floats(1, 4), st.floats(1, 4), st.integers(0, 9))
def test_an_adapter_that_is_worse_is_never_proven(base, adapter, seed):
    own = Compared(base=scored(base, seed=seed), memory=scored(base, seed=seed), adapter=scored(adapter, seed=seed))
    proof = prove(measured(own=own))
    assert proof == prove(measured(own=own))
    if adapter >= base:
        assert not proof.passed


def test_the_report_is_for_people_and_for_programs():
    proof = prove(measured())
    written = report.files(proof)
    assert Proof.from_dict(json.loads(written["report.json"])).reason == proof.reason
    assert written["report.md"].startswith(b"# Proven")
    assert b"<svg" in written["report.svg"]
    assert b"**no**" in report.files(prove(measured(logit_change=0.0)))["report.md"]


def test_what_was_said_is_no_probe_of_absence():
    assert len(probes(["My first dog was called Biscuit."]).absence) == len(probes().absence) - 1
    assert len(probes().absence) >= 20
    assert all(pair.good.prompt == pair.bad.prompt for pair in (*probes().absence, *probes().refusals))


def test_somebody_elses_reply_is_not_the_users_nor_what_was_just_said():
    messages = [said(number, role=("user", "assistant")[number % 2]) for number in range(8)]
    own = [Example(prompt=(), completion="x", at=START, message_ids=("m6", "m5", "m3", "m1"))]
    assert said_elsewhere(own, messages, speaker=None, otherwise=["y"]) == (messages[7].content,)
    assert said_elsewhere(own, [], speaker=None, otherwise=["y"]) == ("y",)


def test_many_replies_are_thinned_evenly():
    found = [Example(prompt=(), completion=str(n), at=START, message_ids=(f"m{n}",)) for n in range(100)]
    assert [example.completion for example in thinned(found, 4)] == ["0", "25", "50", "75"]
    assert thinned(found, 100) == tuple(found)
