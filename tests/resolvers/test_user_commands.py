"""`peyman user …`: the link that it prints sets a password, once, and a password typed at the terminal is not shown."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from cli import commands
from tests.resolvers.signing import SECRET, Service, code

NADIA, NEW = "nadia@example.org", "eleven wicker boats at midnight"


@pytest.fixture
def peyman(service: Service, neo4j_server, monkeypatch: pytest.MonkeyPatch):
    """Runs in a thread: each command has an event loop of its own."""
    from concurrent.futures import ThreadPoolExecutor

    for name, value in (
        ("NEO4J_URI", neo4j_server.uri),
        ("NEO4J_USER", neo4j_server.user),
        ("NEO4J_PASSWORD", neo4j_server.password),
        ("SECRET", SECRET),
        ("PUBLIC_URL", "https://peyman.example.org"),
    ):
        monkeypatch.setenv(f"PEYMAN_{name}", value)

    def run(*arguments: str, given: str = ""):
        with ThreadPoolExecutor(1) as threads:
            return threads.submit(CliRunner().invoke, commands, list(arguments), input=given).result()

    return run


def token_in(output: str) -> str:
    return re.search(r"https://peyman\.example\.org/sign-in#invitation=(\S+)", output).group(1)


def test_an_account_is_made_and_invited_at_once_and_again(service, peyman):
    first = peyman("user", "add", NADIA, "--role", "reader")
    assert first.exit_code == 0, first.output
    again = peyman("user", "invite", NADIA, "--hours", "1")
    old, new = token_in(first.output), token_in(again.output)
    accept = "/auth/invitations/accept"
    assert code(service.client().post(accept, {"token": old, "password": NEW})) == "INVITATION_GONE"
    assert service.client().post(accept, {"token": new, "password": NEW}).status_code == 200
    assert service.client().sign_in(NADIA, NEW).status_code == 200


def test_a_program_s_account_is_not_invited(peyman):
    assert "#invitation=" not in peyman("user", "add", "robot@example.org", "--service").output


def test_a_password_is_set_at_the_terminal_and_not_shown(service, peyman):
    service.account(NADIA, None, roles=[])
    done = peyman("user", "password", NADIA, given=f"{NEW}\n{NEW}\n")
    assert done.exit_code == 0, done.output
    assert NEW not in done.output
    assert service.client().sign_in(NADIA, NEW).status_code == 200
    weak = peyman("user", "password", NADIA, given="nadia12345\nnadia12345\n")
    assert weak.exit_code != 0
    assert service.client().sign_in(NADIA, NEW).status_code == 200


def test_nobody_without_an_account_is_invited(peyman):
    assert peyman("user", "invite", "nobody@example.org").exit_code != 0
