"""The cases of the snapshot tests that ask handwritten sources; see `cases.py`."""

from __future__ import annotations

from tests.graph.case import Case

FRAGMENTS: dict[str, Case] = {
    "collaborators": Case(
        '{ stakeholder(id: "r1") { collaborators(first: 2) { totalCount edges { strength cursor '
        "ties { kind count firstDate lastDate evidence(first: 2) { __typename id } } node { name } } } } }"
    ),
    "collaborators_by_everything": Case(
        "query ($via: [TieKind!], $area: ID, $place: ID, $since: Date, $until: Date, $after: String) { "
        'stakeholder(id: "r1") { collaborators(via: $via, area: $area, place: $place, since: $since, until: $until, '
        "first: 2, after: $after) { nodes { name } pageInfo { hasNextPage hasPreviousPage endCursor } } } }",
        {
            "via": ["ACTIVITY", "COMMITMENT"],
            "area": "r2",
            "place": "r3",
            "since": "2024-01-01",
            "until": "2026-01-01",
            "after": '[3, "r7"]',
        },
    ),
    "paths": Case(
        '{ paths(from: "r1", to: "r2", first: 2) { totalCount edges { length strength cursor node { name } steps { '
        "kind reason one { id } other { id name } evidence(first: 2) { __typename id } } } } }"
    ),
    "paths_by_everything": Case(
        "query ($via: [TieKind!], $avoid: [ID!], $max: Int, $after: String) { "
        'paths(from: "r1", to: "r2", via: $via, avoid: $avoid, maxLength: $max, first: 2, after: $after) '
        "{ nodes { name } pageInfo { hasNextPage } } }",
        {"via": ["ACTIVITY"], "avoid": ["r3"], "max": 6, "after": '[3, 1, "r1", "r7"]'},
    ),
    "collaborators_weighed": Case(
        "query ($weights: TieWeights, $halfLife: Float, $asOf: Date) { stakeholder(id: 1) { collaborators("
        "weights: $weights, halfLife: $halfLife, asOf: $asOf) { edges { weight ties { weight direction } } } } }",
        {"weights": {"funding": 2.0}, "halfLife": 3.0, "asOf": "2024-01-01"},
    ),
    "ties": Case(
        "query ($via: [TieKind!], $since: Date) { ties(among: [1, 2], via: $via, since: $since, first: 2) { totalCount "
        "edges { strength weight cursor node { id } other { name } ties { kind evidence(first: 2) { id } } } } }",
        {"via": ["FUNDING"], "since": "2024-01-01"},
    ),
    "mutual_collaborators": Case(
        "{ mutualCollaborators(of: [1, 2], first: 2) { totalCount edges { weakest strength weight node { name } "
        "ties { kind count stakeholder { id name } evidence { id } } } } }"
    ),
    "tie_changes": Case(
        '{ tieChanges(of: 1, from: "2023-01-01", to: "2024-01-01", first: 2) { edges { day node { name } '
        "gained { kind evidence(first: 2) { id } } lost { kind lastDate } } } }"
    ),
    "introductions": Case(
        "{ introductions(to: 1, first: 2) { totalCount edges { length strength source { name } node { name } "
        "steps { kind reason } } } }"
    ),
    "network": Case(
        '{ network(around: ["r1"], depth: 2, first: 9) { total shown linksTotal links { a b kind strength } '
        "nodes { distance degree x y stakeholder { __typename name } } } }"
    ),
    "network_by_everything": Case(
        "query ($around: [ID!]!, $via: [TieKind!], $area: ID, $place: ID, $depth: Int! = 1) { "
        "network(around: $around, via: $via, area: $area, place: $place, depth: $depth) { nodes { degree } } }",
        {"around": ["r1", "r2"], "via": ["ACTIVITY"], "area": "r3", "place": "r4"},
    ),
    "quadrant": Case(
        '{ quadrant(on: "r1", first: 9) { total points { stakeholder { __typename name } assessments influence '
        "influenceSpread interest position engagement stances(first: 3) { position assessedBy { name } } } } }"
    ),
    "quadrant_at": Case(
        'query ($at: Date!) { quadrant(on: "r1", at: $at) { total points { interest positionSpread } } }',
        {"at": "2026-01-01"},
    ),
    "brokers": Case(
        "{ brokers(first: 9) { stakeholders ties approximate sampled ranked { betweenness closeness degree pageRank "
        "constraint stakeholder { __typename name } } } }"
    ),
    "influence_by_everything": Case(
        "query ($kinds: [TieKind!], $area: ID, $place: ID, $since: Date, $until: Date, $first: Int! = 20) { "
        "influence(kinds: $kinds, area: $area, place: $place, since: $since, until: $until, first: $first) "
        "{ ties ranked { pageRank } } }",
        {"kinds": ["ACTIVITY"], "area": "r3", "place": "r4", "since": "2024-01-01", "until": "2026-01-01"},
    ),
    "communities": Case(
        "{ communities(kinds: [ACTIVITY], first: 9) { total modularity communities { name size areas { code } "
        "places { name } members(first: 3) { id } } } }"
    ),
    "confidential": Case(
        '{ supportCase(id: "r1") { reference personName } supportCases(first: 2) { nodes { account organization { '
        "email } } } }"
    ),
    "search": Case(
        '{ search(text: "Hewlêr", types: [Place], first: 2) { totalCount edges { score matched node { id } } } }'
    ),
    "duplicate_candidates": Case(
        '{ duplicateCandidates(types: [Person, Place], of: ["r1"], atLeast: 0.5, first: 2) { totalCount edges { score '
        "node { id } other { id } reasons { kind one other weight evidence(first: 2) { id } } } } }"
    ),
    "merge_preview": Case(
        '{ mergePreview(keep: "r1", merge: "r2") { kept { id } merged { id } fields { field kept merged stands '
        "conflict confidential } links { link count moved shared conflict takeable } obstacles { kind message } } }"
    ),
    "who_can_see": Case(
        '{ whoCanSee(id: "r1") { record { id } total clauses { sentence } people { email accountId because } } }'
    ),
    "coverage": Case(
        '{ coverage(rows: GROUP, placeKind: GOVERNORATE, where: {name: {startsWith: "A"}}) { activities cellCount '
        "rows { key record { id } percentOfActivities } cells { columnKey activities(first: 2) { id } filter } } }"
    ),
    "coverage_of_words": Case("{ coverage(rows: TYPE, columns: KIND) { considered cells { rowKey columnKey } } }"),
    "gaps": Case(
        "{ gaps(kind: NOBODY, first: 3) { total gaps { rowKey column { id } planned { id } calledForBy { id } } } }"
    ),
    "gaps_of_a_kind": Case(
        "{ gaps(kind: NOBODY_OF_KIND, of: [YOUTH_NETWORK], rows: PLACE, columns: KIND) { total gaps { filter } } }"
    ),
    "gaps_fewer_than": Case("{ gaps(kind: FEWER_THAN, n: 2, rows: PLACE, columns: AREA) { total gaps { rowKey } } }"),
    "gaps_ended": Case("{ gaps(kind: ENDED, first: 3) { total gaps { organizations activities { id } } } }"),
    "overlaps": Case(
        "{ overlaps(moreThan: 2, placeKind: DISTRICT) { total overlaps { organizations { id } filter } } }"
    ),
    "explain_access": Case(
        '{ explainAccess(id: "r1", user: "x@example.org") { user active sees clauses { met sentence } } }'
    ),
    "collaborators_filtered": Case(
        '{ stakeholder(id: "r1") { collaborators(first: 2, where: {type: {eq: Person}, name: {startsWith: "A"}}) '
        "{ totalCount nodes { name } } } }"
    ),
    "collaborators_of_a_page": Case(
        "{ stakeholders(first: 2) { nodes { name collaborators(via: [MEMBERSHIP], last: 2) { nodes { name } } } } }"
    ),
    "conflicts": Case(
        '{ dialogueSession(id: "r1") { conflicts(first: 2) { totalCount edges { cursor node { name } '
        "session { name start { utc } } participation { capacity } } } } }"
    ),
    "conflicts_after": Case(
        'query ($after: String) { dialogueSession(id: "r1") { conflicts(first: 2, after: $after) '
        "{ nodes { name } pageInfo { hasPreviousPage } } } }",
        {"after": '["2026-01-01T10:00:00Z", "r5", "r7"]'},
    ),
}
