import copy
import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import beam, locomo, longmemeval, memorybank, personamem, prefeval, write

from pllm_memory import bench
from pllm_memory.bench import reading
from pllm_memory.errors import ConfigError, InvalidInput, NotFound


def cases(name, path, **options):
    return tuple(bench.load(name, path, **options).cases)


# ── LoCoMo ───────────────────────────────────────────────────────────────────────────────────────────


def test_locomo(tmp_path):
    (case,) = cases("locomo", write(tmp_path / "l.json", locomo()))
    first, second, *later = case.messages
    assert (case.user_id, len(case.messages)) == ("conv-1", 28)
    assert (first.id, first.name, first.role, first.session_id) == ("D1:1", "Ada", "user", "session_1")
    assert first.at == datetime(2023, 5, 8, 13, 56, 0, tzinfo=UTC)
    assert second.at == datetime(2023, 5, 8, 13, 56, 1, tzinfo=UTC)
    assert second.caption == "a photo of a cello"
    assert later[0].at == datetime(2023, 9, 13, 0, 9, 0, tzinfo=UTC)


def test_locomo_evidence_however_it_is_written(tmp_path):
    (case,) = cases("locomo", write(tmp_path / "l.json", locomo()))
    evidence = [asked.evidence for asked in case.questions]
    assert evidence == [("D1:1",), ("D1:2", "D11:17"), ("D11:26", "D11:5"), (), ("D1:1",)]


def test_locomo_categories_stay_numbers_and_the_adversarial_have_no_answer(tmp_path):
    (case,) = cases("locomo", write(tmp_path / "l.json", locomo()))
    assert [asked.category for asked in case.questions] == ["4", "2", "1", "3", "5"]
    assert [asked.answer for asked in case.questions] == ["a beagle", "2022", "x", "x", None]
    assert [asked.answerable for asked in case.questions] == [True] * 4 + [False]


def change(value, path, new):
    value = copy.deepcopy(value)
    target = value
    for key in path[:-1]:
        target = target[key]
    if new is None:
        del target[path[-1]]
    else:
        target[path[-1]] = new
    return value


@pytest.mark.parametrize(
    ("path", "new", "named"),
    [
        ([0, "qa", 1, "question"], None, "qa[1]: the field 'question' is missing"),
        ([0, "qa", 1, "category"], 9, "qa[1], category: '9'"),
        ([0, "qa", 0, "evidence"], "D1:1", "qa[0], evidence: expected a list"),
        ([0, "conversation", "session_1_date_time"], "yesterday", "session_1_date_time: 'yesterday' is not a time"),
        ([0, "conversation", "session_1_date_time"], None, "'session_1_date_time' is missing"),
        ([0, "conversation", "session_1", 1, "text"], " ", "session_1[1], text: the text is empty"),
        ([0, "conversation", "session_1", 1, "text"], "a\x00b", "session_1[1]: content holds a NUL byte"),
        ([0, "conversation", "session_1", 0], ["no", "turn"], "session_1[0]: expected an object, got list"),
        ([0, "sample_id"], None, "l.json[0]: the field 'sample_id' is missing"),
    ],
)
def test_a_malformed_locomo_names_the_file_and_the_record(tmp_path, path, new, named):
    file = write(tmp_path / "l.json", change(locomo(), path, new))
    with pytest.raises(InvalidInput) as caught:
        bench.load("locomo", file)
    assert named in str(caught.value)
    assert "l.json" in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[1", '{"a": 1}', "[[]]", "\x00"])
def test_what_is_no_locomo_at_all(tmp_path, text):
    with pytest.raises(InvalidInput, match=r"l\.json"):
        bench.load("locomo", write(tmp_path / "l.json", text))


def test_what_is_no_text_and_what_is_a_folder(tmp_path):
    (tmp_path / "l.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput, match=r"l\.json"):
        bench.load("locomo", tmp_path / "l.json")
    with pytest.raises(InvalidInput, match="cannot be read"):
        bench.load("locomo", tmp_path)


@pytest.mark.parametrize("name", bench.DATASETS)
def test_a_missing_path_is_named(tmp_path, name):
    with pytest.raises(NotFound, match="nothing-here"):
        tuple(bench.load(name, tmp_path / "nothing-here").cases)


def test_an_unknown_benchmark():
    with pytest.raises(ConfigError, match="locomo"):
        bench.load("lokomo", "x")


# ── PrefEval ─────────────────────────────────────────────────────────────────────────────────────────


def test_prefeval_hides_each_preference_among_nineteen_of_other_topics_and_the_fillers(tmp_path):
    found = cases("prefeval", prefeval(tmp_path))
    assert len(found) == 30
    assert [case.questions[0].category for case in found[:4]] == ["topic0", "topic1", "topic2", "topic0"]
    for case in found:
        (asked,) = case.questions
        contents = {m.id: m.content for m in case.messages}
        assert len(case.messages) == 1 + 19 + 6
        assert contents[asked.evidence[0]].startswith("I avoid thing")
        assert sum(id_.startswith(asked.category) for id_ in contents) == 1
        assert len({m.session_id for m in case.messages}) == 26
        assert [m.at for m in case.messages] == sorted({m.at for m in case.messages})
        assert contents["filler/0/0"] == "user filler 0"


def test_prefeval_draws_from_the_seed_alone(tmp_path):
    folder = prefeval(tmp_path)
    assert cases("prefeval", folder, seed=1) == cases("prefeval", folder, seed=1)
    assert cases("prefeval", folder, seed=1) != cases("prefeval", folder, seed=2)
    assert cases("prefeval", folder, seed=1)[:2] == cases("prefeval", folder, seed=1, limit_cases=2)


def test_prefeval_choice_takes_the_turn_in_which_the_user_chooses(tmp_path):
    case = cases("prefeval-choice", prefeval(tmp_path))[0]
    (asked,) = case.questions
    own = [m for m in case.messages if m.id.startswith("topic0/")]
    assert [m.role for m in own] == ["user", "assistant", "user", "assistant"]
    assert asked.evidence == (own[2].id,)
    assert len(case.messages) == 20 * 4 + 6


def test_prefeval_persona_takes_the_user_s_turn_that_shares_most_words_with_the_preference(tmp_path):
    case = cases("prefeval-persona", prefeval(tmp_path))[0]
    (asked,) = case.questions
    assert [m.content for m in case.messages if m.id in asked.evidence] == ["By the way, I avoid kayaks."]


def test_prefeval_mcq_shuffles_the_options_and_keeps_the_answer(tmp_path):
    found = [case.questions[0] for case in cases("prefeval-mcq", prefeval(tmp_path))]
    assert {asked.answer for asked in found} == {"right"}
    assert all(sorted(asked.options) == ["right", "w1", "w2", "w3"] for asked in found)
    assert len({asked.options.index("right") for asked in found}) > 1


def test_prefeval_forms_has_a_category_for_each(tmp_path):
    found = cases("prefeval-forms", prefeval(tmp_path))
    assert len(found) == bench.load("prefeval-forms", tmp_path).size == 4 * 30
    assert [case.questions[0].category for case in found[:4]] == ["explicit", "choice", "persona", "mcq"]
    assert len({case.user_id for case in found}) == 120
    assert found[0].messages == cases("prefeval", tmp_path)[0].messages


def test_a_malformed_prefeval_names_the_file_and_the_record(tmp_path):
    folder = prefeval(tmp_path)
    write(folder / "explicit_preference/topic1.json", [{"preference": "p", "question": "q"}, {"preference": "p"}])
    with pytest.raises(InvalidInput, match=r"topic1\.json\[1\]: the field 'question' is missing"):
        bench.load("prefeval", folder)
    (folder / "filtered_inter_turns.json").unlink()
    with pytest.raises(NotFound, match="filtered_inter_turns"):
        bench.load("prefeval-mcq", folder)


# ── LongMemEval ──────────────────────────────────────────────────────────────────────────────────────


def test_longmemeval(tmp_path):
    found = cases("longmemeval", write(tmp_path / "s.json", longmemeval()))
    first, unanswerable, late = (case.questions[0] for case in found)
    assert [m.id for m in found[0].messages] == ["s1/0", "answer_1/0", "answer_1/1", "s1#2/0"]
    assert (first.evidence, first.sessions, first.category) == (("answer_1/0",), ("answer_1",), "single-session-user")
    assert first.at == datetime(2023, 5, 30, 23, 40, tzinfo=UTC)
    assert (unanswerable.evidence, unanswerable.sessions, unanswerable.answerable) == ((), (), False)
    assert (late.at, late.answer) == (None, "7")


def test_longmemeval_s_oracle_file_is_put_into_the_order_of_time(tmp_path):
    """Its sessions are not sorted ("Dataset Format" in the official README)."""
    (record, *_) = longmemeval()
    dates = ["2023/05/22 (Mon) 02:21", "2023/05/20 (Sat) 02:21", "2023/05/21 (Sun) 02:21"]
    (case,) = cases("longmemeval", write(tmp_path / "longmemeval_oracle.json", [record | {"haystack_dates": dates}]))
    assert [m.id for m in case.messages] == ["answer_1/0", "answer_1/1", "s1#2/0", "s1/0"]
    assert [m.at for m in case.messages] == sorted(m.at for m in case.messages)
    assert case.questions[0].evidence == ("answer_1/0",)


def test_longmemeval_is_read_one_record_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "_CHUNK", 7)
    file = write(tmp_path / "s.json", json.dumps(longmemeval(), indent=2))
    assert len(cases("longmemeval", file)) == 3
    assert len(cases("longmemeval", file, limit_cases=1)) == 1


@pytest.mark.parametrize(
    ("text", "named"),
    [("{}", "array"), ("[", r"s.json\[0\]"), ("[1 2]", r"s.json\[0\]"), ("[{}]", "question_id"), ("[1, 2", "s.json")],
)
def test_a_malformed_longmemeval_names_the_record(tmp_path, text, named):
    with pytest.raises(InvalidInput, match=named):
        cases("longmemeval", write(tmp_path / "s.json", text))


def test_longmemeval_with_sessions_and_dates_that_do_not_match(tmp_path):
    file = write(tmp_path / "s.json", change(longmemeval(), [1, "haystack_dates", 0], None))
    with pytest.raises(InvalidInput, match="3 sessions, 2 dates"):
        cases("longmemeval", file)


# ── the others ───────────────────────────────────────────────────────────────────────────────────────


def test_personamem(tmp_path):
    (case,) = cases("personamem", personamem(tmp_path))
    first, second = case.questions
    assert first.answer == "Coffee, as you like it."
    assert first.options[0] == "Tea."
    assert [m.id for m in case.messages if m.at <= first.at] == ["0", "1", "2"]
    assert second.at == case.messages[-1].at
    assert [m.session_id for m in case.messages] == ["s1", "s1", "s1", "s2", "s2"]
    assert cases("personamem", tmp_path / "questions_32k.csv") == (case,)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [("(b)", "(z)", "the letter of no option"), ("ctx,3", "gone,3", "no context 'gone'"), ("ctx,3", "ctx,x", "number")],
)
def test_a_malformed_personamem_names_the_row(tmp_path, old, new, named):
    file = personamem(tmp_path) / "questions_32k.csv"
    file.write_text(file.read_text().replace(f",{old}", f",{new}", 1))
    with pytest.raises(InvalidInput, match=f"questions_32k.csv, row 1.*{named}"):
        bench.load("personamem", tmp_path)


def test_a_personamem_without_its_contexts_names_their_file(tmp_path):
    folder = personamem(tmp_path)
    (folder / "shared_contexts_32k.jsonl").write_text("{}")
    with pytest.raises(InvalidInput, match=r"row 1.*shared_contexts_32k\.jsonl"):
        bench.load("personamem", folder)


def test_personamem_with_several_sizes_in_a_folder_asks_which(tmp_path):
    folder = personamem(tmp_path)
    (folder / "questions_128k.csv").write_text("question_id\n")
    with pytest.raises(ConfigError, match="give the path of one"):
        bench.load("personamem", folder)
    assert cases("personamem", folder / "questions_32k.csv")


@pytest.mark.parametrize("end", ["0", "6", "-1", "99999999999999999999"])
def test_personamem_with_a_question_from_outside_of_its_context(tmp_path, end):
    file = personamem(tmp_path) / "questions_32k.csv"
    file.write_text(file.read_text().replace("ctx,3", f"ctx,{end}"))
    with pytest.raises(InvalidInput, match=f"row 1: the context has 5 turns, and not {end}"):
        bench.load("personamem", tmp_path)


def test_memorybank_with_questions_to_nobody(tmp_path):
    folder = memorybank(tmp_path)
    write(folder / "probing_questions_en.jsonl", json.dumps({"Eve": ["Who am I?"]}))
    with pytest.raises(InvalidInput, match=r"probing_questions_en.jsonl, line 1, Eve: memory_bank_en.json has no such"):
        bench.load("memorybank", folder)


@pytest.mark.parametrize(("language", "name"), [("en", " Ada "), ("cn", "张曼婷")])
def test_memorybank(tmp_path, language, name):
    (case,) = cases("memorybank", memorybank(tmp_path, language=language, name=name))
    assert case.user_id == name.strip()
    assert [(m.role, m.content) for m in case.messages] == [("user", "I am Ada."), ("assistant", "Hello, Ada.")]
    assert [asked.text for asked in case.questions] == ["Who am I?"]
    assert case.questions[0].evidence == ()


@pytest.mark.parametrize("shape", ["repository", "hub", "plans"])
def test_beam(tmp_path, shape):
    (case,) = cases("beam", beam(tmp_path, shape=shape))
    abstention, contradiction, extraction = case.questions
    assert case.user_id == "100K/1"
    assert [m.id for m in case.messages] == ["0", "1", "2", "3"]
    assert case.messages[0].content == "I use Flask."
    assert [m.at.date().isoformat() for m in case.messages] == ["2024-03-15"] * 3 + ["2024-04-02"]
    assert (abstention.evidence, abstention.answerable) == ((), False)
    assert contradiction.evidence == ("0", "3")
    assert (extraction.evidence, extraction.answer) == (("2",), "March 29")


def test_beam_where_the_plans_of_a_chat_count_from_the_beginning(tmp_path):
    """No message is lost, and a number means the message of each plan that has it."""
    folder = beam(tmp_path)
    said = [[{"role": "user", "id": n, "content": f"{plan} {n}"} for n in (2, 3)] for plan in "ab"]
    plans = [{f"plan-{n}": [{"batch_number": 1, "turns": [group]}]} for n, group in enumerate(said)]
    write(folder / "100K/1/chat.json", plans)
    (case,) = cases("beam", folder)
    assert [(m.id, m.content) for m in case.messages] == [
        ("2", "a 2"),
        ("3", "a 3"),
        ("plan-1/2", "b 2"),
        ("plan-1/3", "b 3"),
    ]
    assert case.questions[2].evidence == ("2", "plan-1/2")


def test_beam_prefers_the_truncated_chat_as_the_official_code_does(tmp_path):
    folder = beam(tmp_path)
    short = json.loads((folder / "100K/1/chat.json").read_text())[:1]
    write(folder / "100K/1/chat_trunecated.json", short)
    (case,) = cases("beam", folder)
    assert len(case.messages) == 3


def test_a_malformed_beam_names_the_chat(tmp_path):
    probes = {"information_extraction": [{"question": "q", "source_chat_ids": ["two"]}]}
    folder = beam(tmp_path)
    write(folder / "100K/1/probing_questions/probing_questions.json", probes)
    with pytest.raises(InvalidInput, match=r"1/probing_questions\.json, information_extraction\[0\]"):
        cases("beam", folder)


# ── whatever is wrong ────────────────────────────────────────────────────────────────────────────────


def prefeval_few(folder):
    return prefeval(folder, topics=2, each=1)


FILES = {
    "locomo": lambda folder: write(folder / "l.json", locomo()[:1]),
    "longmemeval": lambda folder: write(folder / "s.json", longmemeval()[:1]),
    "prefeval-forms": prefeval_few,
    "personamem": personamem,
    "memorybank": memorybank,
    "beam": beam,
}
JUNK = (None, 0, -1, "", " ", "x", "\x00", "\ud800", [], {}, True, [[]], {"": None}, 10**30, float("inf"))


def places(value, path=()):
    """Where something is, in nested lists and objects."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from places(item, (*path, key))


def put(value, path, new):
    if not path:
        return new
    copied = copy.copy(value)
    copied[path[0]] = put(value[path[0]], path[1:], new)
    return copied


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.sampled_from(sorted(FILES)), data=st.data())
def test_a_file_with_one_thing_wrong_is_read_or_refused_by_name(tmp_path_factory, name, data):
    """Whatever stands in whatever place: no crash, and an error names the file that it is in."""
    folder = tmp_path_factory.mktemp("any")
    path = FILES[name](folder)
    file = data.draw(st.sampled_from(sorted(one for one in folder.rglob("*") if one.suffix in {".json", ".jsonl"})))
    value = json.loads(file.read_text())
    place = data.draw(st.sampled_from(list(places(value))))
    file.write_text(json.dumps(put(value, place, data.draw(st.sampled_from(JUNK)))))
    try:
        cases(name, path)
    except InvalidInput as error:
        assert file.name in str(error)  # noqa: PT017


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.sampled_from(sorted(FILES)), data=st.data())
def test_a_file_that_breaks_off_or_holds_other_bytes_is_read_or_refused_by_name(tmp_path_factory, name, data):
    folder = tmp_path_factory.mktemp("any")
    path = FILES[name](folder)
    file = data.draw(st.sampled_from(sorted(one for one in folder.rglob("*") if one.is_file())))
    whole = file.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    file.write_bytes(whole[:at] + data.draw(st.binary(max_size=3)))
    try:
        cases(name, path)
    except (InvalidInput, NotFound) as error:
        assert any(one.name in str(error) for one in folder.rglob("*") if one.is_file())  # noqa: PT017


def test_two_messages_with_one_id_are_refused(tmp_path):
    file = write(tmp_path / "l.json", change(locomo(), [0, "conversation", "session_1", 1, "dia_id"], "D1:1"))
    with pytest.raises(InvalidInput, match=r"l.json\[0\] \(conv-1\): two messages have the id 'D1:1'"):
        bench.load("locomo", file)


# ── the real files ───────────────────────────────────────────────────────────────────────────────────


def test_the_real_locomo(data):
    found = cases("locomo", data / "locomo_dev.json")
    asked = [asked for case in found for asked in case.questions]
    assert (len(found), len(asked)) == (5, 1007)
    assert sum(len(case.messages) for case in found) == 2666
    assert sum(not one.evidence for one in asked) == 4


@pytest.mark.parametrize("name", ["prefeval", "prefeval-choice", "prefeval-persona", "prefeval-mcq"])
def test_the_real_prefeval(data, name):
    assert bench.load(name, data / "prefeval").size == 505
    found = cases(name, data / "prefeval", limit_cases=30)
    assert all(case.questions[0].evidence for case in found)
    if name == "prefeval":
        assert {len(case.messages) for case in found} == {1 + 19 + 316}


def test_the_real_memorybank(data):
    found = cases("memorybank", data)
    assert len(found) == 15
    assert sum(len(case.messages) for case in found) == 2 * 566
    assert all(case.questions for case in found)
