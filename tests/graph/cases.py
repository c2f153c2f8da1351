"""The operations of the snapshot tests: GraphQL in; what comes out stands in `__snapshots__/test_compiler/`.

`way` is how the viewer's pages of a whole label are taken. Cursors are written as what they hold, a JSON list.
"""

from __future__ import annotations

from tests.graph.case import Case
from tests.graph.handwritten import FRAGMENTS


def page(field_name: str, arguments: str = "first: 2", selection: str = "nodes { id }", way: str = "seek") -> Case:
    return Case(f"{{ {field_name}({arguments}) {{ {selection} }} }}", way=way)


def filtered(field_name: str, where: str) -> Case:
    return page(field_name, f"first: 2, where: {where}", way="walk")


ROOTS: dict[str, Case] = {
    "root_node": Case('{ node(id: "r1") { __typename id created } }'),
    "root_node_of_a_type": Case('{ node(id: "r1") { ... on Commitment { title overdue } } }'),
    "root_nodes": Case('{ nodes(ids: ["r1", "r2"]) { __typename id ... on Place { pCode } } }'),
    "root_nodes_by_variable": Case("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["r1", "r2"]}),
    "root_viewer_reads_nothing": Case("{ viewer { user roles } __typename }"),
    "root_viewer_beside_data": Case("{ viewer { user } cooperationAreas(first: 2) { nodes { code } } }"),
    **{
        f"root_{name}": Case(f'{{ {name}(id: "r1") {{ id version }} }}')
        for name in (
            "stakeholder",
            "place",
            "cooperationArea",
            "activity",
            "dialogueProcess",
            "dialogueSession",
            "recommendation",
            "commitment",
            "account",
        )
    },
    **{
        f"root_{name}_{way}": page(name, way=way)
        for name in (
            "stakeholders",
            "organizations",
            "governmentBodies",
            "civilSocietyGroups",
            "youthNetworks",
            "people",
            "posts",
            "memberships",
            "places",
            "cooperationAreas",
            "activities",
            "dialogueProcesses",
            "dialogueSessions",
            "instruments",
            "reviewCycles",
            "recommendations",
            "commitments",
            "sources",
            "accounts",
            "recoveries",
        )
        for way in (("seek", "walk") if name in ("stakeholders", "commitments") else ("seek",))
    },
    "root_access_log": page("accessLog", "first: 2", "totalCount nodes { kind user recordId time }"),
    "root_access_log_of_a_record": page("accessLog", 'first: 2, where: {recordId: {eq: "r1"}}', "nodes { user }"),
    "root_imports": page("imports", "first: 2", "totalCount nodes { format fileName state started counts }"),
    "root_history": page("history", 'id: "r1", first: 2', "nodes { time operation actor before after version }"),
    "root_history_with_touched_records": page(
        "history", 'id: "r1", first: 2', "totalCount nodes { linked(first: 3) { nodes { __typename id } } }"
    ),
}

PAGES: dict[str, Case] = {
    "page_of_default_size": Case("{ places { nodes { id } } }"),
    "page_with_total": page("places", selection="totalCount nodes { name }"),
    "page_total_alone": Case("{ places { totalCount } }"),
    "page_info_alone": Case("{ places(first: 2) { pageInfo { hasNextPage } } }"),
    "page_edges_with_cursors": page("places", selection="edges { cursor node { name } } pageInfo { endCursor }"),
    "page_backwards": page("places", "last: 2"),
    "page_backwards_walked": page("places", "last: 2", way="walk"),
    "page_ordered_descending": page("places", "first: 2, orderBy: {field: CREATED, direction: DESC}"),
    "page_ordered_descending_walked": page(
        "places", "first: 2, orderBy: {field: CREATED, direction: DESC}", way="walk"
    ),
    "page_ordered_descending_backwards": page("places", "last: 2, orderBy: {field: P_CODE, direction: DESC}"),
    "page_ordered_by_id": page("places", "first: 2, orderBy: {field: ID}"),
    "page_ordered_by_id_walked": page("places", "first: 2, orderBy: {field: ID, direction: DESC}", way="walk"),
    "page_ordered_by_variable": Case(
        "query ($order: PlaceOrderInput) { places(first: 2, orderBy: $order) { nodes { id } } }",
        {"order": {"field": "UPDATED", "direction": "DESC"}},
    ),
    "page_after": Case(
        "query ($after: String) { places(first: 2, after: $after) { nodes { id } pageInfo { hasPreviousPage } } }",
        {"after": '["erbil", "r7"]'},
    ),
    "page_after_walked": Case(
        "query ($after: String) { places(first: 2, after: $after) { nodes { id } pageInfo { hasPreviousPage } } }",
        {"after": '["erbil", "r7"]'},
        "walk",
    ),
    "page_after_null_is_page_one": Case(
        "query ($after: String) { places(first: 2, after: $after) { nodes { id } } }", {"after": None}
    ),
    "page_before_backwards": Case(
        "query ($before: String) { places(last: 2, before: $before) { nodes { id } pageInfo { hasNextPage } } }",
        {"before": '["erbil", "r7"]'},
    ),
    "page_before_backwards_walked_descending": Case(
        "query ($before: String) { places(last: 2, before: $before, orderBy: {field: NAME, direction: DESC}) "
        "{ nodes { id } } }",
        {"before": '["erbil", "r7"]'},
        "walk",
    ),
    "page_between": Case(
        "query ($a: String, $b: String) { places(first: 2, after: $a, before: $b) { nodes { id } } }",
        {"a": '["erbil", "r7"]', "b": '["zakho", "r9"]'},
    ),
    "page_after_by_id": Case(
        "query ($after: String) { places(first: 2, after: $after, orderBy: {field: ID}) { nodes { id } } }",
        {"after": '["r7", "r7"]'},
    ),
    "page_after_filtered": Case(
        "query ($after: String, $kind: PlaceKind!) { places(first: 2, after: $after, where: {kind: {eq: $kind}}) "
        "{ totalCount nodes { id } pageInfo { hasPreviousPage hasNextPage } } }",
        {"after": '["erbil", "r7"]', "kind": "DISTRICT"},
        "walk",
    ),
    "page_size_by_variable": Case(
        "query ($first: Int = 7) { places(first: $first) { nodes { id } } }",
    ),
}

SELECTIONS: dict[str, Case] = {
    "links_to_one": Case('{ place(id: "r1") { name } commitment(id: "r2") { origin { __typename id } } }'),
    "links_to_one_nested": Case(
        '{ stakeholder(id: "r1") { place { name partOf { name partOf { name } } } owner { name } } }'
    ),
    "links_to_many": Case('{ commitment(id: "r1") { milestones(first: 3) { nodes { title status } } } }'),
    "links_to_many_of_two_hops": Case('{ stakeholder(id: "r1") { activities(first: 3) { nodes { name } } } }'),
    "links_to_many_counted": Case('{ stakeholder(id: "r1") { activities { totalCount } members { totalCount } } }'),
    "links_to_many_ordered_after": Case(
        'query ($after: String) { commitment(id: "r1") { milestones(first: 3, after: $after, '
        "orderBy: {field: DUE, direction: DESC}) { edges { cursor node { title } } "
        "pageInfo { hasPreviousPage startCursor } } } }",
        {"after": '["2026-01-01", "r7"]'},
    ),
    "links_as_list": Case('{ place(id: "r1") { externalIds { scheme value } } }'),
    "links_six_levels_deep": Case(
        '{ dialogueProcess(id: "r1") { sessions(first: 2) { nodes { participations(first: 2) { nodes { '
        "participant { memberships(first: 2) { nodes { organization { "
        " commitmentsMade(first: 2) { nodes { title } } } } } } } } } } } }"
    ),
    "totals_on_three_levels": Case(
        "{ dialogueProcesses(first: 2) { totalCount nodes { sessions(first: 2) { totalCount nodes { "
        "participations(first: 2) { totalCount nodes { capacity } } } } } } }"
    ),
    "stored_dates_and_moments": Case(
        '{ dialogueSession(id: "r1") { start { local zone utc } end { utc } languages } '
        'commitment(id: "r2") { due { edtf earliest latest } made { edtf } } }'
    ),
    "stored_text_by_locale": Case(
        'query ($locale: Locale) { place(id: "r1") { name(locale: $locale) entered: name nameLocale } }',
        {"locale": "kmr"},
    ),
    "stored_value_under_several_aliases": Case(
        '{ place(id: "r1") { name a: name b: name again: version version kind k: kind } }'
    ),
    "aliases_of_one_link": Case(
        '{ commitment(id: "r1") { few: milestones(first: 1) { nodes { title } } '
        "many: milestones(first: 50) { nodes { title } } } }"
    ),
    "aliases_of_one_root": Case(
        '{ a: place(id: "r1") { name } b: place(id: "r2") { name } c: places(first: 1) { totalCount } }'
    ),
    "fragments_on_concrete_types": Case(
        "{ stakeholders(first: 2) { nodes { __typename name ... on Person { familyName birthDate { edtf } } "
        "... on GovernmentBody { level branch } ... on Organization { classification } } } }"
    ),
    "fragments_share_a_link": Case(
        "{ stakeholders(first: 2) { nodes { ...About ... on Person { familyName } } } } "
        "fragment About on Stakeholder { id areas(first: 2) { nodes { code } } }"
    ),
    "fragments_with_a_link_of_one_type": Case(
        '{ node(id: "r1") { id ... on Commitment { milestones(first: 2) { nodes { title } } } '
        "... on DialogueSession { agenda(first: 2) { nodes { title } } } } }"
    ),
    "fragments_in_fragments": Case(
        '{ node(id: "r1") { ...A } } fragment A on Record { id ...B ... @include(if: true) { version } } '
        "fragment B on Stakeholder { name ... on Person { gender } }"
    ),
    "abstract_type_of_two_levels": Case(
        '{ commitment(id: "r1") { origin { ... on Recommendation { text issuers: issuedBy { name } } '
        "... on DialogueSession { name process { name } } } } }"
    ),
    "included_and_skipped_by_literal": Case(
        '{ place(id: "r1") { id name @include(if: false) kind @skip(if: true) version @include(if: true) } }'
    ),
    "included_by_variable": Case(
        'query ($yes: Boolean!, $no: Boolean!) { place(id: "r1") { id name @include(if: $yes) '
        "kind @include(if: $no) version @skip(if: $no) ... @skip(if: $yes) { created } } }",
        {"yes": True, "no": False},
    ),
    "nothing_included": Case("query ($no: Boolean = false) { places @include(if: $no) { totalCount } }"),
    "several_roots": Case(
        '{ stakeholders(first: 1) { nodes { name } } place(id: "r1") { name } '
        "commitments(first: 1) { totalCount } dialogueSessions(last: 1) { nodes { status } } }"
    ),
    "eight_roots": Case(
        '{ a: stakeholder(id: "r1") { name } b: place(id: "r1") { name } c: activity(id: "r1") { name } '
        'd: commitment(id: "r1") { title } e: recommendation(id: "r1") { text } f: dialogueSession(id: "r1") { name } '
        'g: dialogueProcess(id: "r1") { name } h: cooperationArea(id: "r1") { name } }'
    ),
}

FILTERS: dict[str, Case] = {
    "filter_text": filtered(
        "activities",
        '{sector: {eq: "Protection", in: ["a", "b"], contains: "c", startsWith: "d", endsWith: "e", isNull: false}}',
    ),
    "filter_name": filtered("places", '{name: {contains: "Erb"}}'),
    "filter_id": filtered("activities", '{id: {in: ["r1", "r2"]}}'),
    "filter_integer": filtered("activities", "{peopleReached: {eq: 1, in: [1, 2], lt: 9, lte: 8, gt: 0, gte: 1}}"),
    "filter_boolean": filtered("commitments", "{overdue: {eq: true}}"),
    "filter_enum": filtered("commitments", "{status: {eq: KEPT}, kind: {in: [PLEDGE, POLICY]}}"),
    "filter_texts": filtered("people", '{languages: {has: "ckb", hasAny: ["ku", "ar"]}}'),
    "filter_instant": filtered("places", '{created: {gte: "2026-01-01T00:00:00Z", lt: "2026-02-01T00:00:00Z"}}'),
    "filter_moment": filtered("dialogueSessions", '{start: {gt: "2026-01-01T00:00:00+03:00", isNull: false}}'),
    "filter_fuzzy_date": filtered(
        "commitments",
        '{due: {before: "2026-01-01", after: "2024-01-01", onOrBefore: "2025-12-31", onOrAfter: "2024-01-02", '
        'on: "2025-06-01"}}',
    ),
    "filter_missing": filtered("commitments", "{due: {isNull: true}, text: {isNull: false}}"),
    "filter_comparison_with_null": filtered("places", "{name: {eq: null}}"),
    "filter_type": filtered("stakeholders", "{type: {in: [Person, Organization]}}"),
    "filter_and_or_not": filtered(
        "places",
        '{and: [{name: {eq: "a"}}, {kind: {eq: COUNTRY}}], or: [{name: {eq: "b"}}, {pCode: {isNull: true}}], '
        'not: {name: {startsWith: "c"}}}',
    ),
    "filter_empty": filtered("places", "{}"),
    "filter_empty_lists": filtered("places", "{and: [], or: []}"),
    "filter_null_members": filtered("places", "{and: null, name: null, not: {kind: null}}"),
    "filter_link_to_one": filtered("memberships", '{organization: {name: {eq: "UNHCR"}}}'),
    "filter_links_some": filtered("commitments", '{makers: {some: {name: {eq: "UNHCR"}}}}'),
    "filter_links_none": filtered("commitments", "{evidence: {none: {kind: {eq: NEWS}}}}"),
    "filter_links_none_at_all": filtered("commitments", "{evidence: {none: {}}}"),
    "filter_links_every": filtered("commitments", "{milestones: {every: {status: {eq: KEPT}}}}"),
    "filter_links_single": filtered("commitments", '{areas: {single: {code: {eq: "transparency"}}}}'),
    "filter_links_within_links": filtered(
        "stakeholders", '{activities: {some: {places: {every: {partOf: {name: {eq: "Duhok"}}}}}}}'
    ),
    "filter_by_a_linked_record": filtered("activities", '{places: {some: {id: {eq: "r1"}}}, status: {eq: ONGOING}}'),
    "filter_by_an_external_id": filtered(
        "places", '{externalIds: {some: {scheme: {eq: "pcode"}, value: {eq: "IQG15"}}}}'
    ),
    "filter_in_a_sought_page": page("places", 'first: 2, where: {name: {startsWith: "a"}}', "totalCount nodes { id }"),
    "filter_of_a_link": Case(
        '{ stakeholder(id: "r1") { activities(first: 2, where: {kind: {eq: TRAINING}}) { totalCount nodes { id } } } }'
    ),
    "filter_by_variable": Case(
        "query ($where: CommitmentFilter) { commitments(first: 2, where: $where) { nodes { id } } }",
        {"where": {"or": [{"status": {"eq": "KEPT"}}, {"due": {"isNull": True}}], "title": {"contains": "water"}}},
        "walk",
    ),
}

CASES: dict[str, Case] = {**ROOTS, **PAGES, **SELECTIONS, **FRAGMENTS, **FILTERS}
