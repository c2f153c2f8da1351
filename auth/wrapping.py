"""Wraps keys that are kept in the database with a key of the secret, which is not (AES-256-GCM, NIST SP 800-38D).

The name of what is wrapped is associated data, so that no wrapped key passes for another.  While the secret is changed
there is an old one too: what it wrapped is still opened, and wrapped anew by whoever asks for it.
"""

from __future__ import annotations

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from auth.sealing import derived_key

NONCE = 12
"""Bytes; random, which is safe for 2^32 keys."""


def enciphered(key: AESGCM, plain: bytes, bound: bytes) -> str:
    """As text, after a random nonce; it opens only with what it is `bound` to."""
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + key.encrypt(nonce, plain, bound)).decode()


def deciphered(key: AESGCM, text: str, bound: bytes) -> bytes | None:
    """The plain bytes; None for what was not enciphered with this key for this place."""
    try:
        raw = base64.b64decode(text, validate=True)
        return key.decrypt(raw[:NONCE], raw[NONCE:], bound)
    except (InvalidTag, ValueError, binascii.Error):
        return None


class Wrapping:
    """Wraps with one secret, opens with it or an old one; for one purpose."""

    def __init__(self, purpose: str, secret: str, old: str | None = None) -> None:
        self.ours = wrapper_id(purpose, secret)
        """Of the secret that wraps: kept beside what it wrapped."""
        self._keys = {self.ours: AESGCM(derived_key(secret, purpose))}
        if old is not None:
            self._keys.setdefault(wrapper_id(purpose, old), AESGCM(derived_key(old, purpose)))

    @property
    def known(self) -> list[str]:
        """The wrappers whose work can be opened here."""
        return list(self._keys)

    def wrap(self, name: str, key: bytes) -> str:
        return enciphered(self._keys[self.ours], key, name.encode())

    def unwrap(self, name: str, wrapped: str, wrapper: str) -> bytes | None:
        """The key, or None for what no secret here opens."""
        cipher = self._keys.get(wrapper)
        return None if cipher is None else deciphered(cipher, wrapped, name.encode())


def wrapper_id(purpose: str, secret: str) -> str:
    """Names a secret without telling it."""
    return derived_key(secret, f"{purpose}: which", 8).hex()
