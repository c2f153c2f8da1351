// {
//   viewer {
//     user
//     roles
//   }
//   __typename
// }
// pages: seek

// no statement
