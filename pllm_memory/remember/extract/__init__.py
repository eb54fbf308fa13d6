"""Reads statements out of messages without an LLM: the same words, the same statements, in well under a millisecond.

The story: a message is cut into sentences, those that only ask, joke or tell a story are dropped, and the others
are cut into clauses: who, what verb, what else, when. What a clause claims, tables of verbs and nouns say. Answers
are read with their questions, and corrections with what they correct.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pllm_memory.facts import USER, Reading, Statement
from pllm_memory.remember.extract.answers import full
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.clauses import mentioned
from pllm_memory.remember.extract.corrections import amended, corrected
from pllm_memory.remember.extract.people import Around, Mention
from pllm_memory.remember.extract.reading import believed, read
from pllm_memory.remember.extract.sentences import Sentence, sentences
from pllm_memory.remember.extract.style import style
from pllm_memory.types import Message

EXTRACTOR = "rules/1"
"""What read a message; it changes with the rules, so that what older rules read is read again."""


@dataclass(frozen=True, slots=True)
class _Talk:
    """What was said so far in the session, as far as it matters for what comes.

    Attributes:
        names: The names of all who speak or were named.
        mentioned: Whom each speaker named last, in their last message.
        said: What each speaker stated.
        asked: The question that the last message ended with, and who asked.
    """

    names: frozenset[str] = frozenset()
    mentioned: dict[str, tuple[Mention, ...]] = field(default_factory=dict[str, tuple[Mention, ...]])
    said: dict[str, tuple[Statement, ...]] = field(default_factory=dict[str, tuple[Statement, ...]])
    asked: tuple[str, str] | None = None


def extract(messages: Sequence[Message], wanted: Collection[str]) -> list[Reading]:
    """What messages of one session say.

    Args:
        messages: In the order of time: those to read, and some before them, for what "she" or "it's Thursday" mean.
        wanted: The ids of those to read.

    Returns:
        A reading for each wanted message, in order; its statements are often none. No text is an error.
    """
    talk = _Talk(frozenset(message.name for message in messages if message.name))
    found: list[Reading] = []
    for message in messages:
        statements, talk = _heard(message, talk)
        if message.id in wanted:
            found.append(Reading(message.id, EXTRACTOR, statements))
    return found


def _heard(message: Message, talk: _Talk) -> tuple[tuple[Statement, ...], _Talk]:
    """What a message states, and the talk after it."""
    speaker = message.name or USER
    told = list(sentences(message.content))
    asked = next((sentence.text for sentence in reversed(told[-2:]) if sentence.question), None)
    if message.role == "user" or (message.role == "assistant" and message.name):
        statements, mentions = _read(message, speaker, told, talk)
    else:
        statements, mentions = (), ()
    names = talk.names | {
        one.object for one in statements if one.predicate not in ("did", "plans") and one.object.istitle()
    }
    mentioned_by, said = dict(talk.mentioned), dict(talk.said)
    mentioned_by[speaker] = mentions
    said[speaker] = (said.get(speaker, ()) + statements)[-_KEPT:]
    return statements, _Talk(names, mentioned_by, said, (asked, message.speaker) if asked else None)


_KEPT = 60
"""Statements of a speaker that a correction may mean."""


def _read(
    message: Message, speaker: str, told: Sequence[Sentence], talk: _Talk
) -> tuple[tuple[Statement, ...], tuple[Mention, ...]]:
    """What a speaker states in a message, and whom they mention."""
    before = talk.mentioned.get(speaker, ())
    around, fresh = Around(speaker, talk.names, before), ()
    found: list[Statement] = []
    for text in _in_full(told, message.speaker, talk):
        for _, claims in read(text, message.at, around):
            found += _stated(message, claims, told[0].text)
    for sentence in told:
        earlier = talk.said.get(speaker, ()) + tuple(found)
        fixed = tuple(corrected(sentence.text, message.at, earlier))
        found += _stated(message, fixed, sentence.text)
        if sentence.serious and not sentence.question and not fixed:
            found += _stated(message, believed(sentence.text, around), sentence.text)
            for clause, claims in read(sentence.text, message.at, around):
                own = claims if message.role == "user" else tuple(one for one in claims if one.subject == speaker)
                own = () if _other_quitting(own, talk) else own
                found += _stated(message, (amended(one, sentence.text, earlier) for one in own), clause.text)
                fresh = _also(fresh, mentioned(clause))
        if message.role == "user":
            found += _stated(message, style(sentence, speaker), sentence.text)
        around = replace(around, mentioned=fresh or before)
    return _once(_filled(found)), fresh or before


def _other_quitting(claims: tuple[Claim, ...], talk: _Talk) -> bool:
    """Whether "I quit" answers another question than about work: "Do you smoke?"."""
    quits = any(one.mode == "ends" and one.predicate == "works_at" and not one.object for one in claims)
    return quits and talk.asked is not None and bool(_SMOKES.search(talk.asked[0]))


_SMOKES = re.compile(r"(?i)\b(?:smok|drink|vap|alcohol|coffee)")


def _in_full(told: Sequence[Sentence], asker: str, talk: _Talk) -> Iterator[str]:
    """What the first sentence says as an answer."""
    if told and talk.asked and talk.asked[1] != asker:
        text = full(talk.asked[0], told[0].text)
        if text:
            yield text


def _also(known: tuple[Mention, ...], more: Iterable[Mention]) -> tuple[Mention, ...]:
    return known + tuple(one for one in dict.fromkeys(more) if one not in known)


def _stated(message: Message, claims: Iterable[Claim], text: str) -> list[Statement]:
    """Claims as the statements of a message."""
    return [
        Statement(
            message_id=message.id, subject=claim.subject, predicate=claim.predicate, object=claim.object,
            mode=claim.mode, replaces=claim.replaces, valid_at=claim.valid_at, invalid_at=claim.invalid_at,
            said_at=message.at, speaker=message.name, role=message.role, certain=claim.certain, strength=claim.strength,
            text=text, source="rules",
        )
        for claim in claims
        if claim.subject and (claim.object or claim.mode == "ends") and len(claim.object) <= _LONGEST_OBJECT
    ]  # fmt: skip


_LONGEST_OBJECT = 240


def _filled(found: list[Statement]) -> list[Statement]:
    """Of "Do you still work at Bosch?" – "No, I quit in March": one ending, with its object and its time."""
    ends = [one for one in found if one.mode == "ends"]
    dropped: set[str] = set()
    filled: list[Statement] = []
    for one in found:
        if one.mode == "ends" and not one.object:
            other = next(
                (e for e in ends if e.object and (e.subject, e.predicate) == (one.subject, one.predicate)), None
            )
            if other:
                dropped.add(other.id)
                filled.append(replace(one, object=other.object, invalid_at=one.invalid_at or other.invalid_at))
                continue
        filled.append(one)
    return [one for one in filled if one.id not in dropped or one.invalid_at]


def _once(found: Iterable[Statement]) -> tuple[Statement, ...]:
    """Each once, the first time that it is said."""
    return tuple({one.id: one for one in reversed(list(found))}.values())[::-1]
