"""Access tokens: short-lived signed JWTs that say which account asks, by which sign-in (RFC 9068; EdDSA, RFC 8037).

They carry nothing of what the account holds: that is looked up, so that it can be taken away.  The algorithm is ours,
never the token's; issuer, audience, type and all claims are required, and a key is taken only from our own ring, by its
id.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
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
NOT_OURS = "The token is not one of ours: sign in again."


KEY_ID = re.compile(r"[0-9a-f]{16}")
"""The form of a key's id: what has another is looked for nowhere."""


class TokenRefused(Exception):
    """The token is no proof of anything; the message may be shown."""


class KeyUnknown(TokenRefused):
    """The token names a key that is not in the ring: it may have been published since the ring was read."""


@dataclass(frozen=True)
class SigningKey:
    """One key of the ring; `id` is public: the token's `kid`. `signs`: from when, in seconds since 1970."""

    id: str
    private: Ed25519PrivateKey
    signs: float = 0.0

    @cached_property
    def public(self) -> Ed25519PublicKey:
        return self.private.public_key()


def signing_key(raw: bytes, signs: float = 0.0) -> SigningKey:
    """The key of 32 private bytes; its id is a hash of the public ones."""
    private = Ed25519PrivateKey.from_private_bytes(raw)
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return SigningKey(hashlib.sha256(public).hexdigest()[:16], private, signs)


def key_of(secret: str, purpose: str = "tokens") -> SigningKey:
    """The key that belongs to a secret."""
    return signing_key(derived_key(secret, purpose))


@dataclass(frozen=True)
class Claims:
    """Whom a token names: the ids of an account and of one of its sign-ins."""

    account: str
    credential: str


class KeyRing:
    """The keys of this service: the one whose turn it is signs, all verify."""

    def __init__(self, *keys: SigningKey, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self.replace(keys)

    def replace(self, keys: Iterable[SigningKey]) -> None:
        """These and no others, from now on."""
        self._keys = {key.id: key for key in keys}

    @property
    def signing(self) -> SigningKey | None:
        """The key that began to sign last; None while there is none."""
        now = self._now()
        return max((key for key in self._keys.values() if key.signs <= now), key=lambda key: key.signs, default=None)

    def key(self, id: str) -> SigningKey | None:
        return self._keys.get(id)

    def public(self, id: str) -> Ed25519PublicKey | None:
        key = self._keys.get(id)
        return key.public if key is not None else None


class Tokens:
    """Issues and verifies access tokens with the keys of a ring.

    `look` brings the ring up to date, where it is one that others write to.
    """

    def __init__(
        self,
        ring: KeyRing,
        now: Callable[[], float] = time.time,
        look: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.ring = ring
        self._now = now
        self._look = look

    async def issued(self, claims: Claims, minutes: float = MINUTES) -> str:
        """As `issue`; where there is no key yet, it is looked for, and made."""
        if self.ring.signing is None and self._look is not None:
            await self._look()
        return self.issue(claims, minutes)

    async def verified(self, token: str) -> Claims:
        """As `verify`; a key that is not in the ring is looked for."""
        try:
            return self.verify(token)
        except KeyUnknown:
            if self._look is None:
                raise
        await self._look()
        return self.verify(token)

    def issue(self, claims: Claims, minutes: float = MINUTES, key: SigningKey | None = None) -> str:
        """A token; one of more than `MINUTES` by a key that is told to be kept for it (`graph/signing_keys.py`)."""
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
        key = key or self.ring.signing
        if key is None:
            raise RuntimeError("there is no key to sign with yet")
        return jwt.encode(payload, key.private, algorithm=ALGORITHM, headers={"kid": key.id, "typ": TYPE})

    def verify(self, token: str) -> Claims:
        """Whom a token names; raises `TokenRefused`."""
        if len(token) > LONGEST or not token.isascii():
            raise _not_ours()
        try:
            header = jwt.get_unverified_header(token)
            kid = header.get("kid")
            if header.keys() != {"alg", "kid", "typ"} or header["typ"] != TYPE or not isinstance(kid, str):
                raise _not_ours()
            public = self.ring.public(kid)
            if public is None:
                raise KeyUnknown(NOT_OURS) if KEY_ID.fullmatch(kid) and header["alg"] == ALGORITHM else _not_ours()
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
    return TokenRefused(NOT_OURS)
