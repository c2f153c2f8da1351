"""What the engine knows of each record: how every field of it is stored.

The declarations stand beside the GraphQL types (`schema/`); this module is the vocabulary in which they are
made and the one place (`Model`) where plans, filters, orders, writes and indexes look them up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString

from auth.permissions import Permission
from graph.kinds import CONFIDENTIAL, Kind, order_property


@dataclass(frozen=True)
class Property:
    """A value stored on the record itself, in the properties that its kind gives it."""

    prop: str
    kind: Kind
    order: bool = False
    """Whether lists may be ordered by it: an order key is stored, and indexed where the label is a source."""
    writable: bool = True
    required: bool = False
    default: Any = None
    """What a create without it stores (an input value of the kind)."""


@dataclass(frozen=True)
class Hop:
    """One relationship of a link: its type, its direction as seen from the near end, the label at the far end."""

    relationship: LiteralString
    outgoing: bool
    label: LiteralString


@dataclass(frozen=True)
class Link:
    """The records at the end of a pattern that starts at this one.

    `writable` links of one hop are set by `create`, `link` and `unlink`.  A link that `hangs` is in the table of
    required ends: the record carries the clauses of the record that it points to.  One into a `room` says what was done
    or said in a session: while that is held under the Chatham House rule, the record is for those in the room.
    `among` are the types that may stand at the end, where its label says less.
    """

    hops: tuple[Hop, ...]
    many: bool
    writable: bool = False
    required: bool = False
    hangs: bool = False
    room: bool = False
    among: tuple[LiteralString, ...] = ()

    @property
    def target(self) -> LiteralString:
        return self.hops[-1].label

    @property
    def carries(self) -> bool:
        """Whether the record's protection depends on the record at the end."""
        return self.hangs or self.room


@dataclass(frozen=True)
class Derived:
    """A Cypher expression over `{n}`, the record's variable, and the parameters named in `graph/parameters.py`."""

    cypher: LiteralString
    kind: Kind


@dataclass(frozen=True)
class Computed:
    """A Python function over stored properties: `compute(values by property, arguments) -> response value`."""

    needs: tuple[str, ...]
    compute: Callable[[Mapping[str, Any], Mapping[str, Any]], Any]


@dataclass(frozen=True)
class Embedded:
    """An object that is part of the record: its fields are stored under `prop`; null when `witness` is null."""

    prop: str
    kind: Kind
    order: bool = False
    writable: bool = True
    required: bool = False
    default: Any = None

    @property
    def witness(self) -> str:
        return self.kind.properties(self.prop)[0]


CONFIDENTIAL_PREFIX = "conf_"
"""Begins the stored name of a confidential value, and of nothing else."""


@dataclass(frozen=True)
class Confidential:
    """A text stored encrypted (`auth/vault.py`), and decrypted for those alone who have its permission.

    No filter, order or index knows it; the ledger keeps its ciphertext, and its history says only that it changed.
    """

    prop: str
    permission: Permission
    kind: Kind = CONFIDENTIAL
    order: bool = False
    writable: bool = True
    required: bool = False
    default: Any = None


Stored = Property | Embedded | Confidential
"""What lies on the record itself."""


@dataclass(frozen=True)
class Part:
    """A field of an embedded object: the suffix under the embedding field's property."""

    suffix: str


@dataclass(frozen=True)
class Prepared:
    """What a fragment needs worked out in memory: the value of its parameter `$name`.

    `statement`, told which arguments are present, reads what it is worked out from, guarded, as one list, given the
    parameters that `given` makes of the arguments (None: nothing need be read; raises `ValueProblem`);
    `work(arguments, list)` is the value.  What is dear is `kept`, made of the list once and then given to `work` in its
    place until something is written (`resolvers/analyses.py`); its `len` is what it weighs, its `size` how many
    stakeholders and pairs were read, its `share` how much of the work on it is done, where that is known.
    """

    name: LiteralString
    statement: Callable[[frozenset[str]], LiteralString]
    given: Callable[[Mapping[str, Any]], Mapping[str, Any] | None]
    work: Callable[[Mapping[str, Any], Any], Any]
    cost: int = 0
    """How many records it is reckoned to touch."""
    kept: Callable[[Sequence[Any]], Any] | None = None
    apart: bool = False
    """Whether it takes so long that it is worked out off the event loop."""


@dataclass(frozen=True)
class Drawn:
    """What Python adds to the rows that a fragment of one row unwinds, once they are read (`graph/pictures.py`).

    `draw(value bound under needs)` gives for each row, by its number (its first item), the values of its last items.
    """

    rows: LiteralString
    needs: LiteralString
    items: tuple[int, ...]
    draw: Callable[[Any], Sequence[Sequence[Any]]]


@dataclass(frozen=True)
class Fragment:
    """A handwritten source of rows: Cypher that binds a record and named scalars, given the arguments present.

    `text(present)` is a statement body over `{n}` (the parent's variable, unless it is a root) and `$argument`s; it
    ends by returning `binds` (name of the row's record variable, then the scalars), each record variable guarded by
    `.scope IN $visible`; rows that are of no record have no `node`.  `order` are the returned columns that rank the
    rows, each with its direction; the id of the record comes last. Values never become part of the text: `text`
    chooses among constants.
    """

    node: LiteralString
    label: LiteralString
    text: Callable[[frozenset[str]], LiteralString]
    binds: tuple[LiteralString, ...]
    order: tuple[tuple[LiteralString, bool], ...] = ()
    """(column, descending) pairs."""
    cost: int = 10
    """How many records a row of it is reckoned to touch."""
    prepared: Prepared | None = None
    choices: tuple[LiteralString, ...] = ()
    """Arguments whose values choose the text: `text` is told of each as `argument=VALUE` beside the names."""
    filters: LiteralString | None = None
    """The variable, of records of `label`, that the client's `where` holds for: it stands in the text at `{where}`."""
    problem: Callable[[frozenset[str]], str | None] = lambda present: None
    """Why what is asked for cannot be answered, told of the same as `text`; the argument comes first."""
    limits: tuple[tuple[str, float, float], ...] = ()
    """(argument, the least that it may be, the most); of a list, its length; of an input object, each of its values."""
    drawn: Drawn | None = None
    leads: bool = False
    """Whether the text itself looks where its ids lead since a merge; of others it is done (`graph/leads.py`)."""


@dataclass(frozen=True)
class Bound:
    """A scalar, or with `label` a record, that the enclosing fragment bound under `name`."""

    name: LiteralString
    label: LiteralString | None = None


@dataclass(frozen=True)
class Unwound:
    """Rows out of a list that the enclosing fragment bound: each row a list; `Item` fields pick from it.

    `order`: what ranks them, over `{row}`, where the list has no order of its own.  Only what is shown is sorted.
    `text`: clauses that make the rows of `{list}`, and return each as `{row}`, where the list itself is not of rows:
    they run for what is shown, and only if it is asked for.
    """

    name: LiteralString
    order: LiteralString = ""
    text: LiteralString = ""


@dataclass(frozen=True)
class Item:
    """A value at `index` of an unwound row; with `label`, a list of records there, taken `first` at most.

    `order`: what ranks the records, over `{n}`, where the list has no order of its own.
    """

    index: int
    label: LiteralString | None = None
    order: LiteralString = ""


@dataclass(frozen=True)
class Worded:
    """A Python function over values of an unwound row: `compute(values by index as text, {})`."""

    indices: tuple[int, ...]
    compute: Callable[[Mapping[str, Any], Mapping[str, Any]], Any]


Storage = Stored | Link | Derived | Computed | Part | Fragment | Bound | Unwound | Item | Worded


@dataclass
class Record:
    """A record type or interface: its label, the labels that its nodes carry, and its fields by GraphQL name."""

    name: LiteralString
    abstract: bool
    interfaces: tuple[LiteralString, ...]
    fields: dict[str, Storage] = field(default_factory=dict[str, Storage])
    source: bool = True
    """Whether lists start from it: its orders are then indexed."""
    default_order: str = "id"
    """GraphQL name of the field that orders its lists when none is asked for."""
    administered: str | None = None
    """The permission without which nobody changes one, whatever else he may; its protection is not for marking."""
    possible: tuple[LiteralString, ...] = ()
    markings: tuple[LiteralString, ...] = ()
    """The markings that it can have, the first of them without another word; it then has an owner always. None: any."""
    marking: LiteralString | None = None
    """The marking of a new one without another word, where it can have any."""
    either: tuple[str, ...] = ()
    """Fields and links of which a new one has one at least."""

    @property
    def labels(self) -> tuple[LiteralString, ...]:
        return (self.name, *self.interfaces)

    def stored(self) -> Iterator[tuple[str, Stored]]:
        for name, storage in self.fields.items():
            if isinstance(storage, Stored):
                yield name, storage

    def links(self) -> Iterator[tuple[str, Link]]:
        for name, storage in self.fields.items():
            if isinstance(storage, Link):
                yield name, storage

    def orders(self) -> dict[str, str]:
        """GraphQL field name → the stored key that orders by it."""
        return {name: order_key(stored) for name, stored in self.stored() if stored.order}


def order_key(stored: Stored) -> str:
    """Ids order by themselves; everything else by its order key."""
    return stored.prop if stored.kind.name == "id" else order_property(stored.prop)


class Model:
    """All records by name. Built once from the schema's declarations, then only read."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records: dict[str, Record] = {record.name: record for record in records}
        for record in self.records.values():
            record.possible = tuple(
                sorted(
                    other.name for other in self.records.values() if not other.abstract and record.name in other.labels
                )
            )

    def __getitem__(self, name: str) -> Record:
        return self.records[name]

    def __contains__(self, name: object) -> bool:
        return name in self.records

    def concrete(self) -> Iterator[Record]:
        return (record for record in self.records.values() if not record.abstract)

    def required_ends(self, name: str) -> dict[str, Link]:
        """The links of a record whose ends' protection it carries too (DESIGN section 5)."""
        return {field_name: link for field_name, link in self[name].links() if link.hangs}

    def carrying(self, name: str) -> dict[str, Link]:
        """The links of a record through which others decide, too, who sees it."""
        return {field_name: link for field_name, link in self[name].links() if link.carries}
