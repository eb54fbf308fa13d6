"""Where somebody lives, and where they are from."""

# ruff: noqa: E501  patterns are read best in one piece

import re

from pllm_memory.remember.extract.gist import spans
from pllm_memory.remember.extract.gist.spans import Span
from pllm_memory.remember.extract.gist.topic import AS, Topic, named
from pllm_memory.remember.extract.places import is_place

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
    if re.search(r"(?i)(?<!\bi)(?:'s|'re| is| are) moving (?:back |over )?to $", before):
        return False
    known = is_place(span.value) or bool(re.search(r"(?i)\b(?:in|to) $", before) and _LIVING.search(before))
    return known and (not origin or bool(moved)) and named(text, span) and not AS.search(before)


_LIVING = re.compile(
    r"(?i)\b(?:liv\w+|mov\w+|relocat\w+|based|settl\w+|resid\w+|home|flat|apartment|house|rent\w*|place|stay\w*|resident)\b[^.,;!?]{0,24}$"
)


def _from_there(text: str, span: Span) -> bool:
    before = re.search(
        r"(?i)\b(?:from|raised in|born in|bred in|grew up in|roots (?:are |is )?in|native of|hometown is(?: in)?)(?: the)? $",
        text[: span.start],
    )
    if _FROM_OF.search(text[: span.start]):
        return False
    return (is_place(span.value) or bool(before)) and named(text, span) and not _JUST_THE.match(span.value)


_FROM_OF = re.compile(
    r"(?i)(?<!i'm )(?<!i am )(?<!i was )(?<!as )(?<!just )\b(?:an?|the|some|people|this|that|these|those) (?:[\w-]+ )?(?:[\w-]+) (?:originally )?from $|\bpeople from $"
)
"""Where somebody else is from, or something: "we hired a nanny from Peru"."""
_JUST_THE = re.compile(r"(?i)^the \w+$")


_AWAY = re.compile(
    r"(?i)\b(?:out of (?:the|our|my|that) (?:flat|house|place|apartment)|trip|vacations?|holidays?|honeymoon|visit(?:ed|ing|s)?|flights?|flew|fly(?:ing)?|weekend in|tour(?:ed|ing|ist)?|conference|back from|travel(?:l?ed|l?ing|s)?|airport"
    r"|festival|concert|cruise|airbnb|hotel|hostel|layover|grew up|born|originally from|hometown|raised|roots|hail|hailing|accent|office|branch|headquarters|recipe|restaurant|team|match)\b"
)


_IN_HOME = re.compile(
    r"(?i)\b(?:in|to|into|is|here|leave|settl\w+|now|home:?|of|for|and|,|better|chose|it's|we're|i'm)[:,]? $|^\W*$|[.!?:,] $"
)


TOPICS = (
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
        bar=re.compile(r"(?i)\b(?:moved|relocated|moving|far from|away from|back from|work(?:ing)? from|from home|flight|flew|trip|package|order|parcel|train from|not far|baby|daughter|son was|live|lives|living|writing|hour|hours|minutes|recipe|friend|friends|call|called|letter|postcard|coffee|came back|just got|greetings|hello|left|rent|rented|switch\w*|went|changed|graduat\w*|diploma|degree|story|novel|read|hell|window|view|offer|now on|inherited|bought|fired|laid|divorce\w*|retired|resigned|apart|work(?:s|ed)?|borrow\w*|got)\b"),
    ),
)  # fmt: skip
