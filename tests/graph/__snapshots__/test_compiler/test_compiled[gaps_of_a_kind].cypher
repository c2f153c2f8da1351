// {
//   gaps(kind: NOBODY_OF_KIND, of: [YOUTH_NETWORK], rows: PLACE, columns: KIND) {
//     total
//     gaps {
//       filter
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
      MATCH (activity)-[:TAKES_PLACE_IN]->(spot_row:Place) ((near_row:Place)-[:PART_OF]->(wider_row:Place) WHERE near_row.scope IN $visible AND wider_row.scope IN $visible){0,4} (row:Place)
      WHERE spot_row.scope IN $visible
        AND row.scope IN $visible
        AND row.kind = $p0
      WITH activity, organizations, row, activity.kind AS column
      WITH activity, organizations, row, column
      ORDER BY activity.id
      RETURN row, column, activity, organizations AS some, CASE WHEN activity.status = 'PLANNED' THEN 'PLANNED' WHEN activity.status IN ['COMPLETED', 'SUSPENDED'] OR activity.end_latest < $today THEN 'OVER' ELSE 'RUNS' END AS state, EXISTS {
        UNWIND organizations AS one
        WITH one
        WHERE one.scope IN $visible
          AND one.type IN $p1
        RETURN one
      } AS fits, 0 AS calls, null AS called
    }
    WITH row, column, collect(DISTINCT CASE WHEN state = 'PLANNED' THEN activity END) AS planned, collect(DISTINCT CASE WHEN state IN ['RUNS', 'OVER'] THEN activity END) AS there, count(CASE WHEN state = 'RUNS' THEN 1 END) AS running, collect(CASE WHEN state IN ['RUNS', 'OVER'] THEN some END) AS parties, count(CASE WHEN state IN ['RUNS', 'OVER'] AND fits THEN 1 END) AS fitting, max(calls) AS calls, coalesce(head(collect(called)), []) AS called
    WITH row, column, planned, there, running, fitting, calls, called, size(coll.distinct(coll.flatten(parties))) AS organizations
    WHERE fitting = 0
    WITH row, column, organizations, there, planned, calls, called, row.id AS rowKey, column AS columnKey
    ORDER BY size(planned) DESC, calls DESC, rowKey, columnKey
    WITH collect([rowKey, [row], columnKey, [], organizations, size(there), there[..100], 'WITHIN', 'KIND', size(planned), calls, planned[..100], called]) AS found
    WITH found, size(found) AS total
    RETURN total, found[..$p2] AS cells
  }
  WITH total AS v1, cells AS v2
  RETURN [v1, COLLECT {
    UNWIND v2 AS row3
    RETURN [row3[0], row3[2], row3[7], row3[8]]
  }]
}) AS r0

// $p0 = "GOVERNORATE"
// $p1 = ["YouthNetwork"]
// $p2 = 20
// $visible = [0, 1]
// $today = "2026-11-23"
