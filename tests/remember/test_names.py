"""Who is who."""

import pytest
from statements import day, facts, said, shown

from pllm_memory.remember.resolve import resolve

ME = "user"


def subjects(*told, **fields):
    return {fact.subject for fact in facts(*told, **fields)}


def test_the_user_is_called_by_their_name():
    assert subjects(said(0, ME, "lives_in", "Lyon"), said(1, ME, "name", "Ada Byron")) == {"Ada Byron"}
    assert subjects(said(0, ME, "name", "Adelaide"), said(1, ME, "wants_to_be_called", "Ada")) == {"Ada"}
    assert subjects(said(0, ME, "lives_in", "Lyon")) == {ME}


def test_a_named_speaker_is_the_user_if_nobody_else_speaks_as_one():
    assert subjects(
        said(0, "Ada", "lives_in", "Lyon", speaker="Ada"), said(1, "Bob", "lives_in", "Oslo", speaker="Ada")
    ) == {"Ada", "Bob"}
    beliefs = resolve([said(0, "Ada", "lives_in", "Lyon", speaker="Ada")], user_id="u1")
    assert beliefs.names.find("user") == beliefs.names.find("ada")
    two = [said(0, "Ada", "lives_in", "Lyon", speaker="Ada"), said(1, "Bob", "lives_in", "Oslo", speaker="Bob")]
    assert resolve(two, user_id="u1").names.find("user") != resolve(two, user_id="u1").names.find("ada")
    assert resolve(two, user_id="bob").names.find("user") == resolve(two, user_id="bob").names.find("Bob")


def test_a_role_is_whoever_has_it():
    found = facts(
        said(0, f"{ME}/sister", "lives_in", "Faro"), said(3, ME, "sister", "Ana"), said(4, "Ana", "likes", "tea")
    )
    assert {fact.subject for fact in found} == {ME, "Ana"}
    assert shown(found) >= {("Ana", "lives_in", "Faro"), ("Ana", "likes", "tea")}


def test_one_of_two_sisters_is_not_guessed():
    found = facts(
        said(0, ME, "sister", "Ana"), said(1, ME, "sister", "Eva"), said(3, f"{ME}/sister", "lives_in", "Faro")
    )
    assert {fact.subject for fact in found} == {ME, "user's sister"}


def test_a_role_that_changes_hands_means_who_had_it_then():
    told = [
        said(0, ME, "boss", "Karen"), said(1, f"{ME}/boss", "likes", "golf"),
        said(9, ME, "boss", "Tim"), said(10, f"{ME}/boss", "likes", "chess"),
    ]  # fmt: skip
    assert shown(facts(*told)) >= {("Karen", "likes", "golf"), ("Tim", "likes", "chess")}


def test_my_dog_is_the_pet_that_is_a_dog():
    told = [
        said(0, ME, "pet", "Bruno"), said(0, "Bruno", "is_a", "dog"),
        said(0, ME, "pet", "Mia"), said(0, "Mia", "is_a", "cat"), said(5, f"{ME}/dog", "age", "3"),
    ]  # fmt: skip
    assert ("Bruno", "age", "3") in shown(facts(*told))


def test_a_dog_is_the_dog_whose_name_is_said_later():
    told = [said(0, ME, "pet", "dog"), said(5, ME, "pet", "Bruno"), said(5, "Bruno", "is_a", "dog")]
    assert {(p, o) for _, p, o in shown(facts(*told))} == {("pet", "Bruno"), ("is_a", "dog")}


def test_somebodys_somebody():
    told = [
        said(0, ME, "sister", "Ana"),
        said(1, "Ana", "partner", "Rui"),
        said(2, f"{ME}/sister/partner", "works_at", "Siemens"),
    ]
    assert ("Rui", "works_at", "Siemens") in shown(facts(*told))


def test_a_first_name_is_the_one_full_name_that_begins_with_it():
    told = [said(0, ME, "friend", "Ana Silva"), said(1, "Ana", "lives_in", "Faro")]
    assert ("Ana Silva", "lives_in", "Faro") in shown(facts(*told)) or ("Ana", "lives_in", "Faro") in shown(
        facts(*told)
    )
    assert len(subjects(*told)) == 2
    two = [*told, said(2, ME, "friend", "Ana Costa")]
    assert "Ana" in subjects(*two)


def test_a_name_that_was_said_wrongly_takes_its_facts_along():
    told = [
        said(0, ME, "sister", "Anna"), said(1, "Anna", "lives_in", "Faro"),
        said(2, ME, "sister", "Ana", mode="corrects", replaces="Anna"), said(3, "Ana", "likes", "tea"),
    ]  # fmt: skip
    found = facts(*told)
    assert len({fact.subject for fact in found} - {ME}) == 1
    assert {(p, o) for _, p, o in shown(found)} >= {("lives_in", "Faro"), ("likes", "tea")}


@pytest.mark.parametrize("asked", ["Ana", "ana", "my sister", "user's sister", "user/sister", "ANA "])
def test_people_are_found_however_they_are_asked_for(asked):
    names = resolve([said(0, ME, "sister", "Ana"), said(0, "Ana", "lives_in", "Faro")], user_id="ada").names
    assert names.shown(names.find(asked)) == "Ana"


def test_entities_have_kinds_and_aliases():
    told = [
        said(0, ME, "sister", "Ana"), said(0, "Ana", "lives_in", "Faro"), said(0, ME, "works_at", "Bosch"),
        said(0, ME, "pet", "Bruno"), said(0, ME, "owns", "boat"), said(1, ME, "name", "Ada"),
    ]  # fmt: skip
    found = {entity.name: entity for entity in resolve(told, user_id="u").entities}
    kinds = {name: entity.kind for name, entity in found.items()}
    assert kinds == {
        "Ada": "person",
        "Ana": "person",
        "Faro": "place",
        "Bosch": "organisation",
        "Bruno": "pet",
        "boat": "thing",
    }
    assert "Ada's sister" in found["Ana"].aliases
    assert len({entity.id for entity in found.values()}) == len(found)


@pytest.mark.parametrize("odd", ["/", "//", "a/", "/a", "user/", "  ", "’", "💥", "a/b/c/d/e"])
def test_odd_references_are_only_names(odd):
    found = facts(said(0, odd, "likes", "tea"), said(1, ME, "friend", odd), said(2, odd, "name", odd))
    assert found
    assert resolve([said(0, odd, "likes", "tea")], user_id=odd.strip() or "x", as_of=day(5)).entities
