"""What stands in the slots of a shape: whom it is about, and what is said of them, in words."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from pllm_memory.predicates import describe
from pllm_memory.remember.extract.people import Around, subject
from pllm_memory.remember.extract.places import PLACES
from pllm_memory.remember.extract.sentences import tokens
from pllm_memory.remember.extract.times import find
from pllm_memory.remember.extract.words import (
    CONDITIONS,
    DIETS,
    GROUPS,
    LANGUAGES,
    NOT_NAMES,
    PETS,
    PROFESSIONS,
    RELATIONS,
    SPORTS,
    THINGS,
)
from pllm_memory.remember.nlp.parse import Parse, Word
from pllm_memory.remember.nlp.shapes import UNSAID

_FIRST = frozenset("i we me us my our mine ours myself ourselves".split())
_HE = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}
_BEFORE = ("poss", "det", "amod", "compound", "nmod", "nummod", "case", "flat", "predet", "quantmod")
_PLACES = frozenset(("GPE", "LOC", "FAC", "NORP", "DATE", "TIME", "LANGUAGE", "PRODUCT", "MONEY", "CARDINAL"))
"""What an entity is when it is nobody."""


# ── whom ─────────────────────────────────────────────────────────────────────────────────────────────


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
    if word.pos not in ("NOUN", "PROPN") or (word.entity in _PLACES and not kin and word.lemma not in RELATIONS):
        return ()
    return _named(parse, place, around)


def _antecedent(parse: Parse, place: int, around: Around) -> tuple[str, ...]:
    """Of "my friend who adores jazz": the friend."""
    verb = parse.words[parse.words[place].head]
    return who(parse, verb.head, around) if verb.dep == "relcl" else ()


def _named(parse: Parse, place: int, around: Around) -> tuple[str, ...]:
    """Of "my sister Ana": whom the rules take it for, so that both mean the same."""
    start = parse.words[_left(parse, place)].start
    words = tokens(parse.text)
    begin = next((at for at, token in enumerate(words) if token.start == start), None)
    phrase = None if begin is None else subject(words, begin, around)
    if phrase is None or phrase.you:
        return ()
    known = phrase.first or phrase.noun or any(ref in around.names for ref in phrase.refs)
    return phrase.refs if known or parse.words[place].pos == "PROPN" else ()


def _left(parse: Parse, place: int) -> int:
    """The first word of a noun phrase."""
    first = place
    for child in parse.under(place, *_BEFORE):
        first = min(first, _left(parse, child))
    return first


# ── what ─────────────────────────────────────────────────────────────────────────────────────────────

_BEHIND = ("prep", "acl", "prt", "dobj", "pobj", "pcomp", "nmod", "npadvmod", "oprd", "attr", "advmod", "dative")
_INNER = frozenset("of with about for in from to by on into at without between like and".split())
"""Prepositions that may be of what is liked: "oatmeal with honey"."""
_OUTER = frozenset(
    "too also though now anymore longer again already still lately recently nowadays really very much so since because"
    " while just ever tbh lol haha these days honestly either forever always sometimes often usually today tonight"
    " either instead together then there here as".split()
)
_SAYS_NOTHING = frozenset(
    "living it that this them these those everything anything nothing something one ones all you him her me us thing things"
    " stuff way lot lots people someone anyone everyone time times idea what which who whom day days kind sort bit job"
    " life work home place part much more most some any many few both each other others another same him himself"
    " myself yourself course fact point view person man woman guy guys girl boy kids house flat".split()
)
_THIS = frozenset("this that these those what which no every another".split())
TASTES = frozenset(("likes", "dislikes", "hobby", "prefers"))
_OWN = re.compile(r"\b(?:my|our|me|us|i|i'm|we|your|you|myself)\b", re.IGNORECASE)
_EDGE = re.compile(r"^[\W_]+|[^\w)%+]+$")
_ARTICLE = re.compile(r"^(?:an?|the|some|any|my|our|his|her|their|this|that|these|those|such a|such)\s+", re.IGNORECASE)


def values(parse: Parse, place: int, predicate: str, at: datetime) -> Iterator[str]:
    """What a word and those joined to it say, as objects of a predicate; nothing where they are none for it.

    Args:
        parse: The sentence.
        place: The word in the slot.
        predicate: What it becomes the object of.
        at: When it was said.
    """
    read = _READERS.get(predicate) or _BY_KIND[describe(predicate).object]
    if predicate in TASTES and _of_somebody(parse, place):
        return
    for part in _joined(parse, place):
        found = read(parse, part, at)
        if found and not _OWN.search(found):
            yield found


def _of_somebody(parse: Parse, place: int) -> bool:
    """Whether it is this one thing, or somebody's: "I love this song", "my wife makes me happy"."""
    own = parse.under(place, "poss", "det")
    return any(parse.words[one].lemma in _THIS or parse.words[one].tag == "PRP$" for one in own)


def _joined(parse: Parse, place: int) -> Iterator[int]:
    yield place
    for child in parse.under(place, "conj"):
        same = parse.words[child].pos == parse.words[place].pos
        nominal = {parse.words[child].pos, parse.words[place].pos} <= {"NOUN", "PROPN", "ADJ"}
        if (same or nominal) and not parse.under(child, "nsubj", "nsubjpass", "aux"):
            yield from _joined(parse, child)


def _phrase(parse: Parse, place: int, at: datetime, behind: tuple[str, ...] = _BEHIND) -> str:
    """The words of a phrase, up to where something else begins."""
    moments = find(parse.text, at)
    kept = {place}
    _spread(parse, place, behind, kept)
    timed = {
        one
        for one in kept
        for moment in moments
        if moment.start <= parse.words[one].start < moment.end and one != place
    }
    run = _run(place, kept - timed)
    while run and run[-1] != place and parse.words[run[-1]].text.lower() in _OUTER | _INNER:
        run.pop()
    text = parse.text[parse.words[run[0]].start : parse.words[run[-1]].end]
    first = parse.words[run[0]]
    if first.start == 0 and first.pos not in ("PROPN", "X") and not first.entity:
        text = text[0].lower() + text[1:]
    return _ARTICLE.sub("", _EDGE.sub("", text))


def _spread(parse: Parse, place: int, behind: tuple[str, ...], kept: set[int]) -> None:
    for child in parse.children[place]:
        word = parse.words[child]
        before = word.dep in _BEFORE or (word.dep == "punct" and word.text == "-")
        after = child > place and word.dep in behind and _belongs(word)
        if (before or after) and child not in kept:
            kept.add(child)
            _spread(parse, child, _BEHIND, kept)


def _belongs(word: Word) -> bool:
    return word.lemma in _INNER if word.dep == "prep" else word.text.lower() not in _OUTER


def _run(place: int, kept: set[int]) -> list[int]:
    """The kept words around a place without a gap."""
    first = last = place
    while first - 1 in kept:
        first -= 1
    while last + 1 in kept:
        last += 1
    return list(range(first, last + 1))


_NOUNS = ("dobj", "pobj", "nsubj", "conj", "attr")
"""How what is a noun by its place hangs on others, whatever the parser takes it for."""


def _text(parse: Parse, place: int, at: datetime) -> str:
    word = parse.words[place]
    if (
        word.pos not in ("NOUN", "PROPN", "VERB", "ADJ", "X", "NUM")
        or word.lemma in _SAYS_NOTHING
        or len(word.text) < 2
    ):
        return ""
    if word.pos == "VERB" and word.tag != "VBG" and (word.dep not in _NOUNS or parse.under(place, "nsubj", "aux")):
        return ""
    if word.pos in ("ADJ", "NUM") and word.dep not in _NOUNS:
        return ""
    found = _phrase(parse, place, at)
    return found if len(found.split()) <= 7 else ""


def _plain(parse: Parse, place: int, at: datetime) -> str:
    """A noun with what stands before it, and no more."""
    word = parse.words[place]
    if word.pos not in ("NOUN", "PROPN", "ADJ", "X") or word.lemma in _SAYS_NOTHING:
        return ""
    found = _phrase(parse, place, at, ())
    return found if len(found.split()) <= 5 else ""


def _proper(parse: Parse, place: int, *not_a: str) -> str:
    """A name: what stands with a capital, without what stands before it."""
    word = parse.words[place]
    low = word.text.lower()
    if word.text[0].islower() or word.entity in not_a or (low in NOT_NAMES and low not in PLACES and not word.entity):
        return ""
    run = _run(place, {one for one in range(len(parse.words)) if _of_name(parse, one, place)})
    found = parse.text[parse.words[run[0]].start : parse.words[run[-1]].end]
    return _EDGE.sub("", found)


def _of_name(parse: Parse, one: int, place: int) -> bool:
    word = parse.words[one]
    joined = word.dep in ("compound", "nmod", "amod") and place in (word.head, parse.words[word.head].head)
    return one == place or (joined and word.text[0].isupper())


def _place(parse: Parse, place: int, _at: datetime) -> str:
    found = _proper(parse, place, "DATE", "TIME", "PERSON" if parse.words[place].text.lower() not in PLACES else "")
    return found if found.lower() in PLACES or parse.words[place].pos == "PROPN" else ""


def _known_place(parse: Parse, place: int, at: datetime) -> str:
    found = _place(parse, place, at)
    return found if found.lower() in PLACES or parse.words[place].entity in ("GPE", "LOC") else ""


def _organisation(parse: Parse, place: int, at: datetime) -> str:
    word = parse.words[place]
    if word.text[0].isupper():
        found = _proper(parse, place, "DATE", "TIME", "GPE", "PERSON" if word.dep == "nsubj" else "")
        return "" if found.lower() in PLACES else found and _with_tail(parse, place, at)
    behind = parse.words[word.head].lemma in ("at", "for", "from", "by", "to")
    return _plain(parse, place, at) if word.pos == "NOUN" and behind and parse.under(place, "det") else ""


def _employer(parse: Parse, place: int, at: datetime) -> str:
    found = _organisation(parse, place, at)
    return "" if found and found.split()[-1].lower() in _GROUPS else found


def _group(parse: Parse, place: int, at: datetime) -> str:
    """What one is a member of: a group by its noun."""
    word = parse.words[place]
    if word.lemma not in _GROUPS or word.text.endswith("s") != word.lemma.endswith("s"):
        return ""
    return _with_tail(parse, place, at)


_GROUPS = GROUPS - {"course", "class", "program", "programme", "network", "company"} | frozenset(
    "party union brigade ensemble quartet troupe council board parish congregation collective cooperative".split()
)


def _with_tail(parse: Parse, place: int, at: datetime) -> str:
    """Of "Museum of Modern Art": with what follows "of"."""
    found = _phrase(parse, place, at, ("prep",)) if _of(parse, place) else _phrase(parse, place, at, ())
    return found if len(found.split()) <= 7 else ""


def _of(parse: Parse, place: int) -> bool:
    return any(parse.words[child].lemma == "of" for child in parse.under(place, "prep"))


def _named_organisation(parse: Parse, place: int, at: datetime) -> str:
    article = any(parse.words[child].lemma == "the" for child in parse.under(place, "det"))
    return _organisation(parse, place, at) if parse.words[place].text[0].isupper() or article else ""


def name(parse: Parse, place: int) -> str:
    """The name of a person or a pet that stands at a place, or ""."""
    return _proper(parse, place, *_PLACES) if parse.words[place].pos == "PROPN" else ""


def names(parse: Parse, place: int) -> Iterator[str]:
    """Names that are set beside a noun, "my boss, Ruben", or that it is said to have, "a dog called Rex"."""
    for child in parse.under(place, "appos"):
        yield from (name(parse, one) for one in (child, *parse.under(child, "conj")) if name(parse, one))
    for child in parse.under(place, "acl"):
        if parse.words[child].lemma in ("name", "call"):
            yield from filter(None, (name(parse, one) for one in parse.under(child, "oprd", "dobj", "attr")))


def trade(parse: Parse, place: int) -> str:
    """The profession that stands at a place, or ""."""
    return _job(parse, place, _NO_TIME)


_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def _person(parse: Parse, place: int, _at: datetime) -> str:
    found = next(names(parse, place), "") or _proper(parse, place, *_PLACES)
    return found if found and len(found.split()) <= 3 and found.lower() not in PLACES else ""


def _listed(table: Mapping[str, str]) -> Callable[[Parse, int, datetime], str]:
    def read(parse: Parse, place: int, at: datetime) -> str:
        word = parse.words[place].text.lower()
        phrase = _phrase(parse, place, at, ()).lower()
        return table.get(phrase) or table.get(word) or table.get(word.removesuffix("ism"), "")

    return read


def _diet(parse: Parse, place: int, at: datetime) -> str:
    return _listed({**DIETS, "vegetarian": "vegetarian"})(parse, place, at)


def _condition(parse: Parse, place: int, at: datetime) -> str:
    found = _listed(CONDITIONS)(parse, place, at)
    medical = parse.words[parse.words[place].head].lemma in ("with", "from")
    text = _plain(parse, place, at)
    return text if found and len(text.split()) > 1 and text.lower() not in CONDITIONS else found or (
        text if medical and _AILING.search(text.lower()) else ""
    )  # fmt: skip


_AILING = re.compile(r"(?:itis|osis|emia|algia|opathy|phobia|disease|syndrome|disorder|intolerance|cancer|fever)$")


def _language(parse: Parse, place: int, _at: datetime) -> str:
    low = parse.words[place].text.lower()
    return low.capitalize() if low in LANGUAGES or low in _TONGUES else ""


_TONGUES = frozenset(
    "welsh irish breton scots yiddish afrikaans zulu xhosa yoruba igbo hausa somali tigrinya malay javanese burmese khmer"
    " lao nepali sinhala punjabi gujarati marathi telugu kannada malayalam pashto kurdish dari uzbek kazakh mongolian"
    " tibetan georgian armenian azerbaijani albanian macedonian slovenian slovene slovak estonian latvian lithuanian"
    " maltese luxembourgish frisian faroese sardinian corsican galician quechua guarani maori hawaiian samoan navajo"
    " belarusian bosnian flemish farsi filipino".split()
)
"""Languages that are not among those of the rules."""


def _job(parse: Parse, place: int, at: datetime) -> str:
    """A profession: one that is listed, or a noun that ends as those do."""
    text = _phrase(parse, place, at, ("prep",)) if _of(parse, place) else _plain(parse, place, at)
    head = parse.words[place].lemma
    if parse.words[place].pos not in ("NOUN", "PROPN"):
        return ""
    known = head in PROFESSIONS or _TRADE.search(head) or (text.split()[:1] in (["head"], ["chief"]))
    return text if known and head not in _NO_TRADE and 0 < len(text.split()) <= 5 else ""


_TRADE = re.compile(
    r"(?:[a-z]{2}(?:er|or|ist|ician|ant|man|woman|smith|wright|wife|ologist|ian|keeper|monger|maker)|chef|cook|nurse"
    r"|clerk|guide|lead|head|vet|aide|pilot|judge|au pair|nanny|host|steward|scribe|guard|apprentice|intern)$"
)
_NO_TRADE = frozenset(
    "number member mother father sister brother daughter driver's winner owner lover beginner loser believer user"
    " stranger foreigner sinner summer winter person human woman man chairman neighbour neighbor partner bachelor"
    " vegetarian pensioner prisoner survivor christian mayor fighter outsider thinker sleeper eater drinker reader"
    " speaker player follower elder offer paper order matter center letter computer dinner water favor error monster"
    " mirror door floor color visitor volunteer resident homeowner dreamer giant elephant restaurant plant".split()
)


def _pet(parse: Parse, place: int, at: datetime) -> str:
    word = parse.words[place]
    if word.lemma not in PETS and word.text.lower() not in PETS:
        return ""
    return next(names(parse, place), "") or _plain(parse, place, at)


def _thing(parse: Parse, place: int, at: datetime) -> str:
    word = parse.words[place]
    if word.pos not in ("NOUN", "PROPN") or word.lemma in RELATIONS or word.lemma in PETS:
        return ""
    return _plain(parse, place, at)


def _plays(parse: Parse, place: int, at: datetime) -> str:
    found = _plain(parse, place, at)
    if parse.words[place].lemma not in SPORTS:
        return ""
    article = any(parse.words[child].lemma == "the" for child in parse.under(place, "det"))
    return f"the {found}" if found and article else found


def _hobby(parse: Parse, place: int, at: datetime) -> str:
    found = _text(parse, place, at)
    return found if found and found[0].islower() and found not in THINGS else ""


def _consumed(parse: Parse, place: int, at: datetime) -> str:
    return _plain(parse, place, at) if parse.words[place].lemma in _CONSUMED else ""


_CONSUMED = frozenset(
    "alcohol wine beer liquor spirits booze meat beef pork chicken poultry lamb bacon fish seafood shellfish shrimp dairy"
    " milk cheese butter cream lactose egg gluten wheat bread pasta rice grain carb sugar candy chocolate sweet sweets"
    " dessert soda caffeine coffee tea nut peanut almond soy tofu mushroom onion garlic tomato salt fat oil cigarette"
    " tobacco nicotine weed cannabis drug snack corn potato fruit honey yoghurt yogurt gelatin spice chili".split()
)
_VEHICLES = frozenset(
    "bus train tram metro subway underground tube ferry bike bicycle car scooter moped motorbike motorcycle boat taxi cab"
    " streetcar trolley trolleybus minibus shuttle carpool skateboard vespa".split()
)


def _vehicle(parse: Parse, place: int, at: datetime) -> str:
    return _plain(parse, place, at) if parse.words[place].lemma in _VEHICLES else ""


SAID_AS: Mapping[str, str] = {"abstains_from": "avoids", "in_known_place": "lives_in"}
"""Predicates that some examples have with stricter values, and what they are told as."""
_READERS: Mapping[str, Callable[[Parse, int, datetime], str]] = {
    "follows_diet": _diet, "has_condition": _condition, "speaks": _language, "works_as": _job, "pet": _pet,
    "owns": _thing, "plays": _plays, "works_at": _employer, "volunteers_at": _organisation,
    "member_of": _group, "hobby": _hobby, "abstains_from": _consumed, "commutes_by": _vehicle,
    "in_known_place": _known_place, "studies_at": _named_organisation, "graduated_from": _named_organisation,
    "gym": _named_organisation, "studies": _plain, "nickname": _person, "wants_to_be_called": _person,
}  # fmt: skip
_BY_KIND: Mapping[str, Callable[[Parse, int, datetime], str]] = {
    "text": _text, "thing": _thing, "place": _place, "organisation": _organisation, "person": _person, "pet": _pet,
    "work": _text,
}  # fmt: skip
