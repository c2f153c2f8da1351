"""The secret that signs tokens and seals cursors and bookmarks: where it is found, and how it is made once.

All processes of one service need the same one; a machine alone keeps its own in the data folder, owner-only.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from settings import OperatorError, Settings

SECRET_LENGTH = 32
"""Characters that a signing secret must have at least (RFC 7518, 3.2: as long as the hash of HS256)."""


def signing_secret(settings: Settings) -> str:
    """The secret that signs and seals: set, read from a file, or made once in the data folder."""
    if settings.secret_file is not None:
        secret = read_secret(settings.secret_file, "PEYMAN_SECRET_FILE")
    elif settings.secret is not None:
        secret = settings.secret.get_secret_value()
    else:
        secret = _kept_secret(settings.data_dir)
    if len(secret) < SECRET_LENGTH:
        raise OperatorError(
            f"The secret has {len(secret)} characters; it needs at least {SECRET_LENGTH}.",
            "Set PEYMAN_SECRET to a longer one, such as the output of: openssl rand -hex 32",
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


def _kept_secret(data_dir: Path) -> str:
    """The data folder's secret; whoever comes first writes it, whole before it bears its name."""
    path = data_dir / "secret"
    return read_secret(path, "PEYMAN_DATA_DIR") if path.exists() else _made_secret(path)


def _made_secret(path: Path) -> str:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"secret.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(SECRET_LENGTH))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            if not path.exists():
                draft.replace(path)
        draft.unlink(missing_ok=True)
    except OSError as error:
        raise OperatorError(
            f"The data folder {path.parent} cannot be written ({error.strerror}).",
            "Give another one with --data-dir or PEYMAN_DATA_DIR, or set PEYMAN_SECRET.",
        ) from None
    return read_secret(path, "PEYMAN_DATA_DIR")
