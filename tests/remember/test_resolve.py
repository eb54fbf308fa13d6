"""From what was said to what is true."""

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statements import day, facts, said, shown, times

from pllm_memory.facts import Statement
from pllm_memory.predicates import REGISTRY, Predicate, registry
from pllm_memory.remember.resolve import Resolution, resolve

ME = "user"
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""However busy the machine is."""

# ── who is who ───────────────────────────────────────────────────────────────────────────────────────


def test_a_model_does_not_make_a_landlord_of_a_son():
    theo = said(0, ME, "son", "Theo")
    assert shown(facts(theo, said(9, ME, "landlord", "Theo", source="tagger"))) == {(ME, "son", "Theo")}
    assert len(facts(theo, said(9, ME, "landlord", "Theo"))) == 2
    assert len(facts(said(0, ME, "friend", "Tom"), said(9, ME, "partner", "Tom", source="tagger"))) == 2
    assert len(facts(said(0, ME, "roommate", "Tom"), said(9, ME, "partner", "Tom", source="tagger"))) == 1
    assert len(facts(theo, said(9, ME, "lives_in", "Theo", source="tagger"))) == 1  # "she sleeps in Theo's room"


# ── one value at a time ──────────────────────────────────────────────────────────────────────────────


def test_a_new_value_ends_the_old_one_on_the_day_it_holds():
    old, new = facts(said(0, ME, "lives_in", "Paris"), said(30, ME, "lives_in", "Lyon", valid_at=day(20)))
    assert (times(old), times(new)) == ((0, 20), (20, None))
    assert (old.expired_at, old.ended_by) == (day(30), new.id)
    assert (old.text, new.text) == ("The user lived in Paris", "The user lives in Lyon")


def test_saying_it_again_is_more_evidence_and_no_more_facts():
    (fact,) = facts(
        said(0, ME, "lives_in", "Lyon"), said(9, ME, "lives_in", "lyon."), said(12, ME, "lives_in", "Lyon, France")
    )
    assert len(fact.message_ids) == 3
    assert (fact.object, times(fact), fact.last_said_at) == ("Lyon, France", (0, None), day(12))


def test_a_later_message_may_know_since_when():
    (fact,) = facts(said(5, ME, "follows_diet", "vegan"), said(9, ME, "follows_diet", "vegan", valid_at=day(-900)))
    assert times(fact) == (-900, None)


@pytest.mark.parametrize("since", [20, 40])
def test_who_knows_since_when_knows_until_when_the_other_held(since):
    old, new = facts(
        said(0, ME, "works_at", "Bosch"),
        said(30, ME, "works_at", "Siemens"),
        said(50, ME, "works_at", "Siemens", valid_at=day(since)),
    )
    assert (times(old), times(new)) == ((0, since), (since, None))


def test_of_many_a_later_beginning_is_of_something_else():
    (fact,) = facts(said(0, ME, "pet", "Pixel"), said(60, ME, "pet", "Pixel", valid_at=day(59)))
    assert times(fact) == (0, None)


def test_coming_back_is_a_fact_of_its_own():
    found = facts(said(0, ME, "lives_in", "Paris"), said(10, ME, "lives_in", "Lyon"), said(20, ME, "lives_in", "Paris"))
    assert [(fact.object, *times(fact)) for fact in found] == [("Paris", 0, 10), ("Lyon", 10, 20), ("Paris", 20, None)]
    assert len({fact.id for fact in found}) == 3
    assert [fact.ended_by for fact in found] == [found[1].id, found[2].id, None]


def test_a_fact_keeps_its_id_when_the_same_thing_of_another_time_goes_or_is_told_more_exactly():
    said_so = [said(0, ME, "lives_in", "Paris"), said(10, ME, "lives_in", "Lyon"), said(20, ME, "lives_in", "Paris")]
    back = facts(*said_so)[-1]
    assert [fact.id for fact in facts(said_so[1], said_so[2])][-1] == back.id
    assert facts(*said_so, said(30, ME, "lives_in", "Paris, France"))[-1].id == back.id


def test_what_held_before_does_not_end_what_holds():
    now, before = facts(said(0, ME, "lives_in", "Lyon"), said(3, ME, "lives_in", "Oslo", invalid_at=day(-50)))
    assert (times(now), times(before)) == ((0, None), (None, -50))
    assert shown([now, before]) == {(ME, "lives_in", "Lyon")}
    assert shown([now, before], day(-60)) == {(ME, "lives_in", "Oslo")}


def test_used_to_ends_what_was_thought_to_hold():
    (fact,) = facts(said(0, ME, "works_at", "Bosch"), said(9, ME, "works_at", "Bosch", invalid_at=day(7)))
    assert times(fact) == (0, 7)
    assert not shown([fact])


def test_an_end_needs_no_object_if_there_is_one_value():
    fact, other = facts(
        said(0, ME, "works_at", "Bosch"), said(1, ME, "lives_in", "Lyon"), said(9, ME, "works_at", "", mode="ends")
    )
    assert (times(fact), times(other)) == ((0, 9), (1, None))


def test_an_end_of_something_else_ends_nothing():
    first, never_told = facts(
        said(0, ME, "works_at", "Bosch"), said(9, ME, "works_at", "Siemens", mode="ends", valid_at=day(-20))
    )
    assert times(first) == (0, None)
    assert times(never_told) == (None, -20)  # it held, and it is over


def test_what_a_message_ends_it_ends_when_the_new_one_began():
    left = said(30, ME, "lives_in", "Oslo", mode="ends", message_id="m")
    moved = said(30, ME, "lives_in", "Lyon", valid_at=day(20), message_id="m")
    old, new = facts(said(0, ME, "lives_in", "Oslo"), left, moved)
    assert (times(old), times(new), old.expired_at) == ((0, 20), (20, None), day(30))


def test_an_end_that_is_known_tells_of_nothing_else():
    left = said(30, ME, "works_at", "Bosch", mode="ends", invalid_at=day(29), message_id="m")
    told = [said(0, ME, "works_at", "Bosch"), said(30, ME, "works_at", "Siemens", valid_at=day(29), message_id="m")]
    assert [(fact.object, *times(fact)) for fact in facts(*told, left)] == [("Bosch", 0, 29), ("Siemens", 29, None)]
    again = said(60, ME, "works_at", "Bosch", mode="ends", invalid_at=day(25))
    assert len(facts(*told, left, again)) == 2
    earlier = said(60, ME, "works_at", "Bosch", mode="ends", invalid_at=day(-900))
    assert [times(fact) for fact in facts(*told, left, earlier)] == [(0, 29), (29, None), (None, -900)]


def test_an_end_that_may_mean_two_things_ends_what_is_there_and_tells_of_nothing_else():
    left = [said(9, ME, predicate, "Denver", mode="ends", message_id="m9") for predicate in ("lives_in", "works_at")]
    (home,) = facts(said(0, ME, "lives_in", "Denver"), *left)
    assert (home.predicate, times(home)) == ("lives_in", (0, 9))


def test_a_value_from_the_future_holds_from_then_on():
    old, new = facts(said(0, ME, "lives_in", "Lyon"), said(5, ME, "lives_in", "Berlin", valid_at=day(40)))
    assert (times(old), times(new)) == ((0, 40), (40, None))
    assert shown([old, new], day(10)) == {(ME, "lives_in", "Lyon")}
    assert shown([old, new], day(41)) == {(ME, "lives_in", "Berlin")}


# ── many values at a time ────────────────────────────────────────────────────────────────────────────


def test_many_things_are_liked_until_the_contrary_is_said():
    found = facts(
        said(0, ME, "likes", "sushi"), said(1, ME, "likes", "ramen"), said(9, ME, "dislikes", "Sushi"),
        said(10, ME, "likes", "ramen"),
    )  # fmt: skip
    assert shown(found) == {(ME, "likes", "ramen"), (ME, "dislikes", "Sushi")}
    assert shown(found, day(5)) == {(ME, "likes", "sushi"), (ME, "likes", "ramen")}


def test_an_end_of_one_predicate_ends_those_that_say_nearly_the_same():
    assert not shown(facts(said(0, ME, "hobby", "guitar"), said(9, ME, "plays", "the guitar", mode="ends")))
    assert shown(facts(said(0, ME, "likes", "guitar"), said(9, ME, "plays", "the guitar", mode="ends")))


def test_who_quits_where_they_help_out_helps_out_there_no_more():
    quits = said(9, ME, "works_at", "the Red Cross", mode="ends")
    assert not shown(facts(said(0, ME, "volunteers_at", "Red Cross"), quits))
    assert shown(facts(said(0, ME, "volunteers_at", "Amnesty"), quits))
    left = said(9, ME, "volunteers_at", "the city library", mode="ends")
    assert shown(facts(said(0, ME, "works_at", "city library"), left)) == {(ME, "works_at", "city library")}


def test_who_graduates_studies_there_no_more():
    found = facts(
        said(0, ME, "studies_at", "Delft"), said(9, ME, "graduated_from", "Delft"), said(10, ME, "studies_at", "Leiden")
    )
    assert shown(found) == {(ME, "graduated_from", "Delft"), (ME, "studies_at", "Leiden")}


def test_an_end_means_the_thing_that_it_names_with_more_or_fewer_words():
    found = facts(
        said(0, ME, "owns", "red Honda Civic"), said(0, ME, "owns", "bike"), said(9, ME, "owns", "Civic", mode="ends")
    )
    assert shown(found) == {(ME, "owns", "bike")}


def test_an_end_without_an_object_ends_the_only_one_and_never_several():
    assert not shown(facts(said(0, ME, "owns", "boat"), said(1, ME, "owns", "", mode="ends")))
    two = facts(said(0, ME, "owns", "boat"), said(0, ME, "owns", "car"), said(1, ME, "owns", "", mode="ends"))
    assert len(shown(two)) == 2


def test_the_same_event_on_another_day_is_another_event():
    found = facts(*(said(n, ME, "did", "ran a marathon", valid_at=day(n)) for n in (0, 0, 300)))
    assert len(found) == 2


def test_a_plan_is_over_when_its_day_is():
    found = facts(said(0, ME, "plans", "dentist", valid_at=day(5)))
    assert shown(found, day(1)) == shown(found, day(5)) == {(ME, "plans", "dentist")}
    assert not shown(found, day(6))


# ── corrections ──────────────────────────────────────────────────────────────────────────────────────


def test_what_was_said_wrongly_never_held():
    wrong, right = facts(
        said(0, f"{ME}/sister", "lives_in", "Faro", valid_at=day(-9)),
        said(3, f"{ME}/sister", "lives_in", "Porto", mode="corrects"),
    )
    assert times(wrong) == (-9, -9)
    assert (wrong.expired_at, wrong.ended_by) == (day(3), right.id)
    assert times(right) == (-9, None)


@pytest.mark.parametrize("predicate", ["likes", "pet", "owns"])
def test_of_many_the_named_one_is_corrected(predicate):
    found = facts(
        said(0, ME, predicate, "Anna"), said(0, ME, predicate, "Bruno"),
        said(1, ME, predicate, "Ana", mode="corrects", replaces="anna"),
    )  # fmt: skip
    assert {fact[2] for fact in shown(found)} == {"Ana", "Bruno"}


def test_the_day_of_a_plan_is_corrected():
    tuesday, thursday = facts(
        said(0, ME, "plans", "dentist", valid_at=day(5)),
        said(1, ME, "plans", "dentist", mode="corrects", valid_at=day(7)),
    )
    assert times(tuesday) == (5, 5)
    assert times(thursday) == (7, 8)


def test_a_correction_of_what_nobody_said_is_just_said():
    assert shown(facts(said(0, ME, "lives_in", "Porto", mode="corrects"))) == {(ME, "lives_in", "Porto")}


# ── trust ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["assistant", "tool", "document"])
@pytest.mark.parametrize("mode", ["holds", "ends", "corrects"])
def test_low_trust_never_ends_high(role, mode):
    found = facts(
        said(0, ME, "lives_in", "Lyon"), said(9, ME, "lives_in", "Rome" if mode != "ends" else "", mode=mode, role=role)
    )
    assert shown(found) == {(ME, "lives_in", "Lyon")}
    if mode != "ends":
        assert [fact.object for fact in found] == ["Lyon", "Rome"]  # kept, not believed


def test_high_trust_ends_low():
    assert shown(facts(said(0, ME, "lives_in", "Rome", role="document"), said(9, ME, "lives_in", "Lyon"))) == {
        (ME, "lives_in", "Lyon")
    }


def test_a_guess_never_ends_a_statement():
    assert shown(facts(said(0, ME, "lives_in", "Lyon"), said(9, ME, "lives_in", "Rome", certain=False))) == {
        (ME, "lives_in", "Lyon")
    }
    assert shown(facts(said(0, ME, "lives_in", "Rome", certain=False), said(9, ME, "lives_in", "Lyon"))) == {
        (ME, "lives_in", "Lyon")
    }


def test_saying_what_a_document_said_makes_it_trusted():
    found = facts(
        said(0, ME, "lives_in", "Lyon", role="document"), said(1, ME, "lives_in", "Lyon"),
        said(2, ME, "lives_in", "Rome", role="document"),
    )  # fmt: skip
    assert shown(found) == {(ME, "lives_in", "Lyon")}
    assert found[0].trust == "user"


# ── what hangs on what ───────────────────────────────────────────────────────────────────────────────


def test_a_change_makes_doubtful_what_hangs_on_it_until_it_is_said_again():
    told = [said(0, ME, "works_at", "Bosch"), said(1, ME, "boss", "Karen"), said(2, ME, "lives_in", "Lyon")]
    changed = [*told, said(9, ME, "works_at", "Siemens")]
    found = facts(*changed)
    assert shown(found) == {(ME, "works_at", "Siemens"), (ME, "lives_in", "Lyon")}
    boss = next(fact for fact in found if fact.predicate == "boss")
    assert boss.doubted_at == day(9)
    assert boss.ended_by == next(fact.id for fact in found if fact.object == "Bosch")
    assert (ME, "boss", "Karen") in shown(found, day(5))
    assert (ME, "boss", "Karen") in shown(facts(*changed, said(12, ME, "boss", "Karen")))


def test_what_is_said_with_the_change_is_not_in_doubt():
    found = facts(said(0, ME, "works_at", "Bosch"), said(9, ME, "works_at", "Siemens"), said(9, ME, "boss", "Tim"))
    assert (ME, "boss", "Tim") in shown(found)


def test_a_correction_is_no_change():
    found = facts(
        said(0, ME, "works_at", "Bosh"), said(1, ME, "boss", "Karen"), said(2, ME, "works_at", "Bosch", mode="corrects")
    )
    assert shown(found) == {(ME, "works_at", "Bosch"), (ME, "boss", "Karen")}


def test_an_application_adds_its_own_predicates():
    known = registry([Predicate("drives_for", "one", half_life=10), replace(REGISTRY["likes"], cardinality="one")])
    found = facts(
        said(0, ME, "drives_for", "Uber"), said(1, ME, "drives_for", "Bolt"), said(0, ME, "likes", "a"),
        said(1, ME, "likes", "b"), known=known,
    )  # fmt: skip
    assert shown(found) == {(ME, "drives_for", "Bolt"), (ME, "likes", "b")}


# ── properties ───────────────────────────────────────────────────────────────────────────────────────

SUBJECTS = [ME, "Ana", f"{ME}/sister", "Ana/husband"]
OBJECTS = ["Lyon", "Paris", "Ana", "Ana Silva", "Tom", ""]
PREDICATES = [
    "lives_in",
    "works_at",
    "boss",
    "likes",
    "dislikes",
    "sister",
    "partner",
    "plans",
    "did",
    "name",
    "is_a",
    "hat_size",
]


@st.composite
def statements(draw, most=14):
    """What was said, each at a time of its own."""
    number = draw(st.integers(0, most))
    days = draw(st.lists(st.integers(0, 60), min_size=number, max_size=number, unique=True))
    return [draw(one(on)) for on in days]


@st.composite
def one(draw, on):
    mode = draw(st.sampled_from(["holds", "holds", "holds", "ends", "corrects"]))
    object_ = draw(st.sampled_from(OBJECTS if mode != "holds" else OBJECTS[:-1]))
    maybe = st.one_of(st.none(), st.integers(-40, 80).map(day))
    return Statement(
        message_id=f"m{on}", subject=draw(st.sampled_from(SUBJECTS)), predicate=draw(st.sampled_from(PREDICATES)),
        object=object_, mode=mode, replaces=draw(st.sampled_from([None, "Paris"])) if mode == "corrects" else None,
        valid_at=draw(maybe), invalid_at=draw(maybe), said_at=day(on), certain=draw(st.booleans()),
        role=draw(st.sampled_from(["user", "user", "assistant", "document"])),
    )  # fmt: skip


@given(statements(), st.randoms(use_true_random=False))
@settings(PATIENT, max_examples=300)
def test_the_order_of_arrival_makes_no_difference(told, rng):
    shuffled = list(told)
    rng.shuffle(shuffled)
    assert resolve(shuffled, user_id="ada").facts == resolve(told, user_id="ada").facts


def everything(beliefs):
    names = [beliefs.names.shown(beliefs.names.find(reference)) for reference in (*SUBJECTS, *OBJECTS)]
    return beliefs.facts, beliefs.entities, beliefs.support, names


@given(statements(most=20), st.lists(st.integers(1, 4), min_size=20, max_size=20))
@settings(PATIENT, max_examples=500)
def test_going_on_from_what_was_said_before_is_as_beginning_anew(told, sizes):
    told.sort(key=lambda one: one.said_at)
    resolution, heard = Resolution.of([], user_id="ada"), 0
    for size in sizes:
        heard += size
        before = everything(resolution.beliefs)
        later = resolution.after(told[:heard])
        assert everything(later.beliefs) == everything(resolve(told[:heard], user_id="ada"))
        assert everything(resolution.beliefs) == before
        resolution = later


@given(statements(), statements(), st.randoms(use_true_random=False))
@settings(PATIENT, max_examples=200)
def test_going_on_with_anything_else_is_beginning_anew(told, others, rng):
    resolution = Resolution.of(told, user_id="ada")
    others = [replace(one, message_id=f"{one.message_id}-") for one in others]
    mixed = [one for one in (*told, *others) if rng.random() < 0.8]
    for _ in range(2):
        assert everything(resolution.after(mixed).beliefs) == everything(resolve(mixed, user_id="ada"))


def test_what_is_said_later_is_not_worked_out_with_all_that_was_said_before():
    first = said(0, ME, "lives_in", "Paris"), said(1, ME, "likes", "ramen"), said(2, ME, "works_at", "Bosch")
    resolution = Resolution.of(first, user_id="ada")
    later = resolution.after([*first, said(3, ME, "likes", "jazz")])
    kept = {id(fact) for fact in resolution.beliefs.facts}
    assert [id(fact) in kept for fact in later.beliefs.facts] == [True, True, True, False]


@given(statements())
@settings(PATIENT, max_examples=200)
def test_ids_are_unique_times_are_in_order_and_every_fact_has_evidence(told):
    beliefs = resolve(told, user_id="ada")
    assert len({fact.id for fact in beliefs.facts}) == len(beliefs.facts)
    messages = {statement.message_id: statement for statement in told}
    for fact in beliefs.facts:
        assert fact.message_ids
        assert {s.message_id for s in beliefs.support[fact.id]} == set(fact.message_ids) <= messages.keys()
        assert fact.expired_at is None or fact.expired_at >= fact.created_at
        assert fact.created_at == min(messages[id_].said_at for id_ in fact.message_ids)
        assert fact.to_dict()["id"] == fact.id


@given(statements())
@settings(PATIENT, max_examples=200)
def test_of_a_predicate_with_one_value_one_is_believed(told):
    """Open-ended and believed: at most one, whatever was said."""
    held = {}
    for fact in resolve(told, user_id="ada").facts:
        one_value = REGISTRY[fact.predicate].cardinality == "one" if fact.predicate in REGISTRY else True
        if one_value and fact.expired_at is None and fact.invalid_at is None:
            held.setdefault((fact.subject, fact.predicate), []).append(fact)
    assert all(len(found) == 1 for found in held.values())


@given(statements(), st.integers(0, 60))
@settings(PATIENT, max_examples=200)
def test_what_was_believed_then_is_what_follows_from_what_had_been_said_by_then(told, on):
    then = resolve([statement for statement in told if statement.said_at <= day(on)], user_id="ada")
    assert resolve(told, user_id="ada", as_of=day(on)).facts == then.facts


@given(statements())
@settings(PATIENT, max_examples=200)
def test_a_trusted_value_is_never_ended_by_a_less_trusted_one(told):
    beliefs = resolve(told, user_id="ada")
    trusted = {s.said_at for s in told if s.role == "user"}
    for fact in beliefs.facts:
        if fact.trust == "user" and fact.expired_at and fact.expired_at != fact.created_at:
            assert fact.expired_at in trusted


@given(statements(), st.integers(0, 13))
@settings(PATIENT, max_examples=200)
def test_to_forget_a_message_is_as_if_it_had_never_been_said(told, which):
    """So what only it supported goes, and what it had ended holds again. (By construction: this is the definition.)"""
    kept = told[:which] + told[which + 1 :]
    assert resolve(kept, user_id="ada").facts == facts(*kept)
    gone = {statement.message_id for statement in told} - {statement.message_id for statement in kept}
    assert not any(gone & set(fact.message_ids) for fact in facts(*kept))


def test_forgetting_revives_what_the_message_had_ended():
    told = [said(0, ME, "lives_in", "Paris"), said(5, ME, "lives_in", "Lyon")]
    assert shown(facts(*told)) == {(ME, "lives_in", "Lyon")}
    assert shown(facts(told[0])) == {(ME, "lives_in", "Paris")}


def test_a_long_life_is_resolved_in_time_that_grows_with_it():
    """Counted, not timed: the work for many facts of one predicate must not grow with their square."""
    rng = random.Random(0)
    told = [
        said(n, ME, rng.choice(["likes", "owns", "lives_in"]), f"thing {n}", message_id=f"m{n}") for n in range(4000)
    ]
    assert len(facts(*told)) == 4000
