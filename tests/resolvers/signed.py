"""Somebody with an account, asking as HTTP does: by a token that is looked up at each request."""

from __future__ import annotations

from typing import Any

from auth.tokens import KeyRing, TokenRefused, Tokens, key_of
from resolvers.accounts import make_account
from resolvers.answers import UNAUTHENTICATED, refused
from resolvers.identities import Identities

SECRET = "a secret of the tests, long enough to be one"


def identities_of(executor: Any) -> Identities:
    return Identities(executor.database, Tokens(KeyRing(key_of(SECRET))))


class Signed:
    """An account, and the token that it asks with."""

    def __init__(self, executor: Any, run: Any, email: str, **holds: Any) -> None:
        self.executor, self.run, self.email = executor, run, email
        self.identities = identities_of(executor)
        self.id = run(make_account(executor, email, holds))
        self.token = run(self.identities.signed_in(self.id))

    def ask(
        self, text: str, variables: dict[str, Any] | None = None, token: str | None = None, **options: Any
    ) -> dict[str, Any]:
        try:
            viewer = self.run(self.identities.viewer(token or self.token))
        except TokenRefused as refusal:
            return refused(str(refusal), UNAUTHENTICATED).document()
        return self.run(self.executor.execute(text, variables, None, viewer, **options)).document()

    def tell(self, field: str, token: str | None = None, more: str = "", **options: Any) -> dict[str, Any]:
        """One mutation field, arguments written out; `more`: what else to select."""
        text = f"mutation {{ done: {field} {{ __typename {more} ... on UserError {{ message path }} }} }}"
        return self.ask(text, token=token, **options)["data"]["done"]
