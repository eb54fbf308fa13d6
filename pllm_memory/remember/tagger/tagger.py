"""The tagger as an annotator: which texts the network gets, and what of its marks is believed."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence

from pllm_memory.facts import Statement
from pllm_memory.remember.extract.adding import added
from pllm_memory.remember.extract.annotators import Turn
from pllm_memory.remember.extract.claims import Claim
from pllm_memory.remember.extract.people import Around
from pllm_memory.remember.extract.sentences import Sentence
from pllm_memory.remember.tagger.claims import claims
from pllm_memory.remember.tagger.doubts import doubted, of_another
from pllm_memory.remember.tagger.labels import PREDICATES, Span, spans
from pllm_memory.remember.tagger.network import Heard, Network, Scores, network

NAME = "tagger/1"
"""It changes with the weights, and with what is made of their marks, so that what was read before is read again."""
SURE = 0.5
"""How sure a mark must be to be believed."""
_KEPT = 1_024
"""Texts whose scores are kept: a message is read again with each that follows it."""
_WINDOW = 200
"""Characters of a message that the network sees at once, whole sentences of it."""


class Tagger:
    """Marks what messages tell. The network is loaded when the first one is read.

    Args:
        load: Loads the network.
    """

    source = "tagger"
    name = NAME

    def __init__(self, load: Callable[[], Network] = network) -> None:
        self._load = load
        self._kept: OrderedDict[Heard, Scores] = OrderedDict()
        self._clearings = 0
        self._turn = threading.Lock()

    def claims(self, turn: Turn, told: Sequence[Sentence], around: Around) -> Iterator[tuple[Claim, str]]:
        """What the sentences of a message claim that are told in earnest."""
        for heard, places in _windows(turn):
            scores = self._scores([heard])[0]
            marked = [one for one in spans(scores.words, scores.tags, scores.signs) if one.sure >= SURE]
            over = [name for name, sure in zip(PREDICATES, scores.over, strict=True) if sure >= SURE]
            for place, start in places:
                sentence, own = told[place], _within(marked, start, start + len(turn.written[place].text))
                if not sentence.serious or of_another(sentence, turn.asked):
                    continue
                last = over if place == places[-1][0] else []
                for claim in claims(turn.written[place].text, own, last, turn.message.at, around.speaker):
                    yield claim, sentence.text

    def believed(self, turn: Turn, heard: Sequence[Statement], more: Iterable[Statement]) -> tuple[Statement, ...]:
        """What the rules have heard, less what it doubts, and what may be added to that (see `adding`)."""
        windows = [text for text, _ in _windows(turn)]
        scores = self._scores(windows)
        kept = [one for one in heard if not doubted(one, turn, windows, scores)]
        return (*kept, *added(kept, more))

    def prepare(self, turns: Sequence[Turn]) -> None:
        """Scores the messages that will be read, all at once, which is faster than one by one."""
        self._scores([heard for turn in turns if turn.told for heard, _ in _windows(turn)])

    def let_go(self) -> None:
        """Keeps no text any more."""
        with self._turn:
            self._kept.clear()
            self._clearings += 1

    def _scores(self, texts: Sequence[Heard]) -> list[Scores]:
        """The scores of some texts, kept or worked out now; two threads may read at once."""
        with self._turn:
            found, clearings = {text: self._kept[text] for text in texts if text in self._kept}, self._clearings
        fresh = [text for text in dict.fromkeys(texts) if text not in found]
        found |= zip(fresh, self._load().scores(fresh), strict=True) if fresh else ()
        with self._turn:
            for text in texts if clearings == self._clearings else ():  # else it may be one that was forgotten
                self._kept[text] = found[text]
                self._kept.move_to_end(text)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return [found[text] for text in texts]


def _windows(turn: Turn) -> Iterator[tuple[Heard, list[tuple[int, int]]]]:
    """A message in parts of whole sentences: each text, with which sentences it has, and where they begin in it."""
    text, places = "", list[tuple[int, int]]()
    for place, sentence in enumerate(turn.written):
        if places and len(text) + len(sentence.text) > _WINDOW:
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
