"""Shapes: how a way to say something hangs together, learned from one example sentence, and found in others.

"{I} have a weakness for {cake}" is parsed once. What is left when articles and auxiliaries are gone is a small tree:
"have", on it a subject and "weakness", on that "for", on that an object. A sentence with that tree in it says the same,
whatever else stands in between: "My aunt has always had this terrible weakness for old cars".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pllm_memory.remember.nlp.parse import Parse, Word

SUBJECT = "subject"
"""The slot of whom it is about."""
UNSAID = -1
"""The place of a subject that is not there: "Can't stand olives"."""

_GROUPS: Mapping[str, str] = {
    "nsubj": "subject", "csubj": "subject", "nsubjpass": "passive", "csubjpass": "passive",
    "dobj": "object", "attr": "object", "oprd": "object", "dative": "object",
    "acomp": "complement", "xcomp": "complement", "ccomp": "complement",
    "prep": "preposition", "agent": "preposition",
    "pobj": "of preposition", "pcomp": "of preposition",
    "advmod": "beside", "prt": "beside", "npadvmod": "beside",
    "amod": "before", "compound": "before", "nmod": "before", "nummod": "before",
}  # fmt: skip
"""Ways to hang on a word that a parser takes for one another; any other way is a group of its own."""
_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass")
_DROPPED = frozenset(("det", "aux", "auxpass", "neg", "punct", "intj", "cc"))
_CARRIERS = frozenset(("dobj", "attr", "acomp", "oprd", "advmod", "npadvmod", "prt"))
"""What may take a preposition that is the verb's: "make my living as a cook" is cut in two ways."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One word of an example, and what hangs on it.

    Attributes:
        lemma: The word; "" where it is a slot.
        slot: The name of the slot; "" where it is none.
        group: How it hangs on the word above.
        children: What hangs on it.
    """

    lemma: str
    slot: str
    group: str
    children: tuple["Shape", ...] = ()

    @property
    def size(self) -> int:
        """How many words it has: the more, the surer."""
        return 1 + sum(child.size for child in self.children)

    @property
    def lemmas(self) -> Iterator[str]:
        """All words of it that are no slot."""
        if self.lemma:
            yield self.lemma
        for child in self.children:
            yield from child.lemmas


def learned(example: Parse, slots: Mapping[int, str]) -> tuple[int, Shape]:
    """The shape of an example, and the place of its root.

    Args:
        example: The example, parsed.
        slots: The places of its slots, and their names.
    """
    root = next(place for place, word in enumerate(example.words) if word.head == place)
    return root, _shape(example, root, slots)


def _shape(example: Parse, place: int, slots: Mapping[int, str]) -> Shape:
    word = example.words[place]
    children = tuple(_shape(example, child, slots) for child in example.children[place] if _kept(example, child, slots))
    slot = slots.get(place, "")
    return Shape("" if slot else word.lemma, slot, _group(word), children)


def _kept(example: Parse, place: int, slots: Mapping[int, str]) -> bool:
    """Whether a word says something: any but articles, auxiliaries, and "my" where it only means one's own."""
    word = example.words[place]
    return place in slots or not (word.dep in _DROPPED or word.dep == "poss")


def _group(word: Word) -> str:
    return "preposition" if word.pos == "ADP" and word.dep == "dative" else _GROUPS.get(word.dep, word.dep)


def elliptic(shape: Shape) -> Shape | None:
    """The same without "I am" before it: "crazy about jazz", "not a fan of olives"."""
    if shape.lemma != "be":
        return None
    said = [child for child in shape.children if child.group in ("complement", "object") and child.lemma]
    rest = [child for child in shape.children if child not in said and child.slot != SUBJECT]
    if len(said) != 1 or len(shape.children) != len(rest) + 2:
        return None
    return replace(said[0], group="ROOT", children=(*said[0].children, *rest))


Found = dict[str, int]
"""The places of slots."""


def match(shape: Shape, parse: Parse, place: int) -> Found | None:
    """Where the slots of a shape are in a sentence, if it hangs together there like that.

    Args:
        shape: The shape.
        parse: The sentence.
        place: The word that its root may be.
    """
    if not shape.slot and parse.words[place].lemma != shape.lemma:
        return None
    found: Found = {shape.slot: place} if shape.slot else {}
    taken: set[int] = set()
    for child in shape.children:
        part = _child(child, parse, place, taken)
        if part is None:
            return None
        found = part | found  # whom it is about is the verb's subject before it is whose a thing is
    return found


def _child(shape: Shape, parse: Parse, place: int, taken: set[int]) -> Found | None:
    candidates = list(_candidates(shape, parse, place))
    for candidate in candidates:
        part = match(shape, parse, candidate) if candidate not in taken else None
        if part is not None:
            taken.add(candidate)
            return part
    if shape.slot == SUBJECT and shape.group in ("subject", "passive") and not subjects(parse, place):
        return {SUBJECT: _inherited(parse, place)}
    return None


def _candidates(shape: Shape, parse: Parse, place: int) -> Iterator[int]:
    heads = [place]
    if shape.group == "preposition":
        heads += parse.under(place, *_CARRIERS)
    for head in heads:
        fitting = [child for child in parse.children[head] if _group(parse.words[child]) == shape.group]
        # of two subjects, "Goodbye Oslo, from now on I live in Rome", the nearer one is it
        yield from reversed(fitting) if shape.group in ("subject", "passive") else fitting


def subjects(parse: Parse, place: int) -> list[int]:
    """The subjects of a word: what hangs on it as one, or on its auxiliary."""
    auxiliary = [child for aux in parse.under(place, "aux", "auxpass") for child in parse.under(aux, *_SUBJECTS)]
    return parse.under(place, *_SUBJECTS) or auxiliary


def _inherited(parse: Parse, place: int) -> int:
    """The subject of the verb that this one is joined to: "I live in Lyon and adore it"."""
    while parse.words[place].dep in ("conj", "xcomp") and parse.words[place].head != place:
        place = parse.words[place].head
        found = subjects(parse, place)
        if found:
            return found[0]
    return UNSAID
