// Runs every server audit of graphql-http against the address given, and fails on any that is not "ok".
// A warning of the package (a SHOULD or a MAY that is not met) fails too.
import { createRequire } from "node:module";
import { serverAudits } from "graphql-http";

const url = process.argv[2];
if (!url) {
  console.error("usage: node run.mjs http://127.0.0.1:8000/graphql");
  process.exit(2);
}
const { version } = createRequire(import.meta.url)("./node_modules/graphql-http/package.json");
const audits = serverAudits({ url, fetchFn: fetch });
let failed = 0;
for (const { fn } of audits) {
  const result = await fn();
  if (result.status === "ok") continue;
  failed += 1;
  const answer = result.response ? `${result.response.status} ${await result.response.clone().text().catch(() => "")}` : "";
  console.error(`${result.status} ${result.id} ${result.name}: ${result.reason} ${answer}`);
}
console.log(`graphql-http ${version}: ${audits.length - failed} of ${audits.length} audits ok`);
process.exit(failed ? 1 : 0);
