"""Who and what is gone, by what happened to it: "Nora moved out", "the vet couldn't save Rex", "the Vespa went to Leo".

As in `over`, what it was need not be said: it ends whatever held of that name.
"""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Iterator

from pllm_memory.remember.extract.cued import cued, letters, saying
from pllm_memory.remember.extract.gist.kinds import one_of
from pllm_memory.remember.extract.words import RELATIONS

_IT = r"(?P<what>(?:(?:my|our|the|poor|old|dear) )*[^\W_][\w'’&+.-]*(?: (?!has|is|and|just|had|finally|was|got|went|did)[^\W_][\w'’&+-]*){0,2}?)"
_ADV = r"(?:(?:'s|'ve|has|have|had|just|finally|sadly|recently|also|suddenly|then|since|actually|even|both|all|now) ?)*"
_TAIL = r"(?=\s*(?:$|[^\w\s'’-])|\s+(?:and|but|so|because|since|after|when|while|as|on (?:me|us)|on \w+day|for good|again|last|this|in|two|three|a|now|yesterday|today|to (?:live|be)|without|by|via|over|haha|lol|tbh|xx|ugh|with (?:his|her|another|some)|of our|of my)\b)"
_TO_WHOM = r"(?:my|a|an|another|someone|somebody|our|some|the (?:scrap\w*|dump|tip|neighbou?rs?|kids?|charity))\b"
_GONE = (
    # ── people ──
    ("moved walked ended called broke cheated found met fell ran left", rf"{_IT} {_ADV}(?:moved out|walked out|walked away|ended (?:it|things|our \w+)|called (?:it|the wedding|things) off|broke (?:it|things) off|broke my heart|cheated(?: on me)?|found someone else|met someone else|fell for someone else|ran off with [\w ]+|left me(?= for | last | in |\s*(?:$|[.,;!?])| and | after ))"),
    ("threw chucked kicked", rf"{_IT} {_ADV}(?:threw|chucked|kicked) me out"),
    ("picture life lives longer around anymore more ex radar list case", rf"{_IT}(?:'s| is| are) (?:now |finally |officially )?(?:out of (?:the picture|my life|our lives)|no longer (?:with us|in my life|in the picture|around|my \w+|part of my life)|not (?:in my life|around|my \w+|with us) any ?more|not (?:in the picture|part of my life)(?: any ?more)?|an ex|off my \w+)"),
    ("done finished over through history exes longer not aren together go gone went call called split part parted separate separated drifted grew didn", rf"{_IT} and (?:i|me)(?: {_ADV}|'re |'ve | are | were | have | decided to | agreed to )*(?:done|finished|over|through|history|exes|no longer [\w ]+|not (?:together|an item|a couple|seeing [\w ]+|speaking)|aren't (?:together|an item|a couple|a thing|seeing [\w ]+)|(?:go|gone|went) our (?:own|separate|different) ways|called? it (?:a day|quits|off)|split|part(?:ed)?(?: ways| company)?|separat(?:e|ed)|drifted apart|grew apart|didn't (?:last|work out))"),
    ("called", rf"called it (?:a day|quits|off),? {_IT} and (?:me|i)\b"),
    ("since", rf"\bsince {_IT} (?:left|died|dumped me|walked out|moved out|passed|broke up with me|ended it|closed|shut)(?=\s*(?:$|[,;.!?])|\s+(?:i|i've|i'm|my|the|it|we|me|nothing|everything|last|in)\b)"),
    ("ex old former", r"\b(?:my|our) (?:ex|ex-(?:wife|husband|girlfriend|boyfriend|partner|boss|flatmate|roommate|landlord|landlady)|old (?:boss|manager|landlord|landlady|flatmate|roommate|housemate|doctor|gp|therapist)|former (?:boss|manager|landlord|landlady|flatmate|roommate|doctor|partner|employer|gym))[ ,]+(?P<what>(?-i:(?:Dr\.? )?[A-ZÀ-Þ])[\w'-]+)"),
    ("work worked", rf"\b(?:didn't|did not|hasn't|never) work(?:ed)? out (?:with|between me and|at) {_IT}{_TAIL}"),
    ("had finished done through", rf"\b(?:i've |i have |i'm |we're |i )(?:had it|had enough|so done|finished|through|done) (?:with|of) {_IT}{_TAIL}"),
    # ── work, clubs, places that closed ──
    ("door boot sack push chop axe pushed rid renew extend terminated cut replaced redundant axed packing threw let laid", rf"{_IT} {_ADV}(?:showed me the door|gave me the (?:boot|sack|push|chop|axe)|pushed me out|got rid of me|(?:didn't|did not|wouldn't|refused to|won't) (?:renew|extend) my (?:contract|membership)|terminated (?:my|me)|cut my (?:job|role|position)|replaced me|made me redundant|axed (?:me|my [\w ]+)|sent me packing|threw me out|let (?:half|all|most|some|a third) of us go|laid (?:half|all|most) of us off)"),
    ("dissolved disbanded folded bust exists exist closed shut more", rf"{_IT} {_ADV}(?:dissolved|disbanded|folded|went bust|no longer exists|closed(?: down| its doors| for good)?|shut(?: down| its doors| for good)?|doesn't exist(?: any ?more)?|ceased to exist|is no more){_TAIL}"),
    ("rid replaced pushed sacked fired laid", rf"\b(?:they )?(?:got rid of|replaced|pushed out|sacked|fired|laid off) me (?:at|from) {_IT}{_TAIL}"),
    ("time days stint contract job role internship shift shifts membership career years", rf"\bmy (?:time|days|stint|contract|job|role|internship|shifts?|membership|career|years) (?:at|with|in|for) {_IT} (?:is|are|was|were|has|have|came|come|ran|ended|wasn't|got|fell|finished|stopped)(?: \w+)? ?(?:over|to an end|end(?:ed)?|out|done|behind me|renewed|axed|cut|cancelled|through)?"),
    ("last", rf"\b(?:my )?(?:very )?last (?:day|shift|week|class|lecture|session) (?:at|with|for) {_IT} (?:is|was) (?:today|yesterday|on|last|this)"),
    ("last", rf"^\W*(?:(?:today|yesterday|friday|monday)(?:'s| is| was) )?(?:my )?last (?:day|shift) (?:at|with) {_IT}{_TAIL}"),
    ("froze cancelled canceled ended terminated stopped quit dropped paused cut", rf"\b(?:froze|cancelled|canceled|ended|terminated|stopped|quit|dropped|paused|cut) my {_IT} (?:membership|subscription|contract|pass|card)\b"),
    ("renew", rf"\b(?:didn't|did not|won't|not going to) renew (?:my (?:membership|contract|subscription|pass) )?(?:at|with) {_IT}{_TAIL}"),
    ("getting waste lost", rf"{_IT} (?:(?:isn't|is not|won't be|will not be) getting another (?:cent|penny|dime|euro|dollar|pound)|was a waste of (?:money|time)|lost a (?:customer|member)|lost me|has lost me)"),
    ("foot", rf"\bhaven't set foot (?:in|inside) {_IT} (?:since|in|for)\b"),
    ("craze phase obsession fad era chapter thing business dream experiment", rf"\b(?:the|that|this|my) (?:whole |big )?{_IT} (?:craze|phase|obsession|fad|era|chapter|thing|business|dream|experiment) (?:is|was|has|ended|passed|didn't)(?: now| finally)? ?(?:over|done|behind me|history|passed|ended|finished|last)?"),
    ("let", rf"\blet my {_IT} (?:membership|subscription|contract|pass) (?:lapse|expire|run out|go)"),
    ("membership subscription contract pass", rf"\bmy {_IT} (?:membership|subscription|contract|pass) (?:has |just |finally )*(?:lapsed|expired|ran out|ended|is over)"),
    # ── animals and things ──
    ("put rehomed euthanised euthanized sold scrapped lives live living stays stay home owner family belongs nicked stolen written given donated totaled totalled totalled pinched auctioned passed didn asleep heaven", rf"{_IT} {_ADV}(?:(?:had to|has to) be (?:put (?:down|to sleep)|euthani[sz]ed|rehomed|sold|scrapped)|was put (?:down|to sleep)|(?:lives?|is living|stays?) (?:with|at) (?:someone|somebody|my|our|another|a|her|his)\b[\w ]*? (?:now|these days)|(?:has|found|got|have) a new (?:home|owner|family)|belongs to (?:someone|somebody|my|another|a)\b|(?:got|been|was|were) (?:nicked|stolen|sold|scrapped|written off|rehomed|given away|donated|totall?ed|pinched|auctioned)|passed(?: away)?{_TAIL}|didn't (?:make it|wake up)|fell asleep forever|is in (?:dog|cat|doggy) heaven)"),
    ("went goes gone given moved", rf"{_IT} {_ADV}(?:went|was given|goes|has gone|moved) to (?:live with )?{_TO_WHOM}(?! (?:house|place|party|school|vet|doctor|garage|mechanic|class|job|wedding|birthday|kindergarten|meeting|concert))"),
    ("save took got killed hit", rf"\b(?:the vet|a fox|the fox|cancer|old age|(?:kidney|heart|liver) failure|a car|a truck|illness) (?:couldn't save|could not save|took|got|hit and killed|killed) {_IT}{_TAIL}"),
    ("rip rest", rf"(?:^\W*|[,;.!]\s*)(?:rip|r\.i\.p\.?|rest (?:in peace|easy)),? (?:to )?(?:sweet |dear |little |old |my |our |beautiful |precious )*{_IT}(?=\s*(?:$|[^\w\s'’-])|\s+(?:\d|you|the|we))"),
    ("rest", rf"(?:^\W*|[,;.!]\s*)may {_IT} rest in peace"),
    ("ashes grave urn funeral passing death last", rf"{_IT}['’]s (?:ashes|grave|urn|funeral|passing|death|last (?:breath|moments|hours))\b(?! (?:star|metal|stare))"),
    ("miss missing", rf"\bmiss(?:ing)? {_IT}(?: \w+){{0,4}} since (?:he|she|it|they) (?:died|passed|went|left us)\b"),
    ("isn not aren longer any", rf"{_IT} (?:isn't|is not|is no longer|isnt) with us(?: any ?more| any longer)?{_TAIL}"),
    ("run killed mauled", rf"{_IT} {_ADV}(?:got|was|been) (?:run over|hit and killed|mauled|knocked down and killed|killed)\b"),
    ("beyond fried bricked kaput irreparable unfixable", rf"{_IT} {_ADV}(?:is |was |got )?(?:(?:broken|damaged|smashed|cracked|rusted) )?(?:beyond repair|fried|bricked|kaputt?|irreparable|unfixable){_TAIL}"),
    ("fell sank drowned went", rf"{_IT} {_ADV}(?:fell|went|sank|drowned|slid|got dropped)(?: \w+){{0,5}}\b.*\b(?:dead|gone|drowned|ruined|smashed|shattered|in (?:bits|pieces)|never (?:got|saw|found)|no more)\b"),
    ("dropped left forgot", rf"\b(?:dropped|left|forgot) {_IT} (?:in|into|on|at|off|down) .*\b(?:dead|gone|drowned|ruined|smashed|shattered|in (?:bits|pieces)|never (?:got|saw|found))\b"),
    ("gave given gifted", rf"\b(?:gave|given|gifted) (?:my|our) (?:\w+ )?(?:{one_of(RELATIONS)})(?: (?-i:[A-Z])\w+)? (?:my|our|the) (?:old )?(?P<what>[^\W_][\w'’&+.-]*(?: [^\W_][\w'’&+-]*)?){_TAIL}"),
    ("last", rf"\btook {_IT} (?:on|for) (?:his|her|its) (?:very )?last (?:walk|ride|drive|trip|journey)"),
    ("found", rf"\bfound (?:a |an )?(?:\w+ )?(?:new |good |loving |nice )+(?:home|owner|family) for {_IT}{_TAIL}"),
    ("let letting", rf"\b(?:let|letting) (?!me|us|him|her|them|it|you){_IT} go(?=\s*(?:$|[,;.!?])|\s+(?:last|in|and|to|for|because|yesterday|so|cheap\w*)\b)"),
    ("put", rf"\bput {_IT} (?:aside|on (?:hold|the shelf)|behind me|to bed)\b"),
    ("lost", rf"\blost (?:my|the|all|any) (?:taste|love|appetite|passion|interest|enthusiasm|drive|mojo) (?:for|in) {_IT}{_TAIL}"),
    ("too", rf"{_IT} (?:got|became|was|is|has become|had become) (?:(?:way|just|far) )?too \w+(?: for (?:me|us))?,? (?:and |so |then )*(?:i|we)(?:'ve)? (?:just |had to |have |finally )*(?:stopped|quit|left|cancelled|canceled|gave (?:it )?up|sold|dropped|stop|quit|ended|switched|bailed|bowed out)"),
)  # fmt: skip
_PATTERNS = tuple((frozenset(cues.split()), cued(rf"(?i){pattern}")) for cues, pattern in _GONE)
CUES = frozenset(cue for cues, _ in _GONE for cue in cues.split())
"""Words of which one is in all that is read here."""
_PRONOUNS = frozenset(
    "i we he she they it you that this there who what everyone nobody someone somebody people".split()
)
_BACK = saying(
    r"(?i)\b(?:(?:came|come|comes|is|are|got|was) back|moved back in|again|for (?:the|a) (?:day|night|week|weekend|while|few|bit|hour)|until|but (?:then|later|he|she|it|they)|temporarily|almost|nearly|(?<!with )(?<!to )(?<!at )(?<!gave )(?<!given )my (?:sister|brother|son|daughter|friend|mother|father|cousin|neighbou?r|mum|mom|dad|boss|colleague)'?s?)\b"
)


def gone(text: str) -> Iterator[str]:
    """What a sentence without its times says is gone.

    Args:
        text: The sentence.
    """
    if _BACK(text):
        return
    low = text.lower()
    words = letters(text)
    for cues, one in _PATTERNS:
        for found in () if cues.isdisjoint(words) else one.finditer(text, low):
            what = found["what"].strip()
            if re.split(r"[ '’]", what)[0].lower() not in _PRONOUNS:
                yield what
