import pytest

from pllm_memory.bench.answers import Answers, choice_in
from pllm_memory.bench.cases import Asked
from pllm_memory.bench.run import Run
from pllm_memory.bench.systems import AllMessages, Bm25, Packed

pytestmark = pytest.mark.anyio

PACKED = Packed(("a",), "2024-01-01 Ada: It cost $$5 and ${question}.", 9)


class Script:
    """Says what it is told to say, in two pieces, and keeps what it was asked."""

    def __init__(self, *replies):
        self.replies = list(replies)
        self.asked = []

    async def reply(self, messages):
        self.asked.append(messages[-1]["content"])
        said = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        yield said[:1]
        yield said[1:]


async def test_the_judge_compares_with_the_right_answer():
    reader, judge = Script("Biscuit"), Script("Yes.")
    graded = await Answers(reader, judge).grade(Asked(id="0", text="Which dog?", answer="a beagle"), PACKED)
    assert (graded.verdicts, graded.calls) == ((True,), 2)
    assert PACKED.text in reader.asked[0]  # memory is a value: what looks like a template in it stays as it was
    assert "Right answer: a beagle" in judge.asked[0]
    assert "Answer to judge: Biscuit" in judge.asked[0]


async def test_a_question_without_an_answer_wants_to_hear_so():
    judge = Script("no")
    asked = Asked(id="0", text="Which dog?", answerable=False)
    graded = await Answers(Script("A cat"), judge).grade(asked, PACKED)
    assert graded.verdicts == (False,)
    assert "cannot be answered" in judge.asked[0]


@pytest.mark.parametrize(("reply", "right"), [("(b)", True), ("b.", True), ("(a)", False), ("both (a) and (b)", False)])
async def test_multiple_choice_needs_no_judge(reply, right):
    asked = Asked(id="0", text="What to drink?", answer="Tea", options=("Rum", "Tea"))
    reader = Script(reply)
    graded = await Answers(reader).grade(asked, PACKED)
    assert (graded.verdicts, graded.calls) == ((right,), 1)
    assert "(a) Rum\n(b) Tea" in reader.asked[0]


async def test_without_a_gold_answer_or_a_judge_no_model_is_asked():
    reader = Script("x")
    assert (await Answers(reader, Script("yes")).grade(Asked(id="0", text="Why?"), PACKED)).verdicts == ()
    assert (await Answers(reader).grade(Asked(id="0", text="Why?", answer="x"), PACKED)).verdicts == ()
    assert reader.asked == []


@pytest.mark.parametrize(
    ("reply", "number"), [("(C)", 2), ("The best is (d).", 3), ("a", 0), ("a cat", None), ("", None)]
)
def test_the_letter_in_a_reply(reply, number):
    assert choice_in(reply) == number


async def test_a_report_says_how_the_answers_were_and_how_far_the_runs_differ(dataset):
    grader = Answers(Script("not known"), Script("yes", "no", "yes", "no", "yes"), runs=2, name="script")
    run = Run(dataset, [Bm25(), AllMessages()], grader=grader, budgets=())
    found = (await run.report(config={}, skipped={})).to_dict()
    # Of the five questions only the adversarial one can be graded without a gold answer.
    assert found["answers"]["n"] == 1
    assert found["answers"]["runs"] == [1, 0]
    assert found["answers"]["correct"] == 0.5
    assert found["answers"]["sd_of_runs"] == pytest.approx(0.70711)
    assert found["answers"]["by_category"] == {"5": 0.5}
    assert found["answers"]["calls_per_question"] == 4
    assert found["systems"]["all_messages"]["mcnemar"]["answers"] == {"only_first": 0, "only_this": 0, "p": 1}
    assert "packed" not in found
