"""The ways to answer an operation, each as an ASGI application of its own, called in one manner.

They share the process, the event loop, the driver and the database; a call is the application's whole work for one
request, from the request's bytes to those of the response, without a socket between.
"""

from __future__ import annotations

from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from strawberry.asgi import GraphQL

from app import create_app
from benchmarks.dataloaders import Context, schema
from benchmarks.operations import READS, Operation
from graph.database import Database
from resolvers.execution import Executor
from settings import Settings

LISTS, MAPS, PEYMAN, LOADERS = "by hand, lists", "by hand, maps", "Peyman", "Strawberry + DataLoader"


def by_hand(database: Database, visible: list[int], operation: Operation, mapped: bool) -> Any:
    """A bare Starlette route: one handwritten statement, a comprehension, orjson."""
    statement = "CYPHER 25 " + (operation.maps if mapped else operation.lists)
    shape = operation.fold if mapped else operation.shape

    async def answer(request: Request) -> Response:
        body = orjson.loads(await request.body())
        values = await database.read(statement, {**body["variables"], "visible": visible}, timeout=60)
        return Response(orjson.dumps({"data": shape(values)}), media_type="application/json")

    return Starlette(routes=[Route("/graphql", answer, methods=["POST"])])


class Loaders(GraphQL[Any, Any]):
    """Strawberry's own view over resolvers and loaders."""

    def __init__(self, database: Database, visible: list[int]) -> None:
        super().__init__(schema)
        self.database = database
        self.visible = visible

    async def get_context(self, request: Any, response: Any) -> Any:
        return Context(self.database, self.visible)


def ways(executor: Executor, settings: Settings, visible: list[int]) -> dict[str, dict[str, Any]]:
    """Operation → way → application."""
    # counted as ever, and never spent
    peyman = create_app(settings.model_copy(update={"cost_per_minute": 10**12}), executor)
    loaders = Starlette(routes=[Route("/graphql", Loaders(executor.database, visible))])
    return {
        operation.name: {
            LISTS: by_hand(executor.database, visible, operation, mapped=False),
            MAPS: by_hand(executor.database, visible, operation, mapped=True),
            PEYMAN: peyman,
            LOADERS: loaders,
        }
        for operation in READS
    }


async def call(application: Any, body: bytes, headers: tuple[tuple[bytes, bytes], ...] = ()) -> bytes:
    """One request straight into an ASGI application; the body of its answer."""
    sent = False
    answered: list[bytes] = []

    async def receive() -> dict[str, Any]:
        nonlocal sent
        if sent:
            import asyncio

            await asyncio.Event().wait()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            assert message["status"] == 200, message
        elif message["type"] == "http.response.body":
            answered.append(message.get("body", b""))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "root_path": "",
        "headers": [
            (b"host", b"localhost"),
            (b"content-type", b"application/json"),
            (b"accept", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            *headers,
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    await application(scope, receive, send)
    return b"".join(answered)
