"""`peyman import FORMAT FILE`: public data in the formats in which it is published, into the graph.

Reading (`reading`), mapping to drafts (`upr`, `three_w`, `popolo`: no database needed) and writing
(`batches`) stand apart.  Every record carries an external id worked out from its row, so that a second import
changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from auth.viewer import SYSTEM, Viewer
from graph.database import Database
from graph.ledger import Ledger
from graph.model import Model
from graph.scopes import Scopes
from resolvers.importers import popolo, three_w, upr
from resolvers.importers.batches import BATCH, Batches, Progress
from resolvers.importers.drafts import Draft, ImportReport, Mapped, digest
from resolvers.importers.reading import read_json, read_table
from settings import OperatorError

__all__ = ["FORMATS", "ImportOptions", "ImportReport", "mapped_file", "run"]


@dataclass(frozen=True)
class Format:
    """How a format is mapped, and what its source is called unless the options say otherwise."""

    mapped: Callable[[Path], Mapped]
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


async def run(
    format: str,
    path: Path,
    *,
    database: Database,
    ledger: Ledger,
    scopes: Scopes,
    model: Model,
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
    if model is not ledger.model:
        raise ValueError("the ledger writes another model")
    if given.marking in ("AMBER", "AMBER_STRICT") and given.owner is None:
        raise OperatorError(f"An import marked {given.marking} needs an owner.", "Give the owner's id.")
    found = mapped_file(format, path)
    report = ImportReport(format, path.name, dry_run, found.rows, errors=found.problems, notices=found.notices)
    batches = Batches(database, ledger, scopes, viewer, report, given.marking, given.owner, given.batch)
    await batches.bring(found, _source(format, given), progress)
    report.seconds = time.monotonic() - began
    return report


def mapped_file(format: str, path: Path) -> Mapped:
    """What a file says, without any database."""
    if format not in FORMATS:
        raise OperatorError(f"{format!r} is no format that is imported.", f"Choose {', '.join(FORMATS)}.")
    return FORMATS[format].mapped(path)


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
