// {
//   communities(kinds: [ACTIVITY], first: 9) {
//     total
//     modularity
//     communities {
//       name
//       size
//       areas {
//         code
//       }
//       places {
//         name
//       }
//       members(first: 3) {
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
      UNWIND range(0, size($p0[1]) - 1) AS place
      WITH place, $p0[1][place] AS row
      WHERE row[0] > 0
        AND place < $p1
      WITH place, row, COLLECT {
        UNWIND row[1] AS id
        MATCH (area:CooperationArea {id: id})
        WHERE area.scope IN $visible
        RETURN area
      } AS areas, COLLECT {
        UNWIND row[2] AS id
        MATCH (spot:Place {id: id})
        WHERE spot.scope IN $visible
        RETURN spot
      } AS places, COLLECT {
        UNWIND range(0, size(row[3]) - 1) AS number
        WITH number, row[3][number] AS id
        MATCH (member:Stakeholder {id: id})
        WHERE member.scope IN $visible
        RETURN member
        ORDER BY number
      } AS members
      ORDER BY place
      RETURN collect([row[0], areas, places, members, COLLECT {
        UNWIND areas AS area
        WITH area
        WHERE area.scope IN $visible
        RETURN area.name
      }, COLLECT {
        UNWIND places AS spot
        WITH spot
        WHERE spot.scope IN $visible
        RETURN spot.name
      }, COLLECT {
        UNWIND members[..1] AS member
        WITH member
        WHERE member.scope IN $visible
        RETURN member.name
      }]) AS communities
    }
    RETURN $p0[0][0] AS stakeholders, $p0[0][1] AS ties, $p0[0][2] AS total, $p0[0][3] AS modularity, communities
  }
  WITH stakeholders AS v1, ties AS v2, total AS v3, modularity AS v4, communities AS v5
  RETURN [v4, v3, COLLECT {
    UNWIND v5 AS row6
    RETURN [row6[0], row6[4], row6[5], row6[6], COLLECT {
      UNWIND row6[1] AS n7
      WITH n7
      WHERE n7.scope IN $visible
      WITH n7 LIMIT $p2
      RETURN [n7.code]
    }, COLLECT {
      UNWIND row6[2] AS n8
      WITH n8
      WHERE n8.scope IN $visible
      WITH n8 LIMIT $p3
      RETURN [n8.name]
    }, COLLECT {
      UNWIND row6[3] AS n9
      WITH n9
      WHERE n9.scope IN $visible
      WITH n9 LIMIT $p4
      RETURN [n9.id]
    }]
  }]
}) AS r0

// $p0 = null
// $p1 = 9
// $p2 = 5
// $p3 = 5
// $p4 = 3
// $visible = [0, 1]
// $today = "2026-11-23"
