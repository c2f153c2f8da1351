"""An OpenID provider that does wrong what it is told to: what no honest one can be made to do.

It lets everybody in without asking, checks PKCE, and gives each code once.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT = "peyman"
SECRET = "of the client"


def changed(values: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """`...` takes a value away."""
    return {name: value for name, value in {**values, **changes}.items() if value is not ...}


@dataclass
class HostileProvider:
    url: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first"}))
    subject: str = "subject-of-nadia"
    metadata: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
    """Changes of what comes back beside the code."""
    claims: dict[str, Any] = field(default_factory=dict)
    token: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, Any] | None = None
    sign: Callable[[dict[str, Any]], str] | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)

    def application(self) -> Starlette:
        routes = [
            Route("/.well-known/openid-configuration", self.discovery),
            Route("/authorize", self.authorize),
            Route("/token", self.exchange, methods=["POST"]),
            Route("/jwks", self.jwks),
            Route("/userinfo", self.info),
        ]
        return Starlette(routes=routes)

    async def discovery(self, _: Request) -> Response:
        self.fetched.append("discovery")
        own = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "code_challenge_methods_supported": ["S256"],
        }
        return JSONResponse(changed(own, self.metadata))

    async def authorize(self, request: Request) -> Response:
        given = dict(request.query_params)
        self.asked.append(given)
        code = secrets.token_urlsafe(16)
        self.codes[code] = given
        back = changed({"code": code, "state": given["state"]}, self.answer)
        return RedirectResponse(f"{given['redirect_uri']}?{urlencode(back)}", 302)

    async def exchange(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        given = self.codes.pop(str(form.get("code")), None)
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if request.headers.get("authorization") != basic:
            return JSONResponse({"error": "invalid_client"}, 401)
        if (
            given is None
            or given.get("code_challenge") != challenge
            or given["redirect_uri"] != form.get("redirect_uri")
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        id_token = self.id_token(given["nonce"])
        own = {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": id_token}
        return JSONResponse(changed(own, self.token))

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        own = {
            "iss": self.url,
            "sub": self.subject,
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": nonce,
            "email": "nadia@example.org",
            "email_verified": True,
        }
        claims = changed(own, self.claims)
        return self.sign(claims) if self.sign is not None else self.signed(claims)

    def signed(self, claims: dict[str, Any], **header: Any) -> str:
        return jwt.encode(changed({"alg": "RS256", "kid": self.key.kid}, header), claims, self.key)

    async def jwks(self, _: Request) -> Response:
        self.fetched.append("jwks")
        own = {"keys": [self.key.as_dict(private=False)]}
        return JSONResponse(own if self.keys is None else self.keys)

    async def info(self, _: Request) -> Response:
        self.fetched.append("userinfo")
        return JSONResponse(changed({"sub": self.subject}, self.userinfo))


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
