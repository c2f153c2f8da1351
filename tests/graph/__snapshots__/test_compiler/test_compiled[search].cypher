// {
//   search(text: "Hewlêr", types: [Place], first: 2) {
//     totalCount
//     edges {
//       score
//       matched
//       node {
//         id
//       }
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  CALL () {
    UNWIND $p0 AS hit
    MATCH (found:Record {id: hit[0]})
    WHERE found.scope IN $visible
    RETURN found, hit[1] AS score, hit[2] AS matched, hit[3] AS named
  }
  WITH found AS v1, score AS v2, matched AS v3, named AS v4
  WHERE v1.scope IN $visible
  WITH v1, v2, v3, v4
  ORDER BY v2 DESC, v4, v1.id
  WITH collect([v1, v2, v3, v4]) AS all5
  RETURN [COLLECT {
    UNWIND all5 AS item6
    WITH item6[0] AS v1, item6[1] AS v2, item6[2] AS v3, item6[3] AS v4
    WHERE v1.scope IN $visible
    WITH v1, v2, v3, v4 LIMIT $p1
    RETURN [v1.id, v3, v2]
  }, size(all5)]
}) AS r0

// $p0 = null
// $p1 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
