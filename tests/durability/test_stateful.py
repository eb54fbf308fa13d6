"""Any sequence of calls, on several users, against a plain dict."""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from pllm_memory import FAST, AsyncMemory, Memory
from pllm_memory.errors import Conflict, InvalidMessage, ModelError, NotFound
from pllm_memory.testing import HashEmbedder
from pllm_memory.types import Message, Scope

RAM = Path("/dev/shm")
NOON = datetime(2026, 5, 8, 12, tzinfo=UTC)

USERS = {
    "ada": "qmarkone",
    "Ada": "qmarktwo",
    "caf\u00e9": "qmarkthree",
    "cafe\u0301": "qmarkfour",
    "../ada": "qmarkfive",
}
"""Each user's id, and the word that is in every text of theirs and in nobody else's."""

users = st.sampled_from(list(USERS))
ids = st.sampled_from(["m1", "m2", "m3", "M1", "m/1", "é", "m 1"])
noise = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
batches = st.lists(
    st.fixed_dictionaries(
        {
            "id": ids,
            "word": st.integers(0, 3),
            "noise": noise,
            "role": st.sampled_from(["user", "assistant"]),
            "minutes": st.integers(-3, 3),
            "session": st.sampled_from("ab"),
        }
    ),
    min_size=1,
    max_size=4,
)


class Moody(HashEmbedder):
    """An embedder that fails when it is told to."""

    fails = False

    async def _answer(self, texts, kind):
        if self.fails:
            raise ModelError("not today")
        return await super()._answer(texts, kind)


class MemoryMachine(RuleBasedStateMachine):
    """The model: for each user, the messages by id, in the order of remembering."""

    said = Bundle("said")
    """(user, id) of messages that were stored once; they may have gone since."""

    @initialize()
    def start(self):
        self.folder = Path(tempfile.mkdtemp(dir=RAM if RAM.is_dir() else None, prefix="pllm-"))
        self.model: dict[str, dict[str, Message]] = {}
        self.words = 0
        self.open()

    def open(self):
        self.embedder = Moody()
        self.memory = Memory(f"sqlite:///{self.folder / 'memories'}", embedder=self.embedder)

    # ── what can happen ──────────────────────────────────────────────────────────────────────────────

    @rule(target=said, user=users, noise=noise)
    def remember_a_text(self, user, noise):
        """A text becomes a message of its own, and is found by its words right after."""
        text = f"{USERS[user]} {self.new_word()} {noise}"
        receipt = self.memory.for_user(user).remember(text, at=NOON, session_id="s1")
        (id_,) = receipt.message_ids
        self.model.setdefault(user, {})[id_] = Message(id=id_, session_id="s1", content=text, at=NOON)
        self.finds(user, id_)
        return user, id_

    @rule(target=said, user=users, batch=batches)
    def remember_messages(self, user, batch):
        """All of them, or none where an id is taken by other content."""
        given = [self.message(user, **one) for one in batch]
        stored = dict(self.model.get(user, {}))
        contents = {one.id: one.said for one in given}
        expected = None
        if any(contents[one.id] != one.said for one in given):
            expected = InvalidMessage
        elif any(one.id in stored and stored[one.id].said != one.said for one in given):
            expected = Conflict
        if expected:
            with pytest.raises(expected):
                self.memory.for_user(user).remember(given)
            return user, given[0].id
        new = {one.id: one for one in reversed(given) if one.id not in stored}
        receipt = self.memory.for_user(user).remember(given)
        assert receipt.added == len(new)
        assert receipt.message_ids == tuple(one.id for one in given)
        for one in given:
            if one.id in new and one.id not in stored:
                self.model.setdefault(user, {}).setdefault(one.id, one)
        return user, given[0].id

    @rule(one=said)
    def remember_again(self, one):
        """The same receipt, twice in a row; nothing is added to what is there."""
        user, id_ = one
        message = self.model.get(user, {}).get(id_)
        if message:
            first, second = (self.memory.for_user(user).remember(message) for _ in range(2))
            assert first == second
            assert (first.added, second.added) == (0, 0)

    @rule(one=said)
    def remember_another_content(self, one):
        """An id that is taken stays what it is."""
        user, id_ = one
        if id_ in self.model.get(user, {}):
            with pytest.raises(Conflict):
                self.memory.for_user(user).remember(
                    [{"content": "brand new"}, {"id": id_, "content": "something else"}]
                )

    @rule(user=users, noise=noise)
    def remember_while_the_model_fails(self, user, noise):
        """The messages are kept, and the next recall embeds them."""
        text = f"{USERS[user]} {self.new_word()} {noise}"
        self.embedder.fails = True
        receipt = self.memory.for_user(user).remember(text, at=NOON, session_id="s1")
        self.embedder.fails = False
        assert (receipt.added, receipt.pending) == (1, 1)
        (id_,) = receipt.message_ids
        self.model.setdefault(user, {})[id_] = Message(id=id_, session_id="s1", content=text, at=NOON)

    @rule(one=said)
    def recall(self, one):
        """What is there is found by its text; what is not is never returned."""
        user, id_ = one
        if id_ in self.model.get(user, {}):
            self.finds(user, id_)

    @rule(asker=users, one=said)
    def recall_what_another_said(self, asker, one):
        """Whatever is asked, only the asker's own messages come back."""
        user, id_ = one
        message = self.model.get(user, {}).get(id_)
        self.ask(asker, message.content if message else USERS[user])

    @rule(one=said)
    def forget(self, one):
        """It goes for good; what is not there is an error."""
        user, id_ = one
        if id_ in self.model.get(user, {}):
            assert self.memory.for_user(user).forget(id_).message_ids == (id_,)
            gone = self.model[user].pop(id_)
            self.ask(user, gone.content)
        with pytest.raises(NotFound):
            self.memory.for_user(user).forget(id_)

    @rule(user=users)
    def erase(self, user):
        """Nothing is left, of this user only."""
        receipt = self.memory.for_user(user).erase()
        gone = self.model.pop(user, {})
        assert receipt.messages == len(gone)
        assert not self.memory.for_user(user).recall(USERS[user]).hits

    @rule()
    def reopen(self):
        """All is as it was."""
        self.memory.close()
        self.open()

    @rule()
    def reopen_without_closing(self):
        """As after a crash, or in another process."""
        self.abandoned = getattr(self, "abandoned", [])
        self.abandoned.append(self.memory)
        self.open()

    @rule(user=users)
    def export_and_import(self, user):
        """Into a memory of its own, they are the same messages; into the same one, nothing is added."""
        exported = self.memory.for_user(user).export()
        assert self.memory.import_(exported).added == 0
        with (
            tempfile.TemporaryDirectory(dir=self.folder) as other,
            Memory(f"sqlite:///{other}", embedder="none") as copy,
        ):
            done = copy.import_(exported, user_id="copy")
            assert done.rejected == ()
            assert copy.for_user("copy").messages() == self.expected(user)

    # ── what always holds ────────────────────────────────────────────────────────────────────────────

    @invariant()
    @precondition(lambda self: hasattr(self, "memory"))
    def users_and_messages_are_those_of_the_model(self):
        assert list(self.memory.users()) == list(self.model)
        for user in USERS:
            assert self.memory.for_user(user).messages() == self.expected(user)

    def teardown(self):
        if not hasattr(self, "memory"):
            return
        self.memory.close()
        for one in getattr(self, "abandoned", []):
            one.close()
        try:
            anyio.run(self.sound)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    async def sound(self):
        async with AsyncMemory(f"sqlite:///{self.folder / 'memories'}", embedder="none") as memory:
            for user in USERS:
                assert await memory.store.check(Scope(user)) == []
                assert len(await memory.store.candidates(Scope(user))) == len(self.model.get(user, {}))

    # ── how ──────────────────────────────────────────────────────────────────────────────────────────

    def new_word(self):
        self.words += 1
        return f"unique{self.words}x"

    def message(self, user, *, id, word, noise, role, minutes, session):
        content = f"{USERS[user]} word{word}x {noise}"
        return Message(id=id, session_id=session, role=role, content=content, at=NOON + timedelta(minutes=minutes))

    def expected(self, user):
        return sorted(self.model.get(user, {}).values(), key=lambda one: one.at)

    def finds(self, user, id_):
        for hits in self.ask(user, self.model[user][id_].content):
            assert id_ in [hit.message_ids[0] for hit in hits]

    def ask(self, user, question):
        """Recalls by words and by meaning, everything that can be found; all of it must be this user's."""
        everything = len(self.model.get(user, {})) + 5
        found = [
            self.memory.for_user(user).recall(question, limit=everything, strategy=FAST),
            self.memory.for_user(user).recall(question, limit=everything),
        ]
        for context in found:
            others = [word for other, word in USERS.items() if other != user]
            assert not [word for word in others for hit in context.hits if word in hit.text]
            assert {hit.message_ids[0] for hit in context.hits} <= set(self.model.get(user, {}))
            for hit in context.hits:
                assert hit.text == self.model[user][hit.message_ids[0]].content
        assert not context.hits or len(context.hits) == len(self.model[user])  # meaning: nobody waits any more
        return [context.hits for context in found]


TestMemory = MemoryMachine.TestCase
TestMemory.settings = settings(
    max_examples=30,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
