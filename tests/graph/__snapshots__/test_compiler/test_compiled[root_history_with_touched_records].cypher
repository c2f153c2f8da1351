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
RETURN [COLLECT {
  CALL () {
    CALL () {
      MATCH (e:Entry {record: $p0})-[:OF]->(r)
      WHERE e.scope IN $visible
        AND r.scope IN $visible
        AND (e.touch IS NULL OR EXISTS {
        MATCH (e)-[:TOUCHES]->(t)
        WHERE t.scope IN $visible
      })
      RETURN e AS entry, e.time AS time
    }
    RETURN entry AS v1, time AS v2
  }
  WITH v1, v2
  WHERE v1.scope IN $visible
  WITH v1, v2
  ORDER BY v2 DESC, v1.id LIMIT $p1
  RETURN [[COLLECT {
    MATCH (v1)-[:TOUCHES]->(n3:Record)
    WHERE n3.scope IN $visible
    WITH n3
    ORDER BY n3.id LIMIT $p2
    RETURN [n3.id, n3.type]
  }]]
}, COUNT {
  CALL () {
    CALL () {
      MATCH (e:Entry {record: $p0})-[:OF]->(r)
      WHERE e.scope IN $visible
        AND r.scope IN $visible
        AND (e.touch IS NULL OR EXISTS {
        MATCH (e)-[:TOUCHES]->(t)
        WHERE t.scope IN $visible
      })
      RETURN e AS entry, e.time AS time
    }
    RETURN entry AS v4, time AS v5
  }
  WITH v4, v5
  WHERE v4.scope IN $visible
  RETURN 1 AS one
}] AS r0

// $p0 = "r1"
// $p1 = 3
// $p2 = 4
// $visible = [0, 1]
// $today = "2026-11-23"
