"""Keys rotate and sign-ins end while two processes are asked all the time: no request fails, and none after its end."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from app import create_app, identities_of, secrets_of, signing_keys
from graph.signing_keys import SigningKeys
from resolvers.accounts import end_credentials, make_account
from resolvers.secrets import set_password
from settings import Settings
from tests.fixtures_graph import executor_over, settings_of

ROOT = Path(__file__).parent.parent
SECRET = "a secret of the tests, long enough to be one"
PASSWORD = "nine lanterns under a quince tree"
EMAIL = "nadia@example.org"
WHO = {"query": "{ viewer { user } people { totalCount } }"}


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(data_dir=tmp_path, secret=SECRET, cost_per_minute=0)


@pytest.fixture
def executor(empty_graph, run, settings):
    """With an account that signs in by a password."""
    found = run(executor_over(empty_graph))
    run(make_account(found, EMAIL, {"roles": ["coordinator"]}))
    run(set_password(secrets_of(settings, found, identities_of(settings, found)), EMAIL, PASSWORD))
    return found


@dataclass
class Load:
    """Programs that sign in, refresh at one process, and ask the other with what they got a moment ago."""

    clients: list[httpx.AsyncClient]
    failures: list[str] = field(default_factory=list)
    signers: dict[str, int] = field(default_factory=dict)
    """By key: how many tokens it signed."""
    asked: int = 0
    tokens: list[str] = field(default_factory=list)
    ended: bool = False
    moved: asyncio.Event = field(default_factory=asyncio.Event)
    """Set whenever a token was signed, or something failed."""

    async def post(self, client: httpx.AsyncClient, path: str, body: Any, token: str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        response = await client.post(path, json=body, headers=headers)
        self.asked += 1
        answer = response.json()
        if response.status_code != 200 or "errors" in answer:
            self.failures.append(f"{path} {response.status_code} {response.text[:200]}")
            self.moved.set()
        return answer

    async def work(self, number: int) -> None:
        here, there = self.clients[number % 2], self.clients[(number + 1) % 2]
        given = {"email": EMAIL, "password": PASSWORD, "bearer": True}
        held = await self.post(here, "/auth/sign-in", given)
        while not self.ended and not self.failures:
            here, there = there, here
            held = await self.post(here, "/auth/refresh", {"refreshToken": held["refreshToken"]})
            token = held["accessToken"]
            kid = jwt.get_unverified_header(token)["kid"]
            self.signers[kid] = self.signers.get(kid, 0) + 1
            self.moved.set()
            for client in (there, here, there):
                await self.post(client, "/graphql", WHO, token)
        self.tokens.append(held.get("accessToken", ""))

    @asynccontextmanager
    async def under_way(self, workers: int) -> AsyncGenerator[None]:
        tasks = [asyncio.create_task(self.work(number)) for number in range(workers)]
        try:
            yield
        finally:
            self.ended = True
            await asyncio.gather(*tasks)

    async def signed_by(self, id: str) -> None:
        """Until the key has signed some tokens, or something failed."""
        while self.signers.get(id, 0) < 5 and not self.failures:
            self.moved.clear()
            await self.moved.wait()


async def rotated_twice(load: Load, keys: SigningKeys, workers: int) -> None:
    async with load.under_way(workers):
        first = await keys.signing()
        await load.signed_by(first.id)
        for _ in range(2):
            made = await keys.rotate()
            await load.signed_by(made.id)
    assert not load.failures, load.failures[:3]
    assert len(load.signers) == 3


async def ended_everywhere(load: Load, executor: Any) -> None:
    """What was good in both processes a moment ago is good in neither from the next request on."""
    await load.post(load.clients[0], "/graphql", WHO, load.tokens[0])
    await load.post(load.clients[1], "/graphql", WHO, load.tokens[0])
    assert not load.failures
    await end_credentials(executor, EMAIL, None)
    for client in load.clients:
        response = await client.post("/graphql", json=WHO, headers={"Authorization": f"Bearer {load.tokens[0]}"})
        assert response.status_code == 401


def test_two_applications_do_not_miss_a_request_while_keys_rotate(executor, run, settings):
    rotating = SigningKeys(executor.database, signing_keys(settings, executor.database)._wrapping, lead=0.5)

    async def main() -> None:
        async with AsyncExitStack() as stack:
            clients: list[httpx.AsyncClient] = []
            for _ in range(2):
                own = await executor_over(executor.database)
                identities = identities_of(settings, own)
                assert identities.keys is not None
                watching = asyncio.create_task(identities.keys.watch(0.2))
                stack.callback(watching.cancel)
                transport = httpx.ASGITransport(create_app(settings, own, identities=identities))
                client = httpx.AsyncClient(transport=transport, base_url="http://localhost")
                clients.append(await stack.enter_async_context(client))
            load = Load(clients)
            await rotated_twice(load, rotating, workers=2)
            await ended_everywhere(load, executor)

    run(main())


@pytest.fixture
def processes(executor, neo4j_server, tmp_path) -> Iterator[list[str]]:
    """Two of `peyman serve`, each a process of its own."""
    environment = settings_of(
        neo4j_server, tmp_path, PEYMAN_SECRET=SECRET, PEYMAN_COST_PER_MINUTE="0", PYTHONUNBUFFERED="1"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "cli", "serve", "--port", "0"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    try:
        yield [address_of(process) for process in started]
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    read: list[str] = []
    for line in process.stdout:
        read.append(line)
        if found := re.search(r"http://\S+?(?=/graphql)", line):
            # what comes later is read too, or the process would wait for a full pipe
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return found[0]
    raise AssertionError("".join(read))


@pytest.mark.slow
def test_two_processes_do_not_miss_a_request_while_keys_rotate(executor, run, settings, processes):
    keys = signing_keys(settings, executor.database)

    async def main() -> None:
        async with AsyncExitStack() as stack:
            clients = [
                await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=30, trust_env=False))
                for url in processes
            ]
            load = Load(clients)
            await rotated_twice(load, keys, workers=8)
            await ended_everywhere(load, executor)
            print(f"{load.asked} requests, {len(load.failures)} failures, signed by {load.signers}")

    run(main())
