"""The second factor: time-based one-time codes (TOTP, RFC 6238), and recovery codes for whoever lost the device.

The key is kept encrypted (AES-GCM, the account as associated data) and each code is taken once: a match names its time
step, and the database takes only a later step than the last.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyotp.totp import TOTP

from auth.sealing import derived_key

ISSUER = "Peyman"
SECONDS = 30
WINDOW = 1
"""Steps before and after the present one whose codes are taken: clocks differ."""
RECOVERY_CODES = 10
DIGITS = 6
NONCE = 12


class SecondFactors:
    """Keys and codes of second factors, with the service's secret."""

    def __init__(self, secret: str, now: Callable[[], float] = time.time) -> None:
        self._cipher = AESGCM(derived_key(secret, "second factor"))
        self._recovery = derived_key(secret, "recovery codes")
        self._now = now

    def new(self, account: str) -> tuple[str, str]:
        """A new key: as the holder's device takes it (base32), and encrypted for keeping."""
        key = base64.b32encode(secrets.token_bytes(20)).decode()
        nonce = secrets.token_bytes(NONCE)
        kept = self._cipher.encrypt(nonce, key.encode(), account.encode())
        return key, base64.b64encode(nonce + kept).decode()

    def uri(self, key: str, email: str) -> str:
        """`otpauth://…`, which a device reads from a QR code."""
        return TOTP(key, name=email, issuer=ISSUER).provisioning_uri()

    def step(self, account: str, kept: str, code: str) -> int | None:
        """The time step whose code this is; None: of none that is taken now, or the key is not readable."""
        key = self._opened(account, kept)
        if key is None or len(code) != DIGITS or not code.isascii() or not code.isdigit():
            return None
        totp, present = TOTP(key), int(self._now()) // SECONDS
        steps = range(present - WINDOW, present + WINDOW + 1)
        matched = [one for one in steps if hmac.compare_digest(totp.generate_otp(one), code)]
        return matched[-1] if matched else None

    def recovery_codes(self, account: str) -> tuple[list[str], list[str]]:
        """New ones: as they are shown once, and hashed for keeping."""
        codes = [
            "-".join(text[at : at + 4] for at in range(0, 16, 4))
            for text in (base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES))
        ]
        return codes, [self.hashed(account, code) for code in codes]

    def hashed(self, account: str, code: str) -> str:
        """A recovery code as it is kept; spaces, hyphens and case do not matter."""
        plain = "".join(code.split()).replace("-", "").lower()
        return hmac.new(self._recovery, f"{account}\n{plain}".encode(), hashlib.sha256).hexdigest()

    def _opened(self, account: str, kept: str) -> str | None:
        try:
            raw = base64.b64decode(kept)
            return self._cipher.decrypt(raw[:NONCE], raw[NONCE:], account.encode()).decode()
        except (InvalidTag, ValueError, binascii.Error):
            return None
