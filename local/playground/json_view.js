// Shows JSON, formatted and foldable, with the differences from another JSON text marked.

import { el } from "./dom.js";
import { elementName, flatten, parseJsonText } from "./json_text.js";

/** Each answer has another request id, so its difference says nothing. */
const ALWAYS_DIFFERENT = new Set(['/"request_id"']);

/** Longer answers are shown with their organizations folded, except those with differences. */
const MAX_UNFOLDED_VALUES = 400;

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
    node(value, "", "", "", { marks, isOpen: openPaths(now, marks) }),
  );
  return { view, changed: changed.length, removed };
}

/** Returns a function that decides whether a path is unfolded at first. */
function openPaths(values, marks) {
  if (values.size <= MAX_UNFOLDED_VALUES) {
    return () => true;
  }
  const marked = new Set([...marks].flatMap(ancestors));
  return (path, depth) => depth < 2 || marked.has(path);
}

/** Returns the paths of the containers of a path. Names in a path may contain slashes; then, a container stays folded. */
function ancestors(path) {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index).join("/"));
}

function node(value, path, head, tail, options, depth = 0) {
  const { marks, isOpen } = options;
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
    { open: isOpen(path, depth) },
    el("summary", {}, head, open, el("span", { class: "folded" }, ` ${children.length} … ${close}${tail}`)),
    el(
      "div",
      { class: "indent" },
      children.map(([name, child, label], index) =>
        node(child, `${path}/${name}`, label, index < last ? "," : "", options, depth + 1),
      ),
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
