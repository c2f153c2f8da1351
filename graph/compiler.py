"""Query model → one Cypher statement.

Every root is an expression, `head(COLLECT {…})` for one record, `[COLLECT {…}, COUNT {…}, EXISTS {…}]` for a page, so
the statement returns exactly one record, whatever is found.  Columns are sorted by a key that knows no alias and no
value: two operations that ask for the same get the same text.  Every record variable is guarded where it is bound.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

from graph.anchors import Anchor, anchor
from graph.model import Hop, Model
from graph.pages import Pages
from graph.query import (
    AllRecords,
    Both,
    BoundColumn,
    BoundRecord,
    Column,
    Compare,
    Condition,
    DerivedColumn,
    Either,
    FragmentRows,
    ItemColumn,
    ItemRecords,
    Linked,
    ListColumn,
    ManyRecords,
    Missing,
    Not,
    OneRecord,
    PageColumn,
    PropertyColumn,
    Quantified,
    Root,
    Row,
    RowColumn,
    Source,
    UnwoundRows,
    Value,
    Variables,
)

PREFIX = "CYPHER 25"
PARAMETER = re.compile(r"\$([a-z][A-Za-z]*)")
SHARED = {"visible", "today", "asker"}


@dataclass(frozen=True)
class Statement:
    """The text, the recipes of its parameters `$p0`, `$p1` …, and how many blocks Neo4j has to plan."""

    text: str
    values: tuple[Value, ...]
    blocks: int
    asks: bool = False
    """Whether it asks who asks (`graph.audiences.asker`), beside what he sees."""

    def parameters(
        self, variables: Variables, visible: Sequence[int], today: str, asker: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        found: dict[str, Any] = {f"p{index}": value.read(variables) for index, value in enumerate(self.values)}
        found["visible"] = visible
        found["today"] = today
        if asker is not None:
            found["asker"] = asker
        return found


@dataclass(frozen=True)
class Scope:
    """What stands around a projection: its record variable, and the names that its source bound."""

    node: str
    bound: Mapping[str, str]


class Compiler(Pages):
    """One use per statement. `way`: how pages of a whole label are taken, "seek" or "walk" (DESIGN section 5)."""

    def __init__(self, model: Model, way: str) -> None:
        self.model = model
        self.way = way
        self.blocks = 0
        self._values: list[Value] = []
        self._names = 0
        self._keys: dict[int, str] = {}

    def compile(self, roots: Sequence[Root]) -> Statement:
        """Roots are compiled in the order of their keys; the record's values stand in the order given."""
        order = sorted(range(len(roots)), key=lambda index: self.key(roots[index].column))
        compiled: dict[int, str] = {}
        for index in order:
            compiled[index] = self.column(roots[index].column, Scope("", {}))
        texts = [compiled[index] for index in order]
        names = [f"r{position}" for position in range(len(texts))]
        returned = ",\n  ".join(f"{text} AS {name}" for text, name in zip(texts, names, strict=True))
        self.places = {index: position for position, index in enumerate(order)}
        asks = "$asker" in returned
        return Statement(f"{PREFIX}\nRETURN\n  {returned}", tuple(self._values), self.blocks, asks)

    # Names and parameters

    def name(self, stem: str = "n") -> str:
        self._names += 1
        return f"{stem}{self._names}"

    def parameter(self, value: Value) -> str:
        for index, known in enumerate(self._values):
            if known is value:
                return f"$p{index}"
        self._values.append(value)
        return f"$p{len(self._values) - 1}"

    def block(self, word: str, body: str) -> str:
        self.blocks += 1
        return f"{word} {{ {body} }}"

    # Projections

    def row(self, row: Row, scope: Scope) -> str:
        """The list of a record's columns; settles their order."""
        row.columns.sort(key=self.key)
        parts = [self.column(column, scope) for column in row.columns]
        if row.cases:
            branches: list[str] = []
            for name in sorted(row.cases):
                row.cases[name].sort(key=self.key)
                inner = ", ".join(self.column(column, scope) for column in row.cases[name])
                branches.append(f"WHEN '{self.model[name].name}' THEN [{inner}]")
            parts.append(f"CASE {scope.node}.type {' '.join(branches)} END")
        return f"[{', '.join(parts)}]"

    def column(self, column: Column, scope: Scope) -> str:
        match column:
            case PropertyColumn(prop):
                return f"{scope.node}.{prop}"
            case DerivedColumn(cypher):
                return cypher.replace("{n}", scope.node)
            case BoundColumn(name):
                return scope.bound[name]
            case ItemColumn(row, index):
                return f"{scope.bound[row]}[{index}]"
            case RowColumn():
                body, inner = self.rows(column.source, scope)
                return f"head({self.block('COLLECT', f'{body} RETURN {self.row(column.row, inner)}')})"
            case ListColumn():
                return self.list_column(column, scope)
            case PageColumn():
                return self.page(column.page, scope)

    def list_column(self, column: ListColumn, scope: Scope) -> str:
        if isinstance(column.source, ManyRecords):
            # One element per id asked for, in that order, null where there is nothing to see.
            wanted, node = self.name("id"), self.name()
            ids = self.parameter(column.source.ids)
            text = self.found(node, column.source.label, wanted, led=True)
            found = self.block("COLLECT", f"{text} RETURN {self.row(column.row, Scope(node, {}))}")
            return self.block("COLLECT", f"UNWIND {ids} AS {wanted} RETURN head({found})")
        body, inner = self.rows(column.source, scope)
        if isinstance(column.source, Linked):
            body += f" WITH {inner.node} ORDER BY {inner.node}.id"
        elif column.limit is not None:
            body += f" WITH {inner.node}"
        limit = f" LIMIT {self.parameter(column.limit)}" if column.limit is not None else ""
        return self.block("COLLECT", f"{body}{limit} RETURN {self.row(column.row, inner)}")

    # Sources

    def rows(self, source: Source, scope: Scope, where: Condition | None = None) -> tuple[str, Scope]:
        """Clauses that bind the source's rows, guarded and filtered, and the scope that they open."""
        match source:
            case OneRecord():
                node = self.name()
                text = self.found(node, source.label, self.parameter(source.id), source.led)
            case AllRecords():
                found = anchor(where)
                if found is not None:
                    return self.anchored(source, found)
                node = self.name()
                text = f"MATCH ({node}:{source.label}) WHERE {guard(node)}"
            case Linked():
                node, text = self.link(source, scope.node)
            case BoundRecord(name):
                node = self.name()
                text = f"WITH {scope.bound[name]} AS {node} WHERE {guard(node)}"
            case UnwoundRows(name, row, order, made):
                bound, listed = self.name("row"), scope.bound[name]
                text = f"UNWIND {listed} AS {bound}"
                if made:
                    made = made.replace("{list}", listed).replace("{row}", bound)
                    text = self.block(f"CALL ({listed})", made)
                if order:
                    text += f" WITH * ORDER BY {order.replace('{row}', bound)}"
                return text, Scope("", {**scope.bound, row: bound})
            case ItemRecords(row, index, order):
                node = self.name()
                text = f"UNWIND {scope.bound[row]}[{index}] AS {node} WITH {node} WHERE {guard(node)}"
                if order:
                    text += f" WITH {node} ORDER BY {order.replace('{n}', node)}"
            case FragmentRows():
                return self.fragment(source, scope, where)
            case ManyRecords():
                raise NotImplementedError("records by ids are a list column of their own")
        if where is not None:
            text += f" AND {self.condition(where, node)}"
        return text, Scope(node, {})

    def found(self, node: str, label: LiteralString, id: str, led: bool) -> str:
        """A MATCH of the record with an id, or of that which the id leads to since a merge (`graph/merging.py`).

        That look-up, one seek, counts as no block: what a client may ask for is what he writes.
        """
        if not led:
            return f"MATCH ({node}:{label} {{id: {id}}}) WHERE {guard(node)}"
        merged, one = self.name("m"), self.name("id")
        into = f"COLLECT {{ MATCH ({merged}:Merged {{id: {id}}}) WHERE {guard(merged)} RETURN {merged}.into }}"
        return f"UNWIND [{id}] + {into} AS {one} MATCH ({node}:{label} {{id: {one}}}) WHERE {guard(node)}"

    def link(self, link: Linked, start: str) -> tuple[str, str]:
        """A MATCH from `start` along the hops, every node on the way guarded; and the variable at its end."""
        pattern, names = f"({start})", list[str]()
        for hop in link.hops:
            names.append(self.name())
            pattern += f"{arrow(hop)}({names[-1]}:{hop.label})"
        text = f"MATCH {pattern} WHERE {' AND '.join(guard(name) for name in names)}"
        if len(link.hops) > 1 and link.many:
            # Several ways may lead to one record: it is one row all the same.
            text += f" WITH DISTINCT {names[-1]} WHERE {guard(names[-1])}"
        return names[-1], text

    def anchored(self, source: AllRecords, anchor: Anchor) -> tuple[str, Scope]:
        """The rows of a label that are linked to records which their filter names, found from those."""
        start, hops = self.name(), anchor.link.hops
        labels: list[LiteralString] = [*(hop.label for hop in reversed(hops[:-1])), source.label]
        pattern, names = f"({start})", [start]
        for hop, label in zip(reversed(hops), labels, strict=True):
            names.append(self.name())
            pattern += f"{arrow(Hop(hop.relationship, not hop.outgoing, label))}({names[-1]}:{label})"
        node = names[-1]
        text = (
            f"MATCH ({start}:{anchor.label}) USING INDEX SEEK {start}:{anchor.label}({anchor.key}) "
            f"WHERE {guard(start)} AND {self.condition(anchor.condition, start)} "
            f"MATCH {pattern} WHERE {' AND '.join(guard(name) for name in names[1:])} "
            f"WITH DISTINCT {node} WHERE {guard(node)}"
        )
        for condition in anchor.rest:
            text += f" AND {self.condition(condition, node)}"
        return text, Scope(node, {})

    def fragment(self, source: FragmentRows, scope: Scope, where: Condition | None) -> tuple[str, Scope]:
        fragment = source.fragment
        text = fragment.text(frozenset(source.arguments) | source.choices).replace("{n}", scope.node)

        def parameter(match: re.Match[str]) -> str:
            name = match.group(1)
            return match.group(0) if name in SHARED else self.parameter(source.arguments[name])

        text = PARAMETER.sub(parameter, text)
        if fragment.filters is not None:
            held = "true" if source.where is None else self.condition(source.where, fragment.filters)
            text = text.replace("{where}", held)
        fresh = {bound: self.name("v") for bound in fragment.binds}
        renamed = ", ".join(f"{bound} AS {name}" for bound, name in fresh.items())
        body = f"{self.block(f'CALL ({scope.node})', text)} WITH {renamed}"
        if not fragment.node:
            return body, Scope("", fresh)
        node = fresh[fragment.node]
        body += f" WHERE {guard(node)}"
        if where is not None:
            body += f" AND {self.condition(where, node)}"
        return body, Scope(node, fresh)

    # Conditions

    def condition(self, condition: Condition, node: str, exact: bool = False) -> str:
        """Cypher of a condition. `exact`: false rather than null where a value is missing (under NOT)."""
        match condition:
            case Compare(expression, template, value):
                text = template.replace("{e}", expression.replace("{n}", node)).replace("{p}", self.parameter(value))
                return f"coalesce({text}, false)" if exact else f"({text})"
            case Missing(expression, missing):
                return f"{expression.replace('{n}', node)} IS {'' if missing else 'NOT '}NULL"
            case Both(members):
                return self._joined(members, " AND ", "true", node, exact)
            case Either(members):
                return self._joined(members, " OR ", "false", node, exact)
            case Not(member):
                return f"NOT {self.condition(member, node, True)}"
            case Quantified(link, quantifier, inner):
                return self._quantified(link, quantifier, inner, node)

    def _joined(self, members: Sequence[Condition], word: str, empty: str, node: str, exact: bool) -> str:
        if not members:
            return empty
        return f"({word.join(self.condition(member, node, exact) for member in members)})"

    def _quantified(self, link: Linked, quantifier: str, condition: Condition | None, node: str) -> str:
        end, text = self.link(link, node)
        if condition is not None:
            negated = quantifier == "every"
            inner = self.condition(condition, end, negated)
            text += f" AND {'NOT ' if negated else ''}{inner}"
        elif quantifier == "every":
            return "true"
        match quantifier:
            case "some":
                return self.block("EXISTS", text)
            case "single":
                return f"{self.block('COUNT', text)} = 1"
            case _:
                return f"NOT {self.block('EXISTS', text)}"

    # Keys: the order of columns, and so the text, must not depend on aliases or on the order of the selection.

    def key(self, column: Column) -> str:
        if id(column) not in self._keys:
            self._keys[id(column)] = self._key(column)
        return self._keys[id(column)]

    def _key(self, column: Column) -> str:
        match column:
            case PropertyColumn(prop):
                return f"a {prop}"
            case DerivedColumn(cypher):
                return f"b {cypher}"
            case BoundColumn(name):
                return f"c {name}"
            case ItemColumn(_, index):
                return f"d {index}"
            case RowColumn():
                return f"e {source_key(column.source)} {self._row_key(column.row)}"
            case ListColumn():
                return f"f {source_key(column.source)} {self._row_key(column.row)}"
            case PageColumn():
                page = column.page
                inner = self._row_key(page.row) if page.row else ""
                orders = [(order.key, order.descending) for order in page.orders]
                flags = (
                    page.total,
                    page.cursors,
                    page.other_side,
                    page.backward,
                    bool(page.after),
                    bool(page.before),
                )
                return f"g {source_key(page.source)} {orders} {flags} {condition_key(page.where)} {inner}"

    def _row_key(self, row: Row) -> str:
        shared = sorted(self.key(column) for column in row.columns)
        cases = [(name, sorted(self.key(column) for column in row.cases[name])) for name in sorted(row.cases)]
        return f"{shared} {cases}"


def guard(node: str) -> str:
    """The visibility predicate of one record variable."""
    return f"{node}.scope IN $visible"


def arrow(hop: Hop) -> str:
    return f"-[:{hop.relationship}]->" if hop.outgoing else f"<-[:{hop.relationship}]-"


def source_key(source: Source) -> str:
    match source:
        case AllRecords() | OneRecord() | ManyRecords():
            return f"{type(source).__name__} {source.label}"
        case Linked():
            return " ".join(f"{arrow(hop)}{hop.label}" for hop in source.hops)
        case FragmentRows():
            fragment, chosen = source.fragment, sorted(source.choices)
            known = f"fragment {fragment.node} {fragment.label} {sorted(source.arguments)}"
            return f"{known} {fragment.binds} {chosen} {condition_key(source.where)}" if fragment.choices else known
        case BoundRecord(name) | UnwoundRows(name):
            return f"bound {name}"
        case ItemRecords(_, index):
            return f"item {index}"


def condition_key(condition: Condition | None) -> str:
    match condition:
        case None:
            return ""
        case Compare(expression, template, _):
            return f"{expression}{template}"
        case Missing(expression, missing):
            return f"{expression}{missing}"
        case Both(members) | Either(members):
            return f"{type(condition).__name__}[{';'.join(map(condition_key, members))}]"
        case Not(member):
            return f"not {condition_key(member)}"
        case Quantified(link, quantifier, inner):
            return f"{quantifier} {source_key(link)} ({condition_key(inner)})"
