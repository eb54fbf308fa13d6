"""What is known that bears on a question: facts found by words, and by the words in which people ask for them. Pure.

A fact is short, and says in plain words what the messages it follows from may only imply: "Ada lives in Lyon" for
"so happy we finally have the keys!". Found facts are shown above the messages, and they point to their evidence.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pllm_memory.facts import USER, Fact
from pllm_memory.predicates import NOTES, REGISTRY, Predicate, describe
from pllm_memory.text import folded, terms, words

_CUES: Mapping[str, str] = {
    "lives_in": "live home city town move address located reside",
    "from": "come origin hometown country native roots",
    "born_in": "birthplace birth",
    "age": "old age years birthday",
    "birthday": "birthday born date",
    "name": "name called",
    "works_at": "work job company employer employed office career",
    "works_as": "work job profession occupation living career role position",
    "office_in": "office work located commute",
    "commutes_by": "commute get work travel",
    "studies_at": "study school university college attend",
    "studies": "study major degree subject course field",
    "graduated_from": "graduate degree alma mater school university",
    "likes": "like love enjoy favorite fan interested prefer taste",
    "dislikes": "dislike hate avoid prefer stand like",
    "prefers": "prefer preference like rather choose",
    "hobby": "hobby do free time enjoy interest activity fun weekend relax",
    "plays": "play instrument sport game hobby music",
    "allergic_to": "allergy allergic eat food avoid safe",
    "follows_diet": "diet eat food vegan vegetarian meal",
    "has_condition": "health condition illness disease suffer sick",
    "avoids": "avoid eat drink not",
    "partner": "partner husband wife spouse married boyfriend girlfriend relationship dating",
    "relationship_status": "relationship married single dating status divorced",
    "pet": "pet dog cat animal",
    "is_a": "kind breed sort type",
    "owns": "own have car bike house instrument drive",
    "speaks": "speak language",
    "plans": "plan planning going upcoming next soon future",
    "wants": "want wish hope dream goal",
    "visited": "visit travel trip been gone vacation",
    "did": "do",
    "advises": "advise advice recommend suggest tip",
    "wants_answers": "answer reply tone style format",
    "wants_to_be_called": "name call",
    "friend": "friend", "sister": "sister sibling", "brother": "brother sibling", "mother": "mother mom mum parent",
    "father": "father dad parent", "son": "son child kid", "daughter": "daughter child kid", "child": "child kid",
    "boss": "boss manager", "neighbour": "neighbour neighbor",
}  # fmt: skip
"""The words in which people ask for a predicate."""

_ME = frozenset("i me my mine myself we our us".split())
_IDLE = frozenset("now current still today anymor present right tell know rememb".split())
"""Stems that ask for nothing: a fact that holds, holds now."""
_OTHERS = 0.4
"""What a fact counts for that is about somebody else than the question."""
_PAST = 0.7
"""What a fact counts for that does not hold any more."""
_LEAST = 0.3
"""The share of the question's words, by weight, that a fact must have to bear on it."""
_SHOWN = 0.5
"""The same to be shown beside the messages."""


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that bears on a question, and how well: 0 to 1."""

    fact: Fact
    score: float


class Knowledge:
    """The facts of one user, ready to be searched.

    Args:
        facts: Those that were ever believed. Notes take no part: their words are those of their messages.
        owner: What the person is called whose memory it is.
        keys: The row numbers of messages, by id.
        known: The registry of predicates.
    """

    def __init__(
        self,
        facts: Iterable[Fact],
        owner: str,
        keys: Mapping[str, int],
        known: Mapping[str, Predicate] = REGISTRY,
    ) -> None:
        self._known = known
        believed = (fact for fact in facts if fact.invalid_at is None or fact.invalid_at != fact.valid_at)
        self.facts = tuple(fact for fact in believed if fact.predicate not in NOTES)
        self.owner = owner
        self.keys = keys
        self._having: dict[str, list[int]] = defaultdict(list)
        for number, fact in enumerate(self.facts):
            for term in _terms(fact.predicate, fact.object, fact.text):
                self._having[term].append(number)
        self._subjects: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        """Whom facts are about, and the words of their names, by the first of these."""
        for subject in dict.fromkeys(fact.subject for fact in self.facts):
            if its := tuple(words(subject)):
                self._subjects[its[0]][subject] = frozenset(its)

    def find(self, question: str, *, limit: int) -> list[Known]:
        """The facts that bear on a question, the best first."""
        if not self.facts:
            return []
        plain = frozenset(words(question))
        about = self._about(plain)
        names = frozenset(_IDLE).union(*map(_stems, about))
        asked = [term for term in dict.fromkeys(_american(terms(question))) if term not in names]
        weights = {term: self._weight(term) for term in asked}
        whole = sum(weights.values())
        found: dict[int, float] = defaultdict(float)
        for term, weight in weights.items():
            for number in self._having.get(term, ()):
                found[number] += weight / whole
        scored = [Known(self.facts[number], score * self._fit(number, about)) for number, score in found.items()]
        best = sorted((one for one in scored if one.score >= _LEAST), key=lambda one: (-one.score, -_told(one.fact)))
        return best[:limit]

    def shown(self, found: Sequence[Known]) -> list[Fact]:
        """Of those that were found, what is worth a line of its own: states that answer, not what happened once.

        What happened is better told by the message itself.
        """
        return [one.fact for one in found if one.score >= _SHOWN and describe(one.fact.predicate, self._known).section]

    def evidence(self, found: Sequence[Known]) -> dict[int, float]:
        """The row numbers of the messages that found facts follow from, each with the best fact's score."""
        scores: dict[int, float] = {}
        for one in found:
            for id_ in one.fact.message_ids:
                if id_ in self.keys:
                    scores[self.keys[id_]] = max(scores.get(self.keys[id_], 0.0), one.score)
        return scores

    def _about(self, plain: frozenset[str]) -> frozenset[str]:
        """Whom a question names: "my sister" and "Ana", or oneself, if nobody else."""
        begun = (self._subjects[word] for word in plain if word in self._subjects)
        named = {who for some in begun for who, its in some.items() if its <= plain and who != USER}
        if not named and plain & _ME:
            return frozenset((self.owner,))
        return frozenset(named)

    def _fit(self, number: int, about: frozenset[str]) -> float:
        fact = self.facts[number]
        theirs = 1.0 if not about or fact.subject in about else _OTHERS
        return theirs * (1.0 if fact.invalid_at is None else _PAST)

    def _weight(self, term: str) -> float:
        having = len(self._having.get(term, ()))
        return math.log1p((len(self.facts) - having + 0.5) / (having + 0.5))


def let_go() -> None:
    """Keeps no text any more: somebody was forgotten."""
    _terms.cache_clear()
    _stems.cache_clear()


@lru_cache(maxsize=65_536)  # the index is made again after every write, of mostly the same facts
def _terms(predicate: str, object_: str, text: str) -> frozenset[str]:
    cues = _CUES.get(predicate) or predicate.replace("_", " ")
    return _stems(cues).union(_american(terms(f"{object_} {text}")))


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(_american(terms(folded(text))))


def _american(found: Iterable[str]) -> list[str]:
    """One spelling of what people ask for in two."""
    return [_SPELLINGS.get(term, term) for term in found]


_SPELLINGS = {
    "favourit": "favorit",
    "colour": "color",
    "neighbour": "neighbor",
    "flavour": "flavor",
    "theatr": "theater",
}


def _told(fact: Fact) -> float:
    return (fact.last_said_at or fact.created_at).timestamp()
