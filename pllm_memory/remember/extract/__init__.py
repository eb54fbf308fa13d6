"""Reads statements out of messages without an LLM: the same words, the same statements, in well under a millisecond.

The story: a message is cut into sentences, those that only ask, joke or tell a story are dropped, and the others
are cut into clauses: who, what verb, what else, when. What a clause claims, tables of verbs and nouns say. Answers
are read with their questions, and corrections with what they correct.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pllm_memory.facts import USER, Reading, Statement
from pllm_memory.predicates import ANYTHING, describe
from pllm_memory.remember.extract.annotators import Annotator, Annotators, Turn
from pllm_memory.remember.extract.answers import full
from pllm_memory.remember.extract.asked import explained, restated
from pllm_memory.remember.extract.begun import dated_behind
from pllm_memory.remember.extract.casing import cased, parts
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.clauses import mentioned
from pllm_memory.remember.extract.corrections import amended, corrected
from pllm_memory.remember.extract.cued import letters, saying
from pllm_memory.remember.extract.earnest import asks, earnest, made_up
from pllm_memory.remember.extract.gist import LAUGHTER, gists
from pllm_memory.remember.extract.gist.kinds import is_job, words
from pllm_memory.remember.extract.gist.said import Said
from pllm_memory.remember.extract.idioms import across, idioms
from pllm_memory.remember.extract.leavers import leavers
from pllm_memory.remember.extract.masks import Masks
from pllm_memory.remember.extract.notes import notes, told_more
from pllm_memory.remember.extract.others import ANOTHER, SOMETHING, whom
from pllm_memory.remember.extract.over import announced, ends, studied, unsaid
from pllm_memory.remember.extract.people import Around, Mention, gender
from pllm_memory.remember.extract.plausible import passing, plausible
from pllm_memory.remember.extract.reading import believed, read
from pllm_memory.remember.extract.sentences import Sentence, sentences
from pllm_memory.remember.extract.style import style
from pllm_memory.remember.extract.swaps import swaps, unplaced
from pllm_memory.remember.extract.times import find
from pllm_memory.remember.extract.wording import plainly
from pllm_memory.remember.extract.words import RELATIONS
from pllm_memory.remember.rules import EXTRACTOR, extractor
from pllm_memory.types import Message

__all__ = ["EXTRACTOR", "extract", "let_go"]


@dataclass(frozen=True, slots=True)
class _Talk:
    """What was said so far in the session, as far as it matters for what comes.

    Attributes:
        names: All names that were told, of whatever it be.
        people: Those of people, and of all who speak.
        mentioned: Whom each speaker named last, in their last message.
        said: What each speaker stated.
        speakers: All who speak, by their names.
        asked: The question that the last message ended with, and who asked.
        masks: What names that look like none go by.
    """

    names: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    mentioned: dict[str, tuple[Mention, ...]] = field(default_factory=dict[str, tuple[Mention, ...]])
    said: dict[str, tuple[Statement, ...]] = field(default_factory=dict[str, tuple[Statement, ...]])
    asked: tuple[str, str] | None = None
    masks: Masks = field(default_factory=Masks)


def extract(messages: Sequence[Message], wanted: Collection[str], annotators: Annotators = ()) -> list[Reading]:
    """What messages of one session say.

    Args:
        messages: In the order of time: those to read, and some before them, for what "she" or "it's Thursday" mean.
        wanted: The ids of those to read.
        annotators: What reads more out of a message.

    Returns:
        A reading for each wanted message, in order; its statements are often none. No text is an error.
    """
    speakers = frozenset(message.name for message in messages if message.name)
    talk = _Talk(speakers, speakers, speakers)
    found: list[Reading] = []
    turns, name = list(_turns(messages)), extractor(annotators)
    for place, turn in enumerate(turns):
        if place % _AT_ONCE == 0:
            for annotator in annotators:
                annotator.prepare(turns[place : place + _AT_ONCE])
        statements, talk = _heard(turn, talk, annotators)
        if turn.message.id in wanted:
            found.append(Reading(turn.message.id, name, statements))
    return found


_AT_ONCE = 256
"""Messages that annotators are told of at once."""


def _turns(messages: Sequence[Message]) -> Iterator[Turn]:
    """The messages with their sentences, and the question that each answers."""
    before: Turn | None = None
    for message in messages:
        before = Turn(message, tuple(sentences(message.content)), _put_to(message, before))
        yield before


def _put_to(message: Message, before: Turn | None) -> str:
    """The question that the message before ended with, if another asked it."""
    if before is None or before.message.speaker == message.speaker:
        return ""
    return next((one.text for one in reversed(before.written[-2:]) if one.question), "")


def let_go() -> None:
    """Keeps no text any more: somebody was forgotten."""
    for kept in (find, words, letters, is_job, parts, plainly):
        kept.cache_clear()


def _heard(turn: Turn, talk: _Talk, annotators: Annotators) -> tuple[tuple[Statement, ...], _Talk]:
    """What a message states, and the talk after it."""
    message, written = turn.message, turn.written
    speaker = message.name or USER
    told = [_named(one, talk) for one in (written if turn.told else written[-2:])]
    asked = next((sentence.text for sentence in reversed(told[-2:]) if sentence.question), None)
    asked = asked or next((one.text for one in reversed(told[-2:]) if _ABOUT_YOU(one.text)), None)
    if turn.told:
        statements, mentions = _read(message, speaker, told, talk)
        for annotator in annotators:
            around = Around(speaker, talk.people, mentions)
            plain = [replace(one, text=talk.masks.take_off(one.text)) for one in told]
            statements = annotator.believed(turn, statements, _more(turn, plain, around, annotator))
    else:
        statements, mentions = (), ()
    named = [one for one in statements if one.predicate not in _TEXTS and one.object.istitle()]
    names = talk.names | {one.object for one in named}
    people = talk.people | {one.object for one in named if describe(one.predicate).object not in _NOBODY}
    mentioned_by, said = dict(talk.mentioned), dict(talk.said)
    mentioned_by[speaker] = mentions
    said[speaker] = (said.get(speaker, ()) + statements)[-_KEPT:]
    asked_by = (asked, message.speaker) if asked else None
    heard = [one for one in talk.masks.true(statements) if not _of_whom_one_speaks_to(one, talk)]
    noted = _noted(message, speaker, written, talk) if turn.told else []
    return told_more(heard, noted), _Talk(names, people, talk.speakers, mentioned_by, said, asked_by, talk.masks)


def _named(one: Sentence, talk: _Talk) -> Sentence:
    """A sentence with its names as names are written."""
    text = talk.masks.put_on(cased(one.text, talk.names))
    return one if text == one.text else replace(one, text=text)


def _more(turn: Turn, told: Sequence[Sentence], around: Around, annotator: Annotator) -> Iterator[Statement]:
    """What an annotator reads in a message."""
    message = turn.message
    for claim, text in annotator.claims(turn, told, around):
        if message.role == "user" or claim.subject == around.speaker:
            yield from _stated(message, [claim], text, source=annotator.source)


_SHORT, _SHORTEST = 100, 20
"""Characters of a sentence that may go on in the next, and of one that may in the next two."""
_KEPT = 60
"""Statements of a speaker that a correction may mean."""


def _read(
    message: Message, speaker: str, told: Sequence[Sentence], talk: _Talk
) -> tuple[tuple[Statement, ...], tuple[Mention, ...]]:
    """What a speaker states in a message, and whom they mention."""
    before = talk.mentioned.get(speaker, ())
    around, fresh = Around(speaker, talk.people, before), ()
    found: list[Statement] = []
    for text in map(cased, _in_full(told, message.speaker, talk)):
        clauses = list(read(text, message.at, around))
        claims = [*idioms(text, message.at, around), *(one for _, some in clauses for one in some)]
        fresh = _also(fresh, (one for clause, _ in clauses for one in mentioned(clause)))
        found += _stated(message, (amended(one, text, talk.said.get(speaker, ())) for one in claims), told[0].text)
    fresh = _also(fresh, _met(found))
    around = around.mentioning(fresh or before)
    for sentence in told:
        earlier = talk.said.get(speaker, ()) + tuple(found)
        fixed = tuple(corrected(sentence.text, message.at, earlier))
        found += _stated(message, fixed, sentence.text)
        plain = plainly(sentence.text)
        put = plain != sentence.text
        asked, serious = (asks(plain), earnest(plain)) if put else (sentence.question, sentence.serious)
        if serious and not asked and not fixed:
            found += _stated(message, believed(sentence.text, around), sentence.text)
            found += _stated(message, idioms(sentence.text, message.at, around), sentence.text)
            for clause, claims in read(plain, message.at, around):
                own = claims if message.role == "user" else tuple(one for one in claims if one.subject == speaker)
                own = () if _other_quitting(own, talk) else own
                text = sentence.text if put else clause.text
                found += _stated(message, (amended(one, plain, earlier) for one in own), text)
                fresh = _also(fresh, mentioned(clause))
        if message.role == "user":
            found += _stated(message, style(sentence, speaker), sentence.text)
        around = around.mentioning(fresh or before)
    for text in _together(told):
        heard = {one.id for one in found}
        found += [one for one in _stated(message, across(text, message.at, around), text) if one.id not in heard]
    if message.role == "user":
        found = _meant(_placed(_own_ends(found)))
        more = _about(message, told, talk, around, found)
        found = [one for one in found if not _denied(one, more)] + more
    return _once(dated_behind(told, _filled(found), message.at)), fresh or before


_NO_PERSON = frozenset(("works_at", "volunteers_at", "studies_at", "lives_in", "gym", "member_of", "likes", "hobby"))
"""Predicates whose object is nobody."""


def _of_whom_one_speaks_to(one: Statement, talk: _Talk) -> bool:
    """Whether a name that is only called was taken for a thing: "Making a difference is great, Mel"."""
    low = one.object.lower()
    return one.predicate in _NO_PERSON and len(low) > 2 and any(name.lower().startswith(low) for name in talk.speakers)


def _noted(message: Message, speaker: str, told: Sequence[Sentence], talk: _Talk) -> list[Statement]:
    """What a listener would note of a message, sentence by sentence."""
    others = talk.speakers - {message.name}
    hearer = next(iter(others)) if message.name and len(others) == 1 else None
    return [
        statement
        for note in notes(told, message.at, speaker, hearer)
        for statement in _stated(message, [note.claim], note.text)
    ]


def _met(found: Iterable[Statement]) -> Iterator[Mention]:
    """Who was introduced: "she" may be the daughter whose name answered a question."""
    for one in found:
        if one.mode == "holds" and one.predicate in _KIN and one.object.istitle():
            yield Mention(one.object, gender(one.predicate))


_KIN = frozenset(RELATIONS.values())
_TEXTS = frozenset(("did", "plans", "does", "finds", "says", "believes", "feels", "advises"))
"""Predicates whose objects are no names."""
_NOBODY = frozenset(("place", "organisation", "work", "thing"))
"""What an object may be, of predicates that tell of nobody."""


def _about(
    message: Message, told: Sequence[Sentence], talk: _Talk, around: Around, found: Sequence[Statement]
) -> list[Statement]:
    """What is told of topics of which nothing else was understood: sentence by sentence, then of all that is short.

    Nothing is, beside a joke or a story: what is only guessed by its words may belong to that.
    """
    if any(not one.serious and not one.question for one in told) or any(made_up(one.text) for one in told):
        return []
    asked = talk.asked[0] if talk.asked and talk.asked[1] != message.speaker else ""
    serious = list(_spoken(told))
    subjects = {text: whom(text) for text in serious}
    own = [text for text in serious if subjects[text] in _SHARED]
    over = [claim for text in own for claim in ends(text, asked, message.at, around)]
    more = _stated(message, unsaid(over, found, f"{asked} {message.content}"), message.content)
    more += _stated(message, (one for text in serious for one in leavers(text, message.at, around)), message.content)
    placed = [claim for text in own for claim in swaps(text, asked, message.at, around)]
    more += _stated(message, unplaced(placed, found), message.content)
    near = [text for text in serious if subjects[text] not in (ANOTHER, SOMETHING)]
    near = [text for text in near if text == serious[0] or not _AGED.match(text)]
    stretches = [Said(text, asked if text == serious[0] else "", message.at) for text in near]
    together, over_too = Said(" ".join(near), asked, message.at), len(more)
    for said in (*stretches, together):
        if said is together and (len(more) > over_too or not 1 < len(near) <= _FEW or len(said.text) >= _TOGETHER):
            break
        known = [one for one in (*found, *more) if one.predicate != ANYTHING]
        more += _stated(message, gists(said, around, known, over), said.text)
    for text in (text for text in own if subjects[text] in ("", "ex", SOMETHING)):
        known = [one for one in (*found, *more) if one.predicate != ANYTHING]
        for put in dict.fromkeys((text, plainly(text))):
            more += _stated(message, announced(put, message.at, around, known), text)
    over_too = studied([one for one in (*found, *more) if one.subject == around.speaker], message.at)
    return more + _stated(message, over_too, message.content)


_AGED = re.compile(
    r"(?i)^\W*(?:(?:only|just|almost|nearly|about|already) )*[\w-]+ (?:years?|yrs?) (?:old|young|of age)\b"
)
"""It goes on about whom the sentence before tells of: "The cat died. 15 years old."."""
_SHARED = ("", "partner", "ex", "roommate", "pet", SOMETHING)
"""Of whom it may be told that something of the speaker's is over: "my ex moved out"."""


def _denied(one: Statement, more: Sequence[Statement]) -> bool:
    """Whether the message itself says of what was read that it is over or wrong: "not in May, in June"."""
    return one.mode == "holds" and any(_denies(other, one) for other in more)


def _denies(other: Statement, one: Statement) -> bool:
    low, over = one.object.lower(), (other.replaces or (other.object if other.mode == "ends" else "")).lower()
    if (one.predicate, other.predicate) == ("owns", ANYTHING):
        return low in over
    return (one.subject, one.predicate, low) == (other.subject, other.predicate, over)


_TO_ONESELF = re.compile(
    r"(?i)^\W*(?:(?:so|oh|well|and|but|ok|btw|ah|right|anyway|haha|lol|um)\b\W+)*"
    r"(?!(?:do|does|did (?!i)|is|are|am|was|can|could|would|will|should|shall|have|has|what|why|how|who|when|which|any"
    r"|any\w+|isn't|don't|may)\b)[^?]{2,60}\?+$"
)
"""A question that its speaker answers: "My boss? Ana.", "Karaoke? No thanks."."""


_TO_YOU = saying(r"(?i)(?<!tell )(?<!told )(?<!mentioned )\byour?\b(?! know)")


def _spoken(told: Sequence[Sentence]) -> Iterator[str]:
    """The sentences that tell something; what one asks oneself together with its answer."""
    asked = ""
    for one in told:
        if one.question:
            own = _TO_ONESELF.match(one.text) and not _TO_YOU(one.text)
            asked = f"{one.text.rstrip('?! ')}, " if own else ""
        elif one.serious:
            yield asked + LAUGHTER.sub("", one.text)
            asked = ""


_FEW, _TOGETHER = 4, 200
"""Sentences that are taken together where none says all: "My address has changed. Lyon!"."""


def _meant(found: list[Statement]) -> list[Statement]:
    """Without what a set phrase only guessed to be over, where another says what is: "No more Bosch, I quit there"."""
    said = Counter((s.subject, s.object, s.predicate) for s in found if s.mode == "ends" and s.predicate != ANYTHING)
    clear = {(subject, name) for (subject, name, _), times in said.items() if times > 1}
    return [
        one
        for one in found
        if one.mode != "ends"
        or (one.subject, one.object) not in clear
        or one.predicate == ANYTHING
        or said[one.subject, one.object, one.predicate] > 1
    ]


def _own_ends(found: list[Statement]) -> list[Statement]:
    """Of "Tim lives in Rome now, left Ghent": it is Tim who left, and the speaker never lived there."""
    theirs = {(one.predicate, one.object) for one in found if one.mode == "ends" and one.subject != USER}
    return [
        one
        for one in found
        if not (one.mode == "ends" and one.subject == USER and (one.predicate, one.object) in theirs and one.object)
    ]


def _placed(found: list[Statement]) -> list[Statement]:
    """Of "Still at Bosch?" – "no, I moved to Siemens": nobody lives there."""
    firms = {one.object for one in found if one.predicate == "works_at" and one.mode == "holds"}
    return [one for one in found if not (one.predicate == "lives_in" and one.object in firms)]


def _together(told: Sequence[Sentence]) -> Iterator[str]:
    """Short sentences with what follows them."""
    for place, one in enumerate(told[:-1]):
        rest = told[place + 1 : place + (3 if len(one.text) < _SHORTEST else 2)]
        if len(one.text) < _SHORT and one.serious and all(two.serious and not two.question for two in rest):
            yield " ".join([one.text, *(two.text for two in rest)])


def _other_quitting(claims: tuple[Claim, ...], talk: _Talk) -> bool:
    """Whether "I quit" answers another question than about work: "Do you smoke?"."""
    quits = any(one.mode == "ends" and one.predicate == "works_at" and not one.object for one in claims)
    return quits and talk.asked is not None and _SMOKES(talk.asked[0])


_SMOKES = saying(r"(?i)\b(?:smok|drink|vap|alcohol|coffee)")


def _in_full(told: Sequence[Sentence], asker: str, talk: _Talk) -> Iterator[str]:
    """What the first sentences say as an answer."""
    if not told or not talk.asked or talk.asked[1] == asker:
        return
    question, whole = talk.asked[0], " ".join(sentence.text for sentence in told[:3])
    settled = tuple(restated(question, whole))
    if settled:
        yield from settled
        return
    answer = next((one.text for one in told[:2] if not _EXCLAIMED.match(one.text)), told[0].text)
    answer = _OPENING.sub("", answer) or answer
    yield from filter(None, (explained(question, told[0].text), full(question, answer)))


_ABOUT_YOU = saying(r"\b(?:you|your|good luck|enjoy|have fun)\b")
_OPENING = re.compile(
    r"(?i)^\W*(?:(?:by the way|honestly|fun fact|random but|ugh|hmm+|oki|ok so|well|btw|tbh|fyi|you know what|anyway"
    r"|haha|lol|um+|uh+|ah|oh|so)\b[\s,:.]*)+(?=\w)"
)
"""How people begin, and say nothing by it."""
_EXCLAIMED = re.compile(
    r"\W*(?:(?:oh|ah|um|uh|hm+|sorry|haha|lol|ok|so|oops|ugh|wow|hi|hey|my bad|right|well|oof|ooh"
    r"|(?:that's )?(?:a )?(?:tough|hard|good|difficult|tricky) (?:one|question)|hard to say"
    r"|let me think|let's see|honestly|me|personally)"
    r"\b\W*)+\Z",
    re.IGNORECASE,
)
"""What comes before an answer: "oh sorry!"."""


def _also(known: tuple[Mention, ...], more: Iterable[Mention]) -> tuple[Mention, ...]:
    return known + tuple(one for one in dict.fromkeys(more) if one not in known)


def _stated(message: Message, claims: Iterable[Claim], text: str, source: str = "rules") -> list[Statement]:
    """Claims as the statements of a message."""
    return [
        Statement(
            message_id=message.id, subject=claim.subject, predicate=claim.predicate, object=_bare(claim),
            mode=claim.mode, replaces=claim.replaces, valid_at=claim.valid_at, invalid_at=_until(claim, message, text),
            said_at=message.at, speaker=message.name, role=message.role, certain=claim.certain, strength=claim.strength,
            text=text, source=source,
        )
        for claim in claims
        if claim.subject and (claim.object or claim.mode == "ends") and len(claim.object) <= _LONGEST_OBJECT
        if plausible(claim) and not passing(claim, text)
    ]  # fmt: skip


def _until(claim: Claim, message: Message, text: str) -> datetime | None:
    """When it is over: a time to come is that of the end only where the end is said to come."""
    until = claim.invalid_at
    ahead = claim.mode == "ends" and until is not None and until > message.at + _SOON
    return None if ahead and not _TO_COME(text) else until


_SOON = timedelta(1)
_TO_COME = saying(
    r"(?i)\b(?:leaving|quitting|moving|retiring|ending|ends|finishing|finish|stopping|selling|giving|going|closing|cancell?ing"
    r"|resigning|expires?|runs? out|last (?:day|week|month|shift)|as of|from|until|till|notice)\b"
)
_LONGEST_OBJECT = 240
_LEISURE = re.compile(
    r"(?i) (?:(?:in|during) (?:my|our|their|his|her) (?:spare|free) time"
    r"|(?:after|following|due to|because of|thanks to) (?:my|our|their|his|her|the|an?) .*)$"
)
_TASTES = ("likes", "hobby", "plays", ANYTHING)


def _bare(claim: Claim) -> str:
    """The object, without when one does what one likes, or why one does it no more."""
    return _LEISURE.sub("", claim.object) if claim.predicate in _TASTES else claim.object


def _filled(found: list[Statement]) -> list[Statement]:
    """Of "Do you still work at Bosch?" – "No, I quit in March": both endings have the object."""
    ends = {(one.subject, one.predicate): one for one in found if one.mode == "ends" and one.object}
    return [
        replace(one, object=ends[one.subject, one.predicate].object)
        if one.mode == "ends" and not one.object and (one.subject, one.predicate) in ends
        else one
        for one in found
    ]


def _once(found: Iterable[Statement]) -> tuple[Statement, ...]:
    """Each once, in the words that say it first, with every time that is said; in the order they are said last."""
    once: dict[str, Statement] = {}
    for one in found:
        known = once.pop(one.id, None)
        once[one.id] = (
            known
            and replace(known, valid_at=known.valid_at or one.valid_at, invalid_at=known.invalid_at or one.invalid_at)
        ) or one
    return tuple(once.values())
