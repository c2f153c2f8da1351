"""What an edit must keep to, checked against what it stands on, once that is locked.

Every refusal here is one that a person can mend, and says the same of a hidden record as of an absent one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from auth.permissions import Permission
from auth.protection import lacking, user_token
from graph.edits import (
    ACCOUNT_SCHEME,
    PERMANENT,
    REFERENCE,
    Connect,
    Create,
    Delete,
    Disconnect,
    DuplicateExternalId,
    Edit,
    EditRefused,
    Enact,
    Erase,
    InvalidValue,
    NotAllowed,
    Protect,
    RecordNotFound,
    Update,
    VersionConflict,
)
from graph.kinds import ValueProblem
from graph.locking import Batch, identity_keys, links_of
from graph.model import Link, Model

ERASABLE = ("Person", "SupportCase")
"""Records that are about one person."""
LACKING = {
    "owner": "{marking} is for the owner organization: name it.",
    "readers": "{marking} is for named readers: give their e-mail addresses.",
}
DECIDERS = (
    "that is for those who act for its owner, for a reader that a RED record names, "
    f"or for the permission {Permission.MARKING_OVERRIDE}"
)
"""Who decides about a record."""


def check(model: Model, batch: Batch, edit: Edit) -> None:
    """Raises `EditRefused` for an edit that may not be."""
    if not isinstance(edit, Create):
        found = batch.type_of(edit.id)
        if found is None and isinstance(edit, Erase):
            found = batch.buried_type(edit.id)
        if found is None or edit.type not in model[found].labels:
            raise RecordNotFound(f"There is no {edit.type} with the id {brief(edit.id)}.", ("id",))
        version = batch.known[edit.id].properties["version"] if edit.id in batch.known else 1
        wanted = edit.version if isinstance(edit, Update | Delete) else None
        if wanted is not None and wanted != version:
            raise VersionConflict(
                f"It is at version {version}, and this was made from {wanted}: read it again.", edit.id, version
            )
        edit.type = found
        if isinstance(edit, Erase) and found not in ERASABLE and not batch.viewer.sees_all:
            raise InvalidValue(f"It is of type {found}: what is erased is a {' or a '.join(ERASABLE)}.", ("id",))
        if model[found].administered is not None and not batch.viewer.sees_all:
            _check_administered(model[found].administered or "", batch, edit)
        if isinstance(edit, Enact) and edit.refusal is not None:
            refusal = edit.refusal(batch.known[edit.id].properties)
            if refusal is not None:
                raise refusal
    for name, targets in links_of(edit):
        _check_ends(model, batch, edit, name, targets)
    if isinstance(edit, Create):
        check_either(model, edit.type, edit.values, edit.links)
        given = {"owner": edit.owner, "shared": edit.shared}
        after = {"marking": edit.marking, "readers": edit.readers, "compartments": edit.compartments, **given}
        _check_protection(model, batch, edit, given, after)
    elif isinstance(edit, Update) and edit.protection:
        given = {**edit.protection, **edit.added} if isinstance(edit, Protect) else edit.protection
        _check_protection(model, batch, edit, given, {**batch.known[edit.id].properties, **edit.protection})


def _check_administered(permission: str, batch: Batch, edit: Edit) -> None:
    """Accounts are given and taken by those who administer them: nobody gives himself more, or marks an account."""
    viewer = batch.viewer
    own = viewer.account == edit.id
    if isinstance(edit, Enact) and edit.own and own:
        return
    if Permission(permission) not in viewer.permissions:
        raise NotAllowed(f"This needs the permission {permission}; none of your roles has it.")
    if isinstance(edit, Protect) or (isinstance(edit, Update) and edit.protection):
        raise InvalidValue(f"Who sees a record of type {edit.type} is fixed.", ("id",))
    if isinstance(edit, Delete) and edit.type in PERMANENT:
        raise InvalidValue(f"A record of type {edit.type} is never deleted.", ("id",))
    if own:
        raise NotAllowed("Nobody changes what he holds himself: ask somebody else who administers accounts.", ("id",))


def _check_ends(model: Model, batch: Batch, edit: Edit, name: str, targets: Sequence[str]) -> None:
    named = isinstance(edit, Connect | Disconnect)
    link = writable_link(model, edit.type, name, "field" if named else name)
    path = ("to",) if named else (name,)
    if isinstance(edit, Disconnect):
        if link.required:
            raise InvalidValue(f"{name} is required: link another record instead of unlinking this one.", ("field",))
    elif not link.many and len(targets) > 1:
        raise InvalidValue(f"{name} holds one record; {len(targets)} were given.", path)
    elif link.required and not targets:
        raise InvalidValue(f"{edit.type}.{name} is required: name a record.", path)
    for target in targets:
        found = batch.type_of(target)
        if found is None or link.target not in model[found].labels:
            raise RecordNotFound(f"There is no {link.target} with the id {brief(target)}.", path)
        if link.among and found not in link.among:
            allowed = " or a ".join(link.among)
            raise InvalidValue(f"{name} is a {allowed}; {target} is a {found}.", path)


def _check_protection(
    model: Model, batch: Batch, edit: Create | Update, given: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """`given`: owner and shared as far as they are set here; `after`: all as it will be."""
    for name, ids in (("owner", [given.get("owner")]), ("shared", given.get("shared") or ())):
        for id in ids:
            found = batch.type_of(id) if id is not None else "Stakeholder"
            if found is None or "Stakeholder" not in model[found].labels:
                raise RecordNotFound(f"There is no organization with the id {brief(id)}.", (name,))
    allowed = model[edit.type].markings
    if allowed and after["marking"] not in allowed:
        raise InvalidValue(f"A {edit.type} is {' or '.join(allowed)}, for nobody else.", ("marking",))
    if allowed and not after.get("owner"):
        raise InvalidValue(f"A {edit.type} has an organization that answers for it, always: name it.", ("owner",))
    if batch.viewer.sees_all:
        return
    if edit.type in REFERENCE and (after["marking"] != "CLEAR" or after.get("compartments")):
        raise InvalidValue(f"A {edit.type} is CLEAR and in no compartment: all else refers to it.", ("marking",))
    missing = lacking(after["marking"], after.get("owner"), after.get("readers"))
    if missing is not None:
        raise InvalidValue(LACKING[missing].format(marking=after["marking"]), (missing,))
    owner = given.get("owner")
    if (
        owner is not None
        and owner not in batch.viewer.organizations
        and Permission.RECORD_ASSIGN not in batch.viewer.permissions
    ):
        raise NotAllowed(
            f"You do not belong to {owner}: making it the owner needs the permission {Permission.RECORD_ASSIGN}.",
            ("owner",),
        )


def check_identities(batch: Batch, edits: Sequence[Edit]) -> None:
    """External ids are unique among the records that the writer sees; a clash with one that he does not is allowed."""
    given = [(key, edit.id) for edit in edits for key in identity_keys(edit)]
    for edit in edits:
        if edit.type != "Account" and any(key.startswith(f"{ACCOUNT_SCHEME}:") for key in identity_keys(edit)):
            raise InvalidValue(f"The scheme {ACCOUNT_SCHEME!r} is for accounts: choose another.", ("externalIds",))
    holders = dict(given)
    if len(holders) < len(given):
        raise DuplicateExternalId("An external id is given twice in one change.", ("externalIds",))
    for key, id, scope in batch.taken:
        if batch.sees(scope) and holders[key] != id:
            raise DuplicateExternalId(
                f"The external id {key} belongs to the record {id}: update that one.", ("externalIds",)
            )


def decides(batch: Batch, properties: Mapping[str, Any]) -> bool:
    """Whether the writer answers for a record: acts for its owner, or is a reader that the RED record names.

    One without owner and one with an owner that he does not see are alike to him.
    """
    viewer = batch.viewer
    named = properties.get("marking") == "RED" and user_token(viewer.user or "") in (properties.get("readers") or ())
    for_owner = properties.get("owner") in viewer.organizations
    return for_owner or named or Permission.MARKING_OVERRIDE in viewer.permissions


def check_owner(batch: Batch, properties: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Whoever decides about a record gives it another owner, or none. What it has is not asked: it may be hidden."""
    owner = given.get("owner")
    stays = "owner" not in given or (owner is not None and owner == properties.get("owner"))
    if not stays and not decides(batch, properties):
        raise NotAllowed(f"Another owner would decide who sees the record: {DECIDERS}.", ("owner",))


def refused_widening(batch: Batch, properties: Mapping[str, Any]) -> EditRefused | None:
    """Why the writer may not let more people see a record than do; None: he may. `properties`: it before the change."""
    if Permission.MARKING_WIDEN not in batch.viewer.permissions:
        return NotAllowed(
            f"More people would see the record than do: this needs the permission {Permission.MARKING_WIDEN}."
        )
    if not decides(batch, properties):
        return NotAllowed(f"More people would see the record than do: {DECIDERS}.")
    if not (batch.header.reason or "").strip():
        return InvalidValue("More people would see the record than do: say why, in `reason`.", ("reason",))
    return None


def writable_link(model: Model, type_name: str, name: str, path: str | None = None) -> Link:
    """The link that an edit sets; raises `InvalidValue` for what is none."""
    if name == "owner":
        raise InvalidValue(
            "The owner is set by an update with `ownerId`: it decides who sees the record.", (path or name,)
        )
    storage = model[type_name].fields.get(name)
    if not isinstance(storage, Link) or not storage.writable:
        raise InvalidValue(f"{type_name}.{brief(name)} is not a link that can be set.", (path or name,))
    return storage


def check_either(model: Model, type_name: str, values: Mapping[str, Any], links: Mapping[str, Sequence[str]]) -> None:
    """Raises `InvalidValue` for a new record that has none of what it needs one of."""
    either = model[type_name].either
    if either and not any(values.get(name) or links.get(name) for name in either):
        raise InvalidValue(f"A {type_name} needs {' or '.join(either)}: give one of them.", (either[-1],))


def stored(model: Model, type_name: str, values: Mapping[str, Any], new: bool = False) -> dict[str, Any]:
    """The properties that input values are stored as; of a new record those of all its fields."""
    found: dict[str, Any] = {}
    for name, storage in model[type_name].stored():
        if not storage.writable or (not new and name not in values):
            continue
        value = values.get(name)
        if value is None and new and name not in values:
            value = storage.default
        if value is None and storage.required:
            raise InvalidValue(f"{type_name}.{name} is required: give it a value.", (name,))
        try:
            found |= storage.kind.stored(storage.prop, value, ordered=storage.order)
        except ValueProblem as problem:
            raise InvalidValue(str(problem), (name,)) from None
    unknown = [name for name in values if name not in model[type_name].fields]
    if unknown:
        raise InvalidValue(f"{type_name} has no field {unknown[0]!r}.", (unknown[0],))
    return found


def brief(text: object) -> str:
    """What somebody gave, cut to what a message can hold."""
    shown = str(text)
    return shown if len(shown) <= 80 else f"{shown[:80]}…"
