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
      WITH row, column, collect(DISTINCT activity) AS these, coll.distinct(coll.flatten(collect(organizations))) AS doers, collect(DISTINCT CASE WHEN activity.people_reached IS NOT NULL THEN [activity, activity.people_reached] END) AS reports
      RETURN collect([row, column, these, doers, reports]) AS cells
    }
    WITH considered, cells, size(coll.distinct(coll.flatten([cell IN cells | cell[2]]))) AS activities, size(coll.distinct(coll.flatten([cell IN cells | cell[3]]))) AS organizations, coll.distinct(coll.flatten([cell IN cells | cell[4]])) AS reports
    WITH considered, cells, activities, organizations, [CASE WHEN size(reports) > 0 THEN toFloat(reduce(sum = 0, one IN reports | sum + one[1])) END, size(reports)] AS reach
    CALL (cells, activities) {
      UNWIND cells AS cell
      WITH activities, cell[0] AS line, collect(cell) AS inside
      WITH activities, line, inside, size(coll.distinct(coll.flatten([cell IN inside | cell[2]]))) AS ofThese
      WHERE true
      WITH activities, line, inside, ofThese, line AS key
      ORDER BY ofThese DESC, key
      WITH activities, collect([key, line, ofThese, inside]) AS every
      UNWIND every[..1000] AS one
      WITH activities, size(every) AS number, one[0] AS key, one[1] AS line, one[2] AS ofThese, size(coll.distinct(coll.flatten([cell IN one[3] | cell[3]]))) AS organizations, coll.distinct(coll.flatten([cell IN one[3] | cell[4]])) AS reports
      RETURN coalesce(max(number), 0) AS rowCount, collect([key, [], organizations, ofThese, CASE WHEN size(reports) > 0 THEN toFloat(reduce(sum = 0, one IN reports | sum + one[1])) END, size(reports), activities]) AS rowLines
    }
    CALL (cells, activities) {
      UNWIND cells AS cell
      WITH activities, cell[1] AS line, collect(cell) AS inside
      WITH activities, line, inside, size(coll.distinct(coll.flatten([cell IN inside | cell[2]]))) AS ofThese
      WHERE true
      WITH activities, line, inside, ofThese, line AS key
      ORDER BY ofThese DESC, key
      WITH activities, collect([key, line, ofThese, inside]) AS every
      UNWIND every[..1000] AS one
      WITH activities, size(every) AS number, one[0] AS key, one[1] AS line, one[2] AS ofThese, size(coll.distinct(coll.flatten([cell IN one[3] | cell[3]]))) AS organizations, coll.distinct(coll.flatten([cell IN one[3] | cell[4]])) AS reports
      RETURN coalesce(max(number), 0) AS columnCount, collect([key, [], organizations, ofThese, CASE WHEN size(reports) > 0 THEN toFloat(reduce(sum = 0, one IN reports | sum + one[1])) END, size(reports), activities]) AS columnLines
    }
    CALL (cells, activities) {
      UNWIND cells AS cell
      WITH activities, cell[0] AS row, collect(cell) AS inside
      WITH activities, row, inside, size(coll.distinct(coll.flatten([cell IN inside | cell[2]]))) AS ofRow
      UNWIND inside AS cell
      WITH activities, row, ofRow, cell[1] AS column, cell[2] AS these, size(cell[3]) AS organizations, cell[4] AS reports
      WHERE true
        AND true
      WITH activities, row, ofRow, column, organizations, these, reports, row AS rowKey, column AS columnKey
      ORDER BY organizations DESC, size(these) DESC, rowKey, columnKey
      WITH activities, collect([rowKey, row, columnKey, column, organizations, size(these), these[..100], reports, ofRow]) AS every
      UNWIND every[..5000] AS one
      WITH activities, size(every) AS number, one[0] AS rowKey, one[1] AS row, one[2] AS columnKey, one[3] AS column, one[4] AS organizations, one[5] AS ofThese, one[6] AS these, one[7] AS reports, one[8] AS ofRow
      RETURN coalesce(max(number), 0) AS cellCount, collect([rowKey, [], columnKey, [], organizations, ofThese, CASE WHEN size(reports) > 0 THEN toFloat(reduce(sum = 0, one IN reports | sum + one[1])) END, size(reports), ofRow, activities, these, 'TYPE', 'KIND']) AS shown
    }
    RETURN considered, organizations, activities, reach[0] AS reached, reach[1] AS reporting, rowCount, rowLines, columnCount, columnLines, cellCount, shown AS cells
  }
  WITH considered AS v1, organizations AS v2, activities AS v3, reached AS v4, reporting AS v5, rowCount AS v6, rowLines AS v7, columnCount AS v8, columnLines AS v9, cellCount AS v10, cells AS v11
  RETURN [v1, COLLECT {
    UNWIND v11 AS row12
    RETURN [row12[0], row12[2]]
  }]
}) AS r0

// $visible = [0, 1]
// $today = "2026-11-23"
