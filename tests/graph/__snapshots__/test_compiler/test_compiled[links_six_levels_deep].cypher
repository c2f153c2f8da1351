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
  UNWIND [$p0] + COLLECT {
    MATCH (m2:Merged {id: $p0})
    WHERE m2.scope IN $visible
    RETURN m2.into
  } AS id3
  MATCH (n1:DialogueProcess {id: id3})
  WHERE n1.scope IN $visible
  RETURN [[COLLECT {
    MATCH (n1)<-[:SESSION_OF]-(n4:DialogueSession)
    WHERE n4.scope IN $visible
    WITH n4
    ORDER BY n4.order_start, n4.id LIMIT $p1
    RETURN [[COLLECT {
      MATCH (n4)<-[:PARTICIPATION_IN]-(n5:Participation)
      WHERE n5.scope IN $visible
      WITH n5
      ORDER BY n5.order_capacity, n5.id LIMIT $p2
      RETURN [head(COLLECT {
        MATCH (n5)-[:PARTICIPANT]->(n6:Stakeholder)
        WHERE n6.scope IN $visible
        RETURN [[COLLECT {
          MATCH (n6)<-[:MEMBER]-(n7:Membership)
          WHERE n7.scope IN $visible
          WITH n7
          ORDER BY n7.order_start, n7.id LIMIT $p3
          RETURN [head(COLLECT {
            MATCH (n7)-[:MEMBER_OF]->(n8:Stakeholder)
            WHERE n8.scope IN $visible
            RETURN [[COLLECT {
              MATCH (n8)<-[:MADE_BY]-(n9:Commitment)
              WHERE n9.scope IN $visible
              WITH n9
              ORDER BY n9.order_due, n9.id LIMIT $p4
              RETURN [n9.title]
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
