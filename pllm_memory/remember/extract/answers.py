"""A short answer, said in full with its question: "Where do you live?" – "Lyon." → "I live in Lyon"."""

# ruff: noqa: E501  patterns are read best in one piece

import re

from pllm_memory.remember.extract.topics import about, bare
from pllm_memory.remember.extract.words import NOT_NAMES

_YES = re.compile(
    r"(?i)^(?:yes|yeah|yep|yup|sure|of course|absolutely|definitely|i do|i am|i have|indeed|correct|right|totally"
    r"|still do)\b[,.! ]*"
)
_NO = re.compile(r"(?i)^(?:no|nope|nah|not (?:really|any ?more)|not at all|i don't|i'm not|never)\b[,.! ]*")
_FILLERS = re.compile(
    r"(?i)^(?:only to|only|well|oh|hmm?|uh|um|ah|so|ok|oki|tbh|fyi|lol|haha|btw|right|you know what|work\.?|sorry|over at|over in"
    r"|to|with|grey\.|actually|probably|definitely|it's|it is|that's|that would be|i'd say"
    r"|i think|just|mostly|mainly"
    r"|currently|she's|he's|they're|in|at|from|on|as|to)\b[,:]?\s+"
)
_LONGEST = 8
"""Words of an answer that is no sentence of its own."""
_VERB = re.compile(
    r"(?i)^(?:(?:well|oh|so|yeah),? )*(?:i|we|he|she|it|they|you|my|our|thanks|thank|good|great|sorry|let|what|why"
    r"|how|not sure|don't|can't|hey|hi|lol"
    r"|haha|wow|nothing|everything|nowhere|none|secret|guess|maybe|depends|no|yes|same|me too|fine)\b|\b(?:is|are"
    r"|was|were|i'm|i've|it's|you)\b"
)
_OPEN = tuple(
    (re.compile(rf"(?i)\b(?:{question})"), sentence)
    for question, sentence in (
        (r"where do you (?:currently |actually )?(?:live|reside)", "I live in {0}"),
        (r"where are you (?:based|living)|where(?:'s| is) (?:your )?home", "I live in {0}"),
        (r"(?:what|which) (?:city|town|country) (?:do you live|are you) in", "I live in {0}"),
        (r"where are you (?:originally )?from|where do you come from|where did you grow up", "I'm from {0}"),
        (r"where were you born", "I was born in {0}"),
        (r"how old are you|what(?:'s| is) your age", "I'm {0} years old"),
        (
            r"where do you (?:currently |actually |usually )?(?:teach|cook|nurse|bake|practi[sc]e|bartend|wait tables|preach|lecture|cut hair)\b",
            "I work at {0}",
        ),
        (
            r"(?:which|what) (?:hospital|restaurant|bank|agency|clinic|bakery|pharmacy|garage|hotel|studio|warehouse)\b",
            "I work at {0}",
        ),
        (
            r"what do you (?:mostly |usually )?(?:(?:like|love|enjoy) to (?:eat|drink|cook|bake)|(?:like to |love to )?(?:listen to|read|watch))\b",
            "I love {0}",
        ),
        (r"what do you (?:mostly |usually |like to )?play\b", "I play {0}"),
        (r"where do you (?:currently )?work(?! ?out)|who do you work for|where are you working", "I work at {0}"),
        (
            r"what do you do (?:for a living|for work|professionally)|what do you do(?: these days| now| nowadays| all day| exactly| then)?\?",
            "I work as {0}",
        ),
        (r"what(?:'s| is) your (?:job|profession|occupation)|what do you work as", "I work as {0}"),
        (r"what(?:'s| is) your name|who (?:are you|am i (?:talking|speaking) (?:to|with))", "My name is {0}"),
        (r"what (?:should|can|do|may) i call you|how should i call you", "Call me {0}"),
        (r"what would you like to be called", "Call me {0}"),
        (r"where do you (?:study|go to (?:school|college|university))", "I study at {0}"),
        (r"what (?:do|are) you study(?:ing)?|what(?:'s| is) your major", "I study {0}"),
        (r"when(?:'s| is) your birthday", "My birthday is {0}"),
        (r"(?:what|which) languages? do you speak", "I speak {0}"),
        (r"(?:what|which) (?:instruments?|sports?|games?) do you play", "I play {0}"),
        (r"what are your hobbies|do you have any hobbies", "My hobbies are {0}"),
        (r"what do you (?:like|enjoy|love) (?:doing|to do)", "I love {0}"),
        (r"(?:what are you|are you) allergic to(?: anything)?", "I'm allergic to {0}"),
        (r"do you have any (?:food )?allergies", "I'm allergic to {0}"),
        (r"how do you (?:get|commute|travel|go) (?:to work|home|to school|in every)", "I commute by {0}"),
        (
            (
                r"(?:to whom|who|whom) (?:am i|are we|do i have the pleasure of|have i the pleasure of) (?:talking"
                r"|speaking"
                r"|chatting|writing)"
            ),
            "My name is {0}",
        ),
        (
            r"(?:and )?your name is\b|what (?:name|do they call you|are you called)|may i ask (?:for )?your name",
            "My name is {0}",
        ),
        (
            (
                r"how (?:would you like|do you (?:like|prefer|want)|should i|shall i|may i|can i) (?:to be "
                r"|be )?(?:addressed?"
                r"|called?|call you|address you)|use your first name"
            ),
            "Call me {0}",
        ),
        (
            (
                r"(?:what|which) (?:city|town|country|place|part of the world|neck of the woods) (?:do you live|are you"
                r"|you're|is home)|where (?:are you|you're|you are) (?:located|based|at home|calling from|writing from)"
            ),
            "I live in {0}",
        ),
        (
            (
                r"where (?:in the world )?(?:is home|do you call home)|where you're located|what city is that"
                r"|which time ?zone|where you are\?"
            ),
            "I live in {0}",
        ),
        (
            (
                r"which (?:company|firm|employer)|who(?:'s| is) your employer|who (?:employs|pays) you"
                r"|where are you employed"
            ),
            "I work at {0}",
        ),
        (r"what line of work|what's your trade|what kind of work|what field", "I work as {0}"),
        (r"where(?:'s| is|abouts is)? (?:your|the) office|where(?:abouts)? do you sit", "My office is in {0}"),
        (
            r"(?:what|how)(?:'s| is) your commute|how do you get (?:in|there|to the office)|what do you take to work",
            "I commute by {0}",
        ),
        (
            r"which gym|where do you (?:train|work ?out|exercise|lift)|what gym|where's your gym|name of your gym",
            "My gym is {0}",
        ),
        (
            (
                r"who do you rent from|who(?:'s| is) (?:your|the) land(?:lord|lady)"
                r"|who owns your (?:flat|apartment|place)"
                r"|who should the letter"
            ),
            "My landlord is {0}",
        ),
        (
            (
                r"who(?:'s| is) (?:your )?(?:manager|boss|supervisor|line manager)|who do you report to"
                r"|who would sign off"
                r"|who manages you"
            ),
            "My boss is {0}",
        ),
        (
            (
                r"(?:who(?:'s| is) your|do you have a|which) (?:doctor|gp|physician|family doctor)"
                r"|who do you see when you're"
                r" (?:sick|ill)"
            ),
            "My doctor is {0}",
        ),
        (
            (
                r"are you (?:with|seeing|dating|in a relationship)|is there (?:somebody|someone) special|do you have a"
                r" (?:partner|girlfriend|boyfriend|husband|wife)|who(?:'s| is) the lucky"
            ),
            "I have a partner, {0}",
        ),
        (
            r"where(?:'s| is| does) (?-i:([A-Z][\w'-]+)) (?:live|living|based|these days|now|located)",
            "{1} lives in {0}",
        ),
        (r"(?:where|who) does (?-i:([A-Z][\w'-]+)) work", "{1} works at {0}"),
        (
            (
                r"what does (?-i:([A-Z][\w'-]+)) do\b|what(?:'s| is) (?-i:([A-Z][\w'-]+))'s (?:job|profession)"
                r"|and (?-i:([A-Z][\w'-]+)), what's their (?:job|profession|occupation)"
            ),
            "{1} works as {0}",
        ),
        (r"(?:what|who)(?:'s| is) your ((?:favou?rite )?[\w' -]{2,40}?)(?: called|\?|,|$)", "My {1} is {0}"),
        (r"(?:what|who)(?:'s| is) the name of your (\w+)", "My {1}'s name is {0}"),
        (r"what(?:'s| is) your ([\w' ]{2,20}) called", "My {1}'s name is {0}"),
        (r"where does your ([\w ]{2,20}?) live", "My {1} lives in {0}"),
        (r"where does your ([\w ]{2,20}?) work", "My {1} works at {0}"),
        (r"how old(?:'s| is) your ([\w ]{2,20}?)(?: now)?\?", "My {1} is {0} years old"),
    )
)
"""What is asked, and the sentence that a short answer makes."""
_CLOSED = re.compile(
    r"(?i)\b(?P<aux>do|are|have|did) you (?P<still>still |ever |currently |really )?(?P<rest>[^?,;]{2,80})\?"
)
_SWAPPED = {"your": "my", "yours": "mine", "you": "I", "yourself": "myself"}
_CLOSED_VERBS = frozenset(
    "live work study like love enjoy play own eat drink speak smoke hate vegan vegetarian married single allergic"
    " from a an been"
    " living working studying have engaged divorced into fond volunteer".split()
)


_BEHIND = re.compile(
    r"(?:[\s,]+(?:lol|haha|hehe|xx|tbh|btw|usually|mostly|of course|near the [\w ]{2,20}|half an hour|an hour|above a"
    r" [\w ]{2,16}|with a book|it's small but it's mine|nothing fancy|always|badly|now|though|obviously|i think"
    r"|when(?:ever)? i (?:can|have (?:the )?time|get (?:the )?(?:chance|time)))"
    r"|\s+but (?:ppl|people|everyone|you|my|most)\b.*|[\s:;]+[()DPp]+|\s*[^\w\s.,!?;:'\"()&-])+[.!\s]*$|,\s+(?:it"
    r"|but|with|where|which|near|not|and i|half|above)\b"
    r".*$|\.\s+(?:it|but|with|nothing|no|don't|can't)\b.*$",
    re.IGNORECASE,
)
"""What follows a bare answer: laughter, and what is only added."""


_YES_THEN = re.compile(r"(?:[Yy]es|[Yy]eah|[Yy]ep|[Yy]up)[,.!]* (?:[A-Z]|[Dd]r\b)")


_TURNED = re.compile(
    r"(?i)^\W*(?:it |that )?(?:used to be|was)(?: always)? [^,;.!?]{2,40}[,;]? (?:but |and )?(?:now|nowadays|these days|lately)\b,? "
    r"(?:(?:it's|it'd be|i'd say|definitely|probably|more)\b ?)*"
)
"""What was the answer once: "used to be pizza, now definitely ramen"."""


def full(question: str, answer: str) -> str | None:
    """The sentence that an answer makes with its question, told by who answers; None if it makes none.

    Args:
        question: The question that was asked last, by another.
        answer: The first sentence of what was said then.
    """
    answer = _TURNED.sub("", _BEHIND.sub("", answer.strip()))
    if answer.endswith("?"):
        return None
    polite = _POLITE.match(answer)
    more = answer[polite.end() :].strip() if polite else ""
    told = about(question, more) if more and not _VERB.search(more) else None
    if told:
        return told
    closed = _CLOSED.search(question)
    if closed:
        said = _closed(closed, answer)
        if said:
            return said
    short = _short(bare(answer)) or _short(_YES.sub("", bare(answer)) if _YES_THEN.match(answer) else "")
    short = short or _head(answer)
    if not short:
        return None
    for pattern, sentence in _OPEN:
        found = pattern.search(question)
        if found:
            return sentence.format(short, *filter(None, found.groups()))
    return _how_long(question, short) or about(question, short)


_HOW_LONG = re.compile(
    r"(?i)\b(?:how long|since when|when did you)(?: now)? (?:have|has|are|did)? ?(?:you )?(?P<done>(?:been|lived|worked"
    r"|had|known|living|working|move|start|join|become|get|adopt|quit|leave) [^?]{2,60})\?"
)
_DONE = {
    "move": "moved", "start": "started", "join": "joined", "become": "became", "get": "got", "adopt": "adopted",
    "quit": "quit", "leave": "left",
}  # fmt: skip


def _how_long(question: str, answer: str) -> str | None:
    """Of "How long have you lived in Lyon?" – "Three years." → "I have lived in Lyon for three years"."""
    found = _HOW_LONG.search(question)
    if not found or not _TIME.match(answer):
        return None
    verb, _, rest = found["done"].partition(" ")
    rest = " ".join(_SWAPPED.get(word.lower(), word) for word in rest.split())
    if verb.lower() in _DONE:
        return f"I {_DONE[verb.lower()]} {rest} {answer}"
    doing = f"been {verb}" if verb.lower().endswith("ing") else verb
    return f"I have {doing} {rest} {'' if _LINKED.match(answer) else 'for '}{answer}"


_TIME = re.compile(
    r"(?i).{0,40}?(?:\b(?:years?|months?|weeks?|days?|ago|spring|summer|autumn|fall|winter|yesterday|january|february|march"
    r"|april|may|june|july|august|september|october|november|december)\b|\d{4})"
)
_LINKED = re.compile(r"(?i)(?:since|for|in|last|on|ever|at)\b")


def _head(answer: str) -> str:
    """The answer before what is said behind it: "At Oakfield Primary, it's lovely there"; no "Right, …"."""
    head, *behind = _AFTER.split(answer)
    short = _short(bare(head)) if behind else ""
    return "" if short.lower() in _NO_NAME else short


_ASIDES = frozenset("right fine correct true sorry look listen see funny nothing sadly luckily actually".split())
_NO_NAME = NOT_NAMES | _ASIDES
_AFTER = re.compile(r"[,;:]\s+|\s+[–—-]\s+")
_POLITE = re.compile(r"(?i)^(?:(?:yes|yep|yeah|yup|no|nope|nah|oh|well|sure|sorry|i do|i am|it's|make that)\b[,.! ]*)+")
"""How an answer begins that is short all the same: "yes, at the food bank"."""


def _short(answer: str) -> str:
    """The bare answer: "In Lyon." → "Lyon"; "" if it is a sentence of its own."""
    text = answer.rstrip(" .!")
    for _ in range(3):
        text = _FILLERS.sub("", text)
    return "" if _VERB.search(text) or len(text.split()) > _LONGEST else text


_ANY = re.compile(
    r"(?i)have (?:any |a )?(pets?|kids|children|siblings|brothers or sisters|allergies|cats?|dogs?|car)\b"
)


_COUNTED = re.compile(
    r"(?P<number>[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive)[,:] (?P<names>[A-Z]\w+(?:(?:, | and |, and )[A-Z]\w+)+)"
)


def _any(what: str, answer: str) -> str | None:
    """Of "Do you have any pets?" – "Yes, a cat named Luna." → "I have a cat named Luna"."""
    yes, no = _YES.match(answer), _NO.match(answer)
    if no:
        return f"I do not have {what}"
    rest = answer[yes.end() :] if yes else answer
    counted = _COUNTED.match(rest)
    if counted:
        return f"I have {counted['number']} {what}, {counted['names']}"
    return f"I have {rest}" if re.match(r"(?i)(?:an?|one|two|three|four|five|my) \w", rest) else None


_ELSEWHERE = re.compile(r"((?!(?:Oh|Well|Sort|Kind|Maybe|Guess|Originally)\b)[A-Z]\w+(?: [A-Z]\w+)?)[!.]*$")


def _closed(match: re.Match[str], answer: str) -> str | None:
    """Of "Do you still work at Bosch?" – "No, …" → "I do not work at Bosch anymore"."""
    words = [_SWAPPED.get(word.lower(), word) for word in match["rest"].split()]
    if not words or words[0].lower() not in _CLOSED_VERBS or match["aux"].lower() == "did":
        return None
    some = _ANY.match(match["rest"])
    if some and match["aux"].lower() == "do":
        return _any(some[1], answer)
    yes, no, rest = _YES.match(answer), _NO.match(answer), " ".join(words)
    rest = re.sub(r"(?i) (?:or not|at all|too|then|these days|by any chance)$", "", rest)
    if not yes and not no:
        elsewhere = _ELSEWHERE.match(answer) if words[0].lower() == "from" else None
        return f"I am from {elsewhere[1]}" if elsewhere else None
    aux = match["aux"].lower()
    gone = " anymore" if no and (match["still"] or "").strip().lower() == "still" else ""
    if aux == "are":
        return f"I am {'not ' if no else ''}{rest}{gone}"
    if aux == "have":
        return f"I have {rest}" if yes else None
    return f"I do not {rest}{gone}" if no else f"I {rest}"
