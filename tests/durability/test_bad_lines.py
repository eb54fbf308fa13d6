"""Broken input costs its own line, never the good ones."""

import json

import pytest

from pllm_memory import Memory
from pllm_memory.errors import InvalidMessage

BROKEN = [
    "5",
    "null",
    "true",
    "[]",
    '["a", "b"]',
    "9" * 5000,
    "{",
    "[" * 100_000,
    '{"content": 5}',
    '{"content": "x", "at": "2026-05-08T12:00:00"}',
    '{"content": "x", "at": 5}',
    '{"content": "\\ud800"}',
    '{"content": "\\u0000"}',
    '{"content": "x", "role": ["user"]}',
    '{"content": "x", "id": 7}',
    '{"content": ""}',
    "\ufffd",
]
ODD = "line\u2028and\u0085next\x0bone\x1c\r\nend"
"""Characters that some call the end of a line; JSON does not."""


@pytest.fixture
def memory(folder):
    with Memory(f"sqlite:///{folder}", embedder="none") as opened:
        yield opened


@pytest.mark.parametrize("broken", BROKEN, ids=lambda line: line[:20])
def test_a_broken_line_is_refused_by_its_number(memory, broken):
    """The others are remembered."""
    good = [json.dumps({"id": f"m{n}", "content": f"{ODD} {n}"}, ensure_ascii=False) for n in range(2)]
    done = memory.import_("\n".join([good[0], broken, good[1]]), user_id="ada")
    assert [item.line for item in done.rejected] == [2]
    assert done.rejected[0].reason
    assert sorted(one.content for one in memory.for_user("ada").messages()) == [f"{ODD} 0", f"{ODD} 1"]


def test_only_broken_lines_make_nobody_a_user(memory, folder):
    """Nothing was changed."""
    assert len(memory.import_("\n".join(BROKEN), user_id="ada").rejected) == len(BROKEN)
    assert list(memory.users()) == []
    assert not folder.exists()


@pytest.mark.parametrize("given", [5, None, True, [], [5], [None], b"bytes", {}, [{}], [["nested"]], object()])
def test_what_is_no_message_is_refused(memory, folder, given):
    """By our own error; nothing is written."""
    with pytest.raises(InvalidMessage):
        memory.for_user("ada").remember(given)
    assert not folder.exists()
