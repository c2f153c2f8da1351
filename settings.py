"""Every setting of Peyman, read once from the environment (`PEYMAN_…`) and handed down by whoever starts it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")


class OperatorError(Exception):
    """Something that whoever runs Peyman must mend: `problem` says what was found, `remedy` what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


class Settings(BaseSettings):
    """What an operator can set. Each field is the environment variable `PEYMAN_<FIELD>` in capitals."""

    model_config = SettingsConfigDict(env_prefix="PEYMAN_", secrets_dir=None, extra="ignore")

    data_dir: Path = Field(default_factory=lambda: user_data_path("peyman"))
    """Folder of the embedded database, its password and the signing secret; owner-only."""
    cache_dir: Path = Field(default_factory=lambda: user_cache_path("peyman"))
    """Folder of the verified Neo4j jars, shared by all data folders of this user."""
    host: str = "127.0.0.1"
    """Address on which the API listens."""
    port: int = 8000
    """Port on which the API listens; 0 picks a free one."""
    neo4j_uri: str | None = None
    """`neo4j://`, `neo4j+s://` or `bolt://` of a served database; unset: the embedded one."""
    neo4j_user: str = "neo4j"
    neo4j_password: SecretStr | None = None
    neo4j_password_file: Path | None = None
    """A file that holds the password (a Docker or Kubernetes secret); wins over `neo4j_password`."""
    neo4j_database: str = "neo4j"
    import_limit: int = Field(64_000_000, ge=1)
    """Bytes of a file that is sent to `/import`."""
    secret: SecretStr | None = None
    """At least 32 characters, the same for all processes; signs tokens and seals cursors. Unset: kept in data_dir."""
    secret_file: Path | None = None
    secret_old: SecretStr | None = None
    """While the secret is changed: the other one, whose seals, signing keys and tokens are still taken."""
    secret_old_file: Path | None = None
    oidc_issuer: str | None = None
    """The OpenID provider that people may sign in by, as it writes itself: https://login.example.org/realm."""
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_client_secret_file: Path | None = None
    oidc_scopes: str = "openid email profile"
    """What the provider is asked to tell; `openid` and `email` are needed."""
    field_key: SecretStr | None = None
    """At least 32 characters, the same for all processes; wraps the keys of confidential fields. Unset: in data_dir."""
    field_key_file: Path | None = None
    field_keys_old: SecretStr | None = None
    """Former field keys, separated by commas, until `peyman rewrap` has run: they unwrap only."""
    field_keys_old_file: Path | None = None
    """A file of them, one a line."""
    keys_dir: Path | None = None
    """Folder of the records' wrapped keys, the same for all processes, and no part of backups of the database."""
    erasures: Path | None = None
    """File that remembers, outside the database, which records were erased."""
    anonymous: bool = True
    """Whether requests without a token may read CLEAR records."""
    operation_timeout: float = 10.0
    """Seconds an operation may take in the database, planning included."""
    anchor: Path | None = None
    """A file outside of the database that the heads of the sealed ledger are appended to."""
    anchor_command: str | None = None
    """A command, split as a shell would, that is given each head as a line of JSON on its standard input."""
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Origins of web front ends that may call the API from a browser, separated by commas; none by default."""

    public_url: str | None = None
    """The URL under which people reach Peyman, such as https://peyman.example.org: of links and cookies."""
    trusted_proxies: int = Field(0, ge=0, le=10)
    """How many proxies stand before Peyman: what they say of the client's address and scheme is believed."""
    second_factor_roles: Annotated[tuple[str, ...], NoDecode] = ("steward", "mediator")
    """Roles, separated by commas, that are worth nothing to a sign-in without a second factor."""
    sign_in_days: float = Field(30, gt=0, le=365)
    """How long a sign-in lasts at most."""
    sign_in_idle_days: float = Field(7, gt=0, le=365)
    """How long a sign-in lasts that nobody uses."""
    cost_per_minute: int = Field(600_000, ge=0)
    """What the operations of an account, or of an address without one, may cost in a minute; 0: as they like."""
    limits_uri: str | None = None
    """Where processes count together, such as redis://host:6379; unset: each counts by itself."""

    @field_validator("public_url")
    @classmethod
    def _without_a_path(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "")
        if value and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/")):
            raise ValueError(f"{value!r} is no URL like https://peyman.example.org")
        return f"{parts.scheme}://{parts.netloc}" if value else None

    @field_validator("second_factor_roles", mode="before")
    @classmethod
    def _roles_separated_by_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(role.strip() for role in value.split(",") if role.strip())
        return value

    @property
    def keys_folder(self) -> Path:
        return self.keys_dir or self.data_dir / "keys"

    @property
    def erasure_register(self) -> Path:
        return self.erasures or self.data_dir / "erasures"

    @field_validator("neo4j_uri")
    @classmethod
    def _of_a_scheme_that_the_driver_speaks(cls, value: str | None) -> str | None:
        if value and value.partition("://")[0] not in SCHEMES:
            raise ValueError(f"{value!r} begins with none of {', '.join(f'{one}://' for one in SCHEMES)}")
        return value or None

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _separated_by_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(origin.strip().rstrip("/") for origin in value.split(",") if origin.strip())
        return value
