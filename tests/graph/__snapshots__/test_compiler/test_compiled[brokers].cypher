// {
//   brokers(first: 9) {
//     stakeholders
//     ties
//     approximate
//     sampled
//     ranked {
//       betweenness
//       closeness
//       degree
//       pageRank
//       constraint
//       stakeholder {
//         __typename
//         name
//       }
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  CALL () {
    CALL () {
      UNWIND range(0, size($p0[1]) - 1) AS place
      WITH place, $p0[1][place] AS row
      MATCH (found:Stakeholder {id: row[0]})
      WHERE found.scope IN $visible
      WITH found, row, place
      ORDER BY place
      RETURN collect([[found], row[1], row[2], row[3], row[4], row[5]]) AS ranked
    }
    RETURN $p0[0][0] AS stakeholders, $p0[0][1] AS ties, $p0[0][2] IS NOT NULL AS approximate, $p0[0][2] AS sampled, ranked[..$p1] AS ranked
  }
  WITH stakeholders AS v1, ties AS v2, approximate AS v3, sampled AS v4, ranked AS v5
  RETURN [v3, v4, v1, v2, COLLECT {
    UNWIND v5 AS row6
    RETURN [row6[1], row6[2], row6[3], row6[4], row6[5], head(COLLECT {
      UNWIND row6[0] AS n7
      WITH n7
      WHERE n7.scope IN $visible
      RETURN [n7.name, n7.type]
    })]
  }]
}) AS r0

// $p0 = null
// $p1 = 9
// $visible = [0, 1]
// $today = "2026-11-23"
