"""What is fancied or loathed without a word for it: "my comfort food is ramen", "I can listen to fado all day".

Not a feeling but what one would do for a thing, or never, tells that one likes it: queue for it, walk a mile, cross the
street. `moods` knows the words of feeling; here are the turns that have none.
"""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Iterator

from pllm_memory.remember.extract.cued import cued, saying

_IT = r"(?:(?:a|an|the|some|any|my|good|proper|decent|nice|bit of|little|hot|cold|bowl of|plate of|cup of|glass of|more) )*(?P<what>[^\W_][^,;:.!?()–—…]{1,40}?)"
_STOP = (
    r"(?=\s*(?:[,;:.!?()–—…]|$|[^\w\s'&-]|\s-\s)|\s+(?:and|but|so|because|since|when|whenever|while|as|even|if|than|for|in (?:my|the|any)|on (?:the|any|my|a)|at (?:the|any|my|all|home)|with|over"
    r"|all|any|every|each|again|always|these|lately|now|too|though|lol|haha|tbh|ugh|xx|to|like|is|are|was|forever|nonstop|non-stop|very|highly|myself|most|after|before|until|more)\b)"
)
_ALL_DAY = r"(?:all (?:day|night|week|year|evening|weekend)(?: long)?|every (?:single )?(?:day|night|morning|week|meal|evening)|for (?:hours|days|breakfast|lunch|dinner|weeks|ever)|forever|(?:24/7|non-?stop|endlessly|till I drop|until I burst))"
_DO = r"(?:listen to|eat|watch|read|drink|talk about|look at|play|do|have|hear|smell|dance to|live on|spend hours (?:on|with|in)|lose hours (?:to|in|with)|get lost in)"
_GLAD = (
    rf"\bnothing (?:quite )?(?:hits|compares?|tops|beats|rivals|comes close|touches|is better|says [\w ]+)(?: (?:quite|the spot))?(?: like| to| than)? {_IT}{_STOP}",
    rf"\b(?:give me|make mine|i'd take|i'll take|i will take|i'd pick|i'd choose|i'd always choose|i always choose|i always pick|i always go for|i always order|i usually order|i tend to go for) {_IT} (?:over|any day|any time|anytime|every time|instead of|rather than|and i(?:'m|'ll| am))\b",
    rf"\bmy (?:\w+ )?(?:comfort food|comfort|guilty pleasure|idea of (?:heaven|fun|bliss|happiness|paradise|a (?:good|perfect|great) [\w ]+)|drink of choice|go-to(?: \w+)?|poison|(?:one |only |biggest |secret |greatest )*(?:vice|weakness|joy|pleasure|love|passion|indulgence|obsession|addiction)(?: in life)?|happy place|kryptonite|desert island \w+|treat|snack of choice|music of choice|soul food|thing) (?:is|are|has to be|has always been|have always been|would be|will always be|remains|must be|:) {_IT}{_STOP}",
    r"\bi(?:'m| am|'ve always been| have always been) (?:very much |totally |definitely |more of )?(?:an? )(?P<what>[^\W_][\w' -]{1,30}?) (?:person|guy|girl|gal|man|woman|kid|lover|fan|freak|nerd|nut|addict|devotee)(?: (?:through and through|at heart|myself|for life|to the core|forever))",
    rf"\b(?:if|when(?:ever)?|where) there(?:'s| is| are) {_IT}(?: on| in| at| around| involved|,).*\bi(?:'m|'ll| am| will| order| want| eat| come| go| have| can't)\b",
    rf"\b(?:put on|play|pour|serve|hand|feed|bring|cook|make|send|show|offer|find|buy|get)(?: me)? {_IT}(?: on)? and (?:i'm|i am|i'll be|i will be|i'll|you've|you have|you'll) (?:\w+ )?(?:happy|sold|yours|there|in|over the moon|content|dancing|smil\w+|made my|a friend|my friend|come|won)\b",
    rf"\b(?:a kick|joy|pleasure|so much|a lot|comfort|a thrill|real pleasure|such joy) (?:out of|from|in) {_IT}{_STOP}",
    rf"\b(?:taken with|charmed by|mesmeri[sz]ed by|moved by|in awe of|captivated by|enchanted by|fascinated by|intrigued by|besotted with|hung up on|nuts for|mad for|crazy for|weak for|a fool for|happiest (?:around|with|near|in)|at my happiest (?:around|with|in)|rarely without|never far from|(?:light|lit|perk) up (?:at|around|for|near)) {_IT}{_STOP}",
    rf"\b(?:can't|cannot|can never|never|you can't) go wrong with {_IT}{_STOP}",
    rf"\b(?:always|there's (?:always )?|i have |got )(?:got |have )?(?:room|time|space|a place|an appetite) for {_IT}{_STOP}",
    rf"\bi(?:'d| would|'ll| will) (?:happily |gladly |always |even )?(?:walk|drive|travel|cross|queue|wait|get up|get out|stand|crawl|run|fight|sell|trade|give|do)\b[\w ']{{0,30}}? for {_IT}{_STOP}",
    rf"\b(?:i |we )?(?:always |really )?look(?:ing)? forward to (?:my |our |the )?{_IT} (?:all (?:week|day|year)|every)\b",
    rf"\bi rate {_IT} (?:very |really |so )?high(?:ly)?\b",
    rf"\b(?:big|bigg|great|greater)(?:er)? fan of {_IT} than (?:me|i)\b|\bwon't find a bigger fan of (?P<what2>[^,;:.!?()]{{2,40}}){_STOP}",
    rf"^\W*(?:\w+ )?{_IT} (?:gets?|has|have|wins?|earns?) (?:a (?:big )?(?:yes|thumbs up|ten|10)|my vote|top marks|full marks|five stars)\b",
    rf"\b(?:ten|10|five|5|full|top|100|eleven) (?:out of (?:ten|10|five|5)|marks|stars|points) for {_IT}{_STOP}",
    rf"\bi (?:can|could|would) (?:happily |easily |honestly |just |literally |gladly )*{_DO} {_IT} {_ALL_DAY}",
    rf"\bmy (?:heart|soul|mouth|mood|face|eyes)\b[\w ]{{0,24}} (?:when i (?:hear|see|smell|taste|eat)|for|at the (?:thought|sight|sound|smell) of|around|whenever i (?:hear|see)) {_IT}{_STOP}",
    rf"\b(?:wouldn't|couldn't|can't) (?:want to )?(?:imagine|picture|face|get through) (?:life|a (?:day|week|world)|the (?:day|week|winter)|my (?:day|life|week|mornings?)) without {_IT}{_STOP}",
    rf"\b(?:life|a (?:day|week|weekend|meal)) without {_IT} is (?:no|not|a|wasted|hardly|unthinkable)\b",
    rf"\b(?:i )?(?:never|rarely|seldom) (?:miss|skip|turn down|refuse|pass up(?: on)?|leave (?:the \w+|home) without) {_IT}{_STOP}",
    rf"\b(?:i |i'm |i am )(?:always |totally |completely )*(?:go weak|weak) (?:at the knees )?for {_IT}{_STOP}",
    rf"\byou(?:'ll|'d| will| can)? (?:always |never fail to |easily |certainly )?(?:win me over|bribe me|tempt me|please me|get me|make me happy|cheer me up|lure me(?: in| out)?|have me) with {_IT}{_STOP}",
    rf"\bi (?:have|keep|hoard|collect|own) (?:\w+ ){{0,3}}(?:drawer|shelf|cupboard|freezer|wall|playlist|stash|stack)s?(?: full)? of {_IT}{_STOP}",
    rf"\b(?:say yes to|hooked to|glued to|never too late for|never too early for|never enough|can't have too (?:much|many)|no such thing as too (?:much|many)) {_IT}{_STOP}",
)  # fmt: skip
_WEARY = (
    rf"\b(?:struggled?|fail(?:ed)?|find it hard|never managed|tried (?:and failed )?) to (?:enjoy|like|stomach|appreciate|see the point of|understand the appeal of|warm to|love) {_IT}{_STOP}",
    rf"\b(?:out of my way|cross the (?:street|road)|do anything|go to great lengths|travel miles) to (?:avoid|escape|get away from|dodge) {_IT}{_STOP}",
    r"(?:^\W*|\bi'm )(?:really |definitely |just |so )*not an? (?P<what>[^\W_][\w' -]{1,30}?) (?:person|guy|girl|gal|man|woman|kid|lover|fan|eater|drinker|drinker)\b",
    rf"\b(?:can't|cannot|could never|couldn't|never) (?:really |quite |ever )?(?:get into|got into|warm(?:ed)? to|get on with|got on with|get behind|got the hang of|get excited about|get along with|see the (?:point|appeal) (?:of|in)|get used to|make friends with|take to|took to|bring myself to (?:eat|like|watch|enjoy|do)) {_IT}{_STOP}",
    rf"\b(?:one|only|first|last) (?:thing|food|dish|drink|music|chore|place)s?(?: that)? i(?:'ll| will| would|'d)? (?:won't|refuse to|never|can't|cannot|couldn't|would never|wouldn't)(?: ever)?(?: (?:eat|touch|watch|drink|do|listen to|stand|bear|order|abide|enjoy|have))? (?:is|are) {_IT}{_STOP}",
    rf"\bwhoever (?:invented|came up with|thought of|designed|made up) {_IT} (?:should|must|ought|was|has|needs|deserves|had)\b",
    rf"\bno (?:great |big |real )?(?:friend|lover|admirer) of {_IT}{_STOP}",
    rf"\b(?:never|not) (?:to )?(?:see|hear|eat|smell|taste|touch|watch|do|drink) (?:another )?{_IT} (?:ever )?again\b.{{0,30}}\b(?:happy|fine|soon|too soon|glad)",
    rf"\b(?:the less|the fewer) {_IT},? the better\b",
    rf"\b(?:over my dead body|count me out|not in (?:this|my) house|life's too short)\b.*?\b(?:for|when it comes to|with) {_IT}{_STOP}",
    rf"\bi (?:always |usually |carefully )*(?:pick|fish|leave|scrape|push) (?:out )?(?:the |all the )?{_IT} (?:out|off|aside|on the (?:side|plate)|to the side)\b",
    rf"\bhold the {_IT}(?:,? please|\W*$)",
    rf"\bno love lost between (?:me and {_IT}|(?P<what2>[^,;:.!?()]{{2,40}}?) and me){_STOP}",
    rf"\b(?:nothing|few things|not much) (?:is worse than|worse than|bores me (?:more|as much|like)|annoys me (?:more|as much|like)|irritates me (?:more|like)|winds me up (?:more|like)|gets (?:on my nerves|to me) (?:more|like))(?: than| as)? {_IT}{_STOP}",
    rf"\b(?:turns out |i found out |found out )?i don't (?:actually|really|truly|even|particularly) (?:like|enjoy|care for|rate|fancy) {_IT}(?: after all| that much| any ?more| very much)?{_STOP}",
    rf"\b(?:had my fill of|overdid it (?:with|on)|overdosed on|eaten too (?:much|many)|seen too (?:much|many)|heard too (?:much|many)|ate too (?:much|many)) {_IT}{_STOP}",
    rf"\b(?:could|can) (?:happily |easily |gladly |quite happily )*(?:live|do|go|manage|survive) without {_IT}{_STOP}",
    rf"\b(?:it's|that's|there's) (?:a )?(?:hard |firm |big )?(?:no|pass|thumbs down) (?:from me )?(?:to|on|for) {_IT}{_STOP}",
    rf"\b(?:my idea of (?:hell|torture|a nightmare|a bad (?:time|night|day)|punishment)|my (?:biggest |worst |greatest |number one |one )?(?:pet hate|pet peeve|turn-?off|bugbear|nightmare|hate)|the bane of my (?:life|existence)) (?:is|are|has to be|would be|:) {_IT}{_STOP}",
    rf"^\W*(?:\w+ )?{_IT} (?:is|are) (?:the bane of my (?:life|existence)|my idea of (?:hell|torture|a nightmare)|wasted on me|lost on me|beyond me|more than i can (?:bear|take)|not something i (?:enjoy|like|do|eat|care for)|nothing i (?:enjoy|like)|where i draw the line)\b",
    rf"\b(?:roll my eyes|yawn|sigh|flinch|cringe|switch off|leave the room|groan|tune out|zone out) (?:at|when(?:ever)? (?:i hear|i see|someone (?:plays|mentions)|there's|it comes to)) {_IT}{_STOP}",
    rf"\b(?:waste of (?:time|money|space|good \w+)),? (?:that's what )?{_IT}(?: is| are)?\W*$",
)  # fmt: skip
_TURNS = tuple(
    (cued(rf"(?i){pattern}"), glad) for patterns, glad in ((_WEARY, False), (_GLAD, True)) for pattern in patterns
)
CUES = frozenset(
    "nothing give make take pick choose order comfort guilty idea drink go poison vice weakness joy pleasure love passion indulgence obsession addiction kryptonite treat snack thing person guy girl gal man woman kid"
    " there put play pour serve hand feed bring cook send show offer kick thrill taken charmed mesmerized mesmerised moved awe captivated enchanted fascinated intrigued besotted hung nuts crazy weak fool happiest light"
    " lit perk wrong room time space walk drive travel cross queue wait crawl fight sell trade rate bigger gets wins vote marks stars out listen eat watch read hear heart soul mouth mood without miss skip turn refuse pass"
    " win bribe tempt please lure drawer shelf cupboard freezer playlist stash glued enough struggled struggle failed fail hard avoid escape dodge not get got warm warmed behind hang point appeal take took used only one"
    " whoever friend lover admirer again less fewer dead count short pick fish leave scrape push hold lost worse bores annoys irritates winds actually really particularly fill overdid overdosed eaten ate seen heard"
    " live happily pet hell torture nightmare bane wasted beyond line eyes yawn sigh flinch cringe switch groan tune zone waste has remains soulfood".split()
)
"""Words of which one is in all that is read here."""
_OWN = saying(
    r"(?i)(?<![\w'])(?:i|i'm|i've|i'd|i'll|me|my|mine|myself)(?![\w'])|^\W*(?:give|nothing|not|hold|ten|10|whoever|full|top|the less|the fewer)\b"
)


def fancies(text: str) -> Iterator[tuple[str, bool]]:
    """What a sentence says is liked, or not: the thing as it stands, and whether it is.

    Args:
        text: A sentence that is told in earnest, of nobody but its speaker.
    """
    if not _OWN(text):
        return
    low = text.lower()
    for turn, glad in _TURNS:
        found = turn.search(text, low)
        if found:
            yield found["what"] or found.groupdict().get("what2") or "", glad


_OFFER = re.compile(
    r"(?i)\b(?:how about|what about|fancy|feel like|shall (?:i|we) (?:\w+ ){0,2}?|should i (?:\w+ ){0,2}?|do you (?:want|like|enjoy|fancy|eat|drink|care for)|would you (?:like|care for|enjoy|want)|are you (?:into|a fan of|still (?:into|crazy about|keen on|fond of))|(?:still|are you) (?:crazy about|mad about|into|keen on|fond of|a fan of)|want|ever tried|you like|you still like|in the mood for)"
    r" (?:some |a |an |any |the |more |to (?:eat|watch|try|have|hear|go to|do) )*(?P<what>[^\W_][^,;:.!?()–—…]{1,36}?)(?= (?:tonight|today|tomorrow|to (?:the|your|that)|for (?:you|dinner|lunch|breakfast|dessert|tonight|the)|on (?:the|your)|this|instead|then|with)\b|\?|$)"
    r"|^\W*(?:\w+, )?(?P<what2>[^\W_][\w' -]{1,30}?)(?: tonight| for (?:dinner|lunch|you)| again| perhaps| maybe)?\?+$"
)
_SPURNED = saying(
    r"(?i)\b(?:(?:hate|can't (?:stand|bear|do|eat)|dislike|loathe|detest|never liked|don't (?:really )?like|don't (?:really )?eat|sick of|tired of|done with|over|bored of|fed up with) (?:it|them|that|those)|(?:it|they) (?:bores?|disgusts?|annoys?|makes?) me|(?:please|god|hell|oh god|ugh|heavens|dear god|good god|absolutely|definitely|not) no\b|please not|never again|not (?:for me|my thing|my cup of tea|a fan)|anything but that|gross|yuck|bleh|no chance|hard pass)\b"
)
_RELISHED = saying(
    r"(?i)\b(?:(?:love|adore|crazy about|mad about|live for|can't get enough of|obsessed with|big fan of) (?:it|them|that|those)|my (?:favou?rites?|weakness|absolute favou?rite)|yes please|hell yes|oh yes please|always(?: up for (?:it|that))?[.! ]*$|any ?time|count me in|you know me)\b"
)
_SHORT = 80


def offered(asked: str, answer: str) -> Iterator[tuple[str, bool]]:
    """What a question offers, where its answer tells of a taste: "Some liver?" – "God no, can't stand it".

    Args:
        asked: The question.
        answer: The sentence that answers it.
    """
    if not asked or len(answer) > _SHORT:
        return
    spurned, relished = _SPURNED(answer), _RELISHED(answer)
    found = _OFFER.search(asked) if spurned or relished else None
    if found:
        yield found["what"] or found["what2"], not spurned
