"""The tagger as an annotator: which texts the network gets, and what of its marks is believed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pllm_memory.predicates import describe
from pllm_memory.remember.kept import Kept
from pllm_memory.remember.tagger.labels import PREDICATES, Span, spans
from pllm_memory.remember.tagger.network import Heard, Network, Scores, network

if TYPE_CHECKING:  # with these come the tables of the rules: a memory that only recalls need not load them
    from pllm_memory.facts import Statement
    from pllm_memory.remember.extract.annotators import Turn
    from pllm_memory.remember.extract.claims import Claim
    from pllm_memory.remember.extract.people import Around
    from pllm_memory.remember.extract.sentences import Sentence

NAME = "tagger/6"
"""It changes with the weights, and with what is made of their marks, so that what was read before is read again."""
SURE = 0.5
"""How sure a mark must be to be believed."""
ANSWERED = 0.7
"""How sure one of a question: these are another's words."""
ASKED = 0.9
"""How sure one of a question that its speaker asks: most tell nothing ("is PureGym open on Sunday?")."""
_SHORT = 25
"""Characters of an answer behind which it may go on: "easy. sushi"."""
_KEPT = 1_024
"""Texts whose marks are kept."""
WINDOW = 200
"""Characters of a message that the network sees at once, whole sentences of it."""


class _Seen(NamedTuple):
    """What the network says of a text, the words that it marks, and those of the question."""

    scores: Scores
    marked: tuple[Span, ...]
    asked: tuple[Span, ...]


class Tagger:
    """Marks what messages tell. The network is loaded when the first one is read.

    Args:
        load: Loads the network.
    """

    source = "tagger"
    name = NAME

    def __init__(self, load: Callable[[], Network] = network) -> None:
        self._load = load
        self._kept: Kept[Heard, _Seen] = Kept(self._seen, _KEPT)

    def claims(self, turn: "Turn", told: "Sequence[Sentence]", around: "Around") -> "Iterator[tuple[Claim, str]]":
        """What the sentences of a message claim that are told in earnest."""
        from pllm_memory.remember.tagger.claims import answered, claims  # noqa: PLC0415  the tables of the rules, see above
        from pllm_memory.remember.tagger.doubts import answers, of_another  # noqa: PLC0415
        from pllm_memory.remember.tagger.theirs import of_others, refers  # noqa: PLC0415

        windows = list(_windows(turn))
        for (heard, places), seen in zip(windows, self._kept.of([text for text, _ in windows]), strict=True):
            marked = [one for one in seen.marked if one.sure >= SURE]
            over = [name for name, sure in zip(PREDICATES, seen.scores.over, strict=True) if sure >= SURE]
            if heard.asked and told[0].serious and answers(told[0]):
                named, answer = [one for one in seen.asked if one.sure >= ANSWERED], told[0].text
                if of_another(told[0], heard.asked):  # "How's Stefan?" – "ex", but not "Does Ana live in Oslo?" – "yes"
                    named = [one for one in named if describe(one.predicate).personal]
                yield from ((one, answer) for one in answered(heard.asked, named, answer, turn, around.speaker))
            for place, start in places:
                sentence, own = told[place], _within(marked, start, start + len(turn.written[place].text))
                if not sentence.serious:
                    continue
                text = turn.written[place].text
                if not of_another(sentence, turn.asked):
                    last = over if place == places[-1][0] else []
                    asks = sentence.question and text.count(" ") > 1  # not "Jazz? I love it"
                    sure = [one for one in own if one.sure >= (ASKED if asks else SURE)]
                    yield from ((one, sentence.text) for one in claims(text, sure, last, turn, around.speaker))
                if own and len(text) == len(sentence.text):  # else the places are others
                    asked = heard.asked if start < _SHORT or refers(text) else ""
                    rest = " ".join(one.text for one in told if one is not sentence)
                    theirs = of_others(sentence.text, own, asked, turn.message.at, around, rest=rest)
                    yield from ((one, sentence.text) for one in theirs)

    def believed(
        self, turn: "Turn", heard: "Sequence[Statement]", more: "Iterable[Statement]"
    ) -> "tuple[Statement, ...]":
        """What the rules have heard, less what it doubts, and what may be added to that (see `adding`)."""
        from pllm_memory.remember.extract.adding import added, trimmed  # noqa: PLC0415  the tables of the rules, see above
        from pllm_memory.remember.tagger.doubts import doubted  # noqa: PLC0415

        texts = [text for text, _ in _windows(turn)]
        scores = [seen.scores for seen in self._kept.of(texts)]
        told = list(more)
        kept = [trimmed(one, told) for one in heard if not doubted(one, turn, texts, scores)]
        return (*kept, *added(kept, told))

    def prepare(self, turns: "Sequence[Turn]") -> None:
        """Scores the messages that will be read, all at once, which is faster than one by one."""
        self._kept.of([text for turn in turns if turn.told for text, _ in _windows(turn)])

    def let_go(self) -> None:
        """Keeps no text any more."""
        self._kept.let_go()

    def _seen(self, texts: Sequence[Heard]) -> Iterator[_Seen]:
        for scores in self._load().scores(texts):
            yield _Seen(scores, tuple(spans(*scores.text)), tuple(spans(*scores.asked)))


def _windows(turn: "Turn") -> Iterator[tuple[Heard, list[tuple[int, int]]]]:
    """A message in parts of whole sentences: each text, with which sentences it has, and where they begin in it."""
    text, places = "", list[tuple[int, int]]()
    for place, sentence in enumerate(turn.written):
        if places and len(text) + len(sentence.text) > WINDOW:
            yield Heard(turn.asked if places[0][0] == 0 else "", text), places
            text, places = "", []
        text += " " if text else ""
        places.append((place, len(text)))
        text += sentence.text
    if places:
        yield Heard(turn.asked if places[0][0] == 0 else "", text), places


def _within(marked: Iterable[Span], start: int, stop: int) -> list[Span]:
    """The marks of one sentence, by where they are in it."""
    return [
        one._replace(start=one.start - start, stop=one.stop - start)
        for one in marked
        if start <= one.start and one.stop <= stop
    ]
