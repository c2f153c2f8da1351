"""Who is at the other end: the address of the connection, and what trusted proxies say of it, from the right."""

from __future__ import annotations

import pytest

from resolvers.clients import Client, client_of


def seen(proxies: int = 0, public: str | None = None, **headers: str) -> Client:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "scheme": "http", "client": ("192.0.2.1", 5), "headers": raw}
    return client_of(scope, proxies, public)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "203.0.113.9"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, " , ", "192.0.2.1"),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(proxies: int, forwarded: str, address: str) -> None:
    assert seen(proxies, x_forwarded_for=forwarded).address == address


def test_scheme_and_host_are_the_proxy_s_or_the_public_url_s() -> None:
    headers = {"host": "inner:8000", "x_forwarded_proto": "https", "x_forwarded_host": "peyman.example.org"}
    assert (seen(**headers).scheme, seen(**headers).host) == ("http", "inner:8000")
    assert (seen(1, **headers).scheme, seen(1, **headers).host) == ("https", "peyman.example.org")
    public = seen(0, "https://other.example.org", **headers)
    assert (public.scheme, public.host) == ("https", "other.example.org")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1:8000", True),
        ("localhost", True),
        ("[::1]:8000", True),
        ("peyman.localhost:8000", True),
        ("10.0.0.5", False),
        ("peyman.example.org", False),
        ("localhost.example.org", False),
        ("", False),
    ],
)
def test_what_is_a_name_of_the_machine_itself(host: str, loopback: bool) -> None:
    assert seen(host=host).loopback is loopback


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8::1", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("unknown", "unknown"),
    ],
)
def test_what_counts_as_one_address(address: str, network: str) -> None:
    assert Client(address).network == network


def test_the_name_of_a_program_is_short_and_printable() -> None:
    assert seen(user_agent="x" * 500).agent == "x" * 200
    assert seen(user_agent="a\x07b").agent == "ab"
    assert seen().agent is None
