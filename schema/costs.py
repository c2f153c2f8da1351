"""What an operation may cost: estimated records, page sizes multiplied down the tree.

The estimate is a formula kept with the plan and evaluated with the variables of each request.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.query import Value, Variables
from schema.wheres import Refused

MAX_COST = 5_000
MAX_PAGE = 100
DEFAULT_PAGE = 20


@dataclass
class Cost:
    """`own` records, and for each child its size times its cost."""

    own: int = 0
    children: list[tuple[Value | None, Cost]] = field(default_factory=list["tuple[Value | None, Cost]"])

    def add(self, records: int) -> None:
        self.own += records

    def times(self, size: Value | None, weight: int = 1) -> Cost:
        """A child's cost: `size` rows of it (None: one), each of `weight` records and what lies below."""
        child = Cost(weight)
        self.children.append((size, child))
        return child

    def evaluate(self, variables: Variables) -> int:
        total = self.own
        for size, child in self.children:
            value = 1 if size is None else size.read(variables)
            rows = len(value) if isinstance(value, list) else int(value)  # pyright: ignore[reportUnknownArgumentType]
            total += rows * child.evaluate(variables)
        return total


@dataclass(frozen=True)
class Bounds:
    """What an argument of a handwritten source must lie within."""

    least: float
    most: float

    def check(self, number: float, path: str) -> None:
        if not self.least <= number <= self.most:
            raise Refused(
                f"{path}: {number} is not within {self.least} to {self.most}; give one that is.",
                "LIMIT_EXCEEDED",
                limit=self.most,
                value=number,
            )


@dataclass
class PageSize:
    """A size to check at each request: 0 to `MAX_PAGE`. `counted`: the value is a list, its length is the size."""

    value: Value
    path: str
    counted: bool = False
    cursors: tuple[Value, ...] = ()
    """Of the page's cursors, to be opened though nothing that is selected needs them."""
    bounds: Bounds | None = None
    """What it must lie within, where it is no page of more."""

    def check(self, variables: Variables) -> None:
        """Raises `Refused`."""
        for cursor in self.cursors:
            cursor.read(variables)
        value = self.value.read(variables)
        number = len(value) if self.counted else value
        if self.bounds is not None:
            self.bounds.check(number, self.path)
        elif number < 0:
            raise Refused(f"{self.path}: {number} is negative; ask for 0 to {MAX_PAGE}.")
        elif number > MAX_PAGE:
            raise Refused(
                f"{self.path}: {number} is over the limit of {MAX_PAGE}; page with `after`.",
                "LIMIT_EXCEEDED",
                limit=MAX_PAGE,
                value=number,
            )


SPANS = (("since", "until"), ("from", "to"))
"""Arguments that are the first and the last day of something, where they are days."""


@dataclass
class Span:
    """Two days to check at each request: the first is not after the last, or nothing could be between them."""

    path: str
    names: tuple[str, str]
    days: tuple[Value, Value]

    def check(self, variables: Variables) -> None:
        """Raises `Refused`."""
        first, last = (day.read(variables) for day in self.days)
        if first > last:
            name, other = self.names
            raise Refused(
                f"{self.path}.{name}: {first} is after `{other}`, {last}; give the earlier day first.", "DAYS_REVERSED"
            )
