"""A browser before the application and an OpenID provider: follows redirections, keeps cookies, fills in the form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx

from app import create_app
from settings import Settings
from tests.hostile_provider import CLIENT, SECRET

HERE = "http://localhost:8123"
"""Another name than the provider's, so that neither gets the other's cookies."""


def application_for(executor: Any, folder: Path, issuer: str, **more: Any) -> Any:
    """The application with this provider. It has no connection of its own: the test's loop drives it."""
    settings = Settings(
        data_dir=folder,
        public_url=HERE,
        oidc_issuer=issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        **more,
    )
    return create_app(settings, executor)


class Browser:
    def __init__(self, application: Any, run: Callable[[Awaitable[Any]], Any]) -> None:
        self.run = run
        mounts = {HERE: httpx.ASGITransport(application)}
        self.client = httpx.AsyncClient(mounts=mounts, timeout=10, trust_env=False)

    def get(self, url: str, *, follow: bool = True, **more: Any) -> httpx.Response:
        return self.run(self.client.get(url, follow_redirects=follow, **more))

    def fill_in(self, form: httpx.Response, **values: str) -> httpx.Response:
        """Send the provider's form: comes back here, and follows from there."""
        return self.run(self.client.post(form.url, data=values, follow_redirects=True))

    def asks(self, text: str) -> dict[str, Any]:
        """A query as a page of this service sends it."""
        csrf = self.client.cookies.get("peyman_csrf") or ""
        headers = {"Origin": HERE, "Sec-Fetch-Site": "same-origin", "X-CSRF-Token": csrf}
        return self.run(self.client.post(f"{HERE}/graphql", json={"query": text}, headers=headers)).json()

    @property
    def signed_in(self) -> bool:
        return self.client.cookies.get("peyman_access") is not None
