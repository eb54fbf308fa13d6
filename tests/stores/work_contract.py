"""What every store must do with background work, as a test class to inherit beside `contract.StoreContract`."""

import asyncio
import inspect
from dataclasses import replace

import pytest
from contract import ADA, BOB, NOON, changes, embedded, everything, forget, message
from readings_contract import fill, reading, readings, statement

from pllm_memory.errors import LeaseLost
from pllm_memory.facts import Reading
from pllm_memory.items import ItemChanges
from pllm_memory.stores.base import Changes, Recalls, Store
from pllm_memory.stores.parts import NOTHING, summed
from pllm_memory.stores.work import REMEMBERED, holding
from pllm_memory.types import Scope

RULES = "rules/1 no llm"
READS = {"candidates", "messages", "rows", "pending", "statements", "unread", "around", "recalls", "profile", "users",
         "check", "close", "work"}  # fmt: skip


async def lease(store, doing=RULES, *, seconds=60, quiet=0, tries=5):
    return await store.work.lease(doing, holder="a test", seconds=seconds, quiet=quiet, tries=tries)


async def writes(store, scope):
    """Every way to write to a user's memory, by name."""
    version = (await store.statements(scope)).version
    return {
        "apply": lambda: store.apply(scope, readings(reading(statement("m1", "Nowhere")))),
        "reembed": lambda: store.reembed(scope, embedded(["m1"], [[0.0, 1.0]]), fingerprint="b"),
        "keep_profile": lambda: store.keep_profile(scope, "another", version=version),
        "items": lambda: store.items(scope, (), ItemChanges(sweep=True, at=NOON)),
    }


class WorkContract:
    """Inherit it together with `StoreContract`, whose fixtures it uses."""

    async def test_messages_are_work_that_one_worker_gets(self, store):
        """Until it is done; then there is none, until there are new messages."""
        await store.apply(ADA, changes(message("m1")))
        assert await lease(store, quiet=60) is None  # whoever remembers is at it first
        taken = await lease(store)
        assert (taken.scope, taken.attempts) == (ADA, 1)
        assert await lease(store) is None
        await store.work.done(taken, RULES)
        assert await lease(store) is None
        await store.apply(ADA, changes(message("m1")))  # the same again is nothing new
        assert await lease(store) is None
        await store.apply(ADA, changes(message("m2")))
        assert (await lease(store)).token != taken.token

    async def test_whoever_is_copied_is_work_where_they_come(self, store):
        """Nobody knows what was left over. Who is at it, or was, is no part of a memory, and its sum stays the same."""
        await fill(store, ADA, "words")
        before = await summed(store.dump(ADA))
        at_ada = await lease(store)
        assert await store.load(BOB, lambda: store.dump(ADA), over=NOTHING) == before
        at_bob = await lease(store)
        assert (at_ada.scope, at_bob.scope) == (ADA, BOB)
        await store.work.done(at_ada, RULES)
        await store.work.done(at_bob, RULES)
        assert await lease(store) is None
        assert await summed(store.dump(ADA)) == await summed(store.dump(BOB)) == before
        await store.load(BOB, lambda: store.dump(ADA), over=before)  # in the place of what was there
        assert (await lease(store)).scope == BOB

    async def test_many_workers_share_the_work_of_many_users(self, store, opens):
        """Each is worked on once."""
        for number in range(12):
            await store.apply(Scope(f"user {number}"), changes(message("m1")))
        stores = [opens() for _ in range(4)]
        taken = []

        async def work(one):
            while got := await lease(one):
                taken.append(got.scope.user_id)
                await one.work.done(got, RULES)

        await asyncio.gather(*(work(one) for one in stores))
        assert sorted(taken) == sorted(f"user {number}" for number in range(12))
        for one in stores:
            await one.close()

    async def test_what_comes_while_it_is_worked_on_is_due_again(self, store):
        """It may have been too late for this one."""
        await store.apply(ADA, changes(message("m1")))
        taken = await lease(store)
        await store.apply(ADA, changes(message("m2")))
        await store.work.done(taken, RULES)
        assert (await lease(store)).up_to > taken.up_to

    async def test_other_rules_and_models_go_through_everything_once(self, store, reopen):
        """After an upgrade, or with another LLM: each memory is due again, once, for those."""
        for scope in (ADA, BOB):
            await store.apply(scope, changes(message("m1")))
        for doing in (RULES, "rules/2", "rules/2 llm:x", *(f"rules/{n}" for n in range(3, REMEMBERED))):
            for _ in (ADA, BOB):
                await store.work.done(await lease(store, doing), doing)
            assert await lease(store, doing) is None
        store = await reopen(store)
        assert await lease(store, RULES) is None
        assert await lease(store, "rules/2 llm:x") is None

    async def test_a_lease_that_is_not_extended_is_taken_over(self, store):
        """Extended, it is not."""
        await store.apply(ADA, changes(message("m1")))
        gone = await lease(store, seconds=0)
        first = await lease(store, seconds=0.05)
        assert first.token != gone.token
        await store.work.extend(first, seconds=60)
        await asyncio.sleep(0.1)
        assert await lease(store) is None

    async def test_who_was_taken_over_writes_nothing(self, store):
        """Neither effects, nor that it is done: as if it had never been."""
        await fill(store, ADA, "marker")
        slow = await lease(store, seconds=0)
        quick = await lease(store)
        before = await everything(store, ADA), await store.statements(ADA), await store.profile(ADA)
        for name, write in (await writes(store, ADA)).items():
            with pytest.raises(LeaseLost), holding(slow):
                await write()
            with holding(quick):
                assert (
                    await everything(store, ADA),
                    await store.statements(ADA),
                    await store.profile(ADA),
                ) == before, name
        work = store.work
        for end in (work.extend(slow, seconds=60), work.done(slow, RULES), work.give_back(slow),
                    work.failed(slow, "x", again_in=1)):  # fmt: skip
            with pytest.raises(LeaseLost):
                await end
        for write in (await writes(store, ADA)).values():
            with holding(quick):
                await write()
        await work.done(quick, RULES)

    async def test_a_lease_that_has_ended_writes_nothing(self, store):
        """Nor one of somebody else, nor one of a user who was erased since and is back."""
        await store.apply(ADA, changes(message("m1")))
        await store.apply(BOB, changes(message("m1")))
        leases = {got.scope: got for got in [await lease(store), await lease(store)]}
        with pytest.raises(LeaseLost), holding(leases[BOB]):
            await store.apply(ADA, changes(message("m2")))
        await store.work.done(leases[BOB], RULES)
        with pytest.raises(LeaseLost), holding(leases[BOB]):
            await store.apply(BOB, changes(message("m2")))
        await store.erase(ADA)
        with pytest.raises(LeaseLost):
            await store.work.extend(leases[ADA], seconds=60)
        await store.apply(ADA, changes(message("m1")))
        again = await lease(store)
        with pytest.raises(LeaseLost), holding(leases[ADA]):
            await store.apply(ADA, changes(message("m2")))
        assert again.scope == ADA
        assert len(await store.messages(ADA)) == len(await store.messages(BOB)) == 1

    async def test_every_method_of_a_store_reads_or_is_refused(self, store):
        """A new one must be put into one of the two lists; erasing is nobody's lease to forbid."""
        methods = {name for name, _ in inspect.getmembers(Store) if not name.startswith("_")}
        await store.apply(ADA, changes(message("m1")))
        assert methods - READS - {"erase"} == set(await writes(store, ADA))

    async def test_what_fails_is_tried_again_later_and_then_put_aside(self, store):
        """It is seen with its problem, and can be put back."""
        await store.apply(ADA, changes(message("m1")))
        await store.work.failed(await lease(store), "Trouble", again_in=60)
        assert await store.work.aside() == []
        assert await lease(store) is None
        await store.apply(ADA, changes(message("m2")))  # a new occasion
        again = await lease(store)
        assert again.attempts == 2
        await store.work.failed(again, "Trouble again", again_in=None)
        [aside] = await store.work.aside()
        assert (aside.user_id, aside.attempts, aside.problem, aside.messages) == ("ada", 2, "Trouble again", ())
        assert aside.since
        assert await lease(store) is None
        assert await store.work.put_back(ADA)
        assert not await store.work.put_back(ADA)
        assert not await store.work.put_back(BOB)
        assert await store.work.aside() == []
        assert (await lease(store)).attempts == 1

    async def test_what_kills_its_workers_is_put_aside(self, store):
        """Nobody is there to say that it failed: the leases are counted. New messages do not bring it back."""
        await store.apply(ADA, changes(message("m1")))
        assert [(await lease(store, seconds=0, tries=3)).attempts for _ in range(3)] == [1, 2, 3]
        for number in range(2, 5):
            assert await lease(store, tries=3) is None
            [aside] = await store.work.aside()
            assert (aside.user_id, aside.attempts, aside.problem) == ("ada", 3, None)
            await store.apply(ADA, changes(message(f"m{number}")))

    async def test_progress_makes_the_count_begin_anew(self, store):
        """A memory of very many messages, whose workers are stopped again and again, is no poison."""
        await store.apply(ADA, changes(message("m1")))
        for _ in range(5):
            taken = await lease(store, seconds=0, tries=2)
            assert taken.attempts == 1
            with holding(taken):
                await store.apply(ADA, readings(reading(statement("m1"))))
        with holding(taken):  # what is no progress does not
            await store.keep_profile(ADA, "x", version=0)
            await store.apply(ADA, Changes(recalled={"m1": Recalls(1, NOON)}, created_at=NOON))
        assert [(await lease(store, seconds=0, tries=2)).attempts for _ in range(2)] == [1, 2]
        assert await lease(store, tries=2) is None

    async def test_what_is_given_back_was_not_tried(self, store):
        """It is due at once, or after a while."""
        await store.apply(ADA, changes(message("m1")))
        for _ in range(9):
            taken = await lease(store, tries=2)
            assert taken.attempts == 1
            await store.work.give_back(taken)
        await store.work.give_back(await lease(store), again_in=60)
        assert await lease(store) is None

    async def test_messages_that_are_not_read_any_more_are_seen_and_put_back(self, store):
        """Those of one user, without the others of theirs; nothing that is still tried."""
        await store.apply(ADA, changes(message("m1"), message("m2"), message("m3")))
        given_up = Reading("m1", "llm:x", problem="the model took too long", attempts=5)
        await store.apply(ADA, readings(given_up, Reading("m2", "llm:x", problem="no", attempts=1, again_at=NOON)))
        await store.work.done(await lease(store), RULES)
        [aside] = await store.work.aside()
        assert (aside.user_id, aside.since) == ("ada", None)
        [one] = aside.messages
        assert (one.message_id, one.extractor, one.attempts, one.problem) == (
            "m1",
            "llm:x",
            5,
            "the model took too long",
        )
        assert await store.work.put_back(ADA)
        assert await store.work.aside() == []
        waiting = await store.unread(ADA, "llm:x", now=NOON, limit=9)
        assert [(found.message.id, found.attempts) for found in waiting] == [("m1", 0), ("m2", 1), ("m3", 0)]
        assert await lease(store)

    async def test_what_is_to_be_tried_again_at_some_time_is_due_then(self, store):
        """Not before; what should have been tried by a model that is no longer used makes nobody busy."""
        await store.apply(ADA, changes(message("m1"), message("m2")))
        past = Reading("m1", "llm:x", problem="no", attempts=1, again_at=NOON.replace(year=2020))
        await store.apply(ADA, readings(past))
        await store.work.done(await lease(store), RULES)
        assert await lease(store) is None
        await store.apply(ADA, readings(replace(past, message_id="m2", again_at=NOON.replace(year=9000))))
        await store.work.done(await lease(store, "other"), "other")
        assert await lease(store, "other") is None

    async def test_forgetting_leaves_no_work_that_fails(self, store):
        await store.apply(ADA, changes(message("m1")))
        taken = await lease(store)
        await store.apply(ADA, forget("m1"))
        await store.work.done(taken, RULES)
        assert await lease(store) is None
