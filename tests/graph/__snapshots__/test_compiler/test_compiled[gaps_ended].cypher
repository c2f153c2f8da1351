// {
//   gaps(kind: ENDED, first: 3) {
//     total
//     gaps {
//       organizations
//       activities {
//         id
//       }
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  CALL () {
    CALL () {
      MATCH (activity:Activity)
      USING INDEX activity:Activity(scope, id)
      WHERE activity.scope IN $visible
        AND activity.id IS NOT NULL
        AND true
        AND coalesce(activity.status, '') <> 'CANCELLED'
      WITH activity, COLLECT {
        MATCH (activity)<-[:ROLE_IN]-(part:ActivityRole)-[:ROLE_OF]->(organization:Stakeholder)
        WHERE part.scope IN $visible
          AND organization.scope IN $visible
        RETURN DISTINCT organization
      } AS organizations
      MATCH (activity)-[:ACTIVITY_ON]->(row:CooperationArea)
      WHERE row.scope IN $visible
      MATCH (activity)-[:TAKES_PLACE_IN]->(spot_column:Place) ((near_column:Place)-[:PART_OF]->(wider_column:Place) WHERE near_column.scope IN $visible AND wider_column.scope IN $visible){0,4} (column:Place)
      WHERE spot_column.scope IN $visible
        AND column.scope IN $visible
        AND column.kind = $p0
      WITH activity, organizations, row, column
      ORDER BY activity.id
      RETURN row, column, activity, organizations AS some, CASE WHEN activity.status = 'PLANNED' THEN 'PLANNED' WHEN activity.status IN ['COMPLETED', 'SUSPENDED'] OR activity.end_latest < $today THEN 'OVER' ELSE 'RUNS' END AS state, false AS fits, 0 AS calls, null AS called
      UNION ALL
      MATCH (area:CooperationArea)
      WHERE area.scope IN $visible
      WITH area, COUNT {
        MATCH (area)<-[:COMMITMENT_ON]-(open:Commitment)
        WHERE open.scope IN $visible
          AND NOT open.status IN ['KEPT', 'WITHDRAWN']
      } + COUNT {
        MATCH (area)<-[:RECOMMENDATION_ON]-(made:Recommendation)
        WHERE made.scope IN $visible
      } AS calls, COLLECT {
        MATCH (area)<-[:COMMITMENT_ON]-(open:Commitment)
        WHERE open.scope IN $visible
          AND NOT open.status IN ['KEPT', 'WITHDRAWN']
        RETURN open
        ORDER BY open.id
      }[..100] + COLLECT {
        MATCH (area)<-[:RECOMMENDATION_ON]-(made:Recommendation)
        WHERE made.scope IN $visible
        RETURN made
        ORDER BY made.id
      }[..100] AS called
      WHERE calls > 0
      MATCH (place:Place)
      WHERE place.scope IN $visible
        AND place.kind = $p0
      RETURN area AS row, place AS column, null AS activity, null AS some, 'CALLED' AS state, false AS fits, calls, called
    }
    WITH row, column, collect(DISTINCT CASE WHEN state = 'PLANNED' THEN activity END) AS planned, collect(DISTINCT CASE WHEN state IN ['RUNS', 'OVER'] THEN activity END) AS there, count(CASE WHEN state = 'RUNS' THEN 1 END) AS running, collect(CASE WHEN state IN ['RUNS', 'OVER'] THEN some END) AS parties, count(CASE WHEN state IN ['RUNS', 'OVER'] AND fits THEN 1 END) AS fitting, max(calls) AS calls, coalesce(head(collect(called)), []) AS called
    WITH row, column, planned, there, running, fitting, calls, called, size(coll.distinct(coll.flatten(parties))) AS organizations
    WHERE size(there) > 0
      AND running = 0
      AND size(planned) = 0
    WITH row, column, organizations, there, planned, calls, called, row.id AS rowKey, column.id AS columnKey
    ORDER BY size(planned) DESC, calls DESC, rowKey, columnKey
    WITH collect([rowKey, [row], columnKey, [column], organizations, size(there), there[..100], 'AREA', 'WITHIN', size(planned), calls, planned[..100], called]) AS found
    WITH found, size(found) AS total
    RETURN total, found[..$p1] AS cells
  }
  WITH total AS v1, cells AS v2
  RETURN [v1, COLLECT {
    UNWIND v2 AS row3
    RETURN [row3[4], COLLECT {
      UNWIND row3[6] AS n4
      WITH n4
      WHERE n4.scope IN $visible
      WITH n4 LIMIT $p2
      RETURN [n4.id]
    }]
  }]
}) AS r0

// $p0 = "GOVERNORATE"
// $p1 = 3
// $p2 = 5
// $visible = [0, 1]
// $today = "2026-11-23"
