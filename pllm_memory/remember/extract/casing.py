"""Names as they are written by those who write no capitals: "my dog pepper", "im at siemens now".

The other rules know a name by its capital. A sentence without any gets those that its structure demands: behind
"called", "my sister", "live in", "work at". A word of one's own vocabulary is never taken for a name.
"""

import re
from collections.abc import Collection
from functools import lru_cache

from pllm_memory.remember.extract.cued import letters
from pllm_memory.remember.extract.places import PLACES, UNMISTAKABLE
from pllm_memory.remember.extract.verbs import ADVERBS, FORMS, forms
from pllm_memory.remember.extract.words import (
    DIETS,
    FEELINGS,
    HOBBIES,
    LANGUAGES,
    NATIONALITIES,
    NOT_NAMES,
    NUMBERS,
    PETS,
    PROFESSIONS,
    RELATIONS,
    SPORTS,
    STATUSES,
    TEMPERS,
    THINGS,
)

COMMON = (
    NOT_NAMES | ADVERBS | PROFESSIONS | NATIONALITIES | FEELINGS | THINGS | PETS | frozenset(RELATIONS)
    | SPORTS | HOBBIES | LANGUAGES | TEMPERS | frozenset(FORMS) | frozenset(STATUSES) | frozenset(DIETS)
    | frozenset(NUMBERS) | frozenset(
        "am been being between under over about out up down off away again back home house flat town city abroad"
        " remote remotely night times least first last once all school uni university college free real fun long short"
        " whole new old same other another own myself me us them him he she group food stuff thing things side circle"
        " party park walk walker bed name names age ages birthday wedding law cat dog hair fur friendly lol tbh though"
        " too either well like than into onto near next more less much lot lots bit peace fear theory practice general"
        " particular case fact charge love debt shape bad good best worst myself yesterday today tonight noon midnight"
        " january february march april may june july august september october november december week weekend month year"
        " years months weeks days day office work job company startup shop store hospital bank agency firm restaurant"
        " café cafe bar bakery library museum gym club team center centre downtown suburbs countryside village"
        " hours minutes everything nothing someone something anyone lately nowadays currently permanently"
        " dr mr mrs ms prof not n't no yes yep nope nah who whose which that this these those there here where when"
        " if so as at by for from in of on to with without and or but because since until while after before"
        " mine yours theirs together later soon anytime asap crazy hehe xx pregnant hers tomorrow remember biased"
        " door ugh pure chaos err talk communicates title lectures parent owner person lover mum mom dad sitter trainer"
        " complains snores barks chews sheds purrs swears insists reckons claims thinks nags whines texts rings phones"
        " tmrw tmr shelter show year ago old time soon funny hard weird sure apps app sites atm rn cold"
        " 's 're 've 'll 'd 'm going getting gonna wanna he's she's it's i'm i've i'll i'd we're they're".split()
    )
)  # fmt: skip
"""What is no name, whatever stands before it."""

_KIN = "|".join(sorted((re.escape(word) for word in {*RELATIONS, *PETS}), key=len, reverse=True))
_KIND = rf"(?:{_KIN})"
_FIRST_WORDS = " ".join({re.split(r"[^a-z]", word)[0] for word in {*RELATIONS, *PETS}})
_ADJECTIVE = (
    r"(?:(?:older|younger|little|big|twin|best|good|old|new|dear|close|late|next-door|upstairs|other|former|first"
    r"|second|third|line|family|lovely) ){0,2}"
)
_BEHIND = tuple(
    (frozenset(cues.split()), re.compile(pattern))
    for cues, pattern in (
        (
            _FIRST_WORDS,
            rf"\b(?:my|our|his|her|their|an?|one|the|second|third) {_ADJECTIVE}{_KIND}(?:'s name is)?,? \(?(?=\w)",
        ),
        ("note remember mind careful", r"\b(?:note that|remember that|mind that|careful,?|keep in mind that) (?=\w)"),
        ("lead manager wrote signed", r"\b(?:team lead|line manager|wrote|signed,) (?=\w)"),
        (
            "named called name goes this hello hi bye goodbye",
            r"\b(?:named|called|name is|name's|name:|name of|goes by|this is|hello|hi|bye|goodbye) (?=\w)",
        ),
        ("call", r"\bcall me (?=\w)(?![\w-]+,? but\b)"),
        (
            "married engaged dating seeing together broke split divorced",
            r"\b(?:married to|engaged to|dating|seeing|together with|broke up with|split up with|divorced from) (?=\w)",
        ),
        (
            "report reporting answer rent flat house apartment meet",
            r"\b(?:report to|reporting to|answer to|rent from|flat with|house with|apartment with|meet) (?=\w)",
        ),
        ("dr mr mrs ms prof", r"\b(?:dr|mr|mrs|ms|prof)\.? (?=\w)"),
        (
            "in",
            (
                r"\b(?:live|lives|living|lived|based|born|settled|reside|residing|grew up|grown up|raised|ended up"
                r"|stuck|still|house|home|flat|apartment|place|office|back|we're|i'm|is|are|it's|somewhere|life|over"
                r"|landed) in (?=\w)"
            ),
        ),
        ("to", r"\b(?:moved|moving|move|relocated|relocating|relocate|emigrated|flew|back|over) to (?=\w)"),
        ("from", r"\b(?:i'm|come|comes|am|is|moved away|moved|originally|hail|hailing|people) from (?=\w)"),
        (
            "left leaving resident enjoying swapped traded bye",
            r"\b(?:left|leaving|resident of|enjoying|swapped|traded|bye bye|haven't left) (?=\w)",
        ),
        (
            "at for with by from of",
            (
                r"\b(?:work|works|working|worked|job|jobs|position|role|started|employed|employee|hired|hire|fired"
                r"|laid off|intern|study|studies|studying|enrolled|signed up|sign up|train|workout|work out|membership"
                r"|i'm|degree|lectures|desk|shift|week|internship) (?:at|for|with|by|from|of) (?=\w)"
            ),
        ),
        ("with at", r"\b(?:these days|currently|now|i'm|am) (?:with|at) (?=\w)"),
        (
            "life someone somebody new",
            r"\b(?:in my life|someone new|somebody new|new roommate|new flatmate)\W+ ?(?=\w)",
        ),
        (
            "it rather",
            r"^\W*(?:it's|rather) (?=\w+(?:[ -]\w+)?\W*(?:$|[,.;!?]| (?:now|not|instead|these|from|that|and)\b))",
        ),
        (
            "joined quit switched gym employer graduated resigned notice going",
            (
                r"\b(?:joined|quit|switched to|switched from|gym is|employer is|graduated from|resigned from"
                r"|notice at|going to) (?=\w)"
            ),
        ),
    )
)
"""What a name follows, each with words of which one is there."""
_OPENING = re.compile(
    r"^\W*(?:(?:so|ok|oki|well|oh|um|uh|hmm|btw|anyway|haha|lol|tbh|fyi|ah|and|but|no|nope|nah|hey|hi|right|you know"
    r" what)\b\W*)*([^\W\d_]{2,}(?:-[^\W\d_]+)?)(?:\W+(and i\b|my\b|our\b|here\b|speaking\b|is\b|[^\W\d_]+))?"
)
"""Of "zara lives in lyon": a name that begins a sentence."""
_EXPLAINED = re.compile(
    rf"([^\W\d_]{{3,}})(?:, | - |,? that's |,? is )(?:my|our) (?:\w+ )?{_KIND}\b"
    r"(?!'s)(?! (?:is|was|has|can|will|does|\w{3,}s)\b)"
)
"""Of "to ana, my landlord"; not of "it leaves me cold, my partner devours it"."""
_TOLD = frozenset(("and i", "my", "our", "here", "speaking", "is", "has", "was", "and"))
_WORD = re.compile(r"[^\W\d_][\w'-]*|&")
_PLACED = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,2}")


def cased(text: str, names: Collection[str] = ()) -> str:
    """A sentence with capitals where its structure demands a name; one that has any stays as it is.

    Args:
        text: A sentence.
        names: Names that are known already.
    """
    for word in text.split()[1:]:
        if word[0].isupper() and word[:2] not in ("I", "I'"):
            return text
    low, marks = text.lower(), set[int]()
    words = letters(text)
    for cues, pattern in _BEHIND if text[0].islower() else _BEHIND[1:]:
        for found in () if cues.isdisjoint(words) else pattern.finditer(low):
            marks |= _named(low, found.end())
    opened = _OPENING.match(low)
    if opened:
        follows = opened[2] or ""
        told = follows in _TOLD or any(form in ("s", "past") for _, form in forms(follows))
        marks |= {opened.start(1)} if told and opened[1] not in COMMON else set()
    if "my" in words or "our" in words:
        marks |= {found.start(1) for found in _EXPLAINED.finditer(low) if found[1] not in COMMON}
    marks |= _known(low, names)
    return "".join(char.upper() if at in marks else char for at, char in enumerate(text)) if marks else text


def _named(low: str, start: int) -> set[int]:
    """The words of a name that begins here: two at most, or three with "&"."""
    found: set[int] = set()
    place = start
    while len(found) < 3:
        word = _WORD.match(low, place)
        if not word or _done(word[0]) or (word[0] in COMMON and not (found and word[0] in ("city", "school"))):
            break
        if (found and low[place - 1] != " ") or _DOES.match(low, word.start()):
            break
        found.add(word.start())
        place = word.end() + 1
        if word.end() >= len(low) or low[word.end()] != " ":
            break
    return found


_DOES = re.compile(r"[a-z]+s (?:me|us|you|him|them|it|my|our)\b")
"""A verb that is told by whom it befalls: "my brother annoys me"."""
_IN_ED = frozenset("fred ahmed jared alfred wilfred mohammed mohamed khaled waleed syed sayed hamed saeed".split())


def _done(word: str) -> bool:
    """Whether a word that the table of verbs has not is one all the same: "my grandma cried"."""
    return word.endswith(("ed", "ing")) and word not in _IN_ED and any(forms(word))


@lru_cache(maxsize=64)
def parts(names: frozenset[str]) -> frozenset[str]:
    """The words of names in lower case that are no words of one's own vocabulary; remembered for a while."""
    return frozenset(part for name in names for part in name.lower().split() if len(part) > 2) - COMMON


_FIRST_OF_TWO = frozenset("new san los las santa cape tel hong buenos kuala the mexico".split())
"""How towns of two words begin."""


def _known(low: str, names: Collection[str]) -> set[int]:
    """Where known names and places stand."""
    small, found = parts(frozenset(names)), set[int]()
    for word in _WORD.finditer(low):
        bare = word[0].removesuffix("'s")
        if bare in small or bare in UNMISTAKABLE:
            found.add(word.start())
        elif bare in _FIRST_OF_TWO:
            whole = _PLACED.match(low, word.start())
            two = " ".join(whole[0].split()[:2]) if whole else ""
            if two in PLACES and not two.startswith("the "):
                found |= {word.start(), word.end() + 1}
    return found
