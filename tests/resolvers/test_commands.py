"""Commands from text to answer: what a person can mend is told with field, value and remedy, and breaks nothing."""

from __future__ import annotations

import asyncio
import unicodedata

import pytest

from auth.viewer import ANONYMOUS, Viewer
from tests.graph.writers import Desk, of
from tests.resolvers.writing import Asker

CODES = {"ValidationFailed", "NotFound", "Forbidden"}
PERSON = "... on PersonPayload { changeId replayed record { id version givenName } } ... on UserError { code message }"


@pytest.fixture
def desk(empty_graph, model, run):
    return Desk(empty_graph, model, run)


@pytest.fixture
def asker(desk, executor, run):
    return Asker(executor, run, of(compartments=["mediation"], role="steward"))


def problems(answer: dict) -> str:
    assert answer["__typename"] == "ValidationFailed", answer
    return "\n".join(answer["problems"])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"birthDate": "some day"}, ["input.birthDate", "'some day'", "write 2014"]),
        ({"birthDate": "2014-13"}, ["input.birthDate", "'2014-13'", "write 2014"]),
        ({"birthDate": "2" * 40_000}, ["input.birthDate", "22", "write 2014"]),
        ({"birthDate": ""}, ["input.birthDate", "''", "write 2014"]),
        ({"name": {}}, ["input.name", "empty", "give its text"]),
        ({"name": {"text": "  "}}, ["input.name", "empty", "give its text"]),
        ({"givenName": "a\x00b"}, ["input.givenName", "U+0000", "remove it"]),
        ({"aliases": ["fine", "a\x00b"]}, ["input.aliases", "U+0000", "remove it"]),
        ({"givenName": "\ud800"}, ["input.givenName", "U+D800", "remove it"]),
        ({"aliases": ["\udfff"]}, ["input.aliases", "U+DFFF", "remove it"]),
        ({"name": {"ckb": "a\ud83d"}}, ["input.name.ckb", "U+D83D", "remove it"]),
        ({"description": "x" * 50_001}, ["input.description", "50001", "50000"]),
        ({"aliases": ["x"] * 1_001}, ["input.aliases", "1001", "1000"]),
        ({"compartments": ["victims"]}, ["input.compartments", "'victims'", "not in"]),
        ({"marking": "RED"}, ["input.readers", "RED", "give their e-mail"]),
        ({"marking": "AMBER"}, ["input.ownerId", "AMBER", "name it"]),
        ({"readers": ["x" * 501]}, ["input.readers", "501", "500"]),
        ({"readers": [f"{n}@example.org" for n in range(101)]}, ["input.readers", "101", "100"]),
        ({"externalIds": [{"scheme": "a:b", "value": "1"}]}, ["input.externalIds", "colon", "write pcode"]),
        ({"externalIds": [{"scheme": "a", "value": " "}]}, ["input.externalIds", "empty", "give its text"]),
        ({"externalIds": [{"scheme": "a", "value": "x" * 9_000}]}, ["input.externalIds", "9000", "500"]),
        ({"areaIds": ["x"] * 1 + [f"{n}" for n in range(1_001)]}, ["input.areaIds", "1002", "1000"]),
    ],
)
def test_a_value_that_cannot_be_taken_is_named_with_its_field_and_a_remedy(given, told, asker, desk):
    answer = asker.create("Person", {"name": {"text": "Azad"}, **given})
    found = problems(answer)
    assert all(part in found for part in told), found[:500]
    assert len(found) < 1_000
    assert desk.rows("MATCH (n:Person) RETURN count(n)") == [[0]]


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ({"local": "2026-11-23", "zone": "Mars/Phobos"}, "Mars/Phobos"),
        ({"local": "2026-11-23T14:30", "zone": "+03:00"}, "Asia/Baghdad"),
        ({"local": "2026-11-23T14:30", "zone": "../../etc/passwd"}, "Asia/Baghdad"),
        ({"local": "2026-11-23T14:30", "zone": "Asia"}, "Asia/Baghdad"),
        ({"local": "2026-11-23T14:30", "zone": ""}, "Asia/Baghdad"),
        ({"local": "2026-11-23T14:30", "zone": "z" * 9_000}, "Asia/Baghdad"),
        ({"local": "2026-11-23T14:30Z", "zone": "Asia/Baghdad"}, "offset"),
        ({"local": "half past two", "zone": "Asia/Baghdad"}, "half past two"),
        ({"local": "2026-02-30T10:00", "zone": "Asia/Baghdad"}, "2026-02-30"),
        ({"local": "2026-03-29T02:30", "zone": "Europe/Berlin"}, "clocks skip it"),
        ({"local": "0001-01-01T00:00", "zone": "Asia/Tokyo"}, "0001"),
        ({"local": "9999-12-31T23:59", "zone": "America/New_York"}, "9999"),
    ],
)
def test_a_moment_that_is_none_is_told_so(moment, told, asker):
    found = problems(asker.create("DialogueSession", {"name": {"text": "x"}, "start": moment}))
    assert "input.start" in found and told in found and len(found) < 1_000


@pytest.mark.parametrize(
    "text",
    [
        'mutation { createPlace(input: {name: {text: "x"}, kind: NOWHERE}) { __typename } }',
        'mutation { createPerson(input: {name: "x"}) { __typename } }',
        'mutation { createPerson(input: {name: {ku: "x"}}) { __typename } }',
        'mutation { createAgendaItem(input: {title: "x", position: 1.5, sessionId: "x"}) { __typename } }',
        'mutation { createAgendaItem(input: {title: "x", sessionId: "x"}) { __typename } }',
        'mutation { updatePerson(id: "x", input: {}) { __typename } }',
        'mutation { createPerson(input: {name: {text: "\\ud800"}}) { __typename } }',
    ],
)
def test_what_the_schema_refuses_names_what_it_found(text, asker):
    answer = asker.answer(text)
    assert not answer.executed
    assert answer.errors[0]["extensions"]["code"] == "BAD_REQUEST"


ODD = {
    "emoji": "👩🏽‍⚖️🏳️",
    "right to left": "\u202eسلام\u202c שלום",
    "decomposed": "Hewle\u0302r",
    "private and unassigned": "\ue000\U0010ffff\u0378",
    "controls": "a\u0001\u0008\u001f\u007f\u0085b",
    "combining": "a" + "\u0301" * 2_000,
    "lines": "one\r\ntwo\u2028three\ttabbed",
    "looks like Cypher": "`}) DETACH DELETE n // $visible {n}",
    "ligature": "ﷺ" * 500,
    "fifty thousand": "ی" * 50_000,
}


@pytest.mark.parametrize("kind", ODD)
def test_odd_text_is_kept_as_it_is_in_composed_letters(kind, asker, desk):
    text = ODD[kind]
    given = {"name": {"text": text, "ckb": text}, "givenName": text, "familyName": text, "aliases": [text, text]}
    answer = asker.create("Person", given, reason=text)
    assert answer["__typename"] == "PersonPayload", answer
    kept = desk.value(answer["record"]["id"], "familyName")
    assert kept == unicodedata.normalize("NFC", text)
    read = asker.asked(
        "query($id: ID!) { stakeholder(id: $id) { name aliases } history(id: $id) { nodes { reason } } }",
        {"id": answer["record"]["id"]},
    )
    assert read["stakeholder"]["aliases"] == [kept, kept]
    assert read["history"]["nodes"] == [{"reason": kept}]


@pytest.mark.parametrize("odd", ["", "\x00", "\ud800", "x" * 100_000, "' OR 1=1", "١٢٣"])
def test_odd_ids_are_refused_like_any_other_that_is_not_there(odd, asker, desk):
    person = desk.made("Person")
    for field in (
        "deleteRecord(id: $id)",
        'updatePerson(id: $id, version: 1, input: {givenName: "x"})',
        'linkRecords(id: $id, field: "sources", to: [$id])',
        'linkRecords(id: $person, field: "sources", to: [$id])',
        'unlinkRecords(id: $person, field: "sources", to: [$id])',
        'createPerson(input: {name: {text: "x"}, ownerId: $id})',
        'createPerson(input: {name: {text: "x"}, placeId: $id, sourceIds: [$id]})',
        'createPerson(input: {name: {text: "x"}, sharedWithIds: [$id]})',
    ):
        text = f"mutation($id: ID!) {{ done: {field} {{ __typename ... on UserError {{ message path }} }} }}"
        answer = asker.asked(text.replace("$person", f'"{person}"'), {"id": odd})["done"]
        assert answer["__typename"] in CODES, (field, answer)
        assert answer["path"] and len(answer["message"]) < 1_000


def test_a_link_is_named_by_a_field_that_there_is(asker, desk):
    person = desk.made("Person")
    for odd in ("", "\ud800", "`", "x" * 60_000, "__class__", "memberships"):
        answer = asker.asked(
            "mutation($f: String!, $id: ID!) { done: linkRecords(id: $id, field: $f, to: [$id]) "
            "{ __typename ... on UserError { path message } } }",
            {"f": odd, "id": person},
        )["done"]
        assert answer["__typename"] == "ValidationFailed" and answer["path"] == ["field"]


def test_one_answer_names_all_that_is_wrong(asker):
    given = {"name": {}, "birthDate": "x", "marking": "RED", "compartments": ["victims"]}
    assert len(asker.create("Person", given)["problems"]) == 4


def test_a_refusal_of_the_ledger_names_the_input_field(asker, desk):
    person = desk.made("Person")
    answer = asker.create("Membership", {"memberId": person, "organizationId": "nobody"})
    assert answer["__typename"] == "NotFound" and answer["path"] == ["input", "organizationId"]
    membership = desk.made("Membership", links={"member": person, "organization": desk.made("Organization")})
    answer = asker.update("Membership", membership, 1, {"memberId": None})
    assert answer["path"] == ["input", "memberId"]
    assert asker.create("Person", {"name": {"text": "x"}, "ownerId": "nobody"})["path"] == ["input", "ownerId"]


def test_two_mutations_of_one_request_are_two_changes_and_one_refusal_leaves_the_other(asker, desk):
    answer = asker.answer(
        f'mutation {{ a: createPerson(input: {{name: {{text: "A"}}}}) {{ {PERSON} }} '
        f'b: createPerson(input: {{name: {{text: "B"}}, birthDate: "never"}}) {{ {PERSON} }} '
        f'c: createPerson(input: {{name: {{text: "C"}}}}) {{ {PERSON} }} __typename }}',
        idempotency_key="k",
    )
    assert list(answer.data) == ["a", "b", "c", "__typename"]
    assert answer.data["b"]["code"] == "VALIDATION_FAILED"
    assert answer.data["a"]["changeId"] != answer.data["c"]["changeId"]
    assert desk.rows("MATCH (n:Person) RETURN n.name ORDER BY n.name") == [["A"], ["C"]]


def test_later_mutations_see_what_earlier_ones_did(asker, desk):
    person = desk.made("Person")
    steps = " ".join(
        f'{key}: updatePerson(id: $id, version: {version}, input: {{givenName: "{key}"}}) {{ {PERSON} }}'
        for key, version in (("a", 1), ("b", 2), ("c", 2))
    )
    found = asker.asked(f"mutation($id: ID!) {{ {steps} }}", {"id": person})
    assert [found[key].get("code") for key in "abc"] == [None, None, "VERSION_CONFLICT"]
    assert desk.value(person, "givenName") == "b"
    assert "empty" in problems(asker.update("Person", person, 3, {"name": None}))


def test_a_conflict_shows_the_record_as_it_is(asker, desk):
    person = desk.made("Person")
    asker.update("Person", person, 1, {"givenName": "Azad"})
    answer = asker.update("Person", person, 1, {"givenName": "Dara"})
    assert answer["__typename"] == "VersionConflict"
    assert (answer["current"], answer["record"]) == (2, {"id": person, "version": 2})


def test_eight_equal_requests_at_once_are_written_once(asker, desk, executor, run):
    text = f'mutation {{ a: createPerson(input: {{name: {{text: "A"}}}}) {{ {PERSON} }} }}'

    async def all_at_once():
        ask = [executor.execute(text, None, None, asker.viewer, idempotency_key="k") for _ in range(8)]
        return await asyncio.gather(*ask)

    found = [answer.data["a"] for answer in run(all_at_once())]
    assert sorted(one.pop("replayed") for one in found) == [False] + [True] * 7
    assert all(one == found[0] for one in found)
    assert desk.rows("MATCH (n:Person) RETURN count(n)") == [[1]]
    other = asker.asked(text.replace('"A"', '"B"'), idempotency_key="k")
    assert other["a"]["code"] == "IDEMPOTENCY_KEY_REUSED"


def test_an_alias_as_long_as_a_request_is_kept_apart_from_its_like(asker, desk):
    one, other = "a" * 20_000, "a" * 20_000 + "b"
    fields = " ".join(f'{key}: createPerson(input: {{name: {{text: "A"}}}}) {{ {PERSON} }}' for key in (one, other))
    for replayed in (False, True):
        found = asker.asked(f"mutation {{ {fields} }}", idempotency_key="k")
        assert [found[key]["replayed"] for key in (one, other)] == [replayed] * 2
    assert found[one]["record"]["id"] != found[other]["record"]["id"]


def test_a_replay_under_a_new_scope_shows_the_record_in_another_process(asker, desk, executor, run, empty_graph):
    from tests.fixtures_graph import executor_over

    other = Asker(run(executor_over(empty_graph)), run, asker.viewer)
    readers = f'["dara@example.org", "{desk.made("Person")}@example.org"]'
    person = f'createPerson(input: {{name: {{text: "A"}}, marking: RED, readers: {readers}}}) {{ {PERSON} }}'
    first = asker.asked(f"mutation {{ a: {person} }}", idempotency_key="k")["a"]
    again = other.asked(f"mutation {{ a: {person} }}", idempotency_key="k")["a"]
    assert again["replayed"] and again["record"] == first["record"]


def test_a_replay_is_read_under_todays_guard(asker, desk, executor, run):
    text = f'mutation {{ a: createPerson(input: {{name: {{text: "A"}}, compartments: ["mediation"]}}) {{ {PERSON} }} }}'
    first = asker.asked(text, idempotency_key="k")["a"]
    asker.update("Person", first["record"]["id"], 1, {"givenName": "later"})
    assert asker.asked(text, idempotency_key="k")["a"]["record"]["givenName"] == "later"
    less = Asker(executor, run, of(role="steward"))
    answer = less.asked(text.replace(', compartments: ["mediation"]', ""), idempotency_key="k")["a"]
    assert answer["code"] == "IDEMPOTENCY_KEY_REUSED"
    asker.update(
        "Person", first["record"]["id"], 2, {"marking": "RED", "readers": ["azad@example.org"], "compartments": []},
        reason="only Azad",
    )  # fmt: skip
    again = asker.asked(text, idempotency_key="k")["a"]
    assert again == {"changeId": first["changeId"], "replayed": True, "record": None}


@pytest.mark.parametrize("role", [None, "reader", "contributor"])
def test_a_role_that_may_not_is_told_what_it_needs(role, desk, executor, run):
    viewer = ANONYMOUS if role is None else Viewer("x@example.org", roles=frozenset({role}))
    asker, person = Asker(executor, run, viewer), desk.made("Person")
    answer = asker.run(f'deleteRecord(id: "{person}")')
    assert answer["__typename"] == "Forbidden" and "record:delete" in answer["message"]
    if role != "contributor":
        answer = asker.create("Person", {"name": {"text": "x"}})
        assert answer["__typename"] == "Forbidden" and "record:create" in answer["message"]


def test_widening_is_refused_as_forbidden_and_asks_for_a_reason(desk, executor, run):
    person = desk.made("Person", marking="GREEN")
    asker = Asker(executor, run, of())
    assert asker.update("Person", person, 1, {"marking": "CLEAR"})["__typename"] == "Forbidden"
    steward = Asker(executor, run, of(role="steward"))
    answer = steward.update("Person", person, 1, {"marking": "CLEAR"})
    assert answer["__typename"] == "ValidationFailed" and answer["path"] == ["reason"]
    assert steward.update("Person", person, 1, {"marking": "CLEAR"}, reason="agreed")["record"]["version"] == 2
    assert steward.history(person)[0]["reason"] == "agreed"


def test_a_place_is_clear_unless_told_otherwise_which_is_refused(asker, desk):
    place = asker.create("Place", {"name": {"text": "Erbil"}, "kind": "DISTRICT"})["record"]["id"]
    assert desk.value(place, "marking") == "CLEAR"
    answer = asker.create("Place", {"name": {"text": "Erbil"}, "kind": "DISTRICT", "marking": "GREEN"})
    assert answer["path"] == ["input", "marking"]


def test_a_write_is_read_at_once_through_another_process(asker, desk, executor, run, empty_graph):
    from tests.fixtures_graph import executor_over

    other = run(executor_over(empty_graph))
    readers = ["dara@example.org", "one of a new set of readers@example.org"]
    text = (
        "mutation($r: [String!]) { a: createPerson(input: {name: {text: \"A\"}, marking: RED, readers: $r}) "
        "{ ... on PersonPayload { record { id } } } }"
    )  # fmt: skip
    answer = asker.answer(text, {"r": [f"{desk.made('Person')}@example.org", *readers]})
    id = answer.data["a"]["record"]["id"]
    query = f'{{ node(id: "{id}") {{ id }} }}'
    assert run(other.execute(query, None, None, asker.viewer)).data == {"node": None}
    seen = run(other.execute(query, None, None, asker.viewer, bookmarks=list(answer.bookmarks)))
    assert seen.data == {"node": {"id": id}}
