"""Access tokens: short-lived signed JWTs that say which account asks, by which sign-in (RFC 9068; EdDSA, RFC 8037).

They carry nothing of what the account holds: that is looked up, so that it can be taken away.  The algorithm is ours,
never the token's; issuer, audience, type and all claims are required, and a key is taken only from our own ring, by its
id.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from auth.sealing import derived_key

ALGORITHM = "EdDSA"
TYPE = "at+jwt"
"""RFC 9068, 2.1: no other sort of JWT passes for an access token."""
ISSUER = "peyman"
AUDIENCE = "peyman-api"
REQUIRED = ["sub", "sid", "iss", "aud", "iat", "nbf", "exp"]
LONGEST = 2_000
"""Characters of a token that are looked at at all."""
MINUTES = 10.0
"""How long an access token is good for."""


class TokenRefused(Exception):
    """The token is no proof of anything; the message may be shown."""


@dataclass(frozen=True)
class SigningKey:
    """One key of the ring; `id` is public: the token's `kid`."""

    id: str
    private: Ed25519PrivateKey

    @property
    def public(self) -> Ed25519PublicKey:
        return self.private.public_key()


def key_of(secret: str, purpose: str = "tokens") -> SigningKey:
    """The key that belongs to a secret."""
    private = Ed25519PrivateKey.from_private_bytes(derived_key(secret, purpose))
    raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return SigningKey(hashlib.sha256(raw).hexdigest()[:16], private)


@dataclass(frozen=True)
class Claims:
    """Whom a token names: the ids of an account and of one of its sign-ins."""

    account: str
    credential: str


class KeyRing:
    """The keys of this service: one signs, all verify."""

    def __init__(self, *keys: SigningKey) -> None:
        self._keys = {key.id: key for key in keys}
        self.signing = keys[0]

    def public(self, id: str) -> Ed25519PublicKey | None:
        key = self._keys.get(id)
        return key.public if key is not None else None


class Tokens:
    """Issues and verifies access tokens with the keys of a ring."""

    def __init__(self, ring: KeyRing, now: Callable[[], float] = time.time) -> None:
        self.ring = ring
        self._now = now

    def issue(self, claims: Claims, minutes: float = MINUTES) -> str:
        now = int(self._now())
        payload = {
            "sub": claims.account,
            "sid": claims.credential,
            "iss": ISSUER,
            "aud": AUDIENCE,
            "iat": now,
            "nbf": now,
            "exp": now + int(minutes * 60),
        }
        key = self.ring.signing
        return jwt.encode(payload, key.private, algorithm=ALGORITHM, headers={"kid": key.id, "typ": TYPE})

    def verify(self, token: str) -> Claims:
        """Whom a token names; raises `TokenRefused`."""
        if len(token) > LONGEST or not token.isascii():
            raise _not_ours()
        try:
            header = jwt.get_unverified_header(token)
            public = self.ring.public(header["kid"]) if isinstance(header.get("kid"), str) else None
            if public is None or header.get("typ") != TYPE or header.keys() != {"alg", "kid", "typ"}:
                raise _not_ours()
            claims: dict[str, Any] = jwt.decode(
                token,
                public,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                options={"require": REQUIRED, "strict_aud": True},
            )
        except jwt.ExpiredSignatureError:
            raise TokenRefused("The token has expired: sign in again.") from None
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            raise _not_ours() from None
        account, credential = claims["sub"], claims["sid"]
        if not (isinstance(account, str) and isinstance(credential, str) and account and credential):
            raise _not_ours()
        return Claims(account, credential)


def _not_ours() -> TokenRefused:
    return TokenRefused("The token is not one of ours: sign in again.")
