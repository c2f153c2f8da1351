"""Refresh tokens: each names a sign-in and a generation, and is the only one that follows the one before it.

They rotate, and one of an older generation ends the sign-in, as RFC 9700, 4.14 asks.

A token is sealed (`auth/sealing.py`), so that one that was ever given out is told from one that never was, and the next
one follows from it alone: two refreshes at the same moment get the same token, and the chain never forks.  The database
keeps hashes.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass

from auth.sealing import SealBroken, Sealer, derived_key
from auth.tokens import TokenRefused

KIND = "refresh"
LONGEST = 200
"""Characters of a refresh token that are looked at at all."""


@dataclass(frozen=True)
class RefreshToken:
    credential: str
    generation: int
    nonce: bytes
    """Of the sign-in: nobody makes a token of it from the service's secret alone."""

    def next(self) -> RefreshToken:
        return RefreshToken(self.credential, self.generation + 1, self.nonce)


def first(credential: str) -> RefreshToken:
    return RefreshToken(credential, 0, secrets.token_bytes(16))


class RefreshTokens:
    """Writes and reads them with the service's secret, and what else is bound to a sign-in by it."""

    def __init__(self, secret: str) -> None:
        self._sealer = Sealer(secret)
        self._csrf = derived_key(secret, "csrf")
        self._clients = derived_key(secret, "clients")

    def text(self, token: RefreshToken) -> str:
        payload = uuid.UUID(token.credential).bytes + token.generation.to_bytes(4, "big") + token.nonce
        return self._sealer.seal(KIND, payload)

    def read(self, text: str) -> RefreshToken:
        """Raises `TokenRefused` for one that was never given out."""
        try:
            raw = self._sealer.open(KIND, text[: LONGEST + 1])
        except SealBroken:
            raise _not_ours() from None
        found = RefreshToken(str(uuid.UUID(bytes=raw[:16])), int.from_bytes(raw[16:20], "big"), raw[20:])
        if self.text(found) != text:  # Base64 has several spellings of the same bytes
            raise _not_ours()
        return found

    def csrf(self, credential: str) -> str:
        """What a browser sends beside the cookies of this sign-in, which no other site can read or work out."""
        return hmac.new(self._csrf, credential.encode(), hashlib.sha256).hexdigest()

    def client(self, *parts: str) -> str:
        """A client as it is compared, and kept where its address should not be."""
        return hmac.new(self._clients, "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def _not_ours() -> TokenRefused:
    return TokenRefused("The refresh token is not one of ours: sign in again.")


def hashed(text: str) -> str:
    """What is kept of a token that nobody can guess."""
    return hashlib.sha256(text.encode()).hexdigest()
