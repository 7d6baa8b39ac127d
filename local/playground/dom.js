// Builds elements. Text is set as text, never as markup, so names and addresses from data stay text.

/**
 * Creates an element. Attributes whose name begins with `on` are listeners; `false`, `null` and `undefined` leave an attribute
 * out. Children are elements, text or lists of them; `false`, `null`, `undefined` and empty text are left out too.
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) {
      continue;
    }
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...present(children));
  return element;
}

/** Replaces the children of an element. */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

/** Returns the element with this id, which the page contains. */
export function byId(id) {
  return document.getElementById(id);
}

/** Reads text to people who use a screen reader. */
export function announce(text) {
  fill(byId("status"), text);
}

let lastId = 0;

/** Returns an id that no other element has. */
export function freshId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}
