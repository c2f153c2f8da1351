"""What follows an erasure outside the database: data keys are removed, and a register remembers which records it was.

The commit alone decides: tombstones stay `Unsettled` until keys and register have followed, which the request does at
once and every start of the service again.  The register is a file of ids and times; after a restore of an older
database `replay` erases all of them anew.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from auth.secret import sync_folder
from graph.edits import ChangeHeader, Erase, Outcome, RecordNotFound
from graph.erasing import settled, unsettled
from graph.kinds import utc_text
from settings import OperatorError

if TYPE_CHECKING:
    from resolvers.execution import Executor

logger = logging.getLogger("peyman.erasures")

LOCK_SECONDS = 30.0


class Register:
    """The file: one line per record, with its id and when it was noted; no names."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def records(self) -> list[str]:
        """The ids, in the order in which they came; a line that a crash broke off is no entry."""
        try:
            lines = self.path.read_text("utf-8").splitlines()
        except FileNotFoundError:
            return []
        found = dict[str, None]()
        for line in lines:
            try:
                found[json.loads(line)["record"]] = None
            except (ValueError, KeyError, TypeError):
                continue
        return list(found)

    def add(self, records: Iterable[str]) -> None:
        """Note those that are not yet; lasting when it returns."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(f"{self.path}.lock", timeout=LOCK_SECONDS):
            known = set(self.records())
            time = utc_text(datetime.now(UTC))
            lines = [json.dumps({"record": one, "time": time}) for one in records if one not in known]
            if not lines:
                return
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "rb+") as file:
                file.seek(-min(1, file.seek(0, os.SEEK_END)), os.SEEK_END)
                broken = file.read(1) not in (b"", b"\n")
                file.write(("\n" * broken + "\n".join(lines) + "\n").encode())
                file.flush()
                os.fsync(file.fileno())
            sync_folder(self.path.parent)


async def settle(executor: Executor) -> int:
    """Let keys and register follow what the graph says was erased; of how many records they had to."""
    vault, register = executor.vault, executor.erasures
    if vault is None or register is None:
        return 0
    done = 0
    while ids := await unsettled(executor.database):
        await asyncio.to_thread(_followed, vault, register, ids)
        await settled(executor.database, ids)
        done += len(ids)
    return done


def _followed(vault: Any, register: Register, ids: Sequence[str]) -> None:
    register.add(ids)
    vault.erase(ids)


async def settle_at_start(executor: Executor) -> None:
    """The same for a service that starts; what hinders it hinders nothing else."""
    try:
        done = await settle(executor)
    except Exception as error:
        logger.error("erased records' keys could not be removed yet: %s", type(error).__name__)
    else:
        if done:
            logger.warning("removed the keys of %d erased records", done)


@dataclass
class Replayed:
    """What a replay did: records erased anew, and those that are not (or no longer) in the graph with any value."""

    erased: int = 0
    before: int = 0
    absent: int = 0


async def replay(executor: Executor) -> Replayed:
    """Erase all records of the register; those that are erased stay so, and none is made half of."""
    vault, register = executor.vault, executor.erasures
    if vault is None or register is None:
        raise OperatorError("There is no register of erasures here.", "Set PEYMAN_ERASURES to its file.")
    ids, found = await asyncio.to_thread(register.records), Replayed()
    for id in ids:
        outcome = await _erased_again(executor, id)
        if outcome is None:
            found.absent += 1
        elif outcome.replayed:
            found.before += 1
        else:
            found.erased += 1
    # A restored folder of keys has them again, whatever the graph says.
    await asyncio.to_thread(vault.erase, ids)
    await settle(executor)
    return found


async def _erased_again(executor: Executor, id: str) -> Outcome | None:
    """None: there is no such record."""
    header = ChangeHeader("system", "replay erasures", reason="erased before the database was restored")
    try:
        return await executor.enact(header, Erase("Record", id))
    except RecordNotFound:
        return None
