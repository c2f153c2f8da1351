"""Passwords: prepared as RFC 8265 says, judged against what people are known to choose, hashed with argon2id.

Hashing and judging run in threads, few at a time, so that no request waits for the event loop and a crowd of sign-ins
cannot take the machine's memory.  Whoever has no password is checked against the hash of nobody's, for equal work.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
import unicodedata
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, TypeVar, cast

import zxcvbn
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

T = TypeVar("T")

SHORTEST = 10
"""Characters; NIST SP 800-63B asks for 8, or 15 where there is no second factor and nothing else is checked."""
LONGEST = 256
JUDGED = 72
"""Characters that are judged: what comes after can only make it stronger, and the judge takes its time."""
GUESSES = 10**9
"""That zxcvbn finds are needed at least, the lists of breached passwords among the first of them."""
AT_ONCE = 2
"""Hashes at the same time: each takes 64 MB."""
_dictionaries = threading.Lock()
"""zxcvbn keeps the person's own words in a global of its own."""


class PasswordUnfit(ValueError):
    """The password cannot be taken; the message says why and what to choose."""


def prepared(password: str) -> str:
    """A password as it is compared: OpaqueString of RFC 8265, 4.2; raises `PasswordUnfit`."""
    found = unicodedata.normalize("NFC", "".join(" " if unicodedata.category(one) == "Zs" else one for one in password))
    if any(unicodedata.category(one) in ("Cc", "Cs", "Cn") for one in found):
        raise PasswordUnfit("The password holds a character that cannot be typed: leave it out.")
    if not found:
        raise PasswordUnfit("The password is empty.")
    if len(found) > LONGEST:
        raise PasswordUnfit(f"The password has {len(found)} characters; the limit is {LONGEST}.")
    return found


def check_strength(password: str, own: Iterable[str]) -> None:
    """Raises `PasswordUnfit` for one that is short, known from breaches, or made of the person's `own` words."""
    if len(password) < SHORTEST:
        raise PasswordUnfit(f"The password has {len(password)} characters: choose {SHORTEST} or more.")
    words = [part for word in own for part in (word, *word.replace("@", " ").replace(".", " ").split()) if part]
    with _dictionaries:
        found: dict[str, Any] = cast(Any, zxcvbn).zxcvbn(password[:JUDGED], user_inputs=words)
    if found["guesses"] < GUESSES:
        warning = (found["feedback"]["warning"] or "It is easily guessed").rstrip(".")
        raise PasswordUnfit(
            f"The password cannot be taken. {warning}. Choose several words that have nothing to do with one another "
            "or with you."
        )


class Passwords:
    """Hashes passwords and checks them, off the event loop."""

    def __init__(self, hasher: Argon2Hasher | None = None) -> None:
        self._hash = PasswordHash((hasher or Argon2Hasher(),))

    @cached_property
    def _places(self) -> asyncio.Semaphore:
        return asyncio.Semaphore(AT_ONCE)

    @cached_property
    def _nobody(self) -> str:
        return self._hash.hash(secrets.token_urlsafe(24))

    async def hashed(self, password: str, own: Iterable[str]) -> str:
        """The hash of a new password; raises `PasswordUnfit`."""
        found = prepared(password)
        words = list(own)

        def work() -> str:
            check_strength(found, words)
            return self._hash.hash(found)

        return await self._apart(work)

    async def verified(self, password: str, hash: str | None) -> tuple[bool, str | None]:
        """Whether it is the password, and a new hash where the parameters have changed since.

        The work is the same whether there is a hash or not.
        """
        try:
            found = prepared(password)
        except PasswordUnfit:
            found, hash = "unfit", None

        def work() -> tuple[bool, str | None]:
            right, renewed = self._hash.verify_and_update(found, hash or self._nobody)
            return (right, renewed) if hash is not None else (False, None)

        return await self._apart(work)

    async def _apart(self, work: Callable[[], T]) -> T:
        async with self._places:
            return await asyncio.to_thread(work)
