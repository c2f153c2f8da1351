"""Mutants of what writers are told, and of the scopes that a viewer sees."""

from __future__ import annotations

from tests.mutants.mutant import COMMANDS_ALONE, HISTORY, code

COMMANDS = (
    code(
        "NotFound on hidden",
        "graph/locking.py",
        "return found.type if found is not None and self.sees(found.scope) else None",
        "return found.type if found is not None else None",
        "commands answer the same of a hidden record and an absent one",
        COMMANDS_ALONE,
    ),
    code(
        "external ids of hidden records",
        "graph/rules.py",
        "if batch.sees(scope) and holders[key] != id:",
        "if holders[key] != id:",
        "a uniqueness conflict with a hidden record",
        COMMANDS_ALONE,
    ),
    code(
        "versions of hidden records",
        "graph/rules.py",
        "found = batch.type_of(edit.id)\n        if found is None and isinstance(edit, Erase)",
        "found = batch.type_of(edit.id)\n        if found is None and edit.id in batch.known:\n"
        "            found = batch.known[edit.id].type\n        if found is None and isinstance(edit, Erase)",
        "a version conflict on a hidden record",
        COMMANDS_ALONE,
    ),
    code(
        "ends of commands",
        "graph/rules.py",
        "found = batch.type_of(target)\n        if found is None or link.target",
        "found = batch.known[target].type if target in batch.known else batch.type_of(target)\n"
        "        if found is None or link.target",
        "a hidden record is linked with",
        COMMANDS_ALONE,
    ),
    code(
        "markings of hidden records",
        "graph/markings.py",
        "if batch.type_of(edit.id) is None:",
        "if edit.id not in batch.known:",
        "a refusal that names the marking of a hidden record",
        COMMANDS_ALONE,
    ),
    code(
        "permissions",
        "resolvers/commands.py",
        "if needed is not None and needed not in viewer.permissions:",
        "if False:",
        "the permission that a command needs",
        COMMANDS_ALONE,
    ),
    code(
        "the permission to widen",
        "graph/rules.py",
        "if Permission.MARKING_WIDEN not in batch.viewer.permissions:",
        "if False:",
        "the permission to let more people in",
        COMMANDS_ALONE,
    ),
    code(
        "who decides",
        "graph/rules.py",
        "return for_owner or named or Permission.MARKING_OVERRIDE in viewer.permissions",
        "return True",
        "who may let more people see a record",
        COMMANDS_ALONE,
    ),
    code(
        "a reason to widen",
        "graph/rules.py",
        'if not (batch.header.reason or "").strip():',
        "if False:",
        "letting more people in is said why in the ledger",
        COMMANDS_ALONE,
    ),
    code(
        "the scopes of another",
        "graph/scopes.py",
        'key = "all" if viewer.sees_all else viewer.tokens()',
        'key = "all" if viewer.sees_all else bool(viewer.tokens())',
        "the scope cache: what one sees is kept for another",
    ),
    code(
        "stale scopes",
        "graph/scopes.py",
        "            self._visible.clear()\n",
        "            pass\n",
        "the scope cache: what was made since is not seen",
        COMMANDS_ALONE,
    ),
    code(
        "one's own new scopes",
        "graph/scopes.py",
        "and (viewer.sees_all or visible(protection, tokens))",
        "",
        "visible_with: the record that one made oneself and may not see",
        COMMANDS_ALONE,
    ),
    code(
        "any token of a scope",
        "graph/scopes.py",
        "if clause.isdisjoint(tokens):",
        "if clause.isdisjoint(tokens) and len(self._clauses) > 1 and 'members' not in clause:",
        "what is found by elimination: GREEN is not eliminated",
    ),
    code(
        "concealed values",
        "schema/history.py",
        "if name not in CONCEALED",
        "if name",
        "the history names the owner and the readers",
        HISTORY,
    ),
)
