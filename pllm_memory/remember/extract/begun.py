"""When it began, told in a sentence of its own: "I live in Lyon. Since May.", "My husband. Fourteen years."."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pllm_memory.facts import Statement
from pllm_memory.remember.extract.sentences import Sentence
from pllm_memory.remember.extract.times import find, times, without

_NOTHING = re.compile(
    r"(?i)^\W*(?:(?:since|for|it's|been|that|that's|it|was|is|has|i|we|this|and|or|so|about|almost|just|only|actually"
    r"|like|ever|now|already|together|maybe|think|moved|started|happened|i'm|starting|back|there|here|going|strong|lol|haha|yes|yeah)\b\W*)*$"
)
_LASTED = re.compile(
    r"(?i)^\W*(?:(?:almost|nearly|about|over|only|just|it's been|been|going on)\s+)*(?P<long>"
    r"(?:\d{1,2}|[a-z]+(?:-[a-z]+)?) (?:years?|yrs?|months?|weeks?))(?: now| already| and counting| together| strong)*"
    r"\W*$"
)
_STARTING = re.compile(r"(?i)^\W*(?:i(?:'m| am) )?(?:starting|beginning|from|as of|effective)\b")
"""What may begin on a day to come: "I've got a job at Bosch! Starting in May."."""
_EVENTS = frozenset("did plans visited feels wants needs believes birthday age name has_visited".split())
"""Predicates whose time is when it happens, or that have none."""


def dated_behind(told: Sequence[Sentence], found: Sequence[Statement], at: datetime) -> list[Statement]:
    """Statements with the beginning that the next sentence tells.

    Args:
        told: The sentences of a message.
        found: What was understood of it.
        at: When it was said.
    """
    for place, one in enumerate(told[1:], start=1):
        began = None if one.question or not one.serious else _beginning(one.text, at)
        if began and told[place - 1].serious:
            found = [_dated(statement, told[place - 1].text, began) for statement in found]
    return list(found)


def _beginning(text: str, at: datetime) -> datetime | None:
    """Since when, of a sentence that says nothing else."""
    lasted = _LASTED.match(text)
    moments = find(f"for {lasted['long'].lower()}" if lasted else text, at)
    if not moments or not (lasted or _NOTHING.match(without(text, moments))):
        return None
    when = times(moments)
    began = when.since or when.lasting or when.at
    return began if began and (began <= at or _STARTING.match(text)) else None


def _dated(statement: Statement, before: str, began: datetime) -> Statement:
    told = statement.text in before or before in statement.text
    open_ = statement.mode == "holds" and statement.valid_at is None and statement.invalid_at is None
    return replace(statement, valid_at=began) if told and open_ and statement.predicate not in _EVENTS else statement
