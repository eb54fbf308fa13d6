"""What a sentence is about, where its grammar was not understood.

The other rules read who did what. There are more ways to say so than rules. But "long day at Bosch, where I work", "my
address has changed: Lyon" and "the gym? Iron Temple now" all have what they need: words of a topic, a thing of the
sort that the topic has for its value, and no word that makes it somebody else's, uncertain, or over. A topic is read
this way only where nothing else was understood of it in the same message.
"""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from pllm_memory.facts import Statement
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.cued import saying
from pllm_memory.remember.extract.gist import health, home, leisure, person, school, work
from pllm_memory.remember.extract.gist.dated import dated
from pllm_memory.remember.extract.gist.introduced import introduced, oneself
from pllm_memory.remember.extract.gist.moods import moods
from pllm_memory.remember.extract.gist.said import Said
from pllm_memory.remember.extract.gist.spans import Span
from pllm_memory.remember.extract.gist.standing import standing
from pllm_memory.remember.extract.gist.topic import Topic
from pllm_memory.remember.extract.gist.whose import NAMED, acts, whose
from pllm_memory.remember.extract.people import Around
from pllm_memory.remember.extract.times import Times, find, times, without

LAUGHTER = re.compile(
    r"(?i)(?:[\s,]+(?:lol|haha|hehe|ugh|xx|tbh|btw|tho|:d|:p|;\)|:\)|:\()|\s*[^\w\s.,!?;:'\"()&-])+(?=\s*[.!…]*\s*$)"
)
"""What is written behind a sentence and says nothing."""


def gists(said: Said, around: Around, known: Sequence[Statement], over: Sequence[Claim]) -> Iterator[Claim]:
    """What a stretch says of each topic that it touches, and that was not understood otherwise.

    Args:
        said: The stretch.
        around: Who speaks, and whom they mentioned.
        known: What was understood of the message already.
        over: What it says is over, whatever it was.
    """
    moments = find(said.text, said.at)
    timeless = replace(said, text=without(said.text, moments)) if moments else said
    ended = {value_words(one.object) for one in (*known, *over) if one.mode == "ends" and one.object}
    ended |= {value_words(one.object) for one in known if one.mode == "holds" and one.invalid_at}
    taken = frozenset(value_words(one.object) for one in known if one.mode == "holds" and one.predicate not in _BESIDES)
    taken -= _RIDDEN
    claims = list(_all(said, timeless, around, taken))
    wrong = {(one.subject, one.predicate, value_words(one.replaces or one.object)) for one in claims if _denies(one)}
    told = {
        (one.subject, one.predicate)
        for one in known
        if one.mode != "ends"
        and not one.invalid_at
        and (one.subject, one.predicate, value_words(one.object)) not in wrong
    }
    for claim in claims:
        over_too = claim.predicate not in _AFTERWARDS and _among(value_words(claim.object), ended, claim.predicate)
        if _heard(claim, known):
            continue
        if claim.mode == "ends" or not (
            (claim.subject, claim.predicate) in told or (over_too and claim.mode == "holds")
        ):
            yield claim


def _among(value: str, ended: AbstractSet[str], predicate: str) -> bool:
    """Whether it is one of what has ended; of a thing, by its make too: "the Yamaha piano is sold"."""
    words = set(value.split())
    return value in ended or (predicate == "owns" and any(words <= set(one.split()) for one in ended))


_TASTES = frozenset({"likes", "dislikes", "prefers", "hobby", "wants_answers", "avoids"})
"""Predicates that tell of one taste, of which the better understood is kept."""


_TASTED = _TASTES | {"studies"}


def _heard(claim: Claim, known: Sequence[Statement]) -> bool:
    """Whether the same was understood otherwise: an end of the same thing, or another taste for it."""
    words = set(value_words(claim.object).split())
    for one in known:
        others = set(value_words(one.object).split())
        if not others or not (words <= others or others <= words):
            continue
        ended = one.mode == "ends" or (one.mode == "holds" and one.invalid_at is not None)
        if claim.mode == "ends" and ended:
            return True
        if claim.mode == "holds" and one.predicate in _TASTES and claim.predicate in _TASTED:
            return True
    return False


def _denies(claim: Claim) -> bool:
    return claim.mode == "ends" or bool(claim.replaces)


def value_words(value: str) -> str:
    """A value without its article, to compare two."""
    return _ARTICLE.sub("", value).lower()


_ARTICLE = re.compile(r"(?i)^(?:the|an?|my|our) ")


def _all(said: Said, timeless: Said, around: Around, taken: frozenset[str]) -> Iterator[Claim]:
    who = [*introduced(timeless, around), *oneself(timeless, around)]
    yield from who
    yield from _topics(said, around, {value_words(claim.object) for claim in who} | taken)
    yield from dated(said, around)
    felt = list(moods(timeless.text, _question(said), around))
    if felt and not any(map(acts, NAMED.finditer(said.text))):  # else it may be what somebody else likes
        yield from felt


TOPICS = (*health.TOPICS, *leisure.TOPICS, *school.TOPICS, *work.TOPICS, *home.TOPICS, *person.TOPICS)
"""In this order they take the names of a stretch: those that are hardest to mistake first."""
_AFTERWARDS = ("graduated_from", "dislikes", "avoids")
"""Predicates that begin when one is done with their object."""
_RIDDEN = frozenset(("bike", "bicycle", "e-bike", "car", "scooter", "moped", "motorbike"))
"""What one has, and may go to work by."""
_BESIDES = ("did", "plans", "wants", "feels", "likes", "dislikes", "hobby", "is", "has", "anything")
"""Predicates whose objects may be something else too."""


def _topics(said: Said, around: Around, taken: AbstractSet[str]) -> Iterator[Claim]:
    """By topic; a name that is one thing is nothing else in the same stretch."""
    used = set(taken)
    moments: Times | None = None
    for topic in _touched(said):
        found = _read(topic, said, around, used)
        if found and not (topic.sure and _UNSURE(said.text)):
            moments = moments or times(find(said.text, said.at))
            used |= {value_words(span.value) for span in found.new}
            yield from _claims(topic, found, moments, said)


_NAMED_BY: dict[str, set[int]] = defaultdict(set)
for _number, _topic in enumerate(TOPICS):
    for _word in _topic.words | _topic.heads:
        _NAMED_BY[_word].add(_number)
_HINTED = {number for number, topic in enumerate(TOPICS) if topic.hint}


def _touched(said: Said) -> list[Topic]:
    """The topics of which a stretch or its question has a word: few of all, and found by the words alone."""
    words = said.words | said.asked_words
    numbers = _HINTED.union(*(_NAMED_BY[word] for word in words if word in _NAMED_BY))
    return [TOPICS[number] for number in sorted(numbers)]


@dataclass(frozen=True, slots=True)
class _Found:
    """Whose it is, what it is now, and what it was."""

    subject: str
    new: tuple[Span, ...]
    old: tuple[Span, ...]


def _read(topic: Topic, said: Said, around: Around, used: AbstractSet[str]) -> _Found | None:
    """The things that a topic has for its value in a stretch; None where it is not told."""
    text = said.text
    if not _told(topic, said):
        return None
    spans = [span for span in topic.find(text) if topic.fits(text, span) and value_words(span.value) not in used]
    subject, name = whose(text, spans[0], _question(said), around) if spans else ("", "")
    spans = [span for span in spans if span.value != name]
    if (
        not spans
        or not subject
        or any(span.value == subject for span in spans)
        or not (topic.others or subject == around.speaker)
    ):
        return None
    new = tuple(standing(text, spans))
    old = tuple(span for span in spans if span not in new)
    return _Found(subject, topic.best(text, new), old)


def _told(topic: Topic, said: Said) -> bool:
    """Whether a stretch tells a topic in earnest, perhaps by answering a question about it."""
    if topic.may and not topic.may(said.words):
        return False
    asked = _question(said) if topic.told(said.asked, said.asked_words) else ""
    if not asked and not topic.told(said.text, said.words):
        return False
    return not (topic.bar and topic.bar.search(f"{asked} {said.text}" if asked else said.text))


def _question(said: Said) -> str:
    return said.asked if len(said.text) <= _ANSWER else ""


_ANSWER = 70
"""Characters of an answer that may be short enough to need its question."""
_UNSURE = saying(
    r"(?i)\b(?:if(?! you (?:like|must|want|know|prefer|don't|ask|insist))|would|wouldn't|could|couldn't|might|maybe|perhaps|wish|hope|hoping|wanna|wants? (?:(?:me|us|him|her|them) )?to|wanted to|i'd|planning|plan to"
    r"|plans to|thinking (?:of|about)|thought (?:of|about)|consider(?:ing|ed)?|dream(?:t|ed|ing|s)?|looking (?:for|at|into|to)|appl(?:y|ied|ying)"
    r"|interview\w*|someday|one day|nearly|almost|imagine|pretend|not sure|joking|can't wait|looking forward|(?:am|'m|are|'re|is) going to"
    r"|gonna|will|won't|'ll|used to think|everyone thinks|supposed to|name down for|waiting list|(?:not|(?:is|are|was|were)n't) (?:moving|relocating|emigrating|joining|adopting|getting|buying)|retrain(?:ing)?|training (?:as|to be)|studying to be|learning to be|instead of moving|shall|whether|unless|until i"
    r"|(?:didn't|did not) (?:get|take|accept|join|buy|move)|turned (?:\w+ ){0,3}?down|declined|rejected|decided (?:against|not to)"
    r"|(?:was|were) (?:going|meant|about) to|(?:back )?when (?:i|we) (?:was|were|lived|worked|had)|before (?:i|we)"
    r"|(?:reading|read|book|books|films?|movies?|show|article|documentary|podcast|series|story) (?:\w+ ){0,2}?about"
    r"|train(?:ing)? (?:as|to)|decided to|(?:asked|asks|told|tells|begged|urged|encouraged) \w+ (?:not )?to)\b"
)
_CORRECTS = re.compile(
    r"(?i)\b(?:meant|typo|mistake|correction|correct (?:that|myself|this)|wrong|mixed (?:\w+ )?up|misspoke|mistyped|miswrote|slip"
    r"|scratch that|ignore (?:what|that|my)|oops|whoops|autocorrect|brain fog|should (?:be|say|read|have said)|misread|messed up|my bad)\b"
    r"|^\W*(?:sorry|no|wait|hold on|hang on|nope)\b.*\bnot\b|\bi (?:wrote|typed|said)\b(?! (?:no|yes|goodbye|bye|hello|hi)\b)"
)


def _claims(topic: Topic, found: _Found, when: Times, said: Said) -> Iterator[Claim]:
    """Things as claims of their topic."""
    late = _DENIES(said.text) and not _EVER(said.text)
    if found.new and _CORRECTS.search(said.text) and topic.single:
        old = found.old[0].value if found.old else None
        yield Claim(found.subject, topic.predicate, topic.value(found.new[0]), "corrects", replaces=old)
        return
    for span in found.old:
        until = when.at or when.since if late or found.new else None
        yield Claim(found.subject, topic.predicate, topic.value(span), "ends", invalid_at=until)
    began = when.since or when.lasting or (when.at if _BEGINS(said.text) else None)
    if began and began > said.at:
        return  # what is still to come is a plan
    for span in found.new[: 1 if topic.single else None]:
        yield Claim(found.subject, topic.predicate, topic.value(span), valid_at=began, strength=topic.strength)


_DENIES = saying(
    r"(?i)\b(?:any ?more|any longer|no longer|left|quit|stopped|gave|given|sold|ended|died|over|dropped|lost|fired|cancell?ed|let|laid"
    r"|swapped|traded|moved|broke|split|parted|divorced|retired|resigned|stolen|gone|rid|bye|goodbye|done|passed|history|behind|graduated)\b"
)
_EVER = saying(r"(?i)\bnever\b")
_BEGINS = saying(
    r"(?i)\b(?:moved|moving|relocated|started|began|joined|switched|changed|bought|adopted|got|became|turned|went|took|picked|signed|hired"
    r"|landed|settled|swapped|traded|left|enrolled|met|since|became|diagnosed|told|found out|promoted|made|retired|accepted|married|engaged"
    r"|rescued|inherited|won|invested|decided|gone|discovered|ended up|start)\b"
)
