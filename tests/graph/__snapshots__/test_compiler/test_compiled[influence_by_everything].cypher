// query ($kinds: [TieKind!], $area: ID, $place: ID, $since: Date, $until: Date, $first: Int! = 20) {
//   influence(
//     kinds: $kinds
//     area: $area
//     place: $place
//     since: $since
//     until: $until
//     first: $first
//   ) {
//     ties
//     ranked {
//       pageRank
//     }
//   }
// }
// variables: {"kinds": ["ACTIVITY"], "area": "r3", "place": "r4", "since": "2024-01-01", "until": "2026-01-01"}
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
  RETURN [v2, COLLECT {
    UNWIND v5 AS row6
    RETURN [row6[4]]
  }]
}) AS r0

// $p0 = null
// $p1 = 20
// $visible = [0, 1]
// $today = "2026-11-23"
