"""What a transaction does to one user's rows: ask what is there, decide, write.

Every function here runs inside a transaction that holds the user's lock. Whatever can be sent together is, so that
remembering takes two trips to the server, however many messages there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from pllm_memory import errors
from pllm_memory.stores.base import Applied, Changes, Embedded, Models
from pllm_memory.stores.postgres import readings
from pllm_memory.stores.postgres.database import Query, Work, query
from pllm_memory.stores.postgres.halfvec import HalfVector
from pllm_memory.stores.rows import Row, from_microseconds, message_of, term_numbers, terms_blob, to_microseconds
from pllm_memory.stores.work import held
from pllm_memory.text import ANALYSIS_VERSION, Analysis, analyse
from pllm_memory.types import Forgotten, Message


@dataclass(frozen=True, slots=True)
class State:
    """A user's row in the table `memory`."""

    version: int
    generation: int
    statements: int
    analysis: int
    fingerprint: str | None
    last_seq: int
    last_session: int
    last_term: int
    indexed: bool = False
    beside: str | None = None

    @property
    def models(self) -> Models:
        """Which models the vectors are of."""
        return Models(self.fingerprint, self.beside)

    def place_of(self, model: str | None) -> str:
        """What is behind the name of a statement on the vectors of a model."""
        return "_beside" if model is not None and model == self.beside else ""


def state_of(rows: Sequence[Row]) -> State | None:
    """The answer to the statement `state`: nothing for a user who has no memory."""
    return State(*rows[0]) if rows else None


async def apply(work: Work, changes: Changes) -> Applied:
    """Does all of it; the caller's transaction makes it all or nothing."""
    found = await _found(work, changes)
    state = found.state
    if state is None:
        return Applied((), {})
    if state.analysis != ANALYSIS_VERSION:
        await analyse_again(work, state)
        return await apply(work, changes)
    fingerprint, place = _claimed(state, changes.fingerprint), state.place_of(changes.fingerprint)
    added = plan(changes, found, state)
    if changes.embedded:
        _refuse_other_size(found.dimensions[place], changes.embedded.vectors.shape[-1])
    seqs = {**found.seqs, **added.seqs}
    read = readings.plan(changes.readings, seqs, said_before=found.said, withdrawn=found.withdrawn)
    await work.do(*added.inserts(changes.created_at), *_vectors(changes.embedded, place), *read.queries())
    await work.do(*readings.recalls(changes.recalled), *_work(changes, added))
    withdrawn = await readings.withdraw(work, changes.withdraw)
    forgotten = await _forget(work, changes.forget)
    new = replace(added.state, fingerprint=fingerprint)
    said = bool(read.changes_statements or withdrawn or forgotten)
    changed = bool(new != state or changes.embedded or forgotten)
    await work.do(*_update(new, changed=changed, gone=bool(forgotten), said=said))
    return Applied(added.new, added.created_at, forgotten)


async def admit(work: Work, fingerprint: str) -> Models:
    """Lets another model's vectors be kept beside; returns what it was before."""
    state = await _state(work)
    if state is None:
        return Models()
    if state.fingerprint is None:
        await work.do(query("set_models", main=fingerprint, beside=None))
    elif fingerprint not in (state.fingerprint, state.beside):
        await work.do(query("clear_vectors_beside"))
        await work.do(query("set_models", main=state.fingerprint, beside=fingerprint))
    return state.models


async def settle(work: Work, fingerprint: str) -> bool:
    """Makes one of the two models the only one."""
    state_rows, missing = await work.ask(query("state"), query("messages_pending_beside", limit=1))
    state = state_of(state_rows)
    if state is None:
        return False
    moves = fingerprint == state.beside and not missing
    if not moves and fingerprint != state.fingerprint:
        return False
    moved = [query("clear_vectors"), query("move_vectors"), query("clear_item_vectors")] if moves else []
    await work.do(query("take_time"), *moved, query("clear_vectors_beside"))
    await work.do(query("set_models", main=fingerprint, beside=None))
    return True


async def begin(work: Work, *, makes: bool) -> State | None:
    """The user's row, which is made where there is none, if it may be."""
    made = [query("add_memory", analysis=ANALYSIS_VERSION)] if makes else []
    *_, rows = await work.ask(*made, query("state"))
    return state_of(rows)


async def claim(work: Work, state: State, fingerprint: str | None) -> str | None:
    """Says by which model vectors are made, where that is not said yet; returns by which they are."""
    claimed = _claimed(state, fingerprint)
    if claimed != state.fingerprint:
        await work.do(*_update(replace(state, fingerprint=claimed), changed=True))
    return claimed


async def keep_profile(work: Work, snapshot: str, version: int) -> None:
    """Keeps a snapshot, unless statements have changed since."""
    await work.do(query("keep_profile", snapshot=snapshot, version=version))


async def erase(work: Work) -> Forgotten:
    """Removes every row of the user: all tables lead to the one that is deleted from."""
    [_, [(messages,)]] = await work.ask(query("take_time"), query("erase"))
    work.erases = True
    return Forgotten(user_id=work.scope.user_id, messages=messages)


async def analyse_again_if_rules_changed(work: Work) -> None:
    """The same for who only reads."""
    state = await _state(work)
    if state and state.analysis != ANALYSIS_VERSION:
        await analyse_again(work, state)


async def analyse_again(work: Work, state: State) -> None:
    """Makes the terms of every message by the rules of today.

    Raises:
        StoreTooNew: If they were made by rules that this version does not know.
    """
    if state.analysis > ANALYSIS_VERSION:
        raise errors.StoreTooNew(
            f"the messages of user {work.scope.user_id!r} were analysed by a newer pllm-memory; "
            f"upgrade this one: pip install -U pllm-memory"
        )
    _, rows = await work.ask(query("take_time"), query("messages_by_time"))
    messages = [message_of(row) for row in rows]
    analyses = [analyse(message) for message in messages]
    numbers = numbered(analyses, {}, 0)
    columns = {
        "ids": [message.id for message in messages],
        "length": [one.length for one in analyses],
        "substance": [one.substance for one in analyses],
        "flags": [one.flags for one in analyses],
        "terms": [terms_blob(one, numbers) for one in analyses],
    }
    rewrite = [query("analyse_again", **columns)] if messages else []
    await work.do(query("clear_terms"), *rewrite, *_add_terms(numbers))
    new = replace(state, analysis=ANALYSIS_VERSION, last_term=len(numbers))
    await work.do(*_update(new, changed=True, gone=True))


# ── what is there ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Found:
    """What is stored of all that some changes speak of."""

    state: State | None
    messages: Mapping[str, Row]
    sessions: Mapping[str, int]
    terms: Mapping[str, int]
    dimensions: Mapping[str, int]
    seqs: Mapping[str, int]
    said: frozenset[tuple[str, str]]
    withdrawn: frozenset[tuple[str, str]]


async def _state(work: Work) -> State | None:
    [rows] = await work.ask(query("state"))
    return state_of(rows)


async def _found(work: Work, changes: Changes) -> Found:
    made = [query("add_memory", analysis=ANALYSIS_VERSION)] if changes.messages else []  # nothing else makes a user
    asked = [*made, query("state"), *_questions(changes)]
    answers = dict(zip((one.name for one in asked), await work.ask(*asked), strict=True))
    return Found(
        state=state_of(answers["state"]),
        messages={row[0]: row[1:] for row in answers.get("known_messages", ())},
        sessions=dict(_pairs(answers.get("sessions", ()))),
        terms=dict(_pairs(answers.get("terms", ()))),
        dimensions={place: _size(answers.get(f"one_vector{place}")) for place in ("", "_beside")},
        seqs=dict(_pairs(answers.get("numbers_of", ()))),
        said=frozenset((id_, extractor) for id_, extractor in answers.get("said_in", ())),
        withdrawn=frozenset((id_, statement_id) for id_, statement_id in answers.get("withdrawn_of", ())),
    )


def _size(rows: Sequence[Row] | None) -> int:
    """How long a vector is, by one of them; 0 where there is none."""
    return len(rows[0][0]) // 2 if rows else 0


def _questions(changes: Changes) -> list[Query]:
    """What is to be known before some changes can be made."""
    asked: list[Query] = []
    if changes.messages:
        given = [message for message, _ in changes.messages]
        terms = {term for _, analysis in changes.messages for term, _ in analysis.terms}
        asked += [
            query("known_messages", ids=[message.id for message in given]),
            query("sessions", ids=list({message.session_id for message in given})),
            query("terms", terms=list(terms)),
        ]
    if changes.embedded:
        asked += [query("one_vector"), query("one_vector_beside")]
    if changes.readings:
        read = storable(reading.message_id for reading in changes.readings)
        asked += [query("numbers_of", ids=read), query("said_in", ids=read), query("withdrawn_of", ids=read)]
    return asked


def _pairs(rows: Iterable[Row]) -> Iterable[tuple[str, int]]:
    return ((name, number) for name, number in rows)


def storable(ids: Iterable[str]) -> list[str]:
    """The ids that may be stored: the server takes no NUL and no lone surrogate, not even in a question."""
    return [id_ for id_ in ids if "\0" not in id_ and not any("\ud800" <= character <= "\udfff" for character in id_)]


# ── what is new ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Additions:
    """What is to be added to a user's rows, and how the row in `memory` is then."""

    state: State
    messages: tuple[tuple[int, Message, Analysis], ...]
    created_at: Mapping[str, datetime]
    sessions: Mapping[str, int]
    terms: Mapping[str, int]
    new_terms: Mapping[str, int]

    @property
    def new(self) -> tuple[str, ...]:
        """The ids of the messages."""
        return tuple(message.id for _, message, _ in self.messages)

    @property
    def seqs(self) -> dict[str, int]:
        """Their row numbers."""
        return {message.id: seq for seq, message, _ in self.messages}

    def inserts(self, created_at: datetime) -> list[Query]:
        """The statements that add it."""
        if not self.messages:
            return []
        seqs, messages, analyses = zip(*self.messages, strict=True)
        columns: dict[str, Any] = {
            "created_at": to_microseconds(created_at),
            "seq": list(seqs),
            "message_id": [one.id for one in messages],
            "session": [self.sessions[one.session_id] for one in messages],
            "session_id": [one.session_id for one in messages],
            "role": [one.role for one in messages],
            "name": [one.name for one in messages],
            "content": [one.content for one in messages],
            "caption": [one.caption for one in messages],
            "at": [to_microseconds(one.at) for one in messages],
            "length": [one.length for one in analyses],
            "substance": [one.substance for one in analyses],
            "flags": [one.flags for one in analyses],
            "terms": [terms_blob(one, self.terms) for one in analyses],
        }
        return [*_add_terms(self.new_terms), query("add_messages", **columns)]


def plan(changes: Changes, found: Found, state: State) -> Additions:
    """What of the given messages is new, and the numbers it gets.

    Raises:
        Conflict: If a message id is stored, or given twice, with other content.
    """
    now = to_microseconds(changes.created_at)
    known: dict[str, Row] = dict(found.messages)
    new: dict[str, tuple[int, Message, Analysis]] = {}
    for message, analysis in changes.messages:
        if message.id not in known:
            known[message.id] = (now, *message.said.values())
            new[message.id] = (state.last_seq + len(new) + 1, message, analysis)
        _refuse_other_content(message, known[message.id][1:])
    terms = numbered([analysis for _, _, analysis in new.values()], found.terms, state.last_term)
    sessions = dict(found.sessions)
    for _, message, _ in new.values():
        sessions.setdefault(message.session_id, state.last_session + len(sessions) - len(found.sessions) + 1)
    new_terms = {term: number for term, number in terms.items() if term not in found.terms}
    return Additions(
        state=replace(
            state,
            last_seq=state.last_seq + len(new),
            last_session=state.last_session + len(sessions) - len(found.sessions),
            last_term=state.last_term + len(new_terms),
        ),
        messages=tuple(new.values()),
        created_at={message.id: from_microseconds(known[message.id][0]) for message, _ in changes.messages},
        sessions=sessions,
        terms=terms,
        new_terms=new_terms,
    )


def numbered(analyses: Iterable[Analysis], known: Mapping[str, int], last: int) -> dict[str, int]:
    """The numbers of all terms: those that are known, and new ones upwards from the last, in the order they come."""
    numbers = dict(known)
    for analysis in analyses:
        for term, _ in analysis.terms:
            numbers.setdefault(term, last + len(numbers) - len(known) + 1)
    return numbers


def _refuse_other_content(message: Message, stored: Row) -> None:
    different = [what for (what, value), old in zip(message.said.items(), stored, strict=True) if value != old]
    if different:
        raise errors.Conflict(
            f"message id {message.id!r} is stored already, with another {' and '.join(different)}; "
            f"the stored message is unchanged. Give the new message an id of its own"
        )


def _add_terms(numbers: Mapping[str, int]) -> list[Query]:
    return [query("add_terms", terms=list(numbers), numbers=list(numbers.values()))] if numbers else []


def _claimed(state: State, given: str | None) -> str | None:
    """The model that the vectors are made by: the first one stays; a second one may have been admitted."""
    stored = state.fingerprint
    if stored is not None and given not in (None, stored, state.beside):
        raise errors.EmbedderMismatch(stored=stored, given=str(given))
    return given if stored is None else stored


def _vectors(embedded: Embedded | None, place: str) -> list[Query]:
    if embedded is None or not embedded.message_ids:
        return []
    halves = [HalfVector(row) for row in embedded.vectors.astype(np.float16)]
    return [query(f"add_vectors{place}", ids=list(embedded.message_ids), vectors=halves)]


def _refuse_other_size(stored: int, given: int) -> None:
    if stored not in (0, given):
        raise errors.StoreError(
            f"the vectors of this memory have {stored} dimensions, those given have {given}; "
            f"make all of them again: pllm-memory reembed"
        )


def _work(changes: Changes, added: Additions) -> list[Query]:
    """New messages are work for the background; what a worker has read or embedded is progress."""
    queued = [query("queue_work")] if added.messages else []
    progressed = [query("work_progressed")] if held() and (changes.readings or changes.embedded) else []
    return [*queued, *progressed]


# ── what goes ────────────────────────────────────────────────────────────────────────────────────────


async def _forget(work: Work, ids: Sequence[str]) -> tuple[str, ...]:
    if not ids:
        return ()
    [rows] = await work.ask(query("forget_messages", ids=storable(ids)))
    gone = {row[0] for row in rows}
    if gone:
        await _forget_unused_terms(work)
    return tuple(dict.fromkeys(id_ for id_ in ids if id_ in gone))


async def _forget_unused_terms(work: Work) -> None:
    """A word that only the forgotten message had must not stay in the vocabulary."""
    blobs, known = await work.ask(query("all_message_terms"), query("terms_after", last=0))
    used = term_numbers(row[0] for row in blobs)
    await work.do(query("forget_terms", numbers=[number for _, number in known if number not in used]))


def _update(state: State, *, changed: bool, gone: bool = False, said: bool = False) -> list[Query]:
    """Writes the row in `memory`; whatever of it is new, others see by its number."""
    if not (changed or gone or said):
        return []
    values = {
        name: getattr(state, name) for name in ("analysis", "fingerprint", "last_seq", "last_session", "last_term")
    }
    update = query("update_memory", **values, changed=changed, gone=gone, said=said)
    return [update, query("clear_profile")] if said else [update]
