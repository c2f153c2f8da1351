"""A TCP proxy before Neo4j that reads the Bolt messages passing through: what goes over the wire, in which order.

Only what is needed to count messages is decoded: the handshake, the chunks, and the tag of each message (Bolt
protocol, "Message structure"; PackStream structures).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

NAMES = {
    0x01: "HELLO",
    0x02: "GOODBYE",
    0x0F: "RESET",
    0x10: "RUN",
    0x11: "BEGIN",
    0x12: "COMMIT",
    0x13: "ROLLBACK",
    0x2F: "DISCARD",
    0x3F: "PULL",
    0x54: "TELEMETRY",
    0x66: "ROUTE",
    0x6A: "LOGON",
    0x6B: "LOGOFF",
    0x70: "SUCCESS",
    0x71: "RECORD",
    0x7E: "IGNORED",
    0x7F: "FAILURE",
}
MANIFEST = bytes((0, 0, 1, 0xFF))
"""The server's answer that begins a handshake by manifest (Bolt handshake, "Manifest v1")."""


class Reader:
    """One direction of a connection: takes bytes as they come, gives the names of the messages completed by them."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.message = bytearray()

    def feed(self, data: bytes) -> Iterator[str]:
        self.buffer += data
        while len(self.buffer) >= 2:
            size = int.from_bytes(self.buffer[:2])
            if len(self.buffer) < 2 + size:
                return
            self.message += self.buffer[2 : 2 + size]
            del self.buffer[: 2 + size]
            if not size and self.message:
                yield NAMES.get(self.message[1], f"0x{self.message[1]:02X}")
                self.message.clear()


class BoltProxy:
    """Listens on a free port of its own; `heard` are the messages since it was last emptied: "> RUN", "< SUCCESS" …"""

    def __init__(self, uri: str) -> None:
        self.target = urlsplit(uri)
        self.heard: list[str] = []
        self.connections = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> BoltProxy:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.uri = f"bolt://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        self.connections += 1
        server, to_server = await asyncio.open_connection(self.target.hostname, self.target.port)
        offered = await client.readexactly(20)
        to_server.write(offered)
        answer = await server.readexactly(4)
        to_client.write(answer)
        if answer == MANIFEST:
            await self._manifest(client, to_client, server, to_server)
        pumps = [
            asyncio.create_task(self._pump(client, to_server, ">")),
            asyncio.create_task(self._pump(server, to_client, "<")),
        ]
        self._tasks.update(pumps)
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for writer in (to_client, to_server):
            with suppress(OSError):
                writer.close()

    async def _manifest(
        self,
        client: asyncio.StreamReader,
        to_client: asyncio.StreamWriter,
        server: asyncio.StreamReader,
        to_server: asyncio.StreamWriter,
    ) -> None:
        """The server lists its versions and capabilities; the client chooses of both."""
        number, raw = await varint(server)
        versions = await server.readexactly(4 * number)
        _, capabilities = await varint(server)
        to_client.write(raw + versions + capabilities)
        chosen = await client.readexactly(4)
        _, wanted = await varint(client)
        to_server.write(chosen + wanted)

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, arrow: str) -> None:
        reader = Reader()
        with suppress(OSError):
            while data := await source.read(65_536):
                self.heard += [f"{arrow} {name}" for name in reader.feed(data)]
                target.write(data)
                await target.drain()


async def varint(source: asyncio.StreamReader) -> tuple[int, bytes]:
    """A number in groups of seven bits, the lowest first; and its bytes."""
    value, raw = 0, b""
    while True:
        byte = await source.readexactly(1)
        value |= (byte[0] & 0x7F) << (7 * len(raw))
        raw += byte
        if byte[0] < 0x80:
            return value, raw
