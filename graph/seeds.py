"""Reference data that every graph holds: the 26 areas of cooperation. Found again by external id, so made once."""

from __future__ import annotations

from collections.abc import Iterable

from auth.viewer import SYSTEM
from graph.areas import AREAS
from graph.database import Database, Transaction
from graph.edits import ChangeHeader, Create, Outcome
from graph.ledger import Ledger
from graph.model import Model
from graph.scopes import Scopes

AREA_SCHEME = "cooperation-area"
FIND = """CYPHER 25
MATCH (x:ExternalId)<-[:IDENTIFIED_BY]-(n:Record) WHERE x.key IN $keys AND x.scope IN $visible AND n.scope IN $visible
RETURN collect([x.scheme, x.value, n.id]) AS found"""


async def known_ids(
    database: Database, identities: Iterable[tuple[str, str]], visible: Iterable[int]
) -> dict[tuple[str, str], str]:
    """External id (scheme, value) → id of the visible record that bears it."""
    keys = [f"{scheme}:{value}" for scheme, value in identities]
    found = (await database.read(FIND, {"keys": keys, "visible": list(visible)}, timeout=60))[0]
    return {(scheme, value): id for scheme, value, id in found}


async def area_ids(database: Database, visible: Iterable[int]) -> dict[int, str]:
    """Number of each area → its id."""
    found = await known_ids(database, ((AREA_SCHEME, str(area.number)) for area in AREAS), visible)
    return {int(number): id for (_, number), id in found.items()}


async def seed(database: Database, model: Model) -> int:
    """Create the areas that are missing; how many."""
    scopes = Scopes(database)
    await scopes.refresh()
    known = await area_ids(database, scopes.visible(SYSTEM).parameter)
    creates = [
        Create(
            "CooperationArea",
            values={
                "number": area.number,
                "code": area.code,
                "name": area.names,
                "description": area.description,
            },
            marking="CLEAR",
            external_ids=[(AREA_SCHEME, str(area.number))],
        )
        for area in AREAS
        if area.number not in known
    ]
    if creates:
        ledger = Ledger(model, scopes)

        async def work(tx: Transaction) -> Outcome:
            return await ledger.apply(tx, ChangeHeader("system", "seed areas"), creates, SYSTEM)

        await database.write(work, timeout=120)
    return len(creates)
