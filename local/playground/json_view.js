// Shows JSON, formatted and foldable, with the differences from another JSON text marked.

import { el } from "./dom.js";
import { elementName, flatten, parseJsonText } from "./json_text.js";

/** Each answer has another request id, so its difference says nothing. */
const ALWAYS_DIFFERENT = new Set(['/"request_id"']);

/** Returns the view of `text`. Values that `before` does not have at the same place are marked, and the number of differences. */
export function jsonView(text, before) {
  const value = parseJsonText(text);
  const [now, earlier] = [flatten(value), before === null ? null : flatten(parseJsonText(before))];
  const differs = (path) => !ALWAYS_DIFFERENT.has(path) && earlier !== null && earlier.get(path) !== now.get(path);
  const changed = [...now.keys()].filter(differs);
  const removed = earlier === null ? [] : [...earlier.keys()].filter((path) => !now.has(path));
  const marks = new Set(changed);
  const view = el(
    "div",
    { class: "json", tabindex: "0", role: "group", "aria-label": "The answer as JSON" },
    node(value, "", "", "", marks),
  );
  return { view, changed: changed.length, removed };
}

function node(value, path, head, tail, marks) {
  if (value.kind === "literal") {
    return line([head, el(marks.has(path) ? "mark" : "span", { class: literalClass(value.text) }, value.text), tail]);
  }
  const [open, close] = value.kind === "object" ? ["{", "}"] : ["[", "]"];
  const children =
    value.kind === "object"
      ? value.fields.map(([name, child]) => [name, child, `${name}: `])
      : value.items.map((item, index) => [elementName(item, index), item, ""]);
  if (children.length === 0) {
    return line([head, el(marks.has(path) ? "mark" : "span", {}, open + close), tail]);
  }
  const last = children.length - 1;
  return el(
    "details",
    { open: true },
    el("summary", {}, head, open, el("span", { class: "folded" }, ` ${children.length} … ${close}${tail}`)),
    el(
      "div",
      { class: "indent" },
      children.map(([name, child, label], index) => node(child, `${path}/${name}`, label, index < last ? "," : "", marks)),
    ),
    line([close, tail]),
  );
}

function line(content) {
  return el("div", { class: "line" }, content);
}

function literalClass(text) {
  return text.startsWith('"') ? "text" : "value";
}
