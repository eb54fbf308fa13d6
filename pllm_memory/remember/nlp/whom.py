"""Whom a word of a parse means, as the rules would say it."""

from pllm_memory.remember.extract.people import Around, subject
from pllm_memory.remember.extract.places import PLACES
from pllm_memory.remember.extract.sentences import tokens
from pllm_memory.remember.extract.verbs import FORMS
from pllm_memory.remember.extract.words import NOT_NAMES, RELATIONS
from pllm_memory.remember.nlp.parse import Parse
from pllm_memory.remember.nlp.phrases import NOBODY, left
from pllm_memory.remember.nlp.shapes import UNSAID
from pllm_memory.remember.nlp.vocabulary import HAILS

_FIRST = frozenset("i we me us my our mine ours myself ourselves".split())
_HE = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}


def who(parse: Parse, place: int, around: Around) -> tuple[str, ...]:
    """Whom a word means: references, as statements have them; none where it is nobody known."""
    if place == UNSAID:
        return (around.speaker,)
    word = parse.words[place]
    low = word.text.lower()
    if low in _FIRST:
        return (around.speaker,)
    if low in _HE:
        found = around.meant(_HE[low])
        return (found,) if found else ()
    if word.tag in ("WP", "WDT") or low in ("who", "that"):
        return _antecedent(parse, place, around)
    kin = any(parse.words[child].lemma in RELATIONS for child in parse.under(place, "compound", "nmod"))
    if word.pos not in ("NOUN", "PROPN") or (word.entity in NOBODY and not kin and word.lemma not in RELATIONS):
        return ()
    return _named(parse, place, around)


def _antecedent(parse: Parse, place: int, around: Around) -> tuple[str, ...]:
    """Of "my friend who adores jazz": the friend."""
    verb = parse.words[parse.words[place].head]
    return who(parse, verb.head, around) if verb.dep == "relcl" else ()


def _named(parse: Parse, place: int, around: Around) -> tuple[str, ...]:
    """Of "my sister Ana": whom the rules take it for, so that both mean the same."""
    start = parse.words[left(parse, place)].start
    words = tokens(parse.text)
    begin = next((at for at, token in enumerate(words) if token.start == start), None)
    phrase = None if begin is None else subject(words, begin, around)
    if phrase is None or phrase.you:
        return ()
    if phrase.first or phrase.noun or any(ref in around.names for ref in phrase.refs):
        return phrase.refs
    people = parse.words[place].pos == "PROPN" and all(_somebody(ref) for ref in phrase.refs)
    return phrase.refs if people else ()


def _somebody(ref: str) -> bool:
    """Whether a name may be that of a person: no place, and no word that a sentence begins with."""
    words = ref.lower().split()
    return ref.lower() not in PLACES and not any(word in FORMS or word in NOT_NAMES or word in HAILS for word in words)
