"""OpenID Connect, the relying party's side: authorization code with PKCE (OpenID Connect Core 1.0, 3.1; RFC 7636).

What the provider says of itself is fetched from its discovery document, which must be of this very issuer, and kept for
an hour, as are its keys; a token by a key that is not among them has them fetched again.  An ID token is taken only if
it is signed with an asymmetric algorithm, for this client, by this issuer, for the nonce of this very sign-in.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from auth.secret import read_secret
from settings import OperatorError, Settings

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
"""Asymmetric ones: `none` proves nothing, and with HS256 whoever knows the client's secret could sign."""
SCOPES = "openid email profile"
SECONDS = 10.0
"""How long the provider may take for an answer."""
KEPT = 3600.0
"""Seconds that a discovery document and keys are taken for current."""
AGAIN = 10.0
"""Seconds between two fetches of the keys because of a key that is not among them."""
LEEWAY = 60
"""Seconds that the provider's clock may differ."""
LONGEST = 20_000
"""Characters of an ID token that are looked at at all."""
LARGEST = 1_000_000
"""Bytes of a document of the provider."""
MOST_SUBJECT = 255
"""Characters of a subject (OpenID Connect Core 1.0, 2)."""


class ProviderFailed(Exception):
    """The provider does not answer, or not as the standards ask: its operator's matter, or ours. May be shown."""


class IdentityRefused(Exception):
    """What came back proves nobody's identity. The message may be shown; `why` is for the log."""

    def __init__(self, why: str) -> None:
        super().__init__("The provider's answer does not prove who you are: begin again.")
        self.why = why


@dataclass(frozen=True)
class Identity:
    """Whom the provider vouches for."""

    issuer: str
    subject: str
    email: str | None
    """Only where the provider says that it has verified it."""
    twice: bool
    """Whether the provider says that it asked for more than one factor."""


@dataclass
class Provider:
    """One provider, and this service as its client."""

    issuer: str
    client_id: str
    client_secret: str | None = None
    scopes: str = SCOPES
    now: Callable[[], float] = time.monotonic
    _metadata: tuple[float, Mapping[str, Any]] | None = None
    _keys: tuple[float, KeySet] | None = None
    _fetching: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def address(self, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Where to send the browser."""
        metadata = await self.metadata()
        async with self._client() as client:
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=state,
                nonce=nonce,
                code_verifier=verifier,
                redirect_uri=redirect_uri,
            )
        return cast(str, url)

    async def identity(
        self, code: str, redirect_uri: str, nonce: str, verifier: str, answered_by: str | None = None
    ) -> Identity:
        """Whom a code proves. `answered_by`: the `iss` beside it. Raises `IdentityRefused`, `ProviderFailed`."""
        metadata = await self.metadata()
        if answered_by is None and metadata.get("authorization_response_iss_parameter_supported") is True:
            raise IdentityRefused("the answer names no issuer, though the provider always does (RFC 9207)")
        if answered_by not in (None, self.issuer):
            raise IdentityRefused("the answer is another issuer's (RFC 9207)")
        given = await self._exchanged(metadata, code, redirect_uri, verifier)
        claims = await self.claims(given["id_token"], nonce, given.get("access_token"))
        if "email" not in claims and isinstance(given.get("access_token"), str):
            claims = {**await self._more(metadata, given["access_token"], claims["sub"]), **claims}
        email, methods = claims.get("email"), claims.get("amr")
        verified = isinstance(email, str) and claims.get("email_verified") is True
        twice = isinstance(methods, list) and "mfa" in methods
        return Identity(self.issuer, claims["sub"], email if verified else None, twice)

    async def claims(self, token: Any, nonce: str, access_token: Any = None) -> Mapping[str, Any]:
        """What a genuine ID token for this sign-in says. Raises `IdentityRefused`, `ProviderFailed`."""
        if not isinstance(token, str) or len(token) > LONGEST or not token.isascii():
            raise IdentityRefused("there is no ID token, or none of a length that one has")
        offered = (await self.metadata()).get("id_token_signing_alg_values_supported")
        algorithms = [one for one in ALGORITHMS if not isinstance(offered, list) or one in offered]
        registry = JWSRegistry(algorithms=algorithms, strict_check_header=False)
        try:
            try:
                read = jwt.decode(token, await self.keys(), registry=registry)
            except InvalidKeyIdError:
                read = jwt.decode(token, await self.keys(newer=True), registry=registry)
            options = {
                "iss": {"essential": True, "value": self.issuer},
                "aud": {"essential": True, "value": self.client_id},
                "sub": {"essential": True},
                "exp": {"essential": True},
                "iat": {"essential": True},
                "nonce": {"essential": True, "value": nonce},
            }
            params = {"nonce": nonce, "client_id": self.client_id, "access_token": access_token}
            claims = cast(Any, CodeIDToken)(read.claims, read.header, options, params)
            claims.validate(leeway=LEEWAY)
        except (JoseError, AuthlibBaseError, ValueError, TypeError, RecursionError) as error:
            raise IdentityRefused(f"the ID token is refused: {type(error).__name__}") from None
        if len(claims["sub"]) > MOST_SUBJECT:
            raise IdentityRefused("the subject is longer than one may be")
        return cast(Mapping[str, Any], dict(claims))

    async def metadata(self) -> Mapping[str, Any]:
        """The discovery document (OpenID Connect Discovery 1.0, 4)."""
        async with self._fetching:
            if self._metadata is None or self.now() - self._metadata[0] > KEPT:
                url = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
                self._metadata = (self.now(), self._checked(await self._fetched(url)))
            return self._metadata[1]

    def _checked(self, found: Mapping[str, Any]) -> Mapping[str, Any]:
        if found.get("issuer") != self.issuer:
            raise ProviderFailed("The provider says that it is another issuer than PEYMAN_OIDC_ISSUER.")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not isinstance(found.get(name), str) or not safe(found[name]):
                raise ProviderFailed(f"The provider's {name} is missing, or is no https URL.")
        methods = found.get("code_challenge_methods_supported")
        if isinstance(methods, list) and "S256" not in methods:
            raise ProviderFailed("The provider does not take PKCE with S256.")
        return found

    async def keys(self, *, newer: bool = False) -> KeySet:
        """The provider's keys; `newer`: than those that lack one that a token names."""
        metadata = await self.metadata()
        async with self._fetching:
            age = self.now() - self._keys[0] if self._keys is not None else None
            if self._keys is None or age is None or age > (AGAIN if newer else KEPT):
                found = await self._fetched(metadata["jwks_uri"])
                try:
                    self._keys = (self.now(), KeySet.import_key_set(cast(Any, found)))
                except (JoseError, KeyError, ValueError, TypeError):
                    raise ProviderFailed("The provider's keys cannot be read.") from None
            return self._keys[1]

    async def _exchanged(
        self, metadata: Mapping[str, Any], code: str, redirect_uri: str, verifier: str
    ) -> Mapping[str, Any]:
        """The code for the tokens (RFC 6749, 4.1.3; RFC 7636, 4.5)."""
        try:
            async with self._client(self._method(metadata)) as client:
                found = await client.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    redirect_uri=redirect_uri,
                    code_verifier=verifier,
                )
        except AuthlibBaseError as error:
            raise IdentityRefused(f"the provider refuses the code: {type(error).__name__}") from None
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderFailed("The provider does not answer.") from error
        if not isinstance(found, Mapping) or "id_token" not in found:
            raise IdentityRefused("the provider gave no ID token")
        return cast(Mapping[str, Any], found)

    def _method(self, metadata: Mapping[str, Any]) -> str:
        """How this client says who it is at the token endpoint; the standard's own way where the provider takes it."""
        if self.client_secret is None:
            return "none"
        offered = metadata.get("token_endpoint_auth_methods_supported")
        basic = not isinstance(offered, list) or "client_secret_basic" in offered
        return "client_secret_basic" if basic else "client_secret_post"

    async def _more(self, metadata: Mapping[str, Any], access_token: str, subject: str) -> Mapping[str, Any]:
        """What the UserInfo endpoint says of the same subject (OpenID Connect Core 1.0, 5.3)."""
        url = metadata.get("userinfo_endpoint")
        if not isinstance(url, str) or not safe(url):
            return {}
        found = await self._fetched(url, {"Authorization": f"Bearer {access_token}"})
        if found.get("sub") != subject:
            raise IdentityRefused("UserInfo is of another subject")
        return {name: found[name] for name in ("email", "email_verified") if name in found}

    async def _fetched(self, url: str, headers: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """A JSON object of the provider; no redirection is followed."""
        try:
            async with (
                httpx.AsyncClient(timeout=SECONDS) as client,
                client.stream("GET", url, headers={"Accept": "application/json", **(headers or {})}) as response,
            ):
                if response.status_code != 200:
                    raise ProviderFailed(f"The provider answers {response.status_code}.")
                body = b""
                async for piece in response.aiter_bytes():
                    body += piece
                    if len(body) > LARGEST:
                        raise ProviderFailed("The provider's answer is longer than one can be.")
            found: Any = httpx.Response(200, content=body).json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderFailed("The provider does not answer.") from error
        if not isinstance(found, dict):
            raise ProviderFailed("The provider's answer is no JSON object.")
        return cast(Mapping[str, Any], found)

    def _client(self, method: str = "none") -> Any:
        return cast(Any, AsyncOAuth2Client)(
            self.client_id,
            self.client_secret,
            token_endpoint_auth_method=method,
            scope=self.scopes,
            code_challenge_method="S256",
            timeout=SECONDS,
        )


def provider_of(settings: Settings) -> Provider:
    """The provider that the settings name. Raises `OperatorError`."""
    issuer, client = settings.oidc_issuer or "", settings.oidc_client_id
    if not safe(issuer):
        raise OperatorError("PEYMAN_OIDC_ISSUER is no https URL.", "Write it as the provider does.")
    if client is None or settings.public_url is None:
        missing = "PEYMAN_OIDC_CLIENT_ID" if client is None else "PEYMAN_PUBLIC_URL"
        raise OperatorError(
            f"PEYMAN_OIDC_ISSUER is set without {missing}.",
            "Register PEYMAN_PUBLIC_URL with /auth/oidc/callback at the provider, and set what it gave.",
        )
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret is not None else None
    if settings.oidc_client_secret_file is not None:
        secret = read_secret(settings.oidc_client_secret_file, "PEYMAN_OIDC_CLIENT_SECRET_FILE")
    scopes = " ".join(dict.fromkeys(("openid", *settings.oidc_scopes.split())))
    return Provider(issuer, client, secret, scopes)


def safe(url: str) -> bool:
    """Whether what is sent there is read by nobody on the way: https, or this very machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost"))
