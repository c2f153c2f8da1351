"""The second factor: time-based one-time codes (TOTP, RFC 6238), and recovery codes for whoever lost the device.

The key is kept encrypted (AES-GCM, the account as associated data) and each code is taken once: a match names its time
step, and the database takes only a later step than the last.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyotp.totp import TOTP

from auth.sealing import derived_key
from auth.wrapping import deciphered, enciphered

ISSUER = "Peyman"
SECONDS = 30
WINDOW = 1
"""Steps before and after the present one whose codes are taken: clocks differ."""
RECOVERY_CODES = 10
DIGITS = 6
NONCE = 12


class SecondFactors:
    """Keys and codes of second factors, with the service's secret; those of an old one are taken while it changes."""

    def __init__(self, secret: str, now: Callable[[], float] = time.time, old: str | None = None) -> None:
        secrets_known = (secret,) if old is None else (secret, old)
        self._ciphers = [AESGCM(derived_key(one, "second factor")) for one in secrets_known]
        self._recovery = [derived_key(one, "recovery codes") for one in secrets_known]
        self._now = now

    def new(self, account: str) -> tuple[str, str]:
        """A new key: as the holder's device takes it (base32), and encrypted for keeping."""
        key = base64.b32encode(secrets.token_bytes(20)).decode()
        return key, self._kept(account, key)

    def kept_anew(self, account: str, kept: str) -> str | None:
        """A key encrypted with the secret of today; None where no secret here reads it."""
        key = self._opened(account, kept)
        return None if key is None else self._kept(account, key)

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
        return self.hashes(account, code)[0]

    def hashes(self, account: str, code: str) -> list[str]:
        """As it may be kept, by the secret of today and by the old one."""
        plain = f"{account}\n{''.join(code.split()).replace('-', '').lower()}".encode()
        return [hmac.new(key, plain, hashlib.sha256).hexdigest() for key in self._recovery]

    def _kept(self, account: str, key: str) -> str:
        return enciphered(self._ciphers[0], key.encode(), account.encode())

    def _opened(self, account: str, kept: str) -> str | None:
        found = (deciphered(cipher, kept, account.encode()) for cipher in self._ciphers)
        return next((key.decode() for key in found if key is not None), None)
