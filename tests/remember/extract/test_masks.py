"""Names that look like none go by made-up ones while rules read."""

from pllm_memory.remember.extract.masks import Masks


def test_a_session_may_tell_of_any_number_of_odd_names():
    masks = Masks()
    worn = [masks.put_on(f"My sister works at {number}M and likes it") for number in range(1_000)]
    assert len(set(worn)) == 1_000
    assert [masks.take_off(text) for text in worn] == [
        f"My sister works at {number}M and likes it" for number in range(1_000)
    ]


def test_the_same_name_goes_by_the_same_mask():
    masks = Masks()
    assert masks.put_on("I work at 3M now") == masks.put_on("I work at 3M now") != "I work at 3M now"
