"""The folder of wrapped data keys: one small file a record, outside the database and its backups.

A file is named by a hash of the record's id and is made once, whole; to erase a record's values is to remove its file.
Every process reads the files themselves each time, so that what one erases is gone for all at once.  Only rewrapping
writes a file anew; it and erasing take turns by a lock, or a key that was erased meanwhile would come back.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from filelock import FileLock

from auth.secret import drafted, sync_folder, write_once

NAME_LENGTH = 64
TURN_SECONDS = 30.0


def name_of(record: str) -> str:
    """A file's name: of one length, whatever an id looks like, and telling nothing of it."""
    return hashlib.sha256(record.encode()).hexdigest()


class DataKeys:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        return self.folder / name[:2] / name

    def read(self, name: str) -> bytes | None:
        """What a file holds; None where there is none, or no more."""
        try:
            return self.path(name).read_bytes()
        except FileNotFoundError:
            return None

    def add(self, name: str, content: bytes) -> bytes:
        """Keep the content under a new name; what is there, should another have come first."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # the parents of a folder get another mode
        write_once(self.path(name), content)
        return self.path(name).read_bytes()

    def replace(self, name: str, content: bytes) -> None:
        """Only in a `turn`, and for a name that `read` has found in it."""
        path = self.path(name)
        drafted(path, content).replace(path)
        sync_folder(path.parent)

    def erase(self, names: Iterable[str]) -> None:
        """Overwrite and remove the files, and what a broken write of theirs left behind."""
        wanted = [name for name in names if self.path(name).parent.is_dir()]
        if not wanted:
            return
        with self.turn():
            for name in wanted:
                path = self.path(name)
                for one in path.parent.glob(f"{name}*"):
                    _overwrite(one)
                    one.unlink(missing_ok=True)
                sync_folder(path.parent)

    def names(self) -> Iterator[str]:
        """All that are there, a folder at a time."""
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(path.name for path in folder.iterdir() if len(path.name) == NAME_LENGTH)

    def turn(self) -> FileLock:
        """Held by whoever erases or rewraps."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return FileLock(self.folder / "lock", timeout=TURN_SECONDS)


def _overwrite(path: Path) -> None:
    """Zeros in place: other names of the same file, and file systems that write in place, lose it too."""
    with suppress(FileNotFoundError), path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
