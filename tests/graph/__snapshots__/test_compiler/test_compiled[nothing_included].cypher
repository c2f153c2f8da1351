// query ($no: Boolean = false) {
//   places @include(if: $no) {
//     totalCount
//   }
// }
// pages: seek

// no statement
