"""PrefEval (amazon-science/PrefEval, ICLR 2025): a preference, stated once, amid much that is of no matter.

The folder is the repository's `benchmark_dataset`: `explicit_preference/TOPIC.json`,
`implicit_preference/{choice-based,persona-driven}/TOPIC.json`, `mcq_options/TOPIC.json`, `filtered_inter_turns.json`.

A question shares few words with the preference that it calls for. For every preference one haystack: it, 19
preferences of other topics, and all user turns of the filler chats, in an order drawn from the seed.

Four forms of the same preferences:

- explicit: the preference as one message of the user. It is the evidence.
- choice-based: a conversation of four turns (question, options, the user's choice, acknowledgement). The
  evidence is the user's choice: the only turn in which the user shows the preference; that an assistant
  says it back does not count.
- persona-driven: a longer conversation in which the preference falls in passing. Which turn that is the
  files do not say: it is taken to be the user's turn that shares most of the stated preference's words
  (all of them, where turns share equally many; none, where none shares any: then the question takes no part
  in recall). A few cases will contradict the rule.
- mcq: explicit, with four answers to choose from. Recall is that of the explicit form; the accuracy needs a
  reader model.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import zip_longest
from pathlib import Path

from pllm_memory.bench.cases import Asked, Case, Dataset
from pllm_memory.bench.reading import Node, clean, existing, message, read_json
from pllm_memory.errors import InvalidInput, NotFound
from pllm_memory.text import terms
from pllm_memory.types import Message

OTHERS = 19
_START = datetime(2024, 1, 1, tzinfo=UTC)
_FILLERS = "filtered_inter_turns.json"


@dataclass(frozen=True, slots=True)
class _Said:
    """A turn before it has a time: who says what, where it is from, and whether it shows the preference."""

    id: str
    role: str
    content: str
    where: Node
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class _Item:
    """A preference: the session in which it is said, and what is asked about it."""

    id: str
    topic: str
    session: tuple[_Said, ...]
    question: str
    options: tuple[str, ...]


def load(path: Path, *, seed: int = 0, form: str = "explicit") -> Dataset:
    """Reads the folder of the official repository's `benchmark_dataset`, or one with some of its topics."""
    folder, read = _FORMS[form]
    topics = sorted(existing(path / folder).glob("*.json"))
    if not topics:
        raise NotFound(f"there is no topic file in {path / folder}")
    by_topic = {topic.stem: [read(topic.stem, i, node) for i, node in enumerate(_items(topic))] for topic in topics}
    fillers = tuple(_fillers(read_json(path / _FILLERS)))
    return Dataset(
        name="prefeval" if form == "explicit" else f"prefeval-{form}",
        cases=(_case(item, by_topic, fillers, seed) for item in _interleaved(by_topic)),
        size=sum(map(len, by_topic.values())),
        files=(*topics, path / _FILLERS),
        notes=_NOTES[form],
    )


def forms(path: Path, *, seed: int = 0) -> Dataset:
    """All four forms, the category of a question being its form: the first of each, then the second of each."""
    read = {form: load(path, seed=seed, form=form) for form in _FORMS}
    rows = zip_longest(*(_of_form(form, dataset) for form, dataset in read.items()))
    return Dataset(
        name="prefeval-forms",
        cases=(case for row in rows for case in row if case is not None),
        size=sum(dataset.size or 0 for dataset in read.values()),
        files=tuple(dict.fromkeys(file for dataset in read.values() for file in dataset.files)),
        notes=tuple(note for form, notes in _NOTES.items() if form != "explicit" for note in notes),
    )


def _of_form(form: str, dataset: Dataset) -> Iterator[Case]:
    for case in dataset.cases:
        asked = tuple(replace(question, category=form) for question in case.questions)
        yield replace(case, user_id=f"{form}/{case.user_id}", questions=asked)


choice = partial(load, form="choice")
persona = partial(load, form="persona")
mcq = partial(load, form="mcq")


def _interleaved(by_topic: Mapping[str, list[_Item]]) -> Iterator[_Item]:
    """The first of each topic, the second of each, …: so that the first few cases are of every topic."""
    return (item for row in zip_longest(*by_topic.values()) for item in row if item is not None)


def _items(topic: Path) -> list[Node]:
    return read_json(topic).items()


def _fillers(chats: Node) -> Iterator[tuple[_Said, ...]]:
    for number, chat in enumerate(chats.items()):
        for index, turn in enumerate(chat["conversation"].items()):
            if turn["role"].text() == "user":
                yield (_Said(f"filler/{number}/{index}", "user", clean(turn["content"].text()), turn),)


# ── the forms ────────────────────────────────────────────────────────────────────────────────────────


def _item(topic: str, index: int, node: Node, session: tuple[_Said, ...], options: tuple[str, ...] = ()) -> _Item:
    return _Item(f"{topic}/{index}", topic, session, node["question"].text(), options)


def _explicit(topic: str, index: int, node: Node) -> _Item:
    said = _Said(f"{topic}/{index}", "user", node["preference"].text(), node, evidence=True)
    return _item(topic, index, node, (said,))


def _mcq(topic: str, index: int, node: Node) -> _Item:
    said = _Said(f"{topic}/{index}", "user", node["preference"].text(), node, evidence=True)
    return _item(topic, index, node, (said,), node["classification_task_options"].texts())


def _choice(topic: str, index: int, node: Node) -> _Item:
    turns = node["conversation"]
    fields = (("query", "user"), ("assistant_options", "assistant"), ("user_selection", "user"))
    session = tuple(
        _Said(f"{topic}/{index}/{number}", role, turns[field].text(), turns, evidence=field == "user_selection")
        for number, (field, role) in enumerate((*fields, ("assistant_acknowledgment", "assistant")))
    )
    return _item(topic, index, node, session)


def _persona(topic: str, index: int, node: Node) -> _Item:
    exchanges = [exchange for _, exchange in node["conversation"].entries()]
    turns = [(role, exchange[role].text(), exchange) for exchange in exchanges for role in ("user", "assistant")]
    wanted = set(terms(node["preference"].text()))
    shared = [len(wanted & set(terms(text))) if role == "user" else 0 for role, text, _ in turns]
    if not turns:
        raise InvalidInput(f"{node.where}, conversation: it is empty")
    session = tuple(
        _Said(f"{topic}/{index}/{number}", role, text, where, evidence=0 < common == max(shared))
        for number, ((role, text, where), common) in enumerate(zip(turns, shared, strict=True))
    )
    return _item(topic, index, node, session)


_FORMS: Mapping[str, tuple[str, Callable[[str, int, Node], _Item]]] = {
    "explicit": ("explicit_preference", _explicit),
    "choice": ("implicit_preference/choice-based", _choice),
    "persona": ("implicit_preference/persona-driven", _persona),
    "mcq": ("mcq_options", _mcq),
}
_NOTES: Mapping[str, tuple[str, ...]] = {
    "explicit": ("The preference is said outright; `prefeval-forms` measures the other forms too.",),
    "choice": ("The evidence is the turn in which the user chooses; the assistant's acknowledgement does not count.",),
    "persona": ("The evidence is the user's turn that shares most words with the stated preference.",),
    "mcq": ("Recall is that of the explicit form; accuracy needs a reader model.",),
}


# ── the haystack ─────────────────────────────────────────────────────────────────────────────────────


def _case(item: _Item, by_topic: Mapping[str, list[_Item]], fillers: tuple[tuple[_Said, ...], ...], seed: int) -> Case:
    draw = random.Random(f"{seed}/{item.id}")  # noqa: S311  an experiment, not a secret
    others = [other.session for topic, items in by_topic.items() if topic != item.topic for other in items]
    sessions = [item.session, *draw.sample(others, min(OTHERS, len(others))), *fillers]
    draw.shuffle(sessions)
    asked = Asked(
        id=item.id,
        text=item.question,
        evidence=tuple(said.id for said in item.session if said.evidence),
        category=item.topic,
        answer=item.options[0] if item.options else None,  # the first is the right one in the files
        options=tuple(draw.sample(item.options, len(item.options))),
    )
    return Case(user_id=item.id, messages=tuple(_messages(sessions)), questions=(asked,))


def _messages(sessions: list[tuple[_Said, ...]]) -> Iterator[Message]:
    """Every session an hour after the one before."""
    for number, session in enumerate(sessions):
        for index, said in enumerate(session):
            at = _START + timedelta(hours=number, minutes=index)
            yield message(said.where, id=said.id, session_id=f"s{number}", role=said.role, content=said.content, at=at)
