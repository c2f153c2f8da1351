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
      WHERE activity.scope IN $visible
        AND true
        AND coalesce(activity.status, '') <> 'CANCELLED'
      OPTIONAL
      MATCH (activity)<-[:ROLE_IN]-(part:ActivityRole)-[:ROLE_OF]->(organization:Stakeholder)
      WHERE part.scope IN $visible
        AND organization.scope IN $visible
      WITH DISTINCT activity, organization
      MATCH (activity)-[:TAKES_PLACE_IN]->(spot_row:Place) ((near_row:Place)-[:PART_OF]->(wider_row:Place) WHERE near_row.scope IN $visible AND wider_row.scope IN $visible){0,4} (row:Place)
      WHERE spot_row.scope IN $visible
        AND row.scope IN $visible
        AND row.kind = $p0
      WITH activity, organization, row, activity.kind AS column
      RETURN row, column, activity, organization, CASE WHEN activity.status = 'PLANNED' THEN 'PLANNED' WHEN activity.status IN ['COMPLETED', 'SUSPENDED'] OR activity.end_latest < $today THEN 'OVER' ELSE 'RUNS' END AS state, coalesce(organization.type IN $p1, false) AS fits, 0 AS calls, null AS called
    }
    WITH row, column, collect(DISTINCT CASE WHEN state = 'PLANNED' THEN activity END) AS planned, collect(DISTINCT CASE WHEN state IN ['RUNS', 'OVER'] THEN activity END) AS there, count(CASE WHEN state = 'RUNS' THEN 1 END) AS running, count(DISTINCT CASE WHEN state IN ['RUNS', 'OVER'] THEN organization END) AS organizations, count(CASE WHEN state IN ['RUNS', 'OVER'] AND fits THEN 1 END) AS fitting, max(calls) AS calls, coalesce(head(collect(called)), []) AS called
    WHERE fitting = 0
    WITH row, column, organizations, there, planned, calls, called, row.id AS rowKey, column AS columnKey
    ORDER BY size(planned) DESC, calls DESC, rowKey, columnKey
    WITH collect([rowKey, [row], columnKey, [], organizations, size(there), COLLECT {
      UNWIND there AS one
      WITH one
      WHERE one.scope IN $visible
      RETURN one
      ORDER BY one.id LIMIT 100
    }, 'WITHIN', 'KIND', size(planned), calls, COLLECT {
      UNWIND planned AS one
      WITH one
      WHERE one.scope IN $visible
      RETURN one
      ORDER BY one.id LIMIT 100
    }, called]) AS found
    RETURN size(found) AS total, found[..$p2] AS cells
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
