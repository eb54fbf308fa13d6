"""Two small servers on this machine: one with the Hugging Face hub's layout, one that speaks OpenAI's API."""

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        pass

    def answer(self, status=200, body=b"", headers=()):
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **dict(headers)}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def serving(handler, **state):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    for name, value in state.items():
        setattr(server, name, value)
    threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}).start()
    server.url = f"http://127.0.0.1:{server.server_port}"
    return server


class HubHandler(Handler):
    def do_HEAD(self):
        self.server.requests.append((self.command, self.path, dict(self.headers)))
        content = self.server.files.get(self.path)
        if content is None:
            return self.answer(404, headers={"X-Error-Code": "EntryNotFound", "X-Error-Message": "Entry not found"})
        etag = hashlib.sha256(content).hexdigest()
        commit = self.path.split("/resolve/")[1].split("/")[0]
        headers = {"ETag": f'"{etag}"', "X-Repo-Commit": commit, "X-Linked-Size": str(len(content))}
        return self.answer(200, content, headers)

    do_GET = do_HEAD


@pytest.fixture
def hub_server():
    """`files` maps paths ("/REPO/resolve/REVISION/FILE") to contents; `requests` is what was asked."""
    server = serving(HubHandler, files={}, requests=[])
    yield server
    server.shutdown()
    server.server_close()


class OpenAIHandler(Handler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((self.path, body, dict(self.headers)))
        if self.server.script:
            return self.server.script.pop(0)(self)
        return self.embeddings(body) if self.path.endswith("/embeddings") else self.chat(self.server.pieces)

    def json(self, status, value, headers=()):
        self.answer(status, json.dumps(value).encode(), {"Content-Type": "application/json", **dict(headers)})

    def embeddings(self, body):
        rows = [
            {"object": "embedding", "index": index, "embedding": self.server.embed(text)}
            for index, text in enumerate(body["input"])
        ]
        # In the wrong order on purpose: the index is what counts.
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        self.json(200, {"object": "list", "model": body["model"], "data": rows[::-1], "usage": usage})

    def chat(self, pieces, end="data: [DONE]\n\n"):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for piece in pieces:
            self.wfile.write(f"data: {json.dumps(chunk(piece))}\n\n".encode())
            self.wfile.flush()
        self.wfile.write(end.encode())
        self.close_connection = True


def chunk(piece):
    choices = [] if piece is None else [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]
    return {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": choices}


@pytest.fixture
def openai_server(monkeypatch):
    """`script` holds functions of the handler, used up first; then every request succeeds."""
    server = serving(
        OpenAIHandler,
        script=[],
        requests=[],
        pieces=["Hel", "lo", "", None],
        embed=lambda text: [float(len(text)), 1.0, 0.0],
        release=threading.Event(),
    )
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    yield server
    server.release.set()
    server.shutdown()
    server.server_close()
