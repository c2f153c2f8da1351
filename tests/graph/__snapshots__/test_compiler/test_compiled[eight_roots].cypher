// {
//   a: stakeholder(id: "r1") {
//     name
//   }
//   b: place(id: "r1") {
//     name
//   }
//   c: activity(id: "r1") {
//     name
//   }
//   d: commitment(id: "r1") {
//     title
//   }
//   e: recommendation(id: "r1") {
//     text
//   }
//   f: dialogueSession(id: "r1") {
//     name
//   }
//   g: dialogueProcess(id: "r1") {
//     name
//   }
//   h: cooperationArea(id: "r1") {
//     name
//   }
// }
// pages: seek

CYPHER 25
RETURN head(COLLECT {
  UNWIND [$p0] + COLLECT {
    MATCH (m2:Merged {id: $p0})
    WHERE m2.scope IN $visible
    RETURN m2.into
  } AS id3
  MATCH (n1:Activity {id: id3})
  WHERE n1.scope IN $visible
  RETURN [n1.name]
}) AS r0, head(COLLECT {
  UNWIND [$p1] + COLLECT {
    MATCH (m5:Merged {id: $p1})
    WHERE m5.scope IN $visible
    RETURN m5.into
  } AS id6
  MATCH (n4:Commitment {id: id6})
  WHERE n4.scope IN $visible
  RETURN [n4.title]
}) AS r1, head(COLLECT {
  MATCH (n7:CooperationArea {id: $p2})
  WHERE n7.scope IN $visible
  RETURN [n7.name]
}) AS r2, head(COLLECT {
  UNWIND [$p3] + COLLECT {
    MATCH (m9:Merged {id: $p3})
    WHERE m9.scope IN $visible
    RETURN m9.into
  } AS id10
  MATCH (n8:DialogueProcess {id: id10})
  WHERE n8.scope IN $visible
  RETURN [n8.name]
}) AS r3, head(COLLECT {
  UNWIND [$p4] + COLLECT {
    MATCH (m12:Merged {id: $p4})
    WHERE m12.scope IN $visible
    RETURN m12.into
  } AS id13
  MATCH (n11:DialogueSession {id: id13})
  WHERE n11.scope IN $visible
  RETURN [n11.name]
}) AS r4, head(COLLECT {
  UNWIND [$p5] + COLLECT {
    MATCH (m15:Merged {id: $p5})
    WHERE m15.scope IN $visible
    RETURN m15.into
  } AS id16
  MATCH (n14:Place {id: id16})
  WHERE n14.scope IN $visible
  RETURN [n14.name]
}) AS r5, head(COLLECT {
  UNWIND [$p6] + COLLECT {
    MATCH (m18:Merged {id: $p6})
    WHERE m18.scope IN $visible
    RETURN m18.into
  } AS id19
  MATCH (n17:Recommendation {id: id19})
  WHERE n17.scope IN $visible
  RETURN [n17.text]
}) AS r6, head(COLLECT {
  UNWIND [$p7] + COLLECT {
    MATCH (m21:Merged {id: $p7})
    WHERE m21.scope IN $visible
    RETURN m21.into
  } AS id22
  MATCH (n20:Stakeholder {id: id22})
  WHERE n20.scope IN $visible
  RETURN [n20.name]
}) AS r7

// $p0 = "r1"
// $p1 = "r1"
// $p2 = "r1"
// $p3 = "r1"
// $p4 = "r1"
// $p5 = "r1"
// $p6 = "r1"
// $p7 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
