"""The registry of predicates: how many values hold at a time, how fast they go stale, what hangs on what.

An application adds its own by `Memory(predicates=[Predicate("drives_for", cardinality="one", …)])`.
A predicate that is not here holds one value if it came from "my X is Y", else many.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Cardinality = Literal["one", "many"]

YEAR = 365.0
FOREVER = 100 * YEAR


@dataclass(frozen=True, slots=True)
class Predicate:
    """What is to be known of a predicate.

    Attributes:
        name: "lives_in".
        cardinality: Whether a person has one value at a time, so that a new one ends the old, or many.
        section: Where in the profile it is shown; None: nowhere.
        half_life: Days after which it is half as likely to hold still, if nobody said it again.
        object: What the object is: "place", "organisation", "person", "pet", "work", "thing", or "text".
        phrase: How it is said: "{subject} lives in {object}".
        past: How it is said when it has ended: "{subject} lived in {object}".
        depends_on: Predicates of the same subject whose change makes this doubtful: who moves, may have
            another landlord.
        opposite: The predicate that says the contrary of the same object, so that one ends the other: likes – dislikes;
            who graduates from a school studies there no more.
        kin: Predicates that say nearly the same of the same object: an end of this one ends those too, since who no
            longer plays the guitar has it as a hobby no longer, and who quit at the shelter does not volunteer there.
        event: Whether it is something that happens at a time, and is not a state.
    """

    name: str
    cardinality: Cardinality = "many"
    section: str | None = None
    half_life: float = 2 * YEAR
    object: str = "text"
    phrase: str = ""
    past: str = ""
    depends_on: tuple[str, ...] = ()
    opposite: str | None = None
    kin: tuple[str, ...] = ()
    event: bool = False

    @property
    def lasting(self) -> bool:
        """Whether it is a state that may be over when one is done with its object."""
        return not self.event and self.half_life < FOREVER and self.name not in _KEPT

    @property
    def personal(self) -> bool:
        """Whether its object is somebody: a person, or a pet."""
        return self.object in ("person", "pet")

    @property
    def succeeded(self) -> bool:
        """Whether something else may take the place of its object: another town, employer, dog, but no other taste."""
        return self.lasting and (self.cardinality == "one" or self.name in _SUCCEEDED)


_SUCCEEDED = frozenset({"owns", "hobby", "plays", "member_of", "volunteers_at", "studies", "roommate", "neighbour"})
"""Predicates of many values of which one may take another's place."""
_KEPT = frozenset({"dislikes", "avoids", "friend", "colleague", "cannot", "allergic_to", "believes", "feels"})
"""Predicates whose fact is not over when one is done with its object: who is done with olives dislikes them.

Nor is a feeling or an opinion of which it is a word: "I never give up" ends no "happy that Tom did not give up"."""


def _relation(role: str, cardinality: Cardinality = "many", half_life: float = FOREVER, *depends_on: str) -> Predicate:
    return Predicate(
        role, cardinality, "relationships", half_life, "person", f"{{subject}}'s {role} is {{object}}",
        f"{{subject}}'s {role} was {{object}}", depends_on,
    )  # fmt: skip


_ALL = (
    # ── who ──────────────────────────────────────────────────────────────────────────────────────────
    Predicate("name", "one", "who", FOREVER, "text", "{subject}'s name is {object}", "{subject}'s name was {object}"),
    Predicate("nickname", "many", "who", FOREVER, "text", "{subject} is also called {object}"),
    Predicate("age", "one", "who", YEAR / 2, "text", "{subject} is {object} years old", "{subject} was {object}"),
    Predicate("birthday", "one", "who", FOREVER, "text", "{subject}'s birthday is {object}"),
    Predicate("born_in", "one", "who", FOREVER, "place", "{subject} was born in {object}"),
    Predicate("from", "one", "who", FOREVER, "place", "{subject} is from {object}"),
    Predicate("lives_in", "one", "who", 3 * YEAR, "place", "{subject} lives in {object}",
              "{subject} lived in {object}"),
    Predicate("speaks", "many", "who", FOREVER, "text", "{subject} speaks {object}"),
    Predicate("religion", "one", "who", FOREVER, "text", "{subject} is {object}", "{subject} was {object}"),
    Predicate("is", "many", "who", 2 * YEAR, "text", "{subject} is {object}", "{subject} was {object}"),
    Predicate("has", "many", "who", 2 * YEAR, "text", "{subject} has {object}", "{subject} had {object}",
              kin=("owns",)),
    Predicate("owns", "many", "who", 3 * YEAR, "thing", "{subject} owns {object}", "{subject} owned {object}",
              kin=("has",)),
    # ── preferences ──────────────────────────────────────────────────────────────────────────────────
    Predicate("likes", "many", "preferences", 3 * YEAR, "text", "{subject} likes {object}", "{subject} liked {object}",
              opposite="dislikes"),
    Predicate("dislikes", "many", "preferences", 3 * YEAR, "text", "{subject} dislikes {object}",
              "{subject} disliked {object}", opposite="likes"),
    Predicate("prefers", "many", "preferences", 3 * YEAR, "text", "{subject} prefers {object}",
              "{subject} preferred {object}"),
    Predicate("hobby", "many", "preferences", 2 * YEAR, "text", "{subject}'s hobby is {object}",
              "{subject}'s hobby was {object}", kin=("plays",)),
    Predicate("plays", "many", "preferences", 2 * YEAR, "text", "{subject} plays {object}",
              "{subject} played {object}", kin=("hobby",)),
    Predicate("believes", "many", None, 2 * YEAR, "text", "{subject} believes {object}", "{subject} believed {object}"),
    Predicate("feels", "many", None, 30.0, "text", "{subject} feels {object}", "{subject} felt {object}"),
    # ── constraints ──────────────────────────────────────────────────────────────────────────────────
    Predicate("allergic_to", "many", "constraints", FOREVER, "text", "{subject} is allergic to {object}",
              "{subject} was allergic to {object}"),
    Predicate("follows_diet", "one", "constraints", 3 * YEAR, "text", "{subject} is {object}",
              "{subject} was {object}"),
    Predicate("has_condition", "many", "constraints", 5 * YEAR, "text", "{subject} has {object}",
              "{subject} had {object}"),
    Predicate("avoids", "many", "constraints", 3 * YEAR, "text", "{subject} avoids {object}",
              "{subject} avoided {object}"),
    Predicate("cannot", "many", "constraints", 3 * YEAR, "text", "{subject} cannot {object}",
              "{subject} could not {object}"),
    Predicate("needs", "many", "constraints", 90.0, "text", "{subject} needs {object}", "{subject} needed {object}"),
    # ── relationships ────────────────────────────────────────────────────────────────────────────────
    Predicate("relationship_status", "one", "relationships", 3 * YEAR, "text", "{subject} is {object}",
              "{subject} was {object}"),
    _relation("partner", "one", 10 * YEAR),  # husband, wife, girlfriend, boyfriend, fiancé, spouse
    _relation("mother", "one"),
    _relation("father", "one"),
    _relation("sister"),
    _relation("brother"),
    _relation("daughter"),
    _relation("son"),
    _relation("child"),
    _relation("grandmother"),
    _relation("grandfather"),
    _relation("aunt"),
    _relation("uncle"),
    _relation("cousin"),
    _relation("niece"),
    _relation("nephew"),
    _relation("mother-in-law", "one"),
    _relation("father-in-law", "one"),
    _relation("sister-in-law"),
    _relation("brother-in-law"),
    _relation("stepmother", "one"),
    _relation("stepfather", "one"),
    _relation("grandson"),
    _relation("granddaughter"),
    _relation("godmother"),
    _relation("godfather"),
    _relation("parents"),
    _relation("grandparents"),
    _relation("siblings"),
    _relation("ex"),
    _relation("friend", "many", 5 * YEAR),
    _relation("neighbour", "many", 3 * YEAR, "lives_in"),
    _relation("landlord", "one", 3 * YEAR, "lives_in"),
    _relation("roommate", "many", YEAR, "lives_in"),
    _relation("boss", "one", 2 * YEAR, "works_at"),
    _relation("colleague", "many", 2 * YEAR, "works_at"),
    _relation("teacher", "many", YEAR, "studies_at"),
    _relation("doctor", "one", 5 * YEAR, "lives_in"),
    _relation("therapist", "one", 2 * YEAR, "lives_in"),
    Predicate("pet", "many", "relationships", 10 * YEAR, "pet", "{subject}'s pet is {object}",
              "{subject}'s pet was {object}"),
    Predicate("is_a", "many", None, FOREVER, "text", "{subject} is a {object}", "{subject} was a {object}"),
    # ── work ─────────────────────────────────────────────────────────────────────────────────────────
    Predicate("works_at", "one", "work", 3 * YEAR, "organisation", "{subject} works at {object}",
              "{subject} worked at {object}", kin=("volunteers_at",)),
    Predicate("works_as", "one", "work", 4 * YEAR, "text", "{subject} works as {object}",
              "{subject} worked as {object}"),
    Predicate("office_in", "one", "work", 3 * YEAR, "place", "{subject}'s office is in {object}",
              "{subject}'s office was in {object}", ("works_at",)),
    Predicate("commutes_by", "one", "work", 2 * YEAR, "text", "{subject} commutes by {object}",
              "{subject} commuted by {object}", ("works_at", "lives_in")),
    Predicate("works_on", "many", "work", YEAR / 2, "text", "{subject} works on {object}",
              "{subject} worked on {object}",
              ("works_at",)),
    Predicate("studies_at", "one", "work", 2 * YEAR, "organisation", "{subject} studies at {object}",
              "{subject} studied at {object}"),
    Predicate("studies", "many", "work", 2 * YEAR, "text", "{subject} studies {object}", "{subject} studied {object}"),
    Predicate("graduated_from", "many", "work", FOREVER, "organisation", "{subject} graduated from {object}",
              opposite="studies_at"),
    Predicate("volunteers_at", "many", "work", 2 * YEAR, "organisation", "{subject} volunteers at {object}",
              "{subject} volunteered at {object}", kin=("member_of",)),
    Predicate("member_of", "many", "work", 3 * YEAR, "organisation", "{subject} is a member of {object}",
              "{subject} was a member of {object}", kin=("volunteers_at", "gym")),
    Predicate("gym", "one", "who", 2 * YEAR, "organisation", "{subject}'s gym is {object}",
              "{subject}'s gym was {object}",
              ("lives_in",), kin=("member_of",)),
    # ── plans and events ─────────────────────────────────────────────────────────────────────────────
    Predicate("plans", "many", "plans", 60.0, "text", "{subject} plans {object}", "{subject} planned {object}",
              event=True),
    Predicate("wants", "many", "plans", YEAR, "text", "{subject} wants {object}", "{subject} wanted {object}"),
    Predicate("did", "many", None, FOREVER, "text", "{subject} {object}", event=True),
    Predicate("visited", "many", None, FOREVER, "place", "{subject} visited {object}", event=True),
    Predicate("does", "many", None, YEAR, "text", "{subject} {object}", event=True),
    Predicate("finds", "many", None, 2 * YEAR, "text", "{subject} finds {object}", event=True),
    Predicate("says", "many", None, YEAR, "text", "{subject} says {object}", event=True),
    Predicate("advises", "many", None, YEAR, "text", "{subject} advises {object}", event=True),
    Predicate("anything", phrase="{subject} is done with {object}"),
    # ── style ────────────────────────────────────────────────────────────────────────────────────────
    Predicate("wants_to_be_called", "one", "style", FOREVER, "text", "{subject} wants to be called {object}"),
    Predicate("wants_answers", "many", "style", 3 * YEAR, "text", "{subject} wants answers {object}",
              "{subject} wanted answers {object}"),
)  # fmt: skip

REGISTRY: Mapping[str, Predicate] = {predicate.name: predicate for predicate in _ALL}

NOTES = frozenset(("does", "finds", "says", "advises"))
"""Predicates of what is told nearly as it was said."""

ANYTHING = "anything"
"""What an end is an end of, where only its object is told: "I quit Bosch". It ends whatever holds of that object.

What holds in place of another thing is told of it too: "swapped Oslo for Lyon".
"""

FAVORITE = "favorite_"
"""`favorite_color`, `favorite_food`, …: one value each."""


def registry(extra: Iterable[Predicate] = ()) -> Mapping[str, Predicate]:
    """The registry with an application's own predicates; one of the same name takes the place of ours."""
    return {**REGISTRY, **{predicate.name: predicate for predicate in extra}}


def describe(name: str, known: Mapping[str, Predicate] = REGISTRY) -> Predicate:
    """What is known of a predicate, or what its name implies: "shoe_size" comes from "my shoe size is …"."""
    found = known.get(name)
    if found:
        return found
    words = name.replace("_", " ")
    section = "preferences" if name.startswith(FAVORITE) else "who"
    phrase, past = f"{{subject}}'s {words} is {{object}}", f"{{subject}}'s {words} was {{object}}"
    return Predicate(name, "one", section, 3 * YEAR, "text", phrase, past)
