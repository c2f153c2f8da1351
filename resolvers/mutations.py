"""Mutations, in a loop of our own: command, then the payload's selection read in the same transaction.

Root fields run one after the other, each in its own transaction.  A command that is refused writes nothing and answers
one of the errors of its union.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from graphql import FieldNode, GraphQLError, GraphQLObjectType, OperationDefinitionNode

from auth.viewer import Viewer
from graph.database import Transaction
from graph.edits import ChangeHeader, Create, EditRefused, Enact, NotAllowed, Outcome
from graph.errors import PeymanError
from graph.holdings import HELD, ONLY_HELD, RENEWALS, HoldingsChanged, confirm
from graph.kinds import today
from graph.locking import one
from graph.query import Variables
from graph.scopes import marked
from resolvers import answers
from resolvers.answers import Answer
from resolvers.charging import COMMAND, charge, charging
from resolvers.commands import Problem, edit_of, field_of, problem_of, request_hash
from resolvers.erasures import settle
from resolvers.imports import undo_command
from resolvers.recoveries import steady
from resolvers.revealing import shaped
from schema.arguments import Planning
from schema.inputs import CommandSpec
from schema.planning import Document, Plan
from schema.selection import WRITTEN_ID
from schema.wheres import Refused

if TYPE_CHECKING:
    from resolvers.execution import Executor


async def mutate(
    executor: Executor,
    document: Document,
    operation: OperationDefinitionNode,
    variables: Variables,
    viewer: Viewer,
    bookmarks: list[str] | None,
    idempotency_key: str | None,
) -> Answer:
    """Run a mutation's root fields in their order."""
    data: dict[str, Any] = {}
    errors: list[dict[str, Any]] = []
    answer = Answer(data, errors)
    marks = list(bookmarks or ())
    root = cast(GraphQLObjectType, executor.schema.mutation_type)
    fields = executor.root_nodes(operation, document, variables)
    if charging():
        runs = (Run(executor, document, operation, variables, viewer, nodes, key) for key, nodes in fields.items())
        await charge(sum(run.cost() for run in runs))
    for key, nodes in fields.items():
        name = nodes[0].name.value
        if name == "__typename":
            data[key] = root.name
            continue
        run = Run(executor, document, operation, variables, viewer, nodes, key)
        value, found, committed = await run(root.fields[name], idempotency_key, marks)
        data[key] = value
        errors += found
        answer.seen |= run.seen
        answer.refusals = [*answer.refusals, *run.refusals]
        marks = committed or marks
        if value is None:
            answer.data = None
            break
    if marks:
        answer.bookmarks = marked(marks, executor.scopes.highest)
    return answer


class Run:
    """One root field of a mutation."""

    def __init__(
        self,
        executor: Executor,
        document: Document,
        operation: OperationDefinitionNode,
        variables: Variables,
        viewer: Viewer,
        nodes: list[FieldNode],
        key: str,
    ) -> None:
        self.executor = executor
        self.document = document
        self.operation = operation
        self.variables = variables
        self.viewer = viewer
        self.nodes = nodes
        self.key = key
        self.seen = set[str]()
        """Ids of records shown, to be noted."""
        self.refusals: list[tuple[str, str | None]] = []

    async def __call__(
        self, definition: Any, idempotency_key: str | None, bookmarks: list[str]
    ) -> tuple[dict[str, Any] | None, list[dict[str, Any]], list[str]]:
        """The field's value, errors of its payload, and the bookmarks of the commit."""
        for _ in range(RENEWALS):
            try:
                return await self.attempt(definition, idempotency_key, bookmarks)
            except HoldingsChanged:
                self.viewer = await self.executor.renewed(self.viewer)
        raise Refused("What you hold keeps changing: try again shortly.", answers.OVERLOADED)

    def cost(self) -> int:
        """What the command and its payload cost; what cannot be planned is refused when it is its turn."""
        spec = self.executor.commands.get(self.nodes[0].name.value)
        try:
            return COMMAND + (self.plan(spec.payload).check(self.variables) if spec is not None else 0)
        except (Refused, GraphQLError):
            return COMMAND

    async def attempt(
        self, definition: Any, idempotency_key: str | None, bookmarks: list[str]
    ) -> tuple[dict[str, Any] | None, list[dict[str, Any]], list[str]]:
        """Done as the viewer is known to be; raises `HoldingsChanged`, having written nothing, if he is no more."""
        self.seen.clear()
        self.refusals.clear()
        name, began = self.nodes[0].name.value, time.monotonic()
        spec = self.executor.commands[name]
        arguments = Planning(self.variables).evaluated(definition.args, self.nodes[0])
        if spec.operation == "undo":
            return await self.undone(spec, arguments, bookmarks)
        edit = edit_of(name, spec, arguments, self.viewer, self.executor.assembly.model)
        if isinstance(edit, Problem):
            return (*await self.refused(edit, bookmarks), bookmarks)
        sealer = self.executor.sealer
        about = None if isinstance(edit, Create) else edit.id
        header = ChangeHeader(
            actor=self.viewer.user or "anonymous",
            operation=name,
            reason=arguments.get("reason"),
            key=idempotency_key,
            field=field_of(self.key),
            hash=request_hash(name, arguments, sealer) if idempotency_key else "",
        )

        plan = self.plan(spec.payload)
        plan.check(self.variables)

        def payload(outcome: Outcome) -> tuple[str, Mapping[str, Any]]:
            """The payload is read in the command's transaction, under the guard of today."""
            held = {"credential": self.viewer.credential}
            if plan.statement is None:
                return ONLY_HELD, held
            visible = self.executor.scopes.visible_with(self.viewer, outcome.scopes)
            given = plan.statement.parameters(self.written(outcome), visible, today())
            return f"{plan.statement.text}{HELD}", {**given, **held, **self.watching(plan, outcome.scopes)}

        async def work(tx: Transaction) -> tuple[Outcome, dict[str, Any] | None, list[dict[str, Any]]]:
            self.seen.clear()
            if isinstance(edit, Enact):  # it may end the very credential that it is done with
                confirm(self.viewer, (await one(tx, ONLY_HELD, {"credential": self.viewer.credential}))["held"])
            outcome = await self.executor.ledger.apply(tx, header, [edit], self.viewer, payload)
            if outcome.replayed:
                # it may be under a scope that whoever did it has committed and this process not yet learned
                await self.executor.scopes.refresh()
                outcome.read = (await one(tx, *payload(outcome))).values()
            *record, held = outcome.read or [None]
            if not isinstance(edit, Enact):
                confirm(self.viewer, held)
            return outcome, *await self.shaped(plan, record, self.written(outcome), outcome)

        try:
            (outcome, value, errors), committed = await self.executor.database.write(
                work, bookmarks=bookmarks, timeout=self.executor.timeout
            )
        except EditRefused as error:
            return (*await self.refused(problem_of(error, spec), bookmarks, about), bookmarks)
        self.executor.scopes.learn(outcome.scopes)
        if spec.operation == "recovery":
            await steady(began)
        if spec.operation == "erase":
            await self.settled()
        return value, errors, committed

    async def undone(
        self, spec: CommandSpec, arguments: Mapping[str, Any], bookmarks: list[str]
    ) -> tuple[dict[str, Any] | None, list[dict[str, Any]], list[str]]:
        """An import taken back, which is many transactions; its payload is read after them."""
        plan = self.plan(spec.payload)
        plan.check(self.variables)
        await self.executor.confirmed(self.viewer, bookmarks)
        report = await undo_command(self.executor, self.viewer, arguments)
        if isinstance(report, Problem):
            return (*await self.refused(report, bookmarks), bookmarks)
        variables = {**self.variables, WRITTEN_ID: report.id or ""}
        return (*await self.shaped(plan, await self.recorded(plan, variables, bookmarks), variables, report), bookmarks)

    async def recorded(self, plan: Plan, variables: Variables, bookmarks: list[str]) -> list[Any]:
        """What an answer shows of the graph, where that is an ordinary read."""
        if plan.statement is None:
            await self.executor.confirmed(self.viewer, bookmarks)
            return []
        record, _ = await self.executor.read(plan, variables, self.viewer, bookmarks)
        return record

    async def settled(self) -> None:
        """Keys and register follow an erasure, or the client is told that it is not complete."""
        try:
            await settle(self.executor)
        except (OSError, PeymanError):
            raise Refused(
                "It is erased in the database; its keys could not be removed yet: send it again, tell the operator.",
                answers.UNAVAILABLE,
            ) from None

    def written(self, outcome: Outcome) -> Variables:
        """The operation's variables with the id of the record that was written."""
        return {**self.variables, WRITTEN_ID: outcome.ids[0] if outcome.ids else ""}

    def watching(self, plan: Plan, made: Mapping[Any, int]) -> Mapping[str, Any]:
        return self.executor.scopes.watching(self.viewer, made) if plan.watched else {}

    async def refused(
        self, problem: Problem, bookmarks: list[str], about: str | None = None
    ) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
        """The error member of the union; what it shows of the graph is an ordinary read.

        `about`: the record that the command was about, where the ledger has found that the viewer sees it.
        """
        if problem.code == NotAllowed.code:
            self.refusals.append((problem.code, about))
        plan = self.plan(problem.type)
        variables = {**self.variables, WRITTEN_ID: problem.id or ""}
        plan.check(variables)
        return await self.shaped(plan, await self.recorded(plan, variables, bookmarks), variables, problem)

    def plan(self, member: str) -> Plan:
        return self.executor.planner.plan(
            self.document,
            self.operation,
            self.variables,
            self.viewer.permissions,
            self.executor.scopes.visible(self.viewer).way,
            lambda selection: selection.payload(member, self.nodes),
            (self.key, member),
            watched=self.executor.access is not None,
        )

    async def shaped(
        self, plan: Plan, record: list[Any], variables: Variables, source: Any
    ) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
        executor = self.executor
        value, errors = await shaped(plan, record, variables, source, executor.seal_cursor, executor.vault, self.seen)
        for error in errors:
            error["path"] = [self.key, *error["path"]]
        return value, errors
