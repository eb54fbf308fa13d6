"""Names that do not look like one – "June", "3M", "Rio de Janeiro", "The Beatles" – go by a plain one while rules read.

The rules know a name by a capital and by what it is not: no month, no number, no "of the". So a name that would be
misread is replaced by a made-up one for as long as its message is read, and what was understood has the true one again.
"""

# ruff: noqa: E501  patterns are read best in one piece

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pllm_memory.facts import Statement
from pllm_memory.remember.extract.cued import cued, letters
from pllm_memory.remember.extract.places import MASK, MASKED_PLACE, OF_TWO
from pllm_memory.remember.extract.words import RELATIONS

_CAP = r"[A-ZÀ-ÖØ-ÞĄĆČĐĘŁŃŚŞŠŹŻŽİ][\w'’-]*\w"
_WORDS = (
    "April|May|June|August|Will|Mark|Hope|Grace|Rose|Joy|Faith|Bill|Art|Dawn|Summer|Autumn|Frank|Grant|Chase|Pat|Sue|Rob|Drew|Jack|Miles|Ray|Penny|Ginger|Olive"
    "|Rich|Gene|Wade|Pierce|Lance|Chuck|Skip|Sandy|Holly|Heather|Melody|Patience|Mercy|Honey|Angel|Earl|Rod|Guy|Buck|Chip|Jay|Cliff|Brook|Eve|Christian"
    "|Mason|Taylor|Cooper|Parker|Walker|Baker|Sunny|Lucky|Ken|Dot|Bob|Dean|Dale|Glen|Heath|Clay"
)
"""First names that are words, months or verbs too."""
_NAMES = frozenset(_WORDS.lower().split("|"))
_WHEN = r"(?:in|since|until|till|last|next|this|by|of|from|before|after|early|late|mid|every|each|on|past|during|around|through|to|or|and|for|\d|the|between|not|it's|coming|beginning|end)"
_DOES = r"(?:is|was|has|had|lives|works|loves|likes|hates|adores|moved|got|says|said|can't|won't|and I|who|from|runs|wants|plays|just|now|and my|left|quit|started|called|came|went|enjoys|knows|did|does|never|always|will|used|became|retired|joined|sold|bought|married|took|gave|told|turned|studies|speaks|drives|goes|proposed|passed|died|broke|packed|relocated)"
_MINE = rf"(?:my|our|his|her|their)(?: [\w-]+)? (?:{'|'.join(sorted(map(re.escape, {*RELATIONS, 'lead', 'landlord', 'landlady', 'manager', 'wife', 'roommate', 'flatmate'}), key=len, reverse=True))})"
_PERSON = re.compile(rf"(?<![\w'])(?P<who>{_WORDS})(?=(?:'s)?(?![\w'’]))(?! (?:\d|my words|of )|, \d)")
_BEFORE = re.compile(rf"(?i)(?:\b{_WHEN}|[\d])\s+$")
_OPENS = re.compile(
    r"(?:^|[.!?…:\n]|\W-)\s*(?:(?:so|oh|well|and|but|ok|btw|um|ah|hey|hi|yes|no|haha|lol|anyway|tbh|fyi|right|hmm|oki)\b\W*)*$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"^(?:'s\b|,? (?:that's |is |- )?(?:my|our)\b|,? who\b| \((?:my|our)\b| {_DOES}\b| \w+ed\b|[.!]?\s*$|, (?:that's|a|my|our|the)\b)"
)
_ROLE = re.compile(
    rf"(?i)(?:\b{_MINE}(?:'s name)?(?: is| was)?(?: called| named)?,? \(?|\b(?:named|called|with|to|by|dating|seeing|married|met|and|under|friend|boss|is|name's|name:|i'm|roommate:|manager:|landlord:|miss|visited|love|for|without)[,:]? )$"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_ODD = re.compile(
    rf"(?<![\w'’.-])(?:\d+ (?!{_MONTH}){_CAP}(?: {_CAP})*|\d+[A-Z][\w-]*|(?!(?:A&E|Q&A|D&D|R&B|R&D|B&B|M&A|P&L|B&W)\b)[A-Z]\w*&[A-Z]\w*|(?!i(?:Phone|Pad|Mac|Pod|Watch|OS|Tunes))[a-z]{{1,2}}[A-Z][\w-]+|{_CAP}(?: (?:Without|Of|For|And|With|In) {_CAP})+)(?![\w&])"
)
_CAPITAL_THE = re.compile(rf"(?<=[a-z,] )The {_CAP}(?: {_CAP})*")
_BOUND = re.compile(
    rf"(?<![\w'’-])(?:(?:St|Ste|Mt|Ft)\. {_CAP}|{_CAP}(?:[ -](?:de|del|da|do|dos|du|des|la|las|el|upon|sur|am|an der|of|ob der|in der|auf|le|les|lès|en|y)(?:[ -]la)?[ -]{_CAP}|-on-{_CAP})+)(?![\w])"
)
_BOUND_TOWN = re.compile(r"^(?:the|st|saint|la) | de | chi ")
_SAINT = re.compile(r"^(?:st|saint) ")
_TOWNS = "|".join(
    _SAINT.sub(r"(?:st\\.?|saint) ", re.escape(one).replace("\\ ", " "))
    for one in sorted(filter(_BOUND_TOWN.search, OF_TWO), key=len, reverse=True)
)
_TOWN = cued(rf"(?<![\w'’-])(?:{_TOWNS})(?![\w-])", re.IGNORECASE)
_AT_HOME = re.compile(r"(?i)\b(?:in|to|from|near|outside|around) $")
_SHOUTS = re.compile(r"[a-z]")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Masks:
    """What made-up names stand for, in one reading of a session."""

    known: dict[str, str] = field(default_factory=dict[str, str])
    _of_name: dict[str, str] = field(default_factory=dict[str, str])

    def put_on(self, text: str) -> str:
        """A sentence with plain names in place of those that look like none."""
        if not _SHOUTS.search(text):
            return text
        text = _TOWN.sub(lambda found: self._of(found[0], place=True), text)
        text = _BOUND.sub(lambda found: self._bound(found, text), text)
        text = _CAPITAL_THE.sub(lambda found: self._of(found[0]), text) if " The " in text else text
        text = _ODD.sub(lambda found: self._of(found[0]), text)
        if _NAMES.isdisjoint(letters(text)):
            return text
        return _PERSON.sub(lambda found: self._of(found[0]) if _is_person(found, found.string) else found[0], text)

    def _bound(self, found: re.Match[str], text: str) -> str:
        """A town of several words, where it stands as one: "in Newcastle upon Tyne"."""
        if found[0].startswith(("St", "Ste", "Mt", "Ft")) and "." in found[0]:
            return self._of(found[0])
        return self._of(found[0], place=True) if _AT_HOME.search(text[: found.start()]) else found[0]

    def _of(self, name: str, *, place: bool = False) -> str:
        if name not in self._of_name:
            mask = f"{MASKED_PLACE if place else MASK}{_lettered(len(self.known))}"
            self.known[mask] = name
            self._of_name[name] = mask
        return self._of_name[name]

    def take_off(self, text: str) -> str:
        """A text with the true names."""
        return _MASK.sub(lambda found: self.known.get(found[0].capitalize(), found[0]), text) if self.known else text

    def true(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        """Statements with the true names."""
        if not self.known:
            return tuple(statements)
        return tuple(
            replace(
                one,
                subject=self.take_off(one.subject),
                object=self.take_off(one.object),
                replaces=one.replaces and self.take_off(one.replaces),
                text=self.take_off(one.text),
            )
            for one in statements
        )


_MASK = re.compile(rf"(?i)\b(?:{MASKED_PLACE}|{MASK})[a-z]{{2,}}\b")


def _lettered(number: int) -> str:
    """A number in letters, at least two: "aa", "ab", …, "zz", "baa"."""
    written = ""
    while number or len(written) < 2:
        number, rest = divmod(number, len(_LETTERS))
        written = _LETTERS[rest] + written
    return written


_SURNAME = re.compile(r" [A-ZÀ-Þ][a-z]")


def _is_person(found: re.Match[str], text: str) -> bool:
    """Whether a word with a capital is the name of somebody: "my sister June", "Will lives here"; not "in June"."""
    before, behind = text[: found.start()], text[found.end() :]
    if _SURNAME.match(behind):
        return False
    if _ROLE.search(before):
        return not _BEFORE.search(before)
    if _OPENS.search(before):
        return bool(_BEHIND.match(behind))
    return not _BEFORE.search(before) and (
        text[found.end() : found.end() + 1] in ("", " ", ",", ".", "'", "!", ")", "?", ":")
    )
