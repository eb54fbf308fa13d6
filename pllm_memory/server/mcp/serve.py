"""Runs the server: over standard input and output for one user, or over HTTP for whoever has a token.

Tokens are made here (`Tokens`), or by an identity provider (`Jwts`).
"""

import logging
import socket
from collections.abc import Callable, Sequence
from typing import Any

import anyio.to_thread
import uvicorn
from mcp.server import Server
from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import AnyHttpUrl

from pllm_memory.errors import ConfigError, InvalidUserId
from pllm_memory.memory import AsyncMemory
from pllm_memory.server.jwts import Jwts
from pllm_memory.server.mcp import mcp_server
from pllm_memory.server.tokens import Tokens

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_log = logging.getLogger(__name__)


async def over_stdio(memory: AsyncMemory, user_id: str, *, reference: bool = False) -> None:
    """Serves one user's memory until standard input ends."""
    memory.for_user(user_id)  # an id that cannot be one is told now
    served = mcp_server(memory, user_id, reference=reference)
    async with stdio_server() as (incoming, outgoing):
        await served.run(incoming, outgoing, served.create_initialization_options())


async def over_http(
    memory: AsyncMemory,
    tokens: Tokens | Jwts,
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    names: Sequence[str] = (),
    reference: bool = False,
    started: Callable[[str], None] = lambda _: None,
) -> None:
    """Serves everybody who has a token, under http://HOST:PORT/mcp, until the process is told to stop.

    Args:
        memory: The memory; not closed.
        tokens: Who may call.
        host: Where to listen.
        port: On which port; 0: on any that is free.
        names: By which host names clients reach it, where that is not this machine: as in a proxy's address.
        reference: See `mcp_server`.
        started: Told the address.

    Raises:
        ConfigError: If the address cannot be listened on, or is no loopback and no name is given.
    """
    if isinstance(tokens, Tokens):
        tokens.all()  # a file that cannot be read is told now
    if host not in LOOPBACK and not names:
        raise ConfigError(
            f"{host} can be reached from other machines: say by which name, with --name NAME, and put TLS before it"
        )
    app = http_app(mcp_server(memory, caller, reference=reference), tokens, names=names)
    with _listening(host, port) as listener:
        bound = listener.getsockname()[1]
        config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False)
        started(f"http://{f'[{host}]' if ':' in host else host}:{bound}/mcp")
        await uvicorn.Server(config).serve(sockets=[listener])


def http_app(served: Server, tokens: Tokens | Jwts, *, names: Sequence[str] = ()) -> Any:
    """The ASGI application: no request without a good token, none from a page of another site."""
    hosts = [f"[{name}]" if ":" in name else name for name in (*LOOPBACK, *names)]
    origins = [f"http://{host}" for host in hosts] + [f"https://{name}" for name in names]
    return served.streamable_http_app(
        stateless_http=True,  # every request is its own: who calls is told by its own token
        transport_security=TransportSecuritySettings(
            allowed_hosts=[*hosts, *(f"{host}:*" for host in hosts)],
            allowed_origins=[*origins, *(f"{origin}:*" for origin in origins)],
        ),
        token_verifier=Verifier(tokens),
        auth=_settings(tokens),
    )


def _settings(tokens: Tokens | Jwts) -> AuthSettings:
    """Where clients can log in: the provider, if the audience is this server's address."""
    if isinstance(tokens, Jwts) and "://" in tokens.audience:
        return AuthSettings(
            issuer_url=AnyHttpUrl(tokens.issuer),
            resource_server_url=AnyHttpUrl(tokens.audience),
            validate_token_resource=False,  # the audience is looked at with the signature
        )
    # Tokens that are made here are made by no authorization server: there is no metadata that would name one.
    return AuthSettings(issuer_url=AnyHttpUrl("http://127.0.0.1"), resource_server_url=None)


class Verifier:
    """Asks whom a token speaks for, in the form that the SDK wants.

    Args:
        tokens: Who knows.
    """

    def __init__(self, tokens: Tokens | Jwts) -> None:
        self._tokens = tokens

    async def verify_token(self, token: str) -> AccessToken | None:
        """Whom a token speaks for; None if nobody."""
        try:
            if isinstance(self._tokens, Jwts):  # may have to ask for keys: no other request waits meanwhile
                user_id = await anyio.to_thread.run_sync(self._tokens.whose, token)
            else:
                user_id = self._tokens.whose(token)
        except ConfigError as error:
            _log.error("nobody is let in: %s", error)
            return None
        return None if user_id is None else AccessToken(token=token, client_id=user_id, scopes=[], subject=user_id)


def caller() -> str:
    """The user whose token came with the request at hand.

    Raises:
        InvalidUserId: If none did.
    """
    found = get_access_token()
    if found is None or not found.subject:
        raise InvalidUserId("no user id: the request has no token")
    return found.subject


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise ConfigError(f"cannot listen on {host}, port {port}: {error}") from error
