// {
//   node(id: "r1") {
//     ...A
//   }
// }
//
// fragment A on Record {
//   id
//   ...B
//   ... @include(if: true) {
//     version
//   }
// }
//
// fragment B on Stakeholder {
//   name
//   ... on Person {
//     gender
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
  MATCH (n1:Record {id: id3})
  WHERE n1.scope IN $visible
  RETURN [n1.id, n1.type, n1.version, CASE n1.type WHEN 'CivilSocietyGroup' THEN [n1.name] WHEN 'GovernmentBody' THEN [n1.name] WHEN 'Organization' THEN [n1.name] WHEN 'Person' THEN [n1.gender, n1.name] WHEN 'YouthNetwork' THEN [n1.name] END]
}) AS r0

// $p0 = "r1"
// $visible = [0, 1]
// $today = "2026-11-23"
