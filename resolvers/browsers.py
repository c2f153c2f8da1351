"""Browsers at /graphql: the access token out of a cookie, what must come beside it, and who pays for an operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from starlette.types import Scope

from auth.rates import Budgets
from auth.refresh_tokens import RefreshTokens
from auth.viewer import Viewer
from resolvers.charging import Charge
from resolvers.clients import Client
from resolvers.cookies import ACCESS, FOREIGN, cookie_of, forged, own_origin
from resolvers.requests import Refusal


class CookieBrowsers:
    def __init__(self, tokens: RefreshTokens, client: Callable[[Scope], Client], budgets: Budgets) -> None:
        self._tokens = tokens
        self._client = client
        self._budgets = budgets

    def token(self, scope: Scope, headers: Mapping[str, str]) -> str | None:
        return cookie_of(headers, ACCESS, self._client(scope)) if "cookie" in headers else None

    def check(self, scope: Scope, headers: Mapping[str, str], viewer: Viewer) -> None:
        """Raises `Refusal`."""
        if why := forged(headers, self._client(scope), self._tokens.csrf(viewer.credential)):
            raise Refusal(403, why, "CSRF")

    def page(self, scope: Scope, headers: Mapping[str, str]) -> None:
        """Raises `Refusal`."""
        if not own_origin(headers, self._client(scope)):
            raise Refusal(403, FOREIGN, "CSRF")

    def charge(self, scope: Scope, viewer: Viewer) -> Charge | None:
        """An account pays wherever it is; who has none pays by his address."""
        if not self._budgets.limited:
            return None
        payer = f"account {viewer.account or viewer.user}" if viewer.user else f"address {self._client(scope).network}"
        return partial(self._budgets.spend, payer)
