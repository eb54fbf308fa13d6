"""A file that was read is not read again, unless it may be another: then always."""

import os
import sys
import time

import pytest

from pllm_memory.adapt import settled

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there every file is read each time")


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A file, written a while ago, as the clock says."""
    path = tmp_path / "adapter"
    path.write_text("aaaa")
    now = time.time
    monkeypatch.setattr(settled.time, "time", lambda: now() + 60)
    return path


@pytest.fixture
def asked(file):
    """Asks for what is in it; says how often it was read."""
    read = []

    def ask():
        def of():
            read.append(1)
            return file.read_text()

        return settled.digest([file], of), len(read)

    return ask


def test_it_is_read_once_for_as_long_as_it_is_the_same(asked):
    assert [asked() for _ in range(3)] == [("aaaa", 1)] * 3


def test_other_content_of_the_same_size_is_noticed_also_where_the_time_of_modification_is_set_back(file, asked):
    before = file.stat()
    assert asked() == ("aaaa", 1)
    file.write_text("bbbb")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert asked() == ("bbbb", 2)


def test_another_file_in_its_place_is_noticed(file, asked, tmp_path):
    assert asked() == ("aaaa", 1)
    other = tmp_path / "other"
    other.write_text("cccc")
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    other.replace(file)
    assert asked() == ("cccc", 2)


def test_one_behind_a_link_that_points_elsewhere_is_noticed(file, tmp_path):
    link, other = tmp_path / "link", tmp_path / "other"
    other.write_text("dddd")
    link.symlink_to(file)
    assert settled.digest([link], link.read_text) == "aaaa"
    link.unlink()
    link.symlink_to(other)
    assert settled.digest([link], link.read_text) == "dddd"


def test_what_was_changed_a_moment_ago_is_read_each_time_since_the_next_change_might_not_show(file, asked, monkeypatch):
    monkeypatch.undo()
    assert [asked() for _ in range(3)] == [("aaaa", 1), ("aaaa", 2), ("aaaa", 3)]


def test_what_changes_while_it_is_read_is_read_again(file):
    def read():
        found = file.read_text()
        file.write_text(found + "x")
        return found

    assert settled.digest([file], read) == "aaaa"
    assert settled.digest([file], read) == "aaaax"


def test_a_file_that_is_gone_has_no_digest(file, asked):
    asked()
    file.unlink()
    with pytest.raises(FileNotFoundError):
        asked()
