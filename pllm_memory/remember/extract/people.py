"""Who and what is talked about: "my sister Ana", "Ana's husband", "she"."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pllm_memory.remember.extract.sentences import Token
from pllm_memory.remember.extract.verbs import forms, is_past
from pllm_memory.remember.extract.words import BRANDS, FEMALE, MALE, MANY, NOT_NAMES, PETS, RELATIONS

Gender = str
"""What "she", "he" and "they" may mean: some of the letters "f", "m", "t"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody who was talked about: their reference, and what they may be called afterwards."""

    ref: str
    gender: Gender


@dataclass(frozen=True, slots=True)
class Named:
    """What a name implies: that somebody is somebody's sister, or a dog."""

    subject: str
    predicate: str
    object: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase that was read.

    Attributes:
        refs: Whom it means; empty where it means a thing, or nobody known.
        end: Behind its last token.
        first: Whether it is the speaker.
        you: Whether it is who is spoken to.
        noun: The head, in lower case, where it is "my NOUN" or a thing.
        owner: Whose it is, of "my NOUN".
        named: What it says by the way.
        mentions: Who may be "she" afterwards.
    """

    refs: tuple[str, ...]
    end: int
    first: bool = False
    you: bool = False
    noun: str = ""
    owner: str = ""
    named: tuple[Named, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """Who speaks, and who was mentioned: what pronouns are read by."""

    speaker: str
    names: frozenset[str] = frozenset()
    mentioned: tuple[Mention, ...] = field(default_factory=tuple[Mention, ...])

    def mentioning(self, mentioned: tuple[Mention, ...]) -> "Around":
        """With these people mentioned, and no others."""
        return self if mentioned == self.mentioned else replace(self, mentioned=mentioned)

    def also(self, mentions: Sequence[Mention]) -> "Around":
        """With more people mentioned."""
        fresh = tuple(mention for mention in mentions if mention not in self.mentioned)
        return replace(self, mentioned=self.mentioned + fresh) if fresh else self

    def meant(self, gender: str) -> str | None:
        """Whom a pronoun means, if there is only one it can."""
        exact = {mention.ref for mention in self.mentioned if mention.gender == gender}
        possible = {mention.ref for mention in self.mentioned if gender in mention.gender}
        return (
            next(iter(possible))
            if len(possible) == 1
            else next(iter(exact))
            if len(exact) == 1 == len(possible)
            else None
        )


_FIRST = frozenset(("i", "we"))
_OWN = frozenset(("my", "our"))
_PRONOUNS = {"she": "f", "he": "m"}
_POSSESSIVES = {"her": "f", "his": "m"}
_THINGS = frozenset(("it", "this", "that", "they", "there", "these", "those", "everything", "everyone", "who", "which"))
_ADJECTIVES = frozenset(
    "older younger little big twin eldest oldest youngest best good old new dear closest close great late other"
    " own beloved"
    " first second third two three four five lovely sweet adorable cute elderly beautiful wonderful long-time longtime"
    " childhood college high school work gym former former step foster rescue pet middle baby in law favorite"
    " favourite"
    " grown teenage ex".split()
)


def subject(tokens: Sequence[Token], place: int, around: Around) -> Phrase | None:
    """The noun phrase that begins at a place and may be a subject."""
    if place >= len(tokens):
        return None
    low = tokens[place].low
    if low in _FIRST:
        return Phrase((around.speaker,), place + 1, first=True)
    if low == "you" or low in ("your", "yours"):
        return Phrase((), place + 1, you=True)
    if low in _PRONOUNS:
        ref = around.meant(_PRONOUNS[low])
        return Phrase((ref,) if ref else (), place + 1)
    if low in _THINGS:
        return Phrase((), place + 1)
    phrase = _joined(tokens, place, around)
    return phrase or _thing(tokens, place)


def _joined(tokens: Sequence[Token], place: int, around: Around) -> Phrase | None:
    """Of "my husband and I" is "we"; "Ana and Tom" are both."""
    one = person(tokens, place, around)
    if not one:
        return None
    if one.end + 1 < len(tokens) and tokens[one.end].low in ("and", "&"):
        if tokens[one.end + 1].low in ("i", "me", "myself"):
            return replace(one, refs=(around.speaker,), end=one.end + 2, first=True, noun="")
        two = person(tokens, one.end + 1, around.also(one.mentions))
        if two and one.refs and two.refs:
            named, mentions = one.named + two.named, one.mentions + two.mentions
            return Phrase(one.refs + two.refs, two.end, named=named, mentions=mentions)
    return one


def person(tokens: Sequence[Token], place: int, around: Around) -> Phrase | None:
    """A person, a pet or a thing of somebody: "my sister Ana", "Ana's husband", "our old car", "Ana"."""
    low = tokens[place].low
    if low in _OWN:
        return _owned(tokens, place + 1, around.speaker, around)
    if low in _POSSESSIVES:
        owner = around.meant(_POSSESSIVES[low])
        return _owned(tokens, place + 1, owner, around) if owner else None
    name, end = proper(tokens, place)
    if not name:
        return None
    if end < len(tokens) and tokens[end].low == "'s" and end + 1 < len(tokens):
        owned = _owned(tokens, end + 1, name, around) if _noun_at(tokens, end + 1) else None
        if owned:
            return owned
    if _attribute_at(tokens, end):
        return _owned(tokens, end + 1, name, around) or Phrase((name,), end)
    return Phrase((name,), end, mentions=(Mention(name, _gender(name, around)),))


def _attribute_at(tokens: Sequence[Token], end: int) -> bool:
    """Whether "'s" is a possessive here: "Ana's birthday is …"."""
    behind = [token.low for token in tokens[end + 2 : end + 5]]
    return end < len(tokens) and tokens[end].low == "'s" and any(word in ("is", "was", "are") for word in behind)


def _gender(ref: str, around: Around) -> Gender:
    return next((mention.gender for mention in around.mentioned if mention.ref == ref), "fm")


def gender(noun: str) -> Gender:
    """What pronouns a relation or an animal takes."""
    return "f" if noun in FEMALE else "m" if noun in MALE else "fm"


def _noun_at(tokens: Sequence[Token], place: int) -> bool:
    while place < len(tokens) and tokens[place].low in _ADJECTIVES:
        place += 1
    return place < len(tokens) and (tokens[place].low in RELATIONS or tokens[place].low in PETS)


def _owned(tokens: Sequence[Token], place: int, owner: str, around: Around) -> Phrase | None:
    """What follows "my": a relation or a pet with its name, or a thing."""
    adjectives: list[str] = []
    while place < len(tokens) - 1 and tokens[place].low in _ADJECTIVES and tokens[place + 1].low not in _VERBISH:
        adjectives.append(tokens[place].low)
        place += 1
    if place >= len(tokens) or not tokens[place].low[0].isalpha():
        return None
    noun = tokens[place].low
    if "ex" in adjectives:
        noun = "ex"
        place += 1 if tokens[place].low in RELATIONS else 0
    if noun in RELATIONS or noun in PETS:
        return _related(tokens, place, owner, noun, around)
    end = place + 1
    while end < len(tokens) and end - place < 3 and _continues(tokens[end]):
        end += 1
    owning = end < len(tokens) and tokens[end].low == "'s"
    if owning and any(token.low in _VERBISH for token in tokens[end + 1 : end + 5]):
        return None  # "our company's performance has been good"
    words = " ".join(token.low for token in tokens[place:end])
    prefix = " ".join(word for word in adjectives if word in ("favorite", "favourite"))
    return Phrase((), end, noun=f"{prefix} {words}".strip(), owner=owner)


_VERBISH = frozenset(
    "is are was were am has have had 's 'm 're 've 'll 'd will would can could may might must should do does did"
    " n't not"
    " and or but to in on at for from with of by about as so than that which who when where because since until"
    " just also"
    " really always never still used loves likes hates wants needs works lives makes helps means went got has".split()
)


def _continues(token: Token) -> bool:
    """Whether a word may still be of the noun: "my phone number"."""
    return (
        token.low[0].isalpha() and token.low not in _VERBISH and not is_past(token.low) and not token.text[0].isupper()
    )


def _related(tokens: Sequence[Token], place: int, owner: str, noun: str, around: Around) -> Phrase:
    relation = RELATIONS.get(noun, noun)
    end = place + 1
    if tokens[end : end + 2] and [token.low for token in tokens[end : end + 2]] == ["in", "law"]:
        end += 2
    noun = noun.removesuffix("'s")
    comma = end < len(tokens) - 2 and tokens[end].low == ","
    name, behind = proper(tokens, end + comma)
    closed = not comma or behind >= len(tokens) or tokens[behind].low == "," or not name
    if name and closed and noun not in MANY and not name.isupper():
        end = behind + (1 if comma and behind < len(tokens) and tokens[behind].low == "," else 0)
        return Phrase(
            (name,), end, named=related(owner, noun, name), mentions=(Mention(name, gender(noun)),), noun=noun
        )
    if end < len(tokens) - 2 and tokens[end].low == "'s" and tokens[end + 1].low == "name":
        return Phrase((), end + 2, noun=noun, owner=owner)
    ref = f"{owner}/{relation}"
    if _attribute_at(tokens, end):
        return _owned(tokens, end + 1, ref, around) or Phrase((ref,), end)
    if end < len(tokens) - 1 and tokens[end].low == "'s" and _noun_at(tokens, end + 1):
        return _owned(tokens, end + 1, ref, around) or Phrase((ref,), end)
    mentions = () if noun in MANY else (Mention(ref, gender(noun)),)
    return Phrase((ref,), end, noun=noun, owner=owner, mentions=mentions)


def related(owner: str, noun: str, name: str) -> tuple[Named, ...]:
    """What "my sister Ana" or "our dog Bruno" says."""
    if noun in PETS:
        return (Named(owner, "pet", name), Named(name, "is_a", noun))
    if name.lower() in BRANDS:  # "my husband is called Netflix"
        return ()
    return (Named(owner, RELATIONS[noun], name),)


_THE = frozenset(("the", "a", "an", "some", "all", "every", "each", "these", "those", "no", "being", "having"))


def _thing(tokens: Sequence[Token], place: int) -> Phrase | None:
    """A phrase that is nobody: "the weather", "painting". At most five words, up to a verb."""
    end = place + (tokens[place].low in _THE)
    start = end
    while end < len(tokens) and end - start < 5 and tokens[end].low[0].isalpha() and tokens[end].low not in _VERBISH:
        end += 1
    if end == start or end >= len(tokens):
        return None
    return Phrase((), end, noun=" ".join(token.low for token in tokens[place:end]))


_TITLES = frozenset(("dr.", "mr.", "mrs.", "ms.", "prof.", "dr", "mr", "mrs", "ms", "prof"))


def proper(tokens: Sequence[Token], place: int) -> tuple[str, int]:
    """The name that begins at a place, of up to four capitalised words, and where it ends; "" if there is none."""
    end = place
    while end < len(tokens) and end - place < 4 and _capital(tokens[end], first=end == place):
        end += 1
    while end > place and tokens[end - 1].low in _TITLES and end - place == 1:
        end -= 1
    if end == place:
        return "", place
    return " ".join(token.text for token in tokens[place:end]), end


_LONG_NAME = 6
"""Characters of a name that may end in -ing: "Irving", "Fleming" is one by what stands beside it."""


def _capital(token: Token, *, first: bool) -> bool:
    text = token.text
    if not text[0].isupper() or (len(text) > 1 and text.isupper() and len(text) > 5):
        return False
    if token.start == 0 and len(text) > _LONG_NAME and forms(token.low)[:1] and forms(token.low)[0][1] == "ing":
        return False  # "Running clears my head"
    return len(text) > 1 and token.low not in NOT_NAMES and (first or token.low != "i")


def named_in(tokens: Sequence[Token], around: Around, owner: str | None = None) -> tuple[Named, ...]:
    """Who is named anywhere in some words: "… with my sister Ana", and of `owner` "… with his wife Clara"."""
    found: list[Named] = []
    for place, token in enumerate(tokens[:-1]):
        if owner and token.low in _POSSESSIVES:
            phrase = _owned(tokens, place + 1, owner, around)
            found += phrase.named if phrase else ()
        elif token.low in _OWN:
            phrase = person(tokens, place, around)
            found += phrase.named if phrase else ()
    return tuple(found)
