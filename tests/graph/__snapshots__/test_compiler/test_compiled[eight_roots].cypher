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
  MATCH (n1:Activity {id: $p0})
  WHERE n1.scope IN $visible
  RETURN [n1.name]
}) AS r0, head(COLLECT {
  MATCH (n2:Commitment {id: $p1})
  WHERE n2.scope IN $visible
  RETURN [n2.title]
}) AS r1, head(COLLECT {
  MATCH (n3:CooperationArea {id: $p2})
  WHERE n3.scope IN $visible
  RETURN [n3.name]
}) AS r2, head(COLLECT {
  MATCH (n4:DialogueProcess {id: $p3})
  WHERE n4.scope IN $visible
  RETURN [n4.name]
}) AS r3, head(COLLECT {
  MATCH (n5:DialogueSession {id: $p4})
  WHERE n5.scope IN $visible
  RETURN [n5.name]
}) AS r4, head(COLLECT {
  MATCH (n6:Place {id: $p5})
  WHERE n6.scope IN $visible
  RETURN [n6.name]
}) AS r5, head(COLLECT {
  MATCH (n7:Recommendation {id: $p6})
  WHERE n7.scope IN $visible
  RETURN [n7.text]
}) AS r6, head(COLLECT {
  MATCH (n8:Stakeholder {id: $p7})
  WHERE n8.scope IN $visible
  RETURN [n8.name]
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
