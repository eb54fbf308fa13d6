"""The topics that `gist` reads: for each, the words that it is told by, what its value looks like, and what bars it."""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field

from pllm_memory.remember.extract import kinds, spans
from pllm_memory.remember.extract.places import is_place
from pllm_memory.remember.extract.spans import KIN, Finder, Span
from pllm_memory.remember.extract.words import DIETS, NOT_NAMES, PROFESSIONS, RELATIONS

Fits = Callable[[str, Span], bool]


def _anything(_text: str, _span: Span) -> bool:
    return True


def _as_written(span: Span) -> str:
    return span.value


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic.

    Attributes:
        predicate: What it tells.
        cues: The words and phrases that it is told by, separated by "|".
        find: The things that may be its value.
        bar: What makes a sentence with these words one about something else.
        fits: Whether a thing may be the value, where it stands.
        near: What stands before the value that is meant, where there are several.
        single: Whether it has one value at a time.
        sure: Whether a wish or a condition makes it untold.
        others: Whether it may be told of somebody else.
        value: How the thing is put.
        strength: For what somebody likes.
        hint: What tells it as well as its words do.
        may: Whether there can be such a thing, by the words in lower case: a look that costs little.
    """

    predicate: str
    cues: str
    find: Finder
    bar: re.Pattern[str] | None = None
    fits: Fits = _anything
    near: re.Pattern[str] | None = None
    single: bool = True
    sure: bool = True
    others: bool = False
    value: Callable[[Span], str] = _as_written
    strength: float = 0.5
    may: Callable[[frozenset[str]], bool] | None = None
    hint: Callable[[str], bool] | None = None
    words: frozenset[str] = field(init=False)
    heads: frozenset[str] = field(init=False)
    phrases: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        cues = self.cues.split("|")
        phrases = [cue for cue in cues if not kinds.WORD.fullmatch(cue)]
        object.__setattr__(self, "words", frozenset(cues) - frozenset(phrases))
        object.__setattr__(self, "heads", frozenset(max(kinds.WORD.findall(cue), key=len) for cue in phrases))
        object.__setattr__(self, "phrases", re.compile(rf"(?i)(?<![\w-])(?:{kinds.one_of(phrases)})(?![\w-])"))

    def told(self, text: str, words: Set[str]) -> bool:
        """Whether a text is about the topic.

        Args:
            text: The text.
            words: The words of it in lower case.
        """
        if not self.words.isdisjoint(words):
            return True
        phrase = not self.heads.isdisjoint(words) and self.phrases.search(text)
        return bool(phrase) or bool(self.hint and self.hint(text))

    def best(self, text: str, found: Sequence[Span]) -> tuple[Span, ...]:
        """Of several things that hold, those that the topic means: where it has one value, only one."""
        if self.near is None or len(found) < 2:
            return tuple(found)
        close = tuple(span for span in found if self.near.search(text[: span.start]))
        return close or tuple(found)


# ── what may be a value ──────────────────────────────────────────────────────────────────────────────

_KIN_BEFORE = re.compile(
    rf"(?i)\b(?:{KIN}|named|called|boss|manager|colleague|friend|by|dr\.?|mr\.?|mrs\.?|ms\.?)[,:]? \(?$"
)
_AS = re.compile(r"(?i)\b(?:as|being|become|became)(?: an?| the)? $")


def _no_person(text: str, span: Span) -> bool:
    """Whether a name is none of somebody who is introduced right there."""
    return not (_KIN_BEFORE.search(text[: span.start]) or _AS.search(text[: span.start])) and _named(text, span)


_FALSE = re.compile(
    r"(?i)^(?:the )?(?:i|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august"
    r"|september|october|november|december|netflix|youtube|google maps|instagram|facebook|tiktok|whatsapp|excel|zoom|god|mum|mom|dad)\b"
)


def _named(_text: str, span: Span) -> bool:
    return not _FALSE.match(span.value) and span.value.lower() not in NOT_NAMES


_ORIGIN_BEFORE = re.compile(
    r"(?i)\b(?:from|born in|born and raised in|grew up in|raised in|native of|trip to|flight to|visit(?:ed|ing)?|back to|flying to|near|outside|than in) $"
)


def _a_home(text: str, span: Span) -> bool:
    """Whether a place may be one to live in, where it stands."""
    before = text[: span.start]
    origin = _ORIGIN_BEFORE.search(before)
    moved = re.search(
        r"(?i)\b(?:moved|relocated|went|switch\w*|gone|writing|calling|away|swapped|changed)\b[^.;!?]*from $", before
    )
    if re.search(r"(?i)(?:he|she|they|we)(?:'s|'re| is| are) moving (?:back |over )?to $", before):
        return False
    known = is_place(span.value) or bool(re.search(r"(?i)\b(?:in|to) $", before) and _LIVING.search(before))
    return known and (not origin or bool(moved)) and _named(text, span) and not _AS.search(before)


_LIVING = re.compile(
    r"(?i)\b(?:liv\w+|mov\w+|relocat\w+|based|settl\w+|resid\w+|home|flat|apartment|house|rent\w*|place|stay\w*|resident)\b[^.,;!?]{0,24}$"
)


def _from_there(text: str, span: Span) -> bool:
    before = re.search(
        r"(?i)\b(?:from|raised in|born in|bred in|grew up in|roots (?:are |is )?in|native of|hometown is(?: in)?)(?: the)? $",
        text[: span.start],
    )
    return (is_place(span.value) or bool(before)) and _named(text, span) and not _JUST_THE.match(span.value)


_JUST_THE = re.compile(r"(?i)^the \w+$")


_FIRM_BEFORE = re.compile(
    r"(?i)\b(?:meant|said|wrote|typed|it's|at|for|with|by|to|from|joined|employer|workplace|left|quit|under|company|firm|job alert|job|than|of|bye|goodbye|not|hello)(?: is| was|,|:)?(?: now)?(?: the)? $|[:!?] $"
)


_FIRM_BEHIND = re.compile(
    r"(?i)^\W*(?:is|was|has|have|'s)?\W*(?:(?:just|finally|still|now|recently)\W+)*(?:my (?:\w+ )?(?:employer|workplace|job)|where i (?:work|clock)|hired|offered|pays?|paid|employs?|employed|took me|took|poached|recruited|headhunted|let me|laid me|fired me|sacked me|made me|made my|cut my|promoted|and i parted|it is|keeps me employed|history|is behind|behind me|now\b|as an?\b)"
)


_EMPLOYED = re.compile(
    r"(?i)\b(?:i'm|i am|been|as|being|became|he's|she's|is|me)(?: (?:an?|the new|now|still|also))* (?:[\w-]+ ){0,2}?(?P<job>[\w-]+) (?:at|for|with) |^\W*(?:[\w-]+ ){0,2}?(?P<bare>[\w-]+),? (?:at|for|with) "
)


def _employed(text: str) -> bool:
    """Whether somebody is something *at* a place: "I'm a nurse at …"."""
    return any(kinds.is_job((one["job"] or one["bare"]).lower()) for one in _EMPLOYED.finditer(text))


_BARE_BEHIND = re.compile(r"(?i)\W*$|[,.!]|\s(?:and|but|now|since|for|where|these|at last|again|of course)\b")


def _a_title(text: str, span: Span) -> bool:
    """Whether it is rather what somebody works as: "promoted to statistician"."""
    known = span.value.lower().split()[-1] in PROFESSIONS or "professional" in span.value.lower()
    return known or (
        kinds.is_job(span.value)
        and bool(re.search(r"(?i)\b(?:promoted|up) to (?:an? )?$|title[^.]*: ?$", text[: span.start]))
    )


def _a_firm(text: str, span: Span) -> bool:
    """Whether a name may be one of an employer: what hires, pays, dismisses, or what one works at."""
    first = not text[: span.start].strip(" .,!") and _BARE_BEHIND.match(text[span.end :])
    placed = first or _FIRM_BEFORE.search(text[: span.start]) or _FIRM_BEHIND.match(text[span.end :])
    following = re.match(r" ([a-z]+)", text[span.end :])
    if following and kinds.is_job(following[1]):  # "graphic designer"
        return False
    return (
        bool(placed)
        and not _a_title(text, span)
        and _no_person(text, span)
        and not is_place(span.value)
        and not (
            re.search(
                r"(?i)\b(?:boss|manager|supervisor|report to|under|named|called)[,:]? (?:is )?$", text[: span.start]
            )
        )
    )


def _a_gym(text: str, span: Span) -> bool:
    return _no_person(text, span) and not is_place(span.value) and span.value.lower() not in ("the gym", "gym")


_LOVE_BEFORE = re.compile(
    r"(?i)\b(?:husband|wife|girlfriend|boyfriend|partner|fianc\w+|spouse|with|dating|seeing|to|called|named|is|are|met|and|someone|somebody|me|love|half|other|from|by|divorced|left|hubby|wifey|missus|item|life|new|again|between|name's|miss|date|bf|gf|ex|after|dumped|married|about)[,:!.]? \(?$|^\W*$|[:.!] $"
)
_LOVE_BEHIND = re.compile(
    r"(?i)^(?:'s)?,?\)?\s*(?:and (?:i|me|myself)|is my|my|that's my|is the|broke|left|dumped|moved out|proposed|asked|said yes|has been my|and my|\(my|who i|whom i|,? we're|,? we are)\b"
)


def _by_love(text: str, span: Span) -> bool:
    bare = not text[: span.start].strip(" .,!")
    if bare and not (_LOVE_BEHIND.match(text[span.end :]) or _BARE_BEHIND.match(text[span.end :])):
        return False
    return bool(_LOVE_BEFORE.search(text[: span.start]) or _LOVE_BEHIND.match(text[span.end :]))


def _a_partner(text: str, span: Span) -> bool:
    """Whether a name is one of a person to love: none of a sister's, and no place."""
    before = text[: span.start]
    roles = re.search(rf"(?i)\b({KIN})[,:]? \(?(?:is |called |named )?$", before)
    other = bool(roles) and RELATIONS.get(roles[1].lower()) not in ("partner", "ex")
    return (
        not other
        and _named(text, span)
        and _by_love(text, span)
        and not re.search(r"(?i)\b(?:at|in|near|to the|watching|about) $", before)
    )


def _first_person_diet(text: str, span: Span) -> bool:
    """Whether a diet is one that somebody keeps, and not what a dish or a shop is."""
    behind = text[span.end : span.end + 24].lower()
    return not re.match(
        r"\s+(?:restaurants?|caf[eé]s?|recipes?|options?|menus?|burgers?|cakes?|pizzas?|bread|cheese|cookies|milk|chocolate|places?|dish(?:es)?|cookbooks?|desserts?|snacks?|products?|lasagna|sausages?|leather|shoes|friends?|friend|festival|store|shop|version|soap|brownies|curry|meals? (?:plan|kit))\b",
        behind,
    )  # fmt: skip


def _kept_diet(span: Span) -> str:
    low = span.value.lower().strip()
    return DIETS.get(low, low.replace(" free", "-free") if low.endswith(" free") else low)


_ILL_NOT = re.compile(
    r"(?i)\b(?:no|without|against|about|research|awareness|charity|his|her|their|your|somebody|someone|people|raise)(?: \w+)? $"
)


def _own_illness(text: str, span: Span) -> bool:
    before = text[: span.start]
    return not _ILL_NOT.search(before) and not (
        span.value.lower() in ("anxiety", "depression")
        and re.search(r"(?i)\b(?:some|little|bit of|such|so much) $", before)
    )


_ILLS = {"coeliac": "celiac disease", "celiac": "celiac disease", "coeliac disease": "celiac disease"}


def _illness(span: Span) -> str:
    low = span.value.lower()
    if low == "adhd":
        return "ADHD"
    found = re.sub(r"(?i)^an? ", "", span.value)
    return _ILLS.get(low, found)


def _a_colour(text: str, span: Span) -> bool:
    return not re.match(
        r"(?i) (?:car|dress|shirt|paint|house|tea|wine|hair|eyes|card|light|bag|shoes)\b", text[span.end :]
    )


def _to_work(span: Span) -> str:
    low = span.value.lower()
    return {"bikes": "bike", "cycling": "bike", "driving": "car", "walking": "foot", "on foot": "foot"}.get(low, low)


_AGE_NOT = re.compile(
    r"(?i)\b(?:at|in|for|of|the|since|over|under|about|page|number|bus|line|channel|route|than|only|last|next|every|room|flat) $|[\d.:/$€£-]$"
)


def _an_age(text: str, span: Span) -> bool:
    return not _AGE_NOT.search(text[: span.start]) or bool(re.search(r"(?i)\bage of $", text[: span.start]))


def _own_birth(text: str, _span: Span) -> bool:
    """Whether somebody speaks of their own day of birth, or just names a day."""
    others = re.search(
        r"\b(?:[A-Z][a-z]+(?:'s)?,? (?:and [A-Z][a-z]+,? )?(?:was |were )?(?:born|birthday|turn)|[A-Z][a-z]+'s birthday)",
        text,
    )
    return not others or bool(re.match(r"\W*(?:My|Birthday|Date|Correction)", text))


_THE = re.compile(r"(?i)^(?:the|that|this) ")
_GONE = re.compile(
    r"(?i)\b(?:sold|gave|given|stolen|stole|rid|gone|lost|donated|parted|longer|any ?more|traded|swapped|broke for good|scrapped|sell|no longer)\b"
)
_ACQUIRED = re.compile(
    r"(?i)\b(?:bought|buy|own|owns|owner|got|have|has|i've|purchased|ordered|treated|invested|inherited|won|arrived|delivered|splurged|splashed|new|there's|mine|caved|brought home|picked up|upgraded to|saved up)\b"
)
_OF_IT = re.compile(r"(?i)\b(?:at|of|for|in|on|with|from|to|by|and|was|is)\b")


def _own_thing(text: str, span: Span) -> bool:
    """Whether a thing is one that somebody has, got, or has no more; not "the guitar" that one plays."""
    the, mine = bool(_THE.match(span.value)), bool(re.match(r"(?i)(?:my|our) ", span.value))
    if _OF_IT.search(span.value) or (the and not _GONE.search(text)) or not (mine or the or _ACQUIRED.search(text)):
        return False
    return not re.match(
        r"(?i)'s\b| (?:concert|recital|player|teacher|rehearsal|practice|ensemble|solo|music|show|shop|store|class|lesson|lessons|club|show|race|tour|game|video|museum|park|ride|trip|wash|rental)\b",
        text[span.end :],
    )


def _bare_thing(span: Span) -> str:
    return re.sub(
        r"(?i)^(?:my|our|the|an?|that|this) (?:(?:new|brand new|brand-new|own|beloved|dear|poor|trusty) )*",
        "",
        span.value,
    )


def _bare_group(span: Span) -> str:
    return re.sub(r"(?i)^(?:our) ", "", span.value)


_SUBJECT_BEFORE = re.compile(
    r"(?i)\b(?:in|of|studying|study|studied|doing|reading|do|is|major|course|degree|a|an|to|from|on|subject|my|now|with|for|master's|bachelor's|phd)[:,]? $|^\W*$|[,:;] $"
)


def _a_subject(text: str, span: Span) -> bool:
    behind = text[span.end : span.end + 20].lower()
    return (
        bool(_SUBJECT_BEFORE.search(text[: span.start]))
        and not re.match(r"\s+(?:teacher|job|museum|book|film|show|podcast|shop|store)\b", behind)
        and span.value.lower() not in ("work", "art", "planning")
    )


def _a_school(text: str, span: Span) -> bool:
    return (
        bool(
            kinds.SCHOOL.search(span.value)
            or re.search(r"(?i)\b(?:at|from|attend|into|joined|left|quit|finished|with)(?: the)? $", text[: span.start])
        )
        and _no_person(text, span)
        and not is_place(span.value)
    )


def _a_job(text: str, span: Span) -> bool:
    before = text[: span.start]
    if not _JOB_BEFORE.search(before) or (not before.strip(" .,!") and span.value.split()[-1].lower() not in PROFESSIONS):
        return False
    return not re.search(
        r"(?i)\b(?:my|our|the|your|his|her|their|with|by|called|see|saw|from|to|need|hire|hired|call|calling|found|good|about) (?:an? )?$",
        before,
    ) or bool(
        re.search(
            r"(?i)\b(?:promoted|moved up|up|hired me|got|bumped|changed|switched|now)(?: me)?(?: up)?(?: as| to| from)?(?: an?)? $|\b(?:the new|to be|to being) (?:an? )?$",
            before,
        )
    )


_JOB_BEFORE = re.compile(
    r"(?i)(?:\b(?:i'm|i am|am|as|being|be|been|become|became|was|is|he's|she's|title(?: at work)?|now|officially|myself|promoted to|up to|me|profession|occupation|job|trade|the new|employed as|work as|working as)[,:]? (?:now |officially |still |just |also )*(?:an? |the )?(?:new )?|^\W*(?:(?:so|well|oh|currently|a|an|still|now|honestly|ugh|ok|haha|hey)\b\W*)*)$"
)


# ── bars ─────────────────────────────────────────────────────────────────────────────────────────────

_AWAY = re.compile(
    r"(?i)\b(?:trip|vacations?|holidays?|honeymoon|visit(?:ed|ing|s)?|flights?|flew|fly(?:ing)?|weekend in|tour(?:ed|ing|ist)?|conference|back from|travel(?:l?ed|l?ing|s)?|airport"
    r"|festival|concert|cruise|airbnb|hotel|hostel|layover|grew up|born|originally from|hometown|raised|roots|hail|hailing|accent|office|branch|headquarters|recipe|restaurant|team|match)\b"
)
_NO_WORK = re.compile(
    r"(?i)\b(?:(?:boss|manager|supervisor)\b(?!.*\b(?:at|hired|employer)\b)|the office is|our office|office has|has its office|answer to|lectures?|homework|workout|workouts|work out|working out|gym|volunteer\w*|artwork|housework|student|studying|degree|works of|it works|works well|doesn't work|framework|husband|wife|sold \w+ to)\b"
)
_NO_JOB_TALK = re.compile(
    r"(?i)\b(?:in my last job|years ago i was|like an?|such an?|need an?|looking for an?|find an?|call(?:ed)? an?|saw an?|see an?|hired an?|my (?:boss|manager|doctor|landlord|teacher))\b"
)
_NO_TONGUE = re.compile(
    r"(?i)\b(?:learn|learning|lesson|lessons|course|class|duolingo|food|restaurant|wine|movie|film|answer|translate|write in|don't speak|can't speak|cannot speak|wish)\b"
)
_NO_PARTNER = re.compile(
    rf"(?i)\b(?:friend of|best friend|roommate|flatmate|housemate|work(?:s|ing)?|job|office|company|employer|shift|landlord|neighbou?r|boss|{kinds.SPECIES}|colleague|business partner|dance partner|tennis partner|training partner|lab partner|celebrity|movie|film|book|song|band|album|actor|wedding of|'s wedding|married off)\b"
)
_NO_BIRTH = re.compile(
    r"(?i)\b(?:my|our|his|her) (?:\w+ ){0,2}?(?:mother|father|mum|mom|dad|sister|brother|son|daughter|wife|husband|friend|cousin|dog|cat|niece|nephew|boss|partner|girlfriend|boyfriend)(?:'s)?\b"
)
_NO_GYM = re.compile(
    r"(?i)\b(?:train (?:to|from|station|ride|journey|ticket)|dog training|by train|the train|job training|toilet|potty)\b"
)
_NO_COLOUR = re.compile(
    r"(?i)\b(?:hair colou?r|paint(?:ed|ing)?|eye colou?r|my (?:sister|brother|mother|mum|mom|father|dad|daughter|son|wife|husband|friend)'s)\b"
)
_NO_ALLERGY_BAR = re.compile(r"(?i)\b(?:no allerg|not allergic|outgrew)\b")
_NO_OWN = re.compile(
    r"(?i)\b(?:rent(?:ed|ing|al)?|borrow(?:ed|ing)?|lend|lent|someone's|neighbou?r's|friend's|company|test drive|window shopping|looking at|wants?|wanted|saving|save up|fix(?:ed)? (?:his|her|a))\b"
)

_GRADUATED = re.compile(
    r"(?i)\b(?:graduated?|diploma|alma mater|cap and gown|(?:finished|completed|got|have|earned|received) (?:my|the|a) (?:\w+ ){0,2}?(?:degree|studies|master's|bachelor's|phd|diploma)|i (?:have )?(?:just )?(?:finished|completed) (?-i:[A-Z]|the (?:uni|tech)))\b"
)
_IN_HOME = re.compile(
    r"(?i)\b(?:in|to|into|is|here|leave|settl\w+|now|home:?|of|for|and|,|better|chose|it's|we're|i'm)[:,]? $|^\W*$|[.!?:,] $"
)


_NP = r"(?P<what>[^\W_][^,;:.!?()–—…]{1,44}?)"
_NP_END = (
    r"(?=\s*(?:[,;:.!?()–—…]|$|[^\w\s'&-]|\s-\s)|\s+(?:and i|and i'm|but|because|since|for years|in my (?:spare|free)|these days|lately|now|on (?:weekends|sundays|saturdays|the weekend)|after work|every|last|this|in (?:january|february|march|april|may|june"
    r"|july|august|september|october|november|december|\d{4})|two|three|four|five|six|a (?:year|month|week|few|couple|while)|yesterday|recently|sometime|too|again|a lot|lol|haha|tbh|xx|ugh|when|with|is how|is what|keeps|relaxes|has|is my|is the|is)\b)"
)


def _patterns(*texts: str) -> Finder:
    """Finds what patterns have as "what"."""
    compiled = [re.compile(rf"(?i){text}") for text in texts]

    def find(text: str) -> Iterator[Span]:
        for pattern in compiled:
            found = pattern.search(text)
            if found:
                yield Span(found.start("what"), found.end("what"), found["what"])
                return

    return find


_HOBBIES = _patterns(
    rf"\b(?:hobby|hobbies|pastime|pastimes|passion project|obsession)(?: is| are|:| has become| of mine is)+ {_NP}{_NP_END}",
    rf"(?:^\W*|[,.:;] |\b(?:and|but|so) ){_NP} (?:is|are|has become|became) (?:my|a|how i|what i) (?:\w+ )?(?:hobby|pastime|thing|relax\w*|unwind|do|switch off|escape|therapy|outlet|new thing|way to)\b",
    rf"\b(?:i've |i have |i |we )?(?:recently |just |finally |lately )*(?:taken up|took up|picked up|gotten into|got into|got hooked on|hooked on|discovered|fell in love with|fallen for|started|began|begun|trying|tried out|dabble in|dabbling in|am into|'m into|really into|got the) {_NP}(?: bug)?{_NP_END}",
    rf"\b(?:i |we )(?:usually |mostly |often |always |also |like to )*(?:do|practise|practice|enjoy|go) {_NP} (?:in my (?:spare|free) time|on (?:the )?(?:weekends?|sundays?|saturdays?)|after work|as a hobby|for fun|to relax|to unwind|in the evenings?)",
    rf"\b(?:after work|in my (?:spare|free) time|on (?:the )?weekends?|in the evenings?|sundays|saturdays|evenings|to relax|to unwind|for fun),? (?:i |i'm |we |it's |are for |means? )(?:do |doing |go |enjoy |mostly do |usually do |love |like |practise |practice )?{_NP}{_NP_END}",
    rf"\b(?:spend|spent|spending) (?:my|all my|most of my|every|hours|whole|the|entire|too much|a lot of)(?: free| spare| of my)*(?: weekends?| evenings?| time| sundays?| saturdays?| nights?| minute| days?| money)*(?: on| doing| with| at)* {_NP}{_NP_END}",
)
_ALLERGENS = _patterns(
    rf"\b(?:allergic|allergy|allergies|anaphylactic|intolerant|intolerance|sensitive|reaction|hypersensitive)(?: reaction)? (?:to|from|against)(?: all)? {_NP}{_NP_END}",
    r"\b(?:my|an?|with|of|have|severe|bad|terrible|awful|nasty|serious|mild|life-threatening) (?P<what>(?!(?:my|an?|severe|bad|terrible|awful|nasty|serious|mild|food|the|some|this|that|seasonal|proper|real|horrible)\b)[\w-]+(?: (?!allerg)[\w-]+)?) (?:allergy|intolerance)\b",
    rf"^\W*(?:(?:so|oh|well|and|btw|by the way|hey|ok|honestly|ugh|fyi)\b[\s,]*)*{_NP} (?:makes?|gives?|causes?|could|can|would|triggers?|sends?|is|are|closes?|brings?|and i|will|leaves?)\b.*\ballerg",
    rf"\b(?:can't|cannot|mustn't|shouldn't|can not) (?:have|eat|touch|be (?:around|near)|go near|take|drink|stand) (?:any )?{_NP}[,;:–—-]+ .*\ballerg",
    rf"\b(?:rash|hives|welts|swell\w*|sneez\w*|wheez\w*|itch\w*|epi-?pen|a&e|hospital|er|blotches) (?:up )?(?:from|because of|due to|after|around|for|when i (?:eat|touch)) {_NP}[,;:–—.-]+ .*\ballerg",
    rf"\bno {_NP} for me\b.*\ballerg",
    rf"^\W*(?:(?:so|oh|well|and|btw|hey|ok|honestly|ugh|fyi)\b[\s,]*)*{_NP}[,:;!.–—-]+ .*\ballerg",
    rf"\b(?:stay away from|keep away from|watch out for|avoid|steer clear of|beware of|careful with|without) {_NP}[,;:–—-]+ .*\ballerg",
)
_OFFICES = _patterns(
    r"\b(?:office|offices|headquarters|hq|workplace)\b.{0,24}?\b(?:in|at|to|on|near) (?P<what>(?:(?:the|a) )?[^\W_][\w'-]*(?: [\w'-]+){0,2}?)(?=\s*(?:[,;:.!?()–—…]|$|[^\w\s'&-])|\s+(?:and|but|so|now|with|which|where|for|these|since|last|on the|near|above|next|lol|haha|ugh)\b)",
    r"\b(?:sit|sitting|based|work|working) (?:in|at|out of|from) (?P<what>(?:(?:the|a) )?[^\W_][\w'-]*(?: [\w'-]+){0,2}?), .{0,24}?\b(?:office|headquarters|hq)\b",
)
_NO_PASTIME = frozenset(
    "job work school uni university college course day week date dating working it that this bed home sleep nothing everything me time my the things stuff a to dinner lunch breakfast eating living"
    " going doing being vegan vegetarian something anything smoking drinking meds treatment therapy taking using at with in for on".split()
)


def _pastime(span: Span) -> str:
    value = re.sub(
        r"(?i)^(?:(?:my|the|a|an|some|a bit of|a little|a lot of|lots of|doing|practising|practicing|with|on|going|again|all about|really|playing|into)\s+)+",
        "",
        span.value,
    )
    return re.sub(r"(?i)(?:\s+(?:mostly|usually|again|now|a lot|and|to|of|classes|lessons|lately|too))+$", "", value)


_WEAK = re.compile(
    r"(?i)\b(?:started|began|begun|trying|tried out|discovered|spend|spent|spending|got the)\W+(?:\w+\W+){0,6}$"
)
_PASTIME = re.compile(
    r"(?i)(?:ing|graphy|ics|istry|craft|lore|ology|onomy|yoga|pilates|pottery|crochet|origami|chess|sudoku|ceramics|embroidery|macram[eé]|karate|judo|aikido|taekwondo|tai chi|ballet|salsa|tango|zumba|parkour|bonsai"
    r"|photography|astronomy|carpentry|genealogy|archery|poetry|collage|improv|magic|taxidermy|falconry|batik|scrapbook\w*|crosswords?|puzzles?|trains|models?|games?|mosaics?|beadwork|lego|cosplay|d&d|bread|gardens?|jewel\w+|calligraphy)$"
)


def _a_pastime(text: str, span: Span) -> bool:
    if _WEAK.search(text[: span.start]) and not _PASTIME.search(_pastime(span)):
        return False
    if span.value[0].isupper() and span.start:
        return False
    words = _pastime(span).lower().split()
    return (
        bool(words)
        and len(words) <= 3
        and words[0] not in _NO_PASTIME | NOT_NAMES
        and words[-1] not in _NO_PASTIME
        and not is_place(span.value)
        and not any(
            word in ("i", "you", "it", "that", "my", "your", "at", "with", "is", "was", "for", "in") for word in words
        )
    )


def _allergen(span: Span) -> str:
    return re.sub(r"(?i)^(?:(?:all|any|the|some|certain|most|every kind of|even|a|an|my|to)\s+)+", "", span.value)


def _an_allergen(_text: str, span: Span) -> bool:
    words = _allergen(span).lower().split()
    return (
        bool(words)
        and len(words) <= 3
        and words[0].split("'")[0]
        not in (
            "i",
            "it",
            "that",
            "this",
            "my",
            "what",
            "he",
            "she",
            "proper",
            "real",
            "food",
            "another",
            "careful",
            "note",
            "sorry",
            "nothing",
            "anything",
            "you",
            "keep",
            "doctor",
            "the",
            "turns",
            "just",
            "yes",
            "no",
            "bad",
            "severe",
            "please",
            "not",
            "him",
            "her",
            "them",
            "remember",
        )
    )


def _an_office(_text: str, span: Span) -> bool:
    words = span.value.split()
    return (words[0].lower() == "the" and len(words) > 1) or span.value[0].isupper() or is_place(span.value)


TOPICS = (
    Topic(
        "allergic_to", "allergic|allergy|allergies|anaphylactic|intolerant|intolerance|epipen|epi-pen|hives|rash",
        _ALLERGENS, fits=_an_allergen, single=False, value=_allergen, others=True, bar=_NO_ALLERGY_BAR,
    ),
    Topic(
        "has_condition",
        "i|i'm|i've|my|me|diagnosed|diagnosis|condition|conditions|health|medical|suffer|suffering|struggle|struggling|medication|meds|treatment|doctor|doctors|illness|having|disease|chronic|symptoms|flare|flare-up|flaring|because of|due to|thanks to|with|pills|inhaler|hospital|specialist",
        spans.ills, fits=_own_illness, single=False, sure=True, others=True, value=_illness,
        bar=re.compile(r"(?i)\b(?:allerg\w+|mother|father|mum|mom|dad|friend|patients?|awareness|charity|book|documentary|movie|film|raise|run for|cure for)\b"),
        may=kinds.has_illness,
    ),
    Topic(
        "follows_diet",
        "i'm|i am|i|diet|diets|dietary|eat|eating|ate|eats|food|went|go|going|gone|turned|became|been|meals|cook|cooking|restaurant|menu|recipe|recipes|lifestyle|household|stick|sticking|strictly|strict|me|now|off|anymore|phase|vegan|vegetarian|still|no longer|gave up|stopped|quit|switched|again|please|is",
        spans.diets, fits=_first_person_diet, others=True, value=_kept_diet,
        may=kinds.has_diet,
    ),
    Topic("office_in", "office|offices|headquarters|hq|workplace", _OFFICES, fits=_an_office,
          bar=re.compile(r"(?i)\b(?:post office|home office|box office|head to the office|not in the office|in the office at)\b")),
    Topic(
        "gym",
        "gym|gyms|ymca|crossfit|regular at|workout|workouts|work out|works out|working out|worked out|i train|we train|you train|train at|train with|training at|i lift|you lift|lifting|weights|treadmill|membership|fitness|exercise|exercising|leg day|sauna|cardio"
        "|spin|crossfit|squats|squat|deadlift|deadlifts|bench press|pt|personal trainer|sweat|laps|spinning|zumba|pump|gains|protein shake|locker|in shape",
        spans.gyms, bar=_NO_GYM, fits=_a_gym,
        near=re.compile(r"(?i)\b(?:at|to|for|with|joined|is|gym|left|quit|of|it's|not|than)[:,]?(?: the)?(?: gym)?(?: at)? $|^\W*$"),
    ),
    Topic(
        "volunteers_at",
        "volunteer|volunteers|volunteering|volunteered|charity|help out|helping out|lend a hand|lending a hand|give back|good cause|unpaid",
        spans.helped, single=False, fits=lambda text, span: _no_person(text, span) and bool(re.search(r"(?i)\b(?:at|for|with|to|of|by|from|and|in)(?: the)? $|^\W*$|[,:] $", text[: span.start])),
    ),
    Topic(
        "member_of",
        "member|members|membership|joined|join|belong|part of|signed up|active in|sing in|sings in|am in|i'm in|meet|meetings|dues|quit|left|resigned|clubs|groups|associations|took me in|accepted me|treasurer|chair|secretary of|captain of|rehearsal|rehearsals",
        spans.clubs, single=False, value=_bare_group, fits=lambda text, span: not re.search(r"(?i)\b(?:gym|fitness|insurance|phone) \w+$|\b(?:class|course)$", span.value),
        bar=re.compile(r"(?i)\b(?:work(?:s|ing)?|job|volunteer\w*|watch\w*|concert|listen\w*|gig|tickets?|study|degree|college)\b"),
    ),
    Topic(
        "graduated_from",
        "graduated|graduate|graduating|diploma|degree|alma mater|cap and gown|commencement|finished|completed",
        spans.schools, single=False, fits=lambda text, span: bool(kinds.SCHOOL.search(span.value) or re.search(r"(?i)\b(?:from|of|with|at)(?: the)? $", text[: span.start])) and bool(_GRADUATED.search(text)) and _named(text, span),
        bar=re.compile(r"(?i)\b(?:doing|studying|want|pursuing|working on|will graduate|going to graduate|haven't|not yet|without|dropped)\b"), others=True,
    ),
    Topic(
        "studies_at",
        "study|studies|studying|studied|student|uni|university|college|degree|major|majoring|master's|masters|bachelor's|bachelor|phd|doctorate|enrolled|attend|attending|semester|term|exams|exam|finals|lecture|lectures|campus"
        "|course|freshman|sophomore|thesis|dissertation|undergrad|grad|diploma|dropped out|got into|seminar|first year|second year|third year|final year",
        spans.schools, fits=_a_school, others=True,
        bar=re.compile(r"(?i)\b(?:teach(?:er|es|ing)?|friends since|offer|professor at|work(?:s|ing|ed)?|job|shift|employ\w*|hired|signed|pays?|graduat\w*|diploma|completed|finished my|got my degree|got into \w+ing|kids?|children|my (?:son|daughter)'s|drop(?:ped)? (?:him|her|them|the kids) off|high school friend)\b"),
        near=re.compile(r"(?i)\b(?:at|from|attend|into|of|left|quit|finished|to|with|by)(?: the)? $|^\W*$"),
    ),
    Topic(
        "studies",
        "study|studies|studying|studied|student|uni|university|college|degree|major|majoring|master's|masters|bachelor's|phd|enrolled|semester|course|reading|lectures|lecture|undergrad|finals|exams|doing",
        spans.subjects, fits=_a_subject, single=False, others=True,
        bar=re.compile(r"(?i)\b(?:teach(?:er|es|ing)?|graduated|dropped|quit|left|museum|podcast)\b"),
    ),
    Topic(
        "works_as",
        "i'm|i am|i|as|promoted|promotion|title|job|profession|occupation|trade|work|works|working|employed|hired|me|being|became|become|career|what do you do|do for a living|living|is|are|he's|she's|now",
        spans.jobs, bar=_NO_JOB_TALK, fits=_a_job, others=True,
        may=kinds.has_job,
    ),
    Topic(
        "works_at",
        "work|works|working|worked|job|jobs|employer|employed|employs|employ|employee|hired|hires|shift|shifts|colleague|colleagues|coworkers|workplace|payroll|staff"
        "|salary|paycheck|payslip|wages|position|notice|laid off|let me go|laid me off|fired|fired me|sacked|resigned|quit|retired|offered|offer|promoted|redundant"
        "|first day|first week|last day|unemployed|jobless|between jobs|career|contract|make my money|make a living|earn|earns|my living|pays|pay me|business card"
        "|took me on|i'm at|i am at|day at|week at|desk at|clock in|clocking in|nine to five|9 to 5|joined the team|new team|my badge|boss at|manager at|internship|started at|start at|started with"
        "|i'm at|i am at|took me on|i'm with|we're with|i am with|i'm now with|now with|currently with|company|poached|headhunted|recruited|parted ways|jumped ship|landed at|signed with|landed a job|swapped|switched|traded|went from|moved on from|moved from",
        spans.organisations, bar=_NO_WORK, fits=_a_firm, near=_FIRM_BEFORE, others=True,
        hint=_employed,
    ),
    Topic(
        "partner",
        "husband|wife|girlfriend|boyfriend|partner|fiancé|fiancée|fiance|fiancee|spouse|married|engaged|dating|seeing|relationship|couple|together|divorced|divorce|broke up|split up|split"
        "|separated|single|wedding|anniversary|proposed|in my life|love of my life|other half|better half|significant other|dumped|broke it off|an item|in love|met someone|going out|tied the knot|eloped"
        "|parted ways|called it quits|soulmate|hubby|wifey|missus|marriage|ended things|things ended|moved in with|i'm with|with someone|date night|honeymoon|bf|gf",
        spans.people, bar=_NO_PARTNER, fits=_a_partner,
        near=re.compile(r"(?i)\b(?:husband|wife|girlfriend|boyfriend|partner|fianc\w+|spouse|with|dating|seeing|to|called|named|is|met|and|someone|me|love|half|other|from|by|divorced|left)[:,]? \(?$|^\W*$|[:.] $"),
    ),
    Topic(
        "lives_in",
        "live|lives|living|lived|live there|home|move|moved|moving|relocated|relocating|settled|settling|settle|based|reside|resides|residing|resident"
        "|flat|apartment|house|rent|renting|address|neighbourhood|neighborhood|boxes|unpacked|keys|lease|mortgage|swapped|traded|exchanged"
        "|new city|new town|staying|say goodbye|said goodbye|left|local|locals|writing from|calling from|located|my city|my town|condo|suburb"
        "|suburbs|townhouse|studio|a room|roots|new chapter|life update|upped sticks|landed|ended up|residence|quarters|postcode|zip code",
        spans.places, bar=_AWAY, fits=_a_home, near=_IN_HOME, others=True,
    ),
    Topic(
        "from",
        "from|born|raised|grew up|hometown|roots|originally|hail|hailing|bred|native of|accent|childhood|come from|comes from|home town|homeland|motherland|ancestry|upbringing|kid from",
        spans.places, fits=_from_there, others=True,
        near=re.compile(r"(?i)\b(?:from|in|of|is|to)[:,]?(?: rural| northern| southern| eastern| western| sunny| the)? $|^\W*$|[,:] $"),
        bar=re.compile(r"(?i)\b(?:moved|relocated|moving|far from|away from|back from|work(?:ing)? from|from home|flight|flew|trip|package|order|parcel|train from|not far|baby|daughter|son was|live|lives|living|writing|hour|hours|minutes|recipe|friend|friends|call|called|letter|postcard|coffee|came back|just got|left|rent|rented|switch\w*|went|changed|graduat\w*|diploma|degree|story|novel|read|hell|window|view|offer|now on|inherited|bought|fired|laid|divorce\w*|retired|resigned|apart|work(?:s|ed)?|borrow\w*|got)\b"),
    ),
    Topic(
        "favorite_color",
        "colour|color|colours|colors|shade|hue",
        spans.colors, bar=_NO_COLOUR, fits=_a_colour,
        near=re.compile(r"(?i)(?:is|:|be|in|like|love|to|with|prefer|say|for|,) $|^\W*$"),
    ),
    Topic(
        "commutes_by",
        "work|office|commute|commuting|commuter|commutes|in the morning|every morning|every day|job|to town",
        spans.means, value=_to_work,
        bar=re.compile(r"(?i)\b(?:bought|sold|broke|fixed|repair\w*|trip|holiday|vacation|airport|driver|workout|works? (?:as|at|on|for)|race|wash|lessons?|licen[cs]e|stolen|dealer\w*)\b"),
        fits=lambda text, span: not re.search(r"(?i)\b(?:walking|driving) the $", text[: span.start]) and not (
            span.value.lower() in ("walking", "driving", "cycling") and not re.search(r"(?i)\b(?:by|commute is|it's|means|prefer|i'm|to) $", text[: span.start])
        ),
    ),
    Topic(
        "speaks",
        "speak|speaks|speaking|language|languages|tongue|fluent|fluently|bilingual|trilingual|native|talk in|talk|mother tongue|raised|conversational|accent|dream in",
        spans.tongues, bar=_NO_TONGUE, single=False, others=True,
    ),
    Topic(
        "birthday",
        "birthday|birthdays|birthdate|bday|b-day|born|date of birth|year older|turn|birth|cake|candles|celebrate|party|baby",
        spans.dates, bar=_NO_BIRTH, sure=False,
        near=re.compile(r"(?i)\b(?:on|is|it's|:|was|the|of|for|to)[:,]? $|^\W*$"),
    ),
    Topic(
        "age",
        "how old|your age|my age|years old|years of age|age is|i turned|i'm turning|just turned|turned|i'm|i am|aged|years young|birthday|candles",
        spans.ages, fits=lambda text, span: _an_age(text, span) and bool(
            re.search(r"(?i)\b(?:age|turned|turning|old|i'm|am|at|aged|already|now|just|be)(?: is| was|:)?(?: of)?(?: already| now| just| officially| only)? $|^\W*$|[,:] $", text[: span.start])
        ) and bool(re.match(r"(?i)\s*(?:$|[.,!?:;)]|years|now|already|today|and|yrs|yo\b|this|last|in|yesterday|[^\w\s'])", text[span.end :])),
        bar=re.compile(r"(?i)\b(?:minutes?|hours?|percent|%|km|kilos?|miles|euros?|dollars|pounds|degrees|people|times|days|weeks|months|pages|o'clock|bus|room)\b"),
    ),
    Topic(
        "plays",
        "play|plays|playing|played|practise|practice|practising|practicing|instrument|instruments|sport|sports|lessons|band|orchestra|rehearse|tournament|matches|match|game of|learning|at it|strings|league",
        spans.played, single=False, others=True, fits=lambda text, span: not re.match(r"(?i) (?:with my|with the) (?:kids|dog)|[’']s\b| (?:concert|movie|player)\b", text[span.end :]),
        bar=re.compile(r"(?i)\b(?:watch(?:ed|ing)?|tickets?|on tv|concert|video of|bought|sold)\b"), value=lambda span: re.sub(r"(?i)^the ", "", span.value),
    ),
    Topic(
        "owns",
        "bought|buy|in my life|mine|own|owns|owner|got|get|have|has|i've got|purchased|ordered|treated myself|invested|inherited|won|arrived|delivered|splurged|splashed|new|broke|broke down|fixing|repair|repaired|manual|sold|donated|stolen|gave away|rid|gone|lost|parked|garage|rode|ride|drove|drive|driving|riding|cleaned|polished|my",
        spans.things, bar=_NO_OWN, fits=_own_thing, single=False, value=_bare_thing, others=False,
        may=kinds.has_thing,
    ),
    Topic(
        "hobby",
        "hobby|hobbies|pastime|pastimes|free time|spare time|weekends|weekend|after work|relax|unwind|fun|hooked|took up|taken up|taking up|picked up|discovered|got into|gotten into|started|bug|evenings|i'm into|really into|dabble|switch off|i do|sundays|saturdays|free minute|spend|passion|my thing|my new thing",
        _HOBBIES, fits=_a_pastime, single=False, value=_pastime,
        bar=re.compile(r"(?i)\b(?:job|work at|shift|medication|diet|dating|school|degree|vegan|vegetarian|started at|cold|flu|bill|parcel|package|phone|kids? up|volunteer\w*)\b"),
    ),
)  # fmt: skip
