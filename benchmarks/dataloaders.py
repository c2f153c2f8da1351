"""The usual way: Strawberry resolvers, one call per object, batched by DataLoader; the statements are guarded too."""

from __future__ import annotations

import enum
from typing import Any, LiteralString

import strawberry
from strawberry.dataloader import DataLoader

from graph.database import Database

BY_ID: LiteralString = (
    "CYPHER 25 UNWIND $keys AS key OPTIONAL MATCH (n:Stakeholder {id: key}) "
    "WHERE n.scope IN $visible RETURN properties(n)"
)
PAGE: LiteralString = (
    "CYPHER 25 MATCH (n:CivilSocietyGroup) WHERE n.scope IN $visible AND n.order_name IS NOT NULL AND n.id IS NOT NULL "
    "RETURN properties(n) ORDER BY n.order_name, n.id LIMIT $first"
)
STARTING: LiteralString = (
    "CYPHER 25 MATCH (n:CivilSocietyGroup) WHERE n.scope IN $visible AND n.order_name IS NOT NULL AND n.id IS NOT NULL "
    "AND n.name STARTS WITH $start RETURN properties(n) ORDER BY n.order_name, n.id LIMIT $first"
)
PAGE_BY_ID: LiteralString = (
    "CYPHER 25 MATCH (n:CivilSocietyGroup) WHERE n.scope IN $visible AND n.id IS NOT NULL "
    "RETURN properties(n) ORDER BY n.id LIMIT $first"
)
AREA_BY_ID: LiteralString = (
    "CYPHER 25 MATCH (n:CooperationArea) WHERE n.scope IN $visible AND n.id IS NOT NULL "
    "RETURN properties(n) ORDER BY n.id LIMIT 10"
)
TOTAL: LiteralString = "CYPHER 25 MATCH (n:CivilSocietyGroup) WHERE n.scope IN $visible RETURN count(n)"
MADE: LiteralString = (
    "CYPHER 25 UNWIND $keys AS key MATCH (n:Stakeholder {id: key}) "
    "RETURN COLLECT { MATCH (n)<-[:MADE_BY]-(c:Commitment) WHERE c.scope IN $visible "
    "WITH c ORDER BY c.order_due, c.id LIMIT 10 RETURN properties(c) }"
)
AREAS: LiteralString = (
    "CYPHER 25 UNWIND $keys AS key MATCH (c:Commitment {id: key}) RETURN COLLECT { MATCH (c)-[:COMMITMENT_ON]->(a) "
    "WHERE a.scope IN $visible WITH a ORDER BY a.order_number, a.id LIMIT 5 RETURN properties(a) }"
)
COUNTS: LiteralString = (
    "CYPHER 25 UNWIND $keys AS key MATCH (n:Stakeholder {id: key}) RETURN "
    "[COUNT { MATCH (n)<-[:MADE_BY]-(c:Commitment) WHERE c.scope IN $visible }, "
    "COUNT { MATCH (n)<-[:MADE_TO]-(c:Commitment) WHERE c.scope IN $visible }]"
)
AREA: LiteralString = (
    "CYPHER 25 MATCH (a:CooperationArea) WHERE a.id IN $ids AND a.scope IN $visible RETURN properties(a) "
    "ORDER BY a.id LIMIT 10"
)
OF_AREA: LiteralString = (
    "CYPHER 25 UNWIND $keys AS key MATCH (a:CooperationArea {id: key}) RETURN COLLECT { "
    "MATCH (a)<-[:COMMITMENT_ON]-(c:Commitment) WHERE c.scope IN $visible WITH c ORDER BY c.id LIMIT 100 "
    "RETURN properties(c) }"
)
IDS = "CYPHER 25 MATCH (n:{0}) WHERE n.scope IN $visible AND n.id IS NOT NULL RETURN n.id ORDER BY n.id LIMIT 10"
COUNT = "CYPHER 25 MATCH (n:{0}) WHERE n.scope IN $visible RETURN count(n)"


class Context:
    """One request: its loaders."""

    def __init__(self, database: Database, visible: list[int]) -> None:
        self.database = database
        self.visible = visible
        self.stakeholder = self.loader(BY_ID)
        self.made = self.loader(MADE)
        self.areas = self.loader(AREAS)
        self.counts = self.loader(COUNTS)
        self.of_area = self.loader(OF_AREA)

    def loader(self, statement: str) -> DataLoader[str, Any]:
        async def load(keys: list[str]) -> list[Any]:
            return [row[0] for row in await self.rows(statement, keys=keys)]

        return DataLoader(load)

    async def rows(self, statement: str, **parameters: Any) -> list[list[Any]]:
        return await self.database.rows(statement, {"visible": self.visible, **parameters})


Info = strawberry.Info[Context, None]


@strawberry.type
class Due:
    edtf: str


@strawberry.type
class Area:
    stored: strawberry.Private[dict[str, Any]]
    id: strawberry.ID
    code: str

    @strawberry.field
    async def commitments(self, info: Info, first: int, order_by: OrderBy | None = None) -> Commitments:
        return Commitments(nodes=[commitment(row) for row in await info.context.of_area.load(self.id)])


@strawberry.type
class Areas:
    nodes: list[Area]


@strawberry.type
class Commitment:
    id: strawberry.ID
    title: str
    text: str | None
    kind: str
    status: str
    marking: str
    version: int
    created: str
    updated: str
    due: Due | None

    @strawberry.field
    async def areas(self, info: Info, first: int) -> Areas:
        return Areas(nodes=[area(row) for row in await info.context.areas.load(self.id)])


@strawberry.type
class Commitments:
    nodes: list[Commitment]


@strawberry.type
class Total:
    total_count: int


@strawberry.type
class Stakeholder:
    id: strawberry.ID
    name: str
    version: int
    created: str
    updated: str

    @strawberry.field
    async def commitments_made(self, info: Info, first: int = 20) -> Made:
        return Made(key=self.id)

    @strawberry.field
    async def commitments_received(self, info: Info) -> Received:
        return Received(key=self.id)


@strawberry.type
class Made:
    key: strawberry.Private[str]

    @strawberry.field
    async def nodes(self, info: Info) -> list[Commitment]:
        return [commitment(row) for row in await info.context.made.load(self.key)]

    @strawberry.field
    async def total_count(self, info: Info) -> int:
        return (await info.context.counts.load(self.key))[0]


@strawberry.type
class Received:
    key: strawberry.Private[str]

    @strawberry.field
    async def total_count(self, info: Info) -> int:
        return (await info.context.counts.load(self.key))[1]


@strawberry.type
class Node:
    id: strawberry.ID


@strawberry.type
class Groups:
    start: strawberry.Private[str | None]
    first: strawberry.Private[int]
    by_id: strawberry.Private[bool]

    @strawberry.field
    async def nodes(self, info: Info) -> list[Stakeholder]:
        statement = PAGE_BY_ID if self.by_id else PAGE if self.start is None else STARTING
        rows = await info.context.rows(statement, start=self.start, first=self.first)
        return [stakeholder(row[0]) for row in rows]

    @strawberry.field
    async def total_count(self, info: Info) -> int:
        return (await info.context.rows(TOTAL))[0][0]


@strawberry.type
class Listed:
    label: strawberry.Private[str]

    @strawberry.field
    async def nodes(self, info: Info) -> list[Node]:
        return [Node(id=row[0]) for row in await info.context.rows(IDS.format(self.label))]

    @strawberry.field
    async def total_count(self, info: Info) -> int:
        return (await info.context.rows(COUNT.format(self.label)))[0][0]


@strawberry.enum
class OrderField(enum.Enum):
    ID = "id"


@strawberry.input
class OrderBy:
    field: OrderField


@strawberry.input
class Comparison:
    starts_with: str | None = None
    in_: list[strawberry.ID] | None = strawberry.field(name="in", default=None)


@strawberry.input
class Where:
    name: Comparison | None = None
    id: Comparison | None = None


@strawberry.type
class Query:
    @strawberry.field
    async def stakeholder(self, info: Info, id: strawberry.ID) -> Stakeholder | None:
        found = await info.context.stakeholder.load(id)
        return stakeholder(found) if found else None

    @strawberry.field
    def civil_society_groups(self, first: int, where: Where | None = None, order_by: OrderBy | None = None) -> Groups:
        start = where.name.starts_with if where and where.name else None
        return Groups(start=start, first=first, by_id=order_by is not None)

    @strawberry.field
    async def cooperation_areas(self, info: Info, first: int, order_by: OrderBy, where: Where | None = None) -> Areas:
        statement, ids = (AREA, where.id.in_) if where and where.id else (AREA_BY_ID, None)
        return Areas(nodes=[area(row[0]) for row in await info.context.rows(statement, ids=ids)])

    @strawberry.field
    def people(self, first: int, order_by: OrderBy) -> Listed:
        return Listed(label="Person")

    @strawberry.field
    def organizations(self, first: int, order_by: OrderBy) -> Listed:
        return Listed(label="Organization")

    @strawberry.field
    def commitments(self, first: int, order_by: OrderBy) -> Listed:
        return Listed(label="Commitment")

    @strawberry.field
    def memberships(self, first: int, order_by: OrderBy) -> Listed:
        return Listed(label="Membership")


def stakeholder(row: dict[str, Any]) -> Stakeholder:
    return Stakeholder(**{key: row[key] for key in ("id", "name", "version", "created", "updated")})


def area(row: dict[str, Any]) -> Area:
    return Area(stored=row, id=row["id"], code=row["code"])


def commitment(row: dict[str, Any]) -> Commitment:
    fields = ("id", "title", "text", "kind", "status", "marking", "version", "created", "updated")
    due = Due(edtf=row["due"]) if "due" in row else None
    return Commitment(**{key: row.get(key) for key in fields}, due=due)


schema = strawberry.Schema(Query)
