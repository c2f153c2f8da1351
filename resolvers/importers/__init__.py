"""`peyman import FORMAT FILE`: public data in the formats in which it is published, into the graph.

Reading (`reading`), mapping to drafts (`upr`, `three_w`, `popolo`, `mapping`: no database needed) and writing
(`batches`) stand apart.  Every record carries an external id worked out from its row, so that a second import
changes nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auth.viewer import SYSTEM, Viewer
from graph import imports
from graph.model import Model
from resolvers.importers import appg, exported, hxl, iati, mapping, meetings, pax, popolo, three_w, upr
from resolvers.importers.batches import BATCH, Batches, Progress
from resolvers.importers.drafts import Draft, ImportReport, Mapped, digest
from resolvers.importers.mapping_files import read_mapping
from resolvers.importers.reading import read_json, read_table
from resolvers.importers.undoing import Undoing
from settings import OperatorError

if TYPE_CHECKING:
    from resolvers.execution import Executor

__all__ = ["FORMATS", "ImportOptions", "ImportReport", "mapped_file", "run", "undo"]


@dataclass(frozen=True)
class Format:
    """How a format is mapped, and what its source is called unless the options say otherwise."""

    mapped: Callable[[Path], Mapped] | None
    """None: by a mapping file."""
    title: str
    publisher: str | None = None


FORMATS = {
    "upr": Format(
        lambda path: upr.mapped(read_table(path, upr.COLUMNS)),
        "Universal Periodic Review: recommendations and voluntary pledges",
        "UPR Info",
    ),
    "3w": Format(lambda path: three_w.mapped(read_table(path, three_w.COLUMNS)), "Who does what where (3W)", "OCHA"),
    "popolo": Format(lambda path: popolo.mapped(read_json(path)), "Popolo: persons, organizations, memberships"),
    "pax": Format(pax.mapped, "PA-X peace agreements and their signatories", "PeaceRep, University of Edinburgh"),
    "3w-hxl": Format(hxl.mapped, "Who does what where (3W) under HXL hashtags"),
    "iati": Format(iati.mapped, "Activities in the standard of the International Aid Transparency Initiative"),
    "appg": Format(
        appg.mapped, "Cross-party groups of the United Kingdom's parliaments, and their members", "mySociety"
    ),
    "meetings": Format(
        lambda path: meetings.mapped(read_table(path, meetings.COLUMNS)),
        "Meetings of members of the European Parliament with lobbyists",
        "Integrity Watch EU",
    ),
    "csv": Format(None, "Table"),
    "peyman": Format(None, "Export of a Peyman"),
}


@dataclass(frozen=True)
class ImportOptions:
    """What the operator says about the file: the Source that its records cite, and who may see them."""

    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    date: str | None = None
    """When it was issued, EDTF."""
    language: str | None = None
    marking: str = "CLEAR"
    owner: str | None = None
    """Id of the organization that answers for the records: needed for AMBER and AMBER_STRICT."""
    batch: int = BATCH
    mapping: Path | None = None
    """For `csv`: the file that says what its columns are."""
    unverified: bool = False
    """For `appg`: whether to take the rows too that their publisher says not to rely on."""


async def run(
    executor: Executor,
    format: str,
    path: Path,
    *,
    viewer: Viewer = SYSTEM,
    dry_run: bool = False,
    progress: Progress | None = None,
    options: ImportOptions | None = None,
) -> ImportReport:
    """Import a file, or with `dry_run` say what an import would do.

    `progress` is called with (records done, records in all) after each batch.  Raises `OperatorError`
    where the file as a whole cannot be read; rows that cannot be taken are in the report's `errors`, and the
    others are imported.
    """
    began = time.monotonic()
    given = options or ImportOptions()
    if given.marking in ("AMBER", "AMBER_STRICT") and given.owner is None:
        raise OperatorError(f"An import marked {given.marking} needs an owner.", "Give the owner's id.")
    # in a thread: a large file takes seconds to read, and a server has others to answer meanwhile
    found = await asyncio.to_thread(
        mapped_file, format, path, executor.ledger.model, given.mapping, unverified=given.unverified
    )
    report = ImportReport(format, path.name, dry_run, found.rows, errors=found.problems, notices=found.notices)
    database, ledger, scopes = executor.database, executor.ledger, executor.scopes
    batches = Batches(database, ledger, scopes, viewer, report, given.marking, given.owner, given.batch)
    if not dry_run:
        digest_of = await asyncio.to_thread(_digest, format, path, given)
        batches.id = await imports.begin(database, scopes, viewer.user or "system", format, path.name, digest_of)
    # an export tells the sources of its records itself
    await batches.bring(found, None if format == "peyman" else _source(format, given), progress)
    if batches.id is not None:
        counts = {
            name: {str(outcome): number for outcome, number in one.items()} for name, one in report.counts.items()
        }
        report.id = batches.id if await imports.end(database, batches.id, "DONE", counts) else None
    report.seconds = time.monotonic() - began
    return report


async def undo(
    executor: Executor,
    id: str,
    *,
    viewer: Viewer = SYSTEM,
    dry_run: bool = False,
    reason: str | None = None,
) -> ImportReport | None:
    """Take an import back as a whole, but for what others have built on since; None where there is none of this id."""
    began = time.monotonic()
    found = await imports.imports(executor.database, id)
    if not found:
        return None
    report = ImportReport(found[0].format, found[0].file, dry_run, id=id)
    database, ledger, scopes = executor.database, executor.ledger, executor.scopes
    await Undoing(database, ledger, scopes, viewer, found[0], report, reason).undo()
    report.seconds = time.monotonic() - began
    return report


def _digest(format: str, path: Path, given: ImportOptions) -> str:
    """Of all that an import depends on: one that was cut short is known by it."""
    stated = {name: str(value) for name, value in asdict(given).items() if name not in ("batch", "mapping")}
    found = hashlib.sha256(repr((format, path.name, sorted(stated.items()))).encode())
    for one in (path, given.mapping):
        if one is not None:
            with one.open("rb") as file:
                found.update(hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()


def mapped_file(
    format: str,
    path: Path,
    model: Model | None = None,
    mapping_file: Path | None = None,
    *,
    unverified: bool = False,
) -> Mapped:
    """What a file says, without any database; a format without columns of its own needs the model and a mapping."""
    if format not in FORMATS:
        raise OperatorError(f"{format!r} is no format that is imported.", f"Choose {', '.join(FORMATS)}.")
    if format == "appg":
        return appg.mapped(path, unverified)
    if unverified:
        raise OperatorError(f"No row of {format} is known to be unverified.", "Leave `--unverified` out.")
    known = FORMATS[format].mapped
    if known is not None:
        if mapping_file is not None:
            raise OperatorError(f"{format} has columns of its own.", "Leave the mapping out, or import as csv.")
        return known(path)
    if format == "peyman" and model is not None:
        return exported.mapped(path, model)
    if model is None or mapping_file is None:
        raise OperatorError(f"{format} says nothing of what its columns are.", "Give a mapping: `--mapping FILE`.")
    return mapping.mapped(path, read_mapping(mapping_file, model))


def _source(format: str, given: ImportOptions) -> Draft:
    """The Source that all records of the file cite: one per title and address."""
    title = given.title or FORMATS[format].title
    stated = {
        "title": title,
        "url": given.url,
        "publisher": given.publisher or FORMATS[format].publisher,
        "date": given.date,
        "language": given.language,
        "documentType": "DATASET",
    }
    values = {name: value for name, value in stated.items() if value is not None}
    return Draft("Source", "import-source:" + digest(format, title, given.url or ""), values)
