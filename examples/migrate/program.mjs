// The command line that all programs share.

import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parse, stringify } from "./exact_json.mjs";
import { Migration } from "./migration.mjs";
import { printable } from "./report.mjs";
import { InputError, SourceRecord } from "./source_record.mjs";

const USAGE = `usage: node SERVICE.mjs [--all-unverified] [--report FILE] EXPORT.json >data.json

Converts the joined export of a service into a data file for \`orgctl import\`. EXPORT.json can be - for standard input. A summary
of everything that was left out is printed on standard error. docs/migrate.md describes the export and the result.

  --all-unverified  import every Member without a verified address, for example because your own code set the service's flag
  --report FILE     also write the summary with all ids, as JSON, to this new file
  --help            print this text`;

const OPTIONS = { "all-unverified": { type: "boolean" }, report: { type: "string" }, help: { type: "boolean" } };

/** Parses a document. A byte order mark is skipped, as \`orgctl import\` does. */
function parseDocument(bytes) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new InputError("the document is not UTF-8 text");
  }
  try {
    return new SourceRecord(parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InputError("the document is not one JSON object; join all pages in one document");
  }
}

/** Converts a document. Returns the text of the data file, and the report. */
export function convertDocument(convert, bytes, options = {}) {
  const source = parseDocument(bytes);
  const migration = new Migration(options);
  convert(source, migration);
  const data = migration.finish();
  for (const list of source.unread()) migration.report.add("unmapped", "lists that are not read", list);
  return { data: `${stringify(data)}\n`, report: migration.report };
}

function main(convert) {
  let parsed;
  try {
    parsed = parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw Object.assign(error, { exitCode: 2, message: `${error.message}\n\n${USAGE}` });
  }
  const { values, positionals } = parsed;
  if (values.help) return console.log(USAGE);
  if (positionals.length !== 1) throw Object.assign(new InputError(USAGE), { exitCode: 2 });
  const [file] = positionals;
  const options = { allUnverified: values["all-unverified"] };
  const { data, report } = convertDocument(convert, readFileSync(file === "-" ? 0 : file), options);
  // Only the owner can read the file, because it has ids of people. An existing file is kept.
  if (values.report) writeFileSync(values.report, `${JSON.stringify(report, null, 2)}\n`, { flag: "wx", mode: 0o600 });
  process.stdout.write(data);
  console.error(report.toString());
}

/** Runs the program if its module was started by Node.js, and not imported. */
export function run(module, convert) {
  const started = process.argv[1] && realpathSync(process.argv[1]);
  if (started !== fileURLToPath(module.url)) return;
  try {
    main(convert);
  } catch (error) {
    const isExpected = error instanceof InputError || error.code !== undefined;
    const lines = (isExpected ? error.message : error.stack).split("\n");
    console.error(`error: ${lines.map(printable).join("\n")}`);
    process.exitCode = error.exitCode ?? 1;
  }
}
