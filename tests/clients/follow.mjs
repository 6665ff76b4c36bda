// Follows an event stream with ldes-client; each member is a line of JSON with its quads as N-Quads.
// node follow.mjs ADDRESS '{"polling": true, "ordered": "none", …}': the options of the client.
import { enhanced_fetch, intoConfig, replicateLDES } from "ldes-client";
import { Writer } from "n3";

const { ordered, ...options } = JSON.parse(process.argv[3]);
// As with --safe: a connection that the other side has just closed is no reason to end.
const fetch = enhanced_fetch({ safe: true });
const client = replicateLDES(
  intoConfig({ url: process.argv[2], pollInterval: 200, fetch, ...options }),
  ordered,
);
const members = client.stream({ highWaterMark: 10 }).getReader();
for (;;) {
  const { done, value } = await members.read();
  if (done) break;
  const quads = new Writer({ format: "N-Quads" }).quadsToString(value.quads);
  const line = { member: value.id.value, of: value.isVersionOf, time: value.timestamp, quads };
  process.stdout.write(JSON.stringify(line) + "\n");
}
