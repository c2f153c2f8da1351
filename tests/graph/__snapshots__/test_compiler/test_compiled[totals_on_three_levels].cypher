// {
//   dialogueProcesses(first: 2) {
//     totalCount
//     nodes {
//       sessions(first: 2) {
//         totalCount
//         nodes {
//           participations(first: 2) {
//             totalCount
//             nodes {
//               capacity
//             }
//           }
//         }
//       }
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN [COLLECT {
  UNWIND $visible AS s2
  CALL (s2) {
    MATCH (n1:DialogueProcess)
    USING INDEX SEEK n1:DialogueProcess(scope, order_name, id)
    WHERE n1.scope = s2
      AND n1.order_name IS NOT NULL
      AND n1.id IS NOT NULL
    RETURN n1
    ORDER BY n1.scope, n1.order_name, n1.id LIMIT $p0
  }
  WITH n1
  ORDER BY n1.order_name, n1.id LIMIT $p0
  RETURN [[COLLECT {
    MATCH (n1)<-[:SESSION_OF]-(n3:DialogueSession)
    WHERE n3.scope IN $visible
    WITH n3
    ORDER BY n3.order_start, n3.id LIMIT $p1
    RETURN [[COLLECT {
      MATCH (n3)<-[:PARTICIPATION_IN]-(n4:Participation)
      WHERE n4.scope IN $visible
      WITH n4
      ORDER BY n4.order_capacity, n4.id LIMIT $p2
      RETURN [n4.capacity]
    }, COUNT {
      MATCH (n3)<-[:PARTICIPATION_IN]-(n5:Participation)
      WHERE n5.scope IN $visible
    }]]
  }, COUNT {
    MATCH (n1)<-[:SESSION_OF]-(n6:DialogueSession)
    WHERE n6.scope IN $visible
  }]]
}, COUNT {
  MATCH (n7:DialogueProcess)
  USING INDEX SEEK n7:DialogueProcess(scope, id)
  WHERE n7.scope IN $visible
    AND n7.id IS NOT NULL
}] AS r0

// $p0 = 3
// $p1 = 3
// $p2 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
