"""Whether a thing that a sentence names is what holds, or what is over: "swapped Oslo for Lyon", "not Oslo", "Oslo is history".

Both are told by what stands right before the thing and right behind it.
"""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar


class Placed(Protocol):
    """Something that stands at a place in a text: a thing, or a time."""

    @property
    def start(self) -> int:
        """Where it begins."""
        ...

    @property
    def end(self) -> int:
        """Where it ends."""
        ...


Thing = TypeVar("Thing", bound=Placed)

_LINKS = (
    r"(?:[\s,]+(?:to|at|in|with|from|for|of|on|the|my|our|your|a|an|being|going|living|working|eating|doing|playing|studying"
    r"|training|volunteering|taking|commuting|driving|riding|practising|practicing|part|member|membership|employed|based"
    r"|that|this|old|dear|good|poor|having|out|by|job|position|contract|gym|diet|place|flat|desk|notice|studies|degree|city"
    r"|life|really|any|as|anymore|live|work|go|train|do|play|eat|take|have|own|see|use|study|volunteer|drive|ride|help|bother"
    r"|even|touched|played|been|eaten|done|seen|gone|visited|lived|worked|longer|a fan|my favourite|my favorite|course|whole"
    r"|subscription|ways|up|it was|it's|called|named|beloved|former|trusty|shifts?|work|me|us|we|i|just|strictly|quite|birthday|was|were|favou?rite|colou?r))*[\s,'\"(]*$"
)
_OVER_BEFORE = re.compile(
    r"(?:\b(?:left|leave|leaving|quit|quits|quitting|ditch(?:ed|ing)|dump(?:ed|ing)|dropp?(?:ed|ing)|swapp?(?:ed|ing)|trad(?:ed|ing)(?: in)?"
    r"|exchang(?:ed|ing)|replac(?:ed|es|ing)|sold|sell|donated|lost|cancell?ed|cancel|ended|stopp?(?:ed|ing)|abandoned|escaped|fled|resigned"
    r"|retired|fired|sacked|laid off|let go|dismissed|graduated|dropped out|pulled out|moved (?:on|out|away)|(?:moved|relocated|went|switch(?:ed)?"
    r"|changed|swapped|gone|transferred|came) from|goodbyes?|bye|farewell|adieu|adios|no more|no longer|not|never|instead|rather than"
    r"|better than|more than|done|through with|finished with|ex|used to|gave up(?: on)?|given up(?: on)?|giving up(?: on)?|got rid|gotten rid"
    r"|gave away|given away|parted|broke up|broken up|split(?: up)?|separated|divorced|notice|resignation|last day|kicked out"
    r"|thrown out|cut ties|unsubscribed|signed off|had enough|enough|tired|sick|out of love|grew out|bored|withdrew|opted out|off the|fell off the"
    r"|packed in|jacked in|hung up|(?<!n't )(?<!not )(?<!never )forget|lost interest|said no|turned my back|buried|rehomed|put down|mourning|over with|former|previously|formerly|scratch|strike"
    r"|prefer\w* [\w' -]{2,30}? (?:to|over)|originally thought|wrote|typed|said|mentioned|did i (?:say|write|type)|for (?:saying|writing|typing))\b|n't\b(?! (?:eat|have|touch|do) (?:that|it|this|those|them|any),))"
    + _LINKS,
    re.IGNORECASE,
)
_PRIOR = re.compile(r"(?i)\b(?:after|since|than|from|unlike|before)" + _LINKS)
"""What makes a thing the earlier of two, and says nothing of a single one."""
_OVER_BEHIND = re.compile(
    r"^['\"),]*(?:\s+(?:and|&)\s+(?:I|me|myself|us))?(?:[\s,]+(?:is|are|was|were|has|have|had|got|been|just|finally|sadly|recently|now"
    r"|really|also|officially|thing|phase|diet|gym|job|membership|contract|bit|chapter|days|life|years|times?|place|there|then|it|that"
    r"|that's|all|should|be|gone|myself|both|we|i|'s))*[\s,'.]*"
    r"(?:\b(?:anymore|any more|any longer|no longer|over\b(?! (?:in|at|on|there|here|christmas|easter|new year|the|summer|winter|lunch|next))|history|behind (?:me|us)|in the past|a thing of the past|wrong|a typo|typo|a mistake|mistake"
    r"|a slip|not right|nobody'?s|let me go|laid me off|fired me|sacked me|dumped me|left me|broke (?:up|it off)|split|separated|parted|divorced"
    r"|done|called it (?:quits|a day|off)|ended|ran out|run out|expired|closed|shut|folded|went (?:bust|bankrupt|under|our separate)|cut (?:my|our)"
    r"|made (?:me|my)|died|passed|dead|ran away|didn't make it|crossed|put (?:down|to sleep)|dropped me|sold|stolen|moved out|isn't (?:my|where|right|it)|is not (?:my|where|right)"
    r"|wasn't enough|isn't enough|not enough|didn't work|got too|bores|so last|no more|cancelled|canceled|axed|dissolved|retired|replaced|finished|scrapped|donated|given away"
    r"|found a new|went to a new|lives with another|crashed|totall?ed|broke for good|escaped|went missing)\b)",
    re.IGNORECASE,
)
_UNFIT = re.compile(r"(?i)^[\s,]*(?:(?:it|that|just|really|now)\s+)*(?:does|do|did|wo)n't (?:work|suit|fit)\b")
_NEGATIVE = re.compile(r"(?i)n't\b|\b(?:not|no longer|never|cannot|stopped|hardly)\b")
_LATE = re.compile(r"(?i)\b(?:any ?more|any longer)\b")
_GOAL = re.compile(
    r"(?i)\b(?:(?:the|our|my|big) move|moved|moving|relocat\w+|transferr?\w*|switch\w*|changed|gone|went|upgraded)\b[^.;!?]{0,16}?\b(?:to|into) (?:the |an? )?$|\bfirst (?:day|week|month|shift) (?:at|with) (?:the |an? )?$|\b(?:new job|new gym) (?:at|with|is|:) (?:the )?$"
)
"""What leads up to where one has come, whatever is said to be done then."""
_INTO = re.compile(r"(?i)^[\s,]+(?:over |all the way |back )?(?:to|into|for)\s")
_BOUND = re.compile(r"[.;!?:]\s|\s[–—-]\s")


def standing(text: str, things: Sequence[Thing]) -> list[Thing]:
    """The things that hold, and are not over, by a sentence.

    Args:
        text: The sentence.
        things: All that it names of one sort.
    """
    alone = len({(one.start, one.end) for one in things}) == 1
    return [one for one in things if _stands(text, one, alone=alone)]


def _stands(text: str, thing: Placed, *, alone: bool) -> bool:
    before, behind = _near(text, thing)
    if _GOAL.search(before):
        return True
    if _OVER_BEFORE.search(before) or _OVER_BEHIND.match(behind) or _UNFIT.match(behind):
        return False
    if _LATE.search(behind.split(",")[0]) and _NEGATIVE.search(before):
        return False
    prior = not alone and _PRIOR.search(before)
    return not (prior and (not re.search(r"(?i)\bfrom\W*$", before) or _INTO.match(behind)))


def _near(text: str, span: Placed) -> tuple[str, str]:
    """What stands before and behind a thing in its part of the sentence."""
    before, behind = text[: span.start], text[span.end :]
    for bound in _BOUND.finditer(before):
        before = text[bound.end() : span.start]
    bound = _BOUND.search(behind)
    return before, behind[: bound.start()] if bound else behind
