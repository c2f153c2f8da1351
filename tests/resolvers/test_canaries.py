"""Canaries: secrets planted in every confidential field that is declared, looked for wherever they may not be.

All begin with one word that is nowhere else; a control, planted in a field that is not confidential, shows that each
search would find it.
"""

from __future__ import annotations

import io
import json
import logging
import os
import secrets
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLNonNull, get_named_type, is_leaf_type

from app import assembled, schema_text
from auth.vault import NotOpened, decrypted
from auth.viewer import ANONYMOUS, SYSTEM, Viewer
from graph import writing
from graph.database import Database
from graph.embedded import EmbeddedServer
from graph.model import Confidential
from resolvers.answers import Answer
from resolvers.exporters import FORMATS, prepared
from tests.fixtures_graph import clear
from tests.graph.writers import Desk, of
from tests.resolvers.writing import ERRORS, Asker

SCHEMA = assembled().schema
MODEL = assembled().model
FIELDS = {
    record.name: [name for name, storage in record.stored() if isinstance(storage, Confidential)]
    for record in MODEL.concrete()
    if any(isinstance(storage, Confidential) for _, storage in record.stored())
}
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
ROLES = ("contributor", "steward", *(("reader", "analyst", "service") if os.environ.get("PEYMAN_CI") else ()))
"""Roles without any permission for what is confidential."""


@dataclass
class Planted:
    """What was planted, and all that was heard of it."""

    asker: Asker
    home: str
    word: str = field(default_factory=lambda: f"canary{secrets.token_hex(12)}")
    control: str = field(default_factory=lambda: f"control{secrets.token_hex(12)}")
    ids: dict[str, str] = field(default_factory=dict[str, str])
    told: list[str] = field(default_factory=list[str])
    """Answers to those without permission, and errors to whomever."""
    errors: int = 0
    count: int = 0

    def canary(self) -> str:
        self.count += 1
        return f"{self.word} the secret number {self.count} of a person who trusts us"

    def canaries(self, type_name: str) -> dict[str, str]:
        return {name: self.canary() for name in FIELDS[type_name]}

    def tell(self, answer: Answer) -> Answer:
        self.told.append(json.dumps(answer.document(), ensure_ascii=False))
        self.errors += bool(answer.errors) or '"code"' in self.told[-1]
        return answer

    def as_(self, viewer: Viewer) -> Asker:
        return Asker(self.asker.executor, self.asker._run, viewer)

    # Writes

    def command(self, word: str, type_name: str, given: Any, viewer: Viewer, id: str | None = None, **options: Any):
        declared, passed = ("$id: ID!, $version: Int!, ", "id: $id, version: $version, ") if id else ("", "")
        text = (
            f"mutation({declared}$input: {word.capitalize()}{type_name}Input!) {{ done: {word}{type_name}({passed}"
            f"input: $input) {{ ... on {type_name}Payload {{ record {{ id version }} }} {ERRORS} }} }}"
        )
        version = options.pop("version", 1)
        variables = {"input": given, **({"id": id, "version": version} if id else {})}
        return self.tell(self.as_(viewer).answer(text, variables, **options))

    def plant(self, type_name: str) -> None:
        plain = {name: {"text": self.control} for name in ("name",) if name in MODEL[type_name].fields}
        plain |= {name: self.control for name in ("description", "reference") if name in MODEL[type_name].fields}
        plain |= {"ownerId": self.home}
        writer = of(self.home, role="contributor", user="azad@example.org")
        given = {**plain, **self.canaries(type_name)}
        made = self.command("create", type_name, given, writer, idempotency_key=f"make {type_name}")
        assert made.data, made.errors
        id = self.ids[type_name] = made.data["done"]["record"]["id"]
        self.command("create", type_name, given, writer, idempotency_key=f"make {type_name}")
        self.command(
            "create", type_name, {**given, **self.canaries(type_name)}, writer, idempotency_key=f"make {type_name}"
        )
        changed = self.command(
            "update", type_name, self.canaries(type_name), self.asker.viewer, id, idempotency_key=f"change {type_name}"
        )
        assert changed.data["done"]["record"]["version"] == 2, changed
        self.refusals(type_name, id, plain, writer)

    def refusals(self, type_name: str, id: str, plain: dict[str, Any], writer: Viewer) -> None:
        known = self.asker.viewer
        for viewer, version in ((known, 1), (writer, 2), (of(role="reader"), 2), (ANONYMOUS, 2)):
            self.command("update", type_name, self.canaries(type_name), viewer, id, version=version)
        for name in FIELDS[type_name]:
            for wrong in ([self.canary()], {"a": self.canary()}, 7, f"{self.canary()}\x00", f"{self.canary()}\ud800"):
                self.command("create", type_name, {**plain, name: wrong}, known)
        for wrong in ({"compartments": ["nowhere"]}, {"marking": self.canary()}, {"no such field": self.canary()}):
            self.command("create", type_name, {**plain, **self.canaries(type_name), **wrong}, known)
        self.command("create", type_name, self.canary(), known)
        literal = ", ".join(f'{name}: ["{self.canary()}"]' for name in FIELDS[type_name])
        for text in (
            f"mutation {{ create{type_name}(input: {{{literal}}}) {{ __typename }} }}",
            f'mutation {{ create{type_name}(input: {{}} "{self.canary()}") {{ __typename }} }}',
        ):
            self.tell(self.asker.answer(text))

    def break_down(self, type_name: str) -> None:
        """Defects and a lost database, in the midst of a write."""
        for name in ("GRAPH", "LEDGER"):
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr(writing, name, " CALL () { RETURN 1 / 0 AS nothing }")
                answer = self.command(
                    "create", type_name, {"ownerId": self.home, **self.names(type_name)}, self.asker.viewer
                )
                assert answer.errors

    def names(self, type_name: str) -> dict[str, Any]:
        named = {"name": {"text": self.control}} if "name" in MODEL[type_name].fields else {}
        return {**named, **self.canaries(type_name)}

    # Reads

    def read(self, viewer: Viewer) -> None:
        """Whatever there is to read without a permission, and what is refused for want of one."""
        asker = self.as_(viewer)
        for type_name, id in self.ids.items():
            fields = " ".join(scalars(type_name))
            on = f"... on {type_name} {{ {fields} }}"
            root = root_of(type_name)
            text = "query($ids: [ID!]!, $id: ID!) { " + (
                f"node(id: $id) {{ {on} }} nodes(ids: $ids) {{ {on} }} "
                f"{root}(first: 50) {{ totalCount edges {{ cursor node {{ {fields} }} }} }} "
                "history(id: $id) { nodes { operation actor reason before after linked { nodes { id } } } } }"
            )
            answer = self.tell(asker.answer(text, {"id": id, "ids": [id]}))
            assert answer.data and answer.data["history"], answer
            if viewer is not self.asker.viewer and not viewer.sees_all:
                for name in FIELDS[type_name]:
                    self.tell(asker.answer(f'{{ node(id: "{id}") {{ ... on {type_name} {{ {name} }} }} }}'))
            for name, kind in SCHEMA.type_map[f"{type_name}Filter"].fields.items():
                if str(kind.type) == "TextFilter" and len(self.told) < 400:
                    where = f'where: {{{name}: {{contains: "{self.word}"}}}}'
                    found = self.tell(asker.answer(f"{{ {root}({where}) {{ totalCount }} }}"))
                    assert found.data[root]["totalCount"] == 0


def scalars(type_name: str) -> Iterator[str]:
    for name, definition in SCHEMA.type_map[type_name].fields.items():
        required = any(isinstance(one.type, GraphQLNonNull) for one in definition.args.values())
        if is_leaf_type(get_named_type(definition.type)) and not required and name not in FIELDS[type_name]:
            yield name


def root_of(type_name: str) -> str:
    wanted = f"{type_name}Connection!"
    return next(name for name, one in SCHEMA.query_type.fields.items() if str(one.type) == wanted)


@pytest.fixture(scope="module")
def heard() -> Iterator[list[str]]:
    """Every line that anything logs while the canaries are about, from DEBUG on."""
    lines: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))
            lines.append(repr(record.__dict__))

    ear, root = Ear(logging.DEBUG), logging.getLogger()
    ear.setFormatter(logging.Formatter("%(name)s %(message)s %(exc_text)s"))
    loggers = [root, *(logging.getLogger(name) for name in list(logging.root.manager.loggerDict) if "peyman" in name)]
    before = [one.level for one in loggers]
    root.addHandler(ear)
    for one in loggers:
        one.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(ear)
    for one, level in zip(loggers, before, strict=True):
        one.setLevel(level)


@pytest.fixture(scope="module")
def planted(database, model, run, executor, heard) -> Planted:
    run(clear(database))
    home = Desk(database, model, run).made("Organization", name="the owner", marking="GREEN")
    run(executor.scopes.refresh())
    asker = Asker(
        executor, run, Viewer("dara@example.org", frozenset({home}), roles=frozenset({"coordinator", "mediator"}))
    )
    found = Planted(asker, home)
    for type_name in FIELDS:
        found.plant(type_name)
    found.break_down(next(iter(FIELDS)))
    for role in ROLES:
        found.read(Viewer(f"{role}@example.org", frozenset({home}), roles=frozenset({role})))
    return found


def test_every_confidential_field_has_a_canary_that_is_read_by_who_may(planted):
    assert {"Person", "SupportCase", "DialogueProcess"} <= FIELDS.keys() == planted.ids.keys()
    for type_name, names in FIELDS.items():
        text = f'{{ node(id: "{planted.ids[type_name]}") {{ ... on {type_name} {{ {" ".join(names)} }} }} }}'
        found = planted.asker.asked(text)["node"]
        assert all(found[name].startswith(planted.word) for name in names)


def test_no_answer_to_those_without_permission_and_no_error_has_one(planted):
    assert len(planted.told) > 200 and planted.errors > 100
    assert any(planted.control in one for one in planted.told)
    assert [one[:2_000] for one in planted.told if planted.word in one] == []


def test_no_log_has_one(planted, heard):
    logging.getLogger("peyman.tests").debug("heard %s", planted.control)
    assert any(planted.control in line for line in heard)
    assert [line for line in heard if planted.word in line] == []


def test_no_export_of_the_graph_has_one(planted, run, database):
    rows = run(database.rows("MATCH (n) RETURN labels(n), properties(n)"))
    rows += run(database.rows("MATCH ()-[r]->() RETURN type(r), properties(r)"))
    dump = json.dumps(rows, ensure_ascii=False)
    assert planted.control in dump and "conf_" in dump
    assert planted.word not in dump and planted.word not in schema_text()


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_no_export_has_one_that_was_not_asked_for(planted, run, format):
    async def exported(format: str, **asked: Any) -> bytes:
        found = await prepared(planted.asker.executor, SYSTEM, format, **asked)
        content = b"".join([chunk async for chunk in found.chunks])
        if format != "xlsx":
            return content
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return b"".join(book.read(name) for name in book.namelist())

    assert planted.word.encode() not in run(exported(format))
    if format == "csv":
        found = run(exported(format, confidential=True))
        assert planted.word.encode() in found and planted.control.encode() in found


def test_no_process_that_holds_no_keys_has_one(planted, run, database):
    from tests.fixtures_graph import executor_over

    keyless = Asker(run(executor_over(database)), run, SYSTEM)
    for type_name, names in FIELDS.items():
        answer = keyless.answer(f'{{ node(id: "{planted.ids[type_name]}") {{ ... on {type_name} {{ {names[0]} }} }} }}')
        assert planted.word not in json.dumps(answer.document())


def test_no_key_file_has_one(planted, vault):
    for path in vault.data_keys.folder.rglob("*"):
        if path.is_file():
            assert planted.word.encode() not in path.read_bytes()


def occurrences(folder: Path, word: str) -> list[str]:
    """Files under a folder in whose bytes the word stands, in any of the encodings."""
    wanted = [word.encode(encoding) for encoding in ENCODINGS]
    found: list[str] = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            found += [path.name for one in wanted if one in content]
    return found


@pytest.fixture(scope="module")
def copies(planted, run, database, vault, neo4j_data_dir, cache_dir, tmp_path_factory) -> tuple[Path, str]:
    """A copy of the store, written out by a server of its own; and a ciphertext that it holds, of a value then erased.

    The copy of a running store is what a crash leaves: started, it is recovered from the log of its transactions, and
    ended, all of it is in its files.
    """
    id = planted.ids["Person"]
    ((stored,),) = run(database.rows("MATCH (n:Person {id: $id}) RETURN n.conf_email", {"id": id}))
    copy = tmp_path_factory.mktemp("copy") / "neo4j"
    shutil.copytree(neo4j_data_dir, copy, ignore=shutil.ignore_patterns("server.json", "*.lock"))
    steward = planted.as_(Viewer("nadia@example.org", frozenset({planted.home}), roles=frozenset({"steward"})))
    text = f'mutation {{ erasePerson(id: "{id}", reason: "asked for") {{ ... on ErasePayload {{ id }} }} }}'
    assert steward.asked(text) == {"erasePerson": {"id": id}}
    assert vault.open([id]) == {}
    with EmbeddedServer() as server:
        connection = server.start(copy, cache_dir)
        there = Database(connection.uri, connection.user, connection.password)
        kept = run(there.rows("MATCH (n:Person {id: $id}) RETURN n.conf_email", {"id": id}))
        run(there.close())
    assert kept == [[stored]], "the copy is one of before the erasure"
    return copy, stored


@pytest.mark.slow
def test_no_file_of_the_store_has_one(planted, copies, neo4j_data_dir):
    for folder in (copies[0], neo4j_data_dir):
        assert occurrences(folder, planted.control), "the search finds what is there"
        assert occurrences(folder, planted.word) == []


@pytest.mark.slow
def test_a_copy_of_the_store_is_of_no_use_once_the_key_is_erased(planted, copies, vault):
    folder, stored = copies
    assert occurrences(folder, stored[:40]), "the store cuts long texts into blocks"
    assert vault.open([planted.ids["Person"]]) == {}
    for key in vault.open(planted.ids.values()).values():
        with pytest.raises(NotOpened):
            decrypted(key, planted.ids["Person"], "conf_email", stored)
