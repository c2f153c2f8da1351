// query ($after: String) {
//   commitment(id: "r1") {
//     milestones(first: 3, after: $after, orderBy: { field: DUE, direction: DESC }) {
//       edges {
//         cursor
//         node {
//           title
//         }
//       }
//       pageInfo {
//         hasPreviousPage
//         startCursor
//       }
//     }
//   }
// }
// variables: {"after": "[\"2026-01-01\", \"r7\"]"}
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  UNWIND [$p0] + COLLECT {
    MATCH (m2:Merged {id: $p0})
    WHERE m2.scope IN $visible
    RETURN m2.into
  } AS id3
  MATCH (n1:Commitment {id: id3})
  WHERE n1.scope IN $visible
  RETURN [[COLLECT {
    MATCH (n1)<-[:MILESTONE_OF]-(n4:Milestone)
    WHERE n4.scope IN $visible
      AND (n4.order_due <= $p2 AND CASE n4.order_due WHEN $p2 THEN n4.id < $p1 ELSE true END)
    WITH n4
    ORDER BY n4.order_due DESC, n4.id DESC LIMIT $p3
    RETURN [n4.id, n4.order_due, n4.title]
  }, EXISTS {
    MATCH (n1)<-[:MILESTONE_OF]-(n5:Milestone)
    WHERE n5.scope IN $visible
      AND (n5.order_due >= $p2 AND CASE n5.order_due WHEN $p2 THEN n5.id >= $p1 ELSE true END)
  }]]
}) AS r0

// $p0 = "r1"
// $p1 = "r7"
// $p2 = "2026-01-01"
// $p3 = 4
// $visible = [0, 1]
// $today = "2026-11-23"
