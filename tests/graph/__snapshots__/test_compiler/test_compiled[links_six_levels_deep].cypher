// {
//   dialogueProcess(id: "r1") {
//     sessions(first: 2) {
//       nodes {
//         participations(first: 2) {
//           nodes {
//             participant {
//               memberships(first: 2) {
//                 nodes {
//                   organization {
//                     commitmentsMade(first: 2) {
//                       nodes {
//                         title
//                       }
//                     }
//                   }
//                 }
//               }
//             }
//           }
//         }
//       }
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  MATCH (n1:DialogueProcess {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [[COLLECT {
    MATCH (n1)<-[:SESSION_OF]-(n2:DialogueSession)
    WHERE n2.scope IN $visible
    WITH n2
    ORDER BY n2.order_start, n2.id LIMIT $p1
    RETURN [[COLLECT {
      MATCH (n2)<-[:PARTICIPATION_IN]-(n3:Participation)
      WHERE n3.scope IN $visible
      WITH n3
      ORDER BY n3.order_capacity, n3.id LIMIT $p2
      RETURN [head(COLLECT {
        MATCH (n3)-[:PARTICIPANT]->(n4:Stakeholder)
        WHERE n4.scope IN $visible
        RETURN [[COLLECT {
          MATCH (n4)<-[:MEMBER]-(n5:Membership)
          WHERE n5.scope IN $visible
          WITH n5
          ORDER BY n5.order_start, n5.id LIMIT $p3
          RETURN [head(COLLECT {
            MATCH (n5)-[:MEMBER_OF]->(n6:Stakeholder)
            WHERE n6.scope IN $visible
            RETURN [[COLLECT {
              MATCH (n6)<-[:MADE_BY]-(n7:Commitment)
              WHERE n7.scope IN $visible
              WITH n7
              ORDER BY n7.order_due, n7.id LIMIT $p4
              RETURN [n7.title]
            }]]
          })]
        }]]
      })]
    }]]
  }]]
}) AS r0

// $p0 = "r1"
// $p1 = 3
// $p2 = 3
// $p3 = 3
// $p4 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
