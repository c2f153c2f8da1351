"""What is sealed comes back as it was, and only as what it was sealed as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.sealing import SealBroken, Sealer, derived_key

SEALER = Sealer("a secret of the tests, long enough to be one")


@given(st.binary(min_size=1, max_size=200), st.sampled_from(("bookmark", "cursor:name")))
def test_a_sealed_payload_comes_back(payload, kind):
    sealed = SEALER.seal(kind, payload)
    assert SEALER.open(kind, sealed) == payload
    assert sealed == SEALER.seal(kind, payload)
    assert sealed.isascii() and not set(sealed) & set("+/=")


@given(st.binary(min_size=1, max_size=60), st.integers(min_value=0))
def test_an_altered_letter_breaks_the_seal(payload, position):
    sealed = SEALER.seal("cursor:name", payload)
    position %= len(sealed) - 1  # the last letter may hold spare bits
    other = "A" if sealed[position] != "A" else "B"
    with pytest.raises(SealBroken):
        SEALER.open("cursor:name", sealed[:position] + other + sealed[position + 1 :])


@given(st.text(max_size=80))
def test_what_was_never_sealed_does_not_open(text):
    with pytest.raises(SealBroken):
        SEALER.open("bookmark", text)


def test_one_kind_is_not_taken_for_another_nor_one_secret_for_another():
    sealed = SEALER.seal("cursor:name", b"position")
    for sealer, kind in ((SEALER, "cursor:created"), (SEALER, "bookmark"), (Sealer("another secret"), "cursor:name")):
        with pytest.raises(SealBroken):
            sealer.open(kind, sealed)


def test_a_seal_hides_what_it_holds():
    assert b"position" not in SEALER.seal("cursor:name", b"position").encode()


def test_keys_of_two_purposes_differ():
    assert derived_key("secret", "seal") != derived_key("secret", "tokens")
    assert len(derived_key("secret", "seal", 64)) == 64


def test_what_the_old_secret_sealed_opens_while_the_secret_is_changed():
    changing = Sealer("a new secret", "the old secret")
    assert changing.open("bookmark", Sealer("the old secret").seal("bookmark", b"mark")) == b"mark"
    assert Sealer("a new secret").open("bookmark", changing.seal("bookmark", b"mark")) == b"mark"
    with pytest.raises(SealBroken):
        changing.open("bookmark", Sealer("yet another").seal("bookmark", b"mark"))
