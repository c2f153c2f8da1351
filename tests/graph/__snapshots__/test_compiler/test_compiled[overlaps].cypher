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
    USING INDEX activity:Activity(scope, id)
    WHERE activity.scope IN $visible
      AND activity.id IS NOT NULL
      AND true
      AND coalesce(activity.status, '') <> 'CANCELLED'
      AND coalesce(activity.status, '') <> 'PLANNED'
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
    WITH row, column, collect(DISTINCT activity) AS there, collect(organizations) AS parties
    WITH row, column, there, coll.distinct(coll.flatten(parties)) AS doers
    WITH row, column, there, doers, size(doers) AS organizations
    WHERE organizations > $p1
      AND organizations > 0
    WITH row, column, organizations, there, doers, row.id AS rowKey, column.id AS columnKey
    ORDER BY organizations DESC, size(there) DESC, rowKey, columnKey
    WITH collect([rowKey, [row], columnKey, [column], organizations, size(there), there[..100], 'AREA', 'WITHIN', doers]) AS found
    WITH found, size(found) AS total
    CALL (found) {
      UNWIND range(0, $p2 - 1) AS number
      WITH number, found[number] AS cell
      UNWIND cell[-1] AS one
      WITH number, cell, one
      WHERE one.scope IN $visible
      WITH number, cell, one
      ORDER BY number, one.id
      WITH number, head(collect(cell)) AS cell, collect(one)[..100] AS first
      ORDER BY number
      RETURN collect(cell[..-1] + [first]) AS cells
    }
    RETURN total, cells
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
