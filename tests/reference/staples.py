"""Operations written by hand for what chance draws seldom: ties with all arguments, filters through links.

Their texts are the same in every world, so that only values change: a variable's name or type tells what to give it.
"""

from __future__ import annotations

import random
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLSchema, OperationDefinitionNode, parse, print_ast

from graph.searches import TYPES
from graph.ties import KINDS
from tests.reference import cursors
from tests.reference.operands import (
    ABSENT_VARIABLE,
    HALF_LIVES,
    TOPICS,
    Operands,
    Sample,
    Samples,
    nullable,
    sought,
    weights,
)
from tests.reference.operations import Operation, Variable
from tests.reference.worlds import DAYS

STAKEHOLDERS = ("Organization", "GovernmentBody", "CivilSocietyGroup", "YouthNetwork", "Person")
TIES = """edges { strength weight cursor node { id name __typename }
          ties { kind count firstDate lastDate weight direction evidence(first: $few) { id } } }"""
MUTUAL = """totalCount edges { weakest strength weight node { id name } ties { stakeholder { id } kind count weight
          direction firstDate lastDate evidence { id } } }"""
MATRIX = """activities considered organizations peopleReached reporting rowCount columnCount cellCount
          rows { key record { id } organizations activities peopleReached reporting percentOfActivities }
          columns { key record { id } organizations activities peopleReached reporting percentOfActivities }
          cells { rowKey row { id } columnKey column { id } organizations activityCount peopleReached reporting
            percentOfRow percentOfActivities activities(first: 2) { id name } filter }"""
OVERLAPS = """total overlaps { rowKey row { id } columnKey column { id } organizationCount
          activityCount activities { id } organizations(first: 2) { id name } filter }"""
STAPLES = (
    f"""query Tied($stakeholder: ID!, $few: Int! = 5) {{ stakeholder(id: $stakeholder) {{ id
        collaborators {{ totalCount {TIES} }} }} }}""",
    f"""query TiedBy($stakeholder: ID!, $kinds: [TieKind!]!, $since: Date!, $until: Date!, $few: Int! = 2) {{
        stakeholder(id: $stakeholder) {{ collaborators(via: $kinds, since: $since, until: $until) {{ {TIES} }} }} }}""",
    f"""query Near($stakeholder: ID!, $place: ID!, $since: Date!, $few: Int! = 2) {{ stakeholder(id: $stakeholder) {{
        collaborators(place: $place, since: $since) {{ totalCount {TIES} }} }} }}""",
    f"""query Decayed($stakeholder: ID!, $kinds: [TieKind!]!, $weights: TieWeights!, $halfLife: Float!, $asOf: Date!,
        $few: Int! = 2) {{ stakeholder(id: $stakeholder) {{ asked: collaborators(via: $kinds, weights: $weights,
          halfLife: $halfLife, asOf: $asOf) {{ {TIES} }}
        today: collaborators(weights: $weights, halfLife: $halfLife) {{
          edges {{ strength weight node {{ id }} }} }}
        weighed: collaborators(weights: {{activity: 2, funding: 0.5, membership: 0.25, secretariat: 3, meeting: 0,
          dialogueSession: 1.5, commitment: 4, agreement: 1}}) {{ edges {{ weight node {{ id }} }} }} }} }}""",
    f"""query Among($among: [ID!]!, $kinds: [TieKind!]!, $since: Date, $few: Int! = 2, $pair: String) {{
        all: ties(among: $among) {{ totalCount edges {{ weight node {{ id }} other {{ id name }} }} }}
        ties(among: $among, via: $kinds, since: $since, first: 3, after: $pair) {{ {TIES}
          pageInfo {{ hasNextPage }} }} }}""",
    f"""query AmongOn($among: [ID!]!, $area: ID!, $place: ID!, $until: Date!, $few: Int! = 2, $weights: TieWeights!,
        $pair: String) {{
        ties(among: $among, area: $area) {{ totalCount {TIES} }}
        in: ties(among: $among, place: $place) {{ totalCount edges {{ weight node {{ id }} other {{ id }} }} }}
        back: ties(among: $among, last: 2, before: $pair, halfLife: 730, asOf: "2016-01-01") {{ nodes {{ id }}
          pageInfo {{ hasPreviousPage }} }}
        weighed: ties(among: $among, until: $until, weights: $weights) {{ {TIES} }} }}""",
    f"""query Mutual($one: [ID!]!, $two: [ID!]!, $three: [ID!]!, $halfLife: Float!, $asOf: Date!) {{
        mutualCollaborators(of: $one, halfLife: $halfLife, asOf: $asOf) {{ {MUTUAL} }}
        two: mutualCollaborators(of: $two) {{ {MUTUAL} }}
        three: mutualCollaborators(of: $three) {{ {MUTUAL} }} }}""",
    """query MutualBy($among: [ID!]!, $kinds: [TieKind!]!, $area: ID!, $place: ID!, $since: Date!, $until: Date,
        $weights: TieWeights!) {
        by: mutualCollaborators(of: $among, via: $kinds) { totalCount nodes { id } edges { strength ties { kind } } }
        in: mutualCollaborators(of: $among, place: $place, until: $until) { edges { weakest node { id } } }
        on: mutualCollaborators(of: $among, area: $area, weights: $weights) { edges { weakest node { id } } }
        since: mutualCollaborators(of: $among, since: $since, where: {name: {contains: "a"}}) { totalCount } }""",
    """query MutualPages($two: [ID!]!, $size: Int!, $mutual: String) {
        ahead: mutualCollaborators(of: $two, first: $size, after: $mutual) { edges { cursor node { id } }
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
        back: mutualCollaborators(of: $two, last: $size, before: $mutual) { nodes { id }
          pageInfo { hasNextPage hasPreviousPage } } }""",
    """query Changes($stakeholder: ID!, $since: Date!, $until: Date!, $kinds: [TieKind!]!, $few: Int! = 3) {
        tieChanges(of: $stakeholder, from: $since, to: $until) { totalCount edges { day node { id }
          gained { kind count firstDate lastDate weight direction evidence(first: $few) { id } }
          lost { kind count firstDate lastDate evidence(first: $few) { id } } } }
        since: tieChanges(of: $stakeholder, from: "2010-06-30", to: $until, via: $kinds, first: 2) {
          edges { day gained { kind } lost { kind } } pageInfo { hasNextPage } } }""",
    """query ChangesPages($stakeholder: ID!, $size: Int!, $change: String) {
        ahead: tieChanges(of: $stakeholder, from: "2010-06-30", to: "2030-01-01", first: $size, after: $change) {
          edges { cursor day node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
        back: tieChanges(of: $stakeholder, from: "2010-06-30", to: "2030-01-01", last: $size, before: $change) {
          nodes { id } pageInfo { hasNextPage hasPreviousPage } } }""",
    """query Introduced($stakeholder: ID!, $size: Int!) { introductions(to: $stakeholder, first: $size, maxLength: 5) {
        totalCount pageInfo { hasNextPage } edges { cursor length strength source { id name } node { id }
          steps { kind reason one { id } other { id } evidence { id } } } } }""",
    """query IntroducedPages($stakeholder: ID!, $size: Int!, $contact: String) {
        ahead: introductions(to: $stakeholder, first: $size, after: $contact) { edges { cursor node { id } }
          pageInfo { hasNextPage hasPreviousPage } }
        back: introductions(to: $stakeholder, last: $size, before: $contact) { nodes { id }
          pageInfo { hasNextPage hasPreviousPage } } }""",
    """query PathsPages($stakeholder: ID!, $other: ID!, $size: Int!, $path: String) {
        ahead: paths(from: $stakeholder, to: $other, first: $size, after: $path) { edges { cursor length }
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
        back: paths(from: $stakeholder, to: $other, last: $size, before: $path) { nodes { id }
          pageInfo { hasNextPage hasPreviousPage } } }""",
    """query PathsRound($stakeholder: ID!, $other: ID!, $ids: [ID!]!) {
        round: paths(from: $stakeholder, to: $other, avoid: $ids, maxLength: 4) { totalCount edges { length } }
        named: paths(from: $stakeholder, to: $other, where: {name: {contains: "a"}}) { totalCount } }""",
    """query PathsBy($stakeholder: ID!, $other: ID!, $kinds: [TieKind!]!) { paths(from: $stakeholder, to: $other,
        via: $kinds) { totalCount edges { length strength node { id } steps { kind reason evidence { id } } } } }""",
    f"""query On($stakeholder: ID!, $area: ID!, $until: Date!, $few: Int! = 3) {{ stakeholder(id: $stakeholder) {{
        collaborators(area: $area, until: $until) {{ {TIES} pageInfo {{ hasNextPage }} }} }} }}""",
    """query Ahead($stakeholder: ID!, $size: Int!, $ties: String) { stakeholder(id: $stakeholder) {
        collaborators(first: $size, after: $ties) { totalCount edges { cursor strength node { id } }
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }""",
    """query Back($stakeholder: ID!, $size: Int!, $ties: String) { stakeholder(id: $stakeholder) {
        collaborators(last: $size, before: $ties) { nodes { id name } edges { cursor node { id } }
          pageInfo { hasNextPage hasPreviousPage } } } }""",
    """query EveryTie($size: Int!) { stakeholders(first: $size) { nodes { id
        collaborators(where: {name: {contains: "a"}}) {
        totalCount edges { strength node { name } ties { kind count evidence { id __typename } } } } } } }""",
    """query Paths($stakeholder: ID!, $other: ID!, $size: Int!) { paths(from: $stakeholder, to: $other, first: $size) {
        totalCount pageInfo { hasNextPage } edges { length strength node { id } steps { kind reason one { id }
          other { id } evidence { id } } } } }""",
    """query Network($around: [ID!]!, $size: Int!) { network(around: $around, first: $size) { total shown linksTotal
        nodes { stakeholder { id name __typename } distance degree x y } links { a b kind strength direction } } }""",
    """query Wider($around: [ID!]!, $kinds: [TieKind!]!, $size: Int!) {
        network(around: $around, depth: 2, via: $kinds, first: $size) { total shown nodes { stakeholder { id }
          distance x y } links { a b kind strength direction } } }""",
    """query Widest($around: [ID!]!) { network(around: $around, depth: 3, first: 60) { total shown linksTotal
        nodes { stakeholder { id } distance degree } links { a b kind strength } } }""",
    """query NetworkOn($around: [ID!]!, $area: ID!) { network(around: $around, area: $area, depth: 2, first: 30) {
        total shown linksTotal nodes { stakeholder { id } } links { a b kind strength } } }""",
    """query NetworkIn($around: [ID!]!, $place: ID!) { network(around: $around, place: $place, first: 30) {
        total shown linksTotal nodes { stakeholder { id } } links { a b kind strength } } }""",
    """query Brokers($size: Int!) { brokers(first: $size) { stakeholders ties approximate sampled ranked {
        stakeholder { id name } betweenness closeness degree pageRank constraint } } }""",
    """query Influence($kinds: [TieKind!]!) { influence(kinds: $kinds, first: 100) { stakeholders ties ranked {
        stakeholder { id } betweenness closeness degree pageRank constraint } } }""",
    """query BrokersOn($area: ID!, $place: ID!, $kinds: [TieKind!]!) {
        on: brokers(area: $area, since: "2015-01-01") { stakeholders ties ranked { stakeholder { id } betweenness } }
        in: brokers(place: $place, until: "2030-01-01", kinds: $kinds) { stakeholders ties
          ranked { stakeholder { id } betweenness } } }""",
    """query InfluenceIn($area: ID!, $place: ID!) {
        in: influence(place: $place, until: "2030-01-01") { stakeholders ties ranked {
          stakeholder { id } pageRank constraint } }
        on: influence(area: $area, since: "2013-01-01") { stakeholders ties ranked { stakeholder { id } degree } } }""",
    """query Communities($size: Int!) { communities(first: $size) { stakeholders ties total modularity communities {
        name size areas { id } places { id } members(first: 100) { id __typename } } } }""",
    """query CommunitiesOf($area: ID!, $place: ID!, $kinds: [TieKind!]!) {
        of: communities(kinds: $kinds) { total modularity communities { name size members(first: 3) { id } } }
        in: communities(place: $place, until: "2030-01-01") { total communities { name size } }
        on: communities(area: $area, since: "2013-01-01") { total communities { name size } } }""",
    """query Conflicts($size: Int!, $clashes: String) { dialogueSessions(first: 20) { nodes { id
        conflicts(first: $size, after: $clashes) { totalCount pageInfo { hasNextPage hasPreviousPage }
          edges { cursor node { id name } session { id start { utc } } participation { id partstat } } } } } }""",
    """query ConflictsBack($size: Int!, $clashes: String) { dialogueSessions(last: 20) { nodes { id
        found: conflicts(where: {name: {contains: "a"}}) { totalCount }
        all: conflicts(first: 5) { edges { cursor node { id } session { id } participation { id } } }
        conflicts(last: $size, before: $clashes) { nodes { id } pageInfo { hasNextPage hasPreviousPage } } } } }""",
    """query Shared($size: Int!, $first: ActivityFilter) {
        stakeholders(first: 20, where: {activities: {some: $first}}) { totalCount nodes { id
          activities(first: $size, orderBy: {field: START, direction: DESC}) { totalCount
            nodes { id start { edtf } } } } } }""",
    """query Without($second: StakeholderFilter) {
        every: activities(where: {organizations: {every: $second}}) { totalCount nodes { id } }
        lone: activities(where: {organizations: {single: $second}}) { totalCount }
        some: activities(where: {not: {organizations: {none: $second}}}) { totalCount nodes { id
          organizations(last: 3) { totalCount nodes { id name } } } } }""",
    """query Identified($text: String!) { stakeholders(where: {externalIds: {some: {and: [{scheme: {eq: "wikidata"}},
        {or: [{value: {contains: $text}}, {not: {value: {startsWith: $text}}}]}]}}}) {
        totalCount nodes { id externalIds { scheme value } } } }""",
    """query Keyed($ids: [ID!]!) {
        stakeholders(where: {id: {in: $ids}}) { totalCount nodes { id } }
        commitments(where: {id: {in: $ids}}) { totalCount nodes { id } } }""",
    """query Anchored($ids: [ID!]!, $id: ID!) {
        of: activities(where: {organizations: {some: {id: {in: $ids}}}}) { totalCount nodes { id } }
        by: commitments(where: {makers: {some: {id: {in: $ids}}}}) { totalCount nodes { id } }
        from: stakeholders(where: {commitmentsMade: {some: {id: {eq: $id}}}}) { totalCount nodes { id } } }""",
    """query Quantified($size: Int!) {
        one: commitments(first: $size, where: {makers: {single: {}}}) { totalCount nodes { id } }
        none: commitments(where: {makers: {none: {}}}) { totalCount }
        every: commitments(where: {makers: {every: {name: {contains: "a"}}}}) { totalCount }
        some: activities(where: {organizations: {some: {}}}) { totalCount }
        lone: activities(where: {organizations: {single: {}}}) { totalCount } }""",
    """query Stakeholders($size: Int!, $where: StakeholderFilter, $orderBy: StakeholderOrderInput, $locale: Locale!) {
        stakeholders(first: $size, where: $where, orderBy: $orderBy) { totalCount
          edges { cursor node { id name(locale: $locale) nameLocale(locale: $locale) acronym marking version
            owner { id } place { name partOf { name } } externalIds { scheme value }
            ... on Person { familyName languages birthDate { edtf earliest latest } }
            ... on GovernmentBody { level founded { latest } } } }
          pageInfo { hasNextPage hasPreviousPage } } }""",
    """query Shapes($ids: [ID!]!, $size: Int!) { nodes(ids: $ids) { id
        ... on Person { same: familyName list: memberships(first: $size) { nodes { id role } } }
        ... on Organization { same: classification place { id }
          list: memberships(last: 2) { nodes { role id } totalCount } }
        ... on Stakeholder { place { name } __typename name ... on CivilSocietyGroup { place { kind } name } }
        ... on Activity { when: start { edtf } kinds: kind }
        ... on DialogueSession { when: start { utc local } process { id } }
        ... on Commitment { when: due { latest edtf } origin { id ... on DialogueSession { process { name } } } }
        __typename marking } }""",
    """query Commitments($size: Int!, $where: CommitmentFilter, $orderBy: CommitmentOrderInput) {
        commitments(last: $size, where: $where, orderBy: $orderBy) { totalCount nodes { id title overdue status
          due { edtf } makers(first: 3) { totalCount nodes { id } } addressees(last: 2) { nodes { name } }
          origin { id __typename ... on Recommendation { text } ... on DialogueSession { name } }
          milestones(first: 3) { nodes { overdue } } evidence(first: 2) { totalCount nodes { title proves { id } } } }
          pageInfo { hasNextPage hasPreviousPage } } }""",
    """query Required($size: Int!) { memberships(first: $size) { nodes {
          id member { id } organization { name } post { name } } }
        node(id: "absent") { id } }""",
    """query Broken($any: ID!) { node(id: $any) { id
        ... on Participation { session { id name } participant { id } onBehalfOf { id } }
        ... on Evidence { proves { id } } ... on Milestone { commitment { title } }
        ... on Stakeholder { place { id } members(first: 4) { edges { node { member { name } } } } } } }""",
    """query BrokenList($ids: [ID!]!) { nodes(ids: $ids) { id
        ... on ActivityRole { activity { id } organization { id } }
        ... on AgendaItem { session { id } } ... on Response { recommendation { id } }
        ... on Membership { organization { id } }
        ... on DialogueSession { process { id } participations(first: 5) { nodes { participant { id } } } } } }""",
    """query Found($sought: String!, $searched: [SearchedType!], $locale: Locale, $hit: String) {
        all: search(text: $sought, first: 40) { totalCount nodes { id } }
        search(text: $sought, types: $searched, locale: $locale, first: 3, after: $hit) { totalCount
          edges { cursor score matched node { id __typename marking } }
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }""",
    """query FoundBack($sought: String!, $size: Int!, $hit: String) {
        ahead: search(text: $sought, first: $size, after: $hit) { nodes { id } pageInfo { hasPreviousPage } }
        search(text: $sought, last: $size, before: $hit) {
          nodes { id } edges { cursor score } pageInfo { hasNextPage hasPreviousPage startCursor } } }""",
    """query TwinsPages($size: Int!, $twin: String) {
        ahead: duplicateCandidates(atLeast: 0, first: $size, after: $twin) { edges { cursor node { id } }
          pageInfo { hasNextPage hasPreviousPage } }
        back: duplicateCandidates(atLeast: 0, last: $size, before: $twin) { nodes { id } edges { score }
          pageInfo { hasNextPage hasPreviousPage } } }""",
    """query Twins($twins: [DuplicateType!], $least: Float!, $size: Int!, $twin: String) {
        all: duplicateCandidates(atLeast: 0, first: 60) { totalCount nodes { id } }
        duplicateCandidates(types: $twins, atLeast: $least, first: $size, after: $twin) { totalCount
          edges { cursor score node { id __typename } other { id marking }
            reasons { kind one other weight evidence(first: 3) { id } } }
          pageInfo { hasNextPage hasPreviousPage } } }""",
    """query TwinsOf($around: [ID!]!, $ids: [ID!]!) {
        of: duplicateCandidates(of: $around, atLeast: 0.3, first: 30) { totalCount edges { score other { id } } }
        among: duplicateCandidates(among: $ids, atLeast: 0, first: 30) { totalCount edges { score other { id } } } }""",
    """query Merged($keptPlace: ID!, $mergedPlace: ID!, $keptOne: ID!, $mergedOne: ID!, $any: ID!) {
        places: mergePreview(keep: $keptPlace, merge: $mergedPlace) { kept { id } merged { id version }
          fields { field stands conflict confidential json_kept: kept json_merged: merged }
          links { link count moved shared conflict takeable } obstacles { kind message } }
        ones: mergePreview(keep: $keptOne, merge: $mergedOne) { kept { id __typename } merged { id }
          fields { field stands conflict confidential json_kept: kept json_merged: merged }
          links { link count moved shared conflict takeable } obstacles { kind message } }
        any: mergePreview(keep: $keptOne, merge: $any) { merged { id } obstacles { kind message } } }""",
    """query Twice($keptTwo: ID!, $mergedTwo: ID!) {
        mergePreview(keep: $keptTwo, merge: $mergedTwo) { kept { id } fields { field json_kept: kept } links { link
          count moved } obstacles { kind } } }""",
    """query Said($any: ID!, $size: Int!, $said: String) { history(id: $any, first: $size, after: $said) { totalCount
        edges { cursor node { id recordId recordType time operation actor reason version json1: before json2: after
          linked(first: 6) { totalCount nodes { id __typename } } } } pageInfo { hasNextPage hasPreviousPage } } }""",
    f"""query Matrix($rows: CoverageAxis!, $columns: CoverageAxis!, $level: PlaceKind!, $where: ActivityFilter!) {{
        all: coverage(rows: $rows, columns: $columns) {{ {MATRIX} }}
        own: coverage(rows: $rows, columns: $columns, where: $where) {{ {MATRIX} }}
        wide: coverage(rows: $columns, placeKind: $level) {{ activities columns {{ key activities organizations }}
          cells {{ rowKey columnKey organizations filter }} }} }}""",
    """query Lacking($axis: GapAxis!, $level: PlaceKind!, $kind: GapKind!, $few: Int! = 3, $types: [PartyType!]!,
        $where: ActivityFilter) {
        gaps(kind: $kind, n: $few, of: $types, rows: $axis, placeKind: $level, where: $where, first: 9) { total gaps {
          rowKey row { id } columnKey column { id } organizations activityCount activities { id } plannedCount
          planned(first: 2) { id } calledForCount calledForBy(first: 3) { id __typename } filter } }
        none: gaps(kind: NOBODY, rows: PLACE, columns: AREA, placeKind: $level) { total gaps { rowKey columnKey } }
        more: overlaps(moreThan: $few, columns: $axis, where: $where) { total overlaps { rowKey columnKey } } }""",
    """query Wanted($axis: GapAxis!, $few: Int! = 3) {
        gaps(kind: NOBODY, rows: AREA, columns: PLACE, first: $few) { total gaps { rowKey columnKey
          row { id } column { id } calledForCount calledForBy(first: 3) { id __typename } planned { id } } }
        kinds: gaps(kind: NOBODY, rows: AREA, columns: $axis, first: 30) { gaps { calledForBy { id } filter } } }""",
    f"""query Overlapping($axis: GapAxis!, $level: PlaceKind!) {{
        any: overlaps(moreThan: 0, columns: $axis) {{ {OVERLAPS} }}
        same: overlaps(moreThan: 1, rows: $axis, columns: AREA) {{ {OVERLAPS} }}
        in: overlaps(moreThan: 1, placeKind: $level) {{ {OVERLAPS} }} }}""",
    """query Power($topic: ID!, $since: Date!, $few: Int! = 3, $size: Int!) {
        now: quadrant(on: $topic) { total points { stakeholder { id name __typename } assessments influence interest
          position influenceSpread interestSpread positionSpread engagement
          stances(first: $few) { id position influence assessed { edtf } assessedBy { id } } } }
        then: quadrant(on: $topic, at: $since, first: $size) { total points { stakeholder { id } influence
          stances { id } } } }""",
    """query Stances($stakeholder: ID!, $topic: ID!, $size: Int!) { stakeholder(id: $stakeholder) {
        stances(first: $size, orderBy: {field: ASSESSED, direction: DESC}) { totalCount nodes { id issue position
          influence interest confidence assessed { edtf } on { id __typename } assessedBy { id } } } }
        stances(where: {on: {id: {eq: $topic}}, influence: {gte: 2}}, first: $size) { totalCount nodes { id } } }""",
    """query Places($size: Int!, $created: String, $places: PlaceFilter) {
        activities(first: 3) { nodes { roles(first: $size, after: $created) {
          edges { cursor node { role organization { name } } } pageInfo { endCursor hasNextPage } } } }
        places(where: $places) { nodes {
          name parts(first: 3) { totalCount } stakeholders(first: 3) { totalCount } } } }""",
)
MERGED = {"One": ("Organization", "Person"), "Two": ("DialogueSession", "Stance"), "ace": ("Place",)}
CURSORS = {
    "ties": cursors.TIES,
    "pair": cursors.PAIRS,
    "mutual": cursors.MUTUAL,
    "change": cursors.CHANGES,
    "path": cursors.PATHS,
    "contact": cursors.INTRODUCTIONS,
    "clashes": cursors.CONFLICTS,
    "hit": cursors.HITS,
    "twin": cursors.TWINS,
    "said": "Entry:entry.time",
    "created": "ActivityRole:role:asc",
}
"""Variable → the order that its cursor belongs to."""


def staples(schema: GraphQLSchema) -> list[Operation]:
    """The operations, numbered from -1 downwards."""
    return [Operation(-1 - index, text, variables(schema, text)) for index, text in enumerate(STAPLES)]


def variables(schema: GraphQLSchema, text: str) -> list[Variable]:
    definition = parse(text).definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    found: list[Variable] = []
    for one in definition.variable_definitions or ():
        name, declared = one.variable.name.value, print_ast(one.type)
        sample = sampler(schema, name, declared.strip("[]!"))
        optional = sample if declared.endswith("!") else maybe(sample)
        found.append(Variable(name, declared, optional if one.default_value is None else left_out(sample)))
    return found


def maybe(sample: Sample) -> Sample:
    return lambda rng, samples: nullable(rng, sample(rng, samples)) if rng.random() < 0.8 else ABSENT_VARIABLE


def left_out(sample: Sample) -> Sample:
    """For a variable that has a default."""
    return lambda rng, samples: ABSENT_VARIABLE if rng.random() < 0.5 else sample(rng, samples)


def sampler(schema: GraphQLSchema, name: str, type_name: str) -> Sample:
    operands = Operands(schema, random.Random(0), lambda *_: "")
    if name in CURSORS:
        return lambda rng, samples: samples.cursor(rng, CURSORS[name])
    match name:
        case _ if name.startswith(("kept", "merged")):
            return lambda rng, samples: samples.id(rng, [rng.choice(MERGED[name[-3:]])])
        case "stakeholder" | "other":
            return lambda rng, samples: samples.id(rng, STAKEHOLDERS)
        case "place" | "area":
            type_of = {"place": ["Place"], "area": ["CooperationArea"]}[name]
            return lambda rng, samples: samples.id(rng, type_of)
        case "topic":
            return lambda rng, samples: samples.id(rng, TOPICS)
        case "sought":
            return lambda rng, _: sought(rng)
        case "searched":
            return lambda rng, _: rng.sample(TYPES, rng.randint(0, 4))
        case "twins":
            every: Any = schema.type_map["DuplicateType"]
            return lambda rng, _: rng.sample(list(every.values), rng.randint(1, 7))
        case "least":
            return lambda rng, _: rng.choice((0.0, 0.3, 0.6, 0.95))
        case "text":
            return lambda rng, _: rng.choice(("Person", "Organ", "Person0"))
        case "among":
            return lambda rng, samples: [samples.id(rng, STAKEHOLDERS) for _ in range(rng.choice((1, 2, 2, 3, 6)))]
        case "one" | "two" | "three":
            return lambda rng, samples: [samples.id(rng, STAKEHOLDERS) for _ in range(2)]
        case "weights":
            return lambda rng, _: weights(rng)
        case "halfLife":
            return lambda rng, _: rng.choice(HALF_LIVES)
        case "around":
            return lambda rng, samples: [samples.id(rng, STAKEHOLDERS) for _ in range(rng.randint(1, 3))]
        case "any" | "id":
            return lambda rng, samples: samples.id(rng)
        case "ids":
            return lambda rng, samples: [samples.id(rng) for _ in range(rng.randint(2, 8))]
        case "kinds":
            return lambda rng, _: rng.sample(KINDS, rng.randint(2, 7))
        case "since" | "until" | "asOf":
            return lambda rng, _: rng.choice(DAYS)
        case "locale":
            return lambda rng, _: rng.choice(("en", "ckb", "kmr", "ar"))
        case "rows" | "columns" | "axis" | "level" | "kind":
            choices: Any = schema.type_map[type_name]
            return lambda rng, _: rng.choice(list(choices.values))
        case "types":
            return lambda rng, _: rng.sample(list(schema.type_map["PartyType"].values), rng.randint(0, 2))  # pyright: ignore
        case "size" | "few":
            return lambda rng, _: rng.randint(0, 8)
        case "orderBy":
            fields: Any = schema.type_map[type_name]
            return lambda rng, _: operands.ordering(rng, list(fields.fields["field"].type.of_type.values))
        case _:
            type_: Any = schema.type_map[type_name]
            assert isinstance(type_, GraphQLInputObjectType), f"nothing to give ${name}: {type_name}"
            return lambda rng, samples: filter_value(operands, type_, rng, samples)


def filter_value(operands: Operands, type_: GraphQLInputObjectType, rng: random.Random, samples: Samples) -> Any:
    """A filter of one of a few shapes: each shape is a plan of its own."""
    return operands.value(type_, random.Random(rng.randrange(4)), rng, samples, 2)
