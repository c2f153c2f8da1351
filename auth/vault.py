"""Confidential values: each encrypted by its record's own data key, and that wrapped by a key from the settings.

AES-256-GCM (NIST SP 800-38D) with a random nonce; associated data are the record's id and the field, so that a
ciphertext moved to another record or field opens nowhere.  Data keys lie in a folder of their own
(`auth/data_keys.py`): without its file none of a record's values can be read, in any copy of the database.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from auth.data_keys import DataKeys, name_of
from auth.sealing import derived_key
from auth.secret import SECRET_LENGTH, found_secret, read_secret
from auth.wrapping import deciphered, enciphered
from settings import OperatorError, Settings

KEY_LENGTH = 32
PADDED_TO = 64
"""Bytes of which a text's length is made a multiple, with U+0000, which no stored text holds: an address's length tells
whose it is."""
BATCH = 200
"""Keys that are rewrapped in one turn."""


class VaultClosed(Exception):
    """No keys are here to write with; the message tells the operator what to set."""


class NotOpened(Exception):
    """A value that was altered, moved from elsewhere, or wrapped by a key that is not here."""


@dataclass(frozen=True)
class FieldKey:
    """A key that wraps data keys; the short `id` stands beside what it wrapped."""

    id: str
    cipher: AESGCM


def field_key(secret: str) -> FieldKey:
    return FieldKey(derived_key(secret, "field key id", 4).hex(), AESGCM(derived_key(secret, "field key")))


@dataclass(frozen=True)
class FieldKeys:
    """`current` wraps and unwraps, `old` only unwrap."""

    current: FieldKey
    old: tuple[FieldKey, ...] = ()

    def by_id(self, id: str) -> FieldKey | None:
        return next((one for one in (self.current, *self.old) if one.id == id), None)


class Vault:
    """Encrypts and decrypts what is confidential. Everything here waits for files: call it off the event loop.

    `keys` is asked at the first need: what never holds a confidential value needs no key.
    """

    def __init__(self, data_keys: DataKeys, keys: Callable[[], FieldKeys]) -> None:
        self.data_keys = data_keys
        self._find_keys = keys
        self._keys: FieldKeys | None = None

    @property
    def keys(self) -> FieldKeys:
        if self._keys is None:
            self._keys = self._find_keys()
        return self._keys

    def seal(self, record: str, values: Mapping[str, str], stored: Mapping[str, object]) -> dict[str, str]:
        """Ciphertexts of values by field. `stored`: what the record has; of an equal value its ciphertext stays."""
        key = self._made(record)
        return {
            field: _unchanged(key, record, field, text, stored.get(field)) or encrypted(key, record, field, text)
            for field, text in values.items()
        }

    def open(self, records: Iterable[str]) -> dict[str, AESGCM | None]:
        """The data keys of records, None where a key cannot be unwrapped; a record without a key is left out."""
        found: dict[str, AESGCM | None] = {}
        for record in records:
            name = name_of(record)
            content = self.data_keys.read(name)
            if content is not None:
                try:
                    found[record] = AESGCM(self._unwrapped(name, content))
                except NotOpened:
                    found[record] = None
        return found

    def erase(self, records: Iterable[str]) -> None:
        """No value of these records can be read again; records without a key have none to lose."""
        self.data_keys.erase(name_of(record) for record in records)

    def rewrap(self, progress: Callable[[int], None] | None = None) -> tuple[int, int]:
        """Wrap every data key with the current key: how many were, and how many none of the keys here unwraps.

        Keys that are wrapped with it already are passed over, so that it may be broken off and begun again.
        """
        done, lost, batch = 0, 0, list[str]()
        for name in self.data_keys.names():
            batch.append(name)
            if len(batch) == BATCH:
                done, lost, batch = *_sum((done, lost), self._rewrapped(batch)), []
                if progress is not None:
                    progress(done)
        return _sum((done, lost), self._rewrapped(batch))

    def _rewrapped(self, names: list[str]) -> tuple[int, int]:
        done = lost = 0
        with self.data_keys.turn():
            for name in names:
                content = self.data_keys.read(name)
                if content is None or content.startswith(f"{self.keys.current.id} ".encode()):
                    continue
                try:
                    key = self._unwrapped(name, content)
                except NotOpened:
                    lost += 1
                else:
                    self.data_keys.replace(name, self._wrapped(name, key))
                    done += 1
        return done, lost

    def _made(self, record: str) -> AESGCM:
        """The record's data key, made if it has none."""
        name = name_of(record)
        content = self.data_keys.read(name)
        if content is None:
            content = self.data_keys.add(name, self._wrapped(name, os.urandom(KEY_LENGTH)))
        return AESGCM(self._unwrapped(name, content))

    def _wrapped(self, name: str, key: bytes) -> bytes:
        current = self.keys.current
        return f"{current.id} {enciphered(current.cipher, key, _wrapping(name, current.id))}".encode()

    def _unwrapped(self, name: str, content: bytes) -> bytes:
        id, _, text = content.decode("ascii", "replace").partition(" ")
        found = self.keys.by_id(id)
        if found is None:
            raise NotOpened(f"the data key is wrapped by the field key {id!r}, which is not here")
        return _opened(found.cipher, text, _wrapping(name, id))


def encrypted(key: AESGCM, record: str, field: str, text: str) -> str:
    """A value as the graph stores it; it may be told to nobody, nor be told from another of about its length."""
    plain = text.encode()
    return enciphered(key, plain + bytes(-len(plain) % PADDED_TO), _bound_to(record, field))


def decrypted(key: AESGCM, record: str, field: str, text: str) -> str:
    """The value; raises `NotOpened` for one that was not made with this key for this field of this record."""
    return _opened(key, text, _bound_to(record, field)).rstrip(b"\0").decode()


def _unchanged(key: AESGCM, record: str, field: str, text: str, stored: object) -> str | None:
    if isinstance(stored, str):
        try:
            return stored if decrypted(key, record, field, stored) == text else None
        except NotOpened:
            return None
    return None


def _opened(key: AESGCM, text: str, bound: bytes) -> bytes:
    plain = deciphered(key, text, bound)
    if plain is None:
        raise NotOpened("a value that was not encrypted here for this place")
    return plain


def _bound_to(record: str, field: str) -> bytes:
    return json.dumps(["peyman field", record, field]).encode()


def _wrapping(name: str, key: str) -> bytes:
    return json.dumps(["peyman data key", name, key]).encode()


def _sum(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


def vault_of(settings: Settings) -> Vault:
    """The vault of the settings. A served database has several processes: keys of their own would lose values."""

    def keys() -> FieldKeys:
        shared = settings.keys_dir is not None and (settings.field_key_file or settings.field_key)
        if settings.neo4j_uri is not None and not shared:
            raise VaultClosed(
                "This service keeps no confidential values: its operator sets PEYMAN_KEYS_DIR and "
                "PEYMAN_FIELD_KEY(_FILE), the same for all its processes."
            )
        return field_keys(settings)

    return Vault(DataKeys(settings.keys_folder), keys)


def field_keys(settings: Settings) -> FieldKeys:
    """The current key, and those that it followed."""
    kept = settings.data_dir / "field_key"
    current = found_secret("PEYMAN_FIELD_KEY", settings.field_key, settings.field_key_file, kept)
    if settings.field_keys_old_file is not None:
        given = read_secret(settings.field_keys_old_file, "PEYMAN_FIELD_KEYS_OLD_FILE")
    else:
        given = settings.field_keys_old.get_secret_value() if settings.field_keys_old else ""
    old = [one.strip() for one in given.replace(",", "\n").splitlines() if one.strip()]
    short = [one for one in old if len(one) < SECRET_LENGTH]
    if short:
        raise OperatorError(
            f"One of PEYMAN_FIELD_KEYS_OLD has {len(short[0])} characters; none was shorter than {SECRET_LENGTH}.",
            "Give them as they were, separated by commas, or one a line in the file.",
        )
    return FieldKeys(field_key(current), tuple(field_key(one) for one in old))
