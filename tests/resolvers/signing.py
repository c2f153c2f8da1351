"""Somebody at a browser or a program, at the whole application over the test's database."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
from pwdlib.hashers.argon2 import Argon2Hasher

import app
from auth.passwords import Passwords
from auth.rates import Rates, Throttle
from resolvers.accounts import make_account
from resolvers.secrets import Secrets, set_password
from settings import Settings
from tests.fixtures_graph import executor_over

SECRET = "a secret of the tests, long enough to be one"
PASSWORD = "quince harbour of nine lanterns"
LOCAL = "http://127.0.0.1:8000"
CHEAP = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Clock:
    """Time that passes faster where a test wants it to: it is `ahead` of the machine's by so many seconds."""

    ahead: float = 0.0

    def time(self) -> float:
        return time.time() + self.ahead

    def passes(self, **given: float) -> None:
        self.ahead += timedelta(**given).total_seconds()


@dataclass
class Service:
    """One process of Peyman; several over one database are several of these."""

    run: Callable[[Awaitable[Any]], Any]
    settings: Settings
    executor: Any
    clock: Clock
    slept: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.identities = app.identities_of(self.settings, self.executor)
        self.secrets: Secrets = app.secrets_of(self.settings, self.executor, self.identities)
        sign_ins = self.secrets.sign_ins
        sign_ins.passwords = Passwords(CHEAP)
        sign_ins.now = sign_ins.factors._now = self.clock.time

        async def sleep(seconds: float) -> None:
            self.slept.append(seconds)

        sign_ins.throttle = Throttle(Rates(now=self.clock.time), sleep)
        self.app = app.create_app(self.settings, self.executor, identities=self.identities, secrets=self.secrets)

    def account(self, email: str, password: str | None = PASSWORD, **holds: Any) -> str:
        id = self.run(make_account(self.executor, email, holds))
        if password is not None:
            self.run(set_password(self.secrets, email, password))
        return id

    def client(self, address: str = "203.0.113.5", base: str = LOCAL, **headers: str) -> Client:
        return Client(self, address, base, headers)


class Client:
    """A browser, or a program: it keeps cookies and sends what it is told to."""

    def __init__(self, service: Service, address: str, base: str, headers: dict[str, str]) -> None:
        self.service = service
        self.base = base
        transport = httpx.ASGITransport(service.app, client=(address, 50_000))
        self.http = httpx.AsyncClient(transport=transport, base_url=base, headers={"User-Agent": "tests", **headers})
        self.csrf = ""

    def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        given = {"Origin": self.base, "X-CSRF-Token": self.csrf, **headers}
        given = {name: value for name, value in given.items() if value}
        return self.service.run(self.http.post(path, json={} if body is None else body, headers=given))

    def post_bytes(self, path: str, content: bytes, **headers: str) -> httpx.Response:
        given = {"Origin": self.base, "X-CSRF-Token": self.csrf, **headers}
        given = {name: value for name, value in given.items() if value}
        return self.service.run(self.http.post(path, content=content, headers=given))

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.service.run(self.http.get(path, headers=headers))

    def sign_in(self, email: str, password: str = PASSWORD, **more: Any) -> httpx.Response:
        response = self.post("/auth/sign-in", {"email": email, "password": password, **more})
        if response.status_code == 200:
            self.csrf = response.json().get("csrf", "")
        return response

    def ask(self, query: str = "{ viewer { user } }", **headers: str) -> dict[str, Any]:
        return self.post("/graphql", {"query": query}, **headers).json()

    @property
    def user(self) -> str | None:
        """Who the service takes it for; None: anonymous, or an error."""
        return (self.ask().get("data") or {"viewer": {"user": None}})["viewer"]["user"]

    def cookie(self, name: str) -> str | None:
        return {one.name.rpartition("_")[2]: one.value for one in self.http.cookies.jar}.get(name)


def code(response: httpx.Response) -> str:
    """The code of the first thing that is wrong."""
    body = response.json()
    error = body["errors"][0]
    assert set(error) >= {"message", "path", "code"}
    return error["code"]


def service_over(database: Any, run: Callable[[Awaitable[Any]], Any], clock: Clock, **settings: Any) -> Service:
    return Service(run, Settings(secret=SECRET, **settings), run(executor_over(database)), clock)
