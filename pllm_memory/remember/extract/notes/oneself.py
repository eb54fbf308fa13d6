"""What the speaker does, did, is, feels and thinks: "I use a whiteboard to stay on track"."""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Sequence

from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.cuts import PRONOUNS
from pllm_memory.remember.extract.notes.part import Said, noun_behind, place_of
from pllm_memory.remember.extract.retell import third
from pllm_memory.remember.extract.sentences import Token, tokens
from pllm_memory.remember.extract.verbs import ADVERBS, Verb, forms, read_verb, s_form
from pllm_memory.remember.extract.words import FEELINGS
from pllm_memory.text import terms

_LEAD = re.compile(
    r"(?i)^(?:(?:after|before|since|when|while|as|because|despite|even though|although|growing up|besides|thanks to|for|from|through|by|with|in|on|at|during|every|each|once"
    r"|sometimes|the (?:other|next|first|last)|one)\b[^,;:.!?]{2,60}, |(?:every|each|at|in|on|during|after|one|most|some|last)(?: [\w-]+){1,3} |to [a-z]+ [^,;:.!?]{2,40}? |(?:now|today|recently|lately|sometimes|usually)(?:,? ))(?=(?:i|we)(?:'|\b))"
)
_WITH = re.compile(
    r"(?i)^(?P<who>(?:(?:my|our) [\w-]+(?: [\w-]+){0,2}|(?-i:[A-Z])[\w-]+)) and i\b|^me and (?P<whom>(?:my|our) [\w-]+(?: [\w-]+){0,2}?)(?= \w+(?:ed|ent|ade|ook|ove)\b)"
)
_UNSAID = frozenset(
    "been had went got lost made found took tried started finished spent joined signed won ran read watched cooked baked painted met saw visited"
    " bought adopted gave learned moved came did decided need love can ca just working planning thinking looking training preparing following".split()
)
_NO_NEWS = frozenset(
    "guess know mean wonder bet see hear understand agree suppose ask promise swear wish hope say think want need get let assume"
    " forget remember thank miss care look sound seem".split()
)
"""Verbs of the present that say nothing by themselves, or are read elsewhere."""
_NO_DEED = frozenset(
    "think know guess mean bet suppose hear forget wish hope say agree understand figure assume need".split()
)
_CHAT = re.compile(
    r"(?i)^(?:(?:wanted|had|just|have|has) to (?:say|tell|share|check|ask|let|fill|catch)\b|can't (?:wait|believe|imagine|complain|go wrong)(?! (?:to|till|until|'til|for) \w+ \w+ \w+)"
    r"|look(?:s|ing)? forward to (?:hear|see|it|that)|told (?:you|them)\b|kept? (?:you|them) posted)"
)


_FEELING = re.compile(
    r"(?i)^(?:(?:so|really|super|very|just|pretty) )*(?P<how>(?:glad|happy|proud|excited|grateful|thankful|thrilled|stoked|pumped|relieved|honou?red|lucky|determined|nervous"
    r"|worried|sad|blessed) (?:to|that|about|of|for|by|with|we|i|you|my|our)\b(?! hear\b| see you\b| say\b))"
)
"""A feeling of who is unsaid: "So glad you like the scarf"."""


def of_oneself(said: Said) -> Claim | None:
    """What the speaker does, did, is and feels."""
    feeling = _FEELING.match(said.text)
    if feeling:
        return said.claim("feels", said.told(place_of(said.words, feeling.start("how"))))
    begin, behind = _begun(said)
    found = (read_verb(said.words, begin, bare=True) or _been(said.words)) if begin is not None else None
    if begin is None or not found or _of_what(said.words, found[1]):
        return None
    told = _of_verb(said, found[0], begin, found[1])
    return said.claim(told[0], f"{told[1]}{behind}") if told and not _CHAT.match(told[1]) else None


def _begun(said: Said) -> tuple[int | None, str]:
    """Where the verb of the speaker begins, and what stood before it and is told behind: when, and with whom."""
    words, lead = said.words, _LEAD.match(said.text)
    company = None if lead else _WITH.match(said.text)
    if company:
        who = company["who"] or company["whom"]
        return place_of(words, company.end()), f", with {third(tokens(who), who, None)}"
    start = place_of(words, lead.end() if lead else 0)
    before = third(tokens(lead[0]), lead[0], said.hearer).rstrip(", ") if lead else ""
    before = f", {before[0].lower()}{before[1:]}" if before else ""
    if start < len(words) and words[start].low in ("i", "we"):
        return start + 1, before
    verb = next((place for place, token in enumerate(words) if token.low not in ADVERBS), 0)
    unsaid = words[verb].low in _UNSAID and words[verb + 1 :] and words[verb + 1].low not in PRONOUNS
    return (start, before) if unsaid else (None, "")


def _of_what(words: Sequence[Token], end: int) -> bool:
    """Whether only what was before tells of what: "I use it to relax", "we trained for it"."""
    first = end + (end < len(words) and words[end].low in _LEADING)
    return first < len(words) and words[first].low in _POINTING and not noun_behind(words, first + 1)


_LEADING = frozenset("for to at with about of in on into over".split())
_POINTING = frozenset("it them that this those these one".split())


def _been(words: Sequence[Token]) -> tuple[Verb, int] | None:
    """Of "Been rehearsing hard"."""
    doing = words[1].low
    if words[0].low != "been" or not doing.endswith("ing"):
        return None
    lemma = forms(doing)[0][0] if forms(doing) else doing
    return Verb(lemma, doing, "perfect", progressive=True), 2


_Told = tuple[str, str]
_AGREES = {"'m": "is", "am": "is", "'re": "is", "are": "is", "'ve": "has", "have": "has", "were": "was", "do": "does"}


_AHEAD = re.compile(r"(?i)\b(?:one of these days|one day|some ?day|any day now|soon|tomorrow|tonight)\b")
_UNDONE = frozenset(("would", "may", "order", "must", "future"))
"""Tenses of what is not done, or not yet."""


def _of_verb(said: Said, verb: Verb, begin: int, end: int) -> _Told | None:
    """The predicate and the object of what the speaker does; None if it is no news."""
    if verb.tense in _UNDONE or (verb.tense == "can" and not verb.negative) or end >= len(said.words):
        return None
    if verb.lemma == "be" and not verb.progressive:
        return _state(said, verb, begin, end)
    if verb.tense == "present" and verb.progressive and (said.ahead or _AHEAD.search(said.text)):
        return None  # it is a plan
    if verb.tense in ("past", "perfect", "used") or verb.progressive:
        idle = verb.lemma in (_HOLDING if verb.negative else _NO_DEED)
        return None if idle else ("did", _conjugated(said, verb, begin))
    return _habit(said, verb, begin, end)


def _habit(said: Said, verb: Verb, begin: int, end: int) -> _Told | None:
    """What the speaker does these days, or thinks."""
    lemma, negative = verb.lemma, verb.negative
    if lemma in ("think", "believe", "feel", "find") and not negative:
        return _opinion(said, lemma, end)
    empty = lemma in _NO_NEWS or (lemma in _HELD and len(set(terms(said.told(end)))) <= _LEAST_HELD)
    nowhere = lemma == "go" and said.words[end].low == "with"
    if empty or nowhere or (negative and lemma in _HOLDING) or len(lemma) < 2:  # "r" is no verb
        return None
    return "does", said.told(begin) if verb.tense == "can" else _conjugated(said, verb, begin)


_LEAST_HELD = 3
"""Content words of what one has or where one lives, for it to be more than "a great time" or a joke."""


def _opinion(said: Said, lemma: str, end: int) -> _Told | None:
    """Of "I believe that …", "I think …"; "I feel tired" is a feeling."""
    low, rest = said.words[end].low, re.sub(r"^(?:like|that) ", "", said.told(end))
    if lemma == "feel" and low not in ("like", "that"):
        return ("feels", rest) if low in FEELINGS or low in ("so", "really", "very") else None
    return None if low in ("so", "it", "about", "of") else ("believes", rest)


_DEGREES = ADVERBS | {"a", "bit", "super", "kinda", "pretty", "more"}
_STATES = frozenset("allergic married engaged single divorced vegan vegetarian from born".split())
"""What other rules read, and know when it is meant."""
_WHAT_OR_WHERE = frozenset("a an the from in at with on".split())
"""How one begins to say what or where somebody is not."""
_HELD = frozenset("live work own study speak drive have".split())
_HOLDING = _HELD | frozenset("play eat drink like love".split())
"""Verbs of what holds of somebody: other rules read their negation, as an end, and know whether it is meant."""
_NO_STATE = frozenset("here there sorry sure not".split())


def _state(said: Said, verb: Verb, begin: int, end: int) -> _Told | None:
    """Of "I'm passionate about dancing", "I was so nervous before the talk"."""
    low = [token.low for token in said.words[end:]]
    head = next((place for place, word in enumerate(low) if word not in _DEGREES), None)
    elsewhere = low[0] in _NO_STATE or not _STATES.isdisjoint(low[:3])
    if head is None or elsewhere or (verb.negative and low[0] in _WHAT_OR_WHERE):
        return None
    if verb.tense == "present" and not verb.negative and low[head] in FEELINGS:
        return "feels", said.told(end + head)
    return "does" if verb.tense == "present" else "did", _conjugated(said, verb, begin)


def _conjugated(said: Said, verb: Verb, begin: int) -> str:
    """A verb group and what follows, of one person: "went …", "has been …", "uses …"."""
    words = said.words
    place = begin
    while place < len(words) and words[place].low in ADVERBS:
        place += 1
    before = third(words[begin:place], said.text, said.hearer)
    rest = third(words[place + 1 :], said.text, said.hearer)
    glue = "" if place + 1 < len(words) and words[place + 1].low == "n't" else " "
    return f"{before} {_of_one(words[place].low, verb)}{glue}{rest}".strip()


def _of_one(low: str, verb: Verb) -> str:
    """The first word of a verb group as it is said of one person."""
    if low == "been":
        return "has been"
    if low in _AGREES:
        return "was" if verb.progressive and verb.tense == "present" else _AGREES[low]
    kinds = {form for _, form in forms(low)}
    return s_form(low) if verb.tense == "present" and ("base" in kinds or not kinds) else low
