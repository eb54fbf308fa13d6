"""How somebody wants to be answered, and called: "please keep it short", "call me Al"."""

import re
from collections.abc import Iterator

from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.cued import saying
from pllm_memory.remember.extract.sentences import Sentence

_LANGUAGE = (
    "english|german|french|spanish|italian|portuguese|dutch|polish|japanese|chinese|korean|swedish|russian|arabic"
)
_ANSWERS = (
    r"(?:your |the |all |any )*(?:answers?|responses?|repl(?:y|ies)|explanations?|messages?|it|things|everything|them)"
)
_SHORT = (
    r"short(?:er)?|brief|concise|simple|to the point|succinct|minimal|long(?:er)?|detailed|formal|informal|casual"
    r"|direct"
    r"|friendly|polite|under \w+ (?:words|sentences)|step-by-step|straightforward|plain|honest"
)
_LEFT_OUT = (
    r"emojis?|bullet points|jargon|slang|headings?|markdown|exclamation (?:marks|points)|tables|lists|swear words"
    r"|technical terms|small talk|disclaimers?|pleasantries|preamble|introductions?|apologies"
)
_PUT_IN = (
    r"bullet points|simple words|simple language|plain language|metric units|emojis|markdown|tables|examples|humou?r"
)
_MANNER = (
    r"briefly|concisely|formally|informally|directly|step by step|in detail|in bullet points|in one sentence"
    r"|in simple terms|simply|with examples|with bullet points"
)
_QUALITY = r"concise|brief|direct|formal|casual|specific|detailed|precise|verbose|wordy"
_REPLY = r"(?:answer|reply|respond|explain|write|speak|talk)(?: to me| back| it| things| everything)?"
_PREFER = r"i (?:prefer|like|want|love|would like|'d like|need)|(?:give|send) me"
_AVOID = r"(?:don't|do not|never|stop|avoid)(?: ever)?(?: use| using| add| adding| put| include)?(?: any| so many)?"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), value)
    for pattern, value in (
        (rf"\b(?:keep|make) {_ANSWERS} (?:as )?(?:very |really |more )?({_SHORT})\b", "{0}"),
        (rf"\b{_REPLY} (?:only )?in ({_LANGUAGE})\b", "in {0}"),
        (rf"\b{_AVOID} ({_LEFT_OUT})\b", "without {0}"),
        (rf"\b(?:skip|leave out|spare me) the ({_LEFT_OUT})\b", "without {0}"),
        (rf"^\W*(?:please,? )?no ({_LEFT_OUT})\b", "without {0}"),
        (rf"^\W*(?:please,? |always |can you |could you )*use (?:more |only )?({_PUT_IN})\b", "with {0}"),
        (rf"\b{_REPLY} ({_MANNER})\b", "{0}"),
        (rf"\b(?:be|being)(?: a (?:bit|little))? more ({_QUALITY})\b", "more {0}"),
        (rf"\b(?:be|being)(?: a (?:bit|little))? less ({_QUALITY})\b", "less {0}"),
        (rf"\b(?:{_PREFER}) (?:your |my )?({_SHORT})(?:,? (?:and )?\w+)? (?:answers|responses|replies)\b", "{0}"),
        (r"\b(?:explain|talk)(?: it| things| to me)? like i'm (five|5|a beginner)\b", "like to {0}"),
        (r"\bget (?:straight )?to the (point)\b", "to the {0}"),
    )
)
_GROUP = re.compile(r"\b(?:friends|people|everyone|everybody|family)\b", re.IGNORECASE)
_ASKED = saying(r"\b(?:can|could|would) you\b|\bplease\b")
_HINT = saying(
    r"(?i)\b(?:answers?|repl(?:y|ies)|respon(?:d|ses?)|explain|explanations?|emojis?|bullet|jargon|slang|markdown"
    r"|keep|be (?:a |more|less)|concise|calls? me"
    r"|write in|speak|talk|give me|skip|spare|leave out|get (?:straight )?to|goes? by|use|messages?|headings?"
    r"|exclamation)\b"
)
_CALLED = re.compile(
    r"(?<!n't )(?<!not )(?<!never )\b(?:[Cc]all me|(?:I )?go by|(?i:(?:my )?(?:friends|people|everyone|everybody"
    r"|family)) (?:all |just )?call(?:s)? me|(?:prefer|like) to be called|known as)"
    r" ((?:Dr\. |Mr\. |Mrs\. |Ms\. )?[A-Z][\w'-]*)(?=\s*(?:[.,!;?]|$|[^\w\s'-]|(?:please|instead|for short|by|from|lol"
    r"|haha|hehe|tbh|xx|ok|okay|then|now|everyone|everybody)\b))"
)


_OWN_WAY = re.compile(r"(?i)^(?!.*\byou\b).*\bi\b(?!'d)[^.!?]{0,60}\b(?:but|and|i|usually|mostly)\s+$")
"""What tells how the speaker answers themselves: "I understand Punjabi but answer in English"."""


def style(sentence: Sentence, speaker: str) -> Iterator[Claim]:
    """What a sentence asks of the answers, and what name it asks for."""
    text = sentence.text
    if not _HINT(text):
        return
    for called in _CALLED.finditer(text):
        yield Claim(speaker, "nickname" if _GROUP.search(called[0]) else "wants_to_be_called", called[1])
    if sentence.question and not _ASKED(text):
        return
    for pattern, form in _RULES:
        if (found := pattern.search(text)) and not _OWN_WAY.search(text[: found.start()]):
            yield Claim(speaker, "wants_answers", _capitalised(form.format(found[1])), strength=0.8)


def _capitalised(value: str) -> str:
    """Languages have a capital: "in german" → "in German"."""
    language = re.fullmatch(rf"in ({_LANGUAGE})", value, re.IGNORECASE)
    return f"in {language[1].capitalize()}" if language else value.lower()
