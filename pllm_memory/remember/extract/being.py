"""What somebody is: "I'm 34", "Ana is a nurse", "my favourite colour is green", "my sister's name is Ana"."""

import re
from collections.abc import Iterator

from pllm_memory.predicates import FAVORITE, REGISTRY
from pllm_memory.remember.extract.claims import Claim, holding, listed, organisation, phrase, place
from pllm_memory.remember.extract.clauses import Clause
from pllm_memory.remember.extract.people import person, proper, related
from pllm_memory.remember.extract.words import (
    CONDITIONS,
    DIETS,
    EVALUATIVE,
    EVENTS,
    FEELINGS,
    GROUPS,
    LANGUAGES,
    NATIONALITIES,
    PETS,
    PROFESSIONS,
    RELATIONS,
    RELIGIONS,
    SHORT_FEELINGS,
    STATUSES,
)

_AGE = re.compile(
    r"^(?:(?:about|almost|nearly|only) )?(\d{1,3})(?: years?(?: old| of age)?| yo| y/o)?(?: today| now)?$"
)
_JOB = re.compile(r"(?:er|or|ist|ian|eer|ant|man|woman|smith|wright)$")
_NO_JOB = frozenset(
    "fan lover believer member mother father sister brother person owner beginner minor reader listener eater drinker"
    " winner loser supporter survivor partner user reminder matter number killer player learner thinker dreamer morning"
    " corner center career letter bummer sucker keeper blocker breaker gamer disaster lover parent order answer helper"
    " saver boomer starter stranger wonder human adult giant important error mirror savior favor woman man".split()
)


def being(clause: Clause) -> Iterator[Claim]:
    """What a clause with "be" says."""
    if clause.verb.passive:
        yield from _passive(clause)
        return
    if clause.verb.lemma != "be" or clause.verb.tense not in ("present", "past", "perfect", "used"):
        return
    if clause.who.noun and clause.who.owner:
        yield from _attribute(clause)
    if not clause.refs:
        yield from _favourite_behind(clause)
        return
    for ref in clause.refs:
        yield from _of(clause, ref)


def _of(clause: Clause, ref: str) -> Iterator[Claim]:
    low, text = clause.low, " ".join(clause.low)
    if not low:
        return
    told = phrase(clause.rest, clause, article=True).lower()
    age = _AGE.match(told)
    if age and 0 < int(age[1]) < 125:
        yield holding(clause, ref, "age", age[1])
        return
    known = _known(clause, ref, low, told)
    if known:
        yield known
        return
    if low[0] == "from" or text.startswith("originally from"):
        found = place(clause.rest[1 + (low[0] != "from") :], clause)
        if found and clause.rest[1 + (low[0] != "from")].text[0].isupper():
            yield Claim(ref, "from", found)
        return
    if low[:2] == ("allergic", "to"):
        yield from (holding(clause, ref, "allergic_to", thing) for thing in listed(clause.rest[2:], clause))
        return
    if low[0] in ("married", "engaged") and low[1:2] == ("to",):
        yield from _partner(clause, ref)
        return
    if low[0] in ("a", "an", "the", "my", "our", "one", "in", "on"):
        yield from _noun(clause, ref, low)
        return
    yield from _other(clause, ref, low)


def _known(clause: Clause, ref: str, low: tuple[str, ...], told: str) -> Claim | None:
    """Diets, conditions, statuses, beliefs: a word or two that the tables have."""
    bare = re.sub(r"^(?:an? |on an? )", "", told)
    bare = re.sub(r" (?:diet|person|anymore|too)$", "", bare)
    bare = re.sub(r"^(?:strict|strictly|fully|newly|happily|recently|severely|finally|officially|mildly) ", "", bare)
    for predicate, table in (("follows_diet", DIETS), ("has_condition", CONDITIONS), ("relationship_status", STATUSES)):
        if bare in table and not (bare in ("depressed", "blind", "separated")):
            return holding(clause, ref, predicate, table[bare])
    if bare in RELIGIONS:
        return holding(clause, ref, "religion", _capital(bare))
    if bare in NATIONALITIES or bare == "pregnant":
        return holding(clause, ref, "is", _capital(bare) if bare != "pregnant" else bare)
    if low[:2] == ("fluent", "in"):
        return holding(clause, ref, "speaks", phrase(clause.rest[2:], clause))
    return None


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _partner(clause: Clause, ref: str) -> Iterator[Claim]:
    name, _ = proper(clause.rest, 2)
    if name:
        yield holding(clause, ref, "partner", name)
    if clause.low[0] == "married":
        yield holding(clause, ref, "relationship_status", "married")


def _noun(clause: Clause, ref: str, low: tuple[str, ...]) -> Iterator[Claim]:
    """ "a nurse", "my sister", "a huge fan of jazz", "a member of the choir"."""
    if low[0] in ("my", "our"):
        found = person(clause.rest, 0, clause.around)
        if found and found.noun in RELATIONS | dict.fromkeys(PETS) and found.end >= len(low) and not clause.first:
            yield from (
                Claim(one.subject, one.predicate, one.object) for one in related(clause.around.speaker, found.noun, ref)
            )
        return
    text = " ".join(low)
    fan = re.match(r"(?:a|an|the) (?:(huge|big|massive|die-hard) )?(?:fan|lover|admirer) of ", text)
    if fan:
        strength = 0.9 if fan[1] else 0.8
        count = len(fan[0].split())
        if clause.verb.negative:
            yield from (Claim(ref, "dislikes", one, strength=0.5) for one in listed(clause.rest[count:], clause))
        elif low[count] not in ("it", "that", "this", "them"):
            yield from (Claim(ref, "likes", one, strength=strength) for one in listed(clause.rest[count:], clause))
        return
    if " member of " in f" {text} " or re.match(r"(?:in|on) (?:a|the) \w+ ?(?:%s)\b" % "|".join(GROUPS), text):
        start = low.index("of") + 1 if "of" in low else 1
        group = organisation(clause.rest[start:], clause)
        if group:
            yield holding(clause, ref, "member_of", group)
        return
    if low[0] in ("in", "on", "the") and low[0] != "the":
        return
    yield from _profession(clause, ref, low)


def _profession(clause: Clause, ref: str, low: tuple[str, ...]) -> Iterator[Claim]:
    stop = next(
        (i for i, word in enumerate(low) if i and word in ("at", "for", "in", "with", "from", "and", ",", "who", "by")),
        len(low),
    )
    words = clause.rest[1:stop]
    if not words or len(words) > 4 or low[0] in ("the", "one"):
        return
    head, title = words[-1].low, phrase(words, clause)
    pet = ref in _pets(clause)
    if head in PETS:
        yield Claim(ref, "is_a", title)
    elif head in PROFESSIONS or (_JOB.search(head) and head not in _NO_JOB and len(head) > 5):
        yield holding(clause, ref, "works_as", title)
        at = next((i for i, word in enumerate(low) if i >= stop and word in ("at", "for", "with")), None)
        if at == stop:
            where = organisation(clause.rest[stop + 1 :], clause)
            if where and clause.rest[stop + 1].low in ("a", "an", "the") or (where and where[0].isupper()):
                yield holding(clause, ref, "studies_at" if head == "student" else "works_at", where)
    elif head not in EVALUATIVE and not pet and clause.verb.tense == "present" and not clause.verb.negative:
        whole = phrase(clause.rest, clause, article=True, longest=8)
        if len(title) > 3 and not re.search(
            r"\b(?:lot|bit|mess|way|thing|one|time|moment|day|place|you|sign|part|reminder|pleasure|work|joy|good|great|bit|example|shame|challenge|relief|must|big|hard|while|long|kind|inspiration|blessing|testament|matter|honor)\b",
            whole,
        ):
            yield holding(clause, ref, "is", whole)


def _pets(clause: Clause) -> set[str]:
    return {one.subject for one in clause.named if one.predicate == "is_a"}


def _other(clause: Clause, ref: str, low: tuple[str, ...]) -> Iterator[Claim]:
    """ "into jazz", "scared of spiders", "Ada"."""
    text = " ".join(low)
    if low[0] in ("into", "fond", "keen", "crazy", "passionate", "obsessed", "addicted") and len(low) > 1:
        skip = 1 if low[0] == "into" else 2
        strength = {"into": 0.7, "fond": 0.7, "keen": 0.7}.get(low[0], 0.9)
        if len(low) > skip and low[skip] not in ("it", "that", "this", "them", "what", "how", "you", "your"):
            predicate = "dislikes" if clause.verb.negative else "likes"
            yield from (Claim(ref, predicate, one, strength=0.5 if clause.verb.negative else strength)
                        for one in listed(clause.rest[skip:], clause))  # fmt: skip
        return
    if (
        text.startswith(("sick of", "tired of"))
        and len(low) > 2
        and low[2] not in ("it", "this", "that", "being", "all")
    ):
        yield Claim(ref, "dislikes", phrase(clause.rest[2:], clause), strength=0.8)
        return
    if low[0] in FEELINGS and not clause.verb.negative:
        value = phrase(clause.rest, clause, longest=10)
        about = len(value.split()) > 1
        personal = re.search(r"\b(?:you|your|yours|it|that you|this)\b", value)
        if clause.verb.tense != "past" and not personal and (about or low[0] not in SHORT_FEELINGS):
            yield Claim(ref, "feels", value)
        return
    yield from _name(clause, ref)


def _name(clause: Clause, ref: str) -> Iterator[Claim]:
    """ "I'm Ada", at the end or before a comma."""
    name, end = proper(clause.rest, 0)
    behind = clause.low[end] if end < len(clause.rest) else ""
    if (name and clause.first and clause.verb.tense == "present" and not clause.verb.negative and behind in ("", ",", "from")
            and name.lower() not in NATIONALITIES | RELIGIONS | set(DIETS) and len(name.split()) <= 3
            and clause.who.end <= 6 and clause.words[0].low not in ("we",)):  # fmt: skip
        yield Claim(ref, "name", name)


def _passive(clause: Clause) -> Iterator[Claim]:
    """ "was born in Porto", "is called Bruno", "was diagnosed with asthma", "got fired"."""
    word, low = clause.verb.word, clause.low
    for ref in clause.refs[:1]:
        if word == "born" and low[:1] == ("in",) and clause.rest[1:] and clause.rest[1].text[0].isupper():
            yield Claim(ref, "born_in", place(clause.rest[1:], clause))
        if word == "born" and (date := _birthday(clause.text)):
            yield Claim(ref, "birthday", date)
        if word in ("called", "named") and clause.who.owner and clause.who.noun in (*RELATIONS, *PETS):
            name, _ = proper(clause.rest, 0)
            if name:
                yield from (Claim(one.subject, one.predicate, one.object)
                            for one in related(clause.who.owner, clause.who.noun, name))  # fmt: skip
        if word == "diagnosed" and low[:1] == ("with",):
            for one in listed(clause.rest[1:], clause):
                yield Claim(ref, "has_condition", CONDITIONS.get(one.lower(), one), valid_at=clause.when.at)
        if word in ("fired", "laid") or (word == "let" and low[:1] == ("go",)):
            skip = 1 + (word != "fired")
            where = organisation(clause.rest[skip:], clause) if low[skip - 1 : skip] == ("from",) else ""
            yield Claim(ref, "works_at", where, "ends", invalid_at=clause.when.at)
        if word in ("raised",) and low[:1] == ("in",):
            yield Claim(ref, "from", place(clause.rest[1:], clause))
        if word == "based" and low[:1] == ("in",):
            yield holding(clause, ref, "lives_in", place(clause.rest[1:], clause))


_BIRTHDAY = re.compile(
    r"\b((?:january|february|march|april|may|june|july|august|september|october|november|december)\.? (?:the )?\d{1,2}"
    r"(?:st|nd|rd|th)?(?:,? \d{4})?|\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:january|february|march|april|may|june|july|august"
    r"|september|october|november|december)(?:,? \d{4})?)\b",
    re.IGNORECASE,
)


def _birthday(text: str) -> str:
    found = _BIRTHDAY.search(text)
    return found[1] if found else ""


# ── my X is Y ────────────────────────────────────────────────────────────────────────────────────────

_ATTRIBUTES = frozenset(
    "address phone number email hometown nickname surname height weight size type sign car brand password job major degree"
    " title role profession occupation company employer school university university's college bank insurance language"
    " name age birthday gym office commute team band username handle website blog channel timezone plate hobby hobbies"
    " passion dream goal".split()
)
_ALIASES = {"hometown": "from", "native language": "speaks", "mother tongue": "speaks", "first language": "speaks",
            "job": "works_as", "profession": "works_as", "occupation": "works_as", "employer": "works_at", "company": "works_at",
            "university": "studies_at", "college": "studies_at", "major": "studies", "hobby": "hobby", "hobbies": "hobby",
            "main hobby": "hobby", "biggest hobby": "hobby", "favorite hobby": "hobby", "passion": "likes", "main passion": "likes",
            "biggest passion": "likes", "true passion": "likes", "biggest fear": "fear", "religion": "religion"}  # fmt: skip


def _attribute(clause: Clause) -> Iterator[Claim]:
    """ "my X is Y": an attribute of the speaker, or a person by name."""
    noun, owner, low = clause.who.noun, clause.who.owner, clause.low
    if clause.verb.negative or not low:
        return
    if noun in RELATIONS or noun in PETS:
        name, end = proper(clause.rest, 0)
        if name and end >= len(low) and name.lower() not in NATIONALITIES | RELIGIONS | set(DIETS) and "/" not in owner:
            yield from (Claim(one.subject, one.predicate, one.object) for one in related(owner, noun, name))
        return
    words = noun.split()
    if words[0] in ("favorite", "favourite"):
        yield from _favourite(clause, words[1:], owner)
        return
    if words[-1] in ("dream", "goal", "plan", "aim", "ambition") and low[0] == "to":
        predicate = "plans" if words[-1] == "plan" else "wants"
        yield Claim(owner, predicate, phrase(clause.rest, clause, longest=14), strength=0.8)
        return
    if words[-1] == "birthday":
        date = _birthday(clause.text)
        if date:
            yield Claim(owner, "birthday", date)
        return
    yield from _valued(clause, noun, owner)


def _valued(clause: Clause, noun: str, owner: str) -> Iterator[Claim]:
    words, low = noun.split(), clause.low
    if words[-1] in EVENTS:
        if clause.when.at and clause.when.at >= clause.at.replace(hour=0, minute=0, second=0, microsecond=0):
            yield Claim(owner, "plans", noun, valid_at=clause.when.at)
        return
    first = clause.rest[0]
    if noun == "office" and low[0] == "in":
        yield holding(clause, owner, "office_in", place(clause.rest[1:], clause))
        return
    value = phrase(clause.rest, clause, longest=7)
    concrete = first.text[0].isupper() or first.text[0].isdigit() or words[-1] in _ATTRIBUTES or noun in _ALIASES
    if not concrete or not value or low[0] in EVALUATIVE or low[0].endswith("ing") and noun not in _ALIASES:
        return
    predicate = _ALIASES.get(noun, re.sub(r"\W+", "_", noun).strip("_"))
    if predicate in ("dream", "goal", "team") or (clause.verb.tense == "past" and predicate not in REGISTRY):
        return
    if predicate in ("hobby", "likes"):
        yield from (Claim(owner, predicate, one, strength=0.9) for one in listed(clause.rest, clause))
    elif predicate:
        yield holding(clause, owner, predicate, value)


def _favourite(clause: Clause, words: list[str], owner: str) -> Iterator[Claim]:
    if not words or clause.low[0] in ("when", "that", "how", "it", "because"):
        return
    value = phrase(clause.rest, clause, longest=8)
    if (
        value
        and clause.verb.tense in ("present", "perfect")
        and value.lower() not in EVALUATIVE
        and words[0] not in ("thing", "part")
    ):
        yield Claim(owner, favourite(words), value, valid_at=clause.when.since, strength=0.9)
    elif value and words[0] in ("thing", "part"):
        yield Claim(owner, "likes", value, strength=0.8)


def favourite(words: list[str]) -> str:
    """ "favourite kinds of tea" → favorite_tea; "colours" → favorite_color."""
    if "of" in words:
        words = words[words.index("of") + 1 :]
    words = [word.removesuffix("'s") for word in words if word.isalpha()][:3]
    last = {"colour": "color", "colours": "color", "foods": "food"}.get(words[-1], words[-1]) if words else "thing"
    last = last[:-1] if last.endswith("s") and not last.endswith(("ss", "us", "is", "ies", "series")) else last
    return FAVORITE + "_".join([*words[:-1], last])


_FAVOURITE_BEHIND = re.compile(
    r"(?:(?:one|some) of )?(my|our) (?:all-time |absolute |personal )?favou?rites?(?: (.*))?$"
)


def _favourite_behind(clause: Clause) -> Iterator[Claim]:
    """ "Green is my favourite colour", "pottery is my passion"."""
    found = _FAVOURITE_BEHIND.match(" ".join(clause.low))
    subject = clause.who.noun
    if not subject or clause.verb.negative or not clause.low:
        return
    start = next((i for i, token in enumerate(clause.words) if token.low == subject.split()[0]), 0)
    value = phrase(clause.words[start : start + len(subject.split())], clause)
    if found and value:
        one_of = found[0].startswith(("one", "some"))
        if one_of or not found[2]:
            yield Claim(clause.around.speaker, "likes", value, strength=0.9)
        else:
            yield Claim(clause.around.speaker, favourite(found[2].split()[:3]), value, strength=0.9)
    elif clause.low[:1] in (("my",), ("our",)) and clause.low[-1] in (
        "passion",
        "thing",
        "therapy",
        "escape",
        "hobby",
        "jam",
        "love",
    ):
        yield Claim(clause.around.speaker, "hobby" if clause.low[-1] == "hobby" else "likes", value, strength=0.9)


def languages(words: tuple[str, ...]) -> list[str]:
    """Those of some words that are languages."""
    return [word.capitalize() for word in words if word in LANGUAGES]
