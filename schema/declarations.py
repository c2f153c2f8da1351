"""How a record says, beside each field of its GraphQL type, where that field is stored.

`@record` makes a Strawberry type and remembers it; `stored`, `link`, `derived`, `computed`, `fragment` … make its
fields.  `schema/assembly.py` turns all of them, once, into the GraphQL schema and the engine's `Model`: filters,
orders, connections, inputs and indexes come from here and are declared nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString, TypeVar

import strawberry
from strawberry.types.field import StrawberryField

from auth.permissions import Permission
from graph.model import Bound, Computed, Derived, Fragment, Hop, Item, Link, Part, Prepared, Unwound, Worded

STORAGE = "peyman-storage"
"""Key of a declaration in a Strawberry field's metadata."""

C = TypeVar("C", bound=type)


@dataclass(frozen=True)
class Declaration:
    """What a field factory was told, until the assembly knows every type.

    `target` names the record or object type that the field leads to; `shape` how many: "connection", "list",
    "one", "maybe" (nullable one) or "value" (the class's own annotation tells the type).
    """

    storage: Any
    shape: str = "value"
    target: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Extra arguments: GraphQL name → annotation (or (annotation, default))."""
    edge: str | None = None
    """Name of a handwritten edge type, for connections whose edges carry more than a cursor and a node."""
    permission: str | None = None
    filterable: bool = True
    where: bool = True
    """Whether a connection takes a filter."""


@dataclass(frozen=True)
class Plain:
    """A stored value before its kind is inferred from the annotation of the field."""

    prop: str | None
    order: bool
    writable: bool
    default: Any
    names: bool = False
    confidential: bool = False
    scale: tuple[int, int] | None = None


@dataclass(frozen=True)
class AllOf:
    """Every record of a label: a root connection."""

    label: LiteralString


@dataclass(frozen=True)
class ById:
    """The record of a label with the id in the argument `argument`."""

    label: LiteralString
    argument: str = "id"


@dataclass(frozen=True)
class ByIds:
    """The records with the ids in the argument `ids`, in their order, null where there is none to see."""

    label: LiteralString


@dataclass(frozen=True)
class Written:
    """The record that a command wrote, read back in its transaction."""

    label: LiteralString


@dataclass(frozen=True)
class Local:
    """A value of the viewer himself, read from no database: `compute(viewer)`, or of what the field above computed."""

    compute: Callable[[Any], Any]


@dataclass(frozen=True)
class Followed:
    """How far it is what a fragment needs worked out; its argument `of` says which."""

    prepared: Mapping[str, Prepared]


@dataclass
class Registered:
    """A class that `@record` has seen, with what the assembly needs beside its fields."""

    cls: type
    abstract: bool
    source: bool
    default_order: str
    creatable: bool
    administered: str | None = None
    markings: tuple[LiteralString, ...] = ()
    marking: LiteralString | None = None
    either: tuple[str, ...] = ()


RECORDS: dict[str, Registered] = {}


class Linked:
    """Annotation of a field whose type the assembly fills in."""


def record(
    *,
    abstract: bool = False,
    source: bool = True,
    default_order: str = "id",
    creatable: bool = True,
    administered: str | None = None,
    markings: tuple[LiteralString, ...] = (),
    marking: LiteralString | None = None,
    either: tuple[str, ...] = (),
) -> Callable[[C], C]:
    """Class decorator: a GraphQL object type (`abstract`: interface) that is a record of the graph.

    `administered`: the permission without which nobody changes one. `markings`: those that it can have, where that is
    not any; the first is that of a new one. `marking`: that of a new one without another word, where it can have any.
    `either`: fields and links of which a new one has one at least.
    """

    def register(cls: C) -> C:
        made = (strawberry.interface if abstract else strawberry.type)(cls, description=_summary(cls))
        RECORDS[cls.__name__] = Registered(
            made, abstract, source, default_order, creatable and not abstract, administered, markings, marking, either
        )
        return made

    return register


def _summary(cls: type) -> str | None:
    return " ".join(cls.__doc__.split()) if cls.__doc__ else None


def declared(declaration: Declaration, description: str | None = None, name: str | None = None) -> Any:
    return StrawberryField(
        python_name=None,
        graphql_name=name,
        type_annotation=None,
        description=description,
        metadata={STORAGE: declaration},
    )


def stored(
    description: str | None = None,
    *,
    prop: str | None = None,
    order: bool = False,
    writable: bool = True,
    default: Any = None,
    permission: str | None = None,
    filterable: bool = True,
    scale: tuple[int, int] | None = None,
) -> Any:
    """A stored value; the annotation gives its kind: str, int, bool, an enum, date, datetime, FuzzyDate …

    `scale`: the least and the greatest that an int may be.
    """
    plain = Plain(prop, order, writable, default, scale=scale)
    return declared(Declaration(plain, permission=permission, filterable=filterable), description)


def confidential(description: str, *, permission: Permission) -> Any:
    """A text that is kept encrypted, and shown to those with the permission: see `graph.model.Confidential`."""
    plain = Plain(None, order=False, writable=True, default=None, confidential=True)
    told = f"{description} Confidential: needs {permission}."
    return declared(Declaration(plain, permission=permission, filterable=False), told)


def names(description: str | None = None, *, order: bool = True) -> Any:
    """Text in several languages: stored as entered and per locale; takes the argument `locale`."""
    return declared(Declaration(Plain(None, order, True, None, names=True)), description)


def outgoing(relationship: LiteralString, label: LiteralString) -> Hop:
    return Hop(relationship, True, label)


def incoming(relationship: LiteralString, label: LiteralString) -> Hop:
    return Hop(relationship, False, label)


def many(*hops: Hop, description: str | None = None, writable: bool = False, permission: str | None = None) -> Any:
    """A connection to the records at the end of `hops`; `writable` (one hop) takes ids in inputs and `link`."""
    storage = Link(hops, many=True, writable=writable)
    declaration = Declaration(storage, "connection", hops[-1].label, permission=permission)
    return declared(declaration, description)


def one(
    hop: Hop,
    *hops: Hop,
    required: bool = False,
    hangs: bool = False,
    room: bool = False,
    writable: bool = True,
    among: tuple[LiteralString, ...] = (),
    description: str | None = None,
) -> Any:
    """The one record at the end of the hops. `required`: never null; `hangs`: in the table of required ends.

    `room`: it is told of those in the room of a session (see `graph.model.Link`). `among`: the types that it may be,
    where the label is an interface of more.
    """
    pattern = (hop, *hops)
    storage = Link(
        pattern,
        many=False,
        writable=writable and not hops,
        required=required,
        hangs=hangs,
        room=room,
        among=among,
    )
    return declared(Declaration(storage, "one" if required else "maybe", pattern[-1].label), description)


def derived(cypher: LiteralString, kind: Any, description: str | None = None) -> Any:
    """A value that Cypher works out from the record `{n}`; see `graph.model.Derived`."""
    return declared(Declaration(Derived(cypher, kind)), description)


def computed(
    needs: Sequence[str],
    compute: Callable[[Mapping[str, Any], Mapping[str, Any]], Any],
    description: str | None = None,
    **arguments: Any,
) -> Any:
    """A value that a Python function works out from stored properties; see `graph.model.Computed`."""
    declaration = Declaration(Computed(tuple(needs), compute), arguments=arguments, filterable=False)
    return declared(declaration, description)


def fragment(
    source: Fragment,
    *,
    edge: str | None = None,
    description: str | None = None,
    permission: str | None = None,
    where: bool = True,
    **arguments: Any,
) -> Any:
    """A connection over a handwritten source; `edge` names the type of its edges where they carry bound values.

    `where`: whether it takes a filter: one over the best of many would be of these alone.
    """
    declaration = Declaration(source, "connection", source.label, arguments, edge, permission, where=where)
    return declared(declaration, description)


def row_of(
    source: Fragment,
    target: str,
    description: str | None = None,
    *,
    permission: str | None = None,
    always: bool = False,
    **arguments: Any,
) -> Any:
    """The one row of a handwritten source, or null, as an object of the type `target`, whose fields are bound.

    `always`: there is one, whatever there is to see.
    """
    shape = "one" if always else "maybe"
    return declared(Declaration(source, shape, target, arguments, permission=permission), description)


def part(suffix: str, description: str | None = None) -> Any:
    """A field of an embedded object (FuzzyDate, ZonedMoment): the property suffix that it is stored under."""
    return declared(Declaration(Part(suffix)), description)


def bound(name: LiteralString, description: str | None = None) -> Any:
    """A scalar of an edge that the fragment bound under `name`."""
    return declared(Declaration(Bound(name)), description)


def bound_record(name: LiteralString, label: LiteralString, description: str | None = None) -> Any:
    """A record of an edge, beside its node, that the fragment bound under `name`."""
    return declared(Declaration(Bound(name, label), "maybe", label), description)


def unwound(
    name: LiteralString,
    target: str,
    description: str | None = None,
    order: LiteralString = "",
    text: LiteralString = "",
) -> Any:
    """Rows of an edge: objects of the type `target`, whose fields are `item`s; `order` and `text` as in `Unwound`."""
    return declared(Declaration(Unwound(name, order, text), "list", target), description)


def item(index: int, description: str | None = None) -> Any:
    """The value at `index` of an unwound row."""
    return declared(Declaration(Item(index)), description)


def worded(
    indices: Sequence[int],
    compute: Callable[[Mapping[str, Any], Mapping[str, Any]], Any],
    description: str | None = None,
) -> Any:
    """What a Python function makes of the values at these indices of an unwound row; see `graph.model.Worded`."""
    return declared(Declaration(Worded(tuple(indices), compute)), description)


def item_record(index: int, label: LiteralString, description: str | None = None) -> Any:
    """The one record in the list at `index` of an unwound row, or null where the list is empty."""
    return declared(Declaration(Item(index, label), "maybe", label), description)


def item_records(index: int, label: LiteralString, description: str | None = None, order: LiteralString = "") -> Any:
    """The records in the list at `index` of an unwound row, `first` of them; `order` as in `Item`."""
    storage = Item(index, label, order)
    return declared(Declaration(storage, "list", label, {"first": (int, 5)}), description)


def all_of(label: LiteralString, description: str | None = None, permission: str | None = None) -> Any:
    return declared(Declaration(AllOf(label), "connection", label, permission=permission), description)


def by_id(label: LiteralString, description: str | None = None) -> Any:
    return declared(Declaration(ById(label), "maybe", label, {"id": strawberry.ID}), description)


def by_ids(label: LiteralString, description: str | None = None) -> Any:
    return declared(Declaration(ByIds(label), "maybes", label, {"ids": list[strawberry.ID]}), description)


def local(compute: Callable[[Any], Any], description: str | None = None, target: str | None = None) -> Any:
    """A value worked out from the viewer; with `target`, an object whose fields are `local` too."""
    return declared(Declaration(Local(compute), "one" if target else "value", target), description)


def written(label: LiteralString, description: str | None = None) -> Any:
    """The record that the command wrote, in its payload."""
    return declared(Declaration(Written(label), "maybe", label), description)


def progress_of(prepared: Mapping[str, Prepared], target: str, description: str, **arguments: Any) -> Any:
    """A subscription to how far what is prepared is; the events are objects whose fields are `local`."""
    return declared(Declaration(Followed(prepared), "one", target, arguments), description)
