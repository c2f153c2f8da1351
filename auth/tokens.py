"""Bearer tokens: signed JWTs that say who asks and what he holds (RFC 7519; EdDSA, RFC 8037).

The algorithm is ours, never the token's; issuer, audience and all claims are required.
"""

from __future__ import annotations

import time
from typing import Any, cast

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from auth.permissions import ROLES
from auth.sealing import derived_key
from auth.viewer import Viewer

ALGORITHM = "EdDSA"
ISSUER = "peyman"
AUDIENCE = "peyman-api"
REQUIRED = ["sub", "iss", "aud", "iat", "nbf", "exp", "roles", "organizations", "compartments"]
LONGEST = 8_000
"""Characters of a token that are looked at at all."""


class TokenRefused(Exception):
    """The token is no proof of anything; the message may be shown."""


class Tokens:
    """Issues and verifies tokens with the key that belongs to the secret."""

    def __init__(self, secret: str) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(derived_key(secret, "tokens"))
        self._public = self._private.public_key()

    def issue(self, viewer: Viewer, hours: float = 12) -> str:
        """A token for a viewer with a user, good for `hours`."""
        if viewer.user is None:
            raise ValueError("a token needs a user")
        unknown = viewer.roles - ROLES.keys()
        if unknown:
            raise ValueError(f"there is no role {sorted(unknown)[0]!r}: choose of {', '.join(ROLES)}")
        now = int(time.time())
        claims = {
            "sub": viewer.user,
            "iss": ISSUER,
            "aud": AUDIENCE,
            "iat": now,
            "nbf": now,
            "exp": now + int(hours * 3600),
            "roles": sorted(viewer.roles),
            "organizations": sorted(viewer.organizations),
            "compartments": sorted(viewer.compartments),
            "rooms": sorted(viewer.rooms),
        }
        return jwt.encode(claims, self._private, algorithm=ALGORITHM)

    def verify(self, token: str) -> Viewer:
        """The viewer of a token; raises `TokenRefused`."""
        if len(token) > LONGEST or not token.isascii():
            raise TokenRefused("The token is not one of ours: sign in again.")
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._public,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                options={"require": REQUIRED, "strict_aud": True},
            )
        except jwt.ExpiredSignatureError:
            raise TokenRefused("The token has expired: sign in again.") from None
        except (jwt.PyJWTError, ValueError, TypeError):
            raise TokenRefused("The token is not one of ours: sign in again.") from None
        lists = {name: claims[name] for name in ("roles", "organizations", "compartments")}
        lists["rooms"] = claims.get("rooms", [])
        if not isinstance(claims["sub"], str) or not all(texts(value) for value in lists.values()):
            raise TokenRefused("The token is not one of ours: sign in again.")
        return Viewer(
            user=claims["sub"],
            organizations=frozenset(lists["organizations"]),
            compartments=frozenset(lists["compartments"]),
            roles=frozenset(lists["roles"]),
            rooms=frozenset(lists["rooms"]),
        )


def texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in cast(list[Any], value))
