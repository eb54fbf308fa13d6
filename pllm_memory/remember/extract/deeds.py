"""What somebody did, and where they were."""

import re
from collections.abc import Iterator

from pllm_memory.remember.extract.claims import Claim, listed, place, retold, trimmed
from pllm_memory.remember.extract.clauses import Clause
from pllm_memory.remember.extract.verbs import is_past, past

_EMPTY_DID = frozenset(
    "be think know feel want need like love hate hope guess mean seem say wonder believe understand wish agree suppose"
    " appreciate let thank happen remember care sound look forget bet deserve expect notice realize keep matter"
    " enjoy prefer"
    " hear figure have tell see ask show mention help thanks congrat do laugh assume".split()
)
EMPTY_REST = re.compile(
    r"^(?:(?:it|them|him|her|that|this one|one)(?: .*)?|this|so|a (?:great|good|nice|blast|lot of fun|wonderful"
    r"|fantastic|hard|tough|rough|bit|really|long)"
    r" ?(?:time|day|one|week)?|fun|to (?:say|admit|be)|lucky|stuck|there|here|out|up|around|by|on|off|over|back"
    r"|through|"
    r"on it|into it|with it|to it|for it|it all|carried away|used to it|a chance|the chance|home|one|some|started"
    r"|better|"
    r"what (?:it|you)|to know|to see|it out|it up|it on|it down|to do it|to do that|rid of it)\b[ .!]*$"
)
"""What says nothing behind a verb: "had it", "went there", "started"."""
_ALONE = frozenset("graduated retired married divorced died proposed relapsed won".split())
"""Deeds that say enough by themselves."""
_DONE_TO = frozenset("accepted promoted hired invited offered given".split())


def did(clause: Clause, ref: str) -> Iterator[Claim]:
    """What a clause in the past says was done; nothing that is empty, as "had fun"."""
    verb, lemma, low = clause.verb, clause.verb.lemma, clause.low
    if lemma == "be" and verb.tense == "perfect":
        yield from _been(clause, ref)
    elif _says_something(clause):
        if lemma in ("visit", "explore") and clause.rest[0].text[0].isupper():
            yield from _visited(clause, ref)
        elif verb.passive:
            yield from deed(clause, ref, f"was {verb.word}")
        elif verb.progressive:
            yield from deed(clause, ref, f"{'has been' if verb.tense == 'perfect' else 'was'} {verb.word}")
        else:
            told = verb.tense == "past" and is_past(verb.word)
            yield from deed(clause, ref, verb.word if told else past(lemma))
            yield from _travelled(clause, ref) if low else ()


def _says_something(clause: Clause) -> bool:
    verb, low, text = clause.verb, clause.low, " ".join(clause.low)
    if verb.passive and verb.word not in _DONE_TO:
        return False
    if verb.lemma in _EMPTY_DID and not _telling(verb.lemma, low):
        return False
    if not low:
        return past(verb.lemma) in _ALONE
    return not EMPTY_REST.match(text) and not (low[0] in ("that", "it", "how", "what", "why") and len(low) < 3)


_NOTHING_HAD = re.compile(
    r"(?:a |an |some |so )?(?:much |lots? of |really |such a )?(?:fun|great|good|nice|blast|wonderful|amazing|tough"
    r"|hard|rough|to|no|my|the chance|time|awesome|fantastic|long|idea|it|any)\b"
)


def _telling(lemma: str, low: tuple[str, ...]) -> bool:
    """Verbs that mostly say nothing, where they do: "had surgery", "saw the Alps", "enjoyed dinner with …"."""
    if lemma == "have":
        return len(low) > 1 and not _NOTHING_HAD.match(" ".join(low))
    if lemma == "see":
        return len(low) > 1 and low[0] in ("a", "the", "an", "some", "my", "so")
    full = len(low) > 2 and low[0] not in ("it", "that", "me", "this", "them", "how")
    return full and lemma in ("realize", "help", "show", "keep", "enjoy", "tell")


def _been(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "I've been to Japan"."""
    named = clause.low[:1] == ("to",) and clause.rest[1:] and clause.rest[1].text[0].isupper()
    for where in listed(clause.rest[1:], clause) if named and not clause.verb.negative else ():
        yield Claim(ref, "visited", where, valid_at=clause.when.at)


def _visited(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "visited Rome and Paris with Tom"."""
    for where in listed(clause.rest, clause):
        found = re.split(r" (?:with|for|to|in|at|on) ", where)[0]
        if found[:1].isupper():
            yield Claim(ref, "visited", found, valid_at=clause.when.at)


def _travelled(clause: Clause, ref: str) -> Iterator[Claim]:
    """Of "went to Greece"."""
    named = clause.low[0] == "to" and clause.rest[1:] and clause.rest[1].text[0].isupper()
    if named and clause.verb.lemma in ("go", "travel", "fly", "drive"):
        yield Claim(ref, "visited", place(clause.rest[1:], clause), valid_at=clause.when.at)


def deed(clause: Clause, ref: str, head: str) -> Iterator[Claim]:
    """What was done, as a phrase without its subject: "went to a support group"; nothing if it has no content."""
    words = trimmed(clause.rest)
    content = any(len(token.low) > 2 and token.low not in _FUNCTION for token in words)
    pointing = words and words[-1].low in ("it", "that", "this")
    if not known(clause, ref) or pointing or not (content or head.rsplit(maxsplit=1)[-1] in _ALONE):
        return
    just = clause.at if "just" in clause.verb.adverbs else None
    yield Claim(ref, "did", f"{head} {retold(words, clause)}".strip(), valid_at=clause.when.at or just)


def known(clause: Clause, ref: str) -> bool:
    """Whether it is somebody, and not the first word of a sentence that looks like a name."""
    spoken = any(token.low in ("he", "she") for token in clause.words[: len(clause.words) - len(clause.rest)])
    return clause.first or spoken or "/" in ref or ref in clause.around.names or bool(clause.named)


_FUNCTION = frozenset(
    "something everything anything nothing far lots things stuff other"
    " the and for with that this them they there here was were are his her him she its our out off all any some one"
    " from then too"
    " very really just about into over what how who but not it's lot much more again back own own".split()
)
