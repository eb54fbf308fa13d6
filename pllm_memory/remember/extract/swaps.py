"""What took the place of what, whatever it was: "swapped Oslo for Lyon", "no more Bosch, Philips now", "not May, June".

Who says so need not say what the two are: whether one lives in Oslo or trains there is known from before. So a swap is
told as one of `ANYTHING`: whatever held of the old name holds of the new one; where nothing did, it says nothing.
"""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from pllm_memory.facts import Statement
from pllm_memory.predicates import ANYTHING
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.cued import cued, letters, saying
from pllm_memory.remember.extract.over import asked_about
from pllm_memory.remember.extract.people import Around
from pllm_memory.remember.extract.places import is_place
from pllm_memory.remember.extract.times import find, times, without

_BIT = r"[^\W_][\w'’&+./-]*"
_ART = r"(?:(?:the|my|our|an?|that|being|going to|going by|living in|working at|working for|playing|doing|taking) )*"
_X = rf"{_ART}(?P<x>(?:the )?{_BIT}(?: {_BIT}){{0,3}}?)"
_LEADS = r"(?:(?:at|in|with|by|to|on|for|into|over|up|down|out|back|the|my|our|an?|being|going|living|working|playing|doing|taking) )*"
_Y = rf"{_LEADS}(?P<y>(?:the )?{_BIT}(?: {_BIT}){{0,3}}?)"
_END = (
    r"(?=\s*(?:$|[^\w\s'’&./-]|\.(?!\w)|-\s)|\s+(?:now|these|nowadays|and|but|so|because|since|cause|cos|as|for|instead|last|this|today|yesterday|it|which|where|when|who|they|in|at"
    r"|with|after|lately|again|finally|i|we|if|on|to|from|is|was|has|have|haha|lol|hehe|tbh|ugh|xx|permanently|full-time|over|thing|diet|membership|ever)\b)"
)
_NAME = r"(?-i:(?:the )?[A-ZÀ-Þ][\w'’&+./-]*(?: (?:& |of |de |la )?[A-ZÀ-Þ][\w'’&+./-]*)*)"
_NAMED = rf"(?P<y>{_NAME})"
_IT = r"(?:(?:it's|it is|it has to be|hello|hi|welcome|so|and|but|now|then|instead|we're|we are|i'm|i am|i've been|i go|i live|i work|i train|we live|i see|i use|i take|i have|we have|i prefer|i like|i joined|i'm seeing|these days|nowadays|from now on|in|long live)[,:]? )*"
_OUT = r"(?:is|are|'s|was|got|has|have)? ?(?:now |officially |finally |all |just |so |way |ancient |old )*(?:history|over|out|gone|news|behind (?:me|us)|in the past|no more|closed(?: down)?|shut(?: down)?|done|finished|retired|moved (?:out|away)|resigned|left|sold up|died|too \w+|yesterday'?s? \w+)"
_SWAPPED = r"(?:swapp?(?:ed|ing)|trad(?:ed|ing)(?: in)?|exchang(?:ed|ing)|replac(?:ed|ing)|switch(?:ed|ing)|chang(?:ed|ing)|left|leaving|dropp?(?:ed|ing)|ditch(?:ed|ing)|dump(?:ed|ing)|abandon(?:ed|ing)|deserted|gave up|given up|giving up|quit|sold)"
_WENT = r"(?:switch(?:ed)?|moved?|went|gone|chang(?:ed|e)|transferred|jump(?:ed)?|hopp(?:ed)?|hop|relocated|converted|turned|upgraded|downgraded|migrated|defected|crossed)"
_SWAPS = tuple(
    cued(rf"(?i){pattern}")
    for pattern in (
        rf"\b{_SWAPPED} {_X} (?:in |out |over )?(?:for|with) {_Y}{_END}",
        rf"\b{_WENT}(?: over| across| away| on| back| straight)* from {_X},? (?:and |over |all the way |back |on |straight )*(?:in)?to {_Y}{_END}",
        rf"\b{_WENT}(?: over| across| away| on| back)* to {_Y} from {_X}{_END}",
        rf"\b(?:no more|goodbye|bye(?: bye)?|farewell|so long|adios|adieu|out with|enough of|done with|ta-?ta) {_X}(?: for me| for us)?(?:\W+|,? and ){_IT}(?:in with )?{_Y}{_END}",
        rf"\b{_X}(?:'s)? {_OUT}(?: on us| for me| for us)?(?:\s*[,;:.!–—]+\s*|\s-\s|,? and ){_IT}(?:at |in |with |by |to |over at |up in |down in )*{_NAMED}{_END}",
        rf"\b(?P<x>(?-i:[A-ZÀ-Þ])[\w-]+(?: (?-i:[A-ZÀ-Þ])[\w-]+)?)(?:'s| has| have| was| got)*(?: been)?(?: now)? replaced by {_Y}{_END}",
        rf"\b{_NAMED} (?:has |is )?(?:just |now )*(?:took|taken|taking|moved into|got|has|in) (?P<x>(?-i:[A-ZÀ-Þ])[\w-]+)'s (?:old )?(?:room|desk|place|job|spot)\b",
        rf"\b(?P<x>(?-i:[A-ZÀ-Þ])[\w-]+) (?:has |just )*moved out(?:,? and|,|;| so|,? then) (?:now )?{_NAMED} (?:has |just )*moved in\b",
        rf"\b{_Y}(?: has| have|'s|'ve)?(?: just| now| finally| recently| totally)* (?:replaced|overtaken|succeeded|taken over from|took over from|dethroned|taken the place of|took the place of|supplanted|is replacing|replaces) {_X}{_END}",
        rf"\b(?:used to (?:be|live in|work (?:at|for)|train at|go to|go by|have|see|play|do|study at|own|drive)|it was|was) {_X},? (?:but |and )?(?:now|these days|nowadays|today)[,:]? (?:it's |it is |i'm |we're |i am |that's )?{_Y}{_END}",
        rf"(?:\bnot|n't|no longer)(?: \w+){{0,3}}? {_X} (?:any ?more|any longer|these days)(?:[,;.–— -]+(?:but )?|,? but ){_IT}{_Y}(?= now\b| these days| instead|\W*$)",
    )
)
_NOWADAYS = cued(
    rf"(?i)(?:^|[,;:.!] |\b(?:at|in|with|by|to|it's|take|use|see|do|play|eat|drive|ride|go) (?:the |my |an? )?){_Y} (?:now |these days |from now on )?(?:instead of|rather than|and not|,? not) {_X}(?= any ?more| any longer|\W*$|{_END[3:]}"
)
_LATE = saying(
    r"(?i)\b(?:now|these days|nowadays|from now on|as of|any ?more|switched|started|lately|since|recently)\b"
)
_CUES = frozenset(
    "swapped swapping traded trading exchanged exchanging replaced replacing switched switching changed changing left leaving dropped dropping ditched ditching dumped dumping"
    " abandoned deserted gave given giving quit sold switch moved move went gone transferred jumped jump hopped hop relocated converted turned upgraded downgraded migrated"
    " defected crossed more goodbye bye farewell adios adieu out enough done history over behind past closed shut finished retired resigned died overtaken succeeded taken took"
    " dethroned supplanted replaces used was instead rather not longer".split()
)
_NOT = saying(
    r"(?i)\b(?:if|would|wouldn't|could|might|maybe|perhaps|wish|want(?:s|ed)? to|thinking|consider\w*|almost|nearly|planning|going to|gonna|should|won't|will|i'll|trying to|dream\w*|hope|he|she|they)\b"
)
_NOTHING = frozenset(
    "it that this them him her me us you everything anything something nothing home work school one two more less all here there now so too good life time place things"
    " another someone somebody new different better other bed well same way what who where i we he she they bad worse then not no yes even day days week weeks month"
    " ages ago btw lol tbh months year years morning mornings night nights weekend age old us lunch dinner breakfast while bit lot".split()
)


def swaps(text: str, asked: str, at: datetime, around: Around) -> Iterator[Claim]:
    """What a sentence says took the place of what.

    Args:
        text: A sentence that is told in earnest.
        asked: The question that it answers; "" if none.
        at: When it was said.
        around: Who speaks.
    """
    if _NOT(text):
        return
    if asked and len(text) <= _SHORT:
        yield from _answered(asked_about(asked), text, at, around)
    if not _CUES.isdisjoint(letters(text)):
        yield from _told(text, at, around)


def unplaced(claims: Iterable[Claim], known: Sequence[Statement]) -> list[Claim]:
    """The swaps of which nothing else says what it was that changed.

    Args:
        claims: Swaps of anything.
        known: What else was understood of the message.
    """
    new = {(one.predicate, one.object.lower()) for one in known if one.mode != "ends" and not one.invalid_at}
    old = {
        (one.predicate, (one.replaces or one.object).lower()) for one in known if one.mode != "holds" or one.invalid_at
    }
    both = {
        (before, after)
        for what, before in old
        for predicate, after in new
        if what == predicate
        and (what not in _GUESSED or (what == "lives_in" and (is_place(before) or is_place(after))))
    }
    return [claim for claim in claims if (str(claim.replaces).lower(), claim.object.lower()) not in both]


_GUESSED = ("works_at", "lives_in", "studies_at", "gym", "owns")
"""Predicates that such words are read as, where it is not known what the names are."""


def _told(text: str, at: datetime, around: Around) -> Iterator[Claim]:
    """What the sentence alone says."""
    moments = find(text, at)
    when, bare = times(moments), without(text, moments)
    patterns = (*_SWAPS, _NOWADAYS) if _LATE(text) else _SWAPS
    low = bare.lower()
    for pattern in patterns:
        for found in pattern.finditer(bare, low):
            new, old = _thing(found["y"]), _thing(found["x"])
            if new and old and new.lower() != old.lower():
                yield Claim(around.speaker, ANYTHING, new, replaces=old, valid_at=when.at or when.since)
                return


_INNER = frozenset("by for from with and or but at who that which because than".split())
"""Words that no name of a thing has."""
_LEAD = re.compile(
    r"(?i)^(?:(?:my|our|an?|that|this|old|new|dear|good|being|going|to|at|in|with|by|on|for|from|into|living|working|playing|doing|taking|eating|just|only|really|definitely|probably|mostly|beloved|trusty|job|of)\s+)+"
)


def _thing(words: str) -> str:
    """A thing without its article; nothing where it is none."""
    bare = _LEAD.sub("", words.strip(" .'’")).strip(" .'’")
    parts = bare.lower().removeprefix("the ").split()
    if not parts or len(parts) > 4 or not _NOTHING.isdisjoint((parts[0], parts[-1])) or not _INNER.isdisjoint(parts):
        return ""
    return "" if parts[0].endswith(("n't", "'m", "'re", "'ve", "'ll")) else bare


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────

_NO = r"(?:no|nope|nah|not any ?more|no longer|not since [\w ]{2,16}|not really|not exactly|ancient history|that's (?:history|over|done)|dunno|no idea|wouldn't know|used to|oh|well|haha|lol|um+|err?|hmm+|actually|funny you ask|make (?:it|that)|try|ah|sorry|in fact)"
_MOVED = r"(?:(?:i've|we've|i|we|i have|we have) (?:just |finally |recently |since )*(?:changed|moved|switched|gone over|transferred|relocated|upgraded|jumped ship|defected|swapped it|traded it)(?: over)? (?:to|for) )"
_NOW = (
    r"(?:now|these days|nowadays|instead|actually|since|from now on|has (?:me|us) now|this time|lately|at the moment)"
)
_ANSWERED = re.compile(
    rf"(?i)^\W*(?P<no>(?:{_NO}\b\W+)*)(?P<moved>{_MOVED}|(?:it's|it is|i'm|i am|we're|we are|i take|i use|i go to|i see|i have|mine's|i live|i work|now)(?: all| up| down| over| back| currently| now)* )?"
    rf"{_LEADS}(?P<y>(?:the )?{_BIT}(?: {_BIT}){{0,3}}?)(?P<now>,? {_NOW}\b)?(?=\s*(?:$|[,;.!?–—(]|[^\w\s'’&./-]| and | but | so | because ))"
)
_SHORT = 110


def _answered(things: Iterator[str], answer: str, at: datetime, around: Around) -> Iterator[Claim]:
    """What took the place of what a question was about: "Still at Bosch?" – "no, Philips now"."""
    moments = find(answer, at)
    found = _ANSWERED.match(without(answer, moments))
    new = _thing(found["y"]) if found else ""
    if not found or not new or not (found["now"] or _CHANGED.match(found["moved"] or "") or _DENIED.match(found["no"])):
        return
    if not (new[0].isupper() or found["now"] or _CHANGED.match(found["moved"] or "")):
        return
    when = times(moments)
    asked = list(things)
    towns = [one for one in asked if is_place(one)]
    for old in towns if towns and is_place(new) else asked:
        if old.lower() not in new.lower() and new.lower() not in old.lower():
            yield Claim(around.speaker, ANYTHING, new, replaces=old, valid_at=when.at or when.since)


_CHANGED = re.compile(r"(?i)(?:i|we)(?:'ve| have)? (?:just |finally |recently |since )*\w+ed\b|.*\b(?:for|to) $")
_DENIED = re.compile(r"(?i)\W*(?:\w+\W+){0,2}(?:no|nope|nah|not|make|try|used|ancient|wouldn't)\b")
