// Parses every line of the given files: `node parse.mjs FILE...`
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

let count = 0;
for (const name of process.argv.slice(2)) {
  for await (const line of createInterface({ input: createReadStream(name), crlfDelay: Infinity })) {
    if (!Array.isArray(JSON.parse(line).discovered_organizations)) throw new Error(`no discovered_organizations in ${line}`);
    count += 1;
  }
}
console.log(`Node.js parsed ${count} responses`);
process.exit(count > 0 ? 0 : 1);
