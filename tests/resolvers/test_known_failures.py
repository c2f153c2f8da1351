"""How others have been got round, one test each: what gave away there what was hidden gives nothing away here.

The systems named answer the same questions: GraphQL over a graph or tables, with rules for who sees which row.
"""

from __future__ import annotations

import pytest

from auth.viewer import ANONYMOUS, SYSTEM, Viewer
from graph.edits import Create
from tests.fixtures_graph import executor_over
from tests.reference.worlds import apply

CONTRIBUTOR = Viewer("somebody@example.org", roles=frozenset({"contributor"}))
SECRET = ("user:other@example.org",)


class Case:
    """A group that all see, and a witness whom nobody here sees, in whatever way they are linked."""

    def __init__(self, executor, run) -> None:
        self.executor, self.run = executor, run
        self.group = Create("CivilSocietyGroup", values={"name": "Group"}, marking="CLEAR")
        self.witness = Create("Person", values={"name": "Zelal"}, marking="RED", readers=SECRET)
        self.witness.external_ids = [("case", "0042")]
        self.friend = Create("Person", values={"name": "Azad"}, marking="CLEAR")
        promise = {"makers": [self.group.id], "addressees": [self.witness.id, self.friend.id]}
        self.promise = Create("Commitment", values={"title": "Safe passage"}, links=promise, marking="CLEAR")
        ends = {"organization": [self.group.id], "member": [self.witness.id]}
        self.membership = Create("Membership", links=ends, marking="CLEAR")
        self.enter(self.group, self.witness, self.friend, self.promise, self.membership)

    def enter(self, *creates: Create) -> None:
        self.run(apply(self.executor.database, self.executor.ledger, self.executor.scopes, "create", list(creates)))

    def ask(self, text: str, viewer: Viewer = ANONYMOUS, **variables):
        answer = self.run(self.executor.execute(text, variables, None, viewer))
        assert not answer.errors, answer.errors
        return answer.data


@pytest.fixture
def case(empty_graph, run) -> Case:
    return Case(run(executor_over(empty_graph)), run)


def test_a_filter_is_no_oracle_for_values_of_hidden_rows(case: Case):
    """Hasura, CVE-2026-54698; neo4j/graphql #3560; prisma1 #711: `where` on a related row that may not be read."""
    text = """query ($name: String!) { commitments(where: {addressees: {some: {name: {startsWith: $name}}}}) {
        totalCount } }"""
    for guess in ("Z", "Zelal", "Y"):
        assert case.ask(text, name=guess) == {"commitments": {"totalCount": 0}}
    assert case.ask(text, name="A") == {"commitments": {"totalCount": 1}}
    assert case.ask(text, SYSTEM, name="Zelal") == {"commitments": {"totalCount": 1}}


@pytest.mark.parametrize("quantifier", ["none", "every", "single"])
def test_the_opposite_of_a_filter_is_no_oracle_either(case: Case, quantifier: str):
    """`none` of the hidden, `every` one but the hidden, a `single` one beside the hidden: as if they were not."""
    inner = {"none": '{name: {eq: "Zelal"}}', "every": '{name: {eq: "Azad"}}', "single": "{}"}[quantifier]
    text = f"{{ commitments(where: {{addressees: {{{quantifier}: {inner}}}}}) {{ totalCount }} }}"
    assert case.ask(text) == {"commitments": {"totalCount": 1}}
    assert case.ask(text, SYSTEM) == {"commitments": {"totalCount": 0}}


def test_counts_and_pages_of_related_rows_are_of_what_is_seen(case: Case):
    """Hasura #6777: nulls in place of rows told how many there are. twenty #23369: hidden rows used up the limit."""
    text = """{ commitments { nodes { addressees(first: 1, orderBy: {field: NAME, direction: DESC}) {
        totalCount nodes { name } pageInfo { hasNextPage } } } } }"""
    assert case.ask(text)["commitments"]["nodes"] == [
        {"addressees": {"totalCount": 1, "nodes": [{"name": "Azad"}], "pageInfo": {"hasNextPage": False}}}
    ]


def test_handwritten_sources_know_who_asks_however_deep_they_stand(case: Case):
    """neo4j/graphql #4617: rules held for a handwritten field at the top, and not for the same one further down."""
    ties = "collaborators(first: 5) { totalCount nodes { name } }"
    nested = f"{{ commitments(first: 2) {{ nodes {{ makers(first: 2) {{ nodes {{ {ties} }} }} }} }} }}"
    [group] = case.ask(nested)["commitments"]["nodes"][0]["makers"]["nodes"]
    top = case.ask(f"query ($id: ID!) {{ stakeholder(id: $id) {{ {ties} }} }}", id=case.group.id)["stakeholder"]
    assert group == top == {"collaborators": {"totalCount": 1, "nodes": [{"name": "Azad"}]}}


def test_edges_of_nested_connections_are_guarded_as_their_nodes_are(case: Case):
    """neo4j/graphql #4292: the rule was lost on the connection of a relationship, edges and all."""
    text = """query ($id: ID!) { stakeholder(id: $id) {
        members { totalCount edges { cursor node { id member { name } } } }
        commitmentsMade { edges { node { addressees { edges { cursor node { name } } } } } } } }"""
    found = case.ask(text, id=case.group.id)["stakeholder"]
    assert found["members"] == {"totalCount": 0, "edges": []}
    assert [one["node"]["name"] for one in found["commitmentsMade"]["edges"][0]["node"]["addressees"]["edges"]] == [
        "Azad"
    ]


@pytest.mark.parametrize("root", ["node", "stakeholder"])
def test_an_interface_is_no_way_round(case: Case, root: str):
    """neo4j/graphql #1150 and its like: a rule on the type that does not hold where the interface is asked for."""
    text = f"query ($id: ID!) {{ {root}(id: $id) {{ __typename id ... on Person {{ name }} }} }}"
    assert case.ask(text, id=case.witness.id) == {root: None}
    several = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }"
    assert case.ask(several, ids=[case.witness.id, case.friend.id]) == {"nodes": [None, {"__typename": "Person"}]}


LINK = """mutation ($id: ID!, $field: String!, $to: [ID!]!) { done: linkRecords(id: $id, field: $field, to: $to) {
    __typename ... on UserError { message path code } } }"""


def test_nothing_hidden_can_be_connected_or_hung_on(case: Case):
    """neo4j/graphql #3888: rules left out for a `connect` nested in a `create`. Here both ends are looked at."""
    create = """mutation ($input: CreateMembershipInput!) { done: createMembership(input: $input) {
        __typename ... on UserError { message path code } } }"""
    message = f"There is no Stakeholder with the id {case.witness.id}."
    given = {"memberId": case.witness.id, "organizationId": case.group.id}
    assert case.ask(create, CONTRIBUTOR, input=given)["done"] == {
        "__typename": "NotFound",
        "message": message,
        "path": ["input", "memberId"],
        "code": "NOT_FOUND",
    }
    given = {"id": case.promise.id, "field": "addressees", "to": [case.witness.id]}
    assert case.ask(LINK, CONTRIBUTOR, **given)["done"] == {
        "__typename": "NotFound",
        "message": message,
        "path": ["to"],
        "code": "NOT_FOUND",
    }


def test_what_is_made_inside_another_inherits_all_of_its_protection(case: Case):
    """OpenCTI #785: a relation in a report with several markings got the first of them only."""
    process = Create("DialogueProcess", values={"name": "p"}, marking="GREEN", compartments=["a", "b"])
    session = Create("DialogueSession", values={"name": "s"}, links={"process": [process.id]}, marking="CLEAR")
    case.enter(process, session)
    text = "query ($id: ID!) { node(id: $id) { id } }"
    for held, seen in (((), False), (("a",), False), (("b",), False), (("a", "b"), True)):
        viewer = Viewer("somebody@example.org", compartments=frozenset(held))
        assert (case.ask(text, viewer, id=session.id)["node"] is not None) is seen


def test_a_unique_key_is_no_oracle(case: Case):
    """A duplicate that is refused tells that there is one: here only of records that the writer sees."""
    text = """mutation ($input: CreatePersonInput!) { done: createPerson(input: $input) {
        __typename ... on UserError { message } } }"""
    given = {"name": {"text": "x"}, "externalIds": [{"scheme": "case", "value": "0042"}]}
    assert case.ask(text, CONTRIBUTOR, input=given)["done"] == {"__typename": "PersonPayload"}
    assert case.ask(text, CONTRIBUTOR, input=given)["done"]["__typename"] == "DuplicateExternalId"


@pytest.mark.parametrize(
    ("operation", "field"),
    [
        ("query", 'node(id: "{}") {{ id }}'),
        ("query", 'stakeholders(where: {{externalIds: {{some: {{value: {{eq: "{}"}}}}}}}}) {{ totalCount }}'),
        ("mutation", 'deleteRecord(id: "{}") {{ __typename }}'),
    ],
)
def test_aliases_do_not_multiply_guesses(case: Case, operation: str, field: str):
    """One request with a thousand aliases is a thousand guesses that a limit of requests does not count."""
    guesses = " ".join(f"a{index}: {field.format(index)}" for index in range(16))
    answer = case.run(case.executor.execute(f"{operation} {{ {guesses} }}", None, None, CONTRIBUTOR))
    assert not answer.executed
    assert answer.errors[0]["extensions"]["code"] == "LIMIT_EXCEEDED"
