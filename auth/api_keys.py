"""API keys: what a program shows to be known, `pey_<id>_<secret>`, shown once and kept as a hash.

The secret is 256 random bits, so SHA-256 of it is enough: nothing can be guessed that a slow password hash would make
dearer, and a key is hashed at each request.  The end of the secret is a checksum of all before it (CRC-32), by which
scanners of repositories know a key from other text, and a mistyped key is told without a look into the graph.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import uuid
import zlib
from dataclasses import dataclass

from auth.tokens import TokenRefused

PREFIX = "pey_"
FORM = re.compile(r"pey_([0-9a-f]{32})_([0-9a-f]{64})([0-9a-f]{8})")
SECRET_BYTES = 32
MISTYPED = "The API key is mistyped or cut: its checksum does not fit. Copy it again, whole."
UNKNOWN = "The API key is none of ours, has expired or was ended: ask for a new one."


@dataclass(frozen=True)
class ApiKey:
    """A key as it comes: the id of its credential, and the hash that proves it."""

    credential: str
    hash: str


def new_api_key(credential: str) -> tuple[str, str]:
    """A key for a credential, and its hash to keep."""
    text = f"{PREFIX}{uuid.UUID(credential).hex}_{secrets.token_hex(SECRET_BYTES)}"
    text += _checksum(text)
    return text, read_api_key(text).hash


def is_api_key(token: str) -> bool:
    """Whether a bearer token wants to be an API key."""
    return token.startswith(PREFIX)


def read_api_key(text: str) -> ApiKey:
    """The parts of a key that is whole; raises `TokenRefused`."""
    found = FORM.fullmatch(text)
    if found is None or _checksum(text[: -len(found[3])]) != found[3]:
        raise TokenRefused(MISTYPED)
    return ApiKey(str(uuid.UUID(found[1])), hashlib.sha256(text.encode()).hexdigest())


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"
