"""What somebody does for pleasure, and where: hobbies, sports, clubs, gyms, good causes."""

# ruff: noqa: E501  patterns are read best in one piece

import re

from pllm_memory.remember.extract.gist import spans
from pllm_memory.remember.extract.gist.spans import Span
from pllm_memory.remember.extract.gist.topic import PHRASE, PHRASE_END, Topic, no_person, patterns
from pllm_memory.remember.extract.places import is_place
from pllm_memory.remember.extract.words import NOT_NAMES


def _a_gym(text: str, span: Span) -> bool:
    return no_person(text, span) and not is_place(span.value) and span.value.lower() not in ("the gym", "gym")


def _bare_group(span: Span) -> str:
    return re.sub(r"(?i)^(?:our) ", "", span.value)


_NO_GYM = re.compile(
    r"(?i)\b(?:train (?:to|from|station|ride|journey|ticket)|dog training|by train|the train|job training|toilet|potty)\b"
)


_HOBBIES = patterns(
    rf"\b(?:hobby|hobbies|pastime|pastimes|passion project|obsession)(?: is| are|:| has become| of mine is)+ {PHRASE}{PHRASE_END}",
    rf"(?:^\W*|[,.:;] |\b(?:and|but|so) ){PHRASE} (?:is|are|has become|became) (?:my|a|how i|what i) (?:\w+ )?(?:hobby|pastime|thing|relax\w*|unwind|do|switch off|escape|therapy|outlet|new thing|way to)\b",
    rf"^\W*(?:\w+,? )?{PHRASE} keeps? me (?:sane|busy|young|fit|going|grounded|out of trouble)",
    rf"\b(?:i've |i have |i |we )?(?:recently |just |finally |lately )*(?:taken up|took up|picked up|gotten into|got into|got hooked on|hooked on|discovered|fell in love with|fallen for|started|began|begun|trying|tried out|dabble in|dabbling in|am into|'m into|really into|got the) {PHRASE}(?: bug)?{PHRASE_END}",
    rf"\b(?:i |we )(?:usually |mostly |often |always |also |like to )*(?:do|practise|practice|enjoy|go) {PHRASE} (?:in my (?:spare|free) time|on (?:the )?(?:weekends?|sundays?|saturdays?)|after work|as a hobby|for fun|to relax|to unwind|in the evenings?)",
    rf"\b(?:after work|in my (?:spare|free) time|on (?:the )?weekends?|in the evenings?|sundays|saturdays|evenings|to relax|to unwind|for fun),? (?:i |i'm |we |it's |are for |means? )(?:do |doing |go |enjoy |mostly do |usually do |love |like |practise |practice )?{PHRASE}{PHRASE_END}",
    rf"\b(?:spend|spent|spending) (?:my|all my|most of my|every|hours|whole|the|entire|too much|a lot of)(?: free| spare| of my)*(?: weekends?| evenings?| time| sundays?| saturdays?| nights?| minute| days?| money)*(?: on| doing| with| at)* {PHRASE}{PHRASE_END}",
)


_NO_PASTIME = frozenset(
    "job work school uni university college course day week date dating working it that this bed home sleep nothing everything me time my the things stuff a to dinner lunch breakfast eating living"
    " going doing being vegan vegetarian something anything smoking drinking meds treatment therapy taking using at with in for on".split()
)


def _pastime(span: Span) -> str:
    value = re.sub(
        r"(?i)^(?:(?:my|the|a|an|some|a bit of|a little|a lot of|lots of|doing|practising|practicing|with|on|going|again|all about|really|playing|into)\s+)+",
        "",
        span.value,
    )
    return re.sub(r"(?i)(?:\s+(?:mostly|usually|again|now|a lot|and|to|of|classes|lessons|lately|too))+$", "", value)


_WEAK = re.compile(
    r"(?i)\b(?:started|began|begun|trying|tried out|discovered|spend|spent|spending|got the)\W+(?:\w+\W+){0,6}$"
)


_PASTIME = re.compile(
    r"(?i)(?:ing|graphy|ics|istry|craft|lore|ology|onomy|yoga|pilates|pottery|crochet|origami|chess|sudoku|ceramics|embroidery|macram[eé]|karate|judo|aikido|taekwondo|tai chi|ballet|salsa|tango|zumba|parkour|bonsai"
    r"|photography|astronomy|carpentry|genealogy|archery|poetry|collage|improv|magic|taxidermy|falconry|batik|scrapbook\w*|crosswords?|puzzles?|trains|models?|games?|mosaics?|beadwork|lego|cosplay|d&d|bread|gardens?|jewel\w+|calligraphy)$"
)


_NO_FIRST = _NO_PASTIME | NOT_NAMES


def _a_pastime(text: str, span: Span) -> bool:
    if _WEAK.search(text[: span.start]) and not _PASTIME.search(_pastime(span)):
        return False
    if _NEVER.search(text, 0, span.start):
        return False
    if (span.value[0].isupper() and span.start) or _ONE.search(text[: span.start + 3]):
        return False
    words = _pastime(span).lower().split()
    return (
        bool(words)
        and len(words) <= 3
        and words[0] not in _NO_FIRST
        and words[-1] not in _NO_PASTIME
        and not is_place(span.value)
        and not any(
            word in ("i", "you", "it", "that", "my", "your", "at", "with", "is", "was", "for", "in") for word in words
        )
    )


_NEVER = re.compile(r"(?i)(?:\bnever|n't|\bnot) (?:\w+ ){0,3}$")
_ONE = re.compile(r"(?i)(?:\b(?:yes|yep|yeah|sure|of course)\W+)an? $")
"""What is one thing is no pastime: "yes, a folding bike"."""


def _a_club(_text: str, span: Span) -> bool:
    """Whether it is joined for its people: no gym, and no course."""
    return not re.search(r"(?i)\b(?:gym|fitness|insurance|phone) \w+$|\b(?:class|course)$", span.value)


TOPICS = (
    Topic(
        "gym",
        "gym|gyms|ymca|crossfit|regular at|workout|workouts|work out|works out|working out|worked out|i train|we train|you train|train at|train with|training at|i lift|you lift|lifting|weights|treadmill|membership|fitness|exercise|exercising|leg day|sauna|cardio"
        "|spin|crossfit|squats|squat|deadlift|deadlifts|bench press|pt|personal trainer|sweat|laps|spinning|zumba|pump|gains|protein shake|locker|in shape|trainer|treadmills|sweating|pass for|spin class|class at|barbell|bench|dumbbells|rowing machine|do sports|exercise anywhere",
        spans.gyms, bar=_NO_GYM, fits=_a_gym,
        near=re.compile(r"(?i)\b(?:at|to|for|with|joined|is|gym|left|quit|of|it's|not|than)[:,]?(?: the)?(?: gym)?(?: at)? $|^\W*$"),
    ),
    Topic(
        "volunteers_at",
        "volunteer|volunteers|volunteering|volunteered|charity|help out|helping out|lend a hand|lending a hand|give back|good cause|unpaid",
        spans.helped, single=False, fits=lambda text, span: no_person(text, span) and bool(re.search(r"(?i)\b(?:at|for|with|to|of|by|from|and|in)(?: the)? $|^\W*$|[,:] $", text[: span.start])),
    ),
    Topic(
        "member_of",
        "member|members|membership|joined|join|belong|part of|signed up|active in|sing in|sings in|am in|i'm in|meet|meetings|dues|quit|left|resigned|clubs|groups|associations|took me in|accepted me|treasurer|chair|secretary of|captain of|rehearsal|rehearsals",
        spans.clubs, single=False, value=_bare_group, fits=_a_club,
        bar=re.compile(r"(?i)\b(?:work(?:s|ing)?|job|volunteer\w*|watch\w*|concert|listen\w*|gig|tickets?|study|degree|college)\b"),
    ),
    Topic(
        "plays",
        "play|plays|playing|played|practise|practice|practising|practicing|instrument|instruments|sport|sports|lessons|band|orchestra|rehearse|tournament|matches|match|game of|learning|at it|strings|league",
        spans.played, single=False, others=True, fits=lambda text, span: not re.match(r"(?i) (?:with my|with the) (?:kids|dog)|[’']s\b| (?:concert|movie|player)\b", text[span.end :]),
        bar=re.compile(r"(?i)\b(?:watch(?:ed|ing)?|tickets?|on tv|concert|video of|bought|sold)\b"), value=lambda span: re.sub(r"(?i)^the ", "", span.value),
    ),
    Topic(
        "hobby",
        "hobby|hobbies|pastime|pastimes|free time|spare time|weekends|weekend|after work|relax|unwind|fun|hooked|took up|taken up|taking up|picked up|discovered|got into|gotten into|started|bug|evenings|i'm into|really into|dabble|switch off|i do|sundays|saturdays|free minute|spend|passion|my thing|my new thing",
        _HOBBIES, fits=_a_pastime, single=False, value=_pastime,
        bar=re.compile(r"(?i)\b(?:job|work at|shift|medication|diet|dating|school|degree|vegan|vegetarian|started at|cold|flu|bill|parcel|package|phone|kids? up|volunteer\w*)\b"),
    ),
)  # fmt: skip
