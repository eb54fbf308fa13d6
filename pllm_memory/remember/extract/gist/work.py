"""What somebody works as, where, in which town, and how they get there."""

# ruff: noqa: E501  patterns are read best in one piece

import re

from pllm_memory.remember.extract.gist import kinds, spans
from pllm_memory.remember.extract.gist.spans import Span
from pllm_memory.remember.extract.gist.topic import BARE_BEHIND, Topic, no_person, patterns
from pllm_memory.remember.extract.places import is_place
from pllm_memory.remember.extract.words import EVALUATIVE, PROFESSIONS

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
    if " at " not in text and " for " not in text and " with " not in text:
        return False
    return any(kinds.is_job((one["job"] or one["bare"]).lower()) for one in _EMPLOYED.finditer(text))


def _a_title(text: str, span: Span) -> bool:
    """Whether it is rather what somebody works as: "promoted to statistician"."""
    known = span.value.lower().split()[-1] in PROFESSIONS or "professional" in span.value.lower()
    return known or (
        kinds.is_job(span.value)
        and bool(re.search(r"(?i)\b(?:promoted|up) to (?:an? )?$|title[^.]*: ?$", text[: span.start]))
    )


def _a_firm(text: str, span: Span) -> bool:
    """Whether a name may be one of an employer: what hires, pays, dismisses, or what one works at."""
    first = not text[: span.start].strip(" .,!") and BARE_BEHIND.match(text[span.end :])
    placed = first or _FIRM_BEFORE.search(text[: span.start]) or _FIRM_BEHIND.match(text[span.end :])
    following = re.match(r" ([a-z]+)", text[span.end :])
    if following and kinds.is_job(following[1]):  # "graphic designer"
        return False
    return (
        bool(placed)
        and span.value.lower() not in EVALUATIVE
        and not _a_title(text, span)
        and no_person(text, span)
        and not is_place(span.value)
        and not (
            re.search(
                r"(?i)\b(?:boss|manager|supervisor|report to|under|named|called)[,:]? (?:is )?$", text[: span.start]
            )
        )
    )


def _to_work(span: Span) -> str:
    low = span.value.lower()
    return {"bikes": "bike", "cycling": "bike", "driving": "car", "walking": "foot", "on foot": "foot"}.get(low, low)


def _a_job(text: str, span: Span) -> bool:
    before = text[: span.start]
    if not _JOB_BEFORE.search(before) or (
        not before.strip(" .,!") and span.value.split()[-1].lower() not in PROFESSIONS
    ):
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


_NO_WORK = re.compile(
    r"(?i)\b(?:(?:boss|manager|supervisor)\b(?!.*\b(?:at|hired|employer)\b)|the office is|our office|office has|has its office|answer to|lectures?|homework|workout|workouts|work out|working out|gym|volunteer\w*|artwork|housework|student|studying|degree|works of|it works|works well|doesn't work|framework|husband|wife|sold \w+ to)\b"
)


_NO_JOB_TALK = re.compile(
    r"(?i)\b(?:in my last job|years ago i was|like an?|such an?|need an?|looking for an?|find an?|call(?:ed)? an?|saw an?|see an?|hired an?|my (?:boss|manager|doctor|landlord|teacher))\b"
)


_OFFICES = patterns(
    r"\b(?:office|offices|headquarters|hq|workplace)\b.{0,24}?\b(?:in|at|to|on|near) (?P<what>(?:(?:the|a) )?[^\W_][\w'-]*(?: [\w'-]+){0,2}?)(?=\s*(?:[,;:.!?()–—…]|$|[^\w\s'&-])|\s+(?:and|but|so|now|with|which|where|for|these|since|last|on the|near|above|next|lol|haha|ugh)\b)",
    r"\b(?:sit|sitting|based|work|working) (?:in|at|out of|from) (?P<what>(?:(?:the|a) )?[^\W_][\w'-]*(?: [\w'-]+){0,2}?), .{0,24}?\b(?:office|headquarters|hq)\b",
)


def _an_office(_text: str, span: Span) -> bool:
    words = span.value.split()
    return (words[0].lower() == "the" and len(words) > 1) or span.value[0].isupper() or is_place(span.value)


TOPICS = (
    Topic("office_in", "office|offices|headquarters|hq|workplace", _OFFICES, fits=_an_office,
          bar=re.compile(r"(?i)\b(?:post office|home office|box office|head to the office|not in the office|in the office at)\b")),
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
        "|i'm at|i am at|took me on|i'm with|we're with|i am with|i'm now with|now with|currently with|company|poached|headhunted|recruited|parted ways|jumped ship|landed at|signed with|landed a job|went from|moved on from|moved from",
        spans.organisations, bar=_NO_WORK, fits=_a_firm, near=_FIRM_BEFORE, others=True,
        hint=_employed,
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
)  # fmt: skip
