// Parses every line of the given files: `node parse.mjs FILE...`
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

let count = 0;
for (const name of process.argv.slice(2)) {
  for await (const line of createInterface({ input: createReadStream(name), crlfDelay: Infinity })) {
    const response = JSON.parse(line);
    // A list, or the response of an exchange.
    const isKnown = Array.isArray(response.discovered_organizations) || "member_session" in response;
    if (!isKnown) throw new Error(`neither a list nor an exchange: ${line}`);
    count += 1;
  }
}
console.log(`Node.js parsed ${count} responses`);
process.exit(count > 0 ? 0 : 1);
