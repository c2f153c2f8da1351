"""Secrets: the one that signs tokens and seals cursors, and others: where each is found, and how it is made once.

All processes of one service need the same ones; a machine alone keeps its own in the data folder, owner-only.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from pydantic import SecretStr

from settings import OperatorError, Settings

SECRET_LENGTH = 32
"""Characters that a signing secret must have at least (RFC 7518, 3.2: as long as the hash of HS256)."""


def signing_secret(settings: Settings) -> str:
    """The secret that signs and seals: set, read from a file, or made once in the data folder."""
    return found_secret("PEYMAN_SECRET", settings.secret, settings.secret_file, settings.data_dir / "secret")


def found_secret(setting: str, given: SecretStr | None, file: Path | None, kept: Path) -> str:
    """What a setting gives, its file before its value; without either what is kept, made at the first need."""
    if file is not None:
        secret = read_secret(file, f"{setting}_FILE")
    elif given is not None:
        secret = given.get_secret_value()
    else:
        secret = read_secret(kept, "PEYMAN_DATA_DIR") if kept.exists() else _made_secret(kept, setting)
    if len(secret) < SECRET_LENGTH:
        raise OperatorError(
            f"The secret has {len(secret)} characters; it needs at least {SECRET_LENGTH}.",
            f"Set {setting} to a longer one, such as the output of: openssl rand -hex 32",
        )
    return secret


def old_secret(settings: Settings) -> str | None:
    """The secret before or after this one while it is changed: what it signed, sealed and wrapped is still taken."""
    if settings.secret_old_file is not None:
        return read_secret(settings.secret_old_file, "PEYMAN_SECRET_OLD_FILE")
    return settings.secret_old.get_secret_value() if settings.secret_old is not None else None


def read_secret(path: Path, setting: str) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(
            f"The secret file {path} cannot be read ({error}).",
            f"Set {setting} to a file this user may read.",
        ) from None


def _made_secret(path: Path, setting: str) -> str:
    try:
        write_once(path, secrets.token_hex(SECRET_LENGTH).encode())
    except OSError as error:
        raise OperatorError(
            f"The data folder {path.parent} cannot be written ({error.strerror}).",
            f"Give another one with --data-dir or PEYMAN_DATA_DIR, or set {setting}.",
        ) from None
    return read_secret(path, "PEYMAN_DATA_DIR")


def write_once(path: Path, content: bytes) -> None:
    """A file for its owner alone, lasting and whole before it bears its name; whoever comes first has written it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = drafted(path, content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links
        if not path.exists():
            draft.replace(path)
    draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def drafted(path: Path, content: bytes) -> Path:
    """The content beside the path, under another name."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft


def sync_folder(folder: Path) -> None:
    """Make names in a folder last; Windows does so by itself."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
