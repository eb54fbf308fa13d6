"""What somebody plans, wants, needs, feels and believes, and what they did."""

import re
from collections.abc import Iterator, Sequence

from pllm_memory.remember.extract.claims import Claim, listed, phrase, place, retold, trimmed
from pllm_memory.remember.extract.clauses import Clause
from pllm_memory.remember.extract.sentences import Token
from pllm_memory.remember.extract.verbs import forms, ing, is_past, past
from pllm_memory.remember.extract.words import FEELINGS

_YOURS = re.compile(r"\b(?:you|your|yours|you're|ya|y'all)\b")
_EMPTY_WILL = frozenset(
    "be do let keep try check think see tell talk have get send give make miss remember need know take say show help look find"
    " feel love like believe always support catch stop forget guess hold bring ask share wait want hear stay work put add"
    " never come use chat update turn consider mention admit".split()
)
_EMPTY_DID = frozenset(
    "be think know feel want need like love hate hope guess mean seem say wonder believe understand wish agree suppose"
    " appreciate let thank happen remember care sound look forget bet deserve expect notice realize keep matter enjoy prefer"
    " hear figure have tell see ask show mention help thanks congrat do laugh assume".split()
)
_EMPTY_REST = re.compile(
    r"^(?:(?:it|them|him|her|that|this one|one)(?: .*)?|this|so|a (?:great|good|nice|blast|lot of fun|wonderful|fantastic|hard|tough|rough|bit|really|long)"
    r" ?(?:time|day|one|week)?|fun|to (?:say|admit|be)|lucky|stuck|there|here|out|up|around|by|on|off|over|back|through|"
    r"on it|into it|with it|to it|for it|it all|carried away|used to it|a chance|the chance|home|one|some|started|better|"
    r"what (?:it|you)|to know|to see|it out|it up|it on|it down|to do it|to do that|rid of it)\b[ .!]*$"
)
_LEARNED = ("learn", "realize", "find", "decide")
_WANTS = frozenset(("want", "wish", "hope", "aim", "dream", "long", "aspire", "desire"))
_PLANS = frozenset(("plan", "intend", "decide"))
_PLANNING = frozenset(
    ("think", "consider", "plan", "look", "hope", "aim", "dream", "go", "prepare", "train", "save", "want")
)


def doing(clause: Clause) -> Iterator[Claim]:
    """What a clause says of plans, wishes, feelings and deeds; nothing about who is spoken to."""
    if _YOURS.search(" ".join(clause.low)):
        return
    for ref in clause.refs:
        yield from _of(clause, ref)


def _of(clause: Clause, ref: str) -> Iterator[Claim]:
    verb, lemma, low = clause.verb, clause.verb.lemma, clause.low
    if (lemma == "be" and verb.tense not in ("future", "perfect")) or (
        verb.tense == "present" and "all" in verb.adverbs
    ):
        return  # "we all need a break": said of everybody
    if verb.tense == "future" and not verb.negative:
        yield from _will(clause, ref)
    elif verb.tense == "would" and not verb.negative:
        yield from _would(clause, ref)
    elif verb.tense == "must" and not verb.negative and verb.word != "should":
        yield from _must(clause, ref)
    elif verb.tense == "can" and verb.negative:
        yield from _cannot(clause, ref)
    elif verb.progressive and verb.tense == "present" and not verb.negative:
        yield from _now(clause, ref)
    elif (
        verb.tense == "may"
        and not verb.negative
        and clause.first
        and any(token.low == "might" for token in clause.words)
    ):
        yield from _will(clause, ref)
    elif verb.tense == "used" and not verb.negative and clause.first:
        yield from _deed(clause, ref, f"used to {lemma}")
    elif verb.negative or verb.tense in ("may", "can", "used", "future", "would", "must"):
        return
    elif (
        verb.tense == "present" and clause.first and lemma in _STARTS and clause.when.at and clause.when.at > clause.at
    ):
        yield from _some(_plan(clause, ref, clause.rest, f"to {lemma}"))
    elif lemma in ("want", "need") and verb.tense == "present":
        yield from _wants(clause, ref, "wants" if lemma == "want" else "needs")
    elif lemma in _WANTS and verb.tense == "present" and low[:1] in (("to",), ("of",)):
        yield from _wants(clause, ref, "wants")
    elif lemma in _PLANS and low[:1] in (("to",), ("on",)):
        yield from _planned(clause, ref, clause.rest)
    elif lemma == "feel":
        yield from _feels(clause, ref)
    elif lemma == "believe" and verb.tense == "present" and len(low) > 2 and low[0] not in ("it", "in", "me", "that"):
        yield Claim(ref, "believes", phrase(clause.rest, clause, longest=16))
    elif lemma == "believe" and low[:1] == ("in",) and len(low) > 1 and low[1] not in ("me", "myself", "it"):
        yield Claim(ref, "believes", phrase(clause.rest, clause, longest=8))
    elif verb.tense in ("past", "perfect"):
        yield from _did(clause, ref)


_STARTS = frozenset("start begin leave fly move go travel arrive return graduate".split())


def _some(claim: Claim | None) -> Iterator[Claim]:
    if claim:
        yield claim


# ── to come ──────────────────────────────────────────────────────────────────────────────────────────


def _plan(clause: Clause, ref: str, words: Sequence[Token], head: str) -> Claim | None:
    rest = retold(trimmed(words, 14), clause)
    text = _to(f"{head} {rest}".strip())
    if (len(text.split()) < 3 and not clause.when.at) or _VAGUE.search(text):
        return None
    return Claim(ref, "plans", text, valid_at=clause.when.at, certain=clause.certain)


_VAGUE = re.compile(r"\b(?:it|that|this|them)$|^to \w+ (?:it|this|that) |\bthere\b")
"""What nobody could understand later: "to look into it", "to go there"."""


def _to(text: str) -> str:
    """Of "getting a dog" → "to get a dog"."""
    first, _, rest = text.partition(" ")
    lemma = next((lemma for lemma, form in forms(first.lower()) if form == "ing"), None)
    return f"to {lemma} {rest}".strip() if lemma and first not in _THINGS_IN_ING else text


_THINGS_IN_ING = frozenset(
    "something anything everything nothing wedding building painting clothing evening morning during string spring ring thing being".split()
)


def _will(clause: Clause, ref: str) -> Iterator[Claim]:
    lemma = clause.verb.lemma
    going = "going" in [token.low for token in clause.words[: len(clause.words) - len(clause.rest)]]
    if lemma == "be" and not (clause.low and clause.low[0] in ("in", "at", "visiting")):
        return
    if lemma in _EMPTY_WILL and not clause.when.at and not going:
        return
    if (going and lemma in ("be", "do", "miss", "say", "need")) or _EMPTY_REST.match(" ".join(clause.low)):
        return
    found = _plan(clause, ref, clause.rest, f"to {lemma}")
    if found:
        yield found


def _planned(clause: Clause, ref: str, words: Sequence[Token]) -> Iterator[Claim]:
    """Of "plan to move", "plan on moving", "planning a trip"."""
    if words and words[0].low == "on":
        words = words[1:]
    if not words or words[0].low in ("it", "that", "this"):
        return
    found = _plan(clause, ref, words, "")
    if found and len(found.object.split()) > 1:
        yield found


_LEAVING = frozenset("move head fly travel drive leave relocate".split())


def _now(clause: Clause, ref: str) -> Iterator[Claim]:
    """The progressive: what is planned, or going on."""
    lemma, low, when = clause.verb.lemma, clause.low, clause.when
    ahead = when.at is not None and when.after is not None and when.after > clause.at
    if not low:
        return
    if (
        lemma in ("think", "consider", "look") and low[0] in ("about", "of", "into", "at", "to", "for", "forward")
    ) or lemma == "consider":
        skip = 0 if lemma == "consider" else 1
        if lemma == "look" and low[:2] == ("forward", "to"):
            skip = 2
        if (
            (lemma == "look" and low[0] not in ("for", "into", "to", "forward"))
            or len(low) <= skip
            or low[skip] in ("it", "that", "this", "how", "what")
        ):
            return
        text = _to(retold(trimmed(clause.rest[skip:], 12), clause))
        if text:
            yield Claim(ref, "plans" if ahead else "wants", text, valid_at=when.at if ahead else None, certain=False)
    elif lemma in ("hope", "aim", "dream", "want") and low[0] in ("to", "of", "for"):
        yield from _wants(clause, ref, "wants")
    elif lemma in ("plan", "intend"):
        yield from _planned(clause, ref, clause.rest)
    elif lemma == "feel":
        yield from _feels(clause, ref)
    elif ahead or (lemma in _LEAVING and _known(clause, ref) and low[0] in ("to", "back", "out", "into", "for")):
        found = _plan(clause, ref, clause.rest, f"to {lemma}")
        if found:
            yield found
    elif lemma in ("learn", "study", "work", "live", "go", "get", "do", "try", "have", "feel", "look", "talk", "say", "make", "start",
                   "wonder", "guess", "enjoy", "love", "like", "run", "root", "kid", "joke", "tell", "be", "come", "keep", "take"):  # fmt: skip
        if (
            lemma in ("work", "try", "start", "run", "take", "make")
            and len(low) > 2
            and not _EMPTY_REST.match(" ".join(low))
        ):
            yield from _deed(clause, ref, f"was {clause.verb.word}")
    elif len(low) > 1:
        yield from _deed(clause, ref, f"was {clause.verb.word}")


def _would(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "I would love to live in Rome", "I'd like a dog"."""
    lemma, low = clause.verb.lemma, clause.low
    if "rather" in clause.verb.adverbs and "than" in low:
        start = 0 if lemma in ("have", "drink", "eat", "be", "take", "get") else None
        value = phrase(clause.rest[: low.index("than")], clause, longest=6)
        yield Claim(ref, "prefers", value if start == 0 else f"{ing(lemma)} {value}".strip(), strength=0.7)
        return
    if lemma in ("love", "like") and low and low[0] not in ("it", "that", "this", "for", "if"):
        yield from _wants(clause, ref, "wants")
    elif lemma == "prefer" and low:
        yield Claim(ref, "prefers", phrase(clause.rest, clause, longest=8), strength=0.6)


_TRIVIAL_WANT = re.compile(
    r"^to (?:say|tell|let|hear|see (?:it|that|them)|know|ask|be honest|share|thank|check|mention|do (?:it|that|this|so)|talk|see what"
    r"|give a|show|point|join|help|come|try (?:it|that)|try|go|check it|make sure|hear about|get there|find out|keep (?:it|that|going)|start)\b[^ ]*"
    r"(?: it| that| this| them| them all| more| about it| soon| too)?$|^(?:it|that|this|them|to (?:say|tell|let|thank|hear|share with))\b"
)


def _wants(clause: Clause, ref: str, predicate: str) -> Iterator[Claim]:
    words = trimmed(clause.rest, 14)
    if words and words[0].low in ("of", "for"):
        words = words[1:]
    text = _to(retold(words, clause))
    if (
        not text
        or _VAGUE.search(text)
        or _TRIVIAL_WANT.match(text.lower())
        or text.lower() in ("to", "more", "some", "you")
    ):
        return
    if (
        predicate == "wants"
        and clause.when.at
        and text.startswith("to ")
        and clause.when.after
        and clause.when.after > clause.at
    ):
        yield Claim(ref, "plans", text, valid_at=clause.when.at, certain=clause.certain)
        return
    yield Claim(ref, predicate, text, strength=0.7)


def _must(clause: Clause, ref: str) -> Iterator[Claim]:
    lemma = clause.verb.lemma
    if clause.when.at and clause.when.after and clause.when.after > clause.at:
        found = _plan(clause, ref, clause.rest, f"to {lemma}")
        if found:
            yield found
    elif (
        lemma not in _EMPTY_WILL | {"go", "run", "admit", "watch"}
        and clause.low
        and clause.low[0] not in ("it", "that")
    ):
        yield Claim(ref, "needs", f"to {lemma} {retold(trimmed(clause.rest, 12), clause)}".strip())


_ABILITIES = frozenset(
    "eat drink swim drive cook sing dance ride ski digest smoke fly sleep lift bend run climb tolerate".split()
)


_FOODS = frozenset(
    "dairy gluten nuts peanuts sugar alcohol caffeine shellfish milk eggs meat lactose wheat soy fish pork pets kids children".split()
)


def _cannot(clause: Clause, ref: str) -> Iterator[Claim]:
    lemma, low = clause.verb.lemma, clause.low
    if lemma == "wait" and low[:1] in (("to",), ("for",)) and len(low) > 2:
        text = retold(trimmed(clause.rest[0 if low[0] == "to" else 1 :], 12), clause)
        if (
            clause.first
            and not re.search(r"\b(?:it|them|this|that|catch|chat|hang)\b", text)
            and not _TRIVIAL_WANT.match(text)
            and not re.match(r"to (?:see|hear|know|show|tell|share)\b", text)
        ):
            yield Claim(ref, "plans" if clause.when.at else "wants", text, valid_at=clause.when.at, strength=0.9)
    elif lemma == "have" and clause.first and len(low) < 3 and low and low[0] in _FOODS:
        yield Claim(ref, "cannot", f"have {phrase(clause.rest, clause)}")
    elif lemma in _ABILITIES and not _EMPTY_REST.match(" ".join(low)):
        if lemma in ("eat", "drink") or len(low) < 3:
            gone = phrase(clause.rest, clause, longest=6)
            yield Claim(ref, "cannot", f"{lemma} {gone}".strip())


# ── felt ─────────────────────────────────────────────────────────────────────────────────────────────


def _feels(clause: Clause, ref: str) -> Iterator[Claim]:
    low = clause.low
    place_ = next(
        (
            i
            for i, word in enumerate(low)
            if word not in ("so", "really", "very", "more", "a", "bit", "pretty", "quite", "super", "much", "like")
        ),
        0,
    )
    if low and low[place_] in FEELINGS:
        value = phrase(clause.rest[place_:], clause, longest=10)
        when = clause.when.at if clause.verb.tense == "past" else None
        if clause.verb.tense == "past":
            yield Claim(ref, "feels", value, valid_at=when, invalid_at=clause.when.after or clause.at)
        else:
            yield Claim(ref, "feels", value)


# ── done ─────────────────────────────────────────────────────────────────────────────────────────────


def _did(clause: Clause, ref: str) -> Iterator[Claim]:
    verb, lemma, low = clause.verb, clause.verb.lemma, clause.low
    text = " ".join(low)
    if verb.passive and verb.word not in ("accepted", "promoted", "hired", "invited", "offered", "given"):
        return
    if lemma == "be" and verb.tense == "perfect":
        yield from _been(clause, ref)
        return
    if lemma in _EMPTY_DID and not _telling(lemma, low):
        return
    if not low and lemma not in ("graduate", "retire", "marry", "divorce", "die", "relapse", "win", "propose"):
        return
    if _EMPTY_REST.match(text) or (low and low[0] in ("that", "it", "how", "what", "why") and len(low) < 3):
        return
    if verb.passive:
        yield from _deed(clause, ref, f"was {verb.word}")
        return
    if lemma in ("visit", "explore") and low[0] not in ("my", "a", "the", "some", "him", "her", "them", "me", "with"):
        for where in listed(clause.rest, clause):
            found = re.split(r" (?:with|for|to|in|at|on) ", where)[0]
            if found[:1].isupper():
                yield Claim(ref, "visited", found, valid_at=clause.when.at)
        if clause.rest[0].text[0].isupper():
            return
    if verb.progressive:
        yield from _deed(clause, ref, f"{'has been' if verb.tense == 'perfect' else 'was'} {verb.word}")
    else:
        yield from _deed(clause, ref, verb.word if verb.tense == "past" and is_past(verb.word) else past(lemma))


def _telling(lemma: str, low: tuple[str, ...]) -> bool:
    """Verbs that mostly say nothing, where they do: "had surgery", "saw the Alps", "enjoyed dinner with my parents"."""
    if lemma == "have":
        return len(low) > 1 and not re.match(r"(?:a |an |some |so )?(?:much |lots? of |really |such a )?(?:fun|great|good|nice|blast|wonderful|amazing|tough|hard"
                                             r"|rough|to|no|my|the chance|time|awesome|fantastic|long|idea|it|any)\b", " ".join(low))  # fmt: skip
    if lemma == "see":
        return len(low) > 1 and low[0] in ("a", "the", "an", "some", "my", "so")
    return (
        lemma in ("realize", "help", "show", "keep", "enjoy", "tell")
        and len(low) > 2
        and low[0] not in ("it", "that", "me", "this", "them", "how")
    )


def _been(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "I've been to Japan"."""
    if (
        clause.low[:1] == ("to",)
        and len(clause.low) > 1
        and clause.rest[1].text[0].isupper()
        and not clause.verb.negative
    ):
        for where in listed(clause.rest[1:], clause):
            yield Claim(ref, "visited", where, valid_at=clause.when.at)


def _deed(clause: Clause, ref: str, head: str) -> Iterator[Claim]:
    words = trimmed(clause.rest)
    rest = retold(words, clause)
    content = [token for token in words if len(token.low) > 2 and token.low not in _FUNCTION]
    if (
        not _known(clause, ref)
        or (words and words[-1].low in ("it", "that", "this"))
        or (
            not content
            and head.rsplit(maxsplit=1)[-1] not in ("graduated", "retired", "married", "divorced", "died", "proposed")
        )
    ):
        return
    yield Claim(
        ref,
        "did",
        f"{head} {rest}".strip(),
        valid_at=clause.when.at or (clause.at if "just" in clause.verb.adverbs else None),
    )
    if (
        clause.verb.lemma in ("go", "travel", "fly", "drive")
        and clause.low[:1] == ("to",)
        and clause.verb.tense in ("past", "perfect")
    ):
        where = place(clause.rest[1:], clause)
        if where and where[0].isupper() and clause.rest[1].text[0].isupper():
            yield Claim(ref, "visited", where, valid_at=clause.when.at)


def _known(clause: Clause, ref: str) -> bool:
    """Whether it is somebody, and not the first word of a sentence that looks like a name."""
    spoken = any(token.low in ("he", "she") for token in clause.words[: len(clause.words) - len(clause.rest)])
    return clause.first or spoken or "/" in ref or ref in clause.around.names or bool(clause.named)


_FUNCTION = frozenset(
    "the and for with that this them they there here was were are his her him she its our out off all any some one from then too"
    " very really just about into over what how who but not it's lot much more again back own own".split()
)
