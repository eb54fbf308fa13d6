"""What tables say is compiled when it is first needed: whatever is wrong in them shows here."""

import re

from pllm_memory.remember.extract.idioms import _ACROSS, _IDIOMS, _SLOTS
from pllm_memory.remember.extract.wording import _ROWS

ROWS = {row for rows in _ROWS.values() for row in rows}
IDIOMS = [one for table in (_IDIOMS, _ACROSS) for found in table.values() for one in found]


def test_a_wording_is_found_in_both_cases_and_has_what_its_plain_words_need():
    assert len(ROWS) > 300
    for row in ROWS:
        assert row.pattern.groupindex == row.small.pattern.groupindex, row.idiom
        assert set(re.findall(r"\\g<(\w+)>", row.plain)) <= set(row.pattern.groupindex), row.idiom


def test_an_idiom_has_what_its_effects_need():
    assert len(IDIOMS) > 100
    for one in IDIOMS:
        for effect in one.effects:
            slots = {effect.slot, effect.wrong, effect.subject} & set(_SLOTS)
            assert slots <= set(one.pattern.pattern.groupindex), one.phrase
