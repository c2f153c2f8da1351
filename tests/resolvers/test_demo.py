"""The demo's answers to the three jobs, and that each person sees what is for him."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from auth.permissions import ROLES
from auth.tokens import KeyRing, Tokens, key_of
from resolvers.demo import PEOPLE, QUERIES_TO_PASTE, Asking, answer_jobs, document, listed, sign_ins, ties, viewers
from resolvers.execution import Executor
from resolvers.identities import Identities


@pytest.fixture
def people(sampled: Executor, run: Any) -> Any:
    return run(viewers(sampled))


def printed(sampled: Executor, people: Any, run: Any, width: int) -> str:
    out = io.StringIO()
    run(answer_jobs(sampled, people, Console(file=out, width=width)))
    return out.getvalue()


def test_the_three_jobs_are_answered_and_fit_a_terminal(sampled: Executor, people: Any, run: Any) -> None:
    text = printed(sampled, people, run, 80)
    assert max(map(len, text.splitlines())) <= 80
    for asked in (
        "who works with whom",
        "where is nobody at work",
        "double-booked",
        "on what, and where",
        "one session, to be planned",
        "what proves them",
        "to the evidence",
    ):
        assert asked in text
    assert "1 activity since" in text
    assert "Drafting day" in text
    assert "agenda       Draft of the policy" in text
    assert "comes from" in text
    assert "step " in text
    assert "12 International reporting" in text


def test_each_person_sees_what_is_for_him(sampled: Executor, people: Any, run: Any) -> None:
    lines = [line.split() for line in printed(sampled, people, run, 100).splitlines()]
    counts = {line[0]: [int(word) for word in line[1:]] for line in lines if line and line[0] in ("anonymous", *ROLES)}
    assert set(counts) == {"anonymous", *ROLES}
    assert all(few <= many for few, many in zip(counts["anonymous"], counts["reader"], strict=True))
    assert counts["anonymous"] != counts["reader"]
    assert counts["mediator"][1] > counts["contributor"][1] > counts["reader"][1]


def test_there_is_a_sign_in_for_each_role_and_it_acts_for_its_organization(
    sampled: Executor, people: Any, run: Any
) -> None:
    identities = Identities(sampled.database, Tokens(KeyRing(key_of("a secret of the tests, long enough to be one"))))
    for _ in range(2):  # as a second start of the demo does
        tokens = run(sign_ins(sampled, people, identities))
        assert set(tokens) == set(ROLES)
    for person in PEOPLE:
        found = run(identities.viewer(tokens[person.role]))
        assert (found.organizations, found.compartments) == (
            people[person.role].organizations,
            people[person.role].compartments,
        )
        assert len(found.organizations) == (1 if person.organization else 0)


def test_the_queries_to_paste_have_answers(sampled: Executor, people: Any, run: Any) -> None:
    for query in QUERIES_TO_PASTE:
        [found] = run(sampled.execute(query, None, None, people["coordinator"])).data.values()
        assert found["nodes"]


def test_the_other_documents_of_the_contract_run(sampled: Executor, people: Any, run: Any) -> None:
    asking = Asking(sampled, people, Console(file=io.StringIO()))
    found = run(asking.ask("coordinator", document("coordinator.graphql"), "WhoWorksWithWhom"))
    one = found["stakeholders"]["nodes"][0]
    partners = run(
        asking.ask(
            "coordinator",
            document("coordinator.graphql"),
            "Collaborators",
            id=one["id"],
            via=["ACTIVITY", "DIALOGUE_SESSION"],
            since="2020-01-01",
        )
    )
    assert partners["stakeholder"]["name"] == one["name"]
    sessions = run(asking.ask("contributor", document("frontend.graphql"), "Sessions"))["dialogueSessions"]["nodes"]
    shown = [
        run(asking.ask("contributor", document("frontend.graphql"), "Session", id=session["id"]))["node"]
        for session in sessions
    ]
    session = next(session for session in shown if session["agenda"]["nodes"])
    invited = run(
        asking.ask(
            "contributor",
            document("frontend.graphql"),
            "Invite",
            input={"sessionId": session["id"], "participantId": one["id"], "capacity": "REQ_PARTICIPANT"},
        )
    )
    assert invited["createParticipation"]["__typename"] == "ParticipationPayload"
    assert invited["createParticipation"]["record"]["partstat"] == "NEEDS_ACTION"


def test_ties_are_said_as_one_says_them() -> None:
    tie = {"kind": "ACTIVITY", "count": 2, "firstDate": "2021-03-01", "lastDate": None}
    assert ties([tie, {**tie, "kind": "MEMBERSHIP", "count": 1, "firstDate": None}]) == (
        "2 activities since 2021-03, 1 membership"
    )
    assert listed(["a", "b", "a", "c", "d", "e"]) == "a, b, c and 2 more"
