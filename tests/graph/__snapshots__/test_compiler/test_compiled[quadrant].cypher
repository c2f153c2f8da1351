// {
//   quadrant(on: "r1", first: 9) {
//     total
//     points {
//       stakeholder {
//         __typename
//         name
//       }
//       assessments
//       influence
//       influenceSpread
//       interest
//       position
//       engagement
//       stances(first: 3) {
//         position
//         assessedBy {
//           name
//         }
//       }
//     }
//   }
// }
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
      RETURN size(every) AS total, every[..$p1] AS points
    }
    RETURN topic, total, points
  }
  WITH topic AS v1, total AS v2, points AS v3
  WHERE v1.scope IN $visible
  RETURN [v2, COLLECT {
    UNWIND v3 AS row4
    RETURN [row4[2], row4[3], row4[4], row4[5], head(COLLECT {
      UNWIND row4[0] AS n5
      WITH n5
      WHERE n5.scope IN $visible
      RETURN [n5.name, n5.type]
    }), COLLECT {
      UNWIND row4[1] AS n6
      WITH n6
      WHERE n6.scope IN $visible
      WITH n6 LIMIT $p2
      RETURN [n6.position, head(COLLECT {
        MATCH (n6)-[:ASSESSED_BY]->(n7:Stakeholder)
        WHERE n7.scope IN $visible
        RETURN [n7.name]
      })]
    }]
  }]
}) AS r0

// $p0 = "r1"
// $p1 = 9
// $p2 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
