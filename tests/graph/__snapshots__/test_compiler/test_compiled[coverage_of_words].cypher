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
      WHERE activity.scope IN $visible
        AND true
      RETURN count(activity) AS considered
    }
    CALL () {
      MATCH (activity:Activity)
      WHERE activity.scope IN $visible
        AND true
      MATCH (activity)<-[:ROLE_IN]-(part:ActivityRole)-[:ROLE_OF]->(organization:Stakeholder)
      WHERE part.scope IN $visible
        AND organization.scope IN $visible
      WITH DISTINCT activity, organization
      WITH activity, organization, organization.type AS row
      WITH activity, organization, row, activity.kind AS column
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
      WHERE true
      WITH line, organizations, activities, number, given, reporting, line AS key
      ORDER BY number DESC, key
      RETURN count(*) AS rowCount, collect([key, [], organizations, number, CASE WHEN reporting > 0 THEN given END, reporting, activities])[..1000] AS rowLines
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
      WHERE true
      WITH line, organizations, activities, number, given, reporting, line AS key
      ORDER BY number DESC, key
      RETURN count(*) AS columnCount, collect([key, [], organizations, number, CASE WHEN reporting > 0 THEN given END, reporting, activities])[..1000] AS columnLines
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
      WHERE true
        AND true
      WITH activities, row, ofRow, column, organizations, these, given, reporting, row AS rowKey, column AS columnKey
      ORDER BY organizations DESC, size(these) DESC, rowKey, columnKey
      RETURN count(*) AS cellCount, collect([rowKey, [], columnKey, [], organizations, size(these), CASE WHEN reporting > 0 THEN given END, reporting, ofRow, activities, COLLECT {
        UNWIND these AS one
        WITH one
        WHERE one.scope IN $visible
        RETURN one
        ORDER BY one.id LIMIT 100
      }, 'TYPE', 'KIND'])[..5000] AS cells
    }
    RETURN considered, organizations, activities, reached, reporting, rowCount, rowLines, columnCount, columnLines, cellCount, cells
  }
  WITH considered AS v1, organizations AS v2, activities AS v3, reached AS v4, reporting AS v5, rowCount AS v6, rowLines AS v7, columnCount AS v8, columnLines AS v9, cellCount AS v10, cells AS v11
  RETURN [v1, COLLECT {
    UNWIND v11 AS row12
    RETURN [row12[0], row12[2]]
  }]
}) AS r0

// $visible = [0, 1]
// $today = "2026-11-23"
