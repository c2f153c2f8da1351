"""Subscriptions by WebSocket at `/graphql`, in the protocol `graphql-transport-ws`, spoken by Strawberry's own handler.

Before a socket is accepted it is known who asks, by bearer token or cookie, and that no page of another site does: for
browsers send the cookies of a person with any site's WebSocket, and let its page read what comes.  A page that has
no way to send a header may name its token in `connection_init` instead.  Each operation, and each event of it, asks
anew whether the token still holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from datetime import timedelta
from functools import partial
from typing import Any, cast

import orjson
from graphql import GraphQLError
from starlette.responses import Response
from starlette.routing import WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http.exceptions import NonJsonMessageReceived, NonTextMessageReceived, WebSocketDisconnected
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL as PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.types.execution import ExecutionResult, PreExecutionError

from auth.tokens import TokenRefused
from auth.viewer import Viewer
from graph.accesses import AccessLog, Asked, Refused
from resolvers import answers
from resolvers.accesses import ADDRESS
from resolvers.answers import Answer
from resolvers.charging import Charge, charged_to
from resolvers.clients import Client
from resolvers.defects import log_defect
from resolvers.execution import Executor
from resolvers.http import GraphQLEndpoint, headers_of
from resolvers.requests import BODY_LIMIT, Refusal
from resolvers.subscriptions import subscribed
from schema.wheres import Refused as NotTaken
from settings import Settings

SUBSCRIPTIONS = 8
"""On one connection, at a time."""
CONNECTIONS = 10
"""Of one payer."""
ALL_CONNECTIONS = 500
"""Of this process."""
INIT_SECONDS = 10.0
"""In which `connection_init` must come."""
Subscribed = Callable[[str, dict[str, Any] | None, str | None, Callable[[], Awaitable[Viewer]]], AsyncGenerator[Answer]]


def socket_routes(
    executor: Executor,
    settings: Settings,
    http: GraphQLEndpoint,
    charge: Callable[[Scope, Viewer], Charge | None],
    client: Callable[[Scope], Client],
) -> list[WebSocketRoute]:
    """The address at which subscriptions come: that of everything else."""
    endpoint = SocketEndpoint(
        http,
        partial(subscribed, executor),
        origins=frozenset(settings.cors_origins),
        charge=charge,
        client=client,
        access=executor.access,
    )
    return [WebSocketRoute("/graphql", endpoint)]


class SocketEndpoint:
    """ASGI application for WebSockets at `/graphql`.

    `http` finds out who asks; `subscribed` answers one subscription (`resolvers.subscriptions`); `origins` are those
    of other sites that may ask without cookies; `charge` says who pays.
    """

    def __init__(
        self,
        http: GraphQLEndpoint,
        subscribed: Subscribed,
        *,
        origins: frozenset[str],
        charge: Callable[[Scope, Viewer], Charge | None],
        client: Callable[[Scope], Client],
        access: AccessLog | None,
    ) -> None:
        self.http = http
        self.subscribed = subscribed
        self.charge = charge
        self._origins = origins
        self._client = client
        self._access = access
        self._open = Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ADDRESS.set(self._client(scope).address)
        socket = WebSocket(scope, receive, send)
        try:
            viewer = await self._let_in(scope)
            payer = viewer.account or viewer.user or self._client(scope).network
            if self._open[payer] >= CONNECTIONS or self._open.total() >= ALL_CONNECTIONS:
                raise Refusal(429, "There are too many connections: close others first.", answers.RATE_LIMITED)
            self._open[payer] += 1
            try:
                await socket.accept(PROTOCOL)
                await Talk(self, socket, scope, viewer).handle()
            finally:
                self._open[payer] -= 1
                if not self._open[payer]:
                    del self._open[payer]
        except Refusal as refusal:
            if self._access is not None:
                self._access.refused(Refused(Asked(address=ADDRESS.get()), refusal.code))
            await _denied(socket, refusal)
        except WebSocketDisconnect:
            return
        except Exception as error:
            log_defect(error)
            if socket.application_state != WebSocketState.DISCONNECTED:
                await socket.close(1011)

    async def _let_in(self, scope: Scope) -> Viewer:
        headers = headers_of(scope)
        if PROTOCOL not in scope["subprotocols"]:
            raise Refusal(400, f"Offer the subprotocol {PROTOCOL}.")
        origin, client = headers.get("origin"), self._client(scope)
        if origin is not None and origin != f"{client.scheme}://{client.host}" and origin not in self._origins:
            raise Refusal(403, "Pages of this site may not ask here: PEYMAN_CORS_ORIGINS names those that may.", "CSRF")
        return await self.http.viewer(scope, headers)


async def _denied(socket: WebSocket, refusal: Refusal) -> None:
    """Refused before it is accepted: by a status where the server knows how, else by 403."""
    if "websocket.http.response" not in socket.scope.get("extensions", {}):
        await socket.close(1008)
        return
    body = {"errors": [{"message": refusal.message, "extensions": {"code": refusal.code}}]}
    await socket.send_denial_response(
        Response(orjson.dumps(body), refusal.status, dict(refusal.headers), "application/json; charset=utf-8")
    )


class Talk(BaseGraphQLTransportWSHandler[Any, None]):
    """One connection: the protocol is Strawberry's, what is asked and answered is ours."""

    def __init__(self, endpoint: SocketEndpoint, socket: WebSocket, scope: Scope, viewer: Viewer) -> None:
        super().__init__(
            view=cast(Any, self),
            websocket=cast(Any, Messages(socket)),
            context={},
            root_value=None,
            schema=cast(Any, self),
            connection_init_wait_timeout=timedelta(seconds=INIT_SECONDS),
            max_subscriptions_per_connection=SUBSCRIPTIONS,
        )
        self._endpoint = endpoint
        self._scope = scope
        self._authorization: str | None = None
        charged_to(endpoint.charge(scope, viewer))

    async def asks(self) -> Viewer:
        """Who asks, as he is now."""
        http = self._endpoint.http
        try:
            if self._authorization is not None:
                return await http.bearing(self._authorization)
            return await http.viewer(self._scope, headers_of(self._scope))
        except Refusal as refusal:
            if refusal.code == answers.UNAUTHENTICATED:
                raise TokenRefused(refusal.message) from None
            raise NotTaken(refusal.message, refusal.code) from None

    async def on_ws_connect(self, context: dict[str, Any]) -> dict[str, Any]:
        """`connection_init`: its payload may name a token, as a header would (GraphiQL's are there)."""
        given: dict[str, Any] = context.get("connection_params") or {}
        named = {name.lower(): value for name, value in given.items()}
        authorization = named.get("authorization")
        if isinstance(authorization, str) and authorization.strip().lower() not in ("", "bearer"):
            self._authorization = authorization
            try:
                charged_to(self._endpoint.charge(self._scope, await self.asks()))
            except (TokenRefused, NotTaken):
                raise ConnectionRejectionError from None
        return {}

    async def handle_message(self, message: Any) -> None:
        if problem := problem_of(message):
            await self.handle_invalid_message(problem)
        else:
            await super().handle_message(message)

    async def stream(
        self,
        query: str,
        *,
        variable_values: dict[str, Any] | None,
        operation_name: str | None,
        **_: Any,
    ) -> AsyncGenerator[ExecutionResult]:
        """One subscription's answers, as the protocol's handler wants them."""
        return results(self._endpoint.subscribed(query, variable_values, operation_name, self.asks))

    async def handle_task_exception(self, error: Exception) -> None:
        """Never with a message, which may quote what a client sent."""
        if not isinstance(error, WebSocketDisconnected):
            log_defect(error)


async def results(answered: AsyncGenerator[Answer]) -> AsyncGenerator[ExecutionResult]:
    first = True
    async with aclosing(answered) as found:
        async for answer in found:
            errors: list[GraphQLError] = [Told(error) for error in answer.errors]
            if first and not answer.executed:
                yield PreExecutionError(None, errors)
            else:
                yield ExecutionResult(answer.data, errors or None, answer.extensions or None)
            first = False


class Told(GraphQLError):
    """An error that is in the words of the answer already."""

    def __init__(self, found: dict[str, Any]) -> None:
        super().__init__(found["message"])
        self._found = found

    @property
    def formatted(self) -> Any:
        return self._found


def problem_of(message: Any) -> str | None:
    """What keeps a message from being one of the protocol."""
    if not isinstance(message, dict):
        return "A message is a JSON object"
    given = cast(Mapping[str, Any], message)
    kind, payload = given.get("type"), given.get("payload")
    if not isinstance(kind, str) or len(kind) > 40:
        return "A message has a type"
    if kind in ("subscribe", "complete") and not (isinstance(given.get("id"), str) and 0 < len(given["id"]) <= 100):
        return "A message of this type has an id of 1 to 100 characters"
    if kind != "subscribe":
        return None
    if not isinstance(payload, dict) or not isinstance(cast(Mapping[str, Any], payload).get("query"), str):
        return "The payload has a query"
    asked = cast(Mapping[str, Any], payload)
    if not isinstance(asked.get("operationName"), str | None) or not isinstance(asked.get("variables"), dict | None):
        return "variables is an object, operationName a string"
    return None


class Messages:
    """The socket as the protocol's handler wants it: JSON, no longer than a request's body may be."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> AsyncGenerator[object]:
        while self._socket.application_state != WebSocketState.DISCONNECTED:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            if text is None:
                raise NonTextMessageReceived
            if len(text) > BODY_LIMIT:
                await self.close(1009, f"A message has {BODY_LIMIT:,} characters at most")
                return
            try:
                yield orjson.loads(text)
            except orjson.JSONDecodeError:
                raise NonJsonMessageReceived from None

    async def send_json(self, message: Mapping[str, object]) -> None:
        if self._socket.application_state == WebSocketState.DISCONNECTED:
            raise WebSocketDisconnected
        try:
            await self._socket.send_text(orjson.dumps(message).decode())
        except WebSocketDisconnect:
            raise WebSocketDisconnected from None

    async def close(self, code: int, reason: str) -> None:
        """Once: who sends more than one bad message is told of the first."""
        if self._socket.application_state != WebSocketState.DISCONNECTED:
            await self._socket.close(code, reason[:100])
