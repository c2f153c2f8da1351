// {
//   duplicateCandidates(types: [Person, Place], of: ["r1"], atLeast: 0.5, first: 2) {
//     totalCount
//     edges {
//       score
//       node {
//         id
//       }
//       other {
//         id
//       }
//       reasons {
//         kind
//         one
//         other
//         weight
//         evidence(first: 2) {
//           id
//         }
//       }
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  CALL () {
    UNWIND $p0 AS pair
    MATCH (one:Record {id: pair[0]})
    WHERE one.scope IN $visible
    MATCH (other:Record {id: pair[1]})
    WHERE other.scope IN $visible
    CALL (one, other) {
      CALL (one, other) {
        MATCH (one)<-[:ROLE_OF]-(own:ActivityRole)-[:ROLE_IN]->(shared:Activity) <-[:ROLE_IN]-(its:ActivityRole)-[:ROLE_OF]->(other)
        WHERE own.scope IN $visible
          AND shared.scope IN $visible
          AND its.scope IN $visible
        RETURN shared
        UNION
        MATCH (one)<-[:MEMBER]-(own:Membership)-[:MEMBER_OF]->(shared:Stakeholder) <-[:MEMBER_OF]-(its:Membership)-[:MEMBER]->(other)
        WHERE own.scope IN $visible
          AND shared.scope IN $visible
          AND its.scope IN $visible
        RETURN shared
        UNION
        MATCH (one)<-[:MEMBER_OF]-(own:Membership)-[:MEMBER]->(shared:Stakeholder) <-[:MEMBER]-(its:Membership)-[:MEMBER_OF]->(other)
        WHERE own.scope IN $visible
          AND shared.scope IN $visible
          AND its.scope IN $visible
        RETURN shared
      }
      WITH shared
      ORDER BY shared.id
      RETURN collect(shared) AS ties
    }
    WITH one, other, pair, ties, CASE WHEN size(ties) < 3 THEN size(ties) ELSE 3 END AS number
    WITH one, other, pair, ties, number, pair[2][number] AS score
    WHERE score IS NOT NULL
    RETURN one, other, score, pair[0] + pair[1] AS pair, [reason IN pair[3] | [reason[0], reason[1], reason[2], reason[3], []]] + CASE number WHEN 0 THEN [] ELSE [['TIES', null, null, [0.1, 0.2, 0.3][number - 1], ties]] END AS reasons
  }
  WITH one AS v1, other AS v2, score AS v3, pair AS v4, reasons AS v5
  WHERE v1.scope IN $visible
  WITH v1, v2, v3, v4, v5
  ORDER BY v3 DESC, v4, v1.id
  WITH collect([v1, v2, v3, v4, v5]) AS all6
  RETURN [COLLECT {
    UNWIND all6 AS item7
    WITH item7[0] AS v1, item7[1] AS v2, item7[2] AS v3, item7[3] AS v4, item7[4] AS v5
    WHERE v1.scope IN $visible
    WITH v1, v2, v3, v4, v5 LIMIT $p1
    RETURN [v1.id, v3, head(COLLECT {
      WITH v2 AS n8
      WHERE n8.scope IN $visible
      RETURN [n8.id]
    }), COLLECT {
      UNWIND v5 AS row9
      RETURN [row9[0], row9[1], row9[2], row9[3], COLLECT {
        UNWIND row9[4] AS n10
        WITH n10
        WHERE n10.scope IN $visible
        WITH n10 LIMIT $p2
        RETURN [n10.id]
      }]
    }]
  }, size(all6)]
}) AS r0

// $p0 = null
// $p1 = 3
// $p2 = 2
// $visible = [0, 1]
// $today = "2026-11-23"
