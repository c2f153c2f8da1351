// {
//   nodes(ids: ["r1", "r2"]) {
//     __typename
//     id
//     ... on Place {
//       pCode
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN COLLECT {
  UNWIND $p0 AS id1
  RETURN head(COLLECT {
    UNWIND [id1] + COLLECT {
      MATCH (m3:Merged {id: id1})
      WHERE m3.scope IN $visible
      RETURN m3.into
    } AS id4
    MATCH (n2:Record {id: id4})
    WHERE n2.scope IN $visible
    RETURN [n2.id, n2.type, CASE n2.type WHEN 'Place' THEN [n2.p_code] END]
  })
} AS r0

// $p0 = ["r1", "r2"]
// $visible = [0, 1]
// $today = "2026-11-23"
