"""An OpenAI client that remembers, by one line. Run it: a small stand-in answers in place of a model, over HTTP.

Give `OpenAI()` your key, or the address of any server that speaks its API, and leave the stand-in out.
"""

import json
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from openai import OpenAI

from pllm_memory import Memory, personal


class StandIn(BaseHTTPRequestHandler):
    """Answers every chat with how much it was shown."""

    def do_POST(self) -> None:
        shown = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["messages"]
        message = {
            "role": "assistant",
            "content": f"(I was shown {len(shown)} messages: {shown[0]['content'][-90:]!r})",
        }
        choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
        body = json.dumps({"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": choices})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    server = HTTPServer(("127.0.0.1", 0), StandIn)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    model = OpenAI(base_url=f"http://127.0.0.1:{server.server_port}/v1", api_key="none")
    with tempfile.TemporaryDirectory() as folder, Memory(f"sqlite:///{folder}") as memory:
        client = personal(model, memory)
        for user_id, turn in (
            ("ada", "I moved to Lyon in May."),
            ("ada", "Which city do I live in?"),
            ("bob", "Which city do I live in?"),
        ):
            chat = client.for_user(user_id).chat.completions
            answer = chat.create(model="any", messages=[{"role": "user", "content": turn}])
            print(f"{user_id}> {turn}\n  {answer.choices[0].message.content}")
    server.shutdown()


if __name__ == "__main__":
    main()
