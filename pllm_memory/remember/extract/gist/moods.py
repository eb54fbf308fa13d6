"""What somebody likes, dislikes and does for pleasure, told by words of feeling: "night trains? pure joy", "sick of queues".

Nobody can list the ways to say "I love it". But nearly all of them have a word that is glad or weary, and one thing that
the sentence is about: behind that word, or before the verb.
"""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pllm_memory.remember.extract.casing import COMMON
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.cued import cued, letters, saying
from pllm_memory.remember.extract.gist import fancies
from pllm_memory.remember.extract.gist.kinds import one_of
from pllm_memory.remember.extract.people import Around
from pllm_memory.remember.extract.places import is_place
from pllm_memory.remember.extract.verbs import ADVERBS
from pllm_memory.remember.extract.words import DRUGS, NOT_NAMES, RELATIONS

_GLAD = (
    "love|loved|loves|loving|adore|adored|adores|enjoy|enjoyed|enjoys|i like|i really like|we like|i do like|i also like|i quite like|really like|always liked|i liked|fond|fan|crazy|mad|nuts|obsessed|addicted|hooked|sucker|weakness|partial"
    "|keen on|passionate|passion|smitten|appreciate|appreciated|treasure|cherish|worship|crave|craving|savour|savor|devour|relish|delight in|dig|favour|in love"
    "|soft spot|live on|live for|say no to|resist|get enough|can't get enough|get tired of|tire of|never tire|excited about|excited by|excited for|thrilled by|thrilled with|all about"
    "|enthusiast|addict|devotee|admirer|aficionado|lover|buff|junkie|nerd|geek|appreciation for|taste for|penchant for|thing for|enamoured with|enamored with|drawn to|a big one for|nothing like|nothing better than|nothing beats|better than|big on|swear by|thankful for|grateful for|sold on|die for|kill for|blown away by|wild about|bonkers about|gaga over|over the moon about|heart for|eye for|mood for|always up for|hungry for|treat myself to|spoil myself with|indulge in|unwind with|relax with|comfort of|happiest with|happiest when|happy with|bring on|gimme|long live|hooray for|three cheers for|thank god for|bless"
)
_WEARY = (
    "don't like|never liked|didn't like|do not like|hate|hated|hates|hating|detest|detests|loathe|loathed|loathes|despise|despises|dislike|dislikes|disliked|can't stand|cannot stand|couldn't stand|stand|bear|abide|stomach|tolerate"
    "|sick of|tired of|fed up with|bored of|bored by|bored with|weary of|had enough of|no patience for|no patience with|no time for|patience for|do without|live without|spare me|avoid|avoiding|steer clear of|stay away from|keep away from"
    "|disgusted by|annoyed by|irritated by|put off by|grossed out by|repelled by|resent|dread|dreading|abhor|no fan of|not a fan of|not into|wary of|terrified of|scared of|afraid of|i'm over|i am over|so over|down with|to hell with|death to|away with|enough of|please no|anything but|keep me away from|get me away from|don't get me started on|don't see the appeal of|don't get the appeal of|don't understand the hype about|the hype around|the fuss about|aversion to|hatred for|hatred of|a problem with|issues with|beef with|allergic reaction to|cringe at|shudder at|run from|run away from|flee from|squirm at|grown to hate|come to hate|learned to hate|learnt to hate"
)
_GLAD_SAID = (
    r"(?:makes?|making|made) (?:me|my (?:day|week|heart|evening|morning|weekend)) (?:so |very |really |truly |unreasonably |absurdly |incredibly )?(?:happy|smile|glad|sing|melt|better|brighter|feel (?:alive|better|good|happy|great|cosy|at home)|day)?|(?:is|are|'s) (?:\w+ ){0,2}?(?:the best(?! part| way)|heaven|bliss|my (?:\w+ ){0,2}?(?:favou?rites?|fave|jam|thing|passion|weakness|joy|happy place|guilty pleasure|comfort|idea of|kryptonite|cup of tea|obsession|addiction|treat|everything|love language|religion|soulmate|go-to|vice|remedy|medicine|therapy|cure|fuel)|delicious|life|divine|unbeatable|irresistible|pure joy|the dream|underrated|where it's at|right up my (?:street|alley)|up my (?:street|alley)|magic|magical|gold|perfection|a joy|a delight|yummy|to die for|second to none|good for the soul)"
    r"|(?:always |never fails? to |really |instantly |just |usually )*(?:puts? me in a (?:good|great|better) mood|cheers? me up|lifts? (?:me|my (?:mood|spirits))|brightens? my \w+|warms? my heart|hits? the spot|does it for me|does the trick|gets? me (?:every time|going|excited)|calms? me(?: down)?|relax(?:es)? me|soothes? me|comforts? me|delights? me|excites? me|thrills? me|fascinates? me|inspires? me|never gets? old|never disappoints?|never fails?|has my heart|have my heart|owns? my heart|stole my heart|wins? me over|speaks? to me|sparks? joy|fills? me with joy|feeds? my soul|keeps? me (?:going|sane|happy)|for the win|ftw|all the way|forever|ever[y ]time|any day|rocks?|rules?)"
)
_WEARY_SAID = (
    r"(?:makes?|making|made) (?:me|my) (?:so |very |really |truly |just |want to )?(?:miserable|sick|angry|mad|sad|cringe|gag|shudder|nervous|anxious|uncomfortable|itch|cry|scream|puke|vomit|heave|run|leave|wince|queasy|nauseous|skin crawl|blood boil|stomach turn|tired|grumpy|uneasy|furious|squirm)"
    r"|(?:is|are|'s) (?:\w+ ){0,2}?(?:the worst|disgusting|awful|terrible|horrible|gross|boring|annoying|nasty|vile|revolting|dreadful|unbearable|overrated|tedious|torture|a nightmare|my nightmare|a turn-?off|the devil|hell|yucky|pointless|exhausting|not for me|nothing for me|my pet peeve|my (?:\w+ )?(?:nemesis|enemy|nightmare|bugbear|bête noire)|too much for me|ghastly|atrocious|repulsive|insufferable|intolerable|a no(?: for me)?|a waste of time|an abomination|a crime|a bore|unpleasant|off-?putting)"
    r"|(?:isn't|aren't|is not|are not|'s not|is never|was never|were never|isn't really|aren't really) (?:for me|my (?:\w+ )?(?:thing|cup of tea|jam|favou?rite|style|scene|bag|idea of (?:fun|a good time|\w+)))"
    r"|(?:really |just |always |totally |absolutely |simply |kind of |sort of )*(?:annoys?|irritates?|disgusts?|bores?|bothers?|bugs?|angers?|scares?|terrif(?:y|ies)|repels?|repulses?|exhausts?|drains?|depress(?:es)?|infuriates?|stress(?:es)?) me(?: out| so much| no end| to tears)?|(?:puts?|turns?|freaks?|creeps?|grosses?|weirds?|wears?) me (?:out|off|down)|drives? me (?:crazy|mad|insane|nuts|bonkers|up the wall|round the bend|to despair|away)|gets? (?:on|under) my (?:nerves|skin|wick|goat)|gives? me (?:the creeps|the ick|a headache|hives|nightmares|the shivers|the heebie-?jeebies|anxiety)|can (?:go|get) (?:away|lost|to hell|in the bin)|sucks?|stinks?|(?:does|do)(?:n't| not)(?: really)? (?:do it|work|appeal)(?: for me| to me)?|leaves? me cold|turns? my stomach|(?:does|do)n't agree with me|ruins? (?:it|everything|my \w+)|has got to go|have to go|should be (?:banned|illegal)"
)
_BARE_GLAD = re.compile(
    r"(?i)\b(?:yum(?:my)?|mmm+|my one true (?:joy|love)|my (?:guilty pleasure|happy place|jam|weakness|one weakness|kryptonite)|yes please|count me in|sign me up|delicious|heaven|bliss|pure joy|i'm (?:sold|yours)|take my money|every (?:single )?time|can't get enough|never gets old|love it|love them|i love (?:it|them))\b"
)
_BARE_WEARY = re.compile(
    r"(?i)\b(?:yuck|eww*|bleh|blech|the horror|no thanks|no thank you|hard pass|nope|not for me|hate it|hate them|i hate (?:it|them|that)|can't stand (?:it|them)|can't bear (?:it|them|that)|never again|shudder|please no|no way|not my (?:thing|cup of tea|jam)|can't do it|god no|hell no|leave me alone with)\b"
)

_NOISE = one_of((
    *ADVERBS, *"a an the some any my our all such so very too much more of with about for to on in by lot lots bit me good".split(),
    *"big huge is are now those these anything everything kinds sorts kind sort myself".split(), "when it comes", "some good",
))  # fmt: skip
_NP = r"(?P<what>[^\W_][^,;:.!?()–—…]{1,46}?)"
_STOP = (
    r"(?=\s*(?:[,;:.!?()–—…]|$|[^\w\s'&-]|\s-\s)|\s+(?:and (?:i|i'm|can't|always|that|it|my|now|have|will|never|hate|love|me|then)|but|so\b|because|since|when|whenever|while|as\b|even|if|than|a lot|lately|these days|nowadays|more and more|more than|more every|every|always|right now|now|anymore|any more|too|though|lol|haha"
    r"|hehe|tbh|xx|ugh|btw|who|which|that|is|are|was|with a passion|with all my|so much|very much|the most|best|at the moment|again|all day|all the|any day|any time|anytime|forever|for (?:years|ages|life|breakfast|lunch|dinner|ever)|to (?:death|bits|no end)|since|from|until|of late|once|really|still|just|in my (?:spare|free)|on (?:weekends|sundays|saturdays)|after work|this (?:week|month|year)|at all|in general|and (?:that|the)|and i'm)\b)"
)
_HEAD = r"^\W*(?:(?:so|oh|well|and|but|ok|okay|honestly|ugh|yeah|haha|lol|btw|also|by the way|fun fact|random but|hey|um|ah|right|anyway|you know what|tbh|fyi|oki|personally|for me|hmm|apparently|just discovered|turns out|recently|lately|yes|no|the thing is|confession|i admit|i confess|i must say|i have to say)\b[\s,:.]*)*"
_BEHIND = re.compile(rf"(?i)(?<![\w'])(?:(?P<weary>{_WEARY})|(?P<glad>{_GLAD}))(?:\s+(?:{_NOISE})\b)*\s+{_NP}{_STOP}")
_VERDICT = saying(rf"\s(?:{_WEARY_SAID}|{_GLAD_SAID})\b")
_FEELING = saying(rf"(?<![\w'])(?:{_WEARY}|{_GLAD})")
_BEFORE = re.compile(
    rf"(?i){_HEAD}{_NP}\s+(?:(?:just|really|always|still|simply|honestly|truly|absolutely|definitely|never|usually|often|sometimes|also|totally|will)\s+)*(?:(?P<weary>{_WEARY_SAID})|(?P<glad>{_GLAD_SAID}))\b"
)
_AROUND = re.compile(rf"(?i){_HEAD}{_NP}\s*[,:?!.–—-]+\s*(?P<rest>.{{2,60}})$")
_CUES = frozenset(
    re.findall(
        r"[a-z]+",
        f"{_GLAD} {_WEARY} {_GLAD_SAID} {_WEARY_SAID} yum yummy mmm please count sign delicious heaven bliss yuck ew eww bleh horror thanks pass nope shudder ugh every time again",
    )
) - frozenset(
    "a an the of on me my is are for to with in by no not about so any up all it i do does get gets make makes made making put puts who that when what very really just always never more most".split()
)
_I = saying(r"(?i)(?<![\w'])(?:i|i'm|i've|i'd|me|my|we|we're|mine|myself|gimme)(?![\w'])")
_OTHER = saying(rf"(?i)\b(?:he|she|they|his|her|their|him|them|you|your|(?:my|our) (?:\w+ )?(?:{one_of(RELATIONS)}))\b")
_NEGATED = re.compile(
    r"(?i)(?:n't|\bnot|\bnever|\bno longer|\bno|\bnot exactly|\bstopped|\bquit)(?:\s+(?:a|an|that|too|very|much|such|been|quite|ever|the|big|huge|be|being|am|so|to|\w+ly))*\s*$"
)
_DOUBLE = re.compile(
    r"(?i)(?:say no to|resist|get enough|get tired of|tire of|live without|do without|nothing like|nothing better than|nothing beats|better than)$"
)
_UNSURE = saying(
    r"(?i)\b(?:if|would (?:love|like|hate)|i'd (?:love|like|hate)|might|wish|hope|want(?:ed)? to|should|used to (?:love|like|enjoy|hate|adore)\b(?!.*\b(?:now|but)))\b"
)
_USED = cued(
    rf"(?i)\b(?:used to|once) (?:be )?(?:\w+ )?(?:love|like|enjoy|adore|mad about|crazy about|obsessed with|hooked on|addicted to|into|fond of|a fan of)\s+(?:the )?{_NP}(?=\s*[,.;:!?–—]|\s+but|\s+and|\s+until)(?P<rest>.*)$"
)
_MAD = cued(
    rf"(?i)\b(?:too much|enough|overdosed on|over|gone off|done with|sick of|tired of) (?:the )?{_NP}[,.;:]\s*(?P<rest>.*)$"
)
_ONCE = cued(
    rf"(?i)\bi was (?:so )?(?:mad about|crazy about|obsessed with|into|hooked on|fond of|a fan of|a big fan of) {_NP}\s*\?"
)
_OFFERED = cued(
    rf"(?i)\b(?:send|give|bring|get|buy|feed|offer|hand|pour|make|show) me (?:some |a |an |any )?{_NP} and (?:i'm|i am|i'll|you'll|you've|i will)\b"
)
_CONCERNED = cued(
    rf"(?i)\b(?:when it comes to|as for|talking of|speaking of|about) (?:the )?{_NP}(?=,| i\b)(?P<rest>.*)$"
)
_KEEP_AWAY = cued(
    rf"(?i)\b(?:keep|get|take) (?:the |that |your )?{_NP} (?:away from|out of|far from) (?:me|my \w+)\b|\b(?:than|not) (?:put up with|sit through|suffer through|deal with|go through|endure|be subjected to) (?:the |any )?(?P<what2>[^,;:.!?()–—…]{{2,40}}?)(?=\s*(?:[,;:.!?…]|$))"
)
_HATES = cued(
    r"(?i)\b(?:hate|can't stand|cannot stand|can't bear|dislike|detest|loathe|annoys me|disgusts me|bores me|sick of|over it|despise|makes me sick|couldn't care less)\b"
)


_OTHER_DOES = saying(rf"(?i)\b(?:he|she|they|his|her|their|(?:my|our) (?:\w+ )?(?:{one_of(RELATIONS)}))\b")


class _Felt(NamedTuple):
    """What is liked, or not."""

    what: str
    glad: bool


def moods(text: str, asked: str, around: Around) -> Iterator[Claim]:
    """What a sentence says that the speaker likes, or does not.

    Args:
        text: A sentence that is told in earnest.
        asked: The question that it answers; "" if none.
        around: Who speaks.
    """
    low = text.lower()
    words = letters(text)
    if (
        "love-hate" in low
        or "love/hate" in low
        or "colo" in low
        or "allerg" in low
        or ("addicted" in words and not DRUGS.isdisjoint(words))
    ):
        return
    felt = next(filter(None, (_of(what, glad=glad) for what, glad in fancies.offered(asked, text))), None)
    if not felt and not _CUES.isdisjoint(words):
        felt = next(filter(None, _felt(text)), None)
    if not felt and not fancies.CUES.isdisjoint(words) and not _OTHER_DOES(text):
        felt = next(filter(None, (_of(what, glad=glad) for what, glad in fancies.fancies(text))), None)
    if felt and felt.glad:
        yield Claim(around.speaker, "likes", felt.what, strength=0.7)
    elif felt:
        yield Claim(around.speaker, "dislikes", felt.what, strength=0.8)


def _felt(text: str) -> Iterator[_Felt | None]:
    """What a sentence may say, the surest first."""
    concerned = _CONCERNED.search(text)
    if concerned and _HATES.search(concerned["rest"]):
        yield _of(concerned["what"], glad=False)
    if _UNSURE(text):
        return
    turned = _USED.search(text) or _MAD.search(text) or _ONCE.search(text)
    if turned and _HATES.search(text[turned.end("what") :]):
        yield _of(turned["what"], glad=False)
    offered, away = _OFFERED.search(text), _KEEP_AWAY.search(text)
    if offered:
        yield _of(offered["what"], glad=True)
    if away:
        yield _of(away["what"] or away["what2"], glad=False)
    if not _OTHER(text):
        yield from _plain(text)


def _plain(text: str) -> Iterator[_Felt | None]:
    """What stands before a verb of feeling, behind a word of feeling, or beside a cry."""
    before = _BEFORE.search(text) if _VERDICT(text) else None
    if before and not _PERSONAL.match(before["what"].strip()):
        yield _of(before["what"], glad=not before["weary"])
    if _FEELING(text) and (_I(text) or not _IT_IS.match(text)):
        yield from (
            _behind(found, negated=bool(_NEGATED.search(text, 0, found.start()))) for found in _BEHIND.finditer(text)
        )
    aside, cried = _AROUND.search(text), _UGH.search(text)
    if aside and len(aside["what"].split()) <= _FEW:
        weary = bool(_BARE_WEARY.search(aside["rest"]))
        if weary or _BARE_GLAD.search(aside["rest"]):
            yield _of(aside["what"], glad=not weary)
    if cried:
        yield _of(cried["what"], glad=False)


_FEW = 4
"""Words of a thing that stands beside a cry."""
_IT_IS = re.compile(r"(?i)^\W*[a-z]+ (?:is|are|was)\b")
_ENDURED = frozenset("stand bear abide stomach tolerate".split())
"""What one does not, with what one dislikes: "can't stand"."""


_THEN = frozenset("loved liked enjoyed adored hated loathed despised disliked".split())
_THERE = re.compile(r"(?i)\b(?:the|my|our)\s+$")
"""What points to one thing, then and there: "I loved the film last night"."""


def _behind(found: re.Match[str], *, negated: bool) -> _Felt | None:
    """What a word of feeling says of what follows it: "can't resist" is glad, "can't stand" is weary."""
    word, what = (found["glad"] or found["weary"]).lower(), found["what"]
    if word in _THEN and _THERE.search(found[0], 0, found.start("what") - found.start()):
        return None
    if found["glad"]:
        double = bool(_DOUBLE.search(word))
        denied = negated or (double and word.startswith("nothing"))
        return None if double and not denied else _of(what, glad=double or not denied)
    if word in _ENDURED:
        return _of(what, glad=False) if negated else None
    if word.endswith(" without"):
        return _of(what, glad=negated)
    return None if negated else _of(what, glad=False)


def _of(what: str, *, glad: bool) -> _Felt | None:
    value = _thing(what)
    return _Felt(value, glad) if value else None


_UGH = cued(
    rf"(?i)^\W*(?:ugh|yuck|eww+|bleh|please no|no more|spare me|not)[\s,:!]+(?:the )?{_NP}(?:,\s*(?:the horror|again|please|i can't|no|why|never|not|anything but|yuck).*$)"
)


_BAD = NOT_NAMES - frozenset(
    "music art nature yoga life family friends people french english spanish german good great next last some small most"
    " christmas easter halloween sis mum".split()
)
_NO_HEAD = _BAD | frozenset(
    "i it them one ones this that thing things stuff living working being here there anyway ugh right well honestly so ok"
    " oki hmm ideas random club membership way time times day idea sound list chance".split()
)
_CLAUSE = frozenset(
    "i you your it he she we they him them who what how if am is are was were be been can could will would do don that my"
    " there me her".split()
)
"""Words that only a clause has, or something of somebody's."""
_LEAD = re.compile(
    r"(?i)^(?:(?:a|an|the|some|any|my|our|all|such|this|that|those|these|good|really|lots of|a lot of|much|to|doing|having|eating|watching|drinking|reading|listening to|playing|going to|the idea of|the thought of|the sound of|the taste of|the smell of|kinds of|sorts of|every kind of|on|with|about|for|of|in|into|more)\s+)+"
)
_TRAIL = re.compile(
    r"(?i)(?:\s+(?:a lot|very much|so much|the most|best|too|again|now|always|for me|anymore|all|really|any|lately|though|just|there|here|at all|in general|and|or|to|of|with|for|on|in|me|is|are|it|ever|alone|myself|right|again|please|honestly|though))+$"
)


_THIS_ONE = re.compile(r"(?i)\W*(?:this|that|these|those)\b")
"""What points to one thing that is at hand: "I love that song" tells of no taste."""


def _thing(what: str) -> str:
    """What is liked, without what stands around it; "" if it is nothing to like."""
    if _THIS_ONE.match(what):
        return ""
    value = _TRAIL.sub("", _LEAD.sub("", what.strip())).strip(" '\"-")
    words = value.lower().split()
    shaped = 0 < len(words) <= _LONG and len(value) > 2 and value[0].isalnum()
    return value if shaped and _likeable(words) and not is_place(value) and not _FILLER.search(value) else ""


_FILLER = re.compile(r"(?i)^(?:by the way|fun fact|random|just so you know|moved|left|currently|back from)\b")


def _likeable(words: Sequence[str]) -> bool:
    first, last = words[0], words[-1]
    if first in _BAD or first in RELATIONS or first in _NO_START or last in _NO_HEAD:
        return False
    if not _CLAUSE.isdisjoint(word.split("'")[0] for word in words):
        return False
    return len(words) > 1 or first not in COMMON or first in _LIKEABLE or first.endswith("ing")


_LONG = 5
"""Words of what is liked, at most."""
_NO_START = frozenset(
    "between living working being settling moving in at there here around until till by from under off out near behind".split()
)
_LIKEABLE = frozenset(
    "tennis football soccer basketball chess golf poker hiking swimming climbing cycling dancing cats dogs cars guitar piano horses photography".split()
)


_PERSONAL = re.compile(
    r"(?i)(?:i|my|our|we|he|she|it|this|that|there|they|you|the (?:weather|day|food|service|bus|train|meeting|movie|film|book|office|city|traffic|news|lift|wifi|queue|coffee machine|neighbou?rs?)|today|everything|nothing|what|who|life|work|everyone|nobody|someone|something|anything|these|those|his|her|their)\b"
)
"""What tells of a day, rather than of a taste."""
