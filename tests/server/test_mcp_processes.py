"""The server as it is run: a process over standard input and output, and one over HTTP with tokens."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import asynccontextmanager

import httpx2
import pytest

pytest.importorskip("mcp", reason="pip install 'pllm-memory[mcp]'")

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from pllm_memory.server.tokens import Tokens

pytestmark = pytest.mark.anyio
COMMAND = [sys.executable, "-m", "pllm_memory.cli"]
NONE = ["--embedder", "none"]


def text(result):
    (content,) = result.content
    return content.text


def over_stdio(url, *options, user="ada"):
    environment = {**os.environ, "PLLM_URL": url, "PLLM_USER": user}
    arguments = [*COMMAND[1:], "mcp", *NONE, *options]
    return Client(StdioServerParameters(command=COMMAND[0], args=arguments, env=environment))


class TestStdio:
    async def test_what_was_added_is_there_in_the_next_process_and_only_for_its_user(self, url):
        async with over_stdio(url) as client:
            await client.call_tool("add_memory", {"text": "Ada lives in Lyon."})
        async with over_stdio(url) as client:
            assert "Lyon" in text(await client.call_tool("search_memory", {"query": "Ada lives"}))
        async with over_stdio(url, user="bob") as client:
            assert "Lyon" not in text(await client.call_tool("list_memories", {}))

    async def test_what_was_acknowledged_survives_a_kill(self, url, tmp_path):
        """The server is killed with no warning, right after its answer, again and again."""
        for number in range(3):
            pid = tmp_path / f"pid{number}"
            code = (
                f"import os, pathlib, sys; pathlib.Path({str(pid)!r}).write_text(str(os.getpid())); "
                "from pllm_memory.cli import main; sys.argv = ['pllm-memory', *sys.argv[1:]]; main()"
            )
            arguments = ["-c", code, "mcp", *NONE, "--compat", "reference"]
            environment = {**os.environ, "PLLM_URL": url, "PLLM_USER": "ada"}
            async with Client(StdioServerParameters(command=COMMAND[0], args=arguments, env=environment)) as client:
                entity = {"name": f"E{number}", "entityType": "thing", "observations": ["kept"]}
                await client.call_tool("create_entities", {"entities": [entity]})
                os.kill(int(pid.read_text()), signal.SIGKILL)
        async with over_stdio(url, "--compat", "reference") as client:
            found = (await client.call_tool("read_graph", {})).structured_content
        assert [entity["name"] for entity in found["entities"]] == ["E0", "E1", "E2"]

    @pytest.mark.parametrize(
        ("options", "told"),
        [([], "whose memory?"), (["--user", " x"], "white space"), (["--user", "a", "--compat", "x"], "--compat"),
         (["--http", "--user", "a"], "token says whose"), (["--http", "--host", "0.0.0.0"], "--name")],
    )  # fmt: skip
    def test_without_a_user_or_with_nonsense_it_does_not_start(self, options, told):
        done = subprocess.run([*COMMAND, "mcp", *NONE, *options], capture_output=True, text=True, timeout=60)
        assert done.returncode == 1
        assert told in done.stderr
        assert not done.stdout


@pytest.fixture
def tokens(tmp_path):
    return Tokens(tmp_path / "tokens.jsonl")


@pytest.fixture
def address(url, tokens):
    arguments = [*COMMAND, "mcp", "--http", "--port", "0", "--tokens", str(tokens.path), *NONE, "--url", url]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True) as server:
        try:
            line = server.stderr.readline()
            assert line.startswith("listening on http://127.0.0.1:"), line
            yield line.split()[-1]
        finally:
            server.kill()


@asynccontextmanager
async def over_http(address, token):
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=60) as http,
        Client(streamable_http_client(address, http_client=http)) as client,
    ):
        yield client


class TestHttp:
    async def test_two_tokens_are_two_users_also_at_once(self, address, tokens):
        async def live(user_id, token):
            async with over_http(address, token) as client:
                for number in range(4):
                    await client.call_tool("add_memory", {"text": f"Secret of {user_id}: number {number}."})
                    found = text(await client.call_tool("search_memory", {"query": "secret number"}))
                    assert set(found.split()) & {"ada:", "bob:"} == {f"{user_id}:"}
                return (await client.read_resource("memory://recent")).contents[0].text

        pairs = [(user_id, tokens.add(user_id)) for user_id in ("ada", "bob", "ada", "bob")]
        recent = await asyncio.gather(*(live(*pair) for pair in pairs))
        of_ada, of_bob = (["Secret of " + user_id in one for one in recent] for user_id in ("ada", "bob"))
        assert (of_ada, of_bob) == ([True, False, True, False], [False, True, False, True])
        assert recent[0].count("Secret of ada") <= 8

    @pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic YTpi"},
                                        {"Authorization": "Bearer x"}])  # fmt: skip
    async def test_without_a_good_token_nothing_is_answered(self, address, header):
        async with httpx2.AsyncClient() as http:
            for method in ("POST", "GET", "DELETE"):
                answer = await http.request(method, address, headers=header)
                assert answer.status_code == 401
                assert answer.headers["www-authenticate"].startswith("Bearer ")
            assert (await http.get(address.removesuffix("mcp"))).status_code == 404

    async def test_a_token_that_is_taken_back_is_refused_at_once(self, address, tokens):
        token = tokens.add("ada")
        async with over_http(address, token) as client:
            await client.call_tool("add_memory", {"text": "Ada lives in Lyon."})
        tokens.revoke(token.split("_")[1])
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as http:
            assert (await http.post(address, json={})).status_code == 401

    async def test_a_page_of_another_site_cannot_reach_it(self, address, tokens):
        """DNS rebinding: a browser is made to send requests to this machine under another name."""
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
        usual = {"Authorization": f"Bearer {tokens.add('ada')}", "Accept": "application/json, text/event-stream"}
        async with httpx2.AsyncClient(headers=usual) as http:
            assert (await http.post(address, json=call, headers={"Host": "evil.example:80"})).status_code == 421
            assert (await http.post(address, json=call, headers={"Origin": "http://evil.example"})).status_code == 403

    def test_tokens_are_made_listed_and_taken_back_on_the_command_line(self, tokens):
        def run(*arguments):
            command = [*COMMAND, "token", *arguments, "--tokens", str(tokens.path)]
            return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()

        token = run("ada")
        assert tokens.whose(token) == "ada"
        id_ = token.split("_")[1]
        assert run().startswith(f"{id_} ada since ")
        run("--revoke", id_)
        assert tokens.whose(token) is None
