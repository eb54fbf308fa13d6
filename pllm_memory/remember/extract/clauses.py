"""From a sentence to clauses: who, what verb, what else, when, and how sure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

from pllm_memory.remember.extract.cuts import GUESS, KNOWN, PRONOUNS, WISHED, Piece, is_finite, pieces, verb_again
from pllm_memory.remember.extract.people import Around, Mention, Named, Phrase, gender, person, proper, subject
from pllm_memory.remember.extract.sentences import Token, tokens
from pllm_memory.remember.extract.times import Time, Times, find, times
from pllm_memory.remember.extract.verbs import ADVERBS, GUESSED, Verb, forms, is_past, read_verb
from pllm_memory.remember.extract.words import RELATIONS, is_relation


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause that was understood.

    Attributes:
        who: The subject.
        verb: Its verb.
        rest: The words behind the verb, without times.
        verb_at: The place of the verb's own word among `words`.
        words: All words without times, the subject's too.
        when: Its times.
        at: When it was said.
        certain: False behind "I think", "maybe".
        text: As it was written.
        sentence: The sentence that it is in, which its words point into.
        around: Who is meant by what.
    """

    who: Phrase
    verb: Verb
    rest: tuple[Token, ...]
    words: tuple[Token, ...]
    when: Times
    at: datetime
    certain: bool
    text: str
    sentence: str
    around: Around
    named: tuple[Named, ...] = field(default_factory=tuple[Named, ...])

    @property
    def refs(self) -> tuple[str, ...]:
        """Who or what it is about."""
        return self.who.refs

    @property
    def first(self) -> bool:
        """Whether the speaker tells of themselves."""
        return self.who.first

    @property
    def low(self) -> tuple[str, ...]:
        """The words behind the verb, in lower case."""
        return tuple(token.low for token in self.rest)


def written(words: Sequence[Token], sentence: str) -> str:
    """Words as they were written; one blank where something was taken out between them."""
    pieces: list[str] = []
    for place, token in enumerate(words):
        if place and words[place - 1].end != token.start:
            pieces.append(" ")
        pieces.append(sentence[token.start : token.end])
    return "".join(pieces).strip(" ,;:-–—\"'()*_")


# ── what it says ─────────────────────────────────────────────────────────────────────────────────────

_LEADS = frozenset(
    "well yeah yes yep yup oh so ah wow hey hi hello ok okay also and but then plus anyway btw haha lol no nope"
    " actually"
    " sorry sure right hmm um uh though thanks honestly basically luckily unfortunately sadly fortunately"
    " apparently maybe"
    " perhaps however still even first again anyways recently lately currently nowadays today guess correction"
    " wait oops"
    " too true indeed absolutely definitely totally exactly like fyi ps or please nah aw , ' \" * _ # ~ ( &"
    " because since".split()
)
_ELLIPTIC = frozenset(
    "went got moved turned staying renting living working left retired graduated gave stopped cancelled canceled"
    " became switched dropped sold adopted started bought saw visited met finished tried took made had found spent"
    " joined signed quit lost won finally came did learned decided ran read watched cooked baked painted played"
    " been hoping planning thinking loving going gonna moving studying looking learning love can't ca hate miss"
    " want need hope flying heading visiting".split()
)
_SUBJECTLESS_ING = frozenset(("planning", "thinking", "loving", "moving", "working", "studying", "living", "learning",
                              "staying", "renting", "looking", "going", "hoping", "researching", "flying", "heading",
                              "visiting", "training"))  # fmt: skip


_FINITE = frozenset(
    "is are was were has can could will helps makes gives keeps brings feels means takes sounds seems yields"
    " 's sure had"
    " did".split()
)


def clauses(sentence: str, at: datetime, around: Around) -> Iterator[Clause]:
    """The clauses of a sentence whose subject and verb were understood, in order.

    Args:
        sentence: A sentence that is told, not asked.
        at: When it was said.
        around: Who speaks, and who was mentioned before.
    """
    moments = find(sentence, at)
    words = tokens(sentence)
    words = [token for token in words if not _within(token, moments)] if moments else words
    shared = topic = alone = before = None
    unsaid: tuple[Named, ...] = ()
    for piece in pieces(words):
        link = piece.link
        if link == "who" and before and not alone:
            shared = _last_mentioned(before)
        clause = _read(piece, sentence, moments, at, around=around, shared=shared)
        if not clause:
            alone = _alone(piece, around)
            shared = alone or (shared if link == "which" else None)
            unsaid += shared.named if shared else ()
            around = around.also(alone.mentions) if alone else around
            continue
        if alone and link == "and" and not clause.first and clause.refs:  # "my brother and his wife moved"
            clause = replace(clause, who=replace(clause.who, refs=(*alone.refs, *clause.refs), noun="", owner=""))
        alone = None
        clause, topic = _of_topic(clause, topic, sentence)
        if unsaid:
            clause = replace(clause, named=(*unsaid, *(one for one in clause.named if one not in unsaid)))
            unsaid = ()
        shared = replace(clause.who, named=()) if clause.who.named else clause.who
        around = around.also(mentioned(clause))
        matrix, before = before, clause
        if link in WISHED or link in _DROPPED or clause.verb.adverbs & _NOT_QUITE:
            continue
        if link in GUESS or link in KNOWN:
            told = _under(clause, link, matrix)
            if not told:
                continue
            clause = told
        yield clause if clause.around == around else replace(clause, around=around)


def _last_mentioned(clause: Clause) -> Phrase | None:
    """Who "who" is behind a clause: whom it mentions, as in "I have a sister who …", and never its own subject."""
    mentions = tuple(one for one in mentioned(clause) if one not in clause.who.mentions)
    return Phrase((mentions[-1].ref,), 0, mentions=mentions[-1:]) if mentions else None


_NOT_QUITE = frozenset(("almost", "nearly"))


def _under(clause: Clause, link: str, matrix: Clause | None) -> Clause | None:
    """What is left of a clause under "I think", "I don't think", "I'm not sure", "you said"."""
    negative = matrix is not None and matrix.verb.negative
    if (matrix and matrix.who.you) or (negative and link in KNOWN):
        return None
    if link in KNOWN:
        return clause
    verb = replace(clause.verb, negative=True) if negative else clause.verb
    return replace(clause, verb=verb, certain=False)


_BEFORE_IT = ADVERBS | _LEADS


def _of_topic(clause: Clause, topic: Phrase | None, sentence: str) -> tuple[Clause, Phrase | None]:
    """Of "My favourite food used to be pizza, but now it's ramen": "it" is the food, which is another now."""
    if clause.who.owner and not clause.refs:
        return clause, None if clause.verb.tense == "present" else clause.who
    first = next((token.low for token in clause.words if token.low not in _BEFORE_IT), "")
    if topic and clause.verb.lemma == "be" and first in ("it", "now", "these") and _NOWADAYS.search(sentence):
        return replace(clause, who=topic), topic
    return clause, topic


_NOWADAYS = re.compile(r"(?i)\b(?:now|nowadays|these days|lately|recently|currently|at the moment|today|since)\b")


_DROPPED = frozenset(
    "when whenever while until unless after before as whether which that whose how why what once if than like"
    " where".split()
)


def _within(token: Token, moments: Sequence[Time]) -> bool:
    return any(time.start <= token.start < time.end for time in moments)


def _alone(piece: Piece, around: Around) -> Phrase | None:
    """A person with no verb yet: "my sister Ana", before ", who lives in Porto, works at Bosch"."""
    phrase = subject(piece.words, _lead(piece.words, around), around) if piece.words else None
    return phrase if phrase and phrase.refs and phrase.end >= len(piece.words) else None


def _read(
    piece: Piece, sentence: str, moments: Sequence[Time], at: datetime, *, around: Around, shared: Phrase | None
) -> Clause | None:
    words = piece.words
    place = _lead(words, around)
    if place >= len(words):
        return None
    guessed = any(token.low in GUESSED for token in words[:place])
    found = _subject_and_verb(words, place, around, piece.link, shared)
    if not found:
        return None
    who, verb, end = found
    begin, stop = piece.whole
    own = [time for time in moments if begin - 25 <= time.start <= stop + 25 and _near(time, begin, stop, sentence)]
    certain = not guessed and verb.tense != "may" and not verb.adverbs & GUESSED
    left = min([begin, *(time.start for time in own)])
    right = max([stop, *(time.end for time in own)])
    return Clause(
        who, verb, tuple(words[end:]), words, times(own), at, certain, sentence[left:right].strip(" ,;-–"), sentence,
        around, who.named,
    )  # fmt: skip


def _near(time: Time, begin: int, stop: int, sentence: str) -> bool:
    """Whether a time belongs to a clause: it is within, or touches it."""
    if begin <= time.start < stop:
        return True
    between = sentence[stop : time.start] if time.start >= stop else sentence[time.end : begin]
    return not between.strip(" ,")


def _lead(words: Sequence[Token], around: Around) -> int:
    """Behind greetings, fillers and who is addressed: "Yeah, Mel, I …"."""
    place = 0
    while place < len(words) and (
        words[place].low in _LEADS or words[place].low in ADVERBS or not words[place].low[0].isalnum()
    ):
        if words[place].low in ("like", "love") and place + 1 < len(words):
            break
        place += 1
    if place + 2 < len(words) and words[place].text[0].isupper() and words[place + 1].low == ",":
        following = words[place + 2].low
        if following in PRONOUNS or following in ("my", "our") or following in _LEADS:
            return _lead(words[place + 2 :], around) + place + 2
    return place


def _subject_and_verb(
    words: Sequence[Token], place: int, around: Around, link: str, shared: Phrase | None
) -> tuple[Phrase, Verb, int] | None:
    if link == "who":
        return _with(shared, words, place)
    if link == "and" and shared and is_finite(words, place) and words[place].low not in PRONOUNS:
        return _with(shared, words, place)
    if link in ("and", "but", "then", "&", "so", "plus", "or") and verb_again(words, place):
        return _with(shared, words, place)
    phrase = subject(words, place, around)
    if phrase:
        found = read_verb(
            words, phrase.end, bare=phrase.first or len(phrase.refs) != 1 or phrase.noun in ("kids", "parents")
        )
        if found:
            return phrase, *found
    return _elliptic(words, place, around) if link in ("", ";", ",") else None


def _with(shared: Phrase | None, words: Sequence[Token], place: int) -> tuple[Phrase, Verb, int] | None:
    """The same subject as before, with another verb."""
    if not shared:
        return None
    found = read_verb(words, place, bare=shared.first)
    return (replace(shared, noun="" if shared.first else shared.noun), *found) if found else None


def _elliptic(words: Sequence[Token], place: int, around: Around) -> tuple[Phrase, Verb, int] | None:
    """Of "Went hiking", "Just moved to Lyon", "Planning a trip": the speaker, unsaid."""
    low = words[place].low
    if low not in _ELLIPTIC:
        return None
    speaker = Phrase((around.speaker,), place, first=True)
    if low == "going" and place + 1 < len(words) and words[place + 1].low == "to":
        made = Token("am", "am", words[place].start, words[place].start)
        found = read_verb([made, *words[place:]], 0)
        return (speaker, found[0], found[1] - 1 + place) if found else None
    if low in _SUBJECTLESS_ING and _finite_later(words[place + 1 :]):
        return None  # "Working on cars helps me"
    if low in _SUBJECTLESS_ING:
        lemma = forms(low)[0][0]
        return speaker, Verb(lemma, low, "present", progressive=True), place + 1
    found = read_verb(words, place, bare=True)
    return (speaker, *found) if found else None


def _finite_later(words: Sequence[Token]) -> bool:
    """Whether words in -ing are a subject, since a verb of its own follows: "Moving abroad taught me patience"."""
    to_me = any(is_past(one.low) and two.low in ("me", "us") for one, two in pairwise(words))
    return to_me or any(token.low in _FINITE for token in words)


def mentioned(clause: Clause) -> tuple[Mention, ...]:
    """Who is named in a clause, and may be "she" afterwards."""
    renamed = is_relation(clause.who.noun) and clause.verb.lemma in ("be", "name", "call") and proper(clause.rest, 0)[0]
    if renamed and clause.who.owner:  # "my dog is called Rex": he is Rex from now on
        return (Mention(renamed, gender(clause.who.noun)),)
    found = [*clause.who.mentions]
    if clause.verb.lemma in ("have", "get", "adopt", "rescue", "buy", "foster") and clause.first:
        found += _introduced(clause)
    place = 0
    while place < len(clause.rest):
        token = clause.rest[place]
        if token.low in ("my", "our") and place + 1 < len(clause.rest):
            phrase = person(clause.rest, place, clause.around)
            if phrase and phrase.mentions:
                found += phrase.mentions
                place = phrase.end
                continue
        place += 1
    return tuple(found)


def _introduced(clause: Clause) -> Iterator[Mention]:
    """Of "We have a dog named Rex", "I have a sister": Rex, or the sister without a name."""
    for place, token in enumerate(clause.rest[:-1]):
        if (clause.low[place] in ("a", "an", "another") and place == 0) or token.low == "one":
            noun = next(
                (at for at in range(place + 1, min(place + 5, len(clause.rest))) if is_relation(clause.low[at])), None
            )
            if noun is None:
                return
            behind = noun + 1
            while behind < len(clause.rest) and clause.low[behind] in ("named", "called", ","):
                behind += 1
            name, _ = proper(clause.rest, behind)
            word = clause.low[noun]
            yield Mention(name or f"{clause.around.speaker}/{RELATIONS.get(word, word)}", gender(word))
            return
