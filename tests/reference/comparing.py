"""`api(G, viewer, q) = reference(restrict(G, viewer), q)`: both answers to one request, and where they differ.

The whole response is compared as text, the order of keys included.  Cursors alone are opaque: wherever the reference
has one the API must have one, and the two are remembered as a pair, to page on from in both.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graphql import DocumentNode, GraphQLSchema, parse

from app import schema_text
from auth.viewer import Viewer
from graph.database import Database
from graph.kinds import today
from resolvers.execution import Executor
from tests.reference.beyond import compared_schema
from tests.reference.changes import History
from tests.reference.coverage import Coverage
from tests.reference.cursors import KEYS, position
from tests.reference.graphs import Graph, graph_of
from tests.reference.interpreter import CURSOR, Interpreter, key_of
from tests.reference.operands import Pair, Samples
from tests.reference.operations import Operation
from tests.reference.permitting import Needs
from tests.reference.restrict import restrict
from tests.reference.worlds import Maker, World, areas, viewers


def reference_schema() -> GraphQLSchema:
    """The schema without anything behind it: what its text says, but for what is beyond the reference."""
    return compared_schema(schema_text())


@dataclass
class Request:
    operation: Operation
    viewer: str
    api: Mapping[str, Any]
    reference: Mapping[str, Any]


@dataclass
class Comparison:
    """One request's two answers. `refused`: beyond a limit of the API; nothing to compare."""

    request: Request
    api: str
    reference: str
    refused: str | None = None
    errors: int = 0
    rows: int = 0

    @property
    def same(self) -> bool:
        return self.refused is not None or self.api == self.reference

    def told(self, seed: int) -> str:
        """What there is to know of a difference, ready to be run again."""
        request = self.request
        at = next((i for i, (a, b) in enumerate(zip(self.api, self.reference, strict=False)) if a != b), 0)
        return (
            f"\nworld {seed}, operation {request.operation.seed}, viewer: {request.viewer}\n{request.operation.text}\n"
            f"variables: {json.dumps(dict(request.reference), ensure_ascii=False)}\n"
            f"api:       …{self.api[max(0, at - 300) : at + 300]}\n"
            f"reference: …{self.reference[max(0, at - 300) : at + 300]}"
        )


@dataclass
class Stage:
    """A world, written to the database and known to the reference, and what every viewer sees of it."""

    world: World
    executor: Executor
    schema: GraphQLSchema
    graph: Graph
    samples: Samples
    seen: dict[str, Graph] = field(default_factory=dict[str, Graph])
    viewers: dict[str, Viewer] = field(default_factory=viewers)
    coverage: Coverage | None = None

    def __post_init__(self) -> None:
        self.samples.made = self.cursor
        self.seen = {name: restrict(self.graph, viewer) for name, viewer in self.viewers.items()}

    async def compare(self, request: Request) -> Comparison:
        viewer = self.viewers[request.viewer]
        text = request.operation.text
        found = await self.executor.execute(text, dict(request.api), None, viewer)
        if not found.executed or (
            found.data is None and any("code" in one.get("extensions", {}) for one in found.errors)
        ):
            error = found.errors[0]
            code = error.get("extensions", {}).get("code")
            if code in ("LIMIT_EXCEEDED", "DAYS_REVERSED"):
                return Comparison(request, "", "", refused=error["message"])
            if code == "FORBIDDEN" and self.lacking(request, viewer):
                return Comparison(request, "FORBIDDEN", "FORBIDDEN")
            return Comparison(request, json.dumps({"errors": list(found.errors)}, ensure_ascii=False), "")
        document = parsed(text)
        if lacking := self.lacking(request, viewer):
            return Comparison(request, "an answer", f"FORBIDDEN: {sorted(lacking)}")
        coverage = self.coverage
        answered = coverage.by(request.viewer) if coverage is not None else None
        interpreter = Interpreter(self.schema, self.seen[request.viewer], viewer, today(), answered)
        wanted = interpreter.answer(document, request.reference)
        data = self.aligned(found.data, wanted.data)
        errors = [
            {"path": list(error.path or ()), "message": error.message, "cause": repr(error.original_error)}
            if error.original_error is not None and not str(error.message).startswith("Cannot return null")
            else {"path": list(error.path or ()), "message": error.message}
            for error in wanted.errors or ()
        ]
        api_errors = [{"path": error.get("path"), "message": error["message"]} for error in found.errors]
        if errors and coverage is not None:
            coverage.error(request.viewer)
        reference = written(wanted.data, errors)
        return Comparison(request, written(data, api_errors), reference, None, len(errors), reference.count("{"))

    def lacking(self, request: Request, viewer: Viewer) -> set[str]:
        """The permissions that the operation needs and the viewer has not."""
        document = parsed(request.operation.text)
        needs = Needs(self.schema, self.graph.model, document, request.reference)
        return needs.found - set(viewer.permissions)

    def cursor(self, rng: random.Random, order: str) -> Pair | None:
        """The cursor at any record of the world, whoever sees it: a position, not a record."""
        keys = position(rng, self.graph, order) if order in KEYS else self.named(rng, order)
        if keys is None:
            return None
        return Pair(self.executor.seal_cursor(order, keys), CURSOR + json.dumps([order, *keys], ensure_ascii=False))

    def named(self, rng: random.Random, order: str) -> list[Any] | None:
        """A position in an order that the schema names: the key and the id of some record."""
        label, name, *_ = order.split(":")
        keyed = name == "entry.time" or name in getattr(self.schema.type_map.get(label), "fields", ())
        items = self.graph.of(label) if keyed else []
        if not items:
            return None
        item = rng.choice(items)
        return [item.values["time"] if label == "Entry" else key_of(self.schema, label, name, item), item.id]

    def aligned(self, api: Any, reference: Any) -> Any:
        """The API's data with the reference's cursors in place of its own."""
        if isinstance(reference, dict) and isinstance(api, dict):
            return {key: self.aligned(value, reference.get(key)) for key, value in api.items()}
        if isinstance(reference, list) and isinstance(api, list):
            rest = [None] * (len(api) - len(reference))
            return [self.aligned(one, other) for one, other in zip(api, [*reference, *rest], strict=False)]
        if isinstance(reference, str) and reference.startswith(CURSOR) and isinstance(api, str) and api:
            self.samples.learn(api, reference)
            return reference
        return api


@lru_cache(2_000)
def parsed(text: str) -> DocumentNode:
    return parse(text)


def written(data: Any, errors: list[dict[str, Any]]) -> str:
    """A response as text; only values of the scalar JSON, whose keys have no order, are sorted."""
    errors = sorted(errors, key=lambda error: json.dumps(error, ensure_ascii=False))
    return json.dumps({"errors": errors, "data": plain(data)}, ensure_ascii=False)


def plain(value: Any, inside: bool = False) -> Any:
    """`inside`: of a JSON value, what the ledger noted: its keys have no order, and of nothing there is no word."""
    if isinstance(value, list):
        return [plain(one, inside) for one in value]
    if not isinstance(value, dict):
        return value
    if inside:
        return {key: value[key] for key in sorted(value)} or None
    return {key: plain(one, key.startswith("json")) for key, one in value.items()}


async def staged(
    seed: int, executor: Executor, database: Database, schema: GraphQLSchema, coverage: Coverage | None = None
) -> Stage:
    """The world of a seed in an empty graph."""
    seeded = await areas(database)
    world = Maker(executor.assembly.model, seed, [area["id"] for area in seeded]).made()
    world.areas = seeded
    await History(world, executor.assembly.model, database, executor.ledger, executor.scopes).happen()
    ids: dict[str, list[str]] = {"CooperationArea": [area["id"] for area in seeded[:4]]}
    for create in world.creates.values():
        ids.setdefault(create.type, []).append(create.id)
    ids["Tombstone"] = list(world.tombs)
    ids["Merged"] = list(world.led)
    for merged, kept in world.led.items():
        ids[world.creates[kept].type].append(merged)
    graph = graph_of(world, executor.assembly.model)
    return Stage(world, executor, schema, graph, Samples(ids), coverage=coverage)
