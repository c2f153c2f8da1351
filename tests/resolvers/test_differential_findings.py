"""What the differential test brought to light, each as the small case that it came down to."""

from __future__ import annotations

import unicodedata

import pytest

from auth.viewer import ANONYMOUS, SYSTEM
from graph.edits import Create, Delete, Update
from tests.reference.worlds import apply

COUNT = "query($where: StakeholderFilter) { stakeholders(where: $where) { totalCount } }"
COMPOSED = "Civata Şêrê Kurdî"
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)


def entered(executor, empty_graph, run, **values):
    edits = [Create("CivilSocietyGroup", values=values, marking="CLEAR")]
    return run(apply(empty_graph, executor.ledger, executor.scopes, "create", edits)).ids[0]


def counted(executor, run, where):
    answer = run(executor.execute(COUNT, {"where": where}, None, SYSTEM))
    assert not answer.errors
    return answer.data["stakeholders"]["totalCount"]


def test_text_copied_in_decomposed_letters_finds_what_was_entered_in_them(executor, empty_graph, run):
    entered(executor, empty_graph, run, name=DECOMPOSED, aliases=[DECOMPOSED])
    assert counted(executor, run, {"name": {"eq": DECOMPOSED}}) == 1
    assert counted(executor, run, {"name": {"in": ["x", DECOMPOSED]}}) == 1
    assert counted(executor, run, {"name": {"contains": DECOMPOSED[7:]}}) == 1
    assert counted(executor, run, {"aliases": {"hasAny": [DECOMPOSED]}}) == 1


def test_text_in_composed_letters_finds_what_was_entered_decomposed(executor, empty_graph, run):
    entered(executor, empty_graph, run, name=DECOMPOSED)
    assert counted(executor, run, {"name": {"eq": COMPOSED}}) == 1
    assert counted(executor, run, {"name": {"eq": "Civata Sere Kurdi"}}) == 0


def test_a_literal_in_decomposed_letters_is_composed_too(executor, empty_graph, run):
    entered(executor, empty_graph, run, name=COMPOSED)
    text = f'{{ stakeholders(where: {{name: {{startsWith: "{DECOMPOSED[:9]}"}}}}) {{ totalCount }} }}'
    answer = run(executor.execute(text, None, None, SYSTEM))
    assert answer.data == {"stakeholders": {"totalCount": 1}}


@pytest.mark.parametrize(
    ("text", "name", "wanted"),
    [
        ('query($id: ID = "x") { node(id: $id) { id } }', "id", "ID!"),
        ('query($ids: [ID!] = ["x"]) { nodes(ids: $ids) { id } }', "ids", "[ID!]!"),
        ('query($id: ID = "x") { nodes(ids: ["y", $id]) { id } }', "id", "ID!"),
        ("query($yes: Boolean = true) { stakeholders @include(if: $yes) { totalCount } }", "yes", "Boolean!"),
        ('query($name: String = "x") { stakeholders(where: {name: {in: [$name]}}) { totalCount } }', "name", "String!"),
        (
            "query($where: StakeholderFilter = {}) { stakeholders(where: {and: [$where]}) { totalCount } }",
            "where",
            "StakeholderFilter!",
        ),
    ],
)
def test_a_variable_that_is_null_where_none_may_be_is_refused(executor, run, text, name, wanted):
    """Such a document is valid, because the variable has a default; four of these ended in an exception."""
    answer = run(executor.execute(text, {name: None}, None, SYSTEM))
    assert not answer.executed
    assert [one["message"] for one in answer.errors] == [
        f"Variable '${name}' is null where {wanted} is wanted: give it a value."
    ]
    assert not run(executor.execute(text, {}, None, SYSTEM)).errors


def test_null_for_an_argument_or_field_with_a_default_is_as_if_absent(executor, empty_graph, run):
    for name in ("b", "a"):
        entered(executor, empty_graph, run, name=name)
    text = """query($way: OrderDirection) {
        stakeholders(orderBy: {field: NAME, direction: $way}) { nodes { name } } }"""
    for variables, names in (({}, "ab"), ({"way": None}, "ab"), ({"way": "DESC"}, "ba")):
        answer = run(executor.execute(text, variables, None, SYSTEM))
        assert [node["name"] for node in answer.data["stakeholders"]["nodes"]] == list(names)


def test_introspection_beside_data_takes_the_same_variables(executor, empty_graph, run):
    """Coerced values were given to graphql-core, which coerces itself and refused every enum."""
    entered(executor, empty_graph, run, name="a")
    text = """query($order: StakeholderOrderInput, $kind: String!) {
        stakeholders(orderBy: $order) { totalCount } __type(name: $kind) { name } }"""
    variables = {"order": {"field": "NAME", "direction": "DESC"}, "kind": "Person"}
    answer = run(executor.execute(text, variables, None, SYSTEM))
    assert not answer.errors
    assert answer.data == {"stakeholders": {"totalCount": 1}, "__type": {"name": "Person"}}


def test_the_history_names_no_readers_and_no_owner(executor, empty_graph, run):
    """Who sees the record need not see the organization that owns it, and may not learn who else reads."""
    owner = Create("Organization", values={"name": "hidden"}, marking="RED", readers=["user:one@example.org"])
    record = Create(
        "Person", values={"name": "seen"}, marking="CLEAR", owner=owner.id, readers=["user:two@example.org"]
    )
    run(apply(empty_graph, executor.ledger, executor.scopes, "create", [owner, record]))
    text = "query($id: ID!) { history(id: $id) { nodes { before after } } }"
    answer = run(executor.execute(text, {"id": record.id}, None, ANONYMOUS))
    [entry] = answer.data["history"]["nodes"]
    assert entry["after"]["name"] == "seen"
    assert not {"owner", "shared", "readers"} & set(entry["after"])
    assert owner.id not in str(answer.data)
    assert "example.org" not in str(answer.data)


def test_the_history_does_not_name_who_could_see_what_a_record_hung_on(executor, empty_graph, run):
    """Clauses kept of a deleted end name people and organizations; the entry of the next marking showed them."""
    process = Create("DialogueProcess", values={"name": "p"}, marking="RED", readers=["user:one@example.org"])
    session = Create("DialogueSession", values={"name": "s"}, links={"process": [process.id]}, marking="CLEAR")
    run(apply(empty_graph, executor.ledger, executor.scopes, "create", [process, session]))
    run(apply(empty_graph, executor.ledger, executor.scopes, "delete", [Delete("DialogueProcess", process.id)]))
    edit = Update("DialogueSession", session.id, protection={"marking": "GREEN"})
    run(apply(empty_graph, executor.ledger, executor.scopes, "mark", [edit]))
    text = "query($id: ID!) { history(id: $id) { nodes { operation before after } } }"
    answer = run(executor.execute(text, {"id": session.id}, None, SYSTEM))
    assert answer.data["history"]["nodes"][0]["before"] == {"marking": "CLEAR"}
    assert "one@example.org" not in str(answer.data)


def test_a_page_goes_on_after_a_name_whose_letters_two_encodings_order_differently(executor, empty_graph, run):
    """Neo4j compared the cursor by units of UTF-16, and what is stored by code points: the second page was empty."""
    names = ["\ufffd Youth", "😀 Youth", "ﷺ", "Zagros"]
    for name in names:
        entered(executor, empty_graph, run, name=name)
    text = "query($after: String) { stakeholders(first: 1, after: $after) { edges { cursor node { name } } } }"
    met, cursor = [], None
    for _ in names:
        [edge] = run(executor.execute(text, {"after": cursor}, None, SYSTEM)).data["stakeholders"]["edges"]
        met, cursor = [*met, edge["node"]["name"]], edge["cursor"]
    assert sorted(met) == sorted(names)
