"""Signed tokens: only the provider's, only for this server, only in time; by any other nobody is let in."""

import base64
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from pllm_memory.errors import ConfigError
from pllm_memory.server.jwts import Jwts
from pllm_memory.server.mcp import mcp_server
from pllm_memory.server.mcp.serve import caller, http_app

pytestmark = pytest.mark.anyio

ISSUER, AUDIENCE = "https://login.example.com/", "https://memory.example.com/mcp"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())


def public(key, kid):
    made = (ECAlgorithm if key is CURVE else RSAAlgorithm).to_jwk(key.public_key(), as_dict=True)
    return made | {"kid": kid, "use": "sig"}


def keyset(*keys):
    return json.dumps({"keys": [public(key, kid) for kid, key in keys]})


def signed(key=KEY, *, kid="k1", algorithm="RS256", leave_out=(), **claims):
    told = {"iss": ISSUER, "aud": AUDIENCE, "sub": "ada", "exp": int(time.time()) + 600} | claims
    told = {name: value for name, value in told.items() if name not in leave_out}
    return jwt.encode(told, key, algorithm=algorithm, headers={"kid": kid} if kid else {})


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "jwks.json"
    made.write_text(keyset(("k1", KEY), ("k2", CURVE)))
    return made


@pytest.fixture
def jwts(path):
    return Jwts(issuer=ISSUER, audience=AUDIENCE, keys=str(path))


def test_a_token_of_the_provider_speaks_for_its_subject(jwts):
    assert jwts.whose(signed()) == "ada"
    assert jwts.whose(signed(CURVE, kid="k2", algorithm="ES256", sub="bob")) == "bob"
    assert jwts.whose(signed(aud=["other", AUDIENCE])) == "ada"


def test_or_for_another_claim(path):
    by_mail = Jwts(issuer=ISSUER, audience=AUDIENCE, keys=str(path), claim="email")
    assert by_mail.whose(signed(email="ada@example.com")) == "ada@example.com"
    assert by_mail.whose(signed()) is None


def unsigned(**header):
    parts = [
        {"alg": "none", "kid": "k1"} | header,
        {"iss": ISSUER, "aud": AUDIENCE, "sub": "ada", "exp": 9_999_999_999},
    ]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def confused():
    """Signed with the public key, as if that were a secret."""
    parts = unsigned(alg="HS256").rstrip(".")
    from hashlib import sha256
    from hmac import new

    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return parts + "." + base64.urlsafe_b64encode(new(pem, parts.encode(), sha256).digest()).decode().rstrip("=")


REFUSED = {
    "of another key": lambda: signed(OTHER),
    "of an unknown key": lambda: signed(kid="k9"),
    "of a key of another kind": lambda: signed(kid="k2"),
    "that names no key where there are two": lambda: signed(kid=None),
    "that is not signed": unsigned,
    "that is not signed, in capitals": lambda: unsigned(alg="NONE"),
    "signed with the public key": confused,
    "of another issuer": lambda: signed(iss="https://login.example.com"),
    "for another server": lambda: signed(aud="https://other.example.com/mcp"),
    "for several others": lambda: signed(aud=["a", "b"]),
    "that has ended": lambda: signed(exp=int(time.time()) - 3600),
    "that is not good yet": lambda: signed(nbf=int(time.time()) + 3600),
    "without an end": lambda: signed(leave_out=["exp"]),
    "without an issuer": lambda: signed(leave_out=["iss"]),
    "without an audience": lambda: signed(leave_out=["aud"]),
    "of nobody": lambda: signed(leave_out=["sub"]),
    "of an empty subject": lambda: signed(sub=""),
    "of a subject that can be no user": lambda: signed(sub=" ada"),
    "that was changed": lambda: signed()[:-4] + "AAAA",
    "that is too long": lambda: signed(more="x" * 20_000),
    "that is none": lambda: "pllm_0123_abc",
    "that is empty": lambda: "",
    "of another script": lambda: "é.é.é",
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_nobody_is_let_in_by_a_token(jwts, make):
    assert jwts.whose(make()) is None


def test_keys_that_are_replaced_count_at_once(jwts, path):
    path.write_text(keyset(("k1", OTHER)) + " ")
    assert jwts.whose(signed()) is None
    assert jwts.whose(signed(OTHER)) == jwts.whose(signed(OTHER, kid=None)) == "ada"
    path.unlink()
    with pytest.raises(ConfigError):
        jwts.whose(signed(OTHER))


def test_a_secret_among_the_keys_is_none_of_them(path):
    secret = base64.urlsafe_b64encode(b"s" * 64).decode().rstrip("=")
    path.write_text(json.dumps({"keys": [{"kty": "oct", "k": secret, "kid": "k1", "alg": "HS256"}, public(KEY, "k2")]}))
    jwts = Jwts(issuer=ISSUER, audience=AUDIENCE, keys=str(path))
    assert jwts.whose(signed(b"s" * 64, algorithm="HS256")) is None
    assert jwts.whose(signed(kid="k2")) == "ada"


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": ""},
        {"audience": ""},
        {"keys": "nonesuch.json"},
        {"keys": "http://login.example.com/jwks"},
        {"keys": "ftp://login.example.com/jwks"},
        {"claim": ""},
        {"algorithms": ["HS256"]},
        {"algorithms": ["RS256", "none"]},
        {"algorithms": []},
    ],
)
def test_what_would_let_in_too_many_is_no_configuration(path, wrong):
    with pytest.raises(ConfigError):
        Jwts(**{"issuer": ISSUER, "audience": AUDIENCE, "keys": str(path)} | wrong)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"keys": []}', '{"keys": [{"kty": "RSA"}]}'])
def test_a_file_without_keys_is_told(path, text):
    path.write_text(text)
    with pytest.raises(ConfigError, match="no keys"):
        Jwts(issuer=ISSUER, audience=AUDIENCE, keys=str(path))


@pytest.fixture
def provider():
    """A provider on this machine: its keys, and how often it was asked."""

    class Answers(BaseHTTPRequestHandler):
        asked = 0

        def do_GET(self):
            type(self).asked += 1
            body = keyset(("k1", KEY)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_): ...

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server, Answers
    server.shutdown()
    thread.join()
    server.server_close()


def test_keys_at_a_url_are_asked_for_once_also_when_unknown_ones_are_named(provider):
    server, answers = provider
    jwts = Jwts(issuer=ISSUER, audience=AUDIENCE, keys=f"http://127.0.0.1:{server.server_port}/jwks")
    assert jwts.whose(signed()) == jwts.whose(signed(kid=None)) == "ada"
    assert [jwts.whose(signed(kid=f"k{number}")) for number in range(2, 9)] == [None] * 7
    assert answers.asked == 1


def test_a_provider_that_is_down_lets_nobody_in(provider):
    server, _ = provider
    jwts = Jwts(issuer=ISSUER, audience=AUDIENCE, keys=f"http://127.0.0.1:{server.server_port}/nothing-listens")
    server.shutdown()
    server.server_close()
    with pytest.raises(ConfigError, match="cannot be had"):
        jwts.whose(signed())


async def test_over_http_the_token_says_whose_memory_it_is_and_where_to_log_in_is_told(amemory, jwts):
    app = http_app(mcp_server(amemory, caller), jwts)
    call = {"name": "add_memory", "arguments": {"text": "I moved to Lyon."}}
    ask = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    accept = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://localhost") as web,
    ):
        for token, status in ((signed(), 200), (signed(OTHER), 401), (unsigned(), 401), (None, 401)):
            headers = accept | ({"Authorization": f"Bearer {token}"} if token else {})
            found = await web.post("/mcp", json=ask, headers=headers)
            assert found.status_code == status, found.text
        assert "resource_metadata" in found.headers["WWW-Authenticate"]
        told = (await web.get("/.well-known/oauth-protected-resource/mcp")).json()
    assert (told["resource"], told["authorization_servers"]) == (AUDIENCE, [ISSUER])
    assert [user async for user in amemory.users()] == ["ada"]
