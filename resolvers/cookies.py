"""The cookies of a browser's sign-in, and what a request that comes with them must show beside (CSRF).

The tokens are HttpOnly and SameSite=Strict.  A request that may change something needs besides the CSRF token of this
very sign-in in a header, where no other site can put it, and must come from this service's own origin.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

from starlette.requests import cookie_parser
from starlette.responses import Response

from resolvers.clients import Client

ACCESS, REFRESH, CSRF, DEVICE = "access", "refresh", "csrf", "device"
PATHS: Mapping[str, str] = {ACCESS: "/", REFRESH: "/auth", CSRF: "/", DEVICE: "/auth"}
CSRF_HEADER = "x-csrf-token"
DEVICE_DAYS = 365
FOREIGN = "The request does not come from a page of this service: send Authorization: Bearer <token> instead."
COOKIES_LIMIT = 16_000
"""Characters of the Cookie header that are looked at."""


def secure(client: Client) -> bool:
    """Plain http is only for a service that is reached under a name of the machine itself."""
    return client.scheme == "https" or not client.loopback


def name_of(cookie: str, client: Client) -> str:
    """`__Host-` binds a cookie to this very host, which wants the path `/`; those of /auth are `__Secure-`."""
    prefix = "" if not secure(client) else "__Host-" if PATHS[cookie] == "/" else "__Secure-"
    return f"{prefix}peyman_{cookie}"


def set_cookie(response: Response, cookie: str, value: str, until: str | None, client: Client) -> None:
    """`until`: the moment at which the browser is to forget it; None: in a year."""
    response.set_cookie(
        name_of(cookie, client),
        value,
        max_age=DEVICE_DAYS * 86_400 if until is None else seconds_to(until),
        path=PATHS[cookie],
        secure=secure(client),
        httponly=cookie != CSRF,
        samesite="strict",
    )


def clear_cookies(response: Response, client: Client) -> None:
    """Of the sign-in; the device stays known."""
    for cookie in (ACCESS, REFRESH, CSRF):
        response.set_cookie(
            name_of(cookie, client),
            "",
            max_age=0,
            path=PATHS[cookie],
            secure=secure(client),
            httponly=cookie != CSRF,
            samesite="strict",
        )


def seconds_to(until: str) -> int:
    return max(0, int((datetime.fromisoformat(until) - datetime.now(UTC)).total_seconds()))


def cookie_of(headers: Mapping[str, str], cookie: str, client: Client) -> str | None:
    """A cookie of a request; None where it is not there."""
    return cookies_in(headers).get(name_of(cookie, client)) or None


def cookies_in(headers: Mapping[str, str]) -> Mapping[str, str]:
    """All cookies of a request, by the names that the browser knows them under."""
    text = headers.get("cookie", "")
    # a Cookie header that came in several lines was joined by a comma
    return cookie_parser(text.replace(", ", "; ")) if len(text) <= COOKIES_LIMIT else {}


def own_origin(headers: Mapping[str, str], client: Client) -> bool | None:
    """Whether a browser says that a page of this service made the request; None: it says nothing."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is None and origin is None:
        return None
    return site in (None, "same-origin") and origin in (None, f"{client.scheme}://{client.host}")


def forged(headers: Mapping[str, str], client: Client, expected: str) -> str | None:
    """Why a request that came with the cookies of a sign-in is not taken for its holder's; None: it is."""
    if not own_origin(headers, client):
        return FOREIGN
    if not hmac.compare_digest(headers.get(CSRF_HEADER, "").encode(), expected.encode()):
        return "The X-CSRF-Token header is missing or of another sign-in: send the one that GET /auth/session names."
    return None
