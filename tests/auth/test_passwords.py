"""Passwords: what is the same one, what is too weak, and that hashing holds nobody up."""

from __future__ import annotations

import asyncio
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pwdlib.hashers.argon2 import Argon2Hasher

from auth.passwords import LONGEST, Passwords, PasswordUnfit, check_strength, prepared

CHEAP = Passwords(Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1))


def test_it_is_argon2id_with_the_parameters_of_rfc_9106() -> None:
    hash = asyncio.run(Passwords().hashed("quince harbour of nine lanterns", ()))
    assert hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Cafe\u0301 of nine lanterns", "Café of nine lanterns"),
        ("of\u00a0nine lanterns", "of nine lanterns"),
        ("of\u3000nine lanterns", "of nine lanterns"),
        ("دۆستی نۆ فانۆس", "دۆستی نۆ فانۆس"),
    ],
)
def test_one_password_however_it_is_typed(typed: str, same: str) -> None:
    """RFC 8265, 4.2: other spaces are spaces, and composed is as decomposed."""
    assert prepared(typed) == prepared(same)


def test_case_and_width_are_kept() -> None:
    """OpaqueString maps neither: what differs to its owner differs."""
    assert len({prepared("Lantern"), prepared("lantern"), prepared("ｌantern")}) == 3


@given(st.text(min_size=1, max_size=LONGEST))
@settings(deadline=None)
def test_preparing_twice_changes_nothing(text: str) -> None:
    try:
        once = prepared(text)
    except PasswordUnfit:
        return
    assert prepared(once) == once


@pytest.mark.parametrize("bad", ["", "nul\x00byte", "tab\tbed", "half \ud800 pair", "x" * (LONGEST + 1)])
def test_what_is_no_password_is_refused(bad: str) -> None:
    with pytest.raises(PasswordUnfit):
        prepared(bad)
    assert asyncio.run(CHEAP.verified(bad, asyncio.run(CHEAP.hashed("quince harbour of nine", ())))) == (False, None)


@pytest.mark.parametrize(
    "weak",
    [
        "password123",
        "qwertyuiop",
        "iloveyou2014",
        "1234567890123",
        "nadia.kurdi@example.org",
        "NadiaKurdi99",
        "p@ssw0rd123",
    ],
)
def test_what_people_are_known_to_choose_is_refused(weak: str) -> None:
    with pytest.raises(PasswordUnfit) as told:
        check_strength(weak, ["nadia.kurdi@example.org", "Nadia Kurdi"])
    assert weak not in str(told.value)


@pytest.mark.parametrize("good", ["quince harbour of nine lanterns", "x7#kQ!m2Lp9v", "بەرد و باران و پەنجەرە"])
def test_what_nobody_guesses_is_taken(good: str) -> None:
    check_strength(good, ["nadia.kurdi@example.org"])


def test_own_words_of_one_person_are_not_another_s() -> None:
    check_strength("zyxomatic-brundle", ["somebody"])
    with pytest.raises(PasswordUnfit):
        check_strength("zyxomatic-brundle", ["zyxomatic brundle", "zyxomatic-brundle"])
    check_strength("zyxomatic-brundle", ["somebody"])


def test_the_right_one_is_verified_and_others_are_not() -> None:
    async def work() -> None:
        hash = await CHEAP.hashed("quince harbour of nine lanterns", ())
        assert await CHEAP.verified("quince harbour of nine lanterns", hash) == (True, None)
        assert await CHEAP.verified("quince harbour of nine lantern", hash) == (False, None)
        assert await CHEAP.verified("quince harbour of nine lanterns", None) == (False, None)

    asyncio.run(work())


def test_other_requests_go_on_meanwhile() -> None:
    async def work() -> None:
        passwords = Passwords()
        hash = await passwords.hashed("quince harbour of nine lanterns", ())
        turns = 0

        async def turning() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        other = asyncio.create_task(turning())
        began = time.perf_counter()
        await asyncio.gather(*(passwords.verified("wrong", hash) for _ in range(4)))
        assert time.perf_counter() > began
        other.cancel()
        assert turns > 20

    asyncio.run(work())
