"""Whether a sentence tells of somebody else, of whom the rules know no more than that: "my barber", "the new guy".

Where the grammar of a sentence was not understood, a topic and a thing are taken to be the speaker's own. They are not
where somebody else is the subject: "my barber is allergic to nuts" says nothing of whoever goes there.
"""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Sequence

from pllm_memory.remember.extract.cued import saying
from pllm_memory.remember.extract.verbs import ADVERBS, forms
from pllm_memory.remember.extract.words import PETS, PROFESSIONS, RELATIONS

ANOTHER, SOMETHING = "another", "something"
"""Somebody who is neither the speaker nor of their kin; and what does as somebody does, and may be a person or a thing."""
_ONESELF = saying(
    r"(?i)(?<![\w'])(?:i|i'm|i've|i'd|i'll|me|we|we're|we've|we'd|we'll|us|mine|ours|myself|ourselves)(?![\w'])"
)
_MINE = re.compile(r"(?i)(?<![\w'])(?:my|our)\b")
_BEGINS = r"(?:^\W*|[,;:–—(]\s*|\s-\s+|\b(?:and|but|because|since|that|while|whereas|so|as|when|apparently|actually|honestly|btw|lol|haha|oh|well|guess what)\W+)"
_WHOSE = (
    r"(?:(?:(?:one|some|most|half|all|both|none|two|three|many|each)(?: of)? )?(?:my|our|the|his|her|their|your|this|that|these|those)"
    r"|an?|some|another|every|each|most|all|half|whole|many|old|poor|dear|new)"
)
_SUBJECT = re.compile(rf"(?i){_BEGINS}(?P<whose>{_WHOSE}) (?P<rest>[\w-]+(?:'s?)?(?: [\w'-]+){{0,8}})")
_ANYBODY = saying(
    rf"(?i){_BEGINS}(?:everyone|everybody|someone|somebody|nobody|no one|anyone|others|people|folks)\b(?! (?:says?|said|calls?|called|knows?|thinks?)\b)"
)
_LEFT_OUT = saying(
    r"(?i)^\W*(?:(?:still|now|also|just|only|apparently|currently) )*(?:lives|works|resides|studies|teaches|speaks|plays|owns|drives|loves|likes|hates|prefers)\b"
)
"""A verb of whoever was spoken of before: "Still lives in Hull"."""
_BE = frozenset(
    "'s 's 've 're is are was were has have had been isn't aren't wasn't hasn't does doesn't do don't did didn't can can't will won't gets got turned went became".split()
)
_PEOPLE = frozenset(
    RELATIONS.keys() | PROFESSIONS | frozenset(
        "guy guys girl girls boy boys man men woman women lady ladies person people bloke chap dude kid kids child children baby"
        " toddler teen teenager folk folks penpal pal crush date ex godson goddaughter godchild godmother godfather nan gran in-laws"
        " stepkid stepkids twins twin triplets newborn nanny babysitter sitter cleaner neighbour neighbours neighbor neighbors tenant lodger housemates"
        " flatmates roommates colleagues coworkers friends cousins uncles aunts brothers sisters sons daughters parents grandparents nieces"
        " nephews relatives relative ancestor ancestors classmate classmates schoolmate bandmate teammates deskmate soulmate"
        " guest guests host client clients customer customers patient patients boss bosses manager ceo owner founder intern trainee apprentice student students pupil pupils teachers"
        " priest pastor imam rabbi monk nun mayor president minister queen king prince princess celebrity hero heroine idol singer band rapper"
        " influencer stranger passenger speaker presenter caller lodger carer caretaker landlord landlady handyman postman mailman builder repairman"
        " masseur masseuse stylist beautician manicurist physio physiotherapist nutritionist dietician psychiatrist gynaecologist pediatrician"
        " paediatrician orthodontist hygienist cardiologist dermatologist specialist candidate lad lass walker groomer pair breeder instructor broker adviser advisor agent dealer decorator character protagonist".split()
    )
)  # fmt: skip
_PERSON = re.compile(r"(?:ist|ian|man|woman|men|women|dresser|keeper|sitter|mate|worker|boy|girl)s?$")
_PLACED = frozenset("at in from on of with next near who that behind for to".split())
_OWN = frozenset(
    "life job role position career work journey contract internship apprenticeship lease address home house flat apartment place room studio"
    " family household heart search commute chapter adventure move relocation shift day days week weeks month months year years morning evening"
    " afternoon night weekend summer winter spring autumn time name surname nickname age birthday diet plan plans dream goal hobby passion"
    " voice back knee leg foot arm head skin eyes hair stomach body health asthma allergy allergies blood sugar mood keys boxes stuff things suitcase"
    " gym car bike phone laptop answer result results test tests diagnosis favourite favorite favourites one thing best worst rest truth story"
    " news update reason problem point question wedding engagement divorce marriage relationship salary promotion offer degree course school studies class classes"
    " thesis exam exams application visa paperwork mortgage rent doctor's start end beginning change switch decision idea choice preference taste love"
    " lessons lesson practice training membership subscription trip journey road path city town country hometown roots accent language languages title"
    " employer branch office department desk badge uniform".split()
)  # fmt: skip
"""What stands for the speaker, or is theirs: "my contract at Bosch started"."""
_TELLS = frozenset(
    "says said say tells told tell confirmed confirms diagnosed thinks thought recommended recommends prescribed suggested"
    " suggests ordered called calls found reckons insists explained warned".split()
)
"""What one does to the speaker: "the doctor says it's asthma"."""
_THEIRS = frozenset(("his", "her", "their", "your"))
_KIN = re.compile(
    rf"^(?:[\w-]+ )*?({'|'.join(sorted(map(re.escape, RELATIONS.keys() | PETS), key=len, reverse=True))})$"
)
_WHO = saying(
    r"(?i)\b(?:an?|the|some|this|that|another) (?!kind|sort|type)(?:[\w-]+ ){1,3}?who(?:'s| (?:\w+ly )?(?:is|was|has|had|lives|works|[a-z]+s))\b"
)
"""Somebody is told apart by what they do: "a nurse who lives in Lagos"."""
_TO_YOU = saying(
    r"(?i)^\W*(?:congrat\w*|well done|good luck|happy birthday|good for you)\b|^[^,;:]*(?<!\w)your\b(?! know)"
)
"""What is wished or said to somebody of what is theirs: "Congrats on your new job at Bosch!"."""
_RELATIVE = re.compile(
    r"(?i)^(\W*(?:the|this|that|an?|my|our) (?:[\w-]+ )?[\w-]+) (?:(?:who|whom|that) )?(?:i|i'm|i've|i'd|we|we're|we've) (?:[\w-]+ ){1,5}?"
    r"(?=(?:is|was|has|had|works?|worked|lives?|lived|plays?|moved|speaks?|loves?|hates?)\b)"
)
"""What one does with somebody is told apart from what they do: "the guy I'm seeing is a paramedic"."""
_GUESSED = saying(r"(?i)\b(?:guess who|this (?:girl|guy|one|lady|gal)|yours truly|your girl)\b")


_PRESENTED = re.compile(r"(?i)^\W*(?:the|this|that|an?) (?:[\w-]+ ){0,2}?(?P<who>[\w-]+) (?:is|was) an? ")
"""Who is told to be something, whatever the speaker says of themselves behind it: "The speaker was a nurse, and I …"."""


def of_another(text: str) -> bool:
    """Whether a sentence tells of what is neither its speaker nor one of those whose names or roles are known."""
    return whom(text) in (ANOTHER, SOMETHING)


def whom(text: str) -> str:
    """Whom a sentence tells of that has no "I": the relation of one of the speaker's kin, `ANOTHER` or `SOMETHING`; or ""."""
    told = _RELATIVE.match(text)
    text = f"{told[1]} {text[told.end() :]}" if told else text
    presented = _PRESENTED.match(text)
    if presented and _is_person(presented["who"].lower()):
        return ANOTHER
    if _ONESELF(text) or _GUESSED(text):
        return ""
    mine = [found.start() for found in _MINE.finditer(text)]
    if _TO_YOU(text) or _WHO(text) or (not mine and (_LEFT_OUT(text) or _ANYBODY(text))):
        return ANOTHER
    found = (_somebody(found) for found in _SUBJECT.finditer(text) if _only_in(found, mine))
    return next(filter(None, found), "")


def _only_in(found: re.Match[str], mine: Sequence[int]) -> bool:
    """Whether nothing in the sentence is the speaker's but, perhaps, whom it is about."""
    return all(found.start("whose") <= place < found.end("whose") for place in mine)


def _somebody(found: re.Match[str]) -> str:
    """Who a noun phrase that begins a clause is, where it is its subject."""
    whose, noun, placed = found["whose"].lower(), "", False
    for written in found["rest"].split():
        word = written.lower()
        if noun and (word in _BE or word in _TELLS or _does(word, noun)):
            return "" if word in _TELLS else _who(whose, noun, word)
        holder = word.removesuffix("'s").removesuffix("'")
        if holder != word and _is_person(holder):
            return _who(whose, f"{noun} {holder}".strip(), "is")
        placed = placed or word in _PLACED
        name = bool(noun) and written[0].isupper()  # "my team lead Imani"
        whole = bool(noun) and _is_person(noun.rsplit(maxsplit=1)[-1])  # "my date last night"
        if not (placed or name or whole or word in ADVERBS):
            noun = f"{noun} {word}".strip()
    return ""


def _who(whose: str, noun: str, verb: str) -> str:
    """Who a noun is: of the speaker's kin, a person, or at least nothing of the speaker's own."""
    kin = _KIN.match(noun) if whose in ("my", "our") else None
    if kin:
        return RELATIONS.get(kin[1], "pet")
    head = noun.rsplit(maxsplit=1)[-1]
    if whose in _THEIRS or _is_person(head):
        return ANOTHER
    return SOMETHING if verb not in _BE and _OWN.isdisjoint((head, head.removesuffix("s"))) else ""


def _is_person(noun: str) -> bool:
    return noun in _PEOPLE or bool(_PERSON.search(noun))


def _does(verb: str, noun: str) -> bool:
    """Whether a word is a verb of one who does something, or did, or of many."""
    many = noun.endswith(("s", "people", "children", "men"))
    return any(form in ("s", "past") or (many and form == "base") for _, form in forms(verb))
