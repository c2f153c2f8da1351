"""Forged, altered and stale bearer tokens are refused; ours name the account and the sign-in that they are for."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as ec_key
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as rsa_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from auth.sealing import derived_key
from auth.tokens import (
    ALGORITHM,
    AUDIENCE,
    ISSUER,
    LONGEST,
    REQUIRED,
    TYPE,
    Claims,
    KeyRing,
    TokenRefused,
    Tokens,
    key_of,
)

SECRET = "a secret of the tests, long enough to be one"
KEY = key_of(SECRET)
OURS = KEY.private
THEIRS = Ed25519PrivateKey.generate()
RSA = rsa_key(65537, 2048)
PUBLIC = OURS.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
PEM = OURS.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
ROJIN = Claims("account-of-rojin", "sign-in-of-rojin")
HEADER = {"alg": ALGORITHM, "kid": KEY.id, "typ": TYPE}
TOKENS = Tokens(KeyRing(KEY))
GENUINE = TOKENS.issue(ROJIN)


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    own = {
        "sub": ROJIN.account,
        "sid": ROJIN.credential,
        "iss": ISSUER,
        "aud": AUDIENCE,
        "iat": now,
        "nbf": now,
        "exp": now + 3600,
    }
    return {name: value for name, value in {**own, **changed}.items() if value is not ...}


def signed(key: Any = OURS, header: dict[str, Any] | None = None, **changed: Any) -> str:
    """A token by our key, unless told otherwise: what is wrong with it is what was changed."""
    return jwt.encode(claims(**changed), key, algorithm="EdDSA", headers={"kid": KEY.id, "typ": TYPE, **(header or {})})


def raw(header: dict[str, Any], payload: Any, signature: bytes | None = None) -> str:
    head = f"{part(header)}.{part(payload)}"
    return f"{head}.{part(OURS.sign(head.encode()) if signature is None else signature)}"


def hmac_with(key: bytes) -> str:
    """What a verifier that lets the token choose takes for its own: HS256 with the public key as the secret."""
    import hashlib
    import hmac

    head = f"{part({**HEADER, 'alg': 'HS256'})}.{part(claims())}"
    return f"{head}.{part(hmac.new(key, head.encode(), hashlib.sha256).digest())}"


def swapped(**changed: Any) -> str:
    """Another payload under the signature of a genuine token."""
    header, _, signature = GENUINE.split(".")
    return f"{header}.{part(claims(**changed))}.{signature}"


def jwk(key: Ed25519PrivateKey) -> dict[str, str]:
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"kty": "OKP", "crv": "Ed25519", "x": part(public)}


FORGED: dict[str, Callable[[], str]] = {
    "empty": lambda: "",
    "no token": lambda: "rojin@example.org",
    "two parts": lambda: GENUINE.rpartition(".")[0],
    "four parts": lambda: GENUINE + ".e30",
    "signature stripped": lambda: GENUINE.rpartition(".")[0] + ".",
    "signature cut short": lambda: GENUINE[:-8],
    "signature of zeros": lambda: GENUINE.rpartition(".")[0] + "." + part(bytes(64)),
    "signature altered by a bit": lambda: raw(HEADER, claims(), bytes([1]) + OURS.sign(b"other")[1:]),
    "payload swapped": lambda: swapped(sub="account-of-nadia"),
    "alg none": lambda: raw({**HEADER, "alg": "none"}, claims(), b""),
    "alg NONE with our signature": lambda: raw({**HEADER, "alg": "NoNe"}, claims()),
    "alg missing": lambda: raw({"kid": KEY.id, "typ": TYPE}, claims()),
    "alg a list": lambda: raw({**HEADER, "alg": ["EdDSA"]}, claims()),
    "alg null": lambda: raw({**HEADER, "alg": None}, claims()),
    "HS256 with the raw public key": lambda: hmac_with(PUBLIC),
    "HS256 with the public key in PEM": lambda: hmac_with(PEM),
    "HS256 with the secret": lambda: hmac_with(SECRET.encode()),
    "HS256 with an empty secret": lambda: hmac_with(b""),
    "RS256 by a stranger": lambda: jwt.encode(claims(), RSA, algorithm="RS256", headers={"kid": KEY.id, "typ": TYPE}),
    "PS256 by a stranger": lambda: jwt.encode(claims(), RSA, algorithm="PS256", headers={"kid": KEY.id, "typ": TYPE}),
    "ES256 by a stranger": lambda: jwt.encode(
        claims(), ec_key(SECP256R1()), algorithm="ES256", headers={"kid": KEY.id, "typ": TYPE}
    ),
    "Ed448 by a stranger": lambda: jwt.encode(claims(), Ed448PrivateKey.generate(), algorithm="EdDSA"),
    "another key": lambda: signed(THEIRS),
    "the key of another purpose": lambda: signed(Ed25519PrivateKey.from_private_bytes(derived_key(SECRET, "seal"))),
    "no kid": lambda: jwt.encode(claims(), OURS, algorithm="EdDSA", headers={"typ": TYPE}),
    "kid of no key": lambda: signed(OURS, {"kid": "0" * 16}),
    "kid a list": lambda: raw({**HEADER, "kid": [KEY.id]}, claims()),
    "kid in capitals": lambda: signed(OURS, {"kid": KEY.id.upper()}),
    "an id token": lambda: signed(OURS, {"typ": "JWT"}),
    "no type": lambda: raw({"alg": ALGORITHM, "kid": KEY.id}, claims()),
    "kid a path": lambda: signed(THEIRS, {"kid": "../../../../dev/null"}),
    "kid an injection": lambda: signed(THEIRS, {"kid": "' UNION SELECT 'key' --"}),
    "kid a key": lambda: signed(THEIRS, {"kid": part(PUBLIC)}),
    "its own key as jwk": lambda: signed(THEIRS, {"jwk": jwk(THEIRS)}),
    "its own key by jku": lambda: signed(THEIRS, {"jku": "https://attacker.example/keys"}),
    "its own key by x5u": lambda: signed(THEIRS, {"x5u": "https://attacker.example/cert"}),
    "critical extension": lambda: signed(OURS, {"crit": ["b64"], "b64": False}),
    "expired": lambda: signed(exp=int(time.time()) - 1),
    "expiry far in the past": lambda: signed(exp=0),
    "expiry no number": lambda: signed(exp="tomorrow"),
    "expiry infinite": lambda: raw(
        HEADER, json.dumps(claims()).replace(f'"exp": {claims()["exp"]}', '"exp": Infinity').encode()
    ),
    "not yet valid": lambda: signed(nbf=int(time.time()) + 3600),
    "issued in the future": lambda: signed(iat=int(time.time()) + 3600),
    "another issuer": lambda: signed(iss="https://accounts.example"),
    "a list of issuers": lambda: raw(HEADER, claims(iss=[ISSUER])),
    "another audience": lambda: signed(aud="another-api"),
    "several audiences": lambda: signed(aud=[AUDIENCE, "another-api"]),
    "subject no text": lambda: raw(HEADER, claims(sub=1)),
    "subject null": lambda: raw(HEADER, claims(sub=None)),
    "subject empty": lambda: signed(sub=""),
    "sign-in no text": lambda: raw(HEADER, claims(sid=7)),
    "sign-in a list": lambda: signed(sid=[ROJIN.credential]),
    "sign-in empty": lambda: signed(sid=""),
    "payload a list": lambda: raw(HEADER, [claims()]),
    "payload no JSON": lambda: raw(HEADER, b"\xff\xfe not json"),
    "header no JSON": lambda: f"{part(b'{')}.{part(claims())}.{part(bytes(64))}",
    "header a number": lambda: f"{part(1)}.{part(claims())}.{part(bytes(64))}",
    "nested in a payload": lambda: raw({**HEADER, "cty": "JWT"}, GENUINE.encode()),
    "nested in quotes": lambda: raw({**HEADER, "cty": "JWT"}, GENUINE),
    "encrypted": lambda: (
        f"{part({'alg': 'dir', 'enc': 'A256GCM'})}..{part(bytes(12))}.{part(bytes(40))}.{part(bytes(16))}"
    ),
    "deeply nested JSON": lambda: raw(HEADER, b"[" * 4_000 + b"]" * 10),
    "oversized": lambda: signed(more=[f"org-{index}" for index in range(5_000)]),
    "padded to the limit": lambda: GENUINE + "=" * LONGEST,
    "not ASCII": lambda: GENUINE[:-1] + "\u0661",
    "a line break within": lambda: GENUINE[:40] + "\n" + GENUINE[40:],
    "spaces around": lambda: f" {GENUINE}x",
    **{f"without {name}": (lambda name=name: signed(**{name: ...})) for name in REQUIRED},
}


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_token_is_refused(kind: str) -> None:
    with pytest.raises(TokenRefused) as refused:
        TOKENS.verify(FORGED[kind]())
    assert "sign in again" in str(refused.value)


def test_more_kinds_are_forged_than_were_asked_for() -> None:
    assert len(FORGED) >= 26


def test_what_the_forgeries_start_from_is_taken() -> None:
    assert TOKENS.verify(signed()) == ROJIN
    assert TOKENS.verify(raw(HEADER, claims())) == ROJIN


def test_a_token_names_whom_it_was_issued_for() -> None:
    assert TOKENS.verify(GENUINE) == ROJIN


def test_a_refusal_repeats_nothing_of_the_token() -> None:
    with pytest.raises(TokenRefused) as refused:
        TOKENS.verify(signed(THEIRS))
    assert "rojin" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_token_of_another_secret_is_refused() -> None:
    with pytest.raises(TokenRefused):
        Tokens(KeyRing(key_of(SECRET + "!"))).verify(GENUINE)


def test_a_key_that_no_longer_signs_still_verifies() -> None:
    later = Tokens(KeyRing(key_of("another secret, as long as it has to be"), KEY))
    assert later.verify(GENUINE) == ROJIN
    with pytest.raises(TokenRefused):
        TOKENS.verify(later.issue(ROJIN))


def test_a_token_carries_nothing_that_its_holder_holds() -> None:
    assert jwt.decode(GENUINE, options={"verify_signature": False}).keys() == set(REQUIRED)


def test_a_token_ends_after_its_minutes() -> None:
    early = Tokens(KeyRing(KEY), now=lambda: time.time() - 601)
    with pytest.raises(TokenRefused, match="expired"):
        TOKENS.verify(early.issue(ROJIN, minutes=10))
