"""Verbs: their forms, and the group around one – tense, modality, negation, adverbs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pllm_memory.remember.extract.sentences import Token

Tense = Literal["present", "past", "perfect", "future", "would", "may", "can", "must", "used", "order"]

_IRREGULAR = """
be was/were been|become became become|begin began begun|bend bent bent|bet bet bet|bite bit bitten|blow blew blown
break broke broken|bring brought brought|build built built|burn burnt burnt|buy bought bought|catch caught caught
choose chose chosen|come came come|cost cost cost|cut cut cut|dig dug dug|do did done|draw drew drawn
dream dreamt dreamt|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed fed|feel felt felt
fight fought fought|find found found|fly flew flown|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen
get got gotten/got|give gave given|go went gone|grow grew grown|hang hung hung|have had had|hear heard heard
hide hid hidden|hit hit hit|hold held held|hurt hurt hurt|keep kept kept|know knew known|lay laid laid|lead led led
learn learnt learnt|leave left left|lend lent lent|let let let|lie lay lain|light lit lit|lose lost lost|make made made
mean meant meant|meet met met|pay paid paid|put put put|quit quit quit|read read read|ride rode ridden|ring rang rung
rise rose risen|run ran run|say said said|see saw seen|sell sold sold|send sent sent|set set set|sew sewed sewn
shake shook shaken|shoot shot shot|show showed shown|shut shut shut|sing sang sung|sink sank sunk|sit sat sat
sleep slept slept|speak spoke spoken|spend spent spent|split split split|spread spread spread|stand stood stood
steal stole stolen|stick stuck stuck|strike struck struck|sweep swept swept|swim swam swum|swing swung swung
take took taken|teach taught taught|tear tore torn|tell told told|think thought thought|throw threw thrown
understand understood understood|wake woke woken|wear wore worn|win won won|wind wound wound|write wrote written
arise arose arisen|beat beat beaten|deal dealt dealt|grind ground ground|mistake mistook mistaken
outgrow outgrew outgrown|overhear overheard overheard|seek sought sought|shrink shrank shrunk|slide slid slid
spin spun spun|sting stung stung|strive strove striven|weave wove woven|overcome overcame overcome
undergo underwent undergone|rebuild rebuilt rebuilt|withdraw withdrew withdrawn
"""
_REGULAR = """
live move relocate reside settle work study graduate volunteer join retire resign start stop finish end adopt own
like love enjoy hate dislike adore prefer detest despise want need wish hope plan intend decide visit travel explore
marry divorce separate date engage play practice practise train jog hike cycle bike commute walk cook bake paint knit
garden dance climb surf ski jump smoke speak call name turn celebrate attend participate watch listen organize organise
host help suffer avoid skip switch change accept land apply enroll enrol sign register major believe consider work
pass die rescue foster purchase order rent donate gift receive inherit crash repair fix restore open launch close
expand create design develop publish release record perform present exhibit complete pick try use wait look learn
research prepare book schedule raise collect share support encourage volunteer teach tutor coach mentor
paint photograph sew camp fish sail kayak skate swap trade return arrive stay hang gift welcome invite
earn crave loathe admire manage supervise translate interpret compose rehearse meditate weld hunt carve
specialise specialize
"""


def _forms() -> dict[str, tuple[tuple[str, str], ...]]:
    """Every form of the verbs above → its (lemma, form)s; form is base, s, past, participle or ing."""
    found: dict[str, list[tuple[str, str]]] = {}

    def add(word: str, lemma: str, form: str) -> None:
        if (lemma, form) not in found.setdefault(word, []):
            found[word].append((lemma, form))

    for lemma in _REGULAR.split():
        past = _ed(lemma)
        for word, form in ((lemma, "base"), (past, "past"), (past, "participle")):
            add(word, lemma, form)
        _also(add, lemma)
    for entry in _IRREGULAR.strip().replace("\n", "|").split("|"):
        lemma, pasts, participles = entry.split()
        add(lemma, lemma, "base")
        for word in pasts.split("/"):
            add(word, lemma, "past")
        for word in participles.split("/"):
            add(word, lemma, "participle")
        _also(add, lemma)
    for word, lemma, form in (
        ("learned", "learn", "past"), ("learned", "learn", "participle"), ("burned", "burn", "past"),
        ("dreamed", "dream", "past"), ("dreamed", "dream", "participle"), ("travelled", "travel", "past"),
        ("travelling", "travel", "ing"), ("travelled", "travel", "participle"), ("has", "have", "s"),
        ("showed", "show", "participle"), ("wed", "marry", "past"),
    ):  # fmt: skip
        add(word, lemma, form)
    return {word: tuple(forms) for word, forms in found.items()}


def _also(add: Callable[[str, str, str], None], lemma: str) -> None:
    add(s_form(lemma), lemma, "s")
    add(ing(lemma), lemma, "ing")


_VOWELS = "aeiou"
_DOUBLED = frozenset(
    "stop plan quit get run swim sit win cut put set let hit begin forget jog knit skip shop chat shut dig bet hug"
    " rub swap split spin grab drop drag jam slip trip wrap zip".split()
)


def _ed(lemma: str) -> str:
    if lemma.endswith("e"):
        return f"{lemma}d"
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return f"{lemma[:-1]}ied"
    return f"{lemma}{lemma[-1] if lemma in _DOUBLED else ''}ed"


def s_form(lemma: str) -> str:
    """The form of the third person: run → runs."""
    if lemma.endswith(("s", "x", "ch", "sh", "o", "z")):
        return f"{lemma}es"
    return f"{lemma[:-1]}ies" if lemma.endswith("y") and lemma[-2] not in _VOWELS else f"{lemma}s"


def ing(lemma: str) -> str:
    """The form in -ing: run → running."""
    if lemma.endswith("ie"):
        return f"{lemma[:-2]}ying"
    if lemma.endswith("e") and not lemma.endswith(("ee", "be", "ye")):
        return f"{lemma[:-1]}ing"
    return f"{lemma}{lemma[-1] if lemma in _DOUBLED else ''}ing"


FORMS = _forms()
PAST = {
    **{lemma: word for word, forms in FORMS.items() for lemma, form in forms if form == "past"},
    "be": "was", "learn": "learned", "marry": "married", "travel": "traveled", "dream": "dreamed", "burn": "burned",
}  # fmt: skip
"""Lemma → past: "have gone" is told as "went"."""


def past(lemma: str) -> str:
    """The past of a verb, as far as is known: by its form where it is none of ours."""
    return PAST.get(lemma) or _ed(lemma)


def forms(word: str) -> tuple[tuple[str, str], ...]:
    """What a word in lower case may be as a verb: (lemma, form)s, guessed by its ending where it is unknown."""
    known = FORMS.get(word)
    if known:
        return known
    if len(word) < 4 or not word.isalpha():
        return ()
    if word.endswith("ed") and not word.endswith("eed"):
        stem = _unended(word[:-2])
        return ((stem, "past"), (stem, "participle"))
    return ((_unended(word[:-3]), "ing"),) if word.endswith("ing") and len(word) > 4 else ()


def _unended(stem: str) -> str:
    """Planned → plan, moved → move, tried → try: a guess that serves to build another form."""
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    if stem.endswith("i"):
        return f"{stem[:-1]}y"
    cut = len(stem) > 2 and stem[-1] in "cgsvuz" and not stem.endswith(("ss", "ng"))
    return f"{stem}e" if cut or stem.endswith(("at", "ir", "os", "as", "bl", "pl")) else stem


def is_past(word: str) -> bool:
    """Whether a word in lower case can only be, or mostly is, a past: "went", "moved"."""
    return any(form == "past" for _, form in forms(word))


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb with all that stands around it.

    Attributes:
        lemma: Of the main verb.
        word: The main verb as it stands, in lower case.
        tense: See `Tense`; "order" is an imperative.
        negative: "not", "never", "no longer".
        progressive: "am working".
        adverbs: Those within the group, in lower case.
        passive: "was born", "got fired".
    """

    lemma: str
    word: str
    tense: Tense
    negative: bool = False
    progressive: bool = False
    adverbs: frozenset[str] = field(default_factory=frozenset[str])
    passive: bool = False


ADVERBS = frozenset(
    "just really still also always usually often sometimes recently finally actually already even only probably"
    " definitely currently now then totally absolutely truly honestly kinda rather quite simply ever never barely"
    " hardly certainly mostly normally typically generally seriously basically literally officially obviously deeply"
    " so very highly regularly occasionally rarely eventually immediately once soon personally secretly successfully"
    " proudly happily gladly sadly strongly firmly easily quickly nearly almost all both apparently genuinely"
    " particularly especially mainly completely completely maybe perhaps possibly especially especially".split()
)
GUESSED = frozenset("probably maybe perhaps possibly apparently".split())
HABITS = frozenset("always usually often normally typically generally regularly sometimes".split())
_BE = {"am": "present", "is": "present", "are": "present", "'m": "present", "'re": "present", "was": "past",
       "were": "past"}  # fmt: skip
_MODALS: dict[str, Tense] = {
    "will": "future", "'ll": "future", "shall": "future", "wo": "future", "would": "would", "can": "can", "ca": "can",
    "could": "may", "might": "may", "may": "may", "must": "must", "should": "would",
}  # fmt: skip
_NOT = frozenset(("not", "n't", "never"))


class _Reader:
    """Walks over the tokens of one verb group."""

    def __init__(self, tokens: Sequence[Token], place: int) -> None:
        self.tokens, self.place = tokens, place
        self.adverbs: set[str] = set()
        self.negative = False

    def peek(self, ahead: int = 0) -> str:
        place = self.place + ahead
        return self.tokens[place].low if place < len(self.tokens) else ""

    def skip(self) -> None:
        """Over adverbs and negations."""
        while True:
            word, after = self.peek(), self.peek(1)
            if word in _NOT:
                self.negative = True
            elif (word, after) in (("no", "longer"), ("no", "more")):
                self.negative = True
                self.adverbs.add("anymore")
                self.place += 1
            elif (word, after) in (("kind", "of"), ("sort", "of"), ("a", "bit"), ("a", "little")):
                self.adverbs.add("kinda")
                self.place += 1
            elif word not in ADVERBS or (word == "so" and after in ("that", "")):
                return
            self.adverbs.add(word)
            self.place += 1


def read_verb(tokens: Sequence[Token], place: int, *, bare: bool = False) -> tuple[Verb, int] | None:
    """The verb group that begins at a place, and where it ends; None if there is none.

    Args:
        tokens: The words of a clause.
        place: Behind the subject.
        bare: Whether a base form may be a finite verb: "I run", not "Ana run".
    """
    reader = _Reader(tokens, place)
    reader.skip()
    word, following = reader.peek(), reader.peek(1)
    if word in _MODALS:
        return _after_modal(reader, _MODALS[word])
    if word in _BE or (word == "'s" and not _participle(reader, 1)):
        return _after_be(reader, "past" if _BE.get(word) == "past" else "present")
    found = _after_have(reader, word) if word in ("have", "has", "'ve", "had", "'s") else None
    helping = word in ("do", "does", "did") and (following in _NOT or following in ADVERBS or _base(following))
    if helping or (word == "used" and following == "to"):
        reader.place += 1 + (word == "used")
        reader.skip()
        return _main(reader, "used" if word == "used" else "past" if word == "did" else "present", base=True)
    return found or (_after_d(reader) if word == "'d" else _finite(reader, bare=bare))


def _base(word: str) -> bool:
    return any(form == "base" for _, form in forms(word))


def _participle(reader: _Reader, ahead: int) -> bool:
    """Whether "'s" is "has": a participle follows, maybe behind adverbs."""
    while reader.peek(ahead) in ADVERBS:
        ahead += 1
    word = reader.peek(ahead)
    return word in ("been", "got", "had", "gone", "become", "started", "moved", "lived", "worked")


def _done(reader: _Reader, lemma: str, word: str, tense: Tense, **more: bool) -> tuple[Verb, int]:
    reader.place += 1
    verb = Verb(lemma, word, tense, reader.negative, adverbs=frozenset(reader.adverbs), **more)
    return verb, reader.place


def _main(reader: _Reader, tense: Tense, *, base: bool) -> tuple[Verb, int] | None:
    word = reader.peek()
    if not word or not word[0].isalpha():
        return None
    found = next((lemma for lemma, form in forms(word) if form == "base"), word if base else None)
    return _done(reader, found, word, tense) if found else None


def _after_modal(reader: _Reader, tense: Tense) -> tuple[Verb, int] | None:
    reader.place += 1
    reader.skip()
    if reader.peek() == "have" and any(form == "participle" for _, form in forms(reader.peek(1))):
        return None  # "would have gone" did not happen
    if reader.peek() == "be" and reader.peek(1).endswith("ing") and reader.peek(1) in FORMS:
        reader.place += 1
        return _done(reader, forms(reader.peek())[0][0], reader.peek(), tense, progressive=True)
    return _main(reader, tense, base=True)


def _after_d(reader: _Reader) -> tuple[Verb, int] | None:
    """Of "I'd": would, or had where a participle follows that is no base form."""
    kinds = {form for _, form in forms(reader.peek(1))}
    if "participle" in kinds and "base" not in kinds:
        return None
    return _after_modal(reader, "would")


_QUALITIES = frozenset(
    "exciting amazing inspiring boring interesting demanding challenging rewarding tiring exhausting overwhelming"
    " relaxing stunning charming annoying fascinating thrilling missing lacking promising encouraging understanding"
    " caring loving outgoing hardworking surprising"
    " frustrating depressing calming soothing confusing disappointing".split()
)
"""What ends in -ing and is no doing."""


def _after_be(reader: _Reader, tense: Tense) -> tuple[Verb, int] | None:
    reader.place += 1
    reader.skip()
    word = reader.peek()
    if word == "going" and reader.peek(1) == "to" and _base(reader.peek(2)):
        reader.place += 2
        return _main(reader, "future" if tense == "present" else "would", base=True)
    kinds = {form: lemma for lemma, form in FORMS.get(word, ()) or forms(word)}
    if word in ("born", "named", "called", "raised", "fired", "diagnosed", "hired", "promoted", "accepted", "laid",
                "let", "offered", "invited", "given", "based", "stolen", "totaled"):  # fmt: skip
        return _done(reader, kinds.get("participle", word), word, tense, passive=True)
    if "ing" in kinds and word not in _QUALITIES and "very" not in reader.adverbs:
        return _done(reader, kinds["ing"], word, tense, progressive=True)
    reader.place -= 1
    return _done(reader, "be", "be", tense)


def _after_have(reader: _Reader, word: str) -> tuple[Verb, int] | None:
    start = reader.place
    tense: Tense = "past" if word == "had" else "perfect"
    reader.place += 1
    reader.skip()
    next_word = reader.peek()
    if next_word == "been":
        return _after_been(reader, tense)
    if next_word == "to" and word in ("have", "has", "had") and _base(reader.peek(1)):
        reader.place += 1
        return _main(reader, "past" if word == "had" else "must", base=True)
    lemma = next((lemma for lemma, form in forms(next_word) if form == "participle"), None)
    if lemma:
        owned = next_word == "got" and word != "had"  # "have got" is "have"
        return _done(reader, "have", "have", "present") if owned else _done(reader, lemma, next_word, tense)
    reader.place, reader.adverbs, reader.negative = start, set(), False
    reader.skip()
    return _done(reader, "have", word, "past" if word == "had" else "present") if word not in ("'ve", "'s") else None


def _after_been(reader: _Reader, tense: Tense) -> tuple[Verb, int]:
    """Of "have been working", "have been promoted", "have been to Japan"."""
    reader.place += 1
    reader.skip()
    word = reader.peek()
    going_on = next((lemma for lemma, form in forms(word) if form == "ing"), None)
    if going_on:
        return _done(reader, going_on, word, tense, progressive=True)
    if word in ("diagnosed", "accepted", "promoted", "invited", "hired", "fired"):
        return _done(reader, forms(word)[0][0], word, tense, passive=True)
    reader.place -= 1
    return _done(reader, "be", "been", tense)


_NO_VERBS = frozenset(
    "every each all both some any no a an the my our your his her their this that these those to at in on of with from"
    " by into about or if than because who which when while where".split()
)
"""Little words that do not become a verb behind a subject: "Chess and darts every Thursday"."""


def _finite(reader: _Reader, *, bare: bool) -> tuple[Verb, int] | None:
    word = reader.peek()
    kinds = {form: lemma for lemma, form in reversed(forms(word))}
    if "past" in kinds and not (bare and "base" in kinds and word in ("read", "let", "put", "bet", "cost", "cut")):
        return _done(reader, kinds["past"], word, "past")
    if bare and word and word[0].isalpha() and ("base" in kinds or not kinds) and word not in _NO_VERBS:
        return _done(reader, kinds.get("base", word), word, "present")
    return _done(reader, kinds["s"], word, "present") if "s" in kinds else None
