"""Whoever cannot be looked up now is told to come again: too many unknown keys, or a database that is away."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from graph.errors import DatabaseUnavailable
from resolvers.http import GraphQLEndpoint
from resolvers.identities import TooManyStrangers
from resolvers.pages import graphiql


@pytest.mark.parametrize(
    ("trouble", "code"), [(TooManyStrangers(), "OVERLOADED"), (DatabaseUnavailable("away"), "UNAVAILABLE")]
)
def test_whoever_cannot_be_looked_up_now_is_told_to_come_again(executor: Any, trouble: Exception, code: str) -> None:
    async def authenticate(_: str) -> Any:
        raise trouble

    endpoint = GraphQLEndpoint(
        executor, authenticate=authenticate, seal=lambda _: "", unseal=lambda _: [], page=graphiql, anonymous=True
    )

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=[Route("/graphql", endpoint)]))
        async with httpx.AsyncClient(transport=transport, base_url="http://peyman.test") as client:
            given = {"query": "{ hello }"}
            return await client.post("/graphql", json=given, headers={"Authorization": "Bearer pey_x"})

    response = asyncio.run(ask())
    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"
    assert response.json()["errors"][0]["extensions"]["code"] == code
    assert not executor.calls
