"""One-time codes against the vectors of their standard, and what is kept of keys and codes."""

from __future__ import annotations

import base64

import pytest
from pyotp.totp import TOTP

from auth.second_factors import SecondFactors

SECRET = "a secret of the tests, long enough to be one"
ACCOUNT = "0195e3a0-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("at", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]
)
def test_the_codes_are_those_of_rfc_6238(at: int, code: str) -> None:
    factors = SecondFactors(SECRET, lambda: float(at))
    key = base64.b32encode(b"12345678901234567890").decode()
    kept = factors._kept(ACCOUNT, key)
    assert factors.step(ACCOUNT, kept, code) == at // 30


def test_codes_of_the_step_before_and_after_are_taken_and_no_others() -> None:
    factors = SecondFactors(SECRET, lambda: 3_000.0)
    key, kept = factors.new(ACCOUNT)
    codes = {step: TOTP(key).generate_otp(step) for step in range(90, 111)}
    taken = {step for step, code in codes.items() if factors.step(ACCOUNT, kept, code) == step}
    assert taken == {99, 100, 101}


def test_a_key_serves_its_account_and_its_service_only() -> None:
    factors = SecondFactors(SECRET, lambda: 3_000.0)
    key, kept = factors.new(ACCOUNT)
    code = TOTP(key).generate_otp(100)
    assert factors.step(ACCOUNT, kept, code) == 100
    assert factors.step(ACCOUNT.replace("1", "2"), kept, code) is None
    assert SecondFactors("another secret of the tests, as long", lambda: 3_000.0).step(ACCOUNT, kept, code) is None
    assert factors.step(ACCOUNT, "nothing", code) is None
    assert key not in base64.b64decode(kept).decode("latin-1")


def test_a_recovery_code_is_the_same_however_it_is_typed_and_each_account_s_own() -> None:
    factors = SecondFactors(SECRET)
    codes, kept = factors.recovery_codes(ACCOUNT)
    assert [factors.hashed(ACCOUNT, code.upper().replace("-", " ")) for code in codes] == kept
    assert len(set(kept)) == 10
    assert factors.hashed("another", codes[0]) != kept[0]


def test_a_second_factor_outlives_a_change_of_the_secret():
    """Both secrets, then the key encrypted anew, then the new one alone; recovery codes while both are known."""
    new = "another secret of the tests, as long"
    before = SecondFactors(SECRET, lambda: 3_000.0)
    changing = SecondFactors(new, lambda: 3_000.0, SECRET)
    key, kept = before.new(ACCOUNT)
    codes, hashes = before.recovery_codes(ACCOUNT)
    code = TOTP(key).generate_otp(100)
    assert changing.step(ACCOUNT, kept, code) == 100
    assert hashes[0] in changing.hashes(ACCOUNT, codes[0])
    anew = changing.kept_anew(ACCOUNT, kept)
    assert SecondFactors(new, lambda: 3_000.0).step(ACCOUNT, anew, code) == 100
    assert SecondFactors(new).kept_anew(ACCOUNT, kept) is None
