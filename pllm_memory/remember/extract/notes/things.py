"""What things are and do to the speaker, and what they hold to be true: "Dancing makes me happy", "Rest is key"."""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Sequence

from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.notes.part import ONESELF, YOU, Said, noun_behind
from pllm_memory.remember.extract.sentences import Token
from pllm_memory.remember.extract.verbs import ADVERBS, FORMS, Verb, is_past, past, read_verb, s_form
from pllm_memory.remember.extract.words import RELATIONS

_EFFECTS = frozenset(
    "make help keep give bring remind inspire motivate teach mean let push fuel calm drive encourage allow lift cheer relax refresh show support"
    " change guide comfort save touch amaze feel matter stand represent symbolize reflect become take cost bother scare terrify stress".split()
)
_EFFECT_FORMS = {form: lemma for lemma in _EFFECTS for form in (lemma, s_form(lemma), past(lemma))}
_TO_BE = frozenset("is are was were 's has have had can 've".split())
_ON_ONESELF = re.compile(r"(?i)^(?:[\w']+ ){0,5}?(?:me|us|my|our|myself|ourselves|i|we)\b")
"""A verb that does something to the speaker."""
_VALUED = re.compile(
    r"(?i)\b(?:important|key|crucial|essential|necessary|vital|matters?|worth|priceless|powerful|special|meaningful|rewarding|precious|invaluable|overrated|underrated"
    r"|necessary|healing|therapeutic|everything|the power to|makes? (?:a|all the|life|everything)|great for|good for|bad for|awesome for|helps?|brings?|gives?|keeps?|for (?:me|us)|to me"
    r"|an? (?:[\w-]+ )?way (?:to|of)|takes? (?:a lot of |so much )?(?:courage|strength|time|effort|patience|practice|work|guts))\b"
)
_THESE = frozenset("it that this they he she you i we who what which there these those here such".split())
_EXTRAPOSED = re.compile(
    r"(?i)^(?:it's been|it's|it is|it was|it has been|it felt|it feels|it means|it meant)(?: (?:so|really|just|such|very|super|always|pretty|also|quite|definitely))*"
    r" (?:(?:an? )?(?:dream|honou?r|pleasure|joy|relief|blessing|privilege|lot to me|lot)|(?!an?\b|the\b|my\b|our\b|like\b|one\b|all\b|wh|got\b|gotten\b|shown\b|taught\b|made\b|given\b|helped\b|brought\b|taken\b|kept\b|reminded\b)[a-z-]+(?:,? (?:and |but )?(?!to\b|that\b|how\b)[a-z-]+){0,2}?)(?: (?:for|of|to) (?:me|us))?"
    r" (?:to (?!me\b|us\b|you\b|be honest|say)[a-z]+|that|how|when|we|i|(?!during|being honest|morning|evening|nothing|something|everything)(?<!and )[a-z]+ing)\b"
)
"""Of "It's great to see the kids grow": what "it" is, comes behind."""
_NO_THING = frozenset(
    "do does did don't will wo won't can ca can't could would should let let's is are was were have has glad happy love hope need sounds looks seems guess bet"
    " wish congrats thanks thank wonder sorry can't haven't want wanna gonna no not never just maybe even if good great nice last yesterday which".split()
)
"""What a sentence begins with whose subject is unsaid, or no thing."""
_ANY_SELF = re.compile(r"(?i)\b(?:yourself|yourselves|you)\b")


_DETERMINERS = frozenset(("this", "that", "these", "those"))


def found(said: Said) -> Claim | None:
    """What something is or does to the speaker: "Dancing makes me happy", "It's great to see the kids grow"."""
    words = said.words
    if len(words) > _SHORTEST and _EXTRAPOSED.match(said.text) and not _ANY_SELF.search(said.text):
        return said.claim("finds", said.told())
    place = _verb_place(words) if _of_a_thing(said) else None
    verb = _verb(words, place) if place is not None else None
    if place is None or not verb or verb.tense not in _TOLD or _ASIDE.search(said.text, 0, words[place].start):
        return None
    predicate = _felt(said, verb, place)
    return said.claim(predicate, said.told()) if predicate else None


_SHORTEST = 5
"""Words of "it's great to see that", which says nothing."""
_TOLD = ("present", "past", "perfect", "can")


def _of_a_thing(said: Said) -> bool:
    """Whether a part may begin with a thing: "this book", and not "this is"."""
    words = said.words
    first = words[0].low
    named = first in _DETERMINERS and noun_behind(words, 1) and not _is_verb(words[1].low)
    if (first in _THESE and not named) or first in ADVERBS or first in _NO_THING:
        return False
    return first == "your" or not _ANY_SELF.search(said.text)


_ATTRIBUTE, _FEW = 2, 6
"""The place of the verb behind "my job", and words behind it that say no more than what it is."""


def _felt(said: Said, verb: Verb, place: int) -> str:
    """Under which predicate a thing's doing is told; "" if it has nothing to do with the speaker."""
    behind = said.text[said.words[place].start :]
    first, second = (token.low for token in said.words[:2])
    of_kin = first in ("my", "our") and second in RELATIONS
    if not ONESELF.search(said.text):
        return "says" if first == "your" else ""
    if verb.tense == "past" and of_kin:
        return "says"
    if verb.lemma == "be" and place <= _ATTRIBUTE and len(said.words) < _ATTRIBUTE + _FEW:
        return ""  # "my job is …": other rules know when it is meant
    does = verb.lemma in _EFFECTS and _ON_ONESELF.search(behind)
    if does or _VALUED.search(behind):
        return "finds"
    return "" if _ASIDE.search(behind) else "says"


def _is_verb(low: str) -> bool:
    return low in _TO_BE or low in _EFFECT_FORMS or is_past(low)


_ASIDE = re.compile(r"(?i),\s*(?:my|our|the|he|she|they|it)\b")
"""What stands before another subject: "Busy day, my accountant moved"."""


def _verb_place(words: Sequence[Token]) -> int | None:
    """Where the verb of a thing is, behind at most nine words."""
    for place in range(1, min(10, len(words) - 1)):
        low = words[place].low
        if low in _TO_BE:
            return place
        if low in _EFFECT_FORMS and words[place - 1].low not in ("to", "a", "the", "my", "our"):
            return place
        if any(form == "past" for _, form in FORMS.get(low, ())) and words[place - 1].low not in ("i", "we", "you"):
            return place
    return None


def _verb(words: Sequence[Token], place: int) -> Verb | None:
    """The verb of a thing, also one that the table of verbs has not."""
    low = words[place].low
    found = read_verb(words, place, bare=True)
    if low not in _EFFECT_FORMS or found:
        return found[0] if found else None
    lemma = _EFFECT_FORMS[low]
    return Verb(lemma, low, "past" if low == past(lemma) else "present")


_GENERAL = re.compile(
    r"(?i)^(?!the |this |that |these |those |my |our |your |a |an |here|there|it|they|he |she |that|let|you|i |we |what|who|how|when|where|why)"
)


def held(said: Said) -> Claim | None:
    """What the speaker holds true of the world: "Taking risks is key to success"."""
    if said.words[0].low in _NO_THING or not _GENERAL.match(said.text) or YOU.search(said.text):
        return None
    place = _verb_place(said.words)
    verb = _verb(said.words, place) if place is not None else None
    if place is None or not verb or verb.tense not in ("present", "can"):
        return None
    if _VALUED.search(said.text[said.words[place].start :]) and not said.words[0].low.endswith("'s"):
        return said.claim("believes", said.told())
    return None
