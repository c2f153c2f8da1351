"""`Executor.execute`: one GraphQL operation from text to answer.

A query becomes one statement and one round trip; its record goes through a generated function and is the response.
Introspection alone goes to graphql-core's executor.  Mutations run one after the other (`resolvers/mutations.py`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from cachetools import LRUCache
from graphql import (
    ExecutionResult,
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_variable_values,
)
from graphql import execute_sync as graphql_execute  # pyright: ignore[reportUnknownVariableType]
from graphql.execution.values import VariableValuesOrErrors

from auth.sealing import SealBroken, Sealer
from auth.tokens import TokenRefused
from auth.vault import Vault
from auth.viewer import SYSTEM, Viewer
from graph.accesses import AccessLog
from graph.audiences import asker
from graph.database import Database, Transaction
from graph.edits import ChangeHeader, Edit, Outcome
from graph.holdings import HELD, ONLY_HELD, RENEWALS, HoldingsChanged, confirm
from graph.kinds import today
from graph.leads import LED, ONLY_LED, further
from graph.ledger import Ledger
from graph.query import Variables
from graph.scopes import Scopes, unmarked
from resolvers import answers
from resolvers.accesses import noted
from resolvers.analyses import Analyses
from resolvers.answers import Answer, formatted, refused
from resolvers.charging import charge
from resolvers.erasures import Register
from resolvers.failures import EXPECTED, failed
from resolvers.revealing import shaped
from schema.arguments import WAYS, Planning
from schema.assembly import Assembly
from schema.costs import MAX_COST
from schema.inputs import CommandSpec
from schema.planning import INTROSPECTION, Document, Plan, Planner, cursor_bytes
from schema.selection import Selection
from schema.wheres import Refused

BY_SOCKET = "Subscriptions come by WebSocket, with the subprotocol graphql-transport-ws, at this same address."
UNSEEN_AT_ONCE = 2
"""New texts that Neo4j may be planning at the same time for this process: planning is the dear part."""
UNSEEN_PER_VIEWER = 100
"""New texts of one viewer that may wait for their turn at once."""


@dataclass
class Executor:
    """Everything that an operation needs, put together once (`app.build_executor`)."""

    assembly: Assembly
    database: Database
    scopes: Scopes
    ledger: Ledger
    sealer: Sealer
    commands: Mapping[str, CommandSpec] = field(default_factory=dict[str, CommandSpec])
    renew: Callable[[Viewer], Awaitable[Viewer]] | None = None
    """A viewer with what he holds now; raises `TokenRefused` where his credential has ended."""
    timeout: float = 10.0
    vault: Vault | None = None
    """Where confidential values are decrypted; without one they cannot be."""
    erasures: Register | None = None
    """What remembers erasures outside the database."""
    access: AccessLog | None = None
    """Where it is noted who was shown what and what was refused; None: nowhere."""
    planner: Planner = field(init=False)

    def __post_init__(self) -> None:
        self.planner = Planner(self.assembly, self.open_cursor)
        self.analyses = Analyses(self.database)
        self.importing = asyncio.Lock()
        """Held while a file is brought in, or taken back."""
        self._unseen = asyncio.Semaphore(UNSEEN_AT_ONCE)
        self._waiting: dict[str | None, int] = {}
        self._seen: LRUCache[str, bool] = LRUCache(5_000)
        self._cursors: LRUCache[tuple[str, str], list[Any]] = LRUCache(1_000)

    def patient(self, timeout: float) -> Executor:
        """This executor with another timeout and the same caches: for what nobody waits for."""
        other = replace(self, timeout=timeout)
        other.planner, other.analyses, other.importing = self.planner, self.analyses, self.importing
        other._seen, other._cursors = self._seen, self._cursors
        return other

    @property
    def schema(self) -> GraphQLSchema:
        return self.assembly.schema

    @property
    def strawberry(self) -> Any:
        return self.assembly.strawberry

    async def enact(self, header: ChangeHeader, edit: Edit) -> Outcome:
        """One edit by the system itself, in a transaction of its own; raises `EditRefused`."""

        async def work(tx: Transaction) -> Outcome:
            return await self.ledger.apply(tx, header, [edit], SYSTEM)

        outcome, _ = await self.database.write(work)
        self.scopes.learn(outcome.scopes)
        return outcome

    # Cursors

    def seal_cursor(self, order: str, values: list[Any]) -> str:
        return self.sealer.seal(f"cursor:{order}", cursor_bytes(values))

    def open_cursor(self, order: str, text: str, length: int) -> list[Any]:
        """The values in a cursor; ValueError for anything that this list and order did not seal."""
        known = self._cursors.get((order, text))
        if known is None:
            try:
                known = orjson.loads(self.sealer.open(f"cursor:{order}", text))
            except SealBroken as error:
                raise ValueError("no cursor") from error
            if not isinstance(known, list) or len(known) != length:  # pyright: ignore[reportUnknownArgumentType]
                raise ValueError("a cursor of another length")
            self._cursors[order, text] = known  # pyright: ignore[reportUnknownArgumentType]
        return known  # pyright: ignore[reportUnknownVariableType]

    # Execution

    async def execute(
        self,
        text: str,
        variables: dict[str, Any] | None,
        operation_name: str | None,
        viewer: Viewer,
        *,
        bookmarks: list[str] | None = None,
        idempotency_key: str | None = None,
        allow_mutation: bool = True,
    ) -> Answer:
        """Run one operation for a viewer. Never raises for what a client sent, or for a database that is away."""
        answer = await self.answered(
            text,
            variables,
            operation_name,
            viewer,
            bookmarks=bookmarks,
            idempotency_key=idempotency_key,
            allow_mutation=allow_mutation,
        )
        return answer if self.access is None else await noted(self.access, answer, text, operation_name, viewer)

    async def answered(
        self,
        text: str,
        variables: dict[str, Any] | None,
        operation_name: str | None,
        viewer: Viewer,
        *,
        bookmarks: list[str] | None,
        idempotency_key: str | None,
        allow_mutation: bool,
    ) -> Answer:
        """The answer, not yet noted."""
        try:
            bookmarks, scope = unmarked(bookmarks)
            await self.scopes.ensure(scope, bookmarks)
            document = self.planner.document(text)
            if document.errors:
                return Answer(errors=[formatted(error, text) for error in document.errors], executed=False)
            operation = document.operation(operation_name)
            coerced = self.coerced(operation, variables or {})
            if isinstance(coerced, list):
                return Answer(errors=[formatted(error, text) for error in coerced], executed=False)
            values: Variables = coerced.coerced
            match operation.operation:
                case OperationType.QUERY:
                    return await self.query(document, operation, values, viewer, bookmarks, variables or {})
                case OperationType.MUTATION:
                    if not allow_mutation:
                        return refused("Send mutations by POST.", answers.METHOD_NOT_ALLOWED)
                    from resolvers.mutations import mutate

                    return await mutate(self, document, operation, values, viewer, bookmarks, idempotency_key)
                case _:
                    return refused(BY_SOCKET)
        except EXPECTED as error:
            return failed(error, text, self.timeout)

    def coerced(self, operation: OperationDefinitionNode, variables: dict[str, Any]) -> VariableValuesOrErrors:
        """The variables by their types, or the errors in them."""
        try:
            return get_variable_values(self.schema, operation.variable_definitions or (), variables, 20)
        except ValueError:
            raise Refused("A variable holds a number of thousands of digits, which is no value here.") from None

    async def query(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Variables,
        viewer: Viewer,
        bookmarks: list[str] | None,
        given: Mapping[str, Any],
    ) -> Answer:
        for _ in range(RENEWALS):
            try:
                return await self.queried(document, operation, variables, viewer, bookmarks, given)
            except HoldingsChanged:
                viewer = await self.renewed(viewer)
        raise Refused("What you hold keeps changing: try again shortly.", answers.OVERLOADED)

    async def renewed(self, viewer: Viewer) -> Viewer:
        """A viewer of whom a statement said that he holds something else now."""
        if self.renew is None:
            raise TokenRefused("Sign in again.")
        return await self.renew(viewer)

    async def queried(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Variables,
        viewer: Viewer,
        bookmarks: list[str] | None,
        given: Mapping[str, Any],
    ) -> Answer:
        introspected = self.introspection(document, operation, variables, given)
        visible = self.scopes.visible(viewer)
        watched = self.access is not None and self.scopes.watched(viewer)
        plan = self.planner.plan(document, operation, variables, viewer.permissions, visible.way, watched=watched)
        cost = plan.check(variables)
        await charge(cost + 1)
        record: list[Any] = []
        if plan.statement is not None:
            record, variables = await self.read(plan, variables, viewer, bookmarks)
            for drawing in plan.drawings:
                await asyncio.to_thread(drawing.draw, record[plan.places[id(drawing.column)]])
        else:
            await self.confirmed(viewer, bookmarks)
        seen = set[str]()
        data, errors = await shaped(plan, record, variables, viewer, self.seal_cursor, self.vault, seen)
        if introspected is not None:
            errors += [formatted(error) for error in introspected.errors or ()]
            if data is not None:
                found = {**data, **(introspected.data or {})}
                data = {key: found.get(key) for key in self.root_nodes(operation, document, variables)}
        return Answer(data, errors, {"cost": {"estimated": cost, "limit": MAX_COST}}, seen=frozenset(seen))

    async def prepared(
        self, plan: Plan, variables: Variables, visible: Sequence[int], bookmarks: list[str] | None
    ) -> Variables:
        """The variables with what has to be worked out in memory before the statement, each from one read."""
        found = dict[str, Any]()
        for one in plan.preparations:
            arguments, given = one.given(variables)
            read, parameters = list[Any](), {**(given or {}), "visible": visible}
            if given is not None and one.prepared.kept is not None:
                found[one.name] = await self.analyses.value(one.prepared, arguments, parameters, bookmarks)
                continue
            if given is not None:
                statement = one.prepared.statement(frozenset(arguments))
                (read,) = await self.database.read(statement, parameters, bookmarks=bookmarks, timeout=self.timeout)
            if one.prepared.apart:
                found[one.name] = await asyncio.to_thread(one.prepared.work, arguments, read)
            else:
                found[one.name] = one.prepared.work(arguments, read)
        return {**variables, **found} if found else variables

    async def confirmed(self, viewer: Viewer, bookmarks: list[str] | None) -> None:
        """What needs nothing of the graph is answered only to whoever the viewer still is."""
        if viewer.account is not None:
            found = await self.database.read(ONLY_HELD, {"credential": viewer.credential}, bookmarks=bookmarks)
            confirm(viewer, found[-1])

    async def read(
        self, plan: Plan, variables: Variables, viewer: Viewer, bookmarks: list[str] | None
    ) -> tuple[list[Any], Variables]:
        """The record of a plan's statement, and the variables that it is an answer to; raises `HoldingsChanged`.

        One round trip, but where an id in a filter or an argument leads to another record since a merge: that is what
        the answer says, and the same is asked again of the other.
        """
        assert plan.statement is not None
        visible, ways = self.scopes.visible(viewer).parameter, dict[str, str]()
        text = f"{plan.statement.text}{LED if plan.naming else ''}{HELD}"
        for _ in range(RENEWALS):
            given = await self.prepared(plan, {**variables, WAYS: ways}, visible, bookmarks)
            who = asker(viewer, ways) if plan.statement.asks else None
            parameters = plan.statement.parameters(given, visible, today(), who)
            parameters |= {"credential": viewer.credential}
            parameters |= {"named": plan.names(given, who)} if plan.naming else {}
            parameters |= self.scopes.watching(viewer) if plan.watched else {}
            *record, held = await self.planned(text, parameters, viewer, bookmarks)
            confirm(viewer, held)
            led = record.pop() if plan.naming else None
            if not led:
                return record, given
            ways = further(ways, led)
        raise Refused("Records that you ask for keep being merged: try again shortly.", answers.OVERLOADED)

    async def leading(self, plan: Plan, variables: Variables, viewer: Viewer) -> Variables:
        """The variables with where the ids in arguments lead, for what has no statement that says it."""
        if not plan.named:
            return variables
        given = {"named": plan.names(variables), "visible": self.scopes.visible(viewer).parameter}
        (led,) = await self.database.read(ONLY_LED, given, timeout=self.timeout)
        return {**variables, WAYS: dict(led)}

    async def planned(
        self, text: str, parameters: Mapping[str, Any], viewer: Viewer, bookmarks: list[str] | None
    ) -> list[Any]:
        """A text that Neo4j has not seen waits for one of the few places there are for planning."""
        if text in self._seen:
            return await self.database.read(text, parameters, bookmarks=bookmarks, timeout=self.timeout)
        waiting = self._waiting.get(viewer.user, 0)
        if waiting >= UNSEEN_PER_VIEWER:
            raise Refused("Too many new operations at once: wait for some to finish.", answers.OVERLOADED)
        self._waiting[viewer.user] = waiting + 1
        try:
            async with self._unseen:
                record = await self.database.read(text, parameters, bookmarks=bookmarks, timeout=self.timeout)
                self._seen[text] = True
                return record
        finally:
            self._waiting[viewer.user] -= 1
            if not self._waiting[viewer.user]:
                del self._waiting[viewer.user]

    def root_nodes(
        self, operation: OperationDefinitionNode, document: Document, variables: Variables
    ) -> dict[str, list[FieldNode]]:
        """The root fields of an operation by response key."""
        selection = Selection(self.assembly, Planning(variables), document.fragments, frozenset(), self.open_cursor)
        root: Any = self.schema.get_root_type(operation.operation)
        return selection.collect(root, [operation.selection_set])

    # Introspection

    def introspection(
        self, document: Document, operation: OperationDefinitionNode, variables: Variables, given: Mapping[str, Any]
    ) -> ExecutionResult | None:
        """graphql-core's answer to the introspection fields of an operation; None if it has none.

        It coerces the variables as they were `given` itself.
        """
        if "__schema" not in document.text and "__type" not in document.text:
            return None
        nodes = [
            node
            for key_nodes in self.root_nodes(operation, document, variables).values()
            for node in key_nodes
            if node.name.value in INTROSPECTION
        ]
        if not nodes:
            return None
        only = OperationDefinitionNode(
            operation=operation.operation,
            name=operation.name,
            variable_definitions=operation.variable_definitions,
            directives=(),
            selection_set=SelectionSetNode(selections=tuple(nodes)),
        )
        definitions = (only, *document.fragments.values())
        ast = type(document.ast)(definitions=definitions)
        found = graphql_execute(self.schema, ast, variable_values=dict(given))
        assert isinstance(found, ExecutionResult)
        return found
