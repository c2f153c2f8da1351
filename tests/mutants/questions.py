"""Mutants of a coordinator's questions: coverage, paths, analyses, stances, duplicates, what they have in common."""

from __future__ import annotations

from tests.mutants.mutant import ASKING, code, source

QUESTIONS = (
    source(
        "coverage parts",
        "WHERE part.scope IN $visible AND organization.scope IN $visible",
        "part.scope IN $visible",
        "a count: organizations by their hidden roles",
    ),
    code(
        "coverage activities",
        "graph/coverage.py",
        "WHERE activity.scope IN $visible AND activity.id IS NOT NULL AND {where}",
        "WHERE activity.scope IS NOT NULL AND activity.id IS NOT NULL AND {where}",
        "a count: of all activities, and cells of hidden ones",
        ASKING["coverage"],
    ),
    source(
        "gaps commitments that call",
        "WHERE open.scope IN $visible AND NOT open.status IN ['KEPT', 'WITHDRAWN'] }",
        "open.scope IN $visible",
        "a gap that only a hidden commitment calls one",
    ),
    source(
        "gaps recommendations that call",
        "(made:Recommendation) WHERE made.scope IN $visible } AS calls",
        "made.scope IN $visible",
        "a gap that only a hidden recommendation calls one",
    ),
    source(
        "chains on the way",
        "AND far.scope IN $visible AND far <> one",
        "far.scope IN $visible",
        "a way over a hidden activity",
    ),
    source(
        "stances of others",
        "WHERE stance.scope IN $visible AND holder.scope IN $visible{dated}",
        "stance.scope IN $visible",
        "what is the latest: a hidden stance stands before the one that is seen",
    ),
    source(
        "stances by others",
        "(assessor:Stakeholder) WHERE assessor.scope IN $visible",
        "assessor.scope IN $visible",
        "how many assessed: a hidden assessor is one more",
    ),
    source(
        "comparisons named",
        "WHERE named.id IN {ids} AND named.scope IN $visible",
        "named.scope IN $visible",
        "who works with a hidden stakeholder",
    ),
    source(
        "duplicates parts",
        "(its:ActivityRole)-[:ROLE_OF]->(other)\n    WHERE own.scope IN $visible AND shared.scope IN $visible",
        "own.scope IN $visible",
        "a score: what two are tied to by a hidden role",
    ),
    source(
        "projections who",
        "MATCH (n:Stakeholder) WHERE n.scope IN $visible\nCALL (n) {",
        "n.scope IN $visible",
        "a measure: a hidden stakeholder stands between two",
    ),
)
