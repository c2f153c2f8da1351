"""The mutations, generated from what each record declares as writable.

Per creatable record `create…` and `update…`; for all `linkRecords`, `unlinkRecords`, `deleteRecord`, and those of
`schema/markings.py`.  Each answers a union: the payload, or an error that a person can mend (`UserError`).  What the
commands do is in `resolvers/commands.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Union, cast

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.field import StrawberryField

from auth.permissions import Permission
from graph import kinds
from graph.model import Link, Model, Stored
from schema.accounts import ACCOUNT_COMMANDS, ACCOUNT_LINKS
from schema.assembly import argument, fields_of, type_name
from schema.declarations import RECORDS, Linked, local, written
from schema.imports import UNDO, UndoImportInput, UndoImportPayload
from schema.markings import MARKING_COMMANDS
from schema.merges import MergeRecordsInput, UnmergeRecordsInput
from schema.recoveries import RECOVERY_COMMANDS, RecoveryPayload
from schema.scalars import Marking


@strawberry.interface(
    description="What a person can mend: what was wrong, where in the input, and a code for programs."
)
class UserError:
    message: str = local(lambda error: error.message)
    path: list[str] = local(lambda error: list(error.path), "The way to the input field.")
    code: str = local(lambda error: error.code)


@strawberry.type(description="Some values cannot be taken; nothing was written.")
class ValidationFailed(UserError):
    problems: list[str] = local(
        lambda error: [f"{'.'.join(path)}: {message}" for path, message in error.problems],
        "Every one of them.",
    )


@strawberry.type(description="The record was changed since it was read; nothing was written.")
class VersionConflict(UserError):
    current: int = local(lambda error: error.current, "The version it is at now.")
    record: Linked = written("Record", "The record as it is now.")


@strawberry.type(description="There is no such record, or none that you see: the answer is the same.")
class NotFound(UserError):
    pass


@strawberry.type(description="Your roles, or what you hold, do not allow it.")
class Forbidden(UserError):
    pass


@strawberry.type(description="Another record that you see has this external id.")
class DuplicateExternalId(UserError):
    pass


@strawberry.type(description="The idempotency key was used before, with another request.")
class IdempotencyKeyReused(UserError):
    pass


ERRORS: tuple[type, ...] = (
    ValidationFailed,
    VersionConflict,
    NotFound,
    Forbidden,
    DuplicateExternalId,
    IdempotencyKeyReused,
)
ERROR_TYPES = {
    "VALIDATION_FAILED": "ValidationFailed",
    "VERSION_CONFLICT": "VersionConflict",
    "NOT_FOUND": "NotFound",
    "FORBIDDEN": "Forbidden",
    "DUPLICATE_EXTERNAL_ID": "DuplicateExternalId",
    "IDEMPOTENCY_KEY_REUSED": "IdempotencyKeyReused",
}


@strawberry.input(description="Text in several languages; one of them at least.")
class LocalizedTextInput:
    text: str | None = strawberry.field(
        default=strawberry.UNSET, description="As it is entered, whatever the language."
    )
    en: str | None = strawberry.UNSET
    ckb: str | None = strawberry.UNSET
    kmr: str | None = strawberry.UNSET
    ar: str | None = strawberry.UNSET


@strawberry.input(description="A meeting's time: local wall time (2026-11-23T14:30) and IANA zone (Asia/Baghdad).")
class ZonedMomentInput:
    local: str
    zone: str


@strawberry.input(description="An id that another register gave to the record.")
class ExternalIdInput:
    scheme: str
    value: str


@dataclass(frozen=True)
class CommandSpec:
    """What a mutation field does, to records of which type.

    `operation`: `create`, `update`, `link`, `unlink`, `mark`, `merge`, `unmerge`, `account`, `recovery`, `delete`,
    `erase` or `undo`.
    """

    operation: str
    type: str
    payload: str
    links: Mapping[str, str]
    """Input field → link that it sets."""
    permission: Permission | None = None
    """What it needs, where its operation does not tell."""


def singular(name: str) -> str:
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name.removesuffix("s")


def link_inputs(model: Model, name: str) -> Iterator[tuple[str, str, Link]]:
    """(input field, link, storage) of each link that an input may set."""
    for link_name, link in model[name].links():
        if link.writable and link_name != "owner":
            yield f"{singular(link_name)}Ids" if link.many else f"{link_name}Id", link_name, link


def _annotation(storage: Stored, cls: type, name: str) -> Any:
    if storage.kind is kinds.NAMES:
        return LocalizedTextInput
    if storage.kind is kinds.FUZZY_DATE:
        return str
    if storage.kind is kinds.MOMENT:
        return ZonedMomentInput
    from schema.assembly import graphql_name, unwrapped

    made = next(one for one in fields_of(cls) if graphql_name(one) == name)
    return unwrapped(cast(Any, made.type_annotation).annotation)[0]


def record_input(model: Model, cls: type, name: str, create: bool) -> type:
    """`Create…Input` or `Update…Input`."""
    namespace: dict[str, Any] = {"__annotations__": {}, "__module__": __name__}

    def add(graphql_name: str, annotation: Any, required: bool = False, description: str | None = None) -> None:
        key = f"{graphql_name}_"
        namespace["__annotations__"][key] = annotation if required else annotation | None
        default = {} if required else {"default": strawberry.UNSET}
        namespace[key] = strawberry.field(name=graphql_name, description=description, **default)

    for field_name, storage in model[name].stored():
        if storage.writable:
            edtf = "EDTF: 2014, 2014-02, 2014-02~, 2014/.." if storage.kind is kinds.FUZZY_DATE else None
            required = create and storage.required and storage.default is None
            add(field_name, _annotation(storage, cls, field_name), required, edtf)
    for input_name, link_name, link in link_inputs(model, name):
        if create or not link.many:
            many = list[strawberry.ID] if link.many else strawberry.ID
            add(input_name, many, create and link.required, f"`{link_name}`: ids of type {link.target}.")
    default = model[name].marking or "GREEN"
    add("marking", Marking, description=f"{default} if absent." if create else None)
    add("ownerId", strawberry.ID, description="The organization that answers for it.")
    add("compartments", list[str], description="Only those admitted to every one of these see it.")
    add("sharedWithIds", list[strawberry.ID], description="Organizations that see it too, if it is AMBER.")
    add("readers", list[str], description="E-mail addresses of those who see it, if it is RED.")
    all_of = "All that it is to have: what is left out is taken away."
    add("externalIds", list[ExternalIdInput], description=None if create else all_of)
    word = "Create" if create else "Update"
    return strawberry.input(type(f"{word}{name}Input", (), namespace), name=f"{word}{name}Input")


def payload_type(name: str) -> type:
    """`…Payload`: the record as the writer sees it after the command."""
    namespace: dict[str, Any] = {
        "__annotations__": {"record": Linked, "change_id": strawberry.ID, "replayed": bool},
        "__module__": __name__,
        "record": written(cast(Any, name), "The record after the change; null if you do not see it yourself."),
        "change_id": local(lambda outcome: outcome.change, "The change in the ledger."),
        "replayed": local(lambda outcome: outcome.replayed, "True: this idempotency key had done it before."),
    }
    return strawberry.type(type(f"{name}Payload", (), namespace), name=f"{name}Payload")


@strawberry.type(description="What was deleted; a tombstone stays in the ledger.")
class DeletePayload:
    id: strawberry.ID = local(lambda outcome: outcome.ids[0])
    change_id: strawberry.ID = local(lambda outcome: outcome.change)
    replayed: bool = local(lambda outcome: outcome.replayed)


@strawberry.type(description="Whose values were erased; a tombstone without any stays in the ledger.")
class ErasePayload:
    id: strawberry.ID = local(lambda outcome: outcome.ids[0])
    change_id: strawberry.ID = local(lambda outcome: outcome.change, "The change that erased them.")
    replayed: bool = local(lambda outcome: outcome.replayed, "True: they had been erased before.")


def result(name: str, payload: type) -> Any:
    members: Any = Union[(payload, *ERRORS)]
    return Annotated[members, strawberry.union(name, description="The payload, or an error that can be mended.")]


def mutation_type(model: Model) -> tuple[type, dict[str, CommandSpec], list[type]]:
    """The Mutation type, what each of its fields does, and the object types made for it."""
    fields: dict[str, StrawberryField] = {}
    specs: dict[str, CommandSpec] = {}
    made: list[type] = [*ERRORS, DeletePayload, ErasePayload]

    def add(
        name: str, answer: Any, spec: CommandSpec, description: str, /, why: Any = str | None, **arguments: Any
    ) -> None:
        fields[name] = StrawberryField(
            python_name=None,
            graphql_name=name,
            type_annotation=StrawberryAnnotation(answer),
            description=description,
        )
        reason = argument("reason", why)
        reason.description = "Why, for the ledger."
        fields[name].arguments = [
            *(argument(key, annotation) for key, annotation in arguments.items()),
            reason,
        ]
        specs[name] = spec

    for name, registered in RECORDS.items():
        if not registered.creatable:
            continue
        payload = payload_type(name)
        made.append(payload)
        answer = result(f"{name}Result", payload)
        links = {input_name: link for input_name, link, _ in link_inputs(model, name)}
        create = record_input(model, registered.cls, name, True)
        update = record_input(model, registered.cls, name, False)
        spec = CommandSpec("create", name, f"{name}Payload", links)
        add(f"create{name}", answer, spec, f"Enter a new {name}.", input=create)
        spec = CommandSpec("update", name, f"{name}Payload", links)
        add(
            f"update{name}",
            answer,
            spec,
            f"Change the fields given of a {name}; `version` is the one that the change was made from.",
            id=strawberry.ID,
            version=int,
            input=update,
        )
    payload = payload_type("Record")
    made.append(payload)
    answer = result("RecordResult", payload)
    for word, text in (("link", "Link a record with others"), ("unlink", "Take links away")):
        add(
            f"{word}Records",
            answer,
            CommandSpec(word, "Record", "RecordPayload", {}),
            f"{text}: `field` is the link's name on the record `id`.",
            id=strawberry.ID,
            field=str,
            to=list[strawberry.ID],
        )
    for name, word, given, text in (
        ("mergeRecords", "merge", MergeRecordsInput, "Let one record go into another of its type, which has its links"),
        ("unmergeRecords", "unmerge", UnmergeRecordsInput, "Take a record out again of the one it was merged into"),
    ):
        add(name, answer, CommandSpec(word, "Record", "RecordPayload", {}), f"{text}.", input=given)
    for name, command in MARKING_COMMANDS.items():
        given = {"id": strawberry.ID, **command.arguments, "version": int | None}
        add(name, answer, CommandSpec("mark", "Record", "RecordPayload", {}), command.description, **given)
    account = payload_type("Account")
    answers = {account: result("AccountResult", account)}
    for name, command in ACCOUNT_COMMANDS.items():
        answered = command.payload or account
        if answered not in answers:
            answers[answered] = result(type_name(answered).replace("Payload", "Result"), answered)
        spec = CommandSpec("account", "Account", type_name(answered), ACCOUNT_LINKS, command.permission)
        add(name, answers[answered], spec, command.description, **command.arguments)
    answers[RecoveryPayload] = result("RecoveryResult", RecoveryPayload)
    spec = CommandSpec("recovery", "Recovery", "RecoveryPayload", {}, Permission.RECOVERY_ACT)
    for name, asked in RECOVERY_COMMANDS.items():
        add(name, answers[RecoveryPayload], spec, asked.description, **asked.arguments)
    answers[UndoImportPayload] = result("UndoImportResult", UndoImportPayload)
    spec = CommandSpec("undo", "Import", "UndoImportPayload", {}, Permission.IMPORT_RUN)
    add("undoImport", answers[UndoImportPayload], spec, UNDO, input=UndoImportInput)
    made += answers
    spec = CommandSpec("delete", "Record", "DeletePayload", {})
    answer = result("DeleteResult", DeletePayload)
    about = "Delete a record and what cannot be without it; the ledger keeps that it was."
    add("deleteRecord", answer, spec, about, id=strawberry.ID, version=int | None)
    spec = CommandSpec("erase", "Record", "ErasePayload", {})
    answer = result("EraseResult", ErasePayload)
    about = (
        "Take the values of a person, or of a support case, and of what cannot be without it, out of graph and ledger, "
        "for ever: the ledger keeps that it was done. One that was deleted can be erased, too."
    )
    add("erasePerson", answer, spec, about, why=str, id=strawberry.ID)
    namespace: dict[str, Any] = {
        "__annotations__": dict.fromkeys(fields, Linked),
        "__module__": __name__,
        **fields,
    }
    annotations = {name: made_field.type_annotation for name, made_field in fields.items()}
    cls = strawberry.type(
        type("Mutation", (), namespace),
        description="Commands: each one transaction, with a change in the ledger.",
    )
    for one in fields_of(cls):
        one.type_annotation = annotations[one.graphql_name or ""]
    return cls, specs, made
