"""Answers about what is still so, and about third persons: "Still in Oslo?" – "no, Cork now".

`answers` makes one sentence of an open question and its short answer. Here the question itself states something
("Do you still work at Bosch?", "So you live in Oslo, right?") that the answer confirms, ends or sets right; or it
names somebody whom the answer only calls "he".
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pllm_memory.remember.extract.casing import COMMON
from pllm_memory.remember.extract.cued import cued
from pllm_memory.remember.extract.people import gender
from pllm_memory.remember.extract.verbs import FORMS
from pllm_memory.remember.extract.words import MANY, NOT_NAMES, RELATIONS

_UPPER = "[A-ZÀ-ÖØ-ÞĄĆČĐĘŁŃŚŞŠŹŻŽİ]"
_WORD = rf"{_UPPER}[\w'.-]*"
_NAME = rf"(?-i:(?:the |The |a |an )?{_WORD}(?: (?:&|of|de|the|and|for) {_WORD}| {_WORD}){{0,4}})"
_FIRM = rf"(?:{_NAME}|(?:the|an?) [\w'-]+(?: [\w'&-]+){{0,3}}?)"
_WHO = rf"(?P<who>you|your [\w -]{{2,16}}?|(?-i:{_UPPER}[\w'-]+))"
_MEANS = r"(?:bike|bicycle|car|bus|train|tram|metro|subway|underground|tube|ferry|boat|scooter|e-bike|moped|foot|taxi)"


class _Topic(NamedTuple):
    """What a question is about: how it is said to hold and to be over, of the speaker and of others."""

    holds: str
    over: str
    value: str
    others_hold: str = ""
    others_over: str = ""


_LIVES = _Topic("I live in {0}", "I do not live in {0} anymore", _NAME, "{1} lives in {0}",
                "{1} does not live in {0} anymore")  # fmt: skip
_WORKS = _Topic("I work at {0}", "I do not work at {0} anymore", _FIRM, "{1} works at {0}",
                "{1} does not work at {0} anymore")  # fmt: skip
_RIDES = _Topic("I commute by {0}", "I do not commute by {0} anymore", _MEANS)
_TRAINS = _Topic("my gym is {0}", "I cancelled my {0} membership", _FIRM)
_QUESTIONS = tuple(
    (cued(rf"(?i){pattern}"), topic)
    for pattern, topic in (
        ((rf"\b(?:do|are|is|does) {_WHO} (?:guys )?still (?:live |living |based |staying |over |out "
         rf"|here )*in (?P<old>{_NAME})\b"), _LIVES),
        (rf"\b{_WHO}(?:'re| are|'s| is) still (?:living |based |over |out |here )*in (?P<old>{_NAME})\b", _LIVES),
        ((rf"^\W*(?:so |and )?still (?:enjoying|living in|in|based in|over in|loving"
         rf"|happy in) (?P<old>{_NAME})\W*\?"), _LIVES),
        ((rf"\bis (?P<old>{_NAME}) still (?:your |the )?(?:home|place)\b"
         rf"|\bis (?P<old2>{_NAME}) still where you live\b"), _LIVES),
        ((rf"\bhow(?:'s| is| are)? (?:life|things|everything|it|it going|the weather|living)(?: going)? (?:over "
         rf"|down |up )?in (?P<old>{_NAME})"), _LIVES),
        (rf"\b(?:look for|find|suggest|recommend) .{{2,30}} in (?P<old>{_NAME})\?", _LIVES),
        (rf"\bhow is {_WHO} (?:finding|liking|enjoying|doing in|getting on in) (?P<old>{_NAME})", _LIVES),
        ((rf"\b(?:do|are|is|does) {_WHO} still (?:work |working |employed )?(?:at|for|with) (?P<old>{_FIRM})(?:\?|,"
         rf"|$)"), _WORKS),
        (rf"^\W*(?:so |and )?still (?:working |employed )?(?:at|for|with) (?P<old>{_FIRM})(?:\?|,|$)", _WORKS),
        ((rf"\bhow(?:'s| is| are|'re) (?:work|your job|the job|things|it going|everything|life"
         rf"|work going)(?: going)? (?:at|with|over at) (?P<old>{_FIRM})(?:\?|,|$)"), _WORKS),
        ((rf"\bhow(?:'s| is) (?P<old>{_FIRM}) treating you"
         rf"|(?P<old2>{_NAME}) (?:is )?(?:still )?treating you well"), _WORKS),
        ((rf"^\W*(?:are you )?(?:busy|big day|long day|much going on|meetings|working late"
         rf"|another day) at (?P<old>{_FIRM})(?: tomorrow| today| again)?\?"), _WORKS),
        (rf"\bstill (?:commuting|going to work|travelling|traveling|getting to work) by (?P<old>{_MEANS})", _RIDES),
        ((rf"\bis the (?P<old>{_MEANS}) still how you|\b(?:do you"
         rf"|still) (?:still )?take the (?P<old2>{_MEANS}) to work"), _RIDES),
        ((rf"\bstill (?:going to|training at|working out at|a member (?:at|of)|at the gym,) (?P<old>{_FIRM})(?:\?|,"
         rf"|$)"), _TRAINS),
        (rf"\bwas (?P<old>{_FIRM}) (?:busy|crowded|packed|full) (?:today|tonight|yesterday|again)", _TRAINS),
    )
)  # fmt: skip
_ASSERTED = tuple(
    (cued(rf"(?i){pattern}"), topic)
    for pattern, topic in (
        (rf"\b(?:you|you're|you as|that you) (?:are )?(?:live|living|based) in (?P<old>{_NAME})", _LIVES),
        ((rf"\b(?:you|you're|you as|that you) (?:are )?(?:work|working|employed) (?:at|for|with) (?P<old>{_FIRM})(?:,"
         rf"|\.|\?|$)"), _WORKS),
    )
)  # fmt: skip
"""What was said of who answers, in earnest but maybe wrongly: "Noted, you work at Bosch."."""

_YES = re.compile(
    r"(?i)^\W*(?:yes|yeah|yep|yup|it is|i am|i do|we are|we do|mhm|sure|of course|still (?:there|here|am|do|is)|can't"
    r" complain|indeed|correct|right|always|always will be|they are|she is|he is|going nowhere)\b"
)
_NO = re.compile(
    r"(?i)^\W*(?:(?:oh|um|well|err?|ah|hm+|haha|lol|actually|uh)\W+)*(?:(?:no|nope|nah|not any ?more|not (?:for|since)"
    r" [\w ]{2,20}|wouldn't know|that's (?:history|wrong|over|not right|in the past)|that was|i don't(?! know)|i do not"
    r"|we don't(?! know)|i'm not|we're not|i can't|haven't|i haven't|i quit|i resigned"
    r"|i left(?! (?:early|late|home|on time|work|at \d))"
    r"|we left|i stopped"
    r"|i moved|we moved|moved away|she moved|he moved|they moved|make that|it's not|wrong|hold on|they're not|no more)"
    r"\b(?: no\b)*[,.!… ]*)"
)
_WRONG = re.compile(
    r"(?i)\b(?:wrong|typo|mistyped|misspoke|typed|mixed|mix(?:ed)? up|i meant|autocorrect|never|should be)\b"
)
_LEAD = re.compile(
    r"(?i)^(?:(?:and|but|so|now|oh|um|well|actually|it's|it is|it was|we're|we are|i'm|i am|we live|i live|they're"
    r"|she's"
    r"|he's|she is|he is|i work|i moved|we moved|moved|moved away|try|make that|it should be|should be|over|in|at"
    r"|for|with"
    r"|by|to|the(?= (?:bike|car|bus|train|tram|metro|ferry|scooter))|i switched|switched|i mean|i meant|living|lives"
    r"|working|works|since \w+ (?:weeks?|months?|years?)|i take|i go|based|home is|rather)\b[, ]*)+"
)
_TAIL = re.compile(
    r"(?i)(?: (?:now|these days|nowadays|instead|again|since|for|last|this|in|back in|ago|two|three|yesterday"
    r"|took me on"
    r"|has me|hired me|took me|is home|of course|actually|usually|mostly)\b.*)?[\W_]*$"
)


def restated(question: str, answer: str) -> Iterator[str]:
    """What an answer says of what its question took for granted, as sentences of who answers.

    Args:
        question: What the other said last, as a question or not.
        answer: The whole answer, of which the first words count.
    """
    for pattern, topic in _QUESTIONS:
        found = pattern.search(question)
        if found:
            yield from _settled(topic, found, answer)
            return
    for pattern, topic in _ASSERTED:
        found = pattern.search(question)
        if found and _NO.match(answer):
            yield from _set_right(topic, _old(found), answer)
            return


def _old(found: re.Match[str]) -> str:
    groups = found.groupdict()
    return (groups.get("old") or groups.get("old2") or "").strip()


def _settled(topic: _Topic, found: re.Match[str], answer: str) -> Iterator[str]:
    """Confirmed, or over, and maybe what came after it."""
    who, old = found.groupdict().get("who") or "you", _old(found)
    other = who.lower() != "you"
    if other and not topic.others_hold:
        return
    name = re.sub(r"(?i)^your ", "my ", who)
    holds, over = (topic.others_hold, topic.others_over) if other else (topic.holds, topic.over)
    if _YES.match(answer):
        yield f"{holds.format(old, name)}."
    elif _NO.match(answer):
        new = _value(topic, answer, old)
        ended, tail = over.format(old, name), _ending(answer)
        yield f"{ended}{'' if new else tail}."
        if new:
            began = _BEGAN.search(answer)
            since = began[0].strip() if began else _IN.sub(_since, f"since{tail}") if tail else "now"
            yield f"{holds.format(new, name)} {since}."
    elif not other and (bare := _BARE.match(answer)) and _unlike(bare[1], old):
        since = _BEGAN.match(answer, bare.end())
        yield f"{holds.format(bare[1], name)} {since[0].strip() if since else 'now'}."


_BARE = re.compile(rf"({_NAME})(?=\s*[,.!]|\s+(?:since|now|these days|actually)\b|$)")
_BEGAN = re.compile(r"(?i)\s*\bsince (?:last |this |the )?[\w]+")
"""An answer that is only what holds now, and since when: "Still in Oslo?" – "Cork since March."."""


_NO_ANSWER = NOT_NAMES | COMMON


def _unlike(new: str, old: str) -> bool:
    """Whether an answer names something else than its question, and not "Sure" or "Yes"."""
    return new.lower() != old.lower() and new.split(maxsplit=1)[0].lower() not in _NO_ANSWER


def _set_right(topic: _Topic, old: str, answer: str) -> Iterator[str]:
    new = _value(topic, answer, old)
    if new:
        yield f"Correction: {topic.holds.format(new, 'I')}, not {old}."


_WHEN = re.compile(
    r"(?i)\b(?:(?:back |early |late )?in (?:the )?(?:january|february|march|april|may|june|july|august|september"
    r"|october"
    r"|november|december|spring|summer|autumn|fall|winter|\d{4})|(?:last|this past) \w+|yesterday|\w+ \w+ ago)\b"
)


_IN = re.compile(r"(?i)since (?:back )?in (?:the )?(spring|summer|autumn|fall|winter)?")


def _since(found: re.Match[str]) -> str:
    """Of "in November": since November; of "in summer": since the summer."""
    return f"since the {found[1]}" if found[1] else "since "


def _ending(answer: str) -> str:
    found = _WHEN.search(answer)
    return f" {found[0]}" if found else ""


_NO_FIRST = NOT_NAMES - {"the", "a", "an"}


def _value(topic: _Topic, answer: str, old: str) -> str:
    """The new value of "nope. Cork.", "no, we're in Cork now", "that's history, Bosch took me on"."""
    found = _NO.match(answer)
    rest = answer[found.end() :] if found else answer
    for part in re.split(r"[,.;!–—…]+(?:\s+|$)|\s+-\s+", _WHEN.sub("", rest))[:5]:
        bare = _LEAD.sub("", part.strip())
        value = re.match(rf"(?i)({topic.value}){_TAIL.pattern[4:]}", bare)
        if value and value[1].lower() != old.lower() and value[1].split()[0].lower() not in _NO_FIRST:
            return value[1].strip(" .")
    return ""


# ── whom "he" means ──────────────────────────────────────────────────────────────────────────────────

_PRONOUN = re.compile(
    r"(?i)^(?P<lead>(?:(?:oh|well|um|no|nope|yes|yeah|sadly|so)[,.!]? )*)(?P<who>he|she|they|it)(?P<is>'s"
    r"|'re)?\s+(?P<verb>\w+)"
)
_LOST = re.compile(
    r"(?i)\b(we|i) (lost|rehomed|buried) (?:him|her|it|them)\b|\bhad to (put) (?:him|her|it|them) (?:down|to sleep)\b"
)
_PARTED = re.compile(
    r"(?i)\bwe(?:'re| are)?(?: have|'ve)? (broke up|split up|split|separated|divorced|got divorced|parted ways"
    r"|not together|no longer together)\b"
)


def explained(question: str, answer: str) -> str | None:
    """An answer with the name that its question had: "How's Rex?" – "he died in May" → "Rex died in May"."""
    name = _kin(question, answer) or next(
        (
            found[0]
            for found in re.finditer(rf"{_UPPER}[\w'-]*\w", question)
            if found.start() and found[0].lower().removesuffix("'s") not in NOT_NAMES
        ),
        "",
    ).removesuffix("'s")
    if not name:
        return None
    if parted := _PARTED.search(answer):
        return f"{name} and I broke up {_ending(answer[parted.end() :]).strip()}".strip()
    if lost := _LOST.search(answer):
        return f"{name} died{_ending(answer[lost.end() :])}"
    found = _PRONOUN.match(answer)
    if not found:
        return None
    verb = _third(found["verb"].lower()) if found["who"].lower() == "they" and not found["is"] else found["verb"]
    return f"{name}{' is' if found['is'] else ''} {verb}{answer[found.end() :]}"


_KIN = re.compile(rf"(?i)\byour (?:\w+ )?(?P<role>{'|'.join(sorted(RELATIONS, key=len, reverse=True))})\b(?!')")


def _kin(question: str, answer: str) -> str:
    """Whom of the family a question named, if the answer may mean them: "How's your sister?" – "She's a vet"."""
    found, said = _KIN.search(question), _PRONOUN.match(answer)
    role = found["role"].lower() if found else ""
    if not said or not role or role in MANY or _PERSON[said["who"].lower()] not in gender(role):
        return ""
    return f"My {role}"


_PERSON = {"she": "f", "he": "m", "they": "t", "it": "-"}


def _third(verb: str) -> str:
    """They work → works; of other forms, itself."""
    if verb in ("have", "are", "were", "do"):
        return {"have": "has", "are": "is", "were": "was", "do": "does"}[verb]
    lemma = next((lemma for lemma, form in FORMS.get(verb, ()) if form == "base"), None)
    past = any(form == "past" for _, form in FORMS.get(verb, ()))
    return verb if not lemma or past else next((w for w, fs in FORMS.items() if (lemma, "s") in fs), verb)
