"""The operations that are measured: the GraphQL, and the statement that one would write by hand for each.

A handwritten statement returns rows as lists (the base, 1.0) and again as maps; `shape` is the handwritten
comprehension that makes the response of the lists.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

TEN = ("id", "title", "text", "kind", "status", "marking", "version", "created", "updated")


@dataclass(frozen=True)
class Operation:
    name: str
    query: str
    lists: str
    shape: Callable[[list[Any]], Any]
    maps: str
    fold: Callable[[list[Any]], Any] = lambda values: values[0]
    """What is left to do with the maps."""
    wall: float = 1.15
    cpu: float = 1.25
    """The bars of DESIGN section 9, times the base."""


def guard(*names: str) -> str:
    return " AND ".join(f"{name}.scope IN $visible" for name in names)


STAKEHOLDERS = (
    "UNWIND $visible AS s CALL (s) {{ MATCH (n:CivilSocietyGroup) "
    "USING INDEX SEEK n:CivilSocietyGroup(scope, order_name, id) "
    "WHERE n.scope = s AND n.order_name IS NOT NULL AND n.id IS NOT NULL{where} "
    "RETURN n ORDER BY n.scope, n.order_name, n.id LIMIT {limit} }} WITH n ORDER BY n.order_name, n.id LIMIT {limit}"
)
PAGE = STAKEHOLDERS.format(where="", limit=20)
FILTERED = STAKEHOLDERS.format(where=" AND n.name STARTS WITH 'lib'", limit=20)


def nodes(values: list[Any], key: str, fields: tuple[str, ...]) -> dict[str, Any]:
    return {key: {"nodes": [dict(zip(fields, row, strict=True)) for row in values]}}


def nested(values: list[Any]) -> dict[str, Any]:
    return {
        "civilSocietyGroups": {
            "nodes": [
                {
                    "id": id,
                    "name": name,
                    "commitmentsMade": {
                        "nodes": [
                            {
                                "id": promise,
                                "title": title,
                                "areas": {"nodes": [{"id": area, "code": code} for area, code in areas]},
                            }
                            for promise, title, areas in made
                        ]
                    },
                }
                for id, name, made in values[0]
            ]
        }
    }


AREAS_1000 = """{ cooperationAreas(first: 10, where: {id: {in: $ids}}, orderBy: {field: ID}) { nodes { id
  commitments(first: 100, orderBy: {field: ID}) { nodes { id title text kind status marking version created updated
  due { edtf } } } } } }"""


def thousand(values: list[Any]) -> dict[str, Any]:
    return {
        "cooperationAreas": {
            "nodes": [
                {
                    "id": id,
                    "commitments": {
                        "nodes": [dict(zip(TEN, row, strict=False)) | {"due": {"edtf": row[9]}} for row in rows]
                    },
                }
                for id, rows in values[0]
            ]
        }
    }


def maps(fields: tuple[str, ...], node: str) -> str:
    return "{" + ", ".join(f"{field}: {node}.{field}" for field in fields) + "}"


COMMITMENTS = (
    "MATCH (a)<-[:COMMITMENT_ON]-(c:Commitment) WHERE c.scope IN $visible WITH c ORDER BY c.id LIMIT 100 RETURN "
)
AREA = "MATCH (a:CooperationArea) WHERE a.id IN $ids AND a.scope IN $visible WITH a ORDER BY a.id LIMIT 10 RETURN "
MADE = (
    "MATCH (n)<-[:MADE_BY]-(c:Commitment) WHERE c.scope IN $visible WITH c ORDER BY c.order_due, c.id LIMIT 10 RETURN "
)
ON = (
    "MATCH (c)-[:COMMITMENT_ON]->(a:CooperationArea) WHERE a.scope IN $visible "
    "WITH a ORDER BY a.order_number, a.id LIMIT 5 RETURN "
)
COUNTED = (
    "COUNT {{ MATCH (n)<-[:MADE_BY]-(c:Commitment) WHERE c.scope IN $visible }}{0} "
    "COUNT {{ MATCH (n)<-[:MADE_TO]-(d:Commitment) WHERE d.scope IN $visible }}"
)
TOTAL = "COUNT { MATCH (t:CivilSocietyGroup) WHERE t.scope IN $visible }"
ROOTS = ("CivilSocietyGroup", "Person", "Organization", "Commitment", "CooperationArea", "Membership")


def roots(count: int) -> Operation:
    """Several root fields: pages of ids of as many kinds, and totals."""
    fields = ("civilSocietyGroups", "people", "organizations", "commitments", "cooperationAreas", "memberships")
    asked, lists, mapped, names = list[str](), list[str](), list[str](), list[tuple[str, bool]]()
    for index in range(count):
        field, label = fields[index % 6], ROOTS[index % 6]
        name = f"r{index}"
        totals = index >= 6
        inner = "totalCount" if totals else "nodes { id }"
        asked.append(f"{name}: {field}(first: 10, orderBy: {{field: ID}}) {{ {inner} }}")
        page = (
            f"UNWIND $visible AS s CALL (s) {{ MATCH (n:{label}) USING INDEX SEEK n:{label}(scope, id) "
            "WHERE n.scope = s AND n.id IS NOT NULL RETURN n ORDER BY n.scope, n.id LIMIT 10 } "
            "WITH n ORDER BY n.id LIMIT 10 RETURN "
        )
        total = f"COUNT {{ MATCH (n:{label}) WHERE n.scope IN $visible }}"
        lists.append(f"{total} AS {name}" if totals else f"COLLECT {{ {page} n.id }} AS {name}")
        mapped.append(
            f"{name}: {{totalCount: {total}}}" if totals else f"{name}: {{nodes: COLLECT {{ {page} {{id: n.id}} }}}}"
        )
        names.append((name, totals))

    def shape(values: list[Any]) -> dict[str, Any]:
        return {
            name: {"totalCount": value} if totals else {"nodes": [{"id": id} for id in value]}
            for (name, totals), value in zip(names, values, strict=True)
        }

    return Operation(
        f"{count} root fields",
        "{ " + " ".join(asked) + " }",
        "RETURN " + ", ".join(lists),
        shape,
        "RETURN {" + ", ".join(mapped) + "} AS data",
    )


READS = (
    Operation(
        "one record by id",
        "query ($id: ID!) { stakeholder(id: $id) { id name version created updated } }",
        "RETURN head(COLLECT { MATCH (n:Stakeholder {id: $id}) WHERE n.scope IN $visible "
        "RETURN [n.id, n.name, n.version, n.created, n.updated] }) AS r",
        lambda values: {
            "stakeholder": dict(zip(("id", "name", "version", "created", "updated"), values[0], strict=True))
        },
        "RETURN {stakeholder: head(COLLECT { MATCH (n:Stakeholder {id: $id}) WHERE n.scope IN $visible "
        "RETURN " + maps(("id", "name", "version", "created", "updated"), "n") + " })} AS data",
    ),
    Operation(
        "filtered page of 20",
        '{ civilSocietyGroups(first: 20, where: {name: {startsWith: "lib"}}) { nodes { id name } } }',
        f"RETURN COLLECT {{ {FILTERED} RETURN [n.id, n.name] }} AS r",
        lambda values: nodes(values[0], "civilSocietyGroups", ("id", "name")),
        f"RETURN {{civilSocietyGroups: {{nodes: COLLECT {{ {FILTERED} RETURN {{id: n.id, name: n.name}} }}}}}} AS data",
    ),
    Operation(
        "page of 20 with a total",
        "{ civilSocietyGroups(first: 20) { totalCount nodes { id name } } }",
        f"RETURN COLLECT {{ {PAGE} RETURN [n.id, n.name] }} AS r, {TOTAL} AS t",
        lambda values: {
            "civilSocietyGroups": {
                "totalCount": values[1],
                "nodes": [{"id": id, "name": name} for id, name in values[0]],
            }
        },
        f"RETURN {{civilSocietyGroups: {{totalCount: {TOTAL}, "
        f"nodes: COLLECT {{ {PAGE} RETURN {{id: n.id, name: n.name}} }}}}}} AS data",
    ),
    Operation(
        "3 levels, 20 x 10 x 5",
        "{ civilSocietyGroups(first: 20) { nodes { id name commitmentsMade(first: 10) { nodes { id title "
        "areas(first: 5) { nodes { id code } } } } } } }",
        f"RETURN COLLECT {{ {PAGE} RETURN [n.id, n.name, COLLECT {{ {MADE} "
        f"[c.id, c.title, COLLECT {{ {ON} [a.id, a.code] }}] }}] }} AS r",
        nested,
        f"RETURN {{civilSocietyGroups: {{nodes: COLLECT {{ {PAGE} RETURN {{id: n.id, name: n.name, "
        f"commitmentsMade: {{nodes: COLLECT {{ {MADE} {{id: c.id, title: c.title, "
        f"areas: {{nodes: COLLECT {{ {ON} {{id: a.id, code: a.code}} }}}}}} }}}}}} }}}}}} AS data",
        wall=1.1,
        cpu=1.2,
    ),
    Operation(
        "two counts for each of 20",
        "{ civilSocietyGroups(first: 20) { nodes { id commitmentsMade { totalCount } "
        "commitmentsReceived { totalCount } } } }",
        f"RETURN COLLECT {{ {PAGE} RETURN [n.id, {COUNTED.format(',')}] }} AS r",
        lambda values: {
            "civilSocietyGroups": {
                "nodes": [
                    {"id": id, "commitmentsMade": {"totalCount": made}, "commitmentsReceived": {"totalCount": received}}
                    for id, made, received in values[0]
                ]
            }
        },
        f"RETURN {{civilSocietyGroups: {{nodes: COLLECT {{ {PAGE} RETURN {{id: n.id, commitmentsMade: {{totalCount: "
        f"{COUNTED.format('}, commitmentsReceived: {totalCount: ')}}} }} }}}}}} AS data",
    ),
    Operation(
        "1,000 rows of 10 fields",
        "query ($ids: [ID!]!) " + AREAS_1000,
        f"RETURN COLLECT {{ {AREA} [a.id, COLLECT {{ {COMMITMENTS} "
        "[c.id, c.title, c.text, c.kind, c.status, c.marking, c.version, c.created, c.updated, c.due] }] } AS r",
        thousand,
        f"RETURN {{cooperationAreas: {{nodes: COLLECT {{ {AREA} {{id: a.id, "
        f"commitments: {{nodes: COLLECT {{ {COMMITMENTS} "
        + maps(TEN, "c")[:-1]
        + ", due: {edtf: c.due}} }}} }}} AS data",
        wall=1.1,
        cpu=1.2,
    ),
    roots(5),
    roots(8),
)
