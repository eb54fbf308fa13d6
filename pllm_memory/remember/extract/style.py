"""How somebody wants to be answered, and called: "please keep it short", "call me Al"."""

import re
from collections.abc import Iterator

from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.sentences import Sentence

_LANGUAGE = (
    "english|german|french|spanish|italian|portuguese|dutch|polish|japanese|chinese|korean|swedish|russian|arabic"
)
_ANSWERS = (
    r"(?:your |the |all |any )*(?:answers?|responses?|repl(?:y|ies)|explanations?|messages?|it|things|everything|them)"
)
_SHORT = r"short(?:er)?|brief|concise|simple|to the point|succinct|minimal|long(?:er)?|detailed|formal|informal|casual|direct|friendly|polite|under \w+ (?:words|sentences)"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), value)
    for pattern, value in (
        (rf"\b(?:keep|make) {_ANSWERS} (?:as )?(?:very |really |more )?({_SHORT})\b", "{0}"),
        (rf"\b(?:answer|reply|respond|write|speak|talk)(?: to me| back)? (?:only )?in ({_LANGUAGE})\b", "in {0}"),
        (r"\b(?:don't|do not|never|stop|please no|avoid)(?: ever)?(?: use| using| add| adding| put| include)?(?: any| so many)? (emojis?|bullet points|jargon"
         r"|slang|headings?|markdown|exclamation (?:marks|points)|tables|lists|swear words|technical terms)\b", "without {0}"),
        (r"^\W*(?:please,? )?no (emojis?|bullet points|jargon|slang|markdown|exclamation marks)\b", "without {0}"),
        (r"^\W*(?:please,? |always |can you |could you )*use (?:more |only )?(bullet points|simple words|simple language|plain language|metric units"
         r"|emojis|markdown|tables|examples|humou?r)\b", "with {0}"),
        (r"\b(?:answer|reply|respond|explain)(?: to me| it| things| everything)? (briefly|concisely|formally|informally|directly|step by step|in detail"
         r"|in bullet points|in one sentence|in simple terms|simply|with examples|with bullet points)\b", "{0}"),
        (r"\b(?:be|being)(?: a (?:bit|little))? (?:more|less) (concise|brief|direct|formal|casual|specific|detailed|precise|verbose|wordy)\b", "more {0}"),
        (rf"\bi (?:prefer|like|want|love|would like|'d like|need) (?:your |my )?({_SHORT}|step-by-step|straightforward|plain|honest|bullet-point|metric)(?:,? (?:and )?(\w+))? (?:answers|responses"
         r"|replies|explanations)\b", "{0}"),
        (r"\b(?:give|send) me (short|brief|concise|detailed|long) (?:answers|replies|responses)\b", "{0}"),
        (r"\b(?:explain|talk)(?: it| things| to me)? like i'm (five|5|a beginner)\b", "like to {0}"),
        (r"\b(?:skip|leave out|spare me) the (small talk|disclaimers?|pleasantries|preamble|introductions?|apologies)\b", "without {0}"),
        (r"\bget (?:straight )?to the (point)\b", "to the {0}"),
    )
)  # fmt: skip
_HINT = re.compile(
    r"(?i)\b(?:answers?|repl(?:y|ies)|respon(?:d|ses?)|explain|explanations?|emojis?|bullet|jargon|slang|markdown|keep|be (?:a |more|less)|concise|calls? me"
    r"|write in|speak|talk|give me|skip|spare|leave out|get (?:straight )?to|goes? by|use|messages?|headings?|exclamation)\b"
)
_CALLED = re.compile(
    r"(?<!n't )(?<!not )(?<!never )\b(?:[Cc]all me|(?:I )?go by|(?i:(?:my )?(?:friends|people|everyone|everybody|family)) (?:all |just )?call(?:s)? me|(?:prefer|like) to be called|known as)"
    r" ((?:Dr\. |Mr\. |Mrs\. |Ms\. )?[A-Z][\w'-]+)(?=\s*(?:[.,!;]|$| please| instead| for short| by))"
)
_WRONG = re.compile(r"(?i)\b(?:less)\b")


def style(sentence: Sentence, speaker: str) -> Iterator[Claim]:
    """What a sentence asks of the answers, and what name it asks for."""
    if not _HINT.search(sentence.text):
        return
    text = sentence.text
    for called in _CALLED.finditer(text):
        predicate = (
            "nickname"
            if re.search(r"(?i)\b(?:friends|people|everyone|everybody|family)\b", called[0])
            else "wants_to_be_called"
        )
        yield Claim(speaker, predicate, called[1])
    polite = re.search(r"(?i)\b(?:can|could|would) you\b|\bplease\b", text)
    if sentence.question and not polite:
        return
    for pattern, form in _RULES:
        found = pattern.search(text)
        if found:
            value = form.format(*(group or "" for group in found.groups()))
            value = value.replace("more ", "less ", 1) if _WRONG.search(found[0]) else value
            yield Claim(speaker, "wants_answers", _capitalised(value), strength=0.8)


def _capitalised(value: str) -> str:
    """Languages have a capital: "in german" → "in German"."""
    if re.fullmatch(rf"in (?:{_LANGUAGE})", value, re.IGNORECASE):
        return f"in {value[3:].capitalize()}"
    return value.lower()
