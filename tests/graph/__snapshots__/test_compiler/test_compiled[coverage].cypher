// {
//   coverage(
//     rows: GROUP
//     placeKind: GOVERNORATE
//     where: { name: { startsWith: "A" } }
//   ) {
//     activities
//     cellCount
//     rows {
//       key
//       record {
//         id
//       }
//       percentOfActivities
//     }
//     cells {
//       columnKey
//       activities(first: 2) {
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
    CALL () {
      MATCH (activity:Activity)
      WHERE activity.scope IN $visible
        AND (activity.name STARTS WITH $p1)
      RETURN count(activity) AS considered
    }
    CALL () {
      MATCH (activity:Activity)
      WHERE activity.scope IN $visible
        AND (activity.name STARTS WITH $p1)
      MATCH (activity)<-[:ROLE_IN]-(part:ActivityRole)-[:ROLE_OF]->(organization:Stakeholder)
      WHERE part.scope IN $visible
        AND organization.scope IN $visible
      WITH DISTINCT activity, organization
      WITH activity, organization, organization AS row
      MATCH (activity)-[:TAKES_PLACE_IN]->(spot_column:Place) ((near_column:Place)-[:PART_OF]->(wider_column:Place) WHERE near_column.scope IN $visible AND wider_column.scope IN $visible){0,4} (column:Place)
      WHERE spot_column.scope IN $visible
        AND column.scope IN $visible
        AND column.kind = $p0
      RETURN collect([row, column, activity, organization]) AS entries
    }
    CALL (entries) {
      UNWIND entries AS entry
      WITH count(DISTINCT entry[3]) AS organizations, collect(DISTINCT entry[2]) AS these
      CALL (these) {
        UNWIND these AS one
        WITH one
        WHERE one.scope IN $visible
        RETURN toFloat(sum(one.people_reached)) AS given, count(one.people_reached) AS reporting
      }
      RETURN organizations, size(these) AS activities, CASE WHEN reporting > 0 THEN given END AS reached, reporting
    }
    CALL (entries, activities) {
      UNWIND entries AS entry
      WITH entry[0] AS line, entry[2] AS activity, entry[3] AS organization
      WITH line, count(DISTINCT organization) AS organizations, collect(DISTINCT activity) AS these
      CALL (these) {
        UNWIND these AS one
        WITH one
        WHERE one.scope IN $visible
        RETURN toFloat(sum(one.people_reached)) AS given, count(one.people_reached) AS reporting
      }
      WITH line, organizations, activities, size(these) AS number, given, reporting
      WHERE line.scope IN $visible
      WITH line, organizations, activities, number, given, reporting, line.id AS key
      ORDER BY number DESC, key
      RETURN count(*) AS rowCount, collect([key, [line], organizations, number, CASE WHEN reporting > 0 THEN given END, reporting, activities])[..1000] AS rowLines
    }
    CALL (entries, activities) {
      UNWIND entries AS entry
      WITH entry[1] AS line, entry[2] AS activity, entry[3] AS organization
      WITH line, count(DISTINCT organization) AS organizations, collect(DISTINCT activity) AS these
      CALL (these) {
        UNWIND these AS one
        WITH one
        WHERE one.scope IN $visible
        RETURN toFloat(sum(one.people_reached)) AS given, count(one.people_reached) AS reporting
      }
      WITH line, organizations, activities, size(these) AS number, given, reporting
      WHERE line.scope IN $visible
      WITH line, organizations, activities, number, given, reporting, line.id AS key
      ORDER BY number DESC, key
      RETURN count(*) AS columnCount, collect([key, [line], organizations, number, CASE WHEN reporting > 0 THEN given END, reporting, activities])[..1000] AS columnLines
    }
    CALL (entries, activities) {
      UNWIND entries AS entry
      WITH activities, entry[0] AS row, collect(entry) AS inside, count(DISTINCT entry[2]) AS ofRow
      UNWIND inside AS entry
      WITH activities, row, ofRow, entry[1] AS column, count(DISTINCT entry[3]) AS organizations, collect(DISTINCT entry[2]) AS these
      CALL (these) {
        UNWIND these AS one
        WITH one
        WHERE one.scope IN $visible
        RETURN toFloat(sum(one.people_reached)) AS given, count(one.people_reached) AS reporting
      }
      WITH activities, row, ofRow, column, organizations, these, given, reporting
      WHERE row.scope IN $visible
        AND column.scope IN $visible
      WITH activities, row, ofRow, column, organizations, these, given, reporting, row.id AS rowKey, column.id AS columnKey
      ORDER BY organizations DESC, size(these) DESC, rowKey, columnKey
      RETURN count(*) AS cellCount, collect([rowKey, [row], columnKey, [column], organizations, size(these), CASE WHEN reporting > 0 THEN given END, reporting, ofRow, activities, COLLECT {
        UNWIND these AS one
        WITH one
        WHERE one.scope IN $visible
        RETURN one
        ORDER BY one.id LIMIT 100
      }, 'GROUP', 'WITHIN'])[..5000] AS cells
    }
    RETURN considered, organizations, activities, reached, reporting, rowCount, rowLines, columnCount, columnLines, cellCount, cells
  }
  WITH considered AS v1, organizations AS v2, activities AS v3, reached AS v4, reporting AS v5, rowCount AS v6, rowLines AS v7, columnCount AS v8, columnLines AS v9, cellCount AS v10, cells AS v11
  RETURN [v3, v10, COLLECT {
    UNWIND v11 AS row12
    RETURN [row12[0], row12[11], row12[12], row12[2], COLLECT {
      UNWIND row12[10] AS n13
      WITH n13
      WHERE n13.scope IN $visible
      WITH n13 LIMIT $p2
      RETURN [n13.id]
    }]
  }, COLLECT {
    UNWIND v7 AS row14
    RETURN [row14[0], row14[3], row14[6], head(COLLECT {
      UNWIND row14[1] AS n15
      WITH n15
      WHERE n15.scope IN $visible
      RETURN [n15.id]
    })]
  }]
}) AS r0

// $p0 = "GOVERNORATE"
// $p1 = "A"
// $p2 = 2
// $visible = [0, 1]
// $today = "2026-11-23"
