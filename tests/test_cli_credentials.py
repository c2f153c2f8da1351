"""The operator's commands on keys, over a database: what they print serves, and what they end is ended."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
from typer.testing import CliRunner

from app import identities_of
from auth.tokens import TokenRefused
from cli import commands
from resolvers.accounts import make_account
from settings import Settings
from tests.fixtures_graph import executor_over, settings_of

SECRET = "a secret of the tests, long enough to be one"
EMAIL = "robot@example.org"


@pytest.fixture
def peyman(neo4j_server, empty_graph, tmp_path) -> Any:
    yours = dict.fromkeys(name for name in os.environ if name.startswith("PEYMAN_"))
    environment = yours | settings_of(neo4j_server, tmp_path, PEYMAN_SECRET=SECRET)

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(commands, arguments, env=environment, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


@pytest.fixture
def identities(empty_graph, run, tmp_path) -> Any:
    executor = run(executor_over(empty_graph))
    run(make_account(executor, EMAIL, {"roles": ["service"], "accountKind": "SERVICE"}))
    return identities_of(Settings(secret=SECRET, data_dir=tmp_path), executor)


def test_a_key_is_made_listed_and_ended(peyman, identities, run):
    key = peyman("user", "key", EMAIL, "--name", "nightly", "--permission", "record:read", "--days", "3").strip()
    viewer = run(identities.viewer(key))
    assert (viewer.user, sorted(viewer.permissions)) == (EMAIL, ["record:read"])
    listed = peyman("user", "sessions", EMAIL)
    assert "ApiKey" in listed and "nightly" in listed and "record:read" in listed
    peyman("user", "end", EMAIL, "--credential", re.findall(r"[0-9a-f-]{36}", listed)[0])
    with pytest.raises(TokenRefused):
        run(identities.renewed(viewer))


def test_signing_keys_are_listed_and_rotated(peyman, identities, run):
    token = peyman("token", EMAIL).strip()
    (first,) = re.findall(r"[0-9a-f]{16}(?=.* signs)", peyman("keys", "list"))
    made = re.findall(r"Key ([0-9a-f]{16}) signs from", peyman("keys", "rotate"))
    assert made and made != [first]
    rows = peyman("keys", "list")
    assert first in rows and made[0] in rows
    assert run(identities.viewer(token)).user == EMAIL
    assert "signs now" in peyman("keys", "rotate", "--at-once")
    assert len(re.findall(r"(?m)^\s*[0-9a-f]{16}", peyman("keys", "list"))) == 1
    run(identities.keys.refresh())
    with pytest.raises(TokenRefused):
        run(identities.viewer(token))
