"""Commands: a mutation's arguments → an edit for the ledger, or the errors that a person can mend.

Checks the permission first, then every value, so that one answer names all that is wrong; what needs the graph (is
there such a record, is the version current) the ledger checks under its locks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import orjson

from auth.permissions import Permission
from auth.protection import lacking, user_token
from auth.sealing import Sealer
from auth.viewer import Viewer
from graph.edits import (
    REFERENCE,
    Connect,
    Create,
    Delete,
    Disconnect,
    Edit,
    EditRefused,
    Erase,
    Update,
    VersionConflict,
)
from graph.kinds import ValueProblem
from graph.model import Confidential, Model
from graph.rules import LACKING
from resolvers.accounts import TAKEN, account_edit
from resolvers.markings import LONGEST_NAME, misnamed, not_held, protect_of
from resolvers.merges import merge_edit
from resolvers.recoveries import recovery_edit
from schema.inputs import ERROR_TYPES, CommandSpec

NEEDS = {
    "create": Permission.RECORD_CREATE,
    "update": Permission.RECORD_UPDATE,
    "link": Permission.RECORD_LINK,
    "unlink": Permission.RECORD_LINK,
    "mark": Permission.RECORD_UPDATE,
    "delete": Permission.RECORD_DELETE,
    "erase": Permission.RECORD_ERASE,
    "merge": Permission.RECORD_MERGE,
    "unmerge": Permission.RECORD_MERGE,
}
"""By the operation of a command; those on accounts name their own (`schema/accounts.py`)."""
LONGEST_TEXT = 50_000
LONGEST_LIST = 1_000
NAMED = ("compartments", "readers", "sharedWithIds", "externalIds")
INPUTS = {"owner": "ownerId", "shared": "sharedWithIds"}
ARGUMENTS = {"owner": "ownerId", "shared": "organizations"}
"""Input fields, and arguments of marking commands, of what the ledger calls by its own name."""
PLAIN_ARGUMENTS = ("id", "version", "reason", "key", "permissions")
OF_INPUT = {"unmerge": ("id", "version")}
"""By operation, what is a field of its input nevertheless."""
"""What a refusal of the ledger may be about that is no field of an input."""


@dataclass(slots=True)
class Problem:
    """A `UserError` of the schema, with what its fields show."""

    code: str
    message: str
    path: tuple[str, ...] = ()
    problems: list[tuple[tuple[str, ...], str]] = field(default_factory=list[tuple[tuple[str, ...], str]])
    current: int = 0
    id: str | None = None

    @property
    def type(self) -> str:
        return ERROR_TYPES[self.code]


def problem_of(error: EditRefused, spec: CommandSpec) -> Problem:
    """The ledger's refusal as the schema shows it, with the path to the input field that it is about."""
    path = tuple(error.path)
    if (
        spec.operation in ("create", "update", "account", "merge", "unmerge")
        and path
        and (path[0] not in PLAIN_ARGUMENTS or path[0] in OF_INPUT.get(spec.operation, ()))
    ):
        links = {link: name for name, link in spec.links.items()} | INPUTS
        path = ("input", links.get(path[0], path[0]), *path[1:])
    elif spec.operation == "mark" and path:
        path = (ARGUMENTS.get(path[0], path[0]), *path[1:])
    if spec.operation == "account" and path == ("input", "externalIds"):
        path, error = ("input", "email"), type(error)(TAKEN)
    if isinstance(error, VersionConflict):
        return Problem(error.code, str(error), path, current=error.current, id=error.id)
    return Problem(error.code, str(error), path, [(path, str(error))])


def request_hash(name: str, arguments: Mapping[str, Any], sealer: Sealer) -> str:
    """Of what a mutation field asks: the same key with another hash is refused. Keyed: it holds confidential values."""
    return sealer.digest("request", orjson.dumps([name, arguments], option=orjson.OPT_SORT_KEYS))


def field_of(key: str) -> str:
    """The response key of a mutation as the ledger's index can hold it: an alias may be as long as a request."""
    return key if len(key) <= LONGEST_NAME else hashlib.sha256(key.encode()).hexdigest()


def edit_of(name: str, spec: CommandSpec, arguments: Mapping[str, Any], viewer: Viewer, model: Model) -> Edit | Problem:
    """The edit that a mutation field asks for."""
    needed = NEEDS.get(spec.operation, spec.permission)
    if needed is not None and needed not in viewer.permissions:
        return Problem("FORBIDDEN", f"This needs the permission {needed}; none of your roles has it.")
    given = dict(arguments)
    if problems := unreadable(given):
        return invalid(problems)
    if len(given.get("reason") or "") > LONGEST_TEXT:
        return invalid([(("reason",), f"{len(given['reason'])} characters; the limit is {LONGEST_TEXT}.")])
    match spec.operation:
        case "create" | "update":
            return Command(spec, given, viewer, model).edit()
        case "mark":
            protect, wrong = protect_of(name, given, viewer)
            return invalid(wrong) if wrong else protect
        case "erase":
            if not given["reason"].strip():
                return invalid([(("reason",), "It is empty: say why, for the ledger, without naming the person.")])
            return Erase(spec.type, given["id"])
        case "account":
            edit, wrong = account_edit(name, given, viewer)
            return invalid(wrong) if wrong else edit
        case "recovery":
            edit, wrong = recovery_edit(name, given, viewer)
            return invalid(wrong) if wrong else edit
        case "merge" | "unmerge":
            edit, wrong = merge_edit(name, given)
            return invalid(wrong) if wrong else edit
        case "delete":
            return Delete(spec.type, given["id"], given.get("version"))
        case operation:
            kind = Connect if operation == "link" else Disconnect
            if not given["to"]:
                return invalid([(("to",), "The list is empty: name at least one record.")])
            if len(given["to"]) > LONGEST_LIST:
                return invalid([(("to",), f"{len(given['to'])} ids; the limit is {LONGEST_LIST}.")])
            return kind(spec.type, given["id"], given["field"], list(dict.fromkeys(given["to"])))


def unreadable(value: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
    """Where in the arguments there is text that is none: half of a surrogate pair has no form on the wire."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            found = f"U+{ord(value[error.start]):04X}"
            return [(path, f"The text holds half of a surrogate pair ({found}): remove it, or send the whole pair.")]
        return []
    if isinstance(value, Mapping):
        members = cast(Mapping[str, Any], value).items()
        return [one for key, member in members for one in unreadable(member, (*path, key))]
    if isinstance(value, list):
        return [one for member in cast(list[Any], value) for one in unreadable(member, path)]
    return []


def invalid(problems: list[tuple[tuple[str, ...], str]]) -> Problem:
    path, message = problems[0]
    return Problem("VALIDATION_FAILED", message, path, problems)


class Command:
    """One `create` or `update`, checked value by value."""

    def __init__(self, spec: CommandSpec, given: dict[str, Any], viewer: Viewer, model: Model) -> None:
        self.spec = spec
        self.given = given
        self.input: dict[str, Any] = given["input"]
        self.viewer = viewer
        self.record = model[spec.type]
        self.problems: list[tuple[tuple[str, ...], str]] = []

    def edit(self) -> Edit | Problem:
        unpermitted = self.unpermitted()
        if unpermitted is not None:
            return unpermitted
        values = self.values()
        links = self.links()
        self.check_protection()
        if self.problems:
            return invalid(self.problems)
        one = self.input
        if self.spec.operation == "create":
            return Create(
                self.spec.type,
                values=values,
                links=links,
                marking=one.get("marking") or self.marking(),
                owner=one.get("ownerId"),
                compartments=one.get("compartments") or (),
                shared=one.get("sharedWithIds") or (),
                readers=self.readers(),
                external_ids=self.external_ids() or (),
            )
        protection: dict[str, Any] = {}
        if one.get("marking") is not None:
            protection["marking"] = one["marking"]
        for name, key in (
            ("ownerId", "owner"),
            ("compartments", "compartments"),
            ("sharedWithIds", "shared"),
        ):
            if name in one:
                protection[key] = one[name] if key == "owner" else one[name] or []
        if "readers" in one:
            protection["readers"] = self.readers()
        given = self.given
        return Update(self.spec.type, given["id"], values, given["version"], links, protection, self.external_ids())

    def unpermitted(self) -> Problem | None:
        """What is confidential is changed by those who may read it; whoever enters a record may enter it, too."""
        if self.spec.operation == "create":
            return None
        for name, storage in self.record.stored():
            if name in self.input and isinstance(storage, Confidential):
                needed = storage.permission
                if needed not in self.viewer.permissions:
                    message = f"{self.spec.type}.{name} needs the permission {needed}; none of your roles has it."
                    return Problem("FORBIDDEN", message, ("input", name))
        return None

    def marking(self) -> str:
        if self.record.markings:
            return self.record.markings[0]
        if self.record.marking is not None:
            return self.record.marking
        return "CLEAR" if self.spec.type in REFERENCE else "GREEN"

    def readers(self) -> list[str]:
        return [user_token(reader) for reader in self.input.get("readers") or ()]

    def external_ids(self) -> list[tuple[str, str]] | None:
        """None where the input does not speak of them."""
        if "externalIds" not in self.input:
            return None
        return [(entry["scheme"], entry["value"]) for entry in self.input["externalIds"] or ()]

    def fail(self, path: tuple[str, ...], message: str) -> None:
        self.problems.append((("input", *path), message))

    def values(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, storage in self.record.stored():
            if name not in self.input or not storage.writable:
                continue
            value = self.input[name]
            if value is None and storage.required:
                self.fail((name,), f"{name} cannot be empty: leave it out, or give it a value.")
                continue
            if value is not None and not self.fits(name, value):
                continue
            try:
                storage.kind.stored(storage.prop, value, ordered=storage.order)
            except ValueProblem as problem:
                self.fail((name,), f"{problem}.".replace("..", "."))
                continue
            found[name] = value
        return found

    def fits(self, name: str, value: Any) -> bool:
        texts = cast(list[Any], value if isinstance(value, list) else [value])
        if len(texts) > LONGEST_LIST:
            self.fail((name,), f"{len(texts)} values; the limit is {LONGEST_LIST}.")
            return False
        for text in texts:
            parts = cast(Mapping[str, Any], text).values() if isinstance(text, Mapping) else (text,)
            for part in parts:
                if isinstance(part, str) and len(part) > LONGEST_TEXT:
                    self.fail((name,), f"{len(part)} characters; the limit is {LONGEST_TEXT}.")
                    return False
        return True

    def links(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for input_name, link in self.spec.links.items():
            if input_name not in self.input:
                continue
            given: Any = self.input[input_name]
            many = isinstance(given, list)
            ids: list[str] = [] if given is None else list(dict.fromkeys(cast(list[str], given))) if many else [given]
            if len(ids) > LONGEST_LIST:
                self.fail((input_name,), f"{len(ids)} ids; the limit is {LONGEST_LIST}.")
            if ids or self.spec.operation == "update":
                found[link] = ids
        return found

    def check_protection(self) -> None:
        one = self.input
        for name in NAMED:
            given: list[Any] = one.get(name) or []
            entries = ((entry,) if isinstance(entry, str) else (entry["scheme"], entry["value"]) for entry in given)
            for message in misnamed(entries):
                self.fail((name,), message)
        for message in not_held(one.get("compartments") or (), self.viewer):
            self.fail(("compartments",), message)
        if self.spec.operation == "create":
            marking = one.get("marking") or self.marking()
            missing = lacking(marking, one.get("ownerId"), one.get("readers"))
            if missing is not None:
                self.fail((INPUTS.get(missing, missing),), LACKING[missing].format(marking=marking))
        if any(":" in entry["scheme"] for entry in one.get("externalIds") or ()):
            self.fail(("externalIds",), "The scheme of an external id has no colon: write pcode, wikidata, org-id.")
