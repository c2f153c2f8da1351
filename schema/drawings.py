"""What Python adds to the rows of a handwritten source once they are read: which of their columns it fills in.

The plan of an operation remembers a `Drawing` for each such source of which something is selected that has to be drawn;
the executor draws off the event loop, before the response is shaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.model import Drawn
from graph.query import BoundColumn, ItemColumn, ListColumn, Row, RowColumn, UnwoundRows


@dataclass(eq=False)
class Drawing:
    """The fragment's row (a root column), the lists in it that want something, and what their rows are numbered by."""

    column: RowColumn
    drawn: Drawn
    needs: BoundColumn
    lists: list[tuple[ListColumn, ItemColumn]]

    def draw(self, value: Any) -> None:
        """Fill in the columns of the one row read, if there is one."""
        if value is None:
            return
        found = self.drawn.draw(at(value, self.column.row, self.needs))
        for column, number in self.lists:
            wanted = [
                (column.row.position(one)[0], self.drawn.items.index(one.index))
                for one in column.row.columns
                if isinstance(one, ItemColumn) and one.index in self.drawn.items
            ]
            place = column.row.position(number)[0]
            for row in at(value, self.column.row, column):
                for position, index in wanted:
                    row[position] = found[row[place]][index]


def drawings(drawn: Drawn, column: RowColumn) -> list[Drawing]:
    """What has to be drawn of a fragment's row, now that its columns are known; adds what that needs to be read."""
    lists: list[tuple[ListColumn, ItemColumn]] = []
    for one in column.row.columns:
        if isinstance(one, ListColumn) and isinstance(one.source, UnwoundRows) and one.source.name == drawn.rows:
            items = [inner for inner in one.row.columns if isinstance(inner, ItemColumn)]
            if any(inner.index in drawn.items for inner in items):
                number = ItemColumn(one.source.row, 0)
                one.row.add(number)
                lists.append((one, number))
    if not lists:
        return []
    needs = BoundColumn(drawn.needs)
    column.row.add(needs)
    return [Drawing(column, drawn, needs, lists)]


def at(values: Sequence[Any], row: Row, column: BoundColumn | ListColumn) -> Any:
    return values[row.position(column)[0]]
