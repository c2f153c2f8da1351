// {
//   overlaps(moreThan: 2, placeKind: DISTRICT) {
//     total
//     overlaps {
//       organizations {
//         id
//       }
//       filter
//     }
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  CALL () {
    MATCH (activity:Activity)
    WHERE activity.scope IN $visible
      AND true
      AND coalesce(activity.status, '') <> 'CANCELLED'
      AND coalesce(activity.status, '') <> 'PLANNED'
    OPTIONAL
    MATCH (activity)<-[:ROLE_IN]-(part:ActivityRole)-[:ROLE_OF]->(organization:Stakeholder)
    WHERE part.scope IN $visible
      AND organization.scope IN $visible
    WITH DISTINCT activity, organization
    MATCH (activity)-[:ACTIVITY_ON]->(row:CooperationArea)
    WHERE row.scope IN $visible
    MATCH (activity)-[:TAKES_PLACE_IN]->(spot_column:Place) ((near_column:Place)-[:PART_OF]->(wider_column:Place) WHERE near_column.scope IN $visible AND wider_column.scope IN $visible){0,4} (column:Place)
    WHERE spot_column.scope IN $visible
      AND column.scope IN $visible
      AND column.kind = $p0
    WITH row, column, collect(DISTINCT activity) AS there, collect(DISTINCT organization) AS doers
    WITH row, column, there, doers, size(doers) AS organizations
    WHERE organizations > $p1
    WITH row, column, organizations, there, doers, row.id AS rowKey, column.id AS columnKey
    ORDER BY organizations DESC, size(there) DESC, rowKey, columnKey
    WITH collect([rowKey, [row], columnKey, [column], organizations, size(there), COLLECT {
      UNWIND there AS one
      WITH one
      WHERE one.scope IN $visible
      RETURN one
      ORDER BY one.id LIMIT 100
    }, 'AREA', 'WITHIN', COLLECT {
      UNWIND doers AS one
      WITH one
      WHERE one.scope IN $visible
      RETURN one
      ORDER BY one.id LIMIT 100
    }]) AS found
    RETURN size(found) AS total, found[..$p2] AS cells
  }
  WITH total AS v1, cells AS v2
  RETURN [v1, COLLECT {
    UNWIND v2 AS row3
    RETURN [row3[0], row3[2], row3[7], row3[8], COLLECT {
      UNWIND row3[9] AS n4
      WITH n4
      WHERE n4.scope IN $visible
      WITH n4 LIMIT $p3
      RETURN [n4.id]
    }]
  }]
}) AS r0

// $p0 = "DISTRICT"
// $p1 = 2
// $p2 = 20
// $p3 = 5
// $visible = [0, 1]
// $today = "2026-11-23"
