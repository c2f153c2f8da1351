"""Who can see a record, told to who answers for it, and why somebody does or does not; against the predicate itself."""

from __future__ import annotations

import random
from typing import Any

import pytest

from auth.protection import visible
from auth.viewer import SYSTEM
from tests.fixtures_graph import executor_over
from tests.graph.writers import Desk
from tests.resolvers.test_accounts import Signed, identities_of

WHO = """query($id: ID!) { whoCanSee(id: $id) { record { id } total clauses { sentence }
  people { email name accountId because } } }"""
WHY = """query($id: ID!, $user: String!) { explainAccess(id: $id, user: $user) { record { id } user active sees
  clauses { met sentence } } }"""
ODD = 'a"],["b\\", "c'
"""A compartment whose name would break what is put together carelessly."""


@pytest.fixture
def executor(empty_graph, run):
    found = run(executor_over(empty_graph))
    found.renew = identities_of(found).renewed
    return found


@pytest.fixture
def desk(executor, model, run):
    return Desk(executor.database, model, run)


@pytest.fixture
def own(desk):
    return desk.made("Organization", name="Own")


@pytest.fixture
def nadia(executor, run, own):
    return Signed(executor, run, "nadia@example.org", roles=["coordinator"], actsForIds=[own])


@pytest.fixture
def azad(executor, run):
    return Signed(executor, run, "azad@example.org", roles=["reader"], name="Azad")


@pytest.fixture
def steward(executor, run):
    return Signed(executor, run, "steward@example.org", roles=["steward"])


def who(asker: Signed, id: str) -> Any:
    asker.run(asker.executor.scopes.refresh())
    return asker.ask(WHO, {"id": id})["data"]["whoCanSee"]


def why(asker: Signed, id: str, user: str) -> Any:
    asker.run(asker.executor.scopes.refresh())
    return asker.ask(WHY, {"id": id, "user": user})["data"]["explainAccess"]


def test_readers_are_named_to_who_answers_for_a_red_record(desk, nadia, azad, own):
    id = desk.made("Person", marking="RED", owner=own, readers=["nadia@example.org", "azad@example.org", "x@y.z"])
    assert who(nadia, id) == {
        "record": {"id": id},
        "total": 2,
        "clauses": [
            {"sentence": "It is for the named readers azad@example.org, nadia@example.org or x@y.z."},
        ],
        "people": [
            {"email": "azad@example.org", "name": "Azad", "accountId": None, "because": ["is a named reader"]},
            {"email": "nadia@example.org", "name": None, "accountId": nadia.id, "because": ["is a named reader"]},
        ],
    }


def test_those_of_an_organization_that_is_hidden_are_counted_and_it_is_not_named(executor, run, desk, nadia, own):
    ally = desk.made("Organization", name="Ally")
    hidden = desk.made("Organization", name="Secret", marking="RED", readers=["x@example.org"])
    Signed(executor, run, "rojin@example.org", actsForIds=[ally])
    Signed(executor, run, "spy@example.org", actsForIds=[hidden])
    Signed(executor, run, "nobody@example.org")
    id = desk.made("Person", marking="AMBER", owner=own, shared=[ally, hidden])
    found = who(nadia, id)
    assert found["total"] == 3
    assert [one["email"] for one in found["people"]] == ["nadia@example.org", "rojin@example.org"]
    assert found["people"][1]["because"] == ["acts for Ally"]
    (clause,) = found["clauses"]
    assert "an organization that you do not see" in clause["sentence"]
    assert hidden not in str(found) and "Secret" not in str(found)


def test_members_and_those_of_a_compartment_are_counted_and_not_named(executor, run, desk, own):
    asker = Signed(
        executor, run, "n@example.org", roles=["coordinator"], actsForIds=[own], admittedTo=["mediation", ODD]
    )
    for name in ("a", "b", "c"):
        Signed(executor, run, f"{name}@example.org", admittedTo=["mediation"] if name != "c" else [ODD])
    green = desk.made("Person", marking="GREEN", owner=own)
    closed = desk.made("Person", marking="GREEN", owner=own, compartments=["mediation"])
    odd = desk.made("Person", marking="CLEAR", owner=own, compartments=[ODD, "mediation"])
    assert [(who(asker, id)["total"], len(who(asker, id)["people"])) for id in (green, closed, odd)] == [
        (4, 1),
        (3, 1),
        (1, 1),
    ]
    assert f"It is for those admitted to the compartment {ODD}." in str(
        [one["sentence"] for one in who(asker, odd)["clauses"]]
    ).replace("\\\\", "\\")


def test_only_who_answers_for_a_record_is_told_and_hidden_is_as_absent(executor, run, desk, nadia, azad, own):
    other = desk.made("Organization")
    theirs = desk.made("Person", marking="GREEN", owner=other)
    hidden = desk.made("Person", marking="RED", owner=own, readers=["azad@example.org"])
    assert who(nadia, theirs) is who(nadia, hidden) is who(nadia, "absent") is None
    assert why(nadia, hidden, "nadia@example.org") is why(nadia, "absent", "nadia@example.org") is None
    answer = azad.ask(WHO, {"id": theirs})
    assert answer["errors"][0]["message"] == "Query.whoCanSee needs the permission marking:explain."


def test_a_steward_is_told_of_records_that_he_sees_and_of_all_accounts(desk, nadia, azad, steward, own):
    green = desk.made("Person", marking="GREEN", owner=own)
    red = desk.made("Person", marking="RED", owner=own, readers=["azad@example.org"])
    assert [one["email"] for one in who(steward, green)["people"]] == [
        "azad@example.org",
        "nadia@example.org",
        "steward@example.org",
    ]
    assert who(steward, red) is None


def test_one_is_told_why_one_sees_a_record_without_being_told_of_others(desk, nadia, own):
    ally = desk.made("Organization", name="Ally")
    id = desk.made("Person", marking="AMBER", owner=ally, shared=[own])
    assert why(nadia, id, " Nadia@example.org") == {
        "record": {"id": id},
        "user": "nadia@example.org",
        "active": True,
        "sees": True,
        "clauses": [
            {
                "met": True,
                "sentence": "It is for those who act for its owner, or for an organization that it is shared with, "
                "and this account acts for Own.",
            }
        ],
    }


def test_accounts_that_the_asker_does_not_see_are_as_absent(desk, nadia, azad, own):
    id = desk.made("Person", marking="GREEN", owner=own)
    assert why(nadia, id, "azad@example.org") is why(nadia, id, "never@example.org") is None


def test_a_steward_is_told_why_somebody_does_not_see_a_record(executor, run, desk, steward, azad, own):
    id = desk.made("Person", marking="CLEAR", owner=own, compartments=["mediation"])
    run(executor.scopes.refresh())
    assert why(steward, id, "azad@example.org") is None, "he is not in it himself"
    amber = desk.made("Person", marking="AMBER", owner=own)
    Signed(executor, run, "chief@example.org", roles=["steward"], actsForIds=[own], admittedTo=["mediation"])
    chief = Signed(executor, run, "head@example.org", roles=["steward"], actsForIds=[own], admittedTo=["mediation"])
    assert why(chief, id, "azad@example.org")["clauses"] == [
        {
            "met": False,
            "sentence": "It is for those admitted to the compartment mediation, and this account is not.",
        }
    ]
    found = why(chief, amber, "azad@example.org")
    assert not found["sees"]
    assert found["clauses"][0]["sentence"] == "It is for those who act for Own, and this account is not."
    assert why(chief, amber, "chief@example.org")["sees"]


def test_a_closed_account_sees_nothing(desk, steward, azad, own):
    id = desk.made("Person", marking="CLEAR", owner=own)
    assert why(steward, id, "azad@example.org")["sees"]
    steward.tell(f'updateAccount(id: "{azad.id}", version: 1, input: {{active: false}})')
    found = why(steward, id, "azad@example.org")
    assert (found["active"], found["sees"]) == (False, False)
    assert who(steward, id)["total"] == 1


def test_the_room_of_a_session_is_a_reason(executor, run, desk, nadia, steward, own):
    session = desk.made("DialogueSession", name="Talks", chathamHouse=True)
    person = desk.made("Person", name="Nadia")
    id = desk.made("Participation", owner=own, links={"session": session, "participant": person})
    assert who(nadia, id) is None
    steward.tell(f'updateAccount(id: "{nadia.id}", version: 1, input: {{personId: "{person}"}})')
    assert who(nadia, id)["people"][0]["because"] == ["is in the room of Talks"]
    assert who(nadia, id)["total"] == 1
    assert why(nadia, id, "nadia@example.org")["clauses"][0]["sentence"] == (
        "It is for those in the room of Talks, and this account is in the room of Talks."
    )


def test_what_is_told_is_what_the_predicate_says(executor, run, desk):
    """Accounts and records at random: whoCanSee of the system, and explainAccess, against `auth.protection.visible`."""
    pick = random.Random(4)
    organizations = [desk.made("Organization") for _ in range(3)]
    compartments = ["a", ODD, "\\", "ü"]
    people = [desk.made("Person") for _ in range(6)]
    session = desk.made("DialogueSession", chathamHouse=True)
    for person in people[:3]:
        desk.made("Participation", links={"session": session, "participant": person})

    def some(of: list[str]) -> list[str]:
        return [one for one in of if pick.random() < 0.5]

    accounts = [
        Signed(
            executor,
            run,
            f"u{number}@example.org",
            roles=[pick.choice(["reader", "steward"])],
            actsForIds=some(organizations),
            admittedTo=some(compartments),
            personId=people[number],
        )
        for number in range(6)
    ]
    viewers = {one.email: run(one.identities.viewer(one.token)) for one in accounts}
    records = [
        desk.made(
            "Person",
            marking=pick.choice(["CLEAR", "GREEN", "AMBER", "AMBER_STRICT", "RED"]),
            owner=pick.choice(organizations),
            shared=some(organizations),
            readers=[f"u{pick.randrange(9)}@example.org"],
            compartments=some(compartments)[:2],
        )
        for _ in range(24)
    ]
    records += [one[0] for one in desk.rows("MATCH (n:Participation) RETURN n.id")] + [accounts[0].id]
    run(executor.scopes.refresh())
    for id in records:
        clauses = frozenset(desk.clauses(id))
        seers = sorted(email for email, one in viewers.items() if visible(clauses, one.tokens()))
        answer = run(executor.execute(WHO, {"id": id}, None, SYSTEM))
        found = answer.data["whoCanSee"]
        assert found["total"] == len(seers) and [one["email"] for one in found["people"]] == seers
        for email, viewer in viewers.items():
            explained = run(executor.execute(WHY, {"id": id, "user": email}, None, SYSTEM)).data["explainAccess"]
            assert explained["sees"] == visible(clauses, viewer.tokens())
            assert sum(one["met"] for one in explained["clauses"]) == sum(
                bool(clause & viewer.tokens()) for clause in clauses
            )
