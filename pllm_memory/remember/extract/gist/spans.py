"""Where in a sentence things of one sort are: names, places, employers, jobs, diets, colours.

The grammar of the sentence is left aside: a name is told by its capital, or by what it follows where nobody writes
capitals; everything else by the lists of `kinds` and `places`.
"""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pllm_memory.remember.extract.casing import COMMON
from pllm_memory.remember.extract.cued import small
from pllm_memory.remember.extract.gist import kinds
from pllm_memory.remember.extract.places import MASKED_PLACE, PLACES, UNMISTAKABLE, is_place
from pllm_memory.remember.extract.verbs import FORMS, forms
from pllm_memory.remember.extract.words import NOT_NAMES, RELATIONS


class Span(NamedTuple):
    """A thing in a sentence: where it stands, and what it is."""

    start: int
    end: int
    value: str


Finder = Callable[[str], Iterator[Span]]

_UPPER = "A-ZÀ-ÖØ-ÞĄĆČĐĘŁŃŚŞŠŹŻŽİ"
_WORD = rf"(?:(?:St|Dr|Mr|Mrs|Ms|Prof)\.|[{_UPPER}](?:\.(?:[{_UPPER}]\.)*|[\w'+-]*(?:\.\w[\w'+-]*)*))"
_RUN = re.compile(rf"(?:\b[Tt]he )?\b{_WORD}(?:(?: &| of(?: the)?| de| du| la| van| von| without)? (?:{_WORD}|\d\w*))*")
_RUN_FOR = re.compile(rf"(?:\b[Tt]he )?\b{_WORD}(?:(?: &| of(?: the)?| for| without)? {_WORD})*")
_REPLACED = re.compile(
    r"(?i)\b(?:left|leav\w+|swap\w*|trad\w+|exchang\w+|ditch\w*|quit\w*|mov\w+|replac\w+|work\w*|job)\b"
)
_POSSESSIVE = re.compile(r"'s?$")
_BRANDS = frozenset(
    "tesla toyota honda ford bmw volvo mustang playstation xbox ipad iphone macbook kindle vespa nokia".split()
)
_NO_NAME = (
    NOT_NAMES | (COMMON - _BRANDS) | frozenset(FORMS) | frozenset(
        "ask tell went got been long big great good nice random honestly fun fact ugh well turns turned home new best today just"
        " swapped traded made said life update moving packed originally currently officially day another first last long"
        " years months weeks two three four five correction sorry oops ignore scratch swapped joined started working"
        " living still since until after before every being having using people everything only please remind remember"
        " fingers choir favourite favorite birthday allergic diagnosed married single engaged divorced retired unemployed"
        " jobless promoted hired fired laid born raised native proud guess turns keep careful note health medical right oki anyway hmm eye cap obsessed pure different mom dad mum pottery choir piano dentist job new old nice twice"
        " hours minutes seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen twenty thirty forty fifty hundred thousand every each next other most same own sure maybe"
        " perhaps fingers wish guess who's what's once again true false easy hard early late soon later already almost nearly quite rather pretty such many much few little more less enough"
        " thanks cheers congrats look see listen wait hold hang stop start finally sadly luckily honestly apparently obviously naturally surprisingly turns imagine between among behind above below"
        " home school work office gym house flat apartment place city town street road country food coffee tea lunch dinner breakfast water weather traffic rain sun snow music film movie book"
        " blood job driving yoga cello mortgage physio theory root mri book launch haircut rehearsal parent vet interview exam appointment meeting concert recital test class lunch dinner".split()
    )
)  # fmt: skip


def names(text: str) -> Iterator[Span]:
    """Names by their capitals; without a common word that begins the sentence with one."""
    pattern = _RUN if _REPLACED.search(text) else _RUN_FOR
    for found in pattern.finditer(text):
        start, value = found.start(), found[0]
        while value and _opens(text, start) and _common(value.split(" ")[0]) and not _named_the(value):
            head, _, value = value.partition(" ")
            start += len(head) + 1
        value = _POSSESSIVE.sub("", value.rstrip(".,'-")).removesuffix(" of").removesuffix(" for").strip()
        first = value.split(" ")[0].lower()
        if value[:1].isalpha() and not (" " not in value and (first in NOT_NAMES or _pronoun(first))):
            yield Span(start, start + len(value), value)


def _named_the(value: str) -> bool:
    return value.lower().startswith("the ") and " " in value


def _pronoun(word: str) -> bool:
    return word.split("'", maxsplit=1)[0] in (
        "i",
        "we",
        "he",
        "she",
        "they",
        "it",
        "that",
        "there",
        "what",
        "who",
        "you",
        "let",
    )


def _opens(text: str, start: int) -> bool:
    """Whether a sentence begins here, so that a capital says nothing."""
    return not text[:start].strip() or text[:start].rstrip()[-1] in ".!?:;,"


def _common(word: str) -> bool:
    low = word.lower().strip(".,'")
    return (
        bool(_ARTED.search(low))
        or low in _NO_NAME
        or _pronoun(low)
        or (low.endswith(("ed", "ing")) and bool(forms(low)))
    )


_AFTER = re.compile(
    r"(?i)\b(?:at|for|with|from|by|under|in|to|of|is|joined|meant|said|wrote|attend|attending|left|quit|than|not|into|now|called|named|it's|meet|see"
    r"|seeing|dating|dated|met|lost|new|old|and|but|:)[ ]|[:,.!?] "
)
_ARTED = re.compile(r"n't\b|'(?:s|m|re|ve|ll|d)$|^\d|whos$")
_SMALL = re.compile(r"(?:the )?[^\W\d_][\w'.+-]*(?: (?:&|of) [^\W_][\w'.+-]*| [^\W_][\w'.+-]*){0,2}")
_HEADS = re.compile(
    r"(?:^\W*|[,;] |\bsince |\bbecause |\bas )((?:the )?[^\W_][\w'.+-]*(?: &)?(?: [^\W_][\w'.+-]*){0,2}?)(?= (?:is|was|has|and i|hired|offered|fired|laid|let"
    r"|pays|closed|shut|made|cut|called|said|died|broke|left)\b|, )"
)


def small_names(text: str) -> Iterator[Span]:
    """Names where nobody writes capitals: unknown words behind "at", "joined", or before "hired me"."""
    if any(map(str.isupper, text)):
        return
    starts = [head.start(1) for head in _HEADS.finditer(text)]
    for start in dict.fromkeys([*starts, *(found.end() for found in _AFTER.finditer(text))]):
        found = _SMALL.match(text, start)
        kept: list[str] = []
        for word in found[0].split(" ") if found else []:
            if _no_small_name(word) and not (word in ("&", "of") and kept) and not _part_of_name(word, kept):
                break
            kept.append(word)
        value = " ".join(kept).rstrip(".,'-")
        if value and value not in ("the", "&") and kept[-1:] != ["of"]:
            yield Span(start, start + len(value), " ".join(_capital(word) for word in value.split(" ")))


_SHAPED = re.compile(r"(?:ed|ing|ly|ous|ful|less|able|ible|ness|ment|tion|ish)$")


def _no_small_name(word: str) -> bool:
    return (
        bool(_ARTED.search(word))
        or (word in COMMON and word not in _BRANDS)
        or word in FORMS
        or word in _NO_NAME
        or bool(_SHAPED.search(word))
    )


def _part_of_name(word: str, kept: list[str]) -> bool:
    return bool(kept) and word in ("hospital", "school", "city", "park", "club", "bank", "university", "college")


def _capital(word: str) -> str:
    return word if word in ("of", "the", "&", "for") else word[:1].upper() + word[1:]


def _typed(pattern: str, *, lower: bool = False) -> Finder:
    compiled = re.compile(small(rf"(?<![\w-])(?:{pattern})(?![\w-])"))

    def find(text: str) -> Iterator[Span]:
        low = text.lower()
        low = low if len(low) == len(text) else text  # "İ" is two letters then
        spans = (found.span() for found in compiled.finditer(low))
        yield from (Span(*span, (low if lower else text)[slice(*span)]) for span in spans)

    return find


_OF_SCHOOL = re.compile(r"(?i) (?:university|college|state\b(?! of)|school|institute|hospital|museum|airport|tech)\b|-")
_ALONE_THERE = re.compile(r"(?:^|[.!?:,] )\W*$")
_PLACE_WORD = re.compile(r"[^\W\d_][\w-]*(?: [^\W\d_][\w-]*){0,2}")
_IN = re.compile(
    rf"\b(?:in|to|into|from|of|here in|near|leave|left|leaving|for) ((?:[Tt]he )?{_WORD}(?:[ -]{_WORD}){{0,2}})"
)


def _is_known(value: str, text: str, found: re.Match[str]) -> bool:
    """Whether it is a place that everybody knows; one word without a capital must be unmistakable, or all there is."""
    low = value.lower()
    if low not in PLACES:
        return value.startswith(MASKED_PLACE)
    if " " in value or low != value or low in UNMISTAKABLE:
        return True
    return bool(_ALONE_THERE.search(text[: found.start()])) and not text[found.end() :].strip(" .!")


def places(text: str) -> Iterator[Span]:
    """Places that everybody knows, and names behind "in" and "to"."""
    taken: list[Span] = []
    for found in re.finditer(r"[^\W\d_][\w-]*", text):
        if any(span.start <= found.start() < span.end for span in taken):
            continue
        whole = _PLACE_WORD.match(text, found.start())
        words = whole[0].split(" ") if whole else []
        for count in range(len(words), 0, -1):
            value = " ".join(words[:count])
            if (
                _is_known(value, text, found)
                and not _OF_SCHOOL.match(text[found.start() + len(value) :])
                and not (count == 1 and _opens(text, found.start()) and _common(value))
            ):
                taken.append(
                    Span(found.start(), found.start() + len(value), value.title() if value.islower() else value)
                )
                break
    taken += [
        Span(found.start(1), found.end(1), found[1])
        for found in _IN.finditer(text)
        if found[1].lower() not in _NO_NAME and not any(one.start <= found.start(1) < one.end for one in taken)
        and not any(found.start(1) <= one.start < found.end(1) for one in taken)
    ]  # fmt: skip
    yield from sorted(taken)


_WORKPLACE = re.compile(
    rf"(?i)\b(?:the|an?|our|my) (?:[\w'-]+ ){{0,3}}?(?:{kinds.WORKPLACE})(?: (?:of|for) [{_UPPER}]?[\w-]+(?: [{_UPPER}][\w-]+)?)?\b(?! (?:hours|shift|chair|job|is|\w+(?:er|or|ist|ian|ant|nurse))\b)"
)  # fmt: skip
_GYM_NOUN = re.compile(rf"(?i)\b(?:the|an?|our) (?:[\w'-]+ ){{1,2}}?(?:{kinds.GYMS})\b")
_SCHOOLED = re.compile(rf"(?:\b[Tt]he )?{_WORD}(?:(?: of| and| for|,)? {_WORD})*")


def organisations(text: str) -> Iterator[Span]:
    """Employers: names that are no places, and "the housing association"."""
    found = [span for span in names(text) if not is_place(span.value)] or list(small_names(text))
    nouns = [
        Span(one.start(), one.end(), re.sub(r"(?i)^(?:our|my|an?) ", "", one[0]))
        for one in _WORKPLACE.finditer(text)
        if _is_workplace(one[0].lower().split(), text)
    ]
    yield from sorted([*(one for one in found if not _within(one, nouns)), *nouns])


def _is_workplace(words: list[str], text: str) -> bool:
    return len(words) > 2 or words[-1] in _ALONE or (words[-1] in _SOME and "volunteer" in text.lower())


_SOME = frozenset("hospice shelter zoo charity church centre center nursery".split())
_ALONE = frozenset(
    "library museum hospital school university council court police army navy zoo airport embassy parliament post".split()
)
"""Workplaces that need no more words: "I work at the library"."""


def gyms(text: str) -> Iterator[Span]:
    """Places to train: names, and "the boxing club"."""
    found = [span for span in names(text) if not is_place(span.value)] or list(small_names(text))
    nouns = [
        Span(one.start(), one.end(), one[0]) for one in _GYM_NOUN.finditer(text) if "the gym" not in one[0].lower()
    ]
    yield from sorted([*(one for one in found if not _within(one, nouns)), *nouns])


def _within(span: Span, others: list[Span]) -> bool:
    return any(one.start <= span.start < one.end for one in others)


_SCHOOL_NOUN = re.compile(
    r"(?i)(?<![\w'-])(?:the )?(?:(?!(?:at|the|from|in|for|my|a|an|of|to|into|left|finished|attend|study|with|is|and|i'm|i|our|go|college|university|some|this|that|quit|done|no|dropped|pulled|joined|leaving|enrolled|graduate|student|graduated|gave|up|finals|lectures|uni|life|go|through|during|after|since)\b)[\w'-]+ ){0,2}(?:university|college|polytechnic)\b(?: (?:of (?:the )?[\w-]+|college|(?!(?:in|is|and|for|last|this|was|has|i|now|studying|to|at|on|as|but|so|with|from|student|degree|start|starts|are|keep|keeps|gave|yesterday|two|three|back|doing|a)\b)[a-z]+(?=[ ,.!]|$)(?=[^.]*$)))?"
)


def _title(value: str) -> str:
    return " ".join(
        word if word.lower() in ("of", "the") else word[:1].upper() + word[1:] for word in value.strip().split(" ")
    )


def schools(text: str) -> Iterator[Span]:
    """Schools by their names, and whatever else has a name."""
    found = list(names(text)) or list(small_names(text))
    whole = [
        Span(one.start(), one.end(), _title(one[0]))
        for one in _SCHOOL_NOUN.finditer(text)
        if " " in one[0].removeprefix("the ")
    ]
    found = sorted([*(one for one in found if not any(two.start <= one.start < two.end for two in whole)), *whole])
    known = [span for span in found if kinds.SCHOOL.search(span.value)]
    yield from known or found


def people(text: str) -> Iterator[Span]:
    """Persons and pets: names of one word or two that are no known place."""
    for span in [*names(text)] or [*small_names(text)]:
        if (
            "&" not in span.value
            and not span.value.lower().startswith("the ")
            and len(span.value.split()) <= 3
            and not (is_place(span.value) and span.value.lower() in UNMISTAKABLE)
        ):
            yield span


_JOB = re.compile(
    r"(?i)(?:\b(?:an?|the new|as|being|to|now|became|title(?: at work)?|called|promoted to|profession|job)\b:?|^|[,;:.]) ?"
    r"((?:[a-z][\w/&-]*\.? ){0,3}?[a-z][\w-]+?)"
    r"(?=\s*(?:[,;:.!?()…]|$|[^\w\s'])|\s(?:at|for|with|by|in|now|there|here|and|who|so|from|since|these|lol|haha|on|of|is"
    r"|again|today|ugh|i|over|but|because|as|when|then|keeps|hehe|tbh|xx)\b)"
)


def jobs(text: str) -> Iterator[Span]:
    """Jobs behind "as", "a", "being": known ones, and what ends like one."""
    place = 0
    while found := _JOB.search(text, place):
        value = re.sub(r"(?i)^(?:an?|the|new|now|as|being|officially|just|also) ", "", found[1])
        value = re.sub(r"(?i)^(?:an?|the|new) ", "", value)
        if value and kinds.is_job(value) and not _NO_TITLE.search(value) and not value.split()[-1][0].isupper():
            yield Span(found.end(1) - len(value), found.end(1), value)
            place = found.end(1)
        else:
            place = found.start() + 1


_NO_TITLE = re.compile(
    r"(?i)\b(?:next|called|named|longer|older|younger|year|years|no|not|new|old|door|best|friend|neighbou?r|sister|brother|mother|father|student|volunteer|member|fan|week|day|month|this|that|my|our|your|his|her|their|i|i'm|we|he|she|it|is|was|the|a|an|and|or|to|of|good|great|bad|terrible|big|huge)\b"
)

diets = _typed(kinds.DIET, lower=True)
ills = _typed(kinds.ILL)
colors = _typed(kinds.COLOR, lower=True)
means = _typed(kinds.MEANS, lower=True)
dates = _typed(kinds.DATE)
played = _typed(rf"(?:the )?{kinds.PLAYED}")
species = _typed(kinds.SPECIES, lower=True)
subjects = _typed(kinds.SUBJECT)
ages = _typed(
    r"[1-9]\d(?! ?(?:%|percent|years? (?:ago|in|of (?!age))|minutes?|hours?|days?|weeks?|months?|km|miles?|kg|pm|am|o'clock|degrees|euros?|dollars|:|\.\d))"
)
clubs = _typed(rf"(?:the|an?|our) (?:[\w'-]+ ){{0,3}}?(?:{kinds.CLUB})")
things = _typed(
    rf"(?:my|our|the|an?|that|this) (?:(?!(?:of|at|in|on|for|with|from|to|and|my|the|is|was|by|about)\b)[\w'-]+ ){{0,3}}?(?:{kinds.THING})(?: (?:\d+|gt|pro|max|mini|xl|air))?"
)


def helped(text: str) -> Iterator[Span]:
    """Where one may volunteer: employers, and clubs."""
    found = list(organisations(text))
    yield from sorted([*found, *(one for one in clubs(text) if not any(_within(one, [other]) for other in found))])


events = _typed(
    rf"(?:my|our|the|an?)? ?(?:[\w'-]+ ){{0,2}}?(?:{kinds.EVENT})(?: (?:{kinds.EVENT}))?(?: (?:with|at|for) (?:my |the |our )?[\w'-]+(?: [A-Z][\w'-]+)?)?"
)


def tongues(text: str) -> Iterator[Span]:
    """Languages."""
    for span in _TONGUES(text):
        yield Span(span.start, span.end, span.value.capitalize())


_TONGUES = _typed(kinds.TONGUE)
KIN = kinds.one_of(RELATIONS)
