"""The socket that Peyman answers on, and answering on it until it is told to stop."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from starlette.applications import Starlette

from resolvers.requests import BODY_LIMIT
from settings import OperatorError

if TYPE_CHECKING:
    import uvicorn


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket bound to the address; port 0 takes a free one."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise OperatorError(f"{host} is no address of this machine ({error}).", "Set --host or PEYMAN_HOST.") from None
    try:
        if os.name == "posix":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        bound.close()
        found = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        raise OperatorError(
            f"Port {port} on {host} {found}.", "Give another with --port or PEYMAN_PORT; 0 picks a free one."
        ) from None
    return bound


def address(bound: socket.socket) -> str:
    """The URL of a bound socket."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def configured(application: Starlette) -> uvicorn.Config:
    """How it is served. What a proxy says is for `PEYMAN_TRUSTED_PROXIES` to believe, not for the server itself."""
    import uvicorn

    return uvicorn.Config(
        application,
        loop="none",
        http="auto",
        lifespan="on",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_level="warning",
        timeout_graceful_shutdown=5,
        ws_max_size=BODY_LIMIT,
        ws_max_queue=4,
        ws_per_message_deflate=False,
    )


async def answer(
    application: Starlette, bound: socket.socket, ready_to_answer: Callable[[], None] | None = None
) -> None:
    """Answers requests on the socket until SIGINT or SIGTERM; `ready_to_answer` is called once it does."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started and ready_to_answer is not None:
                ready_to_answer()

        @contextmanager
        def capture_signals(self) -> Generator[None]:
            """Ctrl-C and SIGTERM end serving in good order; raised again they would cut short the rest."""
            with super().capture_signals():
                yield
                self._captured_signals.clear()

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            """A second Ctrl-C changes nothing: in 5 s it ends anyway, with the database closed."""
            super().handle_exit(sig, frame)
            self.force_exit = False

    server = Server(configured(application))
    await server.serve(sockets=[bound])
