"""`pllm-memory mcp` and `pllm-memory token`: the memory for clients of the Model Context Protocol."""

from pathlib import Path
from typing import Annotated

import anyio
import typer

from pllm_memory.cli.arguments import EmbedderName, Json, Url
from pllm_memory.errors import ConfigError

TokensFile = Annotated[
    Path | None,
    typer.Option(
        "--tokens", help="The file of tokens; by default beside the settings.", envvar="PLLM_TOKENS", show_envvar=True
    ),
]


def mcp(
    user: Annotated[
        str | None,
        typer.Option(help="Whose memory, over standard input and output.", envvar="PLLM_USER", show_envvar=True),
    ] = None,
    http: Annotated[
        bool, typer.Option("--http", help="Over HTTP, for whoever has a token (see token); it says whose memory.")
    ] = False,
    host: Annotated[str, typer.Option(help="HTTP: where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="HTTP: on which port; 0: on any free one.")] = 8765,
    name: Annotated[
        list[str] | None, typer.Option(help="HTTP: by which host name it is reached, if not from this machine.")
    ] = None,
    tokens: TokensFile = None,
    issuer: Annotated[
        str | None, typer.Option(help="HTTP: instead of a file of tokens, who signs them: an identity provider.")
    ] = None,
    audience: Annotated[str | None, typer.Option(help="HTTP: what the provider calls this server.")] = None,
    keys: Annotated[
        str | None, typer.Option(help="HTTP: the provider's keys: a JWKS file, or its URL.", metavar="FILE|URL")
    ] = None,
    claim: Annotated[str, typer.Option(help="HTTP: which claim of a signed token is the user id.")] = "sub",
    compat: Annotated[
        str | None, typer.Option(help='"reference": the tools of the reference memory server, for its users.')
    ] = None,
    url: Url = None,
    embedder: EmbedderName = None,
) -> None:
    """Serve the memory over the Model Context Protocol, to Claude Desktop, Cursor, or any other client."""
    from pllm_memory.models.extras import library

    library("mcp", what="the command mcp", extra="mcp")
    if compat not in (None, "reference"):
        raise ConfigError(f"--compat must be reference, not {compat!r}")
    if http and user:
        raise ConfigError("over HTTP the caller's token says whose memory it is: leave out --user and PLLM_USER")
    if not http and not user:
        raise ConfigError("whose memory? give --user USER, or set PLLM_USER")
    if any((issuer, audience, keys)) and not (http and all((issuer, audience, keys))):
        raise ConfigError("signed tokens are for --http, and need --issuer, --audience and --keys")

    async def run() -> None:
        from pllm_memory.memory import AsyncMemory
        from pllm_memory.server.jwts import Jwts
        from pllm_memory.server.mcp.serve import over_http, over_stdio
        from pllm_memory.server.tokens import Tokens, default_path

        signed = (
            Jwts(issuer=issuer, audience=audience, keys=keys, claim=claim) if issuer and audience and keys else None
        )
        async with AsyncMemory(url, embedder=embedder) as memory:
            if user:
                await over_stdio(memory, user, reference=bool(compat))
            else:
                await over_http(
                    memory,
                    signed or Tokens(tokens or default_path()),
                    host=host,
                    port=port,
                    names=name or (),
                    reference=bool(compat),
                    started=lambda address: typer.echo(f"listening on {address}", err=True),
                )

    anyio.run(run)


def token(
    user: Annotated[
        str | None, typer.Argument(help="For whom to make one; nobody: list them.", metavar="[USER]")
    ] = None,
    expires_at: Annotated[str | None, typer.Option(help="Until when it is good, e.g. 2027-01-01T00:00:00Z.")] = None,
    revoke: Annotated[str | None, typer.Option(help="Take back the token of this id.", metavar="ID")] = None,
    tokens: TokensFile = None,
    json: Json = False,
) -> None:
    """Make a token for mcp --http, list the tokens, or take one back. A token is shown once."""
    from pllm_memory.cli import show
    from pllm_memory.server.tokens import Tokens, default_path

    kept = Tokens(tokens or default_path())
    if revoke:
        kept.revoke(revoke)
        show.line(f"{revoke} is taken back", {"revoked": revoke}, json)
    elif user:
        made = kept.add(user, expires_at=expires_at)
        show.line(made, {"token": made, "user_id": user}, json)
    else:
        found = [one.to_dict() for one in kept.all()]
        lines = [f"{one['id']} {one['user_id']} since {one['created_at'][:10]}" for one in found]
        show.line("\n".join(lines) or "there are no tokens", found, json)
