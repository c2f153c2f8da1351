"""Sealing as the service does it: once a second, with each new head kept outside of the database too.

An anchor is a file that only grows, or a command; whoever can rewrite the database should not be able to rewrite it.
Every process seals and anchors for itself: the database lets one seal at a time, and a head kept twice does no harm.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shlex
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import orjson

from auth.secret import sync_folder
from graph.database import Database
from graph.errors import PeymanError
from graph.seals import Head, seal_all, state
from settings import OperatorError, Settings

logger = logging.getLogger("peyman.seals")

EVERY_SECONDS = 1.0
COMMAND_SECONDS = 30.0


class NotAnchored(Exception):
    """The head could not be kept; the message says why."""


class Anchor(Protocol):
    """A place outside of the database that keeps heads."""

    async def keep(self, head: Head) -> None:
        """Keep a head for good; raises `NotAnchored`."""
        ...


class AnchorFile:
    """Appends each head to a file, and waits until the disk has it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def keep(self, head: Head) -> None:
        try:
            await asyncio.to_thread(self._append, line_of(head))
        except OSError as error:
            raise NotAnchored(f"the file cannot be written ({error.strerror})") from None

    def _append(self, line: bytes) -> None:
        fresh = not self.path.exists()
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if fresh:
            sync_folder(self.path.parent)


class AnchorCommand:
    """Runs a command that gets the head on its standard input, and keeps it if it ends with status 0."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words

    async def keep(self, head: Head) -> None:
        try:
            process = await asyncio.create_subprocess_exec(
                *self.words,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError as error:
            raise NotAnchored(f"the command cannot be run ({error.strerror})") from None
        try:
            await asyncio.wait_for(process.communicate(line_of(head)), COMMAND_SECONDS)
        except TimeoutError:
            raise NotAnchored(f"the command takes over {COMMAND_SECONDS:g} s") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            raise NotAnchored(f"the command ended with status {process.returncode}")


def line_of(head: Head) -> bytes:
    """A head as anchors keep it."""
    body = {"number": head.number, "hash": head.hash, "time": head.time, "count": head.count}
    return orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE)


def kept_heads(path: Path) -> Iterator[Head]:
    """The heads in an anchor file; raises `OperatorError` where it holds anything else."""
    try:
        with path.open("rb") as file:
            for place, line in enumerate(file, 1):
                try:
                    body: Any = orjson.loads(line)
                    yield Head(int(body["number"]), str(body["hash"]), body.get("time"), int(body.get("count") or 0))
                except (ValueError, TypeError, KeyError, AttributeError):
                    raise OperatorError(
                        f"Line {place} of the anchor {path} is no head of a sealed ledger.",
                        "Name a file that PEYMAN_ANCHOR wrote; if it did write this one, somebody has changed it.",
                    ) from None
    except OSError as error:
        raise OperatorError(f"The anchor {path} cannot be read ({error.strerror}).", "Name another.") from None


def anchors_of(settings: Settings) -> list[Anchor]:
    """Where the settings say that heads are kept."""
    found = list[Anchor]()
    if settings.anchor is not None:
        found.append(AnchorFile(settings.anchor))
    if settings.anchor_command:
        found.append(AnchorCommand(shlex.split(settings.anchor_command)))
    return found


class LedgerSealer:
    """Seals what has been committed, and keeps the heads."""

    def __init__(self, database: Database, anchors: Sequence[Anchor]) -> None:
        self._database = database
        self._anchors = anchors
        self._kept: Head | None = None
        self._complaint: str | None = None

    async def once(self) -> Head:
        """Seal all that waits and keep the head, if it is another than the last one kept; raises `NotAnchored`."""
        head, waiting = await state(self._database)
        if waiting:
            head = await seal_all(self._database)
        if head.number and (self._kept is None or head.hash != self._kept.hash):
            for anchor in self._anchors:
                await anchor.keep(head)
            self._kept = head
        return head

    async def watch(self, seconds: float = EVERY_SECONDS) -> None:
        """Do so until cancelled. What fails is done again; the log is told once."""
        while True:
            await asyncio.sleep(seconds)
            complaint = None
            try:
                with suppress(PeymanError):
                    await self.once()
            except NotAnchored as error:
                complaint = str(error)
            if complaint is not None and complaint != self._complaint:
                logger.error("the head of the ledger is not anchored: %s", complaint)
            self._complaint = complaint


def sealer_of(settings: Settings, database: Database) -> LedgerSealer:
    return LedgerSealer(database, anchors_of(settings))
