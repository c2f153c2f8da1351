// query ($around: [ID!]!, $via: [TieKind!], $area: ID, $place: ID, $depth: Int! = 1) {
//   network(around: $around, via: $via, area: $area, place: $place, depth: $depth) {
//     nodes {
//       degree
//     }
//   }
// }
// variables: {"around": ["r1", "r2"], "via": ["ACTIVITY"], "area": "r3", "place": "r4"}
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  CALL () {
    CALL () {
      MATCH (center:Stakeholder)
      WHERE center.id IN $p0
        AND center.scope IN $visible
      WITH center
      ORDER BY center.id
      RETURN collect(center) AS found
    }
    WITH found[..$p1] AS shown, found[..$p1] AS fresh, size(found) AS total, [size(found[..$p1])] AS levels
    CALL (shown, fresh, total) {
      UNWIND CASE WHEN size(shown) = total THEN fresh ELSE [] END AS n
      WITH n
      WHERE n.scope IN $visible
      CALL (n) {
        CALL (n) {
          MATCH (n)<-[:ROLE_OF]-(own:ActivityRole)-[:ROLE_IN]->(shared:Activity)
          WHERE own.scope IN $visible
            AND shared.scope IN $visible
          WITH DISTINCT shared, own.role = 'FUNDER' AS funds
          MATCH (shared)<-[:ROLE_IN]-(its:ActivityRole)-[:ROLE_OF]->(other:Stakeholder)
          WHERE other <> n
            AND its.scope IN $visible
            AND other.scope IN $visible
            AND CASE WHEN funds = (its.role = 'FUNDER') THEN 'ACTIVITY' ELSE 'FUNDING' END IN $p2
            AND EXISTS {
            MATCH (shared)-[:ACTIVITY_ON]->(area:CooperationArea)
            WHERE area.scope IN $visible
              AND area.id = $p3
          }
            AND EXISTS {
            MATCH (shared)-[:TAKES_PLACE_IN]->(spot:Place) ((near:Place)-[:PART_OF]->(wider:Place) WHERE near.scope IN $visible AND wider.scope IN $visible){0,4} (whole:Place)
            WHERE spot.scope IN $visible
              AND whole.scope IN $visible
              AND whole.id = $p4
          }
          RETURN other, [CASE WHEN funds = (its.role = 'FUNDER') THEN 'ACTIVITY' ELSE 'FUNDING' END, shared, null, null, CASE WHEN funds THEN 'FORTH' ELSE 'BACK' END, 1.0] AS tie
          UNION ALL
          MATCH (n)<-[:PARTICIPANT|PARTICIPATES_FOR]-(own:Participation)-[:PARTICIPATION_IN]->(shared:DialogueSession)
          WHERE own.scope IN $visible
            AND shared.scope IN $visible
            AND shared.status <> 'CANCELLED'
            AND NOT own.partstat IN ['DECLINED', 'DELEGATED']
          WITH own, shared
          MATCH (shared)<-[:PARTICIPATION_IN]-(its:Participation)-[:PARTICIPANT|PARTICIPATES_FOR]->(other:Stakeholder)
          WHERE other <> n
            AND its <> own
            AND its.scope IN $visible
            AND other.scope IN $visible
            AND NOT its.partstat IN ['DECLINED', 'DELEGATED']
            AND CASE WHEN EXISTS {
            MATCH (shared)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p2
            AND EXISTS {
            MATCH (shared)-[:SESSION_OF]->(process:DialogueProcess)-[:DIALOGUE_ON]->(area:CooperationArea)
            WHERE process.scope IN $visible
              AND area.scope IN $visible
              AND area.id = $p3
          }
            AND EXISTS {
            MATCH (shared)-[:HELD_IN]->(spot:Place) ((near:Place)-[:PART_OF]->(wider:Place) WHERE near.scope IN $visible AND wider.scope IN $visible){0,4} (whole:Place)
            WHERE spot.scope IN $visible
              AND whole.scope IN $visible
              AND whole.id = $p4
          }
          RETURN other, [CASE WHEN EXISTS {
            MATCH (shared)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END, shared, null, null, null, 1.0] AS tie
        }
        WITH other, collect(tie) AS ties
        RETURN other, CASE size(ties) WHEN 1 THEN 1 ELSE size(coll.distinct([tie IN ties | tie[..2]])) END AS strength
      }
      WITH other, strength
      WHERE NOT other IN shown
      WITH other, sum(strength) AS number
      ORDER BY number DESC, other.id
      RETURN collect(other) AS found
    }
    WITH shown + found[..$p1 - size(shown)] AS shown, found[..$p1 - size(shown)] AS fresh, total + size(found) AS total, levels + [size(shown + found[..$p1 - size(shown)])] AS levels
    CALL (shown) {
      UNWIND shown AS n
      WITH n, shown
      WHERE n.scope IN $visible
      CALL (n, shown) {
        CALL (n, shown) {
          MATCH (n)<-[:ROLE_OF]-(own:ActivityRole)-[:ROLE_IN]->(shared:Activity)
          WHERE own.scope IN $visible
            AND shared.scope IN $visible
          WITH DISTINCT shared, own.role = 'FUNDER' AS funds
          MATCH (shared)<-[:ROLE_IN]-(its:ActivityRole)-[:ROLE_OF]->(other:Stakeholder)
          WHERE other <> n
            AND its.scope IN $visible
            AND other.scope IN $visible
            AND other IN shown
            AND CASE WHEN funds = (its.role = 'FUNDER') THEN 'ACTIVITY' ELSE 'FUNDING' END IN $p2
            AND EXISTS {
            MATCH (shared)-[:ACTIVITY_ON]->(area:CooperationArea)
            WHERE area.scope IN $visible
              AND area.id = $p3
          }
            AND EXISTS {
            MATCH (shared)-[:TAKES_PLACE_IN]->(spot:Place) ((near:Place)-[:PART_OF]->(wider:Place) WHERE near.scope IN $visible AND wider.scope IN $visible){0,4} (whole:Place)
            WHERE spot.scope IN $visible
              AND whole.scope IN $visible
              AND whole.id = $p4
          }
          RETURN other, CASE WHEN funds = (its.role = 'FUNDER') THEN 'ACTIVITY' ELSE 'FUNDING' END AS kind, shared, null AS first, null AS last, CASE WHEN funds THEN 'FORTH' ELSE 'BACK' END AS way
          UNION ALL
          MATCH (n)<-[:PARTICIPANT|PARTICIPATES_FOR]-(own:Participation)-[:PARTICIPATION_IN]->(shared:DialogueSession)
          WHERE own.scope IN $visible
            AND shared.scope IN $visible
            AND shared.status <> 'CANCELLED'
            AND NOT own.partstat IN ['DECLINED', 'DELEGATED']
          WITH own, shared
          MATCH (shared)<-[:PARTICIPATION_IN]-(its:Participation)-[:PARTICIPANT|PARTICIPATES_FOR]->(other:Stakeholder)
          WHERE other <> n
            AND its <> own
            AND its.scope IN $visible
            AND other.scope IN $visible
            AND NOT its.partstat IN ['DECLINED', 'DELEGATED']
            AND other IN shown
            AND CASE WHEN EXISTS {
            MATCH (shared)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END IN $p2
            AND EXISTS {
            MATCH (shared)-[:SESSION_OF]->(process:DialogueProcess)-[:DIALOGUE_ON]->(area:CooperationArea)
            WHERE process.scope IN $visible
              AND area.scope IN $visible
              AND area.id = $p3
          }
            AND EXISTS {
            MATCH (shared)-[:HELD_IN]->(spot:Place) ((near:Place)-[:PART_OF]->(wider:Place) WHERE near.scope IN $visible AND wider.scope IN $visible){0,4} (whole:Place)
            WHERE spot.scope IN $visible
              AND whole.scope IN $visible
              AND whole.id = $p4
          }
          RETURN other, CASE WHEN EXISTS {
            MATCH (shared)-[:SESSION_OF]->(series:DialogueProcess)
            WHERE series.scope IN $visible
          } THEN 'DIALOGUE_SESSION' ELSE 'MEETING' END AS kind, shared, null AS first, null AS last, null AS way
        }
        WITH n, other, kind, shared, way
        WHERE shared:Commitment OR shared:Membership OR n.id < other.id
        WITH other, kind, shared, max(way = 'FORTH') AS forth, max(way = 'BACK') AS back
        RETURN other, kind, CASE WHEN shared:Commitment OR shared:Membership THEN shared END AS fact, count(*) AS number, max(forth) AS forth, max(back) AS back
      }
      WITH n.id AS near, other.id AS far, kind, fact, number, forth, back
      WITH CASE WHEN near < far THEN [near, far, forth, back] ELSE [far, near, back, forth] END AS ends, kind, fact, number
      WITH ends[0] AS one, ends[1] AS another, kind, fact, number, ends[2] AS forth, ends[3] AS back
      WITH one, another, kind, fact, max(number) AS number, max(forth) AS forth, max(back) AS back
      WITH one, another, kind, sum(number) AS number, max(forth) AS forth, max(back) AS back
      WITH one, another, kind, number, CASE WHEN NOT kind IN ['FUNDING', 'SECRETARIAT'] THEN null WHEN forth
        AND back THEN 'BOTH' WHEN forth THEN 'FORTH' ELSE 'BACK' END AS direction
      ORDER BY number DESC, one, another, kind
      RETURN collect([one, another, kind, number, direction]) AS every
    }
    CALL (shown) {
      UNWIND shown AS n
      WITH n
      WHERE n.scope IN $visible
      RETURN collect(n.id) AS ids
    }
    WITH shown, total, levels, every, every[..2000] AS links, ids
    MATCH (center:Stakeholder {id: ids[0]})
    WHERE center.scope IN $visible
    RETURN center, total, size(shown) AS shown, size(every) AS links_total, links, [ids, links] AS drawing, [i IN range(0, size(shown) - 1) | [i, [shown[i]], size([level IN levels WHERE level <= i]), null, null, null]] AS nodes
  }
  WITH center AS v1, total AS v2, shown AS v3, links_total AS v4, links AS v5, nodes AS v6, drawing AS v7
  WHERE v1.scope IN $visible
  RETURN [v7, COLLECT {
    UNWIND v6 AS row8
    RETURN [row8[0], row8[3]]
  }]
}) AS r0

// $p0 = ["r1", "r2"]
// $p1 = 200
// $p2 = ["ACTIVITY"]
// $p3 = "r3"
// $p4 = "r4"
// $visible = [0, 1]
// $today = "2026-11-23"
