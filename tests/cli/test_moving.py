"""`copy`, `backup`, `restore` and `reembed` on the command line, as real processes."""

import json

import pytest
from test_cli import run

__all__ = ["run"]


def json_of(done):
    return json.loads(done.stdout)


def test_copying_twice_and_into_another_memory(run, tmp_path):
    """What was done, of whom, with which digest; exit code 1 where something stays as it was."""
    here, there = f"sqlite:///{tmp_path}/memories", f"sqlite:///{tmp_path}/there"
    for user in ("ada", "bob"):
        run("remember", user, f"I am {user}.")
    assert "2 copied; what 2 users have, 2 messages, is in both places" in run("copy", here, there).stdout
    again = json_of(run("copy", here, there, "--json"))
    assert (again["ok"], again["outcomes"]) == (True, {"unchanged": 2})
    assert [(user["user_id"], len(user["digest"])) for user in again["users"]] == [("ada", 64), ("bob", 64)]
    run("remember", "ada", "I moved to Lyon.")
    done = run("copy", here, there, code=1)
    assert "1 refused, 1 unchanged; what 1 users have" in done.stdout
    assert "ada: refused: another memory is there" in done.stderr
    assert json_of(run("copy", here, there, "--replace", "--json"))["outcomes"] == {"replaced": 1, "unchanged": 1}
    assert "error: there is no user 'eve'" in run("copy", here, there, "--user", "eve", code=1).stderr


def test_a_backup_and_what_is_wrong_with_it(run, tmp_path):
    """A file that is there stays unless it may be replaced; a damaged one is refused in one line, with the place."""
    here, there = f"sqlite:///{tmp_path}/memories", f"sqlite:///{tmp_path}/there"
    for user in ("ada", "bob"):
        run("remember", user, f"I am {user}.")
    assert json_of(run("backup", here, "b", "--json"))["outcomes"] == {"copied": 2}
    assert "already" in run("backup", here, "b", code=1).stderr
    run("backup", here, "b", "--replace")
    assert json_of(run("restore", "b", there, "--user", "bob", "--json"))["outcomes"] == {"copied": 1}
    whole = (tmp_path / "b").read_bytes()
    (tmp_path / "b").write_bytes(whole[:-40])
    error = run("restore", "b", there, code=1).stderr.strip().splitlines()[-1]
    assert error.startswith("error: b is damaged")
    assert "behind byte" in error
    assert json_of(run("users", "--url", there, "--json")) == ["bob"]


@pytest.mark.parametrize("keep", [True, False])
def test_reembedding_with_and_without_the_old_model(run, keep):
    """With `--keep` either model recalls; without, the old one is refused."""
    run("remember", "ada", "I moved to Lyon in May.", "--embedder", "local")
    done = run("reembed", "--embedder", "wordllama", "--json", *(["--keep"] if keep else []))
    assert json_of(done) == {"users": 1}
    assert "Lyon" in run("recall", "ada", "Lyon", "--embedder", "wordllama").stdout
    assert ("Lyon" in run("recall", "ada", "Lyon", "--embedder", "local", code=0 if keep else 1).stdout) == keep
