"""Names beside what they are: "Tom, my brother", "my landlady (Rosa)", "Rex the beagle", "who's Ana?" – "my cousin".

A role or an animal and one name that stands next to it are enough, whatever the sentence is about.
"""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Iterator, Sequence

from pllm_memory.remember.extract.casing import COMMON
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.gist import kinds
from pllm_memory.remember.extract.gist.said import Said
from pllm_memory.remember.extract.gist.spans import Span, people
from pllm_memory.remember.extract.people import Around
from pllm_memory.remember.extract.verbs import is_past
from pllm_memory.remember.extract.words import BRANDS, MANY, NOT_NAMES, PETS, RELATIONS, TEMPERS

_ROLES = {
    **{word: relation for word, relation in RELATIONS.items() if relation != "ex"}, "mate": "friend", "best mate": "friend", "best friend": "friend", "line manager": "boss", "team lead": "boss",
    "family doctor": "doctor", "pal": "friend", "bff": "friend", "bf": "partner", "gf": "partner", "other half": "partner",
    "better half": "partner", "significant other": "partner", "missus": "partner", "little one": "child", "stepson": "son",
    "next-door neighbour": "neighbour", "next-door neighbor": "neighbour", "team leader": "boss", "superior": "boss", "foreman": "boss",
    "big sis": "sister", "big bro": "brother", "granny": "grandmother", "therapist": "therapist", "shrink": "therapist",
}  # fmt: skip
_ROLE = re.compile(
    rf"(?i)\b(?P<whose>my|our|the|a|an|new|old|this|another|best|of mine,)\s+(?:[\w-]+\s+){{0,2}}?(?P<role>{kinds.one_of(role for role in _ROLES if role not in MANY)})(?P<of>'s)?(?![\w'-])(?! (?:tongue|in law|board|hood|nature|figure|land|earth|language|city|company|and son))"
)
_ROLE_WORDS = frozenset(kinds.WORD.findall(role)[-1] for role in _ROLES)
_PET = re.compile(
    rf"(?i)\b(?P<whose>my|our|the|a|an|another|new|second)\s+(?:[\w-]+\s+){{0,2}}?(?P<role>{kinds.SPECIES})(?P<of>'s)?(?![\w-])"
)
_GO_ON = re.compile(
    r"(?i)^[\s,(:–—-]*(?:(?:is|was|'s|who's|who is|called|named|by the name of|name|first name|name's|names|it's|that's|this is|he's|she's|they're|dr|doctor|at work|here|now|just|actually|and|the|whom we|we|i|have|named it|named him|named her|call(?:ed)? (?:it|him|her)|whose|goes by|answers to|meet|welcome|would be|of (?:mine|ours))\b[\s,.:'(–—-]*){0,5}$"
)
"""What may stand between a role and its name."""
_GO_BACK = re.compile(
    r"(?i)^[\s,(:–—-]*(?:'s|(?:is|was|who's|who is|that's|and|he's|she's|also|actually|basically|really|just|now|still|from next door|next door|upstairs|downstairs|here|became|has been|my favou?rite person)\b)?(?:[\s,(:–—-]*(?:is|my favou?rite \w+|and|also|that's|he's|she's)\b)*[\s,(:–—-]*$"
)
"""What may stand between a name and its role."""
_THAT_IS = re.compile(
    r"(?i)(?:that's|that is|he's|she's|they're|technically|who's|who is|also|basically)(?: now| actually| basically| technically)* $"
)
_NO_PET_ROLE = frozenset(("fish", "bird", "golden", "pointer", "setter", "lab", "mouse", "boxer", "persian", "pet"))
_HAVING = re.compile(
    r"(?i)\b(?:have|got|adopted|rescued|bought|own|we|i|my|our|keep|took in|brought home|named|called|here's|meet)\b"
)


def introduced(said: Said, around: Around) -> Iterator[Claim]:
    """Who is what to the speaker, by a sentence that names them.

    Args:
        said: A sentence that is told in earnest.
        around: Who speaks.
    """
    text, asked = said.text, said.asked
    roles = [
        one
        for one in (() if _ROLE_WORDS.isdisjoint(said.words) else _ROLE.finditer(text))
        if one["whose"].lower() in ("my", "our") or (_mine(text) and not _by_trade(text, one))
    ]
    animals = [
        one
        for one in (_PET.finditer(text) if kinds.has_animal(said.words) else ())
        if one["role"].lower() not in _NO_PET_ROLE
    ]
    if roles or animals:
        named = [span for span in people(text) if _is_name(span.value)]
        for role in roles:
            for name in _beside(text, role, named):
                yield Claim(around.speaker, _ROLES[role["role"].lower()], name)
        if not roles and _HAVING.search(text):
            for animal in animals:
                for name in _beside(text, animal, named):
                    yield Claim(around.speaker, "pet", name)
                    yield Claim(name, "is_a", animal["role"].lower())
    for pattern, predicate in () if _DOING_WORDS.isdisjoint(said.words) else _DOING:
        found = pattern.search(text)
        if found and _is_name(found["name"]):
            yield Claim(around.speaker, predicate, found["name"])
    if asked:
        yield from _answered(text, asked, around)


_TRADES = frozenset(("doctor", "teacher", "therapist"))


def _by_trade(text: str, role: re.Match[str]) -> bool:
    """Whether it is rather what somebody works as: "she's a dentist"."""
    trade = role["whose"].lower() in ("a", "an") and _ROLES[role["role"].lower()] in _TRADES
    return trade and bool(_WORKS_AS.search(text, 0, role.start()))


_WORKS_AS = re.compile(r"(?i)(?:'s|\bis|\bas|\bwas|\bbecame|\bbeing) $")
_WHO = r"(?P<name>(?-i:[A-ZÀ-Þ])[\w-]+(?: (?-i:[A-ZÀ-Þ])[\w-]+)?)"
_DOING = tuple(
    (re.compile(rf"(?i){pattern}"), predicate)
    for pattern, predicate in (
        (
            rf"\b{_WHO},? (?:who|whom|that) (?:i|we)(?:'m| am|'re)? rent(?:ing)? (?:it |this |my \w+ |our \w+ )?from",
            "landlord",
        ),
        (rf"\b(?:i|we|i'm|we're) (?:rent|renting)(?: (?:my|our|the|a|this|it)(?: \w+)?)? from {_WHO}", "landlord"),
        (rf"\b{_WHO} (?:rents|lets|leases)(?: out)? (?:us|me) (?:the|our|my|this|a)", "landlord"),
        (rf"\bpay (?:my|the|our) rent to {_WHO}", "landlord"),
        (
            rf"\bi(?:'m)? (?:now )?(?:work|working|report|reporting|answer) (?:directly )?(?:under|to) {_WHO}(?! (?:street|road|avenue|or)\b)",
            "boss",
        ),
        (
            rf"\b{_WHO} (?:is in charge of|oversees|supervises|manages|bosses|runs|leads|heads) (?:us|me|my team|our team|my department|our department|the team|the department)\b",
            "boss",
        ),
        (
            rf"\b(?:share|sharing|split|splitting) (?:a|the|my|our|an|this) (?:\w+ )?(?:flat|apartment|house|room|place|rent|dorm)(?: \w+){{0,3}}? with {_WHO}",
            "roommate",
        ),
    )
)
"""Who somebody is by what they do: "Rosa, who we rent from"."""
_DOING_WORDS = frozenset(
    "rent renting rents lets leases work working report reporting answer charge oversees supervises manages bosses runs"
    " leads heads share sharing split splitting".split()
)
"""Words of which each of these needs one."""


def _mine(text: str) -> bool:
    return bool(re.search(r"(?i)\b(?:i|i'm|i've|my|we|our|me|us|mine|new)\b", text))


_CALLED = re.compile(
    r"(?i)\bwho(?:'s| is| was| are)? (?P<name>(?-i:[A-ZÀ-Þ])[\w-]+)\b|\b(?P<other>(?-i:[A-ZÀ-Þ])[\w-]+)\?"
)
_JUST = re.compile(
    rf"(?i)^\W*(?:(?:oh|he's|she's|that's|yes|yeah|it's|well|just)\b\W*)*(?:my|our) (?:[\w-]+ ){{0,2}}?(?P<role>{kinds.one_of(_ROLES)})\b"
)
_ASKED = re.compile(
    rf"(?i)\b(?:your|the|a|an|any|my) (?:[\w-]+ ){{0,2}}?(?P<role>{kinds.one_of(role for role in _ROLES if role not in MANY)}|pet|{kinds.SPECIES})\b"
)


_NO_NAME = COMMON | NOT_NAMES


def _answered(text: str, asked: str, around: Around) -> Iterator[Claim]:
    """Of "Who's Ana?" – "my cousin"; of "What's your pet's name?" – "Rex, he's a beagle"."""
    who = re.search(r"(?i)\bwho\b", asked) and _CALLED.search(asked)
    role = _JUST.match(text) if who else None
    name = (who["name"] or who["other"]) if who else ""
    if role and _is_name(name):
        yield Claim(around.speaker, _ROLES[role["role"].lower()], name)
    about = (
        _ASKED.search(asked)
        if asked
        and len(text) < _SHORT
        and re.search(r"(?i)\b(?:name|called|who|who's|do you have|have you|got|my)\b", asked)
        else None
    )
    named = [span for span in people(text) if _is_name(span.value)] if about else []
    bare = _BARE.match(text) if about and not named else None
    if bare and bare[1].lower() not in _NO_NAME:
        named = [Span(bare.start(1), bare.end(1), bare[1].capitalize())]
    if about and len(named) == 1 and not re.search(r"(?i)^\W*(?:no|not|none|don't)\b", text):
        kind = about["role"].lower()
        if kind in PETS or kind == "pet":
            yield Claim(around.speaker, "pet", named[0].value)
        elif kind in _ROLES:
            yield Claim(around.speaker, _ROLES[kind], named[0].value)


_SHORT = 60
_BARE = re.compile(
    r"(?i)^\W*(?:(?:yes|yeah|it's|oh|well|hmm|um|honestly|that's|just|random but|so)\b\W+)*([^\W\d_][\w-]+)\W*(?:of course|always|haha|lol)?\W*$"
)


def _beside(text: str, role: re.Match[str], named: Sequence[Span]) -> Iterator[str]:
    """The name that stands next to a role, behind it or before it."""
    for span in named:
        if span.start >= role.end() and _GO_ON.match(text[role.end() : span.start]):
            if role["of"] and not re.search(r"(?i)name", text[role.end() : span.start]):
                continue  # "my sister's Ana"
            yield span.value
            return
    if role["of"]:
        return  # "jazz is my brother's thing"
    before = [span for span in named if span.end <= role.start()]
    if len(before) == 1 and _THAT_IS.search(text[before[0].end : role.start()]):
        yield before[0].value
        return
    for span in reversed(named):
        if span.end <= role.start() and _GO_BACK.match(text[span.end : role.start()]):
            yield span.value
            return


_NAMES_TOO = frozenset(("rose", "drew", "jed", "ned", "ted", "ed", "fred", "alfred", "jared"))
"""Names that are pasts of verbs, or look like some."""


_NOBODY = NOT_NAMES | BRANDS


def _is_name(value: str) -> bool:
    words = value.split()
    return (
        0 < len(words) <= 3
        and words[0].lower().strip(".'") not in _NOBODY
        and not value.isupper()
        and words[0].lower() not in _ROLES
        and (not is_past(words[0].lower()) or words[0].lower() in _NAMES_TOO)  # "Took the dog out"
        and not re.match(r"(?i)(?:the|god|lord|facebook|monday)\b", value)
    )


# ── oneself ──────────────────────────────────────────────────────────────────────────────────────────

_NAME = r"(?P<name>(?-i:[A-ZÀ-Þ])[\w'-]+(?: (?-i:[A-ZÀ-Þ])[\w'-]+)?)"
_ANY_NAME = r"(?P<name>[^\W\d_][\w'-]+(?: (?-i:[A-ZÀ-Þ])[\w'-]+)?)"
_END = r"(?=\s*(?:[,;:.!?()…]|$|[^\w\s'-]|\s-)|\s+(?:and|but|by|please|btw|is|here|for|because|now|from|at|lol|haha)\b)"
_SELF = tuple(
    re.compile(rf"(?i){pattern}")
    for pattern in (
        rf"\b(?:you're|you are) (?:now )?(?:talking|speaking|chatting|writing) (?:to|with) {_ANY_NAME}{_END}",
        rf"\b(?:know|knows|known) (?:me|to (?:my )?\w+) (?:simply |just )?as {_ANY_NAME}{_END}",
        rf"(?:^\W*|[,.] ){_ANY_NAME}(?:'s|s| is) the name\b",
        rf"(?:^\W*(?:(?!her|his|its|their|your)\w+ )?(?:and |oh |so )?|\bmy (?:full |first |real )?)name(?::| would be| was always| is| -)+ {_ANY_NAME}{_END}",
        rf"\bi(?:'m| am) (?:called|named) {_ANY_NAME}{_END}",
        rf"\bi go by {_ANY_NAME}{_END}",
        rf"^\W*(?:\w+[, ]+)?{_ANY_NAME} is what (?:my parents|they|my mum|my mom|my mother) (?:called|named) me",
        rf"\b(?:parents|mother|mum|mom|father) (?:called|named|baptised|christened) me {_ANY_NAME}{_END}",
        rf"\bwho (?:this|i) (?:is|am):? {_ANY_NAME}{_END}",
        rf"\bi(?:'m| am) {_ANY_NAME}, (?:nice to|pleased to|that's (?:what|my|me)|by the way|since|and you)",
        rf"^\W*(?:\w+ ){{0,2}}the name's {_ANY_NAME}{_END}",
        rf"\b(?:hi|hello|hey)\W+(?:i'm|i am|it's|this is) {_ANY_NAME}(?= and\b|{_END[3:]}",
        rf"\b(?:signed|yours|cheers|regards|best),? {_NAME}\W*$",
        rf"^\W*(?:(?:hi|hey|hello|hiya|oh|it's|it is|this is|just|only)[\s,!]+)*(?!it's|that's|i'm|he's|she's){_NAME} (?:here|speaking|reporting)\b(?! (?:is|in|at|on|we|it|they)\b)",
        rf"\bcall me {_NAME}, (?:that's|it's) my name\b",
    )
)
_SELF_WORDS = frozenset(
    "name names named called call calls talking speaking chatting writing know knows known go parents mother mum mom father"
    " who nice pleased way since signed yours cheers regards best here reporting hi hello hey".split()
)
_NICK_WORDS = frozenset(
    "call called calls address refer short nickname goes please fine enough do be being you stick".split()
)
_ASKS_NAME = re.compile(
    r"(?i)\bwho (?:is this|are you|am i)\b|\byour (?:\w+ )?name\b|\bwho's (?:this|there|speaking)\b|\bwho do i\b|\bintroduce yourself\b"
)
_JUST_NAME = re.compile(
    rf"(?i)^\W*(?:(?:hi|hello|oh|um|it's|i'm|this is|that's|well|sure|sorry|just|me|honestly|ok|so)\b[\s,!.]*)*{_ANY_NAME}(?=\s*(?:[,;:.!?()…]|$|[^\w\s'])|\s+(?:here|with|as|the|is)\b)"
)
_NICK = tuple(
    re.compile(rf"(?i){pattern}")
    for pattern in (
        rf"\b(?:prefer|like|love|want|rather|would like|'d like) (?:to be|being|you to|it if you|if you|you)(?: call(?:ed)?| address(?:ed)?)(?: me| as)? {_ANY_NAME}{_END}",
        rf"\bcall me {_ANY_NAME}(?!,? but\b){_END}",
        rf"\b(?:friends|everyone|everybody|people|family|all|colleagues|folks) (?:\w+ )?calls? me {_ANY_NAME}{_END}.*\b(?:you|so)\b",
        rf"^\W*(?:(?:just|so|oh|well|hey|and|ok|honestly|ugh|by the way)\b[\s,]*)*{_ANY_NAME} for short\b",
        rf"\b(?:address|refer to) me (?:as )?{_ANY_NAME}{_END}",
        rf"\b(?:nickname(?:'s| is|:)|goes by|go with|stick (?:to|with)|make (?:that|it)|just) {_NAME}(?=,? (?:please|will do|is fine|is enough))",
        rf"^\W*(?:(?:just|so|oh|well|hey|rather)\b[\s,]*)*{_ANY_NAME}(?: will do| is fine| is enough|, please)",
    )
)
_ASKS_NICK = re.compile(r"(?i)\b(?:call you|address(?:ed)?|be called|nickname|go by|first name)\b")
_NOT_SELF = re.compile(
    r"(?i)^(?:i|i'm|not|just|so|very|here|there|the|a|an|my|it|that|this|what|who|when|sure|fine|good|ok|okay|yes|no|sorry|late|back|new|tired|happy|from|in|at|me|you|him|her|them|crazy|lazy|later|tomorrow|today|when|if|after|because|whatever|anything|something|please|hi|hello|hey|hmm+|ah|oh|um+|uh|well|lol|haha|oki|btw|tbh|fyi|anyway|right|now|instead)$"
)


_REFUSED = re.compile(r"(?i)\b(?:don't|do not|never|stop|nobody|no one|not|hate|only my)\b[^.,;!]{0,30}$")
"""What stands before a name that one does not want to be called: "please don't call me"."""


def oneself(said: Said, around: Around) -> Iterator[Claim]:
    """What the speaker's name is, and what they want to be called.

    Args:
        said: A sentence that is told in earnest.
        around: Who speaks.
    """
    text, asked = said.text, said.asked
    if asked and _ASKS_NICK.search(asked) and len(text) < _SHORT:
        yield from _own(_JUST_NAME.match(text), "wants_to_be_called", around)
        return
    nick = next((found for pattern in _for(said, _NICK, _NICK_WORDS) if (found := pattern.search(text))), None)
    if nick and _REFUSED.search(text, 0, nick.start("name")):
        return
    if nick:
        yield from _own(nick, "wants_to_be_called", around)
        return
    name = next((found for pattern in _for(said, _SELF, _SELF_WORDS) if (found := pattern.search(text))), None)
    if name is None and asked and _ASKS_NAME.search(asked) and len(text) < _SHORT:
        name = _JUST_NAME.match(text)
    yield from _own(name, "name", around)


def _for(said: Said, patterns: Sequence[re.Pattern[str]], needed: frozenset[str]) -> Sequence[re.Pattern[str]]:
    """Patterns, if a text has one of the words that they need."""
    return () if needed.isdisjoint(said.words) else patterns


_NOT_ONESELF = NOT_NAMES | RELATIONS.keys() | TEMPERS


def _own(found: re.Match[str] | None, predicate: str, around: Around) -> Iterator[Claim]:
    value = found["name"].strip(" '") if found else ""
    if value and not _NOT_SELF.match(value) and value.lower() not in _NOT_ONESELF:
        yield Claim(around.speaker, predicate, " ".join(word[:1].upper() + word[1:] for word in value.split()))
