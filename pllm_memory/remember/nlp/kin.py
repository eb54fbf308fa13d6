"""Who somebody is, said by the way: "Ruben, my boss, resigned", "my sister Ana, a nurse, …", "my daughter Ronja, 9"."""

from collections.abc import Iterator

from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.people import Around, related
from pllm_memory.remember.extract.words import MANY, PETS, RELATIONS
from pllm_memory.remember.nlp.meant import manner
from pllm_memory.remember.nlp.parse import Parse
from pllm_memory.remember.nlp.phrases import left, name, names
from pllm_memory.remember.nlp.slots import trade
from pllm_memory.remember.nlp.whom import who

_SINGULAR = {"child": "child", "kid": "child", "twin": "child", "daughter": "daughter", "son": "son"}
"""Of whom there may be several at once."""
_HAVING = frozenset("have get see find hire meet".split())
_AGES = {
    word: str(number)
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen twenty".split(),
        start=1,
    )
}


def kin(parse: Parse, around: Around) -> Iterator[Claim]:
    """Relations, trades and ages that stand beside a name."""
    for place, word in enumerate(parse.words):
        noun = word.text.lower() if word.text.lower() in RELATIONS else word.lemma
        if noun in RELATIONS or noun in PETS or noun in _SINGULAR:
            for owner in _owners(parse, place, around):
                for called in _names(parse, place):
                    yield from _relation(owner, noun, called)
        yield from _beside(parse, place, around)


def _relation(owner: str, noun: str, called: str) -> Iterator[Claim]:
    noun = _SINGULAR.get(noun, noun)
    if noun not in MANY and called != owner:
        yield from (Claim(one.subject, one.predicate, one.object) for one in related(owner, noun, called))


def _owners(parse: Parse, place: int, around: Around) -> tuple[str, ...]:
    """Whose: of "my sister", "Ana's brother", and of "I have a therapist now"."""
    for child in parse.under(place, "poss"):
        return who(parse, child, around)
    word = parse.words[place]
    verb = parse.words[word.head]
    new = [parse.words[det].lemma for det in parse.under(place, "det")] in (["a"], ["an"], ["another"])
    if not (new and word.dep == "dobj" and verb.lemma in _HAVING):
        return ()
    how = manner(parse, word.head)
    subjects = parse.under(word.head, "nsubj")
    if how is None or how.negative or how.modal or "present" not in how.tense or len(subjects) != 1:
        return ()
    return who(parse, subjects[0], around)


def _names(parse: Parse, place: int) -> Iterator[str]:
    """Names that are set beside a noun, or that the noun is set beside."""
    yield from names(parse, place)
    word = parse.words[place]
    if word.dep in ("appos", "compound") and parse.words[word.head].pos == "PROPN":
        yield from filter(None, (name(parse, word.head),))
    if word.dep == "dobj":
        late = (one for one in parse.under(word.head, "npadvmod") if one > place and _set_off(parse, one))
        yield from (name(parse, one) for one in late if parse.words[one].entity == "PERSON" and name(parse, one))


def _set_off(parse: Parse, place: int) -> bool:
    """Whether a phrase stands behind a comma; parsers do not agree on what "…, Dr. Miller" hangs on."""
    first = left(parse, place)
    return first > 0 and parse.words[first - 1].text == ","


def _beside(parse: Parse, place: int, around: Around) -> Iterator[Claim]:
    """What is set beside a person: a trade, an age."""
    word = parse.words[place]
    person = word.pos in ("PROPN", "NOUN") and parse.words[place].entity not in ("GPE", "ORG", "LOC")
    for child in parse.under(place, "appos", "nummod", "npadvmod") if person else ():
        low, comma = parse.words[child].text.lower(), child > place and _set_off(parse, child)
        age = _AGES.get(low, low)
        if comma and age.isdecimal() and 0 < int(age) < 110 and not parse.children[child]:
            yield from (Claim(ref, "age", age) for ref in who(parse, place, around))
        article = [parse.words[det].lemma for det in parse.under(child, "det")] in (["a"], ["an"])
        job = trade(parse, child) if comma and article else ""
        if job:
            yield from (Claim(ref, "works_as", job) for ref in who(parse, place, around))
