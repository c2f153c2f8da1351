"""Two records become one: what is shown before, what moves, where the old id leads, and how it is undone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auth.viewer import ANONYMOUS, Viewer
from tests.graph.writers import Desk, of
from tests.resolvers.merging import merge, preview, unmerge, version
from tests.resolvers.writing import Asker

ABSENT = "0195e3a0-0000-7000-8000-000000000001"
READER = "user:x@example.org"


@pytest.fixture
def desk(empty_graph: Any, model: Any, run: Any, vault: Any) -> Desk:
    found = Desk(empty_graph, model, run)
    found.ledger.vault = vault
    return found


@pytest.fixture
def asker(executor: Any, run: Any, desk: Desk) -> Any:
    def asking(viewer: Viewer | None = None) -> Asker:
        run(executor.scopes.refresh())
        return Asker(executor, run, viewer or of())

    return asking


def names(asker: Asker, id: str, more: str = "") -> Any:
    text = f"... on Stakeholder {{ name aliases {more} }}"
    return asker.asked(f'{{ node(id: "{id}") {{ id version {text} }} }}')["node"]


def test_a_merge_moves_what_the_other_had_and_its_id_leads_to_the_kept(desk: Desk, asker: Any) -> None:
    area, place = desk.rows("MATCH (a:CooperationArea) RETURN a.id LIMIT 1")[0][0], desk.made("Place", name="Erbil")
    kept = desk.made("Organization", name="Peace Org")
    other = desk.made(
        "Organization",
        name={"text": "Peace Organisation", "ckb": "ڕێکخراو"},
        aliases=["P.O."],
        acronym="PO",
        links={"areas": area, "place": place},
        external_ids=[("wikidata", "Q1")],
    )
    person = desk.made("Person", name="Dara")
    membership = desk.made("Membership", links={"member": person, "organization": other})
    writer = asker()
    done = merge(writer, kept, other)
    assert done["__typename"] == "RecordPayload", done
    assert done["record"] == {"id": kept, "version": 2}
    more = "acronym place { id } areas { nodes { id } } members { nodes { id } } externalIds { scheme value }"
    found = names(writer, other, more)
    assert found == {
        "id": kept,
        "version": 2,
        "name": "Peace Org",
        "aliases": ["Peace Organisation", "ڕێکخراو", "P.O."],
        "acronym": "PO",
        "place": {"id": place},
        "areas": {"nodes": [{"id": area}]},
        "members": {"nodes": [{"id": membership}]},
        "externalIds": [{"scheme": "wikidata", "value": "Q1"}],
    }
    assert found == names(writer, kept, more)
    assert writer.asked(
        f'{{ stakeholder(id: "{other}") {{ id }} nodes(ids: ["{other}", "{kept}", "{ABSENT}"]) {{ id }} '
        f"organizations {{ totalCount }} }}"
    ) == {
        "stakeholder": {"id": kept},
        "nodes": [{"id": kept}, {"id": kept}, None],
        "organizations": {"totalCount": 1},
    }
    assert desk.value(membership, "version") == 1


def test_the_history_of_the_old_id_is_that_of_both(desk: Desk, asker: Any) -> None:
    kept, other = (desk.made("Organization", name=name) for name in ("one", "two"))
    writer = asker()
    merge(writer, kept, other, reason="the same")
    told = writer.history(other)
    assert told == writer.history(kept)
    assert [one["operation"] for one in told][:2] == ["merge", "merge"]
    assert sorted(one["operation"] for one in told) == ["create", "create", "merge", "merge"]
    (own,) = (one for one in told if one["operation"] == "merge" and one["version"])
    assert (own["version"], own["reason"], own["after"]) == (2, "the same", {"aliases": ["two"]})
    changes = desk.rows("MATCH (c:Change {operation: 'mergeRecords'})-[:HAS]->(e) RETURN count(DISTINCT c), count(e)")
    assert changes == [[1, 2]]


def test_what_is_taken_stands_and_other_names_become_aliases(desk: Desk, asker: Any) -> None:
    places = [desk.made("Place", name=name) for name in ("Erbil", "Duhok")]
    kept, other = (
        desk.made("Organization", name=name, acronym=f"{name}-short", links={"place": place})
        for name, place in zip("ab", places, strict=True)
    )
    writer = asker()
    done = merge(writer, kept, other, take=["name", "place"])
    assert done["record"] == {"id": kept, "version": 2}
    found = names(writer, kept, "place { id }")
    assert (found["name"], found["aliases"], found["place"]) == ("b", ["a", "b-short"], {"id": places[1]})
    assert unmerge(writer, other)["record"]["id"] == other
    found = names(writer, kept, "place { id }")
    assert (found["name"], found["aliases"], found["place"]) == ("a", [], {"id": places[0]})
    assert names(writer, other, "place { id }")["place"] == {"id": places[1]}


def test_the_preview_says_field_by_field_what_would_be(desk: Desk, asker: Any) -> None:
    place = desk.made("Place", name="Erbil")
    kept = desk.made("Organization", name="one", description="first", links={"place": desk.made("Place")})
    other = desk.made("Organization", name="two", description="second", acronym="T", links={"place": place})
    person = desk.made("Person", name="p")
    desk.made("Membership", links={"member": person, "organization": other})
    desk.made("Membership", links={"member": person, "organization": other}, marking="RED", readers=[READER])
    found = preview(asker(), kept, other)
    fields = {one["field"]: one for one in found["fields"]}
    assert fields["name"] == {
        "field": "name",
        "kept": {"text": "one"},
        "merged": {"text": "two"},
        "stands": "KEPT",
        "conflict": True,
        "confidential": False,
    }
    assert (fields["acronym"]["stands"], fields["acronym"]["conflict"]) == ("MERGED", False)
    assert (fields["email"]["confidential"], fields["email"]["stands"]) == (True, None)
    assert "classification" not in fields
    links = {one["link"]: one for one in found["links"]}
    assert links["members"] == {
        "link": "members",
        "count": 1,
        "moved": 1,
        "shared": 0,
        "conflict": False,
        "takeable": False,
    }
    assert (links["place"]["moved"], links["place"]["conflict"], links["place"]["takeable"]) == (0, True, True)
    assert found["obstacles"] == []
    assert preview(asker(), kept, ABSENT) is None


@pytest.mark.parametrize("way", ["down", "up"])
def test_a_place_is_not_merged_into_a_part_of_its_part(desk: Desk, asker: Any, way: str) -> None:
    whole = desk.made("Place", name="a")
    part = desk.made("Place", name="b", links={"partOf": whole})
    least = desk.made("Place", name="c", links={"partOf": part})
    pair = (least, whole) if way == "down" else (whole, least)
    refused = merge(asker(), *pair)
    assert (refused["code"], refused["path"]) == ("VALIDATION_FAILED", ["input", "merge"])
    assert [one["kind"] for one in preview(asker(), *pair)["obstacles"]] == ["CIRCLE"]


def test_what_cannot_be_merged_is_refused_by_name(desk: Desk, asker: Any) -> None:
    one, other = desk.made("Organization"), desk.made("Organization")
    person = desk.made("Person")
    area = desk.rows("MATCH (a:CooperationArea) RETURN a.id LIMIT 2")
    writer = asker()
    assert merge(writer, one, one)["path"] == ["input", "merge"]
    assert "Organization" in merge(writer, one, person)["message"]
    assert merge(writer, area[0][0], area[1][0])["path"] == ["input", "keep"]
    assert merge(writer, one, other, take=["aliases"])["path"] == ["input", "take"]
    assert merge(writer, one, other, take=["nothing"])["path"] == ["input", "take"]
    conflict = merge(writer, one, other, mergeVersion=7)
    assert (conflict["__typename"], conflict["current"], conflict["path"]) == (
        "VersionConflict",
        1,
        ["input", "mergeVersion"],
    )
    assert merge(asker(Viewer("m@example.org", roles=frozenset({"contributor"}))), one, other)["code"] == "FORBIDDEN"
    assert merge(writer, one, other)["__typename"] == "RecordPayload"
    again = merge(writer, one, other)
    assert "Both ids lead" in again["message"]


def test_undone_is_as_it_was_but_for_what_others_changed_since(desk: Desk, asker: Any) -> None:
    kept, other = desk.made("Organization", name="one"), desk.made("Organization", name="two", acronym="T", website="w")
    person = desk.made("Person")
    membership = desk.made("Membership", links={"member": person, "organization": other})
    writer = asker()
    merge(writer, kept, other)
    writer.update("Organization", other, 2, {"acronym": "changed", "aliases": ["two", "three"]})
    since = desk.made("Membership", links={"member": person, "organization": kept})
    done = unmerge(writer, other, reason="they are two")
    assert done["record"] == {"id": other, "version": 1}, done
    more = "acronym website members { nodes { id } }"
    found = names(writer, kept, more)
    assert (found["acronym"], found["website"], found["aliases"]) == ("changed", None, ["three"])
    assert found["members"]["nodes"] == [{"id": since}]
    found = names(writer, other, more)
    assert (found["name"], found["acronym"], found["website"], found["aliases"]) == ("two", "T", "w", [])
    assert found["members"]["nodes"] == [{"id": membership}]
    again = unmerge(writer, other)
    assert (again["code"], again["path"]) == ("VALIDATION_FAILED", ["input", "id"]) and "nothing to undo" in again[
        "message"
    ]


def test_merges_are_undone_in_the_opposite_order(desk: Desk, asker: Any) -> None:
    a, b, c = (desk.made("Organization", name=name) for name in "abc")
    person = desk.made("Person")
    memberships = [desk.made("Membership", links={"member": person, "organization": one}) for one in (a, b, c)]
    writer = asker()
    merge(writer, b, a)
    merge(writer, c, b)
    assert names(writer, a)["id"] == c
    assert b in unmerge(writer, a)["message"]
    assert unmerge(writer, b)["record"]["id"] == b
    assert names(writer, a)["id"] == b
    assert unmerge(writer, a)["record"]["id"] == a
    for one, membership in zip((a, b, c), memberships, strict=True):
        assert names(writer, one, "members { nodes { id } }")["members"]["nodes"] == [{"id": membership}]
    merge(writer, c, a)
    merge(writer, c, b)
    assert "since" in unmerge(writer, a)["message"]
    assert unmerge(writer, b)["record"]["id"] == b
    assert unmerge(writer, a)["record"]["id"] == a


def test_commands_by_the_old_id_are_of_the_kept(desk: Desk, asker: Any) -> None:
    kept, other, third = (desk.made("Organization", name=name) for name in ("one", "two", "three"))
    person = desk.made("Person")
    writer = asker()
    merge(writer, kept, other)
    made = writer.create("Membership", {"memberId": person, "organizationId": other})
    assert made["__typename"] == "MembershipPayload"
    assert names(writer, kept, "members { totalCount }")["members"]["totalCount"] == 1
    source = desk.made("Source")
    linked = writer.run(f'linkRecords(id: "{other}", field: "sources", to: ["{source}"])')
    assert linked["__typename"] == "RecordPayload"
    assert writer.update("Organization", other, version(writer, kept), {"acronym": "A"})["record"]["id"] == kept
    owned = asker(of(role="steward")).run(f'markRecord(id: "{third}", marking: AMBER, ownerId: "{other}", reason: "r")')
    assert owned["__typename"] == "RecordPayload", owned
    assert desk.value(third, "owner") == kept


def test_the_old_id_is_as_absent_to_whoever_does_not_see_the_kept(desk: Desk, asker: Any, executor: Any) -> None:
    home = desk.made("Organization", name="home")
    kept = desk.made("Person", name="kept", marking="AMBER", owner=home)
    other = desk.made("Person", name="merged")
    assert merge(asker(of(home)), kept, other)["__typename"] == "RecordPayload"
    member = asker(of(user="z@example.org"))

    def answers(id: str) -> str:
        texts = [
            f'{{ node(id: "{id}") {{ id }} stakeholder(id: "{id}") {{ id }} nodes(ids: ["{id}"]) {{ id }} }}',
            f'{{ history(id: "{id}") {{ totalCount nodes {{ id }} }} }}',
            f'{{ mergePreview(keep: "{id}", merge: "{home}") {{ kept {{ id }} }} }}',
            *(
                f"mutation {{ done: {one} {{ ... on UserError {{ message path code }} }} }}"
                for one in (
                    f'deleteRecord(id: "{id}")',
                    f'linkRecords(id: "{id}", field: "areas", to: ["x"])',
                    f'linkRecords(id: "{home}", field: "sources", to: ["{id}"])',
                    f'updatePerson(id: "{id}", version: 1, input: {{}})',
                    f'createMembership(input: {{memberId: "{id}", organizationId: "{home}"}})',
                    f'unmergeRecords(input: {{id: "{id}", version: 2}})',
                    f'mergeRecords(input: {{keep: "{id}", keepVersion: 1, merge: "{home}", mergeVersion: 1}})',
                    f'mergeRecords(input: {{keep: "{home}", keepVersion: 1, merge: "{id}", mergeVersion: 1}})',
                )
            ),
        ]
        return "\n".join(json.dumps(member.answer(text).document()) for text in texts).replace(id, "ID")

    assert answers(other) == answers(ABSENT) == answers(kept)
    assert asker(of(home)).history(other)


def test_a_kept_record_that_is_marked_anew_takes_the_merged_one_with_it(desk: Desk, asker: Any) -> None:
    home = desk.made("Organization", name="home")
    kept, other = desk.made("Person", name="kept", owner=home), desk.made("Person", name="merged")
    anybody, writer = asker(ANONYMOUS), asker(of(home))
    merge(writer, kept, other)
    assert len(anybody.history(other)) == 4 and names(anybody, other)["id"] == kept
    writer.run(f'markRecord(id: "{kept}", marking: AMBER)')
    assert anybody.history(other) == [] and names(anybody, other) is None
    assert names(asker(of(home)), other)["id"] == kept


def test_links_that_the_merger_does_not_see_move_and_are_not_told(desk: Desk, asker: Any) -> None:
    kept, other, body = desk.made("Person", name="one"), desk.made("Person", name="two"), desk.made("Organization")
    ends = {"organization": body}
    hidden = desk.made("Membership", links={**ends, "member": other}, marking="RED", readers=[READER])
    secret = desk.made("Source", marking="RED", readers=[READER])
    bare, bare_other = desk.made("Person", name="one"), desk.made("Person", name="two")
    desk.apply(*[_linked(other, secret)])
    writer = asker()
    told = [preview(writer, kept, other), preview(writer, bare, bare_other)]
    done = [merge(writer, kept, other), merge(writer, bare, bare_other)]
    texts = [
        json.dumps([told[index], done[index], [strip(one) for one in writer.history(a)]])
        .replace(a, "KEPT")
        .replace(b, "OTHER")
        .replace(str(done[index]["changeId"]), "CHANGE")
        for index, (a, b) in enumerate(((kept, other), (bare, bare_other)))
    ]
    assert texts[0] == texts[1]
    insider = asker(Viewer("x@example.org", roles=frozenset({"reader"})))
    found = names(insider, other, "memberships { nodes { id } } sources { nodes { id } }")
    assert found["memberships"]["nodes"] == [{"id": hidden}] and found["sources"]["nodes"] == [{"id": secret}]
    assert desk.value(hidden, "version") == 1 and desk.value(secret, "version") == 1


def _linked(id: str, source: str) -> Any:
    from graph.edits import Connect

    return Connect("Person", id, "sources", [source])


def strip(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in ("operation", "version", "before", "after")}


def test_what_hangs_on_the_merged_is_for_those_who_see_the_kept(desk: Desk, asker: Any) -> None:
    home = desk.made("Organization", name="home")
    kept = desk.made("Person", name="kept", marking="AMBER", owner=home)
    other = desk.made("Person", name="merged")
    membership = desk.made("Membership", links={"member": other, "organization": home})
    writer = asker(of(home))
    assert names(asker(ANONYMOUS), other) is not None and desk.clauses(membership) == set()
    merge(writer, kept, other)
    assert desk.clauses(membership) == {frozenset({f"org:{home}"})}
    refused = unmerge(asker(of(home, role="contributor")), other)
    assert refused["code"] == "FORBIDDEN"
    assert unmerge(writer, other)["path"] == ["reason"], "more people see it than did"
    assert unmerge(writer, other, reason="two people")["record"]["id"] == other
    assert desk.clauses(membership) == set()


def test_a_merge_that_lets_more_people_in_needs_the_right_to(desk: Desk, asker: Any) -> None:
    home = desk.made("Organization", name="home")
    kept, other = desk.made("Person", name="kept"), desk.made("Person", name="merged", marking="AMBER", owner=home)
    steward = asker(of(home, role="steward"))
    assert [one["kind"] for one in preview(steward, kept, other)["obstacles"]] == ["WIDER"]
    assert merge(steward, kept, other)["path"] == ["reason"]
    assert merge(steward, kept, other, reason="one person")["__typename"] == "RecordPayload"
    assert names(asker(ANONYMOUS), kept)["aliases"] == ["merged"]
    before = asker(ANONYMOUS).history(other)
    assert [one["operation"] for one in before if one["operation"] == "create"] == ["create"], "AMBER then"


def test_confidential_values_move_under_the_key_of_the_kept(desk: Desk, asker: Any) -> None:
    writer = asker()
    given = {"name": {"text": "two"}, "email": "two@example.org", "phone": "0750 2"}
    kept = writer.create("Person", {"name": {"text": "one"}, "phone": "0750 1"})["record"]["id"]
    other = writer.create("Person", given)["record"]["id"]
    assert merge(writer, kept, other)["__typename"] == "RecordPayload"
    assert names(writer, kept, "email phone") | {"aliases": 0} == {
        "id": kept,
        "version": 2,
        "name": "one",
        "aliases": 0,
        "email": "two@example.org",
        "phone": "0750 1",
    }
    assert unmerge(writer, other)["__typename"] == "RecordPayload"
    assert names(writer, kept, "email phone")["email"] is None
    found = names(writer, other, "email phone")
    assert (found["email"], found["phone"]) == ("two@example.org", "0750 2")
    steward = asker(Viewer("s@example.org", roles=frozenset({"steward"})))
    refused = merge(steward, kept, other, take=["phone"])
    assert (refused["code"], refused["path"]) == ("FORBIDDEN", ["input", "take"])


def test_a_session_under_the_chatham_house_rule_is_not_merged(desk: Desk, asker: Any) -> None:
    one, other = desk.made("DialogueSession", chathamHouse=True), desk.made("DialogueSession")
    assert "Chatham" in merge(asker(), one, other)["message"]
    assert [one["kind"] for one in preview(asker(), one, other)["obstacles"]] == ["CHATHAM_HOUSE_RULE"]
    a, b = desk.made("DialogueSession"), desk.made("DialogueSession")
    merge(asker(), a, b)
    asker().update("DialogueSession", a, 2, {"chathamHouse": True})
    assert "Chatham" in unmerge(asker(), b)["message"]


def test_it_may_be_sent_again(desk: Desk, asker: Any) -> None:
    kept, other = desk.made("Person", name="one"), desk.made("Person", name="two")
    writer = asker()
    given = {"keepVersion": 1, "mergeVersion": 1, "idempotency_key": "m1"}
    first = merge(writer, kept, other, **given)
    assert merge(writer, kept, other, **given) == {**first, "replayed": True}
    undone = unmerge(writer, other, version=2, idempotency_key="u1")
    assert undone["record"]["id"] == other
    assert unmerge(writer, other, version=2, idempotency_key="u1") == {**undone, "replayed": True}


def test_what_was_merged_is_deleted_with_the_kept(desk: Desk, asker: Any) -> None:
    kept, other = desk.made("Person", name="one"), desk.made("Person", name="two", external_ids=[("wikidata", "Q1")])
    writer = asker()
    merge(writer, kept, other)
    assert writer.run(f'deleteRecord(id: "{other}")')["__typename"] == "DeletePayload"
    assert names(writer, kept) is None and names(writer, other) is None
    assert unmerge(writer, other)["code"] == "NOT_FOUND"
    assert desk.rows("MATCH (n:Merged) RETURN count(n)") == [[0]]
    assert desk.rows("MATCH (x:ExternalId {scheme: 'wikidata'}) RETURN count(x)") == [[0]]
