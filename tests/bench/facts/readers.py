"""Memories to prove the benchmark with: one that knows all, one that knows nothing, one that never forgets."""

from dataclasses import replace

from pllm_memory.facts import Fact, digest
from pllm_memory.predicates import describe


class Empty:
    """Knows nothing."""

    def __init__(self, story):
        del story

    async def remember(self, messages):
        pass

    async def facts(self, **asked):
        return []


class Oracle:
    """Knows the gold facts as soon as, and as long as, the messages that were heard say them."""

    def __init__(self, story):
        self._story = story
        self._heard = []

    async def remember(self, messages):
        self._heard += messages

    async def facts(self, *, about=None, predicate=None, as_of=None, valid_at=None, history=False):
        heard = {message.id: message.at for message in self._heard if as_of is None or message.at <= as_of}
        known = [self._fact(gold, heard) for gold in self._story.facts if gold.message_ids[0] in heard]
        if about is not None:
            known = [fact for fact in known if fact.subject in self._story.called(about)]
        known = [fact for fact in known if predicate in (None, fact.predicate)]
        if history:
            return known
        if valid_at is not None:
            return [fact for fact in known if fact.expired_at is None and fact.holds_at(valid_at)]
        return [fact for fact in known if fact.current]

    def _fact(self, gold, heard):
        over = heard.get(gold.ended_by)
        return Fact(
            id=digest(gold.subject, gold.predicate, gold.object),
            subject=gold.subject,
            predicate=gold.predicate,
            object=gold.object,
            text=f"{gold.subject} {gold.predicate} {gold.object}",
            valid_at=self._begins(gold, heard),
            invalid_at=None if gold.retracted or not over else gold.invalid_at or over,
            created_at=heard[gold.message_ids[0]],
            expired_at=over if gold.retracted else None,
            doubted_at=heard.get(gold.doubted_by),
            message_ids=tuple(id_ for id_ in gold.message_ids if id_ in heard),
        )

    def _begins(self, gold, heard):
        """The day of an event that was moved is the old one until the message that moves it."""
        for question in self._story.questions:
            if question.stale_on and gold.object in question.expected and question.after not in heard:
                return question.stale_on
        return gold.valid_at or self._succeeds(gold, heard)

    def _succeeds(self, gold, heard):
        """What takes another's place, and nobody says when, begins when it is said."""
        key, said = (gold.subject, gold.predicate), heard[gold.message_ids[0]]
        before = [one for one in self._story.facts if (one.subject, one.predicate) == key and not one.retracted]
        many = describe(gold.predicate).cardinality == "many"
        return None if many or all(heard.get(one.message_ids[0], said) >= said for one in before) else said


class NeverForgets(Oracle):
    """Knows what was said, and serves it for ever."""

    def _fact(self, gold, heard):
        return replace(super()._fact(gold, heard), invalid_at=None, expired_at=None, doubted_at=None)
