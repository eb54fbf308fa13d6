"""What counts as right, and what a memory that knows all, nothing, or too much gets for it."""

import json
from datetime import timedelta

import pytest
from readers import Empty, NeverForgets, Oracle

from pllm_memory.bench import facts as bench_facts
from pllm_memory.bench.facts import observations, report, score, table, written
from pllm_memory.bench.facts.gold import GoldFact, Question, Story
from pllm_memory.bench.facts.lives import made
from pllm_memory.bench.facts.trial import lived
from pllm_memory.errors import NotFound
from pllm_memory.facts import USER, Fact
from pllm_memory.types import Message, utc

pytestmark = pytest.mark.anyio

AT = utc("2024-01-10T12:00:00Z")


def found(predicate, object_, subject=USER, ids=("m1",), **more):
    fields = {"valid_at": None, "created_at": AT, "text": f"{subject} {predicate} {object_}", **more}
    return Fact(id=object_, subject=subject, predicate=predicate, object=object_, message_ids=ids, **fields)


def gold(predicate, object_, subject=USER, **more):
    return GoldFact(subject=subject, predicate=predicate, object=object_, message_ids=("m1",), **more)


def story(*facts, **more):
    said = tuple(Message(id=f"m{i}", session_id="s", content=f"text {i}", at=AT) for i in range(1, 5))
    return Story(
        name="s", split="test", messages=said, facts=facts, people={"Ana": ("my sister",)}, owner=("Leo",), **more
    )


def asked(kind="current", predicate="lives_in", **more):
    return Question(**{"id": "q", "kind": kind, "about": USER, "predicate": predicate, "after": "m2", **more})


def judge(question, *served, before=(), facts=()):
    return score.judged(story(*facts), score.Answer(question, served, before))


# ── what is the same fact ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("first", "second", "f1"),
    [
        ("Oslo", "oslo", 1.0),
        ("the blue Vespa", "a blue vespa", 1.0),
        ("Kraków", "Krakow", 1.0),
        ("St Mary's Hospital", "Hospital", 0.5),
        ("March 14", "14 March", 1.0),
        ("cats", "cat", 1.0),
        ("Go", "Go", 1.0),
        ("Oslo", "Lyon", 0.0),
        ("", "Oslo", 0.0),
    ],
)
def test_objects_are_compared_by_their_words(first, second, f1):
    assert score.token_f1(first, second) == pytest.approx(f1, abs=0.05)
    assert score.token_f1(second, first) == score.token_f1(first, second)


def test_who_mishears_the_users_name_is_wrong_once():
    told = story(gold("name", "Leo"), gold("lives_in", "Oslo"))
    heard = [found("name", "Leo by the way", "Leo by the way"), found("lives_in", "Oslo", "Leo by the way")]
    assert [one.right for one in score.precise(told, heard)] == [True, True]  # the name itself is alike enough
    far = [found("name", "oh sorry", "oh sorry"), found("lives_in", "Oslo", "oh sorry")]
    assert [one.right for one in score.precise(told, far)] == [False, True]
    other = [found("name", "Ana", "Ana"), found("lives_in", "Oslo", "Ana")]
    assert [one.right for one in score.precise(told, other)] == [False, False]


def test_a_person_is_known_by_every_name():
    told = story()
    for name in ("user", "Leo", "leo"):
        assert score.about(told, USER, found("lives_in", "Oslo", name))
    for name in ("Ana", "my sister", "user/sister", "sister"):
        assert score.about(told, "Ana", found("lives_in", "Oslo", name))
        assert score.about(told, "my sister", found("lives_in", "Oslo", name))
    assert not score.about(told, USER, found("lives_in", "Oslo", "Ana"))
    assert score.about(story(), "Tom's brother", found("lives_in", "Oslo", "Tom/brother"))


def test_predicates_of_a_family_say_the_same():
    told = story()
    assert score.fits(told, gold("hobby", "climbing"), found("likes", "climbing"))
    assert score.fits(told, gold("likes", "sushi"), found("favorite_food", "sushi"))
    assert score.fits(told, gold("daughter", "Ella", also=("Ellie",)), found("child", "Ellie"))
    assert not score.fits(told, gold("likes", "sushi"), found("dislikes", "sushi"))
    assert not score.fits(told, gold("likes", "sushi"), found("likes", "sushi", "Ana"))
    assert score.family("favourite_colour") == score.family("favorite_color")


# ── precision and recall ─────────────────────────────────────────────────────────────────────────────


def test_recall_leaves_out_slips_and_what_need_not_be_found():
    told = story(
        gold("lives_in", "Oslo"), gold("owns", "car", optional=True), gold("boss", "Bo", retracted=True),
        gold("pet", "Rex"),
    )  # fmt: skip
    rows = list(score.recalled(told, [found("lives_in", "Oslo")]))
    assert [(row.predicate, row.right) for row in rows] == [("lives_in", True), ("pet", False)]
    assert rows[1].what == "user – pet – Rex ← text 1"


def test_precision_leaves_out_open_predicates_slips_and_what_need_not_be_found():
    told = story(gold("lives_in", "Oslo"), gold("owns", "car", optional=True), gold("boss", "Bo", retracted=True))
    facts = [
        found("lives_in", "Oslo"), found("lives_in", "Rome"), found("feels", "tired"), found("owns", "car"),
        found("boss", "Bo"), found("shoe_size", "44"),
    ]  # fmt: skip
    rows = list(score.precise(told, facts))
    assert [(row.predicate, row.right) for row in rows] == [
        ("lives_in", True),
        ("lives_in", False),
        ("shoe_size", False),
    ]


def test_an_open_predicate_counts_where_gold_has_it():
    told = story(gold("plans", "eye exam"))
    assert [row.right for row in score.precise(told, [found("plans", "eye exam"), found("plans", "world peace")])] == [
        True
    ]


def test_a_time_is_right_within_its_tolerance():
    told = story(gold("lives_in", "Oslo", valid_at=AT, tolerance=timedelta(10)))
    for days, right in ((0, True), (9, True), (-11, True), (12, False)):
        (row,) = score.recalled(told, [found("lives_in", "Oslo", valid_at=AT + timedelta(days))])
        assert row.dated is right
    (row,) = score.recalled(told, [found("lives_in", "Oslo")])
    assert row.dated is False
    (row,) = score.recalled(told, [])
    assert row.dated is None


def test_a_fact_made_of_a_joke_is_a_trap_that_caught():
    told = story(gold("lives_in", "Oslo"), traps={"m2": "joke", "m3": "fiction"})
    facts = [found("works_as", "cat", ids=("m2",)), found("lives_in", "Oslo", ids=("m1", "m3"))]
    assert list(score.trapped(told, facts)) == [("joke", True), ("fiction", False)]


# ── questions ────────────────────────────────────────────────────────────────────────────────────────


def test_of_what_holds_one_value_nothing_else_may_be_served():
    question = asked(expected=("Lyon",), stale=("Oslo",), changes=1)
    assert judge(question, found("lives_in", "Lyon")).right
    assert not judge(question).right
    assert not judge(question, found("lives_in", "Lyon"), found("lives_in", "a dream")).right
    both = judge(question, found("lives_in", "Lyon"), found("lives_in", "Oslo"))
    assert (both.right, both.there, both.stale) == (False, True, True)


def test_of_what_holds_many_values_only_stale_ones_are_wrong():
    question = asked(predicate="allergic_to", expected=("prawns",), stale=("nuts",))
    assert judge(question, found("allergic_to", "prawns"), found("allergic_to", "pollen")).right
    assert not judge(question, found("allergic_to", "prawns"), found("allergic_to", "nuts")).right


def test_every_way_to_put_a_value_is_as_good():
    question = asked(predicate="has_condition", expected=("diabetes type 2",))
    sugar = gold("has_condition", "diabetes type 2", also=("the sugar",))
    assert judge(question, found("has_condition", "the sugar"), facts=(sugar,)).right
    assert not judge(question, found("has_condition", "the sugar")).right


def test_what_need_not_be_found_does_no_harm():
    question = asked(expected=("Lund",))
    optional = gold("lives_in", "Sweden", optional=True)
    served = (found("lives_in", "Lund"), found("lives_in", "Sweden"))
    assert judge(question, *served, facts=(optional,)).right
    assert not judge(question, *served).right


def test_to_withdraw_a_fact_it_must_have_been_known():
    for kind in ("cascade", "absence"):
        question = asked(kind, "boss", stale=("Bo",), before="m1")
        assert judge(question, before=(found("boss", "Bo"),)).right
        assert not judge(question).right
        assert not judge(question).stale
        still = judge(question, found("boss", "Bo"), before=(found("boss", "Bo"),))
        assert (still.right, still.stale) == (False, True)


def test_what_was_never_said_is_not_served():
    assert judge(asked("never", "pet")).right
    assert not judge(asked("never", "pet"), found("pet", "Rex")).right


def test_an_event_is_right_on_its_day():
    question = asked(predicate="plans", expected=("exam",), on=AT, stale_on=AT + timedelta(2))
    assert judge(question, found("plans", "exam", valid_at=AT)).right
    wrong = judge(question, found("plans", "exam", valid_at=AT + timedelta(2)))
    assert (wrong.right, wrong.stale) == (False, True)
    assert not judge(question, found("plans", "exam")).right


# ── sums ─────────────────────────────────────────────────────────────────────────────────────────────


def test_wilson_is_what_the_textbook_says():
    assert report.wilson(8, 10) == pytest.approx((0.490, 0.943), abs=0.001)
    assert report.wilson(0, 100) == pytest.approx((0.0, 0.037), abs=0.001)
    assert report.wilson(100, 100) == pytest.approx((0.963, 1.0), abs=0.001)
    assert report.wilson(0, 0) == (0.0, 1.0)


def test_an_interval_is_wilsons_where_all_agree_and_by_stories_where_not():
    assert report.interval([("a", True), ("a", True), ("b", True)], 0) == report.wilson(2, 2)
    assert report.interval([("a", False), ("b", False)], 0) == report.wilson(0, 2)
    low, high = report.interval([(str(n), n % 2 == 0) for n in range(40)], 0)
    assert 0.3 < low < 0.5 < high < 0.7


async def tried(reader, stories):
    return report.summed([await lived(one, reader(one)) for one in stories])


STORIES = {
    "test": lambda: list(made(15, split="test")),
    "other": lambda: list(made(15, split="other")),
    "dev": lambda: list(made(15, split="dev", seed=3)),
    "dialogues": lambda: list(written.dialogues()),
}
BAD = {"stale_served", "wrongly_invalidated", "trapped"}


@pytest.mark.parametrize("kind", STORIES)
async def test_who_knows_all_gets_everything(kind):
    summed = await tried(Oracle, STORIES[kind]())
    imperfect = {
        name: share
        for name, share in summed["overall"].items()
        if share != (0.0 if name in BAD or name.startswith("trapped_") else 1.0)
    }
    assert not imperfect, summed["errors"]
    assert {"precision", "recall", "current", "as_of", "valid_at", "cascade", "absence", "never", "kept"} <= set(
        summed["overall"]
    )


@pytest.mark.parametrize("kind", STORIES)
async def test_who_knows_nothing_recalls_nothing_and_withdraws_nothing(kind):
    overall = (await tried(Empty, STORIES[kind]()))["overall"]
    assert overall["recall"] == overall["current"] == overall["cascade"] == overall["absence"] == overall["kept"] == 0
    assert overall["stale_served"] == 0
    assert overall["never"] == 1
    assert "precision" not in overall
    assert "wrongly_invalidated" not in overall


@pytest.mark.parametrize("kind", STORIES)
async def test_who_never_forgets_serves_what_is_stale(kind):
    overall = (await tried(NeverForgets, STORIES[kind]()))["overall"]
    assert overall["recall"] == 1
    assert overall["stale_served"] > 0.9
    assert overall["cascade"] == overall["absence"] == 0
    assert overall["current"] < 0.2
    assert overall["valid_at"] < 0.7


# ── the whole run ────────────────────────────────────────────────────────────────────────────────────


def opened(reader, lives, seed):
    known = {s.name: s for split in ("dev", "test", "other") for s in made(lives, seed=seed, split=split)}
    known |= {story.name: story for story in written.dialogues()}
    return lambda name: reader(known.get(name) or Story(name=name, split="locomo", messages=()))


async def test_a_run_reports_in_the_shape_of_every_benchmark():
    steps = []
    ran = await bench_facts.run(lives=2, seed=4, open_reader=opened(Oracle, 2, 4), progress=steps.append)
    assert json.loads(json.dumps(ran)) == ran
    assert ran["dataset"] == "facts"
    assert ran["n"] == ran["size"]["questions"] > 50
    assert ran["overall"]["current"] == ran["dev"]["overall"]["current"] == ran["dialogues"]["overall"]["current"] == 1
    assert ran["by_category"]["kept"]["right"] == 1
    assert ran["by_predicate"]["lives_in"]["recall"] == 1
    assert ran["config"]["lives"] == 2
    assert "errors" not in ran
    assert "errors" not in ran["other"]
    assert [step.done for step in steps] == list(range(1, 16))
    assert {step.total for step in steps} == {15}
    assert "| facts: recall | 100.0" in table.markdown(ran)
    assert table.rich_table(ran).row_count > 15


def sample():
    turns = [
        ("Ada", "D1:1", "I adopted a beagle called Biscuit."),
        ("Ben", "D1:2", "Lovely!"),
        ("Ada", "D1:3", "He sleeps all day."),
    ]
    return {
        "sample_id": "tiny",
        "conversation": {
            "speaker_a": "Ada",
            "speaker_b": "Ben",
            "session_1_date_time": "1:56 pm on 8 May, 2023",
            "session_1": [{"speaker": speaker, "dia_id": id_, "text": text} for speaker, id_, text in turns],
        },
        "qa": [],
        "observation": {
            "session_1_observation": {
                "Ada": [
                    ["Ada adopted a beagle called Biscuit.", "D1:1"],
                    ["Ada has a sleepy dog whose bark is loud.", ["D1:3"]],
                    ["Ada flew to the moon.", "D9:9"],
                ]
            }
        },
    }


def test_an_observation_is_covered_by_a_fact_of_its_turn_or_the_speakers_next(tmp_path):
    (tmp_path / "locomo.json").write_text(json.dumps([sample()]))
    (conversation,) = observations.conversations(tmp_path / "locomo.json")
    facts = [
        found("pet", "beagle", "Ada", ids=("D1:3",), text="Ada adopted a beagle"),
        found("pet", "Biscuit", "Ada", ids=("D1:1",), text="Ada's pet is called Biscuit"),
    ]
    adopted, sleepy = observations.covered(conversation, facts)
    assert adopted == {
        "covered": True,
        "covered_strict": False,
        "covered_together": True,
        "covered_strict_together": True,
    }
    assert not any(sleepy.values())
    assert not any(any(levels.values()) for levels in observations.covered(conversation, []))


async def test_a_run_with_locomo_reports_what_is_covered(tmp_path):
    (tmp_path / "locomo.json").write_text(json.dumps([sample()]))
    ran = await bench_facts.run(lives=1, locomo=tmp_path / "locomo.json", open_reader=opened(Oracle, 1, 0))
    assert ran["locomo"]["n"] == 2
    assert ran["locomo"]["overall"]["covered"] == ran["locomo"]["overall"]["stems_per_fact"] == 0
    assert "locomo.json" in ran["config"]["files"]
    assert "observations covered" in table.markdown(ran)


async def test_a_missing_file_of_locomo_is_said_before_anything_runs(tmp_path):
    with pytest.raises(NotFound, match="no file"):
        await bench_facts.run(lives=1, locomo=tmp_path / "nothing.json")
