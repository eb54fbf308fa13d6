"""What a careful listener would write down of a chat: what was done, with whom, why, and how it was.

The other rules reduce a clause to what holds: "likes camping". Friends tell more: "I love camping trips with my family,
because nature brings such peace". This keeps a sentence as it was said, told of its speaker, where its grammar shows
what it is: a deed, a habit, a feeling, what something does to the speaker, what they hold to be true, what they advise.
What "it was great" in the next sentence is about, is kept with it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pllm_memory.facts import Statement
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.cuts import PRONOUNS
from pllm_memory.remember.extract.earnest import made_up
from pllm_memory.remember.extract.retell import third
from pllm_memory.remember.extract.sentences import Sentence, Token, tokens
from pllm_memory.remember.extract.times import find, times, without
from pllm_memory.remember.extract.verbs import ADVERBS, FORMS, Verb, forms, past, read_verb, s_form
from pllm_memory.remember.extract.words import FEELINGS, NOT_NAMES, RELATIONS
from pllm_memory.text import terms


@dataclass(frozen=True, slots=True)
class _Said:
    """One sentence or part of one, without its times, and what is needed to tell it again.

    Attributes:
        text: As it was said.
        words: Its words.
        at: Its time.
        speaker: Who said it.
        hearer: Who is spoken to, where that is one person with a name.
    """

    text: str
    words: tuple[Token, ...]
    at: datetime | None
    speaker: str
    hearer: str | None

    def told(self, start: int = 0) -> str:
        """Its words from a place on, told of the speaker."""
        return _small(third(self.words[start:], self.text, self.hearer), self.words[start].low)

    def claim(self, predicate: str, value: str) -> Claim:
        return Claim(self.speaker, predicate, value, valid_at=self.at)


_LONGEST, _LONGEST_MORE = 225, 110
"""Characters of a note, and of a sentence that is kept with it."""
_LEAST = {"says": 6, "does": 4, "believes": 4, "advises": 4}
"""Content words of a note, where it is not three: less is small talk."""


def notes(told: Sequence[Sentence], at: datetime, speaker: str, hearer: str | None) -> Iterator[tuple[Claim, str]]:
    """What the sentences of a message say, each with its sentence.

    Args:
        told: The sentences.
        at: When they were said.
        speaker: Who speaks.
        hearer: The one person who is spoken to, by name; None for an assistant or a group.
    """
    return (one for one in _joined(told, at, speaker, hearer) if _enough(one[0]))


def _joined(told: Sequence[Sentence], at: datetime, speaker: str, hearer: str | None) -> Iterator[tuple[Claim, str]]:
    """Each note with what goes on about it."""
    if any(made_up(one.text) or not (one.serious or one.question or _IF.search(one.text)) for one in told):
        return  # what is told beside a joke or a story may belong to it
    last: tuple[Claim, str] | None = None
    for one in told:
        parts = list(_parts(one.text)) if one.serious and not one.question else []
        behind = bool(last) and bool(parts)
        for place, part in enumerate(parts):
            said = _said(part, at, speaker, hearer)
            claim = _note(said) if said else None
            if claim and len(claim.object) <= _LONGEST:
                if last:
                    yield last
                last = claim, one.text
            elif last and said and behind and _continues(said, same=place > 0):
                joined = f"{last[0].object}; {said.told()}"
                if len(said.text) <= _LONGEST_MORE and len(joined) <= _LONGEST:
                    last = replace(last[0], object=joined), last[1]
            behind = last is not None
        if last and (not parts or last[1] != one.text):
            yield last
            last = None
    if last:
        yield last


def _small(told: str, first: str) -> str:
    """Begun in lower case, where it does not begin with what may be a name."""
    if first in ("you", "your"):
        return told
    common = first in NOT_NAMES or first in ADVERBS or first == "ca" or first.endswith("ing") or bool(forms(first))
    return f"{told[:1].lower()}{told[1:]}" if common and told[:2] != "I " else told


# ── one part of a sentence ───────────────────────────────────────────────────────────────────────────

_BREAK = re.compile(r"\s+[-–—]+\s+|(?<=\w)[-–—]+\s+|\s*[;–—]\s*|:\s+|,? but (?=(?:i|we)\b)|, and (?=(?:i|we)\b)|,? (?:and|but|so) (?=you(?:r|'re|'ve)?\b)", re.IGNORECASE)
_OPENING = re.compile(
    r"(?:(?:yeah|yes|yep|yup|no(?=,)|nope|nah|oh|ah|aw+|wow|hey|hi|hello|ok|okay|well|so(?=,| i\b| we\b| my\b| it| that| the\b)|and|but|also|plus|btw|by the way|fyi"
    r"|lol|haha|hehe|actually|anyways?|honestly|basically|luckily|unfortunately|sadly|fortunately|thankfully|definitely|absolutely"
    r"|totally|exactly|right|true|sure|that's why|that is why|which is why|of course|i mean|you know|you see|you're right|guess what|to be honest|tbh|besides that|still|then|woah|whoa"
    r"|phew|yay|ugh|hmm+|personally|for sure|no worries|agreed|i agree|i totally agree|i totally get it|i know|cool|great|nice|awesome|amazing|congrats|omg|my advice)\b[\s,:!.]*)+(?=\w)",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"(?:[\s,]+(?:lol|haha|though|too|tho|you know|for sure|right|<3|xx|:\)|:d)|[^\w\s)\"'])+$", re.IGNORECASE)


def _parts(text: str) -> Iterator[str]:
    for part in _BREAK.split(text):
        if len(part) > 8:
            yield part


def _said(part: str, at: datetime, speaker: str, hearer: str | None) -> _Said | None:
    """A part without greetings, names that are called, times, and what is only sound."""
    text = part.strip()
    if hearer:
        text = re.sub(rf"(?i)^((?:\W*\w+,? ){{0,2}}?)\W*{re.escape(hearer[:3])}\w*\s*[,!]\s*", r"\1", text)
        text = re.sub(rf"(?i),\s*{re.escape(hearer[:3])}\w*\b(?=\s*[,.!]|\s*$)", "", text)
    opened = _OPENING.match(text)
    text = text[opened.end() :] if opened else text
    text = _TRAILING.sub("", text)
    moments = tuple(one for one in find(text, at) if one.kind != "none")
    when = times(moments)
    text = without(text, moments) if moments else text
    words = tuple(tokens(text))
    if len(words) < 3 or (not hearer and _YOU.search(text)) or _UNREAL.search(text) or _ANYBODY.search(text):
        return None
    return _Said(text, words, when.at if when.at and when.at <= at else None, speaker, hearer)


_YOU = re.compile(r"(?i)\b(?:you|your|yours|yourself|ya|y'all)\b")
_UNREAL = re.compile(r"(?i)\b(?:if|unless|would|'d|could(?!n't)|might|should have|almost|nearly|supposedly)\b")
"""What did not happen, or might."""
_ANYBODY = re.compile(r"(?i)\b(?:(?:when|whenever|once|until|as long as|makes?|lets?|helps?|gives?|that) you\b|you (?:never|can't) (?:know|go wrong)\b)")
"""Who is anybody, and not who is spoken to."""
_IF = re.compile(r"(?i)\b(?:if|wish)\b")
_BACK = re.compile(r"(?i)^(?:it|it's|its|that|that's|this|they|they've|they're|these|those|she|he|everyone|which|such)\b")


def _continues(said: _Said, *, same: bool) -> bool:
    """Whether a part goes on about what was before: "it was great", or anything behind a dash but another's doings."""
    first = said.words[0].low
    if _YOU.search(said.text) or first == "here":
        return False
    if first in ("i", "we"):
        return not {"it", "them", "that", "this"}.isdisjoint(said.words[at].low for at in range(2, min(5, len(said.words))))
    return same or bool(_BACK.match(said.text))


def _note(said: _Said) -> Claim | None:
    for read in (_thanked, _praised, _advised, _shown, _first, _found, _held):
        claim = read(said)
        if claim:
            return claim
    return None


def _enough(claim: Claim) -> bool:
    """Whether a note says more than small talk does."""
    return len(set(terms(claim.object))) >= _LEAST.get(claim.predicate, 3)


# ── the speaker ──────────────────────────────────────────────────────────────────────────────────────

_LEAD = re.compile(
    r"(?i)^(?:(?:after|before|since|when|while|as|because|despite|even though|although|growing up|besides|thanks to|for|from|through|by|with|in|on|at|during|every|each|once"
    r"|sometimes|the (?:other|next|first|last)|one)\b[^,;:.!?]{2,60}, |(?:every|each|at|in|on|during|after|one|most|some|last)(?: [\w-]+){1,3} |(?:now|today|recently|lately|sometimes|usually)(?:,? ))(?=(?:i|we)(?:'|\b))"
)
_WITH = re.compile(r"(?i)^(?P<who>(?:(?:my|our) [\w-]+(?: [\w-]+){0,2}|(?-i:[A-Z])[\w-]+)) and i\b|^me and (?P<whom>(?:my|our) [\w-]+(?: [\w-]+){0,2}?)(?= \w+(?:ed|ent|ade|ook|ove)\b)")
_UNSAID = frozenset(
    "been had went got lost made found took tried started finished spent joined signed won ran read watched cooked baked painted met saw visited"
    " bought adopted gave learned moved came did decided need love can ca just working planning thinking going looking training preparing".split()
)
_NO_NEWS = frozenset(
    "guess know mean wonder bet see hear understand agree suppose ask promise swear wish hope say think have want need get let assume"
    " forget remember thank miss care look sound seem".split()
)
"""Verbs of the present that say nothing by themselves, or are read elsewhere."""
_NO_DEED = frozenset("think know guess mean bet suppose hear forget wish hope say agree understand figure assume want need".split())
_CHAT = re.compile(
    r"(?i)^(?:(?:wanted|had|just|have|has) to (?:say|tell|share|check|ask|let|fill|catch)\b|can't (?:wait|believe|imagine|complain|go wrong)(?! (?:to|till|until|'til|for) \w+ \w+ \w+)"
    r"|look(?:s|ing)? forward to (?:hear|see|it|that)|told (?:you|them)\b|kept? (?:you|them) posted)"
)


def _first(said: _Said) -> Claim | None:
    """What the speaker does, did, is and feels."""
    words = said.words
    lead = _LEAD.match(said.text)
    company = None if lead else _WITH.match(said.text)
    start = _place(words, lead.end() if lead else company.end() if company else 0)
    if start >= len(words):
        return None
    own = words[start].low in ("i", "we") if not company else False
    elliptic = not own and not company and words[0].low in _UNSAID and words[1].low not in PRONOUNS
    if not (own or company or elliptic):
        return None
    begin = start + 1 if own else start
    found = read_verb(words, begin, bare=True) or (_been(words) if elliptic else None)
    if not found:
        return None
    verb, end = found
    if end < len(words) and words[end].low in _POINTING and (end + 1 >= len(words) or not _noun_behind(words, end + 1)):
        return None  # "I use it to relax": of what?
    told = _of_verb(said, verb, begin, end)
    if not told or _CHAT.match(told[1]):
        return None
    with_ = (company["who"] or company["whom"]) if company else ""
    with_ = f", with {third(tokens(with_), with_, None)}" if with_ else ""
    before = f", {third(tokens(lead[0]), lead[0], said.hearer).rstrip(', ')}" if lead else ""
    return said.claim(told[0], f"{told[1]}{with_}{_lowered(before)}")


_POINTING = frozenset("it them that this those these one".split())


def _noun_behind(words: Sequence[Token], place: int) -> bool:
    """Whether "this" or "that" belongs to a noun."""
    low = words[place].low
    return words[place - 1].low in ("that", "this", "those", "these") and low[0].isalpha() and low not in _CLOSED


_CLOSED = PRONOUNS | frozenset(
    "to for in on at with by from of as and but or so because when while after before is was were are has have had can will would just really too also every all".split()
)


def _lowered(text: str) -> str:
    return text[:2] + text[2:3].lower() + text[3:] if text.startswith(", ") else text


def _place(words: Sequence[Token], at: int) -> int:
    """The place of the word that begins at a character."""
    return next((place for place, token in enumerate(words) if token.start >= at), len(words))


def _been(words: Sequence[Token]) -> tuple[Verb, int] | None:
    """Of "Been rehearsing hard"."""
    if words[0].low == "been" and words[1].low.endswith("ing"):
        return Verb(forms(words[1].low)[0][0] if forms(words[1].low) else words[1].low, words[1].low, "perfect", progressive=True), 2
    return None


_Told = tuple[str, str]
_AGREES = {"'m": "is", "am": "is", "'re": "is", "are": "is", "'ve": "has", "have": "has", "were": "was", "do": "does"}


def _of_verb(said: _Said, verb: Verb, begin: int, end: int) -> _Told | None:
    """The predicate and the object of what the speaker does; None if it is no news."""
    tense, lemma = verb.tense, verb.lemma
    if tense in ("would", "may", "order", "must", "future") or (tense == "can" and not verb.negative) or end >= len(said.words):
        return None
    rest = said.told(end)
    if lemma == "be" and not verb.progressive:
        return _state(said, verb, begin, end)
    if tense in ("past", "perfect", "used") or verb.progressive:
        if lemma in _NO_DEED and not verb.negative:
            return None
        return "did", _conjugated(said, verb, begin)
    if lemma in ("think", "believe", "feel", "find", "say") and end < len(said.words) and not verb.negative:
        return _opinion(said, lemma, end, rest)
    if lemma in _NO_NEWS and not (lemma == "have" and len(set(terms(rest))) > 3):
        return None
    if (lemma == "go" and said.words[end].low == "with") or (len(lemma) < 2 and tense == "present"):
        return None  # where to? And "r" is no verb
    if tense == "can":
        return ("does", said.told(begin)) if verb.negative else None
    return "does", _conjugated(said, verb, begin)


def _opinion(said: _Said, lemma: str, end: int, rest: str) -> _Told | None:
    """Of "I believe that …", "I think …"; "I feel tired" is a feeling."""
    low = said.words[end].low
    if lemma == "feel" and low != "like" and low != "that":
        return ("feels", rest) if low in FEELINGS or low in ("so", "really", "like", "very") else None
    if low in ("so", "it", "about", "of"):
        return None
    rest = re.sub(r"^(?:like|that) ", "", rest)
    return ("believes", rest) if lemma != "say" else None


def _state(said: _Said, verb: Verb, begin: int, end: int) -> _Told | None:
    """Of "I'm passionate about dancing", "I was so nervous before the talk"."""
    complement = [token.low for token in said.words[end:]]
    degrees = 0
    while degrees < len(complement) and (complement[degrees] in ADVERBS or complement[degrees] in ("a", "bit", "super", "kinda", "pretty", "more")):
        degrees += 1
    if degrees >= len(complement) or complement[0] in ("here", "there", "sorry", "sure", "not"):
        return None
    if verb.tense == "present" and not verb.negative and complement[degrees] in FEELINGS:
        return "feels", said.told(end + degrees)
    predicate = "does" if verb.tense == "present" else "did"
    return predicate, _conjugated(said, verb, begin)


def _conjugated(said: _Said, verb: Verb, begin: int) -> str:
    """A verb group and what follows, of one person: "went …", "has been …", "uses …"."""
    words = said.words
    place = begin
    while place < len(words) and words[place].low in ADVERBS:
        place += 1
    low = words[place].low
    before = third(words[begin:place], said.text, said.hearer)
    rest = third(words[place + 1 :], said.text, said.hearer)
    glue = "" if place + 1 < len(words) and words[place + 1].low == "n't" else " "
    if low == "been":
        head = "has been"
    elif low in _AGREES:
        head = "was" if verb.progressive and verb.tense == "present" else _AGREES[low]
    elif verb.tense == "present" and any(form == "base" for _, form in forms(low) or FORMS.get(low, ())):
        head = s_form(low)
    elif verb.tense == "present" and not forms(low) and len(low) > 2:
        head = s_form(low)
    else:
        head = words[place].low
    return f"{before} {head}{glue}{rest}".strip()


# ── what things do to the speaker ────────────────────────────────────────────────────────────────────

_EFFECTS = frozenset(
    "make help keep give bring remind inspire motivate teach mean let push fuel calm drive encourage allow lift cheer relax refresh show support"
    " change guide comfort save touch amaze feel matter stand represent symbolize reflect become take cost bother scare terrify stress".split()
)
_EFFECT_FORMS = {form: lemma for lemma in _EFFECTS for form in (lemma, s_form(lemma), past(lemma))}
_TO_BE = frozenset("is are was were 's has have had can 've".split())
_ONESELF = re.compile(r"(?i)\b(?:me|us|my|our|mine|ours|myself|ourselves|i|we)\b")
_ON_ONESELF = re.compile(r"(?i)^(?:[\w']+ ){0,5}?(?:me|us|my|our|myself|ourselves|i|we)\b")
"""A verb that does something to the speaker."""
_VALUED = re.compile(
    r"(?i)\b(?:important|key|crucial|essential|necessary|vital|matters?|worth|priceless|powerful|special|meaningful|rewarding|precious|invaluable|overrated|underrated"
    r"|necessary|healing|therapeutic|the best|the worst|everything|the power to|makes? (?:a|all the|life|everything)|great for|good for|bad for|awesome for|helps?|brings?|gives?|keeps?)\b"
)
_THESE = frozenset("it that this they he she you i we who what which there these those here such".split())
_EXTRAPOSED = re.compile(
    r"(?i)^(?:it's been|it's|it is|it was|it has been|it felt|it feels|it means|it meant)(?: (?:so|really|just|such|very|super|always|pretty|also|quite|definitely))*"
    r" (?:(?:an? )?(?:dream|honou?r|pleasure|joy|relief|blessing|privilege|lot to me|lot)|(?!an?\b|the\b|my\b|our\b|like\b|one\b|all\b|wh|got\b|gotten\b|shown\b|taught\b|made\b|given\b|helped\b|brought\b|taken\b|kept\b|reminded\b)[a-z-]+(?:,? (?:and |but )?(?!to\b|that\b|how\b)[a-z-]+){0,2}?)(?: (?:for|of) (?:me|us))?"
    r" (?:to (?!me\b|us\b|you\b|be honest|say)[a-z]+|that|how|when|(?!during|being honest|morning|evening|nothing|something|everything)[a-z]+ing)\b"
)
"""Of "It's great to see the kids grow": what "it" is, comes behind."""
_NO_THING = frozenset(
    "do does did don't will wo won't can ca can't could would should let let's is are was were have has glad happy love hope need sounds looks seems guess bet"
    " wish congrats thanks thank wonder sorry can't haven't want wanna gonna no not never just maybe even if good great nice last yesterday which".split()
)
"""What a sentence begins with whose subject is unsaid, or no thing."""
_ANY_SELF = re.compile(r"(?i)\b(?:yourself|yourselves|you)\b")


_DETERMINERS = frozenset(("this", "that", "these", "those"))


def _found(said: _Said) -> Claim | None:
    """What something is or does to the speaker: "Dancing makes me happy", "It's great to see the kids grow"."""
    words = said.words
    first = words[0].low
    if _EXTRAPOSED.match(said.text) and len(words) > 5 and not _ANY_SELF.search(said.text):
        return said.claim("finds", said.told())
    first = "" if first in _DETERMINERS and _noun_behind(words, 1) and words[1].low not in _TO_BE else first
    if first in _THESE or first in ADVERBS or first in _NO_THING or (_ANY_SELF.search(said.text) and first != "your"):
        return None
    place = _verb_place(words)
    if place is None:
        return None
    verb = _verb(words, place)
    if not verb or verb.tense not in ("present", "past", "perfect", "can") or place + 1 >= len(words):
        return None
    if _ASIDE.search(said.text, 0, words[place].start):
        return None
    behind = said.text[words[place].start :]
    own = bool(_ONESELF.search(said.text))
    if first in ("my", "our") and verb.tense == "past" and words[1].low in RELATIONS:
        return said.claim("says", said.told())
    if own and ((verb.lemma in _EFFECTS and _ON_ONESELF.search(behind)) or _VALUED.search(behind)):
        return said.claim("finds", said.told())
    if own or first == "your":
        return said.claim("says", said.told())
    return None


_ASIDE = re.compile(r"(?i),\s*(?:my|our|the|he|she|they|it)\b")
"""What stands before another subject: "Busy day, my accountant moved"."""


def _verb_place(words: Sequence[Token]) -> int | None:
    """Where the verb of a thing is, behind at most nine words."""
    for place in range(1, min(10, len(words) - 1)):
        low = words[place].low
        if low in _TO_BE:
            return place
        if low in _EFFECT_FORMS and words[place - 1].low not in ("to", "a", "the", "my", "our"):
            return place
        if any(form == "past" for _, form in FORMS.get(low, ())) and words[place - 1].low not in ("i", "we", "you"):
            return place
    return None


def _verb(words: Sequence[Token], place: int) -> Verb | None:
    """The verb of a thing, also one that the table of verbs has not."""
    low = words[place].low
    found = read_verb(words, place, bare=True)
    if low not in _EFFECT_FORMS or found:
        return found[0] if found else None
    lemma = _EFFECT_FORMS[low]
    return Verb(lemma, low, "past" if low == past(lemma) else "present")


_GENERAL = re.compile(r"(?i)^(?!the |this |that |these |those |my |our |your |a |an |here|there|it|they|he |she |that|let|you|i |we |what|who|how|when|where|why)")


def _held(said: _Said) -> Claim | None:
    """What the speaker holds true of the world: "Taking risks is key to success"."""
    if not _GENERAL.match(said.text) or _YOU.search(said.text):
        return None
    place = _verb_place(said.words)
    verb = _verb(said.words, place) if place is not None else None
    if place is None or not verb or verb.tense not in ("present", "can"):
        return None
    if _VALUED.search(said.text[said.words[place].start :]) and not said.words[0].low.endswith("'s"):
        return said.claim("believes", said.told())
    return None


# ── to whom one speaks ───────────────────────────────────────────────────────────────────────────────

_THANKS = re.compile(r"(?i)^(?:thanks|thank you|thx)(?: so much| a lot| again| a ton)*,? for (?!asking|sharing|the (?:tip|advice|info|kind|offer)|letting)")
_APPRECIATED = re.compile(r"(?i)^(?:really |i'm )?(?:appreciate|appreciating) ")


def _thanked(said: _Said) -> Claim | None:
    """Of "Thanks for being there for me"."""
    found = _THANKS.match(said.text)
    if found and said.hearer:
        return said.claim("feels", f"thankful to {said.hearer} for {said.told(_place(said.words, found.end()))}")
    found = _APPRECIATED.match(said.text)
    if found and said.hearer:
        return said.claim("does", f"appreciates {said.told(_place(said.words, found.end()))}")
    return None


_PRAISED = re.compile(r"(?i)^you(?:'re| are|'ve| have) (?!welcome|right|not|on\b|correct|got\b|to\b|so right)")


def _praised(said: _Said) -> Claim | None:
    """What the speaker finds whom they speak to to be: "You're so talented"."""
    if said.hearer and _PRAISED.match(said.text):
        return said.claim("finds", said.told())
    found = _LETS.match(said.text) if said.hearer else None
    return said.claim("advises", f"to {said.told(2)} together") if found else None


_LETS = re.compile(r"(?i)^let's (?!see|say|be|hope|talk|go\b|do it|do this|not|chat|catch|keep in)[a-z]+ (?!it\b|that\b|this\b)")
_TO_DO = re.compile(
    r"(?i)^(?:(?:just|please|always|definitely) )*(?P<head>(?:you (?:should|need to|have to|gotta|must) (?:definitely |really |totally |always )?)?)(?P<not>(?:don't|do not|never) )?(?:ever )?(?P<verb>[a-z]+)\b"
)
_ORDERS = frozenset(
    "keep stay remember take make try focus find trust believe follow embrace enjoy be do get go start use build set work join reach write read learn"
    " practice practise look surround give show put don't talk listen bring create tackle push chase hold gather stick spend plan celebrate treat".split()
)
_NO_ADVICE = re.compile(
    r"(?i)^(?:keep (?:me|us|it up|in touch)|let me|take care|have (?:fun|a)|look at|check (?:out|it)|tell me|see you|be (?:well|safe)|get (?:well|it)|take a look|talk (?:to you )?soon|do tell|go (?:for it|you)|show me|give (?:me|my)|say hi|make sense|stay tuned|enjoy (?:it|your|the)|hold on)\b"
)


def _advised(said: _Said) -> Claim | None:
    """What the speaker tells a friend to do."""
    found = _TO_DO.match(said.text) if said.hearer else None
    if not found or (not found["head"] and found["verb"].lower() not in _ORDERS) or found["verb"].lower() == "you":
        return None
    start = _place(said.words, found.start("verb"))
    told = said.told(start)
    if _NO_ADVICE.match(said.text[found.start("verb") :]) or not told or _verbless(said.words, start):
        return None
    return said.claim("advises", f"{said.hearer} {'not ' if found['not'] else ''}to {told[0].lower()}{told[1:]}")


def _verbless(words: Sequence[Token], start: int) -> bool:
    """Whether what looks like an order is a noun: "Work is hard"."""
    return start + 1 >= len(words) or words[start + 1].low in ("is", "was", "'s", "are", "has", "will", "makes", "helps", "can")


_SHOWS = re.compile(
    r"(?i)^(?:here's|here is|here are|check out|take a look at|look at|this is|these are) (?:(?:a|an|the|some|another) (?:\w+ )?(?:photo|pic|picture|snap|shot|image)s? (?:of|from) )?(?P<what>(?:my|our|one of (?:my|our)|some of (?:my|our)|a|the|me|us|what|when)\b.*)"
)


def _shown(said: _Said) -> Claim | None:
    """What a shared picture shows, in the speaker's words."""
    found = _SHOWS.match(said.text)
    if not found or not _ONESELF.search(said.text):
        return None
    return said.claim("did", f"showed {said.told(_place(said.words, found.start('what')))}")


# ── beside what else was understood ──────────────────────────────────────────────────────────────────

_LONGER = frozenset(("did", "feels", "believes"))
"""Predicates of which the longer of two that say the same is kept."""


def told_more(found: Sequence[Statement], noted: Sequence[Statement]) -> tuple[Statement, ...]:
    """What was understood of a message with its notes: of two that say the same, the one that says more.

    A note of which nearly all is known otherwise is none.
    """
    known = [(one, frozenset(terms(f"{one.predicate.replace('_', ' ')} {one.object}"))) for one in found]
    every = frozenset[str]().union(*(stems for _, stems in known))
    kept, extra = list(found), list[Statement]()
    for note in noted:
        stems = frozenset(terms(note.object))
        shorter = [one for one in kept if one.subject == note.subject and _says_less(one, stems)]
        held = any(
            one.predicate not in _LONGER
            and (one.text in note.text or note.text in one.text)
            for one, _ in known
        )
        needed = 1 if shorter else 2
        if held:
            needed = _NEW if len(note.object) > _SHORT else _NEW + 1
        if len(stems - every) < needed:
            continue
        same = [one for one in shorter if one.predicate == note.predicate]
        valid_at = note.valid_at or next((one.valid_at for one in same if one.valid_at), None)
        kept = [one for one in kept if one not in same]
        extra.append(replace(note, valid_at=valid_at if note.predicate == "did" else None))
        every |= stems
    return (*kept, *extra)


_NEW, _SHORT = 4, 55
"""Content words that a note has besides what holds by its sentence; characters of a note that needs one more."""


def _says_less(one: Statement, stems: frozenset[str]) -> bool:
    """Whether a note with these words says all that was understood, and maybe more."""
    return one.predicate in _LONGER and one.mode == "holds" and set(terms(one.object)) <= stems
