"""Worlds one after the other: each is entered, changed, asked by every sort of viewer, and written to.

A world comes of its seed alone, and so does what is asked in it: texts go round, a few in each world, so that Neo4j
plans each only once or twice; values are drawn anew.  Scopes begin anew with each world, or a viewer's would grow with
the worlds gone by; every second world takes its pages by walking the index, as for a viewer of very many.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLSchema, get_named_type

from auth.protection import read
from auth.viewer import Viewer
from graph.database import Database
from graph.ledger import Ledger
from graph.scopes import NEVER, Scopes, Visible
from resolvers.execution import Executor
from tests.fixtures_graph import clear
from tests.reference.comparing import Comparison, Request, Stage, staged
from tests.reference.coverage import Coverage, reachable
from tests.reference.interpreter import CURSOR
from tests.reference.operands import ABSENT_VARIABLE, Pair, Samples
from tests.reference.operations import Operation, Variable, operation
from tests.reference.permitting import out_of_reach
from tests.reference.staples import staples
from tests.reference.sweeping import Sweeping
from tests.reference.worlds import Maker, viewers
from tests.reference.writes import Writing

AT_ONCE = 3
"""Operations, each of another text, or one would be planned twice: two for the server's cores, one compared here."""
ASKED, WRITTEN, DRAWN = 8, 2, 2
"""In each world: texts that go round, rounds of commands, and generated texts among the former."""
STAPLES = 3
"""Those written by hand for what chance has seldom go round so often."""
SHAPES = 2
"""Which variables are there, which are null, and how long a text is, makes Neo4j plan again (DESIGN section 4): values
are drawn in so many shapes for each text, and one for those that the schema gives."""
TRIES = 200
WORD = re.compile(r"\w+")
BLOCK, GENERATED = 200, 24
"""In so many worlds the same generated texts are asked; how many they are."""
SWEPT = -1000
"""Operations below this number are those that the schema gives (`sweeping.py`)."""
USED = """CYPHER 25
CALL () { MATCH (n:Record|Entry|Tombstone) RETURN DISTINCT n.scope AS number }
MATCH (scope:Scope {scope: number})
RETURN collect([scope.scope, scope.clauses])"""


class Seeking(Scopes):
    """Knows the scopes of this world alone, of all that the graph keeps; pads what a viewer sees to one size class."""

    way = "seek"

    async def refresh(self, bookmarks: Iterable[str] | None = None) -> None:
        [found] = await self._database.read(USED, {}, bookmarks=bookmarks)
        self._learn((number, read(clauses)) for number, clauses in found)

    def visible(self, viewer: Viewer) -> Visible:
        found = super().visible(viewer).parameter
        return Visible([*found, *[NEVER] * max(0, 11 - len(found))], self.way)


class Walking(Seeking):
    """Takes pages as for a viewer who sees more scopes than can be sought one by one."""

    way = "walk"


@dataclass
class Run:
    """Worlds in one database, and what they came to."""

    executor: Executor
    database: Database
    schema: GraphQLSchema
    asking: str = ""
    """Of the texts that go round only those in which this pattern is found; none: commands alone."""
    coverage: Coverage = field(init=False)
    tally: Counter[str] = field(default_factory=Counter[str])
    shapes: dict[tuple[int, int], list[Any]] = field(default_factory=dict[tuple[int, int], list[Any]])

    def __post_init__(self) -> None:
        model = self.executor.assembly.model
        self.coverage = Coverage(self.schema, out_of_reach(model, self.schema, viewers()))
        self.orders = {name: one.default_order for name, one in model.records.items()}
        sweeping = Sweeping(self.schema, model)
        self.fixed = [*staples(self.schema) * STAPLES, *sweeping.operations()]
        self.records = [one for one in self.fixed if " ... on " in one.text and "l0:" not in one.text]
        random.Random(1).shuffle(self.fixed)
        self.chosen = [one for one in self.fixed if re.search(self.asking, one.text)] if self.asking else None
        self._generated: dict[int, list[Operation]] = {}

    def operations(self, seed: int) -> list[Operation]:
        """What is asked in the world of a seed."""
        if self.chosen is not None:
            number = min(ASKED, len(self.chosen))
            return [self.chosen[(seed * number + index) % len(self.chosen)] for index in range(number)]
        own = [self.fixed[(seed * (ASKED - DRAWN) + index) % len(self.fixed)] for index in range(ASKED - DRAWN)]
        drawn = self.generated(seed // BLOCK)
        own.append(self.records[seed % len(self.records)])
        return own + [drawn[(seed * DRAWN + index) % GENERATED] for index in range(DRAWN)]

    def generated(self, block: int) -> list[Operation]:
        if block not in self._generated:
            seeds = range(block * GENERATED, (block + 1) * GENERATED)
            self._generated = {block: [operation(self.schema, self.orders, seed) for seed in seeds]}
        return self._generated[block]

    def sweep(self, missing: Sequence[str]) -> None:
        """From now on ask what leads to these, in the words of `coverage.py`: chance has not shown them to somebody."""
        wanted = [leading_to(self.schema, one.partition(": ")[2]) for one in missing]
        said = [(one, set(WORD.findall(one.text))) for one in self.fixed]
        found = [one for one, words in said if any(name in words and owners & words for owners, name in wanted)]
        self.chosen = [one for one in found if "$w0" not in one.text] or found or None

    async def world(self, seed: int) -> list[Comparison]:
        """All comparisons of the world of a seed; the tally and the coverage learn of them."""
        await clear(self.database)
        executor = self.executor
        executor.scopes = (Walking if seed % 2 else Seeking)(self.database)
        executor.ledger = Ledger(executor.assembly.model, executor.scopes, executor.vault)
        await executor.scopes.refresh()
        stage = await staged(seed, executor, self.database, self.schema, self.coverage)
        found = await self.asked(stage, self.operations(seed))
        maker = Maker(executor.assembly.model, seed, [area["id"] for area in stage.world.areas])
        written = await Writing(stage, random.Random(seed), maker).some(WRITTEN)
        self.tally.update(
            worlds=1,
            operations=len(found),
            commands=len(written),
            refused=sum(one.refused is not None for one in found),
            errors=sum(one.errors for one in found),
            objects=sum(one.rows for one in found),
        )
        return found + written

    async def asked(self, stage: Stage, operations: list[Operation]) -> list[Comparison]:
        """Every operation by every sort of viewer, each with values of his own."""
        rng = random.Random(stage.world.seed)
        turns = {viewer: list[Request]() for viewer in stage.viewers}
        for one in operations:
            for viewer, requests in turns.items():
                values = self.drawn(one, rng, stage)
                if values is not None:
                    requests.append(Request(one, viewer, *values))
        free, alone = asyncio.Semaphore(AT_ONCE), defaultdict[str, asyncio.Lock](asyncio.Lock)

        async def compared(request: Request) -> Comparison:
            async with alone[request.operation.text], free:
                return await stage.compare(request)

        return await asyncio.gather(*(compared(one) for requests in turns.values() for one in requests))

    def drawn(self, one: Operation, rng: random.Random, stage: Stage) -> tuple[Any, Any] | None:
        """Values of one of the shapes that this text has; None where this world has none such.

        Words of an enum, some of which choose the statement, are the same for every viewer of a world.
        """
        samples = stage.samples
        turn = rng.randrange(SHAPES if one.seed > SWEPT else 1)
        shapes = self.shapes.get((one.seed, turn))
        if shapes is None:
            first = random.Random(f"{one.seed} {turn}")
            values = [given(variable, first, samples, turn == 0) for variable in one.variables]
            if turn == 0 and any(value is None or value is ABSENT_VARIABLE for value in values):
                return None  # the world has no such thing: the shape is that of one that has
            shapes = self.shapes[one.seed, turn] = [shape_of(value) for value in values]
        api, reference = dict[str, Any](), dict[str, Any]()
        for variable, shape in zip(one.variables, shapes, strict=True):
            named = self.schema.type_map.get(variable.declared.partition("=")[0].strip(" []!"))
            chosen = isinstance(named, GraphQLEnumType)
            own = random.Random(f"{stage.world.seed} {one.seed} {variable.name}") if chosen else rng
            for _ in range(TRIES):
                value = variable.sample(own, samples)
                if shape_of(value) == shape:
                    break
            else:
                return None
            if isinstance(value, Pair):
                api[variable.name], reference[variable.name] = value.sealed, value.plain
            elif value is not ABSENT_VARIABLE:
                api[variable.name] = reference[variable.name] = value
        return api, reference


def leading_to(schema: GraphQLSchema, what: str) -> tuple[set[str], str]:
    """Names, one of which stands in an operation that comes to a field or an argument; and its own."""
    owner, _, field = what.removesuffix(", found").rstrip(")").replace("(", ".").partition(".")
    *outer, name = field.split(".")
    if isinstance(schema.type_map.get(owner), GraphQLInputObjectType):
        return {owner}, owner
    if schema.query_type is not None and owner == schema.query_type.name:
        return {*outer, name}, name
    record = owner.removesuffix("Edge").removesuffix("Connection")
    returned = {owner, record, f"{record}Connection"}
    fields = [one for type_ in reachable(schema) for one in type_.fields.items()]
    leading = {field for field, one in fields if get_named_type(one.type).name in returned}
    above = [one.name for one in getattr(schema.type_map.get(record), "interfaces", ())]
    return {record, *above, *leading - {"node", "nodes", "edges"}}, name


def given(variable: Variable, rng: random.Random, samples: Samples, present: bool) -> Any:
    """A value for a variable; `present`: one that is there, if any of some is."""
    value = variable.sample(rng, samples)
    for _ in range(TRIES if present else 0):
        if value is not None and value is not ABSENT_VARIABLE:
            break
        value = variable.sample(rng, samples)
    return value


def shape_of(value: Any, key: str = "") -> Any:
    """What of a value may change the plan: what is there, what is null, size classes, choices of orders, yes or no."""
    match value:
        case dict():
            return tuple((name, shape_of(inner, name)) for name, inner in value.items())
        case list() if value and isinstance(value[0], dict):
            return tuple(shape_of(one) for one in value)
        case Pair():
            return tuple(shape_of(one) for one in json.loads((value.plain or CURSOR).removeprefix(CURSOR))[1:])
        case str() | list():
            return value if key in ("field", "direction") else sum(len(value) > size for size in (0, 1, 10, 100))
        case bool() | None:
            return value
        case _:
            return ABSENT_VARIABLE if value is ABSENT_VARIABLE else "number"
