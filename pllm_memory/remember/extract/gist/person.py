"""Who somebody is: a day of birth, an age, languages, a partner, a colour, what they own."""

# ruff: noqa: E501  patterns are read best in one piece

import re

from pllm_memory.remember.extract.gist import kinds, spans
from pllm_memory.remember.extract.gist.spans import KIN, Span
from pllm_memory.remember.extract.gist.topic import BARE_BEHIND, Topic, named
from pllm_memory.remember.extract.words import RELATIONS

_LOVE_BEFORE = re.compile(
    r"(?i)\b(?:husband|wife|girlfriend|boyfriend|partner|fianc\w+|spouse|with|dating|seeing|to|called|named|is|are|met|and|someone|somebody|me|love|half|other|from|by|divorced|left|hubby|wifey|missus|item|life|new|again|between|name's|miss|date|bf|gf|ex|after|dumped|married|about)[,:!.]? \(?$|^\W*$|[:.!] $"
)


_LOVE_BEHIND = re.compile(
    r"(?i)^(?:'s)?,?\)?\s*(?:and (?:i|me|myself)|is my|my|that's my|is the|broke|left|dumped|moved out|proposed|asked|said yes|has been my|and my|\(my|who i|whom i|,? we're|,? we are)\b"
)


def _by_love(text: str, span: Span) -> bool:
    bare = not text[: span.start].strip(" .,!")
    if bare and not (_LOVE_BEHIND.match(text[span.end :]) or BARE_BEHIND.match(text[span.end :])):
        return False
    return bool(_LOVE_BEFORE.search(text[: span.start]) or _LOVE_BEHIND.match(text[span.end :]))


def _a_partner(text: str, span: Span) -> bool:
    """Whether a name is one of a person to love: none of a sister's, and no place."""
    before = text[: span.start]
    roles = re.search(rf"(?i)\b({KIN})[,:]? \(?(?:is |called |named )?$", before)
    other = bool(roles) and RELATIONS.get(roles[1].lower()) not in ("partner", "ex")
    return (
        not other
        and named(text, span)
        and _by_love(text, span)
        and not re.search(
            r"(?i)\b(?:at|in|near|to the|watching|about|(?:obsessed|fed up|bored|done|had it|familiar|happy|stuck) with) $",
            before,
        )
    )


def _a_colour(text: str, span: Span) -> bool:
    return not re.match(
        r"(?i) (?:car|dress|shirt|paint|house|tea|wine|hair|eyes|card|light|bag|shoes)\b", text[span.end :]
    )


_AGE_NOT = re.compile(
    r"(?i)\b(?:at|in|for|of|the|since|over|under|about|page|number|bus|line|channel|route|than|only|last|next|every|room|flat) $|[\d.:/$€£-]$"
)


def _an_age(text: str, span: Span) -> bool:
    return not _AGE_NOT.search(text[: span.start]) or bool(re.search(r"(?i)\bage of $", text[: span.start]))


_THE = re.compile(r"(?i)^(?:the|that|this) ")


_GONE = re.compile(
    r"(?i)\b(?:sold|gave(?! up(?:\W*$| the ghost| on (?:me|us)))|given|stolen|stole|rid|gone|lost|donated|parted|longer|any ?more|traded|swapped|broke for good|scrapped|sell|no longer)\b"
)


_ACQUIRED = re.compile(
    r"(?i)\b(?:bought|buy|own|owns|owner|got|have|has|i've|purchased|ordered|treated|invested|inherited|won|arrived|delivered|splurged|splashed|new|there's|mine|caved|brought home|picked up|upgraded to|saved up)\b"
)


_OF_IT = re.compile(r"(?i)\b(?:at|of|for|in|on|with|from|to|by|and|was|is)\b")


def _own_thing(text: str, span: Span) -> bool:
    """Whether a thing is one that somebody has, got, or has no more; not "the guitar" that one plays."""
    the, mine = bool(_THE.match(span.value)), bool(re.match(r"(?i)(?:my|our) ", span.value))
    if (
        "'s " in span.value
        or "s' " in span.value
        or _OF_IT.search(span.value)
        or (the and not _GONE.search(text))
        or not (mine or the or _ACQUIRED.search(text))
    ):
        return False
    return not re.match(
        r"(?i)'s\b| (?:concert|recital|player|teacher|rehearsal|practice|ensemble|solo|music|show|shop|store|class|lesson|lessons|club|show|race|tour|game|video|museum|park|ride|trip|wash|rental|inspection|repairs?|insurance|keys?|service|viewing|appointment|at the office|at work)\b",
        text[span.end :],
    )


def _bare_thing(span: Span) -> str:
    return re.sub(
        r"(?i)^(?:my|our|the|an?|that|this) (?:(?:new|brand new|brand-new|own|beloved|dear|poor|trusty) )*",
        "",
        span.value,
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


_OTHERS_BORN = re.compile(
    r"(?i:\b(?!(?:it|that|today|tomorrow|my)'s )\w+'s (?:\d+\w* )?(?:birthday|bday|b-day)\b)|^\W*(?:[A-Z]\w+(?:, | and ))*(?!I\b)[A-Z]\w+(?:,| was| were)+ born\b"
)


_NO_COLOUR = re.compile(
    r"(?i)\b(?:hair colou?r|paint(?:ed|ing)?|eye colou?r|my (?:sister|brother|mother|mum|mom|father|dad|daughter|son|wife|husband|friend)'s)\b"
)


_NO_OWN = re.compile(
    r"(?i)\b(?:rent(?:ed|ing|al)?|borrow(?:ed|ing)?|lend|lent|someone's|neighbou?r's|friend's|company|test drive|window shopping|looking at|wants?|wanted|saving|save up|fix(?:ed)? (?:his|her|a))\b"
)


TOPICS = (
    Topic(
        "partner",
        "husband|wife|girlfriend|boyfriend|partner|fiancé|fiancée|fiance|fiancee|spouse|married|engaged|dating|seeing|relationship|couple|together|divorced|divorce|broke up|split up|split"
        "|separated|single|wedding|anniversary|proposed|in my life|love of my life|other half|better half|significant other|dumped|broke it off|an item|in love|met someone|going out|tied the knot|eloped"
        "|parted ways|called it quits|soulmate|hubby|wifey|missus|marriage|ended things|things ended|i'm with|with someone|date night|honeymoon|bf|gf",
        spans.people, bar=_NO_PARTNER, fits=_a_partner,
        near=re.compile(r"(?i)\b(?:husband|wife|girlfriend|boyfriend|partner|fianc\w+|spouse|with|dating|seeing|to|called|named|is|met|and|someone|me|love|half|other|from|by|divorced|left)[:,]? \(?$|^\W*$|[:.] $"),
    ),
    Topic(
        "favorite_color",
        "colour|color|colours|colors|shade|hue",
        spans.colors, bar=_NO_COLOUR, fits=_a_colour,
        near=re.compile(r"(?i)(?:is|:|be|in|like|love|to|with|prefer|say|for|,) $|^\W*$"),
    ),
    Topic(
        "speaks",
        "speak|speaks|speaking|language|languages|tongue|fluent|fluently|bilingual|trilingual|native|talk in|talk|mother tongue|raised|conversational|accent|dream in",
        spans.tongues, bar=_NO_TONGUE, single=False, others=True,
    ),
    Topic(
        "birthday",
        "birthday|birthdays|birthdate|bday|b-day|born|date of birth|year older|turn|birth|cake|candles|celebrate|party|baby",
        spans.dates, bar=_NO_BIRTH, sure=False, fits=lambda text, span: not _OTHERS_BORN.search(text, 0, span.start),
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
        "owns",
        "bought|buy|in my life|mine|own|owns|owner|got|get|have|has|i've got|purchased|ordered|treated myself|invested|inherited|won|arrived|delivered|splurged|splashed|new|broke|broke down|fixing|repair|repaired|manual|sold|donated|stolen|gave away|rid|gone|lost|parked|garage|rode|ride|drove|drive|driving|riding|cleaned|polished|my",
        spans.things, bar=_NO_OWN, fits=_own_thing, single=False, value=_bare_thing, others=False,
        may=kinds.has_thing,
    ),
)  # fmt: skip
