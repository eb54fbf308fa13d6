"""From a message to sentences and their words: what is told, apart from quotations, jokes and fiction."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pllm_memory.remember.extract.cued import letters
from pllm_memory.remember.extract.earnest import asks, earnest, joked

LONGEST = 4_000
"""Characters of a message that are read."""
_LONGEST_SENTENCE = 600
"""A longer one is a list or a paste, and no talk."""


class Token(NamedTuple):
    """A word or a mark: as written, in lower case, and where it is in its sentence."""

    text: str
    low: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence.

    Attributes:
        text: As it was written, with straight apostrophes.
        question: Whether it asks.
        serious: Whether it tells of the world: no joke, no fiction, no condition.
    """

    text: str
    question: bool
    serious: bool


_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "…": ".", "\u00a0": " "})
_NO_TALK = re.compile(
    r"```.*?(?:```|\Z)|https?://\S+|^>.*$|\[[^\[\]\n]{0,200}\]\([^()\n]{0,300}\)", re.DOTALL | re.MULTILINE
)
_QUOTED = re.compile(r'"([^"\n]{0,400})"')
_SAID = re.compile(r"(?<![\w'])'((?:[^'\n]|(?<=\w)'(?=\w)){2,300})'(?!\w)")
"""What stands between single quotation marks; an apostrophe within a word is none."""
_SPEECH = re.compile(r"\b(?:I|you|we|me|my|your|let's)\b|[.!?,]\Z|^[a-z]", re.IGNORECASE)
_SHORTENED = "".join(
    rf"(?<!\b{short}[.!?])" for short in ("[A-Z]", "[Dd]r", "[Mm]r", "[Mm]s", "[Mm]rs", "[Ss]t", r"e\.g", "vs")
)
_FACES = (
    "\U0001f600-\U0001f64f\U0001f910-\U0001f92f\U0001f937\U0001f926\U0001f970-\U0001f97a\U0001f389"
    "\u2728\U0001f62d\u2764\u2665\U0001f493-\U0001f49f"
)
_END = re.compile(
    rf"[.!?\n{_FACES}](?:(?<=[.!?]){_SHORTENED}[.!?]*[\"')]*(?=\s|\Z)|(?<=\n)\n*"
    rf"|(?<=[{_FACES}])(?<!\b[Ii] .)(?<!\b[Ww]e .)(?<!\b[Yy]ou .)[{_FACES}\ufe0f]*(?=\s+[^\W_]))"
)
"""Where a sentence ends. One character begins all kinds of end, so that the rest of a text is passed over fast."""

_EMOTICON = re.compile(r"(?<=\s)(?:[:;=]['-]?[)(DdPp/|]+|[xX]D)(?=[\s.!?,]|\Z)")
"""A face in letters, which are no words: "a dog :D"."""


def sentences(content: str) -> Iterator[Sentence]:
    """The sentences of a message, in order; those that a joke takes back are not serious."""
    found = [_sentence(text) for text in _split(_plain(content))]
    for place, sentence in enumerate(found):
        after = found[place + 1].text if place + 1 < len(found) else ""
        taken_back = joked(sentence.text) or (len(after) < 60 and joked(after))
        yield Sentence(sentence.text, sentence.question, serious=False) if taken_back else sentence


def _plain(content: str) -> str:
    """What the speaker says in their own words: no code, no addresses, no long quotations."""
    text = content[:LONGEST].translate(_STRAIGHT)
    if "```" in text or "http" in text or ">" in text or "](" in text:
        text = _NO_TALK.sub(" ", text)
    text = _EMOTICON.sub("\U0001f642", text)
    text = _IS_TOO.sub(r"\1's", text) if "'" not in text else text
    words = letters(text)
    if not _SLIPS.keys().isdisjoint(words):
        text = _SLIP.sub(lambda found: _SLIPS[found[0].lower()], text)
    for cues, pattern, plain in _PLAINER:
        if not cues.isdisjoint(words):
            text = pattern.sub(plain, text)
    text = _SAID.sub(_unquoted, text) if "'" in text else text
    return _QUOTED.sub(_unquoted, text) if '"' in text else text


_SLIPS = {
    "im": "I'm", "ive": "I've", "dont": "don't", "didnt": "didn't", "cant": "can't", "wouldnt": "wouldn't",
    "doesnt": "doesn't", "isnt": "isn't", "arent": "aren't", "wasnt": "wasn't", "werent": "weren't", "wont": "won't",
    "havent": "haven't", "hasnt": "hasn't", "hadnt": "hadn't", "couldnt": "couldn't", "shouldnt": "shouldn't",
    "thats": "that's", "hes": "he's", "shes": "she's", "theyre": "they're", "youre": "you're", "weve": "we've",
    "theyve": "they've", "youve": "you've", "theres": "there's", "whats": "what's", "wheres": "where's",
    "wiht": "with", "teh": "the", "adn": "and", "taht": "that", "jsut": "just", "becuase": "because",
    "whos": "who's", "thier": "their", "wich": "which", "alot": "a lot", "ny": "my", "mu": "my", "fro": "for",
    "woth": "with",
}  # fmt: skip
"""Words that the other rules rest on, as they are mistyped."""
_SLIP = re.compile(rf"\b(?:{'|'.join(_SLIPS)})\b(?!')", re.IGNORECASE)
_S_NAME = re.compile(r"(?<=[a-z])(?<!\bhi)(?<!\bit)s name\b(?= (?:is|was)\b)", re.IGNORECASE)
_IS_TOO = re.compile(
    r"\b((?:my|our|the) (?:name|flat|place|house|home|birthday|boss|gym|office|job|landlord|doctor|sister|brother|mum"
    r"|mom|dad|cousin|son|daughter|wife|husband))s(?= (?!and\b|who\b|are\b|were\b|have\b|live\b)\w)",
    re.IGNORECASE,
)
"""Where "'s" was written without its apostrophe: "my flats in lyon"."""
_HAVE = re.compile(r"(?i)\b(i|we)'ve(?= (?:an?|no|some|two|three|four|five) )")
"""British: "I've a meeting"."""
_OF_MINE = re.compile(r"(?i)\b(?:an?|the|this|that|some) (?!few|couple|lot)([\w-]+) of (?:mine|ours)\b")
"""A friend of mine is my friend."""
_ALONE = (
    "mum|mom|mam|mama|mommy|mummy|dad|papa|daddy|grandma|granny|gran|nan|nana|grandpa|granddad|grandad|gramps"
    "|hubby|wifey"
)
_KIN = re.compile(
    r"(?im)(?:^|(?<=[.!?;,] )|(?<=\band )|(?<=\bbut )|(?<=\bbecause )|(?<=\bthat )|(?<=\bwhen )|(?<=\bsince )"
    rf"|(?<=\bso ))(?P<kin>(?:{_ALONE})(?: and (?:i|dad|mum|mom|grandpa|grandma|granddad|grandad))?)"
    r"(?='s | (?:(?:just|still|also|never|always|really|recently|finally) )?(?:(?:is|are|was|were|has|have|had|will|can"
    r"|does|did)(?:n't)?|can't|won't|live|work|love|hate|got|went|bought|sold|made|came|grew|left|lost|met|took|gave"
    r"|taught|began|became|won|built|wrote|broke|fell|kept|drove|flew|said|told|thought"
    r"|(?!jokes|vibes|lines|duties|skills|issues|friends|groups|tricks)[a-z]{2,}(?:s|ed))\b)"
)
"""Kin without "my", as one speaks of one's own: "Mum lives in Bath"."""
_ITS = re.compile(r"(?i)(?:(?<=^)|(?<=, ))its(?= )")
_WE_ARE = re.compile(
    r"(?i)(?:(?<=^)|(?<=so )|(?<=and )|(?<=no, )|(?<=nope, )|(?<=nah, )|(?<=[.!] ))"
    r"were(?= (?:an? |in|at|from|still|living|back|staying|moving|based|renting|now|settled) )"
)
_I_WOULD = re.compile(r"(?<!\w)[iI]d(?= (?:say|rather|love|like|be|have|go|never|prefer|want|call|take|eat|live)\b)")
"""Where "I'd" was written without its apostrophe."""
_I_WOULD_SAY = re.compile(
    r"(?im)(?:^|(?<=[,.;!?] )|(?<=\band )|(?<=\bbut ))i'd (?:have to |definitely |probably )?say,? (?:that )?"
    r"(?!(?:hi|hello|hey|yes|no|so|it|this|something|anything|nothing|goodbye|bye|sorry|thanks|to|around|about|\d+)\b)(?=\w)"
)
"""What only says that one judges oneself: "I'd say beige is my favourite colour"."""

_NAMED_LAST = re.compile(
    r"(?<![\w'])(?i:she|he)(?P<does>(?:'s|'d|'ll)? [^.!?;:,\n]{3,80}?(?P<low>(?<= )[a-z\d][\w'-]*)?), "
    rf"(?P<who>(?i:my|our) (?:big |little |older |younger )?(?:{_ALONE}|mother|father|sister|brother|son|daughter"
    r"|cousin|aunt|uncle|grandmother|grandfather|wife|husband)"
    r"(?(low)(?: [A-Z][\w-]+)?| (?!French|German|Dutch|Russian|Italian|\w+ish\b)[A-Z][\w-]+))(?=[.!?\n]|\Z)"
)
"""Whom "she" means is said at the end: "she lives in Oslo, my mother"."""

_UNSHORTENED = re.compile(
    r"(?<![\w'])(?P<first>[Ii](?= am)|[Ii]t(?= is)|(?:[Ww]e|[Tt]hey)(?= are)|(?:[Dd]o|[Dd]oes|[Dd]id)(?= not)"
    r"|[Cc]an(?= ?not)) ?(?P<last>am|is|are|not)(?= [\w\"'])"
)
"""What is shortened in talk, as it is written in letters: "I am", "it is", "do not"."""
_SHORT = {"am": "'m", "is": "'s", "are": "'re", "not": "n't"}


def _short(match: re.Match[str]) -> str:
    first, last = match["first"], _SHORT[match["last"]]
    return f"{first}{last[1:] if first.lower() == 'can' else last}"


def _my_kin(match: re.Match[str]) -> str:
    kin = match["kin"] if match["kin"].isupper() else match["kin"].lower()
    return f"my {kin}"


_PLAINER: tuple[tuple[frozenset[str], re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (frozenset({"were"}), _WE_ARE, "we're"),
    (frozenset({"he", "she"}), _NAMED_LAST, r"\g<who>\g<does>"),
    (frozenset({"am", "is", "are", "not", "cannot"}), _UNSHORTENED, _short),
    (frozenset({"id"}), _I_WOULD, "I'd"),
    (frozenset({"say"}), _I_WOULD_SAY, ""),
    (frozenset({"ve", "ive", "weve"}), _HAVE, r"\1 have"),
    (frozenset(_ALONE.split("|")), _KIN, _my_kin),
    (frozenset({"mine", "ours"}), _OF_MINE, r"my \1"),
    (frozenset({"name"}), _S_NAME, "'s name"),
    (frozenset({"its"}), _ITS, "it's"),
)
"""What is said more plainly in the same sense, and how, in this order; none is there without one of its words."""


def _unquoted(match: re.Match[str]) -> str:
    """A title stays, without its marks; what somebody said goes."""
    inner = match[1]
    title = len(inner.split()) <= 7 and (not _SPEECH.search(inner) or inner.istitle())
    return inner.replace(".", "").replace("!", "").replace("?", "") if title else " … "


def _split(text: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(text):
        piece = text[start : match.end()].strip()
        start = match.end()
        if 0 < len(piece) <= _LONGEST_SENTENCE:
            yield piece
    rest = text[start:].strip()
    if 0 < len(rest) <= _LONGEST_SENTENCE:
        yield rest


_FILLER = re.compile(
    r"(?i)\A(?:(?:tbh|ngl|btw|fyi|lol|lmao|haha+|hehe|hmm+|umm?|uhh?|ahh?|ugh|bleh|omg|imo|fwiw|okie"
    r"|random(?= but\b|[,:])|oki(?=[,.!:…-]|(?-i: [a-z])(?!(?:s|as|ad|ied|assed|an|oves|ikes|ho|nd)\b)))"
    r"(?![\w'’-])(?: but)?[,.!:…\s-]+)+(?=\w)"
)
"""Sounds and shorts before what is said: who writes "Oki moved to Porto" tells of no Oki."""


def _sentence(text: str) -> Sentence:
    said = _FILLER.sub("", text)
    return Sentence(said, asks(said), earnest(text))


_TOKEN = re.compile(
    r"(?:Dr|Mr|Mrs|Ms|St|Prof)\.(?= [A-Z])|\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?|[^\W\d_]+\d*(?:[-&.'/+][^\W_]+)*|'\w+"
    r"|[^\w\s]|\d\w*"
)
_CONTRACTED = re.compile(r"(?i)^(.+?)(n't|'(?:m|re|ve|ll|d|s))$")
_WHOLE = {
    "gonna": ("going", "to"), "wanna": ("want", "to"), "gotta": ("have", "to"), "cannot": ("can", "not"),
    "dont": ("do", "n't"), "didnt": ("did", "n't"), "cant": ("ca", "n't"), "im": ("i", "'m"), "ive": ("i", "'ve"),
    "hes": ("he", "'s"), "shes": ("she", "'s"), "theyre": ("they", "'re"), "youre": ("you", "'re"),
    "thats": ("that", "'s"), "doesnt": ("does", "n't"), "isnt": ("is", "n't"), "arent": ("are", "n't"),
    "wasnt": ("was", "n't"), "havent": ("have", "n't"), "hasnt": ("has", "n't"), "wouldnt": ("would", "n't"),
    "couldnt": ("could", "n't"), "wont": ("wo", "n't"),
}  # fmt: skip


def tokens(text: str) -> list[Token]:
    """The words and marks of a sentence; contractions come apart: "I'm" → "I", "'m"; "gonna" → "going", "to"."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        word, (start, end) = match[0], match.span()
        low = word.lower()
        if low in _WHOLE and word != "IM":
            first, second = _WHOLE[low]
            middle = start + max(1, (end - start) // 2)
            found += [Token(text[start:middle], first, start, middle), Token(text[middle:end], second, middle, end)]
        elif "'" in low and len(word) > 2 and (parts := _CONTRACTED.match(word)):
            middle = start + len(parts[1])
            found += [
                Token(parts[1], parts[1].lower(), start, middle),
                Token(parts[2], parts[2].lower(), middle, end),
            ]
        else:
            found.append(Token(word, low, start, end))
    return found
