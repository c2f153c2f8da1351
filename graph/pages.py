"""Pages: how a connection's rows are taken from their source, in order, from a position on.

A page of a whole label is read from an index in one of two ways (DESIGN section 5): for a viewer of few scopes seek
each scope and merge, otherwise walk the order's index and filter.  A position stands as `key >= $k AND CASE key WHEN $k
THEN id > $i ELSE true END`: one range of the index.  Written with OR, as `key > $k OR id > $i`, Neo4j may answer each
side by itself, all of it, and sort what it united.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.anchors import ALSO, anchor, is_keyed
from graph.model import Model
from graph.query import AllRecords, Condition, FragmentRows, Order, Page, Position, Value

if TYPE_CHECKING:
    from graph.compiler import Scope
    from graph.query import Row, Source


class Pages:
    """The half of the compiler that knows pages."""

    model: Model
    way: str

    if TYPE_CHECKING:

        def name(self, stem: str = "n") -> str: ...
        def parameter(self, value: Value) -> str: ...
        def block(self, word: str, body: str) -> str: ...
        def row(self, row: Row, scope: Scope) -> str: ...
        def rows(self, source: Source, scope: Scope, where: Condition | None = None) -> tuple[str, Scope]: ...
        def condition(self, condition: Condition, node: str, exact: bool = False) -> str: ...

    def page(self, page: Page, scope: Scope) -> str:
        """`[rows, total, other side]`: of the last two, those that are wanted."""
        if page.total and page.row is not None and isinstance(page.source, FragmentRows):
            return self._gathered(page, page.row, scope)
        parts: list[str] = []
        if page.row is not None:
            body, inner = self._page_rows(page, scope)
            parts.append(self.block("COLLECT", f"{body} RETURN {self.row(page.row, inner)}"))
        if page.total:
            body = self._counted(page, scope)
            parts.append(self.block("COUNT", f"{body}{self._returned(page, body)}"))
        if page.other_side:
            body, inner = self._unordered(page, scope)
            parts.append(self._other_side(page, body, inner))
        return f"[{', '.join(parts)}]"

    def _gathered(self, page: Page, row: Row, scope: Scope) -> str:
        """A page of a handwritten source with its total: the source is dear to plan and to run, so it stands once.

        Its rows are ordered before they are gathered: what sorts them afterwards has the whole list beside each row
        that it keeps, and Neo4j counts the memory of it for each.
        """
        from graph.compiler import guard

        body, inner = self.rows(page.source, scope, page.where)
        names = list(inner.bound.values())
        found, item = self.name("all"), self.name("item")
        again = ", ".join(f"{item}[{index}] AS {name}" for index, name in enumerate(names))
        each = f"UNWIND {found} AS {item} WITH {again} WHERE {guard(inner.node)}"
        shown = f"{each}{self._keyset(page, inner)} WITH {', '.join(names)}{self._limited(page)}"
        parts = [self.block("COLLECT", f"{shown} RETURN {self.row(row, inner)}"), f"size({found})"]
        if page.other_side:
            parts.append(self._other_side(page, each, inner))
        ordered = f"{body} WITH {', '.join(names)} {self._order(page, inner)}"
        gathered = f"{ordered} WITH collect([{', '.join(names)}]) AS {found} RETURN [{', '.join(parts)}]"
        return f"head({self.block('COLLECT', gathered)})"

    def _other_side(self, page: Page, body: str, scope: Scope) -> str:
        """Whether there are rows on the far side of the position from which the page is taken."""
        position = page.before if page.backward else page.after
        assert position is not None
        beyond = self._beyond(page, position, scope, forward=page.backward, inclusive=True)
        return self.block("EXISTS", f"{body} AND {beyond}")

    def _returned(self, page: Page, body: str) -> str:
        """A COUNT whose body goes past MATCH … WHERE needs a RETURN of its own."""
        return " RETURN 1 AS one" if " WITH " in body or body.startswith("CALL") else ""

    def _page_rows(self, page: Page, scope: Scope) -> tuple[str, Scope]:
        source = page.source
        if isinstance(source, AllRecords):
            if not is_whole_label(page):
                body, inner = self.rows(source, scope, page.where)
                return (
                    f"{body}{self._keyset(page, inner)} WITH {inner.node} {self._ordered(page, inner)}",
                    inner,
                )
            return self._walk(page, source) if self.way == "walk" else self._seek(page, source)
        body, inner = self.rows(source, scope, page.where)
        bound = ", ".join([inner.node, *(name for name in inner.bound.values() if name != inner.node)])
        return f"{body}{self._keyset(page, inner)} WITH {bound} {self._ordered(page, inner)}", inner

    def _counted(self, page: Page, scope: Scope) -> str:
        """All rows, for their number: of a whole label those of the scopes seen, out of an index that holds both."""
        from graph.compiler import Scope, guard

        if not is_whole_label(page):
            return self.rows(page.source, scope, page.where)[0]
        assert isinstance(page.source, AllRecords)
        inner = Scope(self.name(), {})
        indexed = self._indexed(page.source, inner.node, ["scope"])
        return f"{indexed} WHERE {guard(inner.node)} AND {inner.node}.id IS NOT NULL{self._filtered(page, inner)}"

    def _unordered(self, page: Page, scope: Scope) -> tuple[str, Scope]:
        """All rows, out of the index that the page is taken from, so that a position in it can be sought."""
        from graph.compiler import Scope

        if not is_whole_label(page):
            return self.rows(page.source, scope, page.where)
        assert isinstance(page.source, AllRecords)
        if self.way == "walk":
            return self._walked(page, page.source)
        inner, one = Scope(self.name(), {}), self.name("s")
        return f"UNWIND $visible AS {one} {self._sought(page, page.source, inner, one)}", inner

    def _walk(self, page: Page, source: AllRecords) -> tuple[str, Scope]:
        body, scope = self._walked(page, source)
        return f"{body}{self._keyset(page, scope)} WITH {scope.node} {self._ordered(page, scope)}", scope

    def _walked(self, page: Page, source: AllRecords) -> tuple[str, Scope]:
        """Without the hint Neo4j may take the index to seek by, all of it, and sort; or scan to a position in it."""
        from graph.compiler import Scope, guard

        scope = Scope(self.name(), {})
        node = scope.node
        positioned = page.after is not None or page.before is not None
        indexed = self._indexed(source, node, stored_keys(page), " SEEK" if positioned else "")
        return f"{indexed} WHERE {self._present(page, node)} AND {guard(node)}{self._filtered(page, scope)}", scope

    def _seek(self, page: Page, source: AllRecords) -> tuple[str, Scope]:
        from graph.compiler import Scope

        inner, one = Scope(self.name(), {}), self.name("s")
        node = inner.node
        body = (
            f"{self._sought(page, source, inner, one)}{self._keyset(page, inner)} "
            f"RETURN {node} {self._ordered(page, inner, leading=f'{node}.scope')}"
        )
        merged = self.block(f"CALL ({one})", body)
        return f"UNWIND $visible AS {one} {merged} WITH {node} {self._ordered(page, inner)}", inner

    def _sought(self, page: Page, source: AllRecords, scope: Scope, one: str) -> str:
        node = scope.node
        indexed = self._indexed(source, node, ["scope", *stored_keys(page)])
        return f"{indexed} WHERE {node}.scope = {one} AND {self._present(page, node)}{self._filtered(page, scope)}"

    def _indexed(self, source: AllRecords, node: str, keys: list[str], seek: str = " SEEK") -> str:
        """The records of a label by the index over `keys` and the id."""
        index = ", ".join([*keys, "id"])
        return f"MATCH ({node}:{source.label}) USING INDEX{seek} {node}:{source.label}({index})"

    def _filtered(self, page: Page, scope: Scope) -> str:
        return "" if page.where is None else f" AND {self.condition(page.where, scope.node)}"

    def _present(self, page: Page, node: str) -> str:
        """Without an index predicate on its order key, Neo4j scans and sorts the label."""
        keys = dict.fromkeys([order.key for order in page.orders] + ["id"])
        return " AND ".join(f"{node}.{key} IS NOT NULL" for key in keys)

    def _ordered(self, page: Page, scope: Scope, leading: str | None = None) -> str:
        return self._order(page, scope, leading) + self._limited(page)

    def _limited(self, page: Page) -> str:
        return f" LIMIT {self.parameter(page.limit)}" if page.limit is not None else ""

    def _order(self, page: Page, scope: Scope, leading: str | None = None) -> str:
        descending = id_descending(page.orders) != page.backward
        parts = [
            f"{self._expression(order, scope)}{' DESC' if order.descending != page.backward else ''}"
            for order in ranking(page)
        ]
        parts.append(f"{scope.node}.id{' DESC' if descending else ''}")
        if leading is not None:
            parts.insert(0, f"{leading}{' DESC' if descending else ''}")
        return f"ORDER BY {', '.join(parts)}"

    def _expression(self, order: Order, scope: Scope) -> str:
        return scope.bound[order.key] if order.bound else f"{scope.node}.{order.key}"

    def _keyset(self, page: Page, scope: Scope) -> str:
        text = ""
        if page.after is not None:
            text += f" AND {self._beyond(page, page.after, scope, forward=True)}"
        if page.before is not None:
            text += f" AND {self._beyond(page, page.before, scope, forward=False)}"
        return text

    def _beyond(self, page: Page, position: Position, scope: Scope, *, forward: bool, inclusive: bool = False) -> str:
        """Rows past a position in the list's own order (`forward`) or before it; `inclusive`: or at it."""
        id_down = id_descending(page.orders) == forward
        last = f"{scope.node}.id {'<' if id_down else '>'}{'=' if inclusive else ''} {self.parameter(position.id)}"
        orders = ranking(page)
        text = last
        for index in range(len(orders) - 1, -1, -1):
            expression, value = self._expression(orders[index], scope), self.parameter(position.keys[index])
            sign = "<" if orders[index].descending == forward else ">"
            text = f"{expression} {sign}= {value} AND CASE {expression} WHEN {value} THEN {text} ELSE true END"
        return f"({text})"


def is_whole_label(page: Page) -> bool:
    """Whether its rows are found by walking or seeking a label's index: no record is named to begin at."""
    source = page.source
    if not isinstance(source, AllRecords) or anchor(page.where) is not None:
        return False
    keys = ("id", ALSO[source.label]) if source.label in ALSO else ("id",)
    return not any(is_keyed(page.where, key) for key in keys)


def stored_keys(page: Page) -> list[str]:
    return [order.key for order in page.orders if order.key != "id"]


def ranking(page: Page) -> list[Order]:
    """What its rows are ordered by, before their ids."""
    return [order for order in page.orders if order.bound or order.key != "id"]


def id_descending(orders: tuple[Order, ...]) -> bool:
    """Ids follow the direction of a stored order, so that an index gives both; bound orders leave them ascending."""
    return bool(orders) and not orders[-1].bound and orders[-1].descending
