"""Where somebody lives, works and studies, what they speak and play: verbs that tell a state, its beginning or end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pllm_memory.remember.extract.being import languages
from pllm_memory.remember.extract.claims import Claim, begun, ended, holding, listed, organisation, phrase, place
from pllm_memory.remember.extract.clauses import Clause
from pllm_memory.remember.extract.words import CONDITIONS, GROUPS, LANGUAGES, RELATIONS, SPORTS, THINGS

Effect = Literal["state", "begin", "end"]


@dataclass(frozen=True, slots=True)
class _Row:
    """What a verb says with what follows it."""

    after: tuple[str, ...]
    predicate: str
    effect: Effect
    kind: str


def _table(text: str) -> dict[str, list[_Row]]:
    """Lines of "verb | words that follow, or - | predicate | effect | what the object is"."""
    rows: dict[str, list[_Row]] = {}
    for line in text.strip().splitlines():
        verbs, afters, predicate, effect, kind = (part.strip() for part in line.split("|"))
        for verb in verbs.split(", "):
            for after in afters.split(", "):
                words = () if after == "-" else tuple(after.split())
                rows.setdefault(verb, []).append(_Row(words, predicate, effect, kind))  # type: ignore[arg-type]
    return {verb: sorted(found, key=lambda row: -len(row.after)) for verb, found in rows.items()}


_ROWS = _table("""
live, reside        | in, at, near, over in, here in, out in, back in, up in, down in | lives_in | state | place
move, relocate      | to, back to, over to, out to, up to, down to, here to, into, in to | lives_in | begin | place
settle              | in, down in, into    | lives_in       | begin | place
move                | out of, away from, from | lives_in    | end   | place
work                | at, for, over at     | works_at       | state | organisation
work                | as                   | works_as       | state | job
work                | on                   | works_on       | state | work
intern              | at, with             | works_at       | state | organisation
start, begin        | a job at, a new job at, a new job with, a new job for, working at, working for, work at, my new job at, my job at, a new role at, a new position at, at, as a job at | works_at | begin | organisation
get, land, take, accept, find | a job at, a new job at, a job with, a new job with, a job offer from, the job at, hired by, hired at, a position at, a role at, an offer from | works_at | begin | organisation
get, land, take, accept, start | a job as, a new job as, promoted to, work as, working as | works_as | begin | job
become              | a, an                | works_as       | begin | job
retire              | from                 | works_at       | end   | organisation
quit, leave, resign | my job at, my job with, my position at, from my job at, from, my work at, their job at, his job at, her job at, the job at | works_at | end | organisation
stop, finish        | working at, working for | works_at    | end   | organisation
study               | at                   | studies_at     | state | organisation
attend              | university at, college at | studies_at | state | organisation
study               | -                    | studies        | state | subject
major               | in                   | studies        | state | subject
learn               | -                    | studies        | progress | subject
start, begin        | studying, learning, to learn | studies | begin | subject
stop                | studying, learning   | studies        | end   | subject
graduate            | from, at             | graduated_from | begin | organisation
volunteer           | at, for, with        | volunteers_at  | state | organisation
start, begin        | volunteering at, volunteering for, volunteering with | volunteers_at | begin | organisation
stop                | volunteering at, volunteering for, volunteering with | volunteers_at | end | organisation
speak               | -                    | speaks         | state | languages
play                | -                    | plays          | state | game
start, begin        | playing, to play     | plays          | begin | game
stop, quit          | playing              | plays          | end   | game
follow              | a, the               | follows_diet   | state | diet
suffer              | from                 | has_condition  | state | condition
avoid               | -                    | avoids         | state | things
commute             | by                   | commutes_by    | state | text
marry               | -                    | partner        | begin | person
""")
_STOPPED = {"drink": "avoids", "eat": "avoids", "smoke": "avoids", "use": "avoids"}
_TRAVELS = {
    "bike": "bike",
    "cycle": "bike",
    "drive": "car",
    "walk": "foot",
    "commute": "",
    "take": "",
    "ride": "",
    "run": "foot",
}


def states(clause: Clause) -> Iterator[Claim]:
    """What a clause says of a state."""
    for ref in clause.refs:
        found = list(_of(clause, ref))
        yield from found


def _of(clause: Clause, ref: str) -> Iterator[Claim]:
    lemma, low = clause.verb.lemma, clause.low
    if clause.verb.tense not in ("present", "past", "perfect", "used"):
        return
    for row in _ROWS.get(lemma, ()):
        if low[: len(row.after)] == row.after:
            yield from _row(clause, ref, row)
            return
    special = _SPECIAL.get(lemma)
    if special:
        yield from special(clause, ref)


def _row(clause: Clause, ref: str, row: _Row) -> Iterator[Claim]:
    rest = clause.rest[len(row.after) :]
    verb = clause.verb
    if row.effect == "begin" and (verb.progressive or verb.tense == "present"):
        return  # "I'm moving to Lyon": a plan
    if row.effect in ("state",) and row.predicate == "works_on" and not verb.progressive:
        return
    if row.effect == "progress" and not verb.progressive:  # type: ignore[comparison-overlap]
        return
    for value in _values(clause, rest, row):
        made = {"begin": begun, "end": ended}.get(row.effect, holding)(clause, ref, row.predicate, value)
        if made:
            yield made
    if row.kind in ("job", "organisation"):
        yield from _both(clause, ref, rest, row)


def _both(clause: Clause, ref: str, rest: tuple[object, ...], row: _Row) -> Iterator[Claim]:
    """ "works as a nurse at X", "works at X as a nurse": the other half."""
    words = clause.rest[len(clause.rest) - len(rest) :]
    made = {"begin": begun, "end": ended}.get(row.effect, holding)
    low = tuple(token.low for token in words)
    if row.predicate == "works_as":
        at = next((i for i, word in enumerate(low) if word in ("at", "for") and i), None)
        if at is not None and words[at + 1 :]:
            claim = made(clause, ref, "works_at", organisation(words[at + 1 :], clause))
            if claim and claim.object:
                yield claim
    elif row.predicate == "works_at" and "as" in low:
        start = low.index("as") + 1
        title = _job(clause, words[start:])
        claim = made(clause, ref, "works_as", title) if title and row.effect != "end" else None
        if claim:
            yield claim
    if row.predicate in ("works_at", "studies_at") and not low:
        return


_NOT_PLACES = frozenset("it this that there here them us you me a the fear peace harmony style".split())


def _values(clause: Clause, rest: tuple[object, ...], row: _Row) -> Iterator[str]:
    words = clause.rest[len(clause.rest) - len(rest) :]
    if not words:
        return
    first = words[0].low
    if row.kind == "place":
        value = place(words, clause)
        if value and value.lower() not in _NOT_PLACES:
            yield value
    elif row.kind == "organisation":
        value = organisation(words, clause)
        if (
            value
            and first not in _NOT_PLACES - {"a", "the"}
            and (words[0].text[0].isupper() or first in ("a", "an", "the", "my"))
            and not first.endswith("ing")
        ):
            yield value
    elif row.kind == "job":
        value = _job(clause, words)
        if value and (row.after[-1] in ("as", "to") or value.split()[-1] in _jobs()):
            yield value
    elif row.kind == "languages":
        yield from languages(clause.low)
    elif row.kind == "game":
        yield from _games(clause, words)
    elif row.kind == "subject":
        yield from _subjects(clause, words)
    elif row.kind == "diet":
        value = phrase(words, clause, longest=3).lower().removesuffix(" diet")
        if "diet" in clause.low and value:
            yield value
    elif row.kind == "condition":
        yield from (CONDITIONS.get(one.lower(), one) for one in listed(words, clause))
    elif row.kind == "things":
        if first not in ("it", "that", "this", "you"):
            yield from listed(words, clause)
    elif row.kind == "person":
        if words[0].text[0].isupper():
            yield phrase(words, clause, longest=3)
    elif row.kind == "work":
        value = phrase(words, clause, longest=8)
        if value and first not in (
            "it",
            "that",
            "this",
            "them",
            "some",
            "something",
            "things",
            "myself",
            "getting",
            "being",
        ):
            yield value
    else:
        yield phrase(words, clause)


def _jobs() -> frozenset[str]:
    from pllm_memory.remember.extract.words import PROFESSIONS  # noqa: PLC0415

    return PROFESSIONS


def _job(clause: Clause, words: tuple[object, ...]) -> str:
    kept = []
    for token in clause.rest[len(clause.rest) - len(words) :]:
        if token.low in ("at", "for", "in", "with", "and", ",", "but", "who", "from", "there", "on"):
            break
        kept.append(token)
    return (
        phrase(kept, clause, longest=5) if kept and kept[0].low not in ("soon", "much", "hard", "well", "usual") else ""
    )


def _games(clause: Clause, words: tuple[object, ...]) -> Iterator[str]:
    tokens = clause.rest[len(clause.rest) - len(words) :]
    low = tuple(token.low for token in tokens)
    lasting = (
        clause.verb.tense in ("used",)
        or (clause.verb.tense in ("present", "perfect") and not clause.verb.negative)
        or clause.verb.negative
    )
    for one in listed(tokens, clause):
        head = one.split(" with ")[0].split(" in ")[0].split(" for ")[0].strip()
        last = head.lower().split()[-1] if head else ""
        known = last in SPORTS or " ".join(low[:2]) in ("video games", "board games", "card games", "the piano")
        if (known and (lasting or clause.when.since or clause.when.lasting)) or (
            lasting and clause.first and head and head[0].isupper() and clause.verb.tense == "present"
        ):
            yield re.sub(r"^(?:some|a bit of|a little|lots of|a lot of|the) ", "", head)


def _subjects(clause: Clause, words: tuple[object, ...]) -> Iterator[str]:
    tokens = clause.rest[len(clause.rest) - len(words) :]
    if not tokens or tokens[0].low in ("for", "in", "with", "a", "to", "at", "how", "about", "that", "from", "hard", "it", "the", "so",
                                        "on", "more", "lots", "new", "some", "what", "and", "abroad", "together"):  # fmt: skip
        if not (tokens and tokens[0].low in ("to", "how") and clause.verb.lemma == "learn"):
            if not (tokens and tokens[0].low == "the"):
                return
    stop = next(
        (
            i
            for i, token in enumerate(tokens)
            if token.low in ("at", "in", "with", "for", "because", "from", "on", "by")
        ),
        len(tokens),
    )
    for one in listed(tokens[:stop], clause):
        if one.lower().split()[0] not in ("hard", "it", "that", "you"):
            yield one if one.lower() not in LANGUAGES else one.capitalize()


# ── verbs of their own ───────────────────────────────────────────────────────────────────────────────


def _leave(clause: Clause, ref: str) -> Iterator[Claim]:
    """ "I quit my job", "I left Bosch", "I quit smoking"."""
    low = clause.low
    if not low:
        if clause.verb.lemma in ("quit", "resign"):
            yield from _some(ended(clause, ref, "works_at", ""))
        return
    if re.match(r"(?:my|his|her|their|the)(?: \w+)? (?:job|position|work)\b", " ".join(low)):
        yield from _some(ended(clause, ref, "works_at", ""))
    elif clause.rest[0].text[0].isupper() and clause.rest[0].low != "i":
        name = organisation(clause.rest, clause)
        predicates = ("works_at", "lives_in") if clause.verb.lemma == "leave" else ("works_at",)
        for predicate in predicates:
            yield from _some(ended(clause, ref, predicate, name))
    else:
        yield from _stop(clause, ref)


def _stop(clause: Clause, ref: str) -> Iterator[Claim]:
    """ "I stopped drinking coffee", "gave up meat"."""
    low = clause.low
    if not low or clause.verb.negative or clause.verb.tense not in ("past", "perfect"):
        return
    if low[0] in ("drinking", "eating", "smoking", "using", "having"):
        things = list(listed(clause.rest[1:], clause)) or (["smoking"] if low[0] == "smoking" else [])
        for thing in things:
            yield Claim(ref, "avoids", thing, valid_at=clause.when.at)
            yield Claim(ref, "likes", thing, "ends", invalid_at=clause.when.at)
    elif low[0] in ("working",):
        yield Claim(ref, "works_at", "", "ends", invalid_at=clause.when.at)
    elif low[0].endswith("ing") and clause.first:
        yield Claim(ref, "hobby", phrase(clause.rest, clause, longest=6), "ends", invalid_at=clause.when.at)


def _give(clause: Clause, ref: str) -> Iterator[Claim]:
    if (
        clause.low[:1] == ("up",)
        and len(clause.low) > 1
        and clause.low[1] not in ("on", "my", "so", "hope", "the", "and")
    ):
        things = list(listed(clause.rest[1:], clause))
        for thing in things if not clause.low[1].endswith("ing") else ():
            yield from _some(begun(clause, ref, "avoids", thing))
    elif clause.low[:1] == ("away",):
        yield from _lost(clause, ref, 1)


def _lose(clause: Clause, ref: str) -> Iterator[Claim]:
    low = clause.low
    if low[:2] in (("my", "job"), ("her", "job"), ("his", "job"), ("their", "job")):
        yield from _some(
            ended(
                clause, ref, "works_at", organisation(clause.rest[3:], clause) if low[2:3] in (("at",), ("as",)) else ""
            )
        )
    else:
        yield from _lost(clause, ref, 0)


def _lost(clause: Clause, ref: str, skip: int) -> Iterator[Claim]:
    """ "sold my car", "gave away the sofa": it is not theirs any more."""
    words = clause.rest[skip:]
    if words and words[0].low in ("my", "our", "the", "his", "her", "their"):
        stop = next(
            (i for i, token in enumerate(words) if token.low in ("to", "for", "at", "in", "on", "and", ",", "because")),
            len(words),
        )
        thing = phrase(words[:stop], clause, longest=5)
        if thing and (thing.split()[-1].lower() in THINGS or clause.verb.lemma == "sell"):
            yield from _some(ended(clause, ref, "owns", _unaged(thing)))


def _unaged(thing: str) -> str:
    return re.sub(r"^(?:old|new|beloved|second|first) ", "", thing)


def _join(clause: Clause, ref: str) -> Iterator[Claim]:
    name = organisation(clause.rest, clause)
    if not name or not clause.rest:
        return
    last = name.split()[-1].lower()
    if last in GROUPS or "gym" in last:
        yield from _some(begun(clause, ref, "member_of", name))
    elif clause.rest[0].text[0].isupper():
        yield from _some(begun(clause, ref, "works_at", name))
        if "as" in clause.low:
            title = _job(clause, clause.rest[clause.low.index("as") + 1 :])
            yield from _some(begun(clause, ref, "works_as", title) if title else None)


def _die(clause: Clause, ref: str) -> Iterator[Claim]:
    """A pet that died is no pet any more; a mother stays one."""
    from pllm_memory.remember.extract.words import PETS  # noqa: PLC0415

    if clause.verb.lemma == "pass" and clause.low[:1] not in (("away",), ("on",)):
        return
    if clause.who.noun in PETS and clause.who.owner:
        yield from _some(ended(clause, clause.who.owner, "pet", ref))
    elif "/" not in ref and not clause.first and clause.who.noun not in RELATIONS:
        yield from _some(ended(clause, clause.around.speaker, "pet", ref))
    elif "/" not in ref and clause.who.noun in PETS:
        yield from _some(ended(clause, clause.around.speaker, "pet", ref))


def _part(clause: Clause, ref: str) -> Iterator[Claim]:
    """ "got divorced", "broke up with Tom", "got married to Ana", "turned 30"."""
    low, text = clause.low, " ".join(clause.low)
    lemma = clause.verb.lemma
    if clause.verb.negative or clause.verb.tense not in ("past", "perfect"):
        return
    if (
        lemma in ("break", "split")
        and low[:1] in (("up",), ("off",))
        or lemma in ("separate", "divorce")
        or re.match(r"(?:a )?divorced?\b|divorced", text)
    ):
        name = next((token.text for token in clause.rest if token.text[0].isupper() and token.low != "i"), "")
        yield Claim(ref, "partner", name, "ends", invalid_at=clause.when.at)
        divorced = "divorce" in text or lemma == "divorce"
        if lemma not in ("break", "split"):
            yield Claim(ref, "relationship_status", "divorced" if divorced else "separated", valid_at=clause.when.at)
    elif lemma == "get" and low[:1] in (("married",), ("engaged",)):
        yield Claim(ref, "relationship_status", low[0], valid_at=clause.when.at)
        if low[1:2] == ("to",) and clause.rest[2:] and clause.rest[2].text[0].isupper():
            yield Claim(ref, "partner", phrase(clause.rest[2:], clause, longest=3), valid_at=clause.when.at)


def _turn(clause: Clause, ref: str) -> Iterator[Claim]:
    if clause.low and clause.low[0].isdigit() and 0 < int(clause.low[0]) < 125:
        yield from _some(begun(clause, ref, "age", clause.low[0]))


def _travel(clause: Clause, ref: str) -> Iterator[Claim]:
    """ "I bike to work", "I take the train to work"."""
    low = clause.low
    if clause.verb.tense != "present" or "work" not in low:
        return
    to_work = any(low[i : i + 2] in (("to", "work"), ("to", "the")) for i in range(len(low)))
    means = _TRAVELS.get(clause.verb.lemma, "")
    if not means and clause.verb.lemma in ("take", "ride"):
        means = next(
            (
                word
                for word in low
                if word in ("train", "bus", "bike", "metro", "subway", "tram", "car", "ferry", "tube")
            ),
            "",
        )
    if means and to_work:
        yield holding(clause, ref, "commutes_by", means)


def _eat(clause: Clause, ref: str) -> Iterator[Claim]:
    """ "I don't eat pork": avoided; any more: no longer liked, either."""
    low = clause.low
    if clause.verb.tense != "present" or not clause.verb.negative or not low:
        return
    if low[0] in ("it", "that", "this", "much", "enough", "well", "anything", "a", "out", "there", "here", "for"):
        return
    gone = low[-1] == "anymore" or low[-2:] == ("any", "more") or "anymore" in clause.verb.adverbs
    words = (
        clause.rest[: -1 if low[-1] == "anymore" else -2] if gone and low[-1] in ("anymore", "more") else clause.rest
    )
    for thing in listed(words, clause):
        yield Claim(ref, "avoids", thing, valid_at=clause.when.since)
        if gone:
            yield Claim(ref, "likes", thing, "ends")


def _go(clause: Clause, ref: str) -> Iterator[Claim]:
    """ "I went back to Porto" is no move; "I go to university at X"."""
    text = " ".join(clause.low)
    found = re.match(r"to (?:university|college|school|uni) (?:at|in) ", text)
    if found and clause.verb.tense in ("present", "past"):
        yield holding(clause, ref, "studies_at", organisation(clause.rest[len(found[0].split()) :], clause))


def _get(clause: Clause, ref: str) -> Iterator[Claim]:
    low = clause.low
    if low[:1] in (("married",), ("engaged",), ("divorced",)) or low[:2] == ("a", "divorce"):
        yield from _part(clause, ref)
    elif low[:2] in (("fired", "from"), ("fired",)) or low[:2] == ("laid", "off"):
        skip = 2 if low[0] == "fired" else 3
        yield from _some(
            ended(clause, ref, "works_at", organisation(clause.rest[skip:], clause) if len(low) > skip else "")
        )
    elif low[:3] == ("rid", "of", "my"):
        yield from _lost(clause, ref, 2)


def _retire(clause: Clause, ref: str) -> Iterator[Claim]:
    yield from _some(ended(clause, ref, "works_at", ""))


def _take(clause: Clause, ref: str) -> Iterator[Claim]:
    if clause.low[:1] == ("up",) and len(clause.low) > 1:
        yield from _some(begun(clause, ref, "hobby", phrase(clause.rest[1:], clause, longest=4)))
    else:
        yield from _travel(clause, ref)


def _some(claim: Claim | None) -> Iterator[Claim]:
    if claim and (claim.object or claim.mode == "ends"):
        yield claim


_SPECIAL = {
    "quit": _leave, "leave": _leave, "resign": _leave, "stop": _stop, "give": _give, "lose": _lose, "sell": lambda clause, ref: _lost(clause, ref, 0),
    "donate": lambda clause, ref: _lost(clause, ref, 0), "join": _join, "die": _die, "pass": _die, "break": _part, "split": _part,
    "separate": _part, "divorce": _part, "get": _get, "turn": _turn, "bike": _travel, "cycle": _travel, "drive": _travel,
    "walk": _travel, "ride": _travel, "eat": _eat, "drink": _eat, "go": _go, "retire": _retire, "take": _take,
}  # fmt: skip
