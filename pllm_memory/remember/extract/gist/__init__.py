"""What a sentence is about, where its grammar was not understood.

The other rules read who did what. There are more ways to say so than rules. But "long day at Bosch, where I work", "my
address has changed: Lyon" and "the gym? Iron Temple now" all have what they need: words of a topic, a thing of the
sort that the topic has for its value, and no word that makes it somebody else's, uncertain, or over. A topic is read
this way only where nothing else was understood of it in the same message.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from pllm_memory.facts import Statement
from pllm_memory.remember.extract.casing import COMMON
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.gist import health, home, leisure, person, school, work
from pllm_memory.remember.extract.gist.dated import dated
from pllm_memory.remember.extract.gist.introduced import introduced, oneself
from pllm_memory.remember.extract.gist.moods import moods
from pllm_memory.remember.extract.gist.said import Said
from pllm_memory.remember.extract.gist.spans import KIN, Span
from pllm_memory.remember.extract.gist.standing import standing
from pllm_memory.remember.extract.gist.topic import Topic
from pllm_memory.remember.extract.people import Around
from pllm_memory.remember.extract.places import is_place
from pllm_memory.remember.extract.times import Times, find, times, without
from pllm_memory.remember.extract.verbs import FORMS, forms
from pllm_memory.remember.extract.words import NOT_NAMES, RELATIONS

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
    said = replace(said, text=LAUGHTER.sub("", said.text))
    timeless = replace(said, text=without(said.text, find(said.text, said.at)))
    ended = {value_words(one.object) for one in (*known, *over) if one.mode == "ends" and one.object}
    ended |= {value_words(one.object) for one in known if one.mode == "holds" and one.invalid_at}
    taken = frozenset(value_words(one.object) for one in known if one.mode == "holds" and one.predicate not in _BESIDES)
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
        over_too = claim.predicate not in _AFTERWARDS and value_words(claim.object) in ended
        if _heard(claim, known):
            continue
        if claim.mode == "ends" or not (
            (claim.subject, claim.predicate) in told or (over_too and claim.mode == "holds")
        ):
            yield claim


_TASTES = frozenset({"likes", "dislikes", "prefers", "hobby", "wants_answers", "avoids"})
"""Predicates that tell of one taste, of which the better understood is kept."""


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
        if claim.mode == "holds" and one.predicate in _TASTES and claim.predicate in _TASTES | {"studies"}:
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
    felt = list(moods(timeless.text, around))
    if felt and not any(map(_acts, _NAMED.finditer(said.text))):  # else it may be what somebody else likes
        yield from felt


TOPICS = (*health.TOPICS, *leisure.TOPICS, *school.TOPICS, *work.TOPICS, *home.TOPICS, *person.TOPICS)
"""In this order they take the names of a stretch: those that are hardest to mistake first."""
_AFTERWARDS = ("graduated_from", "dislikes", "avoids")
"""Predicates that begin when one is done with their object."""
_BESIDES = ("did", "plans", "wants", "feels", "likes", "dislikes", "hobby", "is", "has", "anything", "name")
"""Predicates whose objects may be something else too."""


def _topics(said: Said, around: Around, taken: AbstractSet[str]) -> Iterator[Claim]:
    """By topic; a name that is one thing is nothing else in the same stretch."""
    used = set(taken)
    moments: Times | None = None
    for topic in TOPICS:
        found = _read(topic, said, around, used)
        if found:
            moments = moments or times(find(said.text, said.at))
            used |= {value_words(span.value) for span in found.new}
            yield from _claims(topic, found, moments, said)


@dataclass(frozen=True, slots=True)
class _Found:
    """Whose it is, what it is now, and what it was."""

    subject: str
    new: tuple[Span, ...]
    old: tuple[Span, ...]


def _read(topic: Topic, said: Said, around: Around, used: AbstractSet[str]) -> _Found | None:
    """The things that a topic has for its value in a stretch; None where it is not told."""
    text = said.text
    if topic.may and not topic.may(said.words):
        return None
    answers = bool(said.asked) and len(text) <= _ANSWER and topic.told(said.asked, said.asked_words)
    if not answers and not topic.told(text, said.words):
        return None
    if topic.bar and topic.bar.search(f"{said.asked} {text}" if answers else text):
        return None
    if topic.sure and _UNSURE.search(text):
        return None
    spans = [span for span in topic.find(text) if topic.fits(text, span) and value_words(span.value) not in used]
    if not spans:
        return None
    subject, named = _whose(*_sentence(text, spans[0]), said.asked if len(text) <= _ANSWER else "", around)
    spans = [span for span in spans if span.value != named]
    if not spans or not subject or not (topic.others or subject == around.speaker):
        return None
    stood = [(span, standing(text, span, [one for one in spans if one != span])) for span in spans]
    old = tuple(span for span, how in stood if how == "old")
    new = tuple(span for span, how in stood if how == "new")
    return _Found(subject, topic.best(text, new), old)


_ANSWER = 70
"""Characters of an answer that may be short enough to need its question."""
_UNSURE = re.compile(
    r"(?i)\b(?:if(?! you (?:like|must|want|know|prefer|don't|ask|insist))|would|wouldn't|could|couldn't|might|maybe|perhaps|wish|hope|hoping|wanna|wants? (?:(?:me|us|him|her|them) )?to|wanted to|i'd|planning|plan to"
    r"|plans to|thinking (?:of|about)|thought (?:of|about)|consider(?:ing|ed)?|dream(?:t|ed|ing|s)?|looking (?:for|at|into)|appl(?:y|ied|ying)"
    r"|interview\w*|someday|one day|nearly|almost|imagine|pretend|not sure|joking|can't wait|looking forward|(?:am|'m|are|'re|is) going to"
    r"|gonna|will|won't|'ll|used to think|everyone thinks|supposed to|instead of moving|shall|whether|unless|until i)\b"
)
_CORRECTS = re.compile(
    r"(?i)\b(?:meant|typo|mistake|correction|correct (?:that|myself|this)|wrong|mixed (?:\w+ )?up|misspoke|mistyped|miswrote|slip"
    r"|scratch that|ignore (?:what|that|my)|oops|whoops|autocorrect|brain fog|should (?:be|say|read|have said)|misread|messed up|my bad)\b"
    r"|^\W*(?:sorry|no|wait|hold on|hang on|nope)\b.*\bnot\b|\bi (?:wrote|typed|said)\b"
)


def _claims(topic: Topic, found: _Found, when: Times, said: Said) -> Iterator[Claim]:
    """Things as claims of their topic."""
    late = bool(_DENIES.search(said.text)) and not _EVER.search(said.text)
    if found.new and _CORRECTS.search(said.text) and topic.single:
        old = found.old[0].value if found.old else None
        yield Claim(found.subject, topic.predicate, topic.value(found.new[0]), "corrects", replaces=old)
        return
    for span in found.old:
        until = when.at or when.since if late or found.new else None
        yield Claim(found.subject, topic.predicate, topic.value(span), "ends", invalid_at=until)
    began = when.since or when.lasting or (when.at if _BEGINS.search(said.text) else None)
    if began and began > said.at:
        return  # what is still to come is a plan
    for span in found.new[: 1 if topic.single else None]:
        yield Claim(found.subject, topic.predicate, topic.value(span), valid_at=began, strength=topic.strength)


_DENIES = re.compile(
    r"(?i)\b(?:any ?more|any longer|no longer|left|quit|stopped|gave|given|sold|ended|died|over|dropped|lost|fired|cancell?ed|let|laid"
    r"|swapped|traded|moved|broke|split|parted|divorced|retired|resigned|stolen|gone|rid|bye|goodbye|done|passed|history|behind|graduated)\b"
)
_EVER = re.compile(r"(?i)\bnever\b")
_BEGINS = re.compile(
    r"(?i)\b(?:moved|moving|relocated|started|began|joined|switched|changed|bought|adopted|got|became|turned|went|took|picked|signed|hired"
    r"|landed|settled|swapped|traded|left|enrolled|met|since|became|diagnosed|told|found out|promoted|made|retired|accepted|married|engaged"
    r"|rescued|inherited|won|invested|decided|gone|discovered|ended up|start)\b"
)


# ── whose ────────────────────────────────────────────────────────────────────────────────────────────

_SUBJECT = re.compile(r"(?i).*(?<![\w'])(i|we|he|she|they|you)(?:'\w+)?(?![\w'])", re.DOTALL)
_ROLE = re.compile(
    rf"(?i)\b(?:my|our) (?:[\w-]+ ){{0,2}}?(?P<role>{KIN})(?:'s)?\b(?:,? \(?(?P<name>(?-i:[A-ZÀ-Þ])[\w-]+)\)?)?"
)
_FIRST = re.compile(r"(?i)(?<![\w'])(?:i|i'm|i've|i'd|we|we're|we've|me|us|my|our|mine|ours|myself|ourselves)(?![\w'])")
_THIRD = re.compile(r"(?i)(?<![\w'])(?P<who>he|she|his|her|him|hers)(?:'s)?(?![\w'])")
_NAMED = re.compile(
    r"(?:^|[,;:–—] |\bthat |\bwhen |\band |\bbut |\bbecause |\bto )(?P<name>[A-ZÀ-Þ][\w-]+)(?P<is>'s)? (?:(?:\w+ly|just|also|still|now|never|always|really) )?(?P<verb>[a-z]+(?:n't)?)"
)
_NO_NAME = NOT_NAMES | COMMON | frozenset(FORMS)
_DOES = frozenset(
    "is has was can can't doesn't isn't hasn't does did home job flat house place severely highly".split()
)


def _whose(text: str, before: str, asked: str, around: Around) -> tuple[str, str]:
    """Whom a sentence is about, and by what name it is called there: the speaker, or the one other person in it."""
    nearest = _SUBJECT.search(before)
    if nearest and nearest[1].lower() in ("they", "you") and not _FIRST.search(text):
        return "", ""
    if nearest and nearest[1].lower() in ("he", "she"):
        return around.meant("f" if nearest[1].lower() == "she" else "m") or "", ""
    roles = list(_ROLE.finditer(text))
    taken = [(role.start(), role.end()) for role in roles]
    if any(not any(start <= one.start() < end for start, end in taken) for one in _FIRST.finditer(text)):
        return around.speaker, ""
    if roles:
        return _ref(roles[0], around), roles[0]["name"] or ""
    named = next((one for one in _NAMED.finditer(text) if _acts(one)), None)
    if named:
        return named["name"], named["name"]
    third = _THIRD.search(text)
    other = _asked_of(asked, around) if asked else ""
    if third or other:
        who = "f" if third and third["who"].lower() in ("she", "her", "hers") else "m"
        return other or around.meant(who) or "", ""
    return around.speaker, ""


def _acts(found: re.Match[str]) -> bool:
    """Whether a name is one of somebody who does something there."""
    name, verb = found["name"], found["verb"]
    if name.lower() in _NO_NAME or is_place(name):
        return False
    return verb in _DOES or any(form in ("s", "past") for _, form in forms(verb))


_ASKED_OF = re.compile(
    r"(?i)\b(?:is|does|has|did|was|where's|how's|what's|who's|and|about|how is|where is|what is|what does|where does) (?P<name>(?-i:[A-ZÀ-Þ])[\w-]+)(?:'s)?\b"
)


def _asked_of(asked: str, around: Around) -> str:
    """Somebody else whom a question is about."""
    role = _YOURS.search(asked)
    if role:
        return role["name"] or f"{around.speaker}/{RELATIONS[role['role'].lower()]}"
    found = _ASKED_OF.search(asked)
    return found["name"] if found and not is_place(found["name"]) and found["name"].lower() not in NOT_NAMES else ""


_YOURS = re.compile(
    rf"(?i)\byour (?:[\w-]+ ){{0,2}}?(?P<role>{KIN})\b(?: (?P<name>(?-i:[A-ZÀ-Þ])[\w-]+))?(?=.*\b(?:live|work|do|from|study|like|still|moved?|doing)\b)"
)
_STOPS = re.compile(r"[.!?]+\s+")


def _sentence(text: str, span: Span) -> tuple[str, str]:
    """The sentence in which a thing is, and what of it stands before the thing."""
    start = max((one.end() for one in _STOPS.finditer(text) if one.end() <= span.start), default=0)
    end = min((one.start() for one in _STOPS.finditer(text) if one.start() >= span.end), default=len(text))
    return text[start:end], text[start : span.start]


def _ref(role: re.Match[str], around: Around) -> str:
    name = role["name"]
    if name and name.lower() not in _NO_NAME:
        return name
    return f"{around.speaker}/{RELATIONS[role['role'].lower()]}"
