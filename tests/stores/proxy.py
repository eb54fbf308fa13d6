"""A network that misbehaves: a TCP proxy between the store and its server, in the test's own event loop."""

import asyncio
import socket
import struct
from contextlib import asynccontextmanager


class Proxy:
    """Passes bytes on to a server's unix socket, until it is told otherwise.

    Attributes:
        port: Where it listens, on 127.0.0.1.
        delay: Seconds that each piece of data takes, in each direction.
        accepted: How many connections there have been.
        cut_at: Bytes from the client that end their connection: "before" they reach the server, or "after" the server
            has answered to them; once.
        holds_after_cut: Whether nothing comes through after that.
        cuts: How often that has happened.
    """

    def __init__(self, upstream):
        self._upstream = upstream
        self._open = asyncio.Event()
        self._open.set()
        self._links = set()
        self.port, self.delay, self.accepted = 0, 0.0, 0
        self.cut_at = None
        self.holds_after_cut = False
        self.cuts = 0

    def hold(self):
        """From here on nothing comes through, and nobody is told."""
        self._open.clear()

    def heal(self):
        """Everything comes through again, also what was held."""
        self._open.set()

    def lose(self):
        """What is connected now never hears anything again, nor of that: as by a firewall that has forgotten it."""
        for link in self._links:
            link.is_lost = True

    def reset(self):
        """Ends every connection at once, with RST."""
        for link in list(self._links):
            link.reset()

    async def __call__(self, reader, writer):
        self.accepted += 1
        try:
            server = await asyncio.open_unix_connection(self._upstream)
        except OSError:
            writer.close()
            return
        link = _Link(self, (reader, writer), server)
        self._links.add(link)
        try:
            await link.run()
        finally:
            self._links.discard(link)

    async def pause(self):
        await self._open.wait()
        await asyncio.sleep(self.delay)


class _Link:
    def __init__(self, proxy, client, server):
        self._proxy, self._client, self._server = proxy, client, server
        self.is_lost = False
        self._cut_after = False

    def reset(self):
        for _, writer in (self._client, self._server):
            raw = writer.get_extra_info("socket")
            if raw is not None and raw.family == socket.AF_INET:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()

    def _cut(self):
        self._proxy.cuts += 1
        if self._proxy.holds_after_cut:
            self._proxy.hold()
        self.reset()

    async def run(self):
        ways = [asyncio.create_task(self._pass(*way)) for way in (
            (self._client[0], self._server[1], True), (self._server[0], self._client[1], False),
        )]  # fmt: skip
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        for _, writer in (self._client, self._server):
            writer.close()

    async def _pass(self, reader, writer, is_question):
        while data := await reader.read(65536):
            await self._proxy.pause()
            if self.is_lost:
                continue
            if self._cut_after and not is_question:  # the answer is there, so it was done; nobody hears of it
                self._cut()
                return
            where = self._proxy.cut_at
            if is_question and where and where[1] in data:
                self._proxy.cut_at = None
                if where[0] == "before":
                    self._cut()
                    return
                self._cut_after = True
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def proxied(folder):
    """A proxy before the server whose unix socket is in a folder."""
    proxy = Proxy(f"{folder}/.s.PGSQL.5432")
    server = await asyncio.start_server(proxy, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        proxy.heal()
        server.close()
        proxy.reset()
