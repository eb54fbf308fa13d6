"""What somebody studies, where, and what they are through with."""

# ruff: noqa: E501  patterns are read best in one piece

import re

from pllm_memory.remember.extract.gist import kinds, spans
from pllm_memory.remember.extract.gist.spans import Span
from pllm_memory.remember.extract.gist.topic import Topic, named, no_person
from pllm_memory.remember.extract.places import is_place

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
        and no_person(text, span)
        and not is_place(span.value)
    )


_GRADUATED = re.compile(
    r"(?i)\b(?:graduated?|diploma|alma mater|cap and gown|(?:finished|completed|got|have|earned|received) (?:my|the|a) (?:\w+ ){0,2}?(?:degree|studies|master's|bachelor's|phd|diploma)|i (?:have )?(?:just )?(?:finished|completed) (?-i:[A-Z]|the (?:uni|tech)))\b"
)


TOPICS = (
    Topic(
        "graduated_from",
        "graduated|graduate|graduating|diploma|degree|alma mater|cap and gown|commencement|finished|completed",
        spans.schools, single=False, fits=lambda text, span: bool(kinds.SCHOOL.search(span.value) or re.search(r"(?i)\b(?:from|of|with|at)(?: the)? $", text[: span.start])) and bool(_GRADUATED.search(text)) and named(text, span),
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
)  # fmt: skip
