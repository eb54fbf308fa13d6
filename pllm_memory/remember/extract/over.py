"""What is over, whatever it was: "I quit Bosch", "the Vespa is gone", "no more pottery", and what was not said of it.

Who says that something is over need not say how it held: whether one worked at Bosch or trained there is known from
before. So an end is told as one of `ANYTHING`, and ends what holds of that name; where nothing does, it says nothing.
And a change may be told without what it leads to: "new job as of Monday" ends the old one, for nothing is served rather
than what is known to be over.
"""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from pllm_memory.facts import Statement
from pllm_memory.predicates import ANYTHING
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.cued import cued, letters, saying
from pllm_memory.remember.extract.gist.kinds import PLAYED, one_of
from pllm_memory.remember.extract.gone import CUES, gone
from pllm_memory.remember.extract.people import Around
from pllm_memory.remember.extract.times import Times, find, times
from pllm_memory.remember.extract.words import PETS, RELATIONS

_WHO = r"(?:^\W*(?:(?:so|oh|well|and|but|ok|okay|honestly|sadly|yes|no|nope|nah|ugh|yeah|haha|lol|btw|also|finally|by the way|fun fact|random but|guess what|hey|um|ah|right|anyway|you know what|tbh|fyi|oki)\b\W+)*|[,;:.!–—-]\s*|\b(?:and|so|but|because|since|as)\s+)"
_I = r"(?:(?:i|we)(?:'ve|'m|'re| have| am| are| had to| finally| just)?\s+|had to\s+|i've\s+|i'm\s+)?(?:(?:just|finally|recently|officially|sadly|also|now|completely|totally|really|reluctantly|basically|already|all)\s+)*"
_DOING = r"(?:(?:going|being|playing|doing|eating|driving|riding|studying|working|volunteering|training|taking|living|practising|practicing|helping out|singing|drinking|using|watching|visiting|seeing|having|learning|cooking|paying)\s+)?(?:(?:to|at|with|in|for|of|from|on|by)\s+)?"
_OBJECT = r"(?P<what>(?:(?:my|the|our|a|an|that|this|all|any)\s+)?(?:(?:old|beloved|dear|poor|trusty|whole|membership (?:at|of|with)|subscription to|job (?:at|with)|contract (?:at|with)|degree (?:at|from)|studies at|gym membership (?:at|with)|position (?:at|with))\s+)*[^\W_][^,;:.!?()–—…]{0,50}?)"
_END = r"(?=\s*(?:[,;:.!?()–—…]|$|[^\w\s'&-]|\s-\s)|\s+(?:and|but|so|because|since|for|when|last|this past|in (?:\w+\b(?! club))|yesterday|today|two|three|four|five|six|a (?:week|month|year|while|few|couple)|years?|months?|weeks?|ago|now|anymore|any more|any longer|as|after|before|lol|haha|hehe|tbh|xx|ugh|to|with|at|on|back|sometime|early|late|completely|entirely|altogether|for good|due|until|while|early|again|thanks|these|it)\b)"
_VERBS = (
    r"(?:handed in my (?:notice|resignation) at|fell out of love with|divorced(?: from)?|giving up(?: on)?|got laid off from|given up(?: on)?|lost interest in"
    r"|parted ways with|walked away from|gave up(?: on)?|moved away from|said goodbye to|was let go from|broken up with|cancel(?:l)?ed|done(?= (?:paying|going|doing|playing|eating|working|training|living)\b)|dropped out of"
    r"|got fired from|graduated from|say goodbye to|separated from|traded(?: in)?|was fired from|broke up with|cut ties with|finished with|gotten rid of"
    r"|had enough of|kicked out of|laid off from|moved on from|pulled out of|resigned from|retiring from|split up with|walked out of|moved out of"
    r"|opted out of|retired from|through with|grew out of|let go from|parted with|given away|got rid of|split from|threw away|abandoned|done with|enough of"
    r"|exchanged|gave away|giving up|jacked in|let go of|over with|packed in|threw out|totall?ed|dropping|farewell|gone off|put down|quitting"
    r"|replaced|returned|scrapped|tired of|went off|bye bye|chucked|crashed|ditched|donated|dropped|goodbye|hung up|leaving|no more|off the|outgrew|rehomed"
    r"|sick of|so long|stopped|swapped|wrecked|binned|buried|dumped|adieu|ended|left|lost|quit|sold|bye)"
)
_NOT_NOW = (
    r"(?:(?:don't|do not|doesn't|no longer|never|can't|cannot)\s+(?:even\s+|really\s+)?(?:go to|go|train at|work out at|work at|work for|work with|play|do|eat|live in|help out at"
    r"|volunteer at|volunteer for|volunteer with|see|drive|own|have|ride|take|use|study at|study|practise|practice|sing in|belong to|like|love|enjoy|drink|watch|speak to|date)"
    r"|(?:am|'m|are|is|was)?\s*(?:not|no longer)\s+(?:a (?:member|part|student|volunteer|fan|employee|customer|resident|regular)(?: of| at| in| with)?|at|with|in|into|on|part of|employed (?:at|by)|living in|working (?:at|for)|going to|seeing|dating|doing|playing|eating|studying(?: at)?|training at|volunteering (?:at|for|with)|being)"
    r"|haven't\s+(?:\w+ly\s+)?(?:been to|played|touched|done|eaten|seen|gone to|used|driven|ridden|practised|practiced|visited|picked up))"
)
_ENDED = (
    cued(rf"(?i){_WHO}{_I}{_VERBS}\s+{_DOING}{_OBJECT}{_END}"),
    cued(rf"(?i)(?:{_WHO}{_I}|\bi\s+|\bwe\s+|\bi)'?{_NOT_NOW}\s+{_DOING}{_OBJECT}{_END}"),
    cued(
        rf"(?i){_WHO}(?P<what>(?:(?:my|our|the)\s+)?[^\W_][^,;:.!?()–—…]{{1,40}}?)(?:\s+(?:is|are|was|were|has been|have been|has|got)|'s(?:\s+(?:been|got))?)(?:\s+(?:now|finally|just|sadly|all|officially|also|both|long))*\s+"
        r"(?:no longer\s+(?:mine|ours|my \w+|a thing|with us|in my life|part of)|not (?:my|our) \w+|over\b|history|gone\b|behind (?:me|us)|in the past|a thing of the past|dead\b|sold\b|stolen|no more\b|finished\b|my ex\b|put (?:down|to sleep)|passed away|died\b|my (?:hobby|thing|gym|favou?rite|job|diet) any)"
    ),
    cued(
        rf"(?i){_WHO}(?P<what>(?:(?:my|our|the)\s+)?[^\W_][^,;:.!?()–—…]{{1,40}}?)\s+(?:(?:has|have|just|sadly|finally|recently)\s+)*(?:died|passed away|passed on|ran away|broke up with me|left me(?! (?:a|an|her|his|the|some|my|no|with|in|at|speechless|wondering|to|hanging|behind|for (?:the|work)|out|cold|feeling|\d)\b)|dumped me|let me go|laid me off|fired me|sacked me|dismissed me|gave up the ghost|bit the dust|kicked me out|didn't make it|crossed the rainbow|(?:closed down|shut down)(?=\s*(?:[.,;!?]|$|last|this|yesterday|in|for|after|and|so))|closed for good|shut its doors|closed its doors|went bust|gone bust|went bankrupt|went under|folded|ceased trading)\b"
    ),
    cued(r"(?i)\b(?:broke up|things (?:are over|ended)|it's over|relationship|engagement|marriage|contract|membership|subscription|time|internship|job|studies|days|affair)\s+(?:with|at|between me and)\s+(?P<what>[^,;:.!?()–—…]{2,40}?)\s+(?:is|are|was|has|ended|ran out|expired|came|broke|fell|lapsed|run out)\b"),
    cued(r"(?i)\b(?P<what>[A-ZÀ-Þ][\w'-]+(?: [A-ZÀ-Þ][\w'-]+)?) and (?:i|me)\b[^.!?]{0,24}\b(?:over|broke up|split|separated|divorced|parted|called it quits|done|no longer|not together|ended)\b"),
    cued(r"(?i)\b(?:put|have|had|having) (?!to )(?P<what>[^,;:.!?()–—…]{2,30}?) (?:put )?(?:down|to sleep|euthani[sz]ed)\b"),
    cued(r"(?i)\b(?:gave|give|given|giving|took|take|taken|brought|returned|return) (?P<what>[^,;:.!?()–—…]{2,30}?) (?:back )?to the (?:breeder|shelter|rescue|pound|seller|dealer\w*|kennels?)"),
    cued(r"(?i)\b(?:gave|give|given|giving) (?P<what>[^,;:.!?()–—…]{2,30}?) (?:away|up|to (?:a|an|another|some|my|new|charity|the)\b)"),
    cued(r"(?i)(?<!\bi )(?<!\bwe )(?<!they )(?<!n't )(?<!\bnot )(?<!never )\b(?:rehome|re-home|lose|sell|give up|let go of|part with|say goodbye to|quit|stop|drop) (?:playing |doing )?(?P<what>[^,;:.!?()–—…]{2,30}?)(?=\s*(?:[,;:.!?…]|$)|\s+(?:because|and|since|for|so|as|last|in)\b)"),
    cued(r"(?i)\b(?:stole|nicked|took away|robbed me of|pinched) (?P<what>(?:my|our) [^,;:.!?()–—…]{2,30}?)(?=\s*(?:[,;:.!?…]|$)|\s+(?:and|last|in|from|while|at)\b)"),
    cued(r"(?i)\b(?:over|finished|done) between (?P<what>[^,;:.!?()–—…]{2,30}?) and (?:me|i)\b"),
    cued(r"(?i)\b(?:divorce|separation|breakup|split) (?:from|with) (?P<what>[^,;:.!?()–—…]{2,30}?)(?=\s*(?:[,;:.!?…]|$)|\s+(?:came|is|was|went|got|has|and)\b)"),
    cued(r"(?i)\b(?:made|declared|cut|axed|eliminated|closed) (?:my|our) (?:\w+ )?(?:position|job|role|department|branch|team|post) (?:at|with|in) (?P<what>[^,;:.!?()–—…]{2,40}?)(?=\s*(?:[,;:.!?…]|$)|\s+(?:redundant|and|last|in|as)\b)"),
    cued(r"(?i)\b(?:packed up|cleared(?: out)?|emptied|cleaned out) my (?:desk|locker|office) at (?P<what>[^,;:.!?()–—…]{2,40}?)(?=\s*(?:[,;:.!?…]|$)|\s+(?:and|last|in|as)\b)"),
    cued(r"(?i)\b(?:handed (?:back|in)|returned|turned in) my (?:\w+ )?(?:card|badge|keys|pass|notice|resignation|uniform)s? (?:to|at|with) (?P<what>[^,;:.!?()–—…]{2,40}?)(?=\s*(?:[,;:.!?…]|$)|\s+(?:and|last|in|as)\b)"),
    cued(r"(?i)\b(?:separate ways|broke up|split up|split|divorced|it's over)[,;:]?\s+(?:for )?(?P<what>(?-i:[A-ZÀ-Þ])[\w-]+) and (?:me|i)\b"),
    cued(r"(?i)\bnow\b.*\b(?:instead of|rather than) (?P<what>[^,;:.!?()–—…]{2,40}?)(?=\s*(?:[,;:.!?…]|$)|\s+(?:and|because|since)\b)"),
    cued(r"(?i)\b(?:things )?ended (?:things )?with (?P<what>[^\W_][^,;:.!?()–—…]{1,30}?)(?=\s*(?:[,;:.!?…]|$)| last| in | yesterday| two| three| a | for| this)"),
)  # fmt: skip
_DENIAL = _ENDED[1]
"""The pattern that a plain denial has, too: "I don't eat pork" tells of no earlier days."""
_LATE = saying(
    r"(?i)\b(?:any ?more|any longer|no longer|these days|now|since|in (?:ages|years|months|weeks|forever)|for (?:ages|years|months|weeks)|haven't|never again|lately|stopped)\b"
)
_CUES = frozenset(
    "left quit ditched dumped dropped sold donated lost cancelled canceled ended stopped abandoned resigned retired graduated gave given giving rid parted broke broken"
    " split separated divorced moved out done finished through interest packed jacked hung let walked opted off gone went swapped traded exchanged replaced put rehomed buried"
    " goodbye bye farewell adieu fired laid kicked grew outgrew cut quitting leaving dropping retiring more enough sick tired over scrapped chucked threw binned returned crashed"
    " totalled totaled wrecked handed don do doesn longer never can cannot not haven history dead stolen died passed ran dismissed sacked ghost dust make rainbow closed shut bust bankrupt under folded ceased ended expired"
    " lapsed together dont havent cant long isn aren sleep down ex rehome lose sell give stole nicked pinched divorce separation breakup made declared axed closed cleared emptied handed separate instead rather".split()
)
_LEAD = re.compile(
    r"(?i)^(?:(?:my|the|our|a|an|that|this|all|any|old|beloved|dear|poor|trusty|whole|to|at|with|in|for|of|from|on|being|playing|doing|going|eating|being"
    r"|membership|subscription|job|contract|gym membership|degree|studies|position|favou?rite|former|playing|the)\s+)+"
)
_THEIRS = re.compile(
    rf"(?i)\b(?:he|she|they|(?:my|our) (?:\w+ )?(?:{one_of(RELATIONS)}))(?:'s|'d|'ve| has| have| had| just| finally| also)*\s*$"
)
"""What stands before a verb when somebody else is done with it."""
_MINE = saying(r"(?i)\b(?:me|my|our)\b")
"""What makes it the speaker's all the same: "they made my job at Bosch redundant"."""
_NOTHING = frozenset(
    "up company employer firm workplace startup agency roots it that this them him her me us you everything anything something nothing home work school early late house time"
    " hope sight faith track count weight money keys phone job thing things stuff way smoking working living going eating"
    " doing being one more less all here there now so too meat drinking notice my the a weekend today day week year years months weeks days ago".split()
)


def ends(text: str, asked: str, at: datetime, around: Around) -> Iterator[Claim]:
    """What a sentence says is over.

    Args:
        text: A sentence that is told in earnest.
        asked: The question that it answers; "" if none.
        at: When it was said.
        around: Who speaks, and whom they mentioned.
    """
    words = letters(text)
    if (_CUES.isdisjoint(words) and CUES.isdisjoint(words)) or _UNSURE(text):
        return
    told, moments = text, find(text, at)
    when, seen = times(moments), set[str]()
    for moment in reversed([one for one in moments if told[one.start : one.end].lower() != "now"]):
        text = f"{text[: moment.start].rstrip()} {text[moment.end :].lstrip()}".strip()
    text = re.sub(r"\s+(?=[,.!?;])", "", text)
    for what in _asked_about(asked, text):
        yield Claim(around.speaker, ANYTHING, what, "ends", invalid_at=when.at or when.since)
    low = text.lower()
    for ended in _ENDED:
        for found in ended.finditer(text, low):
            theirs = _THEIRS.search(text, 0, found.start()) and not _MINE(found[0])
            if theirs or (ended is _DENIAL and not _LATE(told)):
                continue
            if not _PASSING(found[0]) and not (_LET(found[0]) and _STAYS.match(text, found.end())):
                yield from _over(found["what"], seen, when, around)
    for what in gone(text):
        yield from _over(what, seen, when, around)


def _over(what: str, seen: set[str], when: Times, around: Around) -> Iterator[Claim]:
    """The end of a thing, once, if it is one that could have held."""
    what = _ROLE.sub("", _LEAD.sub("", what.strip()).strip(" '\"."))
    if what and what.lower() not in seen and not _idle(what):
        seen.add(what.lower())
        yield Claim(around.speaker, ANYTHING, what, "ends", invalid_at=when.at or when.since)


_ROLE = re.compile(rf"^(?:(?:{one_of((*RELATIONS, *PETS))}) )(?=[A-ZÀ-Þ])")
_PASSING = saying(
    r"(?i)\b(?:lost to|left for (?:the|a|work|lunch)|left behind)\b|\blost (?:my|the) (?:way|keys|temper)\b"
)
_LET = saying(r"(?i)\b(?:left|lost|crashed|dropped|put|parked)\b(?! (?:down|to sleep))")
_STAYS = re.compile(
    r"(?i)\s+(?:at (?:(?:the|a) (?!end|start|beginning|weekend|time|same|turn|young)|(?:my|our) (?:parents|place|house|mum|mom|office|desk)|home|work|school)|on (?:(?:the|a) (?!spot|same|first|last|whim|day|\d)|read)"
    r"|in (?:(?:the|a) (?!end|spring|summer|autumn|fall|winter|morning|middle|hurry|huff|rush|beginning|new|early|fire|divorce|split)|charge|bed|peace)|with (?:the (?:sitter|neighbou?rs?|kids|vet)|my (?:parents|mum|mom|sister|brother|friend))|behind|alone|home\b|early|outside"
    r"|but (?:it's|it is|we|i|found|he|she|they)\b|for (?:the|a|an|ten|five|two|three) )"
)
"""What behind a thing says that it was only left or lost for a while."""


_UNSURE = saying(
    r"(?i)\b(?:if|would|wouldn't|could|might|maybe|perhaps|wish|want(?:s|ed)? to|thinking (?:of|about)|consider\w*|almost|nearly|never quit|planning|going to (?:sell|quit|leave)|gonna|should|won't|will|i'll|trying to|i'd never|would never|i'd (?:not|hate)|can't quit|can't stop|can't give up|never (?:stop|give|leave|get enough))\b"
)


_IT_ENDED = saying(
    r"(?i)\b(?:sold|gave|got rid of|lost|packed|cancel(?:l)?ed|quit|stopped|dropped|donated|put|rehomed|ditched|buried|hung|broke up|split up|separated|divorced|left|resigned|retired|died|passed(?: away| on)?|(?:walked|moved) out|dumped me|ended (?:it|things)|took (?:him|her|it)|had to say goodbye|said goodbye|belongs to|went to (?:my|a|another)|lives with|don't (?:have|own|see|do|play|go)|haven't|handed in|not seeing|gave up|not (?:working|going|doing)|didn't (?:work out|last|make it)|put (?:him|her|it) (?:down|to sleep)|ran off|stolen|no longer|not any ?more|any ?more|not together|over|done with|gave up|moved on|history|put to sleep|(?<!\w )gone)\b"
)
_ITS_OWN = saying(
    r"(?i)\b(?:it|that|him|her|them|there|she|he|each other|someone else|goodbye)\b|\bhaven't (?:in|for|since|\w+ed (?:in|for))\b|\b(?:sold|stopped|quit|cancel(?:l)?ed|broke up|split up|separated|divorced|resigned|retired|died|passed away|over|done|history|left|put (?:down|to sleep)|(?<!\w )gone|any ?more)\W*(?:now|sadly|finally|already|lol|haha|tbh|sometime)?\W*(?:$|[,.;!])"
)
_CLOSED_WORDS = frozenset(
    "how how's what what's who who's is are was were do does did have has had you your you're the a an any some still going doing playing with of to at in on for from that this it"
    " getting much use out treating enjoying weekend today tonight tomorrow week again and or so any plans say hi give cuddle me things work busy big day life been ever still"
    " about lately these days i get got go there him her his she he they their are we can could would should shall next last time yet then will be back also just live eat right correct true usual yes busy feeling fun nice".split()
)


def _asked_about(asked: str, answer: str) -> Iterator[str]:
    """What a question is about, where the answer only says that it is over: "How's the canoe?" – "sold it"."""
    if asked and len(answer) <= _LONG and not _LEFT_WORK(answer) and _IT_ENDED(answer) and _ITS_OWN(answer):
        yield from asked_about(asked)


_LEFT_WORK = saying(r"(?i)\bleft (?:early|late|home|on time|work|at \d)\b")


def asked_about(asked: str) -> Iterator[str]:
    """What a question may be about: its words that stand together and mean something."""
    chunk: list[str] = []
    for word in [*re.findall(r"[^\W_][\w'&+.-]*|[,;?!]", asked), "?"]:
        if word.lower().strip(".") in _CLOSED_WORDS or not word[0].isalnum():
            if chunk:
                yield " ".join(chunk).removesuffix("'s").rstrip(".")
            chunk = []
        else:
            chunk.append(word)


_LONG = 110


_GUESSED = ("works_at", "lives_in", "studies_at", "member_of", "gym", "hobby", "plays", "likes")
_SAID_HOW = saying(
    r"(?i)\b(?:work(?:s|ed|ing)?|liv(?:e|es|ed|ing)|stud(?:y|ies|ied|ying)|job|laid off|fired|retired|graduated|member|gym|membership|play(?:s|ed|ing)?|volunteer\w*|like|love|enjoy|fan|into|drink\w*|eat\w*|employed)\b"
)


def unsaid(claims: Sequence[Claim], known: Sequence[Statement], text: str) -> list[Claim]:
    """The ends of which nothing else says what it was that held.

    Args:
        claims: Ends of anything.
        known: What else was understood of the message.
        text: The message: "I quit Iron Temple" does not say how it held, "I don't work at Bosch any more" does.
    """
    return [claim for claim in claims if not _known_end(claim, known, text)]


def _known_end(claim: Claim, known: Sequence[Statement], text: str) -> bool:
    words = set(claim.object.lower().split())
    same = [one for one in known if one.object and words & set(one.object.lower().split())]
    if any(one.predicate in ("dislikes", "avoids", "graduated_from") for one in same):
        return True
    ended = {one.predicate for one in same if one.mode == "ends" or one.invalid_at}
    if ended == {"owns"} and _PLAYED.fullmatch(claim.object.lower()):
        return False  # who sold the cello plays it no more
    if ended == _DEATH:
        return True
    return len(ended) == 1 and (ended.isdisjoint(_GUESSED) or _SAID_HOW(text))


_PLAYED = re.compile(PLAYED)
_DEATH = {"pet", "partner"}
"""Who died, and was one of these, is it no more; a mother stays one."""


def _idle(what: str) -> bool:
    """Whether it is nothing that could have held."""
    words = what.lower().split()
    return (
        words[-1] in _NOTHING
        or words[-1] in RELATIONS
        or len(words) > 6
        or words[0] in ("i", "we", "he", "she", "they", "it", "that", "there", "what", "who")
    )


# ── changes of which only the end is told ────────────────────────────────────────────────────────────

_HERE = (
    r"(?=\s*(?:[.,!;]|$)|\s+(?:today|yesterday|last|this|in|on|after|two|three|a (?:year|month|week)|back|before)\b)"
)
_STUDIED = rf"\b(?:dropped out(?: of (?:my )?(?:uni|university|college|school|degree|course|studies))?{_HERE}|(?:i|i've|just|finally) (?:just |finally )?graduated\b|(?<![\w'] )graduated\b|finished (?:uni|university|college|my degree|my studies|my (?:bachelor|master|phd|doctorate)\w*)|(?:quit|left|packed in|gave up|jacked in|abandoned|done with|through with) (?:uni|university|college|my studies|studying|my (?:degree|course|master's|phd)(?! in))|(?:no longer|not) a student(?: any ?more)?{_HERE}|(?:my )?(?:student|uni|university|college) days (?:are|were) (?:over|behind|done|gone)|(?:got|received|collected|picked up|have|earned|been awarded) my (?:degree|diploma){_HERE}|passed my finals|degree in the bag|graduation (?:was|ceremony was|day was)|no more uni(?:versity)?\b|defended my (?:thesis|phd|dissertation)|passed (?:the|my) viva|(?:the|my) (?:[\w-]+ )?(?:course|degree|programme|program) (?:finished|ended|is over|is done|came to an end)|(?:kicked|thrown) out of (?:uni|university|college)|flunked out)"
_CHANGED = tuple(
    (predicate, cued(rf"(?i){pattern}"))
    for predicate, pattern in (
        ("works_at", r"\b(?:(?:changed|switched|changing|swapped) (?:jobs?|employers?|companies|careers?)|new (?:job|employer|workplace)\b(?! title| at (?:the same|work))|(?:quit|left|lost|resigned from) my (?:old |day |last )?job|(?:got|been|was) (?:fired|laid off|sacked|made redundant|the (?:sack|boot|chop|push|axe))|on the dole\b|(?:signing on|claiming (?:benefits|unemployment))|(?:job[- ]?less|unemployed|out of (?:a job|work)|between jobs|without a job) (?:since|for|again|now)\b|(?:opened|launched|set up|founded) (?:my|our) own\b|(?:first|second|third) (?:day|week|month) (?:at|in|on|of) (?:my|the) new (?:job|work|gig|place|role|position)|my new (?:colleagues|coworkers|co-workers|team|workplace|employer)\b|(?:i\'m|i am) (?:my own boss|a stay-at-home \w+|on a career break|taking a career break)|(?:was|been) (?:fired|laid off|sacked|made redundant|let go from (?:work|my job))|(?:i'm|i am|currently|now) (?:unemployed|jobless|between jobs|out of (?:a job|work)|retired)|first day (?:of|at) (?:my|the) new (?:job|work|place)|handed in my (?:notice|resignation)|they let me go\b(?! (?:home|early|to|on|back|in|out|through|first|ahead|for|with)\b)|i(?:'ve)? (?:just )?retired\b|work(?:ing)? for myself\b|(?:gone|went|turned|going) freelance\b|(?:i'm|i am|now) (?:now |officially )?(?:self-employed|freelancing|freelance)\b|my own boss\b|started my own (?:business|company|firm|practice|studio|agency)\b|took (?:early )?retirement)"),
        ("works_as", r"\b(?:(?:changed|switched|changing) (?:careers?|professions?)|new (?:role|position|title)\b(?: at work)?|got (?:a promotion|promoted)|career change)\b"),
        ("lives_in", r"\b(?:(?:i|we)(?:'ve| have)?(?: just| finally| recently)* (?:moved|relocated)(?: house| home| cities| away| again| abroad| countries| out of (?:town|the city|the country))+\b|(?:i|we)(?:'ve| have)? (?:just |finally )?(?:moved|relocated)(?=\s*(?:[.,!;]|$))|new (?:address|city|hometown)\b|(?:my|our) address (?:has )?changed|changed (?:address|cities|countries)|left (?:town|the country|the city) for good|moving day is (?:over|done)|we've moved\b(?! (?:on|up|in|the|my|our|a)))"),
        ("gym", r"\b(?:no gym (?:at the moment|right now|any ?more|these days|for now)|(?:i\'m|i am) (?:not a|no longer a) (?:gym )?member(?: any ?more)?(?=\s*(?:[.,!;]|$))|(?:i )?(?:train|work out|exercise) at home (?:now|these days|instead)|(?:switched|changed|swapped) (?:my )?gyms?\b|new gym\b|(?:quit|left|cancel(?:l)?ed|dropped|ended) (?:my|the) (?:gym(?: membership)?|membership at the gym)|no (?:more )?gym for me|(?:gave|given) up (?:on )?(?:the|my) gym|(?:stopped|quit|no longer) go(?:ing)? to the gym|(?:let|letting) my (?:gym )?membership (?:lapse|run out|expire|go)|(?:cancel(?:l)?ed|ended|quit|dropped|stopped) (?:my|the) [\w ]{2,20} membership|don't go to (?:the|my|a) gym any)"),
        ("partner", r"\b(?:(?:he|she|they)(?:'s|'ve| has| have)? (?:just |finally )*(?:broke(?:n)? up with|walked out on|broke it off with|ended it with) me|(?:newly|freshly|recently|suddenly) single|i(?:'ve| have)? (?:just |finally )?(?:left|dumped|divorced|threw|kicked|chucked) (?:him|her|my (?:husband|wife|boyfriend|girlfriend|partner|fianc[eé]e?))(?: out)?(?=\s*(?:[.,!;]|$|for good|last|yesterday|in (?!the|a\b|my)))|signed the divorce papers|my late (?:husband|wife|partner)\b|we (?:broke up|split up|split|separated|divorced|got divorced|are over|are no longer together|called it quits)|we're (?:over|divorced|separated|no longer together|not together)|(?:i'm|i am) (?:single|divorced|newly single|single again)|new (?:girlfriend|boyfriend|partner)\b|got (?:dumped|divorced)|(?:he|she) (?:left|dumped) me|(?:my|our) (?:divorce|breakup|break-up)\b|the breakup|(?:on|back on) (?:tinder|hinge|bumble|the market|the apps)|single life)"),
        ("follows_diet", r"\b(?:(?:changed|switched) (?:my )?diets?\b|(?:i|we) (?:now )?eat (?:everything|anything|meat|fish|normally)(?: again| these days| now)?\b|(?:i'm|i am|back to) eating (?:everything|meat|normally|fish|dairy)|no more diets?|off (?:my|the|that) diet|(?:quit|stopped|dropped|ended|broke) (?:my|the|that) (?:\w+[ -]?\w* )?diet\b|(?:i\'m|i am|become|became|turned) (?:an? )?(?:omnivore|meat[- ]eater|carnivore)\b|(?:back to|started|gone back to) eating (?:meat|fish|everything|dairy|eggs|chicken|bacon|burgers)|(?:vegan|vegetarian|veggie|keto|diet) (?:thing|phase|days|diet|experiment|life) (?:is|are|was|were) (?:over|done|behind me|history)|(?:veganism|vegetarianism|keto|the diet) (?:didn\'t|did not|never|wasn\'t) (?:work out|work|for me|last|stick)|eats? everything|my diet is over)"),
        ("commutes_by", r"\b(?:(?:changed|switched) (?:how i (?:get|go) to work|my commute)|new commute|work(?:ing)? from home (?:now|full[- ]time|these days|permanently)|(?:gone|went) (?:fully )?remote|no more commut\w+|^\W*(?:no|nope|nah)\b\W+(?:i |we )?(?:now )?work(?:ing)? (?:from home|remotely)\b|don't commute any)\b"),
        ("therapist", r"\b(?:(?:finished|stopped|quit|done with|ended|no longer (?:go to|in|need|see)|completed)(?: going to| doing| seeing| having)? (?:my )?(?:therapy|counselling|counseling|(?:a|my) (?:therapist|counsellor|shrink))\b|new (?:therapist|counsellor|counselor|psychologist)\b|(?:changed|switched) (?:therapists?|counsellors?))"),
        ("volunteers_at", r"\b(?:(?:don't|no longer|stopped|quit|gave up) volunteer(?:ing)?(?: any ?more| any longer)?(?=\s*(?:[.,!;]|$)))"),
        ("landlord", r"\bnew (?:landlord|landlady)\b|(?:bought|own) our own (?:place|flat|house|home|apartment)\b"), ("roommate", r"\b(?:i |i\'m |i am )?(?:now )?liv(?:e|ing) (?:alone|on my own|by myself)(?: now| again| these days)?\b|(?:have|got) the (?:flat|place|house|apartment) to myself(?: now)?\b"), ("boss", r"\bnew (?:boss|manager|supervisor)\b"),
        ("doctor", r"\bnew (?:doctor|gp)\b|(?:changed|switched) (?:doctors?|gps?)\b"),
        ("studies_at", rf"(?:{_STUDIED}|\b(?:switched|changed) (?:schools?|universit\w+|colleges?))"),
        ("pet", r"\b(?:had to|have to|decided to) (?:put|have) (?:her|him|it) (?:put )?(?:down(?=\s*(?:[.,!;]|$))|to sleep)"),
        ("favorite_color", r"\b(?:changed my favou?rite colou?r|new favou?rite colou?r)\b"),
    )
)  # fmt: skip
_CHANGE_CUES = frozenset(
    "changed switched changing swapped new quit left lost resigned fired sacked laid redundant unemployed jobless between retired notice resignation let careers career promotion"
    " put threw kicked chucked papers late therapy counselling counseling therapist counsellor counselor therapists volunteer volunteering promoted moved relocated moving cancelled canceled dropped gym broke split separated divorced over together single dumped divorce breakup break-up eat eating eats diet diets"
    " graduated degree diploma uni university student graduation finals defended viva course programme program flunked lapse finished out myself freelance employed freelancing own retirement home remote commute commuting tinder hinge bumble market apps sack boot chop dole opened launched founded set team colleagues coworkers coworker workplace boss signing claiming benefits omnivore eater meat-eater carnivore phase vegan thing alone own myself emigrated unpacking unpacked parents mum mom dad mother father folks train member veganism vegetarianism keto without out-of-work first second third".split()
)
_NOT_YET = saying(
    r"(?i)\b(?:if|would|could|might|maybe|perhaps|wish|hope|hoping|want\w*|need\w*|looking|look|search\w*|find|finding|apply|applied|applying|interview\w*|considering|thinking|planning|plan|someday|one day|almost|nearly|dream\w*|should|going to|gonna|will|'ll|about to|offer|his|her|their|he|she|they|friend|sister|brother|never|until|soon|when i)\b"
)


def announced(text: str, at: datetime, around: Around, known: Sequence[Statement]) -> Iterator[Claim]:
    """What is over by a sentence that tells of a change, where it is not understood what came instead.

    Args:
        text: A sentence that is told in earnest.
        at: When it was said.
        around: Who speaks.
        known: What was understood of the message.
    """
    told = {(one.subject, "studies_at" if one.predicate == "graduated_from" else one.predicate) for one in known}
    if _CHANGE_CUES.isdisjoint(letters(text)):
        return
    when = times(find(text, at)).at
    if when and at - when > _RECENT:
        return
    low = text.lower()
    for predicate, change in _CHANGED:
        found = None if (around.speaker, predicate) in told else change.search(text, low)
        if found and not _NOT_YET(f"{text[: found.start()]} {text[found.end() :]}"):
            yield Claim(around.speaker, predicate, "", "ends", invalid_at=when)


def studied(known: Sequence[Statement], at: datetime) -> Iterator[Claim]:
    """What one studied, where one studies no more at a university, and not at another."""
    left = [one for one in known if one.predicate in ("studies_at", "graduated_from")]
    over = [one for one in left if one.mode == "ends" or one.predicate == "graduated_from"]
    until = (over[0].invalid_at or over[0].valid_at or at) if over else None
    if until and at - until <= _RECENT and over == left and all(one.predicate != "studies" for one in known):
        yield Claim(over[0].subject, "studies", "", "ends", invalid_at=until)


_RECENT = timedelta(days=365)
"""What changed longer ago is told as history, and says nothing of what holds now."""
