// Parses JSON and keeps the text of each value, so that the answer is shown as it was sent: 1.0 stays 1.0.

const TOKEN = /[\s]*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|([^\s{}[\],:"]+))/y;

/**
 * Parses JSON text. A value is `{ kind: "object", fields: [[name, value]] }`, `{ kind: "array", items }` or
 * `{ kind: "literal", text }`; the text of a literal and of a name is the text of the input.
 */
export function parseJsonText(input) {
  let position = 0;
  const next = () => {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(input);
    if (!match) {
      throw new SyntaxError(`not JSON at position ${position}`);
    }
    position = TOKEN.lastIndex;
    return match[1] ?? match[2] ?? match[3];
  };
  const list = (end, item) => {
    const items = [];
    let token = next();
    while (token !== end) {
      items.push(item(token));
      token = next();
      if (token === ",") {
        token = next();
      }
    }
    return items;
  };
  const field = (name) => {
    next(); // the colon
    return [name, value(next())];
  };
  const value = (token) => {
    switch (token) {
      case "{":
        return { kind: "object", fields: list("}", field) };
      case "[":
        return { kind: "array", items: list("]", value) };
      default:
        return { kind: "literal", text: token };
    }
  };
  return value(next());
}

/** Returns the paths of all literals and empty containers with their texts. Elements with an id have it in their path. */
export function flatten(value, path = "", found = new Map()) {
  if (value.kind === "literal") {
    return found.set(path, value.text);
  }
  const children = value.kind === "object" ? value.fields : value.items.map((item, index) => [elementName(item, index), item]);
  if (children.length === 0) {
    return found.set(path, value.kind);
  }
  children.forEach(([name, child]) => flatten(child, `${path}/${name}`, found));
  return found;
}

/** Returns the name of an array's element in a path: its id, or its position. */
export function elementName(item, position) {
  return idOf(item, ["organization", "organization_id"]) ?? idOf(item, ["organization_id"]) ?? String(position);
}

function idOf(item, names) {
  let found = item;
  for (const name of names) {
    found = found?.kind === "object" ? found.fields.find(([field]) => field === `"${name}"`)?.[1] : undefined;
  }
  return found?.kind === "literal" ? found.text : undefined;
}
