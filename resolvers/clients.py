"""Who is at the other end of a connection: address, program, and the origin under which it knows this service.

A proxy is believed as far as the setting says how many there are: the address is then taken from the right of
X-Forwarded-For, where the nearest trusted proxy wrote it, and never further left.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

AGENT_LIMIT = 200
NOWHERE = "unknown"


@dataclass(frozen=True)
class Client:
    """As seen by this service, trusted proxies taken off."""

    address: str = NOWHERE
    agent: str | None = None
    scheme: str = "http"
    host: str = ""

    @property
    def network(self) -> str:
        """What counts as one address."""
        return network_of(self.address)

    @property
    def loopback(self) -> bool:
        """Whether the service is reached by a name of the machine itself, where browsers take plain http for safe."""
        name = urlsplit(f"//{self.host}").hostname or ""
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return name == "localhost" or name.endswith(".localhost")


def client_of(scope: Scope, trusted_proxies: int = 0, public_url: str | None = None) -> Client:
    """The client of a request, behind so many proxies."""
    headers = Headers(scope=scope)
    peer = scope.get("client")
    address = str(peer[0]) if peer else NOWHERE
    scheme, host = scope.get("scheme", "http"), headers.get("host", "")
    if trusted_proxies:
        address = forwarded(headers, "x-forwarded-for", trusted_proxies) or address
        scheme = forwarded(headers, "x-forwarded-proto", trusted_proxies) or scheme
        host = forwarded(headers, "x-forwarded-host", trusted_proxies) or host
    scheme = {"ws": "http", "wss": "https"}.get(scheme.lower(), scheme)
    if public_url is not None:
        parts = urlsplit(public_url)
        scheme, host = parts.scheme, parts.netloc
    agent = headers.get("user-agent")
    agent = "".join(one for one in agent if one.isprintable())[:AGENT_LIMIT] if agent else None
    return Client(bare(address), agent or None, scheme.lower(), host.lower())


@lru_cache(10_000)
def network_of(address: str) -> str:
    """An address itself, but of IPv6 the /64 that a household gets."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def forwarded(headers: Headers, name: str, proxies: int) -> str | None:
    """What the outermost trusted proxy wrote: the `proxies`-th entry from the right."""
    entries = [one.strip() for value in headers.getlist(name) for one in value.split(",") if one.strip()]
    return entries[-min(proxies, len(entries))] if entries else None


def bare(address: str) -> str:
    """An address without the port that some proxies write after it."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address
