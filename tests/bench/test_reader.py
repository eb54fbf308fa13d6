"""End to end with a real, very small reader and judge, by the command line: what is reported, not how good it is."""

import json
import os
import subprocess
import sys

from samples import prefeval


def test_answers_of_a_real_reader_are_reported_with_their_noise(smollm, tmp_path):
    prefeval(tmp_path, topics=2, each=1)
    command = [sys.executable, "-m", "pllm_memory.cli", "bench", "prefeval-mcq", str(tmp_path), "--embedder", "none"]
    options = ["--system", "bm25", "--system", "all_messages", "--reader", "openai:smollm2", "--runs", "2", "--json"]
    environment = {**os.environ, "OPENAI_BASE_URL": f"{smollm}/v1", "OPENAI_API_KEY": "none"}
    done = subprocess.run([*command, *options], capture_output=True, text=True, env=environment, timeout=600)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    for row in (found, found["systems"]["all_messages"]):
        assert (row["answers"]["n"], row["answers"]["failed"], len(row["answers"]["runs"])) == (2, 0, 2)
        assert row["answers"]["sd_of_runs"] is not None
        assert row["answers"]["calls_per_question"] == 2
        assert row["answers"]["prompt_tokens_per_question"] > 50
    assert 0 <= found["systems"]["all_messages"]["mcnemar"]["answers"]["p"] <= 1
    assert found["config"]["grader"] == "openai:smollm2, judged by openai:smollm2"


def test_a_reader_that_is_not_there_fails_visibly(tmp_path):
    prefeval(tmp_path, topics=2, each=1)
    command = [sys.executable, "-m", "pllm_memory.cli", "bench", "prefeval-mcq", str(tmp_path), "--embedder", "none"]
    options = ["--system", "bm25", "--reader", "openai:nobody", "--json"]
    environment = {**os.environ, "OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "OPENAI_API_KEY": "none"}
    done = subprocess.run([*command, *options], capture_output=True, text=True, env=environment, timeout=600)
    assert done.returncode == 1
    assert json.loads(done.stdout)["answers"]["failed"] == 2
    assert json.loads(done.stdout)["overall"]["recall@10"] == 1
    assert "error: bm25, answers failed 2 times" in done.stderr.replace("\n", " ")
