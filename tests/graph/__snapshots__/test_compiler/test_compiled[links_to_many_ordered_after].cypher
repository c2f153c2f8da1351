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
  MATCH (n1:Commitment {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [[COLLECT {
    MATCH (n1)<-[:MILESTONE_OF]-(n2:Milestone)
    WHERE n2.scope IN $visible
      AND (n2.order_due <= $p2 AND CASE n2.order_due WHEN $p2 THEN n2.id < $p1 ELSE true END)
    WITH n2
    ORDER BY n2.order_due DESC, n2.id DESC LIMIT $p3
    RETURN [n2.id, n2.order_due, n2.title]
  }, EXISTS {
    MATCH (n1)<-[:MILESTONE_OF]-(n3:Milestone)
    WHERE n3.scope IN $visible
      AND (n3.order_due >= $p2 AND CASE n3.order_due WHEN $p2 THEN n3.id >= $p1 ELSE true END)
  }]]
}) AS r0

// $p0 = "r1"
// $p1 = "r7"
// $p2 = "2026-01-01"
// $p3 = 4
// $visible = [0, 1]
// $today = "2026-11-23"
