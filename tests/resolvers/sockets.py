"""The application before a real socket, and a client that speaks `graphql-transport-ws` with it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from resolvers.listening import address, configured, listening_socket

PROTOCOL: Any = "graphql-transport-ws"
PATIENCE = 20.0


class Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.up.set()


@asynccontextmanager
async def serving(application: Any) -> AsyncIterator[str]:
    """The address of the application, served on this loop; its database stays open for other tests."""
    config = configured(application)
    config.lifespan = "off"
    with listening_socket("127.0.0.1", 0) as bound:
        server = Server(config)
        task = asyncio.create_task(server.serve(sockets=[bound]))
        try:
            async with asyncio.timeout(PATIENCE):
                await server.up.wait()
            yield address(bound)
        finally:
            server.should_exit = True
            await task


class Talking:
    """One connection."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def say(self, type: str, id: str | None = None, payload: Any = None) -> None:
        told = {"type": type, "id": id, "payload": payload}
        await self.connection.send(json.dumps({key: value for key, value in told.items() if value is not None}))

    async def subscribe(self, query: str, id: str = "1", **payload: Any) -> None:
        await self.say("subscribe", id, {"query": query, **payload})

    async def hear(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            return json.loads(await self.connection.recv())

    async def hear_out(self) -> list[dict[str, Any]]:
        """All messages until the operation is over."""
        found = [await self.hear()]
        while found[-1]["type"] == "next":
            found.append(await self.hear())
        return found


@asynccontextmanager
async def talking(url: str, payload: Any = None, **headers: str) -> AsyncIterator[Talking]:
    """A connection that has been acknowledged."""
    to = f"ws://{urlsplit(url).netloc}/graphql"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with connect(to, subprotocols=[PROTOCOL], additional_headers=named, proxy=None) as connection:
        found = Talking(connection)
        await found.say("connection_init", payload=payload)
        assert (await found.hear())["type"] == "connection_ack"
        yield found
