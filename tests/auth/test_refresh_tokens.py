"""Refresh tokens: what was given out is told from what was not, and each has one that follows."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.refresh_tokens import RefreshTokens, first, hashed
from auth.tokens import TokenRefused

TOKENS = RefreshTokens("a secret of the tests, long enough to be one")
OTHERS = RefreshTokens("another secret of the tests, as long as it")
CREDENTIAL = str(uuid.uuid4())


def test_a_token_is_read_as_it_was_written() -> None:
    token = first(CREDENTIAL)
    for _ in range(3):
        assert TOKENS.read(TOKENS.text(token)) == token
        token = token.next()
    assert token.generation == 3


def test_what_follows_a_token_is_always_the_same_and_each_sign_in_has_its_own() -> None:
    token = first(CREDENTIAL)
    assert TOKENS.text(token.next()) == TOKENS.text(TOKENS.read(TOKENS.text(token)).next())
    assert TOKENS.text(first(CREDENTIAL)) != TOKENS.text(first(CREDENTIAL))


@given(st.one_of(st.text(max_size=300), st.binary(max_size=100).map(lambda raw: raw.hex())))
def test_what_was_never_given_out_is_refused(text: str) -> None:
    with pytest.raises(TokenRefused):
        TOKENS.read(text)


@given(st.integers(0, 70), st.integers(1, 127))
def test_an_altered_token_is_refused(at: int, by: int) -> None:
    text = TOKENS.text(first(CREDENTIAL))
    at %= len(text)
    altered = f"{text[:at]}{chr((ord(text[at]) + by) % 128)}{text[at + 1 :]}"
    if altered != text:
        with pytest.raises(TokenRefused):
            TOKENS.read(altered)


def test_another_service_s_token_is_refused() -> None:
    with pytest.raises(TokenRefused):
        OTHERS.read(TOKENS.text(first(CREDENTIAL)))


def test_a_cursor_is_no_refresh_token() -> None:
    from auth.sealing import Sealer

    sealer = Sealer("a secret of the tests, long enough to be one")
    with pytest.raises(TokenRefused):
        TOKENS.read(sealer.seal("cursor:name", b"x" * 36))


def test_the_csrf_token_is_the_sign_in_s_own() -> None:
    assert TOKENS.csrf(CREDENTIAL) == TOKENS.csrf(CREDENTIAL)
    assert len({TOKENS.csrf(CREDENTIAL), TOKENS.csrf(str(uuid.uuid4())), OTHERS.csrf(CREDENTIAL)}) == 3


def test_hashes_say_nothing() -> None:
    text = TOKENS.text(first(CREDENTIAL))
    assert text not in hashed(text) and len(hashed(text)) == 64
