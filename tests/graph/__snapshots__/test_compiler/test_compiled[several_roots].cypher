// {
//   stakeholders(first: 1) {
//     nodes {
//       name
//     }
//   }
//   place(id: "r1") {
//     name
//   }
//   commitments(first: 1) {
//     totalCount
//   }
//   dialogueSessions(last: 1) {
//     nodes {
//       status
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  MATCH (n1:Place {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [n1.name]
}) AS r0, [COUNT {
  MATCH (n2:Commitment)
  USING INDEX SEEK n2:Commitment(scope, id)
  WHERE n2.scope IN $visible
    AND n2.id IS NOT NULL
}] AS r1, [COLLECT {
  UNWIND $visible AS s4
  CALL (s4) {
    MATCH (n3:DialogueSession)
    USING INDEX SEEK n3:DialogueSession(scope, order_start, id)
    WHERE n3.scope = s4
      AND n3.order_start IS NOT NULL
      AND n3.id IS NOT NULL
    RETURN n3
    ORDER BY n3.scope DESC, n3.order_start DESC, n3.id DESC LIMIT $p1
  }
  WITH n3
  ORDER BY n3.order_start DESC, n3.id DESC LIMIT $p1
  RETURN [n3.status]
}] AS r2, [COLLECT {
  UNWIND $visible AS s6
  CALL (s6) {
    MATCH (n5:Stakeholder)
    USING INDEX SEEK n5:Stakeholder(scope, order_name, id)
    WHERE n5.scope = s6
      AND n5.order_name IS NOT NULL
      AND n5.id IS NOT NULL
    RETURN n5
    ORDER BY n5.scope, n5.order_name, n5.id LIMIT $p2
  }
  WITH n5
  ORDER BY n5.order_name, n5.id LIMIT $p2
  RETURN [n5.name]
}] AS r3

// $p0 = "r1"
// $p1 = 2
// $p2 = 2
// $visible = [0, 1]
// $today = "2026-11-23"
