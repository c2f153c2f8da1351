// {
//   history(id: "r1", first: 2) {
//     nodes {
//       time
//       operation
//       actor
//       before
//       after
//       version
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN [COLLECT {
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
  ORDER BY v2 DESC, v1.id LIMIT $p1
  RETURN [v1.actor, v1.after, v1.before, v1.operation, v1.time, v1.version]
}] AS r0

// $p0 = "r1"
// $p1 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
