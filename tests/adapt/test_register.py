"""The register: what is in it is what was put there, it says who made it from what, and it never mixes users."""

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pllm_memory.adapt import weights as files
from pllm_memory.adapt.compose import Factors
from pllm_memory.adapt.identity import BaseModel
from pllm_memory.adapt.register import Register
from pllm_memory.adapt.register.states import ACTS, Step, after, before_it, live, standings
from pllm_memory.errors import ConfigError, Conflict, InvalidInput, NotFound, Tampered
from tests.adapt.registered import BASE, candidate, said, weights
from tests.conftest import ROOT

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MESSAGES = [said(number) for number in range(8)]


@pytest.fixture
def register(tmp_path):
    return Register(tmp_path / "adapters")


def step(name, act, minute=0):
    return Step(name=name, act=act, at=NOW.replace(minute=minute), reason="because")


class TestStates:
    """candidate → live → retired, as a pure function of the log."""

    def test_a_promotion_retires_the_one_that_was_live_in_the_same_step(self):
        found = standings([step("a", "promoted"), step("b", "promoted", 1)])
        assert (found["a"].state, found["b"].state) == ("retired", "live")
        assert [(one.act, one.reason) for one in found["a"].history] == [
            ("promoted", "because"),
            ("retired", "replaced by b"),
        ]

    def test_what_was_withdrawn_never_comes_back(self):
        found = standings([step("a", "promoted"), step("a", "withdrawn")])
        assert found["a"].state == "retired"
        for act in ACTS:
            with pytest.raises(Conflict, match="gone"):
                after(found, step("a", act))

    def test_only_a_proven_one_is_offered_to_others(self):
        with pytest.raises(Conflict, match="candidate"):
            after({}, step("a", "offered"))

    def test_going_back_goes_back_one_version_at_a_time(self):
        found = standings([step(name, "promoted", minute) for minute, name in enumerate("abc")])
        assert before_it(found, "c") == "b"
        found = after(found, step("b", "promoted", 10))
        assert before_it(found, live(found)) == "a"
        assert before_it(after(found, step("a", "withdrawn", 11)), "b") is None

    @given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(ACTS)), max_size=30))
    def test_whatever_is_done_one_at_most_is_live_and_no_step_is_lost(self, drawn):
        found, withdrawn = {}, set()
        for minute, (name, act) in enumerate(drawn):
            try:
                found = after(found, step(name, act, minute % 60))
            except Conflict:
                continue
            withdrawn |= {name} if act == "withdrawn" else set()
            assert [n for n, s in found.items() if s.state == "live"] == [live(found)] * (live(found) is not None)
            assert not any(found[n].state == "live" for n in withdrawn)
            assert found[name].history[-1].act == act


def test_a_name_says_whose_and_what_and_nothing_in_the_folder_names_the_user(register):
    made = register.add("ada@example.com", candidate(user_id="ada@example.com", messages=MESSAGES))
    owner = register.owner("ada@example.com")
    assert made.name.startswith(f"u_{owner}_")
    assert made.folder == register.folder / owner / made.name
    everything = "".join(str(path) for path in register.folder.rglob("*")).encode()
    everything += b"".join(path.read_bytes() for path in register.folder.rglob("*") if path.is_file())
    assert b"ada@example" not in everything
    assert register.owner("ada@example.com") != Register(register.folder.with_name("other")).owner("ada@example.com")


def test_a_manifest_says_what_it_was_made_from(register):
    made = register.add("ada", candidate(3, messages=MESSAGES))
    assert (made.base, made.recipe.seed, made.recipe.method, made.metrics) == (BASE, 3, "lora", {"loss": 1.5})
    assert set(made.sources[register.owner("ada")]) == {f"m{number}" for number in range(6)}
    assert made.state == "candidate"
    kept = register.datasets(made)[register.owner("ada")]
    assert [example.completion for example in kept.train] == [message.content for message in MESSAGES[:6]]
    assert len(kept.held_out) == 2
    assert json.loads(json.dumps(made.to_dict()))["state"] == "candidate"


def test_the_same_adapter_again_is_the_same_and_another_has_another_name(register):
    one, again = (register.add("ada", candidate(1, messages=MESSAGES)) for _ in range(2))
    other = register.add("ada", candidate(2, messages=MESSAGES))
    bobs = register.add("bob", candidate(1, user_id="bob", messages=MESSAGES))
    assert one == again
    assert len({one.name, other.name, bobs.name}) == 3
    assert [found.name for found in register.all("ada")] == [one.name, other.name]
    assert [found.name for found in register.all("bob")] == [bobs.name]


def test_users_and_what_is_shared_are_kept_apart(register):
    mine = register.add("ada", candidate(1, messages=MESSAGES))
    shared = register.add(None, candidate(2, messages=MESSAGES))
    register.promote("ada", mine.name, reason="proven")
    assert shared.name.startswith("s_")
    assert register.promoted("ada").name == mine.name
    assert register.promoted("bob") is None
    assert register.promoted(None) is None
    for user_id, name in (("bob", mine.name), ("ada", shared.name), (None, mine.name), ("ada", "../shared")):
        with pytest.raises(NotFound):
            register.get(user_id, name)


def test_versions_are_promoted_and_rolled_back(register):
    first, second = (register.add("ada", candidate(seed, messages=MESSAGES)) for seed in range(2))
    register.promote("ada", first.name, reason="proven")
    with pytest.raises(NotFound, match="no earlier"):
        register.rollback("ada")
    register.promote("ada", second.name, reason="better")
    assert register.promoted("ada").name == second.name
    back = register.rollback("ada", reason="worse in use: rolled back")
    assert (back.name, back.state) == (first.name, "live")
    assert back.history[-1].reason == f"worse in use: rolled back from {second.name}"
    assert register.get("ada", second.name).state == "retired"
    with pytest.raises(Conflict, match="it is live"):
        register.promote("ada", first.name, reason="again")


def test_another_base_model_needs_a_rebuild_from_the_kept_examples(register):
    made = register.add("ada", candidate(messages=MESSAGES))
    assert not made.needs_rebuild(BASE)
    assert made.needs_rebuild(BaseModel(name="tiny", digest="other", tokenizer_digest=BASE.tokenizer_digest))
    assert made.needs_rebuild(BaseModel(name="tiny", digest=BASE.digest, tokenizer_digest="other"))
    assert register.datasets(made)


class TestTampering:
    """Whatever is changed in the folder is seen when it is read, and said."""

    @pytest.fixture
    def made(self, register):
        found = register.add("ada", candidate(messages=MESSAGES, report={"report.md": b"# Proven\n"}))
        return register.promote("ada", found.name, reason="proven")

    @pytest.mark.parametrize("name", [files.WEIGHTS, files.CONFIG, "manifest.json", "sources.json", "report.md"])
    def test_a_file_that_changed(self, register, made, name):
        path = made.folder / name
        before = path.stat()
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        with pytest.raises(Tampered, match=made.name):
            register.promoted("ada")

    @pytest.mark.parametrize("name", ["adapter_model.bin", "pytorch_model.bin", "a.pt", "x.pkl", "a.safetensors"])
    def test_weights_of_another_kind_beside_it(self, register, made, name):
        """peft would load a pickle that lies there; a pickle is a program."""
        (made.folder / name).write_bytes(b"x")
        with pytest.raises(Tampered, match=name):
            register.get("ada", made.name)

    def test_an_adapter_in_another_users_folder(self, register, made):
        register.add("bob", candidate(user_id="bob", messages=MESSAGES))
        stolen = register.folder / register.owner("bob") / made.name
        made.folder.rename(stolen)
        with pytest.raises(Tampered, match="holds the adapter"):
            register.get("bob", made.name)

    def test_a_manifest_signed_with_another_key(self, register, made, tmp_path):
        other = Register(tmp_path / "elsewhere")
        forged = other.add("ada", candidate(messages=MESSAGES))
        (made.folder / "manifest.json").write_bytes((forged.folder / "manifest.json").read_bytes())
        with pytest.raises(Tampered, match="signature"):
            register.get("ada", made.name)

    def test_a_step_that_was_changed_or_is_missing(self, register, made):
        register.retire("ada", made.name, reason="bad")
        first, second = sorted((made.folder.parent / "history").iterdir())
        second.write_bytes(second.read_bytes().replace(b"retired", b"offered"))
        with pytest.raises(Tampered, match="not what was written"):
            register.all("ada")
        second.unlink()
        first.rename(second)
        with pytest.raises(Tampered, match="missing"):
            register.promoted("ada")

    def test_a_line_of_the_examples(self, register, made):
        path = made.folder / "snapshot.jsonl"
        path.write_bytes(path.read_bytes().replace(b"the 1th", b"the 9th"))
        with pytest.raises(Tampered, match="line"):
            register.datasets(made)


def test_the_key_is_private_and_one_that_others_can_read_is_refused(register):
    register.add("ada", candidate(messages=MESSAGES))
    key = register.folder / "register.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(register.folder.stat().st_mode) == 0o700
    key.chmod(0o644)
    with pytest.raises(ConfigError, match="may be read by others"):
        register.all("ada")
    key.chmod(0o600)
    key.write_text("zz")
    with pytest.raises(ConfigError, match="no key"):
        register.all("ada")


def test_reading_makes_nothing(register):
    assert register.all("ada") == ()
    assert register.promoted("ada") is None
    assert register.offered() == []
    assert register.erase("ada") == 0
    with pytest.raises(NotFound):
        register.get("ada", "u_x_y")
    assert not register.folder.exists()


def test_weights_that_are_no_numbers_are_refused(register):
    broken = candidate(messages=MESSAGES)
    module, factors = next(iter(broken.weights.items()))
    broken.weights[module] = Factors(factors.a, np.full_like(factors.b, np.nan))
    with pytest.raises(InvalidInput, match="no finite numbers"):
        register.add("ada", broken)
    assert register.all("ada") == ()


def test_what_is_read_back_is_what_was_registered(register):
    made = register.add("ada", candidate(5, messages=MESSAGES))
    for module, factors in files.read(made.folder).items():
        np.testing.assert_array_equal(factors.a, weights(5)[module].a)
        np.testing.assert_allclose(factors.b, weights(5)[module].b)


def test_an_adapter_made_of_another_is_found_from_it(register):
    parent = register.add(None, candidate(1, messages=MESSAGES))
    child = register.add("ada", candidate(2, messages=MESSAGES, parents=[parent.address]))
    assert [one.name for one in register.children(parent)] == [child.name]
    with pytest.raises(NotFound):
        register.add("ada", candidate(3, messages=MESSAGES, parents=["shared/s_nothing"]))


def test_pieces_are_offered_and_kept_again(register):
    made = register.add("ada", candidate(messages=MESSAGES))
    register.promote("ada", made.name, reason="proven")
    assert register.offered() == []
    register.offer("ada", made.name)
    assert [one.name for one in register.offered()] == [made.name]
    register.offer("ada", made.name, offered=False)
    assert register.offered() == []


MANY = """
import sys
from pathlib import Path
from pllm_memory.adapt.register import Register
from pllm_memory.errors import Conflict
from tests.adapt.registered import candidate, said
register = Register(Path(sys.argv[1]))
for seed in range(4):
    made = register.add("ada", candidate(seed, messages=[said(n) for n in range(8)]))
    for act in (register.promote, register.retire, register.promote):
        try:
            act("ada", made.name, reason=sys.argv[2])
        except Conflict:
            pass
"""


def test_two_processes_at_once_agree_on_one_key_one_log_and_one_live_adapter(register):
    commands = [[sys.executable, "-c", MANY, str(register.folder), f"process {number}"] for number in range(3)]
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda one: subprocess.run(one, cwd=ROOT, capture_output=True, text=True), commands))
    assert [(one.returncode, one.stderr) for one in done] == [(0, "")] * 3
    found = register.all("ada")
    assert len(found) == 4
    assert sum(one.state == "live" for one in found) == 1
    assert register.promoted("ada") in found
    assert not list(register.folder.rglob(".new-*"))


KILLED = """
import os, signal, sys
from pathlib import Path
from pllm_memory.adapt.register import Register
from tests.adapt.registered import candidate, said

def live(folder, until):
    calls = 0
    def counted(real):
        def call(*args, **kwargs):
            nonlocal calls
            calls += 1
            if calls == until:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)
        return call
    of_paths = ((Path, name) for name in ("rename", "mkdir", "unlink"))
    for module, name in ((os, "link"), (os, "fsync"), (os, "open"), *of_paths):
        setattr(module, name, counted(getattr(module, name)))
    register = Register(folder)
    made = register.add("ada", candidate(1, messages=[said(n) for n in range(8)]))
    register.promote("ada", made.name, reason="proven")
    register.withdraw(made, reason="forgotten")

for until in map(int, sys.argv[2:]):
    if child := os.fork():
        os.waitpid(child, 0)
    else:
        live(Path(sys.argv[1]) / str(until), until)
        os._exit(0)
"""


def test_a_killed_process_leaves_all_of_a_step_or_nothing(tmp_path):
    """Killed at every call that changes the disk: what is read afterwards is sound, and can be gone on with."""
    calls = [*range(1, 70), 10_000]
    command = [sys.executable, "-c", KILLED, str(tmp_path), *map(str, calls)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    seen = set()
    for until in calls:
        at = Register(tmp_path / str(until))
        seen.add(tuple((one.state, one.standing.withdrawn) for one in at.all("ada")))
        try:
            made = at.add("ada", candidate(1, messages=MESSAGES))
        except Conflict:
            made = at.all("ada")[0]
        at.withdraw(made, reason="forgotten")
        assert not (made.folder / files.WEIGHTS).exists()
        assert at.all("ada")[0].standing.withdrawn
    assert seen == {(), (("candidate", False),), (("live", False),), (("retired", True),)}


def test_two_trainings_for_one_user_are_not_under_way_at_once(register):
    with register.working("ada", ["ada"]) as work:
        assert work.is_dir()
        with pytest.raises(Conflict, match="already"), register.working("ada", ["ada"]):
            pass
        with register.working("bob", ["bob"]), register.working(None, ["ada", "bob"]):
            pass
    with register.working("ada", ["ada"]):
        pass


def test_what_is_left_of_a_training_goes_with_what_was_forgotten(register):
    for user_id, owners in (("ada", ["ada"]), (None, ["ada", "bob"]), ("bob", ["bob"])):
        with register.working(user_id, owners) as work:
            (work / "training.pt").write_bytes(b"x")
    register.tidy("ada")
    assert [path.parent.parent.name for path in register.folder.rglob("training.pt")] == [register.owner("bob")]


def test_an_erased_user_leaves_no_file_and_no_name(register):
    shared = register.add(None, candidate(messages=MESSAGES))
    register.add("bob", candidate(user_id="bob", messages=MESSAGES))
    made = register.add("ada", candidate(messages=MESSAGES, parents=[shared.address]))
    register.promote("ada", made.name, reason="proven")
    register.offer("ada", made.name)
    assert register.erase("ada") >= 5
    assert not [path for path in register.folder.rglob("*") if made.owner in path.name]
    assert register.all("ada") == ()
    assert len(register.all("bob")) == 1
