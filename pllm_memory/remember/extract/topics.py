"""What a question is about, by its words, and the sentence that a short answer makes then.

`answers` knows questions by how they begin. There are too many ways to ask for that to be enough: "Anything you
don't eat?", "When do we celebrate you?". So a topic is told by a word of the question, and where values of the topic
look alike – a day, a number, a diet – the answer must have one.
"""

# ruff: noqa: E501  patterns are read best in one piece

import re
from dataclasses import dataclass

from pllm_memory.remember.extract.words import CONDITIONS, DIETS, LANGUAGES

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATE = rf"(?P<value>(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})|(?:{_MONTHS})(?: the)? \d{{1,2}}(?:st|nd|rd|th)?)"
_AGE = r"(?P<value>[1-9]\d?)"
_DIET = rf"(?P<value>{'|'.join(sorted(map(re.escape, DIETS), key=len, reverse=True))})"
_ILL = rf"(?P<value>(?:type [12] )?(?:{'|'.join(sorted(map(re.escape, CONDITIONS), key=len, reverse=True))}))"
_TONGUE = rf"(?P<value>(?:{'|'.join(LANGUAGES)})(?:(?:,| and|, and| or)(?: (?:a (?:bit|little) of|some))? (?:{'|'.join(LANGUAGES)}))*)"
_TONGUES = rf"(?:{'|'.join(LANGUAGES)})"
_ANY = r"(?P<value>[^,;:.!?()–—]{2,60})"
_LIST = r"(?P<value>[^;:.!?()–—]{2,80})"
_AT = r"(?P<value>(?:the |an? |our )?[^,;:.!?()–—]{2,50})"


@dataclass(frozen=True, slots=True)
class _Topic:
    """A topic of questions.

    Attributes:
        asked: What a question about it has.
        value: What an answer has.
        plain: The sentence.
    """

    asked: re.Pattern[str]
    value: re.Pattern[str]
    plain: str


_TOPICS = tuple(
    _Topic(re.compile(asked, re.IGNORECASE), re.compile(rf"^{value}$", re.IGNORECASE), plain)
    for asked, value, plain in (
        (r"\bbirthday|\bborn\b|\bcelebrate you|\bcelebrating you|\bturn(?:ing)? (?:a year )?older", f".*?{_DATE}.*", "My birthday is {0}"),
        (r"\bhow (?:old|young)\b|\byour age\b|\bwhat age\b|\bhow many (?:candles|years)", rf"\D{{0,12}}{_AGE}\D*", "I'm {0} years old"),
        (r"\bdiet|\beat\b|\beating\b|\bfood\b|\bmeals?\b|\brecipes?\b|\bmenu\b|\bvegan\b|\bvegetarian\b|\bmeat\b|\bketo\b|\bcook(?:ing)?\b", rf"(?!.*\b(?:not|never|stopped|no longer)\b).*?\b{_DIET}\b.*", "I am {0}"),
        (r"\ballerg|\bleave out\b|\bingredients?\b.*\bavoid", rf"(?!.*\b(?:none|nothing|no allerg|not)\b){_LIST}", "I'm allergic to {0}"),
        (r"\bmedical|\bcondition|\bhealth|\bdiagnos|\bill(?:ness)?\b|\bdoctor", rf"(?!.*\b(?:no|none|not)\b).*?\b{_ILL}\b.*", "I have {0}"),
        (r"\blanguages?\b|\bbilingual|\bspeak\b", rf"(?!.*\b(?:not|no|none|don't|wish|learning|forgot\w*|used to)\b)(?P<value>.*?\b{_TONGUES}\b.*)", "I speak {0}"),
        (r"\blanguages?\b|\bbilingual|\bspeak\b|\btongue\b", rf".*?\b{_TONGUE}\b.*", "I speak {0}"),
        (r"\bcolou?r\b", _ANY, "My favorite color is {0}"),
        (r"\bfavou?rite (?P<what>\w+)", _ANY, "My favorite {what} is {0}"),
        (r"\bdon't (?:you )?(?:like|enjoy|eat|want)|\bdislike|\bhate\b|\bcan't (?:you )?stand|\bavoid\b|\bpet peeves?|\bannoys? you|\bbothers? you|\bdrives? you (?:crazy|mad|up)|\bbugs? you|\birritates? you|\bleast favou?rite|\bget(?:s)? on your nerves|\bturn-?offs?\b|\bput(?:s)? you off|\bskip\b|\bsteer clear", _LIST, "I dislike {0}"),
        (r"\bvolunteer|\bgive back|\bcharity|\bgood cause", rf"(?:volunteering |helping out |helping )?(?:at|for|with)? ?{_AT}", "I volunteer at {0}"),
        (r"\binstruments?\b|\bsports?\b|\bdo you play\b|\bplay anything", _LIST, "I play {0}"),
        (r"\bhobb|\bfree time|\bspare time|\bunwind|\bfor fun\b|\brelax|\bpastime|\bdays? off\b|\bafter work|\bweekends\b|\bswitch off\b|\bde-?stress|\bspend your (?:evenings?|weekends?|nights?|sundays?|saturdays?|days? off|downtime)", rf"(?:with |by |doing |it's |in my |some )*{_LIST}", "My hobby is {0}"),
        (r"\bstud(?:y|ying|ies)\b|\bmajor\b|\bdegree\b|\bcourse\b|\bsubject\b|\bat (?:uni|university|college|school)\b|\bstudent\b", r"(?P<value>[^,;.!?]{3,40}),? (?:doing|studying|reading) (?P<also>[^,;.!?]{3,40})", "I study {also} at {0}"),
        (r"\bstud(?:y|ying|ies)\b|\bmajor\b|\bdegree\b|\bcourse\b|\bsubject\b|\bat (?:uni|university|college|school)\b|\bstudent\b", r"(?P<also>[^,;.!?]{3,40}),? (?:at|in) (?P<value>[^,;.!?]{3,40})", "I study {also} at {0}"),
        (r"\b(?:which|what) (?:uni|university|college|school)\b|\bwhere .*\b(?:stud|uni|college|school)|\bat (?:uni|university|college)\b", _AT, "I study at {0}"),
        (r"\bwhat .*\b(?:stud(?:y|ying)|major|degree|course|subject)\b", _ANY, "I study {0}"),
        (r"\bgraduat|\balma mater", rf"(?:from |at )?{_AT}", "I graduated from {0}"),
        (r"\bclubs?\b|\bmember\b|\bassociations?\b|\bgroups?\b|\bsociet(?:y|ies)|\bcommunit(?:y|ies)\b", r"(?:in |of )?(?P<value>(?:the|an?|our) [^,;.!?]{2,40})", "I am a member of {0}"),
        (r"\bcoming up|\bagenda\b|\bcalendar\b|\bdiary\b|\bplanned\b|\bplans?\b|\bschedule|\bappointments?\b|\blooking forward\b|\bthis week\b|\bnext week\b|\bweek (?:look|ahead)|\bon the cards|\bahead\b", r"(?:an? |my |the )?(?P<value>[^.!?;]{4,60}?\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|tonight|next week|january|february|march|april|may|june|july|august|september|october|november|december)\b[^.!?;]{0,10})", "I have a {0}"),
        (r"\bplans?\b|\bplanned\b|\bplanning\b", r"(?!\w*thing\b|working\b|sleeping\b|resting\b)(?P<value>[a-z]+ing [^,;.!?]{3,50})", "I plan on {0}"),
        (r"\bdrive\b|\bride\b|\btoys?\b|\bgadgets?\b|\bbuy\b|\bbought\b|\bspen[dt]\b|\btreat(?:ed)? yourself|\bpurchase|\bown\b|\bsplurge", r"(?:i (?:have|own|bought|got) )?(?P<value>(?:an?|my) [^,;.!?]{2,40})", "I own {0}"),
        (r"\bcheers? you|\bmakes? you (?:happy|smile)|\byou .{0,20}?\b(?:like\b(?! to\b)|enjoy\b|love\b|into\b)|\btempt|\bfan of\b|\bcan't (?:you )?(?:resist|live without)|\bguilty pleasure|\btreat\b|\bbribe|\bfavou?rites?\b", _LIST, "I love {0}"),
    )
)  # fmt: skip


_TAIL = re.compile(
    r"(?i)(?:[,.;:!–—-]+\s*|\s+)(?:always|mostly|usually|badly|mainly|of course|obviously|for now|and holding|sadly|ugh"
    r"|i guess|i think|please|no regrets|every time|all day|these days|now|right now|naturally|hands down|for sure"
    r"|definitely|probably|i suppose|yuck|eww?|yum|without (?:a )?doubt|any day|forever|at the moment|why|no question"
    r"|can't do it|hate it|i love (?:it|them)|love (?:it|them)|if you (?:like|must know)|i speak it|sorry|thanks|lol"
    r"|haha|hehe|tbh|xx|btw|allergic|as ever|as always|a lot|not (?:very )?well|terribly|poorly)$"
)
_MARKS = re.compile(r"[^\w\s'\")]+$")


def bare(answer: str) -> str:
    """An answer without what is said behind it: "Chess, badly 😅" → "Chess"."""
    for _ in range(4):
        cut = _TAIL.sub("", _MARKS.sub("", answer.strip())).strip()
        if cut == answer or not cut:
            break
        answer = cut
    return answer


def about(question: str, answer: str) -> str | None:
    """The sentence that a short answer makes with a question, by what it is about; None if it makes none."""
    answer = bare(answer)
    if _OFFERED.search(question) or _EMPTY.match(answer) or _OVER.search(answer):
        return None
    for topic in _TOPICS:
        asked = topic.asked.search(question)
        found = topic.value.match(answer) if asked else None
        if asked and found:
            return topic.plain.format(found["value"].strip(), **_named(asked), **_named(found))
    return None


_OVER = re.compile(r"(?i)\b(?:out of|off|over) (?:it|them)\b|\bago$")
"""An answer that tells what was: "grew out of them"."""
_OFFERED = re.compile(
    r"(?i)\b(?:would you like|do you want|shall i|should i|can i|could i|may i (?!ask)|want me to|how about|what about)\b"
)
_EMPTY = re.compile(
    r"(?i)^(?:sure|ok|okay|yes|no|nope|maybe|nothing(?: \w+)?|none|everything|anything|idk|not \w+|hmm*|good|fine|great"
    r"|thanks|(?:i )?don't know|no idea|you tell me|guess|it depends|depends|(?:oh |good )?(?:god|hell|heavens|absolutely|definitely|of course) (?:no|not)\b.*|.* fans?|all of (?:it|them)|both|neither|never"
    r"|same|mm ok|later|tomorrow|today|whatever|surprise me|cool|nah|please|perfect|exactly|right|(?:let'?s?|just|can|could|give|tell|show|skip|never mind|forget|anyway|back) .*)$"
)
"""Offers are no questions about the other, and these are no answers."""


def _named(match: re.Match[str]) -> dict[str, str]:
    return {name: value or "" for name, value in match.groupdict().items() if name != "value"}
