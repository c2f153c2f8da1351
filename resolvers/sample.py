"""The demo's sample as drafts for the ledger: an invented network on the real map of the Kurdistan Region.

Each record carries the external id `peyman-sample:<key>`.  A load gives the ids of the keys that are there
already: those are not drafted again, so that loading twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from uuid_utils import uuid7

from auth.viewer import SYSTEM
from graph.database import Database, Transaction
from graph.edits import ChangeHeader, Create, Outcome
from graph.ledger import Ledger
from graph.scopes import Scopes
from graph.seeds import area_ids, known_ids
from resolvers.sample_data.activities import ACTIVITIES, ROLES
from resolvers.sample_data.commitments import (
    COMMITMENTS,
    EVIDENCE,
    MILESTONES,
    PROGRESS_REPORTS,
    RECOMMENDATIONS,
    RESPONSES,
    REVIEWS,
)
from resolvers.sample_data.dialogues import AGENDA_ITEMS, PARTICIPATIONS, PROCESSES, SESSIONS
from resolvers.sample_data.entries import Entry
from resolvers.sample_data.places import PLACES
from resolvers.sample_data.stakeholders import MEMBERSHIPS, POSTS, STAKEHOLDERS
from resolvers.sample_data.stances import STANCES

SCHEME = "peyman-sample"
SOURCE_KEY = "source-sample"
SOURCES = [
    Entry(
        "Source",
        SOURCE_KEY,
        {
            "title": "Peyman's sample: invented for the demonstration",
            "publisher": "Peyman",
            "date": "2026-11",
            "language": "en",
            "documentType": "DATASET",
        },
    ),
    Entry(
        "Source",
        "source-minutes",
        {
            "title": "Minutes of the justice dialogue (invented)",
            "publisher": "Ministry of Justice",
            "date": "2026-02",
            "language": "ckb",
            "documentType": "MINUTES",
        },
        {"sources": [SOURCE_KEY]},
    ),
]
GROUPS = (
    SOURCES,
    PLACES,
    STAKEHOLDERS,
    POSTS,
    MEMBERSHIPS,
    ACTIVITIES,
    ROLES,
    PROCESSES,
    SESSIONS,
    PARTICIPATIONS,
    AGENDA_ITEMS,
    REVIEWS,
    RECOMMENDATIONS,
    RESPONSES,
    COMMITMENTS,
    MILESTONES,
    PROGRESS_REPORTS,
    EVIDENCE,
    STANCES,
)
"""In an order in which everything that a record links to comes before it."""


def entries() -> Iterator[Entry]:
    for group in GROUPS:
        yield from group


def external_ids() -> list[tuple[str, str]]:
    """All (scheme, value) by which records of the sample may be there already."""
    return [identity for entry in entries() for identity in _identities(entry)]


def drafts(known: Mapping[tuple[str, str], str], areas: Mapping[int, str]) -> list[Create]:
    """What is to be created. `known`: ids of records by external id; `areas`: ids of the areas by number."""
    ids = {f"area:{number}": area for number, area in areas.items()}
    created: list[Entry] = []
    for entry in entries():
        found = next((known[identity] for identity in _identities(entry) if identity in known), None)
        if found is None:
            created.append(entry)
        ids[entry.key] = found or str(uuid7())
    return [_draft(entry, ids) for entry in created]


async def load(database: Database, ledger: Ledger, scopes: Scopes) -> int:
    """Load what is missing of the sample, in one change; how many records that was."""
    visible = scopes.visible(SYSTEM).parameter
    creates = drafts(await known_ids(database, external_ids(), visible), await area_ids(database, visible))
    if creates:

        async def work(tx: Transaction) -> Outcome:
            return await ledger.apply(tx, ChangeHeader("system", "import sample"), creates, SYSTEM)

        outcome, _ = await database.write(work, timeout=120)
        scopes.learn(outcome.scopes)
    return len(creates)


def _identities(entry: Entry) -> list[tuple[str, str]]:
    return [(SCHEME, entry.key), *entry.external_ids]


def _draft(entry: Entry, ids: Mapping[str, str]) -> Create:
    links = dict(entry.links)
    if entry.type != "Source":
        minuted = "session-justice-" in " ".join(entry.links.get("origin", ()))
        links["sources"] = [SOURCE_KEY, "source-minutes"] if minuted else [SOURCE_KEY]
    return Create(
        type=entry.type,
        id=ids[entry.key],
        values=entry.values,
        links={field: [ids[key] for key in keys] for field, keys in links.items()},
        marking=entry.marking,
        owner=ids[entry.owner] if entry.owner else None,
        compartments=entry.compartments,
        shared=[ids[key] for key in entry.shared],
        readers=entry.readers,
        external_ids=_identities(entry),
    )
