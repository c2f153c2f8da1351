"""API keys by themselves: what they look like, and which texts are none."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from auth.api_keys import MISTYPED, is_api_key, new_api_key, read_api_key
from auth.tokens import TokenRefused

CREDENTIAL = "0195e3a0-0000-7000-8000-000000000001"
KEY, HASH = new_api_key(CREDENTIAL)

FORGED: dict[str, Callable[[], str]] = {
    "the prefix alone": lambda: "pey_",
    "cut": lambda: KEY[:-1],
    "padded": lambda: KEY + "0",
    "a letter altered": lambda: KEY[:60] + ("0" if KEY[60] != "0" else "1") + KEY[61:],
    "two letters swapped": lambda: KEY[:4] + KEY[5] + KEY[4] + KEY[6:] if KEY[4] != KEY[5] else KEY[::-1],
    "another credential": lambda: KEY.replace(CREDENTIAL.replace("-", ""), "f" * 32),
    "in capitals": lambda: "pey_" + KEY[4:].upper(),
    "no checksum": lambda: KEY[:-8],
    "a checksum of zeros": lambda: KEY[:-8] + "00000000",
    "a secret of nothing": lambda: KEY[:37] + KEY[-8:],
    "dashes in the id": lambda: f"pey_{CREDENTIAL}_{KEY[37:]}",
    "a line break at the end": lambda: KEY + "\n",
    "other digits": lambda: KEY[:40] + "\u0661" + KEY[41:],
    "an injection": lambda: "pey_' OR 1=1 //_" + KEY[37:],
}


@pytest.mark.parametrize("kind", FORGED)
def test_a_key_that_is_not_whole_is_told_as_mistyped(kind: str) -> None:
    text = FORGED[kind]()
    assert is_api_key(text)
    with pytest.raises(TokenRefused) as refused:
        read_api_key(text)
    assert str(refused.value) == MISTYPED


def test_a_key_names_its_credential() -> None:
    found = read_api_key(KEY)
    assert (found.credential, found.hash) == (CREDENTIAL, HASH)


def test_a_key_has_one_form_that_scanners_can_look_for() -> None:
    assert re.fullmatch(r"pey_[0-9a-f]{32}_[0-9a-f]{72}", KEY)


def test_no_two_keys_are_alike_and_none_holds_its_hash() -> None:
    keys = {new_api_key(CREDENTIAL) for _ in range(100)}
    assert len({text for text, _ in keys}) == len({hash for _, hash in keys}) == 100
    assert all(hash not in text for text, hash in keys)


def test_a_signed_token_is_no_key() -> None:
    assert not is_api_key("eyJhbGciOiJFZERTQSJ9.e30.c2ln")
