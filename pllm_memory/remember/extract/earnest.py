"""What is told in earnest: no joke, no fiction, no condition, nobody else's words.

Whoever says "if I lived in Rome" or "in the film she is a nurse" tells nothing of their own life. Each of these is
told by a few words that it hardly goes without.
"""

# ruff: noqa: E501  patterns are read best in one piece

import re

from pllm_memory.remember.extract.cued import letters, saying

_ROLES = (
    "guy|man|woman|girl|boy|lady|dude|bloke|character|hero|heroine|narrator|protagonist|actor|actress|singer|villain"
    "|detective|kid|lead|host|comedian|rapper|speaker"
)
_WORKS = (
    "show|series|film|movie|novel|story|sitcom|drama|anime|manga|comic|song|poem|musical|fairy tale|ballad|sketch|meme"
    "|ad|advert|commercial|thriller|rom-?com|episode|audiobook|memoir|book|play|opera|skit|tale|soap|telenovela|parody"
)
_WORLDS = (
    "movie|film|book|story|game|novel|show|series|episode|play|script|screenplay|comic|campaign|dream|dreams|nightmare"
    "|daydream|fanfic|fan fiction|simulation|sims|playthrough|rpg|fantasy|sitcom|head|imagination|parallel universe"
    "|song|poem|musical|opera|manga|anime"
)
_SAYS = "says|said|goes|went|sings|sang|yells|shouts|claims|whispers|is like|was like|tells|told|went like"
_FICTION = saying(
    r"\bif\b(?! (?:you (?:ask|know|want|don't mind|must|like|insist|really|please)|i may\b|that's ok|possible|only because))|\bimagin(?:e|ing)\b|\bpretend|\bsuppos(?:e|ing)\b(?! to\b|d\b)"
    r"|\blet's say\b|\bhypothetical|\bsay (?:i|we) (?:lived|worked|had|were|was|moved|got)\b"
    r"|\bmy (?:\w+ )?(?:characters?|avatar|alter ego|sim|paladin|wizard|elf)\b|\bthe (?:main )?characters?\b|\brole-?play"
    r"|\b(?:i|we|just|once) (?:dreamed|dreamt)\b(?! of (?:be|hav|go|do)\w*ing)|^\W*(?:dreamed|dreamt)\b"
    r"|\bhad (?:a|this|the) (?:\w+ ){0,2}(?:dream|nightmare)\b"
    rf"|\bin (?:the|this|that|my|our|a|some|one) (?:[\w'&-]+ ){{0,3}}?(?:{_WORLDS})\b"
    r"|\bin (?:the sims|minecraft|stardew valley|skyrim|animal crossing|gta|d&d|dnd|fortnite|zelda|roblox|pokemon)\b"
    rf"|\b(?:a|an|the|this|that|some|another|my|new) (?:[\w'-]+ ){{0,2}}?(?:{_WORKS})\b"
    rf"[^.!?]{{0,40}}?\b(?:where|in which|whose (?:hero|main)|{_SAYS}|about (?:a|an|someone|some) (?:{_ROLES}))\b"
    rf"|\b(?:a|the|this|that|some|another) (?:[\w'-]+ ){{0,2}}?(?:{_WORKS})[,:]+ (?:i|i'm|im|we|my)\b(?! (?:\w+ )?(?:loved|liked|enjoyed|hated|cried))"
    rf"|\b(?:the|a|some|this|that|one) (?:\w+ )?(?:{_ROLES}) (?:{_SAYS})\b"
    rf"|\bthe (?:\w+ )?(?:hero|heroine|protagonist|narrator|villain)\b|\b(?:line|quote|lyrics?|verse|chorus) (?:in|from|of|goes|says|that)\b"
    r"|\bthe (?:song|lyrics?|saying|proverb|poem|joke|meme) (?:goes|says|is)\b|\bas the (?:song|saying|poem) \w+|\bas they say\b"
    r"|\bonce upon\b|\bin (?:another|an ideal|a perfect|my next|a past|a previous|an alternate|a parallel) (?:life|world|universe|timeline|reality)\b"
    r"|^\W*(?:please |can you |could you |you )?act (?:as|like)\b|\b(?:translate|proofread|rephrase|paraphrase|rewrite|reword|summari[sz]e)\b[^.!?]{0,40}:"
    r"|\bi wish (?:i|we)\b|\bwish (?:i|we) (?:had|were|was|lived|could|worked)\b|\bwould have\b|\bwould've\b|\bcould've\b"
    r"|\bas (?:though|if) (?:i|we|my)\b|\b(?:i|we) (?:sometimes |often |always |can |could )?(?:picture|fantasi[sz]e|daydream|visuali[sz]e)\b"
    r"|\bcould (?:totally |really |almost )?see (?:myself|us|me)\b|\bpicture (?:us|me|myself)\b"
    r"|^\W*(?:\w+ ){0,2}?(?:had|were) (?:i|we) (?!been to)\w+[^?]*$|^\W*(?:should i|were it)\b"
    r"|^\W*(?:\w+,? ){0,2}?(?:should (?:i|we) ever\b|(?:i|we) would(?:n't| not) (?:say no to|mind) (?:\w+ing|an?)\b)"
)  # fmt: skip
_EVEN_IF = re.compile(r"\b(?:as|see|wonder|wondering|know|ask|asked|not sure|decide) if\b", re.IGNORECASE)
_JOKE = saying(
    r"\b(?:kidding|joking)\b|\bjk\b|\bnot really\b(?=[.!?]|\Z)|\bgotcha\b|\bapril fools?\b|\bi made that up\b"
    r"|\bas a joke\b|\bi jest\b|\bsaid no ?one ever\b|\bjust teasing\b|\bpulling your leg\b"
)
_IRONY = re.compile(
    r"\byeah,? right\b|\bas if\b[.!]|(?:^|\s)/[sj]\b|\boh,? (?:sure|joy|how i love|great|wonderful|fantastic|brilliant|lovely)\b(?=[,.!]| i )"
    r"|\bin (?:your|my) dreams\b|\bat this rate\b|\bsend help\b|\b(?:basically|practically|essentially|technically|officially part) (?:an? |my |living |married |made |one |half |just )"
    r"|\bmight as well (?:be|live|move|marry)\b|\bmy (?:true|real|one true|only true|secret|other) (?:love|husband|wife|boyfriend|girlfriend|soulmate)\b"
    r"|\b(?:married|engaged) to (?:my|the|this|a) (?!\w+ (?:sweetheart|friend|love))(?-i:[a-z]+\b)(?! (?:of|named|called))"
    r"|\b(?:\d+|ninety|fifty|eighty|seventy|sixty|half|hundred)(?: ?%| percent| per cent) \w+|\bcareer update\b|\bjob title:"
    r"|\bexactly what i (?:needed|wanted)\b|\bjust what i (?:needed|wanted|always wanted)\b|\bi just love (?:it )?(?:when|how)\b|\blucky me\b"
    r"|\b(?:i|we) (?:now |basically |practically |pretty much )*live (?:in|at|on) (?:my|the|this) (?:inbox|office|car|couch|sofa|bed|gym|kitchen|library|supermarket|airport|bathroom|phone|traffic|spreadsheets?|meetings?|pyjamas|pajamas|sweatpants)\b",
    re.IGNORECASE,
)  # fmt: skip
_HEARSAY = saying(
    r"\b(?:everyone|everybody|people|they|some(?:one|body)|most people|folks|strangers|the internet|my horoscope|linkedin|google|the algorithm|spotify|netflix)"
    r" (?:always |just |still |all |even |seems? to |somehow )?(?:thinks?|says?|assumes?|believes?|claims?|keeps? \w+ing|thought|said|assumed|guess(?:es|ed)?|swears?|insists?)\b"
    r"[^.!?]{0,24}\b(?:i|i'm|im|we|my)\b"
    r"|,? (?:but |and )?(?:i don't|i do not|i'm not|i am not|i never did|i never was|i haven't|i wasn't|i didn't|not true|that's (?:not true|wrong|a lie|a myth))\W*$"
)
_ASKS = re.compile(
    r"^\W*(?:(?:so|and|but|ok|okay|btw|also|hey|hmm|well|anyway),? )*(?:(?:do|did|have|are|can|could|would|will) you|does|(?:is|was) (?:it|there|that|this)|are there|"
    r"(?:can|could|should|shall|may|would|do|am) (?:i|we)\b(?! only)|what(?:'s| is| are| do| does| would| should| if| about)\b(?! i\b)|how (?:do|does|can|could|much|many|long|far|is|are|would|should|about)\b"
    r"|why (?:do|does|is|are|would|don't)|where (?:do|does|can|is|are|should)\b|who(?:'s| is| was)\b|any (?:idea|tips|advice|recommendations?|suggestions?)\b)",
    re.IGNORECASE,
)


_MADE_UP = frozenset(
    "hero heroine heroes protagonist protagonists antagonist villain narrator character characters plot plots fictional"
    " fiction fanfic screenplay lyrics chorus npc npcs quest quests rpg playthrough roleplay roleplaying avatar sims"
    " dnd larp improv skit sitcom telenovela fairytale nightmare dreamt hypothetically spoiler spoilers".split()
)
"""Words of what somebody made up, whatever else is said with them."""
_STORY = re.compile(
    rf"(?i)\b(?:reading|watching|binging|bingeing|playing|writing|finished|started|read|watched|wrote) (?:a|an|the|this|that|my|some|another) (?:[\w'-]+ ){{0,3}}?(?:{_WORKS}|game|script)\b"
    rf"|\b(?:in|from|of) (?:the|this|that|my|a|an|some) (?:[\w'-]+ ){{0,3}}?(?:{_WORKS}|{_WORLDS}|script)\b|\b(?:main|lead|supporting) (?:role|part|{_ROLES})\b|\bi play (?:a|an) (?!\w*(?:guitar|piano|violin|drum))\w+ (?:who|whose|called|named|from)\b"
)
"""A work that is told of; what else a message says may be of it."""
_STORIES = frozenset(re.findall(r"[a-z]+", f"{_WORKS}|{_WORLDS}|romcom game script role part lead main play"))


_OF_IRONY = frozenset(
    "yeah as oh dreams rate send basically practically essentially technically officially might true real secret other"
    " married engaged percent cent career title exactly lucky live".split()
)
_OF_HEARSAY = frozenset(
    "everyone everybody people they someone somebody folks strangers internet horoscope linkedin google algorithm"
    " spotify netflix don dont wasn didn haven".split()
)
_OF_FICTION = frozenset(
    "act translate proofread rephrase paraphrase rewrite reword summarize summarise if imagine imagining pretend"
    " pretending pretended suppose supposing say hypothetical hypothetically avatar role roleplay dreamed dreamt dream"
    " nightmare sims minecraft stardew skyrim crossing gta d dnd fortnite zelda roblox pokemon where which whose says"
    " said goes went sings sang yells shouts claims whispers tells told line quote lyric lyrics verse chorus song saying"
    " proverb poem joke meme they once another ideal perfect next past previous alternate parallel wish would wouldn could as"
    " picture fantasize fantasise daydream visualize visualise see had were should head true alter sim paladin wizard"
    " elf dreams other".split()
) | frozenset(re.findall(r"[a-z]+", f"{_ROLES}|{_WORKS}|{_WORLDS}"))
"""Words without any of which nothing of a kind is there."""


def asks(text: str) -> bool:
    """Whether a sentence asks; many write no question mark."""
    return text.rstrip("\"') .!").endswith("?") or _ASKS.match(text) is not None


def joked(text: str) -> bool:
    """Whether a sentence takes back what was said: "just kidding"."""
    return _JOKE(text)


def made_up(text: str) -> bool:
    """Whether a sentence tells of a book, a film, a game or the like, be it true or not that somebody knows it."""
    words = letters(text)
    if not _MADE_UP.isdisjoint(words) or "d&d" in text.lower():
        return True
    return not _STORIES.isdisjoint(words) and _STORY.search(text) is not None


def earnest(text: str) -> bool:
    """Whether a sentence tells of the speaker's world, as far as its words show."""
    words = letters(text)
    return not (
        ((not _OF_IRONY.isdisjoint(words) or "%" in text or "/" in text) and _IRONY.search(text))
        or ((not _OF_HEARSAY.isdisjoint(words) or text.rstrip(" .!").endswith(" not")) and _HEARSAY(text))
        or (not _OF_FICTION.isdisjoint(words) and _FICTION(_EVEN_IF.sub("", text)))
    )
