"""What every record has: id, marking, owner, compartments, version, times, external ids and sources.

Importing this module imports every record type, so that whoever wants all of them (`schema/assembly.py`)
needs this one import.
"""

from datetime import datetime
from importlib import import_module

import strawberry

from graph.model import Link
from schema.declarations import (
    Declaration,
    Linked,
    declared,
    many,
    one,
    outgoing,
    record,
    stored,
)
from schema.scalars import Marking


@record(source=False, creatable=False)
class ExternalId:
    """An id that another register gave to the record: a p-code, a Wikidata item, an org-id.guide code."""

    scheme: str = stored("The register: `pcode`, `wikidata`, `org-id`, `pa-x` …")
    value: str = stored("The id as that register writes it.")


@record(abstract=True, source=False)
class Record:
    """Anything kept here: dated, cited, marked, owned and versioned."""

    id: strawberry.ID = stored("Opaque, for ever the same.", order=True, writable=False)
    marking: Marking = stored(
        "Who may see it (TLP 2.0). A record that hangs on others is seen only by those who see them too.",
        writable=False,
        default=Marking.GREEN,
    )
    owner: Linked = one(
        outgoing("OWNED_BY", "Stakeholder"),
        description="The organization that answers for it, and to which AMBER and AMBER_STRICT refer.",
    )
    compartments: list[str] = stored("Only those admitted to every one of these see it.", writable=False, default=())
    version: int = stored("Counts its changes; an update names the version that it was made from.", writable=False)
    created: datetime = stored("When it was entered here.", order=True, writable=False)
    updated: datetime = stored("When it last changed.", order=True, writable=False)
    external_ids: Linked = declared(
        Declaration(Link((outgoing("IDENTIFIED_BY", "ExternalId"),), many=True), "list", "ExternalId"),
        "Its ids in other registers.",
    )
    sources: Linked = many(outgoing("SOURCED_FROM", "Source"), writable=True, description="Where it is known from.")


for module in (
    "accesses",
    "activities",
    "analyses",
    "audiences",
    "areas",
    "commitments",
    "comparisons",
    "dialogues",
    "history",
    "instruments",
    "memberships",
    "merges",
    "networks",
    "paths",
    "places",
    "recommendations",
    "recoveries",
    "searches",
    "sources",
    "stakeholders",
    "stances",
    "support_cases",
    "viewer",
    "accounts",  # last, since the commands import it: so the order is one whoever comes first
):
    import_module(f"schema.{module}")
