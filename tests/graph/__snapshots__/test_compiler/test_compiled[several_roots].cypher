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
  UNWIND [$p0] + COLLECT {
    MATCH (m2:Merged {id: $p0})
    WHERE m2.scope IN $visible
    RETURN m2.into
  } AS id3
  MATCH (n1:Place {id: id3})
  WHERE n1.scope IN $visible
  RETURN [n1.name]
}) AS r0, [COUNT {
  MATCH (n4:Commitment)
  USING INDEX SEEK n4:Commitment(scope, id)
  WHERE n4.scope IN $visible
    AND n4.id IS NOT NULL
}] AS r1, [COLLECT {
  UNWIND $visible AS s6
  CALL (s6) {
    MATCH (n5:DialogueSession)
    USING INDEX SEEK n5:DialogueSession(scope, order_start, id)
    WHERE n5.scope = s6
      AND n5.order_start IS NOT NULL
      AND n5.id IS NOT NULL
    RETURN n5
    ORDER BY n5.scope DESC, n5.order_start DESC, n5.id DESC LIMIT $p1
  }
  WITH n5
  ORDER BY n5.order_start DESC, n5.id DESC LIMIT $p1
  RETURN [n5.status]
}] AS r2, [COLLECT {
  UNWIND $visible AS s8
  CALL (s8) {
    MATCH (n7:Stakeholder)
    USING INDEX SEEK n7:Stakeholder(scope, order_name, id)
    WHERE n7.scope = s8
      AND n7.order_name IS NOT NULL
      AND n7.id IS NOT NULL
    RETURN n7
    ORDER BY n7.scope, n7.order_name, n7.id LIMIT $p2
  }
  WITH n7
  ORDER BY n7.order_name, n7.id LIMIT $p2
  RETURN [n7.name]
}] AS r3

// $p0 = "r1"
// $p1 = 2
// $p2 = 2
// $visible = [0, 1]
// $today = "2026-11-23"
