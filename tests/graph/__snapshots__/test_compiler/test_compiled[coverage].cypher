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
      USING INDEX activity:Activity(scope, id)
      WHERE activity.scope IN $visible
        AND activity.id IS NOT NULL
        AND (activity.name STARTS WITH $p1)
      RETURN count(activity) AS considered
    }
    CALL () {
      MATCH (activity:Activity)
      USING INDEX activity:Activity(scope, id)
      WHERE activity.scope IN $visible
        AND activity.id IS NOT NULL
        AND (activity.name STARTS WITH $p1)
      MATCH (activity)<-[:ROLE_IN]-(part:ActivityRole)-[:ROLE_OF]->(organization:Stakeholder)
      WHERE part.scope IN $visible
        AND organization.scope IN $visible
      WITH DISTINCT activity, organization, organization.type AS type, [organization] AS organizations
      WITH activity, organizations, organization, type, organization AS row
      MATCH (activity)-[:TAKES_PLACE_IN]->(spot_column:Place) ((near_column:Place)-[:PART_OF]->(wider_column:Place) WHERE near_column.scope IN $visible AND wider_column.scope IN $visible){0,4} (column:Place)
      WHERE spot_column.scope IN $visible
        AND column.scope IN $visible
        AND column.kind = $p0
      WITH activity, organizations, row, column
      ORDER BY activity.id
      RETURN collect([row, column, activity, organizations, CASE WHEN activity.people_reached IS NOT NULL THEN [activity, activity.people_reached] END]) AS entries
    }
    CALL (entries) {
      UNWIND entries AS entry
      WITH count(DISTINCT entry[2]) AS activities, collect(DISTINCT entry[4]) AS reports
      RETURN activities, [CASE WHEN size(reports) > 0 THEN toFloat(reduce(sum = 0, one IN reports | sum + one[1])) END, size(reports)] AS reach
    }
    CALL (entries) {
      UNWIND entries AS entry
      WITH DISTINCT entry[3] AS some
      UNWIND some AS organization
      RETURN count(DISTINCT organization) AS organizations
    }
    CALL (entries, activities) {
      UNWIND entries AS entry
      WITH activities, entry[0] AS line, collect(DISTINCT entry[2]) AS these, collect(entry[3]) AS parties, collect(DISTINCT entry[4]) AS reports
      WITH activities, line, these, parties, reports
      WHERE line.scope IN $visible
      WITH activities, line, these, parties, reports, line.id AS key
      ORDER BY size(these) DESC, key
      WITH activities, collect([key, line, size(these), parties, reports]) AS every
      UNWIND every[..1000] AS one
      WITH activities, size(every) AS number, one[0] AS key, one[1] AS line, one[2] AS ofThese, one[3] AS parties, one[4] AS reports
      RETURN coalesce(max(number), 0) AS rowCount, collect([key, [line], size(coll.distinct(coll.flatten(parties))), ofThese, CASE WHEN size(reports) > 0 THEN toFloat(reduce(sum = 0, one IN reports | sum + one[1])) END, size(reports), activities]) AS rowLines
    }
    CALL (entries, activities) {
      UNWIND entries AS entry
      WITH activities, entry[1] AS line, collect(DISTINCT entry[2]) AS these, collect(entry[3]) AS parties, collect(DISTINCT entry[4]) AS reports
      WITH activities, line, these, parties, reports
      WHERE line.scope IN $visible
      WITH activities, line, these, parties, reports, line.id AS key
      ORDER BY size(these) DESC, key
      WITH activities, collect([key, line, size(these), parties, reports]) AS every
      UNWIND every[..1000] AS one
      WITH activities, size(every) AS number, one[0] AS key, one[1] AS line, one[2] AS ofThese, one[3] AS parties, one[4] AS reports
      RETURN coalesce(max(number), 0) AS columnCount, collect([key, [line], size(coll.distinct(coll.flatten(parties))), ofThese, CASE WHEN size(reports) > 0 THEN toFloat(reduce(sum = 0, one IN reports | sum + one[1])) END, size(reports), activities]) AS columnLines
    }
    CALL (entries, activities) {
      UNWIND entries AS entry
      WITH activities, entry[0] AS row, collect(entry) AS inside, count(DISTINCT entry[2]) AS ofRow
      CALL (inside) {
        UNWIND inside AS entry
        WITH entry[1] AS column, collect(DISTINCT entry[2]) AS these, collect(entry[3]) AS parties, collect(DISTINCT entry[4]) AS reports
        RETURN column, these, reports, size(coll.distinct(coll.flatten(parties))) AS organizations
      }
      WITH activities, row, ofRow, column, organizations, these, reports
      WHERE row.scope IN $visible
        AND column.scope IN $visible
      WITH activities, row, ofRow, column, organizations, these, reports, row.id AS rowKey, column.id AS columnKey
      ORDER BY organizations DESC, size(these) DESC, rowKey, columnKey
      WITH activities, collect([rowKey, row, columnKey, column, organizations, size(these), these[..100], reports, ofRow]) AS every
      UNWIND every[..5000] AS one
      WITH activities, size(every) AS number, one[0] AS rowKey, one[1] AS row, one[2] AS columnKey, one[3] AS column, one[4] AS organizations, one[5] AS ofThese, one[6] AS these, one[7] AS reports, one[8] AS ofRow
      RETURN coalesce(max(number), 0) AS cellCount, collect([rowKey, [row], columnKey, [column], organizations, ofThese, CASE WHEN size(reports) > 0 THEN toFloat(reduce(sum = 0, one IN reports | sum + one[1])) END, size(reports), ofRow, activities, these, 'GROUP', 'WITHIN']) AS cells
    }
    RETURN considered, organizations, activities, reach[0] AS reached, reach[1] AS reporting, rowCount, rowLines, columnCount, columnLines, cellCount, cells
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
