// {
//   history(id: "r1", first: 2) {
//     totalCount
//     nodes {
//       linked(first: 3) {
//         nodes {
//           __typename
//           id
//         }
//       }
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  CALL () {
    CALL () {
      RETURN $p0 AS one
      UNION
      MATCH (m:Merged {id: $p0})
      WHERE m.scope IN $visible
      RETURN m.into AS one
      UNION
      MATCH (k:Record {id: $p0})<-[:MERGED_INTO]-(m:Merged)
      WHERE k.scope IN $visible
        AND m.scope IN $visible
      RETURN m.id AS one
      UNION
      MATCH (of:Merged {id: $p0})-[:MERGED_INTO]->(k:Record)<-[:MERGED_INTO]-(m:Merged)
      WHERE of.scope IN $visible
        AND k.scope IN $visible
        AND m.scope IN $visible
      RETURN m.id AS one
    }
    MATCH (e:Entry {record: one})-[:OF]->(r)
    WHERE e.scope IN $visible
      AND r.scope IN $visible
      AND (e.touch IS NULL OR EXISTS {
      MATCH (e)-[:TOUCHES]->(t)
      WHERE t.scope IN $visible
    })
    RETURN e AS entry, e.time AS time
  }
  WITH entry AS v1, time AS v2
  WHERE v1.scope IN $visible
  WITH v1, v2
  ORDER BY v2 DESC, v1.id
  WITH collect([v1, v2]) AS all3
  RETURN [COLLECT {
    UNWIND all3 AS item4
    WITH item4[0] AS v1, item4[1] AS v2
    WHERE v1.scope IN $visible
    WITH v1, v2 LIMIT $p1
    RETURN [[COLLECT {
      MATCH (v1)-[:TOUCHES]->(n5:Record)
      WHERE n5.scope IN $visible
      WITH n5
      ORDER BY n5.id LIMIT $p2
      RETURN [n5.id, n5.type]
    }]]
  }, size(all3)]
}) AS r0

// $p0 = "r1"
// $p1 = 3
// $p2 = 4
// $visible = [0, 1]
// $today = "2026-11-23"
