"""What no one means as it is said: an allergy to Mondays, a husband called Netflix, a professional napper."""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Callable, Sequence

from pllm_memory.predicates import ANYTHING
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.cued import saying
from pllm_memory.remember.extract.gist.kinds import COLOR, GYM
from pllm_memory.remember.extract.given import GIVEN
from pllm_memory.remember.extract.places import is_place
from pllm_memory.remember.extract.words import LANGUAGES, PETS, PROFESSIONS, RELATIONS, THINGS
from pllm_memory.text import WEEKDAYS

_UNALLERGIC = frozenset(
    "work mornings people stupidity stupid idiots meetings responsibility responsibilities commitment homework bullshit"
    " drama effort emails exercise sport sports chores housework fun happiness feelings emotions relationships men women"
    " kids children small talk nonsense bureaucracy excel powerpoint capitalism sweat alarm alarms clocks traffic adulthood"
    " monday mondays love cardio gym taxes deadlines life failure bad decisions excuses gossip karaoke networking admin paperwork ironing camping crowds".split()
) | {f"{day}s" for day in WEEKDAYS}
_BRANDS = frozenset(
    "netflix spotify youtube google alexa siri chatgpt coffee wine pizza excel amazon ikea jesus hulu tiktok instagram"
    " reddit wikipedia nutella chocolate cheese bacon sleep work karma caffeine ramen playstation xbox".split()
)
_TITLES = frozenset(
    "professional full-time part-time certified chief honorary unpaid amateur resident expert world-class olympic".split()
)
_PEOPLE = frozenset(RELATIONS.values()) | {"pet"}


def plausible(claim: Claim) -> bool:
    """Whether a claim may be meant: not a figure of speech."""
    words = claim.object.lower().split()
    if claim.subject.lower() in _NOBODY:
        return False
    if not words:
        return True
    if words[-1] in ("percent", "%"):  # "my phone is at 2 percent"
        return False
    judge = _JUDGES.get(claim.predicate)
    return judge(claim, words) if judge else True


_NOBODY = frozenset("everybody everyone nobody somebody someone anybody anyone people most others".split())


_PASSING = re.compile(
    r"(?i)\b(?:i'm|i am|we're|we are|im|he's|she's|he is|she is)\b[^.!?]{0,24}? in \S+(?: \S+)? (?:just |only )?for "
    r"(?:(?:just |only )?(?:a|the|an|one|two|three|four|five|six|\d+|some|my|our|his|her) (?:\w+ ){0,2}?(?:days?|nights?|weeks?"
    r"|weekend|hours?|holidays?|honeymoon|conference|wedding|funeral|meeting|trip|convention|concert|festival|race|game)|work today|business)\b"
)


def passing(claim: Claim, text: str) -> bool:
    """Whether it is said in passing: where somebody is for a few days, a job that was declined, a colour gone off."""
    if claim.mode == "ends":
        return _not_over(claim, text)
    judge = _IN_PASSING.get(claim.predicate)
    return judge is not None and judge(claim, text)


def _not_over(claim: Claim, text: str) -> bool:
    """Whether an end is none: of a language that is only spoken badly, of a pastime that was left out once."""
    if _NEARLY(text) or _THEIRS.match(claim.object) or _LEFT_OUT.search(text):
        return True
    if claim.predicate in ("pet", "partner", ANYTHING) and _FIGURE(text):
        return True
    if claim.predicate in ("lives_in", "works_at", ANYTHING) and _SET_OUT(text):
        return True
    how = _BADLY if claim.predicate == "speaks" else _ONCE if claim.predicate in _HABITS else None
    return how is not None and how.search(text) is not None and not _FOR_GOOD(text)


_NEARLY = saying(r"(?i)\b(?:nearly|almost) (?:\w+ed|sold|quit|left|gave|lost|got|split|broke|went)\b")
_LEFT_OUT = re.compile(r"(?i)\bleft (?:my|the|our|a) [\w' -]{2,30}? out (?:in|on|there|overnight)\b")
_THEIRS = re.compile(rf"(?i)(?:my |our )?(?:{'|'.join(map(re.escape, sorted(RELATIONS)))})['’]s ")
_HABITS = frozenset(("plays", "hobby", "likes", "commutes_by", "gym", "volunteers_at", "member_of", ANYTHING))
_FOR_GOOD = saying(
    r"(?i)\b(?:any ?more|any longer|no longer|never again|forgot\w*|quit|gave|given|stopped|left|sold|cancel\w*)\b"
)
_BADLY = re.compile(
    r"(?i)\b(?:first|native|main|best|second|mother)\b.{0,12}\b(?:language|tongue)|\b(?:very|that|so|too|really|particularly|all that|quite) "
    r"(?:well|much|fluently|often|good)|\b(?:fluently|perfectly|enough|properly|accent|rusty)\b|\bhaven't\b|\bhave not\b"
    r"|\b(?:today|yesterday|at (?:home|work|school)|with (?:my|the|him|her|them))\b"
)
_ONCE = re.compile(
    r"(?i)(?:n't|\bnot|\bmissed|\bskipped)\b.*\b(?:today|tonight|yesterday|this (?:morning|week|evening|weekend|afternoon)"
    r"|last (?:night|week|weekend)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_FIGURE = saying(
    r"(?i)\b(?:died?|dying|dead) (?:of|from|with|laughing|inside|on (?:me|us))\b ?(?:$|[.,;!)]|laughter|laughing|boredom|embarrassment|shame|cringe"
    r"|envy|jealousy|happiness|excitement|cuteness)|\bdied laughing\b"
)
_SET_OUT = saying(
    r"(?i)\bleft (?:[\w'-]+ ){1,3}(?:(?:very |too |really )?(?:early|late)\b(?! (?:in|last)\b)|on time\b|(?:just |shortly )?(?:at|by|around|before|after) "
    r"(?:\d{1,2}(?::\d\d)?(?: ?[ap]\.?m)?\b|dawn|noon|midnight|sunrise|lunch|breakfast|five|six|seven|eight|nine|ten|eleven|twelve|half)|this morning\b)"
)
"""Who left a town or a firm at an hour comes back."""


def _declined(claim: Claim, text: str) -> bool:
    """Whether it is a job that was declined, only dreamt of, or is still to begin; or a person one is with."""
    if _DECLINED(text) or _DREAMT(text) or _TO_BEGIN(text):
        return True
    if GYM.search(claim.object) and not _WORKING(text):
        return True
    return claim.object.lower() in GIVEN and re.search(rf"\bwith {re.escape(claim.object)}\b", text) is not None


_WORKING = saying(
    r"(?i)\b(?:work(?!s? out|ing out|outs?\b)\w*|jobs?|hired|employ\w*|coach\w*|trainer|instructor|shifts?|manager|boss|intern\w*|payroll|salary)\b"
)
_TO_BEGIN = saying(
    r"(?i)\b(?:i|we) (?:start|begin)(?: work(?:ing)?| my new job)? (?:at|with|for) .*\b(?:in (?!the)\w+|on|next|tomorrow|from|soon)\b"
)


_DECLINED = saying(
    r"(?i)\boffer\w*\b.*\b(?:turned (?:it|them|that|him|her) down|said no|declined|refused|passed on it|rejected|didn't (?:take|accept))\b"
)


def _coloured(claim: Claim, text: str) -> bool:
    return "colo" in text.lower() and _COLOUR.fullmatch(claim.object.lower()) is not None


_COLOUR = re.compile(COLOR)


def _other_animal(claim: Claim, text: str) -> bool:
    """Whether the word of an animal is part of another name: "Canary Wharf", "the fish market"."""
    found = re.search(rf"\b([A-Z]\w+) {re.escape(claim.object)}\b", text)
    return claim.object.lower() in _BESIDE_ANIMALS or bool(found and found[1].lower() in PETS and found.start())


_BESIDE_ANIMALS = frozenset("market tank shop store food bowl park house wharf hotel show clinic hospital whod".split())


def _consulted(claim: Claim, text: str) -> bool:
    """Whether it is one's doctor: "I've been seeing Dr. Brandt"."""
    return claim.object.lower().startswith(("dr ", "dr. ", "doctor ")) and _SEEING(text)


_SEEING = saying(r"(?i)\bsee(?:ing|n)?\b")


def _staying(_claim: Claim, text: str) -> bool:
    return _DREAMT(text) or any(pattern.search(text) for pattern in (_PASSING, _LODGING))


_LODGING = re.compile(
    r"(?i)\b(?:staying|crashing|sleeping|couch-?surfing|house-?sitting|cat-?sitting|dog-?sitting)\b.*\b(?:until|till|while|this week|for (?:a|the|two|three|some|\d)"
    r"|sofa|couch|(?:over|at) the weekend|temporarily|hotel|hostel|airbnb)\b"
    r"|\b(?:looked|looking|look) (?:at|round|around)\b.{0,20}\b(?:house|flat|place|apartment|studio|room|bungalow|cottage)s?\b|\b(?:viewed|viewing|toured|offer on|bid on|mortgage fell)\b"
)
"""Where one is for a while, or looked at a house."""


_DREAMT = saying(r"(?i)\bdream (?:job|house|home|flat|apartment|company|employer|city)\b")


_IN_PASSING: dict[str, Callable[[Claim, str], bool]] = {
    "lives_in": _staying, "works_at": _declined, "likes": _coloured, "dislikes": _coloured, "pet": _other_animal,
    "partner": _consulted,
}  # fmt: skip
"""Who says of a predicate whether it is told in passing."""


def _a_home(claim: Claim, words: Sequence[str]) -> bool:
    return claim.mode != "holds" or (words[0] not in _NOWHERE and words != ["the"])


_FOODS = frozenset(
    "basil ginger rosemary olive rose cherry clementine hazel heather lily daisy poppy ivy jasmine iris amber viola".split()
)
"""Names of people that are plants."""


def _an_allergen(claim: Claim, words: Sequence[str]) -> bool:
    real = words[0] not in ("proper", "real", "not") and not words[0].endswith("ing")
    if claim.object[0].isupper() and words[0] in GIVEN and words[0] not in _FOODS:  # "cats allergy, Zara"
        return False
    return real and _UNALLERGIC.isdisjoint(words) and words[-1] not in ("me", "us", "him", "her", "them")


_OWNED = _BRANDS | THINGS | LANGUAGES | {"tongue"}


def _a_person(_claim: Claim, words: Sequence[str]) -> bool:
    return words[-1] not in _OWNED and not words[-1].endswith("'s")


_NO_THING = frozenset("no first last dream dropped graduated finished quit done over".split())


def _a_thing(_claim: Claim, words: Sequence[str]) -> bool:
    given = len(words) > 2 and words[0] in RELATIONS and words[1] in ("a", "an", "the", "some")  # "my dad a kindle"
    return not given and words[0] not in _NO_THING and words[-1] != "membership"


def _a_job(_claim: Claim, words: Sequence[str]) -> bool:
    return (
        words[-1] not in _AGES
        and words[-1] not in ("of", "at", "for")
        and words[0] not in _UNPAID
        and (words[0] not in _TITLES or words[-1] in PROFESSIONS or len(words) == 1)
    )


_UNPAID = frozenset("keen avid amateur hobby weekend occasional aspiring wannabe armchair lapsed failed".split())
_AGES = frozenset("teenager teen toddler youngster newcomer beginner foreigner stranger".split())


def _an_employer(_claim: Claim, words: Sequence[str]) -> bool:
    """Whether it says where: "my company" does not."""
    return words[0] not in ("company", "firm", "employer", "business", "workplace") or words[1:2] == ["of"]


def _a_plan(_claim: Claim, words: Sequence[str]) -> bool:
    return words[:2] != ["to", "expect"] and words[0] not in ("i", "i'm", "i've", "we", "we're", "we've")


_NOWHERE = frozenset(
    "grey gray home cold rainy sunny hot windy cloudy warm wet humid nothing here there somewhere".split()
)
_NO_TASTE = frozenset("living working being address".split())
_INSTITUTION = re.compile(
    r"^the .*\b(?:board|museum|office|department|association|council|centre|center|hospital|school|bank|court|gym)$|\bclub$|sometime$"
)
_ERRANDS = re.compile(r"(?:taking the|going to work|volunteering|commuting|meeting$|helping out)")


_NO_PASTIME = re.compile(
    r"(?:(?:him|her|them|us|me|you|it|this|that|too|so|very|much|more|exhausted|knackered|shattered|tired|dead|done|broke"
    r"|free|busy|asleep|bored|home|a&e|er|hospital|phone|traffic|bed|church|mass|meetings?|emails?|paperwork|admin|laundry|chores"
    r"|housework|homework|errands|shifts?|nights|overtime|taxes|dishes|revision|coursework|antibiotics|meds|medication|chemo"
    r"|physio|therapy|rehab|statins|fights?|rows?|arguments?|trouble|debt|shape|smoking|vaping|drinking|drugs|sleep|(?:the )?kids"
    r"|family|children|commuting|decluttering|packing|unpacking|ironing|vacuuming|hoovering)\b(?! \w+ing\b)"
    r"|(?:checking|answering|paying|picking|dropping|waiting|worrying|arguing|cleaning|tidying|washing|showering|commuting"
    r"|driving|looking|getting|feeling|finding|trying|thinking|wondering|wishing|being|having) )"
)
"""What fills one's days without being a pastime."""


def _a_taste(claim: Claim, _words: Sequence[str]) -> bool:
    """Whether it may be liked or done for pleasure: no person of one's own, no way to work, no new employer."""
    low = claim.object.lower()
    first = low.split()[0]
    if (
        is_place(claim.subject)
        or first in RELATIONS
        or (first in _NO_TASTE and claim.mode == "holds" and len(low.split()) < 4)
    ):
        return False
    if claim.predicate == "hobby" and claim.mode == "holds" and _NO_PASTIME.match(low):
        return False
    if claim.predicate == "hobby" and claim.mode == "holds":
        named = claim.object[0].isupper() and any(word[0].isupper() for word in claim.object.split()[1:])
        return not (
            named
            or _INSTITUTION.search(low)
            or _ERRANDS.match(low)
            or is_place(claim.object.split()[0])
            or " for getting" in low
            or " , " in low
        )
    return True


_JUDGES: dict[str, Callable[[Claim, Sequence[str]], bool]] = {
    **dict.fromkeys(_PEOPLE, _a_person),
    **dict.fromkeys(("hobby", "plays", "likes", "dislikes"), _a_taste),
    **dict.fromkeys(("studies", "owns"), _a_thing),
    **dict.fromkeys(("lives_in", "office_in"), _a_home),
    "has_condition": lambda _claim, words: words[0] != "allergy",
    "allergic_to": _an_allergen,
    "works_as": _a_job,
    "works_at": _an_employer,
    "studies_at": lambda _claim, words: len(words) > 1 or words[0] not in GIVEN,
    "plans": _a_plan,
}
"""Who says of a predicate whether its object may be meant."""
