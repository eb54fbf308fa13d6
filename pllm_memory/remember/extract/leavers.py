"""Who is one's boss, doctor, landlord or flatmate no more, by what they did: "Karen retired", "my GP moved away".

A role ends for another reason than a job or a love does: whoever is one's boss stops to be it by leaving the firm, a
landlord by selling the house. Of a name it is not known which role it has, if any: so all are told that may end so.
"""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.cued import cued, letters
from pllm_memory.remember.extract.gist.kinds import one_of
from pllm_memory.remember.extract.people import Around
from pllm_memory.remember.extract.times import find, times, without
from pllm_memory.remember.extract.words import NOT_NAMES, RELATIONS


@dataclass(frozen=True, slots=True)
class _Leaving:
    """What ends some roles.

    Attributes:
        roles: Which.
        cues: Words of which one is in all that is read here.
        did: What was done, after "Karen" or "my boss".
        named: Whether it says enough of somebody whose role is not said: "Jo left" does not.
    """

    roles: tuple[str, ...]
    cues: frozenset[str]
    did: str
    named: bool = True


_WORKERS, _HELPERS = ("boss", "colleague"), ("doctor", "therapist", "teacher")
_ELSEWHERE = r"(?:another|a (?:new|different)|the \w+) (?:team|department|division|branch|office|company|firm|site|country|project)"
_LEAVINGS = tuple(
    _Leaving(roles, frozenset(cues.split()), did, named)
    for roles, cues, did, named in (
        (
            (*_WORKERS, *_HELPERS), "retired retirement resigned quit fired sacked laid redundant stepped",
            r"(?:retired|took (?:early )?retirement|gone into retirement|resigned|quit(?! \w+ing)|stepped down|(?:been |got |was )?(?:fired|sacked|laid off|made redundant)|is (?:now )?retired)",
            True,
        ),
        (
            _WORKERS, "left gone us working works longer",
            r"(?:left (?:us|(?:the|our|my) (?:company|firm|team|job|department|office|place|business|organi[sz]ation)|for (?:a|another) (?:new )?(?:job|company|firm)|to work)|gone to work|no longer (?:works? (?:here|with (?:me|us))|with (?:us|the company)))",
            True,
        ),
        (
            _WORKERS, "moved promoted transferred went reassigned relocated poached",
            rf"(?:moved|(?:been |got |was )?(?:promoted|transferred|reassigned|relocated|moved)|went)(?: on| over| away| out)? to {_ELSEWHERE}",
            True,
        ),
        (
            _HELPERS, "moved left closed practising practicing practice clinic relocated",
            r"(?:moved (?:away|abroad)|(?:moved|relocated|transferred)(?: on)? to (?:another|a (?:new|different)|the other) (?:practice|clinic|surgery|hospital|city|town|part)|left (?:the|our|my) (?:practice|clinic|surgery|hospital)|closed (?:the|his|her|their) (?:practice|clinic|surgery|doors)|stopped practi[sc]ing)",
            True,
        ),
        (
            ("landlord",), "sold",
            r"sold (?:up|(?:the|our|my) (?:house|flat|building|apartment|place|block|property|home))",
            True,
        ),
        (
            ("roommate", "neighbour"), "moved live lives gone",
            r"(?:moved (?:out|away|back home|in with (?:his|her|their))|doesn't live (?:here|with (?:me|us)) any ?more|no longer lives (?:here|with (?:me|us))|gone back (?:home|to)|moved to another)",
            True,
        ),
        (
            ("landlord", "boss", "doctor", "therapist", "roommate", "neighbour", "colleague", "teacher"), "died passed dead",
            r"(?:died(?! (?:of|from) (?:laughter|boredom|laughing|shame|embarrassment))|passed (?:away|on)|is dead)",
            False,
        ),
        (
            (*_WORKERS, *_HELPERS, "roommate"), "left gone moved replaced",
            r"(?:left|gone|moved (?:on|away)|(?:been |got |was )?replaced)(?=\s*(?:$|[.,;!?])|\s+(?:and|so|for good|last|after)\b)",
            False,
        ),
    )
)  # fmt: skip
_ROLES = frozenset(role for one in _LEAVINGS for role in one.roles)
_NOUNS = {noun: role for noun, role in RELATIONS.items() if role in _ROLES}
_NAME = r"(?-i:(?:(?:Dr|Mr|Mrs|Ms|Prof|Professor|Doctor)\b\.? )?[A-ZÀ-Þ][\w'-]*\w(?: [A-ZÀ-Þ][\w'-]*\w)?)"
_WHO = rf"(?:(?:my|our|the(?= (?:boss|manager|landlord|landlady)\b)) (?:(?:old|lovely|dear|favou?rite|line|family) )*(?P<noun>{one_of(_NOUNS)})(?:,? (?P<called>{_NAME}))?,?|(?P<name>{_NAME}))"
_BEGINS = r"(?:^\W*|[,;:.!–—]\s*|\b(?:and|so|but|because|since|now that|when|after|that|ever since)\s+)"
_ADV = r"(?:(?:'s|has|have|had|is|just|finally|sadly|recently|also|suddenly|then|since|actually|already|officially|now|apparently|both|all) ?)*"
_DID = tuple((one, cued(rf"(?i){_BEGINS}{_WHO} ?{_ADV}{one.did}\b")) for one in _LEAVINGS)  # fmt: skip
_CUES = frozenset(cue for one in _LEAVINGS for cue in one.cues)
_UNSURE = re.compile(
    r"(?i)\b(?:if|would|might|(?-i:may)|could|maybe|perhaps|nearly|almost|wish\w*|hop(?:e|es|ing)|until|unless|wants? to|thinking|came back|is back)\b"
)


def leavers(text: str, at: datetime, around: Around) -> Iterator[Claim]:
    """Whose role ended by what a sentence says they did.

    Args:
        text: A sentence that is told in earnest.
        at: When it was said.
        around: Who speaks.
    """
    words = letters(text)
    if _CUES.isdisjoint(words) or _UNSURE.search(text):
        return
    moments = find(text, at)
    when, bare = times(moments), without(text, moments)
    low = bare.lower()
    for leaving, pattern in _DID:
        for found in () if leaving.cues.isdisjoint(words) else pattern.finditer(bare, low):
            yield from (
                Claim(around.speaker, role, name, "ends", invalid_at=when.at or when.since)
                for role, name in _meant(found, leaving)
            )


_TITLES = ("Dr", "Mr", "Mrs", "Ms", "Prof")


def _meant(found: re.Match[str], leaving: _Leaving) -> Iterator[tuple[str, str]]:
    """The roles that somebody has no more, with their name, if it is said."""
    if found["noun"]:
        role = _NOUNS[found["noun"].lower()]
        if role in leaving.roles:
            yield role, found["called"] or ""
    elif (leaving.named or found["name"].startswith(_TITLES)) and found["name"].split()[0].lower() not in NOT_NAMES:
        yield from ((role, found["name"].removesuffix("'s")) for role in leaving.roles)
