// {
//   coverage(rows: TYPE, columns: KIND) {
//     considered
//     cells {
//       rowKey
//       columnKey
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
      RETURN count(activity) AS considered
    }
    CALL () {
      MATCH (activity:Activity)
      USING INDEX activity:Activity(scope, id)
      WHERE activity.scope IN $visible
        AND activity.id IS NOT NULL
        AND true
      MATCH (activity)<-[:ROLE_IN]-(part:ActivityRole)-[:ROLE_OF]->(organization:Stakeholder)
      WHERE part.scope IN $visible
        AND organization.scope IN $visible
      WITH activity, organization.type AS type, collect(DISTINCT organization) AS organizations
      WITH activity, organizations, type, type AS row
      WITH activity, organizations, type, row, activity.kind AS column
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
      WHERE true
      WITH activities, line, these, parties, reports, line AS key
      ORDER BY size(these) DESC, key
      WITH activities, collect([key, line, size(these), parties, reports]) AS every
      UNWIND every[..1000] AS one
      WITH activities, size(every) AS number, one[0] AS key, one[1] AS line, one[2] AS ofThese, one[3] AS parties, one[4] AS reports
      RETURN coalesce(max(number), 0) AS rowCount, collect([key, [], size(coll.distinct(coll.flatten(parties))), ofThese, CASE WHEN size(reports) > 0 THEN toFloat(reduce(sum = 0, one IN reports | sum + one[1])) END, size(reports), activities]) AS rowLines
    }
    CALL (entries, activities) {
      UNWIND entries AS entry
      WITH activities, entry[1] AS line, collect(DISTINCT entry[2]) AS these, collect(entry[3]) AS parties, collect(DISTINCT entry[4]) AS reports
      WITH activities, line, these, parties, reports
      WHERE true
      WITH activities, line, these, parties, reports, line AS key
      ORDER BY size(these) DESC, key
      WITH activities, collect([key, line, size(these), parties, reports]) AS every
      UNWIND every[..1000] AS one
      WITH activities, size(every) AS number, one[0] AS key, one[1] AS line, one[2] AS ofThese, one[3] AS parties, one[4] AS reports
      RETURN coalesce(max(number), 0) AS columnCount, collect([key, [], size(coll.distinct(coll.flatten(parties))), ofThese, CASE WHEN size(reports) > 0 THEN toFloat(reduce(sum = 0, one IN reports | sum + one[1])) END, size(reports), activities]) AS columnLines
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
      WHERE true
        AND true
      WITH activities, row, ofRow, column, organizations, these, reports, row AS rowKey, column AS columnKey
      ORDER BY organizations DESC, size(these) DESC, rowKey, columnKey
      WITH activities, collect([rowKey, row, columnKey, column, organizations, size(these), these[..100], reports, ofRow]) AS every
      UNWIND every[..5000] AS one
      WITH activities, size(every) AS number, one[0] AS rowKey, one[1] AS row, one[2] AS columnKey, one[3] AS column, one[4] AS organizations, one[5] AS ofThese, one[6] AS these, one[7] AS reports, one[8] AS ofRow
      RETURN coalesce(max(number), 0) AS cellCount, collect([rowKey, [], columnKey, [], organizations, ofThese, CASE WHEN size(reports) > 0 THEN toFloat(reduce(sum = 0, one IN reports | sum + one[1])) END, size(reports), ofRow, activities, these, 'TYPE', 'KIND']) AS cells
    }
    RETURN considered, organizations, activities, reach[0] AS reached, reach[1] AS reporting, rowCount, rowLines, columnCount, columnLines, cellCount, cells
  }
  WITH considered AS v1, organizations AS v2, activities AS v3, reached AS v4, reporting AS v5, rowCount AS v6, rowLines AS v7, columnCount AS v8, columnLines AS v9, cellCount AS v10, cells AS v11
  RETURN [v1, COLLECT {
    UNWIND v11 AS row12
    RETURN [row12[0], row12[2]]
  }]
}) AS r0

// $visible = [0, 1]
// $today = "2026-11-23"
