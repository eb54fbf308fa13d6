"""Whether a clause is meant as it stands: told, not denied, wished, supposed or passed on; and of which time."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pllm_memory.remember.nlp.parse import Parse

Tense = Literal["present", "past"]

_SPELLED = {"'ll": "will", "wo": "will", "ca": "can", "'d": "would", "gonna": "will"}
_NEVER = frozenset("never hardly scarcely barely rarely seldom neither nor".split())
_SUPPOSED = frozenset("if unless whether lest until once".split())
_ALMOST = frozenset("nearly almost allegedly supposedly hypothetically theoretically ideally someday".split())
_SURE = frozenset(
    "know realize realise say mention tell mean find glad happy sure proud note remember admit confess discover see"
    " be turn seem notice swear promise assure remind forget learn hear confirm understand love hate fact thing".split()
)
"""What may stand above what is told: "I must admit that …"."""
_SAID = frozenset("say tell claim mention swear".split())
_GUESSED = frozenset("think guess believe suppose feel assume reckon seem suspect hear figure".split())
_GOES_ON = frozenset("start begin continue keep come learn grow end get be go remain stay manage happen".split())
"""What may stand above a verb without a subject of its own: "I've come to love …"; not "used to", which is over."""
_FIRST = frozenset(("i", "we"))
_BOTH = frozenset("quit put cut set let hit split bet shut spread read beat come become".split())
"""Verbs whose form does not tell the present from the past."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How something is said.

    Attributes:
        tense: Whether it is told of the present, or of the past; a perfect is both.
        negative: Whether it is denied.
        over: Whether it is denied only of now: "any more".
        modal: The modal verb with it, or "".
        certain: False behind "I think".
    """

    tense: frozenset[Tense]
    negative: bool
    over: bool
    modal: str
    certain: bool


def manner(parse: Parse, place: int) -> Manner | None:
    """How what a word is the root of is said; None where it is not told at all.

    Args:
        parse: The sentence.
        place: The root of the clause: its verb, or its noun or adjective where it has none.
    """
    certain = _told(parse, place)
    around = {parse.words[child].lemma for child in parse.children[place]}
    if certain is None or around & _ALMOST or _condition(parse, place):
        return None
    over = _over(parse, place)
    modals = [_spelled(parse, aux) for aux in parse.under(place, "aux") if _is_modal(parse, aux)]
    negations = {child for child in parse.children[place] if _negates(parse, child)}
    denied = len(negations) + over + _none(parse, place)
    if denied > 1 or len(modals) > 1:
        return None
    return Manner(_tenses(parse, place), denied == 1, over, next(iter(modals), ""), certain)


def _negates(parse: Parse, place: int) -> bool:
    return parse.words[place].dep == "neg" or parse.words[place].lemma in _NEVER


def _over(parse: Parse, place: int) -> bool:
    """Whether it says "no longer" or "any more"."""
    near = [place, *parse.children[place], *(two for one in parse.children[place] for two in parse.children[one])]
    said = {parse.words[one].text.lower() for one in near}
    return bool("longer" in said and said & {"no", "any"}) and not parse.under(place, "neg")


def still_denied(parse: Parse, place: int) -> bool:
    """Whether "not" goes with "any more" in the same clause: then it held before."""
    said = [word.text.lower() for word in parse.words[place:]]
    pairs = set(pairwise(said))
    return "anymore" in said or ("any", "more") in pairs or ("any", "longer") in pairs


def _none(parse: Parse, place: int) -> bool:
    """Whether what it says is of none: "no fan of", "no longer"."""
    parts = parse.under(place, "attr", "dobj", "acomp")
    return any(parse.words[det].lemma == "no" for part in [*parts, place] for det in parse.under(part, "det"))


def _is_modal(parse: Parse, place: int) -> bool:
    word = parse.words[place]
    return word.tag == "MD" or word.text.lower() == "gonna"


def _spelled(parse: Parse, place: int) -> str:
    low = parse.words[place].text.lower()
    return _SPELLED.get(low, low)


def _tenses(parse: Parse, place: int) -> frozenset[Tense]:
    word = parse.words[place]
    tags = {parse.words[aux].tag for aux in parse.under(place, "aux", "auxpass")}
    said = {parse.words[aux].text.lower() for aux in parse.under(place, "aux", "auxpass")}
    if "used" in said or word.lemma == "use":
        return frozenset()
    if said & {"have", "has", "'ve", "'s"} and word.tag in ("VBN", "VBD"):
        return frozenset(("present", "past"))
    if "VBD" in tags:
        return frozenset(("past",))
    if word.lemma in _BOTH and word.tag in ("VBP", "VB", "VBD", "VBN") and not tags:
        return frozenset(("present", "past"))
    if word.tag in ("VBD", "VBN"):
        return frozenset(("past",)) if not said & {"am", "is", "are", "'m", "'re", "'s", "be"} else _PASSIVE
    return frozenset(("present",))


_PASSIVE: frozenset[Tense] = frozenset(("present",))


def _condition(parse: Parse, place: int) -> bool:
    """Whether it only holds if something else does."""
    clauses = parse.under(place, "advcl")
    return any(parse.words[mark].lemma in ("if", "unless") for one in clauses for mark in parse.children[one])


def _told(parse: Parse, place: int) -> bool | None:
    """Whether a clause is told, as far as what stands above it says: surely, as a guess (False), or not (None)."""
    certain = True
    for _ in parse.words:
        word = parse.words[place]
        if _supposed(parse, place):
            return None
        if word.head == place:
            return certain
        above = _from_above(parse, place)
        if above is None:
            return None
        certain = certain and above
        place = word.head
    return None


def _supposed(parse: Parse, place: int) -> bool:
    """Whether a clause begins with "if", or turns its order round: "had I known"."""
    words = [parse.words[child] for child in parse.children[place]]
    if any(word.dep in ("mark", "advmod") and word.lemma in _SUPPOSED for word in words):
        return True
    if any(word.dep == "advmod" and word.tag == "WRB" and word.lemma in ("how", "why") for word in words):
        return True
    subject = next((child for child in parse.under(place, "nsubj", "nsubjpass")), None)
    aux = next((child for child in parse.under(place, "aux") if parse.words[child].tag in ("VBD", "MD")), None)
    return subject is not None and aux is not None and aux < subject


def _from_above(parse: Parse, place: int) -> bool | None:
    """What the word above makes of a clause: see `_told`."""
    word, above = parse.words[place], parse.words[parse.words[place].head]
    lemma = above.lemma
    if word.dep == "xcomp" and above.pos in ("VERB", "AUX"):
        return True if lemma in _GOES_ON else None
    if word.dep in ("ccomp", "acl", "csubj", "pcomp", "dobj", "pobj") and word.pos in ("VERB", "AUX"):
        return _passed_on(parse, word.head)
    if word.dep == "conj" and not parse.under(place, "nsubj", "nsubjpass"):
        shared = [aux for aux in parse.under(word.head, "aux") if _is_modal(parse, aux)]
        return None if shared and not parse.under(place, "aux") else True
    if word.dep == "advcl":
        marks = {parse.words[mark].lemma for mark in parse.under(place, "mark", "advmod", "prep")}
        return None if marks & {"if", "unless", "like", "than", "before", "until"} else True
    return True


def _passed_on(parse: Parse, place: int) -> bool | None:
    """What a verb of thinking or saying makes of what is thought or said."""
    lemma = parse.words[place].lemma
    if lemma in _GUESSED:
        return False if _first_above(parse, place) else None
    if lemma in _SAID:
        return True if _first_above(parse, place) else None
    return True if lemma in _SURE else None


def _first_above(parse: Parse, place: int) -> bool:
    subjects = parse.under(place, "nsubj")
    return not subjects or parse.words[subjects[0]].lemma in _FIRST
