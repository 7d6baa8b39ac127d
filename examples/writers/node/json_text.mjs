// Changes to stored JSON text. JavaScript turns `1.0` into `1` and rounds large integers, so a stored object is never parsed and
// serialized as a whole.

// A string, a punctuation mark, or another value.
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+)/gy;

/** Returns the text of each field of a JSON object, by name. `json` is valid JSON. */
function fieldTexts(json) {
  const fields = new Map();
  let [depth, name, start] = [0, undefined, 0];
  for (const match of json.matchAll(TOKEN)) {
    const [token, end] = [match[1], match.index + match[0].length];
    if (depth === 1 && (token === "," || token === "}")) {
      if (name !== undefined) fields.set(JSON.parse(name), json.slice(start, end - 1).trim());
      name = undefined;
    } else if (depth === 1 && token === ":") {
      start = end;
    } else if (depth === 1 && name === undefined) {
      name = token;
    }
    if (token === "{" || token === "[") depth += 1;
    if (token === "}" || token === "]") depth -= 1;
  }
  return fields;
}

/** Sets fields of a JSON object, and keeps the text of all others. */
export function withFields(json, changes) {
  const fields = fieldTexts(json);
  for (const [name, value] of Object.entries(changes)) fields.set(name, JSON.stringify(value));
  return `{${[...fields].map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`;
}

/** Appends a value to a JSON list, and keeps the text of all others. */
export function withElement(json, value) {
  const head = json.trimEnd().slice(0, -1).trimEnd();
  return `${head}${head.endsWith("[") ? "" : ","}${JSON.stringify(value)}]`;
}
