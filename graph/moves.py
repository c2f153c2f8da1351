"""Statements by which a record's relationships go over to another, and come back: see `graph/merging.py`.

`was` of a relationship: the ids of merged records that it led to, the latest last.  `by`: the merged record whose it
was.  `also` of one by which somebody acts for an organization: merged ones that he acts for besides.  `KEPT` remembers:
`whose` the relationship was, of which `type`, and whether it led `into` the merged record.
"""

from __future__ import annotations

CHAINED = """CYPHER 25
MATCH (k:Record {id: $b.kept})
MATCH (m:Record {id: $b.merged})
RETURN EXISTS { (m)-[:CHAIN*1..]->(k) } OR EXISTS { (k)-[:CHAIN*1..]->(m) } AS found"""
MOVE = """CYPHER 25
MATCH (k:Record {id: $b.kept})
MATCH (m:Record {id: $b.merged})
CALL (k, m) {
  MATCH (m)-[r]-(k)
  CREATE (m)-[:KEPT {whose: 'between', type: type(r), into: endNode(r) = m, had: r.was, by: r.by, also: r.also}]->(k)
  DELETE r
}
CALL (k, m) {
  MATCH (m)<-[r]-(x)
  WHERE NOT type(r) IN ['OF', 'TOUCHES', 'TOUCHED', 'KEPT', 'MERGED_INTO']
  MATCH (x)-[s]->(k) WHERE type(s) = type(r)
  CREATE (m)-[:KEPT {whose: 'both', type: type(r), into: true, had: r.was, by: r.by, also: r.also}]->(x)
  SET s.also = CASE type(r)
    WHEN 'ACTS_FOR' THEN coalesce(s.also, []) + [coalesce(r.was[0], m.id)] + coalesce(r.also, []) END
  DELETE r
}
CALL (k, m) {
  MATCH (m)<-[r]-(x)
  WHERE NOT type(r) IN ['OF', 'TOUCHES', 'TOUCHED']
  CREATE (x)-[n:$(type(r))]->(k)
  SET n = properties(r)
  SET n.was = coalesce(r.was, []) + [m.id], n.since = CASE type(r) WHEN 'ACCOUNT_OF' THEN $b.now END
  DELETE r
}
CALL (k, m) {
  MATCH (k)<-[:MERGED_INTO]-(g:Merged)
  SET g.into = k.id, g.scope = k.scope
}
CALL (k, m) {
  MATCH (m)-[r]->(x)
  WHERE type(r) <> 'KEPT'
  CREATE (m)-[:KEPT {whose: 'merged', type: type(r), into: false, was: r.was, by: r.by, also: r.also}]->(x)
}
CALL (k, m) {
  MATCH (k)-[r]->(x)
  WHERE type(r) IN $b.gives
  CREATE (m)-[:KEPT {whose: 'kept', type: type(r), into: false, was: r.was, by: r.by, also: r.also}]->(x)
  DELETE r
}
CALL (k, m) {
  MATCH (m)-[r]->(x)
  WHERE type(r) <> 'KEPT' AND NOT type(r) IN $b.stays
    AND NOT EXISTS { MATCH (k)-[s]->(x) WHERE type(s) = type(r) }
    AND NOT EXISTS { MATCH (k)-[:IDENTIFIED_BY]->(y:ExternalId) WHERE type(r) = 'IDENTIFIED_BY' AND y.key = x.key }
  CREATE (k)-[n:$(type(r))]->(x)
  SET n.was = r.was, n.by = m.id
}
CALL (k, m) {
  MATCH (m)-[r]->()
  WHERE type(r) <> 'KEPT'
  DELETE r
}
CALL (k) {
  MATCH (k)-[:IDENTIFIED_BY]->(x:ExternalId)
  SET x.scope = k.scope
}"""
"""`gives`: links to one of the kept record that give way to the merged one's; `stays`: what is not moved."""
INTER = """CYPHER 25
MATCH (k:Record {id: $b.kept})
MATCH (m:Record {id: $b.merged})
CREATE (m)-[:MERGED_INTO]->(k)
WITH k, m, labels(m) AS names
REMOVE m:$(names)
SET m:Merged, m.scope = k.scope, m.into = k.id, m.merged_into = k.id, m.merged_at = k.version, m.undo = $b.undo"""
"""Last of all: until then its entries are of a record."""
BURIED = """CYPHER 25
MATCH (m:Merged {id: $b.merged})-[:MERGED_INTO]->(k:Record)
RETURN collect([properties(m), EXISTS {
  MATCH (k)<-[:MERGED_INTO]-(g:Merged) WHERE g.merged_into = k.id AND g.merged_at > m.merged_at
}, COLLECT { MATCH (m)-[p:KEPT {whose: 'merged'}]->() RETURN p.type }]) AS buried"""
REVIVE = """CYPHER 25
MATCH (m:Merged {id: $b.merged})-[r:MERGED_INTO]->(k:Record)
DELETE r
REMOVE m:Merged, m.into, m.merged_into, m.merged_at, m.undo
SET m:$($b.labels)
WITH k, m
CALL (k, m) {
  MATCH (k)<-[r]-(x)
  WHERE r.was[-1] = m.id
  CREATE (x)-[n:$(type(r))]->(m)
  SET n = properties(r)
  SET n.was = CASE WHEN size(r.was) > 1 THEN r.was[0..-1] END, n.since = CASE WHEN size(r.was) > 1 THEN r.since END
  DELETE r
}
CALL (k, m) {
  MATCH (m)<-[:MERGED_INTO]-(g:Merged)
  SET g.into = m.id
}
CALL (k, m) {
  MATCH (m)-[p:KEPT {whose: 'both'}]->(x)
  MATCH (x)-[s]->(k) WHERE type(s) = p.type
  CREATE (x)-[n:$(p.type)]->(m)
  SET n.was = p.had, n.by = p.by, n.also = p.also
  WITH s, [coalesce(p.had[0], m.id)] + coalesce(p.also, []) AS own
  WITH s, [one IN s.also WHERE NOT one IN own] AS rest
  SET s.also = CASE WHEN size(rest) > 0 THEN rest END
}
CALL (k, m) {
  MATCH (x)-[s:ACTS_FOR]->(k)
  WHERE m.id IN s.also
  CREATE (x)-[:ACTS_FOR]->(m)
  WITH m, s, [one IN s.also WHERE one <> m.id] AS rest
  SET s.also = CASE WHEN size(rest) > 0 THEN rest END
}
CALL (k, m) {
  MATCH (m)-[p:KEPT {whose: 'kept'}]->(x)
  WHERE EXISTS { MATCH (k)-[r]->() WHERE type(r) = p.type AND r.by = m.id }
  CREATE (k)-[n:$(p.type)]->(x)
  SET n.was = p.was, n.by = p.by, n.also = p.also
}
CALL (k, m) {
  MATCH (k)-[r]->()
  WHERE r.by = m.id
  DELETE r
}
CALL (k, m) {
  MATCH (m)-[p:KEPT {whose: 'merged'}]->(x)
  CREATE (m)-[n:$(p.type)]->(x)
  SET n.was = p.was, n.by = p.by, n.also = p.also
}
CALL (k, m) {
  MATCH (m)-[p:KEPT {whose: 'between'}]->(k)
  WITH k, m, p, CASE WHEN p.into THEN k ELSE m END AS start, CASE WHEN p.into THEN m ELSE k END AS end
  CREATE (start)-[n:$(p.type)]->(end)
  SET n.was = p.had, n.by = p.by, n.also = p.also
}
CALL (m) {
  MATCH (m)-[p:KEPT]->()
  DELETE p
}"""
CIRCLES = "CYPHER 25 MATCH (m:Record {id: $b.merged}) RETURN EXISTS { (m)-[:CHAIN*1..]->(m) } AS found"
PLACES = """CYPHER 25
UNWIND $b.ids AS id
MATCH (:Record {id: id})<-[:PARTICIPATION_IN]-(p:Participation)
RETURN collect(p.id) AS places"""
DISOWN = "CYPHER 25 MATCH (n:Record {id: $b.id})-[r:OWNED_BY]->() DELETE r"
"""Of a record whose owner was merged into another the relationship leads elsewhere than the property says."""
CONFIRM = """CYPHER 25
MATCH (a:Account {id: $b.id})-[r]->()
WHERE type(r) IN $b.ties AND r.was IS NOT NULL
SET r.also = CASE type(r) WHEN 'ACTS_FOR' THEN coalesce(r.also, []) + [r.was[0]] END
REMOVE r.was, r.since"""
"""Who administers accounts says anew whom one is of and acts for: they are meant as they are now."""
SETTLE = """CYPHER 25
MATCH (m:Record {id: $b.merged})
CALL (m) {
  MATCH (m)-[:IDENTIFIED_BY]->(x:ExternalId)
  SET x.scope = m.scope
}
CALL (m) {
  MATCH (m)<-[:MERGED_INTO]-(g:Merged)
  SET g.scope = m.scope
}"""
