"""Step 2: who presents an agenda item is named by his participation, which the Chatham House rule hides.

A presenter who has no participation in the session stays linked as he was, and is not shown.
"""

from __future__ import annotations

from graph.database import Database

PRESENTERS = """CYPHER 25
MATCH (item:AgendaItem)-[old:PRESENTED_BY]->(who:Stakeholder)
MATCH (item)-[:AGENDA_OF]->(:DialogueSession)<-[:PARTICIPATION_IN]-(place:Participation)-[:PARTICIPANT]->(who)
WITH item, old, place ORDER BY place.id
WITH item, collect(DISTINCT old) AS replaced, head(collect(place)) AS place
MERGE (item)-[:PRESENTED_BY]->(place)
FOREACH (old IN replaced | DELETE old)"""


async def apply(database: Database) -> None:
    await database.rows(PRESENTERS, write=True)
