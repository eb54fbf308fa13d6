"""What somebody likes, dislikes, prefers, and does again and again."""

import re
from collections.abc import Iterator
from dataclasses import replace

from pllm_memory.remember.extract.claims import Claim, listed, phrase, retold, trimmed
from pllm_memory.remember.extract.clauses import Clause
from pllm_memory.remember.extract.places import is_place
from pllm_memory.remember.extract.sentences import Token
from pllm_memory.remember.extract.verbs import HABITS, ing
from pllm_memory.remember.extract.words import HOBBIES

_LIKES = {
    "love": 0.9,
    "adore": 0.95,
    "like": 0.6,
    "enjoy": 0.7,
    "cherish": 0.8,
    "treasure": 0.8,
    "appreciate": 0.5,
    "dig": 0.6,
    "value": 0.8,
}
_DISLIKES = {"hate": 0.95, "detest": 1.0, "despise": 1.0, "loathe": 1.0, "dislike": 0.6}
_NOTHING = frozenset(
    "it that this them those these you your him her what how when seeing hearing everything to i we he she they"
    " being all"
    " there here where any anything something things so one ones me us having whatever knowing the".split()
)
_FREQUENT = re.compile(
    r"\b(?:every (?:single )?(?:day|morning|evening|night|week|weekend|month|year|summer|winter|sunday|monday"
    r"|tuesday|wednesday"
    r"|thursday|friday|saturday|chance)|on (?:sun|mon|tues|wednes|thurs|fri|satur)days|on weekends|(?:once|twice"
    r"|three times|a few"
    r" times) a (?:week|month|day)|daily\b(?! \w)|weekly\b(?! \w)|in my (?:free|spare) time|regularly)\b",
    re.IGNORECASE,
)


def tastes(clause: Clause) -> Iterator[Claim]:
    """What a clause says of likes, dislikes and habits."""
    for ref in clause.refs:
        yield from _of(clause, ref)
    if not clause.refs and clause.who.noun and not clause.verb.negative:
        yield from _moved_by(clause)


def _of(clause: Clause, ref: str) -> Iterator[Claim]:
    lemma, verb = clause.verb.lemma, clause.verb
    if verb.tense == "can" and verb.negative and lemma in ("stand", "bear", "tolerate"):
        yield from _things(clause, ref, "dislikes", 1.0, clause.rest)
        return
    if verb.tense not in ("present", "past", "perfect", "used"):
        return
    if lemma in _LIKES:
        yield from _likes(clause, ref)
    elif lemma in _DISLIKES and not verb.negative:
        until = clause.at if verb.tense == "used" else None  # "used to hate"
        for claim in _things(clause, ref, "dislikes", _DISLIKES[lemma], clause.rest):
            yield replace(claim, invalid_at=until)
    elif (
        lemma == "prefer"
        and clause.low[-1:] not in (("answers",), ("replies",), ("responses",))
        and verb.tense == "present"
    ):
        yield from _prefers(clause, ref)
    elif lemma == "go" and verb.tense == "present" and not verb.negative and clause.low and _gone(clause.low[0]):
        yield Claim(ref, "hobby", clause.low[0])
    elif lemma == "get" and clause.low[:1] == ("into",) and len(clause.low) > 1:
        yield from _taken_to(clause, ref)
    else:
        yield from _habit(clause, ref)


def _gone(word: str) -> bool:
    """Whether one goes there for pleasure: "hiking", "geocaching"."""
    return word in HOBBIES or (len(word) > 5 and word.endswith("ing") and word not in _NO_OUTING)


_NO_OUTING = frozenset(
    "shopping missing looking running begging according back-packing nothing anything something".split()
)


def _taken_to(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "I got into jazz": a taste; no school that took one, and nothing that one got into by chance."""
    first, value = clause.low[1], phrase(clause.rest[1:], clause, longest=5)
    the = first == "the" and clause.rest[2:3] and clause.rest[2].text[0].isupper()  # "the Expanse"
    if not value or clause.verb.negative or (first in _NO_TASTE and not the):
        return
    if is_place(value) or _SCHOOL.search(value):
        return
    predicate = "hobby" if value.split()[0].endswith("ing") else "likes"
    yield Claim(ref, predicate, value, valid_at=clause.when.at, strength=0.7)


_MISHAPS = frozenset(
    "a an my our his her their your some any bed debt trouble shape work college uni university school law med medical"
    " grad arguments fights row rows accidents position character conversation conversations contact".split()
)
"""What one gets into without liking it."""
_NO_TASTE = _NOTHING | _MISHAPS
_SCHOOL = re.compile(
    r"(?i)\b(?:university|college|school|academy|institute|polytechnic|conservatoire|oxford|cambridge|harvard|yale"
    r"|princeton|stanford|durham|eton|juilliard|mit|ucl|lse|nyu|sorbonne|heidelberg|bologna|mensa)\b"
)


def _likes(clause: Clause, ref: str) -> Iterator[Claim]:
    verb, lemma = clause.verb, clause.verb.lemma
    better = next(
        (
            i
            for i, word in enumerate(clause.low)
            if word in ("better", "more") and clause.low[i + 1 : i + 2] == ("than",)
        ),
        0,
    )
    if better and verb.tense == "present" and not verb.negative:
        yield Claim(ref, "prefers", phrase(clause.rest[:better], clause), strength=0.7)
        return
    strength = _LIKES[lemma]
    if "kinda" in verb.adverbs:
        strength = 0.4
    elif lemma == "like" and verb.adverbs & {"really", "absolutely", "totally", "definitely"}:
        strength = 0.75
    if lemma == "like" and clause.low[:1] == ("to",) and verb.tense == "past":
        return
    if not verb.negative:
        if verb.tense in ("used", "past") and verb.tense == "used":
            for claim in _things(clause, ref, "likes", strength, clause.rest):
                yield Claim(ref, "likes", claim.object, strength=strength, invalid_at=clause.at)
            return
        yield from _things(clause, ref, "likes", strength, clause.rest)
        return
    gone = "anymore" in clause.low or clause.low[-2:] == ("any", "more") or "anymore" in verb.adverbs
    words = (
        clause.rest[: -1 if clause.low[-1:] == ("anymore",) else -2]
        if gone and clause.low[-1] in ("anymore", "more")
        else clause.rest
    )
    if gone:
        yield from (Claim(ref, "likes", claim.object, "ends") for claim in _things(clause, ref, "likes", 0.5, words))
    elif verb.tense == "present":
        yield from _things(
            clause,
            ref,
            "dislikes",
            0.8 if "really" in verb.adverbs and "particularly" not in verb.adverbs else 0.6,
            words,
        )


_HATED_TO = frozenset("say admit break ask bother think interrupt disappoint nag be break see tell".split())
"""What one hates to do only by way of speaking: "I hate to say it"."""
_POINTED = frozenset("you your yours that this these those it".split())


_UNSAID = frozenset(
    "playing going doing being trying making getting having seeing taking working people men women kids".split()
)
"""Of "we love playing …", "I can't bear people who …", where the rest was not understood."""


def _without_aside(words: tuple[Token, ...]) -> tuple[Token, ...]:
    """Words up to a comma behind which something is pointed to: "coriander, keep it off my plate"."""
    for place, token in enumerate(words):
        if token.low == "," and _POINTED.intersection(one.low for one in words[place:]):
            return words[:place]
    return words


def _things(clause: Clause, ref: str, predicate: str, strength: float, words: tuple[Token, ...]) -> Iterator[Claim]:
    words = _without_aside(words)
    if not words:
        return
    first, last, few = words[0].low, words[-1], len(words) < 4
    if first == "to" and len(words) > 1:
        if predicate != "dislikes" or words[1].low not in _HATED_TO:
            yield Claim(ref, predicate, _gerund(words[1:], clause), strength=strength)
        return
    if first in _NOTHING and not (first in ("seeing", "having", "being", "the") and len(words) > 2):
        return
    there = first == "the" and clause.verb.tense == "present" and few and not last.text[0].isupper()
    if there or _POINTED.intersection(token.low for token in words):
        return
    once = clause.verb.tense == "past"
    if once and (first.endswith("ing") or not any(token.text[0].isupper() for token in words)):
        return  # "I loved the food": then and there
    if last.low in ("it", "that", "this", "them", "answers", "replies", "responses"):
        return
    for thing in listed(words, clause) if first != "the" else (phrase(words, clause),):
        if thing.lower() in _UNSAID or thing.startswith(("every ", "each ")):
            continue
        yield Claim(ref, predicate, thing, strength=strength)


def _gerund(words: tuple[Token, ...], clause: Clause) -> str:
    """Of "to cook Thai food" → "cooking Thai food"."""
    value = phrase(words, clause, longest=8)
    first, _, rest = value.partition(" ")
    return f"{ing(first.lower())} {rest}".strip()


_NO_THING = _NOTHING - {"the"}


def _prefers(clause: Clause, ref: str) -> Iterator[Claim]:
    stop = next(
        (i for i, word in enumerate(clause.low) if word in ("to", "over", "than", "rather", "instead") and i),
        len(clause.low),
    )
    if clause.low and clause.low[0] == "to":
        stop = next(
            (i for i, word in enumerate(clause.low) if word in ("rather", "than", "over") and i), len(clause.low)
        )
        yield Claim(ref, "prefers", _gerund(clause.rest[1:stop], clause), strength=0.7)
        return
    value = phrase(clause.rest[:stop], clause, longest=8)
    if value and value.lower().split()[0] not in _NO_THING:
        yield Claim(ref, "prefers", value, strength=0.7)


def _habit(clause: Clause, ref: str) -> Iterator[Claim]:
    """What is done again and again is a hobby: "I run every morning" → running."""
    verb = clause.verb
    now = verb.tense == "present" and not (verb.negative or verb.progressive)
    if now and verb.lemma in _PURE and all(token.low in _LITTLE for token in clause.rest):
        yield Claim(ref, "hobby", ing(verb.lemma))  # "I knit", "we climb a bit"
        return
    frequent = _FREQUENT.search(clause.text) or (verb.adverbs & HABITS and clause.first)
    if not now or not frequent:
        return
    found = _FREQUENT.search(" ".join(token.text for token in clause.rest))
    words = [token for token in clause.rest if token.low not in ("daily", "weekly", "regularly")]
    if found:
        count = len(" ".join(token.text for token in clause.rest)[: found.start()].split())
        words = list(clause.rest[:count])
    value = retold(trimmed(words, 7), clause)
    if verb.lemma == "go" and any(word.endswith("ing") for word in value.split(" ")[:2]):
        yield Claim(ref, "hobby", value)  # "go ballroom dancing"
    if verb.lemma == "drink" and clause.low[:1] == ("my",):
        yield Claim(ref, "prefers", phrase(clause.rest, clause), strength=0.6)  # "always drink my coffee black"
    out = verb.lemma == "go" and value.split(" ")[-1] in _OUT
    run = verb.lemma == "run" and re.match(r"(?:an?|the|their|our) ", value)  # "run a bakery"
    if (verb.lemma in _PASTIMES or out) and not run and not _POINTING.search(value):
        yield Claim(ref, "hobby", f"{ing(verb.lemma)} {value}".strip())


_POINTING = re.compile(r"\b(?:you|your|it|me|that|this|them)\b|^with ")
_PURE = frozenset(
    "knit crochet sew quilt embroider paint draw sketch garden whittle juggle hike climb ski surf snowboard skate sail"
    " kayak fish bake birdwatch boulder".split()
)
"""What one does for pleasure where nothing else is said of it: "I knit"."""
_LITTLE = frozenset(
    "a bit little lot too , . ! and for fun sometimes now again mostly also here tho though lol".split()
)
_PASTIMES = frozenset(
    "run jog swim cycle bike hike walk climb ski surf skate sail row paddle kayak camp fish box fence wrestle lift"
    " train stretch meditate journal dance sing drum busk jam paint draw sketch sculpt knit crochet sew quilt"
    " embroider weave carve whittle craft bake cook garden read write blog film photograph collect restore tinker"
    " game juggle dive spar volunteer bowl golf practise practice compose record brew forage birdwatch explore"
    " stargaze".split()
)
"""What is done for pleasure, where it is done again and again; most of what one does every day is a chore."""
_OUT = frozenset("gym theatre theater cinema movies opera pub museums gigs concerts galleries library".split())
"""Where one goes for pleasure."""
_HELPED = re.compile(
    r"(?:me (?:so |really |very )?(?:happy|joy|feel (?:\w+ )?(?:better|good|alive|calm|relaxed|free|peaceful)"
    r"|relax|unwind|de-?stress"
    r"|peace|comfort|calm|motivated|stay \w+|keep \w+|express|cope|clear my|chill|focus|escape|recharge|destress"
    r"|going|sane|grounded)|a lot to me|(?:so much|the world|everything) to me)"
)


def _moved_by(clause: Clause) -> Iterator[Claim]:
    """Of "Painting helps me relax", "music makes me happy", "family is important to me"."""
    text, lemma = " ".join(clause.low), clause.verb.lemma
    important = lemma == "be" and re.match(r"(?:\w+ )?(?:important|special|dear|precious) to me\b", text)
    if clause.verb.tense != "present" or not (
        important or (lemma in ("make", "help", "bring", "mean", "keep", "give") and _HELPED.match(text))
    ):
        return
    noun = clause.who.noun
    if clause.who.owner or noun.split()[0] in ("your", "that", "this", "the", "it"):
        return
    start = next((i for i, token in enumerate(clause.words) if token.low == noun.split()[0]), 0)
    value = phrase(clause.words[start : start + len(noun.split())], clause)
    if value:
        yield Claim(clause.around.speaker, "likes", value, strength=0.8)
