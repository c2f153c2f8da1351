// query ($at: Date!) {
//   quadrant(on: "r1", at: $at) {
//     total
//     points {
//       interest
//       positionSpread
//     }
//   }
// }
// variables: {"at": "2026-01-01"}
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  CALL () {
    MATCH (topic:Record)
    WHERE topic.id = $p0
      AND topic.scope IN $visible
    CALL (topic) {
      MATCH (topic)<-[:STANCE_ON]-(stance:Stance)-[:STANCE_OF]->(holder:Stakeholder)
      WHERE stance.scope IN $visible
        AND holder.scope IN $visible
        AND stance.assessed_earliest <= $p1
      OPTIONAL
      MATCH (stance)-[:ASSESSED_BY]->(assessor:Stakeholder)
      WHERE assessor.scope IN $visible
      WITH holder, assessor, stance
      ORDER BY coalesce(stance.assessed_earliest, '') DESC, coalesce(stance.assessed_latest, '') DESC, stance.id DESC
      WITH holder, assessor, head(collect(stance)) AS latest
      WITH holder, latest
      WHERE latest.scope IN $visible
      WITH holder, latest
      ORDER BY coalesce(latest.assessed_earliest, '') DESC, coalesce(latest.assessed_latest, '') DESC, latest.id DESC
      WITH holder, collect(latest) AS stances, collect(latest.influence) AS influences, collect(latest.interest) AS interests, collect(latest.position) AS positions, CASE count(latest.influence) WHEN 0 THEN 0.0 ELSE toFloat(sum(latest.influence)) / count(latest.influence) END AS influence, CASE count(latest.interest) WHEN 0 THEN 0.0 ELSE toFloat(sum(latest.interest)) / count(latest.interest) END AS interest
      WITH holder, stances, influences, interests, positions, influence, interest
      ORDER BY influence DESC, interest DESC, holder.id
      WITH collect([[holder], stances[..100], size(stances), influences, interests, positions]) AS every
      RETURN size(every) AS total, every[..$p2] AS points
    }
    RETURN topic, total, points
  }
  WITH topic AS v1, total AS v2, points AS v3
  WHERE v1.scope IN $visible
  RETURN [v2, COLLECT {
    UNWIND v3 AS row4
    RETURN [row4[4], row4[5]]
  }]
}) AS r0

// $p0 = "r1"
// $p1 = "2026-01-01"
// $p2 = 100
// $visible = [0, 1]
// $today = "2026-11-23"
