"""Merging two records: what it would do, field by field, and the inputs of the commands that do it and undo it."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import strawberry

from graph.kinds import FUZZY_DATE, NAMES
from graph.merges import PREVIEW
from graph.merging import ALIASES, mergeable, takeable
from graph.model import Confidential, Fragment, Link, Model, Prepared
from schema.declarations import Linked, bound_record, item, unwound, worded
from schema.scalars import JSON


@strawberry.enum(
    description="Whose value stands. KEPT: of the record that stays, or both have the same. MERGED: of the one that "
    "goes into it. BOTH: they are joined."
)
class MergeSide(enum.Enum):
    KEPT = "KEPT"
    MERGED = "MERGED"
    BOTH = "BOTH"


@strawberry.enum(description="What stands in the way of a merge.")
class MergeObstacleKind(enum.Enum):
    SAME_RECORD = "SAME_RECORD"
    NEVER_MERGED = "NEVER_MERGED"
    OTHER_TYPE = "OTHER_TYPE"
    CHATHAM_HOUSE_RULE = "CHATHAM_HOUSE_RULE"
    CIRCLE = "CIRCLE"
    WIDER = "WIDER"


MESSAGES = {
    "SAME_RECORD": "Both ids lead to one record.",
    "NEVER_MERGED": "Records of type {0} are not merged.",
    "OTHER_TYPE": "One is a {0}, the other a {1}: only records of one type are merged.",
    "CHATHAM_HOUSE_RULE": "A session is under the Chatham House rule: end that first, or keep the two apart.",
    "CIRCLE": "One of the two is within the other, and would be part of itself: keep them apart.",
    "WIDER": "More people see the record that stays than the other: it takes the permission marking:widen, a reason, "
    "and somebody who acts for the other's owner.",
}
PARTS = {NAMES.name: "text", FUZZY_DATE.name: "edtf"}
"""What the first part of a value of several is called."""


@cache
def merge_model() -> Model:
    from schema.assembly import assemble_records

    return assemble_records().model


@cache
def table() -> Mapping[str, Any]:
    """Of each type its fields as [name, stored properties, their parts, whether it is confidential]; what is never."""
    model = merge_model()
    fields: dict[str, list[Any]] = {}
    for record in model.concrete():
        rows = fields[record.name] = []
        for name, storage in record.stored():
            secret = isinstance(storage, Confidential)
            if storage.writable:
                kind = storage.kind
                parts = [part or PARTS.get(kind.name, "") for part in kind.parts]
                rows.append([name, [] if secret else list(kind.properties(storage.prop)), parts, secret])
    return {"fields": fields, "never": [one.name for one in model.concrete() if not mergeable(model, one.name)]}


def _value(parts: Sequence[str], values: Sequence[Any]) -> Any:
    if len(parts) == 1:
        return values[0] if values else None
    found = {part: value for part, value in zip(parts, values, strict=False) if value is not None}
    return found or None


def _empty(value: Any) -> bool:
    return value in (None, "", [])


def _kept(values: Mapping[str, Any], _: Mapping[str, Any]) -> Any:
    return _value(values["3"], values["1"])


def _merged(values: Mapping[str, Any], _: Mapping[str, Any]) -> Any:
    return _value(values["3"], values["2"])


def _stands(values: Mapping[str, Any], _: Mapping[str, Any]) -> str | None:
    if values["4"]:
        return None
    if values["0"] == ALIASES:
        return "BOTH"
    kept, merged = _value(values["3"], values["1"]), _value(values["3"], values["2"])
    return "MERGED" if _empty(kept) and not _empty(merged) else "KEPT"


def _conflict(values: Mapping[str, Any], _: Mapping[str, Any]) -> bool:
    kept, merged = _value(values["3"], values["1"]), _value(values["3"], values["2"])
    return values["0"] != ALIASES and not _empty(kept) and not _empty(merged) and kept != merged


def _link_name(values: Mapping[str, Any], _: Mapping[str, Any]) -> str:
    """The link's name on the record, or, of one that is declared on others alone, with their type before it."""
    return link_name(values["4"], values["0"])


@cache
def link_name(type_name: str, tie: str) -> str:
    outgoing, relationship = tie[0] == ">", tie[1:]
    for name, link in merge_model()[type_name].links():
        hop = link.hops[0]
        if len(link.hops) == 1 and hop.outgoing == outgoing and hop.relationship == relationship:
            return name
    for record in sorted(merge_model().records.values(), key=lambda one: (not one.abstract, one.name)):
        for name, link in record.links():
            if len(link.hops) == 1 and link.hops[0].outgoing and link.hops[0].relationship == relationship:
                return f"{record.name}.{name}"
    return relationship


def _stays(values: Mapping[str, Any]) -> bool:
    """Whether the link holds one record, and the kept one has another."""
    storage = merge_model()[values["4"]].fields.get(link_name(values["4"], values["0"]))
    return bool(values["3"]) and isinstance(storage, Link) and not storage.many


def _moved(values: Mapping[str, Any], _: Mapping[str, Any]) -> int:
    return 0 if _stays(values) else values["1"] - values["2"]


def _conflicting(values: Mapping[str, Any], _: Mapping[str, Any]) -> bool:
    return _stays(values) and not values["2"]


def _takeable(values: Mapping[str, Any], _: Mapping[str, Any]) -> bool:
    return takeable(merge_model()[values["4"]], link_name(values["4"], values["0"]))


def _message(values: Mapping[str, Any], _: Mapping[str, Any]) -> str:
    return MESSAGES[values["0"]].format(values["1"], values["2"])


VALUES = (0, 1, 2, 3, 4)


@strawberry.type(description="A field of two records that are to be merged.")
class MergeField:
    field: str = item(0, "Its name; in `take` of `mergeRecords` it lets the merged record's value stand.")
    kept: JSON | None = worded((1, 3), _kept, "The value of the record that stays; null if it is confidential.")
    merged: JSON | None = worded((2, 3), _merged, "The value of the other; null if it is confidential.")
    stands: MergeSide | None = worded(
        VALUES, _stands, "Whose value stands without another word; null if it is confidential, then by the same rule."
    )
    conflict: bool = worded(VALUES, _conflict, "Both have one, and not the same.")
    confidential: bool = item(4, "Whether it is kept encrypted: nothing is told of what the two have.")


@strawberry.type(description="A link of the record that is to be merged, with how many records, as far as you see.")
class MergeLink:
    link: str = worded((0, 4), _link_name, "Its name; with the type before it where only the others name it.")
    count: int = item(1, "How many records are at it.")
    moved: int = worded(VALUES, _moved, "How many of these the kept record would have besides its own.")
    shared: int = item(2, "How many of these the kept record has already.")
    conflict: bool = worded(VALUES, _conflicting, "It holds one record, and the kept one has another, which stands.")
    takeable: bool = worded((0, 4), _takeable, "Whether `take` of `mergeRecords` can name it.")


@strawberry.type(description="Why a merge would be refused.")
class MergeObstacle:
    kind: MergeObstacleKind = item(0)
    message: str = worded((0, 1, 2), _message)


@strawberry.type(description="What a merge would do, worked out from what you see.")
class MergePreview:
    kept: Linked = bound_record("kept", "Record", "The record that stays.")
    merged: Linked = bound_record("merged", "Record", "The one that goes into it.")
    fields: Linked = unwound("fields", "MergeField", "Every field that one of the two has a value of.")
    links: Linked = unwound("links", "MergeLink", "What would be moved.")
    obstacles: Linked = unwound("obstacles", "MergeObstacle", "What stands in the way; nothing, if it is empty.")


MERGE_PREVIEW = Fragment(
    node="kept",
    label="Record",
    text=lambda present: PREVIEW,
    binds=("kept", "merged", "fields", "links", "obstacles"),
    cost=20,
    prepared=Prepared(
        "table",
        statement=lambda present: "CYPHER 25 RETURN [] AS nothing",
        given=lambda arguments: None,
        work=lambda arguments, nothing: table(),
    ),
    leads=True,
)


@strawberry.input(description="Two records that are one. Versions: those at which they were read.")
class MergeRecordsInput:
    keep: strawberry.ID = strawberry.field(description="The record that stays.")
    keep_version: int
    merge: strawberry.ID = strawberry.field(description="The one that goes into it; its id leads to the other then.")
    merge_version: int
    take: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Fields, and links to one record, of which the merged record's value is to stand, if it has one.",
    )


@strawberry.input(description="A merge that is to be undone.")
class UnmergeRecordsInput:
    id: strawberry.ID = strawberry.field(description="The id of the record that was merged into another.")
    version: int = strawberry.field(description="The version of that other.")
