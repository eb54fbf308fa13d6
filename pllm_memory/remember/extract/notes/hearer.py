"""What is said to a friend: thanks, praise, advice, and what a shared picture shows."""

# ruff: noqa: E501  patterns are read best in one piece

import re

from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.notes.part import ONESELF, Said, place_of

_THANKS = re.compile(
    r"(?i)^(?:thanks|thank you|thx)(?: so much| a lot| again| a ton)*,? for (?!asking|sharing|the (?:tip|advice|info|kind|offer)|letting (?:me|us) know)"
)
_APPRECIATED = re.compile(r"(?i)^(?:really |i'm )?(?:appreciate|appreciating) ")


def thanked(said: Said) -> Claim | None:
    """Of "Thanks for being there for me", "Appreciate your help"."""
    found = (_THANKS.match(said.text) or _APPRECIATED.match(said.text)) if said.hearer else None
    told = said.told(place_of(said.words, found.end())) if found else ""
    if not found or not told:
        return None
    if found.re is _APPRECIATED:
        return said.claim("does", f"appreciates {told}")
    return said.claim("feels", f"thankful to {said.hearer} for {told}")


_PRAISED = re.compile(r"(?i)^you(?:'re| are|'ve| have) (?!welcome|right|not|on\b|correct|got\b|to\b|so right)")


def praised(said: Said) -> Claim | None:
    """What the speaker finds whom they speak to to be: "You're so talented"."""
    if said.hearer and _PRAISED.match(said.text):
        return said.claim("finds", said.told())
    found = _LETS.match(said.text) if said.hearer else None
    return said.claim("advises", f"to {said.told(2)} together") if found else None


_LETS = re.compile(
    r"(?i)^let's (?!see|say|be|hope|talk|go\b|do it|do this|not|chat|catch|keep in)[a-z]+ (?!it\b|that\b|this\b)"
)
_TO_DO = re.compile(
    r"(?i)(?:(?:just|please|always|definitely) )*(?P<head>(?:you (?:should|need to|have to|gotta|must) (?:definitely |really |totally |always )?)?)(?P<not>(?:don't|do not|never) )?(?:ever )?(?P<verb>[a-z]+)\b"
)
_ORDERS = frozenset(
    "keep stay remember take make try focus find trust believe follow embrace enjoy be do get go start use build set work join reach write read learn"
    " practice practise look surround give show put don't talk listen bring create tackle push chase hold gather stick spend plan celebrate treat".split()
)
_NO_ADVICE = re.compile(
    r"(?i)(?:keep (?:me|us|it up|in touch)|let me|take care|have (?:fun|a)|look at|check (?:out|it)|tell me|see you|be (?:well|safe)|get (?:well|it)|take a look|talk (?:to you )?soon|do tell|go (?:for it|you)|show me|give (?:me|my)|say hi|make sense|stay tuned|enjoy (?:it|your|the)|hold on)\b"
)


_WHEN = re.compile(r"(?i)^(?:when|whenever|before|after|next time) [^,;:.!?]{3,40}, ")
_NO_ORDER = frozenset("is was 's are has will makes helps can".split())
"""Verbs behind what looks like an order and is a noun: "Work is hard"."""


def advised(said: Said) -> Claim | None:
    """What the speaker tells a friend to do."""
    lead = _WHEN.match(said.text)
    found = _TO_DO.match(said.text, lead.end() if lead else 0) if said.hearer else None
    if not found or not (found["head"] or found["not"] or found["verb"].lower() in _ORDERS):
        return None
    start = place_of(said.words, found.start("verb"))
    behind = [token.low for token in said.words[start + 1 : start + 2]]
    if not _NO_ORDER.isdisjoint(behind or _NO_ORDER) or _NO_ADVICE.match(said.text, found.start("verb")):
        return None
    told = said.told(start)
    when = f", {said.told()[: len(lead[0])].rstrip(', ')}" if lead else ""
    return said.claim("advises", f"{said.hearer} {'not ' if found['not'] else ''}to {told[0].lower()}{told[1:]}{when}")


_SHOWS = re.compile(
    r"(?i)^(?:here's|here is|here are|check out|take a look at|look at|this is|these are) (?:(?:a|an|the|some|another) (?:\w+ )?(?:photo|pic|picture|snap|shot|image)s? (?:of|from) )?(?P<what>(?:my|our|one of (?:my|our)|some of (?:my|our)|a|the|me|us|what|when)\b.*)"
)


def shown(said: Said) -> Claim | None:
    """What a shared picture shows, in the speaker's words."""
    found = _SHOWS.match(said.text)
    if not found or not ONESELF.search(said.text):
        return None
    return said.claim("did", f"showed {said.told(place_of(said.words, found.start('what')))}")
