"""Seals what leaves and must come back unread and unaltered: cursors and bookmarks count what a viewer may not see.

AES-SIV (RFC 5297): deterministic, so that equal positions have equal cursors; the kind is associated data, so that
one kind is never taken for another.
"""

from __future__ import annotations

import base64
import binascii
from contextlib import suppress
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class SealBroken(ValueError):
    """Not sealed here, not of this kind, or altered."""


def derived_key(secret: str, purpose: str, length: int = 32) -> bytes:
    """A key for one purpose from the secret (HKDF, RFC 5869)."""
    return HKDF(hashes.SHA256(), length, salt=None, info=f"peyman {purpose}".encode()).derive(secret.encode())


class Sealer:
    """Seals with one secret; opens with it, or with an old one while the secret is changed."""

    def __init__(self, secret: str, old: str | None = None) -> None:
        self._secrets = (secret,) if old is None else (secret, old)

    @cached_property
    def _ciphers(self) -> list[AESSIV]:
        return [AESSIV(derived_key(secret, "seal", 64)) for secret in self._secrets]

    def seal(self, kind: str, payload: bytes) -> str:
        """URL-safe text of a non-empty payload."""
        return base64.urlsafe_b64encode(self._ciphers[0].encrypt(payload, [kind.encode()])).rstrip(b"=").decode()

    def open(self, kind: str, text: str) -> bytes:
        try:
            raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        except (ValueError, binascii.Error) as error:
            raise _broken(kind) from error
        for cipher in self._ciphers:
            with suppress(InvalidTag, ValueError):
                return cipher.decrypt(raw, [kind.encode()])
        raise _broken(kind)


def _broken(kind: str) -> SealBroken:
    return SealBroken(f"not a {kind.partition(':')[0]} sealed here")
